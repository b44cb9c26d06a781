"""Operations on whole matrices: inverse, determinants, norms."""

from __future__ import annotations

from fractions import Fraction

from gradproof.core.algebra import (
    hadamard,
    inner,
    matmul,
    negative,
    power,
    reciprocal,
    scale,
    smul,
    total,
    trace,
    transpose,
)
from gradproof.core.expr import Expr
from gradproof.core.operation import TABLE, Operation, Words
from gradproof.ops.elementwise import ABS, LOG, SIGN


def inverse_transpose(x: Expr) -> Expr:
    """X⁻ᵀ."""
    return transpose(INVERSE(x))


INVERSE = TABLE.add(
    Operation(
        name="inverse", signature="(n,n) -> (n,n)", words=Words("inverse", "逆矩阵"),
        latex="", text="",
        differential=lambda y, args, d: negative(matmul(y, d[0], y)),
        names=("inv", "inverse"), rule="differential_inverse", domain="X invertible", binds="power",
        because=Words("d(X⁻¹) = −X⁻¹ dX X⁻¹, from d(X X⁻¹) = 0.",
                      "由 d(X X⁻¹) = 0 得 d(X⁻¹) = −X⁻¹ dX X⁻¹。"),
        source="Magnus & Neudecker 2019, ch. 8",
    )
)  # fmt: skip
DET = TABLE.add(
    Operation(
        name="det", signature="(n,n) -> ()", words=Words("determinant", "行列式"),
        latex=r"\det({0})", text="det({0})",
        differential=lambda y, args, d: smul(y, inner(inverse_transpose(args[0]), d[0])),
        names=("det",), rule="differential_det", domain="X invertible",
        because=Words("Jacobi's formula: d det X = det X · tr(X⁻¹ dX).",
                      "Jacobi 公式：d det X = det X · tr(X⁻¹ dX)。"),
        source="Magnus & Neudecker 2019, ch. 8",
    )
)  # fmt: skip
LOGDET = TABLE.add(
    Operation(
        name="logdet", signature="(n,n) -> ()", words=Words("log-determinant", "对数行列式"),
        latex=r"\log\det {0:call}", text="log det {0:call}",
        differential=lambda y, args, d: inner(inverse_transpose(args[0]), d[0]),
        definition=lambda x: LOG(DET(x)),
        names=("logdet", "log_det"), rule="differential_logdet", domain="det X > 0", binds="prefix",
        because=Words("d log det X = tr(X⁻¹ dX).", "d log det X = tr(X⁻¹ dX)。"),
        source="Magnus & Neudecker 2019, ch. 8",
    )
)  # fmt: skip
LOGABSDET = TABLE.add(
    Operation(
        name="logabsdet", signature="(n,n) -> ()", words=Words("log of |det|",
                                                               "行列式绝对值的对数"),
        latex=r"\log|\det {0:call}|", text="log|det {0:call}|",
        differential=lambda y, args, d: inner(inverse_transpose(args[0]), d[0]),
        definition=lambda x: LOG(ABS(DET(x))),
        names=("logabsdet", "slogdet"), rule="differential_logabsdet", domain="X invertible",
        binds="prefix",
        because=Words("d log|det X| = tr(X⁻¹ dX), whatever the sign of the determinant.",
                      "无论行列式符号如何，d log|det X| = tr(X⁻¹ dX)。"),
        source="Magnus & Neudecker 2019, ch. 8",
    )
)  # fmt: skip
SQUARED_NORM = TABLE.add(
    Operation(
        name="squared_norm", signature="(r,c) -> ()",
        words=Words("squared Frobenius norm", "Frobenius 范数的平方"),
        latex=r"\|{0}\|{norm}^2", text="‖{0}‖{norm}²",
        differential=lambda y, args, d: inner(scale(2, args[0]), d[0]),
        definition=lambda x: trace(matmul(transpose(x), x)),
        names=("sumsq", "norm_squared"), rule="differential_squared_norm", binds="power",
        because=Words("‖A‖² = tr(AᵀA), so d‖A‖² = 2 tr(Aᵀ dA).",
                      "‖A‖² = tr(AᵀA)，故 d‖A‖² = 2 tr(Aᵀ dA)。"),
    )
)  # fmt: skip
NORM = TABLE.add(
    Operation(
        name="norm", signature="(r,c) -> ()", words=Words("Frobenius or Euclidean norm",
                                                          "Frobenius（欧几里得）范数"),
        latex=r"\|{0}\|{norm}", text="‖{0}‖{norm}",
        differential=lambda y, args, d: inner(smul(reciprocal(y), args[0]), d[0]),
        definition=lambda x: power(trace(matmul(transpose(x), x)), Fraction(1, 2)),
        names=("norm", "norm2"), rule="differential_norm", domain="A ≠ 0", binds="atom",
        because=Words("d‖A‖ = tr(Aᵀ dA)/‖A‖, where A is not 0.",
                      "在 A ≠ 0 处 d‖A‖ = tr(Aᵀ dA)/‖A‖。"),
    )
)  # fmt: skip
NORM1 = TABLE.add(
    Operation(
        name="norm1", signature="(r,c) -> ()", words=Words("sum of absolute values", "绝对值之和"),
        latex=r"\|{0}\|_1", text="‖{0}‖₁",
        differential=lambda y, args, d: inner(SIGN(args[0]), d[0]),
        definition=lambda x: total(hadamard(x, SIGN(x))),
        names=("norm1",), rule="differential_norm1", domain="no entry is 0", binds="atom",
        because=Words("Each |x| has the derivative sign x.", "每个 |x| 的导数为 sign x。"),
    )
)  # fmt: skip
