"""A checked note for readers and programs: verdicts beside the text that they are about."""

from __future__ import annotations

from collections.abc import Sequence

from gradproof.core.errors import ModelError
from gradproof.core.phrase import Phrase
from gradproof.formats import CHECKED
from gradproof.report.checked import github, html, json, markdown, terminal
from gradproof.report.checked.judged import Judged
from gradproof.report.words import Lang

__all__ = ["render"]


def render(
    reports: Sequence[Judged],
    format: str,
    lang: Lang = "en",
    *,
    width: int = 80,
    verbose: bool = False,
    strict: bool = False,
) -> str:
    """The reports as terminal text (plain, at a width), markdown, html, json or github.

    Errors:  ModelError for another format.
    """
    match format:
        case "terminal":
            return terminal.plain(reports, lang, width, verbose)
        case "markdown":
            return markdown.render(reports, lang)
        case "html":
            return html.render(reports, lang)
        case "json":
            return json.render(reports, lang)
        case "github":
            return github.render(reports, lang, strict)
        case _:
            raise ModelError(
                Phrase("there is no format {0!r}", format),
                hint=Phrase("Choose one of: {0}.", ", ".join(CHECKED)),
            )
