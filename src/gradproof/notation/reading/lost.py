r"""Definitions that a note states and that the model lacks: what they define is no variable.

If `h_t = …` cannot be read, then h_T is given all the same. A gradient that took it for a variable
would leave out whatever comes through it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from gradproof.core.errors import GradproofError, ModelError
from gradproof.core.layers import Member
from gradproof.core.phrase import Phrase
from gradproof.notation.reading.definitions import DEFINING, Definition
from gradproof.notation.reading.layers import recurs
from gradproof.notation.reading.lefts import is_cost
from gradproof.notation.reading.names import Scope, name_of, spelled
from gradproof.notation.source.statements import Statement
from gradproof.notation.source.surface import Chain, Group, Items, Name, Node

WHERE = re.compile(r"(?:\b(?:where|wherein|wobei)|其中|这里|此处)[\s,，:：]*$", re.IGNORECASE)
"""What makes an equation a definition, also of what is in use already."""
OBJECTIVES = frozenset(("f", "F", "E", "C"))
"""What objectives are called, besides the names of costs."""


def movable(definitions: Mapping[str, Definition], declared: set[str], scope: Scope) -> set[str]:
    """The declared names for which a later equation is a claim.

    No state of a recursion is, as in h_t = f(h_{t-1}), and nothing that `where` introduces.
    """
    stated = {
        name
        for name, one in definitions.items()
        if recurs(one, scope) or WHERE.search(one.statement.lead)
    }
    return declared - stated


def members_aside(
    definitions: Mapping[str, Definition], aside: Iterable[str], scope: Scope
) -> dict[str, str]:
    """The names in use that claims about a whole family are about, each with that of a claim."""
    found: dict[str, str] = {}
    for name in aside:
        general = _general(name, scope)
        if general is None or _is_defined(general, definitions, scope):
            continue
        for one in definitions.values():
            for use in sorted(one.uses - definitions.keys()):
                if _is_one_of(use, general, scope) and not _is_general(use, scope):
                    found.setdefault(use, name)
    return found


def lost_objective(
    kept: Iterable[Definition],
    claims: Iterable[Definition],
    aside: Mapping[str, str],
    scope: Scope,
) -> GradproofError | None:
    """Why an objective is none, that uses members of which the note only has a claim."""
    alone = not list(kept)
    for one in claims:
        for use in sorted(one.uses & aside.keys()):
            if alone or is_cost(one.known.name) or one.known.name in OBJECTIVES:
                claim = scope.known[aside[use]]
                member = scope.layers.members[use].latex if scope.layers is not None else use
                return ModelError(
                    Phrase(
                        "{0} uses {1}, but {2} = … is a claim, no definition",
                        one.known.latex,
                        member,
                        claim.latex,
                    ),
                    claim.place,
                    "A definition gives a layer by the layers in front of it, without derivatives.",
                )
    return None


def refuse_lost(
    kept: Iterable[Definition],
    claims: Iterable[Definition],
    statements: Iterable[Statement],
    scope: Scope,
) -> list[Phrase]:
    """Refuse definitions of what is in use that cannot be read; remarks on what else cannot be.

    Errors:  that of the definition; ModelError for one that is none: a family that is defined by
             itself, as in x_l = x_l + 1, or names that are defined together.
    """
    known = list(kept)
    read = [one for one in known if one.error is None]
    uses = {name: one for one in read for name in sorted(one.uses)}
    remarks: list[Phrase] = []
    for one in known:
        if one.error is None:
            continue
        if one.known.name in uses or not read or _used_member(one, uses, read, scope):
            raise one.error
        line = scope.place(one.right).line
        remarks.append(Phrase("{0} = … in line {1} is left out", one.known.latex, line))
    for one in claims:
        in_circle = one.known.name in one.uses and one.known.name not in uses
        if in_circle and _used_member(one, uses, read, scope):
            raise ModelError(
                Phrase("{0} is defined by itself", one.known.latex),
                one.known.place,
                "A layer is given by those in front of it.",
            )
    _refuse_together(statements, uses, {one.known.name for one in known}, scope)
    return remarks


def _used_member(
    lost: Definition, uses: Mapping[str, Definition], read: list[Definition], scope: Scope
) -> bool:
    """Whether something uses a layer that a definition gives, and nothing else does."""
    general = _general(lost.known.name, scope)
    names = {one.known.name for one in read}
    return general is not None and any(
        _is_one_of(use, general, scope) for use in uses if use not in names
    )


def _general(name: str, scope: Scope) -> Member | None:
    """The member that a name stands for, if it is that of any layer."""
    member = scope.layers.members.get(name) if scope.layers is not None else None
    is_general = scope.layers is not None and member is not None
    return member if is_general and _is_general(name, scope) else None


def _is_general(name: str, scope: Scope) -> bool:
    layers = scope.layers
    return layers is not None and layers.members[name].position.letter == layers.letter


def _is_one_of(name: str, general: Member, scope: Scope) -> bool:
    """Whether a name is that of a layer which the definition of a general one gives."""
    layers = scope.layers
    member = layers.members.get(name) if layers is not None else None
    if layers is None or member is None or member.family != general.family:
        return False
    return layers.states(member.position - general.position.offset)


def _is_defined(general: Member, definitions: Iterable[str], scope: Scope) -> bool:
    """Whether the general layer of a family has a definition."""
    others = (_general(name, scope) for name in definitions)
    return any(one is not None and one.family == general.family for one in others)


def _refuse_together(
    statements: Iterable[Statement], uses: Mapping[str, Definition], defined: set[str], scope: Scope
) -> None:
    """Errors: ModelError for names in use that one equation defines together, h, c = f(x)."""
    for statement in statements:
        node = statement.node
        if not isinstance(node, Chain) or node.links[0].sign not in DEFINING:
            continue
        names = list(_names(node.first, scope))
        for name, _ in names if len(names) > 1 else ():
            general = _general(name, scope)
            open_uses = [use for use in uses if use not in defined]
            if name in open_uses or (
                general is not None and any(_is_one_of(use, general, scope) for use in open_uses)
            ):
                written = [latex for _, latex in names]
                raise ModelError(
                    Phrase(
                        "{0} and {1} are defined together", ", ".join(written[:-1]), written[-1]
                    ),
                    scope.place(node),
                    "Define each by itself.",
                )


def _names(left: Node | None, scope: Scope) -> Iterator[tuple[str, str]]:
    """The names on a left side that lists several."""
    items = left.items if isinstance(left, Items | Group) else ()
    for item in items:
        whole = spelled(item)
        named = name_of(whole.base, whole.parts, scope) if isinstance(whole.base, Name) else None
        if named is not None:
            yield named
