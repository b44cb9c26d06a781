"""What is printed, read back by a careful reader who knows the shapes, means what was printed.

The reader knows nothing of the printers: its precedence, its shapes and its functions are its own.
"""

from __future__ import annotations

import math
import random
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from gradproof.core.algebra import (
    add,
    diag,
    diagonal,
    hadamard,
    inner,
    kron,
    matmul,
    power,
    scale,
    smul,
    spread,
    subtract,
    total,
    trace,
    transpose,
    vec,
)
from gradproof.core.dims import Monomial, Shape, shape, size
from gradproof.core.expr import Expr, identity, node, ones, symbol, tangent
from gradproof.exact import Undefined, evaluate
from gradproof.exact.generic import generic
from gradproof.notation.printing.latex import latex
from gradproof.notation.printing.text import text
from gradproof.ops import TABLE

SIZES = {"m": 2, "n": 3, "p": 4}
Array = np.ndarray[Any, Any]


class Untold(Exception):
    """Nothing tells a size, as in det(1 1ᵀ): the print is not wrong, only short."""


class Dim:
    """A size that may not be known yet."""

    def __init__(self, value: int | None = None) -> None:
        self.value, self.same = value, self

    def root(self) -> Dim:
        return self if self.same is self else self.same.root()

    def known(self) -> int:
        value = self.root().value
        if value is None:
            raise Untold
        return value

    def join(self, other: Dim) -> None:
        left, right = self.root(), other.root()
        if left is not right:
            assert None in (left.value, right.value) or left.value == right.value, "sizes differ"
            left.value = right.value if left.value is None else left.value
            right.same = left


@dataclass
class Read:
    """A part of what was read: its size, and its value once all sizes are known."""

    rows: Dim
    cols: Dim
    value: Callable[[], Array]
    is_one: bool = False
    is_call: bool = False

    @property
    def is_scalar(self) -> bool:
        return self.rows.root().value == 1 == self.cols.root().value


def number(value: float) -> Read:
    return Read(Dim(1), Dim(1), lambda: np.array([[value]]), is_one=value == 1)


def vector_of_ones(length: Dim) -> Read:
    return Read(length, Dim(1), lambda: np.ones((length.known(), 1)))


def broadcast(parts: list[Read], how: Callable[..., Array]) -> Read:
    rows, cols = common([one.rows for one in parts]), common([one.cols for one in parts])
    return Read(rows, cols, lambda: how(*(one.value() for one in parts)))


def common(dims: list[Dim]) -> Dim:
    """The one size that is not 1."""
    wide = [dim for dim in dims if dim.root().value != 1]
    for one in wide[1:]:
        wide[0].join(one)
    return wide[0] if wide else Dim(1)


def product(parts: list[Read]) -> Read:
    """Scalars and matrices side by side; a bare 1 among others is the vector of ones."""
    if len(parts) == 1:
        return parts[0]
    total_so_far: Read | None = None
    scalars: list[Read] = []
    for one in parts:
        one = vector_of_ones(Dim()) if one.is_one else one
        if one.is_scalar:
            scalars.append(one)
        elif total_so_far is None:
            total_so_far = one
        elif total_so_far.is_scalar:
            scalars.append(total_so_far)
            total_so_far = one
        else:
            left, right = total_so_far, one
            left.cols.join(right.rows)
            total_so_far = Read(
                left.rows, right.cols, lambda a=left, b=right: a.value() @ b.value()
            )
    for one in scalars:
        rest = total_so_far
        total_so_far = one if rest is None else broadcast([one, rest], lambda a, b: a * b)
    assert total_so_far is not None
    return total_so_far


ELEMENTWISE: dict[str, Callable[[Array], Array]] = {
    "exp": np.exp, "log": np.log, "sin": np.sin, "cos": np.cos, "tan": np.tan, "sign": np.sign,
    "tanh": np.tanh, "sinh": np.sinh, "cosh": np.cosh, "ReLU": lambda x: np.maximum(x, 0),
    "σ": lambda x: 1 / (1 + np.exp(-x)), "softplus": lambda x: np.log(1 + np.exp(x)),
    "σ'": lambda x: np.exp(-x) / (1 + np.exp(-x)) ** 2, "SiLU": lambda x: x / (1 + np.exp(-x)),
    "Φ": np.vectorize(lambda x: (1 + math.erf(x / math.sqrt(2))) / 2),
    "φ": lambda x: np.exp(-x * x / 2) / np.sqrt(2 * np.pi),
    "ψ": lambda x: generic("psi", "").value(x, 0, np, float),
    "GELU": np.vectorize(lambda x: x * (1 + math.erf(x / math.sqrt(2))) / 2),
}  # fmt: skip


def signed_sum(signs: list[float], values: tuple[Array, ...]) -> Array:
    found = signs[0] * values[0]
    for sign, value in zip(signs[1:], values[1:], strict=True):
        found = found + sign * value
    return found


def softmax(x: Array) -> Array:
    return np.exp(x) / np.exp(x).sum(axis=0 if x.shape[1] == 1 else 1, keepdims=True)


def call(name: str, parts: list[Read]) -> Read:
    one = parts[0]
    if name in ELEMENTWISE:
        return Read(one.rows, one.cols, lambda: ELEMENTWISE[name](one.value()))
    if name in ("softmax", "log softmax"):
        wrap = np.log if name.startswith("log") else np.asarray
        return Read(one.rows, one.cols, lambda: wrap(softmax(one.value())))
    if name == "max":
        return broadcast(parts, np.maximum)
    if name in ("LeakyReLU", "ELU"):
        slope = parts[1]
        assert slope.is_scalar
        low = (lambda x: x) if name == "LeakyReLU" else np.expm1
        return Read(
            one.rows, one.cols,
            lambda: np.where(one.value() > 0, one.value(), slope.value() * low(one.value())),
        )  # fmt: skip
    if name == "lse":
        column = one.cols.root().value == 1
        rows = Dim(1) if column else one.rows
        axis = 0 if column else 1
        return Read(rows, Dim(1), lambda: np.log(np.exp(one.value()).sum(axis, keepdims=True)))
    if name == "diag" and one.cols.root().value == 1:
        return Read(one.rows, one.rows, lambda: np.diag(one.value()[:, 0]))
    if name == "diag":
        one.rows.join(one.cols)
        return Read(one.rows, Dim(1), lambda: np.diag(one.value())[:, None])
    if name == "vec":
        length = Dim(one.rows.known() * one.cols.known())
        return Read(length, Dim(1), lambda: one.value().T.reshape(-1, 1))
    scalars: dict[str, Callable[[Array], Any]] = {
        "tr": np.trace, "det": np.linalg.det, "‖": np.linalg.norm,
        "norm1": lambda x: abs(x).sum(),
    }  # fmt: skip
    if name in ("tr", "det"):
        one.rows.join(one.cols)
    return Read(Dim(1), Dim(1), lambda: np.array([[scalars[name](one.value())]]))


CALLS = ("tr", "det", "vec", "diag", "max", "lse", "softmax", "LeakyReLU", "ELU")
RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁻ᵀᵈˣ", "0123456789-Tdx", strict=True))
LOWERED = {"ₘ": "m", "ₙ": "n", "ₚ": "p"}


class Reader:
    """Reads `Xᵀ(A ⊙ B)x/‖x‖` with the values of the symbols at hand."""

    def __init__(self, source: str, values: dict[str, Array]) -> None:
        self.source, self.values, self.at = source, values, 0
        heads = sorted([*ELEMENTWISE, *CALLS])
        self.heads = [head + "(" for head in sorted(heads, key=len, reverse=True)]
        self.names = sorted(values, key=len, reverse=True)

    def whole(self, rows: int, cols: int) -> Array:
        read = self.sum()
        assert self.at == len(self.source), f"left over: {self.source[self.at :]}"
        target = Read(Dim(rows), Dim(cols), lambda: np.ones((rows, cols)))
        return broadcast([read, target], lambda a, b: a * b).value()

    def taken(self, *marks: str) -> str:
        """The mark that stands here, if it is one of these; then the place is behind it."""
        for mark in marks:
            if self.source.startswith(mark, self.at):
                self.at += len(mark)
                return mark
        return ""

    def need(self, mark: str) -> None:
        assert self.taken(mark), f"no {mark} at {self.source[self.at :]}"

    def sum(self) -> Read:
        sign = -1.0 if self.taken("−") else 1.0
        terms, signs = [self.entrywise()], [sign]
        while mark := self.taken(" + ", " − "):
            signs.append(-1.0 if mark == " − " else 1.0)
            terms.append(self.entrywise())
        if len(terms) == 1 and sign == 1:
            return terms[0]
        return broadcast(terms, lambda *values: signed_sum(signs, values))

    def entrywise(self) -> Read:
        left = self.factors()
        while mark := self.taken(" ⊙ ", " ⊘ ", " ⊗ "):
            right = self.factors()
            if mark == " ⊗ ":
                rows = Dim(left.rows.known() * right.rows.known())
                cols = Dim(left.cols.known() * right.cols.known())
                left = Read(rows, cols, lambda a=left, b=right: np.kron(a.value(), b.value()))
            else:
                how = np.multiply if mark == " ⊙ " else np.divide
                left = broadcast([left, right], how)
        return left

    def factors(self) -> Read:
        parts = [self.raised()]
        while self.at < len(self.source) and not self.source.startswith(
            (" + ", " − ", " ⊙ ", " ⊘ ", " ⊗ ", ")", ",", " >", "}"), self.at
        ):
            if self.source[self.at] in "‖|" and self.source[self.at] in self.open_bars:
                break
            if self.taken("/"):
                below = self.raised()
                assert below.is_scalar
                assert not self.source.startswith((" 1", "/"), self.at)
                return broadcast([product(parts), below], np.divide)
            self.taken(" ", "·")
            parts.append(self.raised())
        return product(parts)

    open_bars = ""

    def bars(self, mark: str) -> Read:
        """What stands between two bars."""
        before, self.open_bars = self.open_bars, self.open_bars + mark
        inside = self.sum()
        self.need(mark)
        self.open_bars = before
        return inside

    def group(self) -> Read:
        before, self.open_bars = self.open_bars, ""
        inside = self.sum()
        self.need(")")
        self.open_bars = before
        return inside

    def raised(self) -> Read:
        base = self.primary()
        while self.at < len(self.source):
            script = ""
            while self.at < len(self.source) and self.source[self.at] in RAISED:
                script += RAISED[self.source[self.at]]
                self.at += 1
            if script and set(script) & {"d", "x"}:
                inside = Reader(script.replace("-", "−"), self.values)
                base = self.powered(base, inside.sum(), entrywise=False)
            elif script:
                base = self.with_script(base, script)
            elif self.taken("^"):
                braced = self.taken("{")
                entrywise = bool(self.taken("⊙"))
                if close := not braced and re.compile(r"\(\w+[+−]\w+\)").match(
                    self.source, self.at
                ):
                    self.at = close.end()
                    spaced = re.sub("[+−]", lambda m: f" {m[0]} ", close.group()[1:-1])
                    exponent = Reader(spaced, self.values).sum()
                else:
                    exponent = self.sum() if braced else self.primary()
                if braced:
                    self.need("}")
                base = self.powered(base, exponent, entrywise=entrywise)
            else:
                return base
        return base

    def powered(self, base: Read, exponent: Read, *, entrywise: bool) -> Read:
        """A power of a number, of each entry where ⊙ says so, or of the values of a function."""
        assert entrywise or base.is_scalar or base.is_call
        return Read(base.rows, base.cols, lambda: base.value() ** exponent.value()[0, 0])

    def with_script(self, base: Read, script: str) -> Read:
        if script.endswith("T"):
            base = vector_of_ones(Dim()) if base.is_one else base
            value = np.linalg.inv if script == "-T" else np.asarray
            return Read(base.cols, base.rows, lambda: value(base.value()).T)
        if base.is_scalar:
            return Read(base.rows, base.cols, lambda: base.value() ** float(script))
        if base.is_call and base.rows.root().value != base.cols.root().value:
            return self.powered(base, number(float(script)), entrywise=False)
        base.rows.join(base.cols)
        return Read(base.rows, base.cols, lambda: np.linalg.matrix_power(base.value(), int(script)))

    def primary(self) -> Read:
        if head := self.taken("log softmax(", *self.heads):
            before, self.open_bars = self.open_bars, ""
            parts = [self.sum()]
            while self.taken(", "):
                parts.append(self.sum())
            self.need(")")
            self.open_bars = before
            return replace(call(head[:-1], parts), is_call=True)
        if head := self.taken("LeakyReLU_{", "ELU_{"):
            slope = self.sum()
            self.need("}")
            return replace(call(head[:-2], [self.bracketed(), slope]), is_call=True)
        if self.taken("log det"):
            return call("log", [call("det", [self.operand()])])
        if self.taken("log|det"):
            inside = call("det", [self.operand()])
            self.need("|")
            return Read(Dim(1), Dim(1), lambda: np.log(abs(inside.value())))
        if self.taken("log "):
            return call("log", [self.primary()])
        if self.taken("1["):
            inside = self.sum()
            self.need(" > 0]")
            return Read(inside.rows, inside.cols, lambda: (inside.value() > 0) * 1.0)
        if self.taken("√"):
            root = self.primary()
            return Read(root.rows, root.cols, lambda: np.sqrt(root.value()))
        if self.taken("("):
            return self.group()
        if self.taken("‖"):
            inside = self.bars("‖")
            name = "norm1" if self.taken("₁") else "‖"
            self.taken("_F")
            return call(name, [inside])
        if self.taken("|"):
            inside = self.bars("|")
            return Read(inside.rows, inside.cols, lambda: abs(inside.value()))
        return self.leaf()

    def operand(self) -> Read:
        return self.primary() if self.taken(" ") else self.bracketed()

    def bracketed(self) -> Read:
        self.need("(")
        return self.group()

    def leaf(self) -> Read:
        if self.taken("½"):
            return number(0.5)
        if figure := re.compile(r"\d+(\.\d+)?").match(self.source, self.at):
            self.at = figure.end()
            if figure.group() in "01":
                return self.sized(int(figure.group()))
            return number(float(figure.group()))
        if name := self.taken(*self.names):
            value = self.values[name]
            return Read(Dim(value.shape[0]), Dim(value.shape[1]), lambda: value)
        if letter := self.taken(*SIZES):
            return number(float(SIZES[letter]))
        self.need("I")
        length = Dim(
            SIZES[LOWERED[self.lowered()]] if self.source[self.at :][:1] in LOWERED else None
        )
        return Read(length, length, lambda: np.eye(length.known()))

    def lowered(self) -> str:
        self.at += 1
        return self.source[self.at - 1]

    def sized(self, entry: int) -> Read:
        """The number 0 or 1, or as many of them as is written below."""
        if self.source[self.at : self.at + 1] in LOWERED:
            rows = SIZES[LOWERED[self.lowered()]]
            return Read(Dim(rows), Dim(1), lambda: np.full((rows, 1), float(entry)))
        if match := re.compile(r"_[({](\w)×(\w)[)}]").match(self.source, self.at):
            self.at = match.end()
            rows, cols = (SIZES.get(one, 1) for one in match.groups())
            return Read(Dim(rows), Dim(cols), lambda: np.full((rows, cols), float(entry)))
        return number(entry)


# LaTeX is brought to the same signs; what is in braces is a group.

_COMMANDS = {
    r"\left": "", r"\log\operatorname{softmax}": "log softmax",
    r"\right": "", r"\|": "‖", r"\odot": "⊙", r"\oslash": "⊘", r"\otimes": "⊗",
    r" \cdot ": "·", r"\log\det": "log det", r"\log|\det": "log|det", r"\log": "log",
    r"\sigma": "σ", r"\Phi": "Φ", r"\varphi": "φ", r"\psi": "ψ", r"\lambda": "λ", r"\times": "×",
    r"\mathbf{1}": "1", r"\hat{y}": "ŷ", r"h_{sig}": "h_sig",
    r"W^{(l)}": "W⁽ˡ⁾",
}  # fmt: skip
_BRACED = r"\{((?:[^{}]|\{(?:[^{}]|\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\})*\})*)\}"


def as_text(source: str) -> str:
    r"""LaTeX in the signs of Unicode text, with brackets for braces."""
    for command, sign in sorted(_COMMANDS.items(), key=lambda row: -len(row[0])):
        source = source.replace(command, sign)
    source = re.sub(r"\\operatorname\{(\w+)\}_" + _BRACED + r"\(", r"\1_{\2}(", source)
    source = re.sub(r"\\operatorname\{(\w+)\}", r"\1", source)
    source = re.sub(r"‖_F|‖_1", lambda m: "‖" if m[0] == "‖_F" else "‖₁", source)
    source = re.sub(r"([01I])_([mnp])(?!\w)", lambda m: m[1] + "ₘₙₚ"["mnp".index(m[2])], source)
    source = re.sub(r"([01])_\{(\w) × (\w)\}", r"\1_{\2×\3}", source)
    up = {sign: raised for raised, sign in RAISED.items()}
    source = re.sub(r"\^(\d|T)", lambda m: up[m[1]], source)
    source = re.sub(r"\^\{(-?\d*T?)\}", lambda m: "".join(up[c] for c in m[1]), source)
    source = source.replace("^{⊙ ", "^{⊙")
    while r"\frac" in source or r"\sqrt" in source:
        at = max(source.rfind(r"\frac"), source.rfind(r"\sqrt"))
        tail = source[at:]
        if tail.startswith(r"\frac"):
            tail = re.sub(rf"\\frac{_BRACED}{_BRACED}", r"((\1)/(\2))", tail, count=1)
        else:
            tail = re.sub(rf"\\sqrt{_BRACED}", r"√(\1)", tail, count=1)
        assert tail != source[at:], source
        source = source[:at] + tail
    source = re.sub(r"\\(\w+)", r"\1", source)
    return source.replace(" - ", " − ").replace("-", "−")


# Expressions at random

LETTERS = {letter: size(letter) for letter in SIZES}
NAMES: list[tuple[str, str, str]] = [
    ("A", "A", "A"), ("W_l", "W^{(l)}", "W⁽ˡ⁾"), ("h_sig", "h_{sig}", "h_sig"),
    ("y_hat", r"\hat{y}", "ŷ"), ("d", "d", "d"), ("sigma", r"\sigma", "σ"), ("x", "x", "x"),
]  # fmt: skip
ROWWISE = ("softmax", "log_softmax")
UNARY = [row.name for row in TABLE if row.elementwise and row.name != "power"]


class Writer:
    """Random typed expressions over a few symbols of each shape."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.symbols: dict[str, Expr] = {}
        names = NAMES[:]
        self.random.shuffle(names)
        self.free = names

    def leaf(self, target: Shape) -> Expr:
        rng = self.random
        known = [one for one in self.symbols.values() if one.shape == target]
        if known and (rng.random() < 0.6 or not self.free):
            return rng.choice(known)
        if rng.random() < 0.1:
            return ones(*target)
        if target.is_square and rng.random() < 0.2:
            return identity(target.rows)
        name, source, shown = self.free.pop() if self.free else (f"b{len(self.symbols)}",) * 3
        made = symbol(name, target, source, shown)
        self.symbols[shown] = made
        return tangent(made) if rng.random() < 0.1 else made

    def size(self) -> Monomial:
        return self.random.choice([*LETTERS.values()])

    def make(self, target: Shape, depth: int) -> Expr:
        rng = self.random
        if depth <= 0:
            return self.leaf(target)
        below = depth - 1 - (rng.random() < 0.3)
        choices: list[Callable[[], Expr]] = [
            lambda: add(*(self.make(target, below) for _ in range(rng.choice((2, 2, 3))))),
            lambda: subtract(self.make(target, below), self.make(target, below)),
            lambda: scale(self.constant(), self.make(target, below)),
            lambda: smul(self.make(shape(1, 1), below), self.make(target, below)),
            lambda: hadamard(self.make(target, below), self.make(target, below)),
            lambda: power(self.make(target, below), self.exponent()),
            lambda: transpose(self.make(target.transposed, below)),
            lambda: self.chain(target, below),
            lambda: self.chain(target, below),
            lambda: spread(self.thin(target, below), target),
            lambda: self.row(target, rng.choice(UNARY), below),
            lambda: self.leaf(target),
        ]
        if target.is_scalar:
            choices += [self.scalar(below)] * 6
        elif not target.is_row:
            choices.append(lambda: self.row(target, rng.choice(ROWWISE), below))
        if target.is_square:
            choices += [lambda: self.row(target, "inverse", below)] * 3
            choices.append(lambda: diag(self.make(shape(target.rows), below)))
        if target.is_column:
            square = Shape(target.rows, target.rows)
            choices.append(lambda: diagonal(self.make(square, below)))
        if rng.random() < 0.05:
            return kron(self.make(target, below), self.make(shape(1), 0))
        return rng.choice(choices)()

    def row(self, target: Shape, name: str, below: int) -> Expr:
        return node(name, (self.make(target, below),), TABLE[name].data, target)

    def call(self, target: Shape, name: str, below: int, *shapes: Shape) -> Expr:
        return node(name, tuple(self.make(one, below) for one in shapes), None, target)

    def constant(self) -> Monomial:
        rng = self.random
        number = Fraction(rng.choice((-3, -2, -1, 1, 2)), rng.choice((1, 1, 2, 3, 10)))
        return size(number) * self.size() ** rng.choice((0, 0, 1, -1))

    def exponent(self) -> Fraction:
        return self.random.choice(
            [Fraction(2), Fraction(3), Fraction(-1), Fraction(-2), Fraction(1, 2)]
        )

    def thin(self, target: Shape, below: int) -> Expr:
        rows, cols = target
        return self.make(
            self.random.choice([shape(1), Shape(rows, size(1)), Shape(size(1), cols)]), below
        )

    def chain(self, target: Shape, below: int) -> Expr:
        inside = [
            self.random.choice([*LETTERS.values(), size(1)])
            for _ in range(self.random.choice((1, 2)))
        ]
        ends = [target.rows, *inside, target.cols]
        parts = [self.make(Shape(a, b), below) for a, b in pairwise(ends)]
        if target.is_square and self.random.random() < 0.4:
            one = self.make(target, 0)
            return matmul(*[one] * self.random.choice((2, 3)), self.make(target, below))
        return matmul(*parts)

    def scalar(self, below: int) -> Callable[[], Expr]:
        rng = self.random
        any_shape = Shape(self.size(), rng.choice([size(1), self.size()]))
        one = shape(1)
        square = Shape(any_shape.rows, any_shape.rows)
        names = ("norm", "squared_norm", "norm1")
        return rng.choice([
            lambda: trace(self.make(square, below)),
            lambda: inner(self.make(any_shape, below), self.make(any_shape, below)),
            lambda: total(self.make(any_shape, below)),
            lambda: self.call(one, rng.choice(names), below, any_shape),
            lambda: self.call(one, rng.choice(("det", "logdet", "logabsdet")), below, square),
            lambda: self.call(one, "lse", below, shape(self.size())),
            lambda: total(self.call(any_shape, "maximum", below, any_shape, any_shape)),
            lambda: total(self.call(any_shape, "leaky_relu", below, any_shape, one)),
            lambda: self.call(one, "scalar_power", below, one, one),
            lambda: total(vec(self.make(any_shape, below))),
        ])  # fmt: skip


def written(seed: int) -> tuple[Expr, dict[str, Expr]]:
    writer = Writer(seed)
    rows, cols = (writer.random.choice([*LETTERS.values(), size(1)]) for _ in range(2))
    return writer.make(Shape(rows, cols), writer.random.choice((1, 2, 3, 3, 4))), writer.symbols


UNTOLD = "a size that nothing tells"


def mismatch(
    seed: int, notation: Callable[[Expr], str], source: Callable[[str], str]
) -> str | None:
    """What is wrong with the print of this expression; empty if nothing, None without a value."""
    expr, symbols = written(seed)
    rng = np.random.default_rng(seed)

    def value(one: Expr) -> Array:
        return rng.uniform(0.2, 1.4, [int(side.value(SIZES)) for side in one.shape])

    values = {name: value(one) for name, one in symbols.items()}
    moved = {"d" + name: value(one) for name, one in symbols.items()}
    by_name = {one.symbol.name: values[name].tolist() for name, one in symbols.items()}
    tangents = {one.symbol.name: moved["d" + name].tolist() for name, one in symbols.items()}
    try:
        expected = np.array(evaluate(expr, by_name, SIZES, tangents=tangents))
    except (Undefined, OverflowError, ZeroDivisionError, ValueError):
        return None
    if not np.isfinite(expected).all() or abs(expected).max() > 1e8:
        return None
    shown = notation(expr)
    try:
        with np.errstate(all="ignore"):
            found = Reader(source(shown), values | moved).whole(*expected.shape)
    except AssertionError as error:
        return f"{seed}: {shown}  ({source(shown)}): {error}"
    except Untold:
        return UNTOLD
    if np.isfinite(found).all() and np.allclose(found, expected, rtol=1e-5, atol=1e-7):
        return ""
    return f"{seed}: {shown}: {expr!r}"


@pytest.mark.parametrize("notation", ["text", "latex"])
def test_print_means_the_expression(notation: str):
    how = {"text": (text, lambda shown: shown), "latex": (latex, as_text)}[notation]
    results = [mismatch(seed, *how) for seed in range(1500)]
    assert [one for one in results if one and one != UNTOLD] == []
    assert results.count("") > 1200
    assert results.count(UNTOLD) < 8
