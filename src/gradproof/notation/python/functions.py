"""Functions of formulas: every row of the table of operations under its own name, and NumPy's.

A row needs no line here: `sigmoid`, `tanh`, `logdet` and all others are made when they are asked
for. What has a line takes options, or is made of several operations.
"""

from __future__ import annotations

import builtins
from collections.abc import Callable
from fractions import Fraction
from typing import Literal

from gradproof.core import algebra
from gradproof.core.dims import ONE
from gradproof.core.dims import shape as shape_of
from gradproof.core.errors import LimitError, ShapeError
from gradproof.core.expr import Expr, identity
from gradproof.core.expr import ones as all_ones
from gradproof.core.expr import zeros as all_zeros
from gradproof.core.operation import Operation
from gradproof.core.phrase import Phrase
from gradproof.notation.broadcasting import applied, raised
from gradproof.notation.python.formula import (
    Axis,
    Formula,
    Operand,
    SymbolicError,
    as_formula,
    axis_of,
    combined,
)
from gradproof.notation.python.sizes import Size, parse_size
from gradproof.ops import TABLE

Function = Callable[..., Formula]
_CLOSED = frozenset({"power", "scalar_power"})
_LAST: Axis = -1
MAX_FACTORS = 100


def rows_by_name() -> dict[str, str]:
    """The row that each name means; Python's own names are left alone."""
    found: dict[str, str] = {}
    for row in filter(_is_function, TABLE):
        for name in row.names:
            if name.isidentifier() and not hasattr(builtins, name):
                found.setdefault(name, row.name)
    return found | {row.name: row.name for row in TABLE if _is_function(row)}


def own_names() -> list[str]:
    """The names of the rows themselves, without the other names that people call them by."""
    return [row.name for row in TABLE if _is_function(row)] + ["inv"]


def _is_function(row: Operation) -> bool:
    return row.differential is not None and row.name not in _CLOSED and row.data is None


def operation(name: str) -> Function:
    """The function of the row with this name.

    Errors:  AttributeError if there is none.
    >>> operation("sigmoid")(0)
    σ(0): scalar
    """
    row_name = name
    if name not in TABLE or not _is_function(TABLE[name]):
        row_name = rows_by_name().get(name, "")
    if not row_name:
        raise AttributeError(f"there is no operation {name}")

    def apply(*operands: Operand) -> Formula:
        return combined(lambda *exprs: applied(TABLE[row_name], *exprs), *operands)

    row: Operation = TABLE[row_name]
    apply.__name__ = apply.__qualname__ = name
    apply.__doc__ = f"The {row.words.en}. {row.because.en}"
    return apply


# Constants


def ones(rows: Size, cols: Size = 1) -> Formula:
    """The rows × cols matrix of ones; by default a column."""
    return Formula(all_ones(*shape_of(parse_size(rows), parse_size(cols))))


def zeros(rows: Size, cols: Size = 1) -> Formula:
    """The rows × cols matrix of zeros; by default a column."""
    return Formula(all_zeros(shape_of(parse_size(rows), parse_size(cols))))


def eye(rows: Size) -> Formula:
    """The identity matrix."""
    return Formula(identity(shape_of(parse_size(rows)).rows))


def ones_like(x: Formula) -> Formula:
    """Ones, in the shape of x."""
    return Formula(all_ones(*x.shape))


def zeros_like(x: Formula) -> Formula:
    """Zeros, in the shape of x."""
    return Formula(all_zeros(x.shape))


# Sums


def sum(x: Operand, axis: Axis = None) -> Formula:
    """1ᵀA1, or 1ᵀA with axis=0, or A1 with axis=1.

    >>> sum(ones("m", "n"), axis=0)
    m·1ᵀ: 1×n
    """
    return as_formula(x).sum(axis)


def mean(x: Operand, axis: Axis = None) -> Formula:
    """The sum, over the number of entries summed."""
    return as_formula(x).mean(axis)


def var(x: Operand, axis: Axis = None) -> Formula:
    """The mean of the squared distances from the mean (over n, not n − 1)."""
    x = as_formula(x)
    return ((x - x.mean(axis)) ** 2).mean(axis)


def std(x: Operand, axis: Axis = None) -> Formula:
    """The root of the variance."""
    return sqrt(var(x, axis))


def inner(a: Operand, b: Operand) -> Formula:
    """⟨A, B⟩ = tr(AᵀB), the sum of the products of the entries; xᵀy for vectors."""
    return combined(_inner, a, b)


def _inner(a: Expr, b: Expr) -> Expr:
    if a.shape != b.shape:
        said = Phrase(
            "the inner product of shapes {0} and {1}, which must be equal", a.shape, b.shape
        )
        turned = a.shape == b.shape.transposed
        raise ShapeError(Phrase("{0}; transpose one of them", said) if turned else said)
    return algebra.matmul(algebra.transpose(a), b) if a.shape.is_column else algebra.inner(a, b)


# Matrices


def transpose(x: Operand) -> Formula:
    """Aᵀ."""
    return as_formula(x).T


def trace(x: Operand) -> Formula:
    """tr A."""
    return as_formula(x).trace()


tr = trace


def diag(x: Operand) -> Formula:
    """The diagonal matrix of a vector, or the column on the diagonal of a matrix."""
    x = as_formula(x)
    flat = x.shape.is_column or x.shape.is_row
    return combined(algebra.diag if flat else algebra.diagonal, x)


def diagonal(x: Operand) -> Formula:
    """The column of diagonal entries."""
    return as_formula(x).diagonal()


def vec(x: Operand) -> Formula:
    """The columns of A below one another."""
    return combined(algebra.vec, x)


def kron(a: Operand, b: Operand) -> Formula:
    """The Kronecker product A ⊗ B."""
    return combined(algebra.kron, a, b)


def outer(a: Operand, b: Operand) -> Formula:
    """x yᵀ, for vectors that may be columns or rows."""
    return combined(lambda x, y: algebra.matmul(_upright(x), algebra.transpose(_upright(y))), a, b)


def _upright(x: Expr) -> Expr:
    if x.shape.is_row:
        return algebra.transpose(x)
    if x.shape.cols is not ONE:
        raise ShapeError(
            Phrase("outer takes two vectors, not {0}; for matrices there is kron", x.shape)
        )
    return x


def matrix_power(x: Operand, exponent: int) -> Formula:
    """A A ⋯ A, or A⁻¹ ⋯ A⁻¹ for a negative exponent."""
    x = as_formula(x)
    if x.shape.rows is not x.shape.cols:
        raise ShapeError(Phrase("a power of a {0} matrix, which is not square", x.shape))
    if exponent == 0:
        return Formula(identity(x.shape.rows))
    if abs(exponent) > MAX_FACTORS:
        raise LimitError(
            Phrase(
                "{0} factors are too many to write out; up to {1} are not", exponent, MAX_FACTORS
            )
        )
    base = x if exponent > 0 else x.I
    result = base
    for _ in range(abs(exponent) - 1):
        result = result @ base
    return result


def norm(x: Operand, ord: Literal["fro"] | float | None = None, axis: Axis = None) -> Formula:
    """The Euclidean norm of a vector, the Frobenius norm of a matrix.

    ord: for a vector any p ≥ 1, with Σ|x|^p to the power 1/p.
    axis: 0 for the row of the norms of the columns, 1 for the column of those of the rows.
    """
    x = as_formula(x)
    over = "all" if x.shape.is_scalar else axis_of(x.shape, axis)
    flat = x.shape.is_column or x.shape.is_row or over != "all"
    if ord is None or (ord == 2 and flat) or (ord == "fro" and not flat):
        if over == "all":
            return combined(TABLE["norm"], x)
        return sqrt((x**2).sum(axis))
    if not flat or ord == "fro" or not isinstance(ord, int | float | Fraction) or not ord >= 1:
        kind = Phrase("a vector") if flat else Phrase("a matrix")
        raise SymbolicError(
            Phrase(
                "the norm of {0} with ord={1!r} is not known; there are the "
                "Euclidean and the Frobenius norm, and the p-norms of vectors; "
                "for Σ|A_ij| write sum(abs(A))",
                kind,
                ord,
            )
        )
    if ord == 1:
        return combined(TABLE["norm1"], x) if over == "all" else abs(x).sum(axis)
    if ord == float("inf"):
        raise SymbolicError("the norm with ord=inf has no derivative in general; use logsumexp")
    return (abs(x) ** ord).sum(axis) ** (1 / as_formula(ord))


# Entry by entry


def sqrt(x: Operand) -> Formula:
    """The square root of each entry."""
    return combined(lambda x: raised(x, Fraction(1, 2)), x)


def square(x: Operand) -> Formula:
    """The square of each entry."""
    return as_formula(x) ** 2


def power(x: Operand, exponent: Operand) -> Formula:
    """Each entry to the power of a number or a scalar."""
    return as_formula(x) ** exponent


def minimum(a: Operand, b: Operand) -> Formula:
    """The smaller of each two entries."""
    return -operation("maximum")(-as_formula(a), -as_formula(b))


def clip(x: Operand, low: Operand | None, high: Operand | None) -> Formula:
    """Each entry, moved into the interval from `low` to `high`."""
    x = as_formula(x)
    if low is not None:
        x = operation("maximum")(x, low)
    return x if high is None else minimum(x, high)


def where(condition: Formula, a: Operand, b: Operand) -> Formula:
    """The entries of A where a comparison such as `X > 0` holds, those of B elsewhere."""
    holds = condition.expr
    if holds.op == "step":
        return condition * a + (1 - condition) * b
    unit = all_ones(*holds.shape)
    for part in holds.args:
        step = algebra.split_constant(part)[1]
        if step.op == "step" and algebra.subtract(unit, step).same(holds):
            return where(Formula(step, condition.context), b, a)
    raise SymbolicError("where takes a comparison of formulas, such as where(X > 0, A, B)")


def logaddexp(a: Operand, b: Operand) -> Formula:
    """log(eᵃ + eᵇ) = a + softplus(b − a)."""
    a, b = as_formula(a), as_formula(b)
    return a + operation("softplus")(b - a)


def leaky_relu(x: Operand, slope: Operand = 0.01) -> Formula:
    """x where it is positive, else slope·x."""
    return combined(TABLE["leaky_relu"], x, slope)


def elu(x: Operand, alpha: Operand = 1) -> Formula:
    """x where it is positive, else α(eˣ − 1)."""
    return combined(TABLE["elu"], x, alpha)


# Along rows


def softmax(x: Operand, axis: Axis = _LAST) -> Formula:
    """eˣ over its sum: over a vector, along each row of a matrix, or with axis=0 each column."""
    return _along("softmax", x, axis)


def log_softmax(x: Operand, axis: Axis = _LAST) -> Formula:
    """The logarithm of the softmax."""
    return _along("log_softmax", x, axis)


def logsumexp(x: Operand, axis: Axis = _LAST) -> Formula:
    """log Σ eˣ: of a vector, of each row of a matrix, or with axis=0 of each column."""
    return _along("lse", x, axis)


def _along(name: str, x: Operand, axis: Axis) -> Formula:
    x = as_formula(x)
    over = axis_of(x.shape, axis)
    if over == "all" and not (x.shape.is_column or x.shape.is_row or x.shape.is_scalar):
        raise ShapeError(
            Phrase("{0} over both axes of {1}; use vec, or axis=0 or 1", name, x.shape)
        )
    if x.shape.is_row and over == "columns":
        raise ShapeError(
            Phrase("{0} with axis=0 of a row {1}: each column is one number", name, x.shape)
        )
    turned = over == "columns"
    found = combined(TABLE[name], x.T if turned else x)
    return found.T if turned else found
