"""The chain style: δ_v = ∂f/∂v, passed back through the local Jacobian of each definition.

For v = e(s₁, s₂, …) the Jacobian of e takes ds_i to dv, and its transpose takes δ_v to what v adds
to δ_{s_i}. That is proved for a δ_v that is free; the values are put in afterwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gradproof.calculus.cost import cost
from gradproof.calculus.identities import IDENTITIES
from gradproof.calculus.pullback import pullback
from gradproof.calculus.rebuild import substitute
from gradproof.calculus.simplify import Identity, Simplifier
from gradproof.core.algebra import add, inner
from gradproof.core.expr import Expr, symbol, symbols, tangent, zeros
from gradproof.core.facts import Equation, Fact, Property
from gradproof.core.model import Model
from gradproof.core.operation import Words
from gradproof.core.proof import Derivation, Link, Step
from gradproof.derivation.assumptions import merged
from gradproof.derivation.backwards import Arriving, Backwards
from gradproof.derivation.scope import Scope
from gradproof.derivation.second import derived
from gradproof.derivation.walk import LONGEST

JACOBIAN = Words(
    "The transposed Jacobian passes back to each symbol the factor of its differential.",
    "转置的雅可比矩阵把各符号微分的系数传回。",
)
CHAIN = Words(
    "Chain rule: what uses the symbol passes back its share, and the shares add up.",
    "链式法则：每个用到该符号的量传回一份，各份相加。",
)
SUBSTITUTE = Words("Put in what is known of the δ.", "代入各 δ 的值。")
RESULT = Words("That is the gradient.", "即所求梯度。")


def derive_chain(
    model: Model, asked: Scope, identities: Iterable[Identity] = IDENTITIES, order: int = 1
) -> Derivation:
    """The gradients of `asked.of` by `asked.wrt` by the chain rule; nothing is checked yet.

    order: 2 for the second derivatives as well.
    """
    return derived(Chain(model, asked, identities), order)


class Chain(Backwards):
    """The walk with a δ for every quantity on the way."""

    style = "chain"

    def __init__(self, model: Model, asked: Scope, identities: Iterable[Identity]) -> None:
        super().__init__(model, asked, identities)
        self.plain = Simplifier(identities)
        """Simplification that rests on no fact."""
        self.shares: dict[Expr, Expr] = {}
        self.values: dict[Expr, Expr] = {}
        self.rests: dict[Expr, dict[Fact, None]] = {}

    def settle(self, one: Expr) -> Expr:
        found = self.arriving.setdefault(one, Arriving())
        raw = add(*found.parts) if found.parts else zeros(one.shape)
        if one is self.asked.of or one in self.asked.seeds:
            return raw
        delta = self.delta(one)
        self.shares[delta] = shares = self.plain(raw)
        plain = substitute(shares, self.values)
        gradient, links = self.simplified(one, plain)
        found.assumptions = merged(found.assumptions, self.used(links))
        known = tuple(self.known(delta))
        chain = self.shared(one, delta, shares)
        above = (self.rests.get(part, {}) for part in symbols(shares))
        rests = self.rests[delta] = {fact: None for facts in above for fact in facts}
        is_result = one in self.asked.wrt
        told = is_result or cost(gradient) <= cost(shares)
        if told and plain is not shares:
            chain.append(self.link("substitute_gradients", SUBSTITUTE, shares, plain, known, rests))
        rests.update((fact, None) for link in links for fact in link.given)
        if told and links:
            chain += links
            chain.append(self.link("gradient", RESULT, delta, gradient, known, rests))
        self.steps.append(Step("chain", one, chain))
        if cost(gradient) <= LONGEST:
            self.values[delta] = gradient
        else:
            self.adjoints[delta] = gradient
        if is_result:
            self.result(one, gradient)
        return delta

    def differentiate(self, left: Expr, right: Expr, gradient: Expr) -> None:
        right = self.rewritten(left, right)
        lineariser = self.lineariser(left, right)
        whole = lineariser.differential(right)
        links = lineariser.links(left, right, whole)
        handed, _ = pullback(gradient, whole)
        links += self.local(left, right, whole, gradient, handed)
        self.steps.append(Step("local", left, links))
        self.hand_on(left, right, handed)

    def link(
        self,
        rule: str,
        because: Words,
        before: Expr,
        after: Expr,
        known: Iterable[Fact],
        rests: Iterable[Fact],
    ) -> Link:
        """A link that rests on what the δ are, and on the facts that made their values short."""
        facts = tuple(dict.fromkeys((*known, *rests)))
        return self.grounded([Link(rule, because, before, after, facts)])[0]

    def local(
        self, left: Expr, right: Expr, whole: Expr, gradient: Expr, handed: dict[Expr, Expr]
    ) -> list[Link]:
        """What the definition passes back, for a δ that is free."""
        before = inner(gradient, tangent(left))
        after = add(*(inner(part, tangent(one)) for one, part in handed.items()))
        free = (Property("constant", one) for one in symbols(gradient))
        given = tuple(dict.fromkeys((*self.given(left, right), *free)))
        return [Link("local_jacobian", JACOBIAN, before, after, given)]

    def shared(self, one: Expr, delta: Expr, shares: Expr) -> list[Link]:
        """δ as the sum of what came back."""
        why = self.introducing(one, delta, CHAIN)
        return [Link("chain_rule", why, delta, shares, (Equation(delta, shares),))]

    def introducing(self, one: Expr, delta: Expr, words: Words) -> Words:
        """The words behind what δ_one is; ∂f/∂one says so itself."""
        if delta in self.asked.cotangents.values() or not delta.symbol.text.startswith("δ"):
            return words
        of, by, name = self.asked.of.symbol.text, one.symbol.text, delta.symbol.text
        return Words(
            f"{name} is the gradient of {of} by {by}. {words.en}",
            f"{name} 是 {of} 关于 {by} 的梯度。{words.zh}",
        )

    def definition(self, left: Expr) -> Fact:
        """left = its definition."""
        right = self.model.definition(left)
        assert right is not None
        return Equation(left, right)

    def delta(self, one: Expr) -> Expr:
        """The symbol for ∂f/∂one: δ_one, unless the note has that for something else."""
        if one in self.asked.cotangents:
            return self.asked.cotangents[one]
        if self.model.definition(one) is None:
            return self.quotient(one)
        if (letter := self.letter(one)) is not None:
            return letter
        shown = one.symbol
        name = f"delta_{shown.name}"
        if self.free_name(name) != name:
            return self.quotient(one)
        return symbol(name, one.shape, rf"\delta_{{{shown.latex}}}", f"δ_{shown.text}")

    def known(self, delta: Expr) -> Iterator[Fact]:
        """What δ is: its shares, in terms of the δ that they come from."""
        seen: set[Expr] = set()
        stack = [delta]
        while stack:
            one = stack.pop()
            if one in self.shares and one not in seen:
                seen.add(one)
                yield Equation(one, self.shares[one])
                stack += symbols(self.shares[one])
