"""Means over the samples in matrix form: the mean of ‖ŷ − y‖² is (1/m) ‖Ŷ − Y‖².

A number of each sample that occurs in later numbers with a factor that is the same for all samples
may be replaced by its mean; these are the `means`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import NamedTuple

from gradproof.core.algebra import add, hadamard, matmul, scale, smul
from gradproof.core.dims import ONE, SCALAR, Shape
from gradproof.core.expr import Expr, ones, symbols, zeros
from gradproof.core.layers import Span, layer_sum
from gradproof.core.operation import TABLE
from gradproof.core.ring import base_and_exponent
from gradproof.derivation.batch.rows import Rows, is_vector

NORMS = frozenset({"squared_norm", "norm1"})
"""Norms that are sums over entries."""


class Parts(NamedTuple):
    """A number of each sample: what is the same for all, or a mean already; the sum over the
    samples of some of the rest; and what is left, as a column with an entry for each sample."""

    alike: Expr
    summed: Expr
    column: Expr

    def map(self, linear: Callable[[Expr], Expr]) -> Parts:
        """What a linear function makes of them."""
        return Parts(*map(linear, self))


class Means:
    """Means over the samples of formulas with a number as their value.

    means: numbers of each sample, of which only the mean is known, by its own symbol.
    """

    def __init__(self, rows: Rows, means: Collection[Expr]) -> None:
        self.rows = rows
        self.means = means

    def __call__(self, expr: Expr) -> Expr:
        """(1/m) Σ_i of the formula for sample i; what is the same for all samples stays itself.

        Errors:  ModelError for what cannot be stacked.
        """
        found = self._parts(expr)
        return add(scale(ONE / self.rows.count, self._total(found)), found.alike)

    def _total(self, parts: Parts) -> Expr:
        """Σ_i of what differs from sample to sample."""
        return add(parts.summed, matmul(ones(ONE, self.rows.count), parts.column))

    def varies(self, expr: Expr) -> bool:
        """Whether the formula is another for each sample."""
        return self.rows.varies(expr) or any(one in self.means for one in symbols(expr))

    def _parts(self, expr: Expr) -> Parts:
        nil, none = zeros(SCALAR), zeros(Shape(self.rows.count, ONE))
        if not self.varies(expr) or expr in self.means:
            return Parts(expr, nil, none)
        args = expr.args
        match expr.op:
            case "add":
                found = map(self._parts, args)
                return Parts(*(add(*same) for same in zip(*found, strict=True)))
            case "scale":
                return self._parts(args[0]).map(lambda one: scale(expr.coefficient, one))
            case "layer_sum":
                assert isinstance(expr.data, Span)
                inside, span = self._parts(args[0]), expr.data
                alike, each = (
                    one if one.op == "zero" else layer_sum(one, span)
                    for one in (inside.alike, self._total(inside))
                )
                return Parts(alike, each, none)
            case "hadamard" if not all(map(self.varies, args)):
                factors, rest = split(expr, self.varies)
                return self._parts(rest).map(lambda one: smul(hadamard(*factors), one))
            case _:
                found = self._sum(expr)
                return Parts(nil, *((nil, found) if found.shape == none.shape else (found, none)))

    def _sum(self, expr: Expr) -> Expr:
        """Σ_i of what is no sum or multiple by itself, or a column of what is to be added up."""
        rows, args = self.rows, expr.args
        if expr.op in NORMS and is_vector(args[0]):
            return TABLE[expr.op](rows(args[0]))
        if expr.op == "abs":
            return TABLE["norm1"](rows(args[0]))
        if expr.op == "power" and base_and_exponent(expr)[1] == 2 and args[0].op != "norm":
            return TABLE["squared_norm"](rows(args[0]))
        each = rows(expr)
        if each.op == "matmul" and len(each.args) == 2 and each.args[1].op == "ones":
            base, exponent = base_and_exponent(each.args[0])
            if exponent == 2:
                return TABLE["squared_norm"](base)
        return matmul(ones(ONE, rows.count), each) if each.op == "matmul" else each


def split(product: Expr, varies: Callable[[Expr], bool]) -> tuple[list[Expr], Expr]:
    """The factors that are the same for all samples, and the product of the others."""
    alike = [one for one in product.args if not varies(one)]
    return alike, hadamard(*(one for one in product.args if varies(one)))


def entangled(expr: Expr, varies: Callable[[Expr], bool]) -> Iterator[Expr]:
    """The symbols in a number that are more than summands with factors that do not vary.

    >>> from gradproof.core.dims import SCALAR
    >>> from gradproof.core.expr import symbol
    >>> a, b, c = (symbol(name, SCALAR) for name in "abc")
    >>> list(entangled(add(scale(2, a), hadamard(b, c)), lambda one: True))
    [b, c]
    """
    match expr.op:
        case "symbol":
            return
        case "add" | "scale" | "layer_sum":
            for one in expr.args:
                yield from entangled(one, varies)
        case "hadamard" if not all(map(varies, expr.args)):
            alike, each = split(expr, varies)
            for one in alike:
                yield from symbols(one)
            yield from entangled(each, varies)
        case _:
            yield from symbols(expr)
