"""Every rule that a step names can be looked up, with an example that is proved."""

from __future__ import annotations

from pathlib import Path

import pytest

import gradproof as gp
from gradproof.core.errors import ModelError
from gradproof.derivation.rules import rules
from gradproof.rulebook import FORMULAS, explain

EXAMPLES = sorted((Path(__file__).parents[1] / "examples").glob("*.md"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
@pytest.mark.parametrize("style", ["differential", "chain", "index", "vec"])
def test_every_rule_of_a_derivation_is_known(path: Path, style: str):
    found = gp.derive(path.read_text("utf-8"), style=style, order=1)
    assert {step.rule for step in found.steps} <= rules().keys()


@pytest.mark.parametrize("name", sorted(rules()))
def test_a_rule_is_told_in_both_languages(name: str):
    english, chinese = explain(name), explain(name, "zh")
    assert english.splitlines()[0] == chinese.splitlines()[0] == name
    assert rules()[name].says.en in english
    assert rules()[name].says.zh in chinese
    assert "?" not in english.splitlines()[-1]


def test_many_rules_have_an_example():
    shown = [name for name in rules() if "→" in explain(name)]
    assert len(shown) >= 77


def test_all_formulas_can_be_read():
    for formula in FORMULAS:
        assert gp.derive(gp.read_expression(formula)).verified


def test_without_a_name_all_names_are_listed():
    assert explain().split() == sorted(rules())


def test_an_unknown_rule_is_an_error_that_names_near_ones():
    with pytest.raises(ModelError, match="there is no rule trace_matmul_comm") as caught:
        explain("trace_matmul_comm")
    assert "trace_mul_comm" in caught.value.hint
