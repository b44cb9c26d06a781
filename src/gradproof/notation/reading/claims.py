r"""Equations that define nothing: claims such as `Vx = h`, and updates such as `w \gets w - g`.

An assignment `h \gets \tanh(Wx)` defines h as := does. It is an update where it speaks of the old
value, of a derivative, or gives a starting value to what is declared.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from gradproof.core.errors import ModelError
from gradproof.core.phrase import Phrase, enumeration
from gradproof.notation.reading.definitions import (
    ASSIGNS,
    DEFINING,
    Definition,
    has_derivative,
    is_condition,
)
from gradproof.notation.reading.names import Scope
from gradproof.notation.reading.unused import used_names
from gradproof.notation.source.statements import Statement
from gradproof.notation.source.surface import Chain, Name, Node, walk

LONGEST = 30
"""The length of a claim that is shown."""


def is_assigned(found: Definition) -> bool:
    """Whether the definition is written with an arrow."""
    node = found.statement.node
    return isinstance(node, Chain) and node.links[0].sign in ASSIGNS


def is_update(found: Definition, definitions: Collection[str], declared: Collection[str]) -> bool:
    """Whether an assignment changes a value that there is.

    Errors:  ModelError where that value is one that the note has defined.
    """
    node = found.statement.node
    if not is_assigned(found) or not isinstance(node, Chain) or has_derivative(found.right):
        return False
    if found.known.name in definitions:
        message = Phrase("{0} is assigned twice", found.known.latex)
        hint = "Give the new value a name of its own."
        raise ModelError(message, found.known.place, hint)
    inside = list(walk(found.right))
    again = any(one == node.first for one in inside)
    starts = not any(isinstance(one, Name) for one in inside)
    return again or (starts and found.known.name in declared)


def remark_on_update(found: Definition, scope: Scope) -> Phrase:
    """What is said of an assignment that changes a value."""
    line = scope.place(found.right).line
    return Phrase("{0} ← … in line {1} is an update, no definition", found.known.latex, line)


def remarks_on_claims(
    names: Iterable[Definition], others: Iterable[Statement], scope: Scope
) -> Iterator[Phrase]:
    """What is said of equations that define nothing, unless they speak of derivatives."""
    for claim in names:
        line = scope.place(claim.right).line
        yield Phrase("{0} = … in line {1} is a claim, no definition", claim.known.latex, line)
    found: dict[int, Node] = {}
    for one in others:
        node = one.node
        if not isinstance(node, Chain) or node.links[0].sign not in DEFINING or is_condition(one):
            continue
        if not has_derivative(node) and used_names([one], scope) & scope.known.keys():
            found.setdefault(one.place.line, node)
    *before, last = found or (0,)
    if len(found) == 1:
        written = " ".join(scope.source(found[last]).split())
        shown = written if len(written) <= LONGEST else "…"
        yield Phrase("{0} in line {1} is a claim: it is not used here", shown, last)
    elif found:
        listed = enumeration([", ".join(map(str, before)), str(last)])
        yield Phrase("the equations in lines {0} are claims: they are not used here", listed)


def left_out(kept: Sequence[Definition], scope: Scope) -> Iterator[Phrase]:
    """What is said of definitions that cannot be read, where nothing depends on them.

    Errors:  that of one on which something depends, or if no other is read.
    """
    used = {name for one in kept for name in one.uses}
    none = all(one.error is not None for one in kept)
    for one in kept:
        if one.error is None:
            continue
        if one.known.name in used or none:
            raise one.error
        line = scope.place(one.right).line
        yield Phrase("{0} = … in line {1} is left out", one.known.latex, line)


def refuse_exceptions(kept: Sequence[Definition], scope: Scope) -> None:
    """Errors: ModelError for a value of W_1 alone, where every W_l is a variable."""
    layers = scope.layers
    if layers is None:
        return
    found = {one.known.name: one for one in kept if one.known.name in layers.members}
    families, uses = layers.families(), {name for one in kept for name in one.uses}
    for name, one in found.items():
        member = layers.members[name]
        positions = families[member.family]
        place, last = member.position, layers.last
        begun = place.letter or place.offset >= layers.first
        over = place.letter == last.letter and place.offset > last.offset
        strange = place.letter not in ("", last.letter)
        general = [n for where, n in positions.items() if where.letter == layers.letter]
        free = uses.intersection(general) and found.keys().isdisjoint(general)
        if begun and free and not over and not strange:
            of_all = scope.known.get(general[0]) or scope.used.get(general[0])
            every = of_all.latex if of_all is not None else layers.members[general[0]].latex
            said = Phrase(
                "{0} has a value of its own, but {1} is a variable", one.known.latex, every
            )
            hint = "Write the layers out, or give this one another name."
            raise ModelError(said, one.known.place, hint)
