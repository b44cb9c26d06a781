"""What is meant where a formula may be read in two ways, and what is said of it."""

import pytest

from gradproof.core.errors import GradproofError, NotationError
from gradproof.notation.printing.text import text
from gradproof.notation.reading import read_expression, read_note

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
    (r"\det(x)", "x", ""),
    ("logdet(x)", "log x", ""),
    ("inv(x)*c", "c/x", ""),
    (r"\sum_{i \in S} x_i", "1ᵀx", r"i \in S is read as all values that there are"),
    ("1/2 x^T A x", "½ xᵀAx", ""),
    ("tr(|X| B)", "det(X) tr(B)", DETERMINANT),
    ("x^T y / x^T z", "xᵀy/(xᵀz)", "x^T y / x^T z is read as (x^T y)/(x^T z)"),
    ("x'*A*x/x'*x", "xᵀAx/(xᵀx)", "x'*A*x/x'*x is read as (x'*A*x)/(x'*x)"),
    ("tr(X) / x^T B x", "tr(X)/(xᵀBx)", "tr(X) / x^T B x is read as (tr(X))/(x^T B x)"),
    ("tr(A)/tr(B) tr(C)", "tr(A) tr(C)/tr(B)", ""),
    ("||Ax-b||_2^2", "‖Ax − b‖²", ""),
    (r"\|W \star X\|^2", "‖W ⊙ X‖_F²", r"W \star X is read as the entrywise product"),
    ("mean((x - mean(x))^2)", "(1/n)‖x − (1/n) 1 1ᵀx‖²", "(x - mean(x))^2 is read entry by entry"),
]


@pytest.mark.parametrize(("expression", "printed", "said"), READ)
def test_what_is_meant_is_read_and_said(expression: str, printed: str, said: str):
    model = read_expression(expression)
    (_, value) = model.definitions["f"]
    assert text(value) == printed
    assert model.readings == ([said] if said else [])


SHAPES = [
    # the expression, how it is printed, the shapes of its symbols
    (r"\sum_i \log(1+\exp(-y_i w^T x_i))", "1ᵀ softplus(−Xw ⊙ y)", "y n×1, w m×1, X n×m"),
    ("det(X)^(k-1)", "det(X)ᵏ⁻¹", "X n×n, k scalar"),
    ("(x^T A x)^p", "(xᵀAx)ᵖ", "x n×1, A n×n, p scalar"),
    ("sum(x^p)", "1ᵀ x^⊙p", "x n×1, p scalar"),
    (r"\sum_k \|x^{(k)} - \mu_k\|^2", "‖X − μ‖_F²", "X m×n, μ m×n"),
    ("c*norm(x)", "c ‖x‖", "c scalar, x n×1"),
    ("y - x", "y − x", "y scalar, x scalar"),
    ("tanh(x)", "tanh(x)", "x scalar"),
    ("sigmoid(w*x+b)", "σ(w x + b)", "w scalar, x scalar, b scalar"),
    ("x x^T", "xxᵀ", "x n×1"),
    ("A x - b", "Ax − b", "A m×n, x n×1, b m×1"),
    (r"c \odot x", "c ⊙ x", "c n×1, x n×1"),
    ("softmax(x)", "softmax(x)", "x n×1"),
]


@pytest.mark.parametrize(("expression", "printed", "symbols"), SHAPES)
def test_what_small_letters_are(expression: str, printed: str, symbols: str):
    model = read_expression(expression)
    (_, value) = model.definitions["f"]
    assert text(value) == printed
    shapes = ", ".join(f"{one.symbol.text} {one.shape}" for one in model.declared.values())
    assert shapes == symbols


BELOW = [
    "x^T x / 2 n",
    r"\|x\|^2/2\sigma^2",
    r"1/2\sigma^2 \|x\|^2",
    r"1/2m \|x\|^2",
    "a / b c",
    "x^T y / a b",
]


@pytest.mark.parametrize("expression", BELOW)
def test_a_letter_that_may_stand_below_the_line_is_asked_about(expression: str):
    with pytest.raises(NotationError, match="may stand below the line as well"):
        read_expression(expression)


def test_a_half_in_front_is_a_factor():
    assert text(read_expression("s/2 x^T x").definitions["f"][1]) == "(s/2) xᵀx"


@pytest.mark.parametrize("sign", [r"\star", r"\circ", r"\bullet"])
def test_a_sign_of_several_meanings_is_asked_about_where_it_would_broadcast(sign: str):
    declared = r"$W \in \mathbb{R}^{d\times d}$, $x \in \mathbb{R}^d$, "
    with pytest.raises(GradproofError, match="may be the matrix product or the entrywise"):
        print(read_note(declared + rf"$f = \|W {sign} x\|^2$").objective)
    known = read_note(declared + r"$f = \|W \odot x\|^2$").objective
    other = declared.replace(r"^{d\times d}", r"^{d\times k}")
    assert text(known) == text(read_note(other + rf"$f = \|W {sign} x\|^2$").objective)


@pytest.mark.parametrize(
    "quotient", [r"x/2y", r"x/2y^2", r"x y/2x", r"1/2\sigma^2 x y \sigma", r"x/2\sigma^2 y \sigma"]
)
def test_a_letter_that_touches_the_number_below_is_asked_about(quotient: str):
    note = r"$x, y, \sigma \in \mathbb{R}$, $f = " + quotient + r"$, $\|x y \sigma\|$"
    with pytest.raises(GradproofError, match="may stand below the line as well"):
        print(read_note(note).objective)
