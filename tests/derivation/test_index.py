"""The index style: the same gradients by components, every line proved."""

from __future__ import annotations

from dataclasses import replace

import pytest

import gradproof as gp
from gradproof.core.algebra import scale
from gradproof.core.proof import Link
from gradproof.derivation.verify import verify
from gradproof.exact.links import check_link
from gradproof.notation.printing.text import text

SIGMOID = r"""
$X \in \mathbb{R}^{m\times d}$ is data, $W \in \mathbb{R}^{d\times n}$,
$V \in \mathbb{R}^{n\times c}$. $$H = \sigma(X W), \qquad Y = H V, \qquad f = \|Y\|^2$$
"""
SOFTMAX = r"""
$W \in \mathbb{R}^{n\times d}$, $x \in \mathbb{R}^d$ data, $y \in \mathbb{R}^n$ a target.
$$z = W x, \qquad p = \mathrm{softmax}(z), \qquad f = -y^T \log p$$
"""


def shown(found: gp.Derivation, rule: str) -> list[str]:
    made: list[str] = []
    for link in found.proof.links():
        if link.rule == rule:
            before, after = link.shown or (link.before, link.after)
            made.append(f"{text(before)} = {text(after)}")
    return made


def test_what_is_written_with_indices():
    found = gp.derive(SIGMOID, style="index")
    assert shown(found, "partial") == [
        "∂f/∂Yᵢⱼ = 2 Yᵢⱼ",
        "∂Yᵢⱼ/∂Hₖₗ = δᵢₖ Vₗⱼ",
        "∂Yᵢⱼ/∂Vₖₗ = Hᵢₖ δⱼₗ",
        "∂Hᵢⱼ/∂Wₖₗ = Hᵢⱼ Xᵢₖ δⱼₗ (1 − Hᵢⱼ)",
    ]
    assert shown(found, "index_chain_rule")[0] == "∂f/∂Hᵢⱼ = Σₖₗ ∂f/∂Yₖₗ ∂Yₖₗ/∂Hᵢⱼ"
    assert shown(found, "contract")[1] == "∂f/∂Hᵢⱼ = Σₗ ∂f/∂Yᵢₗ Vⱼₗ"
    assert shown(found, "to_matrices")[1] == "Σₗ ∂f/∂Yᵢₗ Vⱼₗ = [∂f/∂Y Vᵀ]ᵢⱼ"


def test_the_softmax_has_a_kronecker_delta():
    found = gp.derive(SOFTMAX, wrt="W", style="index")
    assert "∂pᵢ/∂zⱼ = pᵢ δᵢⱼ − pⱼ pᵢ" in shown(found, "partial")
    assert found.verified


def test_letters_of_sizes_and_symbols_are_not_indices():
    found = gp.derive(
        r"$A \in \mathbb{R}^{i\times j}$, $k \in \mathbb{R}^j$. $$f = \|A k\|^2$$", style="index"
    )
    assert shown(found, "partial")[0].startswith("∂f/∂A")
    indices = shown(found, "partial")[0].split(" = ")[0].removeprefix("∂f/∂A")
    assert not set(indices) & set("ᵢⱼₖ")


@pytest.mark.parametrize("rule", ["partial", "contract", "to_matrices", "index_chain_rule"])
def test_a_wrong_line_is_noticed(rule: str):
    found = gp.derive(SIGMOID, style="index").proof
    wrong: list[Link] = []
    for step in found.steps:
        for place, link in enumerate(step.links):
            if link.rule == rule:
                step.links[place] = replace(link, after=scale(3, link.after))
                wrong.append(step.links[place])
    checked = verify(found)
    assert wrong
    assert all(checked.certificates[link].holds is False for link in wrong)


def test_partial_derivatives_by_cases():
    found = gp.derive(
        r"$z \in \mathbb{R}^n$, $p = \mathrm{softmax}(z)$, $f = y^T p$", style="index", wrt="z"
    )
    lines = {link.rule: link for link in found.proof.links() if link.rule.startswith("partial_")}
    shown = {rule: [text(side) for side in link.shown or ()] for rule, link in lines.items()}
    assert shown == {
        "partial_equal": ["∂pᵢ/∂zᵢ", "pᵢ − pᵢ²"],
        "partial_other": ["∂pᵢ/∂zⱼ", "−pⱼ pᵢ"],
    }
    assert found.verified
    for link in lines.values():
        wrong = replace(link, after=scale(2, link.after))
        assert check_link(wrong).holds is False


def test_no_cases_where_every_term_has_the_delta():
    found = gp.derive(r"$z \in \mathbb{R}^n$, $p = \tanh(z)$, $f = y^T p$", style="index")
    assert not any(link.rule.startswith("partial_") for link in found.proof.links())
