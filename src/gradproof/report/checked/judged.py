"""A checked note as data: its text, and every claim in it with a verdict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from gradproof.core.errors import Place
from gradproof.core.verdict import VERDICTS, Verdict

FAILURES: tuple[Verdict, ...] = ("wrong", "inherited")
"""Verdicts for which the command line leaves with 1."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One relation of a note: `text[start:end]`, judged.

    line, column: where its right side begins, from 1.  latex: its source.
    verdict: "right", "convention", "wrong", "inherited", "definition", "note", "undecided" or
        "unread".  reason: why, in a sentence.
    convention, reading: under which convention it is right, and how it was read.
    correction: LaTeX for its right side, if one is known.
    counterexample: numbers for which the sides differ: "inputs", "claimed" and "true".
    """

    line: int
    column: int
    latex: str
    verdict: Verdict
    reason: str = ""
    convention: str | None = None
    reading: str | None = None
    correction: str | None = None
    counterexample: Mapping[str, object] | None = None
    start: int = 0
    end: int = 0


@dataclass(frozen=True)
class Judged:
    """One note, and its claims in their order.

    path: the file, or "-".  text: the note.
    """

    path: str
    text: str
    claims: tuple[Claim, ...]

    @property
    def summary(self) -> dict[str, int]:
        """How many claims have each verdict."""
        return {one: sum(claim.verdict == one for claim in self.claims) for one in VERDICTS}

    def failed(self, strict: bool = False) -> bool:
        """Whether a claim is wrong; if `strict`, whether one is right only by a convention."""
        failures = (*FAILURES, "convention") if strict else FAILURES
        return any(claim.verdict in failures for claim in self.claims)

    def right_side(self, claim: Claim) -> tuple[int, int]:
        """Where the right side of a claim begins and ends in the text."""
        return self.line_start(claim.line) + claim.column - 1, claim.end

    def place(self, claim: Claim) -> Place:
        """What is shown of a claim: as much as stands on the line where its right side begins."""
        begin = self.line_start(claim.line)
        right, _ = self.right_side(claim)
        before = self.text[begin:right]
        margin = begin + len(before) - len(before.lstrip(" \t&"))
        end = len(self.text[: claim.end].rstrip())
        return Place(self.text, min(max(claim.start, margin), right), max(end, right + 1))

    def line_start(self, line: int) -> int:
        """Where a line of the text begins."""
        return self.starts[line - 1]

    @cached_property
    def starts(self) -> list[int]:
        """Where each line begins."""
        return [0, *(at + 1 for at, char in enumerate(self.text) if char == "\n")]
