"""`function("f")`: functions without a formula in Python."""

from __future__ import annotations

import pytest

import gradproof as gp
from gradproof.core.errors import ModelError, NotationError

W, x = gp.matrix("W", "m", "n"), gp.vector("x", "n")
y = gp.vector("y", "m", data=True)


def test_it_applies_to_each_entry_and_has_a_derivative():
    f = gp.function("f")
    assert f(W @ x).shape == y.shape
    assert str(f(W @ x)).startswith("f(Wx)")
    assert f(x).expr is gp.function("f")(x).expr
    assert isinstance(f, gp.UnknownFunction)
    assert [repr(one) for one in (f, f.prime, f.prime.prime)] == ["f", "f′", "f″"]
    assert str(f.prime(x)).startswith("f′(x)")


def test_gradients_through_it_are_proved():
    f = gp.function(r"\phi")
    u = gp.define("u", W @ x)
    a = gp.define("a", f(u))
    found = gp.derive(gp.define("L", gp.norm(a - y) ** 2 / 2), wrt=[W, x])
    assert found.verified
    assert [one.text for one in found] == ["((a − y) ⊙ φ′(u))xᵀ", "Wᵀ((a − y) ⊙ φ′(u))"]


def test_the_objective_gets_another_name():
    f = gp.function("f")
    assert "∂f₁/∂x" in str(gp.derive(f(W @ x).sum(), wrt=[x]))
    u = gp.define("u", f(W @ x))
    assert "∂f₁/∂x" in str(gp.derive(u.sum(), wrt=[x]))


def test_a_name_is_a_function_or_a_symbol():
    f = gp.function("f")
    with pytest.raises(ModelError, match="both a function and a symbol"):
        gp.derive(gp.define("f", f(x).sum()), wrt=[x])


def test_known_functions_stay_what_they_are():
    assert gp.function("sigmoid")(x).expr is gp.sigmoid(x).expr
    assert gp.function("exp")(x).expr.op == "exp"


@pytest.mark.parametrize("name", ["sofmax", "sigmoi", "logdett"])
def test_a_misspelt_name_is_not_taken_for_an_unknown_function(name: str):
    with pytest.raises(AttributeError, match="did you mean"):
        gp.function(name)


def test_what_is_no_name_is_refused():
    with pytest.raises(NotationError):
        gp.function("")
    with pytest.raises(AttributeError):
        gp.frobnicate  # noqa: B018
