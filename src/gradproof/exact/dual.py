"""Dual numbers: pairs (value, tangent) over any number system, with rules for scalars only.

(a + a′ε)(b + b′ε) = ab + (a′b + ab′)ε and 1/(a + a′ε) = 1/a − (a′/a²)ε are arithmetic; a function
takes its derivative from DERIVATIVES, which knows nothing of matrices. So the differential of any
expression comes out of its definition alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from random import Random
from typing import Any

from gradproof.core.expr import Expr, node
from gradproof.exact.kits import Kit, Law, Matrix, Need, Scalar, Singular, Undefined
from gradproof.exact.modular import Modular
from gradproof.ops.unknown import unknown, unknown_of


def _power_rule(kit: Kit, expr: Expr, x: Scalar, y: Scalar, more: Scalar) -> Scalar:
    exponent = expr.data
    assert isinstance(exponent, Fraction)
    if exponent == 2:
        return 2 * x
    return kit.constant(exponent) * kit.reduce(y * kit.reciprocal(x))


Rule = Callable[[Kit, Expr, Scalar, Scalar, Scalar], Scalar]

# f: (kit, node, x, y = f(x), z = companion(x)) ↦ f′(x)
DERIVATIVES: dict[str, Rule] = {
    "power": _power_rule,
    "exp": lambda kit, expr, x, y, z: y,
    "log": lambda kit, expr, x, y, z: kit.reciprocal(x),
    "sin": lambda kit, expr, x, y, z: z,
    "cos": lambda kit, expr, x, y, z: kit.negative(z),
    "sign": lambda kit, expr, x, y, z: kit.constant(0),
    "step": lambda kit, expr, x, y, z: kit.constant(0),
    "normal_cdf": lambda kit, expr, x, y, z: z,
    "normal_pdf": lambda kit, expr, x, y, z: kit.negative(x * y),
    "function": lambda kit, expr, x, y, z: z,
}
# The function that the derivative needs besides f itself.
COMPANIONS = {"sin": "cos", "cos": "sin", "normal_cdf": "normal_pdf"}


def companion(expr: Expr) -> Expr | None:
    """The node that the derivative needs besides the value; f′(x) for an unknown f.

    There the rule is d f(x) = f′(x) dx, which is what f′ means.
    """
    (x,) = expr.args
    if expr.op == "function":
        return unknown(unknown_of(expr).prime, x)
    name = COMPANIONS.get(expr.op)
    return node(name, (x,), None, expr.shape) if name else None


class DualKit(Kit):
    """Pairs over `base`; subclasses say how a pair is stored."""

    def __init__(self, base: Kit) -> None:
        super().__init__()
        self.base = base
        base.dual = self

    def pair(self, value: Scalar, tangent: Scalar) -> Scalar:
        """value + tangent·ε."""
        raise NotImplementedError

    def value(self, x: Scalar) -> Scalar:
        """The value of a pair."""
        raise NotImplementedError

    def tangent(self, x: Scalar) -> Scalar:
        """The tangent of a pair."""
        raise NotImplementedError

    def paired(self, values: Matrix, tangents: Matrix) -> Matrix:
        """The matrix of pairs."""
        pair = self.pair
        return [
            [pair(v, t) for v, t in zip(r, s, strict=True)]
            for r, s in zip(values, tangents, strict=True)
        ]

    def tangents(self, matrix: Matrix) -> Matrix:
        """The matrix of tangents."""
        return [[self.tangent(x) for x in row] for row in matrix]

    def constant(self, value: Fraction | int) -> Scalar:
        base = self.base
        return self.pair(base.constant(value), base.constant(0))

    def reciprocal(self, x: Scalar) -> Scalar:
        base = self.base
        inverted = base.reciprocal(self.value(x))
        slope = base.reduce(inverted * inverted)
        return self.pair(inverted, base.negative(base.reduce(slope * self.tangent(x))))

    def is_zero(self, x: Scalar) -> bool:
        return self.base.is_zero(self.value(x))

    def pivot(self, column: Sequence[Scalar]) -> int | None:
        return self.base.pivot([self.value(x) for x in column])

    def leader(self, column: Sequence[Scalar]) -> int | None:
        return self.base.leader([self.value(x) for x in column])

    def needs(self, expr: Expr) -> tuple[Need, ...]:
        """The pairs of the operand; in the base: the operand, the value, the companion's value."""
        (arg,) = expr.args
        base = self.base
        third = companion(expr)
        more = ((third, base),) if third is not None else ()
        return ((arg, self), (expr, base), *more)

    def function(self, expr: Expr, operands: Sequence[Matrix]) -> Matrix:
        pairs, values = operands[0], operands[1]
        third = operands[2] if len(operands) > 2 else values
        base, rule = self.base, DERIVATIVES[expr.op]
        found: Matrix = []
        for row, ys, zs in zip(pairs, values, third, strict=True):
            made: list[Scalar] = []
            for x, y, z in zip(row, ys, zs, strict=True):
                slope = rule(base, expr, self.value(x), y, z)
                made.append(self.pair(y, base.reduce(slope * self.tangent(x))))
            found.append(made)
        return found

    def check_inverse(self, matrix: Matrix, inverted: Matrix) -> None:
        self.base.check_inverse(self.values(matrix), self.values(inverted))

    def settled(self, matrix: Matrix, determinant: Scalar) -> Scalar:
        if not self.base.settled(self.values(matrix), self.value(determinant)):
            raise Singular("singular")
        return determinant

    def values(self, matrix: Matrix) -> Matrix:
        """The matrix of values."""
        return [[self.value(x) for x in row] for row in matrix]

    def draw(self, rng: Random, law: Law) -> Scalar:
        raise Undefined("points are drawn in the base system")

    def draw_positive(self, rng: Random, law: Law) -> Scalar:
        raise Undefined("points are drawn in the base system")


class PackedDual(DualKit):
    """Pairs of numbers modulo p, both in one integer: value + tangent·2ᵇ, so that `+` and `*` are
    the built-in ones and ε² falls off the top.

    >>> from gradproof.exact.modular import Free
    >>> kit = PackedDual(Free(101))
    >>> x = kit.pair(3, 1)
    >>> square = kit.reduce(x * x)
    >>> kit.value(square), kit.tangent(square)
    (9, 6)
    """

    def __init__(self, base: Modular) -> None:
        super().__init__(base)
        self.prime = prime = base.prime
        self.bits = bits = 2 * prime.bit_length() + 16
        self.mask = mask = (1 << bits) - 1

        def reduce(x: int) -> int:
            return (x & mask) % prime | ((x >> bits & mask) % prime) << bits

        self.reduce = reduce

    def pair(self, value: int, tangent: int) -> int:
        return value | tangent << self.bits

    def value(self, x: int) -> int:
        return x & self.mask

    def tangent(self, x: int) -> int:
        return x >> self.bits


class Dual:
    """A pair (value, tangent) of real numbers.

    >>> x = Dual(3.0, 1.0)
    >>> x * x + 1
    10.0 + 6.0ε
    """

    __slots__ = ("t", "v")

    def __init__(self, v: Any, t: Any) -> None:
        self.v, self.t = v, t

    def __add__(self, other: Dual | int) -> Dual:
        if isinstance(other, Dual):
            return Dual(self.v + other.v, self.t + other.t)
        return Dual(self.v + other, self.t)

    __radd__ = __add__

    def __mul__(self, other: Dual) -> Dual:
        return Dual(self.v * other.v, self.v * other.t + self.t * other.v)

    def __repr__(self) -> str:
        return f"{self.v} + {self.t}ε"


class RealDual(DualKit):
    """Pairs of floats, or of numbers of high precision."""

    def pair(self, value: Scalar, tangent: Scalar) -> Dual:
        return Dual(value, tangent)

    def value(self, x: Dual) -> Scalar:
        return x.v

    def tangent(self, x: Dual) -> Scalar:
        return x.t

    def watch(self, expr: Expr, found: Matrix) -> Matrix:
        self.base.watch(expr, self.values(found))
        self.base.watch(expr, self.tangents(found))
        return found
