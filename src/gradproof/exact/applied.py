"""A product M x with a column, where M is made with Kronecker products, without that matrix.

(A ⊗ B) x = vec(B X Aᵀ) with x = vec X, K x = vec(Xᵀ), diag(a) x = a ⊙ x, (P + Q) x = P x + Q x.
The matrix of a second derivative has the fourth power of the entries of a variable; what it does
to a vector takes a few small products.
"""

from __future__ import annotations

from weakref import WeakKeyDictionary

from gradproof.core.dims import ONE, SCALAR, Shape
from gradproof.core.expr import Expr, node

LARGE = frozenset({"kron", "commutation", "selection", "diag", "identity"})
"""What is large."""
INSIDE = frozenset({"add", "scale", "smul", "matmul", "transpose", "kron"})
"""What is large if something in it is."""

_applied: WeakKeyDictionary[Expr, tuple[Expr | None]] = WeakKeyDictionary()


def applied(expr: Expr) -> Expr | None:
    """The product with a column on its right, if large matrices can be gone without; else None.

    >>> from gradproof.core.algebra import kron, matmul, vec
    >>> from gradproof.core.dims import shape
    >>> from gradproof.core.expr import symbol
    >>> A, X = symbol("A", shape("m", "n")), symbol("X", shape("n", "n"))
    >>> applied(matmul(kron(A, A), vec(X)))
    vec(matmul(A, unvec(n×n, vec(X)), transpose(A)))
    """
    if expr.op != "matmul" or expr.shape.cols is not ONE:
        return None
    known = _applied.get(expr)
    if known is None:
        known = _applied[expr] = (_made(expr),)
    return known[0]


def _made(expr: Expr) -> Expr | None:
    *factors, x = expr.args
    if x.shape.cols is not ONE or not any(map(_is_large, factors)):
        return None
    for factor in reversed(factors):
        x = _times(factor, x)
    return x


def _is_large(factor: Expr) -> bool:
    """Whether sums and products of the factor hold a Kronecker product or the like."""
    stack = [factor]
    while stack:
        part = stack.pop()
        if part.op in LARGE or (part.op == "ones" and ONE not in part.shape):
            return True
        if part.op in INSIDE:
            stack.extend(part.args)
    return False


def _times(factor: Expr, x: Expr) -> Expr:
    """factor · x, one operation further in."""
    column = Shape(factor.shape.rows, ONE)
    if not _is_large(factor):
        return node("matmul", (factor, x), None, column)
    match factor.op:
        case "add":
            return node("add", tuple(_product(term, x) for term in factor.args), None, column)
        case "scale":
            return node("scale", (_product(factor.args[0], x),), factor.data, column)
        case "smul":
            return node("smul", (factor.args[0], _product(factor.args[1], x)), None, column)
        case "matmul":
            return _product(factor, x)
        case "transpose" if factor.args[0].op == "selection":
            square = _matrix(x, Shape(column.rows, column.rows))
            return node("diagonal", (square,), None, column)
        case "transpose":
            return _product(_turned(factor.args[0]), x)
        case "kron":
            a, b = factor.args
            return _kronecker(a, b, x)
        case "identity":
            return x
        case "diag":
            return node("hadamard", (factor.args[0], x), None, column)
        case "ones":
            row = node("ones", (), None, Shape(ONE, x.shape.rows))
            total = node("matmul", (row, x), None, SCALAR)
            return node("smul", (total, node("ones", (), None, column)), None, column)
        case "commutation":
            assert isinstance(factor.data, Shape)
            turned = _plain_transpose(_matrix(x, factor.data))
            return node("vec", (turned,), None, column)
        case _:
            assert factor.op == "selection"
            square = node("diag", (x,), None, Shape(x.shape.rows, x.shape.rows))
            return node("vec", (square,), None, column)


def _kronecker(a: Expr, b: Expr, x: Expr) -> Expr:
    """(A ⊗ B) vec X = vec(B X Aᵀ); where one of the two is a vector, the other meets a vector."""
    turned = _plain_transpose(a)
    shape = Shape(b.shape.rows, a.shape.rows)
    middle = _matrix(x, Shape(b.shape.cols, a.shape.cols))
    if b.shape.cols is ONE:
        inside = node("matmul", (b, _plain_transpose(_product(a, x))), None, shape)
    elif a.shape.cols is ONE:
        inside = node("matmul", (_product(b, x), turned), None, shape)
    elif b.shape.rows is ONE:
        parts = (_plain_transpose(middle), _plain_transpose(b))
        return _product(a, node("matmul", parts, None, Shape(a.shape.cols, ONE)))
    elif a.shape.rows is ONE:
        return _product(b, node("matmul", (middle, turned), None, Shape(b.shape.cols, ONE)))
    else:
        inside = node("matmul", (b, middle, turned), None, shape)
    return node("vec", (inside,), None, Shape(shape.rows * shape.cols, ONE))


def _product(factor: Expr, x: Expr) -> Expr:
    factors = factor.args if factor.op == "matmul" else (factor,)
    return node("matmul", (*factors, x), None, Shape(factor.shape.rows, ONE))


def _matrix(x: Expr, shape: Shape) -> Expr:
    return node("unvec", (x,), shape, shape)


def _plain_transpose(expr: Expr) -> Expr:
    return node("transpose", (expr,), None, expr.shape.transposed)


def _turned(expr: Expr) -> Expr:
    """exprᵀ with the transpose further in."""
    turned = tuple(map(_plain_transpose, expr.args))
    match expr.op:
        case "add" | "kron":
            return node(expr.op, turned, None, expr.shape.transposed)
        case "scale":
            return node("scale", turned, expr.data, expr.shape.transposed)
        case "smul":
            return node("smul", (expr.args[0], turned[1]), None, expr.shape.transposed)
        case "matmul":
            return node("matmul", turned[::-1], None, expr.shape.transposed)
        case "transpose":
            return expr.args[0]
        case "identity" | "diag":
            return expr
        case "ones":
            return node("ones", (), None, expr.shape.transposed)
        case "commutation":
            assert isinstance(expr.data, Shape)
            return node("commutation", (), expr.data.transposed, expr.shape)
        case _:
            return _plain_transpose(expr)
