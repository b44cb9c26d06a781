"""What a derivation is about: the objective, what to differentiate by, and what moves with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from gradproof.core.errors import LimitError, ModelError, ShapeError
from gradproof.core.expr import Expr, postorder, symbols
from gradproof.core.model import Model
from gradproof.core.phrase import Phrase

MOST_NODES = 100_000


@dataclass(frozen=True, slots=True)
class Scope:
    """`of` as a function of `wrt`.

    chain: the definitions that `of` rests on and that move with a symbol of `wrt`, in the order of
        the note, `of` last.
    active: the symbols that move: those of `wrt`, and the left sides of `chain`.
    left_out: the data that `of` rests on, where nobody said what to differentiate by.
    seeds: where only a stretch of the way is walked, the symbols at which it begins, with ∂of/∂v.
    cotangents: names for some ∂of/∂v.
    unnamed: definitions whose names are none of the note's; no formula mentions a value by them.
    """

    of: Expr
    wrt: tuple[Expr, ...]
    chain: tuple[tuple[Expr, Expr], ...]
    active: frozenset[Expr]
    left_out: tuple[Expr, ...] = ()
    seeds: Mapping[Expr, Expr] = field(default_factory=dict)
    cotangents: Mapping[Expr, Expr] = field(default_factory=dict)
    unnamed: frozenset[Expr] = frozenset()


def scope(
    model: Model,
    of: str | None = None,
    wrt: Sequence[str] | None = None,
    *,
    scalar: bool = True,
) -> Scope:
    """The scope of a question; by default, the last scalar and every leaf that is not data.

    `wrt` may be `["all"]`: every parameter, and every definition that depends on one.
    scalar: whether `of` has to be a scalar.

    Errors:  ModelError for an unknown name, a symbol that `of` does not depend on, or a question
             with no symbol in it; ShapeError if `of` is not a scalar; LimitError for more than
             100,000 operations.
    """
    goal = model.find(of) if of is not None else model.objective
    if scalar and not goal.shape.is_scalar:
        raise ShapeError(
            Phrase(
                "{0} is {1}, not a scalar: a gradient is that of a scalar",
                goal.symbol.text,
                goal.shape,
            ),
            model.places.get(goal.symbol.name),
            "Name a scalar with --of, or ask for Jacobian matrices with --product jacobian.",
        )
    if model.definition(goal) is None:
        raise ModelError(
            Phrase("{0} has no definition to differentiate", goal.symbol.text),
            model.places.get(goal.symbol.name),
            Phrase("Write {0} = … first.", goal.symbol.text),
        )
    below = reached(model, goal)
    _bounded(model, below)
    chosen = _chosen(model, goal, wrt, below)
    active = set(chosen)
    chain: list[tuple[Expr, Expr]] = []
    for left, right in model.definitions.values():
        if left in below and any(leaf in active for leaf in symbols(right)):
            active.add(left)
            chain.append((left, right))
    leaves = model.declared.values() if _is_open(wrt) else ()
    left_out = tuple(leaf for leaf in leaves if leaf in below and leaf not in active)
    return Scope(goal, tuple(chosen), tuple(chain), frozenset(active), left_out)


def _is_open(wrt: Sequence[str] | None) -> bool:
    """Whether it is left to us which leaves to differentiate by."""
    return wrt is None or list(wrt) == ["all"]


def reached(model: Model, goal: Expr) -> set[Expr]:
    """The symbols that the goal rests on, itself among them."""
    found: set[Expr] = set()
    stack = [goal]
    while stack:
        one = stack.pop()
        if one not in found:
            found.add(one)
            definition = model.definition(one)
            if definition is not None:
                stack.extend(symbols(definition))
    return found


def _bounded(model: Model, below: set[Expr]) -> None:
    """Errors: LimitError for definitions of more than 100,000 nodes together."""
    roots = [right for left, right in model.definitions.values() if left in below]
    count = sum(1 for _ in islice(postorder(*roots), MOST_NODES + 1))
    if count > MOST_NODES:
        raise LimitError(
            Phrase("definitions of more than {0:,} operations are not differentiated", MOST_NODES),
            hint="Split the note, or name a smaller part with --of.",
        )


def _chosen(model: Model, goal: Expr, wrt: Sequence[str] | None, below: set[Expr]) -> list[Expr]:
    """The symbols to differentiate by, in the order asked for, or of the note."""
    if wrt is None or _is_open(wrt):
        chosen = [leaf for leaf in model.parameters() if leaf in below]
        if not chosen:
            chosen = [leaf for leaf in model.declared.values() if leaf in below]
        if wrt is not None:
            chosen += _between(model, goal, chosen, below)
        if not chosen:
            name = goal.symbol.text
            raise ModelError(
                Phrase("{0} depends on no symbol", name), model.places.get(goal.symbol.name)
            )
        return chosen
    chosen = []
    for name in wrt:
        one = model.find(name)
        if one is goal or one not in below:
            known = ", ".join(leaf.symbol.text for leaf in model.declared.values() if leaf in below)
            raise ModelError(
                Phrase("{0} does not depend on {1}", goal.symbol.text, one.symbol.text)
                if one is not goal
                else Phrase("{0} cannot be differentiated by itself", goal.symbol.text),
                model.places.get(name),
                Phrase("It depends on {0}.", known) if known else "",
            )
        if one not in chosen:
            chosen.append(one)
    if not chosen:
        raise ModelError(
            "no symbol is named to differentiate by",
            hint="Name some, or none at all for every symbol that is not data.",
        )
    return chosen


def _between(model: Model, goal: Expr, leaves: list[Expr], below: set[Expr]) -> list[Expr]:
    """The definitions between the leaves and the goal."""
    moving = set(leaves)
    found: list[Expr] = []
    for left, right in model.definitions.values():
        if left in below and any(leaf in moving for leaf in symbols(right)):
            moving.add(left)
            if left is not goal:
                found.append(left)
    return found
