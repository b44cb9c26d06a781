"""Identities of the commutation matrix K, with K vec A = vec Aᵀ, and of Kronecker sums.

Source: Magnus & Neudecker 2019, ch. 3.
"""

from __future__ import annotations

from gradproof.calculus.chains import replaced
from gradproof.calculus.simplify import Identity, Simplifier
from gradproof.core.algebra import (
    add,
    diag,
    diagonal,
    hadamard,
    kron,
    matmul,
    scale,
    split_constant,
    transpose,
    vec,
)
from gradproof.core.dims import Shape
from gradproof.core.expr import Expr, commutation, identity
from gradproof.core.facts import Fact
from gradproof.core.operation import Words

Found = tuple[Expr, tuple[Fact, ...]] | Expr | None


def _commute(e: Expr, s: Simplifier) -> Found:
    """K vec A = vec Aᵀ, K Kᵀ = I, and K (A ⊗ B) = (B ⊗ A) K."""
    for place, (one, two) in enumerate(zip(e.args, e.args[1:], strict=False)):
        if one.op != "commutation":
            continue
        assert isinstance(one.data, Shape)
        rows, cols = one.data
        if two is transpose(one):
            return replaced(e.args, place, 2, identity(rows * cols))
        if two.op == "vec" and two.args[0].shape == one.data:
            return replaced(e.args, place, 2, vec(transpose(two.args[0])))
        if two.op == "kron":
            a, b = two.args
            if a.shape.rows is cols and b.shape.rows is rows:
                last = commutation(b.shape.cols, a.shape.cols)
                return replaced(e.args, place, 2, kron(b, a), last)
    return None


def _select(e: Expr, s: Simplifier) -> Found:
    """Sᵀ vec A = diag(A) and Sᵀ (A ⊗ B) S = A ⊙ B, for S x = vec diag(x)."""
    for place, (one, two) in enumerate(zip(e.args, e.args[1:], strict=False)):
        if one.op != "transpose" or one.args[0].op != "selection":
            continue
        if two.op == "vec" and two.args[0].shape.is_square:
            return replaced(e.args, place, 2, diagonal(two.args[0]))
        last = e.args[place + 2] if place + 2 < len(e.args) else None
        if two.op == "kron" and last is one.args[0] and all(a.shape.is_square for a in two.args):
            return replaced(e.args, place, 3, hadamard(*two.args))
    return None


def _add_diags(e: Expr, s: Simplifier) -> Found:
    """diag(a) + diag(b) = diag(a + b), among other terms."""
    parts = [split_constant(term) for term in e.args]
    inside = [scale(factor, body.args[0]) for factor, body in parts if body.op == "diag"]
    if len(inside) < 2:
        return None
    rest = [term for term, (_, body) in zip(e.args, parts, strict=True) if body.op != "diag"]
    return add(*rest, diag(s.attempt(add(*inside))))


def _add_krons(e: Expr, s: Simplifier) -> Found:
    """A ⊗ C + B ⊗ C = (A + B) ⊗ C, and A ⊗ B + A ⊗ C = A ⊗ (B + C)."""
    parts = [split_constant(term) for term in e.args]
    for i, (first, one) in enumerate(parts):
        for j, (second, two) in enumerate(parts[:i]):
            if one.op != "kron" or two.op != "kron":
                continue
            rest = [term for k, term in enumerate(e.args) if k not in (i, j)]
            (a, b), (c, d) = one.args, two.args
            if b.same(d) and a.shape == c.shape:
                return add(*rest, kron(add(scale(second, c), scale(first, a)), b))
            if a.same(c) and b.shape == d.shape:
                return add(*rest, kron(a, add(scale(second, d), scale(first, b))))
    return None


def _into_kron(e: Expr, s: Simplifier) -> Found:
    """A (xᵀ ⊗ B) = xᵀ ⊗ A B and A (B ⊗ xᵀ) = A B ⊗ xᵀ; transposed for a column."""
    for place, one in enumerate(e.args):
        if one.op != "kron":
            continue
        before, after = e.args[:place], e.args[place + 1 :]
        a, b = one.args
        if before and a.shape.is_row:
            return matmul(kron(a, matmul(*before, b)), *after)
        if before and b.shape.is_row:
            return matmul(kron(matmul(*before, a), b), *after)
        if after and a.shape.is_column:
            return matmul(*before, kron(a, matmul(b, *after)))
        if after and b.shape.is_column:
            return matmul(*before, kron(matmul(a, *after), b))
    return None


def _absorb(e: Expr, s: Simplifier) -> Found:
    """(xᵀ ⊗ A) K = A ⊗ xᵀ, (A ⊗ xᵀ) K = xᵀ ⊗ A, and either times S is A diag(x)."""
    for place, (one, two) in enumerate(zip(e.args, e.args[1:], strict=False)):
        if one.op != "kron" or not any(arg.shape.is_row for arg in one.args):
            continue
        a, b = one.args
        if two.op == "commutation" and two.data == Shape(a.shape.cols, b.shape.cols):
            return replaced(e.args, place, 2, kron(b, a))
        if two.op == "selection" and a.shape.cols is b.shape.cols:
            row, other = (a, b) if a.shape.is_row else (b, a)
            return replaced(e.args, place, 2, other, diag(row))
    return None


def _outer(e: Expr, s: Simplifier) -> Found:
    """x ⊗ yᵀ = yᵀ ⊗ x = x yᵀ."""
    a, b = e.args
    if a.shape.is_column and b.shape.is_row:
        return matmul(a, b)
    return matmul(b, a) if a.shape.is_row and b.shape.is_column else None


KRONECKER = (
    Identity("matmul_kron", ("matmul",),
             Words("A(xᵀ ⊗ B) = xᵀ ⊗ (A B), as 1 ⊗ A = A; likewise for a column.",
                   "A(xᵀ ⊗ B) = xᵀ ⊗ (A B)，因为 1 ⊗ A = A；对列向量同理。"),
             _into_kron, always=True),
    Identity("kron_row_mul", ("matmul",),
             Words("Behind xᵀ ⊗ A the commutation matrix changes the factors, and the matrix that "
                   "turns a vector into its diagonal matrix leaves A diag(x).",
                   "xᵀ ⊗ A 右乘交换矩阵即交换两个因子；右乘由向量生成对角阵的矩阵则得 A diag(x)。"),
             _absorb, always=True),
    Identity("kron_outer", ("kron",),
             Words("x ⊗ yᵀ = yᵀ ⊗ x = x yᵀ.", "x ⊗ yᵀ = yᵀ ⊗ x = x yᵀ。"), _outer, always=True),
    Identity("commutation_mul", ("matmul",),
             Words("The commutation matrix takes vec A to vec Aᵀ; its transpose is its inverse,"
                   " and it lets the factors of A ⊗ B change places.",
                   "交换矩阵把 vec A 变为 vec Aᵀ；它的转置即其逆，并可交换 A ⊗ B 的两个因子。"),
             _commute, always=True),
    Identity("selection_mul", ("matmul",),
             Words("Where S x = vec diag(x), Sᵀ picks out what is on the diagonal:"
                   " Sᵀ (A ⊗ B) S = A ⊙ B.",
                   "由 S x = vec diag(x)，Sᵀ 取出对角线上的元素：Sᵀ (A ⊗ B) S = A ⊙ B。"),
             _select, always=True),
    Identity("add_diag", ("add",),
             Words("diag(a) + diag(b) = diag(a + b).", "diag(a) + diag(b) = diag(a + b)。"),
             _add_diags),
    Identity("add_kron", ("add",),
             Words("A ⊗ C + B ⊗ C = (A + B) ⊗ C.", "A ⊗ C + B ⊗ C = (A + B) ⊗ C。"), _add_krons),
)  # fmt: skip
