"""Notes: what they declare, define and assume, and what is left out of the model."""

import pytest

from gradproof.core.facts import Equation, Property
from gradproof.core.model import Model
from gradproof.notation.printing.text import text
from gradproof.notation.reading import read_note

TWO_LAYERS = r"""
# Two layers

Rows of $X \in \mathbb{R}^{m \times d}$ are samples (data); targets
are $Y \in \mathbb{R}^{m \times k}$.
Weights $W_1 \in \mathbb{R}^{d \times h}$, $W_2 \in \mathbb{R}^{h \times k}$ and rows
$b_1 \in \mathbb{R}^{1 \times h}$, $b_2 \in \mathbb{R}^{1 \times k}$.

$$
\begin{aligned}
Z &= X W_1 + b_1, & H &= \sigma(Z) \\
\hat{Y} &= H W_2 + b_2 \\
f &= \|\hat{Y} - Y\|_F^2
\end{aligned}
$$
"""
SOFTMAX = r"""
Samples are rows of $X \in \mathbb{R}^{n \times d}$,
one-hot labels rows of $Y \in \mathbb{R}^{n\times K}$.
Weights $W \in \mathbb{R}^{d\times K}$ and bias $b \in \mathbb{R}^{1\times K}$.

Assume $Y \mathbf{1} = \mathbf{1}$.

$$Z = XW + b, \quad P = \mathrm{softmax}(Z)$$
$$L = -\frac1n \sum_{i=1}^n \sum_{k=1}^K Y_{ik} \log P_{ik}$$

Then $\frac{\partial L}{\partial W} = \frac1n X^T (P - Y)$
and $\nabla_b L = \frac1n \mathbf 1^T(P-Y)$.
"""
SAMPLES = r"""
Given samples $x_i \in \mathbb{R}^d$ with targets $y_i \in \mathbb{R}$, $i = 1, \dots, n$, find
$w \in \mathbb{R}^d$, $b \in \mathbb{R}$:

$$J(w, b) = \frac{1}{2n} \sum_{i=1}^n (w^T x_i + b - y_i)^2 + \frac{\lambda}{2} \|w\|^2$$

The update is $w = w - \eta \nabla_w J(w, b)$.
"""
FUNCTIONS = r"""
Let $\sigma(z) = \frac{1}{1+e^{-z}}$ and $h(u) = \|u\|^2$. With $A \in \mathbb{R}^{m\times n}$,
$x \in \mathbb{R}^n$ and $b\in\mathbb{R}^m$,

$$f = h(\sigma(Ax) - b) + \mu h(x)$$
"""
COMPONENTS = r"""
$X \in \mathbb{R}^{n\times d}$ (data), $w \in \mathbb{R}^d$, $y \in \mathbb{R}^n$ (labels)

$$z_i = w^T x_i, \qquad p_i = \sigma(z_i), \qquad i = 1,\dots,n$$
$$L = -\sum_{i=1}^n \left[ y_i \log p_i + (1-y_i)\log(1-p_i) \right]$$
"""
RAISED = r"""
$z^0 \in \mathbb{R}^{1\times d}$, $W^1 \in \mathbb{R}^{d\times h}$, $b^1 \in \mathbb{R}^{1\times h}$

$$z^1 = z^0 W^1 + b^1$$
$$L = \|z^1\|_2^2 + (b^1 (b^1)^T)^2$$
"""
BACKWARDS = r"""
$X \in \mathbb{R}^{m\times d}$, $Y \in \mathbb{R}^{m\times k}$, $W \in \mathbb{R}^{d\times k}$

We minimise $L = \frac{1}{2}\|\hat{Y} - Y\|_F^2$ where $\hat{Y} = \tanh(H)$ and $H = XW$.

$dL = \mathrm{tr}((\hat Y - Y)^T d\hat Y)$, $G = \frac{\partial L}{\partial \hat Y} = \hat Y - Y$.
"""
CHINESE = r"""
设 $X\in\mathbb{R}^{m\times d}$ 为输入，$W\in\mathbb{R}^{d\times k}$ 为权重，
$b\in\mathbb{R}^{1\times k}$ 为偏置，标签 $Y\in\mathbb{R}^{m\times k}$。

设 $Z = XW + b$，$A = \mathrm{ReLU}(Z)$，损失 $L = \mathrm{MSE}(A, Y)$。
"""
ATTENTION = r"""
Tokens $X\in\mathbb{R}^{n\times d}$, $W_Q, W_K \in \mathbb{R}^{d\times d_k}$,
$W_V\in\mathbb{R}^{d\times d_v}$, $T \in \mathbb{R}^{n\times d_v}$.

$$Q = XW_Q,\ K = XW_K,\ V = XW_V$$
$$S = \frac{QK^\top}{\sqrt{d_k}}, \quad P = \operatorname{softmax}(S), \quad O = PV$$
$$\mathcal{L} = \frac12 \|O - T\|_F^2$$
"""
LAYER_NORM = r"""
$x \in \mathbb{R}^{H}$, $\gamma, \beta, t \in \mathbb{R}^H$

$$\mu = \frac{1}{H} \sum_{i=1}^H x_i, \quad \sigma^2 = \frac{1}{H}\sum_{i=1}^H (x_i - \mu)^2$$
$$\hat x_i = \frac{x_i - \mu}{\sqrt{\sigma^2 + \epsilon}}, \; y_i = \gamma_i \hat x_i + \beta_i$$
$$L = \frac12 \|y - t\|^2$$
"""
UNDECLARED = r"""
$h_1 = \tanh(W_1 x + b_1)$, $h_2 = \tanh(W_2 h_1 + b_2)$, $\hat y = w^T h_2$ and
$L = \frac12(\hat y - y)^2$, with $x \in \mathbb{R}^d$.
"""
ROWS_UNDECLARED = r"""
$X \in \mathbb{R}^{N \times D}$: $Z = X W_1 + b_1$, $A = \mathrm{ReLU}(Z)$, $S = A W_2 + b_2$,
$L = \frac12\|S - Y\|_F^2$.
"""
FENCED = r"""
```math
X \in \mathbb{R}^{m\times n}, \; U \in \mathbb{R}^{m\times k}, \; V\in\mathbb{R}^{n\times k}
```
\[ f(U, V) = \frac12 \|X - U V^\top\|_F^2 + \frac\lambda2 (\|U\|_F^2 + \|V\|_F^2) \]
"""
CLAIMS = r"""
$X\in\mathbb{R}^{m\times n}$, $w\in\mathbb{R}^{n}$, $y\in\mathbb{R}^{m}$

$$J(w) = \frac 1 {2m} (Xw - y)^T(Xw - y) = \frac{1}{2m} \|Xw - y\|^2$$

Set $\frac{\partial J(w)}{\partial w} = 0$, so

$$w = (X^TX)^{-1}X^Ty$$
"""
MINIMISED = r"""
With $A \in \mathbb{R}^{m\times n}$, $b\in\mathbb{R}^m$ we solve
$$\min_{x} \frac12 \|Ax - b\|_2^2 + \lambda \|x\|_1$$
"""
COLONS = r"""
$X$: $N\times D$, $W: D \times K$; $L = \|X W\|_F^2$
"""
UPRIGHT = r"""
$\mathrm{W} \in \mathbb{R}^{d\times k}$, $\mathrm{X} \in \mathbb{R}^{n\times d}$:
$\mathrm{Loss} = \frac1n \|\mathrm{XW}\|_F^2$
"""
SCALARS = r"$$f = \frac{a x^2 + b x}{1 + e^{-c x}}$$"

READ = [
    # a note, its definitions, its symbols, its data
    (TWO_LAYERS, ["Z = XW₁ + b₁", "H = σ(Z)", "Ŷ = HW₂ + b₂", "f = ‖Ŷ − Y‖_F²"],
     "X m×d, Y m×k, W₁ d×h, W₂ h×k, b₁ 1×h, b₂ 1×k", "X Y"),
    (SOFTMAX, ["Z = XW + b", "P = softmax(Z)", "L = −(1/n) tr(Yᵀ log P)"],
     "X n×d, Y n×K, W d×K, b 1×K", "X Y"),
    (SAMPLES, ["J = (1/(2n))‖Xw + b − y‖² + (λ/2)‖w‖²"],
     "X n×d, y n×1, w d×1, b scalar, λ scalar", "X lambda_ y"),
    (FUNCTIONS, ["f = ‖σ(Ax) − b‖² + μ ‖x‖²"], "A m×n, x n×1, b m×1, μ scalar", ""),
    (COMPONENTS, ["z = Xw", "p = σ(z)", "L = −1ᵀ(y ⊙ log p + (1 − y) ⊙ log(1 − p))"],
     "X n×d, w d×1, y n×1", "X y"),
    (RAISED, ["z¹ = z⁰W¹ + b¹", "L = ‖z¹‖² + (b¹(b¹)ᵀ)²"], "z⁰ 1×d, W¹ d×h, b¹ 1×h", ""),
    (BACKWARDS, ["H = XW", "Ŷ = tanh(H)", "L = ½‖Ŷ − Y‖_F²"], "X m×d, Y m×k, W d×k", "X Y"),
    (CHINESE, ["Z = XW + b", "A = ReLU(Z)", "L = (1/(km))‖A − Y‖_F²"],
     "X m×d, W d×k, b 1×k, Y m×k", "X Y"),
    (ATTENTION, ["Q = X W_Q", "K = X W_K", "V = X W_V", "S = QKᵀ/√dₖ", "P = softmax(S)",
                 "O = PV", "ℒ = ½‖O − T‖_F²"],
     "X n×d, W_Q d×d_k, W_K d×d_k, W_V d×d_v, T n×d_v", "T X"),
    (LAYER_NORM, ["μ = (1/H) 1ᵀx", "σ² = (1/H)‖x − μ‖²", "x̂ = (x − μ)/√(σ² + ε)",
                  "y = γ ⊙ x̂ + β", "L = ½‖y − t‖²"],
     "x H×1, γ H×1, β H×1, t H×1, ε scalar", "epsilon t"),
    (UNDECLARED, ["h₁ = tanh(W₁x + b₁)", "h₂ = tanh(W₂h₁ + b₂)", "ŷ = wᵀh₂", "L = ½(ŷ − y)²"],
     "W₁ m×d, b₁ m×1, W₂ n×m, b₂ n×1, w n×1, y scalar, x d×1", "x y"),
    (ROWS_UNDECLARED, ["Z = XW₁ + b₁", "A = ReLU(Z)", "S = AW₂ + b₂", "L = ½‖S − Y‖_F²"],
     "X N×D, W₁ D×m, b₁ 1×m, W₂ m×n, b₂ 1×n, Y N×n", "X Y"),
    (FENCED, ["f = ½‖X − UVᵀ‖_F² + (λ/2)(‖U‖_F² + ‖V‖_F²)"],
     "X m×n, U m×k, V n×k, λ scalar", "lambda_"),
    (CLAIMS, ["J = (1/(2m))(Xw − y)ᵀ(Xw − y)"], "X m×n, w n×1, y m×1", "X y"),
    (MINIMISED, ["f = ½‖Ax − b‖² + λ ‖x‖₁"], "A m×n, b m×1, x n×1, λ scalar", "lambda_"),
    (COLONS, ["L = ‖XW‖_F²"], "X N×D, W D×K", "X"),
    (UPRIGHT, ["Loss = (1/n)‖XW‖_F²"], "W d×k, X n×d", "X"),
    (SCALARS, ["f = (a x² + b x)/(1 + exp(−c x))"],
     "a scalar, x scalar, b scalar, c scalar", ""),
]  # fmt: skip


@pytest.mark.parametrize(("note", "definitions", "symbols", "data"), READ)
def test_note_is_read(note: str, definitions: list[str], symbols: str, data: str):
    model = read_note(note)
    found = [f"{left.symbol.text} = {text(right)}" for left, right in model.definitions.values()]
    assert found == definitions
    shapes = [f"{one.symbol.text} {one.shape}" for one in model.declared.values()]
    assert ", ".join(shapes) == symbols
    assert " ".join(sorted(model.data)) == data


FACTS = [
    # a sentence about A, X (n×n), x, y (n×1) and what it states
    ("Assume $A = A^T$.", "symmetric A"),
    ("Given $A^T = A$.", "symmetric A"),
    ("假设 $A = A^T$。", "symmetric A"),
    ("Assume $A$ is symmetric.", "symmetric A"),
    ("设 $A$ 可逆。", "invertible A"),
    ("Assume that $X$ is invertible.", "invertible X"),
    (r"Assume $A \succ 0$.", "positive_definite A, symmetric A, invertible A"),
    ("Given $X^T X = I$.", "orthogonal X, invertible X"),
    ("Assume $x > 0$.", "positive x"),
    (r"Assume $\det X \ne 0$.", "invertible X"),
    ("Assume $A$ is diagonal.", "diagonal A"),
    ("Assume $x$ has nonzero entries.", "nonzero x"),
    ("Assume $x$ is nonzero.", ""),
    (r"Assume $x \ne 0$.", ""),
    (r"Assume $\mathbf{1}^T y = 1$.", "1ᵀy = 1"),
    ("Assume that $y$ is one-hot.", "1ᵀy = 1"),
    ("已知 $y$ 为独热向量。", "1ᵀy = 1"),
    (r"Assume $X \mathbf{1} = \mathbf{1}$.", "X 1 = 1"),
    ("Assume $Q = Q^T$.", ""),
]


def facts_of(model: Model) -> str:
    """The facts in words."""
    said: list[str] = []
    for fact in model.facts:
        if isinstance(fact, Property):
            said.append(f"{fact.name} {fact.subject.symbol.text}")
        elif isinstance(fact, Equation):
            said.append(f"{text(fact.left)} = {text(fact.right)}")
    return ", ".join(said)


@pytest.mark.parametrize(("sentence", "facts"), FACTS)
def test_facts_are_entered(sentence: str, facts: str):
    note = (
        r"$A, X \in \mathbb{R}^{n \times n}$ and $x, y \in \mathbb{R}^n$."
        f"\n\n{sentence}\n\n$$f = x^T A X y$$"
    )
    assert facts_of(read_note(note)) == facts


def test_a_declaration_may_state_a_property():
    note = r"A symmetric matrix: $A \in \mathbb{R}^{n\times n}$ is symmetric, $x \in \mathbb{R}^n$."
    assert facts_of(read_note(note + "\n\n$$f = x^T A x$$")) == "symmetric A"


REMARKS = [
    (CLAIMS, "w = … in line 8 is a claim, no definition"),
    (SAMPLES, "x_i is the transpose of row i of a matrix X"),
    (
        r"$x, \mu_k \in \mathbb{R}^d$, $k = 1, \dots, K$, $f = \sum_{k=1}^K \|x - \mu_k\|^2$",
        r"\mu_i is the transpose of row i of a matrix \mu",
    ),
    (
        r"$x_i, X \in \mathbb{R}^d$, $i = 1, \dots, n$, $f = \sum_{i=1}^n \|X - x_i\|^2$",
        r"x_i is the transpose of row i of a matrix x",
    ),
]


@pytest.mark.parametrize(("note", "remark"), REMARKS)
def test_remarks(note: str, remark: str):
    assert remark in read_note(note).readings


def test_a_second_equation_for_a_name_is_a_claim():
    model = read_note(r"$A \in \mathbb{R}^{n\times n}$ $$B = A A$$ $$B = A^2$$ $$f = \det B$$")
    assert list(model.definitions) == ["B", "f"]


def test_places_are_those_of_the_introduction():
    model = read_note(TWO_LAYERS, "net.md")
    place = model.places["W_1"]
    assert (place.name, place.line, place.text[place.start : place.end]) == ("net.md", 6, "W_1")
    assert model.places["f"].line == 13


@pytest.mark.parametrize(
    "identity",
    [
        r"\operatorname{vec}(AXB) = (B^T \otimes A)\operatorname{vec}(X)",
        r"\operatorname{tr}(AB) = \operatorname{tr}(BA)",
        r"\sigma(t) = 1 - \sigma(-t)",
    ],
)
def test_an_identity_of_a_known_function_defines_nothing(identity: str):
    note = rf"""$A, B, X \in \mathbb{{R}}^{{n\times n}}$. Since ${identity}$, we take
    $$f = \operatorname{{tr}}(A X B)$$"""
    assert list(read_note(note).definitions) == ["f"]


def test_samples_of_many_layers_are_remarked_upon_once():
    model = read_note(
        r"$h^{(l)}_i = \tanh(W^{(l)} h^{(l-1)}_i)$, $l = 1, \dots, N$, $i = 1, \dots, m$,"
        r" $h^{(0)}_i \in \mathbb{R}^d$, $f = \sum_{i=1}^m \|h^{(N)}_i\|^2$"
    )
    assert sum("is the transpose of row i of a matrix" in one for one in model.readings) == 1
