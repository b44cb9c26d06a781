"""Second derivatives: the textbook's, proved, and equal to differences of the gradient."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from math import prod

import pytest

import gradproof as gp
from gradproof.core.algebra import scale, transpose
from gradproof.core.expr import Expr
from gradproof.derivation.verify import verify
from gradproof.exact import evaluate
from gradproof.notation.printing.text import text

Values = dict[str, list[list[float]]]

TEXTBOOK: dict[str, dict[str, str]] = {
    "x^T A x": {"x x": "A + Aᵀ", "x A": "(xᵀ ⊗ Iₙ)(I + Kₙₙ)", "A A": "0"},
    r"\|A X - B\|^2": {"X X": "2 Iₖ ⊗ (AᵀA)", "A A": "2 (XXᵀ) ⊗ Iₘ", "B B": "2 I"},
    "a^T X^{-1} b": {"a b": "X⁻¹", "a a": "0"},
    r"\|x\|": {"x x": "I/‖x‖ − xxᵀ/‖x‖³"},
    r"\log\sum_i \exp(x_i)": {"x x": "diag(softmax(x)) − softmax(x) softmax(x)ᵀ"},
    r"1^T\log(1+\exp(X w)) - y^T X w": {"w w": "Xᵀ diag(σ'(Xw)) X", "w y": "−Xᵀ"},
    r"\log\det(X)": {"X X": "−(X⁻¹ ⊗ X⁻ᵀ)Kₙₙ"},
    r"\frac12\|X w - y\|^2 + \frac\lambda2\|w\|^2": {"w w": "XᵀX + λ I", "w λ": "w"},
    r"\mathrm{tr}(X^T A X B)": {"X X": "Bᵀ ⊗ A + B ⊗ Aᵀ"},
}


def derived(formula: str, **options: str) -> gp.Derivation:
    return gp.derive(gp.read_expression(formula), order=2, **options)  # pyright: ignore[reportArgumentType]


def values(found: gp.Derivation) -> dict[str, str]:
    return {f"{text(one.wrt)} {text(one.other)}": text(one.value) for one in found.proof.seconds}


@pytest.mark.parametrize("formula", TEXTBOOK)
@pytest.mark.parametrize("style", ["differential", "chain"])
def test_the_textbooks(formula: str, style: str):
    found = derived(formula, style=style)
    assert found.verified
    assert TEXTBOOK[formula].items() <= values(found).items()


FUNCTIONS = (
    *TEXTBOOK, r"\|\tanh(W x) - y\|^2", r"-y^T \log \mathrm{softmax}(W x)", r"\|X^T X - B\|^2",
    r"\mathrm{tr}(X^3)", r"\|x x^T - A\|^2", r"\exp(-\frac12 x^T A x)", r"\frac{x^T A x}{x^T x}",
    r"\det(X)", r"\|A X B\|^2", r"u^T \sigma(V x)", r"\mathrm{tr}((X^T X)^{-1})", "a^T x + b^T x",
    r"\|x\|^4", r"\sum_i \log x_i", r"\sqrt{1 + \|x\|^2}", r"\|\mathrm{softmax}(X) - Y\|^2",
    r"\mathrm{vec}(X)^T A \mathrm{vec}(X)", r"\|\mathrm{diag}(x) A\|^2", r"\log(1 + x^T A x)",
    r"\|X \odot A\|^2", r"\mathrm{tr}(\mathrm{diag}(x) A \mathrm{diag}(x))",
)  # fmt: skip


def drawn(found: gp.Derivation, rng: random.Random) -> Values:
    """A point; matrices near a multiple of the identity, vectors positive."""
    sizes = {"m": 4, "n": 3, "k": 2, "p": 3, "q": 2}
    made: Values = {}
    for leaf in found.model.declared.values():
        rows, cols = (prod(sizes[letter] for letter in one.letters) for one in leaf.shape)
        made[leaf.symbol.name] = [
            [rng.uniform(0.2, 0.9) + (1.5 if i == j and cols > 1 else 0) for j in range(cols)]
            for i in range(rows)
        ]
    return made


def moved(point: Values, one: Expr, step: float) -> list[Values]:
    """The point with one entry of a variable moved, for each entry in the order of vec."""
    name = one.symbol.name
    rows, cols = len(point[name]), len(point[name][0])
    made: list[Values] = []
    for j in range(cols):
        for i in range(rows):
            other = {key: [list(row) for row in value] for key, value in point.items()}
            other[name][i][j] += step
            made.append(other)
    return made


@pytest.mark.parametrize("formula", FUNCTIONS)
def test_agrees_with_differences_of_the_gradient(formula: str):
    found = derived(formula)
    assert found.verified
    point = drawn(found, random.Random(formula))
    definitions = dict(found.model.definitions.values()) | found.proof.adjoints
    gradients = {one.wrt: one.gradient for one in found.proof.results}

    def value(expr: Expr, at: Values) -> list[list[float]]:
        return evaluate(expr, at, definitions=definitions)

    for second in found.proof.seconds:
        assert not second.is_map
        ours = value(second.value, point)
        step = 1e-5
        pairs = zip(
            moved(point, second.other, step), moved(point, second.other, -step), strict=True
        )
        for column, (above, below) in enumerate(pairs):
            up, down = (value(gradients[second.wrt], at) for at in (above, below))
            theirs = [
                (up[i][j] - down[i][j]) / (2 * step)
                for j in range(len(up[0]))
                for i in range(len(up))
            ]
            assert [row[column] for row in ours] == pytest.approx(theirs, rel=1e-5, abs=1e-6)


def test_intermediate_names_are_kept():
    found = gp.derive(
        r"$X \in \mathbb{R}^{m\times d}$ data, $w \in \mathbb{R}^d$, $y \in \mathbb{R}^m$ labels."
        r" $$s = \sigma(X w), \quad f = -y^T \log s - (1 - y)^T \log(1 - s)$$",
        order=2,
    )
    assert values(found) == {"w w": "Xᵀ diag(s ⊙ (1 − s)) X"}


def test_where_no_matrix_says_it_the_map_is_given():
    found = derived(r"\mathrm{tr}((A \otimes X) C) \mathrm{tr}(A)", wrt="X,C")
    assert found.verified
    mixed = next(one for one in found.proof.seconds if one.wrt is not one.other)
    assert mixed.is_map
    assert "d(∂f/∂X) = " in str(found)


def test_a_wrong_hessian_is_noticed():
    found = derived(r"\|A x\|^2", wrt="x").proof
    step = next(step for step in found.steps if step.kind == "hessian")
    (link,) = step.links
    for after in (scale(2, link.after), transpose(link.after)):
        if after.shape != link.after.shape:
            continue
        step.links[0] = replace(link, after=after)
        assert not verify(found).verified


def test_reports():
    found = derived("x^T A x", wrt="x")
    record = json.loads(found.to("json"))
    assert record["order"] == 2
    (result,) = record["results"]
    assert (result["wrt"], result["and"], result["form"]) == ("x", "x", "matrix")
    assert (result["latex"], result["shape"]) == ("A + A^T", ["n", "n"])
    assert record["gradients"][0]["text"] == "(A + Aᵀ)x"
    assert "∂²f/∂x∂xᵀ = A + Aᵀ" in str(found)
    assert r"\frac{\partial^2 f}{\partial x \, \partial x^T}" in found.to("markdown")
    assert "二阶导数" in gp.derive(gp.read_expression("x^T A x"), order=2, lang="zh").to("latex")


def test_a_gradient_may_mention_what_the_objective_does_not_rest_on():
    found = gp.derive(
        r"$A \in \mathbb{R}^{m\times n}$, $b \in \mathbb{R}^m$, $c \in \mathbb{R}^n$ is given."
        r" $$z = A c + b, \quad p = \mathrm{softmax}(z), \quad F = \log \sum_{i=1}^m e^{z_i}$$",
        of="F",
        wrt="b",
        order=2,
    )
    assert found["b"].text == "p"
    assert values(found) == {"b b": "diag(p) − ppᵀ"}
    assert found.verified


def test_attention_is_proved():
    found = gp.derive(
        r"$X \in \mathbb{R}^{n\times d}$ and $Y \in \mathbb{R}^{n\times k}$ data,"
        r" $B, C \in \mathbb{R}^{d\times h}$, $D \in \mathbb{R}^{d\times k}$."
        r" $$U = X B, \quad Z = X C, \quad P = \mathrm{softmax}(U Z^T), \quad"
        r" f = \|P X D - Y\|_F^2$$",
        wrt="B,C,D",
        order=2,
    )
    assert found.verified
    assert len(found.proof.seconds) == 6
    assert values(found)["D D"] == "2 Iₖ ⊗ (XᵀPᵀPX)"


def test_numbers_are_no_matrices():
    found = derived(r"\lambda^2 x^T A x", wrt="x,A,lambda")
    shown = found.to("terminal")
    assert "∂²f/∂x∂λ = 2 λ (A + Aᵀ)x" in shown
    assert "∂²f/∂vec(A)∂λ = " in shown
    assert "vec(λ)" not in shown
    assert r"\frac{\partial^2 f}{\partial x \, \partial \lambda}" in found.to("markdown")
    turned = derived(r"\lambda^2 x^T A x", wrt="lambda,x")
    assert "∂²f/∂λ∂xᵀ" in turned.to("terminal")
