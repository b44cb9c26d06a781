"""The numerator layout: every derivative of a scalar lies transposed, ∂f/∂X of an m×n X as n×m.

A derivation is made in the denominator layout, where a gradient has the shape of its variable; the
layout is a last view of its results. In one document ∂f/∂X means one thing only: the steps then
speak of the gradient ∇_X f, until a last step makes ∂f/∂X = (∇_X f)ᵀ of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from gradproof.calculus.identities import IDENTITIES
from gradproof.calculus.simplify import Simplifier
from gradproof.calculus.transposes import upright_sums
from gradproof.core.algebra import transpose
from gradproof.core.expr import Expr, Symbol, node, symbol
from gradproof.core.facts import Equation, Fact, Property
from gradproof.core.operation import Words
from gradproof.core.proof import Derivation, Link, Step
from gradproof.derivation.assumptions import merged, of_fact
from gradproof.derivation.renaming import Names, renamed
from gradproof.exact.links import check_link, relevant
from gradproof.notation.printing.components import derivative, gradient

NUMERATOR = Words(
    "∇_X f is the gradient, which lies as X does. In numerator layout ∂f/∂X is its transpose, so"
    " that df = tr((∂f/∂X) dX).",
    "∇_X f 是梯度，形状与 X 相同；分子布局下 ∂f/∂X 是它的转置，使 df = tr((∂f/∂X) dX)。",
)


def in_numerator_layout(derivation: Derivation) -> Derivation:
    """The derivation with its results transposed, each by a proved step.

    Jacobians, and products along directions with the gradients they come from, stay: ∂y/∂xᵀ is J
    in either layout.
    """
    if derivation.jacobians:
        return replace(derivation, layout="numerator")
    model = derivation.model
    properties = [
        fact
        for fact in model.facts
        if isinstance(fact, Property) and model.definition(fact.subject) is None
    ]
    simplifier = Simplifier(IDENTITIES, properties)
    found = _with_gradients(derivation)
    of = derivation.of.symbol
    for place, result in enumerate(found.results):
        if result.wrt.shape.is_scalar:
            continue
        before = _as_written(result.gradient)
        if result.is_restricted:
            turned, known = result.gradient, _known(found)
            words = _alike(of, result.wrt)
        else:
            plain = transpose(result.gradient)
            turned, words = upright_sums(simplifier(plain)), _said(of, result.wrt)
            known = (fact for one in simplifier.links(plain) for fact in one.given)
        given = tuple(relevant((before,), dict.fromkeys(known)))
        link = Link("numerator_layout", words, before, turned, given)
        found.certificates[link] = check_link(link)
        found.steps.append(Step("layout", result.wrt, [link]))
        assumed = result.assumptions
        if not result.is_restricted:
            others = (fact for fact in given if fact != Property("symmetric", result.wrt))
            assumed = merged(assumed, filter(None, map(of_fact, others)))
        found.results[place] = replace(result, gradient=turned, assumptions=assumed)
    found.layout = "numerator"
    return found


def _said(of: Symbol, wrt: Expr) -> Words:
    """What the layout makes of the gradient, by their names."""
    slope, quotient = gradient(of, wrt.symbol).text, derivative(of, wrt.symbol).text
    upper, lower = of.text, wrt.symbol.text
    product = f"({quotient}) d{lower}"
    differential = product if wrt.shape.is_column else f"tr({product})"
    return Words(
        f"{slope} is the gradient, which lies as {lower} does. In numerator layout {quotient} is"
        f" its transpose, so that d{upper} = {differential}.",
        f"{slope} 是梯度，形状与 {lower} 相同；分子布局下 {quotient} 是它的转置，"
        f"使 d{upper} = {differential}。",
    )


def _alike(of: Symbol, wrt: Expr) -> Words:
    """What the layout makes of a symmetric result."""
    quotient = derivative(of, wrt.symbol).text
    return Words(
        f"{quotient} is symmetric, and lies alike in both layouts.",
        f"{quotient} 是对称的，两种布局下相同。",
    )


def _known(derivation: Derivation) -> Iterator[Fact]:
    """The facts of the note, and what the symbols stand for."""
    yield from derivation.model.facts
    pairs = (*derivation.model.definitions.values(), *derivation.adjoints.items())
    yield from (Equation(*pair) for pair in pairs)


def _with_gradients(derivation: Derivation) -> Derivation:
    """The derivation with ∇_X f where it says ∂f/∂X."""
    of = derivation.of.symbol
    found = renamed(derivation, Names(partial(_slope, of)))
    found.seconds = [replace(one, of=_gradient(of, one.wrt)) for one in found.seconds]
    return found


def _gradient(of: Symbol, one: Expr) -> Expr | None:
    """The symbol ∇_one f, unless ∂f/∂one is a number and lies in no way."""
    if one.shape.is_scalar:
        return None
    shown = gradient(of, one.symbol)
    return symbol(shown.name, one.shape, shown.latex, shown.text)


def _slope(of: Symbol, one: Expr) -> Expr:
    """∇_X f for a symbol ∂f/∂X, and any other symbol for itself."""
    upper = derivative(of, Symbol("", "", ""))
    head = upper.latex.removesuffix("}")
    shown = one.symbol
    quotient = shown.text.startswith(upper.text) and shown.latex.startswith(head)
    if not quotient or one.shape.is_scalar:
        return one
    latex = shown.latex.removeprefix(head).removesuffix("}")
    named = gradient(of, Symbol(shown.name, latex, shown.text.removeprefix(upper.text)))
    return symbol(f"nabla_{shown.name}", one.shape, named.latex, named.text)


def _as_written(found: Expr) -> Expr:
    """Gᵀ, with the transpose outside."""
    return node("transpose", (found,), None, found.shape.transposed)
