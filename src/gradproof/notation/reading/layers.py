r"""Families that a layer index counts: `W^{(l)}`, `x^{(l-1)}`, `h_t`, for l = 1, …, N.

A letter counts layers if a definition for it, `u^{(l)} = W^{(l)} x^{(l-1)}`, speaks of another
layer as well, or if the note says over what it runs and the two sides are no components. Every name
with that letter in a script is then one symbol: W^{(l)} is no entry of W.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from gradproof.core.errors import GradproofError, ModelError
from gradproof.core.layers import SLOT, Layers, Member, Position
from gradproof.core.phrase import Phrase
from gradproof.notation.printing.symbols import identifier
from gradproof.notation.reading.again import general_of, says_again
from gradproof.notation.reading.apart import set_apart, stagger, sums_over
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
    is_index,
    is_transpose,
    labels_first,
    name_of,
    position_of,
    spelled,
)
from gradproof.notation.reading.ranges import Range
from gradproof.notation.source.statements import Statement
from gradproof.notation.source.surface import (
    Accent,
    Chain,
    Group,
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
    statements: list[Statement], ranges: dict[str, Range], scope: Scope
) -> Layers | None:  # fmt: skip
    """The layers of a note, or None if none of its letters counts any.

    Errors:  ModelError for two letters that do.
    """
    gathered = set(scope.gathered)
    letters: dict[str, tuple[Node, int]] = {}
    stated: list[tuple[Node, Node]] = []
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
        stated.append((node.first, found.right))
    for letter in sorted((matrices.keys() & scope.running) - letters.keys()):
        letters[letter] = matrices[letter], 0
    scope.gathered = gathered
    letter = _letter(letters, ranges, scope)
    if not letter:
        return None
    layers = scope.layers = Layers(letter, 1, Position(""))
    _enter(layers, statements, scope)
    _limits(layers, ranges.get(letter), list(_lefts(stated, scope)), statements)
    return layers


def _lefts(stated: Iterable[tuple[Node, Node]], scope: Scope) -> Iterator[tuple[str, Position]]:
    """The families and places that left sides define; no claim that runs backwards, or repeats."""
    rights: list[tuple[str, Position, Node]] = []
    for first, right in stated:
        own = [(family, place) for family, place, _ in _spelt(first, scope)]
        if any(_points_ahead(right, Member(*one), scope) for one in own):
            continue
        if not any(says_again(right, *one) for one in general_of(own, rights)):
            rights += ((*one, right) for one in own)
            yield from own


def _letter(
    letters: dict[str, tuple[Node, int]], ranges: dict[str, Range], scope: Scope
) -> str:  # fmt: skip
    """The letter that counts layers, of those that could; the others are ends, such as N."""
    ends = {found[1].letter for one in ranges.values() if (found := one.ends) is not None}
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
    samples = scope.running - ({scope.layers.letter} if scope.layers is not None else set())
    whole = labels_first(spelled(node), scope, samples)
    if not isinstance(whole.base, Name | Accent) or _is_sign(whole.base):
        return
    for at, part in enumerate(whole.parts):
        place = position_of(part.node)
        if place is None or part.kind == "prime" or _is_transposition(part):
            continue
        end = at + 1
        yield from _as_family(whole, at, end, place, scope)
        while end < len(whole.parts) and _may_name(whole.parts[end], samples):
            end += 1
            yield from _as_family(whole, at, end, place, scope)


def _may_name(part: Part, samples: set[str]) -> bool:
    """Whether a script behind the index may belong to the name: W_h^Q, but no power, no sample."""
    if part.kind == "sub":
        return not is_index(part.node, samples)
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
    range_: Range | None,
    lefts: list[tuple[str, Position]],
    statements: list[Statement],
) -> None:
    """From where to where the index runs: as the note says, or as its ends show."""
    bounds = (range_ and range_.ends) or next(sums_over({layers.letter}, statements), None)
    if bounds is not None:
        layers.first, layers.last = bounds
    else:
        layers.last = _shown_end(layers, lefts)
    general: dict[str, int] = {}
    for family, place in lefts:
        if place.letter == layers.letter:
            general.setdefault(family, place.offset)
    stagger(layers, list(general.values()) if bounds is not None else [])
    set_apart(layers, lefts, set(general), statements)


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
    figures = [
        one.position.offset
        for one in layers.members.values()
        if one.family in defined and one.position.number is not None
    ]
    if max(figures, default=0) > layers.first:
        return Position("", max(figures))
    taken = {one.letter for one in places} | {name.partition("_")[0] for name in layers.members}
    return Position(next(one for one in ENDS if one not in taken))


def runs_backwards(found: Definition, scope: Scope) -> bool:
    """Whether a layer is given by the one behind it, as in δ^{(l)} = W^T δ^{(l+1)}: a claim."""
    layers = scope.layers
    member = layers.members.get(found.known.name) if layers is not None else None
    return member is not None and _points_ahead(found.right, member, scope)


def recurs(found: Definition, scope: Scope) -> bool:
    """Whether a layer is given by one in front of it, as in h_t = f(h_{t-1})."""
    layers = scope.layers
    member = layers.members.get(found.known.name) if layers is not None else None
    return member is not None and min(_steps(found.right, member, scope), default=0) < 0


def _points_ahead(right: Node, own: Member, scope: Scope) -> bool:
    """Whether a formula speaks of a later one of the family."""
    return max(_steps(right, own, scope), default=0) > 0


def _steps(right: Node, own: Member, scope: Scope) -> Iterator[int]:
    """How far ahead those of the family are of which a formula speaks."""
    for node in walk(right):
        for family, place, _ in _spelt(node, scope):
            if family == own.family and place.letter == own.position.letter:
                yield place.offset - own.position.offset


def repeats(found: Definition, definitions: Mapping[str, Definition], scope: Scope) -> bool:
    """Whether what defines layer l says this already, as that of z^{(l)} does for z^{(l+1)}."""
    members = scope.layers.members if scope.layers is not None else {}
    letter = scope.layers.letter if scope.layers is not None else ""
    own = members.get(found.known.name)
    if own is None or scope.layers is None:
        return False
    others = [(members[one], definitions[one].right) for one in definitions if one in members]
    if own.position.letter == letter:
        return any(one.family == own.family and one.position.letter == letter for one, _ in others)
    rights = ((one.family, one.position, right) for one, right in others)
    general = general_of([(own.family, own.position)], rights)
    of_layers = (one for one in general if one[1] == letter and scope.layers.has(one[2]))
    return any(says_again(found.right, *one) for one in of_layers)


def depth_said(found: Definition, scope: Scope) -> Phrase | None:
    """What is said of a definition that only says how many layers there are, as N = 4 does."""
    name = found.known.name
    if scope.layers is None or name != scope.layers.last.letter:
        return None
    if not isinstance(found.right, Number) or name not in scope.known:
        return None
    return Phrase(
        "{0} = {1} is one case: what follows holds for every {0}",
        found.known.latex,
        found.right.text,
    )


def claims_of_layers(
    definitions: Iterable[str], aside: Iterable[str], scope: Scope
) -> list[str]:  # fmt: skip
    """What is defined of families that run backwards: δ^{(N)} = … is a claim, as δ^{(l)} = … is."""
    members = scope.layers.members if scope.layers is not None else {}
    letter = scope.layers.letter if scope.layers is not None else ""
    known = list(definitions)
    kept = {
        members[one].family for one in known if one in members and _speaks(members[one], letter)
    }
    claimed = {members[one].family for one in aside if one in members}
    return [one for one in known if one in members and members[one].family in claimed - kept]


def _speaks(member: Member, letter: str) -> bool:
    return member.position.letter == letter
