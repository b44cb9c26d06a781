"""An algorithm as data: assignments, alone or for every layer, in stages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from gradproof.core.expr import Expr
from gradproof.core.layers import Course

StageKind = Literal["forward", "error", "backward", "gradients", "update"]
Renaming = Callable[[Expr], Expr]
"""An expression with other names in it."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """left ← right."""

    left: Expr
    right: Expr

    def renamed(self, names: Renaming) -> Assignment:
        """The same with other names."""
        return Assignment(names(self.left), names(self.right))


@dataclass(frozen=True, slots=True)
class Loop:
    """The assignments, in order, for every value that the index of the layers takes."""

    course: Course
    body: tuple[Assignment, ...]

    def renamed(self, names: Renaming) -> Loop:
        """The same with other names."""
        return Loop(self.course, tuple(one.renamed(names) for one in self.body))


@dataclass(frozen=True, slots=True)
class Stage:
    """A part of the algorithm that has a name: the forward pass, the gradients, …"""

    kind: StageKind
    steps: tuple[Assignment | Loop, ...]

    def renamed(self, names: Renaming) -> Stage:
        """The same with other names."""
        return Stage(self.kind, tuple(one.renamed(names) for one in self.steps))

    def assignments(self) -> Iterator[Assignment]:
        """All assignments, those in loops once."""
        for step in self.steps:
            yield from step.body if isinstance(step, Loop) else (step,)
