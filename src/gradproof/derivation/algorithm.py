"""Backpropagation as an algorithm: forward pass, errors, gradients, a step of gradient descent.

Source: Goodfellow, Bengio & Courville 2016, algorithms 6.3 and 6.4.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from gradproof.calculus.cost import cost
from gradproof.calculus.rebuild import substitute
from gradproof.core.algebra import smul, subtract
from gradproof.core.algorithm import Assignment, Loop, Stage, StageKind
from gradproof.core.expr import UNIT, Expr, names_below, postorder, symbol, symbols
from gradproof.core.model import Model
from gradproof.core.proof import Derivation, Result
from gradproof.derivation.layers.plan import Definitions, Plan
from gradproof.derivation.layers.unroll import ordered
from gradproof.derivation.products import free_symbol
from gradproof.derivation.scope import reached
from gradproof.exact.gradients import check_gradients
from gradproof.notation.printing.components import derivative

STEP_SIZES = (r"\eta", r"\alpha", r"\rho")
"""Letters for the step size, the usual one first."""


def algorithm(found: Derivation, chain: Derivation) -> tuple[Stage, ...]:
    """The algorithm of a derivation without layers.

    chain: the same gradients in the chain style, whose δ are the intermediate results.
    """
    model = found.model
    results = {quotient(found.of, one.wrt): one for one in found.results}
    values = _without_aliases(dict(_errors(chain)), results)
    gradients = [
        Assignment(name, values.get(name, result.gradient)) for name, result in results.items()
    ]
    needed = names_below(values, *(one.right for one in gradients))
    backward = [
        Assignment(name, value)
        for name, value in values.items()
        if name in needed and name not in results
    ]
    return _stages(
        [
            ("forward", _forward(model, found.of)),
            ("backward", backward),
            ("gradients", gradients),
            ("update", list(updates(model, found.of, found.results))),
        ]
    )


def layered_algorithm(found: Derivation, plan: Plan) -> tuple[Stage, ...]:
    """The algorithm for a number of layers that stays a letter."""
    layers, model = plan.layers, found.model
    before, after = _around(plan)
    body = tuple(Assignment(*one) for one in plan.templates if one[0] not in plan.hidden)
    forward = [
        *(Assignment(*one) for one in before),
        Loop(layers.course, body),
        *(Assignment(*one) for one in after),
    ]
    base: list[Assignment | Loop] = []
    recursion: list[Assignment] = []
    for name, value in ordered(list(found.adjoints.items())):
        if name in found.courses:
            recursion.append(Assignment(name, value))
        elif (place := plan.place(name)) is None or place.letter != layers.letter:
            base.append(Assignment(name, value))
    course = layers.recursion
    backward = [Loop(course, tuple(recursion))] if recursion and course is not None else []
    gradients = [Assignment(quotient(found.of, one.wrt), one.gradient) for one in found.results]
    moves = list(updates(model, found.of, found.results))
    owners = [one.wrt for one in found.results]
    moved = [one for one in owners if model.definition(one) is None]
    return _stages(
        [
            ("forward", forward),
            ("error", base),
            ("backward", backward),
            ("gradients", _looped(found, owners, gradients)),
            ("update", _looped(found, moved, moves)),
        ]
    )


def with_algorithm(found: Derivation, chain: Derivation) -> Derivation:
    """The derivation with its algorithm, whose errors and gradients are checked as a whole."""
    found.algorithm = algorithm(found, chain)
    values = {one.left: one.right for stage in found.algorithm for one in stage.assignments()}
    errors = {
        one.left: one.right
        for stage in found.algorithm
        if stage.kind == "backward"
        for one in stage.assignments()
    }
    gradients = {one.wrt: values[quotient(found.of, one.wrt)] for one in found.results}
    found.closing.append(check_gradients(found.model, found.of, gradients, errors))
    return found


def updates(model: Model, of: Expr, results: Iterable[Result]) -> Iterator[Assignment]:
    """X ← X − η ∂f/∂X for every variable that the model does not define."""
    rate = free_symbol(model, (STEP_SIZES, ()), UNIT)
    for result in results:
        one = result.wrt
        if model.definition(one) is None:
            yield Assignment(one, subtract(one, smul(rate, quotient(of, one))))


def quotient(of: Expr, one: Expr) -> Expr:
    """The symbol ∂f/∂X."""
    shown = derivative(of.symbol, one.symbol)
    return symbol(shown.name, one.shape, shown.latex, shown.text)


def _stages(
    parts: Sequence[tuple[StageKind, Sequence[Assignment | Loop]]],
) -> tuple[Stage, ...]:
    return tuple(Stage(kind, tuple(steps)) for kind, steps in parts if steps)


def _errors(chain: Derivation) -> Iterator[tuple[Expr, Expr]]:
    """Every δ with its value: by other δ, or by itself where that is as short."""
    for step in chain.steps:
        if step.kind != "chain":
            continue
        links = {link.rule: link for link in step.links}
        shares = links.get("chain_rule")
        whole = links.get("gradient")
        if shares is None and whole is None:
            continue
        if whole is not None and (shares is None or cost(whole.after) <= cost(shares.after)):
            yield whole.before, whole.after
        elif shares is not None:
            yield shares.before, shares.after


def _without_aliases(values: dict[Expr, Expr], kept: Collection[Expr]) -> dict[Expr, Expr]:
    """The values without the δ that only stand for another symbol."""
    made: dict[Expr, Expr] = {}
    aliases: dict[Expr, Expr] = {}
    for name, value in values.items():
        whole = substitute(value, aliases) if aliases else value
        if whole.op == "symbol" and name not in kept:
            aliases[name] = whole
        else:
            made[name] = whole
    return made


def _forward(model: Model, of: Expr) -> list[Assignment]:
    """The definitions that the objective rests on, in order."""
    needed = reached(model, of)
    return [Assignment(*pair) for pair in model.definitions.values() if pair[0] in needed]


def _around(plan: Plan) -> tuple[Definitions, Definitions]:
    """The definitions of the note in front of the layers, and those behind them."""
    before: Definitions = []
    after: Definitions = []
    late: set[Expr] = set()

    def behind_layers(one: Expr) -> bool:
        member = plan.shift.member(one)
        computed = member is not None and member.family in plan.families
        return one in late or (computed and bool(member and member.position.letter))

    for left, right in plan.model.definitions.values():
        place = plan.place(left)
        if place is not None and place.letter == plan.layers.letter:
            continue
        sums = any(part.op == "layer_sum" for part in postorder(right))
        behind = sums or any(map(behind_layers, symbols(right)))
        if behind:
            late.add(left)
        (after if behind else before).append((left, right))
    return before, after


def _looped(
    found: Derivation, owners: Sequence[Expr], steps: Sequence[Assignment]
) -> list[Assignment | Loop]:
    """Assignments about every layer in one loop, in the place of the first of them."""
    by_left = dict(zip(owners, steps, strict=False))
    inside = tuple(step for one, step in by_left.items() if one in found.courses)
    looped: list[Assignment | Loop] = []
    for one, step in by_left.items():
        if one not in found.courses:
            looped.append(step)
        elif step is inside[0]:
            looped.append(Loop(found.courses[one], inside))
    return looped
