"""What occurs in a claim, after every operation is expanded by its definition."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from gradproof.core.dims import Monomial, Shape
from gradproof.core.expr import Expr
from gradproof.exact.evaluator import expansion
from gradproof.exact.kits import FUNCTIONS, Unsupported
from gradproof.exact.primitives import PRIMITIVES
from gradproof.exact.sizes import LITERAL

LARGE = 10**6


@dataclass(slots=True)
class Profile:
    """The primitives, kinks, sizes and constants of a claim.

    kinks: arguments of sign and step, up to a factor.  roots: powers with a fractional exponent.
    positive: symbols that must be positive for the claim to make sense.
    letters, numbers: sizes, and numbers above 6 used as sizes.  degree: how far the exponents of
    a size letter in coefficients spread.  large: a coefficient or exponent so large that a prime
    might divide it.
    related: a coefficient above 6 that a number used as a size might be hidden in.
    """

    ops: set[str] = field(default_factory=set)
    leaves: list[Expr] = field(default_factory=list)
    kinks: set[Expr] = field(default_factory=set)
    roots: set[Expr] = field(default_factory=set)
    positive: set[Expr] = field(default_factory=set)
    letters: dict[str, None] = field(default_factory=dict)
    numbers: set[int] = field(default_factory=set)
    coefficients: set[Monomial] = field(default_factory=set)

    @property
    def degree(self) -> int:
        """The spread of the exponents of the letter for which it is largest."""
        spread: dict[str, tuple[int, int]] = {}
        for coefficient in self.coefficients:
            for letter, k in coefficient.factors:
                low, high = spread.get(letter, (0, 0))
                spread[letter] = (min(low, k), max(high, k))
        return max((high - low for low, high in spread.values()), default=0)

    @property
    def large(self) -> bool:
        """Whether a coefficient is so large that a prime in use might divide it."""
        return "large power" in self.ops or any(
            max(abs(one.coefficient.numerator), one.coefficient.denominator) > LARGE
            for one in self.coefficients
        )

    @property
    def related(self) -> bool:
        """Whether a coefficient could stand for one of `numbers`."""
        return any(
            max(abs(one.coefficient.numerator), one.coefficient.denominator) > LITERAL
            for one in self.coefficients
        )


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
        if op in PRIMITIVES or op in FUNCTIONS or op == "tangent":
            _note(found, expr)
            stack.extend(reversed(expr.args))
        else:
            stack.append(expansion(expr))
    return found


def _note(found: Profile, expr: Expr) -> None:
    op, data = expr.op, expr.data
    found.ops.add(op)
    if op in ("scale", "constant"):
        assert isinstance(data, Monomial)
        found.coefficients.add(data)
        for letter in data.letters:
            found.letters.setdefault(letter)
    elif op in ("ones", "zero", "identity"):
        _sizes(found, expr.shape)
    elif op == "power":
        assert isinstance(data, Fraction)
        if data.denominator != 1:
            found.roots.add(expr)
            _positive(found, expr.args[0])
        if max(abs(data.numerator), data.denominator) > 1000:
            raise Unsupported(f"the exponent {data}")
        if max(abs(data.numerator), data.denominator) > 40:
            found.ops.add("large power")
    elif op == "log":
        _positive(found, expr.args[0])
    elif op in ("sign", "step"):
        (arg,) = expr.args
        found.kinks.add((arg.args[0] if arg.op == "scale" else arg).canonical)
    if isinstance(data, Shape):
        _sizes(found, data)


def _positive(found: Profile, expr: Expr) -> None:
    while expr.op == "transpose":
        expr = expr.args[0]
    if expr.op == "symbol":
        found.positive.add(expr)


def _sizes(found: Profile, shape: Shape) -> None:
    for one in shape:
        for letter in one.letters:
            found.letters.setdefault(letter)
        if one.coefficient > LITERAL and not one.factors:
            found.numbers.add(int(one.coefficient))
