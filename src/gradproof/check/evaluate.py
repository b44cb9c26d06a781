"""The value of a term on an instance, by what it means."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from itertools import islice

from gradproof.check import terms as t
from gradproof.check.arrays import (
    Array,
    Jacobian,
    Misfit,
    entrywise,
    scalar,
    transposed,
)
from gradproof.check.bigs import Bigs
from gradproof.check.calculus import Calculus
from gradproof.check.calls import Calls
from gradproof.check.choices import Choices, Option, neighbours
from gradproof.check.combining import Combining
from gradproof.check.definitions import Definition
from gradproof.check.dots import filled
from gradproof.check.instance import Instance
from gradproof.check.pieces import column_of, entry_of, plain_number, row_of, within
from gradproof.check.products import Flexible, Operand, Unit, product
from gradproof.check.tables import Tables
from gradproof.check.tape import NoValue, times, total
from gradproof.check.terms import Term
from gradproof.check.world import Key, Meaning, NoMeaning

MOST_READINGS = 24


class Evaluation(Combining, Tables, Calls, Calculus, Bigs):
    """Values of terms that stand at one place of a note, under one set of choices.

    moving: the symbols that differentials move; None for all leaves.
    """

    def __init__(
        self,
        instance: Instance,
        choices: Choices,
        at: int,
        moving: frozenset[Key] | None = None,
        bound: Mapping[str, Array] | None = None,
    ) -> None:
        self.instance, self.choices, self.at = instance, choices, at
        self.world, self.moving = instance.world, moving
        self.bound = bound or {}
        self.declared = self.world.found.reader.hadamard
        self.depth = 0

    def value(self, term: Term, env: Mapping[str, int]) -> Operand:
        """The value of a term.

        Errors:  Misfit for shapes that do not fit, NoMeaning, NoValue, OutOfRange.
        """
        match term:
            case t.Number():
                return scalar(plain_number(term))
            case t.Symbol():
                return self.symbol(term, env)
            case t.Times():
                return self.times(term, env)
            case t.Plus():
                return self.plus(term, env)
            case t.Over():
                return self.over(self.value(term.top, env), self.array(term.bottom, env))
            case t.Power():
                return self.power(term, env)
            case t.Transposed():
                found = self.value(term.base, env)
                return transposed(found) if isinstance(found, Array) else found.turned()
            case t.Inverse():
                return self.inverse(self.value(term.base, env))
            case t.Call():
                return self.call(term, env)
            case t.Big():
                return self.big(term, env)
            case t.Derivative():
                return self.derivative(term, env)
            case t.Differential():
                return self.differential(term, env)
            case t.Entries():
                return self.entries(self.array(term.base, env), term.entries, env, id(term))
            case t.NormOf():
                return self.norm(term, env)
            case t.AbsOf():
                return self.absolute(self.array(term.base, env))
            case t.Inner():
                left, right = self.array(term.left, env), self.array(term.right, env)
                return scalar(total(entrywise(left, right, times).data))
            case t.Ones() | t.Identity():
                return self.flexible(term)
            case t.Delta():
                return scalar(1 if self.holds(term.condition, env) else 0)
            case t.Comparison():
                return self.comparison(term, env)
            case t.Table():
                return self.table(term, env)
            case t.Choice():
                return self.case(term, env)
            case t.Collected():
                return self.collected(term, env)
        raise NoMeaning("this has no value")

    def array(self, term: Term, env: Mapping[str, int]) -> Array:
        """The value of a term that must be a matrix or a scalar."""
        found = self.value(term, env)
        if isinstance(found, Flexible):
            raise Misfit("the size of 1 is not clear")
        if isinstance(found, Jacobian):
            if not found.is_diagonal or 1 in (len(found.table), len(found.table[0])):
                return found.matrix()
            options = [
                Option("", 0.0, found.matrix),
                Option("elementwise-derivative", 0.5, found.diagonal),
            ]
            return self.choices.pick((id(term), "jacobian"), options)
        return found

    def symbol(self, term: t.Symbol, env: Mapping[str, int]) -> Operand:
        name = term.name
        if not term.at and name in self.bound:
            found = self.bound[name]
            return self.entries(found, term.entries, env, name) if term.entries else found
        if not term.at and not term.entries and name in env and not self._is_value(name):
            return scalar(env[name])
        if not term.at and not term.entries and self.is_size(name):
            return scalar(self.size(name))
        meaning = self.world.meaning(term, env, self.at)
        if self.world.is_unit(term):
            place = self.number(term.entries[0], env)
            return Unit(place or 1)
        found = self.instance.value(meaning.key, self.at)
        found = self.laid_out(meaning, found)
        if meaning.entries:
            return self.taken(found, meaning, name)
        return found

    def _is_value(self, name: str) -> bool:
        return name in self.world.found.values

    def is_size(self, name: str) -> bool:
        """Whether a name counts something."""
        found = self.world.found
        if name in found.values or any(one.name == name for one in found.declared):
            return False
        return name in found.roles.sizes or name in found.roles.uppers or name in found.roles.depth

    def size(self, name: str) -> int:
        """The number that a size letter stands for in this instance."""
        if name in self.world.found.roles.depth:
            from gradproof.check.world import LAYERS

            return LAYERS
        return self.instance.named_length(name)

    def laid_out(self, meaning: Meaning, found: Array) -> Array:
        """What is a derivative by its definition may lie in either layout."""
        if not found.shape or (found.rows == found.cols):
            return found
        definition = self.world.definition(meaning.key, self.at)
        if definition is None or definition[0].kind != "derivative":
            return found
        options = [
            Option("", 0.0, lambda: found),
            Option("numerator-layout", 0.5, lambda: transposed(found)),
        ]
        return self.choices.pick(("layout", meaning.key[0]), options)

    def taken(self, found: Array, meaning: Meaning, name: str) -> Array:
        """Entries, rows or columns of a value."""
        places = meaning.entries
        if not found.shape:
            raise Misfit("an entry of a scalar", ())
        if len(places) == 1:
            if found.is_vector:
                place = places[0]
                return found if place is None else scalar(entry_of(found.data, place))
            return self.slice(found, places[0], name)
        row, col = places[:2]
        if row is None and col is None:
            return found
        if row is None:
            return column_of(found, within(col, found.cols))
        if col is None:
            return self._line(row_of(found, within(row, found.rows)), name)
        return scalar(found.at(within(row, found.rows), within(col, found.cols)))

    def _line(self, row: Array, name: str) -> Array:
        """A row, as it lies or as a column."""
        options = [Option("", 0.0, lambda: row), Option("", 0.1, lambda: transposed(row))]
        return self.choices.pick((name, "line"), options)

    def slice(self, found: Array, place: int | None, name: str) -> Array:
        """Row or column `place` of a matrix, mostly as a column."""
        if place is None:
            return found
        options = [
            Option("", 0.0, lambda: transposed(row_of(found, within(place, found.rows)))),
            Option("", 0.1, lambda: column_of(found, within(place, found.cols))),
            Option("", 0.15, lambda: row_of(found, within(place, found.rows))),
            Option("", 0.3, lambda: transposed(column_of(found, within(place, found.cols)))),
        ]
        return self.choices.pick((name, "slice"), options)

    def entries(
        self, found: Array, places: tuple[t.Index, ...], env: Mapping[str, int], place: Hashable
    ) -> Array:
        """Entries of a formula."""
        numbers = tuple(self.number(one, env) for one in places)
        return self.taken(found, Meaning(("", ()), numbers), str(place))

    def number(self, index: t.Index, env: Mapping[str, int]) -> int | None:
        """The value of an index expression, by letters, layers and sizes."""
        try:
            return self.world.number(index, env)
        except NoMeaning:
            if self.is_size(index.letter):
                return self.size(index.letter) + index.offset
            if index.letter in self.world.found.roles.classes:
                return self.instance.chosen + index.offset
            raise

    def times(self, term: t.Times, env: Mapping[str, int]) -> Operand:
        """A product, with what its dots stand for."""
        if not any(isinstance(one, t.DotsOf) for one in term.factors):
            values = [self.value(one, env) for one in term.factors]
            return product(id(term), values, list(term.joints), self.choices, self.declared)
        factors = filled(list(term.factors), lambda index: self.certain(index, env))
        if not factors:
            return Flexible("eye")
        values = [self.value(one, env) for one in factors]
        return product(
            id(term), values, ["juxtaposed"] * (len(values) - 1), self.choices, self.declared
        )

    def certain(self, index: t.Index, env: Mapping[str, int]) -> int:
        """The value of an index that must have one."""
        found = self.number(index, env)
        if found is None:
            raise NoMeaning("dots along a whole row")
        return found


def evaluate_definition(instance: Instance, one: Definition, env: dict[str, int]) -> Array:
    """The value of what is defined, in the reading in which it has the shape of the world."""
    pins: dict[Hashable, int] = {}
    wanted = instance.state.shapes.get(instance.world.versioned((one.name, ()), one.start))
    choices = Choices(dict(pins), lenient=True)
    fault: Exception | None = None
    try:
        found = _defined(instance, one, env, choices)
        if one.entries or wanted != () or found.is_scalar:
            return found
    except Misfit as error:
        fault = error
        found = None
    for other in islice(neighbours(choices), MOST_READINGS):
        again = Choices(dict(other), lenient=True)
        try:
            made = _defined(instance, one, env, again)
        except (Misfit, NoMeaning, NoValue):
            continue
        if wanted != () or made.is_scalar:
            return made
    if fault is not None:
        raise fault
    assert found is not None
    return found


def _defined(instance: Instance, one: Definition, env: dict[str, int], choices: Choices) -> Array:
    at = env.get("@", one.start) if one.kind == "derivative" else one.start
    evaluation = Evaluation(instance, choices, at)
    if one.kind == "hypothesis":
        return evaluation.hypothesis(one, env.get("@", one.start))
    if not one.entries:
        return evaluation.array(one.term, env)
    letters = [index.letter for index in one.entries]
    ranges = [evaluation.range_of(letter, one.term, env, one) for letter in letters]
    if len(letters) == 1:
        data = [
            evaluation.array(one.term, {**env, letters[0]: i}).scalar
            for i in range(1, ranges[0] + 1)
        ]
        return Array((ranges[0], 1), data)
    data = [
        evaluation.array(one.term, {**env, letters[0]: i, letters[1]: j}).scalar
        for i in range(1, ranges[0] + 1)
        for j in range(1, ranges[1] + 1)
    ]
    return Array((ranges[0], ranges[1]), data)
