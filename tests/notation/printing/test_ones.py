"""A bias stands without its ones where that is clear, and with them where a step needs them."""

import re

import pytest

from gradproof import api
from gradproof.core.algebra import add, hadamard, inner, matmul, scale, spread, subtract
from gradproof.core.dims import shape
from gradproof.core.expr import Expr, ones, symbol
from gradproof.notation.printing.latex import latex
from gradproof.notation.printing.terms import spreads
from gradproof.notation.printing.text import text

X, G, W = symbol("X", shape("m", "n")), symbol("G", shape("m", "k")), symbol("W", shape("n", "k"))
b, c = symbol("b", shape(1, "k")), symbol("c", shape("m"))
rows, columns = spread(b, G.shape), spread(c, G.shape)
CASES = [
    (add(matmul(X, W), rows), "XW + b", "XW + 1 b", r"X W + \mathbf{1} b"),
    (add(matmul(X, W), scale(-2, rows)), "XW − 2 b", "XW − 2·1 b", r"X W - 2 \cdot \mathbf{1} b"),
    (add(G, columns), "G + c", "G + c 1ᵀ", r"G + c \mathbf{1}^T"),
    (hadamard(G, rows), "G ⊙ b", "G ⊙ 1 b", r"G \odot \mathbf{1} b"),
]


@pytest.mark.parametrize(("expr", "short", "full", "source"), CASES)
def test_ones_are_shown_on_demand(expr: Expr, short: str, full: str, source: str):
    assert text(expr) == short
    assert text(expr, {b, c}) == full
    assert latex(expr, {b, c}) == source


def test_what_is_repeated_with_and_without_ones():
    assert spreads(add(matmul(X, W), rows)) == ({b}, set())
    assert spreads(inner(G, rows)) == (set(), {b})
    assert spreads(matmul(X, W)) == (set(), set())
    assert spreads(subtract(ones(*X.shape), X)) == (set(), set())
    assert spreads(inner(ones(*X.shape), X)) == (set(), set())


@pytest.mark.parametrize("format", ["terminal", "markdown", "json"])
def test_both_sides_of_a_step_show_the_ones(format: str):
    report = api.derive(api.read_expression(r"\|X W + b - Y\|_F^2")).to(format)
    one = r"\mathbf{1}" if format != "terminal" else "1"
    assert f"{one} db" in report.replace(r"\\", "\\").replace(r"\, ", "")
    assert not re.search(r"\+ (\\, )?db", report)
