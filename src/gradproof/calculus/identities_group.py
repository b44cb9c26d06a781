"""A difference that stands in a sum many times, in brackets, turned or bare, is taken out of it."""

from __future__ import annotations

from gradproof.calculus.cost import cost
from gradproof.calculus.simplify import Identity, Simplifier
from gradproof.core.algebra import add, hadamard, negative, scale, smul, split_constant
from gradproof.core.expr import Expr, ones
from gradproof.core.facts import Fact
from gradproof.core.operation import Words

Found = tuple[Expr, tuple[Fact, ...]] | Expr | None


def _grouped(e: Expr, s: Simplifier) -> Found:
    """A − B + (A − B) ⊙ C + (B − A) ⊙ D = (A − B) ⊙ (1 + C − D)."""
    best: Expr | None = None
    for head in dict.fromkeys(part for term in e.args for part in _sums(term)):
        made = _taken_out(e, head)
        if made is not None and cost(made) < cost(best or e):
            best = made
    return best


def _sums(term: Expr) -> list[Expr]:
    """The sums among the entrywise factors of a term."""
    _, body = split_constant(term)
    body = body.args[1] if body.op == "smul" else body
    return [arg for arg in body.args if arg.op == "add"] if body.op == "hadamard" else []


def _taken_out(e: Expr, head: Expr) -> Expr | None:
    """e with `head` taken out of every term that has it or its negative, and of its own terms."""
    turned = add(*(negative(term) for term in head.args))
    inside: list[Expr] = []
    others: list[Expr] = []
    for term in e.args:
        rest = _without(term, head)
        if rest is None:
            rest = _without(term, turned)
            rest = None if rest is None else negative(rest)
        (others if rest is None else inside).append(term if rest is None else rest)
    for bare, sign in ((head, 1), (turned, -1)):
        own = [one for one in others if any(one.same(term) for term in bare.args)]
        if len(own) == len(bare.args):
            others = [one for one in others if one not in own]
            whole = ones(*e.shape)
            inside.insert(0, whole if sign == 1 else negative(whole))
    if len(inside) < 2:
        return None
    return add(hadamard(head, add(*inside)), *others)


def _without(term: Expr, head: Expr) -> Expr | None:
    """The term divided by `head`, which is one of its entrywise factors; None if it is not."""
    factor, body = split_constant(term)
    scalar = None
    if body.op == "smul":
        scalar, body = body.args
    if body.op != "hadamard":
        return None
    places = [i for i, arg in enumerate(body.args) if arg.same(head)]
    if not places:
        return None
    rest = hadamard(*(arg for i, arg in enumerate(body.args) if i != places[0]))
    rest = rest if scalar is None else smul(scalar, rest)
    return scale(factor, rest)


GROUP = (
    Identity(
        "hadamard_add_group",
        ("add",),
        Words(
            "A + A ⊙ B = A ⊙ (1 + B), also for a difference A that stands in it turned.",
            "A + A ⊙ B = A ⊙ (1 + B)，其中差 A 也可以反号出现。",
        ),
        _grouped,
    ),
)
