"""What is too long to be written out, or takes too much to be proved, is refused."""

import pytest

import gradproof
from gradproof import api
from gradproof.core.errors import LimitError
from gradproof.derivation import bounds, verify
from gradproof.derivation.verify import TIRED


def product(factors: int) -> str:
    return "tr(" + " ".join(f"A_{{{i}}}" for i in range(factors)) + ")"


def derived(formula: str) -> api.Derivation:
    return api.derive(api.read_expression(formula))


def test_a_quadratic_answer_is_refused_before_it_is_proved() -> None:
    with pytest.raises(LimitError, match="more than 60,000 operations in its steps"):
        derived(product(150))


def test_a_long_product_is_handled() -> None:
    assert derived(product(20)).verified


def test_deep_fractions_are_refused() -> None:
    with pytest.raises(LimitError, match="more than 20,000 operations"):
        derived(r"\frac{1}{1+" * 150 + "x" + "}" * 150)


@pytest.mark.parametrize("formula", ["x^{" * 190 + "x" + "}" * 190, "x(x+" * 190 + "x" + ")" * 190])
def test_a_long_gradient_is_refused_before_it_is_simplified(formula: str) -> None:
    with pytest.raises(LimitError, match="gradient with more than 20,000 operations"):
        derived(formula)


def test_repeated_parts_count_each_time() -> None:
    found = derived(r"\frac{x}{1+x^2}").proof
    with pytest.raises(LimitError, match="more than 3 operations"):
        bounds.bounded(found, 3)
    assert bounds.bounded(found) > 3


@pytest.mark.parametrize("depth", [60, 150])
def test_nested_norms_are_refused(depth: int) -> None:
    with pytest.raises(LimitError, match="needs more computing than is allowed"):
        derived("|" * depth + "x" + "|" * depth)


@pytest.mark.parametrize("shapes", ["m n p q", "3 4 5 6"])
def test_large_kronecker_products_stay_undecided(shapes: str) -> None:
    m, n, p, q = shapes.split()
    found = gradproof.derive(
        rf"$A \in \mathbb{{R}}^{{{m}\times {n}}}$, $B \in \mathbb{{R}}^{{{p}\times {q}}}$,"
        r" $f = \|A \otimes B \otimes A \otimes B\|^2$"
    )
    assert not found.verified
    assert TIRED in (*found.proof.certificates.values(), *found.proof.closing)
    assert not any(one.holds is False for one in found.proof.certificates.values())


def test_second_derivatives_are_given_with_what_is_undecided_in_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(verify, "SHORT", 100)
    monkeypatch.setattr(verify, "allowed", lambda operations: 20_000)  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType]
    note = api.read_expression(r"\|\tanh(X W) Y - Z\|^2")
    with pytest.raises(LimitError, match="needs more computing than is allowed"):
        api.derive(note, wrt=["X", "W"], style="vec")
    found = api.derive(note, wrt=["X", "W"], order=2)
    assert not found.verified
    gradients, seconds = found.proof.closing
    assert gradients.holds
    assert seconds is TIRED


def test_sixty_four_layers_are_no_limit() -> None:
    layers = "\n".join(
        rf"$W_{{{i}}} \in \mathbb{{R}}^{{n\times n}}$, $h_{{{i}}} = \tanh(W_{{{i}}} h_{{{i - 1}}})$"
        for i in range(1, 65)
    )
    text = r"$h_0 \in \mathbb{R}^n$" + "\n" + layers + "\n" + r"$f = \|h_{64}\|^2$"
    assert gradproof.derive(text).verified
