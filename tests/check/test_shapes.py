"""Worlds and their shapes: what is stated, what follows, and what is only likely."""

from __future__ import annotations

import pytest
from tests.check.reading import gathered, shapes_of, world_of

from gradproof.check.states import State, prior
from gradproof.check.worlds import worlds_of


def test_stated_shapes_and_what_follows():
    found = shapes_of(r"$X \in \mathbb{R}^{m \times d}$, $L = \|X w - y\|^2$, $g = X^T y$")
    assert found == {"X": ("m", "d"), "w": ("d", 1), "y": ("m", 1), "L": (), "g": ("d", 1)}


def test_a_network_without_declarations():
    """Samples in rows: Z = X W + b, and the target is like the output."""
    found = shapes_of(r"$Z = X W + b$, $A = \sigma(Z)$, $L = \|A - Y\|^2$")
    (rows, inner), (again, cols) = found["X"], found["W"]
    assert inner == again
    assert found["Z"] == found["A"] == found["Y"] == (rows, cols)
    assert len({rows, inner, cols}) == 3


def test_samples_in_columns():
    found = shapes_of(r"$z = W x + b$, $a = \sigma(z)$")
    rows, cols = found["W"]
    assert found["x"] == (cols, 1)
    assert found["b"] == found["z"] == found["a"] == (rows, 1)


def test_rows_times_matrices():
    """In x W the x is a row."""
    found = shapes_of(r"$W \in \mathbb{R}^{d \times k}$, $y = x W$")
    assert found["x"] == (1, "d")
    assert found["y"] == (1, "k")


def test_layers_have_sizes_of_their_own():
    found = shapes_of(r"$$z^{(l)} = W^{(l)} a^{(l-1)} + b^{(l)}$$ $$a^{(l)} = \sigma(z^{(l)})$$")
    sizes = [found["a0"][0]] + [found[f"W{n}"][0] for n in (1, 2, 3)]
    assert len(set(sizes)) == 4
    for n in (1, 2, 3):
        assert found[f"W{n}"] == (sizes[n], sizes[n - 1])
        assert found[f"a{n}"] == found[f"b{n}"] == found[f"z{n}"] == (sizes[n], 1)


def test_steps_have_one_size():
    found = shapes_of(r"$$h_t = \tanh(W h_{t-1} + U x_t)$$")
    assert found["h0"] == found["h1"] == found["h3"]
    assert found["W"] == (found["h0"][0],) * 2
    assert found["U"] == (found["h0"][0], found["x1"][0])


SCALARS = {
    r"$A \in \mathbb{R}^{m \times n}$, $f = \mathrm{tr}(A^T A)$": "f",
    r"$x \in \mathbb{R}^{n}$, $q = x^T x$": "q",
    r"$x \in \mathbb{R}^{n}$, $q = \|x\|^2$": "q",
    r"$x \in \mathbb{R}^{n}$, $q = \sum_i x_i$": "q",
    r"$x \in \mathbb{R}^{n}$, $f = \lambda x^T x$": "λ",
    r"$A \in \mathbb{R}^{n \times n}$, $q = \det(A)$": "q",
}


@pytest.mark.parametrize("text", SCALARS)
def test_numbers(text: str):
    assert shapes_of(text)[SCALARS[text]] == ()


def test_sums_over_entries_tie_sizes():
    found = shapes_of(r"$A \in \mathbb{R}^{m \times n}$, $u_i = \sum_{j=1}^n A_{ij} v_j$")
    assert found["v"] == ("n", 1)


def test_outer_products():
    found = shapes_of(r"$x \in \mathbb{R}^n$, $y \in \mathbb{R}^m$, $M = x y^T$, $P = y \odot z$")
    assert found["M"] == ("n", "m")
    assert found["z"] == ("m", 1)


def test_inverses_are_square():
    rows, cols = shapes_of(r"$b \in \mathbb{R}^n$, $x = A^{-1} b$")["A"]
    assert rows == cols == "n"


def test_diagonals_and_vec():
    found = shapes_of(r"$x \in \mathbb{R}^n$, $D = \mathrm{diag}(x)$, $u = \mathrm{vec}(D)$")
    assert found["D"] == ("n", "n")
    assert found["u"][1] == 1


def test_what_is_stated_is_not_overruled():
    """A declaration holds though a definition does not fit it: that is for the verdicts."""
    found = shapes_of(r"$W \in \mathbb{R}^{m \times n}$, $x \in \mathbb{R}^m$, $y = W x$")
    assert (found["W"], found["x"]) == (("m", "n"), ("m", 1))


def test_worlds_are_ordered_by_how_likely_they_are():
    (worlds,) = worlds_of(gathered(r"$Z = X W + b$, $L = \|Z - Y\|^2$"))
    costs = [state.cost for _, state in worlds]
    assert costs == sorted(costs)
    assert len(costs) > 1


def test_worlds_of_biases_for_every_sample_cost_more():
    (worlds,) = worlds_of(gathered(r"$Z = X W + b$, $L = \|Z - Y\|^2$"))
    full = [(world, state) for world, state in worlds if world.full]
    assert not worlds[0][0].full
    assert full
    for world, state in full:
        assert world.full == {"b"}
        assert state.shapes["b", ()] == state.shapes["Z", ()]


def test_names_that_are_defined_twice_give_worlds_for_each_policy():
    text = "# One\n\n$u = A x$\n\n# Two\n\n$u = A A x$"
    assert [one[0][0].versions for one in worlds_of(gathered(text))] == ["first", "latest", "leaf"]
    assert [one[0][0].versions for one in worlds_of(gathered("$u = A x$"))] == ["first"]


def test_a_loss_that_is_not_given_is_a_hypothesis():
    text = (
        r"$z = W x$, $a = \sigma(z)$, "
        r"$\frac{\partial L}{\partial W} = \frac{\partial L}{\partial z} x^T$"
    )
    world, _ = world_of(text)
    assert world.hypotheses
    assert world.extra["L"].kind == "hypothesis"
    given, _ = world_of(r"$L = \|a\|^2$, " + text)
    assert given.hypotheses == []


def test_states_unify():
    state = State()
    first, second = state.fresh(), state.fresh()
    tied = state.same(first, "m")
    assert tied is not None
    assert tied.find(first) == "m"
    assert state.find(first) == first
    both = tied.same(second, first)
    assert both is not None
    assert both.find(second) == "m"
    assert both.same("m", "n") is None
    assert both.same(second, "m") is both
    assert tied.alike(("m", 1), (first, 1)) is tied
    assert tied.alike(("m", 1), ("n", 1)) is None
    assert tied.alike((), ("m", 1)) is None
    single = state.same(first, 1)
    assert single is not None
    assert single.is_one(first)
    assert single.cost > tied.cost
    one = state.alike((), (1, 1))
    assert one is not None
    assert one.cost > state.cost


def test_kinds():
    state = State()
    assert [state.kind(one) for one in ((), ("n", 1), (1, "n"), ("m", "n"))] == [
        "scalar", "column", "row", "matrix",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("W", "matrix"),
        ("X", "matrix"),
        ("x", "column"),
        ("b", "column"),
        ("λ", "scalar"),
        ("Σ", "matrix"),
    ],
)
def test_what_a_name_is_likely_to_be(name: str, kind: str):
    known = prior(name)
    assert min(known, key=lambda one: known[one]) == kind
