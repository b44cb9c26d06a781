"""What defines and what only claims; which scalars are losses."""

from __future__ import annotations

import pytest
from tests.check.reading import gathered, kinds

DECLARED = r"$X \in \mathbb{R}^{m \times d}$, $w \in \mathbb{R}^d$, "


def status(text: str) -> list[str]:
    """Of every line what its first relation is, empty for a claim."""
    found = gathered(text)
    return [found.status.get((number, 1), "") for number in range(len(found.lines.lines))]


STATUS = {
    "a declaration": (r"$X \in \mathbb{R}^{m \times d}$", ["declaration"]),
    "a value": (r"$z = W x$", ["definition"]),
    "the same name again": (r"$z = W x$, $z = x^T W$", ["definition", ""]),
    "a gradient is a claim": (r"$L = x^T x$, $\nabla_x L = 2 x$", ["definition", ""]),
    "a quotient of ∂": (
        r"$L = x^T x$, $\frac{\partial L}{\partial x} = 2 x$",
        ["definition", ""],
    ),
    "a name for a derivative": (
        r"$L = x^T x$, $\delta = \frac{\partial L}{\partial x}$, $\delta = 2 x$",
        ["definition", "definition", ""],
    ),
    "a name behind a derivative": (
        r"$L = x^T A x$, $\frac{\partial L}{\partial x} = g$, $H = g g^T$",
        ["definition", "definition", "definition"],
    ),
    "an update": (r"$L = w^T w$, $w \leftarrow w - \eta g$", ["definition", "update"]),
    "a range": (r"$l = 1, \dots, N$", ["range"]),
    "an identity": (r"$(A B)^T = B^T A^T$", [""]),
    "a differential": (r"$L = x^T x$, $\mathrm{d} L = 2 x^T \mathrm{d} x$", ["definition", ""]),
}


@pytest.mark.parametrize("name", STATUS)
def test_what_defines(name: str):
    text, wanted = STATUS[name]
    assert status(text) == wanted


def test_chains_define_once():
    """In L = a = b the first relation defines and the second is a claim."""
    found = gathered(DECLARED + r"$L = \|X w\|^2 = w^T X^T X w$")
    last = len(found.lines.lines) - 1
    assert found.status[last, 1] == "definition"
    assert (last, 2) not in found.status


def test_derivatives_have_no_value_of_their_own():
    """A name that is said somewhere to be a derivative is one, whatever formula comes first."""
    text = r"$L = x^T x$, $\delta = 2 x$, $\delta = \frac{\partial L}{\partial x}$"
    assert kinds(text)["δ"] == ["derivative"]
    assert status(text)[1] == ""


def test_sections_define_anew():
    text = "# One\n\n$u = A x$\n\n# Two\n\n$u = A A x$"
    assert kinds(text)["u"] == ["value", "value"]
    assert kinds(text.replace("# Two\n\n", ""))["u"] == ["value"]


LOSSES = {
    r"$f = x^T x$, $\nabla_x f = 2 x$": ["f"],
    r"$f = x^T x$, $y = 2 f$": [],
    r"$L = x^T x$, $\nabla_x L = 2 x$": ["L"],
    r"$z = W x$, $\frac{\partial L}{\partial W} = \frac{\partial L}{\partial z} x^T$": ["L"],
    r"$z = W x$, $\frac{\partial E}{\partial W} = \frac{\partial E}{\partial z} x^T$": ["E"],
    r"$z = W x$, $\frac{\partial z}{\partial x} = W$": [],
}


@pytest.mark.parametrize("text", LOSSES)
def test_losses(text: str):
    assert gathered(text).losses == LOSSES[text]


def test_declared_shapes():
    found = gathered(DECLARED + r"$b \in \mathbb{R}$, $a \in \mathbb{R}^{n+1}$, $f = w^T w$")
    assert [(one.name, one.rows, one.cols) for one in found.declared] == [
        ("X", "m", "d"), ("w", "d", "1"), ("b", "", ""), ("a", "n+1", "1"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    ["$X$ (N, D), $y = X w$", "$X$ has shape (N, D), $y = X w$", "$X$ 的形状为 (N, D), $y = X w$"],
)
def test_shapes_in_words(text: str):
    assert [(one.name, one.rows, one.cols) for one in gathered(text).declared] == [("X", "N", "D")]


def test_bits():
    (one,) = gathered(r"$y \in \{0, 1\}^m$, $f = y^T y$").declared
    assert one.bits
    assert not gathered(r"$y \in \mathbb{R}^m$, $f = y^T y$").declared[0].bits


def test_the_argument_of_an_activation_is_named():
    """Where A = σ(W X + b) and ∂L/∂Z is spoken of, Z is W X + b."""
    text = r"$A = \sigma(W X + b)$, $\frac{\partial L}{\partial Z} = A - Y$"
    assert kinds(text) == {"A": ["value"], "Z": ["value"]}
    assert "Z" not in kinds(text.replace(r"\partial Z", r"\partial W"))


def test_layers_define_families():
    text = (
        r"$$z^{(l)} = W^{(l)} a^{(l-1)}$$ $$a^{(l)} = \sigma(z^{(l)})$$ $$L = \|a^{(N)}\|^2$$"
        r"$$\delta^{(l)} = \frac{\partial L}{\partial z^{(l)}}$$"
    )
    found = gathered(text)
    members = {
        name: [str(i) for one in several for i in one.at] for name, several in found.values.items()
    }
    assert members == {"z": ["l"], "a": ["l"], "δ": ["l"], "L": []}
    assert kinds(text)["δ"] == ["derivative"]


def test_functions():
    found = gathered(r"$g(u) = u^2$, $f(x) = g(x) + 1$, $y = f(A x)$")
    assert {"g", "f"} <= set(found.functions) | set(found.values)
