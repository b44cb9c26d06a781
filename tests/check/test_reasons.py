"""Why a claim has its verdict: every sentence is there in Chinese, and says what it is about."""

from __future__ import annotations

import ast
from pathlib import Path

import gradproof.check.checker as checker
from gradproof.check.reasons import different, sentence, shapes
from gradproof.report.chinese import CHINESE, said_in

SOURCE = Path(checker.__file__).parent
MESSAGES = {"Misfit": 0, "NoMeaning": 0, "NoValue": 0, "Unread": 1}
"""Errors of the checker, and which of their arguments is a sentence."""


def messages() -> set[str]:
    """Every sentence that an error of the checker is raised with, and every slip."""
    found: set[str] = set()
    for path in SOURCE.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                at = MESSAGES.get(node.func.id)
                if at is not None and len(node.args) > at:
                    found |= text(node.args[at])
            if path.name != "repair.py" or not isinstance(node, ast.Yield):
                continue
            if isinstance(node.value, ast.Tuple):
                found |= text(node.value.elts[0])
    return found


def text(node: ast.AST) -> set[str]:
    return {node.value} if isinstance(node, ast.Constant) and isinstance(node.value, str) else set()


def test_every_reason_has_its_chinese():
    found = messages()
    assert len(found) > 80
    assert {one for one in found if one not in CHINESE} == set()


def test_what_it_is_about_is_said_in_the_language():
    said = sentence(ValueError("the shapes differ", (3, 2), (2, 1)))
    assert said == "the shapes differ (3×2, 2×1)"
    assert said_in("zh", said) == "形状不同，3×2, 2×1"


def test_indices_for_which_the_sides_differ():
    assert different({"i": 1, "j": 2}) == "the two sides differ for i = 1, j = 2"
    assert said_in("zh", different({})) == "两边的值不同"


def test_shapes_of_the_sides():
    assert shapes((3, 2), ()) == "the left side is 3×2, the right side is a scalar"
