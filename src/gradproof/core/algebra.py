"""Constructors of the closed set of linear nodes, in a light normal form.

Sums and products are in `ring`; here are transposes, traces, diagonals, Kronecker products, vec and
broadcasting. What is normalised needs no proof step: every constructor is checked against plain
evaluation.
"""

from __future__ import annotations

from gradproof.core.dims import ONE, SCALAR, Shape
from gradproof.core.errors import ShapeError
from gradproof.core.expr import Expr, commutation, constant, identity, node, ones, zeros
from gradproof.core.phrase import Phrase
from gradproof.core.ring import (
    add,
    base_and_exponent,
    hadamard,
    loosen,
    matmul,
    negative,
    power,
    reciprocal,
    scale,
    smul,
    split_constant,
    subtract,
)

__all__ = [
    "add", "base_and_exponent", "column_sums", "diag", "diagonal", "hadamard", "inner", "kron",
    "matmul", "negative", "power", "reciprocal", "row_sums", "scale", "smul", "split_constant",
    "spread", "subtract", "total", "trace", "transpose", "unvec", "vec",
]  # fmt: skip

_SYMMETRIC = frozenset({"ones", "zero", "identity", "diag"})


def transpose(expr: Expr) -> Expr:
    """Aᵀ; (A B)ᵀ = Bᵀ Aᵀ, and constants, scalars, diagonals and ones pass through."""
    if expr.shape.is_scalar:
        return expr
    match expr.op:
        case "transpose":
            return expr.args[0]
        case "ones" | "zero":
            return node(expr.op, (), None, expr.shape.transposed)
        case "identity" | "diag":
            return expr
        case "commutation":
            assert isinstance(expr.data, Shape)
            return commutation(expr.data.cols, expr.data.rows)
        case "scale":
            return scale(expr.coefficient, transpose(expr.args[0]))
        case "smul":
            return smul(expr.args[0], transpose(expr.args[1]))
        case "matmul":
            return matmul(*(transpose(arg) for arg in reversed(expr.args)))
        case "add" if _better_turned(expr.args) or _is_turned(*expr.args):
            return add(*(transpose(arg) for arg in expr.args))
        case "hadamard" if _better_turned(expr.args):
            return hadamard(*(transpose(arg) for arg in expr.args))
        case "power" if _is_turned(expr.args[0]):
            base, exponent = base_and_exponent(expr)
            return power(transpose(base), exponent)
        case "kron":
            return kron(transpose(expr.args[0]), transpose(expr.args[1]))
        case "tangent" if expr.args[0].op == "transpose":
            return node("tangent", (expr.args[0].args[0],), None, expr.shape.transposed)
        case _:
            return node("transpose", (expr,), None, expr.shape.transposed)


def _better_turned(terms: tuple[Expr, ...]) -> bool:
    """Whether Aᵀ + Bᵀ + … has fewer transposes than (A + B + …)ᵀ; likewise for A ⊙ B ⊙ …."""
    here = there = 0
    for term in terms:
        _, _, body = loosen(term)
        body, _ = base_and_exponent(body)
        for one in body.args if body.op == "matmul" else (body,):
            turned = one.op == "transpose"
            here += turned
            there += not turned and one.op not in _SYMMETRIC
    return there < here + 1


def _is_turned(*terms: Expr) -> bool:
    return any(split_constant(term)[1].op == "transpose" for term in terms)


def trace(expr: Expr) -> Expr:
    """tr A."""
    if expr.shape.is_scalar:
        return expr
    if expr.shape.rows is not expr.shape.cols:
        raise ShapeError(Phrase("the trace of {0}, which is not square", expr.shape))
    factor, scalars, body = loosen(expr)
    if body.op == "transpose":
        body = body.args[0]
    if body.op == "zero":
        return zeros(SCALAR)
    if body.op == "identity":
        inner: Expr = constant(body.shape.rows)
    elif body.op == "ones":
        inner = constant(body.shape.rows)
    elif body.op == "diag":
        inner = total(body.args[0])
    elif body.op == "matmul" and (turned := _turned(body.args)):
        inner = turned
    else:
        inner = node("trace", (body,), None, SCALAR)
    return hadamard(constant(factor), *scalars, inner)


def _turned(chain: tuple[Expr, ...]) -> Expr | None:
    """tr(A x yᵀ B) = yᵀ B A x, where the chain has an inner size of 1."""
    for place, one in enumerate(chain[:-1], start=1):
        if one.shape.cols is ONE:
            return matmul(*chain[place:], *chain[:place])
    return None


def inner(left: Expr, right: Expr) -> Expr:
    """⟨A, B⟩ = tr(Aᵀ B), kept as a thing of its own."""
    if left.shape != right.shape:
        raise ShapeError(Phrase("the inner product of {0} and {1}", left.shape, right.shape))
    if left.shape.is_scalar:
        return hadamard(left, right)
    if left.op == "zero" or right.op == "zero":
        return zeros(SCALAR)
    factor, scalars, right = loosen(right)
    body = node("inner", (left, right), None, SCALAR)
    return hadamard(constant(factor), *scalars, body) if scalars or factor is not ONE else body


def total(expr: Expr) -> Expr:
    """1ᵀ A 1, the sum of all entries."""
    return matmul(ones(ONE, expr.shape.rows), expr, ones(expr.shape.cols, ONE))


def row_sums(expr: Expr) -> Expr:
    """A 1, one sum for each row."""
    return matmul(expr, ones(expr.shape.cols, ONE))


def column_sums(expr: Expr) -> Expr:
    """1ᵀ A, one sum for each column."""
    return matmul(ones(ONE, expr.shape.rows), expr)


def diag(expr: Expr) -> Expr:
    """The diagonal matrix with the vector (column or row) on its diagonal."""
    if expr.shape.is_scalar:
        return expr
    if expr.shape.is_row:
        expr = transpose(expr)
    if not expr.shape.is_column:
        raise ShapeError(Phrase("diag takes a vector, not {0}", expr.shape))
    factor, scalars, body = loosen(expr)
    square = Shape(body.shape.rows, body.shape.rows)
    if body.op == "zero":
        return zeros(square)
    if body.op == "diagonal" and body.args[0].op == "diag":
        made = body.args[0]
    elif body.op == "ones":
        made = identity(body.shape.rows)
    else:
        made = node("diag", (body,), None, square)
    made = scale(factor, made)
    return smul(hadamard(*scalars), made) if scalars else made


def diagonal(expr: Expr) -> Expr:
    """The column vector of diagonal entries of a square matrix."""
    if expr.shape.is_scalar:
        return expr
    if expr.shape.rows is not expr.shape.cols:
        raise ShapeError(Phrase("the diagonal of {0}, which is not square", expr.shape))
    factor, scalars, body = loosen(expr)
    column = Shape(body.shape.rows, ONE)
    if body.op == "transpose":
        body = body.args[0]
    if body.op == "zero":
        made = zeros(column)
    elif body.op == "identity" or body.op == "ones":
        made = ones(*column)
    elif body.op == "diag":
        made = body.args[0]
    else:
        made = node("diagonal", (body,), None, column)
    made = scale(factor, made)
    return smul(hadamard(*scalars), made) if scalars else made


def kron(left: Expr, right: Expr) -> Expr:
    """A ⊗ B."""
    if left.shape.is_scalar or right.shape.is_scalar:
        return smul(left, right) if left.shape.is_scalar else smul(right, left)
    first, outer, a = loosen(left)
    second, more, b = loosen(right)
    result = Shape(a.shape.rows * b.shape.rows, a.shape.cols * b.shape.cols)
    if a.op == "zero" or b.op == "zero":
        return zeros(result)
    if a.op == "identity" and b.op == "identity":
        made = identity(result.rows)
    elif a.op == "ones" and b.op == "ones":
        made = ones(*result)
    else:
        made = node("kron", (a, b), None, result)
    made = scale(first * second, made)
    return smul(hadamard(*outer, *more), made) if outer or more else made


def vec(expr: Expr) -> Expr:
    """The columns of A below one another."""
    if expr.shape.cols is ONE:
        return expr
    factor, scalars, body = loosen(expr)
    if expr.shape.rows is ONE:
        return transpose(expr)
    column = Shape(body.shape.rows * body.shape.cols, ONE)
    if body.op == "zero":
        return zeros(column)
    made = ones(*column) if body.op == "ones" else node("vec", (body,), None, column)
    made = scale(factor, made)
    return smul(hadamard(*scalars), made) if scalars else made


def unvec(expr: Expr, shape: Shape) -> Expr:
    """The matrix A of this shape with vec A = expr."""
    if shape.cols is ONE:
        return expr
    if shape.rows is ONE:
        return transpose(expr)
    factor, scalars, body = loosen(expr)
    if body.op == "zero":
        return zeros(shape)
    if body.op == "ones":
        made = ones(*shape)
    elif body.op == "vec" and body.args[0].shape == shape:
        made = body.args[0]
    else:
        made = node("unvec", (body,), shape, shape)
    made = scale(factor, made)
    return smul(hadamard(*scalars), made) if scalars else made


def spread(expr: Expr, target: Shape) -> Expr:
    """expr broadcast to the target shape: a scalar, a row over rows or a column over columns."""
    if expr.shape == target:
        return expr
    if expr.shape.is_scalar:
        return smul(expr, ones(*target))
    if expr.shape.rows is ONE and expr.shape.cols is target.cols:
        return matmul(ones(target.rows, ONE), expr)
    if expr.shape.cols is ONE and expr.shape.rows is target.rows:
        return matmul(expr, ones(ONE, target.cols))
    raise ShapeError(Phrase("{0} does not broadcast to {1}", expr.shape, target))
