"""Depth in numbers, layers apart, sums over some of the layers: against networks in NumPy."""

from __future__ import annotations

import numpy as np
import pytest
from tests.derivation.counted import Values, worst

import gradproof as gp

STYLES = ["differential", "chain", "index", "vec"]


def sigmoid(x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-x))


def entropy(x: np.ndarray, y: np.ndarray) -> float:
    return -float(y.T @ (x - np.log(np.exp(x).sum())))


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
    x = v["x_0"]
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


NETWORKS = {
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
    for last in range(least, 5):
        assert worst(note, network, last, style) < 1e-6


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("style", STYLES)
def test_every_style_is_proved(name: str, style: str) -> None:
    assert gp.derive(NETWORKS[name][0], style=style).verified
