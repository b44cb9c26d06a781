"""NumPy's functions on symbols: the values are NumPy's own, on the same arrays."""

import math
import operator
from collections.abc import Callable
from inspect import signature
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import gradproof.notation.python as gp
from gradproof.core.errors import GradproofError
from gradproof.exact import evaluate
from gradproof.notation.python.context import Defined, origins
from gradproof.notation.python.formula import Formula
from gradproof.notation.python.numpy import ADVICE, ARRAY_FUNCTIONS, UFUNCS

RANDOM = np.random.default_rng(7)
SYMBOLS = {
    "X": gp.matrix("X", "m", "n"),
    "Y": gp.matrix("Y", "m", "n"),
    "P": gp.matrix("P", "m", "n", positive=True),
    "W": gp.matrix("W", "n", "k"),
    "S": gp.matrix("S", "m", "m"),
    "x": gp.vector("x", "m"),
    "y": gp.vector("y", "m"),
    "r": gp.row("r", "n"),
    "q": gp.row("q", "n"),
    "s": gp.scalar("s"),
}
SIZES = {"m": 3, "n": 4, "k": 2}
ARRAYS: dict[str, np.ndarray] = {
    name: RANDOM.normal(size=[int(one.value(SIZES)) for one in symbol.shape])
    for name, symbol in SYMBOLS.items()
}
ARRAYS["P"] = np.exp(ARRAYS["P"])
ARRAYS["S"] = np.eye(3) * 2 + 0.3 * ARRAYS["S"]
ARRAYS["s"] = np.array(0.7)


def value(formula: Formula) -> np.ndarray:
    """The value of a formula at ARRAYS, by the independent checker."""
    definitions = {
        one.symbol: one.value for one in origins(formula.context) if isinstance(one, Defined)
    }
    values = {name: array.tolist() for name, array in ARRAYS.items()}
    return np.array(evaluate(formula.expr, values, SIZES, definitions=definitions))


def agrees(formula: Any, expected: Any):
    """The formula has these values, whatever axes of length 1 NumPy leaves out."""
    assert isinstance(formula, Formula)
    found = value(formula)
    assert found.size == np.size(expected)
    np.testing.assert_allclose(found, np.reshape(expected, found.shape), rtol=1e-12, atol=1e-12)


ALIKE: dict[str, Callable[..., Any]] = {
    # operators
    "add": lambda X, Y: X + Y,
    "add row": lambda X, r: X + r,
    "column minus": lambda x, X: x - X,
    "column and row": lambda x, r: x + r,
    "column times row": lambda x, r: x * r,
    "times column": lambda X, x: X * x,
    "scalar": lambda X, s: s * X - X / s + s,
    "quotient": lambda X, P: X / P,
    "row quotient": lambda X, r: X / r,
    "reciprocal": lambda P: 1 / P + P**-1,
    "matmul": lambda X, W: X @ W,
    "chain": lambda x, S, y: x.T @ S @ y * x,
    "power": lambda P: P**0.5 + P**-2 + P**1.5,
    "scalar power": lambda P, s: P**s + 2**s + s**3,
    "comparison": lambda X, Y: (X > Y) * 1.0 + (X < 0) * 2.0 + (X >= Y) * 4.0 + (Y >= 1) * 8.0,
    "sizes": lambda X: X.sum() / X.shape[0] + X.shape[1] * X.sum() / X.size,
    "methods": lambda X: X.mean(axis=0) - X.sum(axis=0) / 3 + X.T.mean(),
    "square methods": lambda S: S.trace() + S.diagonal().sum() + S.dot(S).trace(),
    # ufuncs
    "np operators": lambda X, Y: np.add(X, np.multiply(Y, np.negative(X)))
    - np.subtract(1, np.positive(Y)),
    "np quotients": lambda X, P: np.divide(X, P) + np.true_divide(1, P) + np.reciprocal(P),
    "np powers": lambda P: np.power(P, 3) + np.float_power(P, 0.5) + np.square(P) + np.sqrt(P),
    "np.matmul": lambda X, W: np.matmul(X, W),
    "np.exp": lambda X: np.exp(X) + np.exp2(X) + np.expm1(X),
    "np.log": lambda P: np.log(P) + np.log2(P) + np.log10(P) + np.log1p(P),
    "np.sin": lambda X: np.sin(X) + np.cos(X) * np.tan(X),
    "np.tanh": lambda X: np.tanh(X) + np.sinh(X) * np.cosh(X),
    "np.abs": lambda X: np.abs(X) + np.fabs(X) + np.absolute(X) + np.sign(X),
    "np.maximum": lambda X, Y: np.maximum(X, Y) + np.maximum(0, X) + np.fmax(X, 0.5),
    "np.minimum": lambda X, Y: np.minimum(X, Y) + np.fmin(0, X),
    "np.maximum of a row": lambda X, r: np.maximum(X, r) + np.minimum(r, X),
    "np.logaddexp": lambda X, Y: np.logaddexp(X, Y) + np.logaddexp(0, X),
    "np.greater": lambda X, Y: np.greater(X, Y) * 1 + np.less(X, 0) * 2 + np.less_equal(X, Y) * 4
    + np.greater_equal(X, Y) * 8,
    "np.conj": lambda X: np.conj(X) + np.real(X) + np.copy(X),
    "numpy scalars": lambda X: np.float64(2.5) * X + np.int64(3) - np.float32(0.5) / np.exp(X),
    "add.reduce": lambda X: np.add.reduce(X) + np.add.reduce(X, axis=0),
    # functions
    "np.sum": lambda X, W: np.sum((X @ W) ** 2),
    "np.sum axis": lambda X: np.sum(X, axis=0) + np.sum(X, 0, keepdims=True),
    "np.sum axis 1": lambda X: np.sum(X, axis=1, keepdims=True) * X,
    "np.sum axis -1": lambda X: np.sum(X, axis=-1),
    "np.sum of a row": lambda r: np.sum(r, axis=1) + np.sum(r, axis=0).sum(),
    "np.mean": lambda X: np.mean(X) + np.average(X) + np.mean(X, axis=0),
    "np.var": lambda X: np.var(X) + np.std(X) + np.var(X, axis=0) + np.std(X, axis=0),
    "np.trace": lambda S: np.trace(S) + np.linalg.trace(S),
    "np.transpose": lambda X, W: np.transpose(W) @ np.transpose(X, (1, 0)) @ np.ones_like(X),
    "np.matrix_transpose": lambda X: np.matrix_transpose(X) + np.linalg.matrix_transpose(X),
    "np.dot": lambda X, W: np.dot(X, W) + X.dot(W),
    "np.vdot": lambda X, Y: np.vdot(X, Y),
    "np.inner": lambda r, q: np.inner(r, q),
    "np.outer": lambda x, r: np.outer(x, r) + np.outer(x.T, r.T),
    "np.kron": lambda X, W: np.kron(X, W),
    "np.diag": lambda S: np.diag(S) + np.diagonal(S) + np.linalg.diagonal(S),
    "np.linalg.norm": lambda S, x, y: np.linalg.norm(S @ x - y) ** 2 + np.linalg.norm(S, "fro"),
    "np.linalg.norm axis": lambda X: np.linalg.norm(X, axis=0) + np.linalg.norm(X, 3, axis=0),
    "np.linalg.norm axis 1": lambda X: np.linalg.norm(X, axis=1, keepdims=True) * X,
    "np.linalg.norm ord 1": lambda X: np.linalg.norm(X, 1, axis=0),
    "np.linalg.vector_norm": lambda x, X: np.linalg.vector_norm(x) + np.linalg.matrix_norm(X),
    "np.linalg.inv": lambda S, x: np.linalg.inv(S) @ x + np.linalg.solve(S, x),
    "np.linalg.det": lambda S: np.linalg.det(S) + np.log(np.linalg.det(S)),
    "np.linalg.slogdet": lambda S: np.linalg.slogdet(-S).sign * np.linalg.slogdet(-S)[1],
    "np.linalg.matrix_power": lambda S: np.linalg.matrix_power(S, 3)
    + np.linalg.matrix_power(S, -2) + np.linalg.matrix_power(S, 0),
    "np.linalg.multi_dot": lambda x, S, W, X: np.linalg.multi_dot([x.T, S, X, W]),
    "np.where": lambda X, Y: np.where(X > 0, X, 3 * Y) + np.where(X <= Y, 1, 0),
    "np.clip": lambda X: np.clip(X, -0.5, 0.5) + np.clip(X, None, 1) + np.clip(X, 0, None),
    "np.full_like": lambda X: np.full_like(X, 2) * X + np.zeros_like(X) - np.ones_like(X),
    "np.shape": lambda X: X / np.shape(X)[0] + X / np.size(X),
    "np.squeeze": lambda X: np.squeeze(X),
}  # fmt: skip


@pytest.mark.parametrize("name", ALIKE)
def test_the_values_are_numpys(name: str):
    calculate = ALIKE[name]
    names = signature(calculate).parameters
    formula = calculate(*(SYMBOLS[one] for one in names))
    agrees(formula, calculate(*(ARRAYS[one] for one in names)))


def test_vectors_are_numpys_vectors_too():
    x, y = SYMBOLS["x"], SYMBOLS["y"]
    u, v = ARRAYS["x"][:, 0], ARRAYS["y"][:, 0]
    agrees(np.dot(x, y), np.dot(u, v))
    agrees(np.inner(x, y), np.inner(u, v))
    agrees(np.linalg.norm(x, 1), np.linalg.norm(u, 1))
    agrees(np.linalg.norm(x, 3), np.linalg.norm(u, 3))
    agrees(np.sum(x, axis=-1), np.sum(u, axis=-1))
    agrees(np.diag(x), np.diag(u))


def test_every_entry_of_the_tables_is_numpys_and_tested():
    tested = {name for name in (*UFUNCS, *ARRAY_FUNCTIONS) if _used(name)}
    assert tested == {*UFUNCS, *ARRAY_FUNCTIONS}
    for name in UFUNCS:
        assert isinstance(getattr(np, name), np.ufunc)
    for name in (*ARRAY_FUNCTIONS, *ADVICE):
        assert callable(operator.attrgetter(name)(np))


ALIASES = {"conjugate": "conj", "linalg.matmul": "matmul"}


def _used(name: str) -> bool:
    """Whether the tests above call the function by its last name."""
    called = {one for calculate in ALIKE.values() for one in calculate.__code__.co_names}
    return ALIASES.get(name, name.rpartition(".")[2]) in called


UNKNOWN: list[tuple[Callable[[Any], Any], tuple[str, ...]]] = [
    (lambda X: np.arctanh(X), ("np.arctanh", "np.tanh")),
    (lambda X: np.einsum("ij->i", X), ("np.einsum", "@")),
    (lambda X: np.linalg.eigvals(X), ("np.linalg.eigvals",)),
    (lambda X: np.fft.fft(X), ("np.fft.fft",)),
    (lambda X: np.max(X), ("np.max", "logsumexp")),
    (lambda X: np.concatenate([X, X]), ("np.concatenate", "sum")),
    (lambda X: np.equal(X, 0), ("np.equal", "equation")),
    (lambda X: np.sum(X, dtype=float), ("np.sum", "dtype")),
    (lambda X: np.exp(X, where=True), ("np.exp", "where")),
    (lambda X: np.add(X, 1, out=np.zeros(3)), ("np.add", "out")),
    (lambda X: np.multiply.reduce(X), ("np.multiply.reduce",)),
    (lambda X: np.var(X, ddof=1), ("ddof",)),
    (lambda X: np.transpose(X, (0, 1)), ("axes=(0, 1)",)),
    (lambda X: np.diag(X, 1), ("main diagonal",)),
    (lambda X: np.inner(X, X), ("A @ B.T", "vdot")),
    (lambda X: np.linalg.norm(X, 2), ("ord=2", "Frobenius")),
    (lambda X: np.array(X), ("X is a symbolic m×n", "compile")),
    (lambda X: np.array([X, X]), ("symbolic m×n",)),
    (lambda X: X + np.ones((3, 4)), ("an array of shape 3×4", "matrix(")),
    (lambda X: np.ones((2, 3)) @ X, ("an array of shape 2×3",)),
    (lambda X: np.outer(X, np.ones(3)), ("an array of shape 3",)),
    (lambda X: operator.iadd(np.ones((3, 4)), X), ("np.add", "out")),
]


@pytest.mark.parametrize(("make", "said"), UNKNOWN, ids=[said[0] for _, said in UNKNOWN])
def test_what_does_not_work_is_named(make: Callable[[Any], Any], said: tuple[str, ...]):
    with pytest.raises(GradproofError) as caught:
        make(SYMBOLS["X"])
    for piece in said:
        assert piece in str(caught.value)


# What is made of several operations


def softmax(z: np.ndarray, axis: int = -1) -> np.ndarray:
    """By its definition."""
    return np.exp(z) / np.exp(z).sum(axis=axis, keepdims=True)


def cross(p: np.ndarray, y: np.ndarray) -> float:
    """−Σ y log p."""
    return -np.sum(y * np.log(p))


def normal(z: np.ndarray, axis: int) -> np.ndarray:
    """Mean 0 and variance 1, but for 10⁻⁵."""
    centred = z - z.mean(axis=axis, keepdims=True)
    return centred / np.sqrt((centred**2).mean(axis=axis, keepdims=True) + 1e-5)


COMPOSED: dict[str, tuple[Callable[..., Formula], Callable[..., Any]]] = {
    "softmax": (lambda X: gp.softmax(X), softmax),
    "softmax by columns": (lambda X: gp.softmax(X, axis=0), lambda X: softmax(X, 0)),
    "softmax of a vector": (lambda x: gp.softmax(x), lambda x: softmax(x, 0)),
    "softmax of a row": (lambda r: gp.softmax(r), softmax),
    "log_softmax": (lambda X: gp.log_softmax(X), lambda X: np.log(softmax(X))),
    "logsumexp": (lambda X: gp.logsumexp(X), lambda X: np.log(np.exp(X).sum(axis=1))),
    "logsumexp by columns": (
        lambda X: gp.logsumexp(X, axis=0), lambda X: np.log(np.exp(X).sum(axis=0)),
    ),
    "logsumexp of a vector": (lambda x: gp.logsumexp(x), lambda x: np.log(np.exp(x).sum())),
    "sigmoid": (lambda X: gp.sigmoid(X), lambda X: 1 / (1 + np.exp(-X))),
    "expit": (lambda X: gp.expit(X), lambda X: 1 / (1 + np.exp(-X))),
    "relu": (lambda X: gp.relu(X), lambda X: X * (X > 0)),
    "leaky_relu": (lambda X: gp.leaky_relu(X, 0.2), lambda X: np.where(X > 0, X, 0.2 * X)),
    "elu": (lambda X: gp.elu(X), lambda X: np.where(X > 0, X, np.expm1(X))),
    "softplus": (lambda X: gp.softplus(X), lambda X: np.log1p(np.exp(X))),
    "silu": (lambda X: gp.silu(X), lambda X: X / (1 + np.exp(-X))),
    "gelu": (
        lambda X: gp.gelu(X), lambda X: X * (1 + np.vectorize(math.erf)(X / math.sqrt(2))) / 2,
    ),
    "vec": (lambda X: gp.vec(X), lambda X: X.T.reshape(-1, 1)),
    "mse": (lambda X, Y: gp.mse(X, Y), lambda X, Y: np.mean((X - Y) ** 2)),
    "sum of squares": (
        lambda X, Y: gp.mse(X, Y, reduction="sum"), lambda X, Y: np.sum((X - Y) ** 2),
    ),
    "cross_entropy": (lambda P, X: gp.cross_entropy(P, X), lambda P, X: cross(P, X) / 3),
    "cross_entropy sum": (lambda P, X: gp.cross_entropy(P, X, reduction="sum"), cross),
    "cross_entropy of a vector": (
        lambda x, y: gp.cross_entropy(gp.softmax(x), y), lambda x, y: cross(softmax(x, 0), y),
    ),
    "cross_entropy_with_logits": (
        lambda X, Y: gp.cross_entropy_with_logits(X, Y), lambda X, Y: cross(softmax(X), Y) / 3,
    ),
    "cross_entropy_with_logits of a row": (
        lambda r, q: gp.cross_entropy_with_logits(r, q), lambda r, q: cross(softmax(r), q),
    ),
    "binary_cross_entropy": (
        lambda X, Y: gp.binary_cross_entropy(gp.sigmoid(X), Y),
        lambda X, Y: np.mean(np.log1p(np.exp(X)) - X * Y),
    ),
    "binary_cross_entropy_with_logits": (
        lambda X, Y: gp.binary_cross_entropy_with_logits(X, Y),
        lambda X, Y: np.mean(np.log1p(np.exp(X)) - X * Y),
    ),
    "hinge": (lambda X, Y: gp.hinge(X, Y), lambda X, Y: np.mean(np.maximum(0, 1 - X * Y))),
    "centring": (lambda X: gp.centring("m") @ X, lambda X: X - X.mean(axis=0)),
    "layer_norm": (lambda X: gp.layer_norm(X), lambda X: normal(X, 1)),
    "layer_norm of a vector": (lambda x: gp.layer_norm(x), lambda x: normal(x, 0)),
    "layer_norm of a row": (lambda r: gp.layer_norm(r), lambda r: normal(r, 1)),
    "layer_norm of an expression": (
        lambda X, r, q: gp.layer_norm(2 * X, r, q), lambda X, r, q: normal(2 * X, 1) * r + q,
    ),
    "batch_norm": (
        lambda X, r, q: gp.batch_norm(X, r, q), lambda X, r, q: normal(X, 0) * r + q,
    ),
    "attention": (
        lambda X, Y, W, S: gp.attention(X, Y, S, mask=S),
        lambda X, Y, W, S: softmax(X @ Y.T / 2 + S) @ S,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", COMPOSED)
def test_compositions_have_the_values_of_their_definitions(name: str):
    symbolic, numeric = COMPOSED[name]
    names = signature(symbolic).parameters
    made = symbolic(*(SYMBOLS[one] for one in names))
    agrees(made, numeric(*(ARRAYS[one] for one in names)))


def test_normalisation_names_its_parts():
    X, r = SYMBOLS["X"], SYMBOLS["r"]
    model = gp.model_of(gp.define("N", gp.layer_norm(X, r)))
    assert list(model.definitions) == ["C_n", "X_c", "X_s", "X_n", "N"]
    assert [fact.name for fact in model.facts if hasattr(fact, "name")] == ["symmetric"]  # pyright: ignore[reportAttributeAccessIssue]


# Random programs, on symbols and on arrays


BINARY = [operator.add, operator.sub, operator.mul, np.maximum, lambda a, b: a @ b.T @ b]
UNARY = [
    np.tanh, np.sin, np.square, operator.neg, lambda a: a.T, lambda a: 0.3 * a,
    lambda a: a - 1.25, lambda a: a / (1 + np.abs(a)), lambda a: np.sum(a, axis=0, keepdims=True),
    lambda a: np.sum(a, axis=1, keepdims=True), lambda a: np.mean(np.exp(np.sin(a)), keepdims=True),
]  # fmt: skip


@given(
    leaves=st.lists(st.sampled_from(["X", "Y", "x", "r", "s"]), min_size=1, max_size=4),
    moves=st.lists(st.integers(0, len(BINARY) + len(UNARY) - 1), max_size=12),
)
def test_random_programs_have_numpys_values(leaves: list[str], moves: list[int]):
    """A stack machine; a column of length 1 has only axis 0, so it is kept out of axis 1.

    Large numbers are not multiplied any more: floats overflow where NumPy's tanh is just 1.
    """
    pairs: list[tuple[Any, np.ndarray]] = [
        (SYMBOLS[one], np.atleast_2d(ARRAYS[one])) for one in leaves
    ]
    for move in moves:
        if move < len(UNARY):
            formula, array = pairs[-1]
            size = np.abs(array).max()
            if (array.shape[1] == 1 and move == 9) or (move == 2 and size > 10):
                continue
            if move == 0 and size > 100:
                continue
            pairs[-1] = (UNARY[move](formula), np.atleast_2d(UNARY[move](array)))
        elif len(pairs) > 1:
            (formula, array), (other, beside) = pairs[-2:]
            combine = BINARY[move - len(UNARY)]
            large = max(np.abs(array).max(), np.abs(beside).max()) > 10
            if large and combine in (operator.mul, BINARY[-1]):
                continue
            fits = _fit(array, beside, product=combine is BINARY[-1])
            if not fits:
                with pytest.raises(GradproofError):
                    combine(formula, other)
                return
            pairs[-2:] = [(combine(formula, other), combine(array, beside))]
    for formula, array in pairs:
        assert tuple(int(one.value(SIZES)) for one in formula.shape) == array.shape
        np.testing.assert_allclose(value(formula), array, rtol=1e-9, atol=1e-9)


def _fit(left: np.ndarray, right: np.ndarray, *, product: bool) -> bool:
    if product:
        return left.shape[1] == right.shape[1]
    return all(a == b or 1 in (a, b) for a, b in zip(left.shape, right.shape, strict=True))
