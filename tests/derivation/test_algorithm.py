"""Backpropagation as an algorithm: what is computed in which order, and that it is right."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import gradproof as gp
from gradproof.core.algorithm import Loop, Stage
from gradproof.core.expr import symbols
from gradproof.core.ring import scale
from gradproof.derivation.algorithm import with_algorithm
from gradproof.notation.printing.text import text

FOLDER = Path(__file__).parents[2] / "examples"
LAYERED = {"deep_network", "recurrent"}
EXAMPLES = [one for one in sorted(FOLDER.glob("*.md")) if one.stem not in LAYERED]
DEEP = r"""
$x^{(0)} \in \mathbb{R}^{d}$, $W^{(l)}$ and $b^{(l)}$ for $l = 1, \dots, N$, $w \in \mathbb{R}^k$.
$$z^{(l)} = W^{(l)} x^{(l-1)} + b^{(l)}, \quad x^{(l)} = \sigma(z^{(l)})$$
$$p = \sigma(w^T x^{(N)}), \quad L = (p - y)^2$$
"""


def stages(note: str) -> dict[str, Stage]:
    found = gp.derive(note, algorithm=True)
    assert found.verified
    return {stage.kind: stage for stage in found.proof.algorithm}


def lines(stage: Stage) -> list[str]:
    shown: list[str] = []
    for step in stage.steps:
        if isinstance(step, Loop):
            shown.append(step.course.text)
        body = step.body if isinstance(step, Loop) else (step,)
        shown += (f"{text(one.left)} ← {text(one.right)}" for one in body)
    return shown


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_everything_is_computed_before_it_is_used(path: Path) -> None:
    found = gp.derive(path.read_text("utf-8"), algorithm=True)
    assert found.verified
    known = set(found.model.declared.values())
    for stage in found.proof.algorithm:
        for one in stage.assignments():
            missing = [s for s in symbols(one.right) if s not in known]
            assert [text(s) for s in missing] in ([], ["η"])
            known.add(one.left)
    updated = [one.left for one in found.proof.algorithm[-1].assignments()]
    assert updated == [result.wrt.expr for result in found]


def test_a_regression() -> None:
    found = stages(
        r"$X \in \mathbb{R}^{m \times d}$, $w \in \mathbb{R}^d$, $r = X w - y$, $f = \frac12 r^T r$"
    )
    assert lines(found["forward"]) == ["r ← Xw − y", "f ← ½ rᵀr"]
    assert lines(found["gradients"]) == ["∂f/∂w ← Xᵀr"]
    assert lines(found["update"]) == ["w ← w − η ∂f/∂w"]


def test_layers_are_loops() -> None:
    found = stages(DEEP)
    assert list(found) == ["forward", "error", "backward", "gradients", "update"]
    assert lines(found["forward"]) == [
        "l = 1, …, N",
        "z⁽ˡ⁾ ← W⁽ˡ⁾x⁽ˡ⁻¹⁾ + b⁽ˡ⁾",
        "x⁽ˡ⁾ ← σ(z⁽ˡ⁾)",
        "p ← σ(wᵀ x^{(N)})",
        "L ← (p − y)²",
    ]
    assert lines(found["backward"]) == [
        "l = N−1, …, 1",
        "δ⁽ˡ⁾ ← (W⁽ˡ⁺¹⁾)ᵀδ⁽ˡ⁺¹⁾ ⊙ x⁽ˡ⁾ ⊙ (1 − x⁽ˡ⁾)",
    ]
    assert lines(found["gradients"]) == [
        "∂L/∂w ← 2 p (p − y)(1 − p) x^{(N)}",
        "l = 1, …, N",
        "∂L/∂W⁽ˡ⁾ ← δ⁽ˡ⁾(x⁽ˡ⁻¹⁾)ᵀ",
        "∂L/∂b⁽ˡ⁾ ← δ⁽ˡ⁾",
    ]
    assert lines(found["update"])[1:3] == ["l = 1, …, N", "W⁽ˡ⁾ ← W⁽ˡ⁾ − η ∂L/∂W⁽ˡ⁾"]


def test_the_step_size_has_a_letter_of_its_own() -> None:
    found = stages(r"$\eta \in \mathbb{R}^n$, $f = \|\eta\|^2$")
    assert lines(found["update"]) == ["η ← η − α ∂f/∂η"]


def test_no_algorithm_unless_it_is_asked_for() -> None:
    assert gp.derive(DEEP).proof.algorithm == ()
    assert "Algorithm" not in str(gp.derive(DEEP))


@pytest.mark.parametrize("format", ["terminal", "markdown", "latex", "html", "ipynb", "json"])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_format_shows_it(format: str, lang: gp.Lang) -> None:
    whole = gp.derive(DEEP, algorithm=True, lang=lang).to(format)
    heading = {"en": "Gradient descent", "zh": "梯度下降"}[lang]
    assert ("update" if format == "json" else heading) in whole


def test_an_error_that_is_wrong_is_noticed() -> None:
    found = gp.derive(EXAMPLES[0].read_text("utf-8"))
    chain = gp.derive(found.model, style="chain").proof
    for step in chain.steps:
        if step.kind == "chain":
            step.links = [replace(link, after=scale(2, link.after)) for link in step.links]
    spoilt = with_algorithm(found.proof, chain)
    assert spoilt.closing[-1].holds is False


def test_two_recursions_in_the_order_in_which_they_need_each_other() -> None:
    found = stages(
        r"$s_0, m_0 \in \mathbb{R}^d$, $x_t \in \mathbb{R}^p$, $t = 1, \dots, T$,"
        r" $g_t = \sigma(A x_t + B s_{t-1})$, $m_t = g_t \odot m_{t-1} + x_t^T c \, g_t$,"
        r" $s_t = g_t \odot \tanh(m_t)$, $J = \|s_T\|^2$"
    )
    for kind in ("error", "backward"):
        known: set[str] = set()
        own = {text(one.left) for one in found[kind].assignments()}
        for one in found[kind].assignments():
            used = {text(each) for each in symbols(one.right)}
            assert used & own <= known
            known.add(text(one.left))


@pytest.mark.parametrize("note", [EXAMPLES[-1].read_text("utf-8"), DEEP], ids=["plain", "layers"])
def test_in_numerator_layout_gradients_are_called_gradients(note: str) -> None:
    found = gp.derive(note, algorithm=True, layout="numerator")
    assert found.verified
    lines_of = [f"{text(a.left)} ← {text(a.right)}" for stage in found.proof.algorithm
                for a in stage.assignments() if not a.left.shape.is_scalar]  # fmt: skip
    assert any("∇" in line for line in lines_of)
    assert not any("∂" in line for line in lines_of)
