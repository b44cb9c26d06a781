"""Formulas: expressions with Python's operators, which remember what their symbols stand for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from numbers import Rational, Real
from typing import Any, ClassVar, NoReturn

from gradproof.core.algebra import column_sums, diagonal, row_sums, scale, total, trace, transpose
from gradproof.core.dims import ONE, Monomial, Shape
from gradproof.core.errors import GradproofError, LimitError, ModelError, ShapeError
from gradproof.core.expr import Expr
from gradproof.core.phrase import Phrase
from gradproof.notation.broadcasting import (
    applied,
    brief,
    larger,
    minus,
    number,
    over,
    plus,
    product,
    times,
    to_the,
)
from gradproof.notation.printing.latex import latex
from gradproof.notation.printing.text import text
from gradproof.notation.python.context import EMPTY, Context, Defined, agree, merged
from gradproof.ops import TABLE

Axis = int | tuple[int, int] | None


class SymbolicError(GradproofError, TypeError):
    """Something that numbers can do and symbols cannot."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Formula:
    """An expression in Python: `H - Y`, `A @ x`, `X.T`, `np.tanh(Z)`.

    Immutable. A column vector is n×1 and a row 1×n, as in the notes; entries that `*`, `/`, `**`,
    `+` and `-` combine are matched as NumPy matches those of two-dimensional arrays.

    expr: the expression.  context: what its symbols stand for.
    """

    expr: Expr
    context: Context = EMPTY

    # What it is

    @property
    def shape(self) -> Shape:
        """rows × columns; `X.shape[0]` is a size, with which one may divide."""
        return self.expr.shape

    @property
    def size(self) -> Monomial:
        """The number of entries."""
        return self.expr.shape.rows * self.expr.shape.cols

    @property
    def name(self) -> str:
        """The name, if it is a symbol: what `wrt` and results are called by.

        Errors:  ModelError for an expression without a name.
        """
        if self.expr.op != "symbol":
            raise ModelError(Phrase("{0} has no name; give it one with define", brief(self.expr)))
        return self.expr.symbol.name

    @property
    def definition(self) -> Formula | None:
        """The formula that `define` gave this name to, or None."""
        origin = self.context.names.get(self.name) if self.expr.op == "symbol" else None
        return Formula(origin.value, origin.context) if isinstance(origin, Defined) else None

    @property
    def text(self) -> str:
        """In Unicode: `2 Xᵀ(H − Y)`."""
        return text(self.expr)

    @property
    def latex(self) -> str:
        """In LaTeX, without dollars."""
        return latex(self.expr)

    def __str__(self) -> str:
        return _shown(self.expr)

    def __repr__(self) -> str:
        inside = self.definition
        value = f" = {_shown(inside.expr)}" if inside is not None else ""
        return f"{_shown(self.expr)}: {self.shape}{value}"

    def _repr_latex_(self) -> str:
        inside = self.definition
        try:
            value = f" = {inside.latex}" if inside is not None else ""
            return f"$\\displaystyle {self.latex}{value}$"
        except LimitError:
            return f"$\\text{{{_shown(self.expr)}}}$"

    def __eq__(self, other: object) -> bool:
        """Whether they are written alike, symbol for symbol; for a fact, use `equation`."""
        if not isinstance(other, Formula):
            return NotImplemented
        names, others = self.context.names, other.context.names
        return self.expr is other.expr and all(
            agree(origin, others[name]) for name, origin in names.items() if name in others
        )

    def __hash__(self) -> int:
        return hash(self.expr)

    def __copy__(self) -> Formula:
        return self

    def __deepcopy__(self, memo: object) -> Formula:
        return self

    # Operators

    def __add__(self, other: object) -> Formula:
        return _operated(plus, self, other)

    def __radd__(self, other: object) -> Formula:
        return _operated(plus, other, self)

    def __sub__(self, other: object) -> Formula:
        return _operated(minus, self, other)

    def __rsub__(self, other: object) -> Formula:
        return _operated(minus, other, self)

    def __mul__(self, other: object) -> Formula:
        return _operated(times, self, other)

    def __rmul__(self, other: object) -> Formula:
        return _operated(times, other, self)

    def __truediv__(self, other: object) -> Formula:
        return _operated(over, self, other)

    def __rtruediv__(self, other: object) -> Formula:
        return _operated(over, other, self)

    def __matmul__(self, other: object) -> Formula:
        return _operated(product, self, other)

    def __rmatmul__(self, other: object) -> Formula:
        return _operated(product, other, self)

    def __pow__(self, exponent: object) -> Formula:
        return _operated(to_the, self, exponent)

    def __rpow__(self, base: object) -> Formula:
        return _operated(to_the, base, self)

    def __gt__(self, other: object) -> Formula:
        return _operated(larger, self, other)

    def __lt__(self, other: object) -> Formula:
        return _operated(larger, other, self)

    def __ge__(self, other: object) -> Formula:
        return 1 - (self < other)

    def __le__(self, other: object) -> Formula:
        return 1 - (self > other)

    def __neg__(self) -> Formula:
        return Formula(scale(-1, self.expr), self.context)

    def __pos__(self) -> Formula:
        return self

    def __abs__(self) -> Formula:
        return Formula(applied(TABLE["abs"], self.expr), self.context)

    # NumPy's names

    @property
    def T(self) -> Formula:
        """The transpose."""
        return Formula(transpose(self.expr), self.context)

    @property
    def mT(self) -> Formula:
        """The transpose."""
        return self.T

    @property
    def I(self) -> Formula:  # noqa: E743
        """The inverse."""
        return Formula(TABLE["inverse"](self.expr), self.context)

    def transpose(self) -> Formula:
        """The transpose."""
        return self.T

    def sum(self, axis: Axis = None) -> Formula:
        """1ᵀA1; with axis=0 the row 1ᵀA, with axis=1 the column A1, so that both broadcast.

        A vector has one axis, which is 0 or -1.
        """
        match axis_of(self.shape, axis):
            case "all":
                return Formula(total(self.expr), self.context)
            case "rows":
                return Formula(row_sums(self.expr), self.context)
            case _:
                return Formula(column_sums(self.expr), self.context)

    def mean(self, axis: Axis = None) -> Formula:
        """The sum over the number of entries that are summed."""
        summed = self.sum(axis)
        return summed / (self.size / summed.size)

    def trace(self) -> Formula:
        """tr A."""
        return Formula(trace(self.expr), self.context)

    def diagonal(self) -> Formula:
        """The column of diagonal entries."""
        return Formula(diagonal(self.expr), self.context)

    def dot(self, other: object) -> Formula:
        """A B; for two vectors of one shape their inner product."""
        right = as_formula(other)
        alike = self.shape == right.shape and (self.shape.is_column or self.shape.is_row)
        if alike:
            return self.T @ right if self.shape.is_column else self @ right.T
        return self * right if ONE is self.size or ONE is right.size else self @ right

    # NumPy's protocols: `python_numpy` enters the functions here.

    __array_priority__: ClassVar[float] = 1000.0
    numpy_ufunc: ClassVar[Callable[..., Any]]
    numpy_function: ClassVar[Callable[..., Any]]

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Any:
        return Formula.numpy_ufunc(ufunc, method, inputs, options)

    def __array_function__(self, func: Any, types: Any, args: Any, options: Any) -> Any:
        return Formula.numpy_function(func, args, options)

    def __array__(self, *args: object, **options: object) -> NoReturn:
        raise SymbolicError(
            Phrase(
                "{0} is a symbolic {1}, not an array; compile it to get numbers",
                brief(self.expr),
                self.shape,
            )
        )

    # What would loop or mislead

    def __bool__(self) -> NoReturn:
        raise SymbolicError(
            Phrase(
                "whether {0} is true is not known: it is symbolic; use maximum, "
                "where or abs in place of max, if or and",
                brief(self.expr),
            )
        )

    def __float__(self) -> NoReturn:
        raise SymbolicError(
            Phrase(
                "{0} has no value: it is symbolic; use gradproof's or NumPy's "
                "functions in place of those of math",
                brief(self.expr),
            )
        )

    def __len__(self) -> NoReturn:
        raise SymbolicError(
            Phrase(
                "{0} has no length in numbers: it is {1}; use .shape[0] for the number of rows",
                brief(self.expr),
                self.shape,
            )
        )

    def __iter__(self) -> NoReturn:
        raise SymbolicError(
            Phrase(
                "{0} cannot be iterated over: it is a symbolic {1}; use sums and "
                "products of whole matrices",
                brief(self.expr),
                self.shape,
            )
        )

    def __getitem__(self, index: object) -> NoReturn:
        raise SymbolicError(
            Phrase(
                "{0} has no entries to take out: it is a symbolic {1}; multiply "
                "by a vector that selects them, such as X @ e",
                brief(self.expr),
                self.shape,
            )
        )


Operand = Formula | Monomial | Real | Decimal | float
"""What may stand beside a formula: a formula, a number, or a size."""


def as_formula(value: object) -> Formula:
    """The operand as a formula; numbers are exact, and 0.1 is 1/10.

    Errors:  SymbolicError for an array, or anything that is not a number.
    >>> as_formula(0.5)
    ½: scalar
    """
    found = _operand(value)
    if found is not None:
        return found
    if hasattr(value, "shape") and hasattr(value, "dtype"):
        shape = "×".join(str(size) for size in getattr(value, "shape", ()))
        raise SymbolicError(
            Phrase(
                "an array of shape {0} stands beside a symbol; declare a symbol "
                'for it, such as matrix("A", "m", "n", data=True), and give the '
                "numbers to the compiled function",
                shape,
            )
        )
    raise SymbolicError(Phrase("a {0} is neither a formula nor a number", type(value).__name__))


def _operand(value: object) -> Formula | None:
    if isinstance(value, Formula):
        return value
    if isinstance(value, Monomial):
        return Formula(number(value))
    if getattr(value, "shape", None) == () and hasattr(value, "dtype"):
        value = value[()]  # pyright: ignore[reportIndexIssue]
    if isinstance(value, Rational):
        return Formula(number(Fraction(int(value.numerator), int(value.denominator))))
    if isinstance(value, Real | Decimal):
        try:
            return Formula(number(Fraction(str(value))))
        except ValueError:
            raise SymbolicError(Phrase("{0} is not a number to calculate with", value)) from None
    return None


def combined(make: Callable[..., Expr], *operands: object) -> Formula:
    """make(A, B, …) as a formula."""
    formulas = [as_formula(one) for one in operands]
    context = merged(*(formula.context for formula in formulas))
    return Formula(make(*(formula.expr for formula in formulas)), context)


def _operated(make: Callable[..., Expr], left: object, right: object) -> Formula:
    """An operator: what it does not know is left to the other operand."""
    for one in (left, right):
        if _operand(one) is None and not hasattr(one, "dtype"):
            return NotImplemented
    return combined(make, left, right)


def axis_of(shape: Shape, axis: Axis) -> str:
    """What is summed over: "all", "rows" (a column results) or "columns" (a row results).

    Errors:  ShapeError for an axis that there is not.
    """
    if axis is None or shape.is_scalar:
        return "all"
    if isinstance(axis, tuple):
        if {one % 2 for one in axis} == {0, 1}:
            return "all"
        raise ShapeError(Phrase("axis {0}: the axes of {1} are 0 and 1", axis, shape))
    if shape.is_column:
        if axis in (0, -1):
            return "all"
        raise ShapeError(Phrase("axis {0} of a column vector {1}: its only axis is 0", axis, shape))
    if axis not in (-2, -1, 0, 1):
        raise ShapeError(Phrase("axis {0}: the axes of {1} are 0 and 1", axis, shape))
    return "rows" if axis % 2 else "columns"


def _shown(expr: Expr) -> str:
    try:
        return text(expr)
    except LimitError:
        return f"an expression of {expr.tree} parts"
