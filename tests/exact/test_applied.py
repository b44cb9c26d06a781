"""Products with a column without large matrices are the products with them."""

from __future__ import annotations

import random

import pytest

from gradproof.core.algebra import add, diag, kron, matmul, scale, smul, transpose
from gradproof.core.dims import ONE, Monomial, Shape, size
from gradproof.core.expr import (
    Expr,
    commutation,
    identity,
    node,
    ones,
    postorder,
    selection,
    symbol,
)
from gradproof.exact import applied as module
from gradproof.exact import evaluate
from gradproof.exact.applied import applied

M, N, P, Q = (size(letter) for letter in "mnpq")
SIZES = {"m": 2, "n": 3, "p": 4, "q": 2}
A, B = symbol("A", Shape(M, N)), symbol("B", Shape(P, Q))
C, D = symbol("C", Shape(N, M)), symbol("D", Shape(Q, P))
R, s = symbol("R", Shape(N * N, M * P)), symbol("s", Shape(ONE, ONE))
a, b = symbol("a", Shape(M, ONE)), symbol("b", Shape(Q, ONE))


def turned(one: Expr) -> Expr:
    return node("transpose", (one,), None, one.shape.transposed)


FACTORS: dict[str, Expr] = {
    "kron": kron(A, B),
    "kron with identity": kron(identity(M), B),
    "identity on the right": kron(A, identity(P)),
    "column": kron(a, B),
    "row": kron(transpose(a), B),
    "column on the right": kron(A, b),
    "row on the right": kron(A, transpose(b)),
    "large beside a column": kron(matmul(R, kron(A, B)), b),
    "large beside a row": kron(transpose(b), matmul(R, kron(A, B))),
    "diagonal": matmul(kron(A, B), diag(symbol("y", Shape(N * Q, ONE)))),
    "ones": add(ones(M, N), scale(size(2), A)),
    "identity": add(identity(N * Q), matmul(kron(C, D), kron(A, B))),
    "identity turned": turned(add(identity(N), matmul(C, A))),
    "diagonal turned": turned(matmul(A, diag(symbol("z", Shape(N, ONE))))),
    "ones turned": turned(add(ones(M, N), A)),
    "selection in a sum turned": turned(
        add(selection(N), kron(identity(N), symbol("w", Shape(N, ONE))))
    ),
    "turned twice": turned(turned(kron(A, B))),
    "commutation": commutation(M, N),
    "commutation turned": node("transpose", (commutation(M, N),), None, Shape(M * N, M * N)),
    "selection": selection(N),
    "selection turned": transpose(selection(N)),
    "sum": add(kron(A, B), scale(size(3), kron(transpose(C), transpose(D)))),
    "sum turned": node("transpose", (add(kron(A, B), kron(transpose(C), B)),), None,
                       Shape(N * Q, M * P)),
    "kron turned": node("transpose", (kron(A, B),), None, Shape(N * Q, M * P)),
    "multiple": smul(s, kron(A, B)),
    "multiple turned": node("transpose", (smul(s, kron(A, B)),), None, Shape(N * Q, M * P)),
    "product": matmul(R, kron(A, B), commutation(Q, N)),
    "product turned": node("transpose", (matmul(R, kron(A, B)),), None, Shape(N * Q, N * N)),
    "sum times sum": matmul(
        add(kron(A, B), kron(transpose(C), B)), add(commutation(Q, N), identity(N * Q))
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FACTORS)
def test_it_is_what_the_matrix_does(name: str):
    factor, rng = FACTORS[name], random.Random(name)
    x = symbol("x", Shape(factor.shape.cols, ONE))
    point = {
        leaf.symbol.name: [
            [rng.uniform(-1, 1) for _ in range(_length(leaf.shape.cols))]
            for _ in range(_length(leaf.shape.rows))
        ]
        for leaf in (*(one for one in postorder(factor) if one.op == "symbol"), x)
    }
    product = node("matmul", (factor, x), None, Shape(factor.shape.rows, ONE))
    assert applied(product) is not None
    found = evaluate(product, point, SIZES)
    dense = evaluate(factor, point, SIZES)
    column = [sum(c * v for c, (v,) in zip(row, point["x"], strict=True)) for row in dense]
    assert [row[0] for row in found] == pytest.approx(column)
    assert max(map(abs, column)) > 0


def test_no_large_matrix_is_made():
    left = symbol("X", Shape(size("u"), size("v")))
    big = matmul(kron(left, left), symbol("x", Shape(size("v") * size("v"), ONE)))
    values = {"X": [[1.0] * 30 for _ in range(20)], "x": [1.0] * 900}
    assert evaluate(big, values)[0] == [900.0]
    assert module.applied(kron(left, left)) is None


def _length(one: Monomial) -> int:
    return int(one.value(SIZES))
