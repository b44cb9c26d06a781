"""What occurs in a claim, after every operation is expanded by its definition."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from gradproof.core.dims import ONE, Monomial, Shape
from gradproof.core.expr import Expr
from gradproof.core.indices import Form
from gradproof.core.phrase import Phrase
from gradproof.core.unknown import Unknown
from gradproof.exact.evaluator import expansion, same_step
from gradproof.exact.kits import FUNCTIONS, Unsupported
from gradproof.exact.primitives import PRIMITIVES
from gradproof.exact.sizes import LITERAL
from gradproof.ops.unknown import unknown_of

LARGE = 10**6
ORDERS = 15

COMPOSING = frozenset(
    {"vec", "unvec", "kron", "commutation", "selection", "indexed", "block_inner", "block_sum"}
)
"""Operations in whose shapes sizes are multiplied."""


@dataclass(slots=True)
class Profile:
    """The primitives, kinks, sizes and constants of a claim.

    kinks: arguments of sign and step, up to a factor.  roots: powers with a fractional exponent.
    positive: symbols that must be positive for the claim to make sense.
    letters, numbers: sizes, and numbers above 6 used as sizes that stand for letters.
    figures: all numbers used as sizes.  unknown: functions that are known by their names alone.
    """

    ops: set[str] = field(default_factory=set)
    leaves: list[Expr] = field(default_factory=list)
    kinks: set[Expr] = field(default_factory=set)
    roots: set[Expr] = field(default_factory=set)
    positive: set[Expr] = field(default_factory=set)
    letters: dict[str, None] = field(default_factory=dict)
    numbers: set[int] = field(default_factory=set)
    figures: set[int] = field(default_factory=set)
    unknown: set[Unknown] = field(default_factory=set)
    coefficients: set[Monomial] = field(default_factory=set)

    @property
    def degree(self) -> int:
        """A bound for the degree in a size letter of the coefficients' part in a difference."""
        letters = {one.factors for one in self.coefficients}
        found = sum(abs(k) for factors in letters for _, k in factors)
        return min(found + 2 * bool(self.numbers), 8)

    @property
    def values(self) -> int:
        """How many values of each size letter must be tried.

        One more than a polynomial has zeros; and three of 2, 3, 4, 5 where there is a determinant,
        as det(−A) = det A for even sizes.
        """
        return max(self.degree + 1, 3 if "det" in self.ops else 1)

    @property
    def large(self) -> bool:
        """Whether a coefficient is so large that a prime in use might divide it."""
        return "large power" in self.ops or any(_height(one) > LARGE for one in self.coefficients)

    @property
    def extreme(self) -> bool:
        """Whether coefficients may scale a difference out of sight of floats."""
        orders = sum(math.log10(_height(one)) for one in self.coefficients)
        return "large power" in self.ops or orders > ORDERS

    @property
    def related(self) -> bool:
        """Whether a coefficient could stand for one of `numbers`."""
        return any(_height(one) > LITERAL for one in self.coefficients)


def _height(value: Monomial) -> int:
    return max(abs(value.coefficient.numerator), value.coefficient.denominator)


def profile(roots: Iterable[Expr], definitions: Mapping[Expr, Expr]) -> Profile:
    """The profile of everything that the roots reach, through definitions too."""
    found = Profile()
    seen: set[Expr] = set()
    stack = list(roots)[::-1]
    while stack:
        expr = stack.pop()
        if expr in seen:
            continue
        seen.add(expr)
        op = expr.op
        if op == "symbol":
            found.ops.add(op)
            _sizes(found, expr.shape)
            if expr in definitions:
                stack.append(definitions[expr])
            else:
                found.leaves.append(expr)
            continue
        if (same := same_step(expr, definitions)) is not None:
            stack.append(same)
        elif op in PRIMITIVES or op in FUNCTIONS or op == "tangent":
            _note(found, expr)
            stack.extend(reversed(expr.args))
        else:
            stack.append(expansion(expr))
    if found.ops & COMPOSING:
        found.numbers -= set(_products(found.figures))
    return found


def _note(found: Profile, expr: Expr) -> None:
    op, data = expr.op, expr.data
    found.ops.add(op)
    if op in ("scale", "constant"):
        assert isinstance(data, Monomial)
        _coefficient(found, data)
    elif op in ("ones", "zero", "identity", "selection", "unit"):
        _sizes(found, expr.shape)
    elif op == "power":
        assert isinstance(data, Fraction)
        if data.denominator != 1:
            found.roots.add(expr)
            _positive(found, expr.args[0])
        if max(abs(data.numerator), data.denominator) > 1000:
            raise Unsupported(Phrase("the exponent {0}", data))
        if max(abs(data.numerator), data.denominator) > 40:
            found.ops.add("large power")
    elif op == "log":
        _positive(found, expr.args[0])
    elif op == "function":
        found.unknown.add(unknown_of(expr))
    elif op in ("sign", "step"):
        (arg,) = expr.args
        found.kinks.add((arg.args[0] if arg.op == "scale" else arg).canonical)
    if isinstance(data, Shape):
        _sizes(found, data)
    if isinstance(data, Form):
        for term in data.terms:
            _coefficient(found, term.factor)
        for index in data.indices:
            _sizes(found, Shape(index.size, ONE))


def _coefficient(found: Profile, value: Monomial) -> None:
    found.coefficients.add(value)
    for letter in value.letters:
        found.letters.setdefault(letter)


def bare(expr: Expr) -> Expr | None:
    """The symbol that the expression is, transposed or not."""
    while expr.op == "transpose":
        expr = expr.args[0]
    return expr if expr.op == "symbol" else None


def _products(figures: set[int]) -> Iterator[int]:
    """The numbers that are products of two others: vec of a 4×3 matrix has 12 entries."""
    for one in figures:
        if any(
            1 < other < one and one % other == 0 and one // other in figures for other in figures
        ):
            yield one


def _positive(found: Profile, expr: Expr) -> None:
    symbol = bare(expr)
    if symbol is not None:
        found.positive.add(symbol)


def _sizes(found: Profile, shape: Shape) -> None:
    for one in shape:
        for letter in one.letters:
            found.letters.setdefault(letter)
        if one.factors:
            continue
        found.figures.add(int(one.coefficient))
        if one.coefficient > LITERAL:
            found.numbers.add(int(one.coefficient))
