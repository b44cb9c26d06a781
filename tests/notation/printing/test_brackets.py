"""Brackets exactly where they are needed, factors in a textbook's order, in both notations."""

import pytest

from gradproof.core.algebra import add, hadamard, matmul, power, reciprocal, scale, smul, subtract
from gradproof.core.algebra import transpose as T
from gradproof.core.dims import Monomial, shape, size
from gradproof.core.expr import UNIT, Expr, commutation, node, symbol, tangent
from gradproof.notation.printing.latex import latex
from gradproof.notation.printing.text import text
from gradproof.ops import TABLE

m, n, HALF = size("m"), size("n"), size(1) / size(2)
slope = symbol("df_dX", shape("n", "n"), r"\frac{\partial f}{\partial X}", "∂f/∂X")
A, B, X = (symbol(name, shape("n", "n")) for name in "ABX")
W, Z = (symbol(name, shape("m", "n")) for name in "WZ")
a, b, x = (symbol(name, shape("n")) for name in "abx")
c, k, s, t = (symbol(name, shape(1)) for name in "ckst")
inverse, det, norm, squared_norm = (
    TABLE[name] for name in ("inverse", "det", "norm", "squared_norm")
)
scalar_power, tanh, log = (TABLE[name] for name in ("scalar_power", "tanh", "log"))
atb, xtx = matmul(T(a), b), matmul(T(x), x)
xtax = matmul(T(x), A, x)


def over(upper: Expr, lower: Expr) -> Expr:
    return smul(reciprocal(lower), upper)


def size_over(number: int, below: str) -> Monomial:
    return size(number) / size(int(below) if below.isdecimal() else below)


CASES = [
    # A product in matrices over a scalar needs no brackets; a sum does, and so does A ⊙ B.
    (over(atb, c), "aᵀb/c", r"\frac{a^T b}{c}"),
    (over(matmul(T(A), subtract(x, b)), norm(x)), "Aᵀ(x − b)/‖x‖", r"\frac{A^T (x - b)}{\|x\|}"),
    (over(subtract(x, b), c), "(x − b)/c", r"\frac{x - b}{c}"),
    (over(hadamard(x, b), c), "(x ⊙ b)/c", r"\frac{x \odot b}{c}"),
    (over(xtax, xtx), "xᵀAx/(xᵀx)", r"\frac{x^T A x}{x^T x}"),
    (smul(over(atb, xtx), x), "(aᵀb/(xᵀx)) x", r"\frac{a^T b}{x^T x} x"),
    (over(x, hadamard(norm(x), norm(a))), "x/(‖x‖ ‖a‖)", r"\frac{x}{\|x\| \|a\|}"),
    # Scalars: numbers, letters, sums, calls, and products in matrices last.
    (smul(hadamard(det(X), k), T(X)), "k det(X) Xᵀ", r"k \det(X) X^T"),
    (hadamard(atb, c), "c aᵀb", "c a^T b"),
    (hadamard(log(s), subtract(UNIT, c)), "(1 − c) log s", r"(1 - c) \log s"),
    (hadamard(atb, matmul(T(b), x)), "(aᵀb)(bᵀx)", "(a^T b) (b^T x)"),
    (smul(matmul(T(b), x), x), "(bᵀx) x", "(b^T x) x"),
    (scale(size_over(2, "n"), subtract(x, b)), "(2/n)(x − b)", r"\frac{2}{n} (x - b)"),
    (scale(size_over(1, "n"), squared_norm(x)), "(1/n)‖x‖²", r"\frac{1}{n} \|x\|^2"),
    (add(scale(-1, hadamard(c, atb)), s), "s − c aᵀb", "s - c a^T b"),
    (scale(HALF, c), "c/2", r"\frac{c}{2}"),
    (scale(HALF, hadamard(c, squared_norm(x))), "(c/2)‖x‖²", r"\frac{c}{2} \|x\|^2"),
    (scale(HALF, hadamard(c, atb)), "(c/2) aᵀb", r"\frac{c}{2} a^T b"),
    (scale(size_over(3, "n"), smul(power(c, 2), x)), "(3 c²/n) x", r"\frac{3 c^2}{n} x"),
    (scale(size_over(1, "10"), smul(c, x)), "0.1 c x", r"0.1 c x"),
    (log(scale(size(2) * size("π"), s)), "log(2π s)", r"\log(2 \pi s)"),
    # Inverses and transposes stand as close as other factors.
    (matmul(inverse(X), A), "X⁻¹A", "X^{-1} A"),
    (matmul(T(a), inverse(X), b), "aᵀX⁻¹b", "a^T X^{-1} b"),
    (matmul(T(subtract(x, a)), inverse(A), subtract(x, a)), "(x − a)ᵀA⁻¹(x − a)",
     "(x - a)^T A^{-1} (x - a)"),
    (matmul(X, inverse(matmul(T(X), X))), "X(XᵀX)⁻¹", "X (X^T X)^{-1}"),
    # Norms of matrices are Frobenius norms, and powers of squares are powers of the norm.
    (norm(W), "‖W‖_F", r"\|W\|_F"),
    (squared_norm(W), "‖W‖_F²", r"\|W\|_F^2"),
    (norm(x), "‖x‖", r"\|x\|"),
    (power(squared_norm(x), 2), "‖x‖⁴", r"\|x\|^4"),
    (reciprocal(power(squared_norm(W), 2)), "1/‖W‖_F⁴", r"\frac{1}{\|W\|_F^4}"),
    (tangent(norm(x)), "d‖x‖", r"d\|x\|"),
    (tangent(squared_norm(x)), "d(‖x‖²)", r"d(\|x\|^2)"),
    # Sizes below K, and brackets as high as a quotient that is a name.
    (commutation(n, m), "Kₙₘ", "K_{nm}"),
    (commutation(n * m, n), "K_(mn,n)", "K_{mn,n}"),
    (T(slope), "(∂f/∂X)ᵀ", r"\left(\frac{\partial f}{\partial X}\right)^T"),
    # Powers: ⊙ where a power of the matrix could be meant, never a brace in text.
    (power(tanh(matmul(W, x)), 2), "tanh(Wx)^⊙2", r"\tanh(W x)^{\odot 2}"),
    (power(tanh(X), 2), "tanh(X)^⊙2", r"\tanh(X)^{\odot 2}"),
    (power(W, 2), "W^⊙2", r"W^{\odot 2}"),
    (scalar_power(W, k), "W^⊙k", r"W^{\odot k}"),
    (scalar_power(W, subtract(k, UNIT)), "W^⊙(k−1)", r"W^{\odot (k - 1)}"),
    (scalar_power(det(X), k), "det(X)ᵏ", r"\det(X)^k"),
    (scalar_power(s, subtract(k, UNIT)), "sᵏ⁻¹", "s^{k - 1}"),
    (scalar_power(s, hadamard(k, t)), "s^(k t)", "s^{k t}"),
    (TABLE["abs"](W), "|W|", "|W|"),
    (TABLE["step"](W), "1[W > 0]", r"\mathbf{1}[W > 0]"),
    (det(X), "det(X)", r"\det(X)"),
]  # fmt: skip


@pytest.mark.parametrize(("expr", "shown", "source"), CASES, ids=[case[1] for case in CASES])
def test_print(expr: Expr, shown: str, source: str):
    assert text(expr) == shown
    assert latex(expr) == source


def test_a_matrix_of_blocks_bears_a_transpose_in_brackets():
    big, Y, W1 = (
        symbol("G", shape("p", "q")),
        symbol("Y", shape("k", "l")),
        symbol("W_1", shape("m", "n"), "W_1", "W₁"),
    )
    traces = node("block_inner", (big, Y), W1.shape, W1.shape)
    assert text(traces) == "[tr(G_[ij]ᵀ Y)]ᵢⱼ"
    assert text(T(traces)) == "([tr(G_[ij]ᵀ Y)]ᵢⱼ)ᵀ"
    total = node("block_sum", (big, W1), Y.shape, Y.shape)
    assert text(total) == "Σᵢⱼ (W₁)ᵢⱼ G_[ij]"
    assert latex(total) == r"\sum_{ij} (W_1)_{ij} G_{[ij]}"
    assert text(scale(-2, total)) == "−2 Σᵢⱼ (W₁)ᵢⱼ G_[ij]"
    assert text(add(total, Y)) == "(Σᵢⱼ (W₁)ᵢⱼ G_[ij]) + Y"
    assert text(add(Y, scale(2, total))) == "Y + 2 Σᵢⱼ (W₁)ᵢⱼ G_[ij]"
    assert text(matmul(T(Y), total)) == "Yᵀ(Σᵢⱼ (W₁)ᵢⱼ G_[ij])"


@pytest.mark.parametrize("base", [x, X, T(x)], ids=text)
def test_powers_of_entries_look_the_same_for_a_name_and_for_a_call(base: Expr):
    for one in (base, tanh(base), TABLE["sigmoid"](tanh(base))):
        assert text(power(one, 2)).endswith("^⊙2")
        assert latex(power(one, 3)).endswith(r"^{\odot 3}")
    assert text(power(tanh(s), 2)) == "tanh(s)²"
