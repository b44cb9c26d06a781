"""Notes with components: indices on names that have labels, and which symbol a component is of."""

import pytest

from gradproof.core.errors import GradproofError
from gradproof.notation.printing.text import text
from gradproof.notation.reading import read_expression, read_note

DECLARED = r"""
Let $w \in \mathbb{R}^d$, $X \in \mathbb{R}^{m\times d}$ (data) and $y \in \mathbb{R}^m$.
"""
ROWS = r"""
Let $v \in \mathbb{R}^{1 \times d}$,
$X \in \mathbb{R}^{d\times m}$, $Y \in \mathbb{R}^{1 \times m}$.
"""

GATES = r"""
Let $x \in \mathbb{R}^n$ and $W \in \mathbb{R}^{n\times n}$.
$$T = \sigma(Wx)$$ $$y = T \odot W x$$
"""

COLUMNS = r"""
Let $X \in \mathbb{R}^{d\times m}$, $W \in \mathbb{R}^{k\times d}$, $Y \in \mathbb{R}^{k\times m}$.
"""

READ = [
    # declarations, formulas, the last definition, the symbols of the model
    (DECLARED, r"$$a^{[2]} = \sigma(Xw)$$ $$J = -\sum_{i=1}^m y_i \log a^{[2]}_i$$",
     "−yᵀ log a^{[2]}", "w X y"),
    (DECLARED, r"$$a^{(2)} = \sigma(Xw)$$ $$J = -\sum_{i=1}^m y_i \log a_i^{(2)}$$",
     "−yᵀ log a⁽²⁾", "w X y"),
    (DECLARED, r"$$a^{(2)}_i = \sigma(w^T x_i)$$ $$J = -\sum_{i=1}^m y_i \log a_i^{(2)}$$",
     "−yᵀ log a⁽²⁾", "w X y"),
    (DECLARED, r"$$a^2 = \sigma(Xw)$$ $$J = -\sum_{i=1}^m y_i \log a^2_i$$",
     "−yᵀ log a²", "w X y"),
    (ROWS, r"$$A^{[2]} = \sigma(vX)$$ $$J = -\sum_{i=1}^m Y_{1i} \log A^{[2]}_{1i}$$",
     "−Y(log A^{[2]})ᵀ", "v X Y"),
    (GATES, r"$$E = \sum_{i=1}^n (y_i - t_i)^2$$", "‖y − t‖²", "x W t"),
    (GATES, r"$$E = \sum_{i=1}^n \sum_{j=1}^n w_{ij}$$", "1ᵀW 1", "x W"),
    (COLUMNS, r"$$\hat y^{(i)} = \mathrm{softmax}(W x^{(i)})$$"
     r"$$J = -\sum_{i=1}^m \sum_k y^{(i)}_k \log \hat y^{(i)}_k$$", "−tr(Y log ŷ)", "W X Y"),
    (COLUMNS, r"$$J = \sum_{i=1}^m \|W x^{(i)} - y^{(i)}\|^2$$", "‖XᵀWᵀ − Yᵀ‖_F²", "W X Y"),
    (DECLARED, r"$$J = \sum_{i=1}^m \sum_{j=1}^d (w_j x_j^{(i)} - y^{(i)})^2$$",
     "‖w ⊙ Xᵀ − yᵀ‖_F²", "w X y"),
    (ROWS, r"$$z_i = v \odot x_i, \quad i = 1, \dots, m$$"
     r"$$J = \sum_{i=1}^m \|z_i\|^2 + \|Z\|_F^2 + \|Y\|^2$$", "2 ‖z‖_F² + ‖Y‖²", "v X Y"),
    (DECLARED, r"$$J = \sum_{i=1}^m y_i (X w)_i^2$$", "yᵀ (Xw)^⊙2", "w X y"),
    (DECLARED, r"$$J = \sum_{i=1}^m y_i^2 \|x_i\|^2 + \|w\|^2$$",
     "(y^⊙2)ᵀ X^⊙2 1 + ‖w‖²", "X w y"),
]  # fmt: skip


@pytest.mark.parametrize(("declared", "formulas", "printed", "symbols"), READ)
def test_components_are_read(declared: str, formulas: str, printed: str, symbols: str):
    model = read_note(declared + formulas)
    *_, (_, last) = model.definitions.values()
    assert text(last) == printed
    assert set(symbols.split()) <= model.declared.keys() <= {"w", "v", "W", "X", "y", "Y", "x", "t"}


REFUSED = [
    (ROWS, r"$$J = \sum_{i=1}^m X_{1i}$$", "a single row or column of X, which is d×m"),
    (ROWS, r"$$J = \sum_{i=1}^m Y_{2i}$$", "this index is not supported"),
    (DECLARED, r"$$J = \sum_{i=1}^m (X w)_{i+1}$$", "this index is not supported"),
    (DECLARED, r"$$J = (X w)_2$$", "a subscript on what is no name"),
]


@pytest.mark.parametrize(("declared", "formulas", "message"), REFUSED)
def test_what_no_component_is(declared: str, formulas: str, message: str):
    with pytest.raises(GradproofError, match=message):
        read_note(declared + formulas)


ASKED = [
    # an index above that is not sure to pick a component, words of the message
    (r"\sum_{l=1}^N x_l^{(l)}", "another name for every (l)"),
    (r"\sum_l \|x_l^{(l)}\|^2", "another name for every (l)"),
    (r"\sum_{l=1}^N \|W^{(l)}\|_F^2", "another name for every (l)"),
    (r"\sum_l W^{(l)}_{ll}", "more than two indices"),
    (r"\sum_i a_i x^i", "may be an entry, or x to the power i"),
    (r"\sum_i \sum_j x_i^j", "may be an entry"),
]


@pytest.mark.parametrize(("expression", "message"), ASKED)
def test_an_index_above_is_asked_about(expression: str, message: str):
    with pytest.raises(GradproofError) as caught:
        read_expression(expression)
    assert message in caught.value.message
    assert caught.value.hint
