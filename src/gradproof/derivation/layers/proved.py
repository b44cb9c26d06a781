"""The gradients of a network of symbolic depth, with their proofs."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from gradproof.calculus.simplify import Identity
from gradproof.core.errors import LimitError, ModelError, ShapeError
from gradproof.core.expr import Expr
from gradproof.core.model import Model
from gradproof.core.phrase import Phrase
from gradproof.core.proof import Certificate, Derivation, Link, Result
from gradproof.derivation.algorithm import layered_algorithm
from gradproof.derivation.layers.carriers import enter_deltas
from gradproof.derivation.layers.derive import Recursion, left_out, parameters
from gradproof.derivation.layers.plan import Plan, plan
from gradproof.derivation.layers.unroll import check_sum, checked
from gradproof.derivation.verify import WAYS, Checks, unrefuted, verify
from gradproof.exact.links import check_link

MOST_LAYERS = 100
"""So many layers are counted out to check a derivation from end to end."""


def proved_layers(
    model: Model,
    of: str | None = None,
    wrt: Sequence[str] | None = None,
    style: str = "differential",
    order: int = 1,
    *,
    algorithm: bool = False,
) -> Derivation:
    """The recursion, its base and the gradients, for a number of layers that stays a letter.

    The steps for a general layer are checked as such; the gradients, from end to end, for 1, 2, 3
    and 4 layers.

    algorithm: whether to state the algorithm as well.

    Errors:  ModelError for a name that is not known, what is no parameter of a layer, or order 2;
             ShapeError for an objective that is not a scalar; LimitError for too many layers.
    """
    if order != 1:
        raise ModelError(
            "second derivatives of a network of symbolic depth are not supported",
            hint="Say how many layers there are, as in l = 1, …, 3: then they are written out.",
        )
    goal = model.find(of) if of is not None else model.objective
    if not goal.shape.is_scalar:
        raise ShapeError(Phrase("{0} is {1}, not a scalar", goal.symbol.text, goal.shape))
    _refuse_many(model)
    parts = planned(model, goal)
    chosen = _chosen(parts, wrt)

    def verified(used: Sequence[Identity]) -> Derivation:
        walk = partial(WAYS[style], identities=used)
        return verify(_with_carriers(parts, chosen, walk, style), _Checks(parts))

    found = unrefuted(verified)
    found.algorithm = layered_algorithm(found, parts) if algorithm else ()
    found.left_out = left_out(parts) if wrt is None else ()
    return found


def _refuse_many(model: Model) -> None:
    """Errors: LimitError for so many layers that the check of all of them takes too long."""
    assert model.layers is not None
    last = model.layers.last
    if last.number is not None and last.number > MOST_LAYERS:
        raise LimitError(
            Phrase("{0} layers are not counted out, {1} at most", last.number, MOST_LAYERS),
            hint="Write a letter for the number of layers: what is derived holds for all of them.",
        )


def planned(model: Model, of: Expr) -> Plan:
    """The parts of a model that has layers, with its carriers.

    Errors:  ModelError for layers that are not supported.
    """
    found = plan(model, of)
    enter_deltas(found)
    return found


class _Checks(Checks):
    """Sums over the layers are checked by counting the layers out, and so are the gradients."""

    def __init__(self, parts: Plan) -> None:
        self.parts = parts

    def closing(self, derivation: Derivation) -> list[Certificate]:
        return checked(self.parts, derivation)

    def link(self, link: Link) -> Certificate:
        return check_sum(self.parts, link) if link.rule == "sum_over" else check_link(link)


def _with_carriers(
    parts: Plan, chosen: list[Expr], walk: partial[Derivation], style: str
) -> Derivation:
    """The derivation; the gradient by a carrier is the symbol that the recursion is about."""
    recursion = Recursion(parts, walk, [one for one in chosen if one not in parts.carriers])
    found = recursion.run()
    results = {result.wrt: result for result in found.results}
    for carrier, delta in recursion.deltas.items():
        results.setdefault(carrier, Result(carrier, delta, recursion.rests))
    found.results = [results[one] for one in chosen]
    found.style = style
    return found


def _chosen(parts: Plan, wrt: Sequence[str] | None) -> list[Expr]:
    """The symbols to differentiate by.

    Errors:  ModelError for what is defined on the way and recurs by way of other symbols.
    """
    if wrt is None:
        return list(parameters(parts))
    if list(wrt) == ["all"]:
        return [*parameters(parts), *parts.carriers]
    chosen: dict[Expr, None] = {}
    for name in wrt:
        one = parts.variable(parts.model.find(name))
        if any(one is left for left, _ in parts.templates) and one not in parts.carriers:
            carriers = ", ".join(carrier.symbol.text for carrier in parts.carriers)
            raise ModelError(
                Phrase("the gradient by {0} is not given by itself", one.symbol.text),
                parts.model.places.get(name),
                Phrase("The recursion is that of {0}.", carriers) if carriers else "",
            )
        chosen[one] = None
    return list(chosen)
