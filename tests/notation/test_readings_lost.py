"""Definitions that are lost: what they define is no variable for whose gradient somebody asks."""

import pytest

from gradproof.core.errors import GradproofError
from gradproof.notation.reading import read_note

DECLARED = r"""
$V, U \in \mathbb{R}^{d\times d}$ and $y, h_t, s_t, x_t \in \mathbb{R}^d$. For $t = 1, \dots, T$:
$s_t = \tanh(V s_{t-1} + x_t)$, and $L = \|U h_T - s_T\|^2 + \|h_0 - y\|^2$.

"""

REFUSED = [
    # what defines h_t, words of the message
    (r"$h_t = f_\theta(h_{t-1}, V x_t)$", "is read as a function, and nothing says which"),
    (r"$h_t = f_\theta(V x_t, x_t)$", "is read as a function, and nothing says which"),
    (r"$h_t = \tanh(V [h_{t-1}; x_t])$", "2 values where one is needed"),
    (r"$h_t = \int V h_{t-1}$", "int is not supported"),
    (r"$h_{t+1} = g(h_t, V x_t)$", "g is not a known function"),
    (r"$h_t = h_t + V x_t$", "h_t is defined by itself"),
    (r"$h_{t-1} = \tanh(V h_t + x_t)$", "L uses h_{0}, but h_{t-1} = … is a claim"),
    (r"$h_t = h_{t-1} - \nabla g(h_{t-1})$", "L uses h_{T}, but h_t = … is a claim"),
    (r"$h_t, c_t = g(h_{t-1}, x_t, V)$", "h_t and c_t are defined together"),
    (r"$(h_t, c_t) = g(h_{t-1}, x_t, V)$", "h_t and c_t are defined together"),
]


@pytest.mark.parametrize(("definition", "message"), REFUSED)
def test_a_member_is_no_variable_where_the_definition_of_the_family_is_lost(
    definition: str, message: str
):
    with pytest.raises(GradproofError) as caught:
        read_note(DECLARED + definition).objective  # noqa: B018
    assert message in str(caught.value)


def test_names_that_are_defined_together_are_no_variables():
    declared = r"$V, W \in \mathbb{R}^{d\times d}$, $h, x, y\in \mathbb{R}^d$, "
    with pytest.raises(GradproofError, match="h and c are defined together"):
        read_note(declared + r"$h, c = f(x, W)$, $L = \|V h - y\|^2$")


KEPT = [
    # what is in use, its definition behind it
    (r"$L = \|h - y\|^2$, where $h = W x$", ["h", "L"]),
    (r"损失 $L = \|h - y\|^2$，其中 $h = W x$", ["h", "L"]),
    (r"$L = \sum_{t=1}^T \|h_t - y\|^2$ for $h_t = \tanh(W h_{t-1} + x)$", ["h_t", "L"]),
]


@pytest.mark.parametrize(("formulas", "defined"), KEPT)
def test_what_is_in_use_may_be_defined_behind(formulas: str, defined: list[str]):
    declared = r"$W \in \mathbb{R}^{d\times d}$, $h, h_t, x, y \in \mathbb{R}^d$. "
    unused = "h, " if "h_t" in formulas else ", h_t"
    assert list(read_note(declared.replace(unused, "") + formulas).definitions) == defined


def test_what_nothing_uses_may_be_lost():
    note = DECLARED + r"$h_t = \tanh(V h_{t-1} + x_t)$, $z_t = \mathrm{Foo}(h_t, x_t)$"
    model = read_note(note)
    assert "h_t" in model.definitions
    assert "z_t = … in line 5 is left out" in model.readings


def test_what_runs_backwards_may_be_used_by_claims():
    note = DECLARED + (
        r"$h_t = \tanh(V h_{t-1} + x_t)$. Then $\delta_{t-1} = V^T \delta_t$, $g = \delta_1 x_1^T$."
    )
    model = read_note(note)
    assert model.objective.symbol.name == "L"
    assert "g" not in model.definitions
