"""Matrices written out, vectors by their entries, cases and comparisons."""

from __future__ import annotations

from collections.abc import Mapping

from gradproof.check import terms as t
from gradproof.check.arrays import (
    Array,
    Misfit,
    entrywise,
    transposed,
)
from gradproof.check.choices import Option
from gradproof.check.dots import filled
from gradproof.check.evaluating import Evaluating
from gradproof.check.products import Operand
from gradproof.check.tape import value_of
from gradproof.check.terms import Term
from gradproof.check.world import NoMeaning, OutOfRange


class Tables(Evaluating):
    """What an evaluation knows of tables and cases."""

    def table(self, term: t.Table, env: Mapping[str, int]) -> Array:
        """A matrix of blocks."""
        cells = [list(row) for row in term.rows]
        if any(isinstance(cell, t.DotsOf) for row in cells for cell in row):
            cells = self.without_dots(cells, env)
        rows = [[self.array(cell, env) for cell in row] for row in cells]
        if len(rows) == 1 and len(rows[0]) == 1:
            return rows[0][0]
        data: list[Operand] = []
        width = sum(cell.cols for cell in rows[0])
        for row in rows:
            height = row[0].rows
            if any(cell.rows != height for cell in row) or sum(cell.cols for cell in row) != width:
                raise Misfit("the blocks of this matrix do not fit", row[0].shape)
            for i in range(height):
                for cell in row:
                    data += [cell.at(i, j) for j in range(cell.cols)]
        return Array((len(data) // width, width), data)

    def collected(self, term: t.Collected, env: Mapping[str, int]) -> Operand:
        """The entry that is spoken of, or the column of all."""
        letters = t.free_letters(term.base, frozenset(self.world.found.roles.running)) - set(env)
        if not letters:
            return self.value(term.base, env)
        letter = min(letters)
        high = self.range_of(letter, term.base, env, None)
        data = [self.array(term.base, {**env, letter: i}).scalar for i in range(1, high + 1)]
        column = Array((high, 1), data)
        options = [Option("", 0.0, lambda: column), Option("", 0.2, lambda: transposed(column))]
        return self.choices.pick((id(term), "collected"), options)

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

    def case(self, term: t.Choice, env: Mapping[str, int]) -> Operand:
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
