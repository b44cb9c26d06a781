"""Assignments with an arrow, updates, and claims, of which something is said."""

from __future__ import annotations

import pytest

from gradproof.core.errors import GradproofError
from gradproof.notation.printing.text import text
from gradproof.notation.reading import read_note

DECLARED = (
    r"$W, V\in\mathbb{R}^{d\times d}$, $x, y\in\mathbb{R}^d$ data, $\eta\in\mathbb{R}$. "
)  # fmt: skip
USED = r"$L=\|V h - y\|^2 + \|W x\|^2 + \eta$. "


@pytest.mark.parametrize("arrow", [r"\gets", r"\leftarrow", "←", ":=", "="])
def test_an_arrow_defines_as_an_equals_sign_does(arrow: str) -> None:
    model = read_note(DECLARED + rf"$h {arrow} \tanh(Wx)$, $h\in\mathbb{{R}}^d$. " + USED)
    assert text(model.definitions["h"][1]) == "tanh(Wx)"
    assert model.readings == []


def test_an_arrow_defines_every_layer() -> None:
    model = read_note(
        r"$h_l \gets \tanh(W_l h_{l-1})$ for $l=1,\dots,N$, $L \gets \|h_N - y\|^2$,"
        r" $W_l\in\mathbb{R}^{d\times d}$, $h_0, y\in\mathbb{R}^d$ data"
    )
    assert list(model.definitions) == ["h_l", "L"]


@pytest.mark.parametrize(
    ("update", "remark"),
    [
        (r"$W \gets W - \eta G$", "W ← … in line 1 is an update, no definition"),
        (r"$V \gets 0$", "V ← … in line 1 is an update, no definition"),
        (r"$m \gets 0.9 m + 0.1 g$", "m ← … in line 1 is an update, no definition"),
        (r"$W \gets W - \eta \nabla_W L$", ""),
    ],
)
def test_an_update_defines_nothing(update: str, remark: str) -> None:
    model = read_note(DECLARED + r"$h = \tanh(Wx)$. " + USED + update)
    assert list(model.definitions) == ["h", "L"]
    assert model.readings == ([remark] if remark else [])


@pytest.mark.parametrize("again", [r"$h \gets V h$", r"$h \gets \tanh(Vx)$"])
def test_a_value_that_is_assigned_twice_is_refused(again: str) -> None:
    with pytest.raises(GradproofError, match="h is assigned twice"):
        read_note(DECLARED + rf"$h \gets \tanh(Wx)$. {again}. " + USED)


@pytest.mark.parametrize(
    ("claim", "remark"),
    [
        (r"$Vx = h$.", "Vx = h in line 1 is a claim: it is not used here"),
        (r"$h = V x$.", "h = V x in line 1 is a claim: it is not used here"),
        ("$Vx = h$. $h = x$.\n\n$W^2 x = x$.", "the equations in lines 1 and 3 are claims:"),
        (r"$h = \tanh(Wx)$.", ""),
        (r"$\frac{\partial L}{\partial h} = 2V^T(Vh - y)$", ""),
        (r"$dL = 2 (Vh - y)^T dh$", ""),
        (r"$2 + 2 = 4$", ""),
    ],
)
def test_a_claim_is_remarked_upon_unless_it_speaks_of_derivatives(claim: str, remark: str) -> None:
    model = read_note(DECLARED + r"$h = \tanh(Wx)$. " + USED + claim)
    assert list(model.definitions) == ["h", "L"]
    assert len(model.readings) == bool(remark)
    assert not remark or model.readings[0].startswith(remark)


LAYERS = (
    r"$W_l\in\mathbb{R}^{d\times d}$, $h_l=\tanh(W_l h_{l-1})$, $l=1,\dots,N$,"
    r" $h_0, y\in\mathbb{R}^d$ data, $L=\|h_N - y\|^2$. "
)


def test_a_tie_of_two_layers_is_remarked_upon() -> None:
    (remark,) = read_note(LAYERS + "$W_1 = W_2$.").readings
    assert remark == "W_1 = W_2 in line 1 is a claim: it is not used here"


@pytest.mark.parametrize("tie", ["$W_2 = W_1$", "$W_1 = 2 V$", "$W_N = W_1^T$"])
def test_a_value_of_one_of_the_weights_is_refused(tie: str) -> None:
    with pytest.raises(GradproofError, match="has a value of its own, but W_l is a variable"):
        read_note(LAYERS + r"$V\in\mathbb{R}^{d\times d}$, $\|V\|$. " + tie)


@pytest.mark.parametrize("base", [r"$h_0 = \tanh(V x)$", r"$y = W_{N+1} x$"])
def test_values_at_the_ends_are_none(base: str) -> None:
    note = LAYERS.replace("h_0, y", "x")
    note += r"$V, W_{N+1}\in\mathbb{R}^{d\times d}$, $\|V\|$, $\|W_{N+1} y\|$. "
    assert base[1:4].strip("$= ") in read_note(note + base).definitions
