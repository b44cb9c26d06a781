"""A stretch of a network that is differentiated by itself: definitions, and what arrives there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gradproof.core.expr import Expr, symbols
from gradproof.core.facts import Equation, Fact
from gradproof.core.model import Model
from gradproof.derivation.layers.plan import Definitions, Plan
from gradproof.derivation.scope import Scope


@dataclass(slots=True)
class Window:
    """Definitions in order, the ∂L/∂v that arrive at some v, and what to differentiate by.

    terms: the definitions that are terms of sums, and have no name in the note.
    """

    of: Expr
    definitions: Definitions
    seeds: dict[Expr, Expr]
    wrt: list[Expr]
    cotangents: Mapping[Expr, Expr] = field(default_factory=dict)
    terms: frozenset[Expr] = frozenset()

    def model(self, plan: Plan) -> Model:
        """The definitions as a model, with the facts of the note that are about them."""
        found = Model.of(self.definitions)
        present = set(found.symbols)
        found.facts = [fact for fact in plan.facts if _about(fact) <= present]
        return found

    def scope(self) -> Scope:
        """What the walk is about."""
        active = {*self.wrt}
        for left, right in self.definitions:
            if left not in self.seeds and active.intersection(symbols(right)):
                active.add(left)
        chain = [
            (left, right)
            for left, right in self.definitions
            if left in active or (left in self.seeds and active.intersection(symbols(right)))
        ]
        return Scope(
            self.of,
            tuple(self.wrt),
            tuple(chain),
            frozenset(active),
            seeds=self.seeds,
            cotangents=self.cotangents,
            unnamed=self.terms,
        )


def window(
    plan: Plan,
    definitions: Definitions,
    seeds: Mapping[Expr, Expr],
    wrt: Sequence[Expr],
    cotangents: Mapping[Expr, Expr],
) -> Window:
    """The definitions between the seeds and the variables, and nothing else."""
    by_left = dict(definitions)
    needed: set[Expr] = set()
    stack = list(seeds)
    while stack:
        one = stack.pop()
        if one in needed or one not in by_left or (one in wrt and one not in seeds):
            continue
        needed.add(one)
        stack += symbols(by_left[one])
    kept = [(left, right) for left, right in definitions if left in needed]
    moving, leading = set(wrt), set[Expr]()
    for left, right in kept:
        if moving.intersection(symbols(right)):
            leading.add(left)
            if left not in seeds:
                moving.add(left)
    kept = [(left, right) for left, right in kept if left in leading]
    lefts = {left for left, _ in kept}
    return Window(
        plan.of, kept, {one: seed for one, seed in seeds.items() if one in lefts}, list(wrt),
        cotangents, frozenset(one for one in lefts if plan.is_term(one)),
    )  # fmt: skip


def _about(fact: Fact) -> set[Expr]:
    return set(symbols(fact.left, fact.right)) if isinstance(fact, Equation) else {fact.subject}
