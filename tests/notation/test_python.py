"""Symbols and operators in Python: what they print as, what goes wrong."""

import copy
import math
import pickle
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

import gradproof.notation.python as gp
from gradproof.core.errors import DomainError, GradproofError, LimitError, ModelError, ShapeError
from gradproof.core.operation import TABLE, Operation, Words
from gradproof.notation.printing.text import text
from gradproof.notation.python.functions import rows_by_name

X, Y = gp.matrix("X", "m", "d", data=True), gp.matrix("Y", "m", "k", data=True)
W, b = gp.matrix("W", "d", "k"), gp.row("b", "k")
A, B = gp.matrix("A", "n", "n"), gp.matrix("B", "n", "n")
x, y, c = gp.vector("x", "n"), gp.vector("y", "n"), gp.vector("c", "m")
s, t = gp.scalar("s"), gp.scalar("t")
m = gp.size("m")

PRINTED: list[tuple[Callable[[], gp.Formula], str]] = [
    # operators
    (lambda: X @ W, "XW"),
    (lambda: X @ W + b, "XW + b"),
    (lambda: X @ W - Y, "XW − Y"),
    (lambda: A @ B.T @ x, "ABᵀx"),
    (lambda: x.T @ A @ x, "xᵀAx"),
    (lambda: (x.T @ y) @ x.T, "(xᵀy) xᵀ"),
    (lambda: A * B, "A ⊙ B"),
    (lambda: A * x, "A ⊙ x"),
    (lambda: X * c, "X ⊙ c"),
    (lambda: A / B, "A ⊘ B"),
    (lambda: x * y.T, "xyᵀ"),
    (lambda: y.T * x, "xyᵀ"),
    (lambda: s * A, "s A"),
    (lambda: A * s / t, "(s/t) A"),
    (lambda: A**2, "A^⊙2"),
    (lambda: A * A, "A^⊙2"),
    (lambda: s**-1, "1/s"),
    (lambda: A**s, "A^⊙s"),
    (lambda: A**0, "1 1ᵀ"),
    (lambda: 1**A, "1 1ᵀ"),
    (lambda: -A + B, "B − A"),
    (lambda: +A, "A"),
    (lambda: abs(A), "|A|"),
    (lambda: (A > B) * A, "1[A − B > 0] ⊙ A"),
    (lambda: A.T.T, "A"),
    (lambda: A.I + A.I.T, "A⁻¹ + A⁻ᵀ"),
    (lambda: A.mT + A.transpose(), "2 Aᵀ"),
    # numbers
    (lambda: 0.1 * A, "0.1 A"),
    (lambda: A / 3, "(1/3) A"),
    (lambda: Decimal("0.5") * A, "½ A"),
    (lambda: Fraction(2, 6) * A, "(1/3) A"),
    (lambda: 1 - s, "1 − s"),
    (lambda: A + 0, "A"),
    (lambda: 1 / s, "1/s"),
    (lambda: X / m, "(1/m) X"),
    (lambda: m * X, "m X"),
    (lambda: 1 / m * X, "(1/m) X"),
    (lambda: X / X.shape[1], "(1/d) X"),
    (lambda: X.sum() / X.size, "(1/(dm)) 1ᵀX 1"),
    (lambda: 2**s, "exp(s log(2))"),
    # methods
    (lambda: X.sum(), "1ᵀX 1"),
    (lambda: X.sum(axis=0), "1ᵀX"),
    (lambda: X.sum(axis=1), "X 1"),
    (lambda: X.sum(axis=-1), "X 1"),
    (lambda: X.sum(axis=(0, 1)), "1ᵀX 1"),
    (lambda: x.sum(axis=-1), "1ᵀx"),
    (lambda: b.sum(axis=1), "b 1"),
    (lambda: X.mean(axis=0), "(1/m) 1ᵀX"),
    (lambda: A.trace() + A.diagonal().sum(), "tr(A) + 1ᵀ diag(A)"),
    (lambda: x.dot(y), "xᵀy"),
    (lambda: A.dot(x), "Ax"),
    (lambda: s.dot(x), "s x"),
    # functions
    (lambda: gp.sigmoid(X @ W + b), "σ(XW + b)"),
    (lambda: gp.exp(A), "exp(A)"),
    (lambda: gp.norm(A @ x - y) ** 2 / 2, "½‖Ax − y‖²"),
    (lambda: gp.norm(x) ** 4, "‖x‖⁴"),
    (lambda: gp.norm(x, 1), "‖x‖₁"),
    (lambda: gp.norm(X, axis=1), "√(X^⊙2 1)"),
    (lambda: gp.log(gp.det(A)), "log det A"),
    (lambda: gp.log(abs(gp.det(A))), "log|det A|"),
    (lambda: gp.maximum(A, 0), "ReLU(A)"),
    (lambda: gp.maximum(X, c), "max(X, c 1ᵀ)"),
    (lambda: gp.minimum(A, B), "−max(−A, −B)"),
    (lambda: gp.leaky_relu(A), "LeakyReLU(A, 0.01)"),
    (lambda: gp.softmax(X, axis=0), "softmax(Xᵀ)ᵀ"),
    (lambda: gp.logsumexp(x), "lse(x)"),
    (lambda: gp.inner(A, B), "tr(AᵀB)"),
    (lambda: gp.outer(x, b), "xb"),
    (lambda: gp.diag(x), "diag(x)"),
    (lambda: gp.diag(A), "diag(A)"),
    (lambda: gp.kron(A, B), "A ⊗ B"),
    (lambda: gp.vec(X), "vec(X)"),
    (lambda: gp.eye("n") - gp.ones("n") @ gp.ones("n").T / gp.size("n"), "I − (1/n) 1 1ᵀ"),
    (lambda: gp.zeros("n") + x, "x"),
    (lambda: gp.matrix_power(A, 3), "A³"),
    (lambda: gp.matrix_power(A, -2), "A⁻²"),
    (lambda: gp.where(A > 0, A, B), "1[A > 0] ⊙ A + (1 − 1[A > 0]) ⊙ B"),
    (lambda: gp.clip(A, 0, None), "ReLU(A)"),
    (lambda: gp.mse(X @ W, Y), "(1/(km))‖XW − Y‖_F²"),
    (lambda: gp.cross_entropy_with_logits(x, y), "−yᵀ log softmax(x)"),
]


@pytest.mark.parametrize(("make", "shown"), PRINTED, ids=[shown for _, shown in PRINTED])
def test_what_is_written_prints_as(make: Callable[[], gp.Formula], shown: str):
    assert make().text == text(make().expr) == shown


FAULTS: list[tuple[Callable[[], Any], type[Exception], tuple[str, ...]]] = [
    (lambda: X @ Y, ShapeError, ("X @ Y", "m×d and m×k", "X.T @ Y would fit")),
    (lambda: W @ b, ShapeError, ("d×k and 1×k", "W @ b.T would fit")),
    (lambda: W @ X, ShapeError, ("d×k and m×d", "X @ W would fit")),
    (lambda: x @ y, ShapeError, ("n×1 and n×1", "x.T @ y", "x @ y.T")),
    (lambda: b @ b, ShapeError, ("the inner product is b @ b.T",)),
    (lambda: 3 @ X, ShapeError, ("scalar and m×d", "with *")),
    (lambda: X + Y, ShapeError, ("X + Y", "m×d and m×k", "declared sizes of X and Y")),
    (lambda: X - b, ShapeError, ("m×d and 1×k",)),
    (lambda: W + b.T, ShapeError, ("k×1", "; b would fit")),
    (lambda: X * W, ShapeError, ("m×d and d×k", "@")),
    (lambda: X / W, ShapeError, ("X / W", "m×d and d×k")),
    (lambda: gp.maximum(X, Y), ShapeError, ("maximum(X, Y)", "m×d and m×k")),
    (lambda: gp.tanh(X) + gp.tanh(Y), ShapeError, ("tanh(X) + tanh(Y)",)),
    (lambda: A**B, ShapeError, ("A ** B", "n×n", "exp(B * log(A))")),
    (lambda: gp.inv(X), ShapeError, ("square", "m×d")),
    (lambda: gp.trace(X), ShapeError, ("m×d", "not square")),
    (lambda: gp.inner(X, W), ShapeError, ("m×d and d×k",)),
    (lambda: gp.inner(x, x.T), ShapeError, ("n×1 and 1×n", "transpose")),
    (lambda: gp.outer(A, x), ShapeError, ("two vectors", "n×n")),
    (lambda: gp.matrix_power(X, 2), ShapeError, ("m×d", "not square")),
    (lambda: X.sum(axis=2), ShapeError, ("axis 2", "m×d")),
    (lambda: x.sum(axis=1), ShapeError, ("axis 1", "only axis is 0")),
    (lambda: gp.softmax(X, axis=None), ShapeError, ("both axes", "axis=0 or 1")),
    (lambda: gp.mse(x, x.T), ShapeError, ("n×1", "1×n", "would fit")),
    (lambda: gp.batch_norm(x), ShapeError, ("a row for each sample", "n×1")),
    (lambda: gp.equation(X, Y), ShapeError, ("m×d and m×k",)),
    (lambda: gp.matrix("Z", "m", 0), ShapeError, ("at least 1",)),
    (lambda: gp.matrix("Z", "m+1", 2), ShapeError, ("'m+1' is not a size",)),
    (lambda: gp.matrix("Z", "m", "d", symmetric=True), ShapeError, ("m×d", "symmetric")),
    (lambda: X / 0, DomainError, ("X / 0",)),
    (lambda: gp.zeros("n") ** -1, DomainError, ("power -1",)),
    (lambda: gp.norm(A, 1), GradproofError, ("a matrix with ord=1", "sum(abs(A))")),
    (lambda: gp.norm(x, math.inf), GradproofError, ("logsumexp",)),
    (lambda: gp.where(A, A, B), GradproofError, ("where(X > 0, A, B)",)),
    (lambda: gp.sigmoid(None), GradproofError, ("NoneType",)),
    (lambda: gp.matrix_power(A, 1000), LimitError, ("1000 factors",)),
    (lambda: X + math.nan, GradproofError, ("nan",)),
    (lambda: gp.mse(x, y, reduction="max"), ModelError, ("'mean' and 'sum'",)),  # pyright: ignore[reportArgumentType]
    (lambda: (x + y).name, ModelError, ("(x + y) has no name", "define")),
    (lambda: gp.matrix("Z", 2, 2, symetric=True), ModelError, ("symetric", "symmetric")),  # pyright: ignore[reportCallIssue]
    (lambda: gp.assuming(x, x == y), TypeError, ("equation(a, b)", "==")),  # pyright: ignore[reportArgumentType]
    (lambda: gp.equation(x, x), ModelError, ("says nothing",)),
    (lambda: gp.fact(x + y, positive=True), ModelError, ("no name",)),
    (lambda: bool(A > 0), TypeError, ("maximum", "where")),
    (lambda: max(A, 0), TypeError, ("maximum",)),  # pyright: ignore[reportArgumentType, reportCallIssue]
    (lambda: float(s), TypeError, ("s has no value", "math")),
    (lambda: math.exp(s), TypeError, ("NumPy's functions",)),
    (lambda: len(A), TypeError, (".shape[0]",)),
    (lambda: list(A), TypeError, ("iterated over",)),
    (lambda: A[0], TypeError, ("entries", "X @ e")),
    (lambda: A + "B", TypeError, ("unsupported operand",)),
    (lambda: None @ A, TypeError, ("unsupported operand",)),
    (lambda: gp.no_such_thing, AttributeError, ("no_such_thing",)),
]


@pytest.mark.parametrize(("make", "kind", "said"), FAULTS, ids=[said[0] for _, _, said in FAULTS])
def test_a_fault_is_said_with_what_to_do(
    make: Callable[[], Any], kind: type[Exception], said: tuple[str, ...]
):
    with pytest.raises(kind) as caught:
        make()
    for piece in said:
        assert piece in str(caught.value)


@pytest.mark.parametrize("size", ["m*d", "d m", "d·m", gp.size("m") * gp.size("d")])
def test_sizes_may_be_products(size: Any):
    assert gp.vector("v", size).shape == gp.vec(X).shape


@pytest.mark.parametrize(
    "number",
    [0.1, Decimal("0.1"), Fraction(1, 10), np.float32(0.1), np.float64(0.1), np.array(0.1)],
    ids=lambda number: type(number).__name__,
)
def test_numbers_are_exact(number: Any):
    assert (number * A).expr is (A * number).expr is (A / 10).expr
    assert (A**number).expr is (A ** Fraction(1, 10)).expr


# Every row of the table is a function


@pytest.mark.parametrize("name", sorted(set(rows_by_name())))
def test_every_row_is_a_function(name: str):
    row = TABLE[rows_by_name()[name]]
    operands = [s if "()" in part else A for part in row.signature.split("->")[0].split("),(")]
    operands = {"(r,c),()": [A, s]}.get(row.signature.split(" ->")[0], operands)
    made = gp.function(name)(*operands)
    assert made.expr.op == row.name
    assert row.words.en in (gp.function(name).__doc__ or "")
    assert row.name in dir(gp)


def test_a_new_row_is_a_new_function(monkeypatch: pytest.MonkeyPatch):
    row = Operation(
        name="arctan", signature="(r,c) -> (r,c)", words=Words("arctangent", "反正切"),
        latex=r"\arctan({0})", text="arctan({0})", names=("arctan", "atan"), elementwise=True,
        differential=lambda value, operands, tangents: tangents[0],
    )  # fmt: skip
    monkeypatch.setitem(TABLE._rows, row.name, row)
    assert str(gp.arctan(X)) == str(gp.atan(X)) == str(np.arctan(X)) == "arctan(X)"


# What a formula is


def test_repr_shows_the_shape_and_the_definition():
    H = gp.define("H", gp.sigmoid(X @ W + b))
    assert [repr(one) for one in (H, W, H.T, s)] == [
        "H: m×k = σ(XW + b)", "W: d×k", "Hᵀ: k×m", "s: scalar",
    ]  # fmt: skip
    assert f"{H.T}" == str(H.T) == "Hᵀ"
    assert H._repr_latex_() == r"$\displaystyle H = \sigma(X W + b)$"
    assert gp.matrix(r"\hat{Y}", 2, "k").text == gp.matrix("Ŷ", 2, "k").text == "Ŷ"


def test_an_expression_too_large_to_print_has_a_repr():
    large = x
    for _ in range(64):
        large = gp.tanh(large) + gp.sin(large)
    assert "parts" in repr(large)
    assert "parts" in large._repr_latex_()


def test_equality_is_of_what_is_written():
    again = gp.matrix("W", "d", "k")
    assert again == W
    assert hash(again) == hash(W)
    assert {W, again, b} == {W, b}
    assert W in [X, W]
    assert gp.matrix("W", "d", "k", data=True) != W
    assert gp.matrix("W", "d", "d") != W
    assert X @ again == X @ W
    assert gp.define("H", x + y) != gp.define("H", x - y)
    assert W != "W"


def test_formulas_are_immutable_and_copy():
    with pytest.raises(AttributeError):
        W.expr = X.expr  # pyright: ignore[reportAttributeAccessIssue]
    H = gp.define("H", X @ W)
    for other in (copy.copy(H), copy.deepcopy(H), pickle.loads(pickle.dumps(H))):
        assert other == H
        assert other.definition == X @ W
