r"""Families that a layer index counts: `W^{(l)}`, `x^{(l-1)}`, `h_t`, for l = 1, …, N.

A letter counts layers if a definition for it, `u^{(l)} = W^{(l)} x^{(l-1)}`, speaks of another
layer as well, or if the note says over what it runs and the two sides are no components. Every name
with that letter in a script is then one symbol: W^{(l)} is no entry of W.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from gradproof.core.errors import GradproofError, ModelError
from gradproof.core.layers import SLOT, Layers, Member, Position
from gradproof.notation.printing.symbols import identifier
from gradproof.notation.reading.declare import is_declaration, members
from gradproof.notation.reading.definitions import (
    Definition,
    definition_in,
    free_letters,
    has_derivative,
    shifted_letters,
)
from gradproof.notation.reading.names import (
    Part,
    Scope,
    Spelled,
    exponent,
    is_transpose,
    name_of,
    position_of,
    spelled,
)
from gradproof.notation.source.statements import Statement
from gradproof.notation.source.surface import (
    Accent,
    Big,
    Chain,
    Group,
    Items,
    Name,
    Node,
    Number,
    Product,
    Script,
    walk,
)

ENDS = ("N", "L", "M", "T", "K")
"""Letters for the number of layers, if the note has none."""


def find_layers(
    statements: list[Statement], ranges: dict[str, Node], scope: Scope
) -> Layers | None:  # fmt: skip
    """The layers of a note, or None if none of its letters counts any.

    Errors:  ModelError for two letters that do.
    """
    gathered = set(scope.gathered)
    letters: dict[str, tuple[Node, int]] = {}
    lefts: list[tuple[str, Position]] = []
    two: dict[str, Node] = {}
    matrices = _declared_matrices(statements)
    for statement in statements:
        found = definition_in(statement, scope)
        node = statement.node
        if found is None or not isinstance(node, Chain) or node.first is None:
            continue
        if has_derivative(found.right):
            continue
        places = [position_of(part.node) for part in spelled(node.first).parts]
        own = {place.letter for place in places if place is not None and place.letter}
        own -= set(found.indices) - matrices.keys()
        moved = {place.letter for place in places if place is not None and place.offset}
        moved = moved & free_letters(found.right) | shifted_letters(found.right, scope)
        for letter in sorted(own & (ranges.keys() | moved)):
            first, count = letters.get(letter, (node.first, 0))
            letters[letter] = first, count + 1
        if own & ranges.keys() and (others := _others(node.first, own, scope)):
            two.setdefault(*others)
        lefts += ((family, place) for family, place, _ in _spelt(node.first, scope))
    for letter in sorted((matrices.keys() & scope.running) - letters.keys()):
        letters[letter] = matrices[letter], 0
    scope.gathered = gathered
    letter = _letter(letters, ranges, scope)
    if not letter:
        return None
    if letter in two:
        hint = "Write samples as rows or columns of a matrix, and one letter for the layers."
        raise ModelError("an index besides that of the layers", scope.place(two[letter]), hint)
    layers = Layers(letter, 1, Position(""))
    _enter(layers, statements, scope)
    _limits(layers, ranges.get(letter), lefts, statements)
    return layers


def _others(node: Node, own: set[str], scope: Scope) -> tuple[str, Node] | None:
    """The letter of the layers in a left side that has an index of samples besides."""
    parts = [part.node for part in spelled(node).parts]
    running = [one for one in parts if isinstance(one, Name) and one.key in scope.running]
    places = [position_of(one) for one in parts]
    for place in places:
        if place is not None and place.letter in own:
            beside = [one for one in running if one.key != place.letter]
            if beside:
                return place.letter, node
    return None


def _letter(
    letters: dict[str, tuple[Node, int]], ranges: dict[str, Node], scope: Scope
) -> str:  # fmt: skip
    """The letter that counts layers, of those that could; the others are ends, such as N."""
    ends = {bounds[1].letter for one in ranges.values() if (bounds := _range(one)) is not None}
    kept = {letter: found for letter, found in letters.items() if letter not in ends} or letters
    if not kept:
        return ""
    ranged = [letter for letter in kept if letter in ranges]
    if len(ranged) > 1:
        hint = "Use one letter for the layers, and matrices for all else."
        node, _ = kept[ranged[1]]
        raise ModelError("two indices for layers", scope.place(node), hint)
    return ranged[0] if ranged else max(kept, key=lambda one: kept[one][1])


def _declared_matrices(statements: Iterable[Statement]) -> dict[str, Node]:
    r"""The letters in scripts of declared matrices, as in W_i \in \mathbb{R}^{m \times n}."""
    found: dict[str, Node] = {}
    for statement in statements:
        node = statement.node
        if not (isinstance(node, Chain) and is_declaration(node)) or node.first is None:
            continue
        space = node.links[-1].right
        above = space.sup if isinstance(space, Script) else None
        inside = walk(above) if above is not None else ()
        if not any("times" in one.joints for one in inside if isinstance(one, Product)):
            continue
        for one in members(node.first):
            for place in (position_of(part.node) for part in spelled(one).parts):
                if place is not None and place.letter:
                    found.setdefault(place.letter, one)
    return found


def _is_transposition(part: Part) -> bool:
    return part.kind == "sup" and is_transpose(part.node)


def _spelt(node: Node, scope: Scope) -> Iterator[tuple[str, Position, str]]:
    """(family, position, name) for every script of a name that could be an index."""
    whole = spelled(node)
    if not isinstance(whole.base, Name | Accent) or _is_sign(whole.base):
        return
    for at, part in enumerate(whole.parts):
        place = position_of(part.node)
        if place is None or part.kind == "prime" or _is_transposition(part):
            continue
        end = at + 1
        yield from _as_family(whole, at, end, place, scope)
        while end < len(whole.parts) and _may_name(whole.parts[end]):
            end += 1
            yield from _as_family(whole, at, end, place, scope)


def _may_name(part: Part) -> bool:
    """Whether a script behind the index may belong to the name: W_h^Q, but no power."""
    if part.kind == "sub":
        return True
    node = part.node
    is_letter = isinstance(node, Name) and (node.letter[:1].isupper() or node.kind == "word")
    return part.kind == "sup" and is_letter and not is_transpose(node)


def _is_sign(base: Name | Accent) -> bool:
    return isinstance(base, Name) and base.kind in ("symbol", "mark", "figure")


def _as_family(
    whole: Spelled, at: int, end: int, place: Position, scope: Scope
) -> Iterator[tuple[str, Position, str]]:
    """The family with the script `at` as the index, and all scripts before `end` in its name."""
    base = name_of(whole.base, (), scope)
    if base is None:
        return
    latex = base[1]
    for count, part in enumerate(whole.parts[:end]):
        mark = "_" if part.kind == "sub" else "^"
        if count != at:
            content = scope.script(part.node).strip("{} ")
        else:
            inside = part.node
            while isinstance(inside, Group) and inside.open == "{" and len(inside.items) == 1:
                inside = inside.items[0]
            opened = inside.open if isinstance(inside, Group) else ""
            content = {"(": f"({SLOT})", "[": f"[{SLOT}]"}.get(opened, SLOT)
        latex += f"{mark}{{{content}}}"
    try:
        yield latex, place, identifier(latex.replace(SLOT, str(place)))
    except GradproofError:
        return


def _enter(layers: Layers, statements: Iterable[Statement], scope: Scope) -> None:
    """Enter every member of a family, and the families of which one member speaks of a layer."""
    found: dict[str, Member] = {}
    for statement in statements:
        for node in walk(statement.node) if statement.node is not None else ():
            if isinstance(node, Script):
                for family, place, name in _spelt(node, scope):
                    found.setdefault(name, Member(family, place))
    counted = {one.family for one in found.values() if one.position.letter == layers.letter}
    layers.members = {name: one for name, one in found.items() if one.family in counted}


def _limits(
    layers: Layers,
    range_: Node | None,
    lefts: list[tuple[str, Position]],
    statements: Iterable[Statement],
) -> None:
    """From where to where the index runs: as the note says, or as its ends show."""
    bounds = _range(range_) or _summed(layers.letter, statements)
    if bounds is not None:
        layers.first, layers.last = bounds
        steps = {place.offset for _, place in lefts if place.letter == layers.letter}
        if len(steps) == 1:
            layers.first, layers.last = layers.first + min(steps), layers.last + min(steps)
    if not layers.last.letter:
        layers.last = _shown_end(layers, lefts)
    defined = {family for family, place in lefts if place.letter == layers.letter}
    apart = {(family, place) for family, place in lefts if family in defined}
    while any((family, layers.last) in apart for family in defined):
        layers.last -= 1
    while any((family, Position("", layers.first)) in apart for family in defined):
        layers.first += 1


def _range(node: Node | None) -> tuple[int, Position] | None:
    r"""The ends of `l = 1, \dots, N`."""
    right = node.links[0].right if isinstance(node, Chain) else None
    if not isinstance(right, Items):
        return None
    first, last = exponent(right.items[0]), position_of(right.items[-1])
    if first is None or first.denominator != 1 or last is None or not last.letter:
        return None
    return int(first), last


def _summed(letter: str, statements: Iterable[Statement]) -> tuple[int, Position] | None:
    r"""The ends of a sum over the layers, `\sum_{l=1}^{N}`."""
    for statement in statements:
        for node in walk(statement.node) if statement.node is not None else ():
            if not isinstance(node, Big) or not isinstance(node.lower, Chain) or not node.upper:
                continue
            first, last = node.lower.links[0].right, position_of(node.upper)
            named = isinstance(node.lower.first, Name) and node.lower.first.key == letter
            if named and isinstance(first, Number) and last is not None and last.letter:
                return int(first.value), last
    return None


def _shown_end(layers: Layers, lefts: list[tuple[str, Position]]) -> Position:
    """The last layer, from members such as x^{(N)} of what is defined for every layer."""
    defined = {family for family, place in lefts if place.letter == layers.letter}
    places = [
        one.position
        for one in layers.members.values()
        if one.family in defined and one.position.letter not in ("", layers.letter)
    ]
    if places:
        letter, _ = Counter(one.letter for one in places).most_common(1)[0]
        return Position(letter, max(one.offset for one in places if one.letter == letter))
    taken = {one.letter for one in places} | {name.partition("_")[0] for name in layers.members}
    return Position(next(one for one in ENDS if one not in taken))


def runs_backwards(found: Definition, scope: Scope) -> bool:
    """Whether a layer is given by the one behind it, as in δ^{(l)} = W^T δ^{(l+1)}: a claim."""
    layers = scope.layers
    member = layers.members.get(found.known.name) if layers is not None else None
    if member is None:
        return False
    spelt = (one for node in walk(found.right) for one in _spelt(node, scope))
    here = member.position
    return any(
        family == member.family and place.letter == here.letter and place.offset > here.offset
        for family, place, _ in spelt
    )


def repeats(name: str, definitions: Iterable[str], scope: Scope) -> bool:
    """Whether what defines layer l says this already, as that of z^{(l)} does for z^{(l+1)}."""
    members = scope.layers.members if scope.layers is not None else {}
    letter = scope.layers.letter if scope.layers is not None else ""
    own = members.get(name)
    if own is None or own.position.letter != letter:
        return False
    others = (members[one] for one in definitions if one in members and one != name)
    return any(one.family == own.family and one.position.letter == letter for one in others)
