"""Numbers for which a wrong claim fails: they can be put in by hand, and they do fail."""

from __future__ import annotations

import gradproof as gp

NOTE = (
    r"Let $X \in \mathbb{R}^{m\times d}$, $w \in \mathbb{R}^d$, $y \in \mathbb{R}^m$ and"
    r" $L = \frac12\|Xw-y\|^2$. "
)


def test_the_numbers_of_a_counterexample_can_be_redone():
    claim = gp.check(NOTE + r"Then $\nabla_w L = X^T(Xw+y)$.").claims[-1]
    assert claim.verdict == "wrong"
    assert claim.counterexample is not None
    inputs = claim.counterexample["inputs"]
    assert isinstance(inputs, dict)
    x, w, y = inputs["X"], inputs["w"], inputs["y"]
    fitted = [sum(a * b for a, b in zip(row, w, strict=True)) for row in x]

    def gradient(sign: int) -> list[float]:
        return [
            sum(row[j] * (p + sign * q) for row, p, q in zip(x, fitted, y, strict=True))
            for j in range(len(w))
        ]

    assert claim.counterexample["claimed"] == gradient(1)
    assert claim.counterexample["true"] == gradient(-1)
    assert all(isinstance(one, int) for row in x for one in row)


def test_a_loss_that_is_not_given_has_no_numbers():
    note = r"Let $z = Wx + b$ and $a = \sigma(z)$. Then $\frac{\partial L}{\partial b} = "
    claim = gp.check(note + r"2\frac{\partial L}{\partial z}$.").claims[-1]
    assert claim.verdict in ("wrong", "undecided")
    assert claim.counterexample is None


def test_a_shape_that_does_not_fit_needs_no_numbers():
    claim = gp.check(NOTE + r"Then $\nabla_w L = X(Xw-y)$.").claims[-1]
    assert claim.verdict == "wrong"
    assert claim.counterexample is None


def test_the_numbers_are_what_the_note_says_of_its_matrices():
    note = r"Let $A \in \mathbb{R}^{n\times n}$ be symmetric, $x \in \mathbb{R}^n$, $f = x^TAx$. "
    claim = gp.check(note + r"Then $\nabla_x f = 4Ax$.").claims[-1]
    assert claim.verdict == "wrong"
    assert claim.counterexample is not None
    inputs = claim.counterexample["inputs"]
    assert isinstance(inputs, dict)
    a, x = inputs["A"], inputs["x"]
    assert a == [list(row) for row in zip(*a, strict=True)]
    product = [sum(p * q for p, q in zip(row, x, strict=True)) for row in a]
    assert claim.counterexample["claimed"] == [4 * one for one in product]
    assert claim.counterexample["true"] == [2 * one for one in product]


def test_the_numbers_meet_the_condition_of_the_claim():
    note = r"Let $z \in \mathbb{R}^n$ and $p = \mathrm{softmax}(z)$. For $i \neq j$ we have "
    claim = gp.check(note + r"$\frac{\partial p_i}{\partial z_j} = p_ip_j$.").claims[-1]
    assert claim.verdict == "wrong"
    assert claim.counterexample is not None
    inputs = claim.counterexample["inputs"]
    assert isinstance(inputs, dict)
    assert inputs["i"] != inputs["j"]


def test_differentials_have_no_numbers():
    note = r"Let $X \in \mathbb{R}^{m\times n}$, $Y = X^TX$. Then "
    claim = gp.check(note + r"$dY = 2X^TdX$.").claims[-1]
    assert claim.verdict in ("wrong", "undecided")
    assert claim.counterexample is None
