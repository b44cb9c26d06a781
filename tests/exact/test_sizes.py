"""Sizes: letters take small distinct values, numbers such as 784 are letters too."""

from __future__ import annotations

import pytest

from gradproof.core.algebra import (
    add,
    inner,
    matmul,
    scale,
    smul,
    subtract,
    total,
    trace,
    transpose,
    vec,
)
from gradproof.core.dims import SCALAR, Shape, shape, size
from gradproof.core.expr import UNIT, Expr, constant, identity, node, ones, symbol, tangent, zeros
from gradproof.core.facts import Equation
from gradproof.exact import equal
from gradproof.exact.kits import Unsupported
from gradproof.exact.sizes import Sizes, draw_sizes
from gradproof.ops import TABLE


def named(name: str, rows: str | int, cols: str | int = 1) -> Expr:
    return symbol(name, shape(rows, cols))


def raw_ones(rows: str | int, cols: str | int = 1) -> Expr:
    return node("ones", (), None, shape(rows, cols))


def test_every_letter_takes_every_value() -> None:
    for count in range(1, 5):
        letters = "abcd"[:count]
        block = [draw_sizes(letters, [], turn).letters for turn in range(8)]
        for one in block:
            assert len(set(one.values())) == count
        for letter in letters:
            assert {one[letter] for one in block[:4]} == {2, 3, 4, 5}


def test_many_letters() -> None:
    letters = [f"n{i}" for i in range(30)]
    for turn in range(10):
        found = draw_sizes(letters, [], turn).letters
        assert set(found.values()) == {2, 3, 4, 5, 6, 7}


def test_numbers_are_replaced_where_they_divide() -> None:
    sizes = Sizes({"m": 3}, {784: 4, 10: 2})
    assert sizes.length(size(784)) == 4
    assert sizes.length(size(7840)) == 8
    assert sizes.length(size(784) * size("m")) == 12
    assert sizes.length(size(5)) == 5
    assert sizes.coefficient(size(784)) == 784
    assert Sizes({}, {784: 4}, renamed=True).coefficient(size(1) / 784) == size(1).value({}) / 4


def test_impossible_sizes() -> None:
    with pytest.raises(Unsupported):
        Sizes({}).length(size("n"))
    with pytest.raises(Unsupported):
        Sizes({"n": 3}).length(size("n") / 2)


W, b, X = named("W", 784, 256), named("b", 1, 256), named("X", "m", 784)
A, B = named("A", 10, 784), named("B", 784, 10)


def test_large_numbers() -> None:
    assert equal(trace(matmul(A, B)), trace(matmul(B, A))).method == "exact"
    assert equal(trace(matmul(A, B)), trace(matmul(transpose(B), transpose(A)))).holds
    wrong = equal(trace(matmul(A, B)), scale(2, trace(matmul(B, A))))
    assert wrong.holds is False
    assert wrong.counterexample is not None
    sizes = wrong.counterexample["sizes"]
    assert isinstance(sizes, dict)
    assert set(sizes) == {"10", "784"}
    Z = add(matmul(X, W), matmul(raw_ones("m"), b))
    loss = TABLE["squared_norm"](TABLE["sigmoid"](Z))
    H = TABLE["sigmoid"](Z)
    slope = TABLE["sigmoid_prime"](Z)
    G = node("hadamard", (H, slope), None, H.shape)
    dZ = add(matmul(tangent(X), W), matmul(X, tangent(W)), matmul(raw_ones("m"), tangent(b)))
    assert equal(tangent(loss), scale(2, inner(G, dZ))).method == "exact"
    assert equal(tangent(loss), inner(G, dZ)).holds is False


def test_coefficients_that_mention_a_number() -> None:
    mean = scale(size(1) / 784, total(named("x", 784)))
    letter = scale(size(1) / size("n"), total(named("x", "n")))
    for value in (mean, letter):
        centred = subtract(value, value)
        assert equal(centred, zeros(SCALAR)).holds
    one = raw_ones(784)
    assert equal(inner(one, one), constant(size(784))).holds
    assert equal(scale(size(1) / 784, inner(one, one)), UNIT).holds
    # 783 is not 784, but that this is wrong takes 784 rows to see: left open, not called wrong.
    assert equal(inner(one, one), constant(size(783))).holds is not True
    assert equal(trace(identity(size(784))), constant(size(785))).holds is not True


def test_a_claim_about_one_size_alone() -> None:
    eight = raw_ones(8)
    total_of = node("inner", (eight, eight), None, SCALAR)
    assert equal(total_of, constant(size(8))).holds
    assert equal(total_of, constant(size(9))).holds is False
    C = named("C", 2, 2)
    cayley = add(
        matmul(C, C), scale(-1, smul(trace(C), C)), smul(TABLE["det"](C), identity(size(2)))
    )
    assert equal(cayley, zeros(C.shape)).holds
    D = named("D", "n", "n")
    same = add(
        matmul(D, D), scale(-1, smul(trace(D), D)), smul(TABLE["det"](D), identity(size("n")))
    )
    assert equal(same, zeros(D.shape)).holds is False


def test_claims_hidden_by_small_sizes() -> None:
    """True for n = 1, or for square or symmetric matrices only."""
    P, Q, x, y = named("P", "n", "n"), named("Q", "n", "n"), named("x", "n"), named("y", "n")
    false = [
        (matmul(P, Q), matmul(Q, P)),
        (P, transpose(P)),
        (matmul(transpose(x), P, y), matmul(transpose(y), P, x)),
        (matmul(transpose(x), P, x), matmul(transpose(x), x, ones(size(1), size(1)), trace(P))),
        (trace(matmul(P, Q)), matmul(trace(P), trace(Q))),
        (TABLE["det"](scale(2, P)), scale(2, TABLE["det"](P))),
        (TABLE["softmax"](x), TABLE["sigmoid"](x)),
        (tangent(TABLE["logdet"](P)), inner(TABLE["inverse"](P), tangent(P))),
    ]
    for left, right in false:
        assert equal(left, right).holds is False, (left, right)


def test_sizes_that_are_products() -> None:
    tall = Shape(size("m") * size("n"), size(1))
    u = symbol("u", tall)
    back = node("vec", (node("unvec", (u,), shape("m", "n"), shape("m", "n")),), None, tall)
    assert equal(back, u).holds
    wrong = node(
        "vec",
        (transpose(node("unvec", (u,), shape("n", "m"), shape("n", "m"))),),
        None,
        tall,
    )
    assert equal(wrong, u).holds is False


def test_unknown_operations_leave_it_undecided() -> None:
    x = named("x", "n")
    strange = node("strange", (x,), None, x.shape)
    assert equal(strange, x).holds is None
    half = symbol("h", Shape(size("n") / 2, size(1)))
    assert equal(half, scale(2, half)).holds is not True


def test_definitions_with_numbers() -> None:
    H = named("H", "m", 256)
    given = [Equation(H, matmul(X, W))]
    assert equal(tangent(H), add(matmul(tangent(X), W), matmul(X, tangent(W))), given).holds
    assert equal(tangent(H), matmul(X, tangent(W)), given).holds is False


@pytest.mark.parametrize(("rows", "cols"), [(4, 3), (28, 28), (100, 200), (7, 7), (2, 8)])
def test_a_product_of_sizes_stays_one(rows: int, cols: int):
    X, a = symbol("X", shape(rows, cols)), symbol("a", shape(rows * cols))
    A = symbol("A", shape(cols, rows))
    left = matmul(transpose(vec(transpose(A))), a, transpose(a), vec(X))
    right = matmul(transpose(a), vec(transpose(A)), transpose(vec(X)), a)
    assert equal(left, right).holds
    assert equal(left, scale(2, right)).holds is False
