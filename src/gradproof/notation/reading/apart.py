r"""Layers that stand apart: the first or the last, where a note treats it otherwise than the rest.

A sum over some of the layers, `\sum_{l=2}^{N}`, or a function for one of them, `f_N(u) = …`, takes
such a layer out of the general ones. What defines layer l then says, with 1 or N for l, what that
layer is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from gradproof.core.dims import SCALAR
from gradproof.core.layers import Layers, Member, Position
from gradproof.core.phrase import Phrase
from gradproof.notation.printing.symbols import identifier, make_symbol
from gradproof.notation.reading.base import Defined
from gradproof.notation.reading.definitions import DEFINING, Definition
from gradproof.notation.reading.names import Known, Scope, position_of
from gradproof.notation.reading.unknowns import Unknowns
from gradproof.notation.source.statements import Statement
from gradproof.notation.source.surface import Big, Chain, Group, Name, Node, Product, walk

MOST = 3
"""So many layers at one end are stated by themselves at most."""
ANY_FUNCTION = Phrase("the layers are those of any function of each entry")
FEW = 8
"""So many layers are counted out if each has a function of its own."""


def sums_over(letters: set[str], statements: Iterable[Statement]) -> Iterator[tuple[int, Position]]:
    r"""The ends of the sums over the layers, `\sum_{l=1}^{N}`."""
    for statement in statements:
        for node in walk(statement.node) if statement.node is not None else ():
            if not isinstance(node, Big) or not isinstance(node.lower, Chain) or not node.upper:
                continue
            right = node.lower.links[0].right
            first = position_of(right) if right is not None else None
            last = position_of(node.upper)
            named = isinstance(node.lower.first, Name) and node.lower.first.key in letters
            if named and first is not None and first.number is not None and last is not None:
                yield first.number, last


def stagger(layers: Layers, steps: list[int]) -> None:
    """Count layers so that x_{t+1} = … is of layer t + 1, and what is not of all of them apart.

    steps: how far ahead of t the definitions for t define something: of x_{t+1} and y_t, 1 and 0.
    """
    layers.stretch = layers.first, layers.last
    if not steps:
        return
    early = [layers.start + one for one in range(min(steps), max(steps))]
    late = [layers.last + one for one in range(max(steps), min(steps), -1)]
    layers.first, layers.last = layers.first + max(steps), layers.last + min(steps)
    layers.apart = (*late, *early)
    _enter(layers, {place - one for place in layers.apart for one in steps})


def set_apart(
    layers: Layers,
    lefts: Iterable[tuple[str, Position]],
    general: set[str],
    statements: list[Statement],
) -> None:
    """Move the ends of the layers inwards, past the places that the note treats otherwise.

    lefts: what the note defines, by families and places; general: the families of layer l.
    """
    whole = Layers(layers.letter, *(layers.stretch or (layers.first, layers.last)))
    places = {place for family, place in lefts if family in general}
    functions = _functions(layers, statements)
    families = layers.families()
    own = functions | {place for family, place in lefts if family in families}
    last = layers.last.number
    if last is not None and last - layers.first < FEW:
        every = {Position("", one) for one in range(layers.first, last + 1)}
        if own & every - {layers.start, layers.last} or own & every - places - {layers.last}:
            places |= every
    places |= functions & {layers.last}
    for first, end in sums_over(layers.letters, statements):
        _leave_out(whole, places, first, end)
    apart: list[Position] = []
    while layers.last in places and (layers.last.number or layers.first) >= layers.first:
        apart.append(layers.last)
        layers.last -= 1
    while layers.start in places and layers.start not in apart:
        apart.append(layers.start)
        layers.first += 1
    layers.apart += tuple(apart)
    _enter(layers, apart)


def _enter(layers: Layers, values: Iterable[Position]) -> None:
    """Enter the members of families that definitions speak of with these values for the letter."""
    for value in sorted(values, key=lambda one: (one.letter, one.offset)):
        for member in list(layers.members.values()):
            if member.position.letter == layers.letter:
                there = member.at(value + member.position.offset)
                layers.members.setdefault(identifier(there.latex), there)


def _leave_out(layers: Layers, places: set[Position], first: int, end: Position) -> None:
    """Enter the layers at both ends that a sum leaves out; one that begins earlier is shifted."""
    if end.letter != layers.last.letter:
        return
    late = first - layers.first
    early = layers.last.offset - end.offset
    if late == -1 and early == 1:
        return
    places |= {layers.start + one for one in range(late) if late <= MOST}
    places |= {layers.last - one for one in range(early) if early <= MOST}


def _functions(layers: Layers, statements: Iterable[Statement]) -> set[Position]:
    """The places of f_N(u) = …, of functions that layer l has as well."""
    found: set[Position] = set()
    for statement in statements:
        node = statement.node
        if not isinstance(node, Chain) or node.links[0].sign not in DEFINING:
            continue
        left = node.first
        if isinstance(left, Product) and isinstance(left.factors[-1], Group):
            scripts = (one for one in walk(left.factors[0]) if one is not left.factors[0])
            places = {place for one in scripts if (place := position_of(one)) is not None}
            found |= {one for one in places if _is_member(layers, left.factors[0], one)}
    return found


def _is_member(layers: Layers, head: Node, place: Position) -> bool:
    """Whether a head is that of a family, at this place."""
    base = next((one for one in walk(head) if isinstance(one, Name)), None)
    families = {one.family for one in layers.members.values() if one.position == place}
    own = base.latex or base.letter if base is not None else ""
    return place.letter != layers.letter and any(
        one.lstrip("\\").startswith(own.lstrip("\\")) for one in families
    )


def own_functions(unknowns: Unknowns, scope: Scope, defined: Iterable[str]) -> None:
    """Enter f_N for the layers that stand apart, where f_l is any function and f_N is not given."""
    layers = scope.layers
    if layers is None:
        return
    known = set(defined)
    for name, member in list(layers.members.items()):
        if name in unknowns.symbols and member.position.letter == layers.letter:
            for place in layers.apart:
                there = member.at(place + member.position.offset).latex
                if identifier(there) not in known:
                    unknowns.symbols.setdefault(
                        identifier(there), make_symbol(there, SCALAR).symbol
                    )


def own_definitions(functions: dict[str, Defined], scope: Scope) -> None:
    """Enter f_N for the layers that stand apart, where the note gives f_l but no other f_N."""
    layers = scope.layers
    for name in list(functions) if layers is not None else ():
        member = layers.members.get(name) if layers is not None else None
        if layers is None or member is None or not _is_general(layers, member):
            continue
        for place in layers.apart:
            there = identifier(member.at(place + member.position.offset).latex)
            functions.setdefault(there, functions[name])


def examples(
    definitions: dict[str, Definition], unknowns: Unknowns, scope: Scope
) -> Iterator[Phrase]:
    """Take out f_1(x) = … where f_l may be any function, and say so."""
    for name, found in list(definitions.items()):
        if not found.parameters or is_apart(name, scope):
            continue
        if is_function(name, unknowns, (), scope):
            del definitions[name], scope.known[name]
            line = found.known.place.line
            yield Phrase(
                "{0} = … in line {1} is set aside: {2}", found.known.latex, line, ANY_FUNCTION
            )


def is_function(name: str, unknowns: Unknowns, functions: Iterable[str], scope: Scope) -> bool:
    """Whether a name with arguments is that of one of a family of functions."""
    layers = scope.layers
    member = layers.members.get(name) if layers is not None else None
    if layers is None or member is None:
        return False
    known = {*unknowns.symbols, *functions} - {name}
    others = (layers.members[one] for one in known if one in layers.members)
    return any(one.family == member.family for one in others)


def instance(name: str, definitions: Mapping[str, Definition], scope: Scope) -> Definition | None:
    """The definition of a name of a layer that stands apart, by that of layer l."""
    layers = scope.layers
    member = layers.members.get(name) if layers is not None else None
    if layers is None or member is None or name in definitions:
        return None
    for one, found in definitions.items():
        other = layers.members.get(one)
        if other is None or other.family != member.family or not _is_general(layers, other):
            continue
        place = member.position - other.position.offset
        if member.position in layers.apart and layers.states(place):
            known = Known(name, member.latex, found.known.place)
            return replace(
                found, known=known, values={layers.letter: place}, term=None, uses=set(), error=None
            )
    return None


def beside_the_general(
    definitions: dict[str, Definition], found: dict[str, Definition], scope: Scope
) -> dict[str, Definition]:
    """The definitions with those of the first layers in front, and of the last behind layer l."""
    members = scope.layers.members if scope.layers is not None else {}
    early = {name: one for name, one in found.items() if members[name].position.number is not None}
    late = {name: one for name, one in found.items() if name not in early}
    last = max((at for at, name in enumerate(definitions) if is_general(name, scope)), default=-1)
    names = list(definitions)
    before, behind = names[: last + 1], names[last + 1 :]
    kept = {name: definitions[name] for name in before}
    return early | kept | late | {name: definitions[name] for name in behind}


def before_first(names: Iterable[str], scope: Scope) -> Iterator[str]:
    """What the first of the layers uses of those in front of it, of the names that layer l uses."""
    layers = scope.layers
    for name in names if layers is not None else ():
        member = layers.members.get(name) if layers is not None else None
        if layers is not None and member is not None and _is_general(layers, member):
            yield identifier(member.at(layers.start + member.position.offset).latex)


def is_general(name: str, scope: Scope) -> bool:
    """Whether a name is that of layer l."""
    member = scope.layers.members.get(name) if scope.layers is not None else None
    return scope.layers is not None and member is not None and _is_general(scope.layers, member)


def is_apart(name: str, scope: Scope) -> bool:
    """Whether a name is that of layer l, or of one that stands apart."""
    member = scope.layers.members.get(name) if scope.layers is not None else None
    if scope.layers is None or member is None:
        return False
    return is_general(name, scope) or member.position in scope.layers.apart


def is_counted_out(scope: Scope) -> bool:
    """Whether every layer stands apart."""
    layers = scope.layers
    end = layers.last.number if layers is not None else None
    return layers is not None and end is not None and end < layers.first


def _is_general(layers: Layers, member: Member) -> bool:
    return member.position.letter == layers.letter


def single(found: Iterable[str], scope: Scope) -> Iterator[Phrase]:
    """What is said of layers that are stated by themselves, for the names of what that gives."""
    if scope.layers is None:
        return
    stated = {scope.layers.members[one].position for one in found}
    places = [one for one in scope.layers.apart if one in stated]
    if is_counted_out(scope):
        yield Phrase("every layer is stated by itself")
    elif places:
        shown = ", ".join(str(one).replace("-", "−") for one in places)
        yield Phrase("{0} = {1} is stated by itself", scope.layers.letter, shown)
