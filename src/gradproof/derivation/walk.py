"""What every walk through the definitions of a note knows: names, facts, and how to simplify."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from gradproof.calculus.cost import cost
from gradproof.calculus.linearise import Lineariser
from gradproof.calculus.signs import NEG_SUB, consistent_signs
from gradproof.calculus.simplify import Identity, Simplifier
from gradproof.core.algebra import transpose
from gradproof.core.expr import Expr, symbol, symbols
from gradproof.core.facts import Equation, Fact, Property
from gradproof.core.model import Model
from gradproof.core.operation import Words
from gradproof.core.proof import Link, Step
from gradproof.derivation.assumptions import of_fact
from gradproof.derivation.bounds import refuse_long
from gradproof.derivation.derived import consequences, definitions_to_know
from gradproof.derivation.existence import Existence
from gradproof.derivation.folding import Names
from gradproof.derivation.scope import Scope
from gradproof.notation.printing.components import derivative

LONGEST = 100
"""A cotangent that costs more than this, and is handed on, gets a name of its own: δ."""


class Walk:
    """One walk through the definitions.

    Simplification knows all facts; `loose`, what holds if variables with a definition are free;
    `ahead`, what holds if the entries of symmetric variables are free as well.
    """

    style: str

    def __init__(self, model: Model, asked: Scope, identities: Iterable[Identity]) -> None:
        self.model, self.asked = model, asked
        self.steps: list[Step] = []
        self.derived: dict[Fact, tuple[Fact, ...]] = {}
        self.solved: set[Fact] = set()
        facts: list[Fact] = [*model.facts, *definitions_to_know(model, asked.of, asked.unnamed)]
        self.names = Names(model, asked.of, asked.unnamed)
        self.existence = Existence(model)
        tied = symmetries(model, asked.active)
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
            if not tied.isdisjoint(link.given):
                tied.add(derived)
        self.simplifier = Simplifier(identities, facts)
        self.loose = Simplifier(identities, loose) if free else self.simplifier
        self.ahead = self.loose
        if tied:
            self.ahead = Simplifier(identities, [fact for fact in loose if fact not in tied])

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

    def lineariser(self, left: Expr, right: Expr) -> Lineariser:
        """What differentiates the definition, which mentions its own value by name."""
        own = left is not self.asked.of and left not in self.asked.unnamed
        names = {right: left} if own else {}
        if names and right.op == "transpose":
            names[right.args[0]] = transpose(left)
        return Lineariser(self.asked.active, names)

    def free_name(self, name: str) -> str:
        """The name, or one like it that the model does not have."""
        while name in self.model.declared or name in self.model.definitions:
            name += "_"
        return name

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


def symmetries(model: Model, active: Collection[Expr]) -> set[Fact]:
    """What is assumed of the symmetry of symbols that move.

    What is still to be differentiated may not rest on it: of tr(A Sᵀ), the gradient by an S of
    which all entries are free is A, and of tr(A S) it is Aᵀ.
    """
    return {
        fact
        for fact in model.facts
        if isinstance(fact, Property)
        and fact.name in ("symmetric", "positive_definite")
        and fact.subject in active
    }


def pinned(fact: Fact) -> set[Expr]:
    """The symbols that a fact ties down: one that has a definition, or all that an equation has."""
    if isinstance(fact, Property):
        return {fact.subject}
    return {fact.left} if fact.is_definition else set(symbols(fact.left, fact.right))
