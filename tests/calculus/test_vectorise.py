"""vec L(dX) = Σ J vec(dX), for every operation of the linear set; K and S do what they say."""

from __future__ import annotations

import pytest

from gradproof import api
from gradproof.calculus.linearise import Lineariser
from gradproof.calculus.vectorise import jacobians
from gradproof.core.algebra import add, diag, diagonal, matmul, scale, transpose, vec
from gradproof.core.dims import shape, size
from gradproof.core.expr import UNIT, commutation, identity, selection, symbol, tangent
from gradproof.core.facts import Equation
from gradproof.exact import equal

m, n = size("m"), size("n")
A = symbol("A", shape("m", "n"))
B = symbol("B", shape("n", "n"))
x = symbol("x", shape("n"))

FORMULAS = (
    "A X B", "X^T A X", "x^T A x", r"\tanh(W x)", r"X \odot X^T", r"\mathrm{softmax}(W x)",
    r"x/\|x\|", "X^{-1}", r"\mathrm{softmax}(X W)", r"\mathrm{diag}(A x) X", r"\mathrm{diag}(X)",
    r"\mathrm{tr}(X) X", "x x^T", r"A \otimes X", r"\det(X) X", r"\mathrm{vec}(X)^T c",
    r"\mathrm{relu}(X W + 1 b^T)", r"\log\det(X)", r"\mathrm{tr}(X^2) \|X\|",
)  # fmt: skip


@pytest.mark.parametrize("formula", FORMULAS)
def test_the_jacobians_are_those_of_the_formula(formula: str):
    model = api.read_expression(formula)
    ((left, right),) = model.definitions.values()
    linear = Lineariser(set(model.declared.values())).differential(right)
    found = jacobians(linear)
    assert found is not None
    assert set(found) <= set(model.declared.values())
    for one, J in found.items():
        assert J.shape.rows is left.shape.rows * left.shape.cols
        assert J.shape.cols is one.shape.rows * one.shape.cols
    after = add(*(matmul(J, vec(tangent(one))) for one, J in found.items()))
    assert equal(vec(tangent(left)), after, [Equation(left, right)]).holds
    wrong = scale(2, after)
    assert equal(vec(tangent(left)), wrong, [Equation(left, right)]).holds is False


def test_commutation():
    assert equal(matmul(commutation(m, n), vec(A)), vec(transpose(A))).holds
    assert equal(matmul(commutation(n, m), vec(A)), vec(transpose(A))).holds is False
    assert transpose(commutation(m, n)) is commutation(n, m)
    assert equal(matmul(commutation(n, m), commutation(m, n)), identity(m * n)).holds
    assert commutation(n, size(1)) is identity(n)


def test_selection():
    assert equal(matmul(selection(n), x), vec(diag(x))).holds
    assert equal(matmul(transpose(selection(n)), vec(B)), diagonal(B)).holds
    assert equal(matmul(transpose(selection(n)), vec(B)), diagonal(transpose(B))).holds
    assert equal(matmul(transpose(selection(n)), selection(n)), identity(n)).holds
    assert selection(size(1)) is UNIT


def test_sums_over_blocks_are_not_said():
    model = api.read_expression(r"\|A \otimes X\|^2 + \mathrm{tr}((A \otimes X) C)")
    found = api.derive(model, wrt="X")
    gradient = found["X"].gradient.expr
    assert jacobians(Lineariser({model.find("C")}).differential(gradient)) is None
