"""A derivation as a Jupyter notebook: a cell of Markdown for the results and for each stage.

Source: the notebook format 4.5, nbformat.readthedocs.io.
"""

from __future__ import annotations

import json
from typing import Any

from gradproof.core.proof import Derivation
from gradproof.report.document import Document
from gradproof.report.markdown import Markdown
from gradproof.report.outline import outline
from gradproof.report.words import Lang


class Cell(Markdown):
    """Markdown as Jupyter and pandoc read it: formulas between dollar signs are left alone."""

    def displayed(self, formula: str) -> str:
        return f"$$\n{formula}\n$$"

    def mathematics(self, formula: str) -> str:
        return Document.mathematics(self, formula)


def cell(derivation: Derivation, lang: Lang = "en") -> str:
    """The whole report as one cell."""
    return "\n\n".join(Cell(outline(derivation), lang).blocks()) + "\n"


def record(derivation: Derivation, lang: Lang = "en") -> dict[str, Any]:
    """The notebook as plain data."""
    page = Cell(outline(derivation), lang)
    cells = ["\n\n".join(blocks) for blocks in page.parts()]
    return {
        "cells": [
            {
                "cell_type": "markdown",
                "id": f"part-{number}",
                "metadata": {},
                "source": text.splitlines(keepends=True),
            }
            for number, text in enumerate(cells, start=1)
        ],
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def render(derivation: Derivation, lang: Lang = "en") -> str:
    """The notebook as the text of an .ipynb file."""
    return json.dumps(record(derivation, lang), ensure_ascii=False, indent=1) + "\n"
