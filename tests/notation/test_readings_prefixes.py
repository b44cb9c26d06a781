"""How far functions without brackets reach, in notes."""

import pytest

from gradproof.core.errors import GradproofError
from gradproof.notation.printing.text import text
from gradproof.notation.reading import read_note

DECLARED = r"$s, t \in \mathbb{R}$, $A, B \in \mathbb{R}^{n \times n}$, $g = s t \|A B\|^2$."

REACHES = [
    (r"\exp -s", "exp(−s)"),
    (r"t \exp -\frac12 s^2", "t exp(−s²/2)"),
    (r"s \exp -t + 1", "s exp(−t) + 1"),
    (r"\log\det A B", "log det(AB)"),
    (r"\det A B", "det(AB)"),
    (r"\log s \log t", "(log s) log t"),
    (r"s \log(1 + e^t)", "s softplus(t)"),
]


@pytest.mark.parametrize(("formula", "printed"), REACHES)
def test_a_function_takes(formula: str, printed: str):
    model = read_note(f"{DECLARED}\n\n$L = {formula}$")
    assert text(model.definitions["L"][1]) == printed


@pytest.mark.parametrize("formula", [r"\log 1 + e^s", r"s + t \ln 1 + t"])
def test_a_logarithm_of_one_in_front_of_a_sum_is_asked_about(formula: str):
    model = read_note(f"{DECLARED}\n\n$L = {formula}$")
    with pytest.raises(GradproofError, match="is 0, whatever stands behind it"):
        _ = model.objective
