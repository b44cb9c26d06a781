"""A checked note as Markdown: the note itself, with verdicts set in behind its paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from gradproof.notation.source.markdown import formulas
from gradproof.report.checked.judged import Claim, Judged
from gradproof.report.checked.words import (
    correction,
    counterexample,
    numbers,
    reading,
    reason,
    say,
    tally,
    verdict,
)
from gradproof.report.words import Lang

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|$~&])")
_HEADING = re.compile(r" {0,3}#{1,6}\s")
_FENCE = re.compile(r"\s{0,3}(`{3,}|~{3,})")


def escaped(prose: str) -> str:
    r"""Prose without a character that Markdown would take for its own.

    >>> print(escaped("a_b <i>"))
    a\_b \<i\>
    """
    return _SPECIAL.sub(r"\\\1", prose)


def code(text: str) -> str:
    """The text as code, whatever backquotes are in it.

    >>> code("a`b"), code("x")
    ('``a`b``', '`x`')
    """
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    room = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{room}{text}{room}{fence}"


def gaps(text: str) -> list[int]:
    """The lines, from 0, before which something may be set in: blank ones and headings,
    but not those in a formula or in code.

    >>> gaps("a\\n\\n$$b\\n\\nc$$\\n\\nd\\n# e")
    [1, 5, 7]
    """
    lines = text.split("\n")
    inside = bytearray(len(lines))
    starts = [0]
    for one in lines:
        starts.append(starts[-1] + len(one) + 1)
    spans = [(one.start, one.end) for one in formulas(text)]
    at = 0
    for number in range(len(lines)):
        while at < len(spans) and spans[at][1] < starts[number]:
            at += 1
        if at < len(spans) and spans[at][0] < starts[number]:
            inside[number] = 1
    found, fence = list[int](), ""
    for number, line in enumerate(lines):
        mark = _FENCE.match(line)
        if mark and not fence:
            fence = mark[1]
        elif mark and mark[1].startswith(fence) and not line.strip(" `~"):
            fence = ""
        elif not (fence or inside[number]) and (not line.strip() or _HEADING.match(line)):
            found.append(number)
    return found


def remarks(claims: Sequence[Claim], lang: Lang) -> Iterator[str]:
    """The lines of a quotation that say what is to be said of these claims."""
    right = [one for one in claims if one.verdict == "right"]
    if right:
        shown = verdict(right[0], lang)
        yield f"{shown}{say('colon', lang)}{numbers([one.line for one in right], lang)}"
    for claim in claims:
        if claim.verdict not in ("right", "definition"):
            yield remark(claim, lang)


def remark(claim: Claim, lang: Lang) -> str:
    """All that is known of one claim, on one line."""
    colon = say("colon", lang)
    head = f"**{verdict(claim, lang)}** ({say('line', lang, claim.line)})"
    parts = [escaped(one) for one in (reason(claim, lang), reading(claim, lang)) if one]
    if right := correction(claim):
        parts.append(f"{say('correct', lang)}{colon}{_formula(right)}")
    if shown := counterexample(claim, lang):
        parts.append(f"{say('counterexample', lang)}{colon}{code(shown)}")
    return colon.join([head, say("semicolon", lang).join(parts)] if parts else [head])


def _formula(latex: str) -> str:
    """A formula in the text, or as code where it has a dollar sign."""
    return code(latex) if "$" in latex else f"${latex}$"


def note(report: Judged, lang: Lang) -> str:
    """One note with its verdicts: each behind the paragraph where its claim ends."""
    lines = report.text.split("\n")
    places = gaps(report.text)
    said: dict[int, list[Claim]] = {}
    at = 0
    for claim in sorted(report.claims, key=lambda one: one.end):
        last = report.text.count("\n", 0, claim.end) if claim.end else claim.line - 1
        while at < len(places) and places[at] <= last:
            at += 1
        said.setdefault(places[at] if at < len(places) else len(lines), []).append(claim)
    written: list[str] = []
    for number, line in enumerate([*lines, ""]):
        quoted = list(remarks(said.get(number, ()), lang))
        if quoted:
            below = next((one for one in lines[number:] if one.strip()), "")
            margin = below[: len(below) - len(below.lstrip())]
            between = f"{margin}>"
            written += [
                "",
                *f"\n{between}\n".join(f"{margin}> {one}" for one in quoted).split("\n"),
            ]
            if line.strip():
                written.append("")
        written.append(line)
    body = "\n".join(written).rstrip("\n")
    return f"{body}\n\n---\n\n{tally(report.summary, lang)}\n"


def render(reports: Sequence[Judged], lang: Lang = "en") -> str:
    """The notes with their verdicts; of several, each under the name of its file."""
    if len(reports) == 1:
        return note(reports[0], lang)
    return "\n".join(f"# {code(one.path)}\n\n{note(one, lang)}" for one in reports)
