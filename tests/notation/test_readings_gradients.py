"""The letters that a note has for gradients."""

from __future__ import annotations

import pytest

from gradproof.notation.reading import read_note

NOTE = r"$x \in \mathbb{R}^d$, $W \in \mathbb{R}^{k \times d}$, $z = W x$, $L = \|z - y\|^2$, "


@pytest.mark.parametrize(
    ("said", "letters"),
    [
        (r"$e = \frac{\partial L}{\partial z}$", {"z": "e"}),
        (r"$\delta_1 := \partial L / \partial z$", {"z": r"\delta_1"}),
        (r"$g = \nabla_z L$", {"z": "g"}),
        (r"$e = 2(z - y) = \frac{dL}{dz}$", {"z": "e"}),
        (r"$\frac{\partial L}{\partial z} = 2 (z - y)$", {}),
        (r"$G = \frac{\partial L}{\partial z} x^T$", {}),
    ],
)
def test_letters_for_gradients(said: str, letters: dict[str, str]) -> None:
    assert read_note(NOTE + said).letters == letters
