"""How long an expression is when printed: the measure by which simplification chooses."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from gradproof.core.dims import ONE, Monomial
from gradproof.core.expr import Expr

_known: WeakKeyDictionary[Expr, int] = WeakKeyDictionary()
_LOOSE = frozenset({"add", "hadamard", "scale"})


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
        case "symbol" | "ones" | "identity" | "zero":
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
            return inside + 2 * (len(expr.args) - 1) + brackets
        case "matmul" | "smul":
            return inside + sum(arg.op in _LOOSE for arg in expr.args) - 2 * _elided(expr)
        case "transpose" | "power":
            entrywise = expr.op == "power" and not expr.shape.is_scalar
            bracket = expr.args[0].op in _LOOSE or expr.args[0].op == "matmul"
            return inside + (4 if entrywise else 2) + bracket
        case "tangent":
            return inside + 2
        case "inner":
            left, right = expr.args
            brackets = (left.op in _LOOSE or left.op == "matmul") + (right.op in _LOOSE)
            return inside + (2 if left.shape.is_column else 4) + brackets
        case _:
            return inside + 2 + bool(expr.args and expr.args[0].args)


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
