"""⟨G, L(dX)⟩ = ⟨L*(G), dX⟩ for every operation of the closed linear set."""

from __future__ import annotations

import pytest

from gradproof.calculus.linearise import MULTILINEAR, Lineariser
from gradproof.calculus.pullback import CYCLIC_VECTOR, OUTER, pullback
from gradproof.core.algebra import (
    add,
    diag,
    diagonal,
    hadamard,
    inner,
    kron,
    matmul,
    scale,
    smul,
    trace,
    transpose,
    unvec,
    vec,
)
from gradproof.core.dims import SCALAR, Shape, shape, size
from gradproof.core.expr import UNIT, Expr, symbol, tangent
from gradproof.exact import check_link, equal
from gradproof.notation.printing.text import text
from gradproof.ops import TABLE
from gradproof.ops.linear import block_inner, block_sum

A, X = symbol("A", shape("n", "n")), symbol("X", shape("n", "n"))
M, Z = symbol("M", shape("m", "n")), symbol("Z", shape("m", "n"))
W = symbol("W", shape("n", "k"))
x, y, u = symbol("x", shape("n")), symbol("y", shape("n")), symbol("u", shape("m"))
s = symbol("s", SCALAR)
big = symbol("K", Shape(size("m") * size("n"), size("n") * size("k")))
long = symbol("v", shape(size("m") * size("n")))
dX, dZ, dW, dx, ds = (tangent(one) for one in (X, Z, W, x, s))

# operation ↦ linear expression, variable, what G is handed to it as
ADJOINTS: dict[str, tuple[Expr, Expr, str]] = {
    "add": (add(dZ, hadamard(M, dZ)), Z, "G + G ⊙ M"),
    "scale": (scale(3, dX), X, "3 G"),
    "smul": (smul(s, dX), X, "s G"),
    "matmul": (matmul(M, dX, W), X, "MᵀGWᵀ"),
    "hadamard": (hadamard(M, dZ), Z, "G ⊙ M"),
    "transpose": (transpose(dZ), Z, "Gᵀ"),
    "trace": (trace(dX), X, "g I"),
    "inner": (inner(M, dZ), Z, "g M"),
    "diag": (diag(dx), x, "diag(G)"),
    "diagonal": (diagonal(dX), X, "diag(g)"),
    "vec": (vec(dZ), Z, "unvec(g; m×n)"),
    "unvec": (unvec(tangent(long), Z.shape), long, "vec(G)"),
    "kron": (kron(dZ, W), Z, "[tr(G_[ij]ᵀ W)]ᵢⱼ"),
    "block_inner": (block_inner(tangent(big), W, Z.shape), big, "G ⊗ W"),
    "block_sum": (block_sum(tangent(big), Z, W.shape), big, "Z ⊗ G"),
}
SECOND: dict[str, tuple[Expr, Expr, str]] = {
    "smul": (smul(ds, Z), s, "tr(GᵀZ)"),
    "matmul": (matmul(M, x, transpose(dx)), x, "GᵀMx"),
    "kron": (kron(Z, dW), W, "Σᵢⱼ Zᵢⱼ G_[ij]"),
    "block_inner": (block_inner(big, dW, Z.shape), W, "Σᵢⱼ Gᵢⱼ K_[ij]"),
    "block_sum": (block_sum(big, dZ, W.shape), Z, "[tr(K_[ij]ᵀ G)]ᵢⱼ"),
    "inner": (inner(dZ, M), Z, "g M"),
}
ROWS = [*ADJOINTS.items(), *SECOND.items()]


def test_every_linear_operation_has_a_row() -> None:
    assert set(ADJOINTS) == MULTILINEAR == {row.name for row in TABLE if row.adjoint is not None}


@pytest.mark.parametrize("row", [row for _, row in ROWS], ids=[name for name, _ in ROWS])
def test_adjoint(row: tuple[Expr, Expr, str]) -> None:
    linear, variable, expected = row
    narrow = linear.shape.is_column or linear.shape.is_scalar
    G = symbol("G", linear.shape, text="g" if narrow else "G")
    found, links = pullback(G, linear)
    assert list(found) == [variable]
    assert found[variable].shape == variable.shape
    assert text(found[variable]) == expected
    assert all(check_link(link).holds for link in links)
    assert equal(inner(G, linear), inner(found[variable], tangent(variable))).holds


def test_what_arrives_twice_is_added() -> None:
    form = matmul(transpose(x), X, x)
    found, _ = pullback(UNIT, Lineariser({x, X}).differential(form))
    assert text(found[X]) == "xxᵀ"
    assert text(found[x]) == "Xx + Xᵀx"
    claim = add(*(inner(g, tangent(one)) for one, g in found.items()))
    assert equal(tangent(form), claim).holds


def test_nothing_arrives_where_nothing_moves() -> None:
    assert pullback(UNIT, trace(matmul(A, X))) == ({}, [])


def test_a_shared_part_is_transposed_once() -> None:
    part = matmul(M, dx)
    found, links = pullback(symbol("g", u.shape), add(part, hadamard(u, part)))
    assert text(found[x]) == "Mᵀ(g + g ⊙ u)"
    assert [link.rule for link in links].count("trace_cyclic") == 1


def test_the_reason_suits_the_shapes() -> None:
    _, links = pullback(symbol("g", u.shape), matmul(M, dx))
    assert [link.because for link in links] == [CYCLIC_VECTOR]
    _, links = pullback(symbol("g", u.shape), matmul(dZ, x))
    assert [link.because for link in links] == [OUTER]
