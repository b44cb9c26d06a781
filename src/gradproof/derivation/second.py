"""Second order: the differential of each gradient, as a Hessian matrix or as a linear map.

d(∂f/∂x) = H dx for vectors, vec d(∂f/∂X) = H vec dX for matrices, with Kronecker products; where
those do not say it, the map dX ↦ d(∂f/∂X) itself.

By symbols without a definition, all definitions are followed: these are total derivatives. By a
symbol that a definition gives, f is a function of it as if it were free. So two symbols have a
second derivative if neither is a function of the other; else there is no function of the two, and
`unmixed` says so.
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
from gradproof.core.proof import Derivation, Link, Result, Second, Step
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
    for one, others in again.rows():
        again.row(one, others)
    found.seconds = again.in_order()
    found.unmixed = again.unmixed
    return found


class _Again:
    """The differentials of gradients, in those of the variables alone."""

    def __init__(self, walk: Backwards, found: Derivation) -> None:
        self.walk, self.found = walk, found
        self.variables = walk.asked.wrt
        self.results = {result.wrt: result for result in found.results}
        self.below = _below(walk)
        self.seconds: dict[tuple[Expr, Expr], Second] = {}
        self.unmixed: list[tuple[Expr, Expr]] = []

    def rows(self) -> list[tuple[Expr, list[Expr]]]:
        """(by whose gradient, by what that is differentiated), so that every pair comes once.

        Leaves go together. A symbol with a definition is free in its own gradient; with another
        symbol it makes a row of its own, in which that is free as well.
        """
        made: list[tuple[Expr, list[Expr]]] = []
        for place, one in enumerate(self.variables):
            later = self.variables[place:]
            if one not in self.walk.free:
                made.append((one, [other for other in later if other not in self.walk.free]))
            else:
                made.append((one, [one]))
            for other in later[1:]:
                if other in self.below[one] or one in self.below[other]:
                    self.unmixed.append((one, other))
                elif one in self.walk.free:
                    made.append((one, [other]))
                elif other in self.walk.free:
                    made.append((other, [one]))
        return made

    def in_order(self) -> list[Second]:
        """The second derivatives in the order of the variables."""
        places = {one: place for place, one in enumerate(self.variables)}

        def order(second: Second) -> list[int]:
            return sorted((places[second.wrt], places[second.other]))

        return sorted(self.seconds.values(), key=order)

    def row(self, one: Expr, others: list[Expr]) -> None:
        """The second derivatives by `one` and each of the others."""
        result = self.results[one]
        moving = _Moving(self.walk, self.found, one, others)
        first = self.walk.quotient(one)
        links, whole = moving.differential(first, result)
        if links:
            self.found.steps.append(Step("differential", first, links))
        blocks = jacobians(whole)
        terms: list[Expr] = []
        facts: dict[Fact, None] = dict.fromkeys(moving.given(first, result))
        for other in moving.found_in(whole):
            raw = only(whole, other) if blocks is None else blocks[other]
            value, used = self.walk.shortened(raw, free=moving.free)
            facts.update((fact, None) for link in used for fact in link.given)
            terms.append(value if blocks is None else matmul(value, vec(tangent(other))))
            assumed = merged(result.assumptions, self.results[other].assumptions)
            assumed = merged(assumed, self.walk.used(used))
            self.seconds[one, other] = Second(one, other, value, blocks is None, assumed)
        before = tangent(first) if blocks is None else vec(tangent(first))
        because = READ_OFF if one.shape.is_column else VECTORISE
        end = add(*terms) if terms else zeros(before.shape)
        link = Link("hessian", because, before, end, tuple(facts))
        self.found.steps.append(Step("hessian", first, self.walk.grounded([link])))
        for other in others:
            rows, cols = one.shape.rows * one.shape.cols, other.shape.rows * other.shape.cols
            nothing = Second(one, other, zeros(Shape(rows, cols)), False, ())
            self.seconds.setdefault((one, other), nothing)


class _Moving:
    """What moves, if `others` do, and how: by the definitions of all but these and `one`.

    A gradient may mention what the objective does not rest on, so all definitions count.
    """

    def __init__(self, walk: Backwards, found: Derivation, one: Expr, others: list[Expr]) -> None:
        self.walk, self.found, self.others = walk, found, others
        loose = {one, *others}
        self.free = not walk.free.isdisjoint(loose)
        definitions = (*walk.model.definitions.values(), *found.adjoints.items())
        self.definitions = [pair for pair in definitions if pair[0] not in loose]
        active = set(others)
        self.moving: list[tuple[Expr, Expr]] = []
        for left, right in self.definitions:
            if active.intersection(symbols(right)):
                active.add(left)
                self.moving.append((left, right))
        named = {right: left for left, right in self.moving if left is not walk.asked.of}
        self.lineariser = Lineariser(active, named)
        leaves = (*walk.model.declared.values(), *(walk.free & {one}))
        self.still = [leaf for leaf in leaves if leaf not in active]

    def differential(self, first: Expr, result: Result) -> tuple[list[Link], Expr]:
        """d(∂f/∂x) in the differentials of the others alone, and the links that lead there."""
        short = self.lineariser.differential(result.gradient)
        links = self.lineariser.links(first, result.gradient, short)
        whole = self.resolved(short)
        if whole is not short:
            given = self.given(first, result)
            links.append(Link("chain_rule", CHAIN, tangent(first), whole, given))
        return links, whole

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
        return [one for one in self.others if one in inside]

    def given(self, first: Expr, result: Result) -> tuple[Fact, ...]:
        """What the symbols stand for, and which of them do not move."""
        known = [Equation(first, result.gradient)]
        known += (Equation(*pair) for pair in self.found.adjoints.items())
        named = set(self.found.adjoints)
        known += (Equation(*pair) for pair in self.definitions if pair[0] not in named)
        return (*known, *(Property("constant", leaf) for leaf in self.still))


def _below(walk: Backwards) -> dict[Expr, set[Expr]]:
    """Of what each variable is a function, by the definitions."""
    below: dict[Expr, set[Expr]] = {one: set() for one in walk.asked.wrt}
    for left, right in walk.model.definitions.values():
        found = set(symbols(right))
        below[left] = found.union(*(below.get(one, ()) for one in found))
    return below


def only(linear: Expr, variable: Expr) -> Expr:
    """What is left of the expression if all other variables stand still."""
    others = {
        part: zeros(part.shape)
        for part in postorder(linear)
        if part.op == "tangent" and part.args[0] is not variable
    }
    return substitute(linear, others)
