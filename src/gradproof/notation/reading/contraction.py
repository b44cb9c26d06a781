r"""Products of numbers with three indices or more, until sums leave two: Σ_l p_il q_lj is P Q."""

from __future__ import annotations

from dataclasses import replace

from gradproof.core.algebra import hadamard, matmul, spread, transpose
from gradproof.core.dims import ONE, SCALAR
from gradproof.core.expr import UNIT, Expr, ones
from gradproof.notation.reading.lifted import Lifted, Sizes, expand, plain, refuse, sizes_in, union
from gradproof.notation.reading.sums import sum_of


def product_of(left: Lifted, right: Lifted) -> Lifted:
    """The product of two numbers that depend on more than two indices together, not carried out."""
    factors = (*(left.factors or (left,)), *(right.factors or (right,)))
    return Lifted(UNIT, union(factors), SCALAR, factors=factors)


def contracted(value: Lifted, index: str) -> Lifted:
    """Σ over one index of a product: matrices that share it are multiplied."""
    sizes = sizes_in(value.factors)
    inside = [one for one in value.factors if index in one.indices]
    outside = [one for one in value.factors if index not in one.indices]
    others = [one for one in union(inside) if one != index]
    if len(others) > 2:
        raise refuse("a product of three matrices with one index in common")
    weights = _together([one for one in inside if one.indices == (index,)], (index,), sizes)
    sides = [
        _together([one for one in inside if other in one.indices], (other, index), sizes)
        for other in others
    ]
    if not sides:
        assert weights is not None
        return _beside(plain(sum_of(weights)), outside)
    first = sides[0]
    assert first is not None
    if weights is not None and len(sides) == 2:
        first = hadamard(first, spread(transpose(weights), first.shape))
    last = transpose(sides[1]) if len(sides) == 2 and sides[1] is not None else weights
    if last is None:
        last = ones(first.shape.cols, ONE)
    whole = Lifted(matmul(first, last), tuple(others), SCALAR)
    return _beside(whole, outside)


def _beside(value: Lifted, outside: list[Lifted]) -> Lifted:
    """The value times what the sum did not reach."""
    if not outside:
        return value
    rest = Lifted(UNIT, union(outside), SCALAR, factors=tuple(outside))
    return product_of(rest, value) if value.indices else scaled_first(value, rest)


def scaled_first(factor: Lifted, value: Lifted) -> Lifted:
    """A constant times a product."""
    first = value.factors[0]
    changed = replace(first, expr=hadamard(spread(factor.expr, first.expr.shape), first.expr))
    return replace(value, factors=(changed, *value.factors[1:]))


def _together(factors: list[Lifted], indices: tuple[str, ...], sizes: Sizes) -> Expr | None:
    """The entrywise product of factors that have the same indices."""
    if not factors:
        return None
    return hadamard(*(expand(one, indices, SCALAR, sizes) for one in factors))
