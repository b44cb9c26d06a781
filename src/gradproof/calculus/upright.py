"""Formulas with as few transposes as there can be: (Xᵀ Wᵀ + 1 b)ᵀ is W X + bᵀ 1ᵀ.

Beside every part stands its transpose, each in its best form, so that a transpose may go through a
part, or stay outside, whichever leaves fewer.
"""

from __future__ import annotations

from collections.abc import Iterator
from weakref import WeakKeyDictionary

from gradproof.calculus.cost import cost
from gradproof.calculus.rebuild import rebuild
from gradproof.core.algebra import kron, matmul, transpose
from gradproof.core.expr import Expr, postorder
from gradproof.core.layers import Span, layer_sum
from gradproof.core.operation import TABLE

ENTRYWISE = frozenset(
    {
        "add", "hadamard", "scale", "smul", "power", "function", "layer_sum", "maximum",
        "scalar_power", "leaky_relu", "elu", "inverse",
    }
)  # fmt: skip
"""f(Aᵀ, …) = f(A, …)ᵀ, besides the functions that the table calls elementwise."""
INVARIANT = frozenset(
    {
        "trace", "inner", "squared_norm", "norm", "norm1", "det", "logdet", "logabsdet", "diag",
        "diagonal",
    }
)  # fmt: skip
"""f(Aᵀ, …) = f(A, …)."""
ALONG = frozenset({"softmax", "log_softmax"})
"""f(xᵀ) = f(x)ᵀ for vectors alone."""

Forms = tuple[Expr, Expr]
"""A formula and its transpose."""

_counted: WeakKeyDictionary[Expr, int] = WeakKeyDictionary()


def upright(expr: Expr) -> Expr:
    """An equal formula with the fewest transposes.

    >>> from gradproof.core.dims import shape
    >>> from gradproof.core.expr import symbol
    >>> X, w = symbol("X", shape("m", "n")), symbol("w", shape("n"))
    >>> upright(TABLE["tanh"](matmul(transpose(w), transpose(X))))
    transpose(tanh(matmul(X, w)))
    """
    done: dict[Expr, Forms] = {}
    for part in postorder(expr):
        forms = list(_forms(part, [done[arg] for arg in part.args]))
        plain = [one for one, _ in forms] + [transpose(one) for _, one in forms]
        turned = [one for _, one in forms] + [transpose(one) for one, _ in forms]
        done[part] = min(plain, key=_weight), min(turned, key=_weight)
    return done[expr][0]


def _forms(part: Expr, below: list[Forms]) -> Iterator[Forms]:
    """The part and its transpose, put together of the operands and their transposes."""
    plain = tuple(one for one, _ in below)
    turned = tuple(one for _, one in below)
    op = part.op
    if op == "transpose":
        yield turned[0], plain[0]
        return
    same = rebuild(part, plain)
    yield same, transpose(same)
    if not below:
        return
    if op in ENTRYWISE or (op in TABLE and TABLE[op].elementwise):
        other = _entrywise(part, turned)
        yield transpose(other), other
    elif op in ALONG and 1 in (part.shape.rows.number, part.shape.cols.number):
        other = rebuild(part, turned)
        yield transpose(other), other
    elif op in INVARIANT:
        other = rebuild(part, turned)
        yield other, transpose(other)
    elif op == "lse" and part.shape.is_scalar:
        other = rebuild(part, turned)
        yield other, other
    elif op == "matmul":
        other = matmul(*reversed(turned))
        yield transpose(other), other
    elif op == "kron":
        other = kron(*turned)
        yield transpose(other), other


def _entrywise(part: Expr, args: tuple[Expr, ...]) -> Expr:
    """The same function of the transposes."""
    if part.op == "layer_sum":
        assert isinstance(part.data, Span)
        return layer_sum(args[0], part.data)
    return rebuild(part, args)


def _weight(expr: Expr) -> tuple[int, int]:
    return transposes(expr), cost(expr)


def transposes(expr: Expr) -> int:
    """How many transposes are written in the formula."""
    for part in postorder(expr):
        if part not in _counted:
            _counted[part] = (part.op == "transpose") + sum(_counted[arg] for arg in part.args)
    return _counted[expr]
