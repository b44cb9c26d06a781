"""The commutation matrix and the selection matrix never bear the letter of a symbol of the note."""

import re

import pytest

from gradproof import api

CLASHING = r"\operatorname{tr}(Q S K^T Q K^T) + \log\det(S + \operatorname{diag}(c))"
FREE = r"\operatorname{tr}(Q B H^T Q H^T) + \log\det(B + \operatorname{diag}(c))"
TURNED = r"a^T \tanh(X^T B) b"


def report(source: str, format: str = "terminal", lang: str = "en", **asked: object) -> str:
    return api.derive(api.read_expression(source), lang=lang, **asked).to(format)  # pyright: ignore


@pytest.mark.parametrize(
    ("format", "lang", "sentence"),
    [
        ("markdown", "en", r"Here $\mathcal{K}$ is the commutation matrix, with $\mathcal{K}"),
        ("markdown", "en", r"$\mathcal{S}$ is the matrix with $\mathcal{S} x ="),
        ("latex", "zh", r"$\mathcal{K}$ 是交换矩阵：$\mathcal{K} \operatorname{vec}(A)"),
        ("terminal", "en", "Here 𝒦 is the commutation matrix, with 𝒦 vec(A) = vec(Aᵀ); 𝒮 is"),
    ],
)
def test_another_letter_is_taken_and_explained(format: str, lang: str, sentence: str):
    assert sentence in report(CLASHING, format, lang, order=2)


def test_no_formula_has_the_letter_of_a_symbol_of_the_note_with_sizes_below():
    found = report(CLASHING, "json", order=2)
    assert re.search(r"(?<!\\mathcal\{)K_\{?[a-z]", found) is None
    for letter in (r"\\mathcal{K}_{", r"\\mathcal{S}", "𝒦", "𝒮"):
        assert letter in found


def test_the_usual_letters_are_kept_where_they_are_free():
    found = report(FREE, "json", order=2)
    assert "mathcal" not in found
    assert re.search("K_[{a-z]|K[ₘₙₖ]", found)


@pytest.mark.parametrize(
    ("source", "letter"),
    [
        (TURNED, "K"),
        (TURNED.replace("B)", "K_1)"), "𝒦"),
        (TURNED + r"; X \in R^{K×n}", "𝒦"),
    ],
)
def test_names_with_scripts_and_sizes_take_the_letter_too(source: str, letter: str):
    formula, _, declared = source.partition("; ")
    model = api.read_expression(formula, (declared,) if declared else ())
    found = api.derive(model, style="vec").to("terminal")
    assert f"{letter} is the commutation matrix" in found


def test_the_commutation_matrix_of_the_steps_is_explained_at_order_one():
    found = report(TURNED, style="vec")
    assert found.count("K is the commutation matrix") == 1
    assert "commutation matrix, with" not in report(TURNED, style="chain")


def test_the_steps_in_python_bear_the_same_letters():
    steps = api.derive(api.read_expression(TURNED.replace("B)", "K)")), style="vec").steps
    assert any(r"\mathcal{K}_" in one.after for one in steps if "𝒦" in str(one))
