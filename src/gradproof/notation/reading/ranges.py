r"""Over what an index runs: `l = 1, \dots, N`, `i = 1..3`, `t = 1, 2`, `k \in \{1, \dots, K\}`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from gradproof.core.dims import Monomial
from gradproof.core.errors import GradproofError
from gradproof.core.layers import Position
from gradproof.notation.reading.definitions import has_derivative
from gradproof.notation.reading.names import Scope, position_of, spelled
from gradproof.notation.reading.shapes import size_of
from gradproof.notation.source.statements import Statement
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
    Script,
    Sum,
    walk,
)

NEW = re.compile(r"[.。;；]\s|[。；]|\n\s*\n")
"""What ends a sentence in the words in front of something."""
AHEAD = re.compile(r"\s*[:：]")
"""What follows a range that is said of what comes."""
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


def stated_ranges(statements: Iterable[Statement]) -> Iterator[Range]:
    r"""What a note says of the values of its indices.

    What stands beside a claim, as in `\delta^l = …, l = L-1, \dots, 1`, is said of that alone, if
    it is not the first that is said of a letter.
    """
    known: set[str] = set()
    of_claim = False
    for statement in statements:
        node = statement.node
        found = range_in(node)
        if found is None:
            of_claim = gives_earlier(node) or (node is not None and has_derivative(node))
            continue
        between = statement.lead.rpartition("$")[2]
        beside = of_claim and not NEW.search(between) and not AHEAD.match(statement.tail)
        if not (beside and found.letter.key in known):
            known.add(found.letter.key)
            yield found


def gives_earlier(node: Node | None) -> bool:
    r"""Whether a formula gives a layer by one behind it: \delta^l = (w^{l+1})^T \delta^{l+1}."""
    if not isinstance(node, Chain) or node.first is None:
        return False
    own = spelled(node.first)
    scripts = [place for part in own.parts if (place := position_of(part.node)) is not None]
    for link in node.links:
        for one in walk(link.right) if link.right is not None else ():
            other = spelled(one)
            if isinstance(one, Script) and other.base == own.base:
                places = (position_of(part.node) for part in other.parts)
                if any(
                    place is not None and place.letter == mine.letter and place.offset > mine.offset
                    for place in places
                    for mine in scripts
                    if mine.letter
                ):
                    return True
    return False


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


def enter_ranges(
    statements: Sequence[Statement], counts: dict[str, Monomial | None], scope: Scope
) -> dict[str, Range]:
    r"""The ranges that are stated; `counts` gets the end of each letter, below sums too."""
    ranges: dict[str, Range] = {}
    for found in stated_ranges(statements):
        ranges[found.letter.key] = found
        counts[found.letter.key] = count_to(found.last, scope.document)
    for statement in statements:
        for letter, end in summed(statement.node, scope.document):
            if counts.get(letter) is None:
                counts[letter] = end
        scope.ends |= end_letters(statement.node)
    scope.running |= counts.keys()
    return ranges
