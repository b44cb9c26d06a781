"""What every operation is worth in NumPy: an evaluator that shares nothing with the engine but
which function stands for the unknown one.

An array is batch × rows × columns, so that one pass evaluates many points. Where a function has a
kink, a pole or the border of its domain, `kinks` says which quantity must keep its sign.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from gradproof.core.dims import Monomial, Shape
from gradproof.core.expr import Expr, postorder
from gradproof.core.unknown import Unknown
from gradproof.exact.generic import generic

Array = NDArray[np.float64]
Sizes = Mapping[str, int]

_erf = np.vectorize(math.erf, otypes=[float])


def length(size: Monomial, sizes: Sizes) -> int:
    """The number of rows or columns that a size stands for."""
    value = size.value(sizes)
    assert value.denominator == 1, str(size)
    return int(value)


def lengths(shape: Shape, sizes: Sizes) -> tuple[int, int]:
    """Rows and columns in numbers."""
    return length(shape.rows, sizes), length(shape.cols, sizes)


def turned(x: Array) -> Array:
    """Xᵀ."""
    return np.swapaxes(x, -1, -2)


def summed(x: Array) -> Array:
    """The sum of all entries."""
    return x.sum(axis=(-1, -2), keepdims=True)


def traced(x: Array) -> Array:
    """tr X."""
    return np.trace(x, axis1=-2, axis2=-1)[..., None, None]


def diagonal_matrix(x: Array) -> Array:
    """The diagonal matrix of a column or a row."""
    column = turned(x) if x.shape[-2] == 1 else x
    return column * np.eye(column.shape[-2])


def diagonal_column(x: Array) -> Array:
    """The diagonal as a column."""
    return np.diagonal(x, axis1=-2, axis2=-1)[..., None]


def blocks(x: Array, rows: int, cols: int) -> Array:
    """X cut into rows × cols blocks: entry (k, l) of block (i, j) is at i, k, j, l."""
    batch, height, width = x.shape
    return x.reshape(batch, rows, height // rows, cols, width // cols)


def block_inner(G: Array, B: Array, rows: int, cols: int) -> Array:
    """A_ij = ⟨G_[ij], B⟩ with A of rows × cols."""
    return np.einsum("...ikjl,...kl->...ij", blocks(G, rows, cols), B)


def block_sum(G: Array, A: Array) -> Array:
    """Σ_ij A_ij G_[ij]."""
    return np.einsum("...ikjl,...ij->...kl", blocks(G, A.shape[-2], A.shape[-1]), A)


def vec(x: Array) -> Array:
    """The columns below one another."""
    return turned(x).reshape(x.shape[0], -1, 1)


def unvec(x: Array, rows: int, cols: int) -> Array:
    """The rows × cols matrix whose columns these are."""
    return turned(x.reshape(x.shape[0], cols, rows))


def kron(a: Array, b: Array) -> Array:
    """A ⊗ B."""
    both = np.einsum("...ij,...kl->...ikjl", a, b)
    return both.reshape(both.shape[0], a.shape[-2] * b.shape[-2], a.shape[-1] * b.shape[-1])


def power(x: Array, exponent: Fraction) -> Array:
    """x^p, entry by entry; not a number where x < 0 and p is not whole."""
    if exponent.denominator == 1:
        return x ** float(exponent) if exponent < 0 else x ** int(exponent)
    return np.where(x >= 0, np.abs(x) ** float(exponent), np.nan)


def _logistic(x: Array) -> Array:
    return 0.5 * (1 + np.tanh(x / 2))


def _cdf(x: Array) -> Array:
    return 0.5 * (1 + _erf(x / math.sqrt(2)))


def _pdf(x: Array) -> Array:
    return np.exp(-x * x / 2) / math.sqrt(2 * math.pi)


def _along(x: Array) -> int:
    return -2 if x.shape[-1] == 1 else -1


def _lse(x: Array) -> Array:
    top = x.max(axis=_along(x), keepdims=True)
    return top + np.log(np.exp(x - top).sum(axis=_along(x), keepdims=True))


def _softmax(x: Array) -> Array:
    weights = np.exp(x - x.max(axis=_along(x), keepdims=True))
    return weights / weights.sum(axis=_along(x), keepdims=True)


def _logdet(x: Array) -> Array:
    sign, value = np.linalg.slogdet(x)
    return np.where(sign > 0, value, np.nan)[..., None, None]


ROWS: dict[str, Callable[..., Array]] = {
    "exp": np.exp,
    "log": lambda x: np.where(x > 0, np.log(np.abs(x)), np.nan),
    "sin": np.sin,
    "cos": np.cos,
    "tan": np.tan,
    "sinh": np.sinh,
    "cosh": np.cosh,
    "tanh": np.tanh,
    "sign": np.sign,
    "step": lambda x: (x > 0).astype(np.float64),
    "abs": np.abs,
    "relu": lambda x: np.maximum(x, 0),
    "sigmoid": _logistic,
    "sigmoid_prime": lambda x: _logistic(x) * _logistic(-x),
    "softplus": lambda x: np.logaddexp(0, x),
    "silu": lambda x: x * _logistic(x),
    "normal_cdf": _cdf,
    "normal_pdf": _pdf,
    "gelu": lambda x: x * _cdf(x),
    "scalar_power": lambda x, s: np.where(x > 0, np.abs(x) ** s, np.nan),
    "leaky_relu": lambda x, a: np.where(x > 0, x, a * x),
    "elu": lambda x, a: np.where(x > 0, x, a * np.expm1(np.minimum(x, 0))),
    "maximum": np.maximum,
    "inverse": np.linalg.inv,
    "det": lambda x: np.linalg.det(x)[..., None, None],
    "logdet": _logdet,
    "logabsdet": lambda x: np.linalg.slogdet(x)[1][..., None, None],
    "squared_norm": lambda x: summed(x * x),
    "norm": lambda x: np.sqrt(summed(x * x)),
    "norm1": lambda x: summed(np.abs(x)),
    "softmax": _softmax,
    "log_softmax": lambda x: x - _lse(x),
    "lse": _lse,
}


def unknown(x: Array, order: int = 0) -> Array:
    """A derivative of the function that stands for the unknown one of the table."""
    return generic("psi", "").value(x, order, np, float)


ROWS["function"] = unknown


def determinants(x: Array) -> Array:
    """det X, to be watched; entries stay of order 1."""
    return np.linalg.det(x)[..., None, None]


KINKS: dict[str, Callable[..., Array]] = {
    **dict.fromkeys(("abs", "sign", "step", "relu", "log", "norm1"), lambda x: x),
    **dict.fromkeys(("leaky_relu", "elu", "scalar_power"), lambda x, a: x),
    **dict.fromkeys(("inverse", "det", "logdet", "logabsdet"), determinants),
    "maximum": lambda a, b: a - b,
    "norm": lambda x: summed(x * x),
    "tan": np.cos,
}
MAY_VANISH = frozenset({"abs", "maximum", "sign", "step", "relu", "leaky_relu", "elu", "norm1"})


class Watch:
    """Whether every kink and pole of a pass keeps its distance, at all points of the batch."""

    def __init__(self) -> None:
        self.clear = True

    def see(self, op: str, *args: Array) -> None:
        """Look at one function's operands: each sign must be the same at all points."""
        kink = KINKS.get(op)
        if kink is not None and self.clear:
            self.steady(kink(*args), op in MAY_VANISH)

    def steady(self, x: Array, may_vanish: bool) -> None:
        """Note whether a quantity keeps its sign; exactly 0 everywhere may be allowed."""
        low, high = x.min(axis=0), x.max(axis=0)
        fine = (low > 1e-9) | (high < -1e-9)
        if may_vanish:
            fine |= (low == 0) & (high == 0)
        self.clear = self.clear and bool(fine.all())


def value(
    expr: Expr, env: Mapping[Expr, Array], sizes: Sizes, memo: dict[Expr, Array] | None = None
) -> Array:
    """The value of an expression of the engine; `env` has the symbols and their tangents."""
    done = {} if memo is None else memo
    for part in postorder(expr):
        if part not in done:
            done[part] = _one(part, [done[arg] for arg in part.args], env, sizes)
    return done[expr]


def _one(expr: Expr, args: list[Array], env: Mapping[Expr, Array], sizes: Sizes) -> Array:
    rows, cols = lengths(expr.shape, sizes)
    match expr.op:
        case "symbol" | "tangent":
            return env[expr]
        case "constant":
            return np.full((1, 1, 1), float(expr.coefficient.value(sizes)))
        case "ones":
            return np.ones((1, rows, cols))
        case "zero":
            return np.zeros((1, rows, cols))
        case "identity":
            return np.eye(rows)[None]
        case "scale":
            return float(expr.coefficient.value(sizes)) * args[0]
        case "add":
            return sum(args[1:], args[0])
        case "matmul":
            made = args[0]
            for one in args[1:]:
                made = made @ one
            return made
        case "hadamard" | "smul":
            made = args[0]
            for one in args[1:]:
                made = made * one
            return made
        case "power":
            assert isinstance(expr.data, Fraction)
            return power(args[0], expr.data)
        case "inner":
            return summed(args[0] * args[1])
        case "block_inner":
            return block_inner(args[0], args[1], rows, cols)
        case "unvec":
            return unvec(args[0], rows, cols)
        case "function":
            assert isinstance(expr.data, Unknown)
            return unknown(args[0], expr.data.order)
        case _:
            return (LINEAR.get(expr.op) or ROWS[expr.op])(*args)


LINEAR: dict[str, Callable[..., Array]] = {
    "transpose": turned,
    "trace": traced,
    "diag": diagonal_matrix,
    "diagonal": diagonal_column,
    "kron": kron,
    "vec": vec,
    "block_sum": block_sum,
}
