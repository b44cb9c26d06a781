"""Every identity of the table at work: what it rewrites, to what, and that the checker agrees."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest

from gradproof.calculus.cost import cost
from gradproof.calculus.identities import IDENTITIES
from gradproof.calculus.simplify import Simplifier
from gradproof.core.algebra import (
    add,
    diag,
    diagonal,
    hadamard,
    inner,
    kron,
    matmul,
    negative,
    power,
    reciprocal,
    row_sums,
    scale,
    smul,
    spread,
    subtract,
    total,
    trace,
    transpose,
    vec,
)
from gradproof.core.dims import ONE, SCALAR, shape, size
from gradproof.core.expr import UNIT, Expr, commutation, identity, node, ones, selection, symbol
from gradproof.core.facts import Equation, Fact, Property
from gradproof.exact import check_link, equal
from gradproof.notation.printing.text import text
from gradproof.ops import TABLE
from gradproof.ops.linear import block_inner, block_sum

A, B, C = (symbol(name, shape("n", "n")) for name in "ABC")
X, Y = symbol("X", shape("m", "n")), symbol("Y", shape("m", "n"))
Q = symbol("Q", shape("m", "n"))
W = symbol("W", shape("n", "k"))
x, y, z, v = (symbol(name, shape("n")) for name in "xyzv")
u, w = symbol("u", shape("m")), symbol("w", shape("m"))
b = symbol("b", shape(1, "n"))
s, t = symbol("s", SCALAR), symbol("t", SCALAR)
p, q = symbol("p", shape("n")), symbol("q", shape("n"))
one = ones(size("n"), ONE)
m_size, n_size = size("m"), size("n")
u_n = symbol("v_2", shape(m_size * n_size), "v_2", "v₂")
half, per_m = Fraction(1, 2), size("m") ** -1


def f(name: str) -> Callable[..., Expr]:
    return lambda *args: TABLE[name](*args)


inv, det, logdet, norm, norm2, softmax = map(
    f, ("inverse", "det", "logdet", "norm", "squared_norm", "softmax")
)
exp, log, sin, cos, tanh, sigmoid, prime = map(
    f, ("exp", "log", "sin", "cos", "tanh", "sigmoid", "sigmoid_prime")
)
sign, step, relu, absolute = map(f, ("sign", "step", "relu", "abs"))


def T(e: Expr) -> Expr:
    return transpose(e)


def raw(op: str, *args: Expr) -> Expr:
    return node(op, args, None, args[0].shape)


simplex = Equation(matmul(T(one), y), UNIT)
symmetric, orthogonal = Property("symmetric", A), Property("orthogonal", Q)
named = Equation(p, softmax(x))
quotient = Equation(v, smul(reciprocal(s), x))

# name of the identity: what it rewrites ↦ the end, under these facts
ROWS: dict[str, list[tuple[Expr, str, tuple[Fact, ...]]]] = {
    "quotient_by_name": [(scale(3, smul(power(s, -2), x)), "(3/s) v", (quotient,))],
    "inner_eq_trace": [
        (inner(X, Y), "tr(XᵀY)", ()), (inner(x, y), "xᵀy", ()), (inner(b, T(x)), "bx", ())],
    "given": [
        (smul(matmul(T(one), y), x), "x", (simplex,)),
        (matmul(T(y), one, T(x)), "xᵀ", (simplex,)),
        (matmul(A, T(X), X, B), "AB", (Equation(matmul(T(X), X), identity(size("n"))),))],
    "softmax_sum_one": [
        (matmul(T(one), softmax(x)), "1", ()), (matmul(softmax(X), one), "1", ()),
        (matmul(T(softmax(x)), one), "1", ()), (matmul(T(one), p), "1", (named,))],
    "sum_of_broadcast": [
        (matmul(hadamard(X, matmul(u, T(one))), one), "u ⊙ X 1", ()),
        (matmul(T(ones(size("m"), ONE)), hadamard(X, matmul(ones(size("m"), ONE), b))),
         "b ⊙ 1ᵀX", ())],
    "diagonal_of_product": [
        (diagonal(matmul(A, diag(x), T(B))), "(A ⊙ B)x", ())],
    "diagonal_add": [
        (diagonal(add(matmul(A, diag(x), T(B)), matmul(B, diag(x), T(C)))),
         "(B ⊙ (A + C))x", ())],
    "inverse_mul_cancel": [
        (matmul(inv(A), A, x), "x", ()), (matmul(A, inv(A)), "I", ()),
        (matmul(T(inv(A)), T(A), B), "B", ()),
        (matmul(X, inv(matmul(T(X), X)), T(X), X), "X", ())],
    "diag_mul": [
        (matmul(diag(x), y), "x ⊙ y", ()), (matmul(T(one), diag(x)), "xᵀ", ()),
        (matmul(A, diag(x), diag(y)), "A diag(x ⊙ y)", ())],
    "kron_mul": [
        (matmul(kron(A, B), vec(C)), "vec(BCAᵀ)", ()),
        (matmul(kron(A, X), kron(B, W)), "(AB) ⊗ (XW)", ())],
    "vec_dot": [(matmul(T(vec(X)), vec(Y)), "tr(XᵀY)", ())],
    "mul_inverse_rev": [(matmul(inv(matmul(A, B)), A), "B⁻¹", ())],
    "dot_hadamard": [
        (matmul(T(x), hadamard(y, reciprocal(x))), "1ᵀy", ()),
        (matmul(T(one), hadamard(x, y)), "xᵀy", ())],
    "mul_add": [(matmul(inv(A), add(A, B)), "I + A⁻¹B", ())],
    "scalar_transpose": [(matmul(T(y), T(A), x), "xᵀAy", ())],
    "dot_self": [
        (matmul(T(x), x), "‖x‖²", ()), (matmul(T(x), T(X), X, x), "‖Xx‖²", ())],
    "trace_self": [(trace(matmul(T(X), X)), "‖X‖_F²", ())],
    "trace_kron": [(trace(kron(A, B)), "tr(A) tr(B)", ())],
    "trace_mul_comm": [(trace(matmul(A, B, inv(A))), "tr(B)", ())],
    "trace_add": [(trace(add(B, matmul(A, C, inv(A)))), "tr(B) + tr(C)", ())],
    "inverse_rules": [
        (inv(T(A)), "A⁻ᵀ", ()), (inv(inv(A)), "A", ()),
        (matmul(inv(scale(2, A)), scale(4, B)), "2 A⁻¹B", ()),
        (matmul(inv(smul(s, A)), A), "I/s", ()), (inv(identity(size("n"))), "I", ()),
        (matmul(inv(diag(x)), y), "y ⊘ x", ()),
        (matmul(inv(kron(A, B)), kron(A, C)), "Iₙ ⊗ (B⁻¹C)", ())],
    "transpose_symmetric": [
        (T(A), "A", (symmetric,)), (T(inv(A)), "A⁻¹", (symmetric,)),
        (raw("transpose", add(B, T(B))), "B + Bᵀ", ()),
        (raw("transpose", matmul(B, A, T(B))), "BABᵀ", (symmetric,))],
    "transpose_entrywise": [
        (T(tanh(T(X))), "tanh(X)", ()), (T(hadamard(exp(T(X)), T(Y))), "exp(X) ⊙ Y", ())],
    "orthogonal_mul": [(matmul(T(Q), Q, x), "x", (orthogonal,))],
    "diagonal_mul": [
        (diagonal(matmul(x, T(y))), "x ⊙ y", ()),
        (diagonal(matmul(diag(x), A)), "x ⊙ diag(A)", ()),
        (diagonal(matmul(A, diag(x))), "diag(A) ⊙ x", ()),
        (diagonal(hadamard(A, matmul(x, T(y)))), "diag(A) ⊙ x ⊙ y", ()),
        (diagonal(add(A, diag(x))), "diag(A) + x", ())],
    "diag_hadamard": [(hadamard(identity(size("n")), matmul(y, T(z))), "diag(y ⊙ z)", ())],
    "det_transpose": [
        (det(T(A)), "det(A)", ()), (logdet(T(A)), "log det A", ())],
    "det_inverse": [(det(inv(A)), "1/det(A)", ())],
    "block_kron": [
        (block_inner(kron(A, X), Y, A.shape), "tr(XᵀY) A", ()),
        (block_sum(kron(A, X), B, X.shape), "tr(AᵀB) X", ()),
        (block_inner(identity(size("n") * size("n")), B, A.shape), "tr(B) I", ()),
        (block_inner(ones(size("n") * size("n"), size("n") * size("n")), B, A.shape),
         "(1ᵀB 1) 1 1ᵀ", ()),
        (block_sum(ones(size("n") * X.shape.rows, size("n") * X.shape.cols), B, X.shape),
         "(1ᵀB 1) 1 1ᵀ", ())],
    "norm_sq": [(power(norm(X), 2), "‖X‖_F²", ())],
    "norm_mul_norm": [
        (hadamard(norm2(x), power(norm(x), -3)), "1/‖x‖", ()),
        (hadamard(reciprocal(norm2(x)), norm(x), s), "s/‖x‖", ())],
    "norm_kron": [
        (norm2(kron(X, W)), "‖X‖_F² ‖W‖_F²", ()), (norm(vec(X)), "‖X‖_F", ()),
        (norm2(T(X)), "‖X‖_F²", ())],
    "power_rules": [
        (power(step(x), 3), "1[x > 0]", ()), (power(sign(x), 2), "1", ()),
        (power(sign(x), 3), "sign(x)", ()), (power(exp(x), -1), "exp(−x)", ()),
        (power(absolute(x), 2), "x^⊙2", ())],
    "logistic": [
        (power(add(one, exp(x)), -1), "σ(−x)", ()),
        (power(add(exp(negative(s)), UNIT), -2), "σ(s)²", ())],
    "softmax_quotient": [
        (hadamard(exp(X), spread(reciprocal(row_sums(exp(X))), X.shape), Y), "softmax(X) ⊙ Y", ()),
        (hadamard(exp(X), reciprocal(spread(row_sums(exp(X)), X.shape))), "softmax(X)", ()),
        (smul(hadamard(s, reciprocal(total(exp(x)))), exp(x)), "s softmax(x)", ())],
    "exp_mul_sigmoid": [
        (hadamard(exp(x), sigmoid(negative(x)), y), "σ(x) ⊙ y", ()),
        (hadamard(sigmoid(x), sigmoid(negative(x))), "σ'(x)", ())],
    "log_exp": [
        (log(exp(x)), "x", ()), (log(softmax(x)), "log softmax(x)", ()),
        (log(add(one, exp(x))), "softplus(x)", ())],
    "exp_log": [(exp(log(x)), "x", ()), (exp(f("log_softmax")(x)), "softmax(x)", ())],
    "parity": [
        (tanh(negative(x)), "−tanh(x)", ()), (cos(scale(-2, x)), "cos(2 x)", ()),
        (sin(negative(matmul(A, x))), "−sin(Ax)", ()), (absolute(negative(x)), "|x|", ())],
    "sign_mul_abs": [
        (hadamard(sign(x), absolute(x)), "x", ()), (hadamard(sign(x), x, y), "|x| ⊙ y", ())],
    "step_mul_relu": [
        (hadamard(step(x), relu(x)), "ReLU(x)", ()), (hadamard(x, step(x)), "ReLU(x)", ())],
    "hadamard_broadcast": [
        (hadamard(matmul(u, T(one)), matmul(ones(size("m"), ONE), T(x))), "uxᵀ", ())],
    "sigmoid_prime_eq": [
        (hadamard(prime(x), reciprocal(sigmoid(x))), "1 − σ(x)", ()),
        (hadamard(prime(x), reciprocal(sigmoid(negative(x)))), "σ(x)", ())],
    "add_transpose": [(matmul(z, subtract(T(x), T(y))), "z(x − y)ᵀ", ())],
    "vec_add": [(subtract(vec(A), scale(2, vec(B))), "vec(A − 2 B)", ())],
    "sin_div_cos": [
        (hadamard(sin(x), reciprocal(cos(x)), y), "tan(x) ⊙ y", ())],
    "hadamard_add_group": [
        (add(x, negative(y), hadamard(subtract(x, y), z), hadamard(v, subtract(y, x))),
         "(x − y) ⊙ (1 + z − v)", ())],
    "scalar_power_add": [
        (hadamard(TABLE["scalar_power"](x, s), x, y), "x^⊙(s+1) ⊙ y", ()),
        (hadamard(TABLE["scalar_power"](x, subtract(s, UNIT)), x), "x^⊙s", ())],
    "hadamard_add": [
        (hadamard(x, subtract(one, hadamard(y, reciprocal(x)))), "x − y", ())],
    "sigmoid_complement": [(add(sigmoid(x), sigmoid(negative(x))), "1", ())],
    "smul_add_powers": [
        (add(smul(reciprocal(hadamard(s, t)), x), smul(reciprocal(hadamard(power(s, 3), t)), y)),
         "(x + y/s²)/(s t)", ())],
    "commutation_mul": [
        (matmul(commutation(m_size, n_size), vec(X)), "vec(Xᵀ)", ()),
        (matmul(commutation(n_size, m_size), commutation(m_size, n_size), u_n), "v₂", ()),
        (matmul(commutation(m_size, n_size), kron(A, Q)), "(Q ⊗ A)Kₙₙ", ())],
    "add_diag": [(add(diag(x), negative(diag(y))), "diag(x − y)", ())],
    "add_kron": [
        (add(kron(A, X), kron(B, X)), "(A + B) ⊗ X", ()),
        (add(kron(X, A), kron(X, B)), "X ⊗ (A + B)", ())],
    "selection_mul": [
        (matmul(T(selection(size("n"))), vec(A)), "diag(A)", ()),
        (matmul(T(selection(size("n"))), kron(A, T(B)), selection(size("n"))), "A ⊙ Bᵀ", ())],
    "add_same_number": [(add(matmul(T(x), y), scale(-3, matmul(T(y), x))), "−2 xᵀy", ())],
    "matmul_kron": [
        (matmul(X, kron(T(y), A)), "yᵀ ⊗ (XA)", ()), (matmul(X, kron(A, T(y))), "(XA) ⊗ yᵀ", ()),
        (matmul(kron(y, A), W), "y ⊗ (AW)", ()), (matmul(kron(A, y), W), "(AW) ⊗ y", ())],
    "kron_row_mul": [
        (matmul(kron(T(y), X), commutation(n_size, n_size)), "X ⊗ yᵀ", ()),
        (matmul(kron(A, T(w)), commutation(n_size, m_size)), "wᵀ ⊗ A", ()),
        (matmul(kron(T(y), X), selection(n_size)), "X diag(y)", ()),
        (matmul(kron(X, T(y)), selection(n_size)), "X diag(y)", ())],
    "kron_outer": [(kron(x, T(u)), "xuᵀ", ()), (kron(T(u), x), "xuᵀ", ())],
    "mul_add_left": [(add(matmul(A, x), negative(matmul(A, y))), "A(x − y)", ())],
    "mul_add_right": [
        (add(matmul(T(A), x), matmul(A, x)), "(A + Aᵀ)x", ()),
        (add(negative(matmul(A, x)), y, negative(matmul(B, x))), "y − (A + B)x", ())],
    "smul_add": [(add(smul(s, A), B, smul(s, C)), "s (A + C) + B", ())],
    "add_factor_constant": [
        (add(scale(2, x), scale(-2, y)), "2 (x − y)", ()),
        (add(scale(half, x), scale(-half, y)), "½(x − y)", ()),
        (add(scale(per_m, x), scale(-2 * per_m, y), scale(per_m, z)), "(1/m)(x − 2 y + z)", ())],
    "hadamard_add_factor": [
        (add(hadamard(x, y), negative(hadamard(z, x))), "x ⊙ (y − z)", ())],
    "neg_mul": [(matmul(add(negative(A), negative(B)), C), "−(A + B)C", ())],
    "sub_mul_sub": [
        (subtract(A, matmul(subtract(x, y), T(subtract(y, x)))), "A + (y − x)(y − x)ᵀ", ())],
    "neg_sub": [
        (negative(subtract(x, y)), "y − x", ()),
        (scale(-2, matmul(T(X), subtract(X, Y))), "2 Xᵀ(Y − X)", ())],
    "add_expand": [
        (add(hadamard(x, subtract(y, z)), hadamard(z, subtract(x, y))), "y ⊙ (x − z)", ()),
        (add(T(subtract(matmul(x, T(x)), A)), subtract(matmul(x, T(x)), A)), "2 xxᵀ − A − Aᵀ", ())],
}  # fmt: skip


def test_every_identity_has_a_row() -> None:
    assert sorted(ROWS) == sorted(one.name for one in IDENTITIES)


@pytest.mark.parametrize(
    ("name", "number"), [(name, i) for name, rows in ROWS.items() for i in range(len(rows))]
)
def test_identity(name: str, number: int) -> None:
    before, expected, facts = ROWS[name][number]
    simplifier = Simplifier(IDENTITIES, facts)
    after = simplifier(before)
    links = simplifier.links(before)
    assert text(after) == expected
    assert name in [link.rule for link in links]
    assert all(check_link(link).holds for link in links)
    assert {fact for link in links for fact in link.given} == set(facts)
    assert equal(before, after, facts).holds
    assert cost(after) <= cost(before)
