"""A derivation in Python prints itself, is indexed by name, and its results can be used again."""

from __future__ import annotations

import json
import re

import pytest

import gradproof as gp
from gradproof.core.errors import ModelError

NOTE = r"""
$A \in \mathbb{R}^{m\times n}$, $x \in \mathbb{R}^n$, $\gamma \in \mathbb{R}^m$.

$$\hat{r} = A x - \gamma, \qquad f = \tfrac12\|\hat{r}\|^2$$
"""


@pytest.fixture(name="found", scope="module")
def _found() -> gp.Derivation:
    return gp.derive(NOTE)


def test_repr_is_the_results_and_the_verdict(found: gp.Derivation):
    *results, last = repr(found).splitlines()
    assert results == ["∂f/∂A = r̂xᵀ", "∂f/∂x = Aᵀr̂", "∂f/∂γ = −r̂"]
    assert last == f"all {len(found.steps) + 1} steps proved"


def test_printed_is_the_report_of_the_terminal(found: gp.Derivation):
    assert str(found) + "\n" == found.to("terminal")
    assert "Results" in str(found)


def test_a_notebook_shows_formulas(found: gp.Derivation):
    shown = found._repr_markdown_()
    assert shown.count("$$") > 2
    assert "`" not in re.sub(r"`\w+`", "", shown)
    assert r"\frac{\partial f}{\partial A}" in shown
    assert found["x"]._repr_latex_() == (
        r"$\displaystyle \frac{\partial f}{\partial x} = A^T \hat{r}$"
    )


def test_results_are_found_by_name(found: gp.Derivation):
    assert found["gamma"] is found["γ"] is found[r"\gamma"]
    assert [one.name for one in found] == ["A", "x", "gamma"]
    assert (len(found), found["A"].shape) == (3, ("m", "n"))
    with pytest.raises(KeyError):
        found["r"]


def test_results_say_what_json_says(found: gp.Derivation):
    record = json.loads(found.to("json"))
    for ours, theirs in zip(found, record["results"], strict=True):
        assert (ours.latex, ours.text) == (theirs["latex"], theirs["text"])
        assert list(ours.shape) == theirs["shape"]
    for ours, theirs in zip(found.steps, record["steps"], strict=True):
        assert {key: getattr(ours, key) for key in theirs} == theirs
    assert str(found.steps[-1]).startswith(f"[{len(found.steps)}] read_off: ")


def test_data_is_left_out_with_a_word_and_can_be_asked_for():
    note = r"$w \in \mathbb{R}^n$, $X \in \mathbb{R}^{m\times n}$. $$f = \|X w - y_1\|^2$$"
    found = gp.derive(note)
    assert [one.name for one in found.left_out] == ["X", "y_1"]
    assert "  Left out as data: X, y₁ (to get them: --wrt X,y_1)\n" in str(found)
    assert "作为数据未求导：X，y₁（如需：--wrt X,y_1）" in gp.derive(note, lang="zh").to("terminal")
    assert json.loads(found.to("json"))["left_out"] == ["X", "y_1"]
    asked = gp.derive(note, wrt=["w", *found.left_out])
    assert asked.left_out == []
    assert [one.name for one in asked] == ["w", "X", "y_1"]
    assert "Left out" not in str(asked)


def test_a_gradient_can_be_differentiated_again(found: gp.Derivation):
    v = gp.vector("v", "n")
    again = gp.derive(found["x"].gradient.T @ v, wrt="x")
    assert again["x"].text == "AᵀAv"
    assert again.verified


def test_a_gradient_keeps_what_is_given_and_named_on_the_way():
    found = gp.derive(
        r"$S \in \mathbb{R}^{n\times n}$, $x \in \mathbb{R}^n$. Assume $S$ is symmetric."
        r" $$h = \tanh(S x), \quad p = \tanh(S h), \quad f = p^T S p$$"
    )
    again = gp.derive(gp.norm(found["x"].gradient) ** 2, wrt="x")
    assert again.verified
    assert "S is symmetric" in str(again)


def test_language():
    found = gp.derive(NOTE, wrt="x", lang="zh")
    assert found.steps[-1].because != gp.derive(NOTE, wrt="x").steps[-1].because
    assert repr(found).splitlines()[-1].startswith("全部")


def test_assumptions_are_told():
    x = gp.vector("x", "n")
    assert gp.derive(gp.norm(x))["x"].assumptions == ("x ≠ 0",)


@pytest.mark.parametrize("wrong", [3, None, ["f = x"], 2.5])
def test_what_is_no_note_is_refused(wrong: object):
    with pytest.raises(ModelError, match="takes a model, a formula of symbols or the text"):
        gp.derive(wrong)  # pyright: ignore[reportArgumentType]


def test_an_unknown_format_is_refused(found: gp.Derivation):
    with pytest.raises(ModelError, match="there is no format 'word'"):
        found.to("word")


# Second order


@pytest.fixture(name="twice", scope="module")
def _twice() -> gp.Derivation:
    return gp.derive(NOTE, wrt=["x", "gamma", r"\hat{r}"], order=2)


def test_second_derivatives_are_found_by_pairs(twice: gp.Derivation):
    assert str(twice["x", "x"]) == "∂²f/∂x∂xᵀ = AᵀA"
    assert twice["x", "gamma"].text == "−Aᵀ"
    assert twice["gamma", "x"].text == "−A"
    assert str(twice["γ", "x"]) == "∂²f/∂γ∂xᵀ = −A"
    assert twice["x", r"\gamma"].shape == ("n", "m")
    assert twice["x", "x"].latex == "A^T A"
    assert [(one.wrt.name, one.other.name) for one in twice.seconds][:2] == [
        ("x", "x"), ("x", "gamma"),
    ]  # fmt: skip
    assert twice["x", "x"]._repr_latex_() == (
        r"$\displaystyle \frac{\partial^2 f}{\partial x \, \partial x^T} = A^T A$"
    )


def test_repr_of_order_two_shows_the_second_derivatives(twice: gp.Derivation):
    assert "∂²f/∂x∂γᵀ = −Aᵀ" in repr(twice).splitlines()
    assert "∂f/∂x = Aᵀr̂" in repr(twice).splitlines()


def test_what_there_is_can_be_asked_for(found: gp.Derivation, twice: gp.Derivation):
    assert "x" in found
    assert "y" not in found
    assert ("x", "x") in twice
    assert ("gamma", "x") in twice
    assert ("x", "hat_r") not in twice
    assert ("x",) not in twice
    assert ("x", "x") not in found
    assert found.results[0] in found
    assert gp.vector("x", "n") in found
    assert found[gp.vector("x", "n")].text == "Aᵀr̂"
    with pytest.raises(KeyError, match=r"no derivative by y; there are A, x, gamma"):
        found["y"]
    with pytest.raises(KeyError, match=r"no derivative by x, z; there are .*\(x, gamma\)"):
        twice["x", "z"]


def test_second_derivatives_are_formulas(twice: gp.Derivation):
    A = twice["x", "x"].value
    assert (A @ gp.vector("v", "n")).text == "AᵀAv"
    assert twice["x", "gamma"].T.text == "−A"


def test_a_map_has_no_transpose():
    note = gp.read_expression(r"\mathrm{tr}((A \otimes X) C) \mathrm{tr}(A)")
    found = gp.derive(note, wrt="X,C", order=2)
    assert found["X", "C"].is_map
    assert ("C", "X") not in found
    with pytest.raises(ModelError, match="is a map"):
        print(found["X", "C"].T)


def test_helper_matrices_do_not_have_the_letters_of_symbols():
    found = gp.derive(gp.read_expression(r"\|K^T K - S\|^2"), wrt="K", order=2)
    assert "𝒦" in found["K", "K"].text
    assert r"\mathcal{K}" in found["K", "K"].latex
    assert "𝒦" in found["K", "K"].T.text
    assert "K_" not in found["K", "K"].text
