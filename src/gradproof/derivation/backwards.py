"""The walk that every style of derivation takes: backwards, from the goal to the leaves.

For v = e with cotangent G_v, ⟨G_v, dv⟩ = ⟨G_v, L(ds₁, ds₂, …)⟩ = Σ ⟨L_i*(G_v), ds_i⟩. Every s
collects what the definitions that mention it hand down; when all have, that sum is ∂f/∂s. How this
is put into steps is the style's.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from gradproof.calculus.cost import cost
from gradproof.calculus.linearise import Lineariser
from gradproof.calculus.signs import NEG_SUB, consistent_signs
from gradproof.calculus.simplify import Identity, Simplifier
from gradproof.core.algebra import transpose
from gradproof.core.expr import UNIT, Expr, symbol, symbols
from gradproof.core.facts import Equation, Fact, Property
from gradproof.core.model import Model
from gradproof.core.operation import Words
from gradproof.core.proof import Derivation, Link, Result, Step
from gradproof.derivation.assumptions import merged, of_domains, of_existence, of_fact
from gradproof.derivation.bounds import refuse_long
from gradproof.derivation.derived import consequences, definitions_to_know
from gradproof.derivation.existence import Existence
from gradproof.derivation.folding import Names
from gradproof.derivation.scope import Scope
from gradproof.notation.printing.components import derivative

LONGEST = 100
"""A cotangent that costs more than this, and is handed on, gets a name of its own: δ."""


@dataclass(slots=True)
class Arriving:
    """What definitions have handed to a symbol so far, and what that rests on."""

    parts: list[Expr] = field(default_factory=list)
    assumptions: tuple[Words, ...] = ()


class Backwards(ABC):
    """One walk through the definitions, backwards."""

    style: str

    def __init__(self, model: Model, asked: Scope, identities: Iterable[Identity]) -> None:
        self.model, self.asked = model, asked
        self.steps: list[Step] = []
        self.derived: dict[Fact, tuple[Fact, ...]] = {}
        self.solved: set[Fact] = set()
        facts: list[Fact] = [*model.facts, *definitions_to_know(model, asked.of)]
        self.names = Names(model, asked.of)
        self.existence = Existence(model)
        free = self.free = {one for one in asked.wrt if model.definition(one) is not None}
        loose = [fact for fact in facts if not pinned(fact) & free]
        for one, link, derived in consequences(model):
            self.steps.append(Step("fact", one, [link]))
            facts.append(derived)
            self.derived[derived] = link.given
            if link.rule == "solves":
                self.solved.add(derived)
            if not any(pinned(fact) & free for fact in link.given):
                loose.append(derived)
        self.simplifier = Simplifier(identities, facts)
        self.loose = Simplifier(identities, loose) if free else self.simplifier
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

    def shortened(
        self, raw: Expr, *, free: bool = False, final: bool = True
    ) -> tuple[Expr, list[Link]]:
        """An expression in its shortest form, and the links that lead there.

        free: whether it may not rest on definitions of what is differentiated by.  final: whether
        it is a result, to be put in the most usual form, and not only to be handed on.
        """
        simplifier = self.loose if free else self.simplifier
        refuse_long(raw)
        gradient = simplifier(raw)
        links = self.grounded(simplifier.links(raw))
        by_name = None
        if final or cost(gradient) > LONGEST:
            by_name = self.names.fold(gradient, simplifier, self.free if free else ())
        if by_name is not None:
            links.append(by_name)
            gradient = by_name.after
        shown = consistent_signs(gradient) if final else gradient
        if shown is not gradient:
            links.append(Link("neg_sub", NEG_SUB, gradient, shown))
        return shown, links

    def quotient(self, one: Expr) -> Expr:
        """A symbol that is written ∂f/∂one."""
        shown = derivative(self.asked.of.symbol, one.symbol)
        return symbol(self.free_name(shown.name), one.shape, shown.latex, shown.text)

    def result(self, one: Expr, gradient: Expr) -> None:
        """Enter what is asked for among the results."""
        assumed = self.arriving[one].assumptions
        existence = of_existence(gradient, assumed)
        divided = self.existence.of(gradient, self.adjoints, assumed)
        self.results[one] = Result(one, gradient, merged(assumed, existence, divided))

    def lineariser(self, left: Expr, right: Expr) -> Lineariser:
        """What differentiates the definition, which mentions its own value by name."""
        names = {} if left is self.asked.of else {right: left}
        if names and right.op == "transpose":
            names[right.args[0]] = transpose(left)
        return Lineariser(self.asked.active, names)

    def hand_on(self, left: Expr, right: Expr, handed: dict[Expr, Expr]) -> None:
        """What the definition passes back arrives, with the conditions that it needs."""
        passed = self.arriving[left].assumptions
        domains = [*of_domains(right), *self.existence.domains(right)]
        for one, part in handed.items():
            found = self.arriving.setdefault(one, Arriving())
            found.parts.append(part)
            needed = (words for words, inside in domains if one in inside)
            found.assumptions = merged(found.assumptions, passed, needed)

    def free_name(self, name: str) -> str:
        """The name, or one like it that the model does not have."""
        while name in self.model.declared or name in self.model.definitions:
            name += "_"
        return name

    def rewritten(self, left: Expr, right: Expr) -> Expr:
        """The definition in a shorter form, if there is one in the same symbols.

        It has to hold for every value of the symbols that are asked about, whatever defines them.
        """
        short = self.loose(right)
        if short is right:
            return right
        links = self.loose.links(right)
        if not any(link.given for link in links):
            self.names.learn(left, right, short)
        if cost(short) >= cost(right) or not set(symbols(short)) <= set(symbols(right)):
            return right
        links = self.grounded(links)
        self.steps.append(Step("rewrite", left, links))
        self.arriving[left].assumptions = merged(self.arriving[left].assumptions, self.used(links))
        return short

    def grounded(self, links: list[Link]) -> list[Link]:
        """The links, with what a derived fact rests on where it stands beside definitions.

        Of w = v/s alone, 1ᵀw = 0 is false; and no random point solves M β = v by itself.
        """
        made: list[Link] = []
        for link in links:
            given = link.given
            beside = any(isinstance(fact, Equation) and fact.is_definition for fact in given)
            if beside or any(fact in self.solved for fact in given):
                below = [one for fact in given for one in self.derived.get(fact, ())]
                kept = [fact for fact in given if fact not in self.solved]
                link = replace(link, given=tuple(dict.fromkeys((*kept, *below))))
            made.append(link)
        return made

    def used(self, links: list[Link]) -> list[Words]:
        """The facts of the note that the links use, or what they use follows from, in words."""
        facts = [fact for link in links for fact in link.given]
        for fact in facts:
            facts += self.derived.get(fact, ())
        return [words for fact in facts if fact in self.model.facts if (words := of_fact(fact))]

    def given(self, left: Expr, right: Expr) -> tuple[Fact, ...]:
        """The definition, and the symbols in it that do not move."""
        still = (one for one in symbols(right) if one not in self.asked.active)
        return (Equation(left, right), *(Property("constant", one) for one in still))


def pinned(fact: Fact) -> set[Expr]:
    """The symbols that a fact ties down: one that has a definition, or all that an equation has."""
    if isinstance(fact, Property):
        return {fact.subject}
    return {fact.left} if fact.is_definition else set(symbols(fact.left, fact.right))
