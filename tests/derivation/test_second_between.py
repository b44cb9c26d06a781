"""Second derivatives beside symbols that have definitions: total by leaves, free by the others."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from math import prod

import pytest

import gradproof as gp
from gradproof.core.algebra import scale
from gradproof.core.expr import Expr
from gradproof.core.proof import Second
from gradproof.derivation import second
from gradproof.derivation.verify import verify
from gradproof.exact import evaluate
from gradproof.notation.printing.text import text

Values = dict[str, list[list[float]]]

SQUARE = r"$x \in \mathbb{R}$ $$a = x^3, \quad f = a^2$$"
SOFT = (
    r"$w \in \mathbb{R}^n$, $B \in \mathbb{R}^{m\times n}$, $u \in \mathbb{R}^n$"
    r" $$p = \mathrm{softmax}(B w), \quad g = u^T B^T p$$"
)
APART = (
    r"$x \in \mathbb{R}^n$, $y \in \mathbb{R}^m$, $A \in \mathbb{R}^{m\times n}$"
    r" $$z = \tanh(A x), \quad v = \exp(y), \quad q = v \odot v, \quad f = z^T q + \|x\|^2$$"
)


def values(found: gp.Derivation) -> dict[str, str]:
    return {f"{text(one.wrt)} {text(one.other)}": text(one.value) for one in found.proof.seconds}


def unmixed(found: gp.Derivation) -> set[frozenset[str]]:
    return {frozenset(text(one) for one in pair) for pair in found.proof.unmixed}


@pytest.mark.parametrize("wrt", ["x,a", "a,x", "all"])
def test_a_leaf_beside_what_is_defined_by_it(wrt: str):
    found = gp.derive(SQUARE, wrt=wrt, order=2)
    assert found.verified
    assert values(found) == {"x x": values(gp.derive(SQUARE, order=2))["x x"], "a a": "2"}
    assert unmixed(found) == {frozenset("xa")}
    assert "a with x" in found.to("terminal") or "x with a" in found.to("terminal")
    assert json.loads(found.to("json"))["unmixed"] in ([["x", "a"]], [["a", "x"]])


def test_leaves_have_the_same_blocks_whatever_else_is_asked_for():
    alone = values(gp.derive(SOFT, order=2))
    found = gp.derive(SOFT, wrt="all", order=2)
    assert found.verified
    assert alone.items() <= values(found).items()
    assert values(found).keys() - alone.keys() == {"p p", "p u"}
    assert unmixed(found) == {frozenset("pw"), frozenset("pB")}


def test_what_does_not_rest_on_each_other_has_a_mixed_block():
    found = gp.derive(APART, wrt="x,z,v", order=2)
    assert found.verified
    assert unmixed(found) == {frozenset("xz")}
    assert values(found)["z v"] == "2 diag(v)"
    assert values(found)["z z"] == "0"


def test_the_proof_notices_blocks_that_hold_a_definition_fixed(monkeypatch: pytest.MonkeyPatch):
    def moves_alone(moving: second._Moving, *_: object) -> None:
        started(moving, *_)  # pyright: ignore[reportArgumentType]
        free = moving.walk.free
        moving.moving = [pair for pair in moving.moving if pair[0] not in free]
        moving.definitions = [pair for pair in moving.definitions if pair[0] not in free]
        active = {*moving.others, *(left for left, _ in moving.moving)}
        moving.lineariser = second.Lineariser(active)

    started = second._Moving.__init__
    monkeypatch.setattr(second._Moving, "__init__", moves_alone)
    found = gp.derive(SQUARE, wrt="x,a", order=2)
    assert values(found)["x x"] != values(gp.derive(SQUARE, wrt="x,a", order=2))
    gradients, seconds = found.proof.closing
    assert gradients.holds
    assert seconds.holds is False
    assert not found.verified


@pytest.mark.parametrize("note", [SQUARE, SOFT, APART])
def test_each_block_is_checked_through_the_definitions(note: str):
    found = gp.derive(note, wrt="all", order=2).proof
    assert found.closing[1].holds
    for place, one in enumerate(found.seconds):
        if one.value.op == "zero":
            continue
        broken = replace(found, seconds=list(found.seconds))
        broken.seconds[place] = replace(one, value=scale(2, one.value))
        assert verify(broken).closing[1].holds is False
        assert not broken.verified


BETWEEN = {
    "square": SQUARE,
    "softmax": SOFT,
    "apart": APART,
    "network": (
        r"$W \in \mathbb{R}^{m\times n}$, $x \in \mathbb{R}^n$ data, $b \in \mathbb{R}^m$"
        r" $$z = W x + b, \quad h = \sigma(z), \quad f = \|h\|^2$$"
    ),
    "diamond": (
        r"$x \in \mathbb{R}^n$, $A \in \mathbb{R}^{m\times n}$, $B \in \mathbb{R}^{m\times n}$"
        r" $$a = A x, \quad b = \sin(B x), \quad f = a^T b + \|b\|^4$$"
    ),
    "chain": (
        r"$x \in \mathbb{R}^n$ $$s = \|x\|^2, \quad r = \sqrt{1 + s}, \quad f = \log(r + s)$$"
    ),
    "inverse": (
        r"$X \in \mathbb{R}^{n\times n}$, $a \in \mathbb{R}^n$"
        r" $$S = X^T X, \quad f = a^T S^{-1} a + \log\det S$$"
    ),
}


def drawn(found: gp.Derivation) -> Values:
    sizes, rng = {"m": 4, "n": 3}, random.Random(7)
    made: Values = {}
    for leaf in found.model.declared.values():
        rows, cols = (prod(sizes[letter] for letter in one.letters) for one in leaf.shape)
        made[leaf.symbol.name] = [
            [rng.uniform(0.2, 0.9) + (i == j) * (cols > 1) for j in range(cols)]
            for i in range(rows)
        ]
    return made


def differences(found: gp.Derivation, one: Second, point: Values) -> list[list[float]]:
    """∂²f/∂x∂yᵀ from values of f alone, with x and y free."""
    definitions = dict(found.model.definitions.values())
    base = dict(point)
    for free in (one.wrt, one.other):
        if free in definitions:
            base[free.symbol.name] = evaluate(free, point, definitions=definitions)
    known = {left: right for left, right in definitions.items() if left not in (one.wrt, one.other)}

    def value(*moves: tuple[Expr, int, float]) -> float:
        at = {name: [list(row) for row in rows] for name, rows in base.items()}
        for symbol, place, step in moves:
            rows = at[symbol.symbol.name]
            column, row = divmod(place, len(rows))
            rows[row][column] += step
        ((found_here,),) = evaluate(of, at, definitions=known)
        return found_here

    of, step = found.proof.of, 1e-3
    counts = [sum(map(len, base[x.symbol.name])) for x in (one.wrt, one.other)]
    return [
        [
            sum(
                p * q * value((one.wrt, i, p * step), (one.other, j, q * step))
                for p in (1, -1)
                for q in (1, -1)
            )
            / (4 * step**2)
            for j in range(counts[1])
        ]
        for i in range(counts[0])
    ]


@pytest.mark.parametrize("name", BETWEEN)
def test_agrees_with_differences_of_the_function(name: str):
    found = gp.derive(BETWEEN[name], wrt="all", order=2)
    assert found.verified
    point = drawn(found)
    definitions = dict(found.model.definitions.values()) | found.proof.adjoints
    for one in found.proof.seconds:
        assert not one.is_map
        ours = evaluate(one.value, point, {"m": 4, "n": 3}, definitions=definitions)
        theirs = differences(found, one, point)
        for row, other in zip(ours, theirs, strict=True):
            assert row == pytest.approx(other, rel=1e-4, abs=1e-4)
    pairs = {frozenset((one.wrt, one.other)) for one in found.proof.seconds}
    pairs |= {frozenset(pair) for pair in found.proof.unmixed}
    assert len(pairs) == len(found) * (len(found) + 1) // 2
