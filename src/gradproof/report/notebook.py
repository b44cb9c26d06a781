"""A derivation as a Jupyter notebook: a cell of Markdown for the results and for each step.

Source: the notebook format 4.5, nbformat.readthedocs.io.
"""

from __future__ import annotations

import json
from typing import Any

from gradproof.core.proof import Derivation
from gradproof.report.markdown import Markdown
from gradproof.report.outline import outline
from gradproof.report.words import Lang


def record(derivation: Derivation, lang: Lang = "en") -> dict[str, Any]:
    """The notebook as plain data."""
    page = Markdown(outline(derivation), lang)
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
