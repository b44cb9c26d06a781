"""What words say of a name: rows and columns with and without their length, numbers, matrices."""

import pytest

from gradproof.core.errors import GradproofError
from gradproof.notation.reading import read_note

SETTING = r"$X \in \mathbb{R}^{n\times d}$, $W \in \mathbb{R}^{d\times k}$. "


def shapes(text: str) -> dict[str, str]:
    return {name: str(leaf.shape) for name, leaf in read_note(text).declared.items()}


@pytest.mark.parametrize(
    ("words", "shape"),
    [
        (r"$c$ is a row vector of length $k$.", "1×k"),
        (r"Let $c$ be a row vector of size $k$.", "1×k"),
        (r"$c$ is a column vector of length $n$.", "n×1"),
        (r"$c$, a vector of dimension $n$, is fixed.", "n×1"),
        (r"$c$ is a row vector.", "1×k"),
        (r"$c$ is a vector.", "1×k"),
        (r"$c$ is a column vector.", "n×1"),
        (r"$c$ is a scalar.", "scalar"),
        (r"$c$ is a real number.", "scalar"),
        (r"$c$ is a matrix.", "n×k"),
        (r"$c$ 为 $k$ 维行向量。", "1×k"),
        (r"$c$ 为 $n$ 维列向量。", "n×1"),
        (r"$c$ 是长度为 $k$ 的行向量。", "1×k"),
        (r"$c$ 是行向量。", "1×k"),
        (r"$c$ 是标量。", "scalar"),
        (r"$c$ 为列向量。", "n×1"),
    ],
)
def test_words_decide(words: str, shape: str):
    found = shapes(f"{SETTING}{words}\n\n$$f = \\|X W + c\\|_F^2$$\n")
    assert found["c"] == shape


def test_a_declaration_says_more_than_words():
    found = shapes(SETTING + r"$c \in \mathbb{R}^{n}$ is a vector. $$f = \|X W + c\|_F^2$$")
    assert found["c"] == "n×1"


def test_words_of_another_name_are_not_taken():
    found = shapes(SETTING + r"$v$ and the row vector $c$. $$f = \|X W v + c\|^2$$")
    assert found["v"] == "k×1"


def test_words_that_cannot_be_are_an_error_or_said():
    with pytest.raises(GradproofError):
        read_note(SETTING + r"$c$ is a row vector of length $p$. $$f = \|X W + c\|_F^2$$")
