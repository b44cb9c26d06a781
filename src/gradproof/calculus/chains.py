"""Products as lists of factors: how identities look into a chain and put it together again."""

from __future__ import annotations

from collections.abc import Iterator

from gradproof.core.algebra import matmul, split_constant, transpose
from gradproof.core.expr import Expr


def factors(expr: Expr) -> tuple[Expr, ...]:
    """The factors of a matrix product; any other expression is its own one factor."""
    return expr.args if expr.op == "matmul" else (expr,)


def terms(expr: Expr) -> tuple[Expr, ...]:
    """The terms of a sum; any other expression is its own one term."""
    return expr.args if expr.op == "add" else (expr,)


def stretches(chain: tuple[Expr, ...], length: int) -> Iterator[int]:
    """The places at which a stretch of that length begins."""
    return iter(range(len(chain) - length + 1))


def replaced(chain: tuple[Expr, ...], start: int, length: int, *middle: Expr) -> Expr:
    """The product with chain[start : start + length] replaced by `middle`."""
    return matmul(*chain[:start], *middle, *chain[start + length :])


def same_chain(left: tuple[Expr, ...], right: tuple[Expr, ...]) -> bool:
    """Whether two chains have the same factors in the same order."""
    return len(left) == len(right) and all(a.same(b) for a, b in zip(left, right, strict=True))


def is_negative(expr: Expr) -> bool:
    """Whether the expression prints with a leading minus."""
    factor, _ = split_constant(expr)
    return factor.coefficient < 0


def upright_first(parts: list[Expr]) -> list[Expr]:
    """The terms with each Aᵀ right behind A, where both are among them."""
    found: list[Expr] = []
    left = parts[:]
    while left:
        one = left.pop(0)
        twin = next((other for other in left if transpose(one).same(other)), None)
        if twin is None:
            found.append(one)
        else:
            left.remove(twin)
            found += sorted((one, twin), key=_turned)
    return found


def _turned(term: Expr) -> int:
    _, body = split_constant(term)
    body = body.args[1] if body.op == "smul" else body
    return sum(one.op == "transpose" for one in factors(body))
