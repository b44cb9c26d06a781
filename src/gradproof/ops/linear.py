"""The closed linear set: for each operation, the cotangent that it hands to each operand."""

from __future__ import annotations

from collections.abc import Callable

from gradproof.core.algebra import (
    diag,
    diagonal,
    hadamard,
    inner,
    kron,
    matmul,
    scale,
    smul,
    transpose,
    unvec,
    vec,
)
from gradproof.core.dims import Shape
from gradproof.core.expr import Expr, identity, node
from gradproof.core.operation import TABLE, Operation, Words

Adjoint = Callable[[Expr, int, Expr], Expr]


def _matmul_adjoint(G: Expr, i: int, e: Expr) -> Expr:
    left = [transpose(a) for a in reversed(e.args[:i])]
    right = [transpose(a) for a in reversed(e.args[i + 1 :])]
    return matmul(*left, G, *right)


def _smul_adjoint(G: Expr, i: int, e: Expr) -> Expr:
    return inner(G, e.args[1]) if i == 0 else smul(e.args[0], G)


def block_inner(G: Expr, B: Expr, shape: Shape) -> Expr:
    """The matrix A_ij = ⟨G_[ij], B⟩ over the blocks G_[ij] of G that have the shape of B."""
    return node("block_inner", (G, B), shape, shape)


def block_sum(G: Expr, A: Expr, shape: Shape) -> Expr:
    """The matrix Σ_ij A_ij G_[ij] over the blocks G_[ij] of G, one for each entry of A."""
    return node("block_sum", (G, A), shape, shape)


def _kron_adjoint(G: Expr, i: int, e: Expr) -> Expr:
    A, B = e.args
    return block_inner(G, B, A.shape) if i == 0 else block_sum(G, A, B.shape)


def _block_inner_adjoint(G: Expr, i: int, e: Expr) -> Expr:
    whole, B = e.args
    return kron(G, B) if i == 0 else block_sum(whole, G, B.shape)


def _block_sum_adjoint(G: Expr, i: int, e: Expr) -> Expr:
    whole, A = e.args
    return kron(A, G) if i == 0 else block_inner(whole, G, A.shape)


def _linear(
    name: str, signature: str, words: Words, adjoint: Adjoint, rule: str, because: Words
) -> Operation:
    return TABLE.add(
        Operation(
            name=name,
            signature=signature,
            words=words,
            latex="",
            text="",
            adjoint=adjoint,
            rule=rule,
            because=because,
            binds=name,
        )
    )


ADD = _linear(
    "add", "(r,c),(r,c) -> (r,c)", Words("sum", "和"),
    lambda G, i, e: G,
    "inner_add",
    Words("The inner product is linear, so each term may be read by itself.",
          "内积是线性的，因此可以逐项处理。"),
)  # fmt: skip
SCALE = _linear(
    "scale", "(r,c) -> (r,c)", Words("constant multiple", "常数倍"),
    lambda G, i, e: scale(e.coefficient, G),
    "inner_scale",
    Words("A constant factor may move to the other side of the inner product.",
          "常数因子可以移到内积的另一侧。"),
)  # fmt: skip
SMUL = _linear(
    "smul", "(),(r,c) -> (r,c)", Words("scalar multiple", "数乘"),
    _smul_adjoint,
    "inner_smul",
    Words("A scalar factor may move to the other side of the inner product.",
          "标量因子可以移到内积的另一侧。"),
)  # fmt: skip
MATMUL = _linear(
    "matmul", "(n,k),(k,m) -> (n,m)", Words("matrix product", "矩阵乘积"),
    _matmul_adjoint,
    "trace_cyclic",
    Words("tr(Gᵀ A dX B) = tr((Aᵀ G Bᵀ)ᵀ dX): factors move cyclically under the trace.",
          "tr(Gᵀ A dX B) = tr((Aᵀ G Bᵀ)ᵀ dX)：迹内因子可循环移动。"),
)  # fmt: skip
HADAMARD = _linear(
    "hadamard", "(r,c),(r,c) -> (r,c)",
    Words("entrywise (Hadamard) product", "逐元素（Hadamard）乘积"),
    lambda G, i, e: hadamard(G, *e.args[:i], *e.args[i + 1 :]),
    "hadamard_trace",
    Words("tr(Gᵀ (A ⊙ dX)) = tr((G ⊙ A)ᵀ dX): an entrywise factor changes sides.",
          "tr(Gᵀ (A ⊙ dX)) = tr((G ⊙ A)ᵀ dX)：逐元素因子可换到另一侧。"),
)  # fmt: skip
TRANSPOSE = _linear(
    "transpose", "(r,c) -> (c,r)", Words("transpose", "转置"),
    lambda G, i, e: transpose(G),
    "trace_transpose",
    Words("tr(Gᵀ dXᵀ) = tr((Gᵀ)ᵀ dX), because tr(A) = tr(Aᵀ).",
          "由 tr(A) = tr(Aᵀ)，有 tr(Gᵀ dXᵀ) = tr((Gᵀ)ᵀ dX)。"),
)  # fmt: skip
TRACE = _linear(
    "trace", "(n,n) -> ()", Words("trace", "迹"),
    lambda G, i, e: smul(G, identity(e.args[0].shape.rows)),
    "trace_identity",
    Words("tr(dX) = tr(Iᵀ dX).", "tr(dX) = tr(Iᵀ dX)。"),
)  # fmt: skip
INNER = _linear(
    "inner", "(r,c),(r,c) -> ()", Words("inner product", "内积"),
    lambda G, i, e: smul(G, e.args[1 - i]),
    "inner_symmetric",
    Words("⟨A, dX⟩ = tr(Aᵀ dX).", "⟨A, dX⟩ = tr(Aᵀ dX)。"),
)  # fmt: skip
DIAG = _linear(
    "diag", "(n) -> (n,n)", Words("diagonal matrix of a vector", "以向量为对角线的对角矩阵"),
    lambda G, i, e: diagonal(G),
    "inner_diag",
    Words("⟨G, diag(dx)⟩ = ⟨diag(G), dx⟩: only the diagonal of G counts.",
          "⟨G, diag(dx)⟩ = ⟨diag(G), dx⟩：只有 G 的对角线起作用。"),
)  # fmt: skip
DIAGONAL = _linear(
    "diagonal", "(n,n) -> (n)", Words("diagonal of a matrix", "矩阵的对角线"),
    lambda G, i, e: diag(G),
    "inner_diagonal",
    Words("⟨g, diag(dX)⟩ = ⟨diag(g), dX⟩.", "⟨g, diag(dX)⟩ = ⟨diag(g), dX⟩。"),
)  # fmt: skip
KRON = _linear(
    "kron", "(a,b),(c,d) -> (e,f)", Words("Kronecker product", "Kronecker 积"),
    _kron_adjoint,
    "inner_kron",
    Words("⟨G, A ⊗ B⟩ = Σ_ij A_ij ⟨G_[ij], B⟩ over the blocks of G.",
          "⟨G, A ⊗ B⟩ = Σ_ij A_ij ⟨G_[ij], B⟩，对 G 的各分块求和。"),
)  # fmt: skip
BLOCK_INNER = _linear(
    "block_inner", "(e,f),(c,d) -> (a,b)", Words("block inner products", "分块内积"),
    _block_inner_adjoint, "inner_block_inner", KRON.because,
)  # fmt: skip
BLOCK_SUM = _linear(
    "block_sum", "(e,f),(a,b) -> (c,d)", Words("weighted sum of blocks", "分块加权和"),
    _block_sum_adjoint, "inner_block_sum", KRON.because,
)  # fmt: skip
VEC = _linear(
    "vec", "(r,c) -> (n)", Words("vectorisation", "向量化"),
    lambda G, i, e: unvec(G, e.args[0].shape),
    "inner_vec",
    Words("vec keeps inner products: ⟨vec A, vec B⟩ = ⟨A, B⟩.",
          "vec 保持内积：⟨vec A, vec B⟩ = ⟨A, B⟩。"),
)  # fmt: skip
UNVEC = _linear(
    "unvec", "(n) -> (r,c)", Words("inverse of vec", "vec 的逆"),
    lambda G, i, e: vec(G),
    "inner_unvec", VEC.because,
)  # fmt: skip
