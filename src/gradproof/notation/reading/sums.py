"""Sums of all entries, or of every row, in matrix form: ‖R‖², aᵀb, ⟨A, B⟩, A r."""

from __future__ import annotations

from gradproof.core.algebra import (
    hadamard,
    inner,
    matmul,
    row_sums,
    total,
    transpose,
)
from gradproof.core.dims import ONE
from gradproof.core.expr import Expr, constant, ones
from gradproof.ops.matrix import SQUARED_NORM


def sum_of(expr: Expr) -> Expr:
    """The sum of all entries, in matrix form: ‖R‖² of squares, aᵀb or ⟨A, B⟩ of products."""
    if expr.shape.is_scalar:
        return expr
    if expr.op == "matmul" and expr.args[-1].op == "ones" and expr.args[-1].shape.cols is ONE:
        return sum_of(matmul(*expr.args[:-1]))
    if expr.op == "transpose":
        return sum_of(expr.args[0])
    if expr.op in ("scale", "smul"):
        factor = constant(expr.coefficient) if expr.op == "scale" else expr.args[0]
        return hadamard(factor, sum_of(expr.args[-1]))
    if expr.op == "power" and expr.data == 2:
        return SQUARED_NORM(expr.args[0])
    if expr.op == "hadamard" and len(expr.args) == 2:
        left, right = expr.args
        if expr.shape.cols is ONE:
            return matmul(transpose(left), right)
        return inner(left, right) if expr.shape.rows is not ONE else matmul(left, transpose(right))
    return total(expr)


def sum_along_rows(expr: Expr) -> Expr:
    """One sum for each row; factors that are the same in a row or in a column come out.

    Σ_j c_i A_ij r_j = c_i (A r)_i.
    """
    columns, rows, rest = list[Expr](), list[Expr](), list[Expr]()
    for one in expr.args if expr.op == "hadamard" else (expr,):
        first = one.args[0] if one.op == "matmul" and len(one.args) == 2 else one
        last = one.args[-1] if one.op == "matmul" and len(one.args) == 2 else one
        if last.op == "ones" and last.shape.rows is ONE and first.shape.cols is ONE:
            columns.append(first)
        elif first.op == "ones" and first.shape.cols is ONE and last.shape.rows is ONE:
            rows.append(transpose(last))
        else:
            rest.append(one)
    if len(columns) + len(rows) == 0:
        return row_sums(expr)
    body = hadamard(*rest) if rest else ones(*expr.shape)
    weights = hadamard(*rows) if rows else ones(expr.shape.cols, ONE)
    return hadamard(*columns, matmul(body, weights))
