"""Jacobians of vectors and matrices against finite differences; wrong ones are noticed."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from tests.derivation.differences import FORMULAS, LAYERS, SIZES, close, differences, point

import gradproof as gp
from gradproof.core.algebra import scale, transpose
from gradproof.core.dims import Shape, size
from gradproof.core.errors import GradproofError, ModelError, ShapeError
from gradproof.core.expr import symbol
from gradproof.core.model import Model
from gradproof.derivation.maps import STYLES, MapChecks
from gradproof.derivation.verify import verify
from gradproof.exact.evaluate import evaluate
from gradproof.exact.jacobians import check_jacobians
from gradproof.notation.printing.text import text
from gradproof.ops.linear import block_inner


@pytest.mark.parametrize("formula", FORMULAS)
def test_the_jacobian_is_that_of_finite_differences(formula: str):
    model = gp.read_expression(formula)
    found = gp.jacobian(model)
    assert found.verified
    model, at = found.model, point(found.model, Random(formula))
    definitions = dict(model.definitions.values())
    assert found.proof.jacobians
    for one in found.proof.jacobians:
        assert not one.is_map
        there = evaluate(one.value, at, SIZES, definitions=definitions)
        assert close(there, differences(one.of, model, one.wrt, at)), text(one.value)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("formula", FORMULAS)
def test_every_style_proves_it(formula: str, style: str):
    assert gp.jacobian(gp.read_expression(formula), style=style).verified


@pytest.mark.parametrize(
    ("formula", "wrt", "shown"),
    [
        ("A x", "x", "∂f/∂xᵀ = A"),
        ("A x", "A", "∂f/∂vec(A)ᵀ = xᵀ ⊗ Iₘ"),
        ("X^{-1}", "X", "∂vec(f)/∂vec(X)ᵀ = −X⁻ᵀ ⊗ X⁻¹"),
        ("A X B", "X", "∂vec(f)/∂vec(X)ᵀ = Bᵀ ⊗ A"),
        (r"\mathrm{softmax}(x)", "x", "∂f/∂xᵀ = diag(f) − ffᵀ"),
        (r"\log\mathrm{softmax}(x)", "x", "∂f/∂xᵀ = I − 1 softmax(x)ᵀ"),
        (r"\sigma(W x + b)", "x", "∂f/∂xᵀ = diag(f ⊙ (1 − f)) W"),
        (r"\sigma(W x + b)", "W", "∂f/∂vec(W)ᵀ = xᵀ ⊗ diag(f ⊙ (1 − f))"),
        (r"x / \|x\|", "x", "∂f/∂xᵀ = I/‖x‖ − xxᵀ/‖x‖³"),
        ("X^T", "X", "∂vec(f)/∂vec(X)ᵀ = Kₘₙ"),
    ],
)
def test_it_is_written_as_in_textbooks(formula: str, wrt: str, shown: str):
    (found,) = gp.jacobian(gp.read_expression(formula), wrt=wrt)
    assert str(found) == shown


def test_a_number_moves_a_matrix():
    t, A = gp.scalar("t"), gp.matrix("A", "m", "n")
    (found,) = gp.derive(gp.exp(t * A), wrt=t)
    assert (str(found), found.shape) == ("∂F/∂t = F ⊙ A", ("m", "n"))


@pytest.mark.parametrize("style", STYLES)
def test_through_the_definitions_of_a_note(style: str):
    found = gp.derive(LAYERS, of="p", wrt=["W", "x", "a", "z"], style=style)
    assert found.verified
    chain = "(diag(p) − ppᵀ)V diag(1 − a^⊙2)"
    assert [one.text for one in found] == [
        f"xᵀ ⊗ ({chain})", f"{chain} W", "(diag(p) − ppᵀ)V", "diag(p) − ppᵀ",
    ]  # fmt: skip
    rules = {step.rule for step in found.steps}
    own = {
        "chain": "jacobian_chain_rule",
        "vec": "jacobian_chain_rule",
        "index": "index_chain_rule",
    }
    assert own.get(style, "chain_rule") in rules


def test_the_index_style_has_cases_and_sums():
    shown = str(gp.derive(LAYERS, of="p", wrt="z", style="index"))
    assert "∂pᵢ/∂zⱼ → pᵢ δᵢⱼ − pⱼ pᵢ" in shown
    assert "∂pᵢ/∂zᵢ → pᵢ − pᵢ²" in shown
    assert "∂pᵢ/∂zⱼ → −pⱼ pᵢ" in shown


@pytest.mark.parametrize(
    ("formula", "equal", "other"),
    [
        (r"x / \|x\|", "1/‖x‖ − xᵢ²/‖x‖³", "−xⱼ xᵢ/‖x‖³"),
        (r"\|x\|^2 x", "2 xᵢ² + ‖x‖²", "2 xⱼ xᵢ"),
        (r"\log\mathrm{softmax}(x)", "1 − [softmax(x)]ᵢ", "−[softmax(x)]ⱼ"),
    ],
)
def test_components_of_jacobians_by_cases(formula: str, equal: str, other: str):
    found = gp.jacobian(gp.read_expression(formula), style="index")
    assert found.verified
    assert f"∂fᵢ/∂xᵢ → {equal}" in str(found)
    assert f"∂fᵢ/∂xⱼ → {other}" in str(found)


def test_a_jacobian_without_cases_has_none():
    assert "partial_equal" not in str(gp.jacobian(gp.read_expression(r"x \odot x"), style="index"))


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_wrong_jacobian_is_noticed(formula: str):
    found = gp.jacobian(gp.read_expression(formula)).proof
    for place, right in enumerate(found.jacobians):
        for value in (scale(-1, right.value), scale(2, right.value)):
            wrong = list(found.jacobians)
            wrong[place] = replace(right, value=value)
            assert check_jacobians(found.model, wrong).holds is False, text(value)


@pytest.mark.parametrize("formula", [r"A x", r"\mathrm{softmax}(A x)"])
def test_a_transposed_jacobian_is_noticed(formula: str):
    model = gp.read_expression(formula, (r"A \in \mathbb{R}^{n\times n}",))
    found = gp.jacobian(model, wrt="x").proof
    wrong = [replace(one, value=transpose(one.value)) for one in found.jacobians]
    assert check_jacobians(found.model, wrong).holds is False


def test_a_wrong_result_is_not_verified():
    found = gp.jacobian(gp.read_expression("A x"), wrt="x").proof
    found.jacobians = [replace(one, value=scale(3, one.value)) for one in found.jacobians]
    assert not verify(found, MapChecks()).verified


def blocks() -> Model:
    """Y = Z with each of its blocks of the shape of B replaced by the inner product with B."""
    model = Model()
    n, m = size("n"), size("m")
    Z = model.declare(symbol("Z", Shape(n * m, n * n)))
    B = model.declare(symbol("B", Shape(m, n)))
    model.define(symbol("Y", Shape(n, n)), block_inner(Z, B, Shape(n, n)))
    return model


@pytest.mark.parametrize("style", STYLES)
def test_what_no_kronecker_product_says_is_a_map(style: str):
    found = gp.derive(blocks(), of="Y", style=style)
    assert found.verified
    assert [one.is_map for one in found.proof.jacobians] == [True, True]
    assert all("dZ" in one.text or "dB" in one.text for one in found)


def test_a_wrong_map_is_noticed():
    found = gp.derive(blocks(), of="Y").proof
    wrong = [replace(one, value=scale(2, one.value)) for one in found.jacobians]
    assert check_jacobians(found.model, found.jacobians).holds
    assert check_jacobians(found.model, wrong).holds is False


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"of": "q"}, ModelError, "there is no symbol q"),
        ({"of": "x"}, ModelError, "x has no definition"),
        ({"of": "p", "wrt": "b"}, ModelError, "there is no symbol b"),
        ({"of": "p", "order": 2}, ModelError, "second derivatives are those of a scalar"),
        ({"of": "p", "product": "hvp"}, ShapeError, "a Hessian is that of a scalar"),
        ({"of": "p", "product": "lie"}, ModelError, "'lie' is not known"),
        ({"of": "p", "algorithm": True}, ModelError, "that of the gradients of a scalar"),
        ({}, ModelError, "no scalar is defined"),
    ],
)
def test_what_cannot_be_done_is_said(
    options: dict[str, object], error: type[GradproofError], message: str
):
    with pytest.raises(error, match=message):
        gp.derive(LAYERS, **options)  # pyright: ignore[reportArgumentType]


def test_a_scalar_has_a_gradient():
    with pytest.raises(ShapeError, match="f is a scalar: a Jacobian is of a vector or a matrix"):
        gp.jacobian("$x \\in \\mathbb{R}^n$, $f = x^T x$", of="f")
