"""What a note says again: `x^{(N)} = f(u^{(N)})` where it says that of every layer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields

from gradproof.core.layers import Position
from gradproof.notation.reading.names import position_of
from gradproof.notation.source.surface import Node, children

Left = tuple[str, Position]
"""The family of a left side, and which of it."""


def general_of(
    lefts: Iterable[Left], rights: Iterable[tuple[str, Position, Node]]
) -> Iterator[tuple[Node, str, Position]]:
    """(a right side that speaks of a letter, the letter, the place that stands for it here)."""
    known = list(rights)
    for family, place in lefts:
        for other, general, right in known:
            if family == other and general.letter and general.letter != place.letter:
                yield right, general.letter, place - general.offset


def says_again(right: Node, general: Node, letter: str, place: Position) -> bool:
    """Whether a formula is the general one with a place put in for the letter."""
    stack = [(general, right)]
    while stack:
        one, other = stack.pop()
        before, after = position_of(one), position_of(other)
        if before is not None and after is not None and before.at(letter, place) == after:
            continue
        mine, theirs = list(children(one)), list(children(other))
        if not mine and not theirs and one != other:
            return False
        if len(mine) != len(theirs) or _signs(one) != _signs(other):
            return False
        stack += zip(mine, theirs, strict=True)
    return True


def _signs(node: Node) -> list[object]:
    """What a node says besides the parts that it is made of."""
    values = ((one.name, getattr(node, one.name)) for one in fields(node) if one.compare)
    kept = ((name, value) for name, value in values if not _is_part(value))
    return [type(node), *kept]


def _is_part(value: object) -> bool:
    if isinstance(value, tuple):
        return any(isinstance(one, Node) for one in value)
    return isinstance(value, Node)
