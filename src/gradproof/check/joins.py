"""Shapes of sums, products, quotients and powers, in every way in which they can be read."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from itertools import islice

from gradproof.check import terms as t
from gradproof.check.dots import filled
from gradproof.check.states import (
    BEAM,
    Probe,
    Sizes,
    State,
    best,
    is_greek,
)
from gradproof.check.terms import Term
from gradproof.check.world import NoMeaning, World


class Joins(ABC):
    """What an inference knows of joining shapes."""

    world: World
    at: int
    greek: bool

    @abstractmethod
    def go(self, term: Term, env: Mapping[str, int], state: State) -> Iterator[tuple[Sizes, State]]:
        """The shapes that a term may have."""

    @abstractmethod
    def is_function(self, of: Term | None) -> bool:
        """Whether this is a function by its name."""

    def plus(
        self, term: t.Plus, env: Mapping[str, int], state: State
    ) -> Iterator[tuple[Sizes, State]]:
        current: list[tuple[Sizes, State]] = []
        for at, one in enumerate(term.terms):
            if at == 0:
                current = best(self.go(one, env, state))
                continue
            following: list[tuple[Sizes, State]] = []
            for shape, now in current:
                for other, after in islice(self.go(one, env, now), BEAM):
                    following += self.added(shape, other, after, one)
            current = best(following)
        yield from current

    def added(
        self, one: Sizes, other: Sizes, state: State, term: Term
    ) -> Iterator[tuple[Sizes, State]]:
        """A sum of two shapes; numbers, rows and columns are repeated."""
        if one is None or other is None:
            yield (other if one is None else one), state
            return
        if after := state.alike(one, other):
            yield one if one else other if not other else one, after
        if one == () and other != ():
            yield other, state.copy(0.7)
            return
        if other == () and one != ():
            is_number = isinstance(term, t.Number)
            yield one, state if is_number else state.copy(1.2)
            return
        if one == () or other == ():
            return
        for wide, narrow in ((one, other), (other, one)):
            leaf = (
                wide is other
                and isinstance(term, t.Symbol)
                and term.name not in self.world.found.values
            )
            more = 2.0 if leaf else 0.0
            if (
                state.is_one(narrow[0])
                and not state.is_one(wide[0])
                and (after := state.same(wide[1], narrow[1]))
            ):
                yield wide, after.copy(0.2 + more)
            if (
                state.is_one(narrow[1])
                and not state.is_one(wide[1])
                and (after := state.same(wide[0], narrow[0]))
            ):
                yield wide, after.copy(0.45 + more)

    def times(
        self, term: t.Times, env: Mapping[str, int], state: State
    ) -> Iterator[tuple[Sizes, State]]:
        """Products by juxtaposition bind tighter than ⊙; both orders are tried."""
        if any(isinstance(one, t.DotsOf) for one in term.factors):
            try:
                factors = filled(
                    list(term.factors),
                    lambda i: self.world.number(i, Probe(env, self.world.found.roles.running)) or 0,
                )
            except NoMeaning:
                yield None, state
                return
            if not factors:
                yield None, state
                return
            yield from self.chain(factors, ["juxtaposed"] * (len(factors) - 1), env, state)
            return
        groups: list[list[Term]] = [[term.factors[0]]]
        inner: list[list[str]] = [[]]
        for factor, joint in zip(term.factors[1:], term.joints, strict=True):
            if self.is_entrywise(joint):
                groups.append([factor])
                inner.append([])
            else:
                groups[-1].append(factor)
                inner[-1].append(joint)
        found = False
        current: list[tuple[Sizes, State]] = [(None, state)]
        for at, (group, joints) in enumerate(zip(groups, inner, strict=True)):
            following: list[tuple[Sizes, State]] = []
            for shape, now in current:
                for other, after in self.chain(group, joints, env, now):
                    if at == 0:
                        following.append((other, after))
                    else:
                        following += self.joined(shape, other, "odot", after)
            current = best(following)
        for one in current:
            found = True
            yield one
        if not found and len(groups) > 1:
            yield from self.chain(list(term.factors), list(term.joints), env, state)

    def is_entrywise(self, joint: str) -> bool:
        return joint in ("odot", "circ", "dotstar") or joint in self.world.found.reader.hadamard

    def chain(
        self, factors: list[Term], joints: list[str], env: Mapping[str, int], state: State
    ) -> list[tuple[Sizes, State]]:
        current = best(self.go(factors[0], env, state))
        for factor, joint in zip(factors[1:], joints, strict=True):
            following: list[tuple[Sizes, State]] = []
            for shape, now in current:
                for other, after in islice(self.go(factor, env, now), BEAM):
                    self.greek = any(is_greek(one) for one in factors)
                    following += self.joined(shape, other, joint, after)
            current = best(following)
        return current

    def joined(
        self, one: Sizes, other: Sizes, joint: str, state: State
    ) -> Iterator[tuple[Sizes, State]]:
        """A product of two shapes."""
        if one is None or other is None:
            yield ((other if one is None else one) if self.is_entrywise(joint) else None), state
            return
        if one == () or other == ():
            yield (one or other), state.copy(1.8) if self.is_entrywise(joint) else state
            return
        if self.is_entrywise(joint):
            yield from self.added(one, other, state, t.Term)  # type: ignore[arg-type]
            return
        if joint == "otimes":
            made = state.copy()
            yield (made.fresh(), made.fresh()), made
            return
        if after := state.same(one[1], other[0]):
            shape: Sizes = (one[0], other[1])
            outer = after.is_one(one[1]) and not after.is_one(one[0]) and not after.is_one(other[1])
            if all(after.is_one(x) for x in shape):
                shape = ()
            yield shape, after.copy(0.5) if outer else after
        if joint in ("cdot", "star", "times", "juxtaposed"):
            whole = "matrix" in (state.kind(one), state.kind(other))
            if after := state.alike(one, other):
                yield one, after.copy((2.5 if joint == "star" else 5.0) if whole else 1.2)
            if joint == "star" or (
                joint == "juxtaposed" and (self.greek or not whole)
            ):  # a row times every row
                for shape, after in self.added(one, other, state, t.Term):  # type: ignore[arg-type]
                    if shape in (one, other):
                        yield shape, after.copy(0.6 if self.greek else 3.0 if whole else 1.2)
            if state.find(other[1]) == state.find(one[0]) and state.same(one[1], other[0]) is None:
                yield (other[0], one[1]), state.copy(2.5)

    def over(
        self, term: t.Over, env: Mapping[str, int], state: State
    ) -> Iterator[tuple[Sizes, State]]:
        for top, now in best(self.go(term.top, env, state)):
            for bottom, after in islice(self.go(term.bottom, env, now), BEAM):
                if bottom == ():
                    yield top, after
                elif top == ():
                    yield bottom, after
                else:
                    yield from self.added(top, bottom, after, term)

    def power(
        self, term: t.Power, env: Mapping[str, int], state: State
    ) -> Iterator[tuple[Sizes, State]]:
        for shape, now in self.go(term.base, env, state):
            if not isinstance(term.exponent, t.Number):
                for other, after in islice(self.go(term.exponent, env, now), 6):
                    if other and shape:
                        both = after.alike(shape, other)
                        if both:
                            yield shape, both
                    else:
                        yield shape or other, after
                continue
            yield shape, now
            if shape and (now.is_one(shape[0]) or now.is_one(shape[1])):
                yield (), now.copy(0.5)
