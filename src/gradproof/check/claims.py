"""The claims of a note with their verdicts."""

from __future__ import annotations

from dataclasses import dataclass

from gradproof.check.judge import Outcome
from gradproof.check.states import State
from gradproof.check.world import World
from gradproof.core.verdict import Verdict


@dataclass(slots=True)
class Claim:
    """One relation of a note with its verdict."""

    line: int
    column: int
    latex: str
    verdict: Verdict
    reason: str = ""
    convention: str | None = None
    reading: str | None = None
    correction: str | None = None
    counterexample: dict[str, object] | None = None
    span: tuple[int, int] = (0, 0)
    outcome: Outcome | None = None
    line_of: tuple[int, int] | None = None


@dataclass(slots=True)
class Report:
    """The claims of one note, and the world in which they were judged."""

    path: str
    claims: list[Claim]
    world: World | None = None
    state: State | None = None
    score: float = 0.0
