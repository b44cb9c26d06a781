"""The numerator layout: every derivative of a scalar lies transposed, ∂f/∂X of an m×n X as n×m.

A derivation is made in the denominator layout, where a gradient has the shape of its variable; the
layout is a last view of its results. In one document ∂f/∂X means one thing only: the steps then
speak of the gradient ∇_X f, until a last step makes ∂f/∂X = (∇_X f)ᵀ of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from gradproof.calculus.chains import upright_first
from gradproof.calculus.identities import IDENTITIES
from gradproof.calculus.rebuild import substitute
from gradproof.calculus.simplify import Simplifier
from gradproof.core.algebra import add, transpose
from gradproof.core.expr import Expr, Symbol, node, postorder, symbol
from gradproof.core.operation import Words
from gradproof.core.proof import Derivation, Link, Step
from gradproof.exact.links import check_link
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
    simplifier = Simplifier(IDENTITIES)
    found = _with_gradients(derivation)
    of = derivation.of.symbol
    for place, result in enumerate(found.results):
        if result.wrt.shape.is_scalar:
            continue
        turned = _upright(simplifier(transpose(result.gradient)))
        before = _as_written(result.gradient)
        link = Link("numerator_layout", _said(of, result.wrt), before, turned)
        found.certificates[link] = check_link(link)
        found.steps.append(Step("layout", result.wrt, [link]))
        found.results[place] = replace(result, gradient=turned)
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


def _with_gradients(derivation: Derivation) -> Derivation:
    """The derivation with ∇_X f where it says ∂f/∂X; what is shown of links that are proved."""
    names = _Names(derivation.of.symbol)
    certificates = dict(derivation.certificates)

    def shown(link: Link) -> Link:
        before, after = link.shown or (link.before, link.after)
        sides = names(before), names(after)
        if sides == (before, after):
            return link
        renamed = replace(link, shown=sides)
        if link in certificates:
            certificates[renamed] = certificates[link]
        return renamed

    def step(one: Step) -> Step:
        links, children = [shown(link) for link in one.links], [step(sub) for sub in one.children]
        return Step(one.kind, names(one.subject), links, children)

    return replace(
        derivation,
        steps=[step(one) for one in derivation.steps],
        results=[replace(one, gradient=names(one.gradient)) for one in derivation.results],
        seconds=[
            replace(one, value=names(one.value), of=names.gradient(one.wrt))
            for one in derivation.seconds
        ],
        adjoints={names(name): names(value) for name, value in derivation.adjoints.items()},
        courses={names(name): course for name, course in derivation.courses.items()},
        algorithm=tuple(stage.renamed(names) for stage in derivation.algorithm),
        certificates=certificates,
    )


class _Names:
    """Expressions with ∇_X f in place of the symbol ∂f/∂X."""

    def __init__(self, of: Symbol) -> None:
        self._of = of
        self._done: dict[Expr, Expr] = {}
        upper = derivative(of, Symbol("", "", ""))
        self._latex, self._text = upper.latex.removesuffix("}"), upper.text

    def __call__(self, expr: Expr) -> Expr:
        for part in postorder(expr):
            if part in self._done:
                continue
            args = tuple(self._done[arg] for arg in part.args)
            changed = part if args == part.args else node(part.op, args, part.data, part.shape)
            self._done[part] = self._symbol(part) if part.op == "symbol" else changed
        return self._done[expr]

    def gradient(self, one: Expr) -> Expr | None:
        """The symbol ∇_one f, unless ∂f/∂one is a number and lies in no way."""
        if one.shape.is_scalar:
            return None
        shown = gradient(self._of, one.symbol)
        return symbol(shown.name, one.shape, shown.latex, shown.text)

    def _symbol(self, one: Expr) -> Expr:
        shown = one.symbol
        quotient = shown.text.startswith(self._text) and shown.latex.startswith(self._latex)
        if not quotient or one.shape.is_scalar:
            return one
        latex = shown.latex.removeprefix(self._latex).removesuffix("}")
        lower = Symbol(shown.name, latex, shown.text.removeprefix(self._text))
        named = gradient(self._of, lower)
        return symbol(f"nabla_{shown.name}", one.shape, named.latex, named.text)


def _upright(expr: Expr) -> Expr:
    """The expression with Aᵀ behind A in every sum of the two."""
    sums = (part for part in postorder(expr) if part.op == "add")
    turned: Mapping[Expr, Expr] = {part: add(*upright_first(list(part.args))) for part in sums}
    return substitute(expr, {old: new for old, new in turned.items() if old is not new})


def _as_written(found: Expr) -> Expr:
    """Gᵀ, with the transpose outside."""
    return node("transpose", (found,), None, found.shape.transposed)
