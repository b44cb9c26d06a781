"""The numerator layout: the same derivatives, transposed, each by a proved step."""

from __future__ import annotations

import json

import pytest

import gradproof as gp
from gradproof.core.algebra import transpose
from gradproof.exact import equal
from gradproof.exact.links import check_link

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
