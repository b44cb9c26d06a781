"""The value of a term on an instance, by what it means."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from functools import partial
from itertools import islice

from gradproof.check import terms as t
from gradproof.check.arrays import (
    Array,
    Jacobian,
    Misfit,
    determinant,
    entrywise,
    eye,
    full,
    matmul,
    matrix_power,
    powered,
    scalar,
    solve,
    transposed,
)
from gradproof.check.bigs import Bigs
from gradproof.check.calculus import Calculus
from gradproof.check.calls import Calls
from gradproof.check.choices import Choices, Option, neighbours
from gradproof.check.definitions import Definition
from gradproof.check.dots import filled
from gradproof.check.instance import Instance
from gradproof.check.products import Any, Flexible, Mixed, Unit, product, scaled_jacobian
from gradproof.check.tape import NoValue, Num, call, divided, plus, power, times, total, value_of
from gradproof.check.terms import Term
from gradproof.check.world import Key, Meaning, NoMeaning, OutOfRange

MOST_READINGS = 24


class Evaluation(Calls, Calculus, Bigs):
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

    def value(self, term: Term, env: Mapping[str, int]) -> Any:
        """The value of a term.

        Errors:  Misfit for shapes that do not fit, NoMeaning, NoValue, OutOfRange.
        """
        match term:
            case t.Number():
                return scalar(_plain(term))
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
            chosen = self.choices.pick((id(term), "jacobian"), options)
            assert isinstance(chosen, Array)
            return chosen
        return found

    # --- symbols -----------------------------------------------------------

    def symbol(self, term: t.Symbol, env: Mapping[str, int]) -> Any:
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
        chosen = self.choices.pick(("layout", meaning.key[0]), options)
        assert isinstance(chosen, Array)
        return chosen

    def taken(self, found: Array, meaning: Meaning, name: str) -> Array:
        """Entries, rows or columns of a value."""
        places = meaning.entries
        if not found.shape:
            raise Misfit("an entry of a scalar", ())
        if len(places) == 1:
            if found.is_vector:
                place = places[0]
                return found if place is None else scalar(_entry(found.data, place))
            return self.slice(found, places[0], name)
        row, col = places[:2]
        if row is None and col is None:
            return found
        if row is None:
            return _column(found, _within(col, found.cols))
        if col is None:
            return self._line(_row(found, _within(row, found.rows)), name)
        return scalar(found.at(_within(row, found.rows), _within(col, found.cols)))

    def _line(self, row: Array, name: str) -> Array:
        """A row, as it lies or as a column."""
        options = [Option("", 0.0, lambda: row), Option("", 0.1, lambda: transposed(row))]
        chosen = self.choices.pick((name, "line"), options)
        assert isinstance(chosen, Array)
        return chosen

    def slice(self, found: Array, place: int | None, name: str) -> Array:
        """Row or column `place` of a matrix, mostly as a column."""
        if place is None:
            return found
        options = [
            Option("", 0.0, lambda: transposed(_row(found, _within(place, found.rows)))),
            Option("", 0.1, lambda: _column(found, _within(place, found.cols))),
            Option("", 0.15, lambda: _row(found, _within(place, found.rows))),
            Option("", 0.3, lambda: transposed(_column(found, _within(place, found.cols)))),
        ]
        chosen = self.choices.pick((name, "slice"), options)
        assert isinstance(chosen, Array)
        return chosen

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

    def times(self, term: t.Times, env: Mapping[str, int]) -> Any:
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

    # --- sums, quotients, powers -------------------------------------------

    def plus(self, term: t.Plus, env: Mapping[str, int]) -> Any:
        if any(isinstance(one, t.DotsOf) for one in term.terms):
            return self.dotted_sum(term, env)
        found: Any = None
        for sign, one in zip(term.signs, term.terms, strict=True):
            value = self.value(one, env)
            if sign < 0:
                value = _negated(value)
            found = value if found is None else self.added(found, value)
        return found

    def dotted_sum(self, term: t.Plus, env: Mapping[str, int]) -> Any:
        """A sum with what its dots stand for."""
        signs = {
            sign
            for sign, one in zip(term.signs, term.terms, strict=True)
            if not isinstance(one, t.DotsOf)
        }
        if len(signs) != 1:
            raise NoMeaning("what the dots stand for is not clear")
        terms = filled(list(term.terms), lambda index: self.certain(index, env))
        return self.plus(t.Plus(term.node, tuple(terms), (signs.pop(),) * len(terms)), env)

    def added(self, a: Any, b: Any) -> Any:
        """a + b; ones and identities take the size that fits, rows and columns are repeated."""
        if isinstance(a, Flexible) and isinstance(b, Flexible):
            if a.kind == b.kind:
                return Flexible(a.kind, plus(a.factor, b.factor))
            return Mixed((a, b))
        if isinstance(b, Flexible):
            a, b = b, a
        if isinstance(b, Jacobian) and not isinstance(a, Jacobian):
            b = b.matrix()
        if isinstance(a, Jacobian):
            if isinstance(b, Jacobian):
                if (a.u, a.v) != (b.u, b.v):
                    raise Misfit("the shapes differ", a.u, b.u)
                rows = zip(a.table, b.table, strict=True)
                return Jacobian(
                    a.u, a.v, [[plus(x, y) for x, y in zip(r, s, strict=True)] for r, s in rows]
                )
            a = a.matrix()
        if isinstance(a, Flexible):
            assert isinstance(b, Array)
            if b.is_scalar and a.kind == "eye":
                raise Misfit("the size of I is not clear", ())
            if a.kind in ("eye", "all") and b.rows != b.cols:
                raise Misfit("an identity beside a matrix that is not square", b.shape)
            a = a.of(b.rows if a.kind != "ones-row" else b.cols) if b.shape else scalar(a.factor)
        return entrywise(a, b, plus, True)

    def over(self, top: Any, bottom: Array) -> Any:
        if isinstance(top, Flexible) and bottom.is_scalar:
            return top.scaled(divided(1, bottom.data[0]))
        if isinstance(top, Jacobian):
            return scaled_jacobian(top, divided(1, bottom.scalar))
        if isinstance(top, Flexible):
            top = top.of(bottom.rows)
        return entrywise(top, bottom, divided, True)

    def power(self, term: t.Power, env: Mapping[str, int]) -> Any:
        exponent = term.exponent
        if (
            isinstance(term.base, t.NormOf)
            and isinstance(exponent, t.Number)
            and exponent.value == 2
        ):
            return self.squared_norm(term.base, env)
        base = self.value(term.base, env)
        if isinstance(base, Flexible | Jacobian):
            base = self.array(term.base, env)
        if isinstance(exponent, t.Number):
            number = _plain(exponent)
            if base.is_scalar or term.entrywise:
                return powered(base, number)
            whole = number if isinstance(number, int) else 0
            if base.is_vector:
                options = [
                    Option("", 0.0, lambda: powered(base, number)),
                    Option("square-as-inner-product", 0.5, partial(_inner_square, base, whole)),
                ]
            elif base.rows == base.cols and whole > 0:
                options = [
                    Option("", 0.0, lambda: matrix_power(base, whole)),
                    Option("elementwise-power", 0.6, lambda: powered(base, number)),
                ]
            else:
                options = [Option("", 0.0, lambda: powered(base, number))]
            return self.choices.pick((id(term), "power"), options)  # type: ignore[return-value]
        return entrywise(base, self.array(exponent, env), power)

    def inverse(self, base: Any) -> Any:
        if isinstance(base, Flexible):
            return Flexible(base.kind, divided(1, base.factor))
        if isinstance(base, Jacobian):
            base = base.matrix()
        if base.is_scalar:
            return scalar(divided(1, base.data[0]))
        return solve(base, eye(base.rows))

    # --- norms, tables, cases ----------------------------------------------

    def squared_norm(self, term: t.NormOf, env: Mapping[str, int]) -> Array:
        base = self.array(term.base, env)
        if term.kind == "1":
            return powered(self.norm(term, env), 2)
        return scalar(total([times(x, x) for x in base.data]))

    def norm(self, term: t.NormOf, env: Mapping[str, int]) -> Array:
        base = self.array(term.base, env)
        if term.kind == "1":
            return scalar(total([call("abs", x) for x in base.data]))
        if term.kind not in ("", "2", "F"):
            raise NoMeaning("this norm is not known", term.kind)
        if term.kind != "F" and base.shape and not base.is_vector and term.kind == "2":
            raise NoMeaning("the spectral norm is not known")
        squared = total([times(x, x) for x in base.data])
        if value_of(squared) == 0:
            raise NoValue("the norm of 0 has no slope")
        return scalar(call("sqrt", squared))

    def absolute(self, base: Array) -> Array:
        if base.shape and base.rows == base.cols:
            return scalar(determinant(base))
        return base.each(lambda x: call("abs", x))

    def flexible(self, term: t.Ones | t.Identity) -> Any:
        kind = "ones" if isinstance(term, t.Ones) else "eye"
        if term.size:
            try:
                n = int(term.size) if term.size.isdigit() else self.instance.named_length(term.size)
            except NoMeaning:
                return Flexible(kind)
            return full((n, 1), 1) if kind == "ones" else eye(n)
        found = self.instance.size_of_ones(f"1@{term.node.start}")
        if found is not None:
            return full((found, 1), 1) if kind == "ones" else eye(found)
        return Flexible(kind)

    def table(self, term: t.Table, env: Mapping[str, int]) -> Array:
        """A matrix of blocks."""
        cells = [list(row) for row in term.rows]
        if any(isinstance(cell, t.DotsOf) for row in cells for cell in row):
            cells = self.without_dots(cells, env)
        rows = [[self.array(cell, env) for cell in row] for row in cells]
        if len(rows) == 1 and len(rows[0]) == 1:
            return rows[0][0]
        data: list[Any] = []
        width = sum(cell.cols for cell in rows[0])
        for row in rows:
            height = row[0].rows
            if any(cell.rows != height for cell in row) or sum(cell.cols for cell in row) != width:
                raise Misfit("the blocks of this matrix do not fit", row[0].shape)
            for i in range(height):
                for cell in row:
                    data += [cell.at(i, j) for j in range(cell.cols)]
        return Array((len(data) // width, width), data)

    def collected(self, term: t.Collected, env: Mapping[str, int]) -> Any:
        """The entry that is spoken of, or the column of all."""
        letters = t.free_letters(term.base, frozenset(self.world.found.roles.running)) - set(env)
        if not letters:
            return self.value(term.base, env)
        letter = min(letters)
        high = self.range_of(letter, term.base, env, None)
        data = [self.array(term.base, {**env, letter: i}).scalar for i in range(1, high + 1)]
        column = Array((high, 1), data)
        options = [Option("", 0.0, lambda: column), Option("", 0.2, lambda: transposed(column))]
        return self.choices.pick((id(term), "collected"), options)  # type: ignore[return-value]

    def without_dots(self, cells: list[list[Term]], env: Mapping[str, int]) -> list[list[Term]]:
        """The rows and columns that dots stand for."""

        def number(index: t.Index) -> int:
            return self.certain(index, env)

        kept = [row for row in cells if not all(isinstance(one, t.DotsOf) for one in row)]
        whole = [filled(row, number) for row in kept]
        if len(kept) == len(cells):
            return whole
        at = next(i for i, row in enumerate(cells) if all(isinstance(one, t.DotsOf) for one in row))
        dots = t.DotsOf(cells[at][0].node)
        columns = []
        for one in range(len(whole[0])):
            column: list[Term] = [row[one] for row in whole]
            columns.append(filled([*column[:at], dots, *column[at:]], number))
        if len({len(column) for column in columns}) != 1:
            raise NoMeaning("what the dots stand for is not clear")
        return [list(row) for row in zip(*columns, strict=True)]

    def comparison(self, term: t.Comparison, env: Mapping[str, int]) -> Array:
        left, right = self.array(term.left, env), self.array(term.right, env)
        test = _TESTS.get(term.sign)
        if test is None:
            raise NoMeaning("this relation is not known", term.sign)
        return entrywise(left, right, lambda x, y: int(test(value_of(x), value_of(y))), True)

    def case(self, term: t.Choice, env: Mapping[str, int]) -> Any:
        """The branch whose condition holds."""
        for branch, conditions in term.branches:
            if conditions is None or all(self.holds(one, env) for one in conditions):
                return self.value(branch, env)
        raise OutOfRange("no case applies")

    def holds(self, condition: t.Condition | t.Comparison, env: Mapping[str, int]) -> bool:
        if isinstance(condition, t.Comparison):
            found = self.comparison(condition, env)
            if not found.is_scalar:
                raise Misfit("a condition on a whole vector", found.shape)
            return bool(value_of(found.data[0]))
        left, right = self.plain(condition.left, env), self.plain(condition.right, env)
        test = _TESTS.get(condition.sign)
        if test is None:
            raise NoMeaning("this condition is not known", condition.sign)
        return bool(test(left, right))

    def plain(self, index: t.Index, env: Mapping[str, int]) -> float:
        """An index, or the value of a scalar symbol in a condition such as x > 0."""
        try:
            found = self.number(index, env)
        except NoMeaning:
            term = t.Symbol(None, index.letter)  # type: ignore[arg-type]
            return float(value_of(self.array(term, env).scalar)) + index.offset
        if found is None:
            raise NoMeaning("a condition on a whole row")
        return found


_TESTS = {
    "=": lambda x, y: x == y,
    "≠": lambda x, y: x != y,
    "<": lambda x, y: x < y,
    ">": lambda x, y: x > y,
    "≤": lambda x, y: x <= y,
    "≥": lambda x, y: x >= y,
}


def _plain(term: t.Number) -> int | float:
    value = term.value
    return int(value) if value.denominator == 1 else value.numerator / value.denominator


def _within(place: int | None, size: int) -> int:
    if place is None or not 1 <= place <= size:
        raise OutOfRange(str(place))
    return place - 1


def _entry(data: list[Any], place: int) -> Any:
    return data[_within(place, len(data))]


def _row(a: Array, i: int) -> Array:
    return Array((1, a.cols), a.data[i * a.cols : (i + 1) * a.cols])


def _column(a: Array, j: int) -> Array:
    return Array((a.rows, 1), [a.at(i, j) for i in range(a.rows)])


def _negated(value: Any) -> Any:
    if isinstance(value, Flexible):
        return value.scaled(-1)
    if isinstance(value, Jacobian):
        return scaled_jacobian(value, -1)
    return value.each(lambda x: -x)


def _inner_square(base: Array, exponent: int) -> Array:
    if exponent != 2:
        raise Misfit("only a square is an inner product", base.shape)
    return scalar(total([times(x, x) for x in base.data]))


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


__all__ = ["Evaluation", "Num", "evaluate_definition", "matmul"]
