"""Twin fields: modulo p and modulo q with p = 2q + 1, in which exp and log are true homomorphisms.

Every expression has two values. The p-value of exp(x) is g^(q-value of x), for a random g of
order q; the q-value of log(x) is the discrete logarithm of the p-value of x, which must be a
square. So exp(x + y) = exp(x) exp(y), log(xy) = log x + log y and log(exp x) = x hold, and σ,
tanh, softmax, log-softmax follow. Symbols have independent p and q values. Where a value in the
other field is asked for that does not exist (the q-value of exp(x) or √x, the p-value of log(x)),
it is an atom: a random number keyed by the value that does exist, odd in it. So is the q-value of
f(x) for a function f that is known by its name alone; its p-value is a random number keyed by f,
the order of the derivative and the p-value of x, as in the free field, with no relation built in,
so that what is said there of such functions holds here in either field. Squares modulo p
count as positive: sign is the Legendre symbol, step(x) = (1 + sign x)/2, and a root is the root
that is a square.

Soundness.  A claim is accepted if the two sides have equal p-values, or equal q-values, at many
points.
We need: what is not 0 over the reals is seldom 0 here; that is, every relation that always holds
here must hold over the reals. (The other direction, completeness, is not promised: "different"
means nothing.)
 - exp.  Group the terms of a difference by their exponents, rational functions Q_k of symbols and
   atoms. Over the reals exp(Q) for Q linearly independent over ℚ (1 among them, as e is
   transcendental) are algebraically independent over ℚ(x) (Ax, Lindemann); here they are powers
   of g with exponents that differ modulo q for almost all points, and the polynomial coefficients
   are independent of them, as p and q values are. g is random: were it fixed, exp(1) = 4 would be
   true.
 - log.  Likewise logarithms of multiplicatively independent functions are algebraically
   independent. Only relations between logarithms of *constants* are special here (log 3/log 2 is
   a number modulo q).
 - sign.  For functions that are independent modulo squares all combinations of Legendre symbols
   occur, each for its share of the points (Weil). The real signs obey the same laws, sign(ab) =
   sign a sign b, sign(−1) = −1, sign(squares and positive constants) = 1, so real patterns are
   among the patterns seen, if all positive constants that matter are squares mod p. This is why p
   is chosen so that 2, 3, 5, …, 43 are squares, coefficients that are not are refused, and −1 is
   not a square (p ≡ 3 mod 4). A relation that is false for one pattern of k signs is missed by
   one point with probability 1 − 2⁻ᵏ: the number of points grows accordingly (see `equal`).
 - roots.  √x with x a square and √x a square: over the reals, x > 0 and √x > 0. Without the
   condition √(x²) = x or (−1)^½ would pass. The same argument as for signs applies, in the tower
   of these roots. Whatever contains log, sign, step or a root is accepted only if the float
   protocol agrees as well; that covers what the argument leaves to luck, namely relations between
   constants. An error needs (degree)/q ≈ 10⁻⁶ at each of at least three points with different p.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import cache
from random import Random

from gradproof.core.expr import Expr
from gradproof.exact.kits import Matrix, Need, OutsideDomain, Scalar, Undefined, entrywise
from gradproof.exact.modular import FREE_FUNCTIONS, Free

# p = 2q + 1, both prime, with 2, 3, 5, …, 43 squares modulo p.
PRIMES = (63895919, 50849399, 48796439)
SQUARE = 4  # generates the squares modulo each of them
BABY = 1 << 14


class Upper(Free):
    """The field modulo p: exp is a homomorphism from the lower field."""

    def __init__(self, prime: int, rng: Random, strict: bool = True) -> None:
        """With `strict`, log x exists for squares only; otherwise it is log(−x) for the others."""
        super().__init__(prime, rng)
        self.strict = strict
        self.lower = Lower(self, prime >> 1, rng)
        self.exponent = rng.randrange(1, prime >> 1)
        self.generator = pow(SQUARE, self.exponent, prime)

    def needs(self, expr: Expr) -> tuple[Need, ...]:
        if expr.op == "exp":
            return ((expr.args[0], self.lower),)
        if expr.op == "log":
            return ((expr, self.lower),)
        return ((expr.args[0], self),)

    def function(self, expr: Expr, operands: Sequence[Matrix]) -> Matrix:
        rule = UPPER_FUNCTIONS.get(expr.op)
        if rule is None:
            return super().function(expr, operands)
        return entrywise(lambda x: rule(self, x), operands[0])

    def log(self, x: int) -> int:
        """The q-value of log x: the k with gᵏ = x."""
        if not x or (self.strict and not self.is_positive(x)):
            raise OutsideDomain("the logarithm of something not positive")
        if not self.is_positive(x):
            x = self.prime - x
        order = self.prime >> 1
        return discrete_log(self.prime, x) * pow(self.exponent, -1, order) % order


def _legendre(kit: Upper, x: int) -> int:
    if not x:
        return 0
    return 1 if kit.is_positive(x) else kit.prime - 1


UPPER_FUNCTIONS: dict[str, Callable[[Upper, int], int]] = {
    "exp": lambda kit, x: pow(kit.generator, x, kit.prime),
    "log": lambda kit, x: kit.odd("log", x),
    "sign": _legendre,
    "step": lambda kit, x: int(_legendre(kit, x) == 1),
}


class Lower(Free):
    """The field modulo q: log is a homomorphism from the upper field."""

    def __init__(self, upper: Upper, prime: int, rng: Random) -> None:
        super().__init__(prime, rng)
        self.upper = upper

    def needs(self, expr: Expr) -> tuple[Need, ...]:
        if expr.op == "log":
            return ((expr.args[0], self.upper),)
        if _is_whole_power(expr):
            return ((expr.args[0], self),)
        return ((expr, self.upper),)

    def function(self, expr: Expr, operands: Sequence[Matrix]) -> Matrix:
        (matrix,) = operands
        if expr.op == "log":
            return entrywise(self.upper.log, matrix)
        if _is_whole_power(expr):
            return super().function(expr, operands)
        return entrywise(self.carried, matrix)

    def carried(self, x: Scalar) -> int:
        """An atom for the p-value x: 0, 1 and −1 stay, otherwise random and odd."""
        side, key = self.upper.half_turn(x)
        return side * (key if key < 2 else self.atom("carried", key)) % self.prime


def _is_whole_power(expr: Expr) -> bool:
    return isinstance(expr.data, Fraction) and expr.data.denominator == 1


@cache
def _baby_steps(prime: int) -> dict[int, int]:
    table: dict[int, int] = {}
    x = 1
    for k in range(BABY):
        table[x] = k
        x = x * SQUARE % prime
    return table


def discrete_log(prime: int, x: int) -> int:
    """The k with 4ᵏ = x modulo `prime`, for a square x ≠ 0.

    >>> discrete_log(PRIMES[0], pow(4, 123456, PRIMES[0]))
    123456
    """
    table = _baby_steps(prime)
    giant = pow(SQUARE, -BABY, prime)
    for turn in range(prime // (2 * BABY) + 2):
        k = table.get(x)
        if k is not None:
            return (turn * BABY + k) % (prime >> 1)
        x = x * giant % prime
    raise Undefined("no discrete logarithm")


assert FREE_FUNCTIONS.keys() >= UPPER_FUNCTIONS.keys()
