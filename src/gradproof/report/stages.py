"""Stages of a derivation: a step with its details, and what it comes to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from gradproof.report.outline import Line, Section


@dataclass(frozen=True, slots=True)
class Stage:
    """A step on the outermost level, and below it the steps that are its details."""

    head: Section
    details: tuple[Section, ...]

    @property
    def sections(self) -> tuple[Section, ...]:
        """The step and its details, in reading order."""
        return (self.head, *self.details)

    @property
    def lines(self) -> tuple[Line, ...]:
        """Every line of it."""
        return tuple(line for section in self.sections for line in section.lines)

    @property
    def folds(self) -> bool:
        """Whether there is more to it than what it comes to; what is not proved is never folded."""
        return len(self.lines) > 1 and all(line.certificate.holds for line in self.lines)

    def outcomes(self) -> list[Line]:
        """What it comes to: its own last equation, or those of its last details of one kind."""
        if self.head.lines:
            return [outcome(self.head.lines)]
        last = [one for one in self.details if one.lines and one.kind == self.details[-1].kind]
        return [outcome(one.lines) for one in last]


def stages(sections: Sequence[Section]) -> Iterator[Stage]:
    """The sections by the stages to which they belong."""
    starts = [place for place, one in enumerate(sections) if one.depth == 0]
    for start, end in zip(starts, [*starts[1:], len(sections)], strict=True):
        yield Stage(sections[start], tuple(sections[start + 1 : end]))


def outcome(lines: Sequence[Line]) -> Line:
    """a = c, where the last lines are a = b and b = c, under all that these lines are given."""
    first = len(lines) - 1
    while first and lines[first - 1].after is lines[first].before:
        first -= 1
    given = dict.fromkeys(fact for line in lines[first:] for fact in line.given)
    return replace(lines[-1], before=lines[first].before, given=tuple(given))
