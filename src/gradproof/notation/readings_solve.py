"""The likeliest reading in which all shapes fit.

Best first: every name is taken as what its letter usually is; where something does not fit, or
fits oddly, the choices on which that place depends are changed, what promises most first.
"""

from __future__ import annotations

import heapq
from collections.abc import Hashable
from dataclasses import dataclass, field
from itertools import count

from gradproof.core.dims import Shape
from gradproof.core.errors import GradproofError, ShapeError
from gradproof.notation.readings_names import Known, Scope
from gradproof.notation.terms import Clash, Run, Term

Assignment = dict[Hashable, int]
WORK = 30_000
"""So many terms are looked at before the best reading so far, or the first misfit, is reported."""


@dataclass(slots=True)
class Line:
    """One statement: `name = right` if it defines a name, else `left = right`."""

    right: Term
    name: str = ""
    left: Term | None = None


@dataclass(slots=True)
class Problem:
    """What has to fit together.

    lines: in an order in which names are defined before they are used.  data: names of inputs and
    targets.  scalar: whether the last line should be a scalar.  scalars: names that should be.
    """

    scope: Scope
    lines: list[Line]
    data: set[str] = field(default_factory=set)
    scalar: bool = False
    scalars: set[str] = field(default_factory=set)

    def attempt(self, assignment: Assignment) -> Run:
        """Check all lines under one assignment; Clash if something does not fit."""
        run = Run(self.scope.document, self.scope.file, assignment)
        run.rows = self.scope.rows
        run.fixed = self.data | {line.name for line in self.lines}
        for known in self.scope.known.values():
            if known.shape is not None:
                run.leaves[known.name] = known.shape
        for line in self.lines:
            found = run.check(line.right)
            if line.left is not None:
                self._equate(run, line, run.check(line.left), found)
            elif line.name:
                self._define(run, line, found)
        for line in self.lines:
            if line.name in self.scalars and not run.shape(line.right).is_scalar:
                run.penalty(line.right, 2.5)
        if self.scalar and self.lines and not run.shape(self.lines[-1].right).is_scalar:
            run.penalty(self.lines[-1].right, 3.6 if len(run.leaves) > 2 else 4)
        return run

    def _define(self, run: Run, line: Line, found: Shape) -> None:
        declared = run.leaves.get(line.name)
        if declared is None:
            run.leaves[line.name] = found
        elif not run.sizes.same(declared, found):
            left, right = run.shown(declared, found)
            written = self.scope.known[line.name].latex
            hint = f"Change the declaration of {written}, or its definition."
            run.clash(line.right, f"{written} is declared {left} but defined {right}", hint)
        run.causes_of_names[line.name] = run.causes[id(line.right)]

    def _equate(self, run: Run, line: Line, left: Shape, right: Shape) -> None:
        if run.sizes.same(left, right) or right.is_scalar:
            return
        shown = run.shown(left, right)
        run.clash(line.right, f"{shown[0]} on the left, {shown[1]} on the right")


def solve(problem: Problem) -> Run:
    """The cheapest assignment that fits, with all sizes named.

    Errors:  the misfit under the usual assignment, if none fits.
    """
    order = count()
    waiting: list[tuple[float, int, float, Assignment]] = [(0.0, next(order), 0.0, {})]
    best: tuple[float, Run] | None = None
    first: GradproofError | None = None
    tried: set[frozenset[tuple[Hashable, int]]] = set()
    work = 0
    while waiting and work < WORK and (best is None or waiting[0][0] < best[0]):
        _, _, cost, assignment = heapq.heappop(waiting)
        try:
            run = problem.attempt(assignment)
        except Clash as clash:
            first = first or clash.error
            run = clash.run
            troubled, worth = [(clash.term, 0.0)], cost
        else:
            troubled = run.penalties
            worth = cost + sum(penalty for _, penalty in troubled)
            if best is None or worth < best[0]:
                best = worth, run
        work += len(run.shapes) + 1
        for key, gain in blamed(run, troubled).items():
            options = run.options[key]
            now = assignment.get(key, 0)
            for place, option in enumerate(options):
                changed = {**assignment, key: place}
                mark = frozenset(changed.items())
                if place != now and mark not in tried:
                    tried.add(mark)
                    dearer = option.cost - options[now].cost
                    found = (worth - gain + dearer, next(order), cost + dearer, changed)
                    heapq.heappush(waiting, found)
    if best is None:
        assert first is not None
        raise first
    finish(best[1], problem.scope)
    return best[1]


def blamed(run: Run, troubled: list[tuple[Term, float]]) -> dict[Hashable, float]:
    """The choices on which what is odd or does not fit depends, with what there is to gain."""
    found: dict[Hashable, float] = {}
    for term, penalty in troubled:
        keys = run.near[id(term)] if penalty else run.causes.get(id(term), ())
        for key in sorted(keys, key=str):
            found[key] = found.get(key, 0) + penalty
    return found


def finish(run: Run, scope: Scope) -> None:
    """Name the sizes that are still open, and ask what could not be asked before."""
    unsolved = run.sizes.settle()
    if unsolved is not None:
        term = run.origins[min(unsolved, len(run.origins) - 1)]
        shapes = [run.shapes[id(arg)] for arg in term.args]
        shown = " and ".join(run.shown(*shapes))
        raise ShapeError(f"no sizes make {shown} fit here", run.place(term.node))
    taken = {*scope.sizes, *scope.known, *scope.used}
    run.sizes.name([*run.leaves.values(), *run.shapes.values()], taken)
    for ask in run.later:
        try:
            ask()
        except Clash as clash:
            raise clash.error from None


def introduced(scope: Scope, name: str) -> Known:
    """Where a name comes from: its declaration or definition, else its first use."""
    return scope.known.get(name) or scope.used[name]
