"""The outcome of one claim: as it stands, by cases, under facts of labels, under other losses."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import combinations

from gradproof.check.definitions import Definition, Definitions, read_or_none
from gradproof.check.judge import Judge, Outcome
from gradproof.check.lines import Line
from gradproof.check.reader import Unread
from gradproof.check.sized import lonely
from gradproof.check.terms import (
    AbsOf,
    Choice,
    Comparison,
    Condition,
    Derivative,
    Differential,
    Index,
    Symbol,
    Term,
    free_letters,
    indices,
    inside,
)
from gradproof.check.wording import losses_named, relation_said, says_one_hot
from gradproof.check.world import LAYERS, World
from gradproof.check.worlds import with_loss
from gradproof.notation.source.surface import Number as NumberNode

_FACTS = {"distribution": "Σy = 1", "one-hot": "y one-hot", "bits": "y is 0 or 1"}


@dataclass(slots=True)
class Outcomes:
    """Where the claims of one note hold.

    restated: by section, the loss that a wrong line above gives anew.
    """

    text: str
    found: Definitions
    restated: dict[int, Definition] = field(default_factory=dict)

    def outcome(
        self, judge: Judge, left: Term, right: Term, at: int, conditions: list[Condition]
    ) -> Outcome:
        """The outcome of a claim; parts of differentials and facts of labels where need be."""
        scalars = _tested(left) | _tested(right)
        if scalars - self.found.roles.running:
            return judge.judge(left, right, at, conditions, scalars=frozenset(scalars))
        if isinstance(right, Choice) and len(right.branches) > 1:
            return judge.judge(left, right, at, conditions)
        named, behind = self.differentiated(left, right), self.differentiated(right)
        first = judge.judge(left, right, at, conditions)
        if first.kind == "equal":
            return first
        leaves = frozenset(one for one in named if one[0] not in self.found.values)
        for moving in dict.fromkeys((leaves, behind, named)):
            if not moving:
                continue
            moved = judge.judge(left, right, at, conditions, moving=moving)
            if moved.kind == "equal":
                moved.tags.append("partial-differential")
                moved.cost += 0.4
                return moved
            if first.kind == "nothing":
                first = moved
        labels = self.labels(judge.world)
        if labels and first.kind == "different":
            for fact in ("distribution", "one-hot", "bits"):
                facts = dict.fromkeys(labels, fact)
                again = judge.judge(left, right, at, conditions, None, facts)
                if again.kind == "equal":
                    if fact != "one-hot" or not says_one_hot(self.text):
                        again.tags.append(_FACTS[fact])
                    again.cost += 0.3
                    return again
        return first

    def differentiated(self, *sides: Term) -> frozenset[tuple[str, tuple[Index, ...]]]:
        """The symbols of which differentials stand here, without losses."""
        return frozenset(
            (one.of.name, one.of.at)
            for side in sides
            for one in inside(side)
            if isinstance(one, Differential)
            and isinstance(one.of, Symbol)
            and one.of.name not in self.found.losses
        )

    def labels(self, world: World) -> list[str]:
        """Leaves that may be labels."""
        return [
            name
            for name in sorted(one.removesuffix("[]") for one in world.still)
            if name.split("_")[0] in ("y", "Y", "t", "T", "L", "p", "q")
            and name not in self.found.roles.sizes
        ]

    def conditions(self, line: Line) -> list[Condition]:
        found: list[Condition] = []
        for chain in line.conditions:
            try:
                left = (
                    self.found.reader.index(chain.first) if chain.first is not None else Index("")
                )
                for link in chain.links:
                    if link.right is not None:
                        found.append(
                            Condition(left, link.sign, self.found.reader.index(link.right))
                        )
            except Unread:
                continue
        running = self.found.roles.running
        return [c for c in found if c.left.letter in running or c.right.letter in running]

    def fixed(self, line: Line) -> dict[str, float]:
        """The numbers that the conditions of a line give to symbols."""
        found: dict[str, float] = {}
        for chain in line.conditions:
            right = chain.links[0].right
            if (
                chain.links[0].sign == "="
                and isinstance(right, NumberNode)
                and chain.first is not None
            ):
                term = read_or_none(self.found.reader, chain.first)
                if (
                    isinstance(term, Symbol)
                    and not term.at
                    and term.name not in self.found.roles.running
                ):
                    found[term.name] = float(right.value)
        return found

    def by_cases(
        self, judge: Judge, line: Line, left: Term, right: Term, outcome: Outcome
    ) -> Outcome:
        """A claim of two indices that holds for equal or for different ones, where that is said."""
        running = frozenset(self.found.roles.running)
        free = free_letters(left, running) | free_letters(right, running)
        for one in self.related(line, left, right):
            found = self.outcome(judge, left, right, right.node.start, [one])
            if found.kind == "equal":
                return found
        for letter in sorted(free & self.found.roles.layers):
            if any(i.letter in self.found.roles.depth for i in indices(right)):
                said = [Condition(Index(letter), "=", Index("", LAYERS))]
                found = self.outcome(judge, left, right, right.node.start, said)
                if found.kind == "equal":
                    found.tags.append("last-layer")
                    return found
        return outcome

    def related(self, line: Line, left: Term, right: Term) -> list[Condition]:
        """What the words say of pairs of the free indices: equal, or different."""
        running = frozenset(self.found.roles.running)
        free = free_letters(left, running) | free_letters(right, running)
        pairs = combinations(sorted(free - self.found.roles.layers), 2)
        return [
            Condition(Index(one), sign, Index(other))
            for one, other in pairs
            if (sign := relation_said(self.text, line, one, other))
        ]

    def otherwise(
        self, judge: Judge, line: Line, left: Term, right: Term, outcome: Outcome
    ) -> Outcome:
        """The claim under a loss that the words name just before, or that was restated above."""
        world = judge.world
        tries: list[tuple[World, str]] = []
        for kind in losses_named(self.text, line) if world.loss else ():
            tries += [(one, "loss-named-in-words") for one in with_loss(world, kind)]
        again = self.restated.get(line.section)
        if again is not None and again.line is not line:
            tries.append((replace(world, extra={**world.extra, again.name: again}), "restated"))
        for other, tag in tries:
            found = Judge(other, judge.state, judge.points, judge.readings).judge(
                left, right, right.node.start, self.conditions(line)
            )
            if found.kind == "equal":
                found.tags.append(tag)
                return found
        return outcome

    def alone(self, judge: Judge, line: Line, left: Term, right: Term) -> Outcome | None:
        """An identity by itself, of symbols that nothing defines, with shapes of its own."""
        names = {
            one.name for side in (left, right) for one in inside(side) if isinstance(one, Symbol)
        }
        if any(name in self.found.values or name in self.found.losses for name in names):
            return None
        if any(
            isinstance(one, Derivative) and one.of is None
            for s in (left, right)
            for one in inside(s)
        ):
            return None
        for state in lonely(judge.world, left, right, right.node.start):
            capitals = (shape for key, shape in state.shapes.items() if key[0][:1].isupper())
            if any(state.is_one(size) for shape in capitals for size in shape):
                continue
            own = Judge(judge.world, state, judge.points, judge.readings)
            found = own.judge(left, right, right.node.start, self.conditions(line))
            if found.kind == "equal":
                return found
        return None


def _tested(term: Term) -> set[str]:
    """The symbols whose sign decides a case: x in `1 if x > 0`."""
    return {
        name
        for one in inside(term)
        if isinstance(one, Choice)
        for _, conditions in one.branches
        for condition in conditions or ()
        for name in _names_tested(condition)
    }


def _names_tested(condition: Condition | Comparison) -> set[str]:
    if isinstance(condition, Comparison):
        left = condition.left.base if isinstance(condition.left, AbsOf) else condition.left
        return (
            {left.name} if isinstance(left, Symbol) and not left.at and not left.entries else set()
        )
    if condition.sign in "<>≤≥" and not condition.right.letter and condition.left.letter:
        return {condition.left.letter}
    return set()
