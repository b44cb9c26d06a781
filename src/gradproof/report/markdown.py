"""A derivation as Markdown for GitHub, with LaTeX formulas in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from gradproof.core.proof import Derivation
from gradproof.report.document import Document
from gradproof.report.outline import outline
from gradproof.report.stages import Stage
from gradproof.report.words import Lang, say

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|$~])")
_RISKY = re.compile(r"\\[^A-Za-z]|[*<`~]|\W_.*\W_|\]\(")
"""What Markdown would change in a formula: backslashes before signs, and what looks like markup."""


class Markdown(Document):
    """Markdown as GitHub reads it.

    HTML ends at blank lines, and what is between them is Markdown. What stands between plain dollar
    signs is first read as Markdown, and then as a formula.
    Source: GitHub Docs, Writing mathematical expressions.
    """

    def folded(self, stage: Stage, inside: Sequence[str]) -> Iterator[str]:
        steps = say("steps", self.lang, stage.lines[0].number, stage.lines[-1].number)
        yield f"<details>\n<summary>{steps}</summary>"
        yield from inside
        yield "</details>"

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
        return f"```math\n{formula}\n```"

    def mathematics(self, formula: str) -> str:
        return f"$`{formula}`$" if _RISKY.search(formula) else f"${formula}$"

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
