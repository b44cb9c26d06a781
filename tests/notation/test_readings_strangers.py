"""Functions that are not known: refused by name, with what to write instead; never a product."""

import pytest

from gradproof.core.errors import GradproofError
from gradproof.notation.reading import read_expression, read_note

REFUSED = [
    # the expression, words of the message, words of the hint
    (r"tr(X) + x^T \lambda_{max}(X) x", "is read as an eigenvalue", "declare"),
    (r"\lambda_{\max}\left(X^T X\right)", "an eigenvalue", "Leave the brackets out"),
    (r"\sum_i \lambda_i(A)", "an eigenvalue", "Leave the brackets out"),
    (r"\sigma_{\max}(X)", "a singular value", "Leave the brackets out"),
    (r"\rho(X)", "a spectral radius", "Leave the brackets out"),
    (r"\kappa(X^T X)", "a condition number", "Leave the brackets out"),
    ("lambda_max(X)", "an eigenvalue is not supported", "tr, det, logdet"),
    ("c(x) + x^T x", "c(x) is read as a function", "Write c(x) = … in a note"),
    (r"\ell(w) + w^T w", "is read as a function", "in a note"),
    (r"\mathcal{L}(w) + w^T w", "is read as a function", "in a note"),
    ("tr(arctan(X))", "arctan is not supported", "Known of entries are exp"),
    ("sum(np.arctan(x))", "np.arctan is not supported", "Known of entries are exp"),
    ("sum(arctanh(x))", "arctanh is not supported", "Known of entries are exp"),
    ("sum(np.logaddexp(x, y))", "np.logaddexp is not supported", "log(exp(x) + exp(y))"),
    ("log(prod(x))", "prod is not supported", "exp(sum(log(x)))"),
    ("sum(cumsum(x))", "cumsum is not supported", "lower triangular"),
    (r"\prod_i x_i", "prod is not supported", r"\exp(\sum_i \log x_i)"),
    (r"\lim_{h \to 0} h x^T x", "lim is not supported", "of which it is the limit"),
    (r"\mathbb{E}[x^T x]", "E is not supported", "the mean over samples"),
    (r"\sum_{i<j} x_i x_j", "a sum over some of the indices", "half of the sum over all i and j"),
    (r"\sum_{i\neq j} x_i x_j", "a sum over some of the indices", "less the sum of the terms"),
    (r"\sum_i (x_{i+1} - x_i)^2", "this index is not supported", "D x with a matrix D"),
    ("sum(abs2, x)", "abs2 is not supported as a first operand", "Write sum(x.^2)"),
    (r"\frac{1}", r"\frac has no second argument", "in braces behind it"),
    ("x(1)^2", "is read as one entry", "e^T x"),
    ("x[2]", "is read as one entry", "e^T x"),
    ("X(1,2)", "is read as one entry", "e^T X u"),
    ("k(x,y)", "k(x,y) is read as a function", "Write k(x,y) = … in a note"),
    ("rank(X)", "rank is not supported", "derivative is 0"),
    ("sum(sofmax(x))", "sofmax is not a known function", "Did you mean softmax?"),
    ("sum(np.sigmoidd(x))", "np.sigmoidd is not supported", "Did you mean sigmoid?"),
]


@pytest.mark.parametrize(("expression", "message", "hint"), REFUSED)
def test_functions_that_are_not_known_are_refused(expression: str, message: str, hint: str):
    with pytest.raises(GradproofError) as caught:
        read_expression(expression)
    assert message in caught.value.message
    assert hint in (caught.value.hint or "")
    assert caught.value.place is not None


def test_a_text_without_formulas_is_told_how_to_write_them():
    with pytest.raises(GradproofError) as caught:
        _ = read_note("the objective is x^T A x").objective
    assert "no formulas" in caught.value.message
    assert "dollars" in caught.value.hint


@pytest.mark.parametrize(
    "expression", ["2(w^T w)", "c(w^T w + 1)", r"\lambda (x^T x)", "x^T(y)", r"sum(\sigma(X))"]
)
def test_brackets_around_a_product_are_no_call(expression: str):
    assert read_expression(expression).definitions


def test_a_declared_number_in_front_of_brackets_is_a_factor():
    model = read_note(
        r"$\rho \in \mathbb{R}$, $X \in \mathbb{R}^{n\times n}$: $f = \rho(\|X\|_F)$."
    )
    assert {"rho", "X"} <= set(model.declared)
