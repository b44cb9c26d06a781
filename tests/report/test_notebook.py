"""The notebook: valid, a cell for each stage, together what a notebook shows of a derivation."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest

import gradproof as gp
from gradproof.report.outline import outline
from gradproof.report.stages import stages
from gradproof.report.words import LANGUAGES, Lang

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.md"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_cell_for_each_stage(path: Path, lang: Lang):
    found = gp.derive(path.read_text("utf-8"), lang=lang)
    text = found.to("ipynb")
    nbformat.validate(nbformat.reads(text, as_version=4))  # pyright: ignore[reportUnknownMemberType]
    cells = json.loads(text)["cells"]
    assert len(cells) == len(list(stages(outline(found.proof).sections))) + 2
    whole = "\n\n".join("".join(cell["source"]) for cell in cells)
    assert whole + "\n" == found._repr_markdown_()
    assert "```" not in whole
