"""One sign for one difference: a last pass that shows the same residual throughout a sum."""

from __future__ import annotations

from gradproof.calculus.chains import terms
from gradproof.calculus.rebuild import rebuild
from gradproof.core.algebra import add, negative, split_constant
from gradproof.core.expr import Expr, postorder
from gradproof.core.operation import Words

NEG_SUB = Words("−(A − B) = B − A.", "−(A − B) = B − A。")
_CARRIERS = frozenset(
    {"matmul", "hadamard", "smul", "scale", "transpose", "diag", "diagonal", "trace"}
)


def consistent_signs(expr: Expr) -> Expr:
    """An equal expression in which a sum that mentions A − B does not mention B − A as well.

    >>> from gradproof.core.algebra import hadamard
    >>> from gradproof.core.dims import shape
    >>> from gradproof.core.expr import symbol
    >>> a, b, p = (symbol(name, shape("n")) for name in "abp")
    >>> left, right = add(a, negative(b)), add(b, negative(a))
    >>> consistent_signs(add(hadamard(p, left), hadamard(a, right))).same(
    ...     add(hadamard(p, left), negative(hadamard(a, left)))
    ... )
    True
    """
    if not any(part.op == "add" and _differences(part) for part in postorder(expr)):
        return expr
    done: dict[Expr, Expr] = {}
    for part in postorder(expr):
        args = tuple([done[arg] for arg in part.args])
        made = rebuild(part, args) if args else part
        done[part] = _one_sum(made) if made.op == "add" else made
    return done[expr]


def _one_sum(expr: Expr) -> Expr:
    """The sum with later terms turned to the differences of earlier ones."""
    own = {term.canonical for term in terms(expr)}
    known: set[Expr] = set()
    turned: list[Expr] = []
    for term in terms(expr):
        better = _turned(term, known, own)
        turned.append(term if better is None else negative(better))
        known |= {part.canonical for part in _differences(turned[-1])}
    return add(*turned)


def _turned(term: Expr, known: set[Expr], own: set[Expr]) -> Expr | None:
    """−term, written with a difference in `known`, or whose terms are all in `own`."""
    if term.op == "add":
        other = [negative(one) for one in term.args]
        found = add(*other)
        shown = found.canonical in known or all(one.canonical in own for one in other)
        return found if shown else None
    if term.op in _CARRIERS:
        for i, arg in enumerate(term.args):
            turned = _turned(arg, known, own)
            if turned is not None:
                return rebuild(term, (*term.args[:i], turned, *term.args[i + 1 :]))
    return None


def _differences(expr: Expr) -> list[Expr]:
    """The sums below expr, itself left out, that have terms of both signs."""
    found: list[Expr] = []
    for part in postorder(expr):
        if part is not expr and part.op == "add":
            signs = {split_constant(one)[0].coefficient > 0 for one in part.args}
            if len(signs) == 2:
                found.append(part)
    return found
