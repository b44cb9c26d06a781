"""Derivations to report on, built by hand so that no other floor can change them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gradproof.core.algebra import add, inner, matmul, scale, subtract, trace, transpose
from gradproof.core.dims import shape
from gradproof.core.expr import Expr, symbol, tangent
from gradproof.core.facts import Equation, Property
from gradproof.core.model import Model
from gradproof.core.operation import Words
from gradproof.core.phrase import Phrase
from gradproof.core.proof import Certificate, Derivation, Link, Result, Step
from gradproof.ops import TABLE

WHY = Words("Expand ‖r‖² = rᵀr, and use dr = A dx.", "展开 ‖r‖² = rᵀr，并用 dr = A dx。")
TURN = Words("A factor changes sides: rᵀ(A dx) = (Aᵀr)ᵀ dx.", "因子换边：rᵀ(A dx) = (Aᵀr)ᵀ dx。")
READ = Words("What multiplies dx is the gradient.", "dx 的系数就是梯度。")

EXACT = Certificate(True, "exact", 2)
NORMAL = Certificate(True, "normal_form")
NUMERIC = Certificate(True, "numeric", 6)
WRONG = Certificate(False, None, 3, "the sides differ at a random point")


def least_squares() -> Derivation:
    """f = ‖A x − b‖² + xᵀS x by x, where S is symmetric, with a name for its first gradient."""
    model = Model()
    A = model.declare(symbol("A", shape("m", "n")))
    S = model.declare(symbol("S", shape("n", "n")))
    x = model.declare(symbol("x", shape("n")))
    b = model.declare(symbol("b_0", shape("m"), "b_0", "b₀"))
    model.data = {"A", "S", "b_0"}
    symmetric = Property("symmetric", S)
    balanced = Equation(trace(S), symbol("kappa", shape(1), r"\kappa", "κ"))
    model.facts = [symmetric, balanced]
    model.readings = [Phrase("{0} is read as {1}", "“2x”", "2·x")]
    r = model.define(symbol("r_hat", shape("m"), r"\hat{r}", "r̂"), subtract(matmul(A, x), b))
    quadratic = matmul(transpose(x), S, x)
    f = model.define(symbol("f", shape(1)), add(TABLE["squared_norm"](r), quadratic))

    delta = symbol("delta_r", r.shape, r"\delta_{\hat{r}}", "δ_r̂")
    dx, dr = tangent(x), tangent(r)
    swept = matmul(transpose(A), delta)
    gradient = add(swept, scale(2, matmul(S, x)))
    links = [
        Link(
            "differential_squared_norm", WHY, tangent(f), add(inner(scale(2, r), dr), _both(x, S))
        ),
        Link("differential_linear", WHY, dr, matmul(A, dx)),
        Link("trace_cyclic", TURN, inner(delta, matmul(A, dx)), inner(swept, dx)),
        Link("trace_cyclic", TURN, _both(x, S), inner(scale(2, matmul(S, x)), dx), (symmetric,)),
        Link("read_off", READ, inner(gradient, dx), inner(gradient, dx)),
    ]
    naming = Link("name", WHY, delta, scale(2, r), (Equation(delta, scale(2, r)),))
    steps = [
        Step("differential", f, links[:1], [Step("differential", r, links[1:2])]),
        Step("define", delta, [naming]),
        Step("transpose", r, links[2:4]),
        Step("simplify", x),
        Step("read_off", x, links[4:]),
    ]
    assumption = Words("S is symmetric", "S 对称")
    return Derivation(
        model, f, [Result(x, gradient, (assumption,))], steps,
        adjoints={delta: scale(2, r)},
        certificates={
            **dict.fromkeys((*links[:4], naming), EXACT), links[4]: NORMAL, links[1]: NUMERIC
        },
        closing=[EXACT],
        left_out=(A, S, b),
    )  # fmt: skip


def _both(x: Expr, S: Expr) -> Expr:
    """dxᵀ S x + xᵀ S dx."""
    dx = tangent(x)
    return add(matmul(transpose(dx), S, x), matmul(transpose(x), S, dx))


@pytest.fixture
def proved() -> Derivation:
    """Every step proved: 1 by normal form, 5 exactly, 1 numerically."""
    return least_squares()


@pytest.fixture
def refuted() -> Derivation:
    """Step 4 is refuted, step 5 was not checked, the closing check is undecided."""
    derivation = least_squares()
    links = list(derivation.links())
    derivation.certificates[links[3]] = WRONG
    del derivation.certificates[links[4]]
    derivation.closing = [replace(EXACT, holds=None, method=None, reason="too few points")]
    return derivation
