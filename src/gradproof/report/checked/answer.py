"""A checked note as one meets it in Python: claims with verdicts, whole in a notebook."""

from __future__ import annotations

from dataclasses import dataclass, field

from gradproof.report.checked import html, render
from gradproof.report.checked.corrected import corrected
from gradproof.report.checked.judged import Judged
from gradproof.report.checked.words import tally
from gradproof.report.chinese import speaking
from gradproof.report.words import Lang


@dataclass(frozen=True, repr=False)
class Report(Judged):
    """The claims of one note; printed it is the report of the terminal.

    lang: the language that it speaks.
    """

    lang: Lang = field(default="en", compare=False)

    def corrected(self) -> str:
        """The text, with other right sides where a correction is known."""
        return corrected(self)

    def to(self, format: str, *, width: int = 80, verbose: bool = False) -> str:
        """The report as text: "terminal", "markdown", "html", "json" or "github".

        Errors:  ModelError for another format.
        """
        with speaking(self.lang):
            return render([self], format, self.lang, width=width, verbose=verbose)

    def __str__(self) -> str:
        return self.to("terminal").rstrip("\n")

    def __repr__(self) -> str:
        return tally(self.summary, self.lang)

    def _repr_markdown_(self) -> str:
        return self.to("markdown")

    def _repr_html_(self) -> str:
        return html.fragment(self, self.lang)
