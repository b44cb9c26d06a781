"""What holds for every style: the same gradients as by differentials, all lines proved."""

from __future__ import annotations

from pathlib import Path

import pytest

import gradproof as gp

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.md"))
STYLES = ["chain", "index", "vec"]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
@pytest.mark.parametrize("style", STYLES)
def test_the_gradients_are_those_of_the_differential_style(path: Path, style: str):
    note = path.read_text("utf-8")
    found, other = gp.derive(note, style=style), gp.derive(note)
    assert found.verified
    assert repr(found).splitlines()[:-1] == repr(other).splitlines()[:-1]
    assert [one.assumptions for one in found] == [one.assumptions for one in other]


@pytest.mark.parametrize(
    "formula",
    [
        r"-y^T \log \mathrm{softmax}(W x + b)",
        r"\mathrm{tr}(A X^{-1} B)",
        r"\log\det(X) + \mathrm{tr}(X^T A X)",
        r"\|\mathrm{LayerNorm}(x) - y\|^2",
        r"\|A X B - C\|^2 + \|X\|",
        r"\|\mathrm{softmax}(Q K^T) V\|^2",
        r"\|A \otimes X\|^2",
        r"\|A \otimes X\|^2 + \mathrm{tr}((A \otimes X) C)",
        r"\|\mathrm{diag}(x) A\|^2 + \mathrm{tr}(\mathrm{diag}(A x))",
        r"\lambda \|x\|^2",
    ],
)
@pytest.mark.parametrize("style", STYLES)
def test_formulas_of_every_kind(formula: str, style: str):
    model = gp.read_expression(formula)
    found, other = gp.derive(model, style=style), gp.derive(model)
    assert found.verified
    assert [one.text for one in found] == [one.text for one in other]
