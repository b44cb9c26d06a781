"""What is meant where a formula may be read in two ways, and what is said of it."""

import pytest

from gradproof.notation.printing.text import text
from gradproof.notation.reading import read_expression

ENTRIES = "|X| is read as the absolute value of every entry"
DETERMINANT = "|X| is read as the determinant"
READ = [
    # the expression, how it is printed, what is said under Read as
    ("sum(|X|)", "1ᵀ |X| 1", ENTRIES),
    (r"\sum |X|", "1ᵀ |X| 1", ENTRIES),
    ("1^T |X| 1", "1ᵀ |X| 1", ENTRIES),
    ("x^T |X| x", "xᵀ |X| x", ENTRIES),
    ("tr(|X|)", "tr(|X|)", ENTRIES),
    (r"\log |X|", "log det X", ""),
    (r"\frac{1}{|X|} tr(X)", "tr(X)/det(X)", ""),
    ("|X| y^T y", "det(X) yᵀy", DETERMINANT),
    ("tr(|X| B)", "det(X) tr(B)", DETERMINANT),
    ("x^T y / x^T z", "xᵀy/(xᵀz)", "x^T y / x^T z is read as (x^T y)/(x^T z)"),
    ("x'*A*x/x'*x", "xᵀAx/(xᵀx)", "x'*A*x/x'*x is read as (x'*A*x)/(x'*x)"),
    ("tr(X) / x^T B x", "tr(X)/(xᵀBx)", "tr(X) / x^T B x is read as (tr(X))/(x^T B x)"),
    ("tr(A)/tr(B) tr(C)", "tr(A) tr(C)/tr(B)", ""),
    ("mean((x - mean(x))^2)", "(1/n)‖x − (1/n) 1ᵀx‖²", "(x - mean(x))^2 is read entry by entry"),
]


@pytest.mark.parametrize(("expression", "printed", "said"), READ)
def test_what_is_meant_is_read_and_said(expression: str, printed: str, said: str):
    model = read_expression(expression)
    (_, value) = model.definitions["f"]
    assert text(value) == printed
    assert model.readings == ([said] if said else [])
