"""Networks of symbolic depth: recursions, bases, gradients of every layer, in all styles."""

from __future__ import annotations

import pytest

import gradproof as gp
from gradproof.core.expr import Expr
from gradproof.core.proof import Derivation
from gradproof.derivation.layers.derive import Recursion, parameters
from gradproof.derivation.layers.proved import planned, proved_layers
from gradproof.derivation.layers.unroll import Unrolled, checked
from gradproof.derivation.verify import WAYS
from gradproof.exact.links import check_link
from gradproof.notation.printing.text import text

STYLES = ["differential", "chain", "index", "vec"]
DENSE = r"""
$x^{(0)} \in \mathbb{R}^{n_0}$ is the input, $W^{(l)} \in \mathbb{R}^{n_l \times n_{l-1}}$ and
$b^{(l)} \in \mathbb{R}^{n_l}$ for $l = 1, \dots, N$.
$$u^{(l)} = W^{(l)} x^{(l-1)} + b^{(l)}, \quad x^{(l)} = \tanh(u^{(l)})$$
$$L = \tfrac12 \|x^{(N)} - y\|^2$$
"""
RECURRENT = r"""
States $h_0 \in \mathbb{R}^d$, inputs $x_t \in \mathbb{R}^p$, targets $y_t \in \mathbb{R}^q$,
$t = 1, \dots, T$.
$$a_t = W h_{t-1} + U x_t + b, \quad h_t = \tanh(a_t), \quad o_t = V h_t + c$$
$$L = \frac1T \sum_{t=1}^{T} \|o_t - y_t\|^2 + \lambda \|W\|_F^2$$
"""
RESIDUAL = r"""
$z_k = z_{k-1} + V_k \, \mathrm{ReLU}(W_k z_{k-1})$ for $k = 1, \dots, K$, where
$z_0 \in \mathbb{R}^d$, $W_k \in \mathbb{R}^{m \times d}$, $V_k \in \mathbb{R}^{d \times m}$,
$w \in \mathbb{R}^d$.
$$f = (w^T z_K - y)^2 + \mu \sum_{k=1}^{K} \|W_k\|_F^2$$
"""
GATED = r"""
$s_0, m_0 \in \mathbb{R}^d$, $x_t \in \mathbb{R}^p$ for $t = 1, \dots, T$.
$$g_t = \sigma(A x_t + B s_{t-1}), \quad m_t = g_t \odot m_{t-1} + (1 - g_t) \odot \tanh(C x_t)$$
$$s_t = g_t \odot \tanh(m_t), \quad J = \frac12 \|D s_T - y\|^2$$
"""
HEADS = r"""
$X \in \mathbb{R}^{n \times d}$ is data, $A_i, B_i \in \mathbb{R}^{d \times k}$,
$C_i \in \mathbb{R}^{k \times d}$ for $i = 1, \dots, r$.
$$P_i = \mathrm{softmax}(X A_i B_i^T X^T), \quad H_i = P_i X A_i, \quad Z = \sum_{i=1}^{r} H_i C_i$$
$$L = \|Z - Y\|_F^2$$
"""
ROWS = r"""
$X_0 = X$, $Z_l = X_{l-1} W_l + \mathbf{1} b_l$, $X_l = \sigma(Z_l)$, $l = 1, \dots, L-1$;
$Z_L = X_{L-1} W_L + \mathbf{1} b_L$, $P = \mathrm{softmax}(Z_L)$,
$X \in \mathbb{R}^{m \times d}$, $b_l \in \mathbb{R}^{1 \times n_l}$,
one-hot $Y \in \mathbb{R}^{m \times k}$.
$$J = -\frac1m \sum_{i,j} Y_{ij} \log P_{ij}$$
"""
NOTES = [DENSE, RECURRENT, RESIDUAL, GATED, HEADS, ROWS]
NAMES = ["dense", "recurrent", "residual", "gated", "heads", "rows"]


def derived(note: str, style: str = "differential") -> Derivation:
    return proved_layers(gp.read(note), style=style)


def written(found: Derivation) -> dict[str, str]:
    """What is found of each variable, and the values of the names."""
    results = {text(one.wrt): text(one.gradient) for one in found.results}
    return results | {text(name): text(value) for name, value in found.adjoints.items()}


@pytest.mark.parametrize("note", NOTES, ids=NAMES)
@pytest.mark.parametrize("style", STYLES)
def test_every_step_and_every_depth_is_proved(note: str, style: str) -> None:
    found = derived(note, style)
    assert found.verified
    assert len(found.closing) == 4
    assert {"base", "induct"} <= {step.kind for step in found.steps} or note is HEADS


@pytest.mark.parametrize("note", NOTES, ids=NAMES)
def test_the_styles_agree(note: str) -> None:
    first = gp.derive(note)
    for style in STYLES[1:]:
        other = gp.derive(note, style=style)
        assert [one.text for one in other] == [one.text for one in first]


def test_dense_layers() -> None:
    found = written(derived(DENSE))
    assert found["W⁽ˡ⁾"] == "δ⁽ˡ⁾(x⁽ˡ⁻¹⁾)ᵀ"
    assert found["b⁽ˡ⁾"] == "δ⁽ˡ⁾"
    assert found["δ⁽ˡ⁾"] == "(W⁽ˡ⁺¹⁾)ᵀδ⁽ˡ⁺¹⁾ ⊙ (1 − (x⁽ˡ⁾)^⊙2)"
    assert found["δ^{(N)}"] == "(x^{(N)} − y) ⊙ (1 − (x^{(N)})^⊙2)"


def test_shared_weights_add_up() -> None:
    found = written(derived(RECURRENT))
    assert found["W"] == "2 λ W + Σ_{t=1..T} δₜhₜ₋₁ᵀ"
    assert found["b"] == "Σ_{t=1..T} δₜ"
    assert found["δₜ"] == "(Wᵀδₜ₊₁ + (2/T) Vᵀ(oₜ − yₜ)) ⊙ (1 − hₜ^⊙2)"
    assert found["V"] == "Σ_{t=1..T} (2/T)(oₜ − yₜ)hₜᵀ"


def test_residual_layers_recur_by_their_state() -> None:
    found = written(derived(RESIDUAL))
    assert found["δₖ"] == "δₖ₊₁ + Wₖ₊₁ᵀ(Vₖ₊₁ᵀδₖ₊₁ ⊙ 1[Wₖ₊₁zₖ > 0])"
    assert found["w"] == "2 (wᵀ z_K − y) z_K"
    assert found["Wₖ"] == "2 μ Wₖ + (Vₖᵀδₖ ⊙ 1[Wₖzₖ₋₁ > 0])zₖ₋₁ᵀ"


def test_two_states_have_two_recursions() -> None:
    found = derived(GATED)
    names = [text(name) for name in found.courses if name in found.adjoints]
    assert names == ["δ_{m,t}", "δ_{s,t}"]


def test_a_last_layer_of_its_own() -> None:
    found = derived(ROWS)
    values = written(found)
    assert values["Wₗ"] == "Xₗ₋₁ᵀδₗ"
    assert values["bₗ"] == "1ᵀδₗ"
    assert values["W_L"] == "(1/m) X_{L−1}ᵀ (P − Y)"
    courses = [course.text for course in found.courses.values()]
    assert set(courses) == {"l = 1, …, L−1", "l = L−2, …, 1"}


def test_the_input_and_carriers_by_name() -> None:
    found = gp.derive(DENSE, wrt="x_0, u_l")
    assert [one.text for one in found] == ["(W⁽¹⁾)ᵀδ⁽¹⁾", "δ⁽ˡ⁾"]
    assert found.verified


def test_a_wrong_recursion_is_noticed() -> None:
    model = gp.read(DENSE)
    parts = planned(model, model.objective)
    found = Recursion(parts, WAYS["differential"], list(parameters(parts))).run()
    assert all(one.holds for one in checked(parts, found))
    delta = next(name for name in found.adjoints if name in found.courses)
    found.adjoints[delta] = found.adjoints[delta].args[0]
    verdicts = [one.holds for one in checked(parts, found)]
    assert verdicts[0]
    assert not any(verdicts[1:])


def test_a_dropped_base_is_noticed() -> None:
    model = gp.read(RESIDUAL)
    parts = planned(model, model.objective)
    found = Recursion(parts, WAYS["differential"], list(parameters(parts))).run()
    assert all(one.holds for one in checked(parts, found))
    base = next(name for name in found.adjoints if name not in found.courses)
    found.adjoints[base] = model.find("w")
    assert not any(one.holds for one in checked(parts, found))


def test_the_induction_is_a_claim_of_its_own() -> None:
    found = derived(DENSE)
    (link,) = (one for one in found.links() if one.rule == "induct")
    assert check_link(link).method == "exact"
    assert text(link.before) == "(δ⁽ˡ⁺¹⁾)ᵀ du⁽ˡ⁺¹⁾"


@pytest.mark.parametrize("count", [1, 2, 5])
def test_layers_counted_out(count: int) -> None:
    model = gp.read(RECURRENT)
    found = Unrolled(planned(model, model.objective), count).model()
    states = [name for name in found.definitions if name.startswith("h_")]
    assert states == [f"h_{k}" for k in range(1, count + 1)]
    assert _constants(found.definitions["L"][1]) >= {f"1/{count}"} or count == 1


def _constants(expr: Expr) -> set[str]:
    return (
        {str(expr.coefficient)}
        if expr.op == "scale"
        else {str(part.coefficient) for part in expr.args if part.op == "scale"}
    )


@pytest.mark.parametrize(
    ("note", "said"),
    [
        (r"$x_0\in\mathbb{R}^d$, $x_l = \tanh(W_l x_{l-1} + V_l x_{l-4})$, $l=1,\dots,N$,"
         r" $f = \|x_N\|^2$", "neither of this layer nor of the 3 before it"),
        (r"$x_0\in\mathbb{R}^d$, $x_t = \tanh(W x_{t-1})$, $t=1,\dots,T$,"
         r" $f = \sum_{t=6}^{T} \|x_t\|^2$", "only sums over all layers"),
        (r"$x_0\in\mathbb{R}^d$, $x_t = \tanh(W x_{t-1})$, $t=1,\dots,T$, $f = \|x_t\|^2$",
         "which is no end of t = 1, …, T"),
        (r"$x_0\in\mathbb{R}^d$, $x_t = \tanh(W x_{t-1})$, $t=1,\dots,T$, $f = \|x_T - x_5\|^2$",
         "which is no end of t = 1, …, T"),
        (r"$x_0\in\mathbb{R}^d$, $x_t = \tanh(W_t x_{t-1})$, $t=1,\dots,T$,"
         r" $f = \|x_T\|^2 + \|W_T\|_F^2$", "f uses W_T, and so do the layers"),
        (r"$x_0\in\mathbb{R}^d$, $x_t = \tanh(W_t x_{t-1} + W_{t-1} x_{t-1})$, $t=1,\dots,T$,"
         r" $f = \|x_T\|^2$", "two of one family"),
    ],
)  # fmt: skip
def test_what_layers_may_not_do(note: str, said: str) -> None:
    with pytest.raises(gp.GradproofError) as error:
        gp.derive(note)
    assert said in error.value.message


def test_second_derivatives_are_refused() -> None:
    with pytest.raises(gp.GradproofError, match="symbolic depth"):
        gp.derive(DENSE, order=2)


def test_the_letter_of_the_note_for_the_error() -> None:
    note = DENSE + r"The errors are $K^{(l)} = \frac{\partial L}{\partial u^{(l)}}$."
    plain = note.replace("^{(l)}", "^l").replace("^{(l-1)}", "^{l-1}").replace("^{(N)}", "^{N}")
    assert written(derived(plain.replace("^{(0)}", "^0")))["Kˡ"] == ("(Wˡ⁺¹)ᵀKˡ⁺¹ ⊙ (1 − (xˡ)^⊙2)")
    found = written(derived(note))
    assert found["W⁽ˡ⁾"] == "K⁽ˡ⁾(x⁽ˡ⁻¹⁾)ᵀ"
    assert found["K⁽ˡ⁾"] == "(W⁽ˡ⁺¹⁾)ᵀK⁽ˡ⁺¹⁾ ⊙ (1 − (x⁽ˡ⁾)^⊙2)"


CONTROL = r"""
$x_{t+1} = A x_t + B u_t$ for $t = 0, 1, \dots, T-1$, $x_0 \in \mathbb{R}^n$,
$u_t \in \mathbb{R}^m$.
$$J = \sum_{t=0}^{T-1} (u_t^T R u_t + x_t^T S x_t) + x_T^T Q x_T$$
"""
LABELLED = r"""
$h_t = \tanh(W h_{t-1} + U x_t)$ for $t = 1, \dots, T$, $p_t = \mathrm{softmax}(V h_t)$,
$\ell_t = -y_t^T \log p_t$, one-hot $y_t \in \mathbb{R}^k$, $x_t \in \mathbb{R}^m$,
$h_0 \in \mathbb{R}^n$.
$$L = \sum_{t=1}^{T} \ell_t$$
"""
BRANCHES = r"""
$f = \|\sum_{i=1}^{k} A_i \sigma(B_i x) - y\|^2$, $A_i \in \mathbb{R}^{m \times h}$,
$B_i \in \mathbb{R}^{h \times n}$, $x \in \mathbb{R}^n$.
"""


def test_a_recursion_written_forwards() -> None:
    found = written(derived(CONTROL))
    assert found["uₜ₋₁"] == "(R + Rᵀ)uₜ₋₁ + Bᵀδₜ"
    assert found["δₜ"] == "(S + Sᵀ)xₜ + Aᵀδₜ₊₁"
    assert found["δ_T"] == "(Q + Qᵀ) x_T"


def test_facts_of_every_layer() -> None:
    found = derived(LABELLED)
    assert found.verified
    assert written(found)["V"] == "Σ_{t=1..T} (pₜ − yₜ)hₜᵀ"
    assert [text(one) for one in found.left_out] == ["yₜ", "xₜ", "h₀"]


def test_branches_that_only_a_sum_counts() -> None:
    found = derived(BRANCHES)
    assert found.verified
    assert written(found)["Aᵢ"] == "2 (Σ₁ − y) σ(Bᵢx)ᵀ"
    assert written(found)["Σ₁"] == "Σ_{i=1..k} Aᵢ σ(Bᵢx)"


def test_an_error_that_the_note_declares_is_no_variable_and_keeps_its_name() -> None:
    note = r"$K^{(l)} \in \mathbb{R}^{n_l}$. " + DENSE
    found = derived(note + r"$K^{(l)} = \frac{\partial L}{\partial u^{(l)}}$.")
    assert found.verified
    assert [text(one.wrt) for one in found.results] == ["W⁽ˡ⁾", "b⁽ˡ⁾"]
    assert written(found)["W⁽ˡ⁾"] == "δ⁽ˡ⁾(x⁽ˡ⁻¹⁾)ᵀ"
