"""Formulas with the fewest transposes, and formulas of other sizes: equal, by the checker."""

from __future__ import annotations

import pytest

from gradproof.calculus.resize import resized
from gradproof.calculus.upright import transposes, upright
from gradproof.core.algebra import (
    add,
    diag,
    diagonal,
    hadamard,
    inner,
    kron,
    matmul,
    power,
    scale,
    smul,
    trace,
    transpose,
    vec,
)
from gradproof.core.dims import ONE, Shape, shape, size
from gradproof.core.expr import Expr, node, ones, symbol, unit
from gradproof.exact import equal
from gradproof.exact.evaluate import evaluate
from gradproof.ops import TABLE

X, Y = symbol("X", shape("m", "n")), symbol("Y", shape("m", "n"))
W, S = symbol("W", shape("n", "k")), symbol("S", shape("n", "n"))
x, u, s = symbol("x", shape("n")), symbol("u", shape("m")), symbol("s", shape(1))


def turned(expr: Expr) -> Expr:
    """The transpose, with nothing carried into it."""
    return node("transpose", (expr,), None, expr.shape.transposed)


T = transpose
FORMULAS: dict[str, tuple[Expr, int]] = {
    "sum": (turned(add(T(X), matmul(W, T(symbol("V", shape("m", "k")))))), 1),
    "entrywise": (turned(hadamard(T(X), power(T(Y), 2))), 0),
    "function": (turned(TABLE["tanh"](matmul(T(W), T(X)))), 0),
    "softmax of rows": (turned(TABLE["softmax"](turned(matmul(T(W), T(X))))), 1),
    "softmax of a vector": (turned(TABLE["softmax"](matmul(T(x), S))), 1),
    "log-sum-exp of a vector": (TABLE["lse"](turned(matmul(T(x), S))), 1),
    "product that is a number": (matmul(T(x), T(X), u), 1),
    "norm": (TABLE["squared_norm"](turned(add(X, Y))), 0),
    "inner product": (inner(T(X), T(Y)), 0),
    "trace": (trace(matmul(T(S), turned(TABLE["exp"](S)))), 0),
    "determinant": (TABLE["det"](turned(S)), 0),
    "inverse": (turned(TABLE["inverse"](T(S))), 0),
    "diagonal matrix": (matmul(diag(T(x)), turned(matmul(T(W), diag(x)))), 0),
    "diagonal": (diagonal(turned(S)), 0),
    "kron": (turned(kron(T(S), T(X))), 0),
    "scalar factors": (turned(smul(s, scale(3, turned(TABLE["exp"](turned(X)))))), 1),
    "power with a number": (turned(TABLE["leaky_relu"](T(X), s)), 0),
    "maximum": (turned(TABLE["maximum"](T(X), T(Y))), 0),
    "vec": (vec(turned(add(T(X), T(Y)))), 0),
}


@pytest.mark.parametrize(("expr", "count"), FORMULAS.values(), ids=list(FORMULAS))
def test_fewest_transposes(expr: Expr, count: int):
    found = upright(expr)
    assert transposes(found) == count
    assert found.shape == expr.shape
    assert equal(found, expr).holds


def test_a_softmax_of_rows_is_none_of_columns():
    wrong = TABLE["softmax"](turned(X))
    assert not equal(upright(turned(TABLE["softmax"](X))), wrong).holds


def test_other_sizes():
    total = scale(ONE / size("m"), matmul(ones(ONE, size("m")), X, W))
    found = resized(total, {"m": size(3), "k": size(2)})
    assert found.shape == shape(1, 2)
    values = {"X": [[1, 2], [3, 4], [5, 9]], "W": [[1, 0], [1, 1]]}
    assert evaluate(found, values, {"n": 2}) == [[8, 5]]
    assert resized(X, {"k": size(2)}) is X


def test_one_sample_is_no_matrix():
    assert resized(ones(size("m"), ONE), {"m": ONE}).shape.is_scalar
    assert resized(unit(size(1), 1), {}).shape.is_scalar


@pytest.mark.parametrize(("place", "column"), [(1, [1, 3, 5]), (2, [2, 4, 9])])
def test_a_unit_vector_takes_a_column_out(place: int, column: list[int]):
    one = unit(size(2), place)
    A = symbol("A", Shape(size("m"), size(2)))
    found = evaluate(matmul(A, one), {"A": [[1, 2], [3, 4], [5, 9]]}, {"m": 3})
    assert found == [[value] for value in column]


def test_a_unit_vector_that_is_too_short_has_no_value():
    bad = equal(matmul(T(unit(size(2), 3)), symbol("v", shape(2))), symbol("t", shape(1)))
    assert bad.holds is None
