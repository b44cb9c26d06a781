"""Matrices of scalars and Jacobians, against NumPy and by what they are."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from gradproof.check.arrays import (
    Array,
    Jacobian,
    Misfit,
    determinant,
    diagonal,
    entrywise,
    eye,
    full,
    kron,
    matmul,
    matrix_power,
    powered,
    scalar,
    scaled,
    softmax,
    solve,
    spread_to,
    trace,
    transposed,
    vec,
)
from gradproof.check.tape import NoValue, Num, gradient, plus, times, value_of

RANDOM = np.random.default_rng(7)


def drawn(*shape: int) -> Array:
    return Array(shape, [float(x) for x in RANDOM.normal(size=shape).ravel()])


def plain(a: Array) -> np.ndarray:
    return np.array([float(value_of(x)) for x in a.data]).reshape(a.shape)


A, B, S, x, row = drawn(2, 3), drawn(3, 4), drawn(3, 3), drawn(3, 1), drawn(1, 3)

SAME: dict[str, tuple[Callable[[], Array], Callable[[], np.ndarray]]] = {
    "matmul": (lambda: matmul(A, B), lambda: plain(A) @ plain(B)),
    "matmul with a column": (lambda: matmul(A, x), lambda: plain(A) @ plain(x)),
    "outer product": (lambda: matmul(x, row), lambda: plain(x) @ plain(row)),
    "inner product": (lambda: matmul(row, x), lambda: (plain(row) @ plain(x)).reshape(())),
    "scaled by matmul": (lambda: matmul(scalar(3.0), A), lambda: 3 * plain(A)),
    "scaled from behind": (lambda: scaled(A, scalar(3.0)), lambda: 3 * plain(A)),
    "transposed": (lambda: transposed(A), lambda: plain(A).T),
    "entrywise": (lambda: entrywise(A, A, times), lambda: plain(A) ** 2),
    "entrywise with a scalar": (lambda: entrywise(scalar(2.0), A, plus), lambda: 2 + plain(A)),
    "a row spread": (lambda: entrywise(S, row, plus, True), lambda: plain(S) + plain(row)),
    "a column spread": (lambda: entrywise(x, S, times, True), lambda: plain(x) * plain(S)),
    "spread_to": (lambda: spread_to(x, (3, 2)), lambda: np.repeat(plain(x), 2, axis=1)),
    "kron": (lambda: kron(A, x), lambda: np.kron(plain(A), plain(x))),
    "kron of matrices": (lambda: kron(A, B), lambda: np.kron(plain(A), plain(B))),
    "vec": (lambda: vec(A), lambda: plain(A).reshape((-1, 1), order="F")),
    "solve": (lambda: solve(S, x), lambda: np.linalg.solve(plain(S), plain(x))),
    "inverse": (lambda: solve(S, eye(3)), lambda: np.linalg.inv(plain(S))),
    "determinant": (lambda: scalar(determinant(S)), lambda: np.array(np.linalg.det(plain(S)))),
    "trace": (lambda: trace(S), lambda: np.array(plain(S).trace())),
    "diag of a column": (lambda: diagonal(x), lambda: np.diag(plain(x).ravel())),
    "diag of a matrix": (lambda: diagonal(S), lambda: np.diag(plain(S)).reshape(3, 1)),
    "powered": (lambda: powered(A, 3), lambda: plain(A) ** 3),
    "matrix power": (lambda: matrix_power(S, 3), lambda: np.linalg.matrix_power(plain(S), 3)),
    "full": (lambda: full((2, 3), 5), lambda: np.full((2, 3), 5.0)),
    "softmax of a column": (
        lambda: softmax(x),
        lambda: np.exp(plain(x)) / np.exp(plain(x)).sum(),
    ),
    "softmax of a row": (
        lambda: softmax(row),
        lambda: np.exp(plain(row)) / np.exp(plain(row)).sum(),
    ),
    "softmax of each row": (
        lambda: softmax(A),
        lambda: np.exp(plain(A)) / np.exp(plain(A)).sum(1, keepdims=True),
    ),
}


@pytest.mark.parametrize("name", SAME)
def test_as_numpy(name: str):
    made, wanted = SAME[name]
    found = made()
    assert found.shape == wanted().shape
    assert np.allclose(plain(found), wanted(), rtol=1e-12)


MISFITS: dict[str, Callable[[], object]] = {
    "inner sizes": lambda: matmul(A, A),
    "a column times a matrix": lambda: matmul(x, A),
    "two columns": lambda: matmul(x, x),
    "entrywise": lambda: entrywise(A, S, times),
    "a row and a column, not spread": lambda: entrywise(x, row, times),
    "a row and a column, spread": lambda: entrywise(x, row, times, True),
    "a row and a matrix, not spread": lambda: entrywise(S, row, plus),
    "inverse": lambda: solve(A, A),
    "determinant": lambda: determinant(A),
    "trace": lambda: trace(A),
    "diagonal": lambda: diagonal(A),
    "two matrices, scaled": lambda: scaled(A, A),
    "softmax of a number": lambda: softmax(scalar(1.0)),
    "a matrix as a number": lambda: A.scalar,
}


@pytest.mark.parametrize("name", MISFITS)
def test_what_does_not_fit_is_a_misfit(name: str):
    with pytest.raises(Misfit):
        MISFITS[name]()


def test_a_singular_matrix_has_no_inverse():
    with pytest.raises(NoValue):
        solve(Array((2, 2), [1.0, 2.0, 2.0, 4.0]), eye(2))
    assert determinant(Array((2, 2), [0.0, 2.0, 0.0, 4.0])) == 0


def test_pivots_where_a_corner_is_0():
    swap = Array((2, 2), [0.0, 1.0, 1.0, 0.0])
    assert solve(swap, Array((2, 1), [3.0, 5.0])).data == [5.0, 3.0]
    assert determinant(swap) == -1


def test_one_by_one_products_are_numbers():
    assert matmul(row, x).is_scalar
    assert not matmul(x, row).is_scalar
    assert Array((1, 1), [4]).scalar == 4


def test_softmax_of_large_entries():
    found = softmax(Array((2, 1), [1000.0, 1000.0]))
    assert found.data == [0.5, 0.5]


def test_slopes_pass_through_elimination():
    """∂ det S / ∂ S_ij is det S (S⁻¹)_ji."""
    nodes = Array((3, 3), [Num(value) for value in S.data])
    found = np.array([value_of(g) for g in gradient(determinant(nodes), nodes.data)])
    wanted = np.linalg.det(plain(S)) * np.linalg.inv(plain(S)).T
    assert np.allclose(found.reshape(3, 3), wanted)


def test_jacobians():
    j = Jacobian((2, 1), (3, 1), [[1, 2, 3], [4, 5, 6]])
    assert (j.matrix().shape, j.matrix().data) == ((2, 3), [1, 2, 3, 4, 5, 6])
    turned = j.turned()
    assert (turned.u, turned.v, turned.table) == ((3, 1), (2, 1), [[1, 4], [2, 5], [3, 6]])
    assert not j.is_diagonal
    assert not Jacobian((2, 1), (2, 1), [[1, 2], [0, 3]]).is_diagonal
    flat = Jacobian((2, 1), (2, 1), [[1, 0], [0, 3]])
    assert flat.is_diagonal
    assert (flat.diagonal().shape, flat.diagonal().data) == ((2, 1), [1, 3])
