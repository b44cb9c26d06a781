"""What has to fit together: the lines of a note, or the one of a quick expression."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field

from gradproof.core.dims import Shape
from gradproof.core.phrase import Phrase
from gradproof.notation.reading.families import couple
from gradproof.notation.reading.names import Known, Scope
from gradproof.notation.reading.terms import Run, Term

Assignment = dict[Hashable, int]


@dataclass(slots=True)
class Line:
    """One statement: `name = right` if it defines a name, else `left = right`."""

    right: Term
    name: str = ""
    left: Term | None = None


@dataclass(slots=True)
class Problem:
    """What has to fit together.

    lines: in an order in which names are defined before they are used.  data: names whose gradient
    is not asked for.  constants: names that words call constant, or a number that a person sets.
    sought: names that words call parameters.  inputs: names that look like inputs and targets,
    beside weights.  scalars: defined names that should be scalars, with what it
    costs if not.  quick: whether this is a quick expression.
    """

    scope: Scope
    lines: list[Line]
    data: set[str] = field(default_factory=set)
    constants: set[str] = field(default_factory=set)
    sought: set[str] = field(default_factory=set)
    inputs: set[str] = field(default_factory=set)
    scalars: dict[str, float] = field(default_factory=dict)
    quick: bool = False

    def attempt(
        self, assignment: Assignment, barred: dict[tuple[int, int], str] | None = None
    ) -> Run:  # fmt: skip
        """Check all lines under one assignment; Clash if something does not fit."""
        run = Run(self.scope.document, self.scope.file, assignment, barred=barred or {})
        if self.scope.layers is not None:
            run.families = {n: m.family for n, m in self.scope.layers.members.items()}
        run.rows = run.of_families(self.scope.rows)
        run.factors = run.of_families(self.scope.factors)
        run.entries = run.of_families(self.scope.entries)
        defined = run.of_families({line.name for line in self.lines})
        computed = {one for one, family in run.families.items() if family in defined}
        run.fixed = self.data | self.inputs | {line.name for line in self.lines} | computed
        for known in self.scope.known.values():
            if known.shape is not None:
                run.leaves[known.name] = known.shape
        run.declared = tuple(run.leaves)
        for line in self.lines:
            found = run.check(line.right)
            if line.left is not None:
                self._equate(run, line, run.check(line.left), found)
            elif line.name:
                self._define(run, line, found)
        if self.scope.layers is not None:
            couple(run, self.scope.layers, {line.name: line.right for line in self.lines})
        for line in self.lines:
            if line.name in self.scalars and not run.shape(line.right).is_scalar:
                run.penalty(line.right, self.scalars[line.name])
        return run

    def _define(self, run: Run, line: Line, found: Shape) -> None:
        declared = run.leaves.get(line.name)
        if declared is None:
            run.leaves[line.name] = found
        elif not run.sizes.same(declared, found):
            left, right = run.shown(declared, found)
            written = self.scope.known[line.name].latex
            hint = Phrase("Change the declaration of {0}, or its definition.", written)
            run.clash(
                line.right,
                Phrase("{0} is declared {1} but defined {2}", written, left, right),
                hint,
            )
        run.definers[line.name] = line.right

    def _equate(self, run: Run, line: Line, left: Shape, right: Shape) -> None:
        if run.sizes.same(left, right) or right.is_scalar:
            return
        shown = run.shown(left, right)
        run.clash(line.right, Phrase("{0} on the left, {1} on the right", shown[0], shown[1]))


def introduced(scope: Scope, name: str) -> Known:
    """Where a name comes from: its declaration or definition, else its first use."""
    return scope.known.get(name) or scope.used[name]
