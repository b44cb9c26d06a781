"""Second order: the differential of each gradient, as a Hessian matrix or as a linear map.

d(∂f/∂x) = H dx for vectors, vec d(∂f/∂X) = H vec dX for matrices, with Kronecker products; where
those do not say it, the map dX ↦ d(∂f/∂X) itself.
Source: Magnus & Neudecker 2019, ch. 10.
"""

from __future__ import annotations

from gradproof.calculus.linearise import Lineariser
from gradproof.calculus.rebuild import substitute
from gradproof.calculus.vectorise import jacobians
from gradproof.core.algebra import add, matmul, vec
from gradproof.core.dims import Shape
from gradproof.core.expr import Expr, postorder, symbols, tangent, zeros
from gradproof.core.facts import Equation, Fact, Property
from gradproof.core.operation import Words
from gradproof.core.proof import Derivation, Link, Second, Step
from gradproof.derivation.assumptions import merged
from gradproof.derivation.backwards import Backwards

CHAIN = Words("Put in the differentials of the quantities that have names.", "代入各记号的微分。")
VECTORISE = Words(
    "vec(A dX B) = (Bᵀ ⊗ A) vec dX: what stands before vec dX is the Hessian.",
    "vec(A dX B) = (Bᵀ ⊗ A) vec dX：vec dX 前的矩阵即 Hessian 矩阵。",
)
READ_OFF = Words(
    "What stands before the differential is the Hessian.", "微分前的矩阵即 Hessian 矩阵。"
)


def derived(walk: Backwards, order: int) -> Derivation:
    """The gradients, and if the order is 2 the second derivatives of all pairs of variables."""
    found = walk.run()
    if order == 1:
        return found
    again = _Again(walk, found)
    for place, result in enumerate(found.results):
        again.row(result.wrt, result.gradient, [one.wrt for one in found.results[place:]])
    return found


class _Again:
    """The differentials of gradients, in those of the variables alone.

    A gradient may mention what the objective does not rest on, so all definitions count.
    """

    def __init__(self, walk: Backwards, found: Derivation) -> None:
        self.walk, self.found = walk, found
        self.variables = walk.asked.wrt
        self.assumptions = {result.wrt: result.assumptions for result in found.results}
        active = set(walk.asked.wrt)
        self.moving: list[tuple[Expr, Expr]] = []
        for left, right in (*walk.model.definitions.values(), *found.adjoints.items()):
            if left not in self.variables and active.intersection(symbols(right)):
                active.add(left)
                self.moving.append((left, right))
        named = {right: left for left, right in self.moving if left is not walk.asked.of}
        self.lineariser = Lineariser(active, named)

    def row(self, one: Expr, gradient: Expr, others: list[Expr]) -> None:
        """The second derivatives by `one` and each of the others."""
        first = self.walk.quotient(one)
        short = self.lineariser.differential(gradient)
        links = self.lineariser.links(first, gradient, short)
        whole = self.resolved(short)
        given = self.given(first, gradient)
        if whole is not short:
            links.append(Link("chain_rule", CHAIN, tangent(first), whole, given))
        if links:
            self.found.steps.append(Step("differential", first, links))
        blocks = jacobians(whole)
        terms: list[Expr] = []
        facts: dict[Fact, None] = dict.fromkeys(given)
        seconds: dict[Expr, Second] = {}
        for other in self.found_in(whole):
            raw = only(whole, other) if blocks is None else blocks[other]
            value, used = self.walk.shortened(raw)
            facts.update((fact, None) for link in used for fact in link.given)
            terms.append(value if blocks is None else matmul(value, vec(tangent(other))))
            assumed = merged(self.assumptions[one], self.assumptions.get(other, ()))
            assumed = merged(assumed, self.walk.used(used))
            seconds[other] = Second(one, other, value, blocks is None, assumed)
        before = tangent(first) if blocks is None else vec(tangent(first))
        because = READ_OFF if one.shape.is_column else VECTORISE
        end = add(*terms) if terms else zeros(before.shape)
        link = Link("hessian", because, before, end, tuple(facts))
        self.found.steps.append(Step("hessian", first, self.walk.grounded([link])))
        for other in others:
            rows, cols = one.shape.rows * one.shape.cols, other.shape.rows * other.shape.cols
            nothing = Second(one, other, zeros(Shape(rows, cols)), False, ())
            self.found.seconds.append(seconds.get(other, nothing))

    def resolved(self, linear: Expr) -> Expr:
        """The expression in the differentials of the variables alone."""
        for left, right in reversed(self.moving):
            moved = tangent(left)
            if any(part is moved for part in postorder(linear)):
                linear = substitute(linear, {moved: self.lineariser.differential(right)})
        return linear

    def found_in(self, linear: Expr) -> list[Expr]:
        """The variables whose differentials are in the expression, in their order."""
        inside = {part.args[0] for part in postorder(linear) if part.op == "tangent"}
        return [one for one in self.variables if one in inside]

    def given(self, first: Expr, gradient: Expr) -> tuple[Fact, ...]:
        """What the symbols stand for, and which of them do not move."""
        known: list[Fact] = [Equation(first, gradient)]
        known += (Equation(*pair) for pair in self.found.adjoints.items())
        known += (
            Equation(*pair)
            for pair in self.walk.model.definitions.values()
            if pair[0] not in self.variables
        )
        still = (leaf for leaf in self.walk.model.declared.values() if leaf not in self.variables)
        return (*known, *(Property("constant", leaf) for leaf in still))


def only(linear: Expr, variable: Expr) -> Expr:
    """What is left of the expression if all other variables stand still."""
    others = {
        part: zeros(part.shape)
        for part in postorder(linear)
        if part.op == "tangent" and part.args[0] is not variable
    }
    return substitute(linear, others)
