r"""Over what an index of layers runs: `l \in \{1, \dots, L\}` says what `l = 1, \dots, L` does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from gradproof.core.errors import ModelError
from gradproof.core.expr import symbols
from gradproof.core.model import Model
from gradproof.core.phrase import Phrase
from gradproof.notation.reading.definitions import DEFINING, is_range
from gradproof.notation.reading.names import Scope, position_of, spelled
from gradproof.notation.source.statements import Statement
from gradproof.notation.source.surface import Chain, Group, Items, Name, Node


def with_ranges(statements: Iterable[Statement]) -> list[Statement]:
    """The statements with `l = 1, …, L` for membership, where l is an index of what is defined."""
    found = list(statements)
    letters = {letter for one in found for letter in _indices(one.node)}
    return [replace(one, node=_as_range(one.node, letters)) for one in found]


def _indices(node: Node | None) -> Iterable[str]:
    """The letters in the scripts of a left side."""
    if isinstance(node, Chain) and node.first is not None and node.links[0].sign in DEFINING:
        for part in spelled(node.first).parts:
            place = position_of(part.node)
            if place is not None and place.letter:
                yield place.letter


def _as_range(node: Node | None, letters: set[str]) -> Node | None:
    """The statement, as a range if it is one of these letters in a set with dots."""
    if not isinstance(node, Chain) or len(node.links) != 1 or node.links[0].sign != "∈":
        return node
    (link,), first = node.links, node.first
    if not isinstance(first, Name) or first.key not in letters or not isinstance(link.right, Group):
        return node
    inside = link.right
    items = Items(inside.items, inside.separators, start=inside.start, end=inside.end)
    if inside.open != r"\{" or not is_range(items):
        return node
    return replace(node, links=(replace(link, sign="=", right=items),))


def settle_figures(model: Model, ranges: Mapping[str, Node], scope: Scope) -> None:
    """See to layers that end at a figure: where each stands for itself, W_1 W_2 x, there are none.

    Errors:  ModelError for layers that are given by a general one.
    """
    layers = model.layers
    node = ranges.get(layers.letter) if layers is not None else None
    right = node.links[0].right if isinstance(node, Chain) else None
    last = position_of(right.items[-1]) if isinstance(right, Items) else None
    if layers is None or last is None or last.number is None or right is None:
        return
    lefts = model.definitions.keys()
    used = {one.symbol.name for _, value in model.definitions.values() for one in symbols(value)}
    general = {n for n, member in layers.members.items() if member.position.letter}
    if general & (used | lefts):
        said = Phrase("layers up to a figure, {0}, are not supported", last.number)
        hint = "Write a letter for the last layer, such as N, or write the layers out."
        raise ModelError(said, scope.place(right), hint)
    for name in general & model.declared.keys():
        del model.declared[name]
    model.layers = None
