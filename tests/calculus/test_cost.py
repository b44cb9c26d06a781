"""Of two forms of one thing, the one that a textbook prints costs less."""

from __future__ import annotations

from fractions import Fraction

import pytest

from gradproof.calculus.cost import cost
from gradproof.core.algebra import (
    add,
    diag,
    hadamard,
    inner,
    kron,
    matmul,
    negative,
    power,
    reciprocal,
    scale,
    smul,
    spread,
    subtract,
    trace,
    transpose,
    vec,
)
from gradproof.core.dims import ONE, SCALAR, shape, size
from gradproof.core.expr import Expr, identity, node, ones, symbol
from gradproof.ops import TABLE

A, B, C = (symbol(name, shape("n", "n")) for name in "ABC")
X = symbol("X", shape("m", "n"))
x, y, z = (symbol(name, shape("n")) for name in "xyz")
b = symbol("b", shape(1, "n"))
s, t = symbol("s", SCALAR), symbol("t", SCALAR)
inv, norm2 = TABLE["inverse"], TABLE["squared_norm"]


def T(e: Expr) -> Expr:
    return transpose(e)


def raw(op: str, *args: Expr) -> Expr:
    """The node as it stands, whatever its constructor would make of it."""
    return node(op, args, None, args[-1].shape)


SHORTER: dict[str, tuple[Expr, Expr]] = {
    "y − x rather than −(x − y)": (subtract(y, x), negative(subtract(x, y))),
    "x − y rather than −y + … of −x": (subtract(x, y), negative(add(negative(x), y))),
    "A(x + y) rather than Ax + Ay": (matmul(A, add(x, y)), add(matmul(A, x), matmul(A, y))),
    "A − BC rather than (I − BCA⁻¹)A": (
        subtract(A, matmul(B, C)), matmul(subtract(identity(size("n")), matmul(B, C, inv(A))), A)),
    "2x rather than x + x": (scale(2, x), raw("add", x, x)),
    "x/s rather than (1/s²)(s x)": (smul(reciprocal(s), x), smul(power(s, -2), smul(t, x))),
    "x ⊘ y rather than x ⊙ (1 ⊘ y) ⊙ z": (
        hadamard(x, reciprocal(y)), hadamard(x, reciprocal(y), z)),
    "‖x‖² rather than xᵀx": (norm2(x), matmul(T(x), x)),
    "tr(AB) rather than tr((AB)ᵀ)": (trace(matmul(A, B)), raw("trace", T(A), matmul(A, B))),
    "vec(BCAᵀ) rather than (A ⊗ B) vec(C)": (
        vec(matmul(B, C, T(A))), matmul(kron(A, B), vec(C))),
    "1/x rather than 1/x²": (reciprocal(s), power(s, -2)),
    "√X rather than X^{⊙2}": (power(X, Fraction(1, 2)), power(X, 2)),
}  # fmt: skip


@pytest.mark.parametrize("name", SHORTER)
def test_shorter(name: str) -> None:
    short, long = SHORTER[name]
    assert cost(short) < cost(long)


EQUAL: dict[str, tuple[Expr, Expr]] = {
    "Ax and Ay": (matmul(A, x), matmul(A, y)),
    "order of a sum": (add(x, y, z), add(z, x, y)),
    "X + b, whose rows are not written": (
        add(X, spread(b, X.shape)), add(X, symbol("Y", X.shape))),
    "x + s, whose ones are not written": (add(x, smul(s, ones(size("n"), ONE))), add(x, y)),
    "brackets of a call are there anyway": (diag(x), diag(symbol("w", x.shape))),
    "x ⊘ y and x ⊙ y": (hadamard(x, reciprocal(y)), hadamard(x, y)),
    "s x and t y": (smul(s, x), smul(t, y)),
    "⟨x, y⟩ prints as xᵀy": (inner(x, y), matmul(T(x), y)),
    "⟨A, B⟩ prints as tr(AᵀB)": (inner(A, B), trace(matmul(T(A), B))),
}  # fmt: skip


@pytest.mark.parametrize("name", EQUAL)
def test_equal(name: str) -> None:
    left, right = EQUAL[name]
    assert cost(left) == cost(right)


def test_a_constant_costs_what_is_written() -> None:
    m = size("m")
    costs = [cost(scale(c, x)) for c in (1, -1, 2, -2, Fraction(1, 2))]
    assert costs == sorted(costs)
    assert cost(scale(m, x)) == cost(scale(2, x))
    assert cost(scale(2 * m, x)) > cost(scale(m, x))


def test_shared_parts_count_each_time() -> None:
    """A graph of 40 nodes that prints 2⁴⁰ symbols; found without walking it as a tree."""
    deep = x
    for _ in range(40):
        deep = node("hadamard", (deep, deep), None, deep.shape)
    assert cost(deep) > 2**40
