"""Checked notes on the terminal: the line of the source, carets below the claim, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TextIO

from gradproof.report.checked.judged import Claim, Judged, Verdict
from gradproof.report.checked.words import (
    convention,
    correction,
    counterexample,
    numbers,
    reading,
    reason,
    say,
    tally,
    verdict,
)
from gradproof.report.terminal import MAXIMUM, MINIMUM, Row, Span
from gradproof.report.words import Lang
from gradproof.report.wrapping import folded, sentence

STYLES: Mapping[str, str] = {
    "right": "green",
    "convention": "yellow",
    "wrong": "bold red",
    "inherited": "red",
    "definition": "dim",
    "note": "dim",
    "undecided": "magenta",
    "unread": "magenta",
    "title": "bold",
    "source": "",
    "": "",
}
"""The style of a span by what it is."""

SHOWN: tuple[Verdict, ...] = ("wrong", "inherited", "undecided", "unread")
"""What is shown with its source even where not everything is asked for."""

COUNTED: tuple[Verdict, ...] = ("right", "definition")
"""What is only counted where not everything is asked for."""


class Terminal:
    """The rows of a report at one width in one language."""

    def __init__(self, lang: Lang, width: int, verbose: bool = False) -> None:
        self.lang: Lang = lang
        self.width = min(max(width, MINIMUM), MAXIMUM)
        self.verbose = verbose

    def rows(self, reports: Sequence[Judged]) -> Iterator[Row]:
        """All notes, and of several what they come to together."""
        for one in reports:
            yield from self.note(one)
        if len(reports) > 1:
            sums = {key: sum(one.summary[key] for one in reports) for key in reports[0].summary}
            yield [Span(say("total", self.lang, len(reports)), "title")]
            yield from self.prose(tally(sums, self.lang), 2)

    def note(self, report: Judged) -> Iterator[Row]:
        """One note: its name, what is not simply right, and how many claims have each verdict."""
        name = say("stdin", self.lang) if report.path == "-" else report.path
        yield [Span(name, "title")]
        for claim in report.claims:
            if self.verbose or claim.verdict in SHOWN:
                yield from self.claim(report, claim)
        yield from self.rest(report)
        style = "wrong" if report.failed() else "right" if report.claims else "undecided"
        yield from self.prose(tally(report.summary, self.lang), 2, style)
        yield []

    def claim(self, report: Judged, claim: Claim) -> Iterator[Row]:
        """One claim: where it stands, and all that is known of it."""
        yield [
            Span(f"  {verdict(claim, self.lang)}", claim.verdict),
            Span(f"  {say('line', self.lang, claim.line)}"),
        ]
        line, carets = report.place(claim).excerpt(self.width - 10).split("\n")
        yield [Span(f"    {line}", "source")]
        yield [Span(f"    {carets}", claim.verdict)]
        yield from self.prose(reason(claim, self.lang), 6)
        for key, said in (
            ("read", reading(claim, self.lang)),
            ("correct", correction(claim)),
            ("counterexample", counterexample(claim, self.lang)),
        ):
            if said:
                yield from self.labelled(key, said, "right" if key == "correct" else "")
        yield []

    def labelled(self, key: str, said: str, style: str) -> Iterator[Row]:
        """What is said, behind what it is."""
        label = f"      {say(key, self.lang)}{say('colon', self.lang)}"
        first, *others = folded(said, max(24, self.width - len(label)), len(label))
        yield [Span(label), Span(first, style)]
        for one in others:
            yield [Span(" " * 8 + one, style)]

    def rest(self, report: Judged) -> Iterator[Row]:
        """What is not shown claim by claim: which lines each convention and each reason is for."""
        found: dict[tuple[Verdict, str], list[int]] = {}
        for claim in report.claims:
            if not self.verbose and claim.verdict not in (*SHOWN, *COUNTED):
                named = convention(claim.convention, self.lang) if claim.convention else ""
                key = claim.verdict, named or reason(claim, self.lang)
                found.setdefault(key, []).append(claim.line)
        for (kind, why), lines in found.items():
            shown = verdict(Claim(1, 1, "", kind), self.lang)
            parts = [one for one in (shown, why, numbers(lines, self.lang)) if one]
            yield from self.prose(say("colon", self.lang).join(parts), 2, kind)
        if found:
            yield []

    def prose(self, words: str, indent: int, style: str = "") -> Iterator[Row]:
        """A sentence, folded."""
        for one in sentence(words, self.width - indent) if words else ():
            yield [Span(" " * indent + one, style)]


def plain(
    reports: Sequence[Judged], lang: Lang = "en", width: int = 80, verbose: bool = False
) -> str:
    """The reports as plain text, for files and pipes."""
    rows = list(Terminal(lang, width, verbose).rows(reports))
    while rows and not rows[-1]:
        rows.pop()
    return "".join("".join(visible(span.text) for span in row).rstrip() + "\n" for row in rows)


def visible(text: str) -> str:
    r"""The text with a dot for each character that a terminal would obey or hide.

    >>> visible("a\x1b[2J b")
    'a·[2J b'
    """
    return "".join(char if char.isprintable() else "·" for char in text)


def show(
    reports: Sequence[Judged], lang: Lang, file: TextIO, width: int, verbose: bool = False
) -> None:
    """Print the reports in colour; rich leaves the colours out where the terminal has none."""
    # Imported here because it takes 40 ms, and only an interactive terminal needs it.
    from rich.console import Console
    from rich.text import Text as Rich

    console = Console(file=file, highlight=False, soft_wrap=True)
    for row in Terminal(lang, width, verbose).rows(reports):
        console.print(Rich.assemble(*((visible(span.text), STYLES[span.style]) for span in row)))
