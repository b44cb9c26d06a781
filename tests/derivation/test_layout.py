"""The numerator layout: the same derivatives, transposed, each by a proved step."""

from __future__ import annotations

import json

import pytest

import gradproof as gp
from gradproof.core.algebra import transpose
from gradproof.exact import equal
from gradproof.exact.links import check_link
from gradproof.report.words import Lang

FORMULAS = {
    "x^T A x": {"x": "xᵀ(A + Aᵀ)", "A": "xxᵀ"},
    r"\|A X - B\|^2": {"X": "2 (AX − B)ᵀA"},
    "a^T x": {"x": "aᵀ"},
    r"\log\det(X)": {"X": "X⁻¹"},
    r"-y^T \log \mathrm{softmax}(W x)": {"x": "((1ᵀy) softmax(Wx) − y)ᵀW"},
    r"\lambda \|x\|^2": {"λ": "‖x‖²", "x": "2 λ xᵀ"},
}


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize("style", ["differential", "chain", "vec"])
def test_results_are_transposed(formula: str, style: str):
    model = gp.read_expression(formula)
    found = gp.derive(model, layout="numerator", style=style)
    other = gp.derive(model)
    assert found.verified
    for ours, theirs in zip(found.proof.results, other.proof.results, strict=True):
        assert ours.gradient.shape == theirs.gradient.shape.transposed
        assert equal(ours.gradient, transpose(theirs.gradient), model.facts).holds
    assert FORMULAS[formula].items() <= {one.wrt.text: one.text for one in found}.items()


def test_the_step_is_proved_and_reported():
    found = gp.derive(gp.read_expression("x^T A x"), wrt="x", layout="numerator")
    (link,) = [link for link in found.proof.links() if link.rule == "numerator_layout"]
    assert check_link(link).holds
    record = json.loads(found.to("json"))
    assert record["layout"] == "numerator"
    assert record["results"][0]["shape"] == ["1", "n"]
    assert found["x"].shape == ("1", "n")
    assert str(found).count("∂f/∂x = xᵀ(A + Aᵀ)") == 2


def test_denominator_is_the_default():
    found = gp.derive(gp.read_expression("x^T A x"), wrt="x")
    assert json.loads(found.to("json"))["layout"] == "denominator"
    assert not [link for link in found.proof.links() if link.rule == "numerator_layout"]


TWO = r"Z = \tanh(W x); L = \|V Z - y\|^2 + \lambda Z^T Z"


@pytest.mark.parametrize("order", [1, 2])
@pytest.mark.parametrize("style", ["differential", "chain", "index", "vec"])
def test_a_derivative_has_one_meaning_in_a_document(style: str, order: int):
    model = gp.read_expression(TWO)
    wrt = ["W", "x", r"\lambda"] if order == 1 else ["W", "x"]
    found = gp.derive(model, wrt=wrt, layout="numerator", style=style, order=order)
    assert found.verified
    steps = json.loads(found.to("json"))["steps"]
    matrices = tuple(rf"\frac{{\partial L}}{{\partial {one}}}" for one in ("W", "x", "Z", "V"))
    sides = [side for step in steps for side in (step["before"], step["after"])]
    assert not [side for side in sides for one in matrices if one in side]
    if order == 2 or style in ("chain", "vec"):
        assert any(r"\nabla_{W} L" in side for side in sides)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("style", ["differential", "chain", "index", "vec"])
def test_the_last_step_says_what_becomes_of_the_gradient(style: str, lang: Lang):
    found = gp.derive(gp.read_expression("E = x^T A x"), layout="numerator", style=style, lang=lang)
    said = " ".join(str(found).split())
    words = {
        "en": "∇_A E is the gradient, which lies as A does. In numerator layout ∂E/∂A is its"
        " transpose, so that dE = tr((∂E/∂A) dA).",
        "zh": "∇_A E 是梯度，形状与 A 相同；分子布局下 ∂E/∂A 是它的转置，使 dE = tr((∂E/∂A) dA)。",
    }
    assert words[lang].replace(" ", "") in said.replace(" ", "")
    markdown = found.to("markdown")
    assert r"$\nabla_{A} E$" in markdown
    assert r"$`dE = (\partial E/\partial x) \, dx`$" in markdown or lang == "zh"


def test_a_gradient_is_bracketed_among_factors_and_named_as_a_derivative_by_entries():
    found = gp.derive(gp.read_expression(TWO), layout="numerator", style="index")
    steps = "\n".join(map(str, found.steps))
    assert "(∇_Z L) ⊙" in steps
    assert "∂L/∂Zᵢ" in steps
    second = gp.derive(gp.read_expression("x^T A x"), layout="numerator", order=2)
    assert "d(∇_x f) →" in str(second)
    assert "d(∂f/∂x)" not in str(second)
