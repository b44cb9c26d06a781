"""Sums, products, quotients and powers of expressions of different shapes.

A scalar broadcasts to any shape, a row over the rows of a matrix, a column over its columns, and a
column with a row to the matrix of all pairs. What does not fit is said with both shapes.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from gradproof.core.algebra import (
    add,
    hadamard,
    matmul,
    power,
    reciprocal,
    scale,
    smul,
    spread,
    subtract,
)
from gradproof.core.dims import ONE, Monomial, Shape
from gradproof.core.errors import DomainError, ShapeError
from gradproof.core.expr import UNIT, Expr, ones
from gradproof.core.operation import Operation
from gradproof.core.phrase import Phrase, enumeration
from gradproof.notation.printing.text import text
from gradproof.notation.reading.functions import logarithm, maximum
from gradproof.ops import TABLE

SHOWN = 40


def number(value: Fraction | int | Monomial) -> Expr:
    """The scalar constant; 0 is the zero."""
    return scale(value, UNIT)


def common_shape(left: Shape, right: Shape) -> Shape | None:
    """The shape to which both broadcast, or None."""
    sizes: list[Monomial] = []
    for one, other in zip(left, right, strict=True):
        if one is not other and one is not ONE and other is not ONE:
            return None
        sizes.append(other if one is ONE else one)
    return Shape(*sizes)


def broadcast(left: Expr, right: Expr, sign: str) -> tuple[Expr, Expr]:
    """Both, spread to their common shape; `sign` names what they are the operands of."""
    target = common_shape(left.shape, right.shape)
    if target is None:
        raise ShapeError(_unfit(left, right, sign))
    return spread(left, target), spread(right, target)


def plus(left: Expr, right: Expr) -> Expr:
    """A + B."""
    return add(*broadcast(left, right, "+"))


def minus(left: Expr, right: Expr) -> Expr:
    """A − B."""
    return subtract(*broadcast(left, right, "-"))


def times(left: Expr, right: Expr) -> Expr:
    """A ⊙ B, and c·A for a scalar c.

    >>> from gradproof.core.dims import shape
    >>> from gradproof.core.expr import symbol
    >>> X, r = symbol("X", shape("m", "n")), symbol("r", shape(1, "n"))
    >>> text(times(X, r)), text(times(r, symbol("c", shape("m"))))
    ('X ⊙ r', 'cr')
    """
    if left is right:
        return raised(left, Fraction(2))
    if left.shape.is_scalar or right.shape.is_scalar:
        return smul(left, right) if left.shape.is_scalar else smul(right, left)
    if left.shape.is_column and right.shape.is_row:
        return matmul(left, right)
    if left.shape.is_row and right.shape.is_column:
        return matmul(right, left)
    return hadamard(*broadcast(left, right, "*"))


def over(left: Expr, right: Expr) -> Expr:
    """A ⊘ B, and A/c for a scalar c."""
    if right.op == "zero":
        raise DomainError(
            Phrase("{0} / 0: there is no such quotient", brief(left, "an expression"))
        )
    if common_shape(left.shape, right.shape) is None:
        raise ShapeError(_unfit(left, right, "/"))
    return times(left, raised(right, Fraction(-1)))


def product(left: Expr, right: Expr) -> Expr:
    """The matrix product A B: the columns of A are as many as the rows of B."""
    if left.shape.cols is not right.shape.rows:
        raise ShapeError(_unfit_product(left, right))
    return matmul(left, right)


def raised(base: Expr, exponent: Fraction) -> Expr:
    """A^{⊙p}, entry by entry; the square of a norm is the squared norm."""
    if base.op == "zero" and exponent < 0:
        raise DomainError(Phrase("0 to the power {0}: there is no such number", exponent))
    if base.op == "norm" and exponent > 0 and exponent % 2 == 0:
        return power(TABLE["squared_norm"](*base.args), exponent / 2)
    return reciprocal(base) if exponent == -1 else power(base, exponent)


def to_the(base: Expr, exponent: Expr) -> Expr:
    """A^{⊙s} for a scalar s, which may vary, and c^{⊙A} = exp(A log c) for a positive number c."""
    if exponent.op == "constant" and exponent.coefficient.number is not None:
        return raised(base, exponent.coefficient.number)
    if exponent.op == "zero" and exponent.shape.is_scalar:
        return ones(*base.shape)
    if base is UNIT:
        return ones(*exponent.shape)
    if base.op == "constant" and base.coefficient.coefficient > 0:
        return TABLE["exp"](smul(TABLE["log"](base), exponent))
    if not exponent.shape.is_scalar:
        raise ShapeError(
            Phrase(
                "{0} ** {1}: the exponent is {2}, and must be a number or a "
                "scalar; write exp(B * log(A)) for entrywise exponents",
                brief(base, "A"),
                brief(exponent, "B"),
                exponent.shape,
            )
        )
    return TABLE["scalar_power"](base, exponent)


def larger(left: Expr, right: Expr) -> Expr:
    """1 where an entry of A is greater than that of B, else 0."""
    return TABLE["step"](minus(left, right))


def applied(row: Operation, *operands: Expr) -> Expr:
    """The operation of this row; operands of which it wants one shape are broadcast.

    >>> from gradproof.core.dims import shape
    >>> from gradproof.core.expr import symbol
    >>> X = symbol("X", shape("m", "n"))
    >>> text(applied(TABLE["maximum"], X, symbol("r", shape(1, "n"))))
    'max(X, 1 r)'
    """
    if row.signature.startswith("(r,c),(r,c) ->") and len(operands) == 2:
        operands = broadcast(*operands, row.name)
    return COMPOSED.get(row.name, row)(*operands)


COMPOSED: dict[str, Callable[..., Expr]] = {"log": logarithm, "maximum": maximum}
"""Rows that have a shorter name for some operands: log det, log softmax, ReLU for max(x, 0)."""


def brief(expr: Expr, otherwise: str = "this expression") -> str:
    """The expression, in brackets if it needs them, or `otherwise` if it is long."""
    if expr.tree > SHOWN:
        return otherwise
    shown = text(expr)
    if len(shown) > SHOWN:
        return otherwise
    loose = expr.op not in ("symbol", "constant", "ones", "identity", "zero")
    return f"({shown})" if loose and " " in shown else shown


def _turned(expr: Expr, otherwise: str) -> str:
    """How the transpose is written."""
    if expr.op == "transpose":
        return brief(expr.args[0], f"{otherwise}.T")
    return f"{brief(expr, otherwise)}.T"


def _unfit(left: Expr, right: Expr, sign: str) -> str:
    """Why two shapes do not broadcast, and what would."""
    a, b = brief(left, "A"), brief(right, "B")
    said = Phrase(
        "{0}: the shapes {1} and {2} do not broadcast, as sizes must be equal or 1",
        f"{sign}({a}, {b})" if sign.isidentifier() else f"{a} {sign} {b}",
        left.shape,
        right.shape,
    )
    if sign == "*" and left.shape.cols is right.shape.rows:
        return Phrase("{0}; the matrix product is written @", said)
    for one, other, letter in ((right, left, "B"), (left, right, "A")):
        if common_shape(other.shape, one.shape.transposed) is not None:
            return Phrase("{0}; {1} would fit", said, _turned(one, letter))
    return _declaration(said, left, right)


def _unfit_product(left: Expr, right: Expr) -> str:
    """Why two shapes have no matrix product, and what would."""
    a, b = brief(left, "A"), brief(right, "B")
    said = Phrase(
        "{0}: the shapes {1} and {2} do not fit, as the inner sizes {3} and {4} differ",
        *(f"{a} @ {b}", left.shape, right.shape, left.shape.cols, right.shape.rows),
    )
    if left.shape.is_scalar or right.shape.is_scalar:
        return Phrase("{0}; multiply by a scalar with *", said)
    if left.shape == right.shape and (left.shape.is_column or left.shape.is_row):
        products = f"{_turned(left, 'A')} @ {b}", f"{a} @ {_turned(right, 'B')}"
        inner, outer = products if left.shape.is_column else products[::-1]
        return Phrase("{0}; the inner product is {1}, the outer one {2}", said, inner, outer)
    if left.shape.rows is right.shape.rows:
        return Phrase("{0}; {1} would fit", said, f"{_turned(left, 'A')} @ {b}")
    if left.shape.cols is right.shape.cols:
        return Phrase("{0}; {1} would fit", said, f"{a} @ {_turned(right, 'B')}")
    if left.shape.rows is right.shape.cols:
        return Phrase("{0}; {1} would fit", said, f"{b} @ {a}")
    return _declaration(said, left, right)


def _declaration(said: str, left: Expr, right: Expr) -> str:
    named = [one.symbol.text for one in (left, right) if one.op == "symbol"]
    if not named:
        return Phrase("{0}; check the declared sizes of the symbols in them", said)
    return Phrase("{0}; check the declared sizes of {1}", said, enumeration(named))
