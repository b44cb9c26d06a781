"""Symbolic depth: the names in results are those of the note, or defined beside them."""

from __future__ import annotations

import pytest

from gradproof.core.expr import symbols
from gradproof.core.proof import Derivation
from gradproof.derivation.layers.proved import proved_layers
from gradproof.derivation.layout import in_numerator_layout
from gradproof.notation.printing.text import text
from gradproof.notation.reading import read_note
from gradproof.report.json import record
from gradproof.report.latex import render
from gradproof.report.outline import outline
from gradproof.report.signs import told
from gradproof.report.terminal import plain

STYLES = ["differential", "chain", "index", "vec"]
LAYERS = r"""
$W_l \in \mathbb{R}^{d \times d}$, $h_0 \in \mathbb{R}^d$ input, $y \in \mathbb{R}^d$ label,
$h_l = \tanh(W_l h_{l-1})$ for $l = 1, \dots, N$.
"""


def derived(objective: str, style: str = "differential") -> Derivation:
    return proved_layers(read_note(LAYERS + objective), style=style)


def written(found: Derivation) -> dict[str, str]:
    """The gradients and what is named beside them, in text."""
    pairs = {one.wrt: one.gradient for one in found.results} | found.adjoints
    return {left.symbol.text: text(right) for left, right in pairs.items()}


@pytest.mark.parametrize("style", STYLES)
def test_terms_of_sums_have_no_names_in_results(style: str) -> None:
    found = derived(r"$L = \sum_{l=1}^N \|h_l - y\|$", style)
    assert found.verified
    assert written(found)["δ_N"] == "(h_N − y)/‖h_N − y‖"
    assert [words.en for words in found.results[0].assumptions] == ["h_N − y ≠ 0", "hₗ − y ≠ 0"]


@pytest.mark.parametrize("style", STYLES)
def test_nor_have_those_of_several_sums(style: str) -> None:
    found = derived(
        r"$L = (\sum_{l=1}^N \|h_l - y\|^2)^2 + \log \sum_{l=1}^N \exp(\|W_l\|_F)$", style
    )
    assert found.verified
    said = written(found)
    assert "exp(‖Wₗ‖_F)/(Σ₂ ‖Wₗ‖_F)" in said["Wₗ"]
    assert said["Σ₂"] == "Σ_{l=1..N} exp(‖Wₗ‖_F)"


TAKEN = [
    # an objective with letters that sums and their terms would get, and results with them
    (
        r"$L_l \in \mathbb{R}$, $L = \sum_{l=1}^N L_l^2 \|h_l - y\|^2$",
        "Lₗ",
        {"Lₗ": "2 Lₗ ‖hₗ − y‖²", "δ_N": "2 L_N² (h_N − y)"},
    ),
    (
        r"$\Sigma_1 \in \mathbb{R}$, $L = \|\Sigma_1 h_N - y\|^2 \sum_{l=1}^N \|W_l\|_F^2$",
        "Σ₁",
        {"Σ₂": "Σ_{l=1..N} ‖Wₗ‖_F²", "δ_N": "2 Σ₁ Σ₂ (Σ₁ h_N − y)"},
    ),
    (
        r"$r_1^{(l)} \in \mathbb{R}$, "
        r"$L = \|h_N - y\| (\sum_{l=1}^N \|W_l\|_F^2) \sum_{l=1}^N \|r_1^{(l)} W_l\|_F^2$",
        "r₁⁽ˡ⁾",
        {"r₁⁽ˡ⁾": "2 Σ₁ r₁⁽ˡ⁾ ‖h_N − y‖ ‖Wₗ‖_F²"},
    ),
]


@pytest.mark.parametrize(("objective", "name", "results"), TAKEN)
def test_names_of_the_note_are_no_names_of_sums(
    objective: str, name: str, results: dict[str, str]
) -> None:
    found = derived(objective)
    assert found.verified
    said = written(found)
    assert name in said
    assert results.items() <= said.items()


AHEAD = [
    # what stands behind the declarations, the first layer, definitions and symbols as reported
    (
        r"$h_{l+1} = h_l + \eta \tanh(K_l h_l + b_l)$, $l = 0, \dots, N-1$, $L = \|h_N - y\|^2$",
        "l = 1, …, N",
        ["hₗ = hₗ₋₁ + η tanh(Kₗ₋₁hₗ₋₁ + bₗ₋₁)", "L = ‖h_N − y‖²"],
        ["y", "η", "Kₗ₋₁", "bₗ₋₁"],
    ),
    (
        r"$h_{l+1} = \tanh(K_l h_l + b_l)$ for $l = 1, \dots, N-1$, $L = \|h_N - \eta y\|^2$",
        "l = 2, …, N",
        ["hₗ = tanh(Kₗ₋₁hₗ₋₁ + bₗ₋₁)", "L = ‖h_N − η y‖²"],
        ["y", "Kₗ₋₁", "bₗ₋₁", "η"],
    ),
    (
        r"$h_l = \tanh(K_l h_{l-1} + b_{l-1})$ for $l = 1, \dots, N$, $L = \|h_N - \eta y\|^2$",
        "l = 1, …, N",
        ["hₗ = tanh(Kₗhₗ₋₁ + bₗ₋₁)", "L = ‖h_N − η y‖²"],
        ["y", "Kₗ", "bₗ₋₁", "η"],
    ),
    (
        r"$h_{t+1} = \tanh(K_t h_t + \eta b_t)$, $t = 0, \dots, T-1$, "
        r"$L = \|h_T - y\|^2 + \sum_{t=0}^{T-1} \|b_t\|^2$",
        "t = 1, …, T",
        ["hₜ = tanh(Kₜ₋₁hₜ₋₁ + η bₜ₋₁)", "L = ‖h_T − y‖² + Σ_{t=0..T-1} ‖bₜ‖²"],
        ["y", "Kₜ₋₁", "η", "bₜ₋₁"],
    ),
]


@pytest.mark.parametrize(("formulas", "course", "definitions", "symbols"), AHEAD)
def test_definitions_are_reported_for_the_layers_that_are_counted(
    formulas: str, course: str, definitions: list[str], symbols: list[str]
) -> None:
    letter = "t" if "t" in course else "l"
    declared = rf"""
    $y, h_{letter}, b_{letter} \in \mathbb{{R}}^d$, $K_{letter} \in \mathbb{{R}}^{{d\times d}}$,
    $\eta \in \mathbb{{R}}$, $y$ is the label. """
    found = proved_layers(read_note(declared + formulas))
    assert found.verified
    report = outline(found)
    assert report.layers is not None
    assert report.layers.text == course
    assert [f"{left.symbol.text} = {text(right)}" for left, right in report.definitions] == (
        definitions
    )
    shown = [leaf.symbol.text for group in report.declared for leaf in group.symbols]
    assert sorted(shown) == sorted(symbols)
    data = record(found)
    known = {one["name"] for one in data["symbols"]}
    assert {one["wrt"] for one in data["results"]} <= known


GATED = r"""
$c_t = f_t \odot c_{t-1} + \tanh(W x_t)$, $f_t = \sigma(U h_{t-1})$,
$h_t = \sigma(V h_{t-1}) \odot \tanh(c_t)$, $t = 1, \dots, \tau$,
$h_0, c_0, y \in \mathbb{R}^d$, $x_t \in \mathbb{R}^p$ is data,
$L = \|h_\tau - y\|^2 + \|c_\tau\|^2$.
"""


def test_errors_stand_behind_those_that_they_use() -> None:
    found = proved_layers(read_note(GATED))
    names = list(found.adjoints)
    for name, value in found.adjoints.items():
        used = [one for one in symbols(value) if one in names and one is not name]
        assert all(names.index(one) < names.index(name) for one in used)
    assert len(names) == 4


def test_the_report_says_what_errors_are() -> None:
    found = proved_layers(read_note(GATED))
    said = told(outline(found), "en", lambda one: one.text)
    assert said.startswith("Here δ_{c,t} is ∂L/∂cₜ; δ_{h,t} is ∂L/∂hₜ")
    assert "∇_{hₜ} L" in told(outline(in_numerator_layout(found)), "en", lambda one: one.text)


def test_what_is_in_front_of_the_first_layer_is_left_out_and_said_to_be() -> None:
    found = proved_layers(read_note(GATED))
    assert {leaf.symbol.name for leaf in found.left_out} == {"h_0", "c_0", "x_t", "y"}
    named = proved_layers(read_note(GATED), wrt=["h_0", "c_0"])
    assert named.verified
    assert not named.left_out


def test_results_by_states_say_for_which_layers() -> None:
    found = proved_layers(read_note(GATED), wrt=["h_t"])
    assert "\n      for t = 1, …, τ" in plain(found)
    assert "hₜ = σ(Vhₜ₋₁) ⊙ tanh(cₜ)\n" in plain(found)


def test_greek_ends_are_commands_in_latex() -> None:
    found = proved_layers(read_note(GATED))
    assert r"\sum_{t=1}^{\tau}" in render(found)
    assert r"t = \tau-1, \dots, 1" in render(found)
    assert "τ" not in render(found)


ERRORS = [
    # letters that the note uses, and the letter for errors
    ("b_l", "δₗ"),
    (r"\delta_l", "εₗ"),
    (r"\delta_l + \varepsilon", "γₗ"),
    (r"\delta_l + \varepsilon + \gamma + \rho", "δₗ′"),
]


@pytest.mark.parametrize(("added", "letter"), ERRORS)
def test_errors_have_a_letter_of_their_own(added: str, letter: str) -> None:
    note = rf"""$h_l = \tanh(W_l h_{{l-1}} + {added})$ for $l = 1, \dots, N$,
    $h_0 \in \mathbb{{R}}^d$, $L = \|h_N\|^2$. """
    declared = ", ".join(added.split(" + "))
    found = proved_layers(read_note(note + rf"${declared} \in \mathbb{{R}}^d$"))
    assert found.verified
    assert [name.symbol.text for name in found.errors] == [letter]
