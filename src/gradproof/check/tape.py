"""Scalars that remember how they were made, so that any may be differentiated by any other.

A `Num` is a node of a graph of scalars with its value, a float or a number of 50 digits. Backward
and forward passes over the graph give every derivative, once or (with `graph`) many times over.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from mpmath import mp, mpf

Scalar = Any
"""A float, a number of 50 digits, or a `Num`."""

_orders = count()


class NoValue(Exception):
    """A value that does not exist at this point: log of a negative number, 1/0, overflow."""


class Num:
    """A scalar `op(args)`; `order` grows from arguments to results."""

    __slots__ = ("args", "op", "order", "value")

    def __init__(self, value: Scalar, op: str = "leaf", args: tuple[Scalar, ...] = ()) -> None:
        self.value, self.op, self.args = value, op, args
        self.order = next(_orders)

    def __add__(self, other: Scalar) -> Scalar:
        return plus(self, other)

    __radd__ = __add__

    def __sub__(self, other: Scalar) -> Scalar:
        return plus(self, negative(other))

    def __rsub__(self, other: Scalar) -> Scalar:
        return plus(negative(self), other)

    def __mul__(self, other: Scalar) -> Scalar:
        return times(self, other)

    __rmul__ = __mul__

    def __truediv__(self, other: Scalar) -> Scalar:
        return divided(self, other)

    def __rtruediv__(self, other: Scalar) -> Scalar:
        return divided(other, self)

    def __neg__(self) -> Scalar:
        return negative(self)


def value_of(x: Scalar) -> Scalar:
    """The number itself."""
    return x.value if type(x) is Num else x


def leaf(x: Scalar) -> Num:
    """A node of its own with this value; differentiating by it leaves other paths alone."""
    return Num(x.value, "copy", (x,)) if type(x) is Num else Num(x)


def plus(x: Scalar, y: Scalar) -> Scalar:
    """x + y."""
    if type(x) is not Num and type(y) is not Num:
        return x + y
    if type(x) is int and x == 0:
        return y
    if type(y) is int and y == 0:
        return x
    return Num(value_of(x) + value_of(y), "add", (x, y))


def total(terms: Sequence[Scalar]) -> Scalar:
    """The sum of the terms, one node for all."""
    if len(terms) == 1:
        return terms[0]
    value = 0
    moving = False
    for x in terms:
        if type(x) is Num:
            moving = True
            value = value + x.value
        else:
            value = value + x
    return Num(value, "sum", tuple(terms)) if moving else value


def negative(x: Scalar) -> Scalar:
    """-x."""
    return Num(-x.value, "neg", (x,)) if type(x) is Num else -x


def times(x: Scalar, y: Scalar) -> Scalar:
    """x y."""
    if type(x) is not Num and type(y) is not Num:
        return x * y
    for one, other in ((x, y), (y, x)):
        if type(one) is int:
            if one == 0:
                return 0
            if one == 1:
                return other
    return Num(value_of(x) * value_of(y), "mul", (x, y))


def divided(x: Scalar, y: Scalar) -> Scalar:
    """x / y."""
    bottom = value_of(y)
    if bottom == 0:
        raise NoValue("division by zero")
    if type(x) is not Num and type(y) is not Num:
        return x / y
    return Num(value_of(x) / bottom, "div", (x, y))


def power(x: Scalar, y: Scalar) -> Scalar:
    """x ** y; whole exponents of any base, others of positive ones."""
    base, exponent = value_of(x), value_of(y)
    whole = exponent == int(exponent) if abs(exponent) < 1e9 else False
    if base < 0 and not whole:
        raise NoValue("a root of a negative number")
    if base == 0 and exponent < 0:
        raise NoValue("division by zero")
    if whole and type(y) is not Num:
        exponent = int(exponent)
        if exponent == 1:
            return x
        if exponent == 0:
            return 1
    try:
        found = base**exponent
    except OverflowError as error:
        raise NoValue("overflow") from error
    if type(x) is not Num and type(y) is not Num:
        return found
    return Num(found, "pow", (x, exponent if type(y) is not Num else y))


@dataclass(frozen=True, slots=True)
class Row:
    """An elementwise function: its value by `math` or `mp`, its slope by other functions."""

    value: Callable[[Any, Any], Any]
    slope: Callable[[Scalar, Scalar], Scalar]


def _sigmoid(x: Any, m: Any) -> Any:
    if x >= 0:
        return 1 / (1 + m.exp(-x))
    grown = m.exp(x)
    return grown / (1 + grown)


FUNCTIONS: dict[str, Row] = {
    "exp": Row(lambda x, m: m.exp(x), lambda x, y: y),
    "log": Row(lambda x, m: m.log(x), lambda x, y: divided(1, x)),
    "sqrt": Row(lambda x, m: m.sqrt(x), lambda x, y: divided(0.5, y)),
    "sin": Row(lambda x, m: m.sin(x), lambda x, y: call("cos", x)),
    "cos": Row(lambda x, m: m.cos(x), lambda x, y: -call("sin", x)),
    "tan": Row(lambda x, m: m.tan(x), lambda x, y: 1 + y * y),
    "sinh": Row(lambda x, m: m.sinh(x), lambda x, y: call("cosh", x)),
    "cosh": Row(lambda x, m: m.cosh(x), lambda x, y: call("sinh", x)),
    "tanh": Row(lambda x, m: m.tanh(x), lambda x, y: 1 - y * y),
    "arctan": Row(lambda x, m: m.atan(x), lambda x, y: divided(1, 1 + x * x)),
    "sigmoid": Row(_sigmoid, lambda x, y: y * (1 - y)),
    "softplus": Row(lambda x, m: m.log(1 + m.exp(x)), lambda x, y: call("sigmoid", x)),
    "relu": Row(lambda x, m: x if x > 0 else 0 * x, lambda x, y: 1 if value_of(x) > 0 else 0),
    "step": Row(lambda x, m: 1 if x > 0 else 0, lambda x, y: 0),
    "sign": Row(lambda x, m: (x > 0) - (x < 0), lambda x, y: 0),
    "abs": Row(lambda x, m: abs(x), lambda x, y: (value_of(x) > 0) - (value_of(x) < 0)),
    "erf": Row(
        lambda x, m: m.erf(x), lambda x, y: 1.1283791670955126 * call("exp", negative(x * x))
    ),
    "copy": Row(lambda x, m: x, lambda x, y: 1),
}
"""Every elementwise function that the instances know."""


def call(name: str, x: Scalar) -> Scalar:
    """The elementwise function of this name."""
    if type(x) is Num:
        return Num(call(name, x.value), name, (x,))
    try:
        return FUNCTIONS[name].value(x, mp if isinstance(x, mpf) else math)
    except (ValueError, OverflowError, ZeroDivisionError) as error:
        raise NoValue("a function outside of its domain", name) from error


def _partials(op: str, args: tuple[Scalar, ...], out: Scalar) -> tuple[Scalar, ...]:
    """The derivative of the result by each argument."""
    if op == "mul":
        return args[1], args[0]
    if op in ("add", "sum"):
        return (1,) * len(args)
    if op == "neg":
        return (-1,)
    if op == "div":
        x, y = args
        return divided(1, y), negative(divided(out, y))
    if op == "pow":
        x, y = args
        first = y * power(x, y - 1)
        return (first,) if type(y) is int else (first, _slope_of_exponent(x, y, out))
    return (FUNCTIONS[op].slope(args[0], out),)


def _slope_of_exponent(x: Scalar, y: Scalar, out: Scalar) -> Scalar:
    return out * call("log", x) if value_of(x) > 0 else 0


def _reachable(ends: Iterable[Scalar], floor: int) -> list[Num]:
    """All nodes below the ends that are not older than `floor`, oldest first."""
    stack = [x for x in ends if type(x) is Num]
    seen: set[int] = {id(x) for x in stack}
    found = list(stack)
    while stack:
        for x in stack.pop().args:
            if type(x) is Num and x.order >= floor and id(x) not in seen:
                seen.add(id(x))
                found.append(x)
                stack.append(x)
    found.sort(key=lambda x: x.order)
    return found


def gradient(end: Scalar, wrt: Sequence[Scalar], graph: bool = False) -> list[Scalar]:
    """The derivative of `end` by each node; with `graph` as nodes, to be differentiated again."""
    if type(end) is not Num:
        return [0] * len(wrt)
    wanted = {id(x) for x in wrt}
    floor = min((x.order for x in wrt if type(x) is Num), default=0)
    adjoint: dict[int, Scalar] = {id(end): 1}
    for node in reversed(_reachable((end,), floor)):
        bar = adjoint.get(id(node))
        if bar is None or node.op == "leaf":
            continue
        args = node.args if graph else tuple(value_of(x) for x in node.args)
        parts = _partials(node.op, args, node if graph else node.value)
        for x, part in zip(node.args, parts, strict=False):
            if type(x) is Num and x.order >= floor:
                moved = times(bar, part)
                known = adjoint.get(id(x))
                adjoint[id(x)] = moved if known is None else plus(known, moved)
        if id(node) not in wanted:
            del adjoint[id(node)]
    return [adjoint.get(id(x), 0) for x in wrt]


def depends(ends: Sequence[Scalar], nodes: Sequence[Scalar]) -> bool:
    """Whether any of the ends is made of any of the nodes."""
    wanted = {id(x) for x in nodes}
    floor = min((x.order for x in nodes if type(x) is Num), default=0)
    return any(id(x) in wanted for x in _reachable(ends, floor))


def adjoints(end: Num) -> dict[int, Scalar]:
    """The derivative of `end` by every node below it, by the node's id."""
    adjoint: dict[int, Scalar] = {id(end): 1}
    for node in reversed(_reachable((end,), 0)):
        bar = adjoint.get(id(node))
        if bar is None or node.op == "leaf":
            continue
        parts = _partials(node.op, tuple(value_of(x) for x in node.args), node.value)
        for x, part in zip(node.args, parts, strict=False):
            if type(x) is Num:
                known = adjoint.get(id(x))
                adjoint[id(x)] = bar * part if known is None else known + bar * part
    return adjoint


class Motion:
    """The differentials of nodes where some, by id, move as given and all others follow."""

    def __init__(self, seeds: Mapping[int, Scalar]) -> None:
        self.moved: dict[int, Scalar] = dict(seeds)
        self.kept: list[Num] = []

    def of(self, ends: Sequence[Scalar]) -> list[Scalar]:
        """The differentials of these nodes."""
        for node in self._new(ends):
            args = node.args
            found: Scalar = 0
            if any(type(x) is Num and self.moved.get(id(x)) for x in args):
                parts = _partials(node.op, tuple(value_of(x) for x in args), node.value)
                for x, part in zip(args, parts, strict=False):
                    if type(x) is Num and (dx := self.moved.get(id(x))):
                        found = found + dx * part
            self.moved[id(node)] = found
        return [self.moved.get(id(x), 0) if type(x) is Num else 0 for x in ends]

    def _new(self, ends: Sequence[Scalar]) -> list[Num]:
        """The nodes below the ends that have no differential yet, oldest first."""
        found: list[Num] = []
        seen: set[int] = set()
        stack = [x for x in ends if type(x) is Num]
        while stack:
            node = stack.pop()
            if id(node) in seen or id(node) in self.moved:
                continue
            seen.add(id(node))
            found.append(node)
            stack.extend(x for x in node.args if type(x) is Num)
        found.sort(key=lambda x: x.order)
        self.kept += found
        return found
