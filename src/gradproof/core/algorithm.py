"""An algorithm as data: assignments, alone or for every layer, in stages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from gradproof.core.expr import Expr
from gradproof.core.layers import Course

StageKind = Literal["forward", "error", "backward", "gradients", "update"]


@dataclass(frozen=True, slots=True)
class Assignment:
    """left ← right."""

    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class Loop:
    """The assignments, in order, for every value that the index of the layers takes."""

    course: Course
    body: tuple[Assignment, ...]


@dataclass(frozen=True, slots=True)
class Stage:
    """A part of the algorithm that has a name: the forward pass, the gradients, …"""

    kind: StageKind
    steps: tuple[Assignment | Loop, ...]

    def assignments(self) -> Iterator[Assignment]:
        """All assignments, those in loops once."""
        for step in self.steps:
            yield from step.body if isinstance(step, Loop) else (step,)
