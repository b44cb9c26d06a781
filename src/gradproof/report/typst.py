"""A derivation as a paper in Typst: what the PDF is set from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from gradproof.core.proof import Derivation
from gradproof.report.appendix import Paged
from gradproof.report.jacobians import title as titled
from gradproof.report.outline import outline
from gradproof.report.typst_math import displayed, mathematics, rows
from gradproof.report.words import Lang

SERIF, SANS = "Noto Serif SC", "Noto Sans SC"
"""The fonts of Chinese text, and of Chinese text that is set off."""

PREAMBLE = """\
#set document(title: {title}, date: if "dated" in sys.inputs {{ auto }} else {{ none }})
#set page(paper: "a4", margin: 2.5cm, numbering: "1")
#set text(font: ({latin}, {serif}), size: 10.5pt, lang: {lang}, fallback: false)
#set par(justify: true, spacing: .75em, leading: .6em)
#set list(spacing: .9em)
#show math.equation.where(block: true): set align(left)
#show math.equation: set text(font: ({latin} + " Math", {serif}), fallback: false)
#show raw: set text(font: ("DejaVu Sans Mono", {sans}), size: 1.05em, fallback: false)
#show strong: set text(font: ({latin}, {sans}))
#show heading: set text(font: ({latin}, {sans}))
#show heading.where(level: 1): set text(size: 13pt)
#show heading.where(level: 2): set text(size: 11pt)
#show heading.where(level: 3): set text(size: 10.5pt)
#show heading: set block(above: 1.4em, below: .8em)
#let headline(body) = align(center, block(below: 1.6em, text(
  font: ({latin}, {sans}), size: 1.6em, weight: "bold", body
)))
#let fitting(body) = layout(area => {{
  let wide = measure(body).width
  if wide <= area.width {{ body }} else {{ scale(area.width / wide * 100%, reflow: true, body) }}
}})
#let formula(body) = pad(left: 2em, fitting(body))
#let ruled(..rows) = block(above: 1em, below: 1em, width: 100%, fitting(table(
  columns: 3, align: (right, left, left).map(one => one + horizon), inset: (x: .3em, y: .55em),
  column-gutter: (0pt, 1.5em),
  stroke: none, table.hline(stroke: .8pt), ..rows.pos().flatten(), table.hline(stroke: .8pt),
)))
#let pseudocode(..lines) = block(above: .9em, below: 1.3em, inset: (left: 1em), grid(
  columns: (auto, 1fr), column-gutter: 1em, row-gutter: .85em, align: (right + top, left + top),
  ..lines.pos().map(((number, depth, body)) => (
    text(size: .85em)[#number], pad(left: depth * 2em, body)
  )).flatten(),
))
#let page-of(name) = link(name, context str(counter(page).at(name).first()))
#let head(body) = block(above: 1.1em, below: .6em, sticky: true, body)
"""

_SPECIAL = re.compile(r"([\\#$*_`<>@~\[\]{}\"'=+/-]|(?<=\d)\.)")


class Paper(Paged):
    """Typst markup."""

    def heading(self, level: int, title: str) -> str:
        return f"#headline[{title}]" if level == 1 else f"{'=' * (level - 1)} {title}"

    def items(self, items: Iterable[str]) -> str:
        return "\n".join(f"- {item}" for item in items)

    def enumerated(self, lines: Sequence[tuple[int, int, str]]) -> str:
        inside = "\n".join(f"  ({number}, {depth}, [{line}])," for number, depth, line in lines)
        return f"#pseudocode(\n{inside}\n)"

    def opening(self) -> str:
        return "#pagebreak()\n#set text(size: 9pt)"

    def anchored(self, heading: str, anchor: str) -> str:
        return f"{heading} <{anchor}>"

    def page(self, anchor: str) -> str:
        return f"#page-of(<{anchor}>);"

    def displayed(self, formula: str) -> str:
        return f"#formula($ {displayed(formula)} $)"

    def tabulated(self, formula: str) -> str:
        made: list[tuple[str, list[str], str]] = []
        for cells in rows(formula):
            left, value, *space = cells
            if left or not made:
                made.append((left, [], ""))
            left, values, _ = made.pop()
            made.append((left, [*values, value], "".join(space)))
        inside = "\n".join(_table_row(*row) for row in made)
        return f"#ruled(\n{inside}\n)"

    def strong(self, phrase: str) -> str:
        return f"#strong[{phrase}];"

    def code(self, name: str) -> str:
        return f'#raw("{name}");'

    def escaped(self, prose: str) -> str:
        r"""Prose without a character that Typst would take for its own.

        >>> print(Paper.escaped(None, "a_b [7] 1. x"))
        a\_b \[7\] 1\. x
        """
        return _SPECIAL.sub(r"\\\1", prose)

    def mathematics(self, formula: str) -> str:
        return f"${mathematics(formula)}$"

    def head(self, line: str) -> str:
        return f"#head[{line}]"


def _table_row(left: str, values: Sequence[str], space: str) -> str:
    """∂f/∂X | = …, in lines | ∈ the space that it lies in."""
    value = "\\\n".join(f"&{one}" for one in values)
    return f"  ($display({left})$, $ {value} $, ${space}$),"


def source(derivation: Derivation, lang: Lang = "en") -> str:
    """The paper as Typst source."""
    paper = Paper(outline(derivation), lang)
    title = titled(paper.report, lang, lambda unicode, latex: unicode)
    settings = PREAMBLE.format(
        title=_string(title),
        latin=_string("New Computer Modern"),
        serif=_string(SERIF),
        sans=_string(SANS),
        lang=_string(lang),
    )
    return settings + "\n" + "\n\n".join(paper.blocks()) + "\n"


def _string(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
