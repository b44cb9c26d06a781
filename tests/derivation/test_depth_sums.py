"""Sums over the layers of what is in use besides: what they hand back is added to the rest."""

from __future__ import annotations

import pytest

from gradproof.derivation.layers.proved import proved_layers
from gradproof.notation.printing.text import text
from gradproof.notation.reading import read_note

STYLES = ["differential", "chain", "index", "vec"]
LAYERS = r"""
$W_l \in \mathbb{R}^{d \times d}$, $h_0 \in \mathbb{R}^d$ input, $y \in \mathbb{R}^d$ label,
$h_l = \tanh(W_l h_{l-1})$ for $l = 1, \dots, N$.
"""

SUMS = [
    # what stands behind the layers, the base and the last terms of the recursion
    (r"$s = \sum_{l=1}^N h_l$, $L = \|s - y\|^2$", "2 (s − y)", "+ 2 (s − y)"),
    (
        r"$s = \sum_{l=1}^N h_l$, $r = \sum_{l=1}^N h_l$, $L = s^T y + \|r\|^2$",
        "2 r + y",
        "+ 2 r + y",
    ),
    (
        r"$L = \|\sum_{l=1}^N h_l - y\|^2 + \|h_N\|^2$",
        "2 (h_N + Σ₁ − y)",
        "+ 2 (Σ₁ − y)",
    ),
    (
        r"$c_l = \|h_l - y\|^2$, $A = \sum_{l=1}^N c_l$, $B = \exp(\sum_{l=1}^N c_l)$, $L = A + B$",
        "2 (B + 1)(h_N − y)",
        "+ 2 (B + 1)(hₗ − y)",
    ),
    (
        r"$c_l = \|h_l - y\|^2$, $L = \sum_{l=1}^N c_l + \sum_{l=1}^N \exp(c_l)$",
        "2 (1 + exp(c_N))(h_N − y)",
        "+ 2 (1 + exp(cₗ))(hₗ − y)",
    ),
]


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(("formulas", "base", "added"), SUMS)
def test_sums_add_to_what_arrives_otherwise(
    formulas: str, base: str, added: str, style: str
) -> None:
    found = proved_layers(read_note(LAYERS + formulas), style=style)
    assert found.verified
    said = {name.symbol.text: text(value) for name, value in found.adjoints.items()}
    assert said["δ_N"] == base
    assert said["δₗ"].endswith(added)


@pytest.mark.parametrize("style", STYLES)
def test_a_state_that_is_summed_up_and_handed_on(style: str) -> None:
    formulas = r"$c_l = c_{l-1} \|h_l - y\|^2$, $c_0 \in \mathbb{R}$, $L = \sum_{l=1}^N c_l + c_N$"
    assert proved_layers(read_note(LAYERS + formulas), style=style).verified


@pytest.mark.parametrize("style", STYLES)
def test_a_first_layer_of_its_own_below_residual_ones(style: str) -> None:
    note = r"""$x \in \mathbb{R}^p$ input, $W_1 \in \mathbb{R}^{d \times p}$,
    $W_l \in \mathbb{R}^{d \times d}$, $y \in \mathbb{R}^d$ label, $h_1 = \tanh(W_1 x)$ and for
    $l = 2, \dots, N$: $h_l = h_{l-1} + \tanh(W_l h_{l-1})$, $L = \|h_N - y\|^2$"""
    found = proved_layers(read_note(note), style=style)
    assert found.verified
    assert [one.wrt.symbol.text for one in found.results] == ["W₁", "Wₗ"]
