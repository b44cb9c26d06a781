"""Identities of sums: common factors are taken out, signs are put where they read best."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from itertools import combinations
from math import gcd, lcm

from gradproof.calculus.chains import factors, is_negative, upright_first
from gradproof.calculus.cost import cost
from gradproof.calculus.rebuild import rebuild
from gradproof.calculus.simplify import Identity, Simplifier
from gradproof.core.algebra import (
    add,
    base_and_exponent,
    hadamard,
    matmul,
    negative,
    power,
    scale,
    smul,
    split_constant,
    transpose,
)
from gradproof.core.dims import Monomial, size
from gradproof.core.expr import UNIT, Expr, identity, ones
from gradproof.core.facts import Fact
from gradproof.core.operation import Words

Found = tuple[Expr, tuple[Fact, ...]] | Expr | None


def _common_coefficient(e: Expr, s: Simplifier) -> Found:
    """c A + c B = c (A + B)."""
    parts = [split_constant(arg)[0] for arg in e.args]
    common = _greatest(parts)
    if common is None:
        return None
    return scale(common, add(*(scale(common**-1, arg) for arg in e.args)))


def _greatest(parts: list[Monomial]) -> Monomial | None:
    """The largest monomial that divides every coefficient, or None where it is ±1."""
    numbers = [abs(part.coefficient) for part in parts]
    number = Fraction(
        gcd(*(one.numerator for one in numbers)), lcm(*(one.denominator for one in numbers))
    )
    letters = dict(parts[0].factors)
    for part in parts[1:]:
        there = dict(part.factors)
        letters = {
            name: min(k, there[name], key=abs)
            for name, k in letters.items()
            if name in there and (there[name] > 0) == (k > 0)
        }
    common = Monomial(number, tuple(sorted(letters.items())))
    if all(part.coefficient < 0 for part in parts):
        common = -common
    return None if common is size(1) else common


def _loose(term: Expr) -> tuple[Monomial, Expr, Expr]:
    """(c, s, A) with term = c · s · A and s a scalar."""
    c, body = split_constant(term)
    if body.op == "smul":
        return c, body.args[0], body.args[1]
    return c, UNIT, body


def _with(c: Monomial, scalar: Expr, body: Expr) -> Expr:
    return scale(c, smul(scalar, body))


def _first(term: Expr) -> Expr:
    return factors(_loose(term)[2])[0]


def _last(term: Expr) -> Expr:
    return factors(_loose(term)[2])[-1]


def _scalar(term: Expr) -> Expr:
    return _loose(term)[1]


def _after_first(term: Expr) -> Expr:
    """A, with term = first · A."""
    c, scalar, body = _loose(term)
    _, *others = factors(body)
    return _with(c, scalar, matmul(*others) if others else identity(body.shape.cols))


def _before_last(term: Expr) -> Expr:
    """A, with term = A · last."""
    c, scalar, body = _loose(term)
    *others, _ = factors(body)
    return _with(c, scalar, matmul(*others) if others else identity(body.shape.rows))


def _without_scalar(term: Expr) -> Expr:
    """A, with term = s · A for the scalar of the term."""
    c, _, body = _loose(term)
    return scale(c, body)


Part = Callable[[Expr], Expr]
Join = Callable[[Expr, Expr], Expr]


def _take_out(e: Expr, head_of: Part, rest_of: Part, join: Join) -> Expr | None:
    """The sum with a factor common to some of its terms taken out, if that is shorter."""
    groups: dict[Expr, list[int]] = {}
    for i, arg in enumerate(e.args):
        groups.setdefault(head_of(arg).canonical, []).append(i)
    for head, members in groups.items():
        if len(members) < 2 or head is UNIT:
            continue
        rests = {i: rest_of(e.args[i]) for i in members}
        several = [i for i in members if _loose(rests[i])[2].op != "identity"]
        if len(several) > 1:
            members = several
        inside = upright_first([rests[i] for i in members])
        head = head_of(e.args[members[0]])
        if all(map(is_negative, inside)):
            joined = negative(join(head, add(*map(negative, inside))))
        else:
            joined = join(head, add(*inside))
        others = [arg for i, arg in enumerate(e.args) if i not in members]
        made = _inserted(others, joined, members[0])
        if cost(made) < cost(e):
            return made
    return None


def _inserted(others: list[Expr], joined: Expr, place: int) -> Expr:
    return add(*others[:place], joined, *others[place:])


def _left_factor(e: Expr, s: Simplifier) -> Found:
    if e.shape.is_scalar or any(_loose(arg)[2].shape.is_scalar for arg in e.args):
        return None
    return _take_out(e, _first, _after_first, lambda head, inside: matmul(head, inside))


def _right_factor(e: Expr, s: Simplifier) -> Found:
    if e.shape.is_scalar:
        return None
    return _take_out(e, _last, _before_last, lambda head, inside: matmul(inside, head))


def _scalar_factor(e: Expr, s: Simplifier) -> Found:
    """s A + s B = s (A + B) for a scalar s."""
    if e.shape.is_scalar:
        return None
    return _take_out(e, _scalar, _without_scalar, smul)


def _common_scalar(e: Expr, s: Simplifier) -> Found:
    """s² A + s B = s (s A + B) for scalars and their powers, also negative ones."""
    if e.shape.is_scalar:
        return None
    parts = [_loose(arg) for arg in e.args]
    common = _powers(parts[0][1])
    for _, scalar, _ in parts[1:]:
        there = _powers(scalar)
        common = {
            base: min(p, there[base], key=abs)
            for base, p in common.items()
            if base in there and (there[base] > 0) == (p > 0)
        }
    if not common:
        return None
    whole = hadamard(*(power(base, p) for base, p in common.items()))
    inside = [scale(c, smul(hadamard(scalar, power(whole, -1)), body)) for c, scalar, body in parts]
    made = smul(whole, add(*inside))
    return made if cost(s.attempt(made)) <= cost(e) else None


def _powers(scalar: Expr) -> dict[Expr, Fraction]:
    """The bases and exponents of a product of scalars."""
    parts = scalar.args if scalar.op == "hadamard" else (scalar,)
    return dict(base_and_exponent(one) for one in parts if one is not UNIT)


def _entrywise_factor(e: Expr, s: Simplifier) -> Found:
    """A ⊙ B + A ⊙ C = A ⊙ (B + C)."""
    pools = [_entries(arg) for arg in e.args]
    for first, second in combinations(range(len(e.args)), 2):
        for head in pools[first]:
            if not any(head.same(other) for other in pools[second]):
                continue
            members = [i for i, pool in enumerate(pools) if any(head.same(o) for o in pool)]
            inside = add(*(_without(e.args[i], head) for i in members))
            others = [arg for i, arg in enumerate(e.args) if i not in members]
            made = _inserted(others, hadamard(head, inside), members[0])
            if cost(made) < cost(e):
                return made
    return None


def _entries(term: Expr) -> tuple[Expr, ...]:
    _, _, body = _loose(term)
    return body.args if body.op == "hadamard" else (body,)


def _without(term: Expr, head: Expr) -> Expr:
    c, scalar, body = _loose(term)
    kept: Iterable[Expr] = [arg for arg in _entries(term) if not arg.same(head)]
    kept = list(kept) or [ones(*body.shape)]
    return _with(c, scalar, hadamard(*kept))


def _flip(e: Expr, s: Simplifier) -> Found:
    """−(A − B) = B − A, the sign carried into a difference that can take it."""
    c = e.coefficient
    if c.coefficient > 0:
        return None
    turned = _flipped(e.args[0])
    return None if turned is None else scale(-c, turned)


def _flipped(e: Expr, beside: tuple[Expr, ...] = ()) -> Expr | None:
    """An expression equal to −e that is no longer than e, if a difference inside allows it.

    1 − y keeps its sign beside y, as in y ⊙ (1 − y), and where y is a power, as in 1 − y².
    """
    if e.op == "add":
        if e.args[0].op in ("ones", "constant"):
            others = [split_constant(arg)[1] for arg in e.args[1:]]
            plain = all(one.op in ("symbol", "sigmoid") for one in others)
            if not plain or any(one.same(arg) for one in others for arg in beside):
                return None
        signs = sum(split_constant(arg)[0].coefficient < 0 for arg in e.args)
        return add(*(negative(arg) for arg in e.args)) if 2 * signs >= len(e.args) else None
    if e.op in ("matmul", "hadamard", "smul"):
        for i, arg in enumerate(e.args):
            turned = _flipped(arg, e.args)
            if turned is not None and not _has_twin(arg, e.args):
                return rebuild(e, (*e.args[:i], turned, *e.args[i + 1 :]))
    if e.op in ("transpose", "diag", "trace", "diagonal"):
        turned = _flipped(e.args[0])
        return None if turned is None else rebuild(e, (turned,))
    return None


def _has_twin(one: Expr, factors: tuple[Expr, ...]) -> bool:
    """Whether A or Aᵀ stands in the product once more, as in (x − a)(x − a)ᵀ."""
    return sum(arg.same(one) or transpose(arg).same(one) for arg in factors) > 1


def _twin_signs(e: Expr, s: Simplifier) -> Found:
    """(A − B)(B − A)ᵀ = −(A − B)(A − B)ᵀ."""
    sums = [one for one in e.args if (one.args[0] if one.op == "transpose" else one).op == "add"]
    if len(sums) < 2:
        return None
    for i, one in enumerate(e.args):
        if one.op == "add":
            turned = add(*(negative(arg) for arg in one.args))
            if _has_twin(turned, (turned, *e.args)):
                return negative(rebuild(e, (*e.args[:i], turned, *e.args[i + 1 :])))
    return None


def _negative_factor(e: Expr, s: Simplifier) -> Found:
    """(−A − B) C = −(A + B) C."""
    for i, one in enumerate(e.args):
        if one.op == "add" and all(map(is_negative, one.args)):
            turned = add(*(negative(arg) for arg in one.args))
            return negative(rebuild(e, (*e.args[:i], turned, *e.args[i + 1 :])))
    return None


def _same_number(e: Expr, s: Simplifier) -> Found:
    """xᵀAy + yᵀAᵀx = 2 xᵀAy: a number is its own transpose."""
    if not e.shape.is_scalar:
        return None
    found: dict[Expr, int] = {}
    for place, term in enumerate(e.args):
        factor, body = split_constant(term)
        if body.op != "matmul":
            continue
        turned = matmul(*(transpose(one) for one in reversed(body.args)))
        at = found.get(turned.canonical)
        if at is not None:
            other, twin = split_constant(e.args[at])
            rest = e.args[at + 1 : place] + e.args[place + 1 :]
            return add(*e.args[:at], scale(other, twin), scale(factor, twin), *rest)
        found.setdefault(body.canonical, place)
    return None


SUM = (
    Identity("add_same_number", ("add",),
             Words("xᵀ y + yᵀ x = 2 xᵀ y: a number is its own transpose.",
                   "xᵀ y + yᵀ x = 2 xᵀ y：标量等于自身的转置。"), _same_number, always=True),
    Identity("smul_add_powers", ("add",),
             Words("s² A + s B = s (s A + B).", "s² A + s B = s (s A + B)。"),
             _common_scalar, always=True),
    Identity("mul_add_left", ("add",),
             Words("A B + A C = A (B + C).", "A B + A C = A (B + C)。"), _left_factor),
    Identity("mul_add_right", ("add",),
             Words("B A + C A = (B + C) A.", "B A + C A = (B + C) A。"), _right_factor),
    Identity("smul_add", ("add",),
             Words("s A + s B = s (A + B).", "s A + s B = s (A + B)。"), _scalar_factor),
    Identity("add_factor_constant", ("add",),
             Words("c A + c B = c (A + B).", "c A + c B = c (A + B)。"), _common_coefficient),
    Identity("hadamard_add_factor", ("add",),
             Words("A ⊙ B + A ⊙ C = A ⊙ (B + C).",
                   "A ⊙ B + A ⊙ C = A ⊙ (B + C)。"), _entrywise_factor),
    Identity("neg_mul", ("matmul", "hadamard", "smul", "transpose"),
             Words("(−A − B) C = −(A + B) C.", "(−A − B) C = −(A + B) C。"),
             _negative_factor, always=True),
    Identity("sub_mul_sub", ("matmul", "hadamard"),
             Words("(A − B)(B − A)ᵀ = −(A − B)(A − B)ᵀ.", "(A − B)(B − A)ᵀ = −(A − B)(A − B)ᵀ。"),
             _twin_signs, always=True),
    Identity("neg_sub", ("scale",), Words("−(A − B) = B − A.", "−(A − B) = B − A。"), _flip),
)  # fmt: skip
