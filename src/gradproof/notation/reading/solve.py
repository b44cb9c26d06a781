"""The likeliest reading in which all shapes fit.

Best first: every name is taken as what its letter usually is; where something does not fit, or
fits oddly, the choices on which that place depends are changed, what promises most first.
"""

from __future__ import annotations

import heapq
from collections.abc import Hashable
from itertools import count

from gradproof.core.errors import GradproofError, ShapeError
from gradproof.core.phrase import Phrase, enumeration
from gradproof.notation.reading.families import name_sizes
from gradproof.notation.reading.problem import Assignment, Line, Problem, introduced
from gradproof.notation.reading.stars import settle_stars
from gradproof.notation.reading.terms import Clash, Run, Term

__all__ = ["OBJECTIVE", "Line", "Problem", "introduced", "solve"]

OBJECTIVE = 40.0
"""What it costs if the last definition of a note, called a loss, is no number."""
WORK = 30_000
"""So many terms are looked at before the best reading so far, or the first misfit, is reported."""

SMALLER = {
    "scalar": Phrase("a number"),
    "column": Phrase("a column vector"),
    "row": Phrase("a row vector"),
}


def solve(problem: Problem) -> Run:
    """The cheapest assignment that fits, with all sizes named.

    Errors:  the misfit under the usual assignment, if none fits; what is not supported, if all fits
    and only smaller capitals would avoid it; ShapeError for a `*` that may be either product.
    """
    order = count()
    waiting: list[tuple[float, int, float, Assignment]] = [(0.0, next(order), 0.0, {})]
    best: tuple[float, Run] | None = None
    first: GradproofError | None = None
    stands: GradproofError | None = None
    tried: set[frozenset[tuple[Hashable, int]]] = set()
    work = 0
    while waiting and work < WORK and (best is None or waiting[0][0] < best[0]):
        _, _, cost, assignment = heapq.heappop(waiting)
        try:
            run = problem.attempt(assignment)
        except Clash as clash:
            first = first or clash.error
            run = clash.run
            if clash.stands and not smaller(run):
                stands = stands or clash.error
            troubled = [(one, 0.0) for one in (clash.term, *clash.others)]
            worth = cost
        else:
            troubled = run.penalties
            worth = cost + sum(penalty for _, penalty in troubled)
            if best is None or worth < best[0]:
                best = worth, run
        work += len(run.shapes) + run.effort // 4 + 1
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
    error = stands or first
    if error is not None and (best is None or (stands and smaller(best[1]))):
        raise error
    assert best is not None
    finish(best[1], problem)
    return best[1]


def smaller(run: Run) -> dict[str, str]:
    """The names that are usually matrices and are less here, with what they are."""
    found: dict[str, str] = {}
    for key, place in run.assignment.items():
        if not (isinstance(key, tuple) and key[0] == "name" and key in run.options):
            continue
        usual, now = run.options[key][0].value, run.options[key][place].value
        if usual == "matrix" != now:
            found[str(key[1])] = now
    return found


def blamed(run: Run, troubled: list[tuple[Term, float]]) -> dict[Hashable, float]:
    """The choices on which what is odd or does not fit depends, with what there is to gain."""
    whole: dict[int, tuple[Term, float]] = {}
    for term, penalty in troubled:
        whole[id(term)] = term, penalty + whole.get(id(term), (term, 0.0))[1]
    found: dict[Hashable, float] = {}
    for term, penalty in whole.values():
        for key in sorted(run.causes(term, near=0 < penalty < OBJECTIVE), key=str):
            found[key] = found.get(key, 0) + penalty
    return found


def finish(run: Run, problem: Problem) -> None:
    """Name the sizes that are still open, and say or ask what could not be said before."""
    scope = problem.scope
    unsolved = run.sizes.settle()
    if unsolved is not None:
        term = run.origins[min(unsolved, len(run.origins) - 1)]
        shapes = [run.shapes[id(arg)] for arg in term.args]
        shown = enumeration(run.shown(*shapes))
        raise ShapeError(Phrase("no sizes make {0} fit here", shown), run.place(term.node))
    settle_stars(problem, run)
    for name, what in smaller(run).items():
        of_family = [one for one, family in run.families.items() if family == name]
        if of_family:
            name = next(one for one in of_family if one in run.leaves)
        known = introduced(scope, name)
        if scope.quick and what == "column" and "diag" in scope.document:
            raise ShapeError(
                Phrase(
                    "{0} fits here only as {1}, and a capital is a matrix",
                    known.latex,
                    SMALLER[what],
                ),
                known.place,
                "Write a vector with a small letter: diag of a vector is a matrix, diag of a matrix"
                " is a vector.",
            )
        run.note(Phrase("{0} is read as {1}", introduced(scope, name).latex, SMALLER[what]))
    for say in run.later:
        say()
    taken = {*scope.sizes, *scope.known, *scope.used}
    if scope.layers is not None:
        name_sizes(run.sizes, scope.layers, run.leaves, {*taken, scope.layers.last.letter})
    run.sizes.name([*run.leaves.values(), *run.shapes.values()], taken)
