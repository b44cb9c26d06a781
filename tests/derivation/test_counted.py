"""A given number of layers written out: second derivatives, Jacobians and products."""

from __future__ import annotations

import numpy as np
import pytest
from tests.derivation.counted import Values, differences

import gradproof as gp
from gradproof.derivation.layers.counted import counted_out
from gradproof.derivation.scope import scope
from gradproof.derivation.verify import proved
from gradproof.exact.evaluate import evaluate

THREE = r"""
$x_0, y \in \mathbb{R}^{n}$, $w_l \in \mathbb{R}^{n}$ and $x_l = \tanh(w_l \odot x_{l-1})$ for
$l = 1, 2, 3$.
$$f = \|x_3 - y\|^2 + \frac{\lambda}{3} \sum_{l=1}^{3} \|w_l\|^2$$
"""
DENSE = r"""
$x_0 \in \mathbb{R}^{d}$ is data and $x_l = \tanh(W_l x_{l-1})$ for $l = 1, 2$.
$$f = \|x_2\|^2$$
"""


def three(v: Values, last: int) -> float:
    x = v["x_0"]
    for k in range(1, last + 1):
        x = np.tanh(v[f"w_{k}"] * x)
    total = sum((v[f"w_{k}"] ** 2).sum() for k in range(1, last + 1))
    return ((x - v["y"]) ** 2).sum() + v["lambda_"].item() / 3 * total


def test_second_derivatives_are_differences_of_gradients() -> None:
    model, names = counted_out(gp.read(THREE), ["w_l"])
    assert names is not None
    assert names == ["w_1", "w_2", "w_3"]
    found = proved(model, scope(model, "f", names), order=2)
    assert found.verified
    rng = np.random.default_rng(3)
    values = {name: rng.uniform(-0.9, 0.9, (3, 1)) for name in ("x_0", "y", *names)}
    values["lambda_"] = np.array([[0.7]])
    lists = {name: value.tolist() for name, value in values.items()}
    definitions = dict(model.definitions.values()) | found.adjoints
    seen: set[tuple[str, str]] = set()
    for second in found.seconds:
        first, other = second.wrt.symbol.name, second.other.symbol.name
        given = np.array(evaluate(second.value, lists, {"n": 3}, definitions=definitions))
        for column in range(3):
            ends: list[np.ndarray] = []
            for sign in (1, -1):
                moved = values[other].copy()
                moved[column] += sign * 1e-4
                ends.append(differences(three, {**values, other: moved}, 3, first))
            expected = (ends[0] - ends[1]) / 2e-4
            assert np.abs(given[:, [column]] - expected).max() < 1e-4
        seen.add((first, other))
    assert len(seen) == 6


def test_the_jacobian_of_the_last_layer() -> None:
    found = gp.jacobian(DENSE, of="x_2", wrt="W_2")
    assert found.verified
    assert gp.hvp(DENSE, wrt="W_l").verified


def test_data_stay_data() -> None:
    model, _ = counted_out(gp.read(DENSE), None)
    assert model.data == {"x_0"}
    assert list(model.definitions) == ["x_1", "x_2", "f"]
    assert model.layers is None


def test_a_letter_for_the_number_is_asked_about() -> None:
    with pytest.raises(gp.GradproofError) as error:
        gp.derive(DENSE.replace("1, 2", r"1, \dots, N").replace("x_2", "x_N"), order=2)
    assert "Say how many layers there are" in error.value.hint


def test_many_layers_are_not_written_out() -> None:
    with pytest.raises(gp.GradproofError, match="9 layers are not written out"):
        gp.derive(DENSE.replace("1, 2", r"1, \dots, 9").replace("x_2", "x_9"), order=2)
