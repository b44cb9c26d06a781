"""Networks built from core constructors, for the benchmarks and the tests of `derivation`."""

from __future__ import annotations

from fractions import Fraction

from gradproof.core.algebra import (
    add,
    hadamard,
    matmul,
    negative,
    row_sums,
    scale,
    spread,
    subtract,
    total,
)
from gradproof.core.dims import ONE, shape, size
from gradproof.core.expr import Expr, ones, symbol
from gradproof.core.facts import Equation
from gradproof.core.model import Model
from gradproof.core.operation import TABLE

HALF = Fraction(1, 2)


def leaf(model: Model, name: str, rows: str | int, cols: str | int = 1) -> Expr:
    """A declared symbol."""
    return model.declare(symbol(name, shape(rows, cols)))


def named(model: Model, name: str, value: Expr) -> Expr:
    """A symbol with a definition."""
    return model.define(symbol(name, value.shape), value)


def affine(inputs: Expr, weight: Expr, bias: Expr) -> Expr:
    """X W + b with the row b for each sample."""
    product = matmul(inputs, weight)
    return add(product, spread(bias, product.shape))


def sigmoid_rows() -> Model:
    """Samples in rows, a sigmoid layer, a linear one, the squared error."""
    model = Model(data={"X", "Y"})
    X, Y = leaf(model, "X", "m", "d"), leaf(model, "Y", "m", "c")
    W1, b1 = leaf(model, "W1", "d", "h"), leaf(model, "b1", 1, "h")
    W2, b2 = leaf(model, "W2", "h", "c"), leaf(model, "b2", 1, "c")
    Z = named(model, "Z", affine(X, W1, b1))
    H = named(model, "H", TABLE["sigmoid"](Z))
    P = named(model, "P", affine(H, W2, b2))
    named(model, "f", TABLE["squared_norm"](subtract(P, Y)))
    return model


def softmax_rows() -> Model:
    """Samples in rows, a ReLU layer, softmax, the mean cross-entropy with rows of probabilities."""
    model = Model(data={"X", "Y"})
    X, Y = leaf(model, "X", "m", "d"), leaf(model, "Y", "m", "c")
    model.facts.append(Equation(row_sums(Y), ones(size("m"), ONE)))
    W1, b1 = leaf(model, "W1", "d", "h"), leaf(model, "b1", 1, "h")
    W2, b2 = leaf(model, "W2", "h", "c"), leaf(model, "b2", 1, "c")
    H = named(model, "H", TABLE["relu"](affine(X, W1, b1)))
    Z = named(model, "Z", affine(H, W2, b2))
    P = named(model, "P", TABLE["softmax"](Z))
    named(model, "f", scale(-(size("m") ** -1), total(hadamard(Y, TABLE["log"](P)))))
    return model


def softmax_column() -> Model:
    """One sample as a column: tanh, softmax, the cross-entropy with a vector of probabilities."""
    model = Model(data={"y"})
    x, y = leaf(model, "x", "d"), leaf(model, "y", "c")
    model.facts.append(Equation(total(y), ones(ONE, ONE)))
    W, b = leaf(model, "W", "h", "d"), leaf(model, "b", "h")
    V, c = leaf(model, "V", "c", "h"), leaf(model, "c", "c")
    h = named(model, "h", TABLE["tanh"](add(matmul(W, x), b)))
    p = named(model, "p", TABLE["softmax"](add(matmul(V, h), c)))
    named(model, "f", negative(total(hadamard(y, TABLE["log"](p)))))
    return model


def tower(depth: int) -> Model:
    """So many tanh layers of one width, half the squared error over a batch of rows."""
    model = Model(data={"X", "Y"})
    H, Y = leaf(model, "X", "m", "d"), leaf(model, "Y", "m", "d")
    for l in range(1, depth + 1):
        W, b = leaf(model, f"W{l}", "d", "d"), leaf(model, f"b{l}", 1, "d")
        Z = named(model, f"Z{l}", affine(H, W, b))
        H = named(model, f"H{l}", TABLE["tanh"](Z))
    named(model, "f", scale(HALF, TABLE["squared_norm"](subtract(H, Y))))
    return model


def residual_tower(depth: int) -> Model:
    """Columns with h ← h + W σ(V h): every h is used twice."""
    model = Model(data={"y"})
    h, y = leaf(model, "x", "d"), leaf(model, "y", "d")
    for l in range(1, depth + 1):
        V, W = leaf(model, f"V{l}", "k", "d"), leaf(model, f"W{l}", "d", "k")
        h = named(model, f"h{l}", add(h, matmul(W, TABLE["sigmoid"](matmul(V, h)))))
    named(model, "f", TABLE["squared_norm"](subtract(h, y)))
    return model


NETWORKS = {
    "two-layer sigmoid, rows": sigmoid_rows,
    "ReLU, softmax, cross-entropy, rows": softmax_rows,
    "tanh, softmax, cross-entropy, column": softmax_column,
}

__all__ = [
    "NETWORKS", "affine", "leaf", "named", "residual_tower", "sigmoid_rows",
    "softmax_column", "softmax_rows", "tower",
]  # fmt: skip
