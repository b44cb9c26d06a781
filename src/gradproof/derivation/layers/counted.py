"""A network with a given number of layers, all of them written out: for what recurs by no error.

Second derivatives and Jacobian matrices pass through every pair of layers.
"""

from __future__ import annotations

from collections.abc import Sequence

from gradproof.calculus.rebuild import substitute
from gradproof.core.algebra import add
from gradproof.core.errors import LimitError
from gradproof.core.expr import Expr
from gradproof.core.model import Model
from gradproof.core.phrase import Phrase
from gradproof.derivation.layers.plan import Plan, plan
from gradproof.derivation.layers.unroll import Unrolled, ordered

MOST = 8
"""So many layers are written out at most."""


def counted_out(
    model: Model, names: Sequence[str] | None
) -> tuple[Model, list[str] | None]:  # fmt: skip
    """The model without an index of layers, and for names of layer l those of all layers.

    Errors:  LimitError for too many layers.
    """
    layers = model.layers
    if layers is None or layers.last.number is None:
        return model, list(names) if names is not None else None
    count = layers.last.number - layers.first + 1
    if count > MOST:
        raise LimitError(
            Phrase("{0} layers are not written out, {1} at most", count, MOST),
            hint="Gradients do not need it: they recur from layer to layer.",
        )
    last, _ = next(reversed(model.definitions.values()))
    counted = Unrolled(plan(model, last), count)
    found = _model(counted)
    found.readings, found.obstacle = list(model.readings), model.obstacle
    known = set(found.declared)
    for name in model.data:
        found.data |= {each.symbol.name for each in counted.everywhere(model.find(name))} & known
    found.places = dict(model.places)
    if names is None:
        return found, None
    return found, [each for name in names for each in _each(counted, model, name)]


def _model(counted: Unrolled) -> Model:
    """The definitions of every layer, with sums over the layers term by term."""
    parts = counted.plan
    bodies = dict(parts.templates)
    definitions = [
        (counted.at(left, layer), counted.at(right, layer))
        for layer in counted.layers
        for left, right in parts.templates
        if left not in parts.hidden
    ]
    sums: dict[Expr, Expr] = {}
    for total in parts.totals:
        body = bodies[total.term] if total.term in parts.hidden else total.term
        whole = add(*(counted.at(body, layer) for layer in counted.layers))
        if parts.model.definition(total.whole) is None:
            sums[counted.at(total.whole)] = whole
        else:
            definitions.append((counted.at(total.whole), whole))
    definitions += [(counted.at(one), counted.at(e)) for one, e in parts.outside]
    found = Model.of(ordered([(one, substitute(e, sums)) for one, e in definitions]))
    found.facts = list(
        dict.fromkeys(each for one in parts.model.facts for each in counted.fact(one))
    )
    return found


def _each(counted: Unrolled, model: Model, name: str) -> list[str]:
    """The names for every layer of one for layer l."""
    if name == "all" or name not in {one.symbol.name for one in model.symbols}:
        return [name]
    return [one.symbol.name for one in counted.everywhere(_general(counted.plan, model.find(name)))]


def _general(parts: Plan, one: Expr) -> Expr:
    """The symbol of layer l for one that is of some other layer by the letter."""
    place = parts.place(one)
    is_moved = place is not None and place.letter == parts.layers.letter
    return parts.general(one) if is_moved else one
