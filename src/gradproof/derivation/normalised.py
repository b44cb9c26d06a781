"""Normalisations: products in which something less its mean is divided by a root of its squares.

Layer norm, batch norm, standardised data and correlations are of this form, however written.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from gradproof.calculus.identities_entrywise import broadcast_vector
from gradproof.core.algebra import (
    add,
    base_and_exponent,
    column_sums,
    row_sums,
    scale,
    split_constant,
    spread,
    subtract,
)
from gradproof.core.dims import ONE
from gradproof.core.expr import Expr, postorder
from gradproof.notation.printing.printer import narrow, without_scalars


@dataclass(frozen=True, slots=True)
class Normalised:
    """What (x − mean) ⊘ deviation ⊙ rest consists of.

    rows: whether it is the mean of each row that is taken away.  below ^ exponent: the deviation.
    inside: the product that has x − mean for a factor, say aᵀ(x − mean), if a number divides it.
    """

    centred: Expr
    of: Expr
    rows: bool
    below: Expr
    exponent: Fraction
    rest: tuple[Expr, ...]
    inside: Expr | None = None


def normalised(part: Expr) -> Normalised | None:
    """The parts of a product in which something centred is divided by a root of its squares."""
    factors = list(_factors(part))
    if len(factors) < 2:
        return None
    for factor in factors:
        inside = factor.args if factor.op == "matmul" else ()
        for one in (factor, *inside):
            found = _centred(one)
            divisor = None if found is None else _divisor(one, factors)
            if found is None or divisor is None or (inside and not divisor.shape.is_scalar):
                continue
            rest = tuple(other for other in factors if other is not factor and other is not divisor)
            return Normalised(one, *found, *_root(divisor), rest, factor if inside else None)
    return None


def _divisor(centred: Expr, factors: list[Expr]) -> Expr | None:
    """The factor that divides by what is made of the centred."""
    for factor in factors:
        base, exponent = _root(factor)
        if exponent > 0 and any(part is centred for part in postorder(base)):
            return factor
    return None


def _root(divisor: Expr) -> tuple[Expr, Fraction]:
    """(d, p) with divisor = d⁻ᵖ, which may be broadcast."""
    narrowed = broadcast_vector(divisor)
    base, exponent = base_and_exponent(divisor if narrowed is None else narrowed[0])
    return base, -exponent


def _factors(part: Expr) -> Iterator[Expr]:
    """The factors of an entrywise product, those that are numbers among them."""
    if part.op in ("smul", "hadamard"):
        for arg in part.args:
            yield from _factors(arg)
    else:
        yield part


def _centred(expr: Expr) -> tuple[Expr, bool] | None:
    """(x, whether by rows), where expr is x less its mean."""
    if expr.op != "add":
        return None
    kept = [term for term in expr.args if not _is_broadcast_away(term)]
    if not kept or len(kept) == len(expr.args):
        return None
    x = add(*kept)
    means = [(column_sums(x), x.shape.rows, False)]
    if x.shape.cols is not ONE:
        means.append((row_sums(x), x.shape.cols, True))
    for sums, count, rows in means:
        if count is not ONE and subtract(x, spread(scale(ONE / count, sums), x.shape)).same(expr):
            return x, rows
    return None


def _is_broadcast_away(term: Expr) -> bool:
    """Whether the term repeats a number, a row or a column, with a minus sign."""
    factor, _ = split_constant(term)
    body = without_scalars(term)
    chain = body.op == "matmul" and any(one.op == "ones" for one in (body.args[0], body.args[-1]))
    return factor.coefficient < 0 and (chain or narrow(body) is not None)
