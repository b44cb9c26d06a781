"""Numbers for which a wrong claim fails, small and round enough to be redone by hand."""

from __future__ import annotations

from itertools import chain

from gradproof.check.arrays import Array, Jacobian, Misfit
from gradproof.check.choices import Choices
from gradproof.check.evaluate import Evaluation
from gradproof.check.instance import Instance
from gradproof.check.judge import Judge, Question, compare
from gradproof.check.products import Flexible
from gradproof.check.tape import NoValue, value_of
from gradproof.check.terms import Differential, Ones, inside
from gradproof.check.world import NoMeaning, OutOfRange

LARGEST = 40
"""Numbers that a reader may be asked to put in."""


def counterexample(judge: Judge, asked: Question) -> dict[str, object] | None:
    """Values of what the note leaves free, and what both sides then are.

    They meet the conditions of the claim and what the note says of its matrices and labels.
    None where a side depends on a loss that the note does not give, on how its differentials are
    drawn or on how many ones there are, where shapes fit only in a reading that is not literal, or
    where too many numbers are needed.
    """
    parts = chain(inside(asked.left), inside(asked.right))
    if judge.world.extra or any(isinstance(one, Differential | Ones) for one in parts):
        return None
    judge.assumed, _ = judge.said_by(asked.at)
    for law in ("round", "tenths"):
        for turn in range(judge.points):
            try:
                found = _at(judge, asked, judge.instance(turn, law, asked.facts))
            except (Misfit, NoMeaning, NoValue, OutOfRange):
                continue
            if found is not None:
                return found
    return None


def _at(judge: Judge, asked: Question, instance: Instance) -> dict[str, object] | None:
    """The counterexample at one point, if the sides differ there in value and not in shape."""
    choices = Choices()
    evaluation = Evaluation(instance, choices, asked.at)
    for env in judge.cases(evaluation, asked.left, asked.right):
        try:
            if not all(evaluation.holds(one, env) for one in asked.conditions):
                continue
            one, other = evaluation.value(asked.left, env), evaluation.value(asked.right, env)
        except OutOfRange:
            continue
        literal = all(tag.startswith("matmul:") for tag in choices.tags)
        if not literal or isinstance(one, Flexible) or isinstance(other, Flexible):
            return None
        if compare(one, other, asked.is_derived).kind != "different":
            continue
        inputs = {_name(*key): _numbers(value) for key, value in instance.leaves.items()}
        count = sum(len(value.data) for value in instance.leaves.values())
        if not inputs or count > LARGEST:
            return None
        return {
            "inputs": {**inputs, **env},
            "claimed": _numbers(other),
            "true": _numbers(one),
        }
    return None


def _name(name: str, members: tuple[int, ...]) -> str:
    """What a leaf is called: X, or W_1 for the first of a family."""
    bare = name.partition("@")[0]
    return "_".join((bare, *map(str, members)))


def _numbers(value: Array | Jacobian) -> object:
    """Nested lists, as far as a vector or matrix needs them."""
    array = value.matrix() if isinstance(value, Jacobian) else value
    flat = [_rounded(float(value_of(x))) for x in array.data]
    if not array.shape:
        return flat[0]
    if array.cols == 1:
        return flat
    return [flat[i * array.cols : (i + 1) * array.cols] for i in range(array.rows)]


def _rounded(x: float) -> float | int:
    """A number as one would write it down: six figures, no trailing zeros."""
    shown = float(f"{x:.6g}")
    return int(shown) if shown.is_integer() else shown
