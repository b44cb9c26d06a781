"""The outcome of a claim: equal, different, misfit or nothing, and by which convention."""

from __future__ import annotations

import numpy as np
import pytest
from tests.check.reading import last_sides, outcome_of, world_of

from gradproof.check.arrays import Array, Jacobian, scalar
from gradproof.check.judge import Judge, Outcome, compare
from gradproof.check.products import Flexible
from gradproof.check.tape import NoValue
from gradproof.check.verdicts import MOST_CONVENTIONS

A = r"$A \in \mathbb{R}^{m \times n}$, $x \in \mathbb{R}^n$, $y \in \mathbb{R}^m$, "
S = r"$A \in \mathbb{R}^{n \times n}$, $B \in \mathbb{R}^{n \times n}$, "
F = A + r"$f = \|A x - y\|^2$, "
U = r"$x \in \mathbb{R}^n$, $u = \tanh(x)$, "

OUTCOMES: dict[str, tuple[str, str, list[str]]] = {
    "a gradient": (F + r"$\nabla_x f = 2 A^T (A x - y)$", "equal", []),
    "half of it": (F + r"$\nabla_x f = A^T (A x - y)$", "different", []),
    "its negative": (F + r"$\nabla_x f = -2 A^T (A x - y)$", "different", []),
    "without the transpose": (F + r"$\nabla_x f = 2 A (A x - y)$", "misfit", []),
    "as a row": (F + r"$\nabla_x f = 2 (A x - y)^T A$", "equal", ["numerator-layout"]),
    "of a matrix": (F + r"$\frac{\partial f}{\partial A} = 2 (A x - y) x^T$", "equal", []),
    "of a matrix, turned": (
        F + r"$\frac{\partial f}{\partial A} = 2 x (A x - y)^T$",
        "equal",
        ["numerator-layout"],
    ),
    "an identity": (S + r"$(A B)^T = B^T A^T$", "equal", []),
    "no identity but of entrywise products": (
        S + r"$(A B)^T = A^T B^T$",
        "equal",
        ["hadamard:juxtaposed"],
    ),
    "no identity": (S + r"$(A B)^{-1} = A^{-1} B^{-1}$", "different", []),
    "values are not turned": (S + r"$A B = B^T A^T$", "different", []),
    "a trace": (S + r"$\mathrm{tr}(A B) = \mathrm{tr}(B A)$", "equal", []),
    "traces do not multiply": (
        S + r"$\mathrm{tr}(A B) = \mathrm{tr}(A) \mathrm{tr}(B)$",
        "different",
        [],
    ),
    "a row is no column": (A + r"$x^T A^T = A x$", "misfit", []),
    "a Jacobian": (A + r"$u = A x$, $\frac{\partial u}{\partial x} = A$", "equal", []),
    "a Jacobian, turned": (
        A + r"$u = A x$, $\frac{\partial u}{\partial x} = A^T$",
        "equal",
        ["denominator-layout"],
    ),
    "a diagonal Jacobian": (
        U + r"$\frac{\partial u}{\partial x} = \mathrm{diag}(1 - u \odot u)$",
        "equal",
        [],
    ),
    "its diagonal": (
        U + r"$\frac{\partial u}{\partial x} = 1 - u \odot u$",
        "equal",
        ["elementwise-derivative"],
    ),
    "of entries": (
        U + r"$\frac{\partial u_i}{\partial x_j} = \delta_{ij} (1 - u_i^2)$",
        "equal",
        [],
    ),
    "of entries, only where they are equal": (
        U + r"$\frac{\partial u_i}{\partial x_j} = 1 - u_i^2$",
        "different",
        [],
    ),
    "a differential": (F + r"$\mathrm{d} f = 2 (A x - y)^T A \mathrm{d} x$", "equal", []),
    "a differential, turned": (
        F + r"$\mathrm{d} f = 2 (A x - y)^T A^T \mathrm{d} x$",
        "misfit",
        [],
    ),
    "second derivatives": (F + r"$\nabla_x^2 f = 2 A^T A$", "equal", []),
    "second derivatives, wrong": (F + r"$\nabla_x^2 f = 2 A A^T$", "misfit", []),
    "0 of any shape": (A + r"$A - A = 0$", "equal", []),
    "what is not 0": (A + r"$A x = 0$", "different", []),
    "a function that does not exist": (A + r"$\log(-x^T x) = 1$", "nothing", []),
    "both sides are 0": (A + r"$x - x = y^T y (x - x)$", "nothing", []),
}


@pytest.mark.parametrize("name", OUTCOMES)
def test_outcomes(name: str):
    text, kind, conventions = OUTCOMES[name]
    found = outcome_of(text)
    assert (found.kind, found.conventions) == (kind, conventions)


def test_conventions_cost():
    """What holds only if products are read as entrywise ones is too dear for a verdict."""
    assert outcome_of(S + r"$(A B)^T = A^T B^T$").cost > MOST_CONVENTIONS
    assert 0 < outcome_of(F + r"$\nabla_x f = 2 (A x - y)^T A$").cost <= MOST_CONVENTIONS
    assert outcome_of(F + r"$\nabla_x f = 2 A^T (A x - y)$").cost == 0


def test_the_case_that_refutes_is_named():
    """s_i (1 - s_j) is right where i = j, so the case that refutes has i ≠ j."""
    text = r"$x \in \mathbb{R}^n$, $s = \mathrm{softmax}(x)$, "
    found = outcome_of(text + r"$\frac{\partial s_i}{\partial x_j} = s_i (1 - s_j)$")
    assert found.kind == "different"
    assert found.case["i"] != found.case["j"]


def test_the_values_that_refute_are_kept():
    found = outcome_of(F + r"$\nabla_x f = A^T (A x - y)$")
    assert found.values is not None
    one, other = found.values
    assert isinstance(one, Array)
    assert isinstance(other, Array)
    ratio = np.array([float(a.value) if hasattr(a, "value") else a for a in one.data]) / np.array(
        [float(b.value) if hasattr(b, "value") else b for b in other.data]
    )
    assert np.allclose(ratio, 2)


def test_true_at_one_point_is_not_true():
    """√x² is x at the positive points: points of either sign are asked."""
    text = r"$x \in \mathbb{R}$, $y = x^2$, "
    assert outcome_of(text + r"$\sqrt{x^2} = x$").kind == "different"
    assert outcome_of(text + r"$\sqrt{x^2} = |x|$").kind == "equal"


def test_small_differences_are_seen():
    text = r"$x \in \mathbb{R}^n$, $f = x^T x$, "
    assert outcome_of(text + r"$\nabla_x f = 2.00001 x$").kind == "different"


def test_fewer_readings_find_less():
    text = S + r"$\mathrm{tr}(A \odot B) = \mathrm{tr}(A \cdot B)$"
    world, state = world_of(text)
    left, right = last_sides(world.found)
    many = Judge(world, state).judge(left, right, right.node.start)
    one = Judge(world, state, readings=1).judge(left, right, right.node.start)
    assert (many.kind, many.conventions) == ("equal", ["hadamard:cdot"])
    assert one.kind == "different"


def column(*entries: float) -> Array:
    return Array((len(entries), 1), entries)


def row(*entries: float) -> Array:
    return Array((1, len(entries)), entries)


COMPARED = {
    "the same": (column(1, 2), column(1, 2), True, "equal", []),
    "near": (column(1, 2), column(1, 2 + 1e-12), True, "equal", []),
    "not near": (column(1, 2), column(1, 2 + 1e-6), True, "different", []),
    "turned, of derivatives": (column(1, 2), row(1, 2), True, "equal", ["numerator-layout"]),
    "turned, of values": (column(1, 2), row(1, 2), False, "misfit", []),
    "turned and wrong": (column(1, 2), row(2, 1), True, "different", []),
    "0": (column(0, 0), scalar(0), True, "equal", []),
    "not 0": (column(0, 1), scalar(0), True, "different", []),
    "a number": (column(3, 3), scalar(3.0), True, "misfit", []),
    "ones": (column(1, 1), Flexible("ones"), True, "equal", []),
    "not ones": (column(1, 2), Flexible("ones"), True, "different", []),
    "ones as a row": (column(1, 1), Flexible("ones-row"), False, "misfit", []),
    "two ones": (Flexible("ones"), Flexible("ones"), True, "nothing", []),
    "a Jacobian": (
        Jacobian((2, 1), (3, 1), [[1, 2, 3], [4, 5, 6]]),
        Array((2, 3), [1, 2, 3, 4, 5, 6]),
        True,
        "equal",
        [],
    ),
    "a Jacobian, turned": (
        Array((3, 2), [1, 4, 2, 5, 3, 6]),
        Jacobian((2, 1), (3, 1), [[1, 2, 3], [4, 5, 6]]),
        True,
        "equal",
        ["denominator-layout"],
    ),
    "a Jacobian, wrong": (
        Jacobian((2, 1), (3, 1), [[1, 2, 3], [4, 5, 6]]),
        Array((2, 3), [1, 2, 3, 4, 5, 7]),
        True,
        "different",
        [],
    ),
    "a diagonal": (
        Jacobian((2, 1), (2, 1), [[2, 0], [0, 3]]),
        column(2, 3),
        True,
        "equal",
        ["elementwise-derivative"],
    ),
    "no diagonal": (
        Jacobian((2, 1), (2, 1), [[2, 1], [0, 3]]),
        column(2, 3),
        True,
        "misfit",
        [],
    ),
}


@pytest.mark.parametrize("name", COMPARED)
def test_compare(name: str):
    one, other, layout, kind, tags = COMPARED[name]
    found: Outcome = compare(one, other, layout)
    assert (found.kind, found.tags) == (kind, tags)


def test_what_is_too_large_is_not_compared():
    for value in (1e13, float("nan")):
        with pytest.raises(NoValue):
            compare(column(value), column(value), True)
