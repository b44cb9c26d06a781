"""The differential style: df = ⟨G, dX⟩, every G read off an inner product with a differential."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from gradproof.calculus.cost import cost
from gradproof.calculus.identities import IDENTITIES
from gradproof.calculus.pullback import pullback
from gradproof.calculus.simplify import Identity
from gradproof.core.algebra import add, inner
from gradproof.core.expr import Expr, symbol, tangent, zeros
from gradproof.core.facts import Equation
from gradproof.core.model import Model
from gradproof.core.operation import Words
from gradproof.core.proof import Derivation, Link, Step
from gradproof.derivation.assumptions import merged
from gradproof.derivation.backwards import Arriving, Backwards
from gradproof.derivation.scope import Scope
from gradproof.derivation.second import derived
from gradproof.derivation.walk import LONGEST

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
    model: Model, asked: Scope, identities: Iterable[Identity] = IDENTITIES, order: int = 1
) -> Derivation:
    """The gradients of `asked.of` by `asked.wrt`, with their steps; nothing is checked yet.

    order: 2 for the second derivatives as well.
    """
    return derived(_Differential(model, asked, identities), order)


class _Differential(Backwards):
    """The walk with differentials, the trace trick and inner products."""

    style = "differential"

    def settle(self, one: Expr) -> Expr:
        found = self.arriving.setdefault(one, Arriving())
        raw = add(*found.parts) if found.parts else zeros(one.shape)
        if len(found.parts) > 1:
            terms = [inner(part, tangent(one)) for part in found.parts]
            link = Link("collect", COLLECT, add(*terms), inner(raw, tangent(one)))
            self.steps.append(Step("collect", one, [link]))
        gradient, links = self.simplified(one, raw)
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
            self.result(one, gradient)
        return gradient

    def differentiate(self, left: Expr, right: Expr, gradient: Expr) -> None:
        gradient = self.named(left, gradient)
        right = self.rewritten(left, right)
        lineariser = self.lineariser(left, right)
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
        self.hand_on(left, right, handed)

    def named(self, one: Expr, gradient: Expr) -> Expr:
        """The gradient, or a symbol for it if it is long."""
        if cost(gradient) <= LONGEST:
            return gradient
        if one in self.asked.cotangents:
            delta = self.asked.cotangents[one]
            return self.noted(delta, gradient)
        if (letter := self.letter(one)) is not None:
            return self.noted(letter, gradient)
        shown = one.symbol
        name = f"delta_{shown.name}"
        delta = symbol(name, one.shape, rf"\delta_{{{shown.latex}}}", f"δ_{shown.text}")
        if self.free_name(name) != name:
            delta = self.quotient(one)
        return self.noted(delta, gradient)

    def noted(self, delta: Expr, gradient: Expr) -> Expr:
        """The symbol, with a step that says what it stands for."""
        self.adjoints[delta] = gradient
        link = Link("name", NAME, delta, gradient, (Equation(delta, gradient),))
        self.steps.append(Step("define", delta, [link]))
        return delta
