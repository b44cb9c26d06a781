r"""Sizes that are sums: `n \times m + 1` is n × (m + 1), and what is no size is refused."""

from __future__ import annotations

import pytest

from gradproof.core.errors import ShapeError
from gradproof.notation.printing.latex import Latex
from gradproof.notation.printing.text import Text
from gradproof.notation.reading import read_note

SIZES = [
    # as written, as printed in text and in LaTeX
    (r"n\times m+1", "n×(m+1)", r"n \times (m+1)"),
    (r"n\times (m+1)", "n×(m+1)", r"n \times (m+1)"),
    (r"n+1\times m", "(n+1)×m", r"(n+1) \times m"),
    (r"1+n\times m", "(n+1)×m", r"(n+1) \times m"),
    (r"2m+1\times n-1", "(2m+1)×(n−1)", r"(2m+1) \times (n-1)"),
    (r"n+m+n\times 2+1", "(m+2n)×3", r"(m+2n) \times 3"),
    (r"n_1+n_2\times d_{in}+1", "(n₁+n₂)×(dᵢₙ+1)", r"(n_{1}+n_{2}) \times (d_{in}+1)"),
    (r"n^2-1 \times n m + 1", "(n²−1)×(m·n+1)", r"(n^2-1) \times (m n+1)"),
    (r"n_1 n_2+1\times m", "(n₁·n₂+1)×m", r"(n_{1} n_{2}+1) \times m"),
    (r"n+1 x m", "(n+1)×m", r"(n+1) \times m"),
    (r"(n\times m+1)", "n×(m+1)", r"n \times (m+1)"),
    (r"n+1-1\times m", "n×m", r"n \times m"),
    (r"n_{l+1}\times n_l", "nₗ₊₁×nₗ", r"n_{l+1} \times n_{l}"),
]


@pytest.mark.parametrize(("written", "shown", "latex"), SIZES)
def test_plus_and_minus_bind_tighter_than_the_cross(written: str, shown: str, latex: str) -> None:
    model = read_note(rf"$A\in\mathbb{{R}}^{{{written}}}$, $f=\|A^TA\|_F^2$")
    shape = model.declared["A"].shape
    assert Text().by(*shape) == shown
    assert Latex().by(*shape) == latex


def test_a_sum_is_one_size_wherever_it_stands() -> None:
    model = read_note(
        r"$A\in\mathbb{R}^{k\times n+1}$, $x\in\mathbb{R}^{1+n}$, $f=\|A x\|^2 + \|I_{n+1} x\|^2$"
    )
    assert str(model.definitions["f"][1].shape) == "scalar"


@pytest.mark.parametrize("other", ["n", "n+2", "n-1", "m+1", "n_{+1}"])
def test_another_sum_is_another_size(other: str) -> None:
    with pytest.raises(ShapeError):
        read_note(
            rf"$A\in\mathbb{{R}}^{{k\times n+1}}$, $x\in\mathbb{{R}}^{{{other}}}$, $f=\|A x\|^2$"
        )


@pytest.mark.parametrize(
    ("written", "error"),
    [
        (r"-1\times n", "a size must be a positive whole number, not -1"),
        (r"n-n\times m", "a size must be a positive whole number"),
        (r"n/2\times n", "a size that is a quotient is not supported"),
        (r"\frac{n}{2}\times n", "a size that is a quotient is not supported"),
        (r"n\times -m", "this is not a size"),
        (r"(n\times m)+1", "this is not a size"),
        (r"\sqrt{n}\times m", "this is not a size"),
        (r"n!\times m", "this is not a size"),
    ],
)
def test_what_is_no_size_is_refused(written: str, error: str) -> None:
    with pytest.raises(ShapeError, match=error):
        read_note(rf"$A\in\mathbb{{R}}^{{{written}}}$, $f=\|A^TA\|_F^2$")


def test_a_sum_that_differs_from_layer_to_layer_is_refused() -> None:
    with pytest.raises(ShapeError, match="a sum of sizes that differ from layer to layer"):
        read_note(
            r"$W_l\in\mathbb{R}^{n_l\times (n_{l-1}+1)}$, $h_l=\tanh(W_l h_{l-1})$, $l=1,\dots,N$,"
            r" $L=\|h_N\|^2$"
        )
