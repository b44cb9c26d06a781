"""The end-to-end check of second derivatives: d(∂f/∂x), by dual numbers, is Σ H vec dy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from gradproof.core.algebra import add, matmul, vec
from gradproof.core.expr import Expr, tangent
from gradproof.core.facts import Equation, Fact, Property
from gradproof.core.model import Model
from gradproof.core.proof import Certificate, Second
from gradproof.exact.equal import equal
from gradproof.exact.gradients import check_together, weakest

Pairs = list[tuple[Expr, Expr]]


def check_seconds(
    model: Model,
    of: Expr,
    gradients: Mapping[Expr, Expr],
    seconds: Iterable[Second],
    adjoints: Mapping[Expr, Expr] | None = None,
) -> Certificate:
    """Whether vec d(∂f/∂x) = Σ H vec dy, for random differentials of the y beside x.

    d(∂f/∂x) is the differential of the gradient through the definitions of all that it mentions;
    only of the two symbols of a pair a definition is not followed. `check_gradients` looks at the
    gradients; where x or y is a symbol that the model defines, ∂f/∂x is looked at here once more,
    with both free.
    """
    named: Pairs = list((adjoints or {}).items())
    rows: dict[tuple[Expr, Expr | None], list[Second]] = {}
    for one in seconds:
        free = any(model.definition(x) is not None for x in (one.wrt, one.other))
        rows.setdefault((one.wrt, one.other if free else None), []).append(one)
    verdicts: list[Certificate] = []
    for (x, y), row in rows.items():
        if y is not None and y is not x:
            verdicts.append(check_together(model, of, {x: gradients[x]}, named, still=(y,)))
        verdicts.append(_check_row(model, gradients[x], row, named))
    return weakest(verdicts)


def _check_row(model: Model, gradient: Expr, row: list[Second], named: Pairs) -> Certificate:
    """Whether the second derivatives make up the differential of the gradient."""
    moving = [one.other for one in row]
    free = {row[0].wrt, *moving}
    pairs = (*model.definitions.values(), *named)
    given: list[Fact] = [Equation(*pair) for pair in pairs if pair[0] not in free]
    for fact in model.facts:
        if not (isinstance(fact, Property) and fact.name == "constant"):
            given.append(fact)
    leaves = dict.fromkeys((*model.declared.values(), row[0].wrt))
    given += [Property("constant", leaf) for leaf in leaves if leaf not in moving]
    parts = [
        vec(one.value) if one.is_map else matmul(one.value, vec(tangent(one.other))) for one in row
    ]
    return equal(vec(tangent(gradient)), add(*parts), given)
