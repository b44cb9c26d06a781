"""Softmaxes and normalisations without a name get names, where that makes the results short."""

from __future__ import annotations

import pytest

import gradproof as gp
from gradproof.core.expr import symbols
from gradproof.core.facts import Equation
from gradproof.core.model import Model
from gradproof.derivation.naming import with_names
from gradproof.notation.printing.text import text


def results(formula: str) -> dict[str, str]:
    found = gp.derive(gp.read_expression(formula))
    assert found.verified
    return {one.wrt.text: one.text for one in found}


def definitions(model: Model) -> dict[str, str]:
    return {text(left): text(right) for left, right in model.definitions.values()}


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        (r"\|\mathrm{LayerNorm}(x) - y\|^2", {"x": "(2/s) C(u − y − (1/n)((u − y)ᵀu) u)"}),
        (
            r"\|\mathrm{LayerNorm}(X) - Y\|^2",
            {"X": "2 ((N − Y) ⊘ s − (1/n)(((N − Y) ⊙ N) 1 ⊘ s) ⊙ N)C", "Y": "2 (Y − N)"},
        ),
        (
            r"\|\mathrm{BatchNorm}(X W) - Y\|^2",
            {"W": "2 XᵀC((N − Y) ⊘ s − (1/m)(1ᵀ((N − Y) ⊙ N) ⊘ s) ⊙ N)"},
        ),
        (
            r"\|\mathrm{Attention}(Q, K, V) - Y\|^2",
            {
                "Q": "(2/√n)(((PV − Y)Vᵀ − ((PV − Y)Vᵀ ⊙ P) 1 1ᵀ) ⊙ P)K",
                "V": "2 Pᵀ(PV − Y)",
            },
        ),
    ],
)
def test_results_are_those_of_a_textbook(formula: str, expected: dict[str, str]):
    assert expected.items() <= results(formula).items()


def test_a_number_that_divides_has_been_moved_out_of_a_product():
    found = results("a^T LN(W x)")
    assert found["a"] == "u"
    assert found["x"].startswith("WᵀC(a")


def test_data_that_is_left_out_is_so_with_names_as_well():
    note = r"$X \in \mathbb{R}^{m\times d}$, $W \in \mathbb{R}^{d\times k}$. "
    found = gp.derive(note + r"$$f = \|\mathrm{BatchNorm}(X W) - Y\|_F^2$$")
    assert "N" in found.model.definitions
    assert [one.name for one in found.left_out] == ["X", "Y"]


def test_a_part_that_comes_twice_has_one_name():
    found = gp.derive(gp.read_expression(r"\|\mathrm{LN}(x) - y\|^2 + a^T LN(x)"))
    assert definitions(found.model) == {
        "C": "I − (1/n) 1 1ᵀ",
        "c": "Cx",
        "s": "√((1/n)‖c‖²)",
        "u": "c/s",
        "f": "‖u − y‖² + aᵀu",
    }


def test_taken_names_are_left_alone():
    model = gp.read_expression(r"\|\mathrm{softmax}(P S) A - C\|^2")
    named, steps = with_names(model) or (model, [])
    assert len(steps) == 1
    assert len(set(named.definitions)) == 2
    assert not {"P", "S", "A", "C"} & {name for name in named.definitions if name != "f"}


def test_sizes_are_not_taken_for_names():
    P = gp.size("P")
    X, W, V = gp.matrix("X", "m", "d"), gp.matrix("W", "d", P), gp.matrix("V", P, "k")
    named, _ = with_names(gp.derive(gp.norm(gp.softmax(X @ W) @ V) ** 2).model) or (Model(), [])
    assert "P" not in named.definitions


def test_what_has_a_name_gets_no_other():
    found = gp.derive(
        r"$X \in \mathbb{R}^{m\times d}, W \in \mathbb{R}^{d\times k},"
        r" V \in \mathbb{R}^{k\times p}$"
        r" $$A = \mathrm{softmax}(X W), \quad f = \|A V\|^2$$"
    )
    assert list(found.model.definitions) == ["A", "f"]


def test_short_results_need_no_names():
    found = gp.derive(gp.read_expression(r"-y^T \log \mathrm{softmax}(W x)"))
    assert list(found.model.definitions) == ["f"]


def test_the_step_that_names_is_proved_from_the_definitions():
    found = gp.derive(gp.read_expression(r"\|\mathrm{softmax}(X W) V - Y\|^2"))
    link = next(link for link in found.proof.links() if link.rule == "name_parts")
    assert found.proof.certificates[link].holds
    assert [text(one.left) for one in link.given if isinstance(one, Equation)] == ["P"]
    assert {text(one) for one in symbols(link.after)} == {"P", "V", "Y"}


def test_the_note_is_left_as_it_was():
    model = gp.read_expression(r"\|\mathrm{softmax}(X W) V - Y\|^2")
    before = dict(model.definitions)
    assert list(gp.derive(model).model.definitions) == ["P", "f"]
    assert model.definitions == before


def test_what_is_divided_by_its_row_sums_is_a_softmax_without_being_called_so():
    note = r"""$U \in \mathbb{R}^{n\times d}$, $V \in \mathbb{R}^{n\times d}$.
    $$S = U V^T$$
    $$L = -\sum_{i=1}^n \log\frac{\exp(S_{ii})}{\sum_{j=1}^n\exp(S_{ij})}$$"""
    found = gp.derive(note)
    assert found.verified
    assert found["U"].text == "softmax(S) V − V"
    assert found["V"].text == "(softmax(S) − I)ᵀU"
