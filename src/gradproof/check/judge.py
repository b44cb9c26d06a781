"""Whether the two sides of a claim agree, in which reading, and where they differ."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import product as combinations
from random import Random
from typing import Any

from gradproof.check.arrays import Array, Jacobian, Misfit, scalar, transposed
from gradproof.check.choices import Choices, neighbours
from gradproof.check.evaluate import Evaluation, evaluate_definition
from gradproof.check.instance import Assumed, Instance
from gradproof.check.products import Flexible
from gradproof.check.reasons import sentence, shapes
from gradproof.check.states import State
from gradproof.check.tape import NoValue, Num, value_of
from gradproof.check.terms import (
    Condition,
    Derivative,
    Differential,
    Index,
    Number,
    Symbol,
    Term,
    free_letters,
    inside,
)
from gradproof.check.world import LAYERS, Key, NoMeaning, OutOfRange, World
from gradproof.core.phrase import Phrase

TOLERANCE = 1e-8
POINTS = 5
MOST_READINGS = 30
MOST_CASES = 24
Moved = tuple[str, tuple[Index, ...]]
"""A symbol that a differential moves, with the indices of its member."""
SILENT = frozenset(("", "dot-product"))


@dataclass(slots=True)
class Outcome:
    """What came of a claim in one world.

    kind: `equal`, `different`, `misfit` (shapes), `nothing` (no meaning, no value).
    """

    kind: str
    tags: list[str] = field(default_factory=list)
    cost: float = 0.0
    why: str = ""
    case: dict[str, int] = field(default_factory=dict)
    values: tuple[object, object] | None = None

    @property
    def conventions(self) -> list[str]:
        return [tag for tag in self.tags if tag not in SILENT and not tag.startswith("matmul:")]


@dataclass(frozen=True, slots=True)
class Question:
    """Whether left = right at a place of the note, for indices that meet the conditions.

    moving: the symbols that differentials move, None for all leaves.  facts: of labels.
    """

    left: Term
    right: Term
    at: int
    conditions: tuple[Condition, ...]
    moving: frozenset[Moved] | None
    facts: dict[str, str]

    @property
    def is_derived(self) -> bool:
        """Whether a side may be laid out in two ways."""
        return _is_derivative(self.left) or _is_derivative(self.right)


class Judge:
    """Claims in one world with its shapes."""

    def __init__(
        self, world: World, state: State, points: int = POINTS, readings: int = MOST_READINGS
    ) -> None:
        self.world, self.state = world, state
        self.points, self.readings = points, readings
        self.scalars: frozenset[str] = frozenset()
        self.fixed: dict[str, float] = {}
        """Values that a condition of the claim gives to symbols: ε = 0."""
        self.assumed: Assumed = frozenset()
        self.instances: dict[object, Instance] = {}

    def instance(self, turn: int, law: str, facts: dict[str, str]) -> Instance:
        key = (
            turn,
            law,
            tuple(sorted(facts.items())),
            tuple(sorted(self.fixed.items())),
            self.assumed,
        )
        found = self.instances.get(key)
        if found is None:
            found = Instance(
                self.world,
                self.state,
                turn,
                evaluate_definition,
                law,
                facts,
                self.fixed,
                self.assumed,
            )
            self.instances[key] = found
        return found

    def judge(
        self,
        left: Term,
        right: Term,
        at: int,
        conditions: Iterable[Condition] = (),
        moving: frozenset[Moved] | None = None,
        facts: dict[str, str] | None = None,
        scalars: frozenset[str] = frozenset(),
    ) -> Outcome:
        """The outcome of left = right, in the cheapest reading in which it holds.

        What the note says of matrices only further below does not count.
        """
        self.scalars = scalars
        self.assumed, later = self.said_by(at)
        asked = Question(left, right, at, tuple(conditions), moving, facts or {})
        first = self.search(asked)
        if not later or first.kind == "equal":
            return first
        self.assumed = self.assumed | later
        if self.search(asked).kind == "equal":
            name, fact = sorted(later)[0]
            why = Phrase("it holds if {0} is {1}, which is said further below", name, Phrase(fact))
            return Outcome("nothing", why=why)
        return first

    def said_by(self, at: int) -> tuple[Assumed, Assumed]:
        """What is said of matrices up to the paragraph of a place, and what is said later."""
        found = self.world.found
        end = found.lines.text.find("\n\n", at)
        now: set[tuple[str, str]] = set()
        later: set[tuple[str, str]] = set()
        for name, facts in found.facts.items():
            for fact, place in facts.items():
                (now if end < 0 or place <= end else later).add((name, fact))
        return frozenset(now), frozenset(later)

    def search(self, asked: Question) -> Outcome:
        """The outcome over all readings."""
        tried: list[dict[Hashable, int]] = [{}]
        seen: set[tuple[tuple[str, int], ...]] = set()
        first: Outcome | None = None
        count = 0
        while tried and count < self.readings:
            pins = tried.pop(0)
            mark = tuple(sorted((repr(k), v) for k, v in pins.items()))
            if mark in seen:
                continue
            seen.add(mark)
            count += 1
            choices = Choices(dict(pins))
            outcome = self.everywhere(asked, choices)
            if outcome.kind == "equal":
                outcome.tags = list(dict.fromkeys(choices.tags + outcome.tags))
                outcome.cost += choices.cost
                return outcome
            if first is None or (first.kind == "misfit" and outcome.kind == "different"):
                first = outcome
            if outcome.kind == "nothing" and count == 1:
                return outcome
            if len(pins) < 3:
                tried += neighbours(choices)
        assert first is not None
        return first

    def everywhere(self, asked: Question, choices: Choices) -> Outcome:
        """Whether both sides agree at all points, for every value of the free indices."""
        evidence = False
        tags: list[str] = []
        cost = 0.0
        for turn in range(self.points):
            outcome = self.anywhere(asked, choices, turn)
            if outcome.kind != "equal":
                return outcome
            evidence = evidence or outcome.why != "zero"
            tags, cost = outcome.tags, outcome.cost
        if not evidence and not _is_zero(asked.right):
            return Outcome("nothing", why=Phrase("both sides are 0"))
        return Outcome("equal", tags, cost)

    def anywhere(self, asked: Question, choices: Choices, turn: int) -> Outcome:
        """Whether both sides agree at one point; another law is tried where a value is missing."""
        fault = Phrase("this has no value")
        for law in ("normal", "unit", "positive"):
            instance = self.instance(turn, law, asked.facts)
            self.world.chosen = instance.chosen
            bound = {name: scalar(Num(_number(name, turn))) for name in self.scalars}
            evaluation = Evaluation(instance, choices, asked.at, None, bound)
            try:
                return self.compare_all(evaluation, asked)
            except NoValue as error:
                fault = sentence(error)
                continue
            except Misfit as error:
                return Outcome("misfit", why=sentence(error))
            except NoMeaning as error:
                return Outcome("nothing", why=sentence(error))
            except RecursionError:
                return Outcome("nothing", why=Phrase("too deep"))
        return Outcome("nothing", why=fault)

    def moved(
        self, evaluation: Evaluation, moving: frozenset[Moved] | None, env: dict[str, int]
    ) -> frozenset[Key] | None:
        """The symbols that move, members of families where the letters are those of `env`."""
        if moving is None:
            return None
        found: set[Key] = set()
        for name, at in moving:
            try:
                found.add((name, tuple(evaluation.number(i, env) or 0 for i in at)))
            except NoMeaning:
                continue
        return frozenset(found)

    def compare_all(self, evaluation: Evaluation, asked: Question) -> Outcome:
        """All cases of the free indices at one point."""
        found: Outcome | None = None
        zero = True
        for env in self.cases(evaluation, asked.left, asked.right):
            try:
                if not all(evaluation.holds(one, env) for one in asked.conditions):
                    continue
                evaluation.moving = self.moved(evaluation, asked.moving, env)
                one, other = evaluation.value(asked.left, env), evaluation.value(asked.right, env)
            except OutOfRange:
                continue
            outcome = compare(one, other, asked.is_derived)
            if outcome.kind != "equal":
                outcome.case = env
                return outcome
            zero = zero and outcome.why == "zero"
            if found is None or outcome.cost > found.cost:
                found = outcome
        if found is None:
            return Outcome("nothing", why=Phrase("there is no case in which all of it exists"))
        found.why = "zero" if zero else ""
        return found

    def cases(self, evaluation: Evaluation, left: Term, right: Term) -> Iterator[dict[str, int]]:
        """Values for the free index letters."""
        roles = self.world.found.roles
        letters = sorted(
            free_letters(left, frozenset(roles.running))
            | free_letters(right, frozenset(roles.running))
        )
        ranges: list[range] = []
        for letter in letters:
            if letter in roles.layers:
                ranges.append(range(LAYERS + 1))
                continue
            try:
                high = evaluation.range_of(letter, left, {}, None)
            except NoMeaning:
                high = evaluation.range_of(letter, right, {}, None)
            ranges.append(range(1, high + 1))
        for count, numbers in enumerate(combinations(*ranges)):
            if count >= MOST_CASES * 4:
                return
            yield dict(zip(letters, numbers, strict=True))


def _number(name: str, turn: int) -> float:
    """A number for a variable whose sign decides a case: of either sign by turns."""
    return Random(f"{name} {turn}").uniform(0.2, 2) * (1 if turn % 2 else -1)


def _is_zero(term: Term) -> bool:
    return isinstance(term, Number) and term.value == 0


def _is_derivative(term: Term) -> bool:
    return any(isinstance(one, Derivative | Differential) for one in inside(term)) or (
        isinstance(term, Symbol)
    )


def compare(one: Any, other: Any, layout: bool) -> Outcome:
    """Whether two values are the same, as they stand or in another layout."""
    if isinstance(one, Jacobian) and isinstance(other, Jacobian):
        if (one.u, one.v) == (other.u, other.v):
            return _same(one.matrix(), other.matrix())
        if (one.u, one.v) == (other.v, other.u):
            return _tagged(
                _same(one.matrix(), transposed(other.matrix())), "denominator-layout", 0.5
            )
        return _same(one.matrix(), other.matrix())
    if isinstance(other, Jacobian):
        one, other = other, one
    if isinstance(one, Jacobian):
        return _jacobian(one, other)
    if isinstance(one, Flexible) or isinstance(other, Flexible):
        if isinstance(one, Flexible):
            one, other = other, one
        if isinstance(one, Flexible):
            return Outcome("nothing", why=Phrase("the size of 1 is not clear"))
        assert isinstance(other, Flexible)
        other = other.of(one.rows if other.kind != "ones-row" else one.cols)
    if one.shape == other.shape:
        return _same(one, other)
    for a, b in ((one, other), (other, one)):
        if a.is_scalar and type(a.data[0]) is int and a.data[0] == 0:
            return _same(Array(b.shape, [0] * len(b.data)), b)
    if layout and one.shape == other.shape[::-1]:
        return _tagged(_same(one, transposed(other)), "numerator-layout", 0.6)
    return Outcome("misfit", why=shapes(one.shape, other.shape), values=(one, other))


def _jacobian(j: Jacobian, value: Any) -> Outcome:
    """A Jacobian beside a matrix: in either layout, or its diagonal."""
    if isinstance(value, Flexible):
        value = value.of(len(j.table))
    matrix = j.matrix()
    if value.shape == matrix.shape or (value.is_scalar and len(matrix.data) == 1):
        found = _same(Array(value.shape, matrix.data), value)
        if found.kind == "equal":
            return found
    if value.shape == matrix.shape[::-1]:
        found = _same(transposed(matrix), value)
        if found.kind == "equal":
            return _tagged(found, "denominator-layout", 0.5)
    if value.shape == j.u and j.is_diagonal:
        return _tagged(_same(j.diagonal(), value), "elementwise-derivative", 0.5)
    if value.shape in (matrix.shape, matrix.shape[::-1]):
        return Outcome("different", values=(matrix, value))
    return Outcome("misfit", why=shapes(matrix.shape, value.shape), values=(matrix, value))


def _tagged(outcome: Outcome, tag: str, cost: float) -> Outcome:
    if outcome.kind == "equal":
        outcome.tags.append(tag)
        outcome.cost += cost
    return outcome


def _same(one: Array, other: Array) -> Outcome:
    if one.shape != other.shape:
        return Outcome("misfit", why=shapes(one.shape, other.shape), values=(one, other))
    zero = True
    size = 0.0
    for x, y in zip(one.data, other.data, strict=True):
        a, b = value_of(x), value_of(y)
        if a != a or b != b or abs(a) > 1e12 or abs(b) > 1e12:
            raise NoValue("overflow")
        size = max(size, abs(a), abs(b))
        zero = zero and a == 0 and b == 0
    for x, y in zip(one.data, other.data, strict=True):
        a, b = value_of(x), value_of(y)
        if abs(a - b) > TOLERANCE * max(1e-3, size):
            return Outcome("different", values=(one, other))
    return Outcome("equal", why="zero" if zero else "")
