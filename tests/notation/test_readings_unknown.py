r"""Functions that a note names but does not define: `a = f(u)`, `\phi_l(z_l)`."""

from __future__ import annotations

import pytest

from gradproof.core.errors import GradproofError
from gradproof.core.expr import postorder
from gradproof.core.model import Model
from gradproof.core.unknown import Unknown
from gradproof.notation.printing.latex import latex
from gradproof.notation.printing.symbols import make_symbol
from gradproof.notation.printing.text import text
from gradproof.notation.reading import read_expression, read_note

LAYER = r"$x \in \mathbb{R}^n$, $V \in \mathbb{R}^{k\times n}$, $t \in \mathbb{R}^k$. "
GUESS = "unknown function, applied to each entry"


def functions(model: Model) -> dict[str, int]:
    """The unknown functions of a model, with the highest order of each."""
    found: dict[str, int] = {}
    for _, right in model.definitions.values():
        for one in postorder(right):
            if isinstance(one.data, Unknown):
                name, order = one.data.key
                found[name] = max(order, found.get(name, 0))
    return found


SAID = [
    r"$s = Vx$, $L = \|q(s) - t\|^2$ where $q$ is an elementwise activation.",
    r"$s = Vx$, $L = \|q(s) - t\|^2$, where $q(\cdot)$ acts on each entry.",
    r"$s = Vx$, $L = \|q(s) - t\|^2$ with a nonlinearity $q$.",
    r"$s = Vx$, $L = \|q (s) - t\|^2$ with the activation function $q$.",
    r"$s = Vx$, $L = \|q(s) - t\|^2$, $q: \mathbb{R} \to \mathbb{R}$.",
    r"$s = Vx$，$L = \|q(s) - t\|^2$，其中 $q$ 为激活函数。",
    r"$s = Vx$，$L = \|q(s) - t\|^2$，激活函数 $q$ 可微。",
    r"$s = Vx$, $L = \|q(s) - t\|^2$. Here $q$ and $p$ are applied pointwise.",
    r"$$s = Vx,\quad L = \|q(s) - t\|^2,\quad q \text{ an entrywise function}$$",
]


@pytest.mark.parametrize("note", SAID)
def test_words_say_that_it_is_a_function_of_each_entry(note: str):
    model = read_note(LAYER + note)
    assert functions(model) == {"q": 0}
    assert not any(GUESS in one for one in model.readings)


GUESSED = [
    (r"$s = Vx$, $L = \|f(s) - t\|^2$", "f"),
    (r"$s = Vx$, $L = \|g\big(s\big) - t\|^2$", "g"),
    (r"$s = Vx$, $L = \|h\left(s\right) - t\|^2$", "h"),
    (r"$s = Vx$, $L = \|\phi(s) - t\|^2$", "phi"),
    (r"$L = \|\psi(Vx) - t\|^2$", "psi"),
    (r"$s = Vx$, $L = \|f^{(2)}(s) - t\|^2$", "f_2"),
    (r"$s = Vx$, $L = \|f_1(s) - t\|^2$", "f_1"),
    (r"$s = Vx$, $L = \|\sigma_2(s) - t\|^2$", "sigma_2"),
    (r"$s = Vx$, $L = \|a^{[1]}(s) - t\|^2$", "a_1"),
    (r"$s = Vx$, $L = \|q(s) - t\|^2$ where $q$ is a smooth function.", "q"),
    (r"$s = Vx$, $L = \|q(s) - t\|^2$, $\delta = 2(q(s) - t) \odot q'(s)$", "q"),
]


@pytest.mark.parametrize(("note", "name"), GUESSED)
def test_what_is_guessed_is_said(note: str, name: str):
    model = read_note(LAYER + note)
    assert list(functions(model)) == [name]
    assert sum(GUESS in one for one in model.readings) == 1


REFUSED = [
    r"$L = f(V)$",
    r"$L = f(x)$",
    r"$L = f(x) + \lambda \|x\|^2$",
    r"$L = f(w) + \lambda \|w\|^2$",
    r"$L = \|f(x, t)\|^2$",
    r"$L = \|f(Vx) - t\|^2$ where $f: \mathbb{R}^k \to \mathbb{R}^k$.",
    r"$L = \|f(Vx) - t\|^2$ where $f$ is the loss function.",
    r"$L = \|f(Vx) - t\|^2 + f^2$",
    r"$L = \|F(Vx) - t\|^2$",
    r"$L = \|\ell(x)\|^2$",
    r"$L = f'(z)$",
    r"$L = \|f(Vx) - t\|^2$ where $f$ acts on each column.",
    r"$L = \|\phi(x)\|^2$ with the feature map $\phi$.",
    r"$L = \|f_\theta(x) - t\|^2$",
    r"$L = \|f_V(x) - t\|^2$",
    r"$L = \|f_\theta(Vx) - t\|^2$",
    r"$L = \|f_{\theta} (Vx) - t\|^2$",
    r"$L = \|\phi_W(Vx) - t\|^2$",
    r"$L = \|g_{\theta,1}(Vx) - t\|^2$",
    r"$L = \|f(x; V)\|^2$",
    r"$x_i \in \mathbb{R}^d$, $L = \sum_{i=1}^N (f(x_i) - y_i)^2$ with $y_i \in \mathbb{R}$",
]


@pytest.mark.parametrize("note", REFUSED)
def test_what_may_be_something_else_is_refused(note: str):
    with pytest.raises(GradproofError):
        print(read_note(LAYER + note).objective)


def test_a_function_that_the_note_defines_is_no_unknown_one():
    model = read_note(LAYER + r"$f(z) = z^2$. $L = t^T f(Vx)$")
    assert functions(model) == {}


@pytest.mark.parametrize(
    "note",
    [
        r"$f \in \mathbb{R}$. $L = \|f(Vx) - t\|^2$",
        r"$L = \|V(x) - t\|^2$",
        r"$L = h'(Vx - t)$",
        r"$f = 1^T x$. $L = \|f(Vx) - t\|^2$",
        r"$f_\theta \in \mathbb{R}$. $L = \|f_\theta(Vx) - t\|^2$",
        r"$h_T = 2$. $L = \|h_T(Vx) - t\|^2$",
    ],
)
def test_a_symbol_in_front_of_brackets_is_a_factor(note: str):
    assert functions(read_note(LAYER + note)) == {}


def test_the_logistic_function_stays_what_it_is():
    known = LAYER + r"$L = t^T \sigma(Vx)$ where $\sigma$ is the activation function."
    assert functions(read_note(known)) == {}
    free = LAYER + r"$L = t^T \sigma(Vx)$ where $\sigma$ is any differentiable activation function."
    assert functions(read_note(free)) == {"sigma": 0}
    named = LAYER + r"$L = t^T \sigma(Vx)$ where $\sigma$ is some activation function (a sigmoid)."
    assert functions(read_note(named)) == {}


def test_primes_are_derivatives():
    shown = {
        "f'(Vx)": 1, r"f^{\prime}(Vx)": 1, "f''(Vx)": 2, r"f^{\prime\prime}(Vx)": 2, "f″(Vx)": 2,
        "f'''(Vx)": 3, "f(Vx)": 0,
    }  # fmt: skip
    for written, order in shown.items():
        assert functions(read_note(LAYER + f"$L = t^T {written}$")) == {"f": order}
    for written in ("f'^{(3)}", r"f^{(3)\prime}", "{f^{(3)}}'"):
        assert functions(read_note(LAYER + f"$L = t^T {written}(Vx)$")) == {"f_3": 1}
    assert functions(read_note(LAYER + "$L = t^T f_1'(Vx)$")) == {"f_1": 1}


@pytest.mark.parametrize("show", [latex, text])
@pytest.mark.parametrize("name", ["f", "f_1", "f^{(2)}", r"\phi", r"g_{out}", "h^{[1]}"])
def test_what_is_printed_is_read_back(show: type, name: str):
    layer = LAYER + f"$c = t^T {name}(Vx)$, "
    for primes in range(4):
        model = read_note(layer + rf"$L = t^T {{{name}}}{primes * chr(39)}(Vx)$")
        right = model.definitions["L"][1]
        again = read_note(layer + f"$L = {show(right)}$").definitions["L"][1]
        assert text(again) == text(right)
        assert functions(model) == {make_symbol(name, right.shape).symbol.name: primes}


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("sum(f(A x))", "1ᵀf(Ax)"),
        ("sum(g(W @ x))", "1ᵀg(Wx)"),
        (r"\|\phi(A x) - y\|^2", "‖φ(Ax) − y‖²"),
        ("f(w^T x)", "f(wᵀx)"),
        ("x'*f(A*x)", "xᵀf(Ax)"),
        ("sum(f(x)^2)", "‖f(x)‖²"),
    ],
)
def test_quick_expressions(typed: str, shown: str):
    model = read_expression(typed)
    right = model.definitions[model.objective.symbol.name][1]
    assert text(right).replace(" ", "") == shown.replace(" ", "")
    assert any(GUESS in one for one in model.readings)


@pytest.mark.parametrize("typed", ["f(A x)", "f(x)", "f(x, y)", "sum(f(x)) + f", "F(X)"])
def test_quick_expressions_that_are_refused(typed: str):
    with pytest.raises(GradproofError, match="is not a known function"):
        print(read_expression(typed).objective)


def test_entries_of_samples():
    model = read_note(
        r"$L = \sum_{i=1}^N (f(w^T x_i) - y_i)^2$ with $x_i \in \mathbb{R}^d$, $y_i \in \mathbb{R}$"
    )
    assert functions(model) == {"f": 0}
    assert text(model.definitions["L"][1]) == "‖f(Xw) − y‖²"


@pytest.mark.parametrize("written", ["f", "f^{(l)}", "f_l"])
def test_a_function_for_every_layer(written: str):
    model = read_note(
        r"$h^{(0)} = x$, $h^{(l)} = FUNCTION(W^{(l)} h^{(l-1)})$ for $l = 1, \dots, N$ and"
        r" $L = \|h^{(N)}\|^2$ with $W^{(l)} \in \mathbb{R}^{n_l \times n_{l-1}}$,"
        r" $x \in \mathbb{R}^{n_0}$.".replace("FUNCTION", written)
    )
    name = "f" if written == "f" else "f_l"
    assert functions(model) == {name: 0}
    assert model.layers is not None
    assert (name in model.layers.members) is (written != "f")


def test_one_remark_for_several():
    note = LAYER + "$L = t^T f_1(V f_2(x))$"
    assert read_note(note).readings == ["f₁ and f₂ are unknown functions, applied to each entry"]
    chain = "x"
    for layer in range(6, 0, -1):
        chain = f"f_{layer}(V_{layer} {chain})"
    (remark,) = read_note(rf"$L = \|{chain}\|^2$").readings
    assert remark == "f₁, f₂, … and f₆ are unknown functions, applied to each entry"


def test_a_state_in_front_of_brackets_is_no_function():
    model = read_note(
        r"$h_t = \tanh(W h_{t-1})$, $t = 1, \dots, T$, $h_0 \in \mathbb{R}^d$, $v \in"
        r" \mathbb{R}^d$, $L = v^T h_T(v^T h_T - 1)$"
    )
    assert functions(model) == {}
    assert text(model.definitions["L"][1]) == "(vᵀ h_T − 1) vᵀ h_T"
