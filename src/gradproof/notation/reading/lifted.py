r"""Values that depend on indices, and how their components stand in one matrix.

Under Σ_i the scalar yᵢ is the column y, the vector xᵢ is the matrix X whose row i is xᵢᵀ, and X_ij
is the matrix X.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from gradproof.core.algebra import hadamard, spread, transpose
from gradproof.core.dims import ONE, SCALAR, Monomial, Shape
from gradproof.core.errors import ShapeError
from gradproof.core.expr import Expr
from gradproof.core.phrase import Phrase


@dataclass(frozen=True, slots=True)
class Piece:
    """A matrix for every i: left_i right_iᵀ of two matrices by rows, or left_i times one matrix."""

    left: Expr
    right: Expr
    outer: bool = True


@dataclass(frozen=True, slots=True)
class Lifted:
    """All components of a value.

    indices: on what it depends; cell: the shape of one component.  expr: the components, one in a
    row for one index, rows × columns for two indices of a scalar; the value itself without indices.
    pieces: instead of expr, for matrices that depend on an index.  factors: instead of expr, for
    numbers that depend on more than two.
    """

    expr: Expr
    indices: tuple[str, ...]
    cell: Shape
    pieces: tuple[Piece, ...] = ()
    factors: tuple[Lifted, ...] = ()

    @property
    def is_scalar(self) -> bool:
        """Whether one component is a scalar."""
        return self.cell.is_scalar


Sizes = dict[str, Monomial]


def plain(expr: Expr) -> Lifted:
    """A value that depends on no index."""
    return Lifted(expr, (), expr.shape)


def refuse(what: str) -> ShapeError:
    """The error for what has no matrix form here."""
    return ShapeError(
        Phrase("{0} inside a sum over components cannot be put into matrix form", Phrase(what)),
        hint="Write the sum with matrices, such as \\|X w - y\\|^2 or \\mathbf{1}^T x.",
    )


def full_shape(indices: tuple[str, ...], cell: Shape, sizes: Sizes) -> Shape:
    """The shape of all components together."""
    if not indices:
        return cell
    if len(indices) == 1 and (cell.rows is ONE or cell.cols is ONE):
        return Shape(sizes[indices[0]], cell.rows * cell.cols)
    if len(indices) == 2 and cell.is_scalar:
        return Shape(sizes[indices[0]], sizes[indices[1]])
    raise refuse("a vector or a matrix with indices")


def expand(value: Lifted, indices: tuple[str, ...], cell: Shape, sizes: Sizes) -> Expr:
    """The components of the value as they stand among those of more indices or a larger cell."""
    if value.pieces:
        raise refuse("a matrix with an index")
    value = carried_out(value)
    target = full_shape(indices, cell, sizes)
    expr = value.expr
    if value.indices == indices and value.cell == cell:
        return expr
    if not value.indices:
        if indices and value.cell.cols is ONE and not value.is_scalar:
            expr = transpose(expr)
        return spread(expr, target)
    if len(value.indices) == 1:
        if len(indices) == 2 and value.indices[0] == indices[1]:
            expr = transpose(expr)
        return spread(expr, target)
    return transpose(expr) if value.indices != indices else expr


def union(values: Iterable[Lifted]) -> tuple[str, ...]:
    """The indices of all values."""
    return tuple(dict.fromkeys(index for value in values for index in value.indices))


def sizes_in(factors: Iterable[Lifted]) -> Sizes:
    """How many values each index has."""
    found: Sizes = {}
    for one in factors:
        found |= dict(zip(one.indices, one.expr.shape, strict=False))
    return found


def carried_out(value: Lifted) -> Lifted:
    """The value with its product of numbers carried out, if it depends on two indices at most."""
    if not value.factors:
        return value
    if len(value.indices) > 2:
        raise refuse("a number with more than two indices")
    sizes = sizes_in(value.factors)
    parts = [expand(one, value.indices, SCALAR, sizes) for one in value.factors]
    return Lifted(hadamard(*parts), value.indices, SCALAR)
