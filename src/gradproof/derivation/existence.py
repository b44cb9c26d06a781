"""Where a gradient is there at all: what it divides by is not 0, its roots and logarithms exist.

What can be seen to be positive (softmax, exp, sums of squares and a positive number, and the
definitions made of these) needs no saying.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from enum import IntEnum
from fractions import Fraction
from typing import NamedTuple

from gradproof.core.algebra import base_and_exponent, negative, split_constant, transpose
from gradproof.core.expr import UNIT, Expr, postorder, symbols
from gradproof.core.model import Model
from gradproof.core.operation import Words
from gradproof.notation.printing.text import text

NONZERO = Words("{} ≠ 0", "{} ≠ 0")
NO_ENTRY = Words("no entry of {} is 0", "{} 的元素均不为 0")
POSITIVE = Words("{} > 0", "{} > 0")
ALL_POSITIVE = Words("the entries of {} are positive", "{} 的元素均为正")
NOT_NEGATIVE = Words("{} ≥ 0", "{} ≥ 0")
NONE_NEGATIVE = Words("no entry of {} is negative", "{} 没有负元素")

_ABOVE_ZERO = frozenset(
    {"exp", "softmax", "sigmoid", "sigmoid_prime", "softplus", "cosh", "normal_cdf", "ones"}
)
_BELOW_ONE = frozenset({"softmax", "sigmoid", "normal_cdf"})
_SIZES = frozenset({"squared_norm", "norm", "norm1", "abs"})
_FROM_ZERO = _SIZES | {"relu", "zero", "identity", "step"}
_OF_PARTS = frozenset({"matmul", "hadamard", "smul", "transpose", "diagonal", "trace", "scale"})


class Sign(IntEnum):
    """What is known of every entry."""

    OPEN = 0
    NOT_NEGATIVE = 1
    POSITIVE = 2


class Need(NamedTuple):
    """What an operation needs of every entry."""

    nonzero: bool
    not_negative: bool

    def __or__(self, other: Need) -> Need:  # pyright: ignore[reportIncompatibleMethodOverride]
        return Need(self.nonzero or other.nonzero, self.not_negative or other.not_negative)


class Existence:
    """What the parts of expressions need, under the facts and the definitions of a model."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.signs: dict[Expr, Sign] = {}
        self.ready = False
        self.below: dict[Expr, dict[Expr, Need]] = {}
        """What the values of names need, by the names."""

    def of(
        self, gradient: Expr, named: Mapping[Expr, Expr], assumed: Collection[Words]
    ) -> Iterator[Words]:
        """What a gradient divides by, takes roots of and logarithms of, in words.

        named: the values of names that the derivation itself made.
        """
        needed = self._needed(gradient, named)
        for inside, need in needed.items():
            said = self.said(inside, need)
            root = self.model.definition(inside) if inside.op == "symbol" else None
            enough = {self.said(one, Need(True, True)) for one in (inside, _under(root)) if one}
            if said is not None and not enough & {*assumed}:
                yield said

    def _needed(self, part: Expr, named: Mapping[Expr, Expr]) -> dict[Expr, Need]:
        """The needs of an expression and of the names in it; those of a name are found once."""
        whole = _looked_at(part, named)
        waiting = {name: _looked_at(named[name], named) for name in whole[0]}
        stack = list(waiting)
        while stack:
            name = stack[-1]
            open_ = [one for one in waiting[name][0] if one not in self.below]
            if name in self.below or not open_:
                self.below.setdefault(stack.pop(), self._joined(*waiting[name]))
                continue
            stack += open_
            waiting.update((one, _looked_at(named[one], named)) for one in open_)
        return self._joined(*whole)

    def _joined(self, names: list[Expr], needs: list[tuple[Expr, Need]]) -> dict[Expr, Need]:
        """The needs of an expression, with those of the names in it, which are known."""
        below = (one for name in names for one in self.below[name].items())
        found: dict[Expr, Need] = {}
        for inside, need in (*below, *needs):
            found[inside] = found.get(inside, need) | need
        return found

    def domains(self, right: Expr) -> Iterator[tuple[Words, frozenset[Expr]]]:
        """Where the logarithms and roots in a definition have a differential, in words.

        Beside each the symbols that it is of: what moves other symbols does not need it.
        """
        for inside, need in _needs(right):
            said = self.said(inside, Need(True, True)) if need.not_negative else None
            if said is not None:
                yield said, frozenset(symbols(inside))

    def said(self, inside: Expr, need: Need) -> Words | None:
        """That the entries are as they need to be, in words; None where that is clear."""
        factor, body = split_constant(inside)
        inside = body if factor.coefficient > 0 else inside
        known = self.sign(inside)
        nonzero = need.nonzero and known < Sign.POSITIVE and not self.model.has("nonzero", inside)
        not_negative = need.not_negative and known is Sign.OPEN
        if inside.op in ("norm", "squared_norm"):
            return _filled(NONZERO, inside.args[0]) if nonzero else None
        number, entries = {
            (True, True): (POSITIVE, ALL_POSITIVE),
            (True, False): (NONZERO, NO_ENTRY),
            (False, True): (NOT_NEGATIVE, NONE_NEGATIVE),
        }.get((nonzero, not_negative), (None, None))
        words = number if inside.shape.is_scalar else entries
        return _filled(words, inside) if words is not None else None

    def sign(self, expr: Expr) -> Sign:
        """What is clear of the entries of an expression, where it is there."""
        if not self.ready:
            self.ready = True
            for left, right in self.model.definitions.values():
                self.signs[left] = self.sign(right)
        for part in postorder(expr):
            if part not in self.signs:
                self.signs[part] = self._sign(part)
        return self.signs[expr]

    def _sign(self, part: Expr) -> Sign:
        below = [self.signs[one] for one in part.args]
        if part.op in _ABOVE_ZERO or self.model.has("positive", part):
            return Sign.POSITIVE
        if part.op in _FROM_ZERO or _is_square(part):
            return max(Sign.NOT_NEGATIVE, below[0] if part.op in _SIZES else Sign.OPEN)
        if part.op in ("constant", "scale") and part.coefficient.coefficient < 0:
            return Sign.OPEN
        match part.op:
            case "constant":
                return Sign.POSITIVE
            case "power":
                return _of_power(below[0], base_and_exponent(part)[1])
            case "add" if self._is_complement(part):
                return Sign.POSITIVE
            case "add":
                return max(below) if min(below) > Sign.OPEN else Sign.OPEN
            case _:
                return min(below) if part.op in _OF_PARTS else Sign.OPEN

    def _is_complement(self, part: Expr) -> bool:
        """Whether this is 1 − p with every entry of p between 0 and 1."""
        if len(part.args) != 2:
            return False
        whole, other = sorted(part.args, key=lambda one: one.op != "ones" and one is not UNIT)
        taken = negative(other)
        value = self.model.definition(taken) if taken.op == "symbol" else taken
        is_one = whole.op == "ones" or whole is UNIT
        return is_one and value is not None and value.op in _BELOW_ONE


def _needs(expr: Expr) -> list[tuple[Expr, Need]]:
    """What each logarithm, quotient and root in an expression needs of what it is of."""
    return _looked_at(expr, {})[1]


def _looked_at(
    expr: Expr, named: Mapping[Expr, Expr]
) -> tuple[list[Expr], list[tuple[Expr, Need]]]:
    """The names that occur in an expression, and what its operations need."""
    names: list[Expr] = []
    needs: list[tuple[Expr, Need]] = []
    for part in postorder(expr):
        if part.op == "symbol":
            if part in named:
                names.append(part)
        elif part.op == "log":
            needs.append((part.args[0], Need(True, True)))
        elif part.op == "power":
            base, exponent = base_and_exponent(part)
            need = Need(exponent < 0, exponent.denominator != 1)
            if any(need):
                needs.append((base, need))
    return names, needs


def _under(root: Expr | None) -> Expr | None:
    """The a of √a."""
    return root.args[0] if root is not None and root.op == "power" else None


def _of_power(base: Sign, exponent: Fraction) -> Sign:
    """The sign of Aᵖ, where it is there."""
    is_even = exponent.denominator != 1 or exponent.numerator % 2 == 0
    known = max(base, Sign.NOT_NEGATIVE) if is_even else base
    return Sign.POSITIVE if known is not Sign.OPEN and exponent < 0 else known


def _is_square(part: Expr) -> bool:
    """Whether this is aᵀa, or ⟨A, A⟩."""
    if part.op == "matmul" and len(part.args) == 2 and part.shape.is_scalar:
        return part.args[0] is transpose(part.args[1])
    return part.op == "inner" and part.args[0] is part.args[1]


def _filled(words: Words, subject: Expr) -> Words:
    said = text(subject)
    return Words(words.en.format(said), words.zh.format(said))
