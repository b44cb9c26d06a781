"""Losses and layers by name, written out: cross-entropy, hinge, normalisation, attention."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from gradproof.core.algebra import (
    add,
    column_sums,
    hadamard,
    matmul,
    negative,
    power,
    reciprocal,
    row_sums,
    scale,
    spread,
    subtract,
    total,
    transpose,
)
from gradproof.core.dims import ONE, SCALAR, Monomial, Shape
from gradproof.core.expr import Expr, constant, ones
from gradproof.core.phrase import Phrase
from gradproof.notation.reading.forms import Transposed
from gradproof.notation.reading.function_forms import Function, Row, alike
from gradproof.notation.reading.functions import FUNCTIONS
from gradproof.notation.reading.products import Dot
from gradproof.notation.reading.sums import sum_of
from gradproof.notation.reading.terms import Run, Term, join, kind
from gradproof.ops.elementwise import ABS, LOG, RELU, SOFTPLUS
from gradproof.ops.matrix import SQUARED_NORM
from gradproof.ops.probability import LOG_SOFTMAX, SOFTMAX

SAID = Phrase("{0} is read as {1}")
TARGET_STEMS = frozenset(("y", "Y", "t", "T", "L", "p", "q", "target", "label"))


class Loss(Function):
    """A scalar of a target and what is predicted, in either order.

    raw: the loss of this kind whose prediction is no probability; it is what is meant where the
    prediction is neither a name nor a softmax or a sigmoid.  ordered: whether the order counts.
    """

    def __init__(
        self,
        name: str,
        said: str,
        build: Callable[[Expr, Expr], Expr],
        raw: Loss | None = None,
        *,
        ordered: bool = False,
    ) -> None:
        super().__init__(name, (2,), _scalar_of_two, build)
        self.said, self.raw, self.ordered = said, raw, ordered

    def meant(self, term: Term) -> tuple[Loss, bool]:
        """The loss that is meant, and whether the prediction stands first."""
        first, second = term.args
        is_turned = not self.ordered and _likelihood(second) > _likelihood(first)
        predicted = _upright(first if is_turned else second)
        given = not predicted.args or (
            isinstance(predicted.form, Row) and predicted.form.row.name in ("softmax", "sigmoid")
        )
        return (self if given or self.raw is None else self.raw), is_turned

    def infer(self, term: Term, args: list[Shape], run: Run) -> Shape:
        run.note(SAID.of(run.source(term.node), self.meant(term)[0].said))
        return super().infer(term, args, run)

    def build(self, term: Term, args: list[Expr], run: Run) -> Expr:
        shape = Shape(
            *(max((one.shape[axis] for one in args), key=lambda d: d is not ONE) for axis in (0, 1))
        )
        target, predicted = (spread(one, shape) for one in args)
        loss, is_turned = self.meant(term)
        if is_turned:
            target, predicted = predicted, target
        return loss.formula(target, predicted)

    def formula(self, target: Expr, predicted: Expr) -> Expr:
        """The loss of a target and a prediction of one shape."""
        return self._build(target, predicted)


def _upright(term: Term) -> Term:
    """The term without signs of transposition."""
    while isinstance(term.form, Transposed):
        term = term.args[0]
    return term


def _likelihood(term: Term) -> int:
    """How likely a term is the target: by its name; what is computed is none."""
    term = _upright(term)
    stem, _, rest = str(term.data or "").partition("_")
    named = stem in TARGET_STEMS and not rest.startswith(("hat", "pred"))
    return -1 if term.args else 1 if named else 0


def _scalar_of_two(term: Term, args: list[Shape], run: Run) -> Shape:
    alike(term, args, run)
    if kind(args[0]) != kind(args[1]):
        run.penalty(term, 4)
    return SCALAR


def one_minus(x: Expr) -> Expr:
    """1 − x."""
    return subtract(ones(*x.shape), x)


def product_sum(a: Expr, b: Expr) -> Expr:
    """Σ a ⊙ b."""
    return sum_of(hadamard(a, b))


def cross_entropy(y: Expr, p: Expr) -> Expr:
    """−Σ y log p."""
    return negative(product_sum(y, LOG_SOFTMAX(p.args[0]) if p.op == "softmax" else LOG(p)))


def logits_cross_entropy(y: Expr, z: Expr) -> Expr:
    """−Σ y log softmax(z)."""
    return negative(product_sum(y, LOG_SOFTMAX(z)))


def binary_cross_entropy(y: Expr, p: Expr) -> Expr:
    """−Σ y log p + (1−y) log(1−p)."""
    return negative(add(product_sum(y, LOG(p)), product_sum(one_minus(y), LOG(one_minus(p)))))


def binary_logits_cross_entropy(y: Expr, z: Expr) -> Expr:
    """Σ log(1+e^z) − y z."""
    return subtract(sum_of(SOFTPLUS(z)), product_sum(y, z))


def hinge(y: Expr, s: Expr) -> Expr:
    """Σ max(0, 1 − y s)."""
    return sum_of(RELU(one_minus(hadamard(y, s))))


def absolute_error(y: Expr, p: Expr) -> Expr:
    """The mean of |p − y|."""
    return scale(ONE / (y.shape.rows * y.shape.cols), total(ABS(subtract(p, y))))


def divergence(p: Expr, q: Expr) -> Expr:
    """Σ p log p − p log q."""
    return subtract(product_sum(p, LOG(p)), product_sum(p, LOG(q)))


def _sums(x: Expr, axis: int) -> tuple[Expr, Monomial]:
    """The sums over a column, over each row (axis 1) or each column (axis 0), and of how many."""
    if x.shape.cols is ONE:
        return total(x), x.shape.rows
    return (row_sums(x), x.shape.cols) if axis else (column_sums(x), x.shape.rows)


def normalised(x: Expr, axis: int, epsilon: Expr | None = None) -> Expr:
    """(x − mean) / std of a column vector, of each row (axis 1) or of each column (axis 0)."""
    sums, count = _sums(x, axis)
    centred = subtract(x, spread(scale(ONE / count, sums), x.shape))
    squares = SQUARED_NORM(centred) if x.shape.cols is ONE else _sums(power(centred, 2), axis)[0]
    variance = scale(ONE / count, squares)
    if epsilon is not None:
        variance = add(variance, spread(epsilon, variance.shape))
    deviation = power(variance, Fraction(1, 2))
    return hadamard(centred, spread(reciprocal(deviation), x.shape))


def _normaliser(axis: int) -> Callable[..., Expr]:
    def build(x: Expr, *rest: Expr) -> Expr:
        value = normalised(x, axis, rest[2] if len(rest) > 2 else None)
        if len(rest) > 1:
            gain, shift = (spread(_along(one, x), x.shape) for one in rest[:2])
            value = add(hadamard(gain, value), shift)
        return value

    return build


def _along(one: Expr, x: Expr) -> Expr:
    """A gain or shift as it lies along the features: a row, if x is a matrix."""
    return transpose(one) if one.shape.is_column and x.shape.cols is not ONE else one


def _normal_shape(term: Term, args: list[Shape], run: Run) -> Shape:
    shape = args[0]
    for arg, other in zip(term.args[1:3], args[1:3], strict=False):
        turned = other.transposed if kind(other) == "column" and kind(shape) == "matrix" else other
        if join([shape, turned], run.sizes) != shape:
            shown = run.shown(shape, other)
            run.clash(term, Phrase("{0} does not fit {1}", shown[1], shown[0]), node=arg.node)
    return shape


def attention(q: Expr, k: Expr, v: Expr) -> Expr:
    """softmax(Q Kᵀ/√d) V, with d the number of columns of K."""
    scores = matmul(power(constant(k.shape.cols), Fraction(-1, 2)), q, transpose(k))
    return matmul(SOFTMAX(scores), v)


def _attention_shape(term: Term, args: list[Shape], run: Run) -> Shape:
    q, k, v = args
    fits = run.sizes.unify(q.cols, k.cols) and run.sizes.unify(k.rows, v.rows)
    if not fits:
        shown = ", ".join(run.shown(*args))
        run.clash(term, Phrase("attention of {0}", shown), "Q is n×d, K is m×d and V is m×p.")
    return Shape(q.rows, v.cols)


def _written(words: str, form: Function) -> None:
    for word in words.split():
        FUNCTIONS[word] = form


_WITH_LOGITS = Loss("CE_logits", "−Σ y log softmax(z)", logits_cross_entropy)
_BINARY_WITH_LOGITS = Loss("BCE_logits", "Σ log(1+eᶻ) − y z", binary_logits_cross_entropy)
for _words, _loss in (
    ("CE ce CrossEntropy crossentropy cross_entropy crossEntropy Crossentropy cross-entropy"
     " Cross-Entropy", Loss("CE", "−Σ y log p", cross_entropy, _WITH_LOGITS)),
    ("softmax_cross_entropy CE_logits cross_entropy_with_logits SoftmaxCrossEntropy", _WITH_LOGITS),
    ("BCE bce binary_cross_entropy BinaryCrossEntropy",
     Loss("BCE", "−Σ y log p + (1−y) log(1−p)", binary_cross_entropy, _BINARY_WITH_LOGITS)),
    ("BCE_logits bce_with_logits BCEWithLogits", _BINARY_WITH_LOGITS),
    ("hinge Hinge", Loss("hinge", "Σ max(0, 1 − y s)", hinge)),
    ("MAE mae", Loss("MAE", Phrase("the mean of |p − y|"), absolute_error)),
    ("KL kl", Loss("KL", "Σ p log(p/q)", divergence, ordered=True)),
):  # fmt: skip
    _written(_words, _loss)
_written("LayerNorm layernorm layer_norm LN", Function(
    "layer norm", (1, 3, 4), _normal_shape, _normaliser(1)))  # fmt: skip
_written("BatchNorm batchnorm batch_norm BN", Function(
    "batch norm", (1, 3, 4), _normal_shape, _normaliser(0)))  # fmt: skip
_written("Attention attention", Function("attention", (3,), _attention_shape, attention))

for _word in ("dot", "matmul", "mm", "dotprod"):
    FUNCTIONS[_word] = Dot()

LOSSES = frozenset(name for name, form in FUNCTIONS.items() if isinstance(form, Loss))
"""The words for losses."""

__all__ = ["FUNCTIONS", "LOSSES"]
