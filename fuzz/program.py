"""Programs: typed terms of named forms, built as expressions of the engine and valued in NumPy."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from fuzz import arrays
from fuzz.arrays import Array, Sizes, Watch, lengths
from gradproof.core import algebra
from gradproof.core.dims import ONE, SCALAR, Monomial, Shape
from gradproof.core.expr import UNIT, Expr, constant, identity, ones, symbol, zeros
from gradproof.core.facts import Equation, Property
from gradproof.core.model import Model
from gradproof.core.operation import TABLE
from gradproof.ops import linear


@dataclass(frozen=True, eq=False)
class Term:
    """A form with its operands; `data` is an exponent, a coefficient or a name."""

    form: str
    args: tuple[Term, ...]
    shape: Shape
    data: Any = None

    def walk(self) -> Iterator[Term]:
        """Every distinct term below, operands first."""
        seen: set[Term] = set()
        stack: list[tuple[Term, bool]] = [(self, False)]
        while stack:
            one, ready = stack.pop()
            if ready:
                yield one
            elif one not in seen:
                seen.add(one)
                stack.append((one, True))
                stack += [(arg, False) for arg in reversed(one.args)]

    @property
    def operations(self) -> int:
        """The number of distinct terms that are not leaves."""
        return sum(bool(one.args) for one in self.walk())


@dataclass(frozen=True)
class Form:
    """How a term is built by the engine, what it is worth, and how it is typed."""

    build: Callable[..., Expr]
    value: Callable[..., Array]
    code: str


@dataclass(frozen=True)
class Leaf:
    """A symbol of a program: its shape and what is given of it."""

    shape: Shape
    facts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Program:
    """Definitions in order, the last of them the objective."""

    definitions: tuple[tuple[str, Term], ...]
    leaves: Mapping[str, Leaf]
    sizes: Sizes
    data: frozenset[str] = frozenset()
    wrt: tuple[str, ...] | None = None

    @property
    def goal(self) -> str:
        """The name of the objective."""
        return self.definitions[-1][0]

    @property
    def operations(self) -> int:
        """The number of distinct terms that are not leaves, over all definitions."""
        seen: set[Term] = set()
        for _, term in self.definitions:
            seen.update(one for one in term.walk() if one.args)
        return len(seen)

    @property
    def forms(self) -> set[str]:
        """The forms in use."""
        return {one.form for _, term in self.definitions for one in term.walk()}

    def used(self) -> set[str]:
        """The names that occur in the definitions."""
        terms = (one for _, term in self.definitions for one in term.walk())
        return {one.data for one in terms if one.form == "symbol"}

    def pruned(self) -> Program:
        """Without the definitions that the objective does not rest on."""
        kept: list[tuple[str, Term]] = []
        wanted = {self.goal}
        for name, term in reversed(self.definitions):
            if name in wanted:
                kept.insert(0, (name, term))
                wanted |= {one.data for one in term.walk() if one.form == "symbol"}
        left = replace(self, definitions=tuple(kept))
        if left.wrt is not None and left.wrt != ("all",):
            used = left.used()
            left = replace(left, wrt=tuple(name for name in left.wrt if name in used) or None)
        return left


@dataclass
class Built:
    """A program as a model of the engine."""

    model: Model
    symbols: dict[str, Expr] = field(default_factory=dict)


def built(program: Program) -> Built:
    """The model; raises what the constructors raise."""
    made = Built(Model(data=set(program.data)))
    used = program.used()
    for name, leaf in program.leaves.items():
        if name in used:
            one = made.symbols[name] = symbol(name, leaf.shape)
            made.model.declare(one)
            made.model.facts += [_fact(given, one) for given in leaf.facts]
    done: dict[Term, Expr] = {}
    for name, root in program.definitions:
        for term in root.walk():
            if term not in done:
                done[term] = _build(term, [done[arg] for arg in term.args], made.symbols)
        made.symbols[name] = symbol(name, done[root].shape)
        made.model.define(made.symbols[name], done[root])
    return made


def _build(term: Term, args: list[Expr], symbols: Mapping[str, Expr]) -> Expr:
    if term.form == "symbol":
        return symbols[term.data]
    made = FORMS[term.form].build(term, *args)
    if made.shape != term.shape:
        raise AssertionError(f"{term.form} has the shape {made.shape}, not {term.shape}")
    return made


def _fact(given: str, one: Expr) -> Equation | Property:
    if given != "sums_to_one":
        return Property(given, one)
    if one.shape.cols is ONE:
        return Equation(algebra.total(one), UNIT)
    return Equation(algebra.row_sums(one), ones(one.shape.rows, ONE))


def valued(
    program: Program, env: Mapping[str, Array], watch: Watch | None = None
) -> dict[str, Array]:
    """The values of all symbols; a name in `env` keeps the value it has there."""
    values = dict(env)
    done: dict[Term, Array] = {}
    for name, root in program.definitions:
        if name in values:
            continue
        for term in root.walk():
            if term not in done:
                done[term] = _value(term, [done[a] for a in term.args], values, program, watch)
        values[name] = done[root]
    return values


def _value(
    term: Term,
    args: list[Array],
    values: Mapping[str, Array],
    program: Program,
    watch: Watch | None,
) -> Array:
    if term.form == "symbol":
        return values[term.data]
    if watch is not None:
        watch.see(term.form, *args)
        if term.form in ("reciprocal", "divide"):
            watch.steady(args[-1], False)
        if term.form == "power" and (term.data < 0 or term.data.denominator != 1):
            watch.steady(args[0], False)
    made = FORMS[term.form].value(term, program.sizes, *args)
    if made.shape[1:] != lengths(term.shape, program.sizes):
        raise AssertionError(f"fuzz: {term.form} is {made.shape[1:]}, not {term.shape}")
    return made


def _size(value: Monomial) -> str:
    pieces = [f"size({name!r})" + (f"**{k}" if k != 1 else "") for name, k in value.factors]
    if value.coefficient != 1 or not pieces:
        c = value.coefficient
        number = c.numerator if c.denominator == 1 else f"Fraction({c.numerator}, {c.denominator})"
        pieces.insert(0, f"size({number})")
    return " * ".join(pieces)


def _shape(value: Shape) -> str:
    return f"Shape({_size(value.rows)}, {_size(value.cols)})"


def code(program: Program) -> str:
    """The program as Python statements that end in a model."""
    lines = ["model = Model()"]
    used = program.used()
    for name, leaf in program.leaves.items():
        if name in used:
            lines.append(f'{name} = model.declare(symbol("{name}", {_shape(leaf.shape)}))')
            lines += [f"# given: {name} {given}" for given in leaf.facts]
    if program.data & used:
        lines.append(f"model.data |= {sorted(program.data & used)}")
    written: dict[Term, str] = {}
    for name, root in program.definitions:
        for term in root.walk():
            if term.form == "symbol":
                written[term] = term.data
            elif term not in written:
                args = [written[arg] for arg in term.args]
                data = _size(term.data) if isinstance(term.data, Monomial) else repr(term.data)
                written[term] = FORMS[term.form].code.format(
                    *args, all=", ".join(args), data=data, shape=_shape(term.shape),
                    rows=_size(term.shape.rows), cols=_size(term.shape.cols),
                )  # fmt: skip
        shape = f"Shape({_size(root.shape.rows)}, {_size(root.shape.cols)})"
        lines.append(f'{name} = model.define(symbol("{name}", {shape}), {written[root]})')
    lines.append(f"derive(model, {program.goal!r}, {list(program.wrt) if program.wrt else None})")
    return "\n".join(lines)


def _plain(name: str, value: Callable[..., Array], arity: int = 0) -> Form:
    """A constructor of `algebra` that takes operands alone."""
    constructor = getattr(algebra, name)
    slots = ", ".join(f"{{{i}}}" for i in range(arity)) or "{all}"
    return Form(lambda t, *a: constructor(*a), lambda t, z, *a: value(*a), f"{name}({slots})")


def _chained(args: Iterable[Array], join: Callable[[Array, Array], Array]) -> Array:
    first, *rest = args
    for one in rest:
        first = join(first, one)
    return first


def _number(value: Monomial, sizes: Sizes) -> float:
    return float(value.value(sizes))


def _entries(x: Array) -> int:
    return x.shape[-1] * x.shape[-2]


FORMS: dict[str, Form] = {
    "constant": Form(
        lambda t: constant(t.data),
        lambda t, z: np.full((1, 1, 1), _number(t.data, z)),
        "constant({data})",
    ),
    "ones": Form(
        lambda t: ones(*t.shape), lambda t, z: np.ones((1, *lengths(t.shape, z))), "ones(*{shape})"
    ),
    "zeros": Form(
        lambda t: zeros(t.shape), lambda t, z: np.zeros((1, *lengths(t.shape, z))), "zeros({shape})"
    ),
    "identity": Form(
        lambda t: identity(t.shape.rows),
        lambda t, z: np.eye(lengths(t.shape, z)[0])[None],
        "identity({rows})",
    ),
    "add": _plain("add", lambda *a: _chained(a, np.add)),
    "subtract": _plain("subtract", np.subtract),
    "negative": _plain("negative", np.negative),
    "scale": Form(
        lambda t, a: algebra.scale(t.data, a),
        lambda t, z, a: _number(t.data, z) * a,
        "scale({data}, {0})",
    ),
    "smul": _plain("smul", np.multiply),
    "matmul": _plain("matmul", lambda *a: _chained(a, np.matmul)),
    "hadamard": _plain("hadamard", lambda *a: _chained(a, np.multiply)),
    "reciprocal": _plain("reciprocal", np.reciprocal),
    "divide": Form(
        lambda t, a, b: algebra.hadamard(a, algebra.reciprocal(b)),
        lambda t, z, a, b: a / b,
        "hadamard({0}, reciprocal({1}))",
    ),
    "power": Form(
        lambda t, a: algebra.power(a, t.data),
        lambda t, z, a: arrays.power(a, t.data),
        "power({0}, {data})",
    ),
    "transpose": _plain("transpose", arrays.turned),
    "trace": _plain("trace", arrays.traced),
    "inner": _plain("inner", lambda a, b: arrays.summed(a * b)),
    "total": _plain("total", arrays.summed),
    "mean": Form(
        lambda t, a: algebra.scale((a.shape.rows * a.shape.cols) ** -1, algebra.total(a)),
        lambda t, z, a: arrays.summed(a) / _entries(a),
        "mean({0})",
    ),
    "row_sums": _plain("row_sums", lambda a: a.sum(axis=-1, keepdims=True)),
    "column_sums": _plain("column_sums", lambda a: a.sum(axis=-2, keepdims=True)),
    "diag": _plain("diag", arrays.diagonal_matrix),
    "diagonal": _plain("diagonal", arrays.diagonal_column),
    "kron": _plain("kron", arrays.kron),
    "vec": _plain("vec", arrays.vec),
    "unvec": Form(
        lambda t, a: algebra.unvec(a, t.shape),
        lambda t, z, a: arrays.unvec(a, *lengths(t.shape, z)),
        "unvec({0}, {shape})",
    ),
    "block_inner": Form(
        lambda t, a, b: linear.block_inner(a, b, t.shape),
        lambda t, z, a, b: arrays.block_inner(a, b, *lengths(t.shape, z)),
        "block_inner({0}, {1}, {shape})",
    ),
    "block_sum": Form(
        lambda t, a, b: linear.block_sum(a, b, t.shape),
        lambda t, z, a, b: arrays.block_sum(a, b),
        "block_sum({0}, {1}, {shape})",
    ),
    "spread": Form(
        lambda t, a: algebra.spread(a, t.shape),
        lambda t, z, a: a + np.zeros((1, *lengths(t.shape, z))),
        "spread({0}, {shape})",
    ),
}
CONSTRUCTED = frozenset(FORMS) | {"symbol"}


def _row(name: str) -> Form:
    return Form(
        lambda t, *a: TABLE[name](*a),
        lambda t, z, *a: arrays.ROWS[name](*a),
        f'TABLE["{name}"]({{all}})',
    )


FORMS.update({row.name: _row(row.name) for row in TABLE if row.name not in CONSTRUCTED})

HEADER = """\
from fractions import Fraction
from gradproof.api import derive
from gradproof.core.algebra import *
from gradproof.core.dims import Shape, size
from gradproof.core.expr import constant, identity, ones, symbol, zeros
from gradproof.core.model import Model
from gradproof.core.operation import TABLE
from gradproof.ops.linear import block_inner, block_sum


def mean(a):
    return scale((a.shape.rows * a.shape.cols) ** -1, total(a))

"""

__all__ = [
    "CONSTRUCTED", "FORMS", "HEADER", "SCALAR", "Built", "Form", "Leaf", "Program", "Term", "built",
    "code", "valued",
]  # fmt: skip
