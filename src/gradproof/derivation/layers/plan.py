"""What a network of symbolic depth consists of: a layer, what is outside, and what layers carry.

The definitions for every layer are the *templates*. A *carrier* is a symbol of a layer through
which the objective depends on all layers below; the recursion is that of ∂L/∂(carrier). For
u = W x + b, x = f(u) that is u. Where nothing short of the state will do, as in a residual network, it is what
the next layer uses, and in an LSTM that is h and c.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from gradproof.calculus.rebuild import substitute
from gradproof.core.errors import ModelError
from gradproof.core.expr import Expr, postorder, symbols
from gradproof.core.facts import Equation, Fact, Property
from gradproof.core.layers import SLOT, Layers, Member, Position
from gradproof.core.model import Model
from gradproof.derivation.layers.shift import Shift
from gradproof.notation.printing.symbols import make_symbol

Definitions = list[tuple[Expr, Expr]]


@dataclass(frozen=True, slots=True)
class Total:
    """whole = Σ_l term, over all layers."""

    whole: Expr
    term: Expr


@dataclass(slots=True)
class Plan:
    """The parts of a model with layers.

    templates: definitions of layer l.  outside: the others.  totals: sums over the layers.
    carried: template symbols of layer l that layer l + 1 uses.  ends: those of the last layer that
    something outside uses, as symbols of layer l.  carriers: those whose gradients recur.
    """

    model: Model
    layers: Layers
    shift: Shift
    of: Expr
    templates: Definitions = field(default_factory=list)
    outside: Definitions = field(default_factory=list)
    totals: list[Total] = field(default_factory=list)
    carried: list[Expr] = field(default_factory=list)
    ends: list[Expr] = field(default_factory=list)
    carriers: list[Expr] = field(default_factory=list)

    def at(self, expr: Expr, place: Position) -> Expr:
        """The formula of another layer."""
        return self.shift.to(expr, place)

    @property
    def facts(self) -> list[Fact]:
        """The facts of the note, those of layer l for the next layer and the last one too."""
        here = self.layers.here
        places = (here, here + 1, self.layers.last)
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
        """The member for layer l of the family of a symbol; the symbol itself if it has none."""
        member = self.shift.member(symbol)
        if member is None or member.position.letter == self.layers.letter:
            place = self.layers.here - (member.position.offset if member else 0)
            return self.at(symbol, place) if member else symbol
        for name, one in self.shift.members.items():
            same = one.family == member.family and one.position == self.layers.here
            if same and name in self.shift.known:
                return self.shift.known[name]
        return symbol

    def parameters(self) -> list[Expr]:
        """Leaves of layer l, and leaves that layers share, in the order in which they are met."""
        defined = {left for left, _ in self.templates}
        found: dict[Expr, None] = {}
        for _, right in self.templates:
            for one in symbols(right):
                if one not in defined and self.place(one) in (None, self.layers.here):
                    found[one] = None
        return list(found)


def plan(model: Model, of: Expr) -> Plan:
    """The plan of a model that has layers.

    Errors:  ModelError for layers that are not supported.
    """
    layers = model.layers
    assert layers is not None
    names = (*model.declared.values(), *(left for left, _ in model.definitions.values()))
    found = Plan(model, layers, Shift(layers, names), of)
    for left, right in model.definitions.values():
        place = found.place(left)
        if place is not None and place.letter == layers.letter:
            start = layers.here - place.offset
            found.templates.append((found.at(left, start), found.at(right, start)))
        else:
            found.outside.append((left, right))
    _take_sums(found)
    found.carried = _carried(found)
    found.ends = _ends(found)
    found.carriers = _carriers(found)
    return found


def _take_sums(found: Plan) -> None:
    """Give every sum over the layers a name, and its term one for each layer."""
    outside: Definitions = []
    for left, right in found.outside:
        sums = [part for part in postorder(right) if part.op == "layer_sum"]
        if right.op == "layer_sum":
            found.totals.append(Total(left, _term(found, left, right.args[0])))
            continue
        named: dict[Expr, Expr] = {}
        for part in sums:
            term = _term(found, left, part.args[0])
            whole = make_symbol(rf"\Sigma_{{{len(found.totals) + 1}}}", part.shape)
            found.totals.append(Total(whole, term))
            named[part] = whole
        outside.append((left, substitute(right, named) if named else right))
    found.outside = outside


def _term(found: Plan, left: Expr, body: Expr) -> Expr:
    """The name of what is added up."""
    if any(body is one for one, _ in found.templates):
        return body
    count = len(found.totals)
    stem = left.symbol.latex if not count else rf"r_{{{count}}}"
    family = f"{stem}^{{({SLOT})}}" if "_" in stem or "^" not in stem else rf"\ell_{{{SLOT}}}"
    member = Member(family, found.layers.here)
    term = found.shift.enter(make_symbol(member.latex, body.shape), member)
    found.templates.append((term, body))
    return term


def _carried(found: Plan) -> list[Expr]:
    """What layer l has that layer l + 1 uses.

    Errors:  ModelError if a layer uses another one than the one before it.
    """
    layers = found.layers
    before = {found.at(left, layers.here - 1): left for left, _ in found.templates}
    carried: dict[Expr, None] = {}
    for left, right in found.templates:
        for one in symbols(right):
            place = found.place(one)
            if one in before:
                carried[before[one]] = None
            elif place is not None and place != layers.here:
                general = found.general(one)
                if any(general is other for other, _ in found.templates):
                    where = found.model.places.get(left.symbol.name)
                    raise ModelError(
                        f"layer {layers.letter} uses {one.symbol.text}, which is neither of this"
                        " layer nor of the one before it",
                        where,
                        "Only recursions over one layer are supported.",
                    )
    return [left for left, _ in found.templates if left in carried]


def _ends(found: Plan) -> list[Expr]:
    """What something outside uses of the last layer, as symbols of layer l.

    Errors:  ModelError if something outside uses another layer than the last.
    """
    layers = found.layers
    last = {found.at(left, layers.last): left for left, _ in found.templates}
    families = {m.family for left, _ in found.templates if (m := found.shift.member(left))}
    used: dict[Expr, None] = {}
    for left, right in found.outside:
        for one in symbols(right):
            member = found.shift.member(one)
            if one in last:
                used[last[one]] = None
            elif member is not None and member.family in families:
                if member.position == Position("", layers.first - 1):
                    continue
                where = found.model.places.get(left.symbol.name)
                shown = f"{layers.letter} = {layers.first}, …, {layers.last}"
                raise ModelError(
                    f"{left.symbol.text} uses {one.symbol.text}, which is no end of {shown}", where
                )
    return list(used)


def _below(found: Plan, starts: Iterable[Expr], stops: Iterable[Expr] = ()) -> set[Expr]:
    """The template symbols of layer l that these rest on within the layer, themselves included."""
    defined = dict(found.templates)
    stopped, seen = set(stops), set[Expr]()
    stack = list(starts)
    while stack:
        one = stack.pop()
        if one in defined and one not in seen:
            seen.add(one)
            if one not in stopped:
                stack += symbols(defined[one])
    return seen


def _carriers(found: Plan) -> list[Expr]:
    """The first symbol that does as the only carrier, else all that is carried.

    It does if what comes from the layer before gets nowhere except through it, and if no parameter
    acts behind it, except on the way to a sum over the layers alone.
    """
    if not found.carried:
        return []
    defined = dict(found.templates)
    before = {found.at(one, found.layers.here - 1) for one in found.carried}
    parameters = set(found.parameters()) - {
        one for one in found.parameters() if one.symbol.name in found.model.data
    }
    terms = [total.term for total in found.totals]
    onwards = [*found.carried, *found.ends]
    for candidate, _ in found.templates:
        behind = _below(found, [*onwards, *terms], [candidate]) - {candidate}
        if any(before.intersection(symbols(defined[one])) for one in behind):
            continue
        if candidate not in _below(found, onwards):
            continue
        late = _below(found, onwards, [candidate]) - {candidate}
        if not any(parameters.intersection(symbols(defined[one])) for one in late):
            return [candidate]
    return found.carried
