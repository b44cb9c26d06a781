"""Shapes in families: what is true of one member is true of all, whatever the note declares."""

import pytest

from gradproof.notation.printing.text import text
from gradproof.notation.reading import read_note

LAST = r"$W_l \in \mathbb{R}^{d\times d}$ for $l = 1, \dots, N$, $L = \|h_N - y\|^2$. "

ROWS = [
    # what is said beside the definition of h_l, and the shapes of h_0 or y, h_N and b_l
    (r"$h_l = \tanh(h_{l-1} W_l)$, $h_0, y \in \mathbb{R}^{1\times d}$.", "1×d", ""),
    (r"$h_l = \tanh(h_{l-1} W_l)$, $h_l, y \in \mathbb{R}^{1\times d}$.", "1×d", ""),
    (r"$h_l = \tanh(h_{l-1} W_l + b_l)$, $y \in \mathbb{R}^{1\times d}$.", "1×d", "1×d"),
    (r"$h_l = \tanh(h_{l-1} W_l)$, $h_0, y \in \mathbb{R}^{m\times d}$.", "m×d", ""),
    (r"$h_l = \tanh(h_{l-1} W_l + b_l)$, $h_0, y \in \mathbb{R}^{m\times d}$.", "m×d", "1×d"),
    (r"$h_l = \tanh(W_l h_{l-1} + b_l)$, $h_0, y \in \mathbb{R}^{d}$.", "d×1", "d×1"),
]


@pytest.mark.parametrize(("formulas", "state", "bias"), ROWS)
def test_rows_and_batches_of_small_letters(formulas: str, state: str, bias: str):
    declared = read_note(LAST + formulas).declared
    assert str(declared["h_N"].shape) == state
    assert not bias or str(declared["b_l"].shape) == bias


def test_a_bias_of_a_batch_is_a_row_in_layers_too():
    note = r"""$H_l = \tanh(H_{l-1} W_l + b_l)$ for $l = 1, \dots, N$,
    $H_0 \in \mathbb{R}^{m\times d}$ is data, $W_l \in \mathbb{R}^{d\times d}$, $L = \|H_N\|^2$"""
    assert str(read_note(note).declared["b_l"].shape) == "1×d"


def test_greek_states_are_vectors_all_of_them():
    note = r"""$\alpha_t = (A^T \alpha_{t-1}) \odot b_t$ for $t = 1, \dots, T$,
    $A \in \mathbb{R}^{K\times K}$, $L = -\log(\mathbf{1}^T \alpha_T)$"""
    model = read_note(note)
    assert str(model.declared["alpha_T"].shape) == "K×1"
    assert text(model.definitions["L"][1]) == "−log(1ᵀ α_T)"
