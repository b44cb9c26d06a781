"""Notes that cannot be read: one message each, with the place and what to do."""

import pytest

from gradproof.core.errors import GradproofError, LimitError
from gradproof.notation.reading import read_note

DECLARED = r"""
$X \in \mathbb{R}^{m\times d}$, $W \in \mathbb{R}^{d\times k}$,
$b\in\mathbb{R}^{1\times k}$, $Y\in\mathbb{R}^{m\times k}$.

"""

USED = "$$Z = X W + b - Y$$"

REFUSED = [
    # what stands in line 5 behind the declarations, words of the message, the column of the caret
    ("$$Z = W X + b$$", "a product of d×k and m×d", 7),
    ("$$Z = X W + X$$", "a sum of m×k and m×d", 13),
    (r"$$L = \|XW - Y\|^2 + \|Q\|^2$$", "Q is not declared, and nothing tells its shape", 24),
    (r"$$L = \|XW - Y\|^2 + \|P - Q\|^2$$", "P is not declared, and nothing tells", 24),
    (r"$$L = \|g(XW, Y)\|^2$$", "g is not a known function", 9),
    (r"$$L = \|XW - Y\|^2", "this $$ is never closed", 1),
    (r"$$L = \|(XW - Y\|^2$$", "is never closed", 7),
    (r"$$L = \foobar{XW} - Y$$", r"the command \foobar is not known", 7),
    (r"$X \in \mathbb{R}^{n\times d}$ $$L=\|X\|^2$$", "X is declared m×d and n×d", 2),
    (r"$Z\in\mathbb{R}^{k\times m}$ $$Z = XW + b$$", "Z is declared k×m but defined m×k", 36),
    (
        r"$u \in \mathbb{R}^{0}$ $$L = \|u\|^2$$",
        "a size must be a positive whole number, not 0",
        20,
    ),
    (r"$u \in \mathbb{R}^{-3}$ $$L = \|u\|^2$$", "a size must be a positive whole", 20),
    (r"$u \in \mathbb{R}^{1.5}$ $$L = \|u\|^2$$", "a size must be a positive whole", 20),
    (r"$u \in \mathbb{R}^{a \times b \times c}$ $$L = \|X\|^2$$", "an array with 3 axes", 20),
    (r"$u \in \mathbb{C}^{a}$ $$L = \|X\|^2$$", "values in C are not supported", 8),
    (r"$$L = \|XW - Y\|^$$", "this ^ has nothing behind it", 17),
    (r"$$L = \frac{1}{2$$", "this { is never closed", 15),
    ("$$L = $$", "nothing stands behind this =", 5),
    (r"$$L = \log\det(X)$$", "determinant takes a square matrix, not m×d", 16),
    (r"$$L = X^{-1}$$", "the inverse of m×d, which is not square", 7),
    (r"$A \in \mathbb{R}^{n\times n}$ $$L = A * A$$", "may be the matrix product or", 38),
    (
        r"$x_i^{(t)} = W^{(t)} x_i^{(t-1)}$, $t = 1, \dots, N$, $i = 1, \dots, m$",
        "two indices",
        2,
    ),
    (
        r"$a_t = W a_{t-1}$, $t = 1, \dots, T$, $z_i = V z_{i-1}$, $i = 1, \dots, k$",
        "two indices",
        40,
    ),
    (r"$$Z = X W + b - Y$$ $$h = h + Z$$", "h is defined by itself", 23),
    (r"$$s = \|X W\|^2 + r$$ $$r = 2 s$$", "r is defined by itself, by way of", 25),
    (r"$r,s\in\mathbb{R}$ $$s = \|X W\|^2 + r$$ $$r = s$$", "r is defined by itself, by way", 44),
    (r"$r,s,t\in\mathbb{R}$ $$s = \|XW\|^2+r$$ $$r = 2t$$ $$t = s$$", "t is defined by itself", 54),
    (USED + r" $q \in \mathbb{R}$", "q is declared but never used", 22),
    (USED + r" $q \in \mathbb{R}$ We call $q$ the rate.", "q is declared but never used", 22),
    (USED + r" $W_1 \in \mathbb{R}$ $W^T$", "W_1 is declared but never used", 22),
    (USED + r" Now $v \in \mathbb{R}^{k \times k}$ is given.", "v is declared but never used", 26),
    ("$f(x) = f(x) + 1$ $$L = f(X W)$$", "calls itself", 9),
]


@pytest.mark.parametrize(("line", "message", "column"), REFUSED)
def test_refusal_says_what_and_where(line: str, message: str, column: int):
    with pytest.raises(GradproofError) as caught:
        read_note(DECLARED + line, "n.md")
    assert message in caught.value.message
    place = caught.value.place
    assert place is not None
    assert (place.name, place.line, place.column) == ("n.md", 5, column)
    assert caught.value.exit_code == 2


def test_the_hint_shows_the_shapes_that_were_found():
    with pytest.raises(GradproofError) as caught:
        read_note(DECLARED + "$$Z = W X + b$$")
    assert caught.value.hint == "W is d×k, X is m×d. The inner sizes must agree."


LARGE = [
    "$$Z = " + " + ".join(["X W"] * 4000) + "$$",
    r"$A\in\mathbb{R}^{n\times n}$ $$Z = " + " ".join(["A"] * 16000) + "$$",
    r"$A\in\mathbb{R}^{n\times n}$ $$Z = " + r" \odot ".join(["A A"] * 3000) + "$$",
    "$$Z = " + r"\frac{" * 150 + "X" + "}{2}" * 150 + "$$",
    "$$Z = " + "(" * 190 + "X" + ")" * 190 + "$$",
    "$$A_0 = XW$$" + "\n".join(rf"$$A_{{{i}}} = \tanh(A_{{{i - 1}}})$$" for i in range(1, 500)),
    "$$H_0 = X$$"
    + "\n".join(
        rf"$$H_{{{i}}} = \tanh(H_{{{i - 1}}} W_{{{i}}} + b_{{{i}}})$$" for i in range(1, 33)
    ),
]


@pytest.mark.parametrize("line", LARGE, ids=range(len(LARGE)))
def test_large_formulas_are_read(line: str):
    assert read_note(DECLARED + line + f"\n\n{USED}").definitions


@pytest.mark.parametrize("line", ["$$Z = " + "(" * 300 + "X" + ")" * 300 + "$$",
                                  "$$L = 9^{9^{9^9}} X$$"], ids=["deep", "tower"])  # fmt: skip
def test_what_is_too_large_is_a_limit(line: str):
    with pytest.raises(LimitError):
        read_note(DECLARED + line)


def test_a_misfit_among_many_undeclared_names_is_found():
    with pytest.raises(GradproofError, match="a product of"):
        read_note(DECLARED + r"$$f = x y z u v w a b c X$$")


SILENT = [
    # what is no part of the model does not stop the reading
    r"The gradient is $\frac{\partial L}{\partial W} = X^T \Delta$.",
    r"$dL = \mathrm{tr}(G^T dW)$",
    r"$w^* = \arg\min_w \|X w - t\|$",
    r"$W \leftarrow W - \eta \nabla_W L$",
    r"Here $i = 1, 2, \dots, m$ and $A \subset B$.",
    "Euler's $e^{i\\pi} + 1 = 0$",
]


@pytest.mark.parametrize("line", SILENT)
def test_claims_and_remarks_are_left_aside(line: str):
    model = read_note(DECLARED + r"$$L = \|XW + b - Y\|_F^2$$" + "\n\n" + line)
    assert list(model.definitions) == ["L"]


SPOKEN_OF = [
    # what counts as a use of q
    r"$q \in \mathbb{R}^d$ $\nabla_q L = X^T q$",
    r"$q \in \mathbb{R}^m$ $L = \sum_i q_i^2$",
    r"$Q \in \mathbb{R}^{m \times d}$ $L = \sum_i \|q_i\|^2$",
    r"$q \in \mathbb{R}$ $w \leftarrow w - q X^T b$",
    r"$q_1 \in \mathbb{R}$ and $\|q_1 X\|$",
    r"$Q \in \mathbb{R}^{m \times m}$. Assume $Q$ is symmetric.",
    r"$q \in \{1, \dots, m\}$ and $\sum_q b_q$",
]


@pytest.mark.parametrize("line", SPOKEN_OF)
def test_what_a_formula_speaks_of_is_used(line: str):
    assert read_note(f"{DECLARED}{USED}\n\n{line}").definitions
