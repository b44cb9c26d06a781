"""Powers whose exponent counts: γ^T is none of a transpose, and γ^t none of a family."""

from __future__ import annotations

import pytest

from gradproof.core.errors import GradproofError
from gradproof.notation.printing.latex import latex
from gradproof.notation.printing.text import text
from gradproof.notation.reading import read_note

STEPS = (
    r"For $t=1,\dots,T$: $h_t=\tanh(W h_{t-1}+x_t)$, $W\in\mathbb{R}^{d\times d}$,"
    r" $x_t\in\mathbb{R}^d$ input, $h_0, y\in\mathbb{R}^d$ data. "
)


@pytest.mark.parametrize(
    ("formula", "printed"),
    [
        (r"$\gamma\in\mathbb{R}$, $L=\gamma^T\|h_T-y\|^2$", "γ^T ‖h_T − y‖²"),
        (r"$\gamma\in\mathbb{R}$, $L=\gamma^{-T}\|h_T-y\|^2$", "γ^(−T) ‖h_T − y‖²"),
        (r"$L=2^T\|h_T-y\|^2$", "2^T ‖h_T − y‖²"),
        (r"$L=\gamma^T\|h_T-y\|^2$ where $\gamma$ is a scalar", "γ^T ‖h_T − y‖²"),
    ],
)
def test_a_number_to_the_number_of_steps_is_a_power(formula: str, printed: str) -> None:
    model = read_note(STEPS + formula)
    assert text(model.definitions["L"][1]) == printed
    assert "T" in model.data
    assert [one for one in model.readings if "is read as a power, since T is a number" in one]


def test_a_size_is_an_exponent_too() -> None:
    model = read_note(r"$X\in\mathbb{R}^{n\times T}$, $g\in\mathbb{R}$, $f=g^T\|X\|^2$")
    assert text(model.definitions["f"][1]) == "g^T ‖X‖_F²"
    assert latex(model.definitions["f"][1]) == r"g^T \|X\|_F^2"


@pytest.mark.parametrize(
    "formula",
    [
        r"$L=h_T^T W y$",
        r"$v\in\mathbb{R}^d$, $L=(v^T h_T)^2 y^T y$",
        r"$L=\|W^T h_T - y\|^2 + y^T h_T$",
    ],
)
def test_of_vectors_and_matrices_it_is_the_transpose(formula: str) -> None:
    model = read_note(STEPS + formula)
    assert "ᵀ" in text(model.definitions["L"][1])
    assert "T" not in model.declared


@pytest.mark.parametrize(
    "formula",
    [r"$L=(1+\gamma)^T\|h_T-y\|^2$, $\gamma\in\mathbb{R}$", r"$L=(h_T^\top y)^T\|h_T\|^2$"],
)
def test_of_a_number_that_is_computed_it_is_asked_about(formula: str) -> None:
    with pytest.raises(GradproofError, match="may be a power or a transpose"):
        read_note(STEPS + formula)


def test_the_sign_of_transposition_that_is_no_letter_stays_one() -> None:
    model = read_note(STEPS + r"$\gamma\in\mathbb{R}$, $L=\gamma^\top\|h_T-y\|^2$")
    assert text(model.definitions["L"][1]) == "γ ‖h_T − y‖²"


def test_the_number_of_layers_is_data() -> None:
    model = read_note(
        r"$l=1,\dots,L$, $h_l=\tanh(W_lh_{l-1})$, $J=\frac1L\|h_L-y\|^2$,"
        r" $W_l\in\mathbb{R}^{d\times d}$, $y\in\mathbb{R}^d$ label, $h_0\in\mathbb{R}^d$ input."
    )
    assert "L" in model.data


@pytest.mark.parametrize(
    "formula",
    [
        r"$L=\sum_{t=1}^T\gamma^t\|h_t-y\|^2$",
        r"$L=\sum_{t=1}^T\gamma^t\|h_t-y\|^2$, $\gamma\in\mathbb{R}$",
        r"$L=\sum_{t=1}^T\gamma^{t-1}\|h_t-y\|^2$, $\gamma$ constant",
        r"$L=\sum_{t=1}^T\|W^t h_t-y\|^2$",
    ],
)
def test_a_number_or_a_known_name_with_the_index_above_may_be_a_power(formula: str) -> None:
    with pytest.raises(GradproofError, match=r"may be one of many, or .* to the power t"):
        read_note(STEPS + formula)


NET = r"$h_0, y\in\mathbb{R}^d$ data, $l = 1, \dots, N$, $L=\|h_N-y\|^2$. "


def test_a_matrix_with_the_index_above_is_one_of_many_and_that_is_said() -> None:
    model = read_note(NET + r"$h_l=\tanh(W^l h_{l-1})$")
    assert model.readings == ["W^l is read as another name for every l"]


@pytest.mark.parametrize(
    "formula",
    [
        r"$h_l=\tanh(W^l h_{l-1})$, $W^l\in\mathbb{R}^{d\times d}$",
        r"$h_l=\tanh(g^l \odot h_{l-1})$, $g^l\in\mathbb{R}^{d}$",
        r"$h_l=\tanh(s^l h_{l-1})$, $s^l\in\mathbb{R}$",
        r"$z^l=W^l h_{l-1}$, $h_l=\tanh(z^l)$",
    ],
)
def test_where_the_note_writes_so_nothing_need_be_said(formula: str) -> None:
    assert read_note(NET + formula).readings == []
