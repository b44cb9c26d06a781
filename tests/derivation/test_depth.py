"""Depth in numbers, layers apart, sums over some of the layers: against networks in NumPy."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.derivation.counted import Values, worst

import gradproof as gp
from gradproof.derivation.layers.proved import proved_layers
from gradproof.exact.links import check_link
from gradproof.notation.printing.text import text

STYLES = ["differential", "chain", "index", "vec"]


def sigmoid(x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-x))


FOUR = r"""
$x^{(0)} \in \mathbb{R}^{n_0}$, $W^{(l)} \in \mathbb{R}^{n_l \times n_{l-1}}$, $l = 1, \dots, 4$.
$$u^{(l)} = W^{(l)} x^{(l-1)} + b^{(l)}, \quad x^{(l)} = \tanh(u^{(l)})$$
$$L = \tfrac12 \|x^{(4)} - y\|^2 + \lambda \sum_{l=1}^{4} \|W^{(l)}\|_F^2$$
"""


def four(v: Values, last: int) -> float:
    x, total = v["x_0"], 0.0
    for k in range(1, 5):
        x = np.tanh(v[f"W_{k}"] @ x + v[f"b_{k}"])
        total += (v[f"W_{k}"] ** 2).sum()
    return ((x - v["y"]) ** 2).sum() / 2 + v["lambda_"].item() * total


LATE = r"""
$x_0 \in \mathbb{R}^d$, $z_l = W_l x_{l-1} + b_l$, $x_l = \tanh(z_l)$, $l = 1, \dots, N$,
$$f = \|x_N - y\|^2 + \lambda \sum_{l=2}^{N} \|W_l\|_F^2 + \sum_{l=1}^{N-1} \|z_l\|^2$$
"""


def late(v: Values, last: int) -> float:
    x, total = v["x_0"], 0.0
    for k in range(1, last + 1):
        z = v[f"W_{k}"] @ x + v[f"b_{k}"]
        x = np.tanh(z)
        total += v["lambda_"].item() * (v[f"W_{k}"] ** 2).sum() * (k > 1)
        total += (z**2).sum() * (k < last)
    return ((x - v["y"]) ** 2).sum() + total


SHARED = r"""
$h_0 \in \mathbb{R}^d$, $h_t = \tanh(W h_{t-1} + U x_t)$, $o_t = V h_t$, $x_t \in \mathbb{R}^p$,
for $t = 1, \dots, T$.
$$J = \sum_{t=2}^{T} \|o_t - y_t\|^2 + \mu \|V\|_F^2$$
"""


def shared(v: Values, last: int) -> float:
    h, total = v["h_0"], 0.0
    for t in range(1, last + 1):
        h = np.tanh(v["W"] @ h + v["U"] @ v[f"x_{t}"])
        total += ((v["V"] @ h - v[f"y_{t}"]) ** 2).sum() if t > 1 else 0.0
    return total + v["mu"].item() * (v["V"] ** 2).sum()


OWN_LAST = r"""
$x_0 \in \mathbb{R}^d$, $z_l = W_l x_{l-1} + b_l$, $x_l = f_l(z_l)$, $l = 1, \dots, N$, where
$f_l(z) = \tanh(z)$ but $f_N(z) = \mathrm{softmax}(z)$.
$$L = -y^T \log x_N$$
"""


def own_last(v: Values, last: int) -> float:
    x = z = v["x_0"]
    for k in range(1, last + 1):
        z = v[f"W_{k}"] @ x + v[f"b_{k}"]
        x = np.tanh(z)
    return -float((v["y"].T @ z).item() - v["y"].sum() * np.log(np.exp(z).sum()))


STATES = r"""
$x_t = A x_{t-1} + B u_t$, $t = 1, \dots, T$, $x_0 \in \mathbb{R}^n$, $u_t \in \mathbb{R}^m$,
$$J = \sum_{t=0}^{T} x_t^T Q x_t + \sum_{t=1}^{T} \|u_t\|^2$$
"""


def states(v: Values, last: int) -> float:
    x = v["x_0"]
    total = (x.T @ v["Q"] @ x).item()
    for t in range(1, last + 1):
        x = v["A"] @ x + v["B"] @ v[f"u_{t}"]
        total += (x.T @ v["Q"] @ x).item() + (v[f"u_{t}"] ** 2).sum()
    return total


BACK = r"""
$h_0 \in \mathbb{R}^p$, $h_1 = \tanh(A h_0)$, $u_l = W_l h_{l-1} + V_l h_{l-2}$,
$h_l = \sigma(u_l)$, $l = 2, \dots, N$,
$$f = \|h_N - y\|^2$$
"""


def back(v: Values, last: int) -> float:
    h = [v["h_0"], np.tanh(v["A"] @ v["h_0"])]
    for k in range(2, last + 1):
        h.append(sigmoid(v[f"W_{k}"] @ h[k - 1] + v[f"V_{k}"] @ h[k - 2]))
    return ((h[last] - v["y"]) ** 2).sum()


ADAMS = r"""
$x_{l+1} = x_l + \frac32 g_l - \frac12 g_{l-1}$, $g_l = \tanh(W_l x_l + b_l)$, $l = 1, \dots, N$,
$x_1, g_0 \in \mathbb{R}^d$,
$$f = \|x_{N+1} - y\|^2$$
"""


def adams(v: Values, last: int) -> float:
    x, g = v["x_1"], v["g_0"]
    for k in range(1, last + 1):
        before, g = g, np.tanh(v[f"W_{k}"] @ x + v[f"b_{k}"])
        x = x + 1.5 * g - 0.5 * before
    return ((x - v["y"]) ** 2).sum()


THIRD = r"""
$x_0, x_{-1}, x_{-2} \in \mathbb{R}^d$, $x_l = \tanh(W_l x_{l-1} + A x_{l-3})$, $l = 1, \dots, N$,
$$f = \|x_N - y\|^2 + \|x_{N-1}\|^2$$
"""


def third(v: Values, last: int) -> float:
    x = [v["x_minus_2"], v["x_minus_1"], v["x_0"]]
    for k in range(1, last + 1):
        x.append(np.tanh(v[f"W_{k}"] @ x[-1] + v["A"] @ x[-3]))
    return ((x[-1] - v["y"]) ** 2).sum() + (x[-2] ** 2).sum()


SMOOTH = r"""
$x_t = \tanh(W x_{t-1})$, $t = 1, \dots, T$, $x_0 \in \mathbb{R}^d$,
$$f = \|x_T - y\|^2 + \sum_{t=2}^T \|x_t - 2 x_{t-1} + x_{t-2}\|^2$$
"""


def smooth(v: Values, last: int) -> float:
    x = [v["x_0"]]
    for _ in range(last):
        x.append(np.tanh(v["W"] @ x[-1]))
    bends = sum(((x[t] - 2 * x[t - 1] + x[t - 2]) ** 2).sum() for t in range(2, last + 1))
    return ((x[-1] - v["y"]) ** 2).sum() + bends


SAMPLES = r"""
$z_i^{(l)} = W^{(l)} a_i^{(l-1)} + b^{(l)}$, $a_i^{(l)} = \sigma(z_i^{(l)})$, $l = 1, \dots, N$,
$i = 1, \dots, m$, $a_i^{(0)} \in \mathbb{R}^d$.
$$L = \frac1m \sum_{i=1}^m \|a_i^{(N)} - y_i\|^2 + \lambda \sum_{k=1}^N \|W^{(k)}\|_F^2$$
"""


def samples(v: Values, last: int) -> float:
    count, total = len(v["a_0"]), 0.0
    for i in range(count):
        a = v["a_0"][[i]].T
        for k in range(1, last + 1):
            a = sigmoid(v[f"W_{k}"] @ a + v[f"b_{k}"])
        total += ((a - v["Y"][[i]].T) ** 2).sum() / count
    return total + v["lambda_"].item() * sum((v[f"W_{k}"] ** 2).sum() for k in range(1, last + 1))


HIGHWAY = r"""
$H_l = \tanh(W_l x_{l-1})$, $T_l = \sigma(V_l x_{l-1} + c_l)$, $x_0 \in \mathbb{R}^d$,
$x_l = T_l \odot H_l + (1 - T_l) \odot x_{l-1}$ for $l = 1, \dots, N$,
$$L = \|x_N - y\|^2$$
"""


def highway(v: Values, last: int) -> float:
    x = v["x_0"]
    for k in range(1, last + 1):
        gate = sigmoid(v[f"V_{k}"] @ x + v[f"c_{k}"])
        x = gate * np.tanh(v[f"W_{k}"] @ x) + (1 - gate) * x
    return ((x - v["y"]) ** 2).sum()


NETWORKS = {
    "samples": (SAMPLES, samples, 1),
    "highway": (HIGHWAY, highway, 1),
    "back": (BACK, back, 3),
    "adams": (ADAMS, adams, 3),
    "third": (THIRD, third, 3),
    "smooth": (SMOOTH, smooth, 3),
    "four": (FOUR, four, 4),
    "late": (LATE, late, 3),
    "shared": (SHARED, shared, 2),
    "own_last": (OWN_LAST, own_last, 2),
    "states": (STATES, states, 1),
}
"""The notes, their networks in NumPy, and the least number of layers."""


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("style", STYLES)
def test_gradients_are_differences(name: str, style: str) -> None:
    note, network, least = NETWORKS[name]
    for last in range(least, max(least, 4) + 1):
        assert worst(note, network, last, style) < 1e-6


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("style", STYLES)
def test_every_style_is_proved(name: str, style: str) -> None:
    assert gp.derive(NETWORKS[name][0], style=style).verified


def written(note: str) -> dict[str, str]:
    found = proved_layers(gp.read(note))
    return {text(name): text(value) for name, value in found.adjoints.items()}


def test_two_bases_and_a_recursion_by_two_layers() -> None:
    found = written(BACK)
    assert found["δ_N"] == "2 (h_N − y) ⊙ h_N ⊙ (1 − h_N)"
    assert found["δ_{N−1}"] == "W_Nᵀ δ_N ⊙ h_{N−1} ⊙ (1 − h_{N−1})"
    assert found["δₗ"] == "(Vₗ₊₂ᵀδₗ₊₂ + Wₗ₊₁ᵀδₗ₊₁) ⊙ hₗ ⊙ (1 − hₗ)"
    assert gp.read(BACK).readings[-1] == "N is at least 3"


def test_the_induction_by_two_layers_is_a_claim_of_its_own() -> None:
    found = proved_layers(gp.read(BACK.replace(r"\sigma(u_l)", "u_l")))
    (link,) = (one for one in found.links() if one.rule == "induct")
    assert check_link(link).method == "exact"
    half = replace(link, after=link.after.args[0])
    assert not check_link(half).holds


def test_states_with_an_error_of_their_own_are_held_in_the_induction() -> None:
    found = proved_layers(gp.read(ADAMS))
    links = [one for one in found.links() if one.rule == "induct"]
    assert [check_link(one).holds for one in links] == [True, True]


def test_one_layer_less_than_a_layer_looks_back() -> None:
    note = THIRD.replace(r"\dots, N", r"\dots, 2").replace("x_{N-1}", "x_1").replace("x_N", "x_2")
    found = gp.derive(note)
    assert found.verified
    assert worst(note, third, 2) < 1e-6


def test_a_function_of_x_alone_for_all_layers_but_the_last() -> None:
    found = written(OWN_LAST)
    assert found["δ_{N−1}"] == "W_Nᵀ ((1ᵀy) x_N − y) ⊙ (1 − x_{N−1}^⊙2)"


def test_more_layers_than_can_be_counted_out() -> None:
    with pytest.raises(gp.GradproofError, match="layers are not counted out"):
        gp.derive(FOUR.replace(r"\dots, 4", r"\dots, 1000").replace("{4}", "{1000}"))


def test_gates_of_a_highway_are_no_targets() -> None:
    found = proved_layers(gp.read(HIGHWAY))
    assert [text(one.wrt) for one in found.results] == ["Wₗ", "Vₗ", "cₗ"]
    assert [text(one) for one in found.left_out] == ["x₀", "y"]
