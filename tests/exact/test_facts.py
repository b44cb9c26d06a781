"""Facts drive the sampler: what they make true is proved, and nothing more."""

from __future__ import annotations

from fractions import Fraction

import pytest

from gradproof.core.algebra import (
    add,
    column_sums,
    diag,
    diagonal,
    hadamard,
    inner,
    matmul,
    negative,
    power,
    scale,
    spread,
    subtract,
    total,
    trace,
    transpose,
)
from gradproof.core.dims import NIL, ONE, SCALAR, shape, size
from gradproof.core.expr import UNIT, Expr, constant, identity, ones, symbol, tangent, zeros
from gradproof.core.facts import Equation, Fact, Property
from gradproof.exact import equal
from gradproof.ops import TABLE

n, m = size("n"), size("m")
A, B, Q, Omega = (symbol(name, shape("n", "n")) for name in ("A", "B", "Q", "Omega"))
Y = symbol("Y", shape("m", "n"))
x, y, q = (symbol(name, shape("n")) for name in "xyq")
c, d = symbol("c", SCALAR), symbol("d", SCALAR)
one, row = ones(n, ONE), ones(ONE, n)
det, inv, log, sign = (TABLE[name] for name in ("det", "inverse", "log", "sign"))
I = identity(n)
sums = Equation(matmul(row, y), UNIT)
row_sums = Equation(matmul(Y, one), ones(m, ONE))
symmetric = Equation(A, transpose(A))
orthogonal = Equation(matmul(transpose(Q), Q), I)
boolean = Equation(power(Omega, 2), Omega)


def has(name: str, symbol: Expr = A) -> Property:
    return Property(name, symbol)


# (what follows from the facts, the facts); each is refuted or undecided without them.
FOLLOWS: dict[str, tuple[Expr, Expr, tuple[Fact, ...]]] = {
    "1ᵀy = 1": (matmul(row, y), UNIT, (sums,)),
    "1ᵀdy = 0": (matmul(row, tangent(y)), constant(NIL), (sums,)),
    "Y1 = 1": (total(Y), constant(m), (row_sums,)),
    "dY 1 = 0": (matmul(tangent(Y), one), zeros(shape("m")), (row_sums,)),
    "sum of all": (total(Y), UNIT, (Equation(total(Y), UNIT),)),
    "by inner": (total(y), UNIT, (Equation(inner(one, y), UNIT),)),
    "A = Aᵀ": (A, transpose(A), (symmetric,)),
    "dA = dAᵀ": (tangent(A), transpose(tangent(A)), (symmetric,)),
    "symmetric": (A, transpose(A), (has("symmetric"),)),
    "symmetric with a trace": (
        matmul(A, x, row), matmul(transpose(A), x, row),
        (has("symmetric"), Equation(trace(A), UNIT))),
    "trace of it": (trace(transpose(A)), UNIT, (has("symmetric"), Equation(trace(A), UNIT))),
    "skew": (matmul(transpose(x), A, x), constant(NIL), (Equation(transpose(A), negative(A)),)),
    "diagonal": (A, diag(diagonal(A)), (has("diagonal"),)),
    "diagonals commute": (matmul(A, B), matmul(B, A), (has("diagonal"), has("diagonal", B))),
    "QᵀQ = I": (matmul(Q, transpose(Q)), I, (orthogonal,)),
    "Q⁻¹ = Qᵀ": (inv(Q), transpose(Q), (has("orthogonal", Q),)),
    "det Q = ±1": (power(det(Q), 2), UNIT, (orthogonal,)),
    "dQ": (
        add(matmul(transpose(tangent(Q)), Q), matmul(transpose(Q), tangent(Q))), zeros(Q.shape),
        (orthogonal,)),
    "qᵀq = 1": (
        power(subtract(I, scale(2, matmul(q, transpose(q)))), 1),
        inv(subtract(I, scale(2, matmul(q, transpose(q))))),
        (Equation(TABLE["squared_norm"](q), UNIT),)),
    "qᵀdq = 0": (inner(q, tangent(q)), constant(NIL), (Equation(TABLE["norm"](q), UNIT),)),
    "Ω⊙Ω = Ω": (power(Omega, 3), Omega, (boolean,)),
    "dΩ = 0": (tangent(Omega), zeros(Omega.shape), (boolean,)),
    "constant": (tangent(matmul(A, B)), matmul(A, tangent(B)), (has("constant"),)),
    "positive definite": (
        log(det(matmul(A, B))), add(log(det(A)), log(det(B))),
        (has("positive_definite"), has("positive_definite", B))),
    "positive": (TABLE["abs"](y), y, (has("positive", y),)),
    "positive and sums": (
        add(total(TABLE["abs"](y)), c), add(UNIT, c), (has("positive", y), sums)),
    "invertible": (matmul(inv(A), A), I, (has("invertible"),)),
    "an affine relation of two": (add(c, d), UNIT, (Equation(add(c, d), UNIT),)),
    "given by a definition": (c, scale(3, d), (Equation(c, scale(3, d)),)),
    "one-hot": (
        matmul(y, transpose(y)), diag(y), (Equation(power(y, 2), y), Equation(total(y), UNIT))),
    "stopped gradient": (
        tangent(hadamard(y, x)), hadamard(y, tangent(x)),
        (Equation(y, scale(2, x)), has("constant", y))),
}  # fmt: skip
OF_THEMSELVES = ("invertible", "positive definite")


@pytest.mark.parametrize("name", FOLLOWS)
def test_follows(name: str) -> None:
    left, right, given = FOLLOWS[name]
    found = equal(left, right, given)
    assert found.holds, found
    if name not in OF_THEMSELVES:
        assert equal(left, right).holds is not True


# (what does not follow from the facts, the facts).
NOT: dict[str, tuple[Expr, Expr, tuple[Fact, ...]]] = {
    "y = 1/n": (y, scale(size(1) / n, one), (sums,)),
    "y² sums to 1": (total(power(y, 2)), UNIT, (sums,)),
    "tr A = 1": (trace(A), UNIT, (symmetric,)),
    "A diagonal": (A, diag(diagonal(A)), (symmetric,)),
    "A² = A": (matmul(A, A), A, (has("positive_definite"),)),
    "det Q = 1": (det(Q), UNIT, (orthogonal,)),
    "det Q = −1": (det(Q), negative(UNIT), (has("orthogonal", Q),)),
    "Q = Qᵀ": (Q, transpose(Q), (orthogonal,)),
    "Ω = 1": (Omega, ones(n, n), (boolean,)),
    "Ω = 0": (Omega, zeros(Omega.shape), (boolean,)),
    "positive means > 1": (sign(subtract(y, one)), one, (has("positive", y),)),
    "products commute": (matmul(A, B), matmul(B, A), (symmetric, has("symmetric", B))),
    "d log det, without the transpose": (
        tangent(TABLE["logdet"](B)), inner(inv(B), tangent(B)), (has("invertible", B),)),
    "constant all": (tangent(matmul(A, B)), zeros(A.shape), (has("constant"),)),
}  # fmt: skip


@pytest.mark.parametrize("name", NOT)
def test_does_not_follow(name: str) -> None:
    left, right, given = NOT[name]
    found = equal(left, right, given)
    assert found.holds is False, found


# Facts that the sampler cannot meet, or must not meet on one branch only.
UNMET: dict[str, tuple[Expr, Expr, tuple[Fact, ...]]] = {
    "c d = 0, so c = 0": (c, constant(NIL), (Equation(hadamard(c, d), constant(NIL)),)),
    "c d = 0, so d = 0": (d, constant(NIL), (Equation(hadamard(c, d), constant(NIL)),)),
    "AB = BA": (matmul(A, B), matmul(B, A), (Equation(matmul(A, B), matmul(B, A)),)),
    "exp c = 2": (c, constant(size(1)), (Equation(TABLE["exp"](c), constant(size(2))),)),
    "contradiction": (
        c, d, (Equation(add(c, d), UNIT), Equation(add(c, d), constant(size(2))))),
}  # fmt: skip


@pytest.mark.parametrize("name", UNMET)
def test_unmet_facts_leave_it_undecided(name: str) -> None:
    left, right, given = UNMET[name]
    found = equal(left, right, given)
    assert found.holds is None, found
    assert found.reason


def test_unknown_properties_forbid_wrong() -> None:
    claim = (matmul(A, A), A)
    assert equal(*claim).holds is False
    assert equal(*claim, [Property("idempotent", A)]).holds is None


def test_implied_equations_do_no_harm() -> None:
    softmax = TABLE["softmax"](x)
    given = [Equation(y, softmax), sums]
    assert equal(add(matmul(row, y), c), add(UNIT, c), given).holds
    assert equal(subtract(y, x), subtract(softmax, x), given).holds
    assert equal(y, x, given).holds is False


def test_repeated_and_circular_definitions() -> None:
    twice = [Equation(c, scale(2, d)), Equation(c, scale(2, d))]
    assert equal(c, add(d, d), twice).holds
    circle = [Equation(c, add(d, UNIT)), Equation(d, subtract(c, UNIT))]
    assert equal(c, add(d, UNIT), circle).holds
    assert equal(c, d, circle).holds is False
    clash = [Equation(c, scale(2, d)), Equation(c, scale(3, d))]
    assert equal(c, add(d, d), clash).holds is not False


def test_counterexamples_satisfy_the_facts() -> None:
    found = equal(y, x, [sums])
    assert found.counterexample is not None
    values = found.counterexample["values"]
    assert isinstance(values, dict)
    assert abs(sum(entry for (entry,) in values["y"]) - 1) < 1e-12


def test_facts_about_other_symbols_are_left_alone() -> None:
    far = Equation(hadamard(c, d), constant(NIL))
    assert equal(trace(matmul(A, B)), trace(matmul(B, A)), [far]).method == "exact"


def test_a_fact_that_vanishes_may_leave_rounding():
    X, T, U, Z = (symbol(name, shape("m", "n")) for name in "XTUZ")
    v = symbol("v", shape(1, "n"))
    deviation = power(add(v, row), Fraction(1, 2))
    given = (
        Equation(U, subtract(X, matmul(ones(m, ONE), scale(m**-1, column_sums(X))))),
        Equation(Z, hadamard(U, spread(power(deviation, -1), Z.shape))),
        Equation(column_sums(Z), zeros(v.shape)),
    )
    before = column_sums(hadamard(add(Z, T), spread(deviation, Z.shape)))
    after = hadamard(column_sums(T), deviation)
    assert equal(before, after, given).holds
    assert not equal(before, scale(2, after), given).holds


@pytest.mark.parametrize("name", ["symmetric", "positive_definite"])
def test_the_differential_of_an_unconstrained_symmetric_matrix_is_free(name: str):
    given = (has(name), has("unconstrained"))
    assert equal(A, transpose(A), given).holds
    assert equal(tangent(A), transpose(tangent(A)), (has(name),)).holds
    assert equal(tangent(A), transpose(tangent(A)), given).holds is False
