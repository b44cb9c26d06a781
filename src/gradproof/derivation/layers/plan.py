"""What a network of symbolic depth consists of: a layer, what is outside, and what layers carry.

The definitions for every layer are the *templates*.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain, count

from gradproof.calculus.rebuild import substitute
from gradproof.core.errors import ModelError
from gradproof.core.expr import Expr, postorder, symbols
from gradproof.core.facts import Equation, Fact, Property
from gradproof.core.layers import SLOT, Layers, Member, Position, Span
from gradproof.core.model import Model
from gradproof.core.phrase import Phrase
from gradproof.derivation.layers.shift import Shift
from gradproof.notation.printing.symbols import identifier, make_symbol

Definitions = list[tuple[Expr, Expr]]
MOST_BACK = 3
"""How far back a layer may look."""


@dataclass(frozen=True, slots=True)
class Total:
    """whole = Σ_l term, over all layers."""

    whole: Expr
    term: Expr


@dataclass(slots=True)
class Plan:
    """The parts of a model with layers.

    templates: definitions of layer l.  outside: the others.  totals: sums over the layers.
    hidden: templates that the note does not name, the terms of such sums.
    carried: template symbols of layer l that layer l + 1 uses.  ends: those of the last layer that
    something outside uses, as symbols of layer l.
    deltas: the carriers, with the symbols for the gradients by them.
    """

    model: Model
    layers: Layers
    shift: Shift
    of: Expr
    templates: Definitions = field(default_factory=list)
    outside: Definitions = field(default_factory=list)
    totals: list[Total] = field(default_factory=list)
    hidden: list[Expr] = field(default_factory=list)
    carried: list[Expr] = field(default_factory=list)
    ends: list[Expr] = field(default_factory=list)
    deltas: dict[Expr, Expr] = field(default_factory=dict)

    @property
    def carriers(self) -> list[Expr]:
        """The symbols of layer l by which the gradients recur."""
        return list(self.deltas)

    @property
    def families(self) -> set[str]:
        """The families that the templates define."""
        members = (self.shift.member(left) for left, _ in self.templates)
        return {member.family for member in members if member is not None}

    def at(self, expr: Expr, place: Position) -> Expr:
        """The formula of another layer."""
        return self.shift.to(expr, place)

    @property
    def facts(self) -> list[Fact]:
        """The facts of the note, those of layer l for the next layers and the last ones too."""
        here = self.layers.here
        ahead = [here + one for one in range(self.layers.reach + 1)]
        places = (*ahead, *self.layers.latest)
        found = {self._fact(fact, place): None for fact in self.model.facts for place in places}
        return list(found)

    def _fact(self, fact: Fact, place: Position) -> Fact:
        if isinstance(fact, Property):
            return Property(fact.name, self.at(fact.subject, place))
        return Equation(self.at(fact.left, place), self.at(fact.right, place))

    def template_at(self, place: Position) -> Definitions:
        """The definitions of one layer."""
        return [(self.at(left, place), self.at(right, place)) for left, right in self.templates]

    def place(self, symbol: Expr) -> Position | None:
        """The layer that a symbol is of."""
        member = self.shift.member(symbol)
        return member.position if member is not None else None

    def general(self, symbol: Expr) -> Expr:
        """What the templates call the family of a symbol; the symbol itself if they do not."""
        member = self.shift.member(symbol)
        if member is None:
            return symbol
        named = [left for left, _ in self.templates] + self.parameters()
        for one in named:
            other = self.shift.member(one)
            if other is not None and other.family == member.family:
                return one
        return symbol

    def variable(self, symbol: Expr) -> Expr:
        """The variable of layer l for one of any layer; one that no layer is about is its own."""
        place = self.place(symbol)
        if place is None:
            return symbol
        beyond = place.letter == self.layers.last.letter and place.offset > self.layers.last.offset
        before = place.number is not None and place.number < self.layers.first
        return symbol if beyond or before else self.general(symbol)

    def is_term(self, symbol: Expr) -> bool:
        """Whether a symbol is the term of a sum for some layer, which the note does not name."""
        member = self.shift.member(symbol)
        hidden = (self.shift.member(one) for one in self.hidden)
        return member is not None and any(one and one.family == member.family for one in hidden)

    def used(self) -> set[Expr]:
        """The symbols that some definition mentions."""
        return set(symbols(*(right for _, right in (*self.templates, *self.outside))))

    def parameters(self) -> list[Expr]:
        """Leaves of layer l, and leaves that layers share, in the order in which they are met."""
        defined = self.families
        found: dict[Expr, None] = {}
        for _, right in self.templates:
            for one in symbols(right):
                member = self.shift.member(one)
                if member is None or (
                    member.family not in defined and member.position.letter == self.layers.letter
                ):
                    found[one] = None
        return list(found)


def plan(model: Model, of: Expr) -> Plan:
    """The plan of a model that has layers.

    Errors:  ModelError for layers that are not supported.
    """
    layers = model.layers
    assert layers is not None
    found = Plan(model, layers, Shift(layers, model.symbols), of)
    for left, right in model.definitions.values():
        place = found.place(left)
        if place is not None and place.letter == layers.letter:
            start = layers.here - place.offset
            whole = found.at(left, start)
            if all(whole is not one for one, _ in found.templates):  # z^{(l+1)} says it again
                found.templates.append((whole, found.at(right, start)))
        else:
            found.outside.append((left, right))
    _take_sums(found)
    _one_each(found)
    found.carried = _carried(found)
    found.ends = _ends(found)
    return found


def _take_sums(found: Plan) -> None:
    """Give every sum over the layers a name, and its term one for each layer."""
    outside: Definitions = []
    for left, right in found.outside:
        sums = [part for part in postorder(right) if part.op == "layer_sum"]
        if right.op == "layer_sum":
            found.totals.append(Total(left, _term(found, left, right)))
            continue
        named: dict[Expr, Expr] = {}
        for part in sums:
            term = _term(found, left, part)
            letters = (rf"\Sigma_{{{one}}}" for one in count(len(found.totals) + 1))
            whole = make_symbol(_first_free(found, letters), part.shape)
            found.totals.append(Total(whole, term))
            named[part] = whole
        outside.append((left, substitute(right, named) if named else right))
    found.outside = outside


def _term(found: Plan, left: Expr, whole: Expr) -> Expr:
    """The name of what is added up; a sum that begins a layer earlier has that of layer l - 1."""
    assert isinstance(whole.data, Span)
    body = found.at(whole.args[0], found.layers.here - (found.layers.first - whole.data.first))
    named = any(body is one for one, _ in found.templates)
    return body if named else _hidden(found, left, body)


def _hidden(found: Plan, left: Expr, body: Expr) -> Expr:
    """A name that the note does not have for what is added up to give the left side."""
    place = len(found.hidden)
    stem = left.symbol.latex if not place else rf"r_{{{place}}}"
    usual = f"{stem}^{{({SLOT})}}" if "_" in stem or "^" not in stem else rf"\ell_{{{SLOT}}}"
    others = (f"r_{{{one}}}^{{({SLOT})}}" for one in count(place + 1))
    member = Member(_first_free(found, chain((usual,), others)), found.layers.here)
    term = found.shift.enter(make_symbol(member.latex, body.shape), member)
    found.templates.append((term, body))
    found.hidden.append(term)
    return term


def part_terms(found: Plan) -> None:
    """Give a sum of what is in use besides, c_l, terms of another name, r_l = c_l.

    What the sum hands back then arrives at c_l by one way of several. The gradient by a carrier has
    all of them, and so do several sums of one term.
    """
    lefts = [one.term for one in found.totals]
    rights = (right for _, right in (*found.templates, *found.outside))
    members = (found.shift.member(one) for one in (*symbols(*rights), *found.carriers))
    used = {member.family for member in members if member is not None}
    for place, total in enumerate(found.totals):
        member = found.shift.member(total.term)
        if member is not None and (member.family in used or lefts.count(total.term) > 1):
            term = _hidden(found, total.whole, total.term)
            found.totals[place] = Total(total.whole, term)


def _first_free(found: Plan, letters: Iterable[str]) -> str:
    """The first of these, of layer l if they are families, that is no name of the note."""
    here = found.layers.here
    taken = {one.symbol.name for one in (*found.model.symbols, *(t.whole for t in found.totals))}
    taken |= {identifier(member.at(here).latex) for member in found.shift.members.values()}
    return next(one for one in letters if identifier(Member(one, here).latex) not in taken)


def _one_each(found: Plan) -> None:
    """Errors: ModelError if a layer uses two parameters of one family."""
    seen: dict[str, Expr] = {}
    for one in found.parameters():
        member = found.shift.member(one)
        if member is not None and seen.setdefault(member.family, one) is not one:
            raise ModelError(
                Phrase(
                    "layer {0} uses {1} and {2}, two of one family",
                    found.layers.letter,
                    seen[member.family].symbol.text,
                    one.symbol.text,
                ),
                found.model.places.get(one.symbol.name),
            )


def _carried(found: Plan) -> list[Expr]:
    """What layer l has that later layers use.

    Errors:  ModelError if a layer uses one behind it, or too far in front of it.
    """
    layers = found.layers
    back = [layers.here - one for one in range(1, min(layers.reach, MOST_BACK) + 1)]
    before = {found.at(left, place): left for left, _ in found.templates for place in back}
    carried: dict[Expr, None] = {}
    families = found.families
    for left, right in found.templates:
        for one in symbols(right):
            place = found.place(one)
            if one in before:
                carried[before[one]] = None
            elif place is not None and place != layers.here:
                member = found.shift.member(one)
                if member is not None and member.family in families:
                    where = found.model.places.get(left.symbol.name)
                    raise ModelError(
                        Phrase(
                            "layer {0} uses {1}, which is neither of this layer nor of the "
                            "{2} before it",
                            layers.letter,
                            one.symbol.text,
                            MOST_BACK,
                        ),
                        where,
                        "Only recursions over a few layers are supported.",
                    )
    return [left for left, _ in found.templates if left in carried]


def _ends(found: Plan) -> list[Expr]:
    """What something outside uses of the last layer, as symbols of layer l.

    Errors:  ModelError if something outside uses another layer than the last.
    """
    layers = found.layers
    last = {found.at(left, place): left for left, _ in found.templates for place in layers.latest}
    families = found.families
    used: dict[Expr, None] = {}
    outside = {left for left, _ in found.outside}
    for left, right in found.outside:
        for one in symbols(right):
            member = found.shift.member(one)
            if one in last:
                used[last[one]] = None
            elif member is not None and member.family in families and one not in outside:
                number = member.position.number
                if number is not None and number < layers.first:
                    continue
                where = found.model.places.get(left.symbol.name)
                shown = f"{layers.letter} = {layers.first}, …, {layers.last}"
                raise ModelError(
                    Phrase(
                        "{0} uses {1}, which is no end of {2}",
                        left.symbol.text,
                        one.symbol.text,
                        shown,
                    ),
                    where,
                )
            elif member is not None and found.variable(one) is not one:
                raise ModelError(
                    Phrase("{0} uses {1}, and so do the layers", left.symbol.text, one.symbol.text),
                    found.model.places.get(left.symbol.name),
                    "Give it a name of its own, or add up all layers.",
                )
    return list(used)
