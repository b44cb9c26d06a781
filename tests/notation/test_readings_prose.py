"""What the words around formulas say: shapes, data and parameters, facts."""

import pytest

from gradproof.core.facts import Equation, Property
from gradproof.notation.reading import read_note

LOSS = r"$$L = \|W x - y\|^2$$"

SHAPES = [
    r"$W$ is a $k \times d$ matrix and $x$ is a $d$-vector.",
    r"$W$ is a real $k \times d$ matrix, $x$ a $d$-dimensional vector.",
    r"Here $W$ is a k x d matrix and $x$ a d-vector.",
    r"$W$: $k \times d$, $x$ is $d$-dimensional.",
    r"$W$ 为 $k \times d$ 矩阵，$x$ 是 $d$ 维向量。",
]


@pytest.mark.parametrize("words", SHAPES)
def test_words_say_shapes(words: str):
    model = read_note(f"{words}\n\n{LOSS}")
    assert str(model.find("W").shape) == "k×d"
    assert str(model.find("x").shape) == "d×1"


PARAMETERS = [
    # the words, and what is not data
    (r"Let x be the input, $W \in \mathbb{R}^{k\times d}$ the weights.", "W"),
    (r"Let $x \in \mathbb{R}^d$ be the input, $W \in \mathbb{R}^{k\times d}$ the weights.", "W"),
    (r"The weights are $W \in \mathbb{R}^{k\times d}$, inputs $x \in \mathbb{R}^d$.", "W"),
    (r"Let $W \in \mathbb{R}^{k\times d}$ be the weights and $y \in \mathbb{R}^k$ a label.", "W"),
    (r"Weights $W \in \mathbb{R}^{k\times d}$ of the input layer.", "W"),
    (r"Data $W \in \mathbb{R}^{k\times d}$, the unknown $x \in \mathbb{R}^d$.", "x"),
    (
        r"输入 $x \in \mathbb{R}^d$，$W \in \mathbb{R}^{k\times d}$ 为权重，标签 $y$。",
        "W",
    ),
]


@pytest.mark.parametrize(("words", "sought"), PARAMETERS)
def test_words_say_what_is_data(words: str, sought: str):
    model = read_note(f"{words}\n\n{LOSS}")
    assert [leaf.symbol.name for leaf in model.parameters()] == [sought]


SUMS = [
    r"The one-hot target $y \in \mathbb{R}^k$. {}",
    r"$y \in \mathbb{R}^k$ is one-hot. {}",
    r"$y \in \mathbb{R}^k$. {} where $\mathbf 1^T y = 1$.",
    r"$y \in \mathbb{R}^k$. {} with $\sum_i y_i = 1$.",
    r"$y \in \mathbb{R}^k$。 {} 其中 $\sum_i y_i = 1$。",
]


@pytest.mark.parametrize("words", SUMS)
def test_words_make_facts(words: str):
    model = read_note(words.replace("{}", LOSS))
    assert [str(one.left.shape) for one in model.facts if isinstance(one, Equation)] == ["scalar"]


def test_words_before_a_name_are_about_it_alone():
    words = r"A symmetric $A \in \mathbb{R}^{n\times n}$ and $B \in \mathbb{R}^{n\times n}$."
    model = read_note(f"{words} $f = \\|AB\\|^2$")
    assert model.facts == [Property("symmetric", model.find("A"))]


NO_FACTS = [
    r"$$L = \|W x - y\|^2$$ where $x^T y = z$",
    r"The gradient vanishes where $\frac{\partial L}{\partial x} = 0$.",
]


@pytest.mark.parametrize("line", NO_FACTS)
def test_what_is_no_fact(line: str):
    assert read_note(f"{LOSS}\n\n{line}").facts == []
