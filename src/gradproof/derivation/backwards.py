"""The walk that every style of derivation takes: backwards, from the goal to the leaves.

For v = e with cotangent G_v, ⟨G_v, dv⟩ = ⟨G_v, L(ds₁, ds₂, …)⟩ = Σ ⟨L_i*(G_v), ds_i⟩. Every s
collects what the definitions that mention it hand down; when all have, that sum is ∂f/∂s. How this
is put into steps is the style's.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass, field

from gradproof.calculus.cost import cost
from gradproof.calculus.simplify import Identity
from gradproof.core.expr import UNIT, Expr, symbols
from gradproof.core.model import Model
from gradproof.core.operation import Words
from gradproof.core.proof import Derivation, Link, Result, Step
from gradproof.derivation.assumptions import merged, of_domains, of_existence
from gradproof.derivation.scope import Scope
from gradproof.derivation.walk import Walk
from gradproof.notation.printing.symbols import make_symbol


@dataclass(slots=True)
class Arriving:
    """What definitions have handed to a symbol so far, and what that rests on."""

    parts: list[Expr] = field(default_factory=list)
    assumptions: tuple[Words, ...] = ()


class Backwards(Walk, ABC):
    """One walk through the definitions, backwards."""

    def __init__(self, model: Model, asked: Scope, identities: Iterable[Identity]) -> None:
        super().__init__(model, asked, identities)
        seeds = asked.seeds or {asked.of: UNIT}
        self.arriving = {one: Arriving([seed]) for one, seed in seeds.items()}
        self.results: dict[Expr, Result] = {}
        self.adjoints: dict[Expr, Expr] = {}

    def run(self) -> Derivation:
        """Every definition once, the last first; then the leaves."""
        for left, right in reversed(self.asked.chain):
            if left in self.arriving or left in self.asked.wrt:
                self.differentiate(left, right, self.settle(left))
        for leaf in self.asked.wrt:
            if leaf not in self.results:
                self.settle(leaf)
        results = [self.results[one] for one in self.asked.wrt]
        return Derivation(
            self.model, self.asked.of, results, self.steps, dict(self.adjoints), style=self.style,
            left_out=self.asked.left_out,
        )  # fmt: skip

    @abstractmethod
    def settle(self, one: Expr) -> Expr:
        """Collect what arrived at a symbol, and read it off if it is asked for."""

    @abstractmethod
    def differentiate(self, left: Expr, right: Expr, gradient: Expr) -> None:
        """Hand the gradient of a definition's left side on to the symbols on its right."""

    def simplified(self, one: Expr, raw: Expr) -> tuple[Expr, list[Link]]:
        """A cotangent of `one` in its shortest form, and the links that lead there."""
        free = one in self.asked.wrt and self.model.definition(one) is not None
        return self.shortened(raw, free=free, final=one in self.asked.wrt)

    def letter(self, one: Expr) -> Expr | None:
        """What the note calls the gradient by a symbol, unless that is the name of something."""
        latex = self.model.letters.get(one.symbol.name)
        if latex is None:
            return None
        made = make_symbol(latex, one.shape)
        return made if self.free_name(made.symbol.name) == made.symbol.name else None

    def result(self, one: Expr, gradient: Expr) -> None:
        """Enter what is asked for among the results."""
        assumed = self.arriving[one].assumptions
        existence = of_existence(gradient, assumed)
        divided = self.existence.of(gradient, self.adjoints, assumed)
        self.results[one] = Result(one, gradient, merged(assumed, existence, divided))

    def hand_on(self, left: Expr, right: Expr, handed: dict[Expr, Expr]) -> None:
        """What the definition passes back arrives, with the conditions that it needs."""
        passed = self.arriving[left].assumptions
        domains = [*of_domains(right), *self.existence.domains(right)]
        for one, part in handed.items():
            found = self.arriving.setdefault(one, Arriving())
            found.parts.append(part)
            needed = (words for words, inside in domains if one in inside)
            found.assumptions = merged(found.assumptions, passed, needed)

    def rewritten(self, left: Expr, right: Expr) -> Expr:
        """The definition in a shorter form, if there is one in the same symbols.

        It has to hold for every value of the symbols that are asked about, whatever defines them.
        """
        short = self.ahead(right)
        if short is right:
            return right
        links = self.ahead.links(right)
        if not any(link.given for link in links):
            self.names.learn(left, right, short)
        if cost(short) >= cost(right) or not set(symbols(short)) <= set(symbols(right)):
            return right
        links = self.grounded(links)
        self.steps.append(Step("rewrite", left, links))
        self.arriving[left].assumptions = merged(self.arriving[left].assumptions, self.used(links))
        return short
