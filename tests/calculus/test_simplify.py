"""Gradients as a textbook prints them, and what holds of every simplification."""

from __future__ import annotations

import random
from collections.abc import Callable
from fractions import Fraction

import pytest

from gradproof.calculus.cost import cost
from gradproof.calculus.identities import IDENTITIES
from gradproof.calculus.linearise import Lineariser
from gradproof.calculus.pullback import pullback
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
    scale,
    smul,
    spread,
    subtract,
    total,
    trace,
    transpose,
    vec,
)
from gradproof.core.dims import ONE, SCALAR, Shape, shape, size
from gradproof.core.expr import UNIT, Expr, constant, identity, node, ones, symbol, symbols, tangent
from gradproof.core.facts import Equation, Fact, Property
from gradproof.exact import check_link, equal
from gradproof.notation.printing.text import text
from gradproof.ops import TABLE

A, B, C, S, X = (symbol(name, shape("n", "n")) for name in "ABCSX")
M, Y = symbol("M", shape("m", "n")), symbol("Y", shape("m", "k"))
W, P = symbol("W", shape("n", "k")), symbol("P", shape("k", "n"))
x, y, a, b = (symbol(name, shape("n")) for name in "xyab")
u, w, h = symbol("u", shape("m")), symbol("w", shape("n")), symbol("h", shape("k"))
row = symbol("b", shape(1, "k"))
s, l = symbol("s", SCALAR), symbol("l", SCALAR, text="λ")
HALF = Fraction(1, 2)
m, n = size("m"), size("n")


def f(name: str) -> Callable[..., Expr]:
    return lambda *args: TABLE[name](*args)


inv, det, logdet, norm, norm2, norm1 = map(
    f, ("inverse", "det", "logdet", "norm", "squared_norm", "norm1")
)
exp, log, tanh, sigmoid, softplus, relu = map(
    f, ("exp", "log", "tanh", "sigmoid", "softplus", "relu")
)
softmax, log_softmax, lse = map(f, ("softmax", "log_softmax", "lse"))


def T(e: Expr) -> Expr:
    return transpose(e)


def one(e: Expr) -> Expr:
    """Ones of the shape of e."""
    return ones(*e.shape)


def form(v: Expr, matrix: Expr) -> Expr:
    """vᵀ A v."""
    return matmul(T(v), matrix, v)


def mean(e: Expr) -> Expr:
    return scale(size(1) / (e.shape.rows * e.shape.cols), total(e))


def centred(v: Expr) -> Expr:
    return subtract(v, spread(mean(v), v.shape))


def cross_entropy(labels: Expr, scores: Expr) -> Expr:
    """−yᵀ log σ(z) − (1 − y)ᵀ log(1 − σ(z))."""
    probability = sigmoid(scores)
    return negative(
        add(
            matmul(T(labels), log(probability)),
            matmul(T(subtract(one(labels), labels)), log(subtract(one(probability), probability))),
        )
    )


S_symmetric, A_symmetric = Property("symmetric", S), Property("symmetric", A)
simplex = Equation(matmul(ones(ONE, n), y), UNIT)
residual = subtract(matmul(M, x), u)
affine = add(matmul(M, W), spread(row, Y.shape))
lasso = add(scale(HALF, norm2(residual)), hadamard(l, norm1(x)))
margin = hadamard(u, matmul(M, w))
rows_sum_to_one = Equation(matmul(Y, ones(size("k"), ONE)), ones(m, ONE))
likelihood = scale(HALF, add(logdet(S), form(subtract(x, a), inv(S))))

# name ↦ objective, variable, gradient, facts
GRADIENTS: dict[str, tuple[Expr, Expr, str, tuple[Fact, ...]]] = {
    "linear": (matmul(T(a), x), x, "a", ()),
    "quadratic form": (form(x, A), x, "(A + Aᵀ)x", ()),
    "quadratic form, symmetric": (form(x, S), x, "2 Sx", (S_symmetric,)),
    "quadratic and linear": (
        subtract(scale(HALF, form(x, A)), matmul(T(b), x)), x, "½(A + Aᵀ)x − b", ()),
    "conjugate gradients": (
        subtract(scale(HALF, form(x, S)), matmul(T(b), x)), x, "Sx − b", (S_symmetric,)),
    "Rayleigh quotient": (
        hadamard(form(x, A), reciprocal(matmul(T(x), x))), x,
        "((A + Aᵀ)x − (2 xᵀAx/‖x‖²) x)/‖x‖²", ()),
    "Rayleigh quotient, symmetric": (
        hadamard(form(x, S), reciprocal(matmul(T(x), x))), x,
        "(2/‖x‖²)(Sx − (xᵀSx/‖x‖²) x)", (S_symmetric,)),
    "generalised Rayleigh quotient": (
        hadamard(form(x, A), reciprocal(form(x, S))), x,
        "(2/(xᵀSx))(A − (xᵀAx/(xᵀSx)) S)x", (A_symmetric, S_symmetric)),
    "log of a quadratic form": (log(form(x, A)), x, "(A + Aᵀ)x/(xᵀAx)", ()),
    "least squares": (norm2(residual), x, "2 Mᵀ(Mx − u)", ()),
    "distance": (norm(subtract(x, a)), x, "(x − a)/‖x − a‖", ()),
    "norm": (norm(x), x, "x/‖x‖", ()),
    "lasso": (lasso, x, "Mᵀ(Mx − u) + λ sign(x)", ()),
    "matrix least squares": (norm2(subtract(matmul(A, X), B)), X, "2 Aᵀ(AX − B)", ()),
    "factorisation": (
        scale(HALF, norm2(subtract(Y, matmul(M, W)))), W, "Mᵀ(MW − Y)", ()),
    "ridge": (
        add(norm2(subtract(matmul(M, W), Y)), hadamard(l, norm2(W))), W,
        "2 (Mᵀ(MW − Y) + λ W)", ()),
    "symmetric factorisation": (
        norm2(subtract(matmul(X, T(X)), S)), X, "4 (XXᵀ − S)X", (S_symmetric,)),
    "factorisation by XXᵀ": (
        norm2(subtract(matmul(X, T(X)), A)), X, "2 (2 XXᵀ − A − Aᵀ)X", ()),
    "rank one": (
        norm2(subtract(matmul(x, T(x)), A)), x, "2 (2 ‖x‖² x − (A + Aᵀ)x)", ()),
    "tr(AXB)": (trace(matmul(A, X, B)), X, "AᵀBᵀ", ()),
    "tr(XᵀAX)": (trace(matmul(T(X), A, X)), X, "(A + Aᵀ)X", ()),
    "tr(X³)": (trace(matmul(X, X, X)), X, "3 (X²)ᵀ", ()),
    "aᵀXᵀXa": (matmul(T(a), T(X), X, a), X, "2 Xaaᵀ", ()),
    "log det": (logdet(X), X, "X⁻ᵀ", ()),
    "det": (det(X), X, "det(X) X⁻ᵀ", ()),
    "det of a product": (det(matmul(A, X, B)), X, "det(AXB) X⁻ᵀ", ()),
    "log det of a Gram matrix": (logdet(matmul(T(M), M)), M, "2 M(MᵀM)⁻¹", ()),
    "log det(I + MMᵀ)": (
        logdet(add(identity(m), matmul(M, T(M)))), M, "2 (I + MMᵀ)⁻¹M", ()),
    "aᵀX⁻¹b": (matmul(T(a), inv(X), b), X, "−X⁻ᵀabᵀX⁻ᵀ", ()),
    "tr(X⁻¹A)": (trace(matmul(inv(X), A)), X, "−X⁻ᵀAᵀX⁻ᵀ", ()),
    "Gaussian, mean": (likelihood, a, "S⁻¹(a − x)", (S_symmetric,)),
    "Gaussian, covariance": (
        likelihood, S, "½ S⁻¹(I − (x − a)(x − a)ᵀS⁻¹)", (S_symmetric,)),
    "log-sum-exp": (lse(matmul(A, x)), x, "Aᵀ softmax(Ax)", ()),
    "cross-entropy": (
        negative(matmul(T(y), log(softmax(x)))), x, "softmax(x) − y", (simplex,)),
    "cross-entropy, any y": (
        negative(matmul(T(y), log(softmax(x)))), x, "(1ᵀy) softmax(x) − y", ()),
    "cross-entropy of rows": (
        scale(-(m**-1), total(hadamard(Y, log(softmax(matmul(M, W)))))), W,
        "(1/m) Mᵀ(softmax(MW) − Y)", (rows_sum_to_one,)),
    "cross-entropy from logits": (
        subtract(lse(matmul(W, h)), matmul(T(y), W, h)), W, "(softmax(Wh) − y)hᵀ", ()),
    "entropy of softmax": (
        negative(matmul(T(softmax(x)), log_softmax(x))), x,
        "softmax(x) ⊙ (1 log softmax(x)ᵀ softmax(x) − log softmax(x))", ()),
    "binary cross-entropy": (cross_entropy(y, x), x, "σ(x) − y", ()),
    "logistic regression": (cross_entropy(u, matmul(M, w)), w, "Mᵀ(σ(Mw) − u)", ()),
    "logistic loss": (
        total(softplus(negative(margin))), w, "−Mᵀ(σ(−u ⊙ Mw) ⊙ u)", ()),
    "logistic loss, written out": (
        total(log(add(ones(m, ONE), exp(negative(margin))))), w, "−Mᵀ(σ(−u ⊙ Mw) ⊙ u)", ()),
    "hinge": (
        total(relu(subtract(ones(m, ONE), margin))), w, "−Mᵀ(1[1 − u ⊙ Mw > 0] ⊙ u)", ()),
    "sigmoid neurons": (
        scale(HALF, norm2(subtract(sigmoid(matmul(M, x)), u))), x,
        "Mᵀ((σ(Mx) − u) ⊙ σ'(Mx))", ()),
    "ReLU neurons": (
        scale(HALF, norm2(subtract(relu(matmul(W, h)), y))), W,
        "((ReLU(Wh) − y) ⊙ 1[Wh > 0])hᵀ", ()),
    "affine layer, weights": (
        scale(size(1) / (2 * m), norm2(subtract(affine, Y))), W, "(1/m) Mᵀ(MW + b − Y)", ()),
    "affine layer, bias": (
        scale(size(1) / (2 * m), norm2(subtract(affine, Y))), row, "(1/m) 1ᵀ(MW + b − Y)", ()),
    "variance": (scale(n**-1, norm2(centred(x))), x, "(2/n)(x − (1/n) 1 1ᵀx)", ()),
    "cosine": (
        hadamard(matmul(T(x), y), reciprocal(hadamard(norm(x), norm(y)))), x,
        "(y − (xᵀy/‖x‖²) x)/(‖x‖ ‖y‖)", ()),
    "projection": (
        norm2(subtract(x, smul(hadamard(matmul(T(a), x), reciprocal(matmul(T(a), a))), a))), x,
        "2 (x − (xᵀa/‖a‖²) a)", ()),
    "Gaussian kernel": (
        exp(scale(-HALF, norm2(subtract(x, y)))), x, "exp(−½‖x − y‖²) (y − x)", ()),
    "Kronecker norm": (norm2(kron(A, B)), A, "2 ‖B‖_F² A", ()),
    "Kronecker trace": (trace(kron(A, B)), A, "tr(B) I", ()),
    "vec and Kronecker": (
        matmul(T(vec(C)), kron(T(B), A), vec(X)), X, "AᵀCBᵀ", ()),
    "diagonal quadratic": (matmul(T(x), diag(a), x), x, "2 a ⊙ x", ()),
    "diagonal": (matmul(T(a), diagonal(X)), X, "diag(a)", ()),
    "principal components": (trace(matmul(T(W), S, W)), W, "2 SW", (S_symmetric,)),
    "GELU": (total(f("gelu")(x)), x, "Φ(x) + x ⊙ φ(x)", ()),
    "smooth absolute value": (
        total(power(add(one(x), power(x, 2)), HALF)), x, "x ⊘ √(1 + x^⊙2)", ()),
    "fourth power": (power(matmul(T(x), x), 2), x, "4 ‖x‖² x", ()),
    "log(1 + xᵀx)": (
        log(add(constant(ONE), matmul(T(x), x))), x, "(2/(1 + ‖x‖²)) x", ()),
}  # fmt: skip


@pytest.mark.parametrize("name", GRADIENTS)
def test_gradient(name: str) -> None:
    objective, variable, expected, facts = GRADIENTS[name]
    found, _ = pullback(UNIT, Lineariser({variable}).differential(objective))
    simplifier = Simplifier(IDENTITIES, facts)
    gradient = simplifier(found[variable])
    assert text(gradient) == expected
    assert cost(gradient) <= cost(found[variable])
    links = simplifier.links(found[variable])
    assert all(check_link(link).holds for link in links)
    still = [Property("constant", one) for one in symbols(objective) if one is not variable]
    claim = inner(gradient, tangent(variable))
    assert equal(tangent(objective), claim, (*facts, *still)).holds


def test_links_lead_from_one_end_to_the_other() -> None:
    """Each link starts from a part of what the links before it have made."""
    raw = add(matmul(T(A), x), matmul(A, x), negative(smul(matmul(T(x), x), x)))
    simplifier = Simplifier(IDENTITIES)
    links = simplifier.links(raw)
    assert [link.rule for link in links] == ["dot_self", "mul_add_right"]
    assert simplifier(raw) is links[-1].after
    assert Simplifier(IDENTITIES).links(simplifier(raw)) == []


def test_facts_are_used_only_where_they_are_given() -> None:
    assert text(Simplifier(IDENTITIES)(T(S))) == "Sᵀ"
    simplifier = Simplifier(IDENTITIES, [S_symmetric])
    assert text(simplifier(T(S))) == "S"
    assert [link.given for link in simplifier.links(T(S))] == [(S_symmetric,)]
    assert text(simplifier(T(A))) == "Aᵀ"


def test_the_order_of_terms_does_not_matter_to_the_length() -> None:
    parts = [matmul(T(A), x), matmul(A, x), negative(b), scale(2, matmul(B, y)), matmul(C, y)]
    rng = random.Random(0)
    costs: set[int] = set()
    for _ in range(20):
        rng.shuffle(parts)
        costs.add(cost(Simplifier(IDENTITIES)(add(*parts))))
    assert len(costs) == 1


class Writer:
    """Random typed expressions whose parts repeat, so that there is something to simplify."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.sizes = [size("m"), size("n"), ONE]

    def leaf(self, target: Shape) -> Expr:
        rng = self.random
        if rng.random() < 0.15:
            return ones(*target)
        if target.is_square and rng.random() < 0.2:
            return identity(target.rows)
        return symbol(f"{rng.choice('ab')}{target.rows}{target.cols}", target)

    def make(self, target: Shape, depth: int) -> Expr:
        rng = self.random
        if depth <= 0:
            return self.leaf(target)
        below = depth - 1
        choices: list[Callable[[], Expr]] = [
            lambda: self.sum(target, below),
            lambda: self.sum(target, below),
            lambda: hadamard(self.make(target, below), self.make(target, below)),
            lambda: scale(rng.choice((-1, 2, -3, HALF)), self.make(target, below)),
            lambda: smul(self.make(SCALAR, below), self.make(target, below)),
            lambda: transpose(self.make(target.transposed, below)),
            lambda: self.chain(target, below),
            lambda: self.chain(target, below),
            lambda: power(self.make(target, below), rng.choice((2, -1))),
            lambda: self.function(target, rng.choice(("exp", "sigmoid", "tanh", "step")), below),
            lambda: self.leaf(target),
        ]
        if target.is_square:
            choices += [
                lambda: self.function(target, "inverse", below),
                lambda: diag(self.make(shape(target.rows), below)),
            ]
        if target.is_scalar:
            inside = Shape(rng.choice(self.sizes[:2]), rng.choice(self.sizes))
            square = Shape(inside.rows, inside.rows)
            choices += [
                lambda: trace(self.make(square, below)),
                lambda: inner(self.make(inside, below), self.make(inside, below)),
                lambda: node("squared_norm", (self.make(inside, below),), None, SCALAR),
                lambda: node("det", (self.make(square, below),), None, SCALAR),
            ]
        return rng.choice(choices)()

    def sum(self, target: Shape, below: int) -> Expr:
        terms = [self.make(target, below) for _ in range(self.random.choice((2, 3)))]
        return add(*(scale(self.random.choice((1, -1, 2)), term) for term in terms))

    def chain(self, target: Shape, below: int) -> Expr:
        middle = self.random.choice(self.sizes)
        return matmul(
            self.make(Shape(target.rows, middle), below),
            self.make(Shape(middle, target.cols), below),
        )

    def function(self, target: Shape, name: str, below: int) -> Expr:
        return node(name, (self.make(target, below),), None, target)


@pytest.mark.parametrize("seed", range(8))
def test_value_is_kept_and_length_never_grows(seed: int) -> None:
    shorter = 0
    for number in range(100):
        writer = Writer(1000 * seed + number)
        target = Shape(writer.random.choice(writer.sizes), writer.random.choice(writer.sizes))
        before = writer.make(target, 4)
        simplifier = Simplifier(IDENTITIES)
        after = simplifier(before)
        assert after.shape == before.shape
        assert cost(after) <= cost(before), text(before)
        assert equal(before, after).holds is not False, text(before)
        for link in simplifier.links(before):
            assert check_link(link).holds is not False, (link.rule, text(link.before))
        assert cost(Simplifier(IDENTITIES)(after)) == cost(after), text(before)
        shorter += cost(after) < cost(before)
    assert shorter > 12


def test_signs_that_two_identities_turn_to_and_fro_settle():
    X, Y = symbol("X", shape("n", "n")), symbol("Y", shape("n", "m"))
    difference = matmul(subtract(X, transpose(X)), Y)
    for e in (difference, negative(difference), TABLE["squared_norm"](difference)):
        found = Simplifier(IDENTITIES)(e)
        assert equal(e, found).holds
        assert cost(found) <= cost(e)
