"""Checked notes as annotations of GitHub: one workflow command for each wrong claim."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gradproof.report.checked.judged import Claim, Judged
from gradproof.report.checked.words import correction, counterexample, reason, say, verdict
from gradproof.report.words import Lang

_DATA = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_PROPERTY = {**_DATA, ":": "%3A", ",": "%2C"}


def escaped(text: str, *, in_property: bool = False) -> str:
    """The text with those characters in codes that would end a message, or a property.

    >>> escaped("50 %\\n"), escaped("a,b:c", in_property=True)
    ('50 %25%0A', 'a%2Cb%3Ac')
    """
    codes = _PROPERTY if in_property else _DATA
    return "".join(codes.get(char, char) for char in text)


def commands(report: Judged, lang: Lang, strict: bool) -> Iterator[str]:
    """A line for each claim that is wrong, or if `strict` right only by a convention."""
    file = escaped(report.path, in_property=True)
    for claim in report.claims:
        if claim.verdict == "wrong" or (strict and claim.verdict == "convention"):
            place = f"file={file},line={claim.line},col={claim.column}"
            yield f"::error {place}::{escaped(message(claim, lang))}"


def message(claim: Claim, lang: Lang) -> str:
    """What is wrong, and what would be right."""
    said = [
        say("colon", lang).join(one for one in (verdict(claim, lang), reason(claim, lang)) if one)
    ]
    if right := correction(claim):
        said.append(f"{say('correct', lang)}{say('colon', lang)}{right}")
    if shown := counterexample(claim, lang):
        said.append(f"{say('counterexample', lang)}{say('colon', lang)}{shown}")
    return "\n".join(said)


def render(reports: Sequence[Judged], lang: Lang = "en", strict: bool = False) -> str:
    """The annotations of all notes, a line each."""
    return "".join(f"{line}\n" for one in reports for line in commands(one, lang, strict))
