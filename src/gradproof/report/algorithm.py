"""An algorithm in numbered lines: stages, loops over the layers, assignments."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gradproof.core.algorithm import Assignment, Loop, Stage, StageKind
from gradproof.core.layers import Course


@dataclass(frozen=True, slots=True)
class Numbered:
    """One line: the head of a loop, or an assignment, `depth` loops deep.

    stage: the stage that begins with this line, if one does.
    """

    number: int
    depth: int
    what: Assignment | Course
    stage: StageKind | None = None


def numbered(stages: tuple[Stage, ...]) -> Iterator[Numbered]:
    """The lines of the algorithm, numbered through."""
    number = 0
    for stage in stages:
        opening: StageKind | None = stage.kind
        for step in stage.steps:
            number += 1
            if not isinstance(step, Loop):
                yield Numbered(number, 0, step, opening)
                opening = None
                continue
            yield Numbered(number, 0, step.course, opening)
            opening = None
            for one in step.body:
                number += 1
                yield Numbered(number, 1, one)
