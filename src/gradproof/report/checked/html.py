"""Checked notes as one HTML page: the source, its claims marked by colour and by shape, and the
reasons to unfold; no script and no style sheet from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from gradproof.report.checked.judged import FAILURES, Claim, Judged
from gradproof.report.checked.words import (
    SIGNS,
    correction,
    counterexample,
    reading,
    reason,
    say,
    tally,
    verdict,
)
from gradproof.report.words import Lang

STYLE = """\
.gradproof { color-scheme: light dark; font: 1rem/1.6 system-ui, "Noto Sans", "Noto Sans CJK SC",
  sans-serif; }
.gradproof h1 { font-size: 1.3rem; margin: 1.5rem 0 .5rem; overflow-wrap: anywhere; }
.gradproof ol { list-style: none; margin: 0; padding: 0; }
.gradproof li { display: grid; grid-template-columns: 3.5rem 1fr; }
.gradproof .number { color: #6e7781; text-align: right; padding-right: 1rem; user-select: none; }
.gradproof .number, .gradproof code { font: .9rem/1.6 ui-monospace, monospace; }
.gradproof code { white-space: pre-wrap; overflow-wrap: anywhere; }
.gradproof mark { color: inherit; background: none; text-decoration: underline 1px;
  text-underline-offset: .2em; }
.gradproof mark.right { text-decoration-color: #1a7f37; }
.gradproof mark.convention { text-decoration: underline dotted 2px #9a6700; }
.gradproof mark.wrong { text-decoration: underline wavy 1.5px #cf222e;
  background: color-mix(in srgb, #cf222e 12%, transparent); }
.gradproof mark.inherited { text-decoration: underline wavy 1px #bc4c00; }
.gradproof mark.definition, .gradproof mark.note { text-decoration: none; }
.gradproof mark.undecided, .gradproof mark.unread {
  text-decoration: underline dashed 1.5px #8250df; }
.gradproof details { grid-column: 2; margin: .1rem 0 .3rem; padding-left: .8rem;
  border-left: 3px solid #9a6700; }
.gradproof details.wrong { border-left-color: #cf222e; }
.gradproof details.inherited { border-left-color: #bc4c00; }
.gradproof details.undecided, .gradproof details.unread { border-left: 3px dashed #8250df; }
.gradproof summary { cursor: pointer; }
.gradproof details.wrong > summary { font-weight: 600; }
.gradproof p { margin: .2rem 0; }
"""

PAGE = "body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }\n"


def pieces(report: Judged) -> list[tuple[int, int, Claim]]:
    """The stretch of text that each claim is marked on, in order; none overlaps another."""
    found: list[tuple[int, int, Claim]] = []
    last = 0
    for claim in sorted(report.claims, key=lambda one: (one.end, one.start)):
        start = max(claim.start, last)
        if start < claim.end <= len(report.text):
            found.append((start, claim.end, claim))
            last = claim.end
    return found


def line(report: Judged, number: int, marked: Sequence[tuple[int, int, Claim]]) -> str:
    """A line of the source, from 0, with what is marked on it."""
    begin = report.starts[number]
    end = report.starts[number + 1] - 1 if number + 1 < len(report.starts) else len(report.text)
    shown, at = list[str](), begin
    for start, stop, claim in marked:
        first, last = max(start, begin), min(stop, end)
        inside = report.text[first:last]
        if not inside.strip():
            continue
        first += len(inside) - len(inside.lstrip())
        sign = f"<sup>{SIGNS[claim.verdict]}</sup>" if stop <= end else ""
        shown.append(_source(report.text[at:first]))
        shown.append(
            f'<mark class="{claim.verdict}">{_source(report.text[first:last])}{sign}</mark>'
        )
        at = last
    return "".join([*shown, _source(report.text[at:end])])


def lines(report: Judged, lang: Lang) -> Iterator[str]:
    """Every line of the source, and below it what is said of the claims that end there."""
    marked = pieces(report)
    ends: dict[int, list[Claim]] = {}
    for claim in report.claims:
        ends.setdefault(report.text.count("\n", 0, claim.end), []).append(claim)
    at = 0
    for number in range(len(report.starts)):
        begin = report.starts[number]
        while at < len(marked) and marked[at][1] <= begin:
            at += 1
        here: list[tuple[int, int, Claim]] = []
        for one in marked[at:]:
            if one[0] >= (
                report.starts[number + 1] if number + 1 < len(report.starts) else len(report.text)
            ):
                break
            here.append(one)
        below = "".join(said(one, lang) for one in ends.get(number, ()))
        yield (
            f'<li><span class="number">{number + 1}</span>'
            f"<code>{line(report, number, here)}</code>{below}</li>"
        )


def said(claim: Claim, lang: Lang) -> str:
    """What there is to say of a claim that is not simply right: unfolded where it is wrong."""
    if claim.verdict in ("right", "definition"):
        return ""
    colon = say("colon", lang)
    inside = [escape(reason(claim, lang))]
    for key, shown in (
        ("read", reading(claim, lang)),
        ("correct", correction(claim)),
        ("counterexample", counterexample(claim, lang)),
    ):
        if shown:
            inside.append(f"{say(key, lang)}{colon}<code>{_source(shown)}</code>")
    body = "".join(f"<p>{one}</p>" for one in inside if one)
    opened = " open" if claim.verdict in FAILURES else ""
    head = f"{verdict(claim, lang)} · {say('line', lang, claim.line)}"
    return f'<details class="{claim.verdict}"{opened}><summary>{head}</summary>{body}</details>'


def _source(text: str) -> str:
    """Text as it stands; of characters that would be hidden or turn others round, their codes.

    >>> _source("a < b\\u202e")
    'a &lt; b[U+202E]'
    """
    return "".join(
        escape(char) if char.isprintable() or char == "\t" else f"[U+{ord(char):04X}]"
        for char in text.rstrip("\r")
    )


def note(report: Judged, lang: Lang) -> str:
    """One note: its name, how many claims have each verdict, and its source."""
    name = say("stdin", lang) if report.path == "-" else report.path
    source = "\n".join(lines(report, lang))
    return (
        f"<section>\n<h1>{_source(name)}</h1>\n<p>{escape(tally(report.summary, lang))}</p>\n"
        f"<ol>\n{source}\n</ol>\n</section>"
    )


def fragment(report: Judged, lang: Lang = "en") -> str:
    """One note as a notebook shows it, with its style."""
    return f'<div class="gradproof">\n<style>\n{STYLE}</style>\n{note(report, lang)}\n</div>'


def render(reports: Sequence[Judged], lang: Lang = "en") -> str:
    """The notes as a page that stands by itself."""
    body = "\n".join(note(one, lang) for one in reports)
    title = _source(say("title", lang, say("list", lang).join(one.path for one in reports)))
    code = "zh-Hans" if lang == "zh" else "en"
    return (
        f'<!DOCTYPE html>\n<html lang="{code}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>\n{PAGE}{STYLE}</style>\n</head>\n"
        f'<body class="gradproof">\n{body}\n</body>\n</html>\n'
    )
