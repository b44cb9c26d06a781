"""The example notes: their 22 gradients, against networks written anew in NumPy."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from gradproof import api
from gradproof.exact import evaluate
from gradproof.notation.printing.text import text

EXAMPLES = Path(__file__).parent.parent / "examples"
SIZES = {"m": 5, "d": 3, "h": 4, "k": 2, "p": 3, "q": 4, "r": 5, "c": 3}
SIZES |= {"D_x": 3, "D_h": 5, "N_c": 4}
Values = dict[str, np.ndarray]

EXPECTED = {
    "sigmoid_regression": {
        "W_1": "2 Xᵀ((Ŷ − Y)W₂ᵀ ⊙ H ⊙ (1 − H))",
        "b_1": "2·1ᵀ((Ŷ − Y)W₂ᵀ ⊙ H ⊙ (1 − H))",
        "W_2": "2 Hᵀ(Ŷ − Y)",
        "b_2": "2·1ᵀ(Ŷ − Y)",
    },
    "sigmoid_columns": {
        "W_1": "(W₂ᵀ((a₂ − y) ⊙ a₂ ⊙ (1 − a₂)) ⊙ a₁ ⊙ (1 − a₁))xᵀ",
        "b_1": "W₂ᵀ((a₂ − y) ⊙ a₂ ⊙ (1 − a₂)) ⊙ a₁ ⊙ (1 − a₁)",
        "W_2": "((a₂ − y) ⊙ a₂ ⊙ (1 − a₂))a₁ᵀ",
        "b_2": "(a₂ − y) ⊙ a₂ ⊙ (1 − a₂)",
    },
    "tanh_softmax": {
        "A_1": "2 (A₂ᵀ(y₂ ⊙ (y₂ − y − 1 (y₂ − y)ᵀy₂)) ⊙ (1 − y₁^⊙2))y₀ᵀ",
        "B_1": "2 A₂ᵀ(y₂ ⊙ (y₂ − y − 1 (y₂ − y)ᵀy₂)) ⊙ (1 − y₁^⊙2)",
        "A_2": "2 (y₂ ⊙ (y₂ − y − 1 (y₂ − y)ᵀy₂))y₁ᵀ",
        "B_2": "2 y₂ ⊙ (y₂ − y − 1 (y₂ − y)ᵀy₂)",
    },
    "normalised_rows": {
        "x": "((nW₁((t − p)W₂ᵀ ⊙ a ⊙ (1 − a))ᵀ) n − ((t − p)W₂ᵀ ⊙ a ⊙ (1 − a))W₁ᵀ)/‖x‖",
        "W_1": "nᵀ((p − t)W₂ᵀ ⊙ a ⊙ (1 − a))",
        "W_2": "aᵀ(p − t)",
        "b_1": "(p − t)W₂ᵀ ⊙ a ⊙ (1 − a)",
        "b_2": "p − t",
    },
    "relu_softmax": {
        "x": "Wᵀ(Uᵀ(ŷ − y) ⊙ 1[z > 0])",
        "W": "(Uᵀ(ŷ − y) ⊙ 1[z > 0])xᵀ",
        "b_1": "Uᵀ(ŷ − y) ⊙ 1[z > 0]",
        "U": "(ŷ − y)hᵀ",
        "b_2": "ŷ − y",
    },
}

LAYERED = {
    "deep_network": {
        "W_l": "δ⁽ˡ⁾(x⁽ˡ⁻¹⁾)ᵀ",
        "b_l": "δ⁽ˡ⁾",
        "delta_l": "(W⁽ˡ⁺¹⁾)ᵀδ⁽ˡ⁺¹⁾ ⊙ f′(u⁽ˡ⁾)",
        "delta_N": "(x^{(N)} − y) ⊙ f′(u^{(N)})",
    },
    "recurrent": {
        "W": "Σ_{t=1..T} δₜhₜ₋₁ᵀ",
        "U": "Σ_{t=1..T} δₜxₜᵀ",
        "V": "Σ_{t=1..T} (2/T)(oₜ − yₜ)hₜᵀ",
        "b": "Σ_{t=1..T} δₜ",
        "c": "Σ_{t=1..T} (2/T)(oₜ − yₜ)",
        "delta_t": "(Wᵀδₜ₊₁ + (2/T) Vᵀ(oₜ − yₜ)) ⊙ (1 − hₜ^⊙2)",
        "delta_T": "(2/T) Vᵀ(o_T − y_T) ⊙ (1 − h_T^⊙2)",
    },
}
"""The notes of symbolic depth, with their recursions."""


def sigmoid(x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-x))


def softmax(x: np.ndarray) -> np.ndarray:
    return np.exp(x) / np.exp(x).sum()


def sigmoid_regression(v: Values) -> float:
    H = sigmoid(v["X"] @ v["W_1"] + v["b_1"])
    return ((H @ v["W_2"] + v["b_2"] - v["Y"]) ** 2).sum()


def sigmoid_columns(v: Values) -> float:
    a = sigmoid(v["W_1"] @ v["x"] + v["b_1"])
    return ((sigmoid(v["W_2"] @ a + v["b_2"]) - v["y"]) ** 2).sum() / 2


def tanh_softmax(v: Values) -> float:
    y1 = np.tanh(v["A_1"] @ v["y_0"] + v["B_1"])
    return ((softmax(v["A_2"] @ y1 + v["B_2"]) - v["y"]) ** 2).sum()


def normalised_rows(v: Values) -> float:
    n = v["x"] / np.sqrt((v["x"] ** 2).sum())
    a = sigmoid(n @ v["W_1"] + v["b_1"])
    return -(v["t"] * np.log(softmax(a @ v["W_2"] + v["b_2"]))).sum()


def relu_softmax(v: Values) -> float:
    h = np.maximum(v["W"] @ v["x"] + v["b_1"], 0)
    return -(v["y"] * np.log(softmax(v["U"] @ h + v["b_2"]))).sum()


NETWORKS: dict[str, Callable[[Values], float]] = {
    "sigmoid_regression": sigmoid_regression,
    "sigmoid_columns": sigmoid_columns,
    "tanh_softmax": tanh_softmax,
    "normalised_rows": normalised_rows,
    "relu_softmax": relu_softmax,
}


def test_every_example_is_here():
    found = {path.stem for path in EXAMPLES.glob("*.md")}
    assert found == {*EXPECTED, *LAYERED}
    assert set(EXPECTED) == set(NETWORKS)
    assert sum(map(len, EXPECTED.values())) == 22


@pytest.mark.parametrize("name", EXPECTED)
def test_gradients_are_the_textbooks_and_proved(name: str):
    path = EXAMPLES / f"{name}.md"
    found = api.derive(api.read(path.read_text("utf-8"), path.name))
    assert {one.name: one.text for one in found.results} == EXPECTED[name]
    assert found.verified


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", NETWORKS)
def test_gradients_agree_with_finite_differences(name: str, seed: int):
    found = api.derive((EXAMPLES / f"{name}.md").read_text("utf-8"))
    rng = np.random.default_rng(seed)
    values: Values = {}
    for leaf in found.model.declared.values():
        rows, cols = (SIZES.get(str(one), 1) for one in leaf.shape)
        values[leaf.symbol.name] = rng.normal(size=(rows, cols))
    for label in ("t", "y"):
        if label in values and name in ("normalised_rows", "relu_softmax"):
            values[label] = softmax(values[label])
    definitions = dict(found.model.definitions.values())
    plain = {key: value.tolist() for key, value in values.items()}
    for result in found.results:
        ours = np.array(evaluate(result.gradient.expr, plain, definitions=definitions))
        theirs = differences(NETWORKS[name], values, result.name)
        assert ours.shape == theirs.shape
        assert np.allclose(ours, theirs, rtol=1e-6, atol=1e-8)


def differences(f: Callable[[Values], float], values: Values, name: str) -> np.ndarray:
    """Central differences, entry by entry."""
    found = np.zeros_like(values[name])
    for place in np.ndindex(found.shape):
        moved = []
        for step in (1e-6, -1e-6):
            there = values | {name: values[name].copy()}
            there[name][place] += step
            moved.append(f(there))
        found[place] = (moved[0] - moved[1]) / 2e-6
    return found


@pytest.mark.parametrize("name", LAYERED)
def test_notes_of_symbolic_depth(name: str):
    found = api.derive((EXAMPLES / f"{name}.md").read_text("utf-8"))
    assert found.verified
    results = {one.name: one.text for one in found}
    errors = {one.symbol.name: text(value) for one, value in found.proof.adjoints.items()}
    assert results | errors == LAYERED[name]
