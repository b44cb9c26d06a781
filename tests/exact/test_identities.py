"""Identities that are true, near misses that are not, and traps."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest

from gradproof.core.algebra import (
    add,
    diag,
    hadamard,
    inner,
    matmul,
    negative,
    power,
    reciprocal,
    scale,
    smul,
    spread,
    subtract,
    total,
    trace,
    transpose,
)
from gradproof.core.dims import NIL, ONE, SCALAR, Monomial, shape, size
from gradproof.core.expr import UNIT, Expr, constant, identity, node, ones, symbol, tangent, zeros
from gradproof.core.facts import Equation, Fact, Property
from gradproof.exact import equal
from gradproof.ops import TABLE

A, B, C = (symbol(name, shape("n", "n")) for name in "ABC")
X, W, V = (symbol(name, shape("m", "n")) for name in "XWV")
x, y, v = (symbol(name, shape("n")) for name in "xyv")
u = symbol("u", shape("m"))
c, d, e = (symbol(name, shape(1)) for name in "cde")
one = ones(size("n"), ONE)
HALF = Fraction(1, 2)


def f(name: str) -> Callable[..., Expr]:
    return lambda *args: TABLE[name](*args)


sigmoid, tanh, exp, log, relu, step, sign = map(
    f, ("sigmoid", "tanh", "exp", "log", "relu", "step", "sign")
)
absolute, sin, cos, softmax, lse, inv, det = map(
    f, ("abs", "sin", "cos", "softmax", "lse", "inverse", "det")
)
norm2, logdet, logabsdet = map(f, ("squared_norm", "logdet", "logabsdet"))
s = softmax(x)
simplex: tuple[Fact, ...] = (Equation(matmul(transpose(one), y), UNIT),)


def full(like: Expr) -> Expr:
    return ones(*like.shape)


def raw(op: str, *args: Expr, like: Expr) -> Expr:
    return node(op, args, None, like.shape)


TRUE: dict[str, tuple[Expr, Expr, tuple[Fact, ...]]] = {
    "tr(ABC) = tr(BCA)": (trace(matmul(A, B, C)), trace(matmul(B, C, A)), ()),
    "(AB)ᵀ = BᵀAᵀ": (
        raw("transpose", matmul(A, B), like=A), matmul(transpose(B), transpose(A)), ()),
    "diag(u) X diag(v) = uvᵀ ⊙ X": (
        matmul(diag(u), X, diag(v)), hadamard(matmul(u, transpose(v)), X), ()),
    "tr(Aᵀ(B⊙C)) = tr((A⊙B)ᵀC)": (
        trace(matmul(transpose(A), hadamard(B, C))),
        trace(matmul(transpose(hadamard(A, B)), C)), ()),
    "σ′ = σ(1−σ)": (
        f("sigmoid_prime")(X), hadamard(sigmoid(X), subtract(full(X), sigmoid(X))), ()),
    "tanh′ = 1 − tanh²": (
        tangent(tanh(X)), hadamard(subtract(full(X), power(tanh(X), 2)), tangent(X)), ()),
    "σ = 1/(1+e⁻ˣ)": (sigmoid(X), reciprocal(add(full(X), exp(negative(X)))), ()),
    "σ(−x) = 1 − σ(x)": (sigmoid(negative(X)), subtract(full(X), sigmoid(X)), ()),
    "tanh x = 2σ(2x) − 1": (tanh(X), subtract(scale(2, sigmoid(scale(2, X))), full(X)), ()),
    "softmax = eˣ/1ᵀeˣ": (s, smul(reciprocal(total(exp(x))), exp(x)), ()),
    "1ᵀ softmax = 1": (matmul(transpose(one), s), UNIT, ()),
    "(diag s − ssᵀ)1 = 0": (
        matmul(subtract(diag(s), matmul(s, transpose(s))), one), zeros(x.shape), ()),
    "cross-entropy": (
        negative(matmul(subtract(diag(s), matmul(s, transpose(s))), hadamard(y, reciprocal(s)))),
        subtract(s, y), simplex),
    "−yᵀ log s = lse − yᵀx": (
        negative(matmul(transpose(y), log(s))), subtract(lse(x), matmul(transpose(y), x)), simplex),
    "lse(x + c1) = lse(x) + c": (lse(add(x, smul(c, one))), add(lse(x), c), ()),
    "sign(ReLU x) = 1[x > 0]": (sign(relu(X)), step(X), ()),
    "‖X−W‖²": (
        norm2(subtract(X, W)),
        add(norm2(X), scale(-2, trace(matmul(transpose(X), W))), norm2(W)), ()),
    "A⁻¹A = I": (matmul(inv(A), A), identity(size("n")), ()),
    "(AB)⁻¹ = B⁻¹A⁻¹": (inv(matmul(A, B)), matmul(inv(B), inv(A)), ()),
    "log|AB|": (logabsdet(matmul(A, B)), add(logabsdet(A), logabsdet(B)), ()),
    "Woodbury": (
        inv(add(A, matmul(x, transpose(y)))),
        subtract(inv(A), smul(
            reciprocal(add(UNIT, matmul(transpose(y), inv(A), x))),
            matmul(inv(A), x, transpose(y), inv(A)))), ()),
    "tr (ABC)⁴, turned": (trace(matmul(*[A, B, C] * 4)), trace(matmul(*[B, C, A] * 4)), ()),
    "1ᵀ(X⊙W)1 = tr(XᵀW)": (total(hadamard(X, W)), trace(matmul(transpose(X), W)), ()),
    "xxᵀ⊙yyᵀ": (
        hadamard(matmul(x, transpose(x)), matmul(y, transpose(y))),
        matmul(hadamard(x, y), transpose(hadamard(x, y))), ()),
    # nested, piecewise and mixed: what a naive field check gets wrong
    "exp(X + σ⊙W − W⊙σ) = exp X": (
        exp(raw("add", X, raw("hadamard", sigmoid(X), W, like=X),
                negative(raw("hadamard", W, sigmoid(X), like=X)), like=X)), exp(X), ()),
    "tanh σ = 2σ(2σ) − 1": (
        tanh(sigmoid(X)), subtract(scale(2, sigmoid(scale(2, sigmoid(X)))), full(X)), ()),
    "σ(−σ) = 1 − σ(σ)": (
        sigmoid(negative(sigmoid(X))), subtract(full(X), sigmoid(sigmoid(X))), ()),
    "ReLU(2x) = 2 ReLU(x)": (relu(scale(2, X)), scale(2, relu(X)), ()),
    "ReLU(x) − ReLU(−x) = x": (subtract(relu(X), relu(negative(X))), X, ()),
    "ReLU(x)⊙1[x>0] = ReLU(x)": (hadamard(relu(X), step(X)), relu(X), ()),
    "exp(2x) = exp(x)²": (exp(scale(2, X)), raw("hadamard", exp(X), exp(X), like=X), ()),
    "log σ = x − log(1+eˣ)": (log(sigmoid(X)), subtract(X, log(add(full(X), exp(X)))), ()),
    "x log σ": (
        hadamard(X, log(sigmoid(X))),
        hadamard(X, subtract(X, log(add(full(X), exp(X))))), ()),
    "σ log σ": (
        hadamard(sigmoid(X), log(sigmoid(X))),
        hadamard(sigmoid(X), subtract(X, log(add(full(X), exp(X))))), ()),
    "1[x>0] + 1[−x>0] = 1": (add(step(X), step(negative(X))), full(X), ()),
    "sin² + cos² = 1": (add(power(sin(X), 2), power(cos(X), 2)), full(X), ()),
    "sin 2x = 2 sin x cos x": (sin(scale(2, X)), scale(2, hadamard(sin(X), cos(X))), ()),
    "√(x²) = |x|": (power(power(X, 2), HALF), absolute(X), ()),
    "√x √y = √(xy)": (
        hadamard(power(X, HALF), power(W, HALF)), power(hadamard(X, W), HALF), ()),
    "log(x²) = 2 log x": (log(power(X, 2)), scale(2, log(X)), ()),
    "log(x²) = 2 log|x|": (log(power(X, 2)), scale(2, log(absolute(X))), ()),
    "log(xy) = log x + log y": (log(hadamard(X, W)), add(log(X), log(W)), ()),
    "exp(log x) = x": (exp(log(X)), X, ()),
    "log(exp x) = x": (log(exp(X)), X, ()),
    "exp(x+y) = exp x exp y": (exp(add(X, W)), hadamard(exp(X), exp(W)), ()),
    "|x|² = x²": (power(absolute(X), 2), power(X, 2), ()),
    "max(x,y) + min = x + y": (
        add(f("maximum")(X, W), negative(f("maximum")(negative(X), negative(W)))), add(X, W), ()),
    "vec(AXB)": (
        node("vec", (matmul(A, transpose(X), symbol("Z", shape("m", "k"))),), None,
             shape(size("n") * size("k"))),
        matmul(node("kron", (transpose(symbol("Z", shape("m", "k"))), A), None,
                    shape(size("k") * size("n"), size("m") * size("n"))),
               node("vec", (transpose(X),), None, shape(size("n") * size("m")))), ()),
    "log 8 = 3 log 2": (log(constant(size(8))), scale(3, log(constant(size(2)))), ()),
    "√8 = 2√2": (power(constant(size(8)), HALF), scale(2, power(constant(size(2)), HALF)), ()),
    "x^{1/3} cubed": (power(power(X, Fraction(1, 3)), 3), X, ()),
    "det xxᵀ = 0": (det(matmul(x, transpose(x))), zeros(SCALAR), ()),
    "det AB = det A det B": (det(matmul(A, B)), hadamard(det(A), det(B)), ()),
    "det(I + KL) = det(I + LK)": (
        det(add(identity(size("n")), matmul(transpose(X), W))),
        det(add(identity(size("m")), matmul(W, transpose(X)))), ()),
    "sign det M²⁰ = 1": (sign(det(matmul(*[A] * 20))), UNIT, ()),
    "1ᵀ1 = n": (node("inner", (one, one), None, SCALAR), constant(size("n")), ()),
}  # fmt: skip


@pytest.mark.parametrize("name", TRUE)
def test_true(name: str) -> None:
    left, right, given = TRUE[name]
    found = equal(left, right, given)
    assert found.holds, found
    assert equal(right, left, given).holds
    if name != "sin 2x = 2 sin x cos x":
        assert found.method in ("exact", "normal_form"), found


def poly(*coefficients: int) -> Expr:
    """a + b n + c n² + … for a size n."""
    terms = [
        constant(Monomial(Fraction(a), (("n", k),) if k else ()))
        for k, a in enumerate(coefficients)
    ]
    return node("add", tuple(terms), None, SCALAR)


FALSE: dict[str, tuple[Expr, Expr, tuple[Fact, ...]]] = {
    "tr(ABC) = tr(ACB)": (trace(matmul(A, B, C)), trace(matmul(A, C, B)), ()),
    "(AB)⊙C = A(B⊙C)": (hadamard(matmul(A, B), C), matmul(A, hadamard(B, C)), ()),
    "sign(2x) = −sign x": (sign(scale(2, X)), negative(sign(X)), ()),
    "sign(17x) = −sign x": (sign(scale(17, X)), negative(sign(X)), ()),
    "sign(59x) = −sign x": (sign(scale(59, X)), negative(sign(X)), ()),
    "√(x²) = x": (power(power(X, 2), HALF), X, ()),
    "√(x²) = −x": (power(power(X, 2), HALF), negative(X), ()),
    "√((xy)²) = x|y|": (power(power(hadamard(X, W), 2), HALF), hadamard(X, absolute(W)), ()),
    "|x| = x": (absolute(X), X, ()),
    "|c| = c, scalars": (absolute(c), c, ()),
    "exp(x+y) = exp x + exp y": (exp(add(X, W)), add(exp(X), exp(W)), ()),
    "exp 1 = 4": (exp(UNIT), constant(size(4)), ()),
    "exp 1 = 2.718281828459": (
        exp(UNIT), constant(Monomial(Fraction(2718281828459, 10**12), ())), ()),
    "exp x = 1 + x + x²/2": (
        exp(X), add(full(X), X, scale(HALF, power(X, 2))), ()),
    "log 9 = 3 log 2": (log(constant(size(9))), scale(3, log(constant(size(2)))), ()),
    "√2 = 99/70": (power(constant(size(2)), HALF), constant(size(Fraction(99, 70))), ()),
    "x + 10⁻¹² x = x": (scale(Fraction(10**12 + 1, 10**12), X), X, ()),
    "x + 10⁻²⁰ exp x = x": (add(X, scale(Fraction(1, 10**20), exp(X))), X, ()),
    "10⁻²⁰ x = 2·10⁻²⁰ x": (scale(Fraction(1, 10**20), X), scale(Fraction(2, 10**20), X), ()),
    "(2⁶¹)x = x": (scale(2**61, X), X, ()),
    "p₁p₂p₃p₄ x = 0": (
        scale((2**61 - 1) * (2**61 - 45) * (2**61 - 229) * (2**61 - 465), X), zeros(X.shape), ()),
    "n² + 6 = 5n": (poly(6, -5, 1), constant(NIL), ()),
    "(n−2)(n−3)(n−4)(n−5) = 0": (poly(120, -154, 71, -14, 1), constant(NIL), ()),
    "tr(A)² − tr(A²) = 2 det A": (
        subtract(power(trace(A), 2), trace(matmul(A, A))), scale(2, det(A)), ()),
    "A = Aᵀ": (A, transpose(A), ()),
    "AB = BA": (matmul(A, B), matmul(B, A), ()),
    "diagonal softmax Jacobian": (
        tangent(s), hadamard(s, subtract(one, s), tangent(x)), ()),
    "cross-entropy without 1ᵀy = 1": (
        negative(matmul(subtract(diag(s), matmul(s, transpose(s))), hadamard(y, reciprocal(s)))),
        subtract(s, y), ()),
    "step c step d step e = 0": (hadamard(step(c), step(d), step(e)), zeros(SCALAR), ()),
    "step c step(−d) step e |x| = 0": (
        smul(hadamard(step(c), step(negative(d)), step(e)), absolute(x)), zeros(x.shape), ()),
    "√(ReLU x) = √|x|": (power(relu(X), HALF), power(absolute(X), HALF), ()),
    "1[ReLU x > 0] + 1[−ReLU x > 0] = 1": (
        add(step(relu(X)), step(negative(relu(X)))), full(X), ()),
    "d max(A,A) = 0": (tangent(f("maximum")(X, raw("add", X, zeros(X.shape), like=X))),
                       zeros(X.shape), ()),
    "det(−A) = det A": (det(negative(A)), det(A), ()),
    "det(−A) = −det A": (det(negative(A)), negative(det(A)), ()),
    "det(−M) = det M, the second letter": (
        smul(det(negative(symbol("M", shape("m", "m")))), A),
        smul(det(symbol("M", shape("m", "m"))), A), ()),
    "det(−KL) = det(KL), which is 0 for a tall K": (
        det(matmul(negative(symbol("K", shape("n", "m"))), symbol("L", shape("m", "n")))),
        det(matmul(symbol("K", shape("n", "m")), symbol("L", shape("m", "n")))), ()),
    "det(KL) = 0": (
        det(matmul(symbol("K", shape("n", "m")), symbol("L", shape("m", "n")))), zeros(SCALAR), ()),
    "det(LK) = 0": (
        det(matmul(symbol("L", shape("m", "n")), symbol("K", shape("n", "m")))), zeros(SCALAR), ()),
    "det(KL) = det(LK)": (
        det(matmul(symbol("K", shape("n", "m")), symbol("L", shape("m", "n")))),
        det(matmul(symbol("L", shape("m", "n")), symbol("K", shape("n", "m")))), ()),
    "det(−sin K tanh L) = det(sin K tanh L)": (
        det(matmul(
            sin(negative(symbol("K", shape("n", "m")))), tanh(symbol("L", shape("m", "n"))))),
        det(matmul(sin(symbol("K", shape("n", "m"))), tanh(symbol("L", shape("m", "n"))))), ()),
    "X(XᵀX)⁻¹Xᵀ = I": (
        matmul(X, inv(matmul(transpose(X), X)), transpose(X)), identity(size("m")), ()),
    "XᵀX(XXᵀ)⁻¹… = I": (
        matmul(transpose(X), inv(matmul(X, transpose(X))), X), identity(size("n")), ()),
    "det(−K) = det K, the first letter": (
        smul(det(negative(A)), symbol("K", shape("m", "m"))),
        smul(det(A), symbol("K", shape("m", "m"))), ()),
    "sin 2x = 2 sin x": (sin(scale(2, X)), scale(2, sin(X)), ()),
    "Φ(x) = σ(1.7x)": (f("normal_cdf")(X), sigmoid(scale(Fraction(17, 10), X)), ()),
    "Φ(x) = 1 − Φ(x)": (f("normal_cdf")(X), subtract(full(X), f("normal_cdf")(X)), ()),
    "log det(A + B) = log det A + log det B": (
        logdet(add(A, B)), add(logdet(A), logdet(B)),
        (Property("positive_definite", A), Property("positive_definite", B))),
    "the bias gradient is not G but 1ᵀG": (
        inner(X, tangent(spread(symbol("b", shape(1, "n")), X.shape))),
        matmul(ones(ONE, size("m")), scale(2, X), transpose(tangent(symbol("b", shape(1, "n"))))),
        ()),
}  # fmt: skip


@pytest.mark.parametrize("name", FALSE)
def test_false(name: str) -> None:
    left, right, given = FALSE[name]
    for before, after in ((left, right), (right, left)):
        found = equal(before, after, given)
        assert not found.holds, found
        assert found.holds is False, found
        assert found.counterexample is not None


def test_never_accepted_nor_wrong() -> None:
    """Differences that no arithmetic here can show, and claims about nothing."""
    tiny = add(X, scale(Fraction(1, 10**40), exp(X)))
    assert equal(tiny, X).holds is not True
    nowhere = log(negative(power(X, 2)))
    assert equal(nowhere, X).holds is None
    assert equal(inv(subtract(A, node("add", (A, zeros(A.shape)), None, A.shape))), B).holds is None


def test_remark_on_domains() -> None:
    assert equal(*TRUE["log(x²) = 2 log x"][:2]).reason == "where both sides are defined"
    assert equal(*TRUE["log(x²) = 2 log|x|"][:2]).reason == ""


def test_too_many_signs() -> None:
    scalars = [symbol(f"s{i}", SCALAR) for i in range(8)]
    product = hadamard(*map(step, scalars))
    assert equal(product, zeros(SCALAR)).holds is not True
    left = hadamard(*map(absolute, scalars))
    assert equal(power(left, 2), power(hadamard(*scalars), 2)).holds is not False


def test_shapes_differ() -> None:
    assert equal(X, transpose(X)).holds is None
