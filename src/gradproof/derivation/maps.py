"""Proved derivatives of vectors and matrices, and proved products with them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from gradproof.calculus.cost import cost
from gradproof.calculus.simplify import Identity
from gradproof.core.errors import ModelError, ShapeError
from gradproof.core.expr import Expr
from gradproof.core.model import Model
from gradproof.core.phrase import Phrase
from gradproof.core.proof import Certificate, Derivation, Jacobian, Product, Step
from gradproof.derivation.jacobian import Jacobians
from gradproof.derivation.jacobian_styles import ByChain, ByIndex, ByVec
from gradproof.derivation.naming import GAIN, LONG, with_names
from gradproof.derivation.products import (
    Along,
    check_free,
    declaring,
    directions,
    gradient_scope,
    resting_on,
    with_cotangent,
    with_gradient,
)
from gradproof.derivation.scope import Scope, scope
from gradproof.derivation.verify import Checks, proved, unrefuted, verify
from gradproof.derivation.walk import LONGEST
from gradproof.exact.gradients import check_gradients
from gradproof.exact.jacobians import check_jacobians

STYLES: Mapping[str, type[Jacobians]] = {
    "differential": Jacobians,
    "chain": ByChain,
    "index": ByIndex,
    "vec": ByVec,
}

PRODUCTS = ("jvp", "vjp", "hvp")
"""The products that there are."""

Make = Callable[[Sequence[Identity]], Derivation]


class MapChecks(Checks):
    """How a derivation with Jacobians is checked."""

    def closing(self, derivation: Derivation) -> Iterable[Certificate]:
        """The gradients, if there are any, and the Jacobians, from end to end."""
        model, adjoints = derivation.model, derivation.adjoints
        gradients = {result.wrt: result.gradient for result in derivation.results}
        if gradients:
            yield check_gradients(model, derivation.of, gradients, adjoints)
        between = {one.of: gradients[one.wrt] for one in derivation.jacobians if gradients}
        yield check_jacobians(model, derivation.jacobians, {**adjoints, **between})


def default_goal(model: Model, product: str | None = None) -> str:
    """The name of what is differentiated if nobody says: the last scalar; for a `vjp` the last
    that is none. Of a formula by itself, it is its value. Where no scalar is defined, a `jvp` is
    one with the last definition.

    Errors:  ModelError if there is none.
    """
    if (
        not (product in ("jvp", "vjp") or model.quick)
        or model.obstacle is not None
        or not model.definitions
    ):
        return model.objective.symbol.name
    names = [left for left, _ in model.definitions.values()]
    scalars = [left for left in names if left.shape.is_scalar]
    others = [left for left in names if not left.shape.is_scalar]
    wanted = names if model.quick else others if product == "vjp" else scalars
    return (wanted or names)[-1].symbol.name


def proved_map(
    model: Model, goal: str, wrt: Sequence[str] | None, style: str, product: str | None, order: int
) -> Derivation:
    """The Jacobians of a vector or matrix, or the product with a derivative that was asked for.

    Errors:  ModelError for an unknown name, second derivatives, or a network of symbolic depth;
             ShapeError for an `hvp` of what is no scalar, or a `vjp` of one.
    """
    of = model.find(goal)
    name, place = of.symbol.text, model.places.get(goal)
    if model.layers is not None:
        raise ModelError(
            "Jacobians and products of a network of symbolic depth are not supported",
            place,
            "Say how many layers there are, as in l = 1, …, 3: then they are written out.",
        )
    if order != 1:
        raise ModelError(
            Phrase("{0} is {1}: second derivatives are those of a scalar", name, of.shape)
            if product is None
            else Phrase("order {0} and the product {1} do not go together", order, product),
            place,
            "Leave the order out, or name a scalar with --of.",
        )
    if product == "hvp" and not of.shape.is_scalar:
        raise ShapeError(
            Phrase("{0} is {1}, not a scalar: a Hessian is that of a scalar", name, of.shape),
            place,
            "Name a scalar with --of, or ask for jvp or vjp.",
        )
    if product == "vjp" and of.shape.is_scalar:
        raise ShapeError(
            Phrase("{0} is a scalar: a vector-Jacobian product is of a vector or a matrix", name),
            place,
            Phrase("With a number u it is u times the gradient of {0}, which derive gives.", name),
        )
    asked = scope(model, goal, wrt, scalar=False)
    if product is None:
        return proved_jacobians(model, asked, style)
    return proved_product(model, asked, product, style)


def proved_jacobians(model: Model, asked: Scope, style: str = "differential") -> Derivation:
    """The Jacobians of `asked.of` in one of the styles, with their certificates.

    Names for parts of the definitions come in if that makes the results short.
    """
    made = _verified(lambda used: STYLES[style](model, asked, used).run())
    if all(cost(one.value) <= LONG for one in made.jacobians):
        return made
    named = with_names(model)
    if named is None:
        return made
    with_parts, steps = named
    again = scope(with_parts, asked.of.symbol.name, _names(asked.wrt), scalar=False)
    again = replace(again, left_out=asked.left_out)
    found = _verified(lambda used: STYLES[style](with_parts, again, used).run(), steps)
    return found if _length(found) <= GAIN * _length(made) else made


def proved_product(
    model: Model, asked: Scope, kind: str, style: str = "differential"
) -> Derivation:
    """Products with the derivative of `asked.of` as formulas: `jvp`, `vjp` or `hvp`.

    `vjp` is of a vector or a matrix, `hvp` of a scalar.
    """
    match kind:
        case "jvp":
            return _jvp(model, asked, style)
        case "vjp":
            return _vjp(model, asked, style)
        case _:
            return _hvp(model, asked, style)


def _jvp(model: Model, asked: Scope, style: str) -> Derivation:
    """J v, for each variable with a direction of its own."""
    along = directions(model, asked.wrt)
    made = declaring(model, along.values())

    def walked(used: Sequence[Identity], with_rates: bool) -> Derivation:
        return Along(made, asked, used, along, with_rates=with_rates).run()

    found = _verified(_short(walked))
    found.style = style
    found.product = Product("jvp", asked.of, tuple(along.items()))
    return found


def _vjp(model: Model, asked: Scope, style: str) -> Derivation:
    """Jᵀu: the gradients of ⟨u, y⟩."""
    made, objective, u = with_cotangent(model, asked.of)
    again = scope(made, objective.symbol.name, _names(asked.wrt))
    found = proved(made, again, style)
    found.left_out = asked.left_out
    found.product = Product("vjp", asked.of, ((asked.of, u),))
    return found


def _hvp(model: Model, asked: Scope, style: str) -> Derivation:
    """H v: the differentials of the gradients along directions for all variables."""
    check_free(model, asked.wrt)
    first = proved(model, asked, style)
    along = directions(first.model, asked.wrt)
    outside = declaring(first.model, along.values())

    def walked(used: Sequence[Identity], with_rates: bool) -> Derivation:
        steps, jacobians = list(first.steps), list[Jacobian]()
        rates: dict[Expr, Expr] = {}
        for result in first.results:
            inside, gradient = with_gradient(outside, first, result)
            moving = gradient_scope(inside, gradient, asked.wrt)
            part = Along(inside, moving, used, along, result.wrt, with_rates=with_rates).run()
            known = {step.subject for step in steps if step.kind == "define"}
            steps += (s for s in part.steps if s.kind != "fact" and s.subject not in known)
            rates |= part.adjoints
            jacobians += (resting_on(one, result) for one in part.jacobians)
        found = replace(first, model=outside, steps=steps, jacobians=jacobians)
        found.adjoints = {**first.adjoints, **rates}
        found.certificates = dict(first.certificates)
        found.product = Product("hvp", asked.of, tuple(along.items()))
        return found

    return _verified(_short(walked))


def _short(walked: Callable[[Sequence[Identity], bool], Derivation]) -> Make:
    """The walk without names for rates, or with them if a result is long without."""

    def made(used: Sequence[Identity]) -> Derivation:
        plain = walked(used, False)
        long = any(cost(one.value) > LONGEST for one in plain.jacobians)
        return walked(used, True) if long else plain

    return made


def _verified(make: Make, steps: Sequence[Step] = ()) -> Derivation:
    """The derivation with its certificates; identities that the checker refutes are not used."""

    def verified(used: Sequence[Identity]) -> Derivation:
        found = make(used)
        found.steps[:0] = steps
        return verify(found, MapChecks())

    return unrefuted(verified)


def _names(symbols: Sequence[Expr]) -> list[str]:
    return [one.symbol.name for one in symbols]


def _length(derivation: Derivation) -> int:
    return sum(cost(one.value) for one in derivation.jacobians)
