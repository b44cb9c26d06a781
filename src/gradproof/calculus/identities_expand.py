"""Expanding a sum of products, where its terms then collect to something shorter."""

from __future__ import annotations

from itertools import product

from gradproof.calculus.chains import terms, upright_first
from gradproof.calculus.cost import cost
from gradproof.calculus.simplify import Identity, Simplifier
from gradproof.core.algebra import add, hadamard, matmul, scale, smul, split_constant, transpose
from gradproof.core.expr import Expr
from gradproof.core.facts import Fact
from gradproof.core.operation import Words

Found = tuple[Expr, tuple[Fact, ...]] | Expr | None

MOST = 12
"""No sum is expanded to more terms than this."""

GAIN = 2
"""A residual such as Ŷ − Y stays in its brackets unless the end is shorter by more than this."""


def expanded(e: Expr) -> list[Expr]:
    """The terms of e with products of sums multiplied out and transposes carried in; at most MOST.

    >>> from gradproof.core.dims import shape
    >>> from gradproof.core.expr import symbol
    >>> A, B, C = (symbol(name, shape("n", "n")) for name in "ABC")
    >>> expanded(matmul(transpose(add(A, B)), C)) == [
    ...     matmul(transpose(A), C),
    ...     matmul(transpose(B), C),
    ... ]
    True
    """
    factor, body = split_constant(e)
    match body.op:
        case "add":
            found = [term for arg in body.args for term in expanded(arg)]
        case "transpose":
            found = [transpose(term) for term in expanded(body.args[0])]
        case "matmul" | "smul" | "hadamard":
            make = {"matmul": matmul, "smul": smul, "hadamard": hadamard}[body.op]
            parts = [expanded(arg) for arg in body.args]
            count = 1
            for part in parts:
                count *= len(part)
            if count == 1 or count > MOST:
                return [e]
            found = [make(*choice) for choice in product(*parts)]
        case _:
            return [e]
    return [scale(factor, term) for term in found] if len(found) <= MOST else [e]


def _expand(e: Expr, s: Simplifier) -> Found:
    """(A + B) C + D = A C + B C + D, where terms then cancel or collect."""
    if s.looking_ahead:
        return None
    found = expanded(e)
    if len(found) <= len(e.args):
        return None
    collected = add(*upright_first([s.attempt(term) for term in found]))
    if len(terms(collected)) >= len(found):
        return None
    candidate = s.attempt(collected)
    return candidate if cost(candidate) + GAIN < cost(e) else None


EXPAND = (
    Identity("add_expand", ("add",),
             Words("Products are multiplied out, and like terms collected.",
                   "展开乘积并合并同类项。"), _expand),
)  # fmt: skip
