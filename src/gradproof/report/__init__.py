"""A derivation for readers and programs: every format is a view of one outline."""

from __future__ import annotations

from typing import TextIO

from gradproof.core.errors import ModelError
from gradproof.core.phrase import Phrase
from gradproof.core.proof import Derivation
from gradproof.formats import TEXTS
from gradproof.notation.printing.helpers import letters_beside
from gradproof.report import json, latex, markdown, notebook, terminal
from gradproof.report.signs import names
from gradproof.report.words import Lang

__all__ = ["cell", "encoded", "render", "show"]


def render(
    derivation: Derivation,
    format: str,
    lang: Lang = "en",
    *,
    width: int = 80,
) -> str:
    """The derivation as terminal text (plain, at a width), markdown, latex, html, ipynb or json.

    Errors:  ModelError for another format.
    """
    with letters_beside(names(derivation)):
        return _rendered(derivation, format, lang, width)


def _rendered(derivation: Derivation, format: str, lang: Lang, width: int) -> str:
    match format:
        case "terminal":
            return terminal.plain(derivation, lang, width)
        case "json":
            return json.render(derivation, lang)
        case "markdown":
            return markdown.render(derivation, lang)
        case "latex":
            return latex.render(derivation, lang)
        case "ipynb":
            return notebook.render(derivation, lang)
        case "html":
            from gradproof.report import html  # only here: it loads a library of its own

            return html.render(derivation, lang)
        case "pdf":
            raise ModelError("a PDF is no text", hint="Its bytes are in found.pdf().")
        case _:
            raise ModelError(
                Phrase("there is no format {0!r}", format),
                hint=Phrase("Choose one of: {0}.", ", ".join(TEXTS)),
            )


def encoded(
    derivation: Derivation,
    format: str,
    lang: Lang = "en",
    *,
    width: int = 80,
) -> bytes:
    """The derivation as the content of a file: a text in UTF-8, or a pdf.

    Errors:  ModelError for another format, or if what the format needs is not installed.
    """
    if format != "pdf":
        return render(derivation, format, lang, width=width).encode()

    # Imported here for the time it takes: it computes with fonts.
    from gradproof.report import pdf

    with letters_beside(names(derivation)):
        return pdf.render(derivation, lang)


def cell(derivation: Derivation, lang: Lang) -> str:
    """The derivation as a notebook shows it."""
    with letters_beside(names(derivation)):
        return notebook.cell(derivation, lang)


def show(derivation: Derivation, lang: Lang, file: TextIO, width: int) -> None:
    """Print the derivation on an interactive terminal, in colour."""
    with letters_beside(names(derivation)):
        terminal.show(derivation, lang, file, width)
