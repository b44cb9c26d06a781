"""Differentials: as a textbook has them, and true by the definitions of the operations."""

from __future__ import annotations

from fractions import Fraction

import pytest

from gradproof.calculus.linearise import MULTILINEAR, Lineariser
from gradproof.core.algebra import (
    add,
    diag,
    hadamard,
    kron,
    matmul,
    negative,
    power,
    reciprocal,
    scale,
    smul,
    trace,
    transpose,
    vec,
)
from gradproof.core.dims import SCALAR, shape
from gradproof.core.expr import Expr, postorder, symbol, symbols, tangent, zeros
from gradproof.core.facts import Property
from gradproof.exact import check_link, equal
from gradproof.notation.printing.text import text
from gradproof.ops import TABLE

A, B, X = (symbol(name, shape("n", "n")) for name in "ABX")
M = symbol("M", shape("m", "n"))
x, y = symbol("x", shape("n")), symbol("y", shape("n"))
s = symbol("s", SCALAR)
f = symbol("f", SCALAR)
H = symbol("H", X.shape)


def T(e: Expr) -> Expr:
    return transpose(e)


# name ↦ expression, what moves, the differential
DIFFERENTIALS: dict[str, tuple[Expr, tuple[Expr, ...], str]] = {
    "a constant": (matmul(A, x), (y,), "0"),
    "linear": (matmul(A, X, B), (X,), "A dX B"),
    "quadratic": (matmul(T(x), A, x), (x,), "dxᵀ Ax + xᵀA dx"),
    "all factors": (matmul(A, x), (A, x), "dA x + A dx"),
    "transpose": (T(X), (X,), "dXᵀ"),
    "trace": (trace(matmul(A, X)), (X,), "tr(A dX)"),
    "entrywise": (hadamard(X, A), (X, A), "dX ⊙ A + X ⊙ dA"),
    "square": (power(X, 2), (X,), "2 X ⊙ dX"),
    "root": (power(s, Fraction(1, 2)), (s,), "ds/(2 √s)"),
    "quotient": (smul(reciprocal(s), x), (s, x), "dx/s − (ds/s²) x"),
    "inverse": (TABLE["inverse"](X), (X,), "−X⁻¹ dX X⁻¹"),
    "log det": (TABLE["logdet"](X), (X,), "tr(X⁻¹ dX)"),
    "tanh": (TABLE["tanh"](x), (x,), "(1 − tanh(x)^⊙2) ⊙ dx"),
    "softmax": (TABLE["softmax"](x), (x,), "softmax(x) ⊙ dx − (softmax(x)ᵀ dx) softmax(x)"),
    "norm": (TABLE["squared_norm"](matmul(M, x)), (x,), "(2 Mx)ᵀ M dx"),
    "Kronecker": (kron(X, B), (X,), "dX ⊗ B"),
    "diag and vec": (add(vec(X), vec(diag(x))), (X, x), "vec(dX) + vec(diag(dx))"),
}  # fmt: skip


@pytest.mark.parametrize("name", DIFFERENTIALS)
def test_differential(name: str) -> None:
    expr, active, expected = DIFFERENTIALS[name]
    found = Lineariser(active).differential(expr)
    assert text(found) == expected
    still = [Property("constant", one) for one in symbols(expr) if one not in active]
    assert equal(tangent(expr), found, still).holds


@pytest.mark.parametrize("name", DIFFERENTIALS)
def test_links_are_proved_and_end_at_the_differential(name: str) -> None:
    expr, active, _ = DIFFERENTIALS[name]
    subject = symbol("v", expr.shape)
    lineariser = Lineariser(active)
    links = lineariser.links(subject, expr)
    assert all(check_link(link).holds for link in links)
    if links:
        assert links[-1].before is tangent(subject)
        assert links[-1].after is lineariser.differential(expr)
    else:
        assert lineariser.differential(expr) is zeros(expr.shape)


def test_the_differential_is_linear_in_its_tangents() -> None:
    """Only operations of the closed linear set stand between the root and a tangent."""
    for expr, active, _ in DIFFERENTIALS.values():
        for part in postorder(Lineariser(active).differential(expr)):
            if part.varies and part.op != "tangent":
                assert part.op in MULTILINEAR
                assert sum(arg.varies for arg in part.args) == 1 or part.op == "add"


def test_a_value_that_has_a_name_is_mentioned_by_it() -> None:
    expr = TABLE["sigmoid"](X)
    found = Lineariser({X}, {expr: H}).differential(expr)
    assert text(found) == "H ⊙ (1 − H) ⊙ dX"
    expr = TABLE["inverse"](X)
    assert text(Lineariser({X}, {expr: H}).differential(expr)) == "−H dX H"


def test_one_link_for_each_operation_then_the_whole() -> None:
    expr = TABLE["squared_norm"](TABLE["tanh"](matmul(M, x)))
    links = Lineariser({x}).links(f, expr)
    assert [link.rule for link in links] == [
        "differential_squared_norm", "differential_tanh", "product_rule",
        "substitute_differentials",
    ]  # fmt: skip


def test_a_shared_part_is_differentiated_once() -> None:
    part = TABLE["tanh"](x)
    links = Lineariser({x}).links(f, matmul(T(part), negative(part)))
    assert [link.rule for link in links].count("differential_tanh") == 1
    deep: Expr = x
    for _ in range(60):
        deep = TABLE["tanh"](add(deep, hadamard(deep, deep)))
    assert len(list(postorder(Lineariser({x}).differential(deep)))) < 1000


def test_scale_keeps_its_constant() -> None:
    assert text(Lineariser({x}).differential(scale(3, x))) == "3 dx"
