"""Functions that are known by their names alone: what holds for all of them, and nothing else."""

from __future__ import annotations

from fractions import Fraction

import pytest

from gradproof.core.algebra import (
    add,
    hadamard,
    inner,
    matmul,
    negative,
    power,
    scale,
    subtract,
    transpose,
)
from gradproof.core.dims import shape, size
from gradproof.core.expr import Expr, Symbol, constant, ones, symbol, tangent, zeros
from gradproof.core.facts import Equation, Property
from gradproof.core.unknown import Unknown
from gradproof.exact import equal
from gradproof.exact.claim import claim
from gradproof.exact.evaluate import evaluate, evaluate_precise
from gradproof.exact.generic import generic
from gradproof.exact.links import pattern
from gradproof.exact.systems import (
    Free,
    Lower,
    StrictLower,
    StrictUpper,
    System,
    Upper,
    exact,
)
from gradproof.ops import TABLE
from gradproof.ops.unknown import unknown

F, G = (Unknown(Symbol(name, name, name)) for name in "fg")
x, y = symbol("x", shape("n")), symbol("y", shape("n"))
t = symbol("t", shape(1))
A = symbol("A", shape("m", "n"))
exp, log, step, relu = (TABLE[name] for name in ("exp", "log", "step", "relu"))


def f(arg: Expr, order: int = 0) -> Expr:
    return unknown(Unknown(F.symbol, order), arg)


def g(arg: Expr, order: int = 0) -> Expr:
    return unknown(Unknown(G.symbol, order), arg)


TRUE = {
    "derivative": (tangent(f(x)), hadamard(f(x, 1), tangent(x))),
    "second derivative": (tangent(f(x, 1)), hadamard(f(x, 2), tangent(x))),
    "chain": (tangent(f(g(x))), hadamard(f(g(x), 1), g(x, 1), tangent(x))),
    "itself inside itself": (tangent(f(f(x))), hadamard(f(f(x), 1), f(x, 1), tangent(x))),
    "product": (
        tangent(hadamard(f(x), g(x))),
        hadamard(add(hadamard(f(x, 1), g(x)), hadamard(f(x), g(x, 1))), tangent(x)),
    ),
    "quotient": (
        tangent(hadamard(f(x), power(g(x), -1))),
        hadamard(
            subtract(hadamard(f(x, 1), g(x)), hadamard(f(x), g(x, 1))),
            power(g(x), -2),
            tangent(x),
        ),
    ),
    "exponential": (tangent(exp(f(x))), hadamard(exp(f(x)), f(x, 1), tangent(x))),
    "logarithm": (
        tangent(log(f(x))),
        hadamard(power(f(x), -1), f(x, 1), tangent(x)),
    ),
    "relu": (tangent(relu(f(x))), hadamard(step(f(x)), f(x, 1), tangent(x))),
    "of exp": (f(exp(add(x, y))), f(hadamard(exp(x), exp(y)))),
    "transposed": (transpose(f(A)), f(transpose(A))),
    "equal arguments": (f(add(x, y)), f(add(y, x))),
    "layer": (
        tangent(inner(y, f(matmul(transpose(A), f(matmul(A, x)))))),
        inner(
            matmul(
                transpose(A),
                hadamard(
                    f(matmul(A, x), 1),
                    matmul(
                        A, hadamard(f(matmul(transpose(A), f(matmul(A, x))), 1), y)
                    ),
                ),
            ),
            tangent(x),
        ),
    ),
}  # fmt: skip
HELD = {"layer"}


@pytest.mark.parametrize("name", TRUE)
def test_what_holds_for_every_function_is_accepted(name: str):

    before, after = TRUE[name]
    given = [Property("constant", one) for one in (A, y)] if name in HELD else []
    found = equal(before, after, given)
    assert found.holds, found
    assert found.method in ("exact", "normal_form")


FALSE = {
    "odd": (f(negative(x)), negative(f(x))),
    "even": (f(negative(x)), f(x)),
    "identity": (f(x), x),
    "its own derivative": (f(x, 1), f(x)),
    "minus its second derivative": (f(x, 2), negative(f(x))),
    "linear": (f(add(x, y)), add(f(x), f(y))),
    "homogeneous": (f(scale(2, x)), scale(2, f(x))),
    "0 at 0": (f(zeros(x.shape)), zeros(x.shape)),
    "1 at 0": (f(zeros(x.shape)), ones(size("n"), size(1))),
    "constant": (f(x), f(y)),
    "no slope": (f(x, 1), zeros(x.shape)),
    "third derivative is 0": (f(t, 3), zeros(t.shape)),
    "one function": (f(x), g(x)),
    "one derivative": (f(x, 1), g(x, 1)),
    "commuting": (f(g(x)), g(f(x))),
    "idempotent": (f(f(x)), f(x)),
    "an involution": (f(f(x)), x),
    "exponential law": (f(add(x, y)), hadamard(f(x), f(y))),
    "logarithmic law": (f(hadamard(x, y)), add(f(x), f(y))),
    "logistic law": (f(x, 1), hadamard(f(x), subtract(ones(size("n"), size(1)), f(x)))),
    "tanh law": (f(x, 1), subtract(ones(size("n"), size(1)), power(f(x), 2))),
    "positive": (step(f(x)), ones(size("n"), size(1))),
    "increasing": (step(f(x, 1)), ones(size("n"), size(1))),
    "a root of its square": (power(power(f(x), 2), Fraction(1, 2)), f(x)),
    "wrong chain": (tangent(f(g(x))), hadamard(f(x, 1), g(x, 1), tangent(x))),
    "wrong order": (tangent(f(x, 1)), hadamard(f(x, 1), tangent(x))),
    "wrong product": (
        tangent(hadamard(f(x), g(x))),
        hadamard(f(x, 1), g(x, 1), tangent(x)),
    ),
    "exponential itself": (f(x), exp(x)),
    "passes through products": (f(matmul(A, x)), matmul(A, f(x))),
}


@pytest.mark.parametrize("name", FALSE)
def test_what_holds_for_some_functions_only_is_refuted(name: str):
    found = equal(*FALSE[name])
    assert found.holds is False, found
    assert found.counterexample is not None
    shown = found.counterexample["functions"]
    assert isinstance(shown, dict)
    assert "f" in shown


@pytest.mark.parametrize("system", [Free, Upper, Lower, StrictUpper, StrictLower])
@pytest.mark.parametrize("name", FALSE)
def test_no_exact_system_accepts_it(name: str, system: type[System]):
    assert not exact(claim(*FALSE[name], ()), system).agrees


def test_what_is_given_of_a_value_is_used():
    a = symbol("a", x.shape)
    assert equal(tangent(a), hadamard(f(x, 1), tangent(x)), [Equation(a, f(x))]).holds
    assert equal(tangent(a), hadamard(f(a, 1), tangent(x)), [Equation(a, f(x))]).holds is False


@pytest.mark.parametrize("order", range(6))
def test_the_function_that_stands_for_it_has_the_derivatives_that_it_says(order: int):
    point, step_size = 0.37, 1e-6
    near = [evaluate(f(t, order), {"t": point + d})[0][0] for d in (-step_size, step_size)]
    slope = evaluate(f(t, order + 1), {"t": point})[0][0]
    assert (near[1] - near[0]) / (2 * step_size) == pytest.approx(slope, rel=1e-6)


def test_floats_and_50_digits_see_one_function():
    values = {"t": -1.25}
    for order in range(5):
        low = evaluate(f(t, order), values)[0][0]
        assert float(evaluate_precise(f(t, order), values)[0][0]) == pytest.approx(low, rel=1e-12)


def test_each_name_and_each_point_has_its_own_function():
    drawn = {generic(name, seed) for name in "fgh" for seed in ("point 1", "point 2")}
    assert len(drawn) == 6


def test_claims_that_differ_in_the_names_of_functions_are_one():
    one, other = (f(x), tangent(f(x, 1))), (g(x), tangent(g(x, 1)))
    assert pattern(*one, ()) == pattern(*other, ())
    assert pattern(f(x), g(x), ()) != pattern(f(x), f(x), ())
    assert pattern(f(x), f(x, 1), ()) != pattern(f(x), f(x), ())


def test_a_constant_argument_is_an_argument():
    half = constant(size(Fraction(1, 2)))
    assert equal(f(half), f(half)).holds
    assert equal(f(half), f(scale(2, half))).holds is False
