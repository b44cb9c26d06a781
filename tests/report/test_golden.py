"""One derivation in every format and language, against files that a person has read.

Run with GOLDEN=write in the environment to write the files anew.
"""

import os
from pathlib import Path

import pytest

import gradproof as gp
from gradproof.core.proof import Derivation
from gradproof.report import render
from gradproof.report.words import LANGUAGES, Lang

GOLDEN = Path(__file__).parent / "golden"
SUFFIXES = {"terminal": "txt", "markdown": "md", "latex": "tex", "json": "json"}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("format", SUFFIXES)
def test_report_is_the_golden_one(proved: Derivation, format: str, lang: Lang):
    compare(render(proved, format, lang), f"proved.{lang}.{SUFFIXES[format]}")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_report_of_a_refuted_derivation(refuted: Derivation, lang: Lang):
    compare(render(refuted, "terminal", lang, width=60), f"refuted.{lang}.txt")


SYMMETRIC = r"""$\Sigma, A \in \mathbb{R}^{n \times n}$, $x \in \mathbb{R}^n$.

$$f = x^T \Sigma^{-1} x + \log\det \Sigma + \operatorname{tr}(A \Sigma)$$

Assume $\Sigma \succ 0$."""


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", ["symmetrised", "independent"])
@pytest.mark.parametrize("style", ["differential", "chain", "index", "vec"])
def test_report_by_a_symmetric_matrix(style: str, kind: str, lang: Lang):
    found = gp.derive(SYMMETRIC, wrt="Sigma", style=style, symmetric=kind, lang=lang)
    assert found.verified
    compare(found.to("terminal"), f"{kind}.{style}.{lang}.txt")


def compare(found: str, name: str) -> None:
    path = GOLDEN / name
    if os.environ.get("GOLDEN") == "write":
        path.write_text(found, encoding="utf-8")
    assert found == path.read_text(encoding="utf-8")
