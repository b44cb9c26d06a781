"""A note that defines σ, ReLU, … once more: the same function is fine, another one is refused."""

from __future__ import annotations

import pytest

import gradproof as gp
from gradproof.core.errors import ModelError

SETTING = r"$W \in \mathbb{R}^{n\times n}$, $x \in \mathbb{R}^n$."


def note(function: str, definition: str) -> str:
    return rf"""{SETTING} Here ${function}(z) = {definition}$.

    $$f = \mathbf{{1}}^T {function}(W x)$$"""


@pytest.mark.parametrize(
    ("function", "definition"),
    [
        (r"\sigma", r"\frac{1}{1+e^{-z}}"),
        (r"\sigma", r"\frac{e^z}{1+e^z}"),
        (r"\mathrm{ReLU}", r"\max(0, z)"),
        (r"\tanh", r"\frac{e^z - e^{-z}}{e^z + e^{-z}}"),
        (r"\mathrm{softplus}", r"\log(1 + e^z)"),
        (r"\mathrm{swish}", r"z \sigma(z)"),
    ],
)
def test_the_usual_function(function: str, definition: str):
    found = gp.derive(note(function, definition))
    usual = gp.derive(rf"{SETTING} $$f = \mathbf{{1}}^T {function}(W x)$$")
    assert found.verified
    assert [one.text for one in found] == [one.text for one in usual]
    assert found.model.readings == usual.model.readings


@pytest.mark.parametrize(
    ("function", "definition"),
    [
        (r"\sigma", r"\tanh(z)"),
        (r"\sigma", r"\frac{1}{1+e^{z}}"),
        (r"\sigma", "z (1 - z)"),
        (r"\mathrm{ReLU}", r"\max(0.1 z, z)"),
        (r"\mathrm{softplus}", r"\log(1 - e^z)"),
        (r"\mathrm{swish}", r"z \sigma(2 z)"),
    ],
)
def test_another_function_is_refused(function: str, definition: str):
    with pytest.raises(ModelError, match="has another meaning here") as caught:
        gp.derive(note(function, definition))
    assert caught.value.place is not None
    assert caught.value.place.line == 1


def test_what_cannot_be_compared_is_said():
    found = gp.read(note(r"\sigma", r"\lim_{t\to 0} \tanh(z/t)"))
    assert any("is taken to be the function that is known" in one for one in found.readings)
