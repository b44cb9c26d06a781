"""Softmax and its relatives: along a vector, or along each row of a matrix."""

from __future__ import annotations

from gradproof.core.algebra import (
    hadamard,
    inner,
    matmul,
    reciprocal,
    row_sums,
    smul,
    spread,
    subtract,
    total,
)
from gradproof.core.dims import ONE, Shape
from gradproof.core.expr import Expr, node
from gradproof.core.operation import TABLE, Operation, Words
from gradproof.ops.elementwise import EXP, LOG


def group_sums(x: Expr) -> Expr:
    """The sum over a column vector, or one for each row of a matrix, spread to the shape of x."""
    return spread(total(x) if x.shape.cols is ONE else row_sums(x), x.shape)


def _softmax_differential(y: Expr, args: tuple[Expr, ...], d: tuple[Expr, ...]) -> Expr:
    """Column: y⊙dx − y(yᵀdx).  Rows: Y⊙dX − Y⊙((Y⊙dX)11ᵀ)."""
    if y.shape.cols is ONE:
        return subtract(hadamard(y, d[0]), smul(inner(y, d[0]), y))
    weighted = hadamard(y, d[0])
    return subtract(weighted, hadamard(y, group_sums(weighted)))


SOFTMAX = TABLE.add(
    Operation(
        name="softmax", signature="(r,c) -> (r,c)", words=Words("softmax", "softmax"),
        latex=r"\operatorname{{softmax}}({0})", text="softmax({0})",
        differential=_softmax_differential,
        definition=lambda x: hadamard(EXP(x), reciprocal(group_sums(EXP(x)))),
        names=("softmax", "Softmax", "SoftMax"), rule="differential_softmax",
        because=Words("d softmax = (diag(ŷ) − ŷŷᵀ) dx, for a vector or for each row.",
                      "对向量或每一行，d softmax = (diag(ŷ) − ŷŷᵀ) dx。"),
    )
)  # fmt: skip


def _log_softmax_differential(y: Expr, args: tuple[Expr, ...], d: tuple[Expr, ...]) -> Expr:
    (x,), (dx,) = args, d
    if x.shape.cols is ONE:
        return subtract(dx, spread(inner(SOFTMAX(x), dx), x.shape))
    return subtract(dx, group_sums(hadamard(SOFTMAX(x), dx)))


LOG_SOFTMAX = TABLE.add(
    Operation(
        name="log_softmax", signature="(r,c) -> (r,c)", words=Words("log-softmax", "log-softmax"),
        latex=r"\log\operatorname{{softmax}}({0})", text="log softmax({0})",
        differential=_log_softmax_differential,
        definition=lambda x: subtract(x, LOG(group_sums(EXP(x)))),
        binds="prefix", names=("log_softmax", "logsoftmax", "LogSoftmax"),
        rule="differential_log_softmax",
        because=Words("log softmax(x) = x − lse(x), and the gradient of lse is softmax.",
                      "log softmax(x) = x − lse(x)，而 lse 的梯度是 softmax。"),
    )
)  # fmt: skip


def _lse_differential(y: Expr, args: tuple[Expr, ...], d: tuple[Expr, ...]) -> Expr:
    (x,), (dx,) = args, d
    if x.shape.cols is ONE:
        return inner(SOFTMAX(x), dx)
    return row_sums(hadamard(SOFTMAX(x), dx))


class LogSumExp(Operation):
    """log Σ exp: a scalar for a vector, a column of one number a row for a matrix."""

    def __call__(self, *args: Expr) -> Expr:
        (x,) = args
        rows = ONE if x.shape.cols is ONE else x.shape.rows
        return node(self.name, args, None, Shape(rows, ONE))


LSE = TABLE.add(
    LogSumExp(
        name="lse", signature="(r,c) -> (r,1)", words=Words("log-sum-exp", "log-sum-exp"),
        latex=r"\operatorname{{lse}}({0})", text="lse({0})",
        differential=_lse_differential,
        definition=lambda x: LOG(
            total(EXP(x)) if x.shape.cols is ONE else matmul(row_sums(EXP(x)))
        ),
        names=("logsumexp", "lse", "LSE", "log_sum_exp"), rule="differential_lse",
        because=Words("The gradient of log-sum-exp is softmax.", "log-sum-exp 的梯度是 softmax。"),
    )
)  # fmt: skip
