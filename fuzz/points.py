"""Random points at which the facts of a program hold, and curves through them on which they go on
to hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from fuzz.arrays import Array, lengths
from fuzz.program import Leaf, Program

DIRECTIONS = 4


@dataclass
class Curve:
    """x(t) for each of a few directions; x′(0) is the direction."""

    start: Array
    directions: Array
    skew: Array | None = None

    def at(self, times: Array) -> Array:
        """The points of all directions at all times, direction by direction."""
        if self.skew is None:
            moved = self.start + times[None, :, None, None] * self.directions[:, None]
        else:
            half = times[None, :, None, None] * self.skew[:, None] / 2
            eye = np.eye(half.shape[-1])
            moved = self.start @ np.linalg.solve(eye - half, eye + half)
        return moved.reshape(-1, *self.start.shape[-2:])


def free_curve(start: Array, rng: np.random.Generator) -> Curve:
    """Straight lines in any direction."""
    directions = rng.normal(size=(DIRECTIONS, *start.shape[-2:]))
    return Curve(start, directions / _sizes(directions))


def _sizes(x: Array) -> Array:
    return np.sqrt((x * x).sum(axis=(-1, -2), keepdims=True)) + 1e-300


def curve(leaf: Leaf, program: Program, rng: np.random.Generator) -> Curve:
    """A random value of a symbol, and directions that keep to its facts."""
    rows, cols = lengths(leaf.shape, program.sizes)
    x = rng.normal(size=(1, rows, cols)) * rng.choice((0.4, 0.8, 1.2))
    v = rng.normal(size=(DIRECTIONS, rows, cols))
    for fact in leaf.facts:
        match fact:
            case "symmetric":
                x, v = x + x.swapaxes(1, 2), v + v.swapaxes(1, 2)
            case "positive_definite":
                x = x @ x.swapaxes(1, 2) + 0.3 * np.eye(rows)
                v = v + v.swapaxes(1, 2)
            case "diagonal":
                x, v = x * np.eye(rows), v * np.eye(rows)
            case "orthogonal":
                q, _ = np.linalg.qr(rng.normal(size=(rows, rows)))
                skew = v - v.swapaxes(1, 2)
                skew /= _sizes(skew)
                return Curve(q[None], q[None] @ skew, skew)
            case "positive":
                x = np.abs(x) + 0.3
            case "nonzero":
                x = x + 0.3 * np.sign(x)
            case "sums_to_one":
                axis = 1 if cols == 1 else 2
                x = np.abs(x) + 0.2
                x = x / x.sum(axis=axis, keepdims=True)
                v = v - v.mean(axis=axis, keepdims=True)
            case _:
                pass
    return Curve(x, v / _sizes(v))


def curves(program: Program, rng: np.random.Generator) -> Mapping[str, Curve]:
    """One curve for each leaf."""
    return {name: curve(leaf, program, rng) for name, leaf in program.leaves.items()}
