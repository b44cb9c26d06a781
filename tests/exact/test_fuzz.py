"""Random expressions, rewritten truly and nearly: no verdict may be wrong.

The truth is found by an evaluator of its own, in 40 digits, which shares no code with the checker.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import reduce
from operator import mul
from random import Random
from typing import Any

import pytest
from mpmath import mp as mpmath_mp  # pyright: ignore[reportMissingTypeStubs]

from gradproof.core.algebra import transpose
from gradproof.core.dims import ONE, SCALAR, Monomial, Shape, size
from gradproof.core.expr import Expr, node, ones, postorder, symbol
from gradproof.exact import equal
from gradproof.ops import TABLE

mp: Any = mpmath_mp
COUNT = int(os.environ.get("GRADPROOF_FUZZ", "150"))
SIZES = ({"m": 3, "n": 4, "k": 2}, {"m": 4, "n": 3, "k": 5})
LETTERS = [size(letter) for letter in "mnk"]
ELEMENTWISE = ("exp", "sigmoid", "tanh", "relu", "abs", "sin", "softplus", "log")


def shaped(op: str, args: tuple[Expr, ...], shape: Shape, data: Any = None) -> Expr:
    return node(op, args, data, shape)


class Grammar:
    """Typed random expressions, made of bare nodes."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng

    def leaf(self, shape: Shape) -> Expr:
        name = f"{self.rng.choice('ABC')}{shape.rows}{shape.cols}"
        return symbol(name, shape)

    def any_shape(self) -> Shape:
        rows = self.rng.choice(LETTERS)
        kind = self.rng.random()
        return Shape(rows, ONE if kind < 0.3 else rows if kind < 0.6 else self.rng.choice(LETTERS))

    def scalar(self, depth: int) -> Expr:
        rng = self.rng
        if depth <= 0:
            return self.leaf(SCALAR)
        op = rng.choice(["trace", "inner", "det", "squared_norm", "norm", "add", "hadamard", "lse"])
        if op in ("trace", "det"):
            side = rng.choice(LETTERS)
            return shaped(op, (self.matrix(Shape(side, side), depth - 1),), SCALAR)
        if op in ("add", "hadamard"):
            return shaped(op, (self.scalar(depth - 1), self.scalar(depth - 1)), SCALAR)
        if op == "lse":
            column = Shape(rng.choice(LETTERS), ONE)
            return shaped(op, (self.matrix(column, depth - 1),), SCALAR)
        shape = self.any_shape()
        count = 2 if op == "inner" else 1
        return shaped(op, tuple(self.matrix(shape, depth - 1) for _ in range(count)), SCALAR)

    def matrix(self, shape: Shape, depth: int) -> Expr:
        rng = self.rng
        if shape.is_scalar:
            return self.scalar(depth)
        if depth <= 0 or rng.random() < 0.1:
            return self.leaf(shape)
        ops = ["add", "matmul", "matmul", "transpose", "hadamard", "scale", "smul", *ELEMENTWISE]
        if shape.is_square:
            ops += ["inverse", "diag"]
        if shape.cols is ONE:
            ops += ["softmax", "softmax"]
        op = rng.choice(ops)
        match op:
            case "add" | "hadamard":
                return shaped(
                    op, (self.matrix(shape, depth - 1), self.matrix(shape, depth - 1)), shape
                )
            case "matmul":
                inner = rng.choice(LETTERS)
                left = self.matrix(Shape(shape.rows, inner), depth - 1)
                return shaped(op, (left, self.matrix(Shape(inner, shape.cols), depth - 1)), shape)
            case "transpose":
                return shaped(op, (self.matrix(shape.transposed, depth - 1),), shape)
            case "scale":
                return shaped(
                    op, (self.matrix(shape, depth - 1),), shape, size(rng.choice([2, 3, -1]))
                )
            case "smul":
                return shaped(op, (self.scalar(depth - 1), self.matrix(shape, depth - 1)), shape)
            case "diag":
                return shaped(op, (self.matrix(Shape(shape.rows, ONE), depth - 1),), shape)
            case _:
                return shaped(op, (self.matrix(shape, depth - 1),), shape)


# True rewrites: a node of this operation, and what it may become.
def flipped(e: Expr) -> Expr:
    parts = tuple(shaped("transpose", (a,), a.shape.transposed) for a in reversed(e.args))
    return shaped("transpose", (shaped("matmul", parts, e.shape.transposed),), e.shape)


def negated(e: Expr) -> Expr:
    return shaped("scale", (e,), e.shape, size(-1))


def plus(*args: Expr) -> Expr:
    return shaped("add", args, args[0].shape)


def full(e: Expr) -> Expr:
    return ones(*e.shape)


def apply(op: str, arg: Expr, data: Any = None) -> Expr:
    return shaped(op, (arg,), arg.shape, data)


def by_exp(e: Expr) -> Expr:
    return apply("power", plus(full(e), apply("exp", negated(e.args[0]))), Fraction(-1))


def by_sigmoid(e: Expr) -> Expr:
    double = apply("sigmoid", apply("scale", e.args[0], size(2)))
    return plus(apply("scale", double, size(2)), negated(full(e)))


def shifted(e: Expr) -> Expr:
    column = e.args[0]
    shift = shaped("smul", (symbol("shift", SCALAR), full(column)), column.shape)
    moved = shaped(e.op, (plus(column, shift),), e.shape)
    return moved if e.op == "softmax" else plus(moved, negated(symbol("shift", SCALAR)))


TRUE: dict[str, Callable[[Expr], Expr]] = {
    "matmul": flipped,
    "add": lambda e: plus(*reversed(e.args)),
    "hadamard": lambda e: shaped("hadamard", tuple(reversed(e.args)), e.shape),
    "trace": lambda e: shaped("trace", (shaped("transpose", e.args, e.args[0].shape),), SCALAR),
    "inner": lambda e: shaped(
        "trace",
        (
            shaped(
                "matmul",
                (shaped("transpose", (e.args[0],), e.args[0].shape.transposed), e.args[1]),
                Shape(e.args[0].shape.cols, e.args[0].shape.cols),
            ),
        ),
        SCALAR,
    ),
    "squared_norm": lambda e: shaped("inner", (e.args[0], e.args[0]), SCALAR),
    "sigmoid": by_exp,
    "tanh": by_sigmoid,
    "relu": lambda e: shaped("hadamard", (e.args[0], apply("step", e.args[0])), e.shape),
    "abs": lambda e: plus(apply("relu", e.args[0]), apply("relu", negated(e.args[0]))),
    "softmax": shifted,
    "lse": shifted,
    "exp": lambda e: apply("power", apply("exp", negated(e.args[0])), Fraction(-1)),
    "sin": lambda e: negated(apply("sin", negated(e.args[0]))),
    "inverse": lambda e: shaped(
        "transpose", (apply("inverse", shaped("transpose", e.args, e.shape)),), e.shape
    ),
    "det": lambda e: shaped("det", (shaped("transpose", e.args, e.args[0].shape),), SCALAR),
    "softplus": lambda e: plus(e.args[0], apply("softplus", negated(e.args[0]))),
}
OTHER = {"exp": "sigmoid", "sigmoid": "tanh", "tanh": "sigmoid", "relu": "abs", "abs": "relu",
         "trace": "det", "det": "trace", "softmax": "sigmoid", "sin": "tanh", "log": "exp",
         "squared_norm": "norm", "norm": "squared_norm"}  # fmt: skip


def near_misses(e: Expr) -> Iterator[Expr]:
    """The node, nearly."""
    yield negated(e)
    yield apply("scale", e, size(2))
    if e.op in ("add", "hadamard"):
        yield e.args[0]
    if e.op in OTHER:
        yield shaped(OTHER[e.op], e.args, e.shape)
    if e.shape.is_square:
        yield transpose(e)
    if e.op == "inverse":
        yield e.args[0]
    if e.op == "matmul" and e.shape.is_square and e.args[0].shape.is_square:
        yield shaped("matmul", tuple(reversed(e.args)), e.shape)
        yield shaped("hadamard", e.args, e.shape)


def replaced(root: Expr, target: Expr, new: Expr) -> Expr:
    made = {target: new}
    for e in postorder(root):
        if e is not target:
            args = tuple(made[arg] for arg in e.args)
            made[e] = node(e.op, args, e.data, e.shape) if args else e
    return made[root]


# The truth


class NoValue(Exception):
    pass


Sizes = dict[str, int]


def length(one: Monomial, sizes: Sizes) -> int:
    return int(one.value(sizes))


def truth(e: Expr, leaves: dict[str, Any], sizes: Sizes, memo: dict[Expr, Any]) -> Any:
    """The value as an mpmath matrix."""
    if e not in memo:
        memo[e] = _truth(e, [truth(arg, leaves, sizes, memo) for arg in e.args], leaves, sizes)
    return memo[e]


def _each(function: Callable[[Any], Any], a: Any) -> Any:
    return a.apply(function)


def _positive_log(t: Any) -> Any:
    if t <= 0:
        raise NoValue
    return mp.log(t)


SCALAR_FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    "exp": mp.exp, "log": _positive_log, "sin": mp.sin, "tanh": mp.tanh,
    "sigmoid": lambda t: 1 / (1 + mp.exp(-t)), "softplus": lambda t: mp.log1p(mp.exp(t)),
    "relu": lambda t: max(t, mp.mpf(0)), "abs": abs, "step": lambda t: mp.mpf(t > 0),
}  # fmt: skip


def _truth(e: Expr, a: list[Any], leaves: dict[str, Any], sizes: Sizes) -> Any:
    rows, cols = length(e.shape.rows, sizes), length(e.shape.cols, sizes)
    if e.op in SCALAR_FUNCTIONS:
        return _each(SCALAR_FUNCTIONS[e.op], a[0])
    match e.op:
        case "symbol":
            return leaves[e.symbol.name]
        case "constant":
            return mp.matrix([[mp.mpf(1)]])
        case "ones":
            return mp.ones(rows, cols)
        case "add":
            return a[0] + a[1]
        case "hadamard":
            return mp.matrix([[a[0][i, j] * a[1][i, j] for j in range(cols)] for i in range(rows)])
        case "scale":
            number = e.coefficient.value(sizes)
            return a[0] * mp.mpf(number.numerator) / number.denominator
        case "smul":
            return a[1] * a[0][0, 0]
        case "matmul":
            return reduce(mul, a)
        case "transpose":
            return a[0].T
        case "trace":
            return mp.matrix([[sum(a[0][i, i] for i in range(a[0].rows))]])
        case "inner":
            return mp.matrix([[sum(x * y for x, y in zip(a[0], a[1], strict=True))]])
        case "squared_norm":
            return mp.matrix([[sum(x * x for x in a[0])]])
        case "norm":
            return mp.matrix([[mp.sqrt(sum(x * x for x in a[0]))]])
        case "det":
            return mp.matrix([[mp.det(a[0])]])
        case "inverse":
            if mp.cond(a[0]) > 1e10:
                raise NoValue
            return a[0] ** -1
        case "diag":
            return mp.diag(list(a[0]))
        case "softmax" | "lse":
            total = sum(mp.exp(x) for x in a[0])
            if e.op == "lse":
                return mp.matrix([[mp.log(total)]])
            return a[0].apply(lambda t: mp.exp(t) / total)
        case "power":
            return a[0].apply(lambda t: t ** int(e.data))  # pyright: ignore[reportArgumentType]
        case _:
            raise AssertionError(e.op)


def are_equal(left: Expr, right: Expr, rng: Random) -> bool | None:
    """The truth, from eight points of different kinds; None if no point has a value."""
    seen = 0
    with mp.workdps(40):
        for turn in range(24):
            sizes = SIZES[turn % 2]
            wide = [0.5, 1.0, 2.0, 0.2][turn % 4]
            leaves = {
                leaf.symbol.name: mp.matrix(
                    [
                        [
                            mp.mpf(abs(rng.gauss(0, wide)) if turn % 3 == 2 else rng.gauss(0, wide))
                            for _ in range(length(leaf.shape.cols, sizes))
                        ]
                        for _ in range(length(leaf.shape.rows, sizes))
                    ]
                )
                for leaf in postorder(left, right)
                if leaf.op == "symbol"
            }
            memo: dict[Expr, Any] = {}
            try:
                a, b = truth(left, leaves, sizes, memo), truth(right, leaves, sizes, memo)
            except (NoValue, ZeroDivisionError, OverflowError):
                continue
            bound = max(abs(x) for x in [*a, *b])
            if max(abs(x - y) for x, y in zip(a, b, strict=True)) > bound * mp.mpf(10) ** -12:
                extent = max(abs(x) for one in memo.values() for x in one)
                if bound > extent * mp.mpf(10) ** -20:
                    return False
            seen += 1
    return True if seen >= 3 else None


def differ_at(left: Expr, right: Expr, counterexample: Any) -> bool:
    """Whether the two sides differ at the counterexample."""
    with mp.workdps(40):
        leaves = {name: mp.matrix(rows) for name, rows in counterexample["values"].items()}
        sizes = counterexample["sizes"]
        a, b = truth(left, leaves, sizes, {}), truth(right, leaves, sizes, {})
        bound = max(abs(x) for x in [*a, *b])
        return max(abs(x - y) for x, y in zip(a, b, strict=True)) > bound * mp.mpf(10) ** -12


def draw(seed: int) -> tuple[Grammar, Expr]:
    rng = Random(f"fuzz {seed}")
    grammar = Grammar(rng)
    if rng.random() < 0.5:
        return grammar, grammar.scalar(4)
    return grammar, grammar.matrix(grammar.any_shape(), 4)


@pytest.mark.parametrize("block", range(5))
def test_true_rewrites(block: int) -> None:
    accepted = asked = 0
    for seed in range(block * COUNT // 5, (block + 1) * COUNT // 5):
        grammar, root = draw(seed)
        places = [e for e in postorder(root) if e.op in TRUE]
        if not places:
            continue
        new = root
        for _ in range(3):
            places = [e for e in postorder(new) if e.op in TRUE]
            target = grammar.rng.choice(places)
            new = replaced(new, target, TRUE[target.op](target))
        found = equal(root, new)
        assert found.holds is not False, (seed, root, new, found.counterexample)
        asked += 1
        accepted += bool(found.holds)
    assert accepted >= 0.85 * asked, (accepted, asked)


@pytest.mark.parametrize("block", range(5))
def test_near_misses(block: int) -> None:
    refuted = asked = 0
    for seed in range(block * COUNT // 5, (block + 1) * COUNT // 5):
        grammar, root = draw(seed)
        target = grammar.rng.choice(list(postorder(root)))
        new = replaced(root, target, grammar.rng.choice(list(near_misses(target))))
        found = equal(root, new)
        if found.holds is None:
            asked += are_equal(root, new, grammar.rng) is False
            continue
        if found.holds:
            real = are_equal(root, new, grammar.rng)
            assert real is not False, (seed, root, new, found)
        else:
            assert differ_at(root, new, found.counterexample), (seed, root, new, found)
            asked += 1
            refuted += 1
    assert refuted >= 0.85 * asked, (refuted, asked)


def test_the_table_knows_the_operations_used() -> None:
    assert all(name in TABLE for name in OTHER)
