"""How long an expression is when printed: the measure by which simplification chooses."""

from __future__ import annotations

from fractions import Fraction
from weakref import WeakKeyDictionary

from gradproof.core.dims import ONE, Monomial
from gradproof.core.expr import Expr
from gradproof.core.operation import TABLE
from gradproof.core.ring import base_and_exponent

_known: WeakKeyDictionary[Expr, int] = WeakKeyDictionary()
_LOOSE = frozenset({"add", "hadamard", "scale", "kron"})
HALF = Fraction(1, 2)


def cost(expr: Expr) -> int:
    """Twice the number of symbols and operators in the printed form; brackets count half.

    >>> from gradproof.core.dims import shape
    >>> from gradproof.core.expr import symbol
    >>> from gradproof.core.algebra import add, scale
    >>> y, z = symbol("y", shape("n")), symbol("z", shape("n"))
    >>> cost(scale(-1, add(y, scale(-1, z)))) > cost(add(z, scale(-1, y)))
    True
    """
    found = _known.get(expr)
    if found is not None:
        return found
    stack = [expr]
    while stack:
        part = stack[-1]
        waiting = [arg for arg in part.args if arg not in _known]
        if waiting:
            stack += waiting
        else:
            _known[stack.pop()] = _one(part)
    return _known[expr]


def _coefficient(value: Monomial) -> int:
    pieces = len(value.factors) + (abs(value.coefficient.numerator) != 1)
    pieces += 2 * (value.coefficient.denominator != 1)
    return 2 * pieces + (value.coefficient < 0)


def _one(expr: Expr) -> int:
    inside = sum(_known[arg] for arg in expr.args)
    match expr.op:
        case "symbol" | "ones" | "identity" | "zero" | "commutation" | "selection":
            return 2
        case "constant":
            return max(2, _coefficient(expr.coefficient))
        case "scale":
            bracket = expr.args[0].op == "add"
            return inside + _coefficient(expr.coefficient) + bracket
        case "add":
            signs = sum(arg.op == "scale" and arg.coefficient.coefficient < 0 for arg in expr.args)
            all_negative = signs == len(expr.args)
            return inside + 2 * (len(expr.args) - 1) - signs + all_negative
        case "hadamard":
            brackets = sum(arg.op == "add" for arg in expr.args)
            if expr.shape.is_scalar:
                return inside + brackets
            below = sum(_divides(arg) for arg in expr.args)
            spared = 4 * below if below < len(expr.args) else 4 * (below - 1)
            return inside + 2 * (len(expr.args) - 1) + brackets - spared
        case "matmul" | "smul":
            return inside + sum(arg.op in _LOOSE for arg in expr.args) - 2 * _elided(expr)
        case "transpose" | "power":
            bracket = expr.args[0].op in _LOOSE or expr.args[0].op == "matmul"
            return inside + (2 if expr.op == "transpose" else _exponent(expr)) + bracket
        case "tangent":
            return inside + 2
        case "inner":
            left, right = expr.args
            brackets = (left.op in _LOOSE or left.op == "matmul") + (right.op in _LOOSE)
            return inside + (2 if left.shape.is_column else 4) + brackets
        case "kron":
            return inside + 2 + sum(arg.op in _LOOSE or arg.op == "matmul" for arg in expr.args)
        case _:
            bare = expr.op == "inverse" or (expr.op in TABLE and TABLE[expr.op].binds == "prefix")
            return inside + 2 + (bare and bool(expr.args[0].args))


def _exponent(expr: Expr) -> int:
    """1/x, x², √x; entry by entry 1 ⊘ X, X^{⊙2}, √X."""
    _, exponent = base_and_exponent(expr)
    entrywise = not expr.shape.is_scalar
    raised = 0 if abs(exponent) == 1 else 2 if abs(exponent) == HALF or not entrywise else 4
    return raised + (0 if exponent > 0 else 4 if entrywise else 2)


def _divides(expr: Expr) -> bool:
    """Whether a factor prints behind a division: 1 ⊘ X, or such a row or column broadcast."""
    if expr.op == "matmul" and _elided(expr):
        expr = expr.args[1] if expr.args[0].op == "ones" else expr.args[0]
    return base_and_exponent(expr)[1] < 0


def _elided(expr: Expr) -> int:
    """A broadcast row, column or scalar prints without its ones."""
    if expr.op == "smul":
        return expr.args[1].op == "ones"
    first, last = expr.args[0], expr.args[-1]
    if len(expr.args) == 2 and (
        (first.op == "ones" and first.shape.cols is ONE and last.shape.is_row)
        or (last.op == "ones" and last.shape.rows is ONE and first.shape.is_column)
    ):
        return 1
    return 0
