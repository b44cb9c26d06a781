"""The vec style: the same gradients, by Jacobian matrices with Kronecker products."""

from __future__ import annotations

from dataclasses import replace

import pytest

import gradproof as gp
from gradproof.core.algebra import scale
from gradproof.core.proof import Link
from gradproof.derivation.verify import verify
from gradproof.notation.printing.text import text

SIGMOID = r"""
$X \in \mathbb{R}^{m\times d}$ is data, $W \in \mathbb{R}^{d\times k}$,
$V \in \mathbb{R}^{k\times p}$. $$H = \sigma(X W), \qquad f = \|H V\|^2$$
"""


def shown(found: gp.Derivation, rule: str) -> list[str]:
    return [
        f"{text(link.before)} = {text(link.after)}"
        for link in found.proof.links()
        if link.rule == rule
    ]


def test_what_a_textbook_writes():
    found = gp.derive(SIGMOID, style="vec")
    assert shown(found, "vec_jacobian")[1:] == [
        "vec(dH) = diag(vec(H ⊙ (1 − H))) (Iₖ ⊗ X) vec(dW)",
    ]
    assert shown(found, "vec_chain_rule")[0] == "vec(δ_H) = 2 (V ⊗ Iₘ) vec(HV)"
    assert shown(found, "unvec") == [
        "2 (V ⊗ Iₘ) vec(HV) = 2 vec(HVVᵀ)",
        "(Iₖ ⊗ Xᵀ) diag(vec(H ⊙ (1 − H))) vec(δ_H) = vec(Xᵀ(δ_H ⊙ H ⊙ (1 − H)))",
        "2 (Iₚ ⊗ Hᵀ) vec(HV) = 2 vec(HᵀHV)",
    ]


def test_where_no_kronecker_product_says_it_the_inner_product_does():
    found = gp.derive(gp.read_expression(r"\mathrm{tr}((A \otimes X) C)"), wrt="C", style="vec")
    again = gp.derive(
        gp.trace(found["C"].gradient.T @ gp.matrix("D", *found["C"].shape)), style="vec"
    )
    assert again.verified


@pytest.mark.parametrize("rule", ["vec_jacobian", "vec_chain_rule", "unvec"])
def test_a_wrong_line_is_noticed(rule: str):
    found = gp.derive(SIGMOID, style="vec").proof
    wrong: list[Link] = []
    for step in found.steps:
        for place, link in enumerate(step.links):
            if link.rule == rule:
                step.links[place] = replace(link, after=scale(3, link.after))
                wrong.append(step.links[place])
    checked = verify(found)
    assert wrong
    assert not any(checked.certificates[link].holds for link in wrong)
