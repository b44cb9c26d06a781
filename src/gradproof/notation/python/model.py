"""Symbols, definitions and facts in Python, and the model that a formula rests on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TypedDict, Unpack, overload

from gradproof.core import model as core
from gradproof.core.algebra import row_sums, spread, subtract, total, transpose
from gradproof.core.dims import ONE, Shape
from gradproof.core.dims import shape as shape_of
from gradproof.core.errors import ModelError, ShapeError
from gradproof.core.expr import UNIT, Expr, ones, zeros
from gradproof.core.facts import Equation, Fact, Property
from gradproof.core.phrase import Phrase
from gradproof.core.unknown import unknown_names
from gradproof.notation.printing.symbols import identifier, make_symbol
from gradproof.notation.python.context import (
    Context,
    Declared,
    Defined,
    facts,
    insist_on_a_name,
    merged,
    of_symbol,
    origins,
)
from gradproof.notation.python.formula import Formula, Operand, SymbolicError, as_formula
from gradproof.notation.python.sizes import Size, parse_size
from gradproof.notation.settings import SETTINGS, stem


class Properties(TypedDict, total=False):
    """What may be given of a symbol."""

    symmetric: bool
    invertible: bool
    positive: bool
    positive_definite: bool
    orthogonal: bool
    diagonal: bool
    nonzero: bool
    stochastic: bool


_SQUARE = {"symmetric", "invertible", "positive_definite", "diagonal"}


class Given:
    """Facts to reason with, and what their symbols stand for; made by `equation` and `fact`."""

    __slots__ = ("context",)

    def __init__(self, context: Context) -> None:
        self.context = context

    def __repr__(self) -> str:
        shown = [_written(one) for one in self.context.facts]
        return f"given {', '.join(shown)}"


def _written(one: Fact) -> str:
    if isinstance(one, Equation):
        return f"{Formula(one.left)} = {Formula(one.right)}"
    return f"{one.subject.symbol.text} {one.name.replace('_', ' ')}"


# Symbols


def matrix(
    name: str, rows: Size, cols: Size, *, data: bool = False, **given: Unpack[Properties]
) -> Formula:
    r"""A rows × cols matrix of this name, which may be LaTeX: `W_1`, `\hat{Y}`, `Σ`.

    data: an input or target, by which nothing is differentiated unless it is asked for.
    given: symmetric, invertible, positive (each entry), positive_definite, orthogonal, diagonal,
        nonzero (each entry), stochastic (the entries of each row, or of a vector, add up to 1).

    >>> matrix(r"\hat{Y}", "m", "k")
    Ŷ: m×k
    """
    return _declared(name, shape_of(parse_size(rows), parse_size(cols)), data, given)


def vector(name: str, rows: Size, *, data: bool = False, **given: Unpack[Properties]) -> Formula:
    """A column vector, n×1; for `data` and `given` see `matrix`."""
    return _declared(name, shape_of(parse_size(rows)), data, given)


def row(name: str, cols: Size, *, data: bool = False, **given: Unpack[Properties]) -> Formula:
    """A row, 1×n, such as a bias for a matrix of samples; see `matrix`."""
    return _declared(name, shape_of(1, parse_size(cols)), data, given)


def scalar(name: str, *, data: bool = False, **given: Unpack[Properties]) -> Formula:
    """A number; see `matrix`."""
    return _declared(name, shape_of(1), data, given)


_SCRIPT = re.compile(r"\\[A-Za-z]+\s*|\{[^{}]*\}")
_TWO_NAMES = re.compile(r"\w\s+\w")


def _declared(name: str, shape: Shape, data: bool, given: Properties) -> Formula:
    insist_on_a_name(name)
    if _TWO_NAMES.search(_SCRIPT.sub("", name)):
        raise ModelError(
            Phrase("“{0}” is more than one name", name), hint="Declare them one by one."
        )
    leaf = make_symbol(name, shape)
    return Formula(leaf, of_symbol(Declared(leaf, data, _facts(leaf, given))))


def _facts(subject: Expr, given: Properties) -> tuple[Fact, ...]:
    found: list[Fact] = []
    for name, holds in given.items():
        if name not in Properties.__annotations__:
            known = ", ".join(Properties.__annotations__)
            raise ModelError(Phrase("{0} is not a property; there are {1}", name, known))
        if not holds:
            continue
        if name in _SQUARE and subject.shape.rows is not subject.shape.cols:
            said = Phrase("{0} is {1}, not square", subject.symbol.text, subject.shape)
            raise ShapeError(Phrase("{0}: it cannot be {1}", said, Phrase(name.replace("_", " "))))
        if name == "stochastic":
            flat = subject.shape.rows is ONE or subject.shape.cols is ONE
            left = total(subject) if flat else row_sums(subject)
            found.append(Equation(left, UNIT if flat else ones(*left.shape)))
        else:
            found.append(Property(name, subject))
    return tuple(found)


def define(name: str, value: Operand) -> Formula:
    """A name for an intermediate result, by which derivations will call it.

    Errors:  ModelError if the value itself uses this name.
    >>> X, w = matrix("X", "m", "n", data=True), vector("w", "n")
    >>> define("z", X @ w)
    z: m×1 = Xw
    """
    insist_on_a_name(name)
    inside = as_formula(value)
    left = make_symbol(name, inside.shape)
    if left.symbol.name in inside.context.names:
        shown = left.symbol.text
        raise ModelError(
            Phrase("{0} is defined by way of itself; give the new value a new name", shown)
        )
    return Formula(left, of_symbol(Defined(left, inside.expr, inside.context)))


# Facts


def equation(left: Operand, right: Operand) -> Given:
    """The fact that both sides are equal, such as `equation(y.sum(), 1)`.

    A scalar on one side is meant for each entry of the other.

    Errors:  ShapeError if the sides differ in shape otherwise.
    >>> equation(vector("y", "k").sum(), 1)
    given 1ᵀy = 1
    """
    a, b = as_formula(left), as_formula(right)
    context = merged(a.context, b.context)
    first, second = a.expr, b.expr
    if first.shape != second.shape:
        if first.shape.is_scalar:
            first = spread(first, second.shape)
        elif second.shape.is_scalar:
            second = spread(second, first.shape)
        else:
            shapes = Phrase("{0} and {1}", first.shape, second.shape)
            raise ShapeError(Phrase("{0} = {1}: the sides have the shapes {2}", a, b, shapes))
    if first is second:
        raise ModelError(Phrase("{0} = {1} says nothing: the sides are the same", a, b))
    return Given(Context(context.names, (_fact(first, second),)))


def _fact(left: Expr, right: Expr) -> Fact:
    """The equation, its left side not a bare symbol: that would be a definition."""
    for one, other in ((left, right), (right, left)):
        if one.op == "symbol" and other is transpose(one):
            return Property("symmetric", one)
    if left.op != "symbol":
        return Equation(left, right)
    if right.op != "symbol":
        return Equation(right, left)
    return Equation(subtract(left, right), zeros(left.shape))


def fact(subject: Formula, **given: Unpack[Properties]) -> Given:
    """Properties of a symbol that has been made before: `fact(C, symmetric=True)`.

    Errors:  ModelError for an expression without a name.
    """
    if subject.expr.op != "symbol":
        raise ModelError(
            Phrase("{0} has no name; give it one with define, and facts then", subject)
        )
    return Given(Context(subject.context.names, _facts(subject.expr, given)))


def assuming(formula: Operand, *given: Given) -> Formula:
    """The same formula, resting on these facts.

    >>> z, y = vector("z", "k"), vector("y", "k", data=True)
    >>> model_of(assuming(y.T @ z, equation(y.sum(), 1))).facts
    [Equation(left=matmul(ones, y), right=constant(1))]
    """
    inside = as_formula(formula)
    return Formula(inside.expr, merged(inside.context, *(_given(one) for one in given)))


def _given(one: object) -> Context:
    if not isinstance(one, Given):
        raise SymbolicError(
            Phrase(
                "a fact is made by equation(a, b) or fact(A, symmetric=True), "
                "not {0!r}; == compares formulas as they are written",
                one,
            )
        )
    return one.context


# Models


class Model(core.Model):
    """A model written in Python: collected from formulas, or built one call after the other.

    >>> model = Model()
    >>> A, x = model.matrix("A", "n", "n", data=True, symmetric=True), model.vector("x", "n")
    >>> f = model.define("f", x.T @ A @ x)
    >>> model.parameters(), model.objective
    ([x], f)
    """

    __slots__ = ()

    def include(self, *formulas: Operand) -> None:
        """Add what the formulas rest on: symbols, definitions and facts.

        Errors:  ModelError if a name means something else already.
        """
        self._take(merged(*(as_formula(formula).context for formula in formulas)))

    def assume(self, *given: Given) -> None:
        """Add facts, and what they rest on."""
        self._take(merged(*(_given(one) for one in given)))

    def matrix(
        self, name: str, rows: Size, cols: Size, *, data: bool = False, **given: Unpack[Properties]
    ) -> Formula:
        """Declare a matrix; see `gradproof.matrix`."""
        return self._taken(matrix(name, rows, cols, data=data, **given))

    def vector(
        self, name: str, rows: Size, *, data: bool = False, **given: Unpack[Properties]
    ) -> Formula:
        """Declare a column vector."""
        return self._taken(vector(name, rows, data=data, **given))

    def row(
        self, name: str, cols: Size, *, data: bool = False, **given: Unpack[Properties]
    ) -> Formula:
        """Declare a row."""
        return self._taken(row(name, cols, data=data, **given))

    def scalar(self, name: str, *, data: bool = False, **given: Unpack[Properties]) -> Formula:
        """Declare a number."""
        return self._taken(scalar(name, data=data, **given))

    @overload
    def declare(self, leaf: Expr) -> Expr: ...
    @overload
    def declare(self, leaf: Formula) -> Formula: ...
    def declare(self, leaf: Expr | Formula) -> Expr | Formula:
        """Add a symbol that was made outside the model."""
        if isinstance(leaf, Formula):
            return self._taken(leaf)
        return super().declare(leaf)

    @overload
    def define(self, left: Expr, right: Expr) -> Expr: ...
    @overload
    def define(self, left: str, right: Operand) -> Formula: ...
    def define(self, left: Expr | str, right: Expr | Operand) -> Expr | Formula:
        """Give a value a name; see `gradproof.define`."""
        if isinstance(left, Expr) and isinstance(right, Expr):
            return super().define(left, right)
        if isinstance(left, str) and not isinstance(right, Expr):
            return self._taken(define(left, right))
        raise SymbolicError("define takes a name and a formula")

    def _taken(self, formula: Formula) -> Formula:
        self._take(formula.context)
        return formula

    def _take(self, context: Context) -> None:
        for origin in origins(context):
            symbol = origin.symbol
            name, known = symbol.symbol.name, False
            if isinstance(origin, Defined):
                known = self.definitions.get(name) == (symbol, origin.value)
            elif self.declared.get(name) is symbol:
                known = (name in self.data) is origin.data
            if known:
                continue
            if name in self.declared or name in self.definitions:
                raise ModelError(
                    Phrase("{0} means something else in this model already", symbol.symbol.text)
                )
            if isinstance(origin, Defined):
                super().define(symbol, origin.value)
            else:
                super().declare(symbol)
                if origin.data:
                    self.data.add(name)
                    if symbol.shape.is_scalar and stem(name) in SETTINGS:
                        self.constants.add(name)
        self.facts.extend(one for one in facts(context) if one not in self.facts)


def model_of(*formulas: Operand, given: Iterable[Given] = ()) -> Model:
    """The model with all that the formulas rest on, in the order in which it was written.

    A formula without a name is not in it; see `named`.  given: further facts.

    Errors:  ModelError if a name means two things.
    >>> X, w = matrix("X", "m", "n", data=True), vector("w", "n")
    >>> model = model_of(define("f", (X @ w).sum()))
    >>> model.declared, model.definitions, model.data
    ({'X': X, 'w': w}, {'f': (f, matmul(ones, X, w))}, {'X'})
    """
    found = Model()
    found.include(*formulas)
    found.assume(*given)
    return found


def named(formula: Operand, name: str = "") -> Formula:
    """The formula itself if it is a symbol, else a definition of it, as f, or f_1, … if f is taken;
    of a matrix as F.

    >>> named(vector("f", "n").sum())
    f₁: scalar = 1ᵀf
    """
    inside = as_formula(formula)
    if inside.expr.op == "symbol":
        return inside
    below = origins(inside.context)
    values = [one.value for one in below if isinstance(one, Defined)]
    taken = {one.symbol.symbol.name for one in below} | unknown_names(inside.expr, *values)
    thin = inside.shape.is_scalar or inside.shape.is_column or inside.shape.is_row
    base = name or ("f" if thin else "F")
    chosen, tries = base, 0
    while identifier(chosen) in taken:
        tries += 1
        chosen = f"{base}_{tries}"
    return define(chosen, inside)
