"""The values of a formula for all samples, one below the other: the row of W x + b is X Wᵀ + 1 bᵀ.

A number of each sample gives a column of them, a vector a matrix with a row for each sample. A
matrix of each sample has no place in this notation, but its product with a vector may have one:
(A + u vᵀ) x is A x + (vᵀ x) u.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from gradproof.calculus.transposes import pushed_transpose
from gradproof.core.algebra import (
    add,
    hadamard,
    matmul,
    power,
    row_sums,
    scale,
    smul,
    trace,
    transpose,
)
from gradproof.core.dims import ONE, Monomial
from gradproof.core.errors import ModelError
from gradproof.core.expr import Expr, ones, symbols
from gradproof.core.layers import Span, layer_sum
from gradproof.core.operation import TABLE, again
from gradproof.core.phrase import Phrase
from gradproof.core.ring import base_and_exponent
from gradproof.notation.printing.text import text

OF_VECTORS = frozenset({"softmax", "log_softmax", "lse"})
"""Operations along a vector, which are taken along each row of a matrix."""
WITH_NUMBER = frozenset({"scalar_power", "leaky_relu", "elu"})
"""Operations of each entry that take a number besides."""


def row_of(vector: Expr) -> Expr:
    """The vector as a row."""
    return transpose(vector) if vector.shape.is_column else vector


def column_of(vector: Expr) -> Expr:
    """The vector as a column."""
    return transpose(vector) if vector.shape.is_row else vector


def is_vector(expr: Expr) -> bool:
    """Whether it is a vector, or a number."""
    return expr.shape.rows is ONE or expr.shape.cols is ONE


class Rows:
    """Formulas for so many samples.

    stacked: what has a value for each sample, with the values of all of them as rows.
    """

    def __init__(self, count: Monomial, stacked: Mapping[Expr, Expr]) -> None:
        self.count = count
        self.stacked = stacked
        self._done: dict[Expr, Expr] = {}
        self._varies: dict[Expr, bool] = {}

    def varies(self, expr: Expr) -> bool:
        """Whether the formula is another for each sample."""
        found = self._varies.get(expr)
        if found is None:
            found = any(one in self.stacked for one in symbols(expr))
            self._varies[expr] = found
        return found

    def __call__(self, expr: Expr) -> Expr:
        """A row for each sample.

        Errors:  ModelError for a matrix of each sample.
        """
        found = self._done.get(expr)
        if found is None:
            found = self._done[expr] = self._rows(expr)
        return found

    def _rows(self, expr: Expr) -> Expr:
        if not self.varies(expr):
            return self._alike(expr)
        if not is_vector(expr):
            raise refused(expr)
        args = expr.args
        match expr.op:
            case "symbol":
                return self.stacked[expr]
            case "add":
                return add(*map(self, args))
            case "scale":
                return scale(expr.coefficient, self(args[0]))
            case "smul":
                return self.times(args[0], self(args[1]))
            case "hadamard":
                return self._hadamard(args)
            case "transpose":
                return self(args[0])
            case "power":
                return power(self(args[0]), base_and_exponent(expr)[1])
            case "layer_sum":
                assert isinstance(expr.data, Span)
                return layer_sum(self(args[0]), expr.data)
            case "inner" if not is_vector(args[0]):
                return self(trace(matmul(transpose(args[0]), args[1])))
            case "inner":
                return self._dot([row_of(args[0])], column_of(args[1]))
            case "matmul":
                return self._product(expr)
            case "trace" if args[0].op == "add":
                return add(*(self(trace(one)) for one in args[0].args))
            case "diagonal" if args[0].op == "matmul":
                return self._diagonal(args[0])
            case "function" | "maximum":
                return again(expr, *map(self, args))
            case _:
                return self._of_table(expr)

    def _alike(self, expr: Expr) -> Expr:
        """What is the same for all samples, once for each."""
        if expr.shape.is_scalar:
            return smul(expr, ones(self.count, ONE))
        if not is_vector(expr):
            raise refused(expr)
        return matmul(ones(self.count, ONE), row_of(expr))

    def _hadamard(self, factors: Sequence[Expr]) -> Expr:
        """The entrywise product; numbers that are the same for all samples stand in front."""
        alike = [one for one in factors if one.shape.is_scalar and not self.varies(one)]
        each = hadamard(*(self(one) for one in factors if one not in alike))
        return smul(hadamard(*alike), each) if alike else each

    def times(self, number: Expr, rows: Expr) -> Expr:
        """The rows, each times its number."""
        if not self.varies(number):
            return smul(number, rows)
        factor = self(number)
        width = rows.shape.cols
        return hadamard(factor if width is ONE else matmul(factor, ones(ONE, width)), rows)

    def _of_table(self, expr: Expr) -> Expr:
        row, args = TABLE[expr.op], expr.args
        along = expr.op in OF_VECTORS and not args[0].shape.is_scalar
        if row.elementwise or along:
            return row(*map(self, args))
        if expr.op in WITH_NUMBER and not self.varies(args[1]):
            return row(self(args[0]), args[1])
        if is_vector(args[0]):
            if expr.op in ("squared_norm", "norm"):
                squares = row_sums(power(self(args[0]), 2))
                return squares if expr.op == "squared_norm" else power(squares, Fraction(1, 2))
            if expr.op == "norm1":
                return row_sums(TABLE["abs"](self(args[0])))
        if row.definition is None:
            raise refused(_matrix_in(expr))
        try:
            return self(row.definition(*args))
        except ModelError:
            raise refused(_matrix_in(expr)) from None

    # Products

    def _product(self, expr: Expr) -> Expr:
        """A product that is a vector or a number: factors act on the vector at its end."""
        chain = list(expr.args)
        if expr.shape.is_row:
            chain = [pushed_transpose(one) for one in reversed(chain)]
        if expr.shape.is_scalar:
            return self._dot(chain[:-1], chain[-1])
        return self._acted(chain[:-1], chain[-1])

    def _dot(self, left: Sequence[Expr], column: Expr) -> Expr:
        """aᵀ M … b for a row aᵀ and a column b."""
        row, middle = left[0], left[1:]
        if not self.varies(column) and not any(map(self.varies, middle)):
            return matmul(self(row), *middle, column)
        right = self._acted(middle, column)
        if not self.varies(row):
            return matmul(right, column_of(row))
        return row_sums(hadamard(self(row), right))

    def _acted(self, chain: Sequence[Expr], column: Expr) -> Expr:
        """M … b for a column b; what is the same for all samples is multiplied first."""
        rest = list(chain)
        while rest and not self.varies(column) and not self.varies(rest[-1]):
            column = matmul(rest.pop(), column)
        rows = self(column)
        for one in reversed(rest):
            rows = self._act(one, rows)
        return rows

    def _act(self, factor: Expr, rows: Expr) -> Expr:
        """M b for each row b: Σ over the terms of M of what they make of b."""
        if factor.shape.is_column:
            if not self.varies(factor):
                return matmul(rows, row_of(factor))
            each = self(factor)
            return hadamard(matmul(rows, ones(ONE, each.shape.cols)), each)
        if not self.varies(factor):
            return matmul(rows, pushed_transpose(factor))
        if factor.shape.is_row:
            return row_sums(hadamard(self(factor), rows))
        args = factor.args
        match factor.op:
            case "add":
                return add(*(self._act(one, rows) for one in args))
            case "scale":
                return scale(factor.coefficient, self._act(args[0], rows))
            case "smul":
                return self.times(args[0], self._act(args[1], rows))
            case "diag":
                return hadamard(self(args[0]), rows)
            case "matmul":
                for one in reversed(args):
                    rows = self._act(one, rows)
                return rows
            case "transpose" if pushed_transpose(args[0]) is not factor:
                return self._act(pushed_transpose(args[0]), rows)
            case _:
                raise refused(factor)

    def _diagonal(self, product: Expr) -> Expr:
        """The diagonal of u vᵀ is u ⊙ v."""
        for place, one in enumerate(product.args[:-1], start=1):
            if one.shape.cols is ONE:
                left, right = product.args[:place], product.args[place:]
                return hadamard(self(matmul(*left)), self(matmul(*right)))
        raise refused(product)


def _matrix_in(expr: Expr) -> Expr:
    """The first operand that is a matrix, or the whole."""
    return next((one for one in expr.args if not is_vector(one)), expr)


def refused(expr: Expr) -> ModelError:
    """The error that a formula cannot be stacked."""
    return ModelError(
        Phrase("{0} is a matrix for each sample, and a batch of those is no matrix", text(expr)),
        hint="Write the note for one sample with vectors and numbers that differ from sample to "
        "sample; matrices are the same for all.",
    )
