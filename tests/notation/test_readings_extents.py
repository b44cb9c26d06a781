r"""How far a function without brackets reaches: one rule, and what it made of the line is said."""

from __future__ import annotations

import pytest

from gradproof.core.errors import ModelError, NotationError
from gradproof.notation.printing.text import text
from gradproof.notation.reading.expression import read_expression

READ = [
    # the whole product behind the word
    (r"\log \mathbf{1}^T \exp(A x)", "lse(Ax)", r"\log(\mathbf{1}^T \exp(A x))"),
    (r"\log \mathbf 1^T x", "log(1ᵀx)", r"\log(\mathbf 1^T x)"),
    (r"\log 2 x^T y", "log(2 xᵀy)", r"\log(2 x^T y)"),
    (r"\log \frac13 x^T y", "log((1/3) xᵀy)", r"\log(\frac13 x^T y)"),
    (r"\log x^T y", "log(xᵀy)", r"\log(x^T y)"),
    (r"\log x^T A y", "log(xᵀAy)", r"\log(x^T A y)"),
    (r"\log a^T b + c", "log(aᵀb) + c", r"\log(a^T b)"),
    (r"\log p q", "log(p q)", r"\log(p q)"),
    (r"\log \frac{p}{q} r", "log(p r/q)", r"\log(\frac{p}{q} r)"),
    (r"\log^2 p q", "(log(p q))²", r"\log^2(p q)"),
    (r"\sin a x", "sin(a x)", r"\sin(a x)"),
    (r"\exp a^T \sin(x)", "exp(aᵀ sin(x))", r"\exp(a^T \sin(x))"),
    (r"\tanh w^T x", "tanh(wᵀx)", r"\tanh(w^T x)"),
    (r"\tanh w^T \sigma(W x)", "tanh(wᵀ σ(Wx))", r"\tanh(w^T \sigma(W x))"),
    (r"v^T \tanh W x", "vᵀ tanh(Wx)", r"\tanh(W x)"),
    (r"v^T \tanh W \sigma(V x)", "vᵀ tanh(W σ(Vx))", r"\tanh(W \sigma(V x))"),
    (r"\mathbf 1^T \log X w", "1ᵀ log(Xw)", r"\log(X w)"),
    (r"y^T \log \operatorname{softmax} W x", "yᵀ log softmax(Wx)", "softmax}(W x)"),
    (r"\operatorname{tr} \log A B", "tr(log(AB))", r"\log(A B)"),
    (r"\log 2 \cosh s", "log(2 cosh(s))", r"\log(2 \cosh s)"),
    (r"\log s (1 - t)", "log(s (1 − t))", r"\log(s (1 - t))"),
    # a sign in front of it
    (r"\exp -x^T A x / 2", "exp(−½ xᵀAx)", r"\exp(-x^T A x / 2)"),
    (r"\exp -x^T A x / 2 + s", "exp(−½ xᵀAx) + s", r"\exp(-x^T A x / 2)"),
    (r"\exp -s t", "exp(−s t)", r"\exp(-s t)"),
    (r"\exp -s", "exp(−s)", ""),
    # what is typed
    ("log 1^T exp(A x)", "lse(Ax)", "log(1^T exp(A x))"),
    ("log x' * y", "log(xᵀy)", "log(x' * y)"),
    ("tanh w' * x", "tanh(wᵀx)", "tanh(w' * x)"),
    ("log s * t", "log(s t)", "log(s * t)"),
    ("log s * log t", "(log s) log t", ""),
    ("tr A @ B", "tr(AB)", ""),
    # the next function is a factor of its own
    (r"\log x \log y", "(log x) log y", ""),
    (r"\sin s t \cos s t", "sin(s t) cos(s t)", "(s t)"),
    (r"\log s \sigma(t)", "(log s) σ(t)", r"(\log s) \sigma(t)"),
    (r"\log \det X", "log det X", ""),
    (r"\log \det X \log \det Y", "(log det X) log det Y", ""),
    (r"\det A \det B", "det(A) det(B)", ""),
    (r"\log s \operatorname{tr}(A)", "(log s) tr(A)", r"(\log s) \operatorname{tr}(A)"),
    # signs and bars end it
    (r"\log s \cdot t", "t log s", r"(\log s) \cdot t"),
    (r"\log x^T \cdot y", "log(xᵀy)", r"\log(x^T \cdot y)"),
    (r"\log \|x\|^2 s", "s log(‖x‖²)", ""),
    (r"\log |s| t", "t log |s|", ""),
    (r"\log s / 2", "½ log s", r"(\log s) / 2"),
    (r"\log x^T y / 2", "½ log(xᵀy)", r"(\log(x^T y)) / 2"),
    (r"\log \det X / 2", "½ log det X", ""),
    # a matrix is no angle, and 1ᵀ … 1 stands around what it adds up
    (r"\operatorname{tr}(\cos \theta A)", "cos(θ) tr(A)", r"(\cos \theta) A"),
    (r"\cos \theta x^T A x", "cos(θ xᵀAx)", r"\cos(\theta x^T A x)"),
    (r"\mathbf 1^T \log P \mathbf 1", "1ᵀ(log P) 1", r"(\log P) \mathbf 1"),
]


@pytest.mark.parametrize(("source", "printed", "said"), READ)
def test_reach(source: str, printed: str, said: str):
    model = read_expression(source)
    ((_, right),) = model.definitions.values()
    assert text(right) == printed
    told = [one for one in model.readings if " is read as " in one]
    assert bool(told) == bool(said)
    assert all(said in one for one in told), told


UNCLEAR = [
    (r"\log p / q", r"It may be (\log p) / q or \log(p / q)."),
    (r"p \log p/q", r"It may be (\log p) / q or \log(p/q)."),
    (r"\sin s / s", r"It may be (\sin s) / s or \sin(s / s)."),
    (r"\tanh w^T x / s", r"It may be (\tanh w^T x) / s or \tanh(w^T x / s)."),
]


@pytest.mark.parametrize(("source", "hint"), UNCLEAR)
def test_quotient_that_may_end_at_either_place_is_asked_about(source: str, hint: str):
    with pytest.raises((ModelError, NotationError)) as caught:
        read_expression(source)
    assert "is not clear: write the brackets" in caught.value.message
    assert caught.value.hint == hint
