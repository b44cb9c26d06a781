"""A note for one sample and its batch: the definitions, the gradients against NumPy, the proofs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

import gradproof as gp
from gradproof.core.algebra import add, matmul, scale
from gradproof.core.dims import shape
from gradproof.core.errors import ModelError
from gradproof.core.expr import symbol
from gradproof.core.model import Model
from gradproof.derivation.batch.note import new_note
from gradproof.derivation.batch.plan import planned
from gradproof.derivation.batch.proof import samples
from gradproof.derivation.batch.restate import in_batch
from gradproof.derivation.restated import together
from gradproof.derivation.rules import rules
from gradproof.exact import evaluate
from gradproof.notation.printing.text import text
from gradproof.ops import TABLE

EXAMPLES = Path(__file__).parents[2] / "examples"
STYLES = ("differential", "chain", "index", "vec")
SIZES = {"d": 3, "h": 4, "k": 2, "n": 4, "c": 3}
COUNT = 5
Values = dict[str, np.ndarray]


@dataclass(frozen=True)
class Case:
    """A note for one sample, the same in NumPy, and what it is for a batch.

    samples: its symbols that differ from sample to sample, with their shapes as arrays.
    """

    note: str
    loss: Callable[[Values], float]
    samples: dict[str, tuple[str, ...]]
    parameters: dict[str, tuple[str, ...]]
    batch: dict[str, str]
    wanted: str | None = None


def softmax(z: np.ndarray) -> np.ndarray:
    e = np.exp(z - z.max())
    return e / e.sum()


def logistic(v: Values) -> float:
    p = 1 / (1 + np.exp(-(v["w"] @ v["x"] + v["b"])))
    return float(-v["y"] * np.log(p) - (1 - v["y"]) * np.log(1 - p))


def cross_entropy(v: Values) -> float:
    p = softmax(v["W"] @ v["x"] + v["b"])
    return float(-v["y"] @ np.log(p) + v["lambda_"] / 2 * np.sum(v["W"] ** 2))


def columns(v: Values) -> float:
    a = np.tanh(v["W_1"] @ v["x"] + v["b_1"])
    return float(0.5 * np.sum((v["W_2"] @ a + v["b_2"] - v["y"]) ** 2))


def rows(v: Values) -> float:
    a = np.tanh(v["x"] @ v["W_1"] + v["b_1"])
    return float(0.5 * np.sum((a @ v["W_2"] + v["b_2"] - v["y"]) ** 2))


def layer_norm(v: Values) -> float:
    centred = v["x"] - v["x"].mean()
    u = centred / np.sqrt((centred**2).mean() + 0.1)
    return float(0.5 * np.sum((v["gamma"] * u + v["beta"] - v["y"]) ** 2))


def attention(v: Values) -> float:
    a = softmax(v["q"] @ v["K"].T / np.sqrt(v["q"].size))
    return float(np.sum((a @ v["V"] - v["y"]) ** 2))


def negative_sampling(v: Values) -> float:
    def log_sigmoid(z: np.ndarray) -> np.ndarray:
        return -np.log(1 + np.exp(-z))

    return float(-log_sigmoid(v["u"] @ v["v"]) - log_sigmoid(-v["N"] @ v["v"]).sum())


def least_squares(v: Values) -> float:
    r = v["w"] @ v["x"] - v["t"]
    return float(0.5 * r**2 + v["lambda_"] / 2 * np.sum(v["w"] ** 2))


CASES = {
    "logistic regression": Case(
        r"""An input $x \in \mathbb{R}^d$, a label $y \in \mathbb{R}$; weights $w \in \mathbb{R}^d$,
        $b \in \mathbb{R}$. $$z = w^T x + b$$ $$p = \sigma(z)$$
        $$L = -y \log p - (1 - y) \log(1 - p)$$""",
        logistic, {"x": ("d",), "y": ()}, {"w": ("d",), "b": ()},
        {"z": "wᵀX + b", "p": "σ(z)", "L": "(1/m)(−y ⊙ log p − (1 − y) ⊙ log(1 − p)) 1"},
    ),
    "softmax regression": Case(
        r"""The input $x \in \mathbb{R}^d$, target $y \in \mathbb{R}^k$, weights
        $W \in \mathbb{R}^{k\times d}$, $b \in \mathbb{R}^k$.

        Assume $1^T y = 1$.
        $$z = W x + b$$ $$p = \mathrm{softmax}(z)$$ $$\ell = -y^T \log p$$
        $$L = \ell + \frac{\lambda}{2}\|W\|_F^2$$""",
        cross_entropy, {"x": ("d",), "y": ("k",)}, {"W": ("k", "d"), "b": ("k",), "lambda_": ()},
        {"Z": "WX + b", "P": "softmax(Zᵀ)ᵀ", "ell": "−(1/m) 1ᵀ(Y ⊙ log P) 1",
         "L": "ℓ + (λ/2)‖W‖_F²"},
    ),
    "two layers, columns": Case(
        r"""An input $x \in \mathbb{R}^d$, a target $y \in \mathbb{R}^k$. Weights
        $W_1 \in \mathbb{R}^{h \times d}$, $b_1 \in \mathbb{R}^h$,
        $W_2 \in \mathbb{R}^{k \times h}$, $b_2 \in \mathbb{R}^k$.
        $$a = \tanh(W_1 x + b_1)$$ $$\hat{y} = W_2 a + b_2$$
        $$f = \frac{1}{2}\|\hat{y} - y\|^2$$""",
        columns, {"x": ("d",), "y": ("k",)},
        {"W_1": ("h", "d"), "b_1": ("h",), "W_2": ("k", "h"), "b_2": ("k",)},
        {"A": "tanh(W₁X + b₁)", "Y_hat": "W₂A + b₂", "f": "(1/(2m))‖Ŷ − Y‖_F²"},
    ),
    "two layers, rows": Case(
        r"""An input row $x \in \mathbb{R}^{1 \times d}$, a target $y \in \mathbb{R}^{1 \times k}$.
        Weights $W_1 \in \mathbb{R}^{d \times h}$, $b_1 \in \mathbb{R}^{1 \times h}$,
        $W_2 \in \mathbb{R}^{h \times k}$, $b_2 \in \mathbb{R}^{1 \times k}$.
        $$a = \tanh(x W_1 + b_1)$$ $$\hat{y} = a W_2 + b_2$$
        $$f = \frac{1}{2}\|\hat{y} - y\|^2$$""",
        rows, {"x": ("d",), "y": ("k",)},
        {"W_1": ("d", "h"), "b_1": ("h",), "W_2": ("h", "k"), "b_2": ("k",)},
        {"A": "tanh(XW₁ + b₁)", "Y_hat": "AW₂ + b₂", "f": "(1/(2m))‖Ŷ − Y‖_F²"},
    ),
    "layer norm": Case(
        r"""An input $x \in \mathbb{R}^n$ and a target $y \in \mathbb{R}^n$; weights
        $\gamma \in \mathbb{R}^n$, $\beta \in \mathbb{R}^n$. $$\mu = \frac{1}{n} 1^T x$$
        $$s = \frac{1}{n}\|x - \mu 1\|^2$$ $$u = \frac{x - \mu 1}{\sqrt{s + 0.1}}$$
        $$z = \gamma \odot u + \beta$$ $$L = \frac{1}{2}\|z - y\|^2$$""",
        layer_norm, {"x": ("n",), "y": ("n",)}, {"gamma": ("n",), "beta": ("n",)},
        {"mu": "(1/n) 1ᵀX", "s": "(1/n) 1ᵀ (X − μ)^⊙2", "U": "(X − μ) ⊘ √(s + 0.1)",
         "Z": "γ ⊙ U + β", "L": "(1/(2m))‖Z − Y‖_F²"},
    ),
    "attention for one query": Case(
        r"""A query, the input $q \in \mathbb{R}^{1 \times d}$.
        A target $y \in \mathbb{R}^{1 \times k}$. Parameters $K \in \mathbb{R}^{n \times d}$,
        $V \in \mathbb{R}^{n \times k}$. $$a = \mathrm{softmax}(q K^T / \sqrt{d})$$ $$o = a V$$
        $$L = \|o - y\|^2$$""",
        attention, {"q": ("d",), "y": ("k",)}, {"K": ("n", "d"), "V": ("n", "k")},
        {"A": "softmax(QKᵀ/√d)", "O": "AV", "L": "(1/m)‖O − Y‖_F²"},
    ),
    "negative sampling": Case(
        r"""Centre $v \in \mathbb{R}^d$, context $u \in \mathbb{R}^d$, negatives
        $N \in \mathbb{R}^{c \times d}$.
        $$J = -\log \sigma(u^T v) - 1^T \log \sigma(-N v)$$""",
        negative_sampling, {"v": ("d",), "u": ("d",)}, {"N": ("c", "d")},
        {"J": "(1/m)(−1ᵀ log(σ(−NV)) 1 − log(σ(1ᵀ(U ⊙ V))) 1)"}, "v,u",
    ),
    "least squares": Case(
        r"""Input $x \in \mathbb{R}^d$, target $t \in \mathbb{R}$, weights $w \in \mathbb{R}^d$.
        $$r = w^T x - t$$ $$f = \frac{1}{2} r^2 + \frac{\lambda}{2} \|w\|^2$$""",
        least_squares, {"x": ("d",), "t": ()}, {"w": ("d",), "lambda_": ()},
        {"r": "wᵀX − t", "f": "(1/(2m))‖r‖² + (λ/2)‖w‖²"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_the_note_of_the_batch(case: Case):
    found = in_batch(gp.read(case.note), names=split(case.wanted))
    shown = {name: text(right) for name, (_, right) in found.model.definitions.items()}
    assert shown == case.batch
    assert all(one.holds for one in found.certificates.values())
    assert found.steps[-1].kind == "agree"


def split(names: str | None) -> list[str] | None:
    return names.split(",") if names else None


@pytest.mark.parametrize("turned", [False, True], ids=["batch", "transposed"])
@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_its_gradients_are_those_of_the_mean_in_numpy(case: Case, turned: bool):
    rng = np.random.default_rng(7)
    values = {
        name: rng.uniform(0.3, 1.2, [SIZES[letter] for letter in sizes])
        for name, sizes in case.parameters.items()
    }
    each = [
        {
            name: rng.uniform(0.2, 0.9, [SIZES[letter] for letter in sizes])
            for name, sizes in case.samples.items()
        }
        for _ in range(COUNT)
    ]
    for one in each:
        if "y" in one and "Assume" in case.note:
            one["y"] = one["y"] / one["y"].sum()
    note = gp.read(case.note)
    found = gp.derive(note, batch=case.wanted or True, transpose=turned)
    assert found.verified
    model = found.proof.model
    names = in_batch(note, names=split(case.wanted)).names
    given = {
        name: laid(values[name], note.find(name).shape.is_row, turned) for name in case.parameters
    }
    in_rows = next(note.find(name) for name in case.samples).shape.is_row
    for name in case.samples:
        stacked = np.array([np.atleast_1d(one[name]) for one in each])
        given[names[name]] = (stacked if in_rows is not turned else stacked.T).tolist()

    def mean(at: Values) -> float:
        return float(np.mean([case.loss({**at, **one}) for one in each]))

    sizes = {**SIZES, "m": COUNT}
    definitions = dict(model.definitions.values())
    compared = 0
    for result in found.proof.results:
        name = result.wrt.symbol.name
        if name not in values:
            continue
        compared += 1
        gradient = np.array(evaluate(result.gradient, given, sizes, definitions=definitions))
        expected = differences(mean, values, name)
        shaped = np.array(laid(expected, note.find(name).shape.is_row, turned))
        np.testing.assert_allclose(gradient, shaped, rtol=1e-5, atol=1e-7)
    assert compared == len([name for name in values if name != "lambda_"])


def laid(value: np.ndarray, is_row: bool, turned: bool) -> list[list[float]]:
    """The value as a matrix, transposed if all symbols are."""
    matrix = np.atleast_2d(value)
    if value.ndim == 1 and not is_row:
        matrix = matrix.T
    return (matrix.T if turned else matrix).tolist()


def differences(f: Callable[[Values], float], at: Values, name: str) -> np.ndarray:
    """∂f/∂name by central differences."""
    found, step = np.zeros_like(at[name]), 1e-6
    for place in np.ndindex(at[name].shape):
        ends: list[float] = []
        for sign in (1, -1):
            moved = at[name].copy()
            moved[place] += sign * step
            ends.append(f({**at, name: moved}))
        found[place] = (ends[0] - ends[1]) / (2 * step)
    return found


def test_every_rule_is_known():
    found = gp.derive(CASES["softmax regression"].note, batch=True, transpose=True)
    used = {step.rule for step in found.steps}
    assert used <= rules().keys()
    assert used >= {"batch_samples", "batch_mean", "batch_fact", "batch", "transpose_inwards"}


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("name", ["softmax regression", "two layers, rows", "logistic regression"])
def test_every_style(name: str, style: str):
    found = gp.derive(CASES[name].note, style=style, batch=True, transpose=True)
    assert found.verified


def test_what_is_read_off():
    found = gp.derive(CASES["softmax regression"].note, batch=True)
    assert [str(one) for one in found.results] == [
        "∂L/∂W = λ W + (1/m)(P − Y)Xᵀ",
        "∂L/∂b = (1/m)(P − Y) 1",
    ]
    assert found["W"].assumptions == ("1ᵀY = 1ᵀ",)
    found = gp.derive(CASES["logistic regression"].note, batch=True)
    assert [one.text for one in found.results] == ["(1/m) X(p − y)ᵀ", "(1/m)(p − y) 1"]


def test_old_names_are_understood():
    note = CASES["two layers, rows"].note
    assert gp.derive(note, wrt=["x", "W_1"], batch=True).results[0].name == "X"
    assert gp.derive(note, wrt="X", batch=True).results[0].name == "X"
    assert gp.jacobian(gp.read(note), of="y_hat", wrt="b_2").results
    found = gp.derive(note, of="y_hat", wrt="b_2", batch=True)
    assert found.verified
    assert found.proof.of.symbol.name == "Y_hat"


@pytest.mark.parametrize("name", ["deep_network", "recurrent"])
@pytest.mark.parametrize("turned", [False, True], ids=["batch", "transposed"])
def test_symbolic_depth(name: str, turned: bool):
    found = gp.derive((EXAMPLES / f"{name}.md").read_text("utf-8"), batch=True, transpose=turned)
    assert found.verified
    shown = {one.name: one.text for one in found.results}
    expected = {
        "deep_network": ("b_l", "δ⁽ˡ⁾ 1", "1ᵀδ⁽ˡ⁾"),
        "recurrent": ("U", "Σ_{t=1..T} δₜXₜᵀ", "Σ_{t=1..T} Xₜᵀδₜ"),
    }[name]
    assert shown[expected[0]] == expected[2 if turned else 1]


def test_matrices_of_a_sample_act_on_vectors():
    note = r"""Input $x \in \mathbb{R}^{d}$, target $y \in \mathbb{R}^{d}$, weights
    $W \in \mathbb{R}^{d\times d}$. $$S = x x^T$$ $$z = (W + S)^T y + \mathrm{diag}(x) W y$$
    $$L = z^T W z + \mathrm{tr}(S W) + \log(1 + x^T x) \|x\| + 1^T \mathrm{diag}(y x^T)$$"""
    found = gp.derive(note, batch=True)
    assert found.verified
    assert "S" not in found.proof.model.definitions
    assert text(found.proof.model.definitions["Z"][1]) == "WᵀY + 1 1ᵀ(X ⊙ Y) ⊙ X + X ⊙ WY"


def test_a_number_that_is_no_summand_keeps_its_values():
    note = r"""Input $x \in \mathbb{R}^d$, target $y \in \mathbb{R}$, weights $w \in \mathbb{R}^d$.
    $$a = (w^T x - y)^2$$ $$b = \|w\|^2$$ $$f = \log(1 + a) + b a + b$$"""
    found = in_batch(gp.read(note))
    shown = {name: text(right) for name, (_, right) in found.model.definitions.items()}
    assert shown == {
        "a": "(wᵀX − y)^⊙2",
        "b": "‖w‖²",
        "f": "(1/m)(log(1 + a) + b a) 1 + b",
    }
    assert all(one.holds for one in found.certificates.values())


def test_letters_that_are_taken():
    note = r"""Input $x \in \mathbb{R}^{m}$, target $y \in \mathbb{R}^{m}$, weights
    $X \in \mathbb{R}^{m \times m}$, $e \in \mathbb{R}^m$, $i \in \mathbb{R}$.
    $$z = X x + i e$$ $$n = \|z - y\|^2$$"""
    found = gp.derive(note, batch=True)
    assert found.verified
    declared = {name: str(leaf.shape) for name, leaf in found.proof.model.declared.items()}
    assert declared == {"x": "m×M", "Y": "m×M", "X": "m×m", "e": "m×1", "i": "scalar"}
    assert text(found.proof.steps[0].links[0].before) == "Xxⱼ + i e"
    assert text(found.proof.steps[0].links[0].after) == "(Xx + i e)εⱼ"


def test_constants_are_the_same_for_all_samples():
    note = r"""Input $x \in \mathbb{R}^d$, target $y \in \mathbb{R}$, weights $w \in \mathbb{R}^d$,
    a fixed vector $c \in \mathbb{R}^{d}$, a hyperparameter $\tau \in \mathbb{R}$ and $\lambda$.
    $$f = \tau (w^T (x - c) - y)^2 + \lambda \|w\|^2$$"""
    model = gp.read(note)
    assert model.data == {"x", "y", "c", "tau", "lambda_"}
    assert model.constants == {"c", "tau", "lambda_"}
    assert set(in_batch(model).names) == {"x", "y", "f"}
    assert "c" in in_batch(model, names=["x", "c"]).names


def test_a_setting_in_python_is_the_same_for_all_samples():
    x, y = gp.vector("x", "d", data=True), gp.scalar("y", data=True)
    weight, w = gp.scalar(r"\lambda", data=True), gp.vector("w", "d")
    found = gp.derive((w.T @ x - y) ** 2 + weight * gp.norm(w) ** 2, batch=True)
    assert [one.text for one in found.results] == ["2 ((1/m) X(wᵀX − y)ᵀ + λ w)"]
    assert gp.derive(gp.norm(w - x) ** 2, batch=x).results[0].text == "(2/m)(w − X) 1"


def test_the_proof_finds_a_batch_that_is_not_the_mean():
    model = gp.read(CASES["two layers, rows"].note)
    found = planned(model)
    new = new_note(found)
    for wrong in (wrong_factor, wrong_bias):
        beside = samples(found, wrong(new))
        assert together(list(beside.whole(found.of))).holds is False
    assert together(list(samples(found, new).whole(found.of))).holds


def wrong_factor(model: Model) -> Model:
    """A sum over the samples instead of their mean."""
    left, right = model.definitions["f"]
    return changed(model, "f", scale(2, scale(left.shape.rows, right)))


def wrong_bias(model: Model) -> Model:
    """A bias that is forgotten."""
    W, X = model.declared["W_1"], model.declared["X"]
    return changed(model, "A", TABLE["tanh"](matmul(X, W)))


def changed(model: Model, name: str, value: gp.core.expr.Expr) -> Model:
    made = Model()
    made.declared = dict(model.declared)
    made.definitions = dict(model.definitions)
    made.definitions[name] = model.definitions[name][0], value
    return made


def test_a_definition_that_mixes_samples_is_found():
    x, y = symbol("x", shape("d")), symbol("y", shape("d"))
    model = Model.of([(symbol("z", shape("d")), add(x, y))])
    model.data = {"x", "y"}
    found = planned(model, "z")
    beside = samples(found, new_note(found))
    X, Y = found.pairs[x], found.pairs[y]
    z, right = next(iter(model.definitions.values()))
    assert together(list(beside.definition(z, right, add(X, Y)))).holds
    ones = gp.core.expr.ones(found.count, found.count)
    assert together(list(beside.definition(z, right, add(matmul(X, ones), Y)))).holds is False


@pytest.mark.parametrize(
    ("note", "names", "said"),
    [
        (r"$X \in \mathbb{R}^{m\times d}$ (data), $f = \|X w - y\|^2$", None,
         "X is m×d, a matrix: the note is not for one sample"),
        (r"$f = \|A x - b\|^2$", None, "no symbol is known to differ from sample to sample"),
        (r"$f = \|W x - y\|^2$, $g = \|W\|^2$", None, "g is the same for all samples"),
        (r"$z = W x$, $f = \|z\|^2$", ["z"], "z is defined, so that it is no sample by itself"),
        (r"$f = \|x x^T - W\|^2$", ["x"],
         "xxᵀ − W is a matrix for each sample, and a batch of those is no matrix"),
        (r"$f = \|W x\|^2$, $g = \|W\|^2$", ["x"], "g does not depend on x"),
        (r"$f = \|W x\|^2$", ["q"], "there is no symbol q"),
    ],
)  # fmt: skip
def test_what_cannot_be_lifted(note: str, names: list[str] | None, said: str):
    with pytest.raises(ModelError) as caught:
        gp.derive(note, batch=names or True)
    assert caught.value.message == said
