r"""Operations on values that depend on indices, all their components at once in matrix form.

Products, sums and functions of components become operations on the matrices of these; Σ_i then adds
up what stands along i.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from gradproof.core.algebra import (
    add,
    column_sums,
    hadamard,
    matmul,
    negative,
    power,
    reciprocal,
    row_sums,
    scale,
    smul,
    spread,
    total,
    transpose,
)
from gradproof.core.dims import ONE, SCALAR, Monomial, Shape
from gradproof.core.expr import UNIT, Expr
from gradproof.notation.reading.contraction import contracted, product_of, scaled_first
from gradproof.notation.reading.lifted import (
    Lifted,
    Piece,
    Sizes,
    carried_out,
    expand,
    plain,
    refuse,
    union,
)
from gradproof.notation.reading.sums import sum_along_rows, sum_of


def entrywise(
    values: list[Lifted], cell: Shape, sizes: Sizes, function: Callable[..., Expr]
) -> Lifted:
    """A function of values that acts on each entry, after all have been broadcast."""
    indices = union(values)
    if len(values) == 1:
        return _of_one(values[0], function)
    return Lifted(function(*(expand(v, indices, cell, sizes) for v in values)), indices, cell)


def _of_one(value: Lifted, function: Callable[..., Expr]) -> Lifted:
    """f of one value; f(Xᵀ) is f(X)ᵀ."""
    value = carried_out(value)
    if value.pieces:
        raise refuse("a function of a matrix with an index")
    if value.expr.op == "transpose":
        return replace(value, expr=transpose(function(value.expr.args[0])))
    return replace(value, expr=function(value.expr))


def summed_up(values: list[Lifted], signs: list[str], cell: Shape, sizes: Sizes) -> Lifted:
    """Σ ± values."""
    if any(value.pieces for value in values):
        if not all(value.pieces for value in values):
            raise refuse("a sum with a matrix that has an index")
        pieces = [
            replace(piece, left=negative(piece.left)) if sign == "-" else piece
            for value, sign in zip(values, signs, strict=True)
            for piece in value.pieces
        ]
        return Lifted(UNIT, union(values), cell, tuple(pieces))

    def signed(*parts: Expr) -> Expr:
        return add(*(negative(p) if s == "-" else p for p, s in zip(parts, signs, strict=True)))

    return entrywise(values, cell, sizes, signed)


def turned(value: Lifted) -> Lifted:
    """The transpose of every component."""
    if value.pieces:
        pieces = tuple(
            Piece(p.right, p.left) if p.outer else Piece(p.left, transpose(p.right), False)
            for p in value.pieces
        )
        return Lifted(value.expr, value.indices, value.cell.transposed, pieces)
    if not value.indices:
        return plain(transpose(value.expr))
    return Lifted(value.expr, value.indices, value.cell.transposed)


def multiplied(left: Lifted, right: Lifted, sizes: Sizes) -> Lifted:
    """The matrix product of every two components; a scalar multiplies anything."""
    if not left.indices and not right.indices:
        return plain(matmul(left.expr, right.expr))
    if left.is_scalar or right.is_scalar:
        scalar, body = (left, right) if left.is_scalar else (right, left)
        return _scaled(scalar, body, sizes)
    cell = Shape(left.cell.rows, right.cell.cols)
    if left.pieces or right.pieces:
        return _with_pieces(left, right, cell)
    if not left.indices:
        if right.cell.cols is ONE:
            return Lifted(matmul(right.expr, transpose(left.expr)), right.indices, cell)
    elif not right.indices:
        if left.cell.rows is ONE:
            return Lifted(matmul(left.expr, right.expr), left.indices, cell)
    elif left.cell.rows is ONE and right.cell.cols is ONE:
        return paired(left, right)
    if left.cell.cols is ONE and right.cell.rows is ONE:
        indices = union((left, right))
        if len(indices) > 1:
            raise refuse("a matrix with two indices")
        vector = Shape(left.cell.rows, ONE), Shape(right.cell.cols, ONE)
        left_rows, right_rows = (
            expand(one, indices, shape if one.cell.cols is ONE else shape.transposed, sizes)
            for one, shape in zip((left, right), vector, strict=True)
        )
        return Lifted(UNIT, indices, cell, (Piece(left_rows, right_rows),))
    raise refuse("this product")


def paired(left: Lifted, right: Lifted) -> Lifted:
    """The inner product of every two components that are vectors."""
    if left.indices == right.indices:
        return Lifted(row_sums(hadamard(left.expr, right.expr)), left.indices, SCALAR)
    if len(left.indices) == len(right.indices) == 1:
        indices = (*left.indices, *right.indices)
        return Lifted(matmul(left.expr, transpose(right.expr)), indices, SCALAR)
    raise refuse("this product")


def _scaled(scalar: Lifted, body: Lifted, sizes: Sizes) -> Lifted:
    if body.is_scalar and (scalar.factors or body.factors or len(union((scalar, body))) > 2):
        if scalar.indices and body.indices:
            return product_of(scalar, body)
        return scaled_first(body, scalar) if scalar.indices else scaled_first(scalar, body)
    if body.is_scalar:
        if not scalar.indices or not body.indices:
            one, other = (scalar, body) if not scalar.indices else (body, scalar)
            return Lifted(smul(one.expr, other.expr), other.indices, SCALAR)
        return entrywise([scalar, body], SCALAR, sizes, hadamard)
    if body.pieces:
        pieces = tuple(
            Piece(_weighted(scalar, piece.left), piece.right, piece.outer) for piece in body.pieces
        )
        if len(union((scalar, body))) > 1:
            raise refuse("a matrix with two indices")
        return Lifted(body.expr, body.indices, body.cell, pieces)
    if not scalar.indices:
        return Lifted(smul(scalar.expr, body.expr), body.indices, body.cell)
    if body.indices:
        return entrywise([scalar, body], body.cell, sizes, hadamard)
    if len(scalar.indices) > 1:
        raise refuse("a vector with two indices")
    if body.cell.cols is ONE or body.cell.rows is ONE:
        row = transpose(body.expr) if body.cell.cols is ONE else body.expr
        return Lifted(matmul(scalar.expr, row), scalar.indices, body.cell)
    piece = Piece(scalar.expr, body.expr, outer=False)
    return Lifted(UNIT, scalar.indices, body.cell, (piece,))


def _weighted(scalar: Lifted, left: Expr) -> Expr:
    if not scalar.indices:
        return smul(scalar.expr, left)
    return hadamard(spread(scalar.expr, left.shape), left)


def _with_pieces(left: Lifted, right: Lifted, cell: Shape) -> Lifted:
    """A matrix times a matrix with an index, or the other way round."""
    if right.pieces and not left.indices:
        pieces = [
            replace(p, left=matmul(p.left, transpose(left.expr)))
            if p.outer
            else replace(p, right=matmul(left.expr, p.right))
            for p in right.pieces
        ]
        return Lifted(UNIT, right.indices, cell, tuple(pieces))
    if left.pieces and not right.indices:
        pieces = [replace(p, right=matmul(p.right, right.expr)) for p in left.pieces]
        return Lifted(UNIT, left.indices, cell, tuple(pieces))
    raise refuse("a product of matrices with indices")


def quotient(left: Lifted, right: Lifted, cell: Shape, sizes: Sizes) -> Lifted:
    """left / right, component by component."""
    if not right.indices and right.is_scalar:
        return _scaled(Lifted(reciprocal(right.expr), (), SCALAR), left, sizes)
    if left.pieces:
        inverse = Lifted(reciprocal(right.expr), right.indices, right.cell)
        return _scaled(inverse, left, sizes)
    return entrywise([left, right], cell, sizes, lambda a, b: hadamard(a, reciprocal(b)))


def squared_norms(value: Lifted) -> Lifted:
    """‖x_i‖² for every i."""
    value = carried_out(value)
    if value.pieces:
        raise refuse("a norm of a matrix with an index")
    if value.is_scalar:
        return Lifted(power(value.expr, 2), value.indices, SCALAR)
    return Lifted(row_sums(power(value.expr, 2)), value.indices, SCALAR)


def added_up(value: Lifted) -> Lifted:
    """The sum of the entries of every component."""
    value = carried_out(value)
    if value.pieces:
        raise refuse("a sum over a matrix with an index")
    return value if value.is_scalar else Lifted(row_sums(value.expr), value.indices, SCALAR)


def sum_over(value: Lifted, index: str, count: Monomial) -> Lifted:
    """Σ_index of the value, where the index has `count` values."""
    if index not in value.indices:
        if value.pieces:
            pieces = tuple(replace(p, left=scale(count, p.left)) for p in value.pieces)
            return Lifted(value.expr, value.indices, value.cell, pieces)
        return Lifted(scale(count, value.expr), value.indices, value.cell)
    if value.factors:
        return contracted(value, index)
    if value.pieces:
        parts = [
            matmul(transpose(p.left), p.right) if p.outer else smul(total(p.left), p.right)
            for p in value.pieces
        ]
        return plain(add(*parts))
    if len(value.indices) == 2:
        first, second = value.indices
        if index == second:
            return Lifted(sum_along_rows(value.expr), (first,), SCALAR)
        return Lifted(sum_along_rows(transpose(value.expr)), (second,), SCALAR)
    if value.is_scalar:
        return plain(sum_of(value.expr))
    row = column_sums(value.expr)
    return plain(transpose(row) if value.cell.cols is ONE else row)
