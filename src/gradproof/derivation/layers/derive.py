"""Networks of symbolic depth: the recursion of ∂L/∂(carrier), with its base, and what it gives.

For every carrier c: ∂L/∂c^{(N)} from what is behind the last layer; ∂L/∂c^{(l)} from ∂L/∂c^{(l+1)};
gradients of layer l from ∂L/∂c^{(l)}, added up over the layers for a parameter that they share. By
induction from N downwards that is ∂L/∂c^{(l)} for every l, whatever N is.
Source: Goodfellow, Bengio & Courville 2016, §6.5 and §10.2.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from gradproof.core.algebra import add, inner
from gradproof.core.errors import ModelError
from gradproof.core.expr import UNIT, Expr, names_below, symbols, tangent, zeros
from gradproof.core.facts import Equation, Fact, Property
from gradproof.core.layers import Position, Span, layer_sum
from gradproof.core.model import Model
from gradproof.core.operation import Words
from gradproof.core.phrase import Phrase
from gradproof.core.proof import Derivation, Link, Result, Step, StepKind
from gradproof.derivation.assumptions import merged
from gradproof.derivation.layers.plan import Plan
from gradproof.derivation.layers.unroll import ordered
from gradproof.derivation.layers.window import Window, window
from gradproof.derivation.scope import Scope

Walk = Callable[[Model, Scope], Derivation]
"""One of the styles."""

BASE = Words(
    "Base case: what the last layer hands to the objective.", "初始条件：最后一层对目标函数的贡献。"
)
INDUCTION = Words(
    "Induction: if this is the gradient for layer {0}, that is the one for layer {1}.",
    "归纳：若第 {0} 层的梯度如此，则第 {1} 层的梯度如后。",
)
INDUCTION_BACK = Words(
    "Induction: if these are the gradients for the layers {0}, that is the one for layer {1}: each "
    "hands back its part, and the parts add up.",
    "归纳：若第 {0} 层的梯度如此，则第 {1} 层的梯度如后：各层分别传回一部分，再相加。",
)
STEP_DOWN = Words(
    "Induction: the gradient for one layer gives that for the layer below.",
    "归纳：由第 l+1 层的梯度得到第 l 层的梯度。",
)
SHARED = Words(
    "Every layer uses it, and what they hand back adds up.", "每一层都用到它，各层传回的部分相加。"
)


@dataclass(slots=True)
class Found:
    """What has been found of a variable: its gradient by parts, and what they rest on."""

    parts: list[Expr] = field(default_factory=list)
    assumptions: tuple[Words, ...] = ()


class Recursion:
    """The derivation for every layer, stretch by stretch."""

    def __init__(self, plan: Plan, walk: Walk, wrt: Sequence[Expr]) -> None:
        self.plan, self.walk, self.wrt = plan, walk, list(wrt)
        self.here, self.last = plan.layers.here, plan.layers.last
        self.steps: list[Step] = []
        self.adjoints: dict[Expr, Expr] = {}
        self.found: dict[Expr, Found] = {}
        self.instances: dict[Expr, Expr] = {}
        self.rests: tuple[Words, ...] = ()
        """What the recursion and its bases rest on."""
        self.deltas = plan.deltas
        self.weights = self._weights()
        self.inside = set(symbols(*(right for _, right in plan.templates)))

    def run(self) -> Derivation:
        """Base, recursion, gradients."""
        shared = [one for one in self.wrt if self._is_outside(one) and one in self.inside]
        outside = [one for one in self.wrt if self._is_outside(one) and one not in self.inside]
        for place in self.plan.layers.latest:
            for carrier in self.plan.carriers:
                is_first = place == self.last and carrier is self.plan.carriers[0]
                self._base(carrier, place, outside if is_first else [])
        if not self.plan.carriers and outside:
            self._stretch("start", self._at_last({self.plan.of: UNIT}, outside))
        self._alone({self.plan.of: UNIT}, shared)
        for carrier in self.plan.carriers if self.plan.layers.recursion is not None else ():
            self._recur(carrier)
        self._layer()
        self._start()
        results = [self._result(one) for one in self.wrt]
        self._name_sums([result.gradient for result in results])
        layers = self.plan.layers
        courses = {
            one: layers.course
            for one in (*self.wrt, *self.deltas)
            if (place := self.plan.place(one)) and place.letter == layers.letter
        }
        if layers.recursion is not None:
            courses |= dict.fromkeys(self.deltas.values(), layers.recursion)
        return Derivation(
            self.plan.model,
            self.plan.of,
            results,
            self.steps,
            dict(ordered(list(self.adjoints.items()))),
            courses=courses,
            errors={delta: one for one, delta in self.deltas.items()},
            instances=self.instances,
        )

    def _name_sums(self, gradients: Sequence[Expr]) -> None:
        """What the names stand for that sums over the layers have here, and not in the note."""
        used = set(symbols(*gradients, *self.adjoints.values()))
        used -= {left for left, _ in self.plan.model.definitions.values()}
        templates, layers = dict(self.plan.templates), self.plan.layers
        span = Span(layers.letter, layers.first, layers.last)
        for total in self.plan.totals:
            if total.whole in used:
                hidden = total.term in self.plan.hidden
                body = templates[total.term] if hidden else total.term
                self.adjoints[total.whole] = layer_sum(body, span)

    def cotangents(self, place: Position) -> dict[Expr, Expr]:
        """The names of ∂L/∂c for the carriers of one layer."""
        at = self.plan.at
        return {at(one, place): at(delta, place) for one, delta in self.deltas.items()}

    def _weights(self) -> dict[Expr, Expr]:
        """∂L/∂(term) for the terms of every sum over the layers."""
        weights: dict[Expr, Expr] = {}
        for total in self.plan.totals:
            if total.whole is self.plan.of:
                weights[total.term] = UNIT
                continue
            part = window(self.plan, self.plan.outside, {self.plan.of: UNIT}, [total.whole], {})
            if part.definitions:
                (result,) = self.walk(part.model(self.plan), part.scope()).results
                weights[total.term] = result.gradient
        return weights

    def _is_outside(self, one: Expr) -> bool:
        """Whether the objective rests on it by way of definitions outside the layers alone."""
        defined = dict(self.plan.outside)
        names = {self.plan.of, *names_below(defined, self.plan.of)}
        return any(one in symbols(defined[name]) for name in names if name in defined)

    def _sums(self, *places: Position) -> dict[Expr, Expr]:
        """What arrives from the sums over the layers at their terms in some layers."""
        at = self.plan.at
        return {at(one, place): w for place in places for one, w in self.weights.items()}

    def _others(self, carrier: Expr, place: Position) -> dict[Expr, Expr]:
        """The gradients of one layer by the carriers besides this one."""
        kept = {one: delta for one, delta in self.deltas.items() if one is not carrier}
        return {self.plan.at(one, place): self.plan.at(d, place) for one, d in kept.items()}

    def _base(self, carrier: Expr, place: Position, outside: list[Expr]) -> None:
        """∂L/∂c of one of the last layers, and the gradients by what acts behind the layers."""
        target = self.plan.at(carrier, place)
        behind = [one for one in self.plan.layers.latest if one.offset > place.offset]
        seeds = {self.plan.of: UNIT}
        for one in behind:
            seeds |= self.cotangents(one)
        seeds |= {**self._others(carrier, place), **self._sums(place, *behind)}
        part = self._at_last(seeds, [target, *outside], [place, *behind])
        self._delta("base", part, target, place)

    def _at_last(
        self, seeds: Mapping[Expr, Expr], wrt: Sequence[Expr], places: Sequence[Position] = ()
    ) -> Window:
        at, names = places or [self.last], dict[Expr, Expr]()
        for one in at:
            names |= self.cotangents(one)
        layers = [pair for one in at for pair in self.plan.template_at(one)]
        return window(self.plan, ordered([*layers, *self.plan.outside]), seeds, wrt, names)

    def _recur(self, carrier: Expr) -> None:
        """∂L/∂c^{(l)} from the gradients by the carriers of layer l + 1, and of later ones."""
        ahead = [self.here + one for one in range(1, self.plan.layers.reach + 1)]
        seeds: dict[Expr, Expr] = {}
        for one in ahead:
            seeds |= self.cotangents(one)
        names = {**self.cotangents(self.here), **seeds}
        seeds |= {**self._others(carrier, self.here), **self._sums(self.here, *ahead)}
        places = [self.here, *ahead]
        definitions = [pair for one in places for pair in self.plan.template_at(one)]
        part = window(self.plan, ordered(definitions), seeds, [carrier], names)
        self._delta("induct", part, carrier, self.here)

    def _delta(self, kind: StepKind, part: Window, target: Expr, place: Position) -> None:
        """One stretch, whose first result is the gradient by a carrier."""
        delta = self.cotangents(place)[target]
        gradients = self._stretch(kind, part, delta)
        value = gradients.get(target) or zeros(target.shape)
        self.adjoints[delta] = value
        self.rests = merged(self.rests, self.found[target].assumptions)
        self.steps[-1].links += self._induction(kind, part, target, value)

    def _induction(self, kind: StepKind, part: Window, target: Expr, value: Expr) -> list[Link]:
        """Σ ⟨δ^{(k)}, du^{(k)}⟩ = ⟨δ^{(l)}, du^{(l)}⟩ with k > l, through the definitions at once.

        A u^{(k)} on which others rest stands still in these, for its own δ has that part.
        """
        if not part.seeds:
            return []
        lefts = dict(part.definitions)
        rest = {one: right for one, right in lefts.items() if one not in part.seeds}
        ends = [lefts[one] for one in part.seeds]
        used = symbols(*ends, *(rest[one] for one in names_below(rest, *ends)))
        held = [one for one in part.seeds if one in used]
        moves = [
            inner(seed, tangent(lefts[one] if held else one)) for one, seed in part.seeds.items()
        ]
        before, after = add(*moves), inner(value, tangent(target))
        given: list[Fact] = [Equation(left, right) for left, right in part.definitions]
        still = dict.fromkeys(held)
        for one in symbols(before, *lefts.values(), value):
            if one not in lefts and one is not target:
                still[one] = None
        given += [Property("constant", one) for one in still]
        given += part.model(self.plan).facts
        words = self._inductive() if kind == "induct" else BASE
        return [Link(kind, words, before, after, tuple(given))]

    def _inductive(self) -> Words:
        """What the induction says, of the layers that it speaks of."""
        now, reach = self.here, self.plan.layers.reach
        said = INDUCTION if reach == 1 else INDUCTION_BACK
        ahead = ", ".join(str(now + one) for one in range(1, reach + 1))
        return Words(said.en.format(ahead, now), said.zh.format(ahead.replace(", ", "、"), now))

    def _layer(self) -> None:
        """The gradients by what is of layer l, or what all layers share."""
        wanted = [one for one in self.plan.parameters() if one in self.wrt]
        seeds = {**self.cotangents(self.here), **self._sums(self.here)}
        part = window(
            self.plan, self.plan.template_at(self.here), seeds, wanted, self.cotangents(self.here)
        )
        if not part.definitions:
            return
        shared = [one for one in wanted if self.plan.place(one) is None]
        span = Span(self.plan.layers.letter, self.plan.layers.first, self.last)
        gradients = self._stretch("layer", part)
        for one in shared:
            if one not in gradients:
                continue
            found = self.found[one]
            term = found.parts.pop()
            if term.op == "zero":
                continue
            whole = layer_sum(term, span)
            before = layer_sum(inner(term, tangent(one)), span)
            link = Link("sum_over", SHARED, before, inner(whole, tangent(one)))
            self.steps.append(Step("sum_over", one, [link]))
            found.parts.append(whole)

    def _start(self) -> None:
        """The gradients by what acts in front of the first layer."""
        rest = [one for one in self.wrt if one not in self.found or self._is_before(one)]
        self._in_front([one for one in rest if one not in self.inside])
        shared = [one for one in rest if one in self.inside and self._is_before(one)]
        if shared:
            entries = self._entries()
            found = self._in_front(entries)
            self._alone({one: found[one] for one in entries if one in found}, shared)

    def _in_front(self, wrt: list[Expr]) -> dict[Expr, Expr]:
        """The gradients by what acts through the first layers."""
        places = self.plan.layers.earliest
        names: dict[Expr, Expr] = {}
        for one in places:
            names |= self.cotangents(one)
        layers = [pair for one in places for pair in self.plan.template_at(one)]
        definitions = ordered([*self.plan.outside, *layers])
        part = window(self.plan, definitions, {**names, **self._sums(*places)}, wrt, names)
        return self._stretch("start", part) if wrt and part.definitions else {}

    def _alone(self, seeds: Mapping[Expr, Expr], wrt: Sequence[Expr]) -> None:
        """The part of what layers use as well that acts outside them, apart from theirs."""
        part = window(self.plan, ordered(self.plan.outside), seeds, wrt, {})
        if wrt and part.definitions:
            self._stretch("start", part)

    def _entries(self) -> list[Expr]:
        """What the first layers use of the definitions outside."""
        used = self._used_first()
        return [left for left, _ in self.plan.outside if left in used]

    def _used_first(self) -> set[Expr]:
        """What the definitions of the first layers mention."""
        places = self.plan.layers.earliest
        rights = (right for one in places for _, right in self.plan.template_at(one))
        return set(symbols(*rights))

    def _is_before(self, one: Expr) -> bool:
        """Whether the first layer rests on it by way of definitions outside the layers."""
        defined = dict(self.plan.outside)
        return any(
            one in symbols(defined[name]) for name in names_below(defined, *self._used_first())
        )

    def _stretch(
        self, kind: StepKind, part: Window, subject: Expr | None = None
    ) -> dict[Expr, Expr]:
        """Walk through a window; its steps are the details of one step."""
        found = self.walk(part.model(self.plan), part.scope())
        self.instances |= dict(part.definitions)
        self.adjoints |= found.adjoints
        whole = Step(kind, subject or found.results[-1].wrt, [], found.steps)
        self.steps.append(whole)
        gradients: dict[Expr, Expr] = {}
        for result in found.results:
            gradients[result.wrt] = result.gradient
            kept = self.found.setdefault(result.wrt, Found())
            kept.parts.append(result.gradient)
            kept.assumptions = merged(kept.assumptions, result.assumptions)
        return gradients

    def _result(self, one: Expr) -> Result:
        """What was found of a variable.

        Errors:  ModelError if nothing was.
        """
        found = self.found.get(one)
        if found is None:
            raise ModelError(
                Phrase("{0} does not depend on {1}", self.plan.of.symbol.text, one.symbol.text),
                self.plan.model.places.get(one.symbol.name),
            )
        gradient = add(*found.parts)
        if any(self._is_delta(each) for each in symbols(gradient)):
            return Result(one, gradient, merged(found.assumptions, self.rests))
        return Result(one, gradient, found.assumptions)

    def _is_delta(self, one: Expr) -> bool:
        """Whether a symbol is the gradient by a carrier, of whatever layer."""
        member = self.plan.shift.member(one)
        families = (self.plan.shift.member(delta) for delta in self.deltas.values())
        return member is not None and member.family in {m.family for m in families if m}


def left_out(plan: Plan) -> tuple[Expr, ...]:
    """The data that layers or definitions outside use, and the states in front of the first layer.

    The gradient by x^{(0)} or h_0 is asked for by name alone, whether it is called data or not.
    """
    families = plan.families
    found: dict[Expr, None] = {}
    used = plan.used()
    entries = {
        one
        for place in plan.layers.earliest
        for _, right in plan.template_at(place)
        for one in symbols(right)
    }
    for name in plan.model.declared:
        leaf = plan.variable(plan.model.declared[name])
        member = plan.shift.member(leaf)
        computed = member is not None and member.family in families
        in_front = computed and plan.variable(leaf) is leaf and leaf in entries
        is_data = name in plan.model.data and leaf in used and not computed
        if in_front or is_data:
            found[leaf] = None
    return tuple(found)


def parameters(plan: Plan) -> Iterable[Expr]:
    """The leaves to differentiate by when nobody says: no data, no members of what is defined."""
    model = plan.model
    families = plan.families
    data = {
        member.family
        for name in model.data
        if (leaf := model.declared.get(name)) and (member := plan.shift.member(leaf))
    }
    used = plan.used()
    seen: dict[Expr, None] = {}
    for leaf in model.parameters():
        member = plan.shift.member(leaf)
        kept = member is None or (member.family not in families and member.family not in data)
        if kept and plan.variable(leaf) in used:
            seen[plan.variable(leaf)] = None
    return seen
