"""The end-to-end check of Jacobians: dy, by dual numbers through the definitions, is Σ J dx."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from gradproof.core.algebra import add, vec
from gradproof.core.expr import Expr, node, postorder, tangent
from gradproof.core.facts import Equation, Fact, Property
from gradproof.core.model import Model
from gradproof.core.proof import Certificate, Jacobian
from gradproof.exact.equal import equal
from gradproof.exact.gradients import weakest


def check_jacobians(
    model: Model, found: Iterable[Jacobian], named: Mapping[Expr, Expr] | None = None
) -> Certificate:
    """Whether vec dy = Σ J vec dx for random differentials of the x; all other leaves stand still.

    Variables without a definition move together. One with a definition is free, and moves alone.
    In a product, the directions are the differentials. `named` are symbols that the model does not
    define, with their values.
    """
    groups: dict[object, list[Jacobian]] = {}
    for one in found:
        alone = (one.along and len(one.along) > 1) or model.definition(one.wrt) is not None
        groups.setdefault(one.wrt if alone else None, []).append(one)
    return weakest([_check_together(model, group, named or {}) for group in groups.values()])


def _check_together(model: Model, group: list[Jacobian], named: Mapping[Expr, Expr]) -> Certificate:
    """Whether the shares of these make up the differential."""
    moving = {x: v for one in group for x, v in one.along} or {one.wrt: None for one in group}
    swapped = {v: tangent(x) for x, v in moving.items() if v is not None}
    given: list[Fact] = [
        Equation(left, _put_in(right, swapped))
        for left, right in (*model.definitions.values(), *named.items())
        if left not in moving
    ]
    for fact in model.facts:
        if not (isinstance(fact, Property) and fact.name == "constant"):
            given.append(fact)
    given += [Property("constant", leaf) for leaf in model.declared.values() if leaf not in moving]
    parts = [_put_in(one.value, swapped) if one.along else one.share for one in group]
    return equal(vec(tangent(group[0].of)), add(*map(vec, parts)), given, floats=2)


def _put_in(expr: Expr, values: Mapping[Expr, Expr]) -> Expr:
    """The expression with values of the same shapes for some of its symbols."""
    done: dict[Expr, Expr] = {}
    for part in postorder(expr):
        made = node(part.op, tuple(done[arg] for arg in part.args), part.data, part.shape)
        done[part] = values.get(part) or made
    return done[expr]
