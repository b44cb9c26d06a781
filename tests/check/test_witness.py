"""Numbers for which a wrong claim fails: they can be put in by hand, and they do fail."""

from __future__ import annotations

import numpy as np
import pytest
from tests.check import oracle
from tests.check.notes import NOTES
from tests.check.slips import slips

import gradproof as gp
from gradproof.report.checked.judged import Claim

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


WITHOUT_NUMBERS = {"layers", "指数"}
"""A loss that is not given; ones, of which nobody says how many."""
LATEX = {"λ": r"\lambda", "γ": r"\gamma"}


@pytest.mark.parametrize("name", NOTES)
def test_every_counterexample_is_redone_by_differences(name: str, monkeypatch: pytest.MonkeyPatch):
    """Both sides of a slip, from the numbers that are given, by another evaluator."""
    text, note = NOTES[name], oracle.Note(NOTES[name])
    redone = 0
    for claim in note.claims:
        for _, made in slips(claim.right):
            found = judged(text[: claim.start] + made + text[claim.end :], claim.start)
            if found.counterexample is None:
                continue
            left, right = redo(note, claim.left, made, found.counterexample["inputs"], monkeypatch)
            assert np.allclose(flat(found.counterexample["true"]), left.ravel(), atol=1e-4)
            assert np.allclose(flat(found.counterexample["claimed"]), right.ravel(), atol=1e-4)
            assert left.shape != right.shape or not np.allclose(left, right)
            redone += 1
    assert redone or name in WITHOUT_NUMBERS


def judged(text: str, at: int) -> Claim:
    (claim,) = [one for one in gp.check(text).claims if one.start < at < one.end]
    return claim


def flat(value: object) -> np.ndarray:
    return np.asarray(value, float).ravel()


def redo(
    note: oracle.Note, left: str, right: str, inputs: object, monkeypatch: pytest.MonkeyPatch
) -> tuple[np.ndarray, np.ndarray]:
    """The values of both sides; what the numbers do not say does not matter."""
    assert isinstance(inputs, dict)
    named = {LATEX.get(str(key), str(key)): value for key, value in inputs.items()}
    letters = {k: v for k, v in named.items() if k not in note.shapes}
    values: dict[str, np.ndarray] = {}
    for key in named.keys() & note.shapes.keys():
        shape, array = note.shapes[key], np.asarray(named[key], float)
        values[key] = array.reshape(-1, 1) if shape[1:] == ("1",) else array
        for word, size in zip(shape, values[key].shape, strict=False):
            if word in oracle.SIZES:
                monkeypatch.setitem(oracle.SIZES, word, size)
    point = note.point(0)
    given = {**point.values, **values}
    here = oracle.Point(note, note.forward(given, {}), letters)
    for name, formula in note.late:
        here.values[name] = formula.value(here)
    return oracle.Formula(left).value(here), oracle.Formula(right).value(here)
