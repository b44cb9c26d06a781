"""No index of a derivation is called as a symbol or a size of the note."""

from __future__ import annotations

import json
import re

import pytest

import gradproof as gp

NOTES = [
    (
        r"p^T \tanh(s t (j \odot k) + i^T k r)",
        (r"t \in R^{m×n}", r"i, j, k \in R^n", r"r, p \in R^m", r"s \in R"),
    ),
    (
        r"\mathbf{1}^T (A i \odot (B j + l))",
        (r"A \in R^{m×n}", r"i \in R^n", r"B \in R^{m×k}", r"j \in R^k", r"l \in R^m"),
    ),
    (
        r"a^T \sigma(X b) + i^T i",
        (r"X \in R^{j×k}", r"a \in R^j", r"b \in R^k", r"i \in R^m"),
    ),
    (r"i^T X \exp(Y j)", (r"X, Y \in R^{n×n}", r"i, j \in R^n")),
]


@pytest.mark.parametrize(("formula", "declared"), NOTES)
def test_indices_are_no_names_of_the_note(formula: str, declared: tuple[str, ...]):
    model = gp.read_expression(formula, declared)
    found = gp.derive(model, wrt=list(model.declared), style="index")
    assert found.verified
    leaves = model.declared.values()
    names = {one.symbol.text for one in leaves}
    names |= {letter for one in leaves for size in one.shape for letter in size.letters}
    bound = set[str]()
    for step in json.loads(found.to("json"))["steps"]:
        for side in (step["before"], step["after"]):
            for lower in re.findall(r"\\sum_\{?([a-z]+)", side):
                bound |= set(lower)
    assert bound
    assert not bound & names
