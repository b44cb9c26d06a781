"""Notes with every symbol transposed: definitions, facts, gradients, and what the proof finds."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import gradproof as gp
from gradproof.core.algebra import scale
from gradproof.core.errors import GradproofError
from gradproof.core.expr import symbols
from gradproof.core.facts import Equation
from gradproof.core.model import Model
from gradproof.derivation.transposed import Turned, transposed, turned
from gradproof.notation.printing.text import text

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.md"))
ROWS = r"""Data $X \in \mathbb{R}^{m \times d}$ and $Y \in \mathbb{R}^{m \times k}$ (data); weights
$W \in \mathbb{R}^{d \times k}$, $b \in \mathbb{R}^{1 \times k}$.

Assume $Y 1 = 1$.
$$Z = X W + b$$ $$P = \mathrm{softmax}(Z)$$ $$f = -\frac{1}{m} 1^T (Y \odot \log P) 1$$"""


def definitions(found: Model) -> dict[str, str]:
    return {name: text(right) for name, (_, right) in found.definitions.items()}


def test_rows_become_columns():
    found = transposed(gp.read(ROWS))
    assert definitions(found.model) == {
        "Z": "WX + b",
        "P": "softmax(Zᵀ)ᵀ",
        "f": "−(1/m) 1ᵀ(Y ⊙ log P) 1",
    }
    shapes = {name: str(leaf.shape) for name, leaf in found.model.declared.items()}
    assert shapes == {"X": "d×m", "Y": "k×m", "W": "k×d", "b": "k×1"}
    assert [text(one.left) for one in found.model.equations()] == ["1ᵀY"]
    links = [(text(one.before), text(one.after)) for step in found.steps for one in step.links]
    assert links == [
        ("(XW + b)ᵀ", "WᵀXᵀ + bᵀ"),
        ("−(1/m) 1ᵀ(Y ⊙ log P) 1", "−(1/m) 1ᵀ(Yᵀ ⊙ log(Pᵀ)) 1"),
        ("(Y 1)ᵀ", "1ᵀYᵀ"),
        ("f", "f"),
    ]
    assert found.model.readings[-1] == (
        "X, Y, W, b, Z, P now stand for the transposes of what they stood for"
    )


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_twice_is_the_note_again(path: Path):
    note = gp.read(path.read_text("utf-8"))
    once = transposed(note)
    twice = transposed(once.model)
    assert all(one.holds for one in (*once.certificates.values(), *twice.certificates.values()))
    assert list(twice.model.declared.values()) == list(note.declared.values())
    again = [left for left, _ in twice.model.definitions.values()]
    assert again == [left for left, _ in note.definitions.values()]


@pytest.mark.parametrize("style", ["differential", "chain", "index", "vec"])
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_gradients_are_proved_in_every_style(path: Path, style: str):
    assert gp.derive(path.read_text("utf-8"), style=style, transpose=True).verified


def test_gradients_are_transposed():
    plain, found = gp.derive(ROWS), gp.derive(ROWS, transpose=True)
    assert [one.text for one in plain.results] == ["(1/m) Xᵀ(P − Y)", "(1/m) 1ᵀ(P − Y)"]
    assert [one.text for one in found.results] == ["(1/m)(P − Y)Xᵀ", "(1/m)(P − Y) 1"]
    assert found["W"].assumptions == ("1ᵀY = 1ᵀ",)


def test_a_square_matrix_is_its_transpose_too():
    found = transposed(gp.read(r"$A \in \mathbb{R}^{n \times n}$, $y = A x$, $f = x^T A^2 y$"))
    assert definitions(found.model) == {"y": "xA", "f": "yA²xᵀ"}
    assert all(one.holds for one in found.certificates.values())


def test_properties_go_with_their_symbols():
    model = gp.Model()
    Q = model.matrix("Q", "n", "k", orthogonal=True)
    S = model.matrix("S", "n", "n", symmetric=True)
    x = model.vector("x", "k", positive=True)
    model.define("f", gp.norm(S @ Q @ x) ** 2)
    found = transposed(model)
    assert all(one.holds for one in found.certificates.values())
    equations = [f"{text(one.left)} = {text(one.right)}" for one in found.model.equations()]
    assert equations == ["QQᵀ = I"]
    assert found.model.has("symmetric", found.model.declared["S"])
    assert found.model.has("positive", found.model.declared["x"])


def test_the_proof_finds_a_note_that_is_not_the_same():
    found = turned(gp.read(ROWS))
    of = found.old.objective
    assert found.same(of).holds
    left, right = found.new.definitions["Z"]
    wrong = replace(found.new, definitions={**found.new.definitions, "Z": (left, scale(2, right))})
    assert Turned(found.old, wrong, found.pairs).same(of).holds is False


def test_a_note_without_a_scalar_has_none():
    with pytest.raises(GradproofError):
        transposed(gp.read(r"$Z = X W$"))
    found = gp.derive(gp.read(r"$Z = X W$"), of="Z", transpose=True)
    assert found.verified


def test_facts_speak_of_the_new_symbols():
    found = transposed(gp.read(ROWS)).model
    (fact,) = found.facts
    assert isinstance(fact, Equation)
    assert symbols(fact.left) == [found.declared["Y"]]
