"""A network of symbolic depth with its layers counted out: the definitions for N = 1, 2, 3, …"""

from __future__ import annotations

from collections.abc import Iterator

from gradproof.core.algebra import add
from gradproof.core.expr import Expr, names_below, symbols
from gradproof.core.facts import Equation, Fact, Property
from gradproof.core.model import Model
from gradproof.core.proof import Certificate, Derivation, Link
from gradproof.derivation.layers.plan import Definitions, Plan
from gradproof.exact.gradients import check_gradients
from gradproof.exact.links import check_link


def ordered(definitions: Definitions) -> Definitions:
    """Every definition behind those that it uses."""
    by_left = dict(definitions)
    placed: dict[Expr, None] = {}
    for start, _ in definitions:
        stack: list[tuple[Expr, bool]] = [(start, False)]
        while stack:
            one, ready = stack.pop()
            if one in placed or one not in by_left:
                continue
            if ready:
                placed[one] = None
            else:
                stack.append((one, True))
                stack += [(each, False) for each in reversed(symbols(by_left[one]))]
    return [(one, by_left[one]) for one in placed]


class Unrolled:
    """The plan with so many layers."""

    def __init__(self, plan: Plan, count: int) -> None:
        self.plan, self.count = plan, count
        first = plan.layers.first
        self.layers = range(first, first + count)

    def at(self, expr: Expr, layer: int | None = None) -> Expr:
        """The formula with `layer` for l, and with the number of layers for N."""
        return self.plan.shift.unrolled(expr, self.count, layer)

    def everywhere(self, expr: Expr) -> Iterator[Expr]:
        """The formula for each layer, or once if it speaks of none."""
        if self.is_general(expr):
            yield from (self.at(expr, layer) for layer in self.layers)
        else:
            yield self.at(expr)

    def is_general(self, *exprs: Expr) -> bool:
        """Whether formulas speak of layer l."""
        letter = self.plan.layers.letter
        places = (self.plan.place(one) for one in symbols(*exprs))
        return any(place is not None and place.letter == letter for place in places)

    def model(self) -> Model:
        """The definitions of every layer, and those outside."""
        plan, definitions = self.plan, Definitions()
        for layer in self.layers:
            definitions += [(self.at(one, layer), self.at(e, layer)) for one, e in plan.templates]
        for total in plan.totals:
            terms = [self.at(total.term, layer) for layer in self.layers]
            definitions.append((self.at(total.whole), add(*terms)))
        definitions += [(self.at(left), self.at(right)) for left, right in plan.outside]
        found = Model.of(ordered(definitions))
        found.facts = list(
            dict.fromkeys(each for one in plan.model.facts for each in self.fact(one))
        )
        return found

    def fact(self, fact: Fact) -> Iterator[Fact]:
        """The fact for each layer of which it speaks."""
        if isinstance(fact, Property):
            yield from (Property(fact.name, one) for one in self.everywhere(fact.subject))
            return
        sides = fact.left, fact.right
        for layer in self.layers if self.is_general(*sides) else (None,):
            yield Equation(*(self.at(one, layer) for one in sides))

    def pairs(self, name: Expr, value: Expr) -> dict[Expr, Expr]:
        """name = value for each layer, or once if the name is that of none."""
        if not self.is_general(name):
            return {self.at(name): self.at(value)}
        return {self.at(name, layer): self.at(value, layer) for layer in self.layers}

    def _last(self, named: tuple[Expr, Expr]) -> bool:
        """Whether a name is for every layer: one of a single layer goes before it."""
        return self.is_general(named[0])

    def check(self, derivation: Derivation) -> Certificate:
        """Whether the gradients, with all their recursions, are those of so many layers."""
        gradients: dict[Expr, Expr] = {}
        for result in derivation.results:
            gradients |= self.pairs(result.wrt, result.gradient)
        named: dict[Expr, Expr] = {}
        for name, value in sorted(derivation.adjoints.items(), key=self._last):
            named = {**self.pairs(name, value), **named}
        model = self.model()
        used = names_below(named, *gradients.values())
        adjoints = {
            name: value
            for name, value in named.items()
            if name in used and model.definition(name) is None
        }
        return check_gradients(model, self.at(self.plan.of), gradients, adjoints)


def checked(plan: Plan, derivation: Derivation) -> list[Certificate]:
    """The gradients of 1, 2, 3 and 4 layers, or of as many as there are, each from end to end."""
    return [Unrolled(plan, count).check(derivation) for count in plan.layers.depths]


def check_sum(plan: Plan, link: Link) -> Certificate:
    """A step with sums over the layers, for 1, 2, 3 and 4 of them, or as many as there are."""
    found: list[Certificate] = []
    for count in plan.layers.depths:
        one = Unrolled(plan, count)
        sides = one.at(link.before), one.at(link.after)
        given = tuple(fact for each in link.given for fact in one.fact(each))
        found.append(check_link(Link(link.rule, link.because, *sides, given)))
        if not found[-1].holds:
            return found[-1]
    return min(found, key=lambda one: one.method == "normal_form")
