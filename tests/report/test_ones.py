"""Ones are shown where a row, a column or a number would not fit without them."""

from __future__ import annotations

import json

import gradproof as gp

SOFT = (
    r"$q \in \mathbb{R}^d$, $X \in \mathbb{R}^{m\times d}$, $c \in \mathbb{R}^d$"
    r" $$p = \mathrm{softmax}(X q), \quad f = c^T X^T p$$"
)
ROWS = r"$Z \in \mathbb{R}^{m\times n}$, $r \in \mathbb{R}^{1\times n}$, $w \in \mathbb{R}^n$"


def test_a_number_in_a_product_is_no_vector():
    found = gp.derive(SOFT, wrt="q")
    assert found["q"].text == "Xᵀ(p ⊙ (Xc − 1 pᵀXc))"
    assert found["q"].latex == r"X^T (p \odot (X c - \mathbf{1} p^T X c))"
    assert "Here 1 is the vector of ones." in str(found)
    mean = gp.read(r"$M \in \mathbb{R}^{k\times k}$, $x \in \mathbb{R}^k$"
                   r" $$v = M x - \frac1k 1 1^T M x, \quad f = \|v\|^4$$")  # fmt: skip
    assert "v = Mx − (1/k) 1 1ᵀMx" in str(gp.derive(mean))


def test_an_operator_is_no_matrix_of_rows():
    note = (
        r"$a \in \mathbb{R}^m$, $M \in \mathbb{R}^{m\times m}$"
        r" $$C = (I - 1 a^T) M, \quad f = \|C\|^2$$"
    )
    assert "C = (I − 1 aᵀ)M" in str(gp.derive(note))
    plain = note.replace("I - 1 a^T", "M - 1 a^T")
    assert "C = (M − aᵀ)M" in str(gp.derive(plain))


def test_hessians_show_all_ones():
    found = gp.derive(ROWS + r" $$f = \|(Z + r) w\|^2$$", wrt="r,w", order=2)
    assert found["w"].text == "2 (Z + r)ᵀ(Z + r)w"
    shown = found.to("terminal")
    assert "∂²f/∂w∂wᵀ = 2 (Z + 1 r)ᵀ(Z + 1 r)" in shown
    record = json.loads(found.to("json"))
    assert [one["text"] for one in record["results"] if (one["wrt"], one["and"]) == ("w", "w")] == [
        "2 (Z + 1 r)ᵀ(Z + 1 r)"
    ]
    assert r"(Z + \mathbf{1} r)^T (Z + \mathbf{1} r)" in found.to("markdown")


def test_no_block_of_a_softmax_mixes_shapes():
    record = json.loads(gp.derive(SOFT, order=2).to("json"))
    for one in record["results"]:
        assert "I − pᵀ" not in one["text"]
        assert "− cᵀ ⊗ pᵀ" not in one["text"] or "1 (cᵀ ⊗ pᵀ)" in one["text"]
