"""What a joint between two values may mean, in which order, and which convention it needs."""

from __future__ import annotations

import numpy as np
import pytest

from gradproof.check.arrays import Array, Jacobian, Misfit, eye, full, kron, matmul, scalar
from gradproof.check.choices import Choices, neighbours
from gradproof.check.products import (
    Flexible,
    Mixed,
    Operand,
    Unit,
    compose,
    product,
    pulled,
    pushed,
)

RANDOM = np.random.default_rng(11)


def drawn(*shape: int) -> Array:
    return Array(shape, [float(x) for x in RANDOM.normal(size=shape).ravel()])


A, B, C, S = drawn(2, 3), drawn(3, 4), drawn(2, 3), drawn(3, 3)
x, y, row = drawn(3, 1), drawn(3, 1), drawn(1, 3)
J, K = (
    Jacobian((2, 1), (3, 1), [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]),
    Jacobian((3, 1), (4, 1), [[float(i + 4 * j) for i in range(4)] for j in range(3)]),
)


def plain(a: Operand) -> np.ndarray:
    assert isinstance(a, Array)
    return np.array(a.data, dtype=float).reshape(a.shape)


def made(values: list[Operand], joints: list[str], choices: Choices | None = None) -> Operand:
    return product("here", values, joints, Choices() if choices is None else choices, set())


def read(values: list[Operand], *joints: str) -> tuple[np.ndarray, list[str]]:
    """The value in the first reading that fits, with the conventions that it needs."""
    choices = Choices()
    return plain(made(values, list(joints), choices)), choices.tags


def readings(values: list[Operand], *joints: str) -> list[str]:
    """The conventions of all readings that are one choice away from the first."""
    choices = Choices()
    made(values, list(joints), choices)
    found: list[str] = []
    for pins in neighbours(choices):
        other = Choices(dict(pins))
        try:
            made(values, list(joints), other)
        except Misfit:
            continue
        found += other.tags
    return found


def test_side_by_side_is_the_matrix_product():
    value, tags = read([A, B], "juxtaposed")
    assert np.allclose(value, plain(A) @ plain(B))
    assert tags == []


@pytest.mark.parametrize("joint", ["odot", "circ", "dotstar"])
def test_entrywise_signs(joint: str):
    value, tags = read([A, C], joint)
    assert np.allclose(value, plain(A) * plain(C))
    assert tags == []


@pytest.mark.parametrize("joint", ["odot", "circ", "dotstar"])
def test_entrywise_signs_are_never_matrix_products(joint: str):
    with pytest.raises(Misfit):
        made([A, B], [joint])


@pytest.mark.parametrize("joint", ["cdot", "star", "times"])
def test_a_dot_is_a_matrix_product_where_one_fits(joint: str):
    value, tags = read([A, B], joint)
    assert np.allclose(value, plain(A) @ plain(B))
    assert tags == [f"matmul:{joint}"]
    value, tags = read([A, C], joint)
    assert np.allclose(value, plain(A) * plain(C))
    assert tags == [f"hadamard:{joint}"]


def test_a_dot_between_square_matrices_may_be_either():
    assert "hadamard:cdot" in readings([S, S], "cdot")
    value, _ = read([S, S], "cdot")
    assert np.allclose(value, plain(S) @ plain(S))


def test_a_dot_between_columns_is_their_inner_product():
    value, tags = read([x, y], "cdot")
    assert np.allclose(value, plain(x).T @ plain(y))
    assert tags == ["dot-product"]


def test_matrices_side_by_side_that_do_not_fit_need_a_convention():
    value, tags = read([A, C], "juxtaposed")
    assert np.allclose(value, plain(A) * plain(C))
    assert tags == ["hadamard:juxtaposed"]


def test_factors_are_exchanged_only_in_what_an_author_defines():
    with pytest.raises(Misfit):
        made([B, A], ["juxtaposed"])
    lenient = Choices(lenient=True)
    assert np.allclose(plain(made([B, A], ["juxtaposed"], lenient)), plain(A) @ plain(B))
    assert lenient.tags == ["order-of-factors"]
    T = drawn(3, 3)
    again = Choices(lenient=True)
    assert np.allclose(plain(made([S, T], ["juxtaposed"], again)), plain(S) @ plain(T))
    assert again.tags == []


def test_juxtaposition_binds_tighter_than_entrywise():
    """A x ⊙ u is (A x) ⊙ u, and u ⊙ A x too."""
    u = drawn(2, 1)
    for values, joints in (
        ([A, x, u], ("juxtaposed", "odot")),
        ([u, A, x], ("odot", "juxtaposed")),
    ):
        value, tags = read(list(values), *joints)
        assert np.allclose(value, (plain(A) @ plain(x)) * plain(u))
        assert tags == []


def test_from_left_to_right_is_a_convention():
    """S ⊙ S x is (S ⊙ S) x only if that is said."""
    assert "left-to-right" in readings([S, S, S], "odot", "juxtaposed")


def test_a_row_and_a_column_entrywise_need_a_convention():
    value, tags = read([x, row], "odot")
    assert np.allclose(value, plain(x) * plain(row).T)
    assert tags == ["orientation"]


def test_broadcast_is_a_convention():
    value, tags = read([S, row], "odot")
    assert np.allclose(value, plain(S) * plain(row))
    assert tags == ["broadcast"]


def test_tensor_products():
    value, tags = read([A, B], "otimes")
    assert np.allclose(value, plain(kron(A, B)))
    assert tags == []
    assert readings([x, y], "otimes") == ["tensor-as-outer-product", "tensor-as-hadamard"]


def test_numbers_scale_from_either_side():
    for values in ([scalar(3.0), A], [A, scalar(3.0)]):
        for joint in ("juxtaposed", "odot", "cdot"):
            value, tags = read(list(values), joint)
            assert np.allclose(value, 3 * plain(A))
            assert tags == []


def test_ones_take_the_size_beside_them():
    ones, lying, unit = Flexible("ones"), Flexible("ones-row"), Flexible("eye")
    assert np.allclose(read([lying, A], "juxtaposed")[0], plain(A).sum(0, keepdims=True))
    assert np.allclose(read([A, ones], "juxtaposed")[0], plain(A).sum(1, keepdims=True))
    assert np.allclose(read([unit, A], "juxtaposed")[0], plain(A))
    assert np.allclose(read([A, unit], "juxtaposed")[0], plain(A))
    assert np.allclose(
        read([scalar(2.0), lying, A], "juxtaposed", "juxtaposed")[0], 2 * plain(A).sum(0)
    )


def test_ones_before_a_matrix_do_not_fit():
    for values in ([Flexible("ones"), A], [A, Flexible("ones-row")]):
        with pytest.raises(Misfit):
            made(list(values), ["juxtaposed"])


def test_all_ones_and_centring():
    found = made([Flexible("ones"), Flexible("ones-row")], ["juxtaposed"])
    assert isinstance(found, Flexible)
    assert found.of(3).data == full((3, 3), 1).data
    centre = Mixed((Flexible("eye"), Flexible("all", -1 / 3)))
    assert np.allclose(plain(centre.of(3)), np.eye(3) - 1 / 3)
    assert np.allclose(plain(centre.scaled(2).turned().of(3)), 2 * (np.eye(3) - 1 / 3))
    assert np.allclose(plain(made([centre, x], ["juxtaposed"])), plain(x) - plain(x).mean())


def test_unit_vectors():
    assert read([A, Unit(2)], "juxtaposed")[0].ravel().tolist() == plain(A)[:, 1].tolist()
    assert Unit(2).turned().of(3).shape == (1, 3)
    assert Unit(3, 5.0).of(3).data == [0, 0, 5.0]
    assert Flexible("ones").turned().of(2).shape == (1, 2)


def test_jacobians_compose_in_either_order():
    for values in ([J, K], [K, J]):
        found = made(list(values), ["juxtaposed"])
        assert isinstance(found, Jacobian)
        assert (found.u, found.v) == (J.u, K.v)
        assert np.allclose(plain(found.matrix()), plain(J.matrix()) @ plain(K.matrix()))
    with pytest.raises(Misfit):
        compose(K, J)


def test_gradients_and_differentials_pass_through():
    g, d = drawn(2, 1), drawn(3, 1)
    jacobian = plain(J.matrix())
    assert np.allclose(plain(pulled(g, J)), jacobian.T @ plain(g))
    assert np.allclose(plain(pushed(J, d)), jacobian @ plain(d))
    assert np.allclose(read([J, d], "juxtaposed")[0], jacobian @ plain(d))
    assert read([J, d], "juxtaposed")[1] == []
    value, tags = read([J, g], "juxtaposed")
    assert np.allclose(value, jacobian.T @ plain(g))
    assert tags == ["denominator-layout"]
    with pytest.raises(Misfit):
        pushed(J, g)
    with pytest.raises(Misfit):
        pulled(d, J)


def test_a_jacobian_stands_entrywise_only_if_it_is_diagonal():
    g = drawn(3, 1)
    flat = Jacobian((3, 1), (3, 1), [[2.0, 0, 0], [0, 3.0, 0], [0, 0, 5.0]])
    value, tags = read([g, flat], "odot")
    assert np.allclose(value, plain(g) * np.array([[2.0], [3.0], [5.0]]))
    assert tags == []
    full_one = Jacobian((3, 1), (3, 1), [[2.0, 1, 0], [0, 3.0, 0], [0, 0, 5.0]])
    with pytest.raises(Misfit):
        made([g, full_one], ["odot"])


def test_pinned_choices_are_taken():
    """What was pinned is taken, though something cheaper fits."""
    choices = Choices({("here", 0): 0})
    with pytest.raises(KeyError):
        _ = choices.taken["nothing"]
    again = Choices()
    made([S, eye(3)], ["cdot"], again)
    ((place, others),) = again.open.items()
    at = next(number for number, tag, _ in others if tag == "hadamard:cdot")
    found = made([S, eye(3)], ["cdot"], Choices({place: at}))
    assert np.allclose(plain(found), plain(S) * np.eye(3))
    assert np.allclose(plain(matmul(S, eye(3))), plain(S))
