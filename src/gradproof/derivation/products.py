"""Products with Jacobians and Hessians as formulas, without the matrix: JVP, VJP, HVP.

JVP: dy = J v, the differential with a direction v in the place of dx. VJP: Jᵀu, the gradient of
φ = ⟨u, y⟩ for a cotangent u that stands still. HVP: H v, the differential of ∂f/∂x along v.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from unicodedata import normalize

from gradproof.calculus.cost import cost
from gradproof.calculus.rebuild import substitute
from gradproof.calculus.simplify import Identity
from gradproof.core.algebra import inner, matmul, transpose
from gradproof.core.dims import SCALAR
from gradproof.core.errors import ModelError
from gradproof.core.expr import Expr, node, symbol, symbols, tangent, zeros
from gradproof.core.facts import Property
from gradproof.core.model import Model
from gradproof.core.operation import Words
from gradproof.core.phrase import Phrase
from gradproof.core.proof import Derivation, Jacobian, Link, Result, Step
from gradproof.core.unknown import unknown_names
from gradproof.derivation.assumptions import merged, of_existence
from gradproof.derivation.folding import Names
from gradproof.derivation.jacobian import Jacobians
from gradproof.derivation.motion import Motion, only
from gradproof.derivation.scope import Scope, reached
from gradproof.notation.printing import quotients
from gradproof.notation.printing.symbols import make_symbol

SOURCE = "Pearlmutter, Fast exact multiplication by the Hessian, 1994"

ALONG = Words("The direction takes the place of the differential.", "以方向代替微分。")

RATE = Words(
    "What this changes by along the directions gets a name.", "该量沿给定方向的变化率记为新符号。"
)

SHORT = 6
"""What costs no more than this needs no name."""

_SCRIPTED = re.compile(r"(\\?[A-Za-z]+)(_.*|\^.*)$")

DIRECTIONS = ("v", "w", "h", "p"), ("V", "H", "P", "D")
"""Names for a direction: of a vector or a number, and of a matrix."""

COTANGENTS = ("u", "w", "g", "c"), ("U", "G", "C", "P")
OBJECTIVES = (r"\phi", r"\psi", r"\varphi", r"\ell"), ()


class Along(Jacobians):
    """The differential of the goal along a direction for each variable.

    gradient_by: if the goal is ∂f/∂x, that x: then all variables move at once.
    with_rates: whether what the quantities on the way change by gets names, ḣ for h; not where
        several variables move one by one.
    """

    def __init__(
        self,
        model: Model,
        asked: Scope,
        identities: Iterable[Identity],
        directions: Mapping[Expr, Expr],
        gradient_by: Expr | None = None,
        *,
        with_rates: bool = False,
    ) -> None:
        super().__init__(model, asked, identities)
        self.directions, self.gradient_by = directions, gradient_by
        self.with_rates = with_rates
        self.goal_by_name = gradient_by is None
        self.rates: dict[Expr, Expr] = {}
        if gradient_by is not None:
            others = {k: pair for k, pair in model.definitions.items() if pair[0] is not asked.of}
            self.names = Names(replace(model, definitions=others), asked.of)

    def run(self) -> Derivation:
        found = super().run()
        found.adjoints = dict(self.rates)
        return found

    def group(self, motion: Motion) -> None:
        differentials = self.differentials(motion)
        if self.gradient_by is None and len(motion.variables) > 1:
            whole = self.whole(motion, differentials)
            for x in motion.variables:
                self.product(motion, only(whole, x), x, [x])
            return
        moved = {tangent(x): self.directions[x] for x in motion.variables}
        if self.with_rates:
            self.by_rates(motion, differentials, moved)
            whole = differentials.get(self.of, zeros(self.of.shape))
        else:
            whole = self.whole(motion, differentials)
        x = self.gradient_by or motion.variables[0]
        self.product(motion, whole, x, motion.variables, moved)

    def by_rates(
        self, motion: Motion, differentials: Mapping[Expr, Expr], moved: dict[Expr, Expr]
    ) -> None:
        """Names for what the definitions change by, entered in `moved`; each with its step."""
        for left, _ in motion.moving:
            if left is self.of:
                continue
            raw = substitute(differentials[left], moved)
            value, links = self.shortened(raw, free=motion.free)
            if cost(value) <= SHORT:
                moved[tangent(left)] = value
                continue
            rate = _rate(left, self.free_name(f"{left.symbol.name}_dot"))
            moved[tangent(left)], self.rates[rate] = rate, value
            given = motion.given()
            link = Link("direction", RATE, tangent(left), differentials[left], given, (rate, raw))
            self.steps.append(Step("define", rate, [link, *links]))

    def product(
        self,
        motion: Motion,
        part: Expr,
        x: Expr,
        moving: Sequence[Expr],
        moved: Mapping[Expr, Expr] | None = None,
    ) -> None:
        """dy with directions for the differentials, and the step that leads there."""
        along = tuple((one, self.directions[one]) for one in moving)
        raw = substitute(part, moved or {tangent(one): v for one, v in along})
        value, links = self.shortened(raw, free=motion.free)
        shown = node("symbol", (), quotients.directional(self.of, x, along), self.of.shape)
        still = (Property("constant", one) for one in motion.variables if one not in moving)
        given = (*motion.given(), *still)
        link = Link("direction", ALONG, tangent(self.of), part, given, (shown, raw))
        self.steps.append(Step("along", self.of, [link, *links]))
        found = Jacobian(self.of, x, value, True, (), along)
        self.found[x] = replace(found, assumptions=self.assumed(motion, found, value, links))


def _rate(one: Expr, name: str) -> Expr:
    """ḣ, what h changes by along the directions."""
    shown = one.symbol
    text = normalize("NFC", f"{shown.text[0]}\u0307{shown.text[1:]}")
    latex = rf"\dot{{{shown.latex}}}"
    if (split := _SCRIPTED.match(shown.latex)) is not None:
        latex = rf"\dot{{{split[1]}}}{split[2]}"
    return symbol(name, one.shape, latex, text)


def directions(model: Model, variables: Sequence[Expr]) -> dict[Expr, Expr]:
    """A direction for each variable: v, or V for a matrix; with more than one, v_x and V_W."""
    if len(variables) == 1:
        (x,) = variables
        return {x: free_symbol(model, DIRECTIONS, x)}
    return {x: free_symbol(model, _with_script(DIRECTIONS, x.symbol.latex), x) for x in variables}


def _with_script(
    letters: tuple[tuple[str, ...], tuple[str, ...]], script: str
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    first, second = (tuple(f"{one}_{{{script}}}" for one in names) for names in letters)
    return first, second


def free_symbol(model: Model, letters: tuple[tuple[str, ...], tuple[str, ...]], like: Expr) -> Expr:
    """A symbol of this shape with the first of the names that the model does not have."""
    plain = like.shape.is_column or like.shape.is_row
    choice = letters[0] if plain or not letters[1] else letters[1]
    roots = [right for _, right in model.definitions.values()]
    leaves = model.symbols
    taken = {one.symbol.name for one in leaves} | unknown_names(*roots)
    taken |= {str(size) for one in leaves for size in one.shape}
    numbered = (f"{choice[0]}_{number}" for number in range(1, len(taken) + 2))
    made = (make_symbol(one, like.shape) for one in (*choice, *numbered))
    return next(one for one in made if one.symbol.name not in taken)


def declaring(model: Model, symbols: Iterable[Expr]) -> Model:
    """The model with more symbols that nobody differentiates by."""
    made = replace(model, declared=dict(model.declared), data=set(model.data))
    for one in symbols:
        made.declare(one)
        made.data.add(one.symbol.name)
    return made


def with_cotangent(model: Model, of: Expr) -> tuple[Model, Expr, Expr]:
    """The model with φ = ⟨u, y⟩: (model, φ, u)."""
    u = free_symbol(model, COTANGENTS, of)
    made = replace(declaring(model, [u]), definitions=dict(model.definitions))
    value = matmul(transpose(u), of) if of.shape.is_column else inner(u, of)
    number = node("ones", (), None, SCALAR)
    return made, made.define(free_symbol(made, OBJECTIVES, number), value), u


def check_free(model: Model, variables: Sequence[Expr]) -> None:
    """Errors: ModelError if one of several variables has a definition."""
    free = [one for one in variables if model.definition(one) is not None]
    if free and len(variables) > 1:
        name = free[0].symbol.text
        raise ModelError(
            Phrase(
                "{0} has a definition, so that it does not move freely beside other variables", name
            ),
            model.places.get(free[0].symbol.name),
            Phrase("Ask for the product by {0} alone, or by symbols without a definition.", name),
        )


def with_gradient(model: Model, found: Derivation, result: Result) -> tuple[Model, Expr]:
    """The model with a symbol ∂f/∂x for one of the gradients of a derivation, and that symbol."""
    made = replace(model, definitions=dict(model.definitions))
    for name, value in found.adjoints.items():
        made.define(name, value)
    shown = quotients.gradient(found.of, result.wrt)
    left = node("symbol", (), shown, result.wrt.shape)
    return made, made.define(left, result.gradient)


def resting_on(product: Jacobian, result: Result) -> Jacobian:
    """The product with what the gradient assumes as well; where det X > 0, X is invertible."""
    known = result.assumptions
    open_ones = of_existence(result.gradient, known)
    clear = [words for words in of_existence(result.gradient, ()) if words not in open_ones]
    needed = (words for words in product.assumptions if words not in clear)
    return replace(product, assumptions=merged(known, needed))


def gradient_scope(model: Model, gradient: Expr, variables: Sequence[Expr]) -> Scope:
    """∂f/∂x as a function of the variables, those too that it does not depend on."""
    active = set(variables)
    below = reached(model, gradient)
    chain: list[tuple[Expr, Expr]] = []
    for left, right in model.definitions.values():
        if left in below and left not in active and active.intersection(symbols(right)):
            active.add(left)
            chain.append((left, right))
    return Scope(gradient, tuple(variables), tuple(chain), frozenset(active))
