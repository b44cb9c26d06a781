"""Gradients through functions that are known by their names alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

import gradproof as gp
from gradproof.core.algebra import hadamard
from gradproof.core.expr import Expr, Symbol
from gradproof.core.operation import TABLE
from gradproof.core.unknown import Unknown
from gradproof.derivation.scope import scope
from gradproof.derivation.verify import WAYS, verify
from gradproof.notation.reading import read_expression, read_note
from gradproof.ops.unknown import unknown, unknown_of

STYLES = ("differential", "chain", "index", "vec")

LAYER = r"""$s = V x + c$ with $V \in \mathbb{R}^{k\times d}$, $x \in \mathbb{R}^d$, $c, t \in
\mathbb{R}^k$; $r = \phi(s)$ and $E = \frac12\|r - t\|^2$ where $\phi$ is an activation."""

TWO = r"""$P \in \mathbb{R}^{h\times d}$, $Q \in \mathbb{R}^{k\times h}$, $x \in \mathbb{R}^d$,
$t \in \mathbb{R}^k$.

$$s_1 = P x,\quad r_1 = f_1(s_1),\quad s_2 = Q r_1,\quad r_2 = f_2(s_2),\quad
E = \frac12\|r_2 - t\|^2$$"""

BATCH = r"""$X \in \mathbb{R}^{N\times d}$, $V \in \mathbb{R}^{d\times k}$, $T \in
\mathbb{R}^{N\times k}$. $S = X V$, $R = g(S)$, $E = \frac{1}{2N}\|R - T\|_F^2$."""

DEEP = r"""$h^{(0)} = x$ with $x \in \mathbb{R}^{n_0}$, and for $l = 1, \dots, N$ there are
$W^{(l)} \in \mathbb{R}^{n_l \times n_{l-1}}$, $t \in \mathbb{R}^{n_N}$.

$$s^{(l)} = W^{(l)} h^{(l-1)},\quad h^{(l)} = FUNCTION(s^{(l)}),\quad l = 1, \dots, N$$

$$E = \frac12\|h^{(N)} - t\|^2$$"""


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(
    ("note", "wrt", "wanted"),
    [
        (LAYER, "V,c", ["((r − t) ⊙ φ′(s))xᵀ", "(r − t) ⊙ φ′(s)"]),
        (TWO, "P,Q", ["(Qᵀ((r₂ − t) ⊙ f₂′(s₂)) ⊙ f₁′(s₁))xᵀ", "((r₂ − t) ⊙ f₂′(s₂))r₁ᵀ"]),
        (BATCH, "V", ["(1/N) Xᵀ((R − T) ⊙ g′(S))"]),
    ],
)
def test_gradients_mention_the_derivative(note: str, wrt: str, wanted: list[str], style: str):
    found = gp.derive(gp.read(note), wrt=wrt, style=style)
    assert found.verified
    assert [one.text for one in found] == wanted


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(
    "formula",
    [
        "sum(f(A x))",
        "x'*f(A*f(B*x))",
        "tr(f(X) f(X))",
        "f(w^T x)",
        r"\log(1 + f(a^T x)^2)",
        r"\exp(-1^T g(X^T b))",
        r"\mathrm{softmax}(f(A x))^T y",
        r"\|f(X^T) - f(X)^T B\|^2",
        "y^T f'(A x)",
        r"1^T f(x \odot g(x))",
        r"f(\|x\|^2)",
        r"\mathrm{tr}(\mathrm{diag}(f(x)) A)",
    ],
)
def test_every_style_proves_every_step(formula: str, style: str):
    found, other = (gp.derive(read_expression(formula), style=one) for one in (style, STYLES[0]))
    assert found.verified
    assert [one.text for one in found] == [one.text for one in other]


@pytest.mark.parametrize("note", [LAYER, TWO, BATCH])
def test_second_derivatives_mention_the_second_derivative(note: str):
    found = gp.derive(gp.read(note), order=2)
    assert found.verified
    assert "″" in str(found)


def test_a_derivative_on_the_right_side_is_the_one_of_the_results():
    found = gp.derive(gp.read(LAYER + r" $\delta = (r - t) \odot \phi'(s)$"), wrt="V,c")
    assert [one.text for one in found] == ["δxᵀ", "δ"]


@pytest.mark.parametrize(
    ("function", "slope"), [("f", "f′"), ("f^{(l)}", "f⁽ˡ⁾′"), (r"\phi_l", "φₗ′")]
)
def test_every_layer_may_have_its_own(function: str, slope: str):
    found = gp.derive(gp.read(DEEP.replace("FUNCTION", function)))
    assert found.verified
    assert f"⊙ {slope}(s⁽ˡ⁾)" in str(found)


Broken = Callable[[Expr, Expr, Expr], Expr]
BROKEN: dict[str, Broken] = {
    "the function for its derivative": lambda y, x, dx: hadamard(y, dx),
    "the second derivative": lambda y, x, dx: hadamard(
        unknown(unknown_of(y).prime.prime, x), dx
    ),
    "another function": lambda y, x, dx: hadamard(
        unknown(Unknown(Symbol("g", "g", "g"), 1), x), dx
    ),
    "no factor": lambda y, x, dx: dx,
    "at its own value": lambda y, x, dx: hadamard(unknown(unknown_of(y).prime, y), dx),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_rule_is_noticed(name: str):
    model = read_note(TWO)
    row, wrong = TABLE["function"], BROKEN[name]
    undo = TABLE.replaced(replace(row, differential=lambda y, args, d: wrong(y, args[0], d[0])))
    try:
        found = verify(WAYS["differential"](model, scope(model)))
    finally:
        undo()
    assert not found.verified
    certificates = [*found.certificates.values(), *found.closing]
    assert any(one.holds is False for one in certificates)
    assert verify(WAYS["differential"](model, scope(model))).verified


def test_no_index_has_the_letter_of_a_function():
    note = r"$V \in \mathbb{R}^{m\times n}$, $x \in \mathbb{R}^n$, $L = \|k(V x)\|^2$ where $k$"
    found = gp.derive(gp.read(note + " is an activation."), style="index")
    assert found.verified
    steps = str(found)
    assert "Σ" in steps
    assert "ₖ" not in steps
