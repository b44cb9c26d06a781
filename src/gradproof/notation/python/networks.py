"""What networks are made of: losses, normalisation, attention, each composed of plain operations.

In a matrix every row is a sample; a vector is one sample. Loss functions take the mean over the
samples, or over the entries where each is judged by itself; with `reduction="sum"`, the sum.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from gradproof.core.dims import ONE, Monomial
from gradproof.core.errors import ModelError, ShapeError
from gradproof.core.phrase import Phrase
from gradproof.notation.python.formula import Formula, Operand, as_formula
from gradproof.notation.python.functions import (
    eye,
    inner,
    log_softmax,
    ones,
    operation,
    softmax,
    sqrt,
)
from gradproof.notation.python.model import assuming, define, fact
from gradproof.ops import TABLE

Reduction = Literal["mean", "sum"]
EPSILON = Fraction(1, 100_000)


# Losses


def mse(predicted: Operand, target: Operand, *, reduction: Reduction = "mean") -> Formula:
    """‖Ŷ − Y‖² over the number of entries.

    >>> from gradproof.notation.python.model import matrix
    >>> mse(matrix("A", "m", "k"), matrix("B", "m", "k"))
    (1/(km))‖A − B‖_F²: scalar
    """
    a, b = _pair(predicted, target)
    squared = TABLE["squared_norm"]((a - b).expr)
    return _reduced(Formula(squared, (a - b).context), a.size, reduction)


def cross_entropy(
    probabilities: Operand, target: Operand, *, reduction: Reduction = "mean"
) -> Formula:
    """−Σ Y ⊙ log P, from probabilities: the rows of P, and of Y, add up to 1.

    >>> from gradproof.notation.python.model import vector
    >>> cross_entropy(vector("p", "k"), vector("y", "k"))
    −yᵀ log p: scalar
    """
    p, y = _pair(probabilities, target)
    return _reduced(-inner(y, operation("log")(p)), _samples(p), reduction)


def cross_entropy_with_logits(
    logits: Operand, target: Operand, *, reduction: Reduction = "mean"
) -> Formula:
    """−Σ Y ⊙ log softmax(Z), from what the softmax is taken of."""
    z, y = _pair(logits, target)
    return _reduced(-inner(y, log_softmax(z)), _samples(z), reduction)


def binary_cross_entropy(
    probabilities: Operand, target: Operand, *, reduction: Reduction = "mean"
) -> Formula:
    """−Σ (y log p + (1 − y) log(1 − p)) over the number of entries."""
    p, y = _pair(probabilities, target)
    log = operation("log")
    total = inner(y, log(p)) + inner(1 - y, log(1 - p))
    return _reduced(-total, p.size, reduction)


def binary_cross_entropy_with_logits(
    logits: Operand, target: Operand, *, reduction: Reduction = "mean"
) -> Formula:
    """Σ (log(1 + eᶻ) − y z) over the number of entries."""
    z, y = _pair(logits, target)
    return _reduced(operation("softplus")(z).sum() - inner(y, z), z.size, reduction)


def hinge(scores: Operand, labels: Operand, *, reduction: Reduction = "mean") -> Formula:
    """Σ max(0, 1 − y s) over the number of entries, for labels y of −1 and 1."""
    s, y = _pair(scores, labels)
    return _reduced(operation("relu")(1 - y * s).sum(), s.size, reduction)


def _pair(left: Operand, right: Operand) -> tuple[Formula, Formula]:
    """Both, of one shape: a loss that broadcasts is a mistake."""
    a, b = as_formula(left), as_formula(right)
    if a.shape != b.shape:
        said = Phrase(
            "{0} is {1}, and its target {2} is {3}: they must be of one shape",
            *(a, a.shape, b, b.shape),
        )
        if a.shape == b.shape.transposed:
            said = Phrase("{0}; {1} would fit", said, f"{b}.T")
        raise ShapeError(said)
    return a, b


def _samples(x: Formula) -> Monomial:
    return ONE if x.shape.cols is ONE else x.shape.rows


def _reduced(total: Formula, count: Monomial, reduction: Reduction) -> Formula:
    if reduction not in ("mean", "sum"):
        raise ModelError(
            Phrase("reduction={0!r} is not known; there are 'mean' and 'sum'", reduction)
        )
    return total / count if reduction == "mean" else total


# Normalisation


def centring(rows: str | int | Monomial) -> Formula:
    """C = I − 11ᵀ/n, under the name C_n: X C takes from each row its mean, C X from each column.

    >>> centring("n")
    Cₙ: n×n = I − (1/n) 1 1ᵀ
    """
    unit = eye(rows)
    letters = "".join(char if char.isalnum() else "_" for char in str(unit.shape.rows))
    made = define(f"C_{letters}", unit - ones(rows) @ ones(rows).T / unit.shape.rows)
    return assuming(made, fact(made, symmetric=True))


def layer_norm(
    x: Operand,
    gain: Operand | None = None,
    shift: Operand | None = None,
    *,
    eps: Operand = EPSILON,
) -> Formula:
    """Each row of X (or a vector) less its mean, over its standard deviation √(variance + ε).

    Of a symbol X, the centred `X_c`, its deviation `X_s` and their quotient `X_n` get names, and
    results are short.
    """
    x = as_formula(x)
    if x.shape.is_column:
        centred = _called(x, "c", centring(x.shape.rows) @ x)
        variance = _squared_norm(centred) / x.shape.rows
    else:
        centred = _called(x, "c", x @ centring(x.shape.cols))
        variance = (centred**2).mean(axis=1)
    return _rescaled(x, centred / _called(x, "s", sqrt(variance + eps)), gain, shift)


def batch_norm(
    x: Operand,
    gain: Operand | None = None,
    shift: Operand | None = None,
    *,
    eps: Operand = EPSILON,
) -> Formula:
    """Each column of X less its mean over the samples, over its deviation √(variance + ε)."""
    x = as_formula(x)
    if x.shape.rows is ONE or x.shape.cols is ONE:
        raise ShapeError(
            Phrase("batch_norm takes a matrix with a row for each sample, not {0}", x.shape)
        )
    centred = _called(x, "c", centring(x.shape.rows) @ x)
    deviation = _called(x, "s", sqrt((centred**2).mean(axis=0) + eps))
    return _rescaled(x, centred / deviation, gain, shift)


def _squared_norm(x: Formula) -> Formula:
    return Formula(TABLE["squared_norm"](x.expr), x.context)


def _called(x: Formula, mark: str, value: Formula) -> Formula:
    """The value under the name of x with a mark, if x has a name."""
    if x.expr.op != "symbol":
        return value
    base = x.expr.symbol.name
    return define(f"{base}_{mark}" if "_" not in base else f"{base}{mark}", value)


def _rescaled(x: Formula, normal: Formula, gain: Operand | None, shift: Operand | None) -> Formula:
    normal = _called(x, "n", normal)
    if gain is not None:
        normal = normal * gain
    return normal if shift is None else normal + shift


# Attention


def attention(
    queries: Operand, keys: Operand, values: Operand, mask: Operand | None = None
) -> Formula:
    """softmax(Q Kᵀ/√d + mask) V, where d is the number of columns of Q and K.

    >>> from gradproof.notation.python.model import matrix
    >>> attention(matrix("Q", "n", "d"), matrix("K", "m", "d"), matrix("V", "m", "p"))
    softmax(QKᵀ/√d) V: n×p
    """
    q, k, v = as_formula(queries), as_formula(keys), as_formula(values)
    scores = q @ k.T / sqrt(q.shape.cols)
    if mask is not None:
        scores = scores + mask
    return softmax(scores) @ v
