"""What a gradient divides by, and takes roots and logarithms of, is said beside it."""

import pytest

import gradproof as gp


def conditions(note: str) -> dict[str, set[str]]:
    found = gp.derive(note) if "$" in note else gp.derive(gp.read_expression(note))
    assert found.verified
    return {one.name: set(one.assumptions) for one in found}


QUICK = [
    # a formula, and the conditions of the gradient by each variable
    (r"\frac{p^T q}{\|p\|\|q\|}", {"p": {"p ≠ 0", "q ≠ 0"}, "q": {"p ≠ 0", "q ≠ 0"}}),
    (r"a / b + c", {"a": {"b ≠ 0"}, "b": {"b ≠ 0"}, "c": set()}),
    (r"1^T (p \oslash q)", {"p": {"no entry of q is 0"}, "q": {"no entry of q is 0"}}),
    (r"p^T q \log(r^T s)", {key: {"rᵀs > 0"} for key in "pqrs"}),
    (r"p^T q + \log(r^T s)", {key: set() for key in "pq"} | {key: {"rᵀs > 0"} for key in "rs"}),
    (r"q^T \log(p)", {key: {"the entries of p are positive"} for key in "pq"}),
    (r"\sqrt{p^T q} + a", {"p": {"pᵀq > 0"}, "q": {"pᵀq > 0"}, "a": set()}),
    (
        r"p^T q \sqrt{r^T s}",
        {key: {"rᵀs ≥ 0"} for key in "pq"} | {key: {"rᵀs > 0"} for key in "rs"},
    ),
    (r"\frac{a^T A^{-1} p}{q^T p}", {key: {"A invertible", "qᵀp ≠ 0"} for key in "aApq"}),
    # what is clear of itself is not said
    (r"q^T \log(\mathrm{softmax}(z)) / (1 + p^T p)", {"q": set(), "z": set(), "p": set()}),
    (r"q^T \log(1 - \sigma(z))", {"q": set(), "z": set()}),
    (r"p^T q / \sqrt{\|r\|^2 + 1}", {key: set() for key in "pqr"}),
]


@pytest.mark.parametrize(("formula", "expected"), QUICK)
def test_beside_the_gradients_that_need_it(formula: str, expected: dict[str, set[str]]):
    assert conditions(formula) == expected


DECLARED = r"$u, v \in \mathbb{R}^n$, $a \in \mathbb{R}$. "


def test_definitions_and_facts_make_it_clear():
    named = r"$$g = \mathrm{softmax}(u)$$ $$f = v^T \log g + a$$"
    assert conditions(DECLARED + named) == {"u": set(), "v": set(), "a": set()}
    assumed = "Assume $a > 0$.\n\n"
    quotient = r"$$f = \frac{u^T v}{a}$$"
    assert conditions(DECLARED + quotient)["u"] == {"a ≠ 0"}
    assert conditions(DECLARED + assumed + quotient)["u"] == set()


def test_a_root_by_name_is_not_said_twice():
    found = conditions(DECLARED + r"$$r = \sqrt{u^T v}$$ $$f = \frac{a}{r}$$")
    assert found == {"u": {"uᵀv > 0"}, "v": {"uᵀv > 0"}, "a": {"r ≠ 0"}}


def test_long_chains_of_definitions():
    lines = "".join(rf"$$h_{{{i + 1}}} = h_{{{i}}} / 2 + a$$ " for i in range(300))
    note = DECLARED + r"$$h_0 = u^T v$$ " + lines + r"$$f = 1 / h_{300}$$"
    assert all(one for one in conditions(note).values())
