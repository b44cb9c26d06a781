"""The free field: integers modulo a prime near 2⁶¹, where exp, log, sin, … are unknown functions.

Soundness.  Let F = L − R be the difference of two expressions, written as a rational function
over ℚ in the symbols and in *atoms*, the values exp(u), log(u), step(u), … that occur in it. Here
an atom is a random number, drawn once for each function and each value of its argument. What is
true for every choice of the functions is true for the real ones, so accepting is safe if a
rational function that is not 0 is almost
never 0 at a random point: it is 0 with probability at most (degree)/p (Schwartz–Zippel), unless p
divides all its coefficients. Two atoms get one number only if their arguments agree, which by the
same bound means that the arguments are equal. "Different" means nothing here, if there is an
atom.

Functions that are known by their names alone, f, f′, f″, are no exception but the pure case: each
is an unknown function by itself, 0 included among its arguments, and no relation is built in. That
f′ is the derivative of f enters by the dual numbers only, where f(x + tε) = f(x) + f′(x) t ε says
what f′ means. A smooth f exists with any values of f, f′, f″ at finitely many points, so that here
nothing is lost either: what is accepted holds for every smooth f, what is false for one of them is
seldom accepted.

Only relations that hold for the real functions are built in: exp(−x) = 1/exp(x), exp 0 = 1;  sin
    and cos: sin² + cos² = 1 and their parity; sign(−x) = −sign(x), step(−x) = 1 − step(x);  Φ(−x)
    = 1 − Φ(x), φ(−x) = φ(x). A root with an even denominator (p ≡ 3 mod 4) is the one that is
    itself a square, of an argument that must be a square, which makes squares the "positive"
    numbers. If an argument was met that is not a square, it is not the square of a function of
    what was evaluated before it, so that adjoining its root gives a field again and the bound
    holds as it stands. If none was met (√(x²), which is x for half of all x), the values are a
    matter of signs, and the claim needs many points. A root always needs the float agreement as
    well: `equal`. Coefficients that p might divide (they would have to be large) need the float
    agreement too.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from fractions import Fraction
from random import Random

from gradproof.core.expr import Expr
from gradproof.core.phrase import Phrase
from gradproof.exact.kits import Kit, Law, Matrix, OutsideDomain, Undefined, Unsupported, entrywise
from gradproof.ops.unknown import unknown_of

PRIMES = ((1 << 61) - 1, (1 << 61) - 45, (1 << 61) - 229, (1 << 61) - 465)


class Modular(Kit):
    """Integers modulo a prime.

    degenerate: a determinant was found to be 0.
    """

    def __init__(self, prime: int) -> None:
        super().__init__()
        self.degenerate = False
        self.prime = prime
        self.reduce = prime.__rmod__  # pyright: ignore[reportAttributeAccessIssue]

    def constant(self, value: Fraction | int) -> int:
        if isinstance(value, int):
            return value % self.prime
        return value.numerator * self.reciprocal(value.denominator) % self.prime

    def reciprocal(self, x: int) -> int:
        try:
            return pow(x, -1, self.prime)
        except ValueError:
            raise Undefined("division by 0") from None

    def singular(self) -> None:
        self.degenerate = True

    def is_positive(self, x: int) -> bool:
        return pow(x, self.prime >> 1, self.prime) == 1

    def draw(self, rng: Random, law: Law) -> int:
        return rng.randrange(1, self.prime)

    def draw_positive(self, rng: Random, law: Law) -> int:
        return pow(rng.randrange(1, self.prime), 2, self.prime)

    def power(self, x: int, exponent: Fraction) -> int:
        """xᵉ for a whole e, or for a square x the power of it that is a square."""
        top, bottom = exponent.numerator, exponent.denominator
        if bottom != 1:
            order = self.prime >> 1
            if not x and top > 0:
                return 0
            if not self.is_positive(x):
                raise OutsideDomain("a root of something not positive")
            try:
                top = top * pow(bottom, -1, order) % order
            except ValueError:
                raise Unsupported(Phrase("the power {0} in this field", exponent)) from None
        try:
            return pow(x, top, self.prime)
        except ValueError:
            raise Undefined("division by 0") from None


class Free(Modular):
    """Integers modulo a prime with functions of which only a few relations are known.

    not_square: the roots whose argument was met with a value that is not a square.
    """

    def __init__(self, prime: int, rng: Random | None = None) -> None:
        super().__init__(prime)
        self.rng = rng or Random(0)
        self.not_square: set[Expr] = set()
        self._drawn: dict[tuple[Hashable, int], int] = {}

    def function(self, expr: Expr, operands: Sequence[Matrix]) -> Matrix:
        (matrix,) = operands
        if expr.op == "power":
            exponent = expr.data
            assert isinstance(exponent, Fraction)
            if exponent.denominator != 1:
                self._require_squares(expr, matrix)
            return entrywise(lambda x: self.power(x, exponent), matrix)
        if expr.op == "function":
            key = ("function", *unknown_of(expr).key)
            return entrywise(lambda x: self.atom(key, x), matrix)
        rule = FREE_FUNCTIONS[expr.op]
        return entrywise(lambda x: rule(self, x), matrix)

    def _require_squares(self, expr: Expr, matrix: Matrix) -> None:
        """Undefined unless all entries are squares, which is then remembered in `not_square`."""
        if not all(self.is_positive(x) or not x for row in matrix for x in row):
            self.not_square.add(expr)
            raise OutsideDomain("a root of something not positive")

    def atom(self, name: Hashable, x: int) -> int:
        """The random value of an unknown function at x."""
        found = self._drawn.get((name, x))
        if found is None:
            found = self._drawn[name, x] = self.rng.randrange(1, self.prime)
        return found

    def half_turn(self, x: int) -> tuple[int, int]:
        """(s, |x|) with x = s·|x| and s = ±1: one of x and −x, chosen for good."""
        return (1, x) if 2 * x < self.prime else (-1, self.prime - x)

    def odd(self, name: str, x: int) -> int:
        """The random value of an unknown odd function."""
        side, key = self.half_turn(x)
        return side * self.atom(name, key) % self.prime if key else 0

    def circle(self, x: int) -> tuple[int, int]:
        """(cos x, sin x): a random point of the circle that respects parity."""
        side, key = self.half_turn(x)
        if not key:
            return 1, 0
        t = self.atom("circle", key)
        scale = self.reciprocal(1 + t * t)
        return (1 - t * t) * scale % self.prime, side * 2 * t * scale % self.prime


def free_exp(kit: Free, x: int) -> int:
    """exp, of which only exp(−x) = 1/exp(x) and exp 0 = 1 are known."""
    side, key = kit.half_turn(x)
    if not key:
        return 1
    found = kit.atom("exp", key)
    return found if side > 0 else kit.reciprocal(found)


def _log(kit: Free, x: int) -> int:
    if not x:
        raise Undefined("the logarithm of 0")
    return 0 if x == 1 else kit.atom("log", x)


def normal_cdf(kit: Free, x: int) -> int:
    """Φ, of which only Φ(−x) = 1 − Φ(x) is known."""
    side, key = kit.half_turn(x)
    if not key:
        return kit.constant(Fraction(1, 2))
    found = kit.atom("normal_cdf", key)
    return found if side > 0 else (1 - found) % kit.prime


# One line a function; `kit` is the field, x a number of it.
FREE_FUNCTIONS: dict[str, Callable[[Free, int], int]] = {
    "exp": free_exp,
    "log": _log,
    "sin": lambda kit, x: kit.circle(x)[1],
    "cos": lambda kit, x: kit.circle(x)[0],
    "sign": lambda kit, x: kit.odd("sign", x),
    "step": lambda kit, x: kit.atom("step", x) if x else 0,
    "normal_cdf": normal_cdf,
    "normal_pdf": lambda kit, x: kit.atom("normal_pdf", kit.half_turn(x)[1]),
}
