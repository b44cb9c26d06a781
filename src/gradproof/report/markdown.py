"""A derivation as Markdown, with LaTeX formulas between dollar signs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from gradproof.core.proof import Derivation
from gradproof.report.document import Document
from gradproof.report.outline import outline
from gradproof.report.words import Lang

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|$~])")


class Markdown(Document):
    """Markdown as GitHub, Jupyter and pandoc read it."""

    def heading(self, level: int, title: str) -> str:
        return f"{'#' * min(level, 6)} {title}"

    def items(self, items: Iterable[str]) -> str:
        return "\n".join(f"- {item}" for item in items)

    def enumerated(self, lines: Sequence[tuple[int, int, str]]) -> str:
        made: list[str] = []
        deep = 0
        for number, depth, line in lines:
            if depth > deep:
                made.append("")  # a list that does not begin with 1 interrupts no paragraph
            made.append(f"{'    ' * depth}{number}. {line}")
            deep = depth
        return "\n".join(made)

    def displayed(self, formula: str) -> str:
        return f"$$\n{formula}\n$$"

    def strong(self, phrase: str) -> str:
        return f"**{phrase}**"

    def code(self, name: str) -> str:
        return f"`{name}`"

    def escaped(self, prose: str) -> str:
        r"""Prose without a character that Markdown would take for its own.

        >>> from gradproof.report.markdown import Markdown
        >>> print(Markdown.escaped(None, "a_b [7]"))
        a\_b \[7\]
        """
        return _SPECIAL.sub(r"\\\1", prose)


def render(derivation: Derivation, lang: Lang = "en") -> str:
    """The report as Markdown."""
    return "\n\n".join(Markdown(outline(derivation), lang).blocks()) + "\n"
