"""What formulas in Python rest on: names, definitions and facts, collected in a model."""

import numpy as np
import pytest

import gradproof.notation.python as gp
from gradproof.core.errors import ModelError
from gradproof.core.facts import Equation, Property
from gradproof.derivation.differential import derive_differential
from gradproof.derivation.scope import scope
from gradproof.derivation.verify import verify
from gradproof.notation.printing.text import text
from gradproof.notation.python.formula import as_formula

X, Y = gp.matrix("X", "m", "d", data=True), gp.matrix("Y", "m", "k", data=True)
W, b = gp.matrix("W", "d", "k"), gp.row("b", "k")
A, x, y = gp.matrix("A", "n", "n"), gp.vector("x", "n"), gp.vector("y", "n")
C = gp.define("C", A + A.T)


def test_a_model_is_collected_in_the_order_of_writing():
    H = gp.define("H", gp.sigmoid(X @ W + b))
    f = gp.define("f", gp.norm(H - Y) ** 2 / 2)
    model = gp.model_of(f)
    assert list(model.declared) == ["X", "Y", "W", "b"]
    assert model.data == {"X", "Y"}
    assert [leaf.symbol.name for leaf in model.parameters()] == ["W", "b"]
    assert {name: text(right) for name, (_, right) in model.definitions.items()} == {
        "H": "σ(XW + b)", "f": "½‖H − Y‖_F²",
    }  # fmt: skip
    assert model.objective is f.expr
    assert model.facts == []


def test_a_formula_without_a_name_gets_one_that_is_free():
    f = gp.vector("f", "n")
    assert [one.name for one in (gp.named(f), gp.named(x.T @ x), gp.named(x @ x.T))] == [
        "f"
    ] * 2 + ["F"]
    assert gp.named(f.sum()).name == "f_1"
    assert gp.named(gp.define("f_1", f.sum()) * 2).name == "f_2"
    assert gp.named(f.sum(), "L").name == "L"


def test_names_of_two_meanings_are_refused():
    H = gp.define("H", X @ W)
    other = gp.define("H", X @ W - b)
    with pytest.raises(ModelError, match=r"H means two things here.*XW.*XW − b"):
        H.__add__(other)
    with pytest.raises(ModelError, match="two things"):
        gp.model_of(gp.define("u", H.sum()), gp.define("v", gp.matrix("H", "m", "k").sum()))
    with pytest.raises(ModelError, match=r"W means two things.*data.*symmetric"):
        gp.matrix("W", 2, 2, data=True).dot(gp.matrix("W", 2, 2, symmetric=True))
    with pytest.raises(ModelError, match="by way of itself"):
        gp.define("H", H + b)
    with pytest.raises(ModelError, match=r"W means two things here.*a parameter.*K \+ 1"):
        gp.model_of(gp.define("W", gp.define("K", H + b) + 1))


def test_the_same_definition_twice_is_one():
    def network() -> gp.Formula:
        Z = gp.define("Z", gp.matrix("X", "m", "d", data=True) @ W + b)
        for layer in range(3000):
            Z = gp.define(f"H_{layer}", gp.tanh(Z))
        return Z

    first, second = network(), network()
    assert first == second
    both = gp.model_of(first + second)
    assert len(both.definitions) == 3001
    assert both.definitions == gp.model_of(first).definitions


def test_facts_come_with_the_symbols():
    P = gp.matrix("P", "n", "n", symmetric=True, invertible=True, positive=False)
    q = gp.matrix("Q", "m", "k", data=True, stochastic=True)
    p = gp.vector("p", "k", stochastic=True)
    model = gp.model_of((P @ x).sum() + (q @ p).sum())
    assert model.facts == [
        Property("symmetric", P.expr),
        Property("invertible", P.expr),
        Equation(q.sum(axis=1).expr, gp.ones("m").expr),
        Equation(p.sum().expr, as_formula(1).expr),
    ]


def test_equations_are_assumed_of_a_formula():
    z = gp.define("z", A @ x)
    given = gp.assuming(z.sum(), gp.equation(y.sum(), 1), gp.equation(x, 2 * y))
    f = gp.define("f", 3 * given)
    model = gp.model_of(f)
    assert model.facts == [
        Equation(y.sum().expr, as_formula(1).expr), Equation((2 * y).expr, x.expr),
    ]  # fmt: skip
    assert list(model.declared) == ["A", "x", "y"]
    assert gp.model_of(z).facts == []
    assert gp.model_of(z, given=[gp.fact(A, symmetric=True)]).facts == [
        Property("symmetric", A.expr)
    ]


@pytest.mark.parametrize(
    ("given", "fact"),
    [
        (gp.equation(A, A.T), Property("symmetric", A.expr)),
        (gp.equation(A.T, A), Property("symmetric", A.expr)),
        (gp.equation(x, y), Equation((x - y).expr, gp.zeros("n").expr)),
        (gp.equation(x, A @ y), Equation((A @ y).expr, x.expr)),
        (gp.equation(1, A @ y), Equation(gp.ones("n").expr, (A @ y).expr)),
        (gp.equation(A.T @ A, gp.eye("n")), Equation((A.T @ A).expr, gp.eye("n").expr)),
        (gp.fact(C, symmetric=True, positive=False), Property("symmetric", C.expr)),
    ],
    ids=repr,
)  # fmt: skip
def test_no_fact_redefines_a_symbol(given: gp.Given, fact: Equation | Property):
    assert given.context.facts == (fact,)


def test_what_python_wrote_is_derived_and_proved():
    H = gp.define("H", gp.sigmoid(X @ W + b))
    f = gp.named(np.linalg.norm(H - Y) ** 2 / 2)  # pyright: ignore[reportArgumentType, reportCallIssue]
    model = gp.model_of(f)
    found = verify(derive_differential(model, scope(model, f.name, [W.name, b.name])))
    assert found.verified
    assert [text(one.gradient) for one in found.results] == [
        "Xᵀ((H − Y) ⊙ H ⊙ (1 − H))", "1ᵀ((H − Y) ⊙ H ⊙ (1 − H))",
    ]  # fmt: skip


def test_a_model_is_built_call_by_call():
    model = gp.Model()
    Q, z = model.matrix("Q", "n", "n", symmetric=True), model.vector("z", "n", data=True)
    u, v = model.row("u", "n"), model.scalar("v", data=True)
    w = model.declare(gp.vector("w", "n", data=True))
    f = model.define("f", z.T @ Q @ w + v * u.sum())
    model.assume(gp.equation(z.sum(), v))
    assert list(model.declared) == ["Q", "z", "u", "v", "w"]
    assert model.data == {"z", "v", "w"}
    assert model.facts == [Property("symmetric", Q.expr), Equation(z.sum().expr, v.expr)]
    assert model.definition(f.expr) is not None
    assert model.declare(A.expr) is A.expr
    model.include(A @ w, f)
    assert list(model.declared) == ["Q", "z", "u", "v", "w", "A"]
    for other in (gp.vector("Q", "n"), gp.vector("w", "n"), gp.define("f", u), gp.define("Q", u)):
        with pytest.raises(ModelError, match="something else in this model"):
            model.include(other)


@pytest.mark.parametrize("name", ["G H", "G  h", r"\alpha G H"])
def test_two_names_are_not_one_symbol(name: str):
    with pytest.raises(ModelError, match="more than one name"):
        gp.matrix(name, 3, 3)


@pytest.mark.parametrize("name", ["GH", "W_{1 2}", r"\mathbf W", r"\hat x"])
def test_spaces_in_commands_and_scripts_are_part_of_a_name(name: str):
    assert str(as_formula(gp.matrix(name, 3, 3)).shape) == "3×3"
