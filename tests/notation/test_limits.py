"""Notes and formulas that are too large are refused, with one message."""

import pytest

from gradproof import api
from gradproof.core.errors import LimitError
from gradproof.notation.source import lexer, statements

VECTOR = r"$x \in \mathbb{R}^n$" + "\n"


def chain(length: int) -> str:
    lines = [rf"$z_{{{i}}} = \tanh(z_{{{i - 1}}})$" for i in range(1, length + 1)]
    return VECTOR + "$z_0 = x$\n\n" + "\n\n".join(lines) + f"\n\n$f = \\|z_{{{length}}}\\|^2$"


@pytest.mark.parametrize(
    ("note", "message"),
    [
        ("[" * 1_000_000, "more than 10,000 square brackets"),
        ("![" * 20_000, "more than 10,000 square brackets"),
        ("_a " * 200_000, "more than 100,000 marks of emphasis"),
        ("word " * 300_000, "more than 1,048,576 characters"),
        ("$x$ " * 30_000, "more than 40,000 marks of mathematics"),
        (chain(1_501), "more than 1,500 statements"),
    ],
)
def test_a_note_that_is_too_large_is_refused(note: str, message: str) -> None:
    with pytest.raises(LimitError, match=message):
        api.read(note)


def test_many_rows_are_many_statements() -> None:
    rows = "\\\\\n".join(f"f_{{{i}}} &= {i} x" for i in range(1_600))
    with pytest.raises(LimitError, match="more than 1,500 statements") as refused:
        api.read(f"{VECTOR}$$\\begin{{align}}{rows}\\end{{align}}$$")
    assert refused.value.place is not None
    assert refused.value.place.line == 1_501


def test_long_formulas_together_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statements, "MOST_CHARACTERS", 20)
    with pytest.raises(LimitError, match="more than 20 characters together"):
        api.read(VECTOR + "$f = x^T x + x^T x$")


@pytest.mark.parametrize(
    "formula", ["x/" * 6_000 + "x", "x " * 12_000, "(x)" * 5_000, "x+" * 12_000]
)
def test_a_formula_of_many_signs_is_refused(formula: str) -> None:
    assert len(formula) < lexer.MAX_BYTES
    with pytest.raises(LimitError, match="more than 10,000 letters and signs"):
        api.read_expression(formula)


def test_a_display_of_many_signs_is_refused() -> None:
    rows = "f &= " + " + ".join(["x^T x"] * 4_000)
    with pytest.raises(LimitError, match="more than 16,500 letters and signs"):
        api.read(f"{VECTOR}$$\\begin{{align}}{rows}\\end{{align}}$$")


def test_five_hundred_rows_are_no_limit() -> None:
    rows = "\\\\\n".join(f"f_{{{i}}} &= x^T x + {i} x^T x + {i} x^T x" for i in range(500))
    assert len(api.read(f"{VECTOR}$$\\begin{{align}}{rows}\\end{{align}}$$").definitions) == 500


def test_two_hundred_definitions_are_no_limit() -> None:
    assert len(api.read(chain(200)).definitions) == 202
