"""Distinctions of cases, and functions of a note that act on every entry."""

import pytest

from gradproof.core.errors import GradproofError
from gradproof.notation.printing.text import text
from gradproof.notation.reading import read_note

DECLARED = (
    r"$x, v \in \mathbb{R}^n$, $m = v^T x$."
    "\n\n"
)

CASES = [
    # a function or a scalar by cases, and how the objective is printed
    (r"$$g(z) = \begin{cases} z & z > 0 \\ 0 & z \le 0 \end{cases}$$ $$L = v^T g(x)$$",
     "vᵀ(1[x > 0] ⊙ x)"),
    (r"$$g(z) = \begin{cases} z, & \text{if } z \ge 0, \\ a(e^z - 1), & \text{otherwise}"
     r"\end{cases}$$ $$L = v^T g(x)$$",
     "vᵀ(1[x > 0] ⊙ x + a (1 − 1[x > 0]) ⊙ (exp(x) − 1))"),
    (r"$$g(z) = \begin{cases} z^2 & |z| \le c \\ 2c|z| - c^2 & \text{else} \end{cases}$$"
     r" $$L = v^T g(x)$$",
     "vᵀ(1[c − |x| > 0] ⊙ x^⊙2 + (1 − 1[c − |x| > 0]) ⊙ (2 c |x| − c²))"),
    (r"$$L = \begin{cases} 1 - m & \text{if $m < 1$} \\ 0 & \text{其他} \end{cases}$$",
     "(1 − m) 1[1 − m > 0]"),
    (r"$$L = \begin{cases} 0 & m < -1 \\ m^2 & -1 \le m \le 1 \\ 1 & m > 1 \end{cases}$$",
     "(1 − 1[−1 − m > 0])(m² 1[m + 1 > 0] 1[1 − m > 0] + 1 − 1[m + 1 > 0] 1[1 − m > 0])"),
    (r"$$L = \begin{cases} m & m > 0 \\ 0 & m = 0 \\ -m & m < 0 \end{cases}$$",
     "m 1[m > 0] − m (1 − 1[m > 0])"),
]  # fmt: skip


@pytest.mark.parametrize(("formulas", "printed"), CASES)
def test_cases_are_steps(formulas: str, printed: str):
    model = read_note(DECLARED + formulas)
    assert text(model.definitions["L"][1]) == printed


UNREAD = [
    (r"\begin{cases} m & m < 1 \\ 0 & m > 2 \end{cases}", "not the opposite of the other"),
    (r"\begin{cases} m & y = 1 \\ 0 & y = 0 \end{cases}", "cases by equalities"),
    (r"\begin{cases} m & \text{on Mondays} \\ 0 & \text{else} \end{cases}", "is not read"),
    (r"\begin{cases} m & m \in A \\ 0 & \text{else} \end{cases}", "condition is not supported"),
]


@pytest.mark.parametrize(("formula", "message"), UNREAD)
def test_what_is_no_step(formula: str, message: str):
    model = read_note(f"{DECLARED}$$L = {formula}$$")
    with pytest.raises(GradproofError, match=message):
        _ = model.objective


FUNCTIONS = [
    (r"$\phi(z) = z\,\sigma(z)$ and $L = v^T \phi(x)$", "vᵀ(x ⊙ σ(x))"),
    (r"$f(u) = \max(0, u)^2$ and $L = v^T f(x)$", "vᵀ ReLU(x)^⊙2"),
    (r"$q(z) = \frac{z^2}{1 + z^2}$ and $L = v^T q(x)$", "vᵀ(x^⊙2 ⊘ (1 + x^⊙2))"),
    (r"$q(z) = c z e^{-z}$ and $L = v^T q(x)$", "c vᵀ(x ⊙ exp(−x))"),
    # these do not act on entries
    (r"$q(z) = z^T z$ and $L = q(x) + q(v)$", "xᵀx + vᵀv"),
    (r"$q(z) = \|z\|^2 z$ and $L = v^T q(x)$", "‖x‖² vᵀx"),
]


@pytest.mark.parametrize(("formulas", "printed"), FUNCTIONS)
def test_functions_of_entries(formulas: str, printed: str):
    model = read_note(DECLARED + formulas)
    assert text(model.definitions["L"][1]) == printed
