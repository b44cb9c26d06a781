"""Reports of Jacobians and products, in every format and both languages."""

from __future__ import annotations

import json
from typing import Any

import pytest

import gradproof as gp
from gradproof.formats import TEXTS

NOTE = r"""
$W \in \mathbb{R}^{m\times n}$, $b \in \mathbb{R}^m$, $x \in \mathbb{R}^n$.
$$s = \sigma(W x + b)$$
$$p = \mathrm{softmax}(s)$$
$$f = p^T p$$
"""

TITLES = {
    None: ("Jacobian matrices of", "的雅可比矩阵"),
    "jvp": ("Jacobian-vector products of", "的雅可比-向量积"),
    "vjp": ("Vector-Jacobian products of", "的向量-雅可比积"),
    "hvp": ("Hessian-vector products of", "的 Hessian-向量积"),
}


def found(product: str | None, lang: str = "en", **options: Any) -> gp.Derivation:
    of = "f" if product == "hvp" else "p"
    return gp.derive(NOTE, of=of, product=product, lang="zh" if lang == "zh" else "en", **options)


@pytest.mark.parametrize("product", TITLES)
@pytest.mark.parametrize("format", TEXTS)
def test_every_format_says_what_it_is(format: str, product: str | None):
    for place, lang in enumerate(("en", "zh")):
        report = found(product, lang).to(format)
        if format == "json":
            assert json.loads(report)["lang"] == lang
        elif format == "ipynb":
            assert TITLES[product][place] in "".join(json.loads(report)["cells"][0]["source"])
        else:
            assert TITLES[product][place] in report


def test_json_of_a_jacobian():
    record = json.loads(found(None, wrt="s,W").to("json"))
    assert (record["of"], record["verified"]) == ("p", True)
    first, second = record["results"]
    assert first == {
        "wrt": "s",
        "form": "matrix",
        "latex": r"\operatorname{diag}(p) - p p^T",
        "text": "diag(p) − ppᵀ",
        "shape": ["m", "m"],
        "assumptions": [],
    }
    assert second["text"] == "xᵀ ⊗ ((diag(p) − ppᵀ) diag(s ⊙ (1 − s)))"
    assert second["shape"] == ["m", "m·n"]
    assert "product" not in record


def test_json_of_products():
    record = json.loads(found("jvp", wrt="s").to("json"))
    ((direction,), (result,)) = record["product"]["along"], record["results"]
    assert record["product"]["kind"] == "jvp"
    assert (direction["wrt"], direction["name"], direction["shape"]) == ("s", "v", ["m"])
    assert (result["form"], result["text"]) == ("map", "p ⊙ (v − 1 pᵀv)")
    record = json.loads(found("vjp", wrt="s").to("json"))
    assert (record["of"], record["product"]["objective"]) == ("p", "phi")
    assert record["results"][0]["text"] == "p ⊙ (u − 1 uᵀp)"
    record = json.loads(found("hvp", wrt="s").to("json"))
    assert record["of"] == record["product"]["objective"] == "f"
    assert record["gradients"][0]["wrt"] == record["results"][0]["wrt"] == "s"


@pytest.mark.parametrize("layout", ["denominator", "numerator"])
def test_a_jacobian_is_written_alike_in_both_layouts(layout: str):
    derivation = found(None, wrt="s", layout=layout)
    assert [str(one) for one in derivation] == ["∂p/∂sᵀ = diag(p) − ppᵀ"]
    assert json.loads(derivation.to("json"))["layout"] == layout


def test_a_vjp_lies_transposed_in_numerator_layout():
    (result,) = found("vjp", wrt="x", layout="numerator")
    assert result.shape == ("1", "n")
    (product,) = (derivation := found("hvp", wrt="x", layout="numerator"))
    assert product.shape == derivation.gradients[0].shape == ("n",)


def test_python_gives_formulas():
    (result,) = found("jvp", wrt="x")
    assert isinstance(result, gp.Jacobian)
    assert (result.of.name, result.name, [*result.along]) == ("p", "x", ["x"])
    assert result.shape == ("m",)
    assert "mathrm{D}_{x}" in result._repr_latex_()
    both = found("hvp", wrt="x")
    assert [type(one) for one in (*both, *both.gradients)] == [gp.Jacobian, gp.Gradient]


def test_the_sentence_names_what_stands_before_the_differential():
    shown = " ".join(str(found(None, wrt="s")).split())
    assert "Each J is that of dp = J ds: its rows are" in shown
    shown = " ".join(str(found(None, wrt="W")).split())
    assert "dp = J vec(dW), where vec puts the columns" in shown
    assert "将 u 视为常量，φ 的梯度即 p 的雅可比矩阵的转置乘以 u" in str(found("vjp", "zh"))
