"""Sums and products over indices: over what they run is found from where the letters stand."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product as combinations
from typing import TYPE_CHECKING

from gradproof.check import terms as t
from gradproof.check.arrays import Array, Misfit, entrywise, scalar
from gradproof.check.choices import Option
from gradproof.check.definitions import Definition
from gradproof.check.evaluating import Evaluating
from gradproof.check.instance import generic_scalar
from gradproof.check.products import Operand
from gradproof.check.tape import Scalar, call, negative, plus, times, total, value_of
from gradproof.check.terms import Term
from gradproof.check.world import NoMeaning, OutOfRange

if TYPE_CHECKING:
    pass


class Bigs(Evaluating):
    """What an evaluation knows of sums."""

    def big(self, term: t.Big, env: Mapping[str, int]) -> Operand:
        """Σ, Π, max, min."""
        letters = [
            w
            for w in term.letters
            if w in self.world.found.roles.running or len(term.letters) > 1 or term.low is not None
        ]
        letters = [w for w in letters if not (self.is_size(w) and term.low is None)]
        if not letters:
            return self.over_axes(term, env)
        ranges = [self.limits(term, at, letter, env) for at, letter in enumerate(letters)]
        found: object = None
        for numbers in combinations(*ranges):
            inner = {**env, **dict(zip(letters, numbers, strict=True))}
            if not all(self.holds(one, inner) for one in term.conditions):
                continue
            try:
                one = self.value(term.body, inner)
            except OutOfRange:
                if letters[0] in self.world.found.roles.layers:
                    continue
                raise
            found = one if found is None else self._joined(term, found, one)
        if found is None:
            return scalar(0 if term.op == "sum" else 1)
        return found

    def _joined(self, term: t.Big, found: Operand, one: Operand) -> Operand:
        if term.op == "sum":
            return self.added(found, one)
        if not isinstance(found, Array) or not isinstance(one, Array):
            raise NoMeaning("a product of these is not known")
        if term.op == "prod":
            return entrywise(found, one, times)
        larger = term.op == "max"
        return entrywise(found, one, lambda x, y: x if (value_of(x) > value_of(y)) == larger else y)

    def limits(self, term: t.Big, at: int, letter: str, env: Mapping[str, int]) -> range:
        """The numbers over which a letter runs."""
        low = 1
        if term.low is not None and at == 0:
            low = self.bound_number(term.low, env, 1)
        high: int | None = None
        if term.high is not None and at == 0:
            high = self.top(term.high, env)
        if high is None:
            high = self.range_of(letter, term.body, env, None)
            if isinstance(term.high, t.Symbol) and at == 0:
                self.instance.counts[term.high.name] = high
        return range(low, high + 1)

    def bound_number(self, term: Term, env: Mapping[str, int], otherwise: int) -> int:
        if isinstance(term, t.Symbol) and not term.at and not term.entries:
            found = self.number(t.Index(term.name), env)
            return otherwise if found is None else found
        return int(value_of(self.array(term, env).scalar))

    def top(self, term: Term, env: Mapping[str, int]) -> int | None:
        """The upper limit; None for a letter that only names what the body shows."""
        if isinstance(term, t.Symbol) and not term.at and not term.entries:
            name = term.name
            if name in self.world.found.roles.depth or name in env:
                return self.number(t.Index(name), env)
            if not self.instance.knows_length(name):
                return None
            return self.instance.named_length(name)
        return int(value_of(self.array(term, env).scalar))

    def range_of(
        self, letter: str, body: Term, env: Mapping[str, int], one: Definition | None
    ) -> int:
        """How far a letter runs, by the sizes that it indexes.

        Errors:  NoMeaning where it stands nowhere.
        """
        found: set[int] = set()
        everywhere = {w: 1 for w in self.world.found.roles.running if w not in env}
        probe = {**everywhere, **env, letter: 1}
        for term in t.inside(body):
            if isinstance(term, t.Symbol):
                found |= self._sizes(term, letter, probe)
            elif isinstance(term, t.Entries) and any(i.letter == letter for i in term.entries):
                try:
                    value = self.array(term.base, probe)
                except (Misfit, NoMeaning, OutOfRange):
                    continue
                found |= self._axis(value, term.entries, letter, str(id(term)))
        if one is not None and not found:
            for place, index in enumerate(one.entries):
                shape = self.instance.state.shapes.get((one.name, ()))
                if index.letter == letter and shape:
                    found.add(self.instance.length(shape[place]))
        if not found:
            raise NoMeaning("over what it runs is not clear", letter)
        return min(found)

    def _sizes(self, term: t.Symbol, letter: str, probe: Mapping[str, int]) -> set[int]:
        places = (*term.at, *term.entries)
        if not any(i.letter == letter for i in places):
            return set()
        try:
            meaning = self.world.meaning(term, probe, self.at)
            if any(i.letter == letter for i in term.at) and not meaning.sliced:
                return {self.instance.members(term.name)}
            value = self.instance.value(meaning.key, self.at)
        except (Misfit, NoMeaning, OutOfRange):
            return set()
        return self._axis(value, places if meaning.sliced else term.entries, letter, term.name)

    def _axis(self, value: Array, places: tuple[t.Index, ...], letter: str, name: str) -> set[int]:
        """The sizes of the axes at which a letter stands."""
        if not value.shape:
            return set()
        if len(places) > 1:
            return {
                value.shape[at] for at, index in enumerate(places[:2]) if index.letter == letter
            }
        if value.is_vector:
            return {len(value.data)}
        taken = self.choices.pins.get(
            (name, "slice"), self.choices.taken.get((name, "slice"), (0,))
        )
        at = taken if isinstance(taken, int) else taken[0]
        return {value.cols if at in (1, 3) else value.rows}

    def over_axes(self, term: t.Big, env: Mapping[str, int]) -> Array:
        """Σ without an index: over everything, or over the samples."""
        body = self.array(term.body, env)
        if not body.shape:
            raise NoMeaning("over what this sums is not clear")
        if term.op == "prod":
            whole: Scalar = 1
            for x in body.data:
                whole = times(whole, x)
            return scalar(whole)
        if term.op != "sum":
            raise NoMeaning("over what this runs is not clear")
        options = [
            Option("", 0.0, lambda: scalar(total(body.data))),
            Option("sum-over-the-batch", 0.3, lambda: _down(body)),
            Option("sum-over-the-batch", 0.35, lambda: _across(body)),
        ]
        if term.letters and self.is_size(term.letters[0]):
            length = self.size(term.letters[0])
            options = [
                Option("", 0.0, lambda: _down(body, length)),
                Option("", 0.1, lambda: _across(body, length)),
            ]
        return self.choices.pick((id(term), "axis"), options)

    def hypothesis(self, one: Definition, at: int) -> Array:
        """A loss that the note does not give, as a function of what the network puts out."""
        what, names = one.entries[0].letter, [index.letter for index in one.at]
        arrays = [
            self.instance.value(key, one.line.start) for key in self.world.active_ends(names, at)
        ]
        if what == "generic":
            return generic_scalar(one.name, arrays)
        found: list[Scalar] = []
        for array in arrays[:1]:
            target = self.array(one.term, {})
            if target.shape != array.shape:
                raise Misfit("the target has another shape", target.shape, array.shape)
            for y, p in zip(target.data, array.data, strict=True):
                if what in ("half", "square"):
                    d = plus(p, negative(y))
                    found.append(times(0.5 if what == "half" else 1, times(d, d)))
                else:
                    found.append(negative(times(y, call("log", p))))
                    if what == "binary":
                        found.append(negative(times(1 - y, call("log", 1 - p))))
        return scalar(total(found))


def _down(a: Array, length: int | None = None) -> Array:
    """The sum of the rows, as a row."""
    if a.rows == 1 or (length is not None and a.rows != length):
        raise Misfit("no such axis", a.shape)
    data = [total([a.at(i, j) for i in range(a.rows)]) for j in range(a.cols)]
    return Array((), data) if a.cols == 1 else Array((1, a.cols), data)


def _across(a: Array, length: int | None = None) -> Array:
    """The sum of the columns, as a column."""
    if a.cols == 1 or (length is not None and a.cols != length):
        raise Misfit("no such axis", a.shape)
    data = [total([a.at(i, j) for j in range(a.cols)]) for i in range(a.rows)]
    return Array((), data) if a.rows == 1 else Array((a.rows, 1), data)
