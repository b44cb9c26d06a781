"""Functions with vectors or matrices as their values, and their central differences."""

from __future__ import annotations

from random import Random

from gradproof.core.expr import Expr
from gradproof.core.model import Model
from gradproof.exact.evaluate import evaluate

SIZES = {"m": 4, "n": 3, "k": 2, "p": 2, "q": 2, "r": 3, "h": 3, "d": 2}

FORMULAS = (
    r"A x", r"A X B", r"X^{-1}", r"\mathrm{softmax}(x)", r"\log\mathrm{softmax}(x)",
    r"\sigma(W x + b)", r"\tanh(W x)", r"\exp(A x)", r"x / \|x\|", r"\|x\|^2 x", r"x x^T",
    r"X^T X", r"X A X^T", r"X \odot Y", r"X^T", r"A^{-1} b", r"A X^{-1} B", r"(A + X)^{-1}",
    r"\mathrm{tr}(X) X", r"x^T A x \cdot x", r"(I - x x^T) y", r"\sigma(V \tanh(W x))",
    r"\mathrm{softmax}(X W)", r"\mathrm{diag}(x) A", r"\frac{x}{1^T x}", r"x \odot x", r"X 1",
    r"\log(1 + \exp(A x))", r"(X^T X)^{-1} X^T y", r"x - \frac{1}{n} 1 1^T x", r"\sin(A x) \odot x",
    r"\mathrm{softmax}(\tanh(W x))", r"X X^T X", r"\log\mathrm{softmax}(W x + b)",
)  # fmt: skip
"""Functions with a vector or a matrix as their value."""


def point(model: Model, rng: Random) -> dict[str, list[list[float]]]:
    """Values for all leaves, near the identity if they are square."""
    values: dict[str, list[list[float]]] = {}
    for name, leaf in model.declared.items():
        rows, cols = (int(one.value(SIZES)) for one in leaf.shape)
        square = rows == cols > 1
        values[name] = [
            [rng.uniform(0.2, 0.9) + 2 * (square and i == j) for j in range(cols)]
            for i in range(rows)
        ]
    return values


def stacked(matrix: list[list[float]]) -> list[float]:
    """The columns below one another."""
    return [row[j] for j in range(len(matrix[0])) for row in matrix]


def differences(
    value: Expr, model: Model, x: Expr, at: dict[str, list[list[float]]]
) -> list[list[float]]:
    """∂vec(value)/∂vec(x)ᵀ by central differences, through the definitions."""
    name, step = x.symbol.name, 1e-5
    definitions = dict(model.definitions.values())
    columns: list[list[float]] = []
    for j in range(len(at[name][0])):
        for i in range(len(at[name])):
            ends: list[list[float]] = []
            for sign in (1, -1):
                moved = [list(row) for row in at[name]]
                moved[i][j] += sign * step
                there = {**at, name: moved}
                ends.append(stacked(evaluate(value, there, SIZES, definitions=definitions)))
            columns.append([(a - b) / (2 * step) for a, b in zip(*ends, strict=True)])
    return [list(row) for row in zip(*columns, strict=True)]


def close(left: list[list[float]], right: list[list[float]]) -> bool:
    flat = zip([x for row in left for x in row], [x for row in right for x in row], strict=True)
    return all(abs(a - b) <= 1e-5 * (1 + abs(a)) for a, b in flat)


LAYERS = r"""
$W \in \mathbb{R}^{h\times n}$, $V \in \mathbb{R}^{k \times h}$, $x \in \mathbb{R}^n$.
$$a = \tanh(W x)$$ $$z = V a$$ $$p = \mathrm{softmax}(z)$$
"""
