"""What a question is about, and which questions are refused."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from benchmarks.networks import leaf, named, sigmoid_rows

from gradproof.core.algebra import inner, matmul, subtract, total, transpose
from gradproof.core.errors import ModelError, Place, ShapeError
from gradproof.core.expr import Expr
from gradproof.core.model import Model
from gradproof.core.operation import TABLE
from gradproof.derivation.scope import scope


def names(symbols: Iterable[Expr]) -> list[str]:
    return [one.symbol.name for one in symbols]


def line_model() -> Model:
    """u = A x, v = A y, f = ⟨u, u⟩, and w, on which f does not rest."""
    model = Model()
    A, x, y = leaf(model, "A", "m", "n"), leaf(model, "x", "n"), leaf(model, "y", "n")
    u = named(model, "u", matmul(A, x))
    named(model, "v", matmul(A, y))
    named(model, "f", inner(u, u))
    return model


def test_by_default_the_last_scalar_and_the_parameters_it_rests_on():
    found = scope(sigmoid_rows())
    assert found.of.symbol.name == "f"
    assert names(found.wrt) == ["W1", "b1", "W2", "b2"]
    assert names(left for left, _ in found.chain) == ["Z", "H", "P", "f"]


def test_what_the_goal_does_not_rest_on_is_left_out():
    found = scope(line_model())
    assert names(found.wrt) == ["A", "x"]
    assert names(left for left, _ in found.chain) == ["u", "f"]


def test_the_order_asked_for_is_kept_and_doubles_are_dropped():
    assert names(scope(line_model(), "f", ["x", "A", "x"]).wrt) == ["x", "A"]


def test_all_means_what_lies_between_as_well():
    assert names(scope(sigmoid_rows(), None, ["all"]).wrt) == [
        "W1", "b1", "W2", "b2", "Z", "H", "P",
    ]  # fmt: skip


def test_data_can_be_asked_for_by_name():
    found = scope(sigmoid_rows(), "f", ["X"])
    assert names(found.wrt) == ["X"]
    assert {"X", "Z", "H", "P", "f"} == set(names(found.active))


def test_only_data_means_all_of_it():
    model = Model(data={"x"})
    named(model, "f", total(leaf(model, "x", "n")))
    assert names(scope(model).wrt) == ["x"]


def test_data_that_is_left_out_is_known_unless_somebody_said_by_what():
    assert names(scope(sigmoid_rows()).left_out) == ["X", "Y"]
    assert names(scope(sigmoid_rows(), None, ["all"]).left_out) == ["X", "Y"]
    assert scope(sigmoid_rows(), None, ["W1"]).left_out == ()
    model = Model(data={"x"})
    named(model, "f", total(leaf(model, "x", "n")))
    assert scope(model).left_out == ()


def test_definitions_that_do_not_move_are_not_in_the_chain():
    found = scope(sigmoid_rows(), "f", ["W2"])
    assert names(left for left, _ in found.chain) == ["P", "f"]


def test_an_intermediate_alone():
    found = scope(sigmoid_rows(), "f", ["H"])
    assert names(found.wrt) == ["H"]
    assert names(left for left, _ in found.chain) == ["P", "f"]


def test_a_matrix_has_no_gradient():
    model = sigmoid_rows()
    model.places["P"] = Place("P = H W_2 + b_2", 0, 1)
    with pytest.raises(ShapeError, match="P is m×c, not a scalar") as caught:
        scope(model, "P")
    assert caught.value.place is model.places["P"]
    assert caught.value.hint


def test_a_leaf_has_no_definition():
    model = Model()
    leaf(model, "s", 1)
    with pytest.raises(ModelError, match="s has no definition"):
        scope(model, "s")


def test_a_model_without_a_scalar():
    model = Model()
    x = leaf(model, "x", "n")
    named(model, "y", transpose(x))
    with pytest.raises(ModelError, match="no scalar is defined"):
        scope(model)


def test_unknown_names_list_the_known_ones():
    for of, wrt in (("g", None), ("f", ["B"])):
        with pytest.raises(ModelError, match=r"there is no symbol [gB]") as caught:
            scope(line_model(), of, wrt)
        assert "A, x, y, u, v, f" in caught.value.hint


def test_a_symbol_that_the_goal_does_not_depend_on():
    for name in ("y", "v"):
        with pytest.raises(ModelError, match=f"f does not depend on {name}") as caught:
            scope(line_model(), "f", [name])
        assert "It depends on A, x" in caught.value.hint


def test_the_goal_by_itself():
    with pytest.raises(ModelError, match="cannot be differentiated by itself"):
        scope(line_model(), "f", ["f"])


def test_no_symbols_at_all():
    with pytest.raises(ModelError, match="no symbol is named"):
        scope(line_model(), "f", [])


def test_a_constant_goal():
    model = Model()
    x = leaf(model, "x", "n")
    named(model, "f", TABLE["squared_norm"](subtract(x, x)))
    with pytest.raises(ModelError, match="f depends on no symbol"):
        scope(model)
