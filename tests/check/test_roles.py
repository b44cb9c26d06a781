"""Which part the letters of a note play: index, size, layer, depth, family, function."""

from __future__ import annotations

import pytest
from tests.check.reading import roles_of

LAYERS = (
    r"$$z^{(l)} = W^{(l)} a^{(l-1)} + b^{(l)}$$ $$a^{(l)} = \sigma(z^{(l)})$$ $$L = \|a^{(N)}\|^2$$"
)


def test_indices_run_and_end():
    roles = roles_of(r"$$L = \sum_{i=1}^n \sum_{j=1}^k (y_{ij} - x_{ij})^2$$")
    assert roles.running == {"i", "j"} == roles.summed
    assert roles.uppers == {"n", "k"}
    assert roles.ends == {"i": "n", "j": "k"}
    assert roles.layers == set()


def test_free_indices_run_too():
    roles = roles_of(r"$$\frac{\partial L}{\partial w_j} = 2 r_i X_{ij}$$")
    assert roles.running == {"i", "j"}
    assert roles.summed == set()


def test_sizes_are_in_declarations():
    roles = roles_of(r"$X \in \mathbb{R}^{m \times d}$, $w \in \mathbb{R}^d$, $f = \|X w\|^2$")
    assert roles.sizes == {"m", "d"}
    assert roles.running == set()


def test_a_size_does_not_run():
    """x_n of ℝ^n is its last entry, not its entry for every n."""
    roles = roles_of(r"$x \in \mathbb{R}^n$, $f = x_n x_i$")
    assert roles.running == {"i"}


@pytest.mark.parametrize("brackets", ["()", "[]"])
def test_layers_above(brackets: str):
    text = LAYERS.replace("(l", brackets[0] + "l").replace("(N", brackets[0] + "N")
    text = text.replace("l)}", f"l{brackets[1]}}}").replace("1)}", f"1{brackets[1]}}}")
    roles = roles_of(text.replace("N)}", f"N{brackets[1]}}}"))
    assert roles.layers == {"l"}
    assert roles.depth == {"N"}
    assert roles.running == {"l"}
    assert {"W", "a", "b", "z"} <= roles.sup_family
    assert roles.sub_family == set()


@pytest.mark.parametrize("depth", ["L", "n", "K"])
def test_the_last_layer_does_not_run(depth: str):
    roles = roles_of(LAYERS.replace("(N)", f"({depth})").replace("L =", "J ="))
    if depth != "K":
        assert roles.depth == {depth}
    assert roles.running == {"l"}


def test_steps_below():
    roles = roles_of(r"$$h_t = \tanh(W h_{t-1} + U x_t)$$")
    assert roles.layers == {"t"}
    assert {"h", "x"} <= roles.sub_family
    assert not {"W", "U"} & roles.sub_family


def test_an_index_is_no_layer():
    roles = roles_of(r"$$L = \sum_{i=1}^n (y_i - w^T x_i)^2$$")
    assert roles.layers == set()
    assert roles.sub_family == set()


def test_the_true_class_is_one_fixed_entry():
    roles = roles_of(r"$p = \mathrm{softmax}(z)$, $L = -\log p_c$, $g_i = p_i - y_i$")
    assert roles.classes == {"c"}
    assert roles.running == {"i"}


FUNCTIONS = {
    r"$a = \sigma(z)$": {"σ": "function"},
    r"$f'(x) = 2 x$": {"f": "function"},
    r"$J(w) = w^T w$, $\nabla J = 2 w$": {"J": "written"},
    r"$L = A (x + y)$": {},
    r"$y = w (a - b)$, $z = w$": {},
    r"$y = \exp(x)$": {},
}


@pytest.mark.parametrize("text", FUNCTIONS)
def test_what_brackets_mean(text: str):
    assert roles_of(text).called == FUNCTIONS[text]


def test_samples_that_are_listed():
    roles = roles_of(r"$x_1, \dots, x_n \in \mathbb{R}^d$, $L = \sum_{i=1}^n \|x_i\|^2$")
    assert roles.samples == {"x": "n"}
    assert "x" in roles.sub_family


def test_primes_make_functions():
    assert roles_of(r"$\delta = e \odot \phi'(z)$").called["φ"] == "function"


def test_delta_before_a_name_is_a_prefix():
    assert roles_of(r"$W = W - \Delta W$").is_prefix("Δ")
    assert not roles_of(r"$\Delta = y - a$, $G = \Delta x^T$").is_prefix("Δ")
