"""The chain style: the same gradients, by δ passed back through local Jacobians."""

from __future__ import annotations

import pytest

import gradproof as gp
from gradproof.core.algebra import scale
from gradproof.core.proof import Link
from gradproof.derivation.verify import verify
from gradproof.notation.printing.text import text

SIGMOID = r"""
$X \in \mathbb{R}^{m\times d}$ is data, $W \in \mathbb{R}^{d\times k}$,
$b \in \mathbb{R}^{1\times k}$.
$$Z = X W + b, \qquad P = \sigma(Z), \qquad f = \|P\|^2$$
"""


def links(found: gp.Derivation, rule: str) -> list[Link]:
    return [link for link in found.proof.links() if link.rule == rule]


def shown(found: gp.Derivation, rule: str) -> list[str]:
    return [f"{text(one.before)} = {text(one.after)}" for one in links(found, rule)]


def test_what_a_teacher_writes():
    found = gp.derive(SIGMOID, style="chain")
    assert shown(found, "chain_rule") == [
        "δ_P = 2 P",
        "δ_Z = δ_P ⊙ P ⊙ (1 − P)",
        "∂f/∂W = Xᵀ δ_Z",
        "∂f/∂b = 1ᵀ δ_Z",
    ]
    assert shown(found, "substitute_gradients")[-1].endswith(" = " + found["b"].text)


def test_shares_from_several_places_add_up():
    found = gp.derive(
        r"$x, a \in \mathbb{R}^n$. $$u = \tanh(x), \quad v = u \odot a, \quad f = u^T v$$",
        wrt="x",
        style="chain",
    )
    assert shown(found, "chain_rule")[:2] == ["δ_v = u", "δ_u = v + δ_v ⊙ a"]


def test_a_fact_that_is_used_is_named():
    found = gp.derive(
        r"$W \in \mathbb{R}^{k\times d}$, $x \in \mathbb{R}^d$, $y \in \mathbb{R}^k$ a target."
        r" Assume $\mathbf{1}^T y = 1$."
        r" $$z = W x, \quad p = \mathrm{softmax}(z), \quad f = -y^T \log p$$",
        wrt="W",
        style="chain",
    )
    assert found["W"].text == "(p − y)xᵀ"
    assert found["W"].assumptions == ("1ᵀy = 1",)
    assert found.verified


@pytest.mark.parametrize("place", range(4))
def test_a_wrong_share_is_noticed(place: int):
    found = gp.derive(SIGMOID, style="chain").proof
    steps = [step for step in found.steps if step.kind == "chain"]
    link = steps[place].links[0]
    wrong = Link(link.rule, link.because, link.before, scale(3, link.after), link.given)
    steps[place].links[0] = wrong
    assert not verify(found).verified
    assert found.certificates[wrong].holds is False


def test_a_wrong_jacobian_is_noticed():
    found = gp.derive(SIGMOID, style="chain").proof
    for step in found.steps:
        for place, link in enumerate(step.links):
            if link.rule == "local_jacobian":
                step.links[place] = wrong = Link(
                    link.rule, link.because, link.before, scale(2, link.after), link.given
                )
                assert not verify(found).certificates[wrong].holds


def test_a_letter_of_the_note_is_not_used_for_something_else():
    found = gp.derive(
        r"$x, \delta_z \in \mathbb{R}^n$. $$z = \tanh(x), \quad f = \delta_z^T z$$", style="chain"
    )
    assert found.verified
    assert shown(found, "chain_rule") == [
        "∂f/∂z = δ_z",
        "∂f/∂x = ∂f/∂z ⊙ (1 − z^⊙2)",
        "∂f/∂δ_z = z",
    ]
