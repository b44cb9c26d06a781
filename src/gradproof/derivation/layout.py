"""The numerator layout: every derivative of a scalar lies transposed, ∂f/∂X of an m×n X as n×m.

A derivation is made in the denominator layout, where a gradient has the shape of its variable; the
layout is a last view of its results.
"""

from __future__ import annotations

from dataclasses import replace

from gradproof.calculus.chains import upright_first
from gradproof.calculus.identities import IDENTITIES
from gradproof.calculus.rebuild import substitute
from gradproof.calculus.simplify import Simplifier
from gradproof.core.algebra import add, transpose
from gradproof.core.expr import Expr, node, postorder
from gradproof.core.operation import Words
from gradproof.core.proof import Derivation, Link, Step
from gradproof.exact.links import check_link

NUMERATOR = Words(
    "In numerator layout the derivative lies transposed, so that df = tr((∂f/∂X) dX).",
    "分子布局下导数取转置，使 df = tr((∂f/∂X) dX)。",
)


def in_numerator_layout(derivation: Derivation) -> Derivation:
    """The derivation with its results transposed, each by a proved step."""
    simplifier = Simplifier(IDENTITIES)
    results, steps = list(derivation.results), list(derivation.steps)
    for place, result in enumerate(results):
        if result.wrt.shape.is_scalar:
            continue
        turned = _upright(simplifier(transpose(result.gradient)))
        before = _as_written(result.gradient)
        link = Link("numerator_layout", NUMERATOR, before, turned)
        derivation.certificates[link] = check_link(link)
        steps.append(Step("layout", result.wrt, [link]))
        results[place] = replace(result, gradient=turned)
    found = replace(derivation, results=results, steps=steps)
    found.layout = "numerator"
    return found


def _upright(expr: Expr) -> Expr:
    """The expression with Aᵀ behind A in every sum of the two."""
    sums = (part for part in postorder(expr) if part.op == "add")
    turned = {part: add(*upright_first(list(part.args))) for part in sums}
    return substitute(expr, {old: new for old, new in turned.items() if old is not new})


def _as_written(gradient: Expr) -> Expr:
    """Gᵀ, with the transpose outside."""
    return node("transpose", (gradient,), None, gradient.shape.transposed)
