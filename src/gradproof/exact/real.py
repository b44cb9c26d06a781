"""Floats, and the same in 50 digits: where counterexamples are found and confirmed.

A point is refused (Undefined) where rounding could decide: near a kink, near a singular matrix
(condition > 10⁸), outside a domain, or when a number overflows. Only in 50 digits can a determinant
be told to be 0: it is rounding alone, 10²⁷ times smaller than any that is accepted.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from random import Random
from typing import Any

from mpmath import MPContext  # pyright: ignore[reportMissingTypeStubs]

from gradproof.core.expr import Expr
from gradproof.core.phrase import Phrase
from gradproof.core.unknown import Unknown
from gradproof.exact.generic import generic_value
from gradproof.exact.kits import (
    Kit,
    Law,
    Matrix,
    OutsideDomain,
    Scalar,
    Singular,
    Undefined,
    entrywise,
)
from gradproof.ops.unknown import unknown_of

KINK = 1e-9
CONDITION = 1e8
HUGE = 1e120

PRECISE: Any = MPContext()
PRECISE.dps = 50
NOISE = PRECISE.mpf(10) ** -42
RESOLVED = 1e15


class Real(Kit):
    """Floats.

    extent: the largest number met, to tell a 0 from rounding.
    sides: for each sign or step, the signs of its argument that were seen.
    seed: from which the functions are drawn that stand for unknown ones.
    """

    tiny: Any = 1e-12
    near: Any = 1e-9

    def __init__(self, seed: str = "") -> None:
        super().__init__()
        self.seed = seed
        self.extent: Any = 1.0
        self.sides: dict[Expr, set[int]] = {}

    def constant(self, value: Fraction | int) -> Scalar:
        return float(value)

    def reciprocal(self, x: Scalar) -> Scalar:
        if not x:
            raise Undefined("division by 0")
        return 1 / x

    def is_zero(self, x: Scalar) -> bool:
        return abs(x) < self.tiny

    def pivot(self, column: Sequence[Scalar]) -> int | None:
        best = max(range(len(column)), key=lambda i: abs(column[i]))
        return None if self.is_zero(column[best]) else best

    def draw(self, rng: Random, law: Law) -> Scalar:
        return law(rng)

    def draw_positive(self, rng: Random, law: Law) -> Scalar:
        return abs(law(rng)) + 0.05

    def close(self, left: Matrix, right: Matrix) -> bool:
        """Whether they agree to 9 digits of the largest entry."""
        size = max(max_abs(left), max_abs(right))
        return max_abs_difference(left, right) <= self.near * size

    def holds(self, left: Matrix, right: Matrix) -> bool:
        """1ᵀz = 0 leaves rounding of the numbers that cancel."""
        rounding = max_abs_difference(left, right) <= self.tiny * self.extent
        return rounding or self.close(left, right)

    def watch(self, expr: Expr, found: Matrix) -> Matrix:
        total = sum(abs(x) for row in found for x in row)
        if not total < HUGE:
            raise Undefined("overflow")
        self.extent = max(self.extent, total)
        return found

    def check_inverse(self, matrix: Matrix, inverted: Matrix) -> None:
        if not max_abs(matrix) * max_abs(inverted) * len(matrix) < CONDITION:
            raise Undefined("nearly singular")

    def settled(self, matrix: Matrix, determinant: Scalar) -> Scalar:
        if not abs(determinant) * CONDITION > self._bound(matrix):
            raise Singular("nearly singular")
        return determinant

    def _bound(self, matrix: Matrix) -> Scalar:
        """What the determinant could be at most, from the lengths of the rows and columns.

        Hadamard's bound, ∏ lengths of the rows, counts as a number that was met. The columns of the
        matrix with rows of length 1 give a second factor, so that a matrix with small rows or
        columns is not taken for a singular one.
        """
        bound = self.constant(1)
        rows: Matrix = []
        for row in matrix:
            length = sum(x * x for x in row) ** 0.5
            bound *= length
            rows.append([x / length for x in row] if length else row)
        self.extent = max(self.extent, bound)
        for column in zip(*rows, strict=True):
            bound *= sum(x * x for x in column) ** 0.5
        return bound

    def function(self, expr: Expr, operands: Sequence[Matrix]) -> Matrix:
        (matrix,) = operands
        try:
            if expr.op == "power":
                exponent = expr.data
                assert isinstance(exponent, Fraction)
                return entrywise(lambda x: self.power(x, exponent), matrix)
            if expr.op in ("sign", "step"):
                return self.at_kink(expr, matrix)
            if expr.op == "function":
                what = unknown_of(expr)
                return entrywise(lambda x: self.unknown(what, x), matrix)
            return entrywise(self.functions[expr.op], matrix)
        except (OverflowError, ValueError, ZeroDivisionError):
            raise Undefined(Phrase("{0} out of range", expr.op)) from None

    functions: dict[str, Callable[[Scalar], Scalar]]

    def unknown(self, what: Unknown, x: Scalar) -> Scalar:
        """The value of the smooth function that stands for an unknown one here."""
        return generic_value(what, x, self.seed, math, self.constant)

    def power(self, x: Scalar, exponent: Fraction) -> Scalar:
        """xᵉ, of a positive x unless e is whole."""
        if exponent.denominator == 1:
            return x ** int(exponent)
        if not x and exponent > 0:
            return x
        if not x > KINK:
            raise OutsideDomain("a root of something not positive")
        return x ** self.constant(exponent)

    def at_kink(self, expr: Expr, matrix: Matrix) -> Matrix:
        """sign or step, at 0 or away from it but not near it; the signs are recorded."""
        least = KINK * max(1, max_abs(matrix))
        sides = self.sides.setdefault(expr, set())
        values = [self.constant(0), self.constant(1), self.constant(-1 if expr.op == "sign" else 0)]
        found: Matrix = []
        for row in matrix:
            if any(0 < abs(x) < least for x in row):
                raise Undefined("at a kink")
            signs = [(x > 0) - (x < 0) for x in row]
            sides.update(signs)
            found.append([values[one] for one in signs])
        return found


def _log(x: float) -> float:
    if x < KINK:
        raise OutsideDomain("the logarithm of something not positive")
    return math.log(x)


Real.functions = {
    "exp": math.exp,
    "log": _log,
    "sin": math.sin,
    "cos": math.cos,
    "normal_cdf": lambda x: math.erfc(-x / math.sqrt(2)) / 2,
    "normal_pdf": lambda x: math.exp(-x * x / 2) / math.sqrt(2 * math.pi),
}


class Precise(Real):
    """Numbers of 50 digits, in a context of their own."""

    tiny = PRECISE.mpf(10) ** -38
    near = PRECISE.mpf(10) ** -32

    def unknown(self, what: Unknown, x: Scalar) -> Scalar:
        return generic_value(what, x, self.seed, PRECISE, self.constant)

    def constant(self, value: Fraction | int) -> Scalar:
        fraction = Fraction(value)
        return PRECISE.mpf(fraction.numerator) / fraction.denominator

    def leader(self, column: Sequence[Scalar]) -> int | None:
        best = max(range(len(column)), key=lambda i: abs(column[i]))
        return best if column[best] else None

    def singular(self) -> None:
        """It is 0: a column is."""

    def settled(self, matrix: Matrix, determinant: Scalar) -> Scalar:
        """A determinant that is nothing but rounding is 0; one that is near that is refused."""
        bound = self._bound(matrix)
        if abs(determinant) <= NOISE * bound:
            return self.constant(0)
        if not abs(determinant) * RESOLVED > bound:
            raise Singular("nearly singular")
        return determinant

    def draw(self, rng: Random, law: Law) -> Scalar:
        return PRECISE.mpf(law(rng))

    def draw_positive(self, rng: Random, law: Law) -> Scalar:
        return PRECISE.mpf(super().draw_positive(rng, law))


def _precise_log(x: Any) -> Any:
    if x < KINK:
        raise OutsideDomain("the logarithm of something not positive")
    return PRECISE.log(x)


Precise.functions = {
    "exp": PRECISE.exp,
    "log": _precise_log,
    "sin": PRECISE.sin,
    "cos": PRECISE.cos,
    "normal_cdf": PRECISE.ncdf,
    "normal_pdf": PRECISE.npdf,
}


def max_abs(matrix: Matrix) -> Scalar:
    """The largest entry in absolute value."""
    return max(abs(x) for row in matrix for x in row)


def max_abs_difference(left: Matrix, right: Matrix) -> Scalar:
    """The largest difference of entries in absolute value."""
    return max(
        abs(x - y) for r, s in zip(left, right, strict=True) for x, y in zip(r, s, strict=True)
    )
