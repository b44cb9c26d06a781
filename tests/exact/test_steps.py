"""1[y > 0] where y = ReLU(z) is 1[z > 0]: one matter of sign, and one unknown step function."""

from __future__ import annotations

import pytest

from gradproof.core.algebra import add, hadamard, negative, scale
from gradproof.core.dims import shape
from gradproof.core.expr import Expr, symbol
from gradproof.core.facts import Equation
from gradproof.derivation.layers.proved import proved_layers
from gradproof.exact.claim import claim
from gradproof.exact.equal import equal
from gradproof.notation.reading import read_note
from gradproof.ops import TABLE

n = shape("n")
x, y, h, z = (symbol(name, n) for name in "xyhz")
STEP, RELU = TABLE["step"], TABLE["relu"]
GIVEN = [Equation(h, RELU(z)), Equation(z, add(x, y))]

RIGHT = [
    (STEP(h), STEP(z)),
    (STEP(RELU(x)), STEP(x)),
    (hadamard(STEP(h), h), RELU(z)),
    (STEP(hadamard(x, STEP(x))), STEP(x)),
]
WRONG = [
    (STEP(h), STEP(x)),
    (STEP(h), STEP(negative(z))),
    (STEP(add(h, y)), STEP(add(z, y))),
    (STEP(hadamard(x, STEP(y))), STEP(x)),
    (STEP(scale(-1, h)), STEP(scale(-1, z))),
]


@pytest.mark.parametrize(("before", "after"), RIGHT)
def test_the_step_of_a_relu_is_that_of_its_argument(before: Expr, after: Expr) -> None:
    assert equal(before, after, GIVEN).method == "exact"
    assert len(claim(before, after, GIVEN).profile.kinks) == 1


@pytest.mark.parametrize(("before", "after"), WRONG)
def test_other_steps_are_other_steps(before: Expr, after: Expr) -> None:
    assert equal(before, after, GIVEN).holds is False


SKIPPING = r"""
$h_l = \mathrm{relu}(W_l h_{l-1} + U_l x + b_l)$ for $l = 1, \dots, N$, $x, h_0 \in \mathbb{R}^d$,
$W_l, U_l \in \mathbb{R}^{d \times d}$, $b_l, y \in \mathbb{R}^d$, $L = \|h_N - y\|^2$
"""


@pytest.mark.parametrize("style", ["differential", "chain", "index", "vec"])
def test_layers_of_relus_of_long_arguments_are_proved(style: str) -> None:
    assert proved_layers(read_note(SKIPPING), style=style).verified
