"""df = ⟨G, dX⟩: the differential of each definition, transposed, from the last to the first.

For v = e with cotangent G_v, ⟨G_v, dv⟩ = ⟨G_v, L(ds₁, ds₂, …)⟩ = Σ ⟨L_i*(G_v), ds_i⟩. Every s
collects what the definitions that mention it hand down; when all have, that sum is ∂f/∂s.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from gradproof.calculus.cost import cost
from gradproof.calculus.identities import IDENTITIES
from gradproof.calculus.linearise import Lineariser
from gradproof.calculus.pullback import pullback
from gradproof.calculus.signs import NEG_SUB, consistent_signs
from gradproof.calculus.simplify import Identity, Simplifier
from gradproof.core.algebra import add, inner, transpose
from gradproof.core.expr import UNIT, Expr, symbol, symbols, tangent, zeros
from gradproof.core.facts import Equation, Fact, Property
from gradproof.core.model import Model
from gradproof.core.operation import Words
from gradproof.core.proof import Derivation, Link, Result, Step
from gradproof.derivation.assumptions import merged, of_domains, of_existence, of_fact
from gradproof.derivation.derived import consequences, definitions_to_know
from gradproof.derivation.folding import Names
from gradproof.derivation.scope import Scope

LONGEST = 100
"""A cotangent that costs more than this, and is handed on, gets a name of its own: δ."""

WHOLE = Words(
    "Each differential stands once, in an inner product of its own: nothing is left over.",
    "每个微分各自单独出现在一个内积中，没有遗漏。",
)
COLLECT = Words(
    "It is used in more than one place, and what they hand back adds up.",
    "该量在多处被使用，各处传回的部分相加。",
)
READ_OFF = Words(
    "What stands in the inner product with the differential is the gradient.",
    "与微分作内积的部分就是梯度。",
)
NAME = Words("This is used further down, under a name.", "记为一个新符号，供后面使用。")


def derive_differential(
    model: Model, asked: Scope, identities: Iterable[Identity] = IDENTITIES
) -> Derivation:
    """The gradients of `asked.of` by `asked.wrt`, with their steps; nothing is checked yet."""
    return _Pass(model, asked, identities).run()


@dataclass(slots=True)
class _Arriving:
    """What definitions have handed to a symbol so far, and what that rests on."""

    parts: list[Expr] = field(default_factory=list)
    assumptions: tuple[Words, ...] = ()


class _Pass:
    """One walk through the definitions, backwards."""

    def __init__(self, model: Model, asked: Scope, identities: Iterable[Identity]) -> None:
        self.model, self.asked = model, asked
        self.steps: list[Step] = []
        self.derived: dict[Fact, tuple[Fact, ...]] = {}
        self.solved: set[Fact] = set()
        facts: list[Fact] = [*model.facts, *definitions_to_know(model, asked.of)]
        self.names = Names(model, asked.of)
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
        self.arriving: dict[Expr, _Arriving] = {asked.of: _Arriving([UNIT])}
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
        return Derivation(self.model, self.asked.of, results, self.steps, dict(self.adjoints))

    def settle(self, one: Expr) -> Expr:
        """Collect what arrived at a symbol, simplify it, and read it off if it is asked for."""
        found = self.arriving.setdefault(one, _Arriving())
        raw = add(*found.parts) if found.parts else zeros(one.shape)
        if len(found.parts) > 1:
            terms = [inner(part, tangent(one)) for part in found.parts]
            link = Link("collect", COLLECT, add(*terms), inner(raw, tangent(one)))
            self.steps.append(Step("collect", one, [link]))
        free = one in self.asked.wrt and self.model.definition(one) is not None
        simplifier = self.loose if free else self.simplifier
        gradient = simplifier(raw)
        links = self.grounded(simplifier.links(raw))
        by_name = None
        if one in self.asked.wrt or cost(gradient) > LONGEST:
            by_name = self.names.fold(gradient, simplifier, self.free if free else ())
        if by_name is not None:
            links.append(by_name)
            gradient = by_name.after
        shown = consistent_signs(gradient) if one in self.asked.wrt else gradient
        if shown is not gradient:
            links.append(Link("neg_sub", NEG_SUB, gradient, shown))
            gradient = shown
        if links:
            self.steps.append(Step("simplify", one, links))
            found.assumptions = merged(found.assumptions, self.used(links))
        if one in self.asked.wrt:
            link = Link(
                "read_off", READ_OFF, inner(raw, tangent(one)), inner(gradient, tangent(one))
            )
            if links:
                facts = dict.fromkeys(fact for one in links for fact in one.given)
                (link,) = self.grounded([replace(link, given=tuple(facts))])
            self.steps.append(Step("read_off", one, [link]))
            existence = of_existence(gradient, found.assumptions)
            self.results[one] = Result(one, gradient, merged(found.assumptions, existence))
        return gradient

    def named(self, one: Expr, gradient: Expr) -> Expr:
        """The gradient, or a symbol for it if it is long."""
        if cost(gradient) <= LONGEST:
            return gradient
        shown = one.symbol
        name = f"delta_{shown.name}"
        while name in self.model.declared or name in self.model.definitions:
            name += "_"
        delta = symbol(name, one.shape, rf"\delta_{{{shown.latex}}}", f"δ_{shown.text}")
        self.adjoints[delta] = gradient
        link = Link("name", NAME, delta, gradient, (Equation(delta, gradient),))
        self.steps.append(Step("define", delta, [link]))
        return delta

    def differentiate(self, left: Expr, right: Expr, gradient: Expr) -> None:
        """Hand the gradient of a definition's left side on to the symbols on its right."""
        gradient = self.named(left, gradient)
        right = self.rewritten(left, right)
        names = {} if left is self.asked.of else {right: left}
        if names and right.op == "transpose":
            names[right.args[0]] = transpose(left)
        lineariser = Lineariser(self.asked.active, names)
        whole = lineariser.differential(right)
        self.steps.append(Step("differential", left, lineariser.links(left, right, whole)))
        handed, links = pullback(gradient, whole)
        if len(links) > 1:
            before = inner(gradient, tangent(left))
            after = add(*(inner(part, tangent(one)) for one, part in handed.items()))
            links.append(
                Link("collect_differentials", WHOLE, before, after, self.given(left, right))
            )
        if links:
            self.steps.append(Step("transpose", left, links))
        passed, domains = self.arriving[left].assumptions, of_domains(right)
        for one, part in handed.items():
            found = self.arriving.setdefault(one, _Arriving())
            found.parts.append(part)
            needed = (words for words, inside in domains if one in inside)
            found.assumptions = merged(found.assumptions, passed, needed)

    def rewritten(self, left: Expr, right: Expr) -> Expr:
        """The definition in a shorter form, if there is one in the same symbols.

        It has to hold for every value of the symbols that are asked about, whatever defines them.
        """
        short = self.loose(right)
        if cost(short) >= cost(right) or not set(symbols(short)) <= set(symbols(right)):
            return right
        links = self.grounded(self.loose.links(right))
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
