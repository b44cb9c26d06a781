"""Values that have a name are written by it."""

from __future__ import annotations

import pytest

from gradproof import api
from gradproof.core.algebra import scale, smul, subtract, total
from gradproof.core.dims import ONE, SCALAR, shape, size
from gradproof.core.expr import ones, symbol
from gradproof.core.model import Model
from gradproof.core.operation import TABLE
from gradproof.derivation.differential import derive_differential
from gradproof.derivation.folding import Names
from gradproof.derivation.scope import scope
from gradproof.derivation.verify import verify
from gradproof.notation.printing.text import text

n = size("n")


def variance() -> Model:
    model = Model()
    x = model.declare(symbol("x", shape("n")))
    mean = model.define(symbol("a", SCALAR), scale(ONE / n, total(x)))
    centred = subtract(x, smul(mean, ones(n, ONE)))
    model.define(symbol("f", SCALAR), TABLE["squared_norm"](centred))
    return model


def test_a_mean_goes_by_its_name():
    found = verify(derive_differential(variance(), scope(variance(), None, ["x"])))
    assert found.verified
    assert [text(one.gradient) for one in found.results] == ["2 (x − a)"]


def test_a_multiple_of_a_value_is_a_multiple_of_its_name():
    model = variance()
    x, f = model.find("x"), model.find("f")
    link = Names(model, f).fold(scale(ONE / n, smul(total(x), x)), lambda e: e)
    assert link is not None
    assert text(link.after) == "a x"


def test_a_name_that_stands_free_is_not_used():
    model = variance()
    x, a, f = (model.find(name) for name in "xaf")
    assert Names(model, f).fold(scale(ONE / n, smul(total(x), x)), lambda e: e, {a}) is None


def test_a_short_goal_is_no_name():
    model = variance()
    f = model.find("f")
    value = model.definition(f)
    assert value is not None
    assert Names(model, f).fold(value, lambda e: e) is None


@pytest.mark.parametrize(
    ("formula", "gradient"),
    [
        (r"\exp(-\frac12 (x-\mu)^T S^{-1} (x-\mu))", "(f/2)(S⁻¹ + S⁻ᵀ)(μ − x)"),
        (r"\exp(-\frac12\|x-a\|^2)", "f (a − x)"),
        (r"\|A x - b\|", "Aᵀ(Ax − b)/‖Ax − b‖"),
        (r"\|x - B y - c\|", "(x − By − c)/‖x − By − c‖"),
        (r"\sqrt{x^T A x}", "(A + Aᵀ)x/(2 √(xᵀAx))"),
    ],
)
def test_what_is_differentiated_goes_by_its_name_if_it_is_long(formula: str, gradient: str):
    found = api.derive(api.read_expression(formula), wrt="x")
    assert [one.text for one in found] == [gradient]
    assert found.verified


def test_a_value_in_another_form_has_the_name_too():
    note = r"""$A \in \mathbb{R}^{n\times n}$, $x \in \mathbb{R}^n$. Assume $A = A^T$.
    $$\rho = \frac{x^T A x}{x^T x}$$"""
    found = api.derive(note, wrt="x")
    assert found["x"].text == "(2/‖x‖²)(Ax − ρ x)"
    assert found.verified


def test_a_form_that_rests_on_a_fact_does_not_stand_for_the_name_by_itself():
    note = r"""$Q \in \mathbb{R}^{n\times n}$, $x, a \in \mathbb{R}^n$. Assume $Q$ is orthogonal.
    $$h = \|Q x\|^2 + a^T x + 1, \quad f = h^3$$"""
    found = api.derive(note, wrt="x")
    assert found.verified
