"""Gradients of symbolic depth at a number of layers, beside differences of a network in NumPy."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

import numpy as np

import gradproof as gp
from gradproof.core.expr import Expr
from gradproof.derivation.layers.derive import Recursion, parameters
from gradproof.derivation.layers.proved import planned
from gradproof.derivation.layers.unroll import Unrolled
from gradproof.derivation.verify import WAYS
from gradproof.exact.evaluate import evaluate

Values = dict[str, np.ndarray]
Network = Callable[[Values, int], float]
"""The objective of a network with so many layers, written anew."""


def worst(note: str, network: Network, last: int, style: str = "differential") -> float:
    """How far the gradients are from differences at most, with the letter for the last at `last`.

    Every size is another number.
    """
    model = gp.read(note)
    parts = planned(model, model.objective)
    found = Recursion(parts, WAYS[style], list(parameters(parts))).run()
    layers = parts.layers
    end = layers.last.number if layers.last.number is not None else last + layers.last.offset
    counted = Unrolled(parts, end - layers.first + 1)
    named: dict[Expr, Expr] = {}
    for name, value in sorted(found.adjoints.items(), key=lambda one: counted.is_general(one[0])):
        named = {**counted.pairs(name, value), **named}
    whole = counted.model()
    definitions = {**named, **dict(whole.definitions.values())}
    numbers, values = _point([one for one in whole.symbols if one not in definitions])
    lists = {name: value.tolist() for name, value in values.items()}
    error = 0.0
    for result in found.results:
        for leaf, gradient in counted.pairs(result.wrt, result.gradient).items():
            given = np.array(evaluate(gradient, lists, numbers, definitions=definitions))
            expected = differences(network, values, last, leaf.symbol.name)
            error = max(error, float(np.abs(given - expected).max()))
    return error


def _point(leaves: list[Expr]) -> tuple[dict[str, int], Values]:
    """Sizes, all of them different, and values for the leaves."""
    numbers: dict[str, int] = {}
    taken = count(2)
    for leaf in leaves:
        for letter in (letter for one in leaf.shape for letter in one.letters):
            if letter not in numbers:
                numbers[letter] = next(taken)
    rng = np.random.default_rng(7)
    shapes = {one.symbol.name: tuple(int(n.value(numbers)) for n in one.shape) for one in leaves}
    return numbers, {name: rng.uniform(-0.8, 0.8, shape) for name, shape in shapes.items()}


def differences(network: Network, values: Values, last: int, name: str) -> np.ndarray:
    """The gradient by one of the values, by central differences."""
    at, step = values[name], 1e-5
    found = np.zeros(at.shape)
    for place in np.ndindex(at.shape):
        ends: list[float] = []
        for sign in (1, -1):
            moved = at.copy()
            moved[place] += sign * step
            ends.append(float(network({**values, name: moved}, last)))
        found[place] = (ends[0] - ends[1]) / (2 * step)
    return found
