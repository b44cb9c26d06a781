"""Sizes for a random instance: small, distinct, different from point to point.

A number above 6 in a shape, as in ℝ^{784}, is treated as a letter: what holds for every size
holds for 784. Coefficients may mention the number (1/784); `renamed` says whether they are read
as that letter too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from random import Random

from gradproof.core.dims import Monomial
from gradproof.core.phrase import Phrase
from gradproof.exact.kits import Unsupported

LITERAL = 6  # numbers up to this stand for themselves
LARGEST = 4096


@dataclass(slots=True)
class Sizes:
    """The size of each letter, and of each number that is treated as a letter."""

    letters: dict[str, int]
    numbers: dict[int, int] = field(default_factory=dict)
    renamed: bool = False

    def length(self, size: Monomial) -> int:
        """The number of rows or columns that a size stands for."""
        try:
            found = self._number(size.coefficient, True)
            for letter, exponent in size.factors:
                found *= Fraction(self.letters[letter]) ** exponent
        except KeyError as error:
            raise Unsupported(Phrase("the size {0} is not known", error.args[0])) from None
        if found.denominator != 1 or not 1 <= found <= LARGEST:
            raise Unsupported(Phrase("the size {0} is {1}", size, found))
        return int(found)

    def coefficient(self, value: Monomial) -> Fraction:
        """The number that a constant stands for."""
        try:
            found = self._number(value.coefficient, self.renamed)
            for letter, exponent in value.factors:
                found *= Fraction(self.letters[letter]) ** exponent
        except KeyError as error:
            raise Unsupported(Phrase("the size {0} is not known", error.args[0])) from None
        return found

    def _number(self, value: Fraction, renamed: bool) -> Fraction:
        if not self.numbers or not renamed:
            return value
        return self._replaced(value.numerator) / self._replaced(value.denominator)

    def _replaced(self, value: int) -> Fraction:
        """value with each number that is a letter, as often as it divides it, replaced."""
        found = Fraction(1)
        for number in sorted(self.numbers, reverse=True):
            while value and value % number == 0:
                value //= number
                found *= self.numbers[number]
        return found * value


def draw_sizes(
    letters: Iterable[str],
    numbers: Iterable[int],
    turn: int,
    values: int = 4,
    renamed: bool = False,
) -> Sizes:
    """Sizes for point number `turn`: distinct where possible, each other than at the last points.

    In a block of as many turns as there are `values`, every letter takes each of them. Of two turns
    that follow each other, the second turns the order of any two sizes round, as a product of tall
    matrices is singular, and makes odd sizes even, as det(−A) = det A for even sizes.

    >>> sizes = [draw_sizes("mn", [], turn).letters for turn in range(4)]
    >>> all(one["m"] != one["n"] for one in sizes), sorted(one["m"] for one in sizes)
    (True, [2, 3, 4, 5])
    """
    names: list[str | int] = [*letters, *numbers]
    half = (max(values, 4, min(len(names), 6)) + 1) // 2
    mirror = 2 * half + 3
    first = [mirror - one if k % 2 else one for k, one in enumerate(range(half + 1, 1, -1))]
    block, place = divmod(turn, 2 * half)
    if block:
        rng = Random(f"sizes {block}")
        first = [rng.choice((one, mirror - one)) for one in first]
        rng.shuffle(first)
    pool = [*first, *(mirror - one for one in first)]
    shift = place // 2 + half * (place % 2)
    given = {name: pool[(at + shift) % len(pool)] for at, name in enumerate(names)}
    return Sizes(
        {name: value for name, value in given.items() if isinstance(name, str)},
        {name: value for name, value in given.items() if isinstance(name, int)},
        renamed,
    )
