"""The legend explains the signs that are printed, and no others."""

import pytest

from gradproof import api
from gradproof.core.algebra import hadamard, matmul, power, reciprocal, spread, unvec
from gradproof.core.dims import Shape, shape
from gradproof.core.expr import Expr, Symbol, commutation, node, ones, selection, symbol
from gradproof.core.unknown import Unknown
from gradproof.notation.printing.latex import latex
from gradproof.notation.printing.legend import legend
from gradproof.notation.printing.text import text
from gradproof.ops import TABLE
from gradproof.ops.unknown import unknown

X, Y = (symbol(name, shape("m", "n")) for name in "XY")
S = symbol("S", shape("n", "n"))
x, b = symbol("x", shape("n")), symbol("b", shape(1, "n"))
k, s = symbol("k", shape(1)), symbol("s", shape(1))
m, n = X.shape
mn = symbol("v", Shape(m * n, shape(1).rows))
SEEN = [
    (matmul(ones(shape(1).rows, m), X), "1"),
    (matmul(X, ones(n, shape(1).cols)), "1"),
    (TABLE["sigmoid"](X), "σ"),
    (TABLE["sigmoid_prime"](X), "σ'"),
    (TABLE["normal_cdf"](X), "Φ"),
    (TABLE["normal_pdf"](X), "φ"),
    (TABLE["step"](X), "1[…]"),
    (TABLE["softplus"](X), "softplus(x)"),
    (TABLE["lse"](x), "lse"),
    (hadamard(X, reciprocal(Y)), "⊘"),
    (power(S, 2), "A^⊙p"),
    (TABLE["scalar_power"](S, k), "A^⊙p"),
    (unvec(mn, X.shape), "unvec(x; m×n)"),
    (matmul(commutation(m, n), mn), "K"),
    (matmul(selection(n), x), "S"),
]

FRAGMENTS = {
    "A^⊙p": "^⊙", "1[…]": "1[", "softplus(x)": "softplus(", "unvec(x; m×n)": "unvec(",
}  # fmt: skip
"""How a sign stands in a formula, where the legend writes other operands."""


@pytest.mark.parametrize(("expr", "sign"), SEEN, ids=[text(one) for one, _ in SEEN])
def test_sign_is_explained(expr: Expr, sign: str):
    (meaning,) = legend([expr])
    assert meaning.text == sign
    assert FRAGMENTS.get(sign, sign) in text(expr)


def test_blocks_are_explained():
    found = api.derive(api.read_expression(r"\|A \otimes X - Y\|_F^2"))
    block = [one for one in found.results if "_[ij]" in one.text]
    assert block
    for one in block:
        assert "A_[ij]" in [entry.text for entry in legend([one.gradient.expr])]


def test_latex_of_a_sign_is_that_of_the_formula():
    for name, sign in (("normal_pdf", r"\varphi"), ("sigmoid_prime", r"\sigma'")):
        row = TABLE[name](X)
        assert legend([row])[0].latex == sign
        assert latex(row).startswith(sign)


@pytest.mark.parametrize(
    "expr",
    [
        matmul(X, TABLE["tanh"](x)),
        spread(b, X.shape),
        power(TABLE["tanh"](s), 2),
        power(s, -2),
        TABLE["scalar_power"](s, k),
        node("trace", (S,), None, shape(1)),
    ],
    ids=text,
)
def test_common_signs_are_not_explained(expr: Expr):
    assert legend([expr]) == []


def test_what_the_author_wrote_is_known():
    assert legend([TABLE["step"](X)], known=[TABLE["step"](Y)]) == []
    assert [one.text for one in legend([TABLE["softplus"](X)], known=[TABLE["softplus"](X)])] == [
        "softplus(x)"
    ]


def test_primes_of_unknown_functions_are_explained_once_for_each_order():
    f, g = (Unknown(Symbol(name, name, name)) for name in "fg")
    shown = [unknown(f.prime, x), unknown(g.prime, x), unknown(f.prime.prime, x)]
    rows = legend(shown)
    assert [(one.text, one.latex) for one in rows] == [("f′", "f'"), ("f″", "f''")]
    assert rows[0].words.en == "is the derivative of f, at each entry, and so for the others"
    assert rows[1].words.en == "is the second derivative of f, at each entry"
    assert legend(shown, known=shown) == []
    assert legend([unknown(f, x)]) == []
