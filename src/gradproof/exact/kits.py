"""What a number system is to the checker: a *kit* of constants, arithmetic and scalar functions.

A matrix is a list of rows of the kit's own scalars. Sums and products are written once, here,
with `+` and `*` followed by `reduce`, so that every number system runs the same code on different
scalars.
A kit belongs to one random point: it remembers there what has been evaluated in it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from fractions import Fraction
from operator import mul
from random import Random
from typing import Any

from gradproof.core.expr import Expr

Scalar = Any
Matrix = list[list[Any]]
Need = tuple[Expr, "Kit"]

FUNCTIONS = frozenset(
    {"power", "exp", "log", "sin", "cos", "sign", "step", "normal_cdf", "normal_pdf", "function"}
)


class Undefined(Exception):
    """There is no value at this point, or none that can be trusted: draw another point."""


class Singular(Undefined):
    """A determinant is 0, or too near it."""


class OutsideDomain(Undefined):
    """A logarithm or a root of something that is not positive."""


class Unsupported(Exception):
    """The checker cannot evaluate this at any point; the message says what."""


def said_by(error: Undefined | Unsupported) -> str:
    """What the error says, as the phrase that it was made with."""
    return error.args[0] if error.args else ""


class Kit(ABC):
    """A number system at one point.

    memo: the matrices found so far.  dual: the kit of pairs (value, tangent) over this one.
    """

    dual: Kit | None = None

    def __init__(self) -> None:
        self.memo: dict[Expr, Matrix] = {}

    @abstractmethod
    def constant(self, value: Fraction | int) -> Scalar:
        """The scalar with this rational value; Undefined if the system has none."""

    @abstractmethod
    def reciprocal(self, x: Scalar) -> Scalar:
        """1 / x; Undefined at 0."""

    @abstractmethod
    def function(self, expr: Expr, operands: Sequence[Matrix]) -> Matrix:
        """The value of a node whose operation is in FUNCTIONS, from what `needs` asked for."""

    @abstractmethod
    def draw(self, rng: Random, law: Law) -> Scalar:
        """A random scalar."""

    @abstractmethod
    def draw_positive(self, rng: Random, law: Law) -> Scalar:
        """A random scalar that counts as positive here."""

    def reduce(self, x: Scalar) -> Scalar:
        """The normal form of a sum of products of scalars."""
        return x

    def is_zero(self, x: Scalar) -> bool:
        """Whether x cannot be divided by."""
        return not x

    def is_positive(self, x: Scalar) -> bool:
        """Whether x counts as positive here."""
        return x > 0

    def close(self, left: Matrix, right: Matrix) -> bool:
        """Whether two matrices are one, as far as this system can tell."""
        return left == right

    def holds(self, left: Matrix, right: Matrix) -> bool:
        """Whether a fact is one of this point: as `close`, but rounding may be all there is."""
        return self.close(left, right)

    def pivot(self, column: Sequence[Scalar]) -> int | None:
        """The place of the entry to divide by in an elimination, None if all are 0."""
        return next((i for i, x in enumerate(column) if not self.is_zero(x)), None)

    def leader(self, column: Sequence[Scalar]) -> int | None:
        """As `pivot`, where `settled` or `check_inverse` say later what can be trusted."""
        return self.pivot(column)

    def needs(self, expr: Expr) -> tuple[Need, ...]:
        """What must be known before `function` is called: the operands, in this system."""
        return tuple((arg, self) for arg in expr.args)

    def watch(self, expr: Expr, found: Matrix) -> Matrix:
        """Look at a matrix that was just found; Undefined if it cannot be trusted."""
        return found

    def check_inverse(self, matrix: Matrix, inverted: Matrix) -> None:
        """Undefined if the inverse cannot be trusted."""
        return

    def singular(self) -> None:
        """A determinant is 0: Undefined, unless the system is exact."""
        raise Singular("singular")

    def settled(self, matrix: Matrix, determinant: Scalar) -> Scalar:
        """The determinant of the matrix; Singular if it cannot be trusted."""
        return determinant

    def add(self, parts: Sequence[Matrix]) -> Matrix:
        """A + B + …"""
        _insist_on_one_shape(parts)
        reduce = self.reduce
        return [
            [reduce(sum(entries)) for entries in zip(*rows, strict=True)]
            for rows in zip(*parts, strict=True)
        ]

    def scaled(self, factor: Scalar, body: Matrix) -> Matrix:
        """c A."""
        reduce = self.reduce
        return [[reduce(factor * x) for x in row] for row in body]

    def hadamard(self, parts: Sequence[Matrix]) -> Matrix:
        """A ⊙ B ⊙ …"""
        _insist_on_one_shape(parts)
        reduce = self.reduce
        found = parts[0]
        for part in parts[1:]:
            found = [
                [reduce(x * y) for x, y in zip(r, s, strict=True)]
                for r, s in zip(found, part, strict=True)
            ]
        return found

    def matmul(self, left: Matrix, right: Matrix) -> Matrix:
        """A B."""
        if len(left[0]) != len(right):
            raise Unsupported("a product of sizes that do not fit")
        reduce = self.reduce
        columns = list(zip(*right, strict=True))
        return [[reduce(sum(map(mul, row, column))) for column in columns] for row in left]

    def dot(self, left: Matrix, right: Matrix) -> Scalar:
        """Σ_ij A_ij B_ij."""
        if len(left) != len(right) or len(left[0]) != len(right[0]):
            raise Unsupported("an inner product of sizes that do not fit")
        pairs = zip(left, right, strict=True)
        return self.reduce(sum(sum(map(mul, r, s)) for r, s in pairs))

    def negative(self, x: Scalar) -> Scalar:
        """−x."""
        return self.reduce(self.constant(-1) * x)

    def filled(self, rows: int, cols: int, value: Fraction | int) -> Matrix:
        """The rows × cols matrix with one value everywhere."""
        x = self.constant(value)
        return [[x] * cols for _ in range(rows)]

    def eye(self, size: int) -> Matrix:
        """The identity matrix."""
        one, nil = self.constant(1), self.constant(0)
        return [[one if i == j else nil for j in range(size)] for i in range(size)]


def _insist_on_one_shape(parts: Sequence[Matrix]) -> None:
    """Errors: Unsupported for matrices that differ in shape: sizes whose relation is not known."""
    rows, cols = len(parts[0]), len(parts[0][0])
    if any(len(part) != rows or len(part[0]) != cols for part in parts):
        raise Unsupported("a sum or an entrywise product of sizes that do not fit")


Law = Callable[[Random], float]


def entrywise(function: Callable[[Scalar], Scalar], matrix: Matrix) -> Matrix:
    """The function of each entry."""
    return [[function(x) for x in row] for row in matrix]
