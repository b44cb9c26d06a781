"""Entries, rows and columns of values, and numbers as they stand in formulas."""

from __future__ import annotations

from gradproof.check import terms as t
from gradproof.check.arrays import (
    Array,
    Jacobian,
    Misfit,
    scalar,
)
from gradproof.check.products import Flexible, Operand, scaled_jacobian
from gradproof.check.tape import times, total
from gradproof.check.world import OutOfRange


def plain_number(term: t.Number) -> int | float:
    value = term.value
    return int(value) if value.denominator == 1 else value.numerator / value.denominator


def within(place: int | None, size: int) -> int:
    if place is None or not 1 <= place <= size:
        raise OutOfRange(str(place))
    return place - 1


def entry_of(data: list[Operand], place: int) -> Operand:
    return data[within(place, len(data))]


def row_of(a: Array, i: int) -> Array:
    return Array((1, a.cols), a.data[i * a.cols : (i + 1) * a.cols])


def column_of(a: Array, j: int) -> Array:
    return Array((a.rows, 1), [a.at(i, j) for i in range(a.rows)])


def negated(value: Operand) -> Operand:
    if isinstance(value, Flexible):
        return value.scaled(-1)
    if isinstance(value, Jacobian):
        return scaled_jacobian(value, -1)
    return value.each(lambda x: -x)


def inner_square(base: Array, exponent: int) -> Array:
    if exponent != 2:
        raise Misfit("only a square is an inner product", base.shape)
    return scalar(total([times(x, x) for x in base.data]))
