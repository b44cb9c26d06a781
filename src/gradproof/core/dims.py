"""Sizes and constant coefficients: rational multiples of monomials in size letters."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from typing import ClassVar, NamedTuple

from gradproof.core.errors import ShapeError
from gradproof.core.phrase import Phrase


class Monomial:
    """c · n₁^k₁ ⋯ nᵣ^kᵣ with c rational and k integer; equal monomials are the same object.

    Serves as a size (`m`, `2n`, `m·n`, `5`) and as a constant coefficient (`1/(2m)`).

    >>> m, n = size("m"), size("n")
    >>> m * n is n * m
    True
    >>> str(size(1) / (2 * m))
    '1/(2m)'
    """

    __slots__ = ("coefficient", "factors")
    _table: ClassVar[dict[tuple[Fraction, tuple[tuple[str, int], ...]], Monomial]] = {}
    _products: ClassVar[dict[tuple[Monomial, Monomial], Monomial]] = {}

    coefficient: Fraction
    factors: tuple[tuple[str, int], ...]

    def __new__(cls, coefficient: Fraction, factors: tuple[tuple[str, int], ...]) -> Monomial:
        """The one monomial with these (name, exponent) factors, which must be sorted by name."""
        key = (coefficient, factors if coefficient else ())
        found = cls._table.get(key)
        if found is None:
            found = object.__new__(cls)
            found.coefficient, found.factors = key
            cls._table[key] = found
        return found

    def __mul__(self, other: Monomial | Fraction | int) -> Monomial:
        if not isinstance(other, Monomial):
            if not isinstance(other, Fraction | int):
                return NotImplemented
            return Monomial(self.coefficient * other, self.factors)
        found = self._products.get((self, other))
        if found is None:
            found = self._products[self, other] = self._times(other)
        return found

    def _times(self, other: Monomial) -> Monomial:
        exponents = dict(self.factors)
        for name, exponent in other.factors:
            exponents[name] = exponents.get(name, 0) + exponent
        return Monomial(
            self.coefficient * other.coefficient,
            tuple(sorted((name, k) for name, k in exponents.items() if k)),
        )

    __rmul__ = __mul__

    def __pow__(self, exponent: int) -> Monomial:
        return Monomial(
            self.coefficient**exponent,
            tuple((name, k * exponent) for name, k in self.factors) if exponent else (),
        )

    def __truediv__(self, other: Monomial | Fraction | int) -> Monomial:
        if isinstance(other, Monomial):
            return self * other**-1
        if not isinstance(other, Fraction | int):
            return NotImplemented
        return Monomial(self.coefficient / other, self.factors)

    def __rtruediv__(self, other: Fraction | int) -> Monomial:
        return self**-1 * other

    def __neg__(self) -> Monomial:
        return Monomial(-self.coefficient, self.factors)

    def __reduce__(self) -> tuple[type[Monomial], tuple[Fraction, tuple[tuple[str, int], ...]]]:
        return (Monomial, (self.coefficient, self.factors))

    @property
    def number(self) -> Fraction | None:
        """The value, when no letter is left in it."""
        return None if self.factors else self.coefficient

    @property
    def letters(self) -> tuple[str, ...]:
        """The size letters that occur."""
        return tuple(name for name, _ in self.factors)

    def value(self, sizes: Mapping[str, int]) -> Fraction:
        """The rational number at the given sizes."""
        total = self.coefficient
        for name, exponent in self.factors:
            total *= Fraction(sizes[name]) ** exponent
        return total

    def substitute(self, sizes: Mapping[str, Monomial]) -> Monomial:
        """The monomial with letters replaced."""
        total = Monomial(self.coefficient, ())
        for name, exponent in self.factors:
            total = total * sizes.get(name, size(name)) ** exponent
        return total

    def __str__(self) -> str:
        upper = [_power(name, k) for name, k in self.factors if k > 0]
        lower = [_power(name, -k) for name, k in self.factors if k < 0]
        top, bottom = self.coefficient.numerator, self.coefficient.denominator
        if abs(top) != 1 or not upper:
            upper.insert(0, str(abs(top)))
        if bottom != 1:
            lower.insert(0, str(bottom))
        text = "·".join(upper) if len(upper) > 1 and upper[0].isalpha() else "".join(upper)
        if lower:
            joined = "".join(lower)
            text += "/" + (joined if len(lower) == 1 else f"({joined})")
        return ("-" if top < 0 else "") + text

    __repr__ = __str__


def _power(name: str, exponent: int) -> str:
    return name if exponent == 1 else f"{name}^{exponent}"


@lru_cache(maxsize=4096)
def size(value: str | int | Fraction) -> Monomial:
    """The monomial that is one letter or one number."""
    if isinstance(value, str):
        return Monomial(Fraction(1), ((value, 1),))
    return Monomial(Fraction(value), ())


ONE = size(1)
MINUS_ONE = size(-1)
NIL = size(0)


class Shape(NamedTuple):
    """rows × columns; a column vector is n × 1, and 1 × 1 is a scalar."""

    rows: Monomial
    cols: Monomial

    @property
    def transposed(self) -> Shape:
        """columns × rows."""
        return Shape(self.cols, self.rows)

    @property
    def is_scalar(self) -> bool:
        """Whether it is 1 × 1."""
        return self.rows is ONE and self.cols is ONE

    @property
    def is_column(self) -> bool:
        """Whether it is n × 1 with n not 1."""
        return self.cols is ONE and self.rows is not ONE

    @property
    def is_row(self) -> bool:
        """Whether it is 1 × n with n not 1."""
        return self.rows is ONE and self.cols is not ONE

    @property
    def is_square(self) -> bool:
        """Whether it is n × n with n not 1."""
        return self.rows is self.cols and self.rows is not ONE

    def __str__(self) -> str:
        return Phrase("scalar") if self.is_scalar else f"{self.rows}×{self.cols}"


SCALAR = Shape(ONE, ONE)


def shape(rows: str | int | Monomial, cols: str | int | Monomial = 1) -> Shape:
    """The shape with these sizes.

    >>> str(shape("m", 3))
    'm×3'
    """
    sizes = [value if isinstance(value, Monomial) else size(value) for value in (rows, cols)]
    for one in sizes:
        number = one.number
        if number is not None and (number < 1 or number.denominator != 1):
            raise ShapeError(Phrase("a size must be a positive whole number, not {0}", one))
    return Shape(sizes[0], sizes[1])
