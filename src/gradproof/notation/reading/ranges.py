r"""Over what an index runs: `l = 1, \dots, N`, `i = 1..3`, `t = 1, 2`, `k \in \{1, \dots, K\}`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from gradproof.core.dims import Monomial
from gradproof.core.errors import GradproofError
from gradproof.core.layers import Position
from gradproof.notation.reading.names import Scope, position_of
from gradproof.notation.reading.shapes import size_of
from gradproof.notation.source.surface import (
    Big,
    Chain,
    Dots,
    Group,
    Items,
    Name,
    Node,
    Number,
    Product,
    Sum,
    walk,
)

LETTERS = frozenset("ijklmnt")
"""What is an index where it is of a set of figures; c ∈ {1, …, C} may be a class."""


@dataclass(frozen=True, slots=True)
class Range:
    """An index, its first value and its last, as they are written."""

    letter: Name
    first: Node
    last: Node

    @property
    def ends(self) -> tuple[int, Position] | None:
        """Both ends, where the first is a figure and the last a letter, or a figure behind it."""
        first, last = position_of(self.first), position_of(self.last)
        if first is None or first.number is None or last is None:
            return None
        return (first.number, last) if last.letter or first.number <= last.offset else None


def range_in(node: Node | None) -> Range | None:
    """What a formula says of the values of an index; None if it says something else."""
    if not (isinstance(node, Chain) and isinstance(node.first, Name) and len(node.links) == 1):
        return None
    link = node.links[0]
    values = link.right
    index = node.first.letter in LETTERS and not node.first.accents
    if isinstance(values, Group) and values.open == r"\{" and link.sign == "∈" and index:
        items: Sequence[Node] = values.items
    elif isinstance(values, Items) and link.sign == "=":
        items = values.items
    else:
        items = (values,) if values is not None and link.sign == "=" else ()
    if not items:
        return None
    listed = [one for item in items for one in _apart(item)]
    dotted = any(isinstance(one, Dots) for one in listed)
    counted = len(listed) > 1 and _are_in_turn(listed) and index
    return Range(node.first, listed[0], listed[-1]) if dotted or counted else None


def count_to(node: Node, document: str) -> Monomial | None:
    """Where an index ends, as a size."""
    try:
        return size_of(node, Scope(document))
    except GradproofError:
        return None


def end_letters(node: Node | None) -> set[str]:
    """The letters at which an index ends: of a range, or of a sum."""
    found = range_in(node)
    ends = [found.last] if found is not None else []
    sums = (one for one in walk(node) if isinstance(one, Big)) if node is not None else ()
    ends += [one.upper for one in sums if one.op == "sum" and one.upper is not None]
    return {place.letter for place in map(position_of, ends) if place is not None} - {""}


def summed(node: Node | None, document: str) -> Iterator[tuple[str, Monomial | None]]:
    """The indices of the sums in a formula, with where they end."""
    for one in walk(node) if node is not None else ():
        if isinstance(one, Big) and one.op == "sum" and one.lower is not None:
            end = count_to(one.upper, document) if one.upper is not None else None
            yield from ((name.key, end) for name in walk(one.lower) if isinstance(name, Name))


def _apart(item: Node) -> Sequence[Node]:
    """`1..3` and `1 … L-1` are three values each, the dots one of them."""
    if isinstance(item, Product) and any(isinstance(one, Dots) for one in item.factors):
        return item.factors
    if isinstance(item, Sum) and isinstance(item.terms[0], Product):
        *before, end = _apart(item.terms[0])
        if any(isinstance(one, Dots) for one in before):
            last = replace(item, terms=(end, *item.terms[1:]), start=end.start)
            return (*before, last)
    return (item,)


def _are_in_turn(items: Sequence[Node]) -> bool:
    """Whether these are figures, each one more than that before it."""
    figures = [int(one.value) for one in items if isinstance(one, Number)]
    return figures == list(range(figures[0], figures[0] + len(items))) if figures else False
