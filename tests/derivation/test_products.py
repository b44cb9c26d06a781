"""JVP, VJP and HVP: against the matrices they are products with, and finite differences."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from tests.derivation.differences import (
    FORMULAS,
    LAYERS,
    SIZES,
    close,
    differences,
    point,
    stacked,
)

import gradproof as gp
from gradproof.core.algebra import scale
from gradproof.core.errors import ModelError, ShapeError
from gradproof.core.expr import symbols
from gradproof.derivation.maps import STYLES
from gradproof.exact.evaluate import evaluate
from gradproof.exact.jacobians import check_jacobians
from gradproof.notation.printing.text import text

SCALARS = (
    "x^T A x", r"\log\det X", r"\|A x - b\|^2", r"\|X W - Y\|^2", r"1^T \log(1 + \exp(X w))",
    r"-y^T \log\mathrm{softmax}(W x)", r"\|x\|", r"\exp(-x^T x)", r"\mathrm{tr}(X^{-1})",
    r"\|\tanh(W x) - y\|^2", r"a^T X^{-1} b", r"\log\sum_i \exp(a_i)",
)  # fmt: skip


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_jvp_is_the_jacobian_times_the_direction(formula: str):
    found = gp.jvp(gp.read_expression(formula))
    assert found.verified
    matrices = gp.jacobian(gp.read_expression(formula)).proof.jacobians
    model = found.model
    at, definitions = point(model, Random(formula)), dict(model.definitions.values())
    for product, matrix in zip(found.proof.jacobians, matrices, strict=True):
        ((_, v),) = product.along
        J = evaluate(matrix.value, at, SIZES, definitions=definitions)
        Jv = [
            [sum(a * b for a, b in zip(row, stacked(at[v.symbol.name]), strict=True))] for row in J
        ]
        there = stacked(evaluate(product.value, at, SIZES, definitions=definitions))
        assert close([[one] for one in there], Jv)


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_vjp_is_the_transposed_jacobian_times_the_cotangent(formula: str):
    found = gp.vjp(gp.read_expression(formula))
    assert found.verified
    assert found.proof.product is not None
    ((_, u),) = found.proof.product.along
    matrices = gp.jacobian(gp.read_expression(formula)).proof.jacobians
    model = found.model
    at, definitions = point(model, Random(formula)), dict(model.definitions.values())
    for result, matrix in zip(found.proof.results, matrices, strict=True):
        J = evaluate(matrix.value, at, SIZES, definitions=definitions)
        weights = stacked(at[u.symbol.name])
        uJ = [
            [sum(w * row[j] for w, row in zip(weights, J, strict=True))] for j in range(len(J[0]))
        ]
        there = stacked(evaluate(result.gradient, at, SIZES, definitions=definitions))
        assert close([[one] for one in there], uJ)


@pytest.mark.parametrize("formula", SCALARS)
def test_an_hvp_is_the_difference_of_gradients(formula: str):
    found = gp.hvp(gp.read_expression(formula))
    assert found.verified
    model = found.model
    at, definitions = point(model, Random(formula)), dict(model.definitions.values())
    gradients = {one.wrt: one.gradient for one in found.proof.results}
    for product in found.proof.jacobians:
        total = [0.0] * len(stacked(at[product.wrt.symbol.name]))
        for x, v in product.along:
            H = differences(gradients[product.wrt], model, x, at)
            direction = stacked(at[v.symbol.name])
            share = [sum(a * b for a, b in zip(row, direction, strict=True)) for row in H]
            total = [a + b for a, b in zip(total, share, strict=True)]
        there = stacked(evaluate(product.value, at, SIZES, definitions=definitions))
        assert close([[one] for one in there], [[one] for one in total])


@pytest.mark.parametrize(
    ("kind", "formula", "wrt", "shown"),
    [
        ("jvp", "A x", "x", "D_x f[v] = Av"),
        ("jvp", "X^{-1}", "X", "D_X f[V] = −X⁻¹VX⁻¹"),
        ("vjp", "A x", "x", "∂φ/∂x = Aᵀu"),
        ("vjp", "A X B", "X", "∂φ/∂X = AᵀUBᵀ"),
        ("hvp", "x^T A x", "x", "D_x (∂f/∂x)[v] = (A + Aᵀ)v"),
        ("hvp", r"\log\det X", "X", "D_X (∂f/∂X)[V] = −X⁻ᵀVᵀX⁻ᵀ"),
    ],
)
def test_it_is_written_compactly(kind: str, formula: str, wrt: str, shown: str):
    (found,) = gp.derive(gp.read_expression(formula), wrt=wrt, product=kind)
    assert str(found) == shown


REGRESSION = r"""
$X \in \mathbb{R}^{m\times d}$, $w \in \mathbb{R}^{d}$, $y \in \mathbb{R}^m$ are data but for $w$.
$$s = \sigma(X w)$$
$$L = -y^T \log s - (1 - y)^T \log(1 - s)$$
"""


def test_logistic_regression():
    (found,) = gp.hvp(REGRESSION, wrt="w")
    assert found.text == "Xᵀ(s ⊙ (1 − s) ⊙ Xv)"


DEEP = r"""
$W_1 \in \mathbb{R}^{h\times d}$, $W_2 \in \mathbb{R}^{k\times h}$; data:
$x \in \mathbb{R}^d$, $y \in \mathbb{R}^k$.
$$a = \sigma(W_1 x)$$
$$b = \sigma(W_2 a)$$
$$L = \|b - y\|^2$$
"""


def test_long_products_have_names_for_rates():
    found = gp.hvp(DEEP)
    assert found.verified
    rates = {name.symbol.text: text(value) for name, value in found.proof.adjoints.items()}
    assert rates == {"ȧ": "a ⊙ (1 − a) ⊙ V_W1 x", "ḃ": "b ⊙ (1 − b) ⊙ (V_W2 a + W₂ȧ)"}
    assert found.results[1].latex.count(r"\dot{b}") == 1
    assert "ḃ = b ⊙ (1 − b) ⊙ (V_W2 a + W₂ȧ)" in str(found)
    model, at = found.model, point(found.model, Random(1))
    definitions = {**dict(model.definitions.values()), **found.proof.adjoints}
    for product, result in zip(found.proof.jacobians, found.proof.results, strict=True):
        total = [0.0] * len(stacked(at[product.wrt.symbol.name]))
        for x, v in product.along:
            H = differences(result.gradient, model, x, at)
            v_there = stacked(at[v.symbol.name])
            share = [sum(a * b for a, b in zip(row, v_there, strict=True)) for row in H]
            total = [a + b for a, b in zip(total, share, strict=True)]
        there = stacked(evaluate(product.value, at, SIZES, definitions=definitions))
        assert close([[one] for one in there], [[one] for one in total])


def test_a_wrong_rate_is_noticed():
    found = gp.hvp(DEEP).proof
    known = {
        **found.adjoints,
        **{j.of: r.gradient for j, r in zip(found.jacobians, found.results, strict=True)},
    }
    assert check_jacobians(found.model, found.jacobians, known).holds
    rate = next(iter(found.adjoints))
    wrong = {**known, rate: scale(2, known[rate])}
    assert check_jacobians(found.model, found.jacobians, wrong).holds is False


def test_an_hvp_assumes_what_its_gradient_assumes():
    note = r"$x, y \in \mathbb{R}^n$. Assume $\mathbf{1}^T y = 1$. $$p = \mathrm{softmax}(x)$$"
    (found,) = gp.hvp(note + r"$$L = -y^T \log p$$", wrt="x")
    assert (found.text, found.assumptions) == ("p ⊙ (v − 1 pᵀv)", ("1ᵀy = 1",))
    (found,) = gp.hvp(gp.read_expression(r"\log\det X"))
    assert found.assumptions == ("det(X) > 0",)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("kind", ["jvp", "vjp"])
def test_products_in_every_style(kind: str, style: str):
    found = gp.derive(LAYERS, of="p", style=style, product=kind)
    assert found.verified
    assert found.proof.style == style
    said = "derived as one in every style" in " ".join(str(found).split())
    assert said == (kind == "jvp" and style != "differential")


def test_the_directions_have_free_names():
    note = r"$v \in \mathbb{R}^n$, $u, w \in \mathbb{R}^m$, $A \in \mathbb{R}^{m\times n}$, "
    note += r"$y = A v + u - w$"
    (jvp,), (vjp,) = gp.jvp(note, wrt="v"), gp.vjp(note, wrt="v")
    assert (jvp.text, vjp.text) == ("Ah", "Aᵀg")
    both = gp.jvp(note, wrt=["v", "A"])
    assert [one.text for one in both] == ["Avᵥ", "V_A v"]


def test_one_defined_variable_is_free():
    (found,) = gp.hvp(LAYERS + "$$f = p^T p$$", of="f", wrt="p")
    assert str(found) == "D_p (∂f/∂p)[v] = 2 v"
    with pytest.raises(ModelError, match="does not move freely beside other variables"):
        gp.hvp(LAYERS + "$$f = p^T p$$", of="f", wrt=["p", "z"])


def test_a_vjp_of_a_scalar_is_refused():
    with pytest.raises(ShapeError, match="of a vector or a matrix"):
        gp.vjp(gp.read_expression("x^T x"))
    (found,) = gp.jvp(gp.read_expression("x^T x"))
    assert found.text == "2 vᵀx"


@pytest.mark.parametrize("formula", ["A x", r"\mathrm{softmax}(x)", "X^{-1}"])
def test_a_wrong_product_is_noticed(formula: str):
    found = gp.jvp(gp.read_expression(formula)).proof
    wrong = [replace(one, value=scale(2, one.value)) for one in found.jacobians]
    assert check_jacobians(found.model, found.jacobians).holds
    assert check_jacobians(found.model, wrong).holds is False


def test_the_directions_are_declared_and_no_variables():
    found = gp.jvp(LAYERS, of="p", wrt="W")
    (product,) = found.proof.jacobians
    ((_, V),) = product.along
    assert found.model.declared[V.symbol.name] is V
    assert V.symbol.name in found.model.data
    assert V in symbols(product.value)
    assert found.left_out == []
