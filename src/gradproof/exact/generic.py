"""Smooth functions to stand for the unknown ones where numbers are real.

g(x) = a sin(bx + c) + e exp(−x²) + kx, with coefficients drawn from the name of the function and
the point: any smooth function could stand here, so that an equation that fails for this one does
not hold for all of them; and this one is no special case: neither odd nor even, its derivatives are
not multiples of each other. The coefficients are ratios of small numbers, so that floats and 50
digits see one and the same function.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from random import Random
from typing import Any

from gradproof.core.unknown import Unknown


@dataclass(frozen=True, slots=True)
class Generic:
    """a sin(bx + c) + e exp(−x²) + kx."""

    a: Fraction
    b: Fraction
    c: Fraction
    e: Fraction
    k: Fraction

    def value(self, x: Any, order: int, by: Any, constant: Callable[[Fraction], Any]) -> Any:
        """The derivative of this order at x; `by` is the module whose sin, cos and exp are used.

        >>> import math
        >>> g = Generic(Fraction(0), Fraction(1), Fraction(0), Fraction(1), Fraction(3))
        >>> [g.value(0.0, order, math, float) for order in range(4)]
        [1.0, 3.0, -2.0, 0.0]
        """
        a, b, c, e, k = map(constant, (self.a, self.b, self.c, self.e, self.k))
        wave = (by.sin, by.cos)[order % 2](b * x + c) * (-1 if order % 4 > 1 else 1)
        slope = k * x if not order else k if order == 1 else 0 * x
        return a * b**order * wave + e * _hermite(x, order) * by.exp(-x * x) + slope

    def __str__(self) -> str:
        return f"{self.a} sin({self.b} x + {self.c}) + {self.e} exp(−x²) + {self.k} x"


def _hermite(x: Any, order: int) -> Any:
    """(−1)ᵏ Hₖ(x), with which exp(−x²) is multiplied when it is differentiated k times."""
    last, found = 0 * x, 0 * x + 1
    for n in range(order):
        last, found = found, -2 * x * found - 2 * n * last
    return found


@lru_cache(maxsize=4096)
def generic(name: str, seed: str) -> Generic:
    """The function that stands for the unknown one of this name at a point.

    >>> generic("f", "point 1") == generic("f", "point 1") != generic("g", "point 1")
    True
    """
    rng = Random(f"{seed} {name}")

    def ratio(low: int, high: int) -> Fraction:
        return Fraction(rng.randrange(low, high), 997) * rng.choice((1, -1))

    return Generic(ratio(500, 1500), ratio(600, 1800), ratio(100, 3000), ratio(300, 1300),
                   ratio(100, 900))  # fmt: skip


def generic_value(
    what: Unknown, x: Any, seed: str, by: Any, constant: Callable[[Fraction], Any]
) -> Any:
    """The value at x of the function that stands for an unknown one."""
    return generic(what.symbol.name, seed).value(x, what.order, by, constant)
