"""The lines of a note: chains of relations as their author meant them to hang together.

A chain may go on behind a dangling `=` in the next formula, a condition may stand in the words
before it or in brackets behind it, and every line belongs to a section.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field, replace

from gradproof.notation.reading.note import WORDS
from gradproof.notation.source.statements import Statement, statements
from gradproof.notation.source.surface import (
    Chain,
    Group,
    Items,
    Link,
    Name,
    Node,
    Number,
    Placeholder,
    Product,
    Script,
    Text,
)

_HEADING = re.compile(r"^(?:#{1,6}\s|\s{0,3}\d+[.)、]\s|\*\*[^*\n]+\*\*\s*:?\s*$)", re.MULTILINE)
_SETEXT = re.compile(r"^[^\n]+\n(?:={3,}|-{3,})\s*$", re.MULTILINE)
_LAYER = re.compile(
    r"^(?:[A-Z][^\n$]{0,60}(?:instead|layer)[^\n]*:?\s*$|[A-Z]\w* layer\b)", re.MULTILINE
)
_WHEN = re.compile(
    r"(?:当|若|如果|对于|when|if|for|case|wenn|se|quando|si)\s*[:：]?\s*$", re.IGNORECASE
)
_WHEN_BEHIND = re.compile(r"\s*(?:のとき|の場合|時|时|일 때|のもとで)")
EQUAL = frozenset(("=", "≡", ":=", "≐", "≜"))


@dataclass(slots=True)
class Line:
    """A chain `sides[0] signs[0] sides[1] …`; `conditions` are relations of indices, as trees."""

    sides: list[Node]
    signs: list[str]
    starts: list[int]
    statement: Statement
    section: int
    conditions: list[Chain] = field(default_factory=list)
    repaired: bool = False

    @property
    def start(self) -> int:
        """Where it begins in the document."""
        return self.statement.place.start


@dataclass(slots=True)
class Lines:
    """All lines of a note, and the statements that are no chains."""

    text: str
    lines: list[Line]
    remarks: list[Statement]
    headings: list[int]

    def section(self, at: int) -> int:
        """The number of the section in which a place stands."""
        return bisect_right(self.headings, at)


def lines_of(text: str) -> Lines:
    """The lines of a note.

    Errors:  LimitError for a note that is too long.
    """
    words = WORDS | _words(text)
    headings = sorted(
        {m.start() for pattern in (_HEADING, _SETEXT, _LAYER) for m in pattern.finditer(text)}
    )
    result = Lines(text, [], [], headings)
    pending: Line | None = None
    told: list[Chain] = []
    told_in = told_end = -1
    for one in statements(text, strict=False, words=words):
        node = _plain(one.node)
        if node is None:
            result.remarks.append(one)
            pending = None
            continue
        if pending is not None and one.formula.display:
            pending = _continue(pending, node, one)
            continue
        pending = None
        behind = _condition_behind(node)
        if (
            behind is not None
            and result.lines
            and result.lines[-1].statement.formula is one.formula
        ):
            result.lines[-1].conditions.append(behind)
            continue
        if not isinstance(node, Chain):
            result.remarks.append(one)
            continue
        after = bool(_WHEN_BEHIND.match(one.tail or ""))
        if _is_condition(node) and (after or _WHEN.search(_last_words(one.lead))):
            if one.formula.start != told_in:
                told = []
            told, told_in, told_end = [*told, node], one.formula.start, one.formula.end
            continue
        if node.first is None:
            before = result.lines[-1] if result.lines else None
            if before is not None and node.links[0].sign in EQUAL:
                _extend(before, node)
                pending = before if node.links[-1].right is None else None
            elif node.links[0].right is not None and len(node.links) > 1:
                line = _line(node.links[0].right, node.links[1:], one, result)
                result.lines.append(line)
            continue
        line = _line(node.first, node.links, one, result)
        gap = one.formula.start - told_end
        if told and gap > (160 if one.formula.display else 60):
            told = []
        line.conditions = list(told)
        if one.formula.display or one.formula.start != told_in:
            told = []
        result.lines.append(line)
        if node.links[-1].right is None:
            pending = line
    result.lines = [line for line in result.lines if line.signs]
    for line in result.lines:
        last = line.sides[-1]
        if (
            isinstance(last, Product)
            and (behind := _condition_behind(last.factors[-1])) is not None
        ):
            before = last.factors[-2]
            indicator = isinstance(before, Name) and before.kind == "figure"
            if isinstance(last.factors[-1], Group) and not indicator:
                line.conditions.append(behind)
                line.sides[-1] = _shorter(last)
    return result


def _shorter(node: Product) -> Node:
    """The product without its last factor."""
    if len(node.factors) == 2:
        return node.factors[0]
    return replace(node, factors=node.factors[:-1], joints=node.joints[:-1])


_LEFT_WORD = re.compile(
    r"(?:^|[$&,;，；。\n])\s*(?:\\partial\s*)?([A-Z]{2,4}|[A-Z][a-z]{2,})\s*(?:&\s*)?(?:=|\()(?!=)",
    re.MULTILINE,
)


def _words(text: str) -> frozenset[str]:
    """Names of several letters, such as FL: they stand on the left, and never apart."""
    found = set(_LEFT_WORD.findall(text))
    return frozenset(
        word for word in found if not re.search(rf"(?<![A-Za-z\\]){word[0]}(?![A-Za-z])", text)
    )


def _plain(node: Node | None) -> Node | None:
    """The node without a comma, a full stop or a number at its end."""
    if (
        isinstance(node, Items)
        and len(node.items) == 2
        and isinstance(node.items[1], Placeholder | Text)
    ):
        return node.items[0]
    return node


def _line(first: Node, links: tuple[Link, ...], one: Statement, result: Lines) -> Line:
    line = Line([first], [], [first.start], one, result.section(one.place.start))
    line.repaired = one.error is not None
    for link in links:
        if link.right is not None and not isinstance(link.right, Placeholder):
            line.signs.append(link.sign)
            line.sides.append(link.right)
            line.starts.append(link.start)
    return line


def _extend(line: Line, node: Chain) -> None:
    for link in node.links:
        if link.right is not None:
            line.signs.append(link.sign)
            line.sides.append(link.right)
            line.starts.append(link.start)


def _continue(line: Line, node: Node, one: Statement) -> Line | None:
    """The line goes on with what stands in the next formula; None if it ends there."""
    first = node.first if isinstance(node, Chain) else node
    if first is not None:
        line.signs.append("=")
        line.sides.append(first)
        line.starts.append(first.start)
    if isinstance(node, Chain):
        _extend(line, node)
        return line if node.links[-1].right is None else None
    return None


def _last_words(lead: str) -> str:
    return lead.rstrip("$ ,，").rstrip()[-12:] if lead else ""


def _is_index(node: Node | None) -> bool:
    """Whether this could be an index: a letter, a figure, a letter with a number."""
    if isinstance(node, Number):
        return True
    if isinstance(node, Script):
        return isinstance(node.base, Name) and node.sup is None
    return isinstance(node, Name) and len(node.letter) == 1 and not node.accents


def _is_condition(node: Chain) -> bool:
    return all(_is_index(side) for side in (node.first, *(link.right for link in node.links)))


def _condition_behind(node: Node) -> Chain | None:
    """The relation in `(k ≠ l)`."""
    inner = node.items[0] if isinstance(node, Group) and len(node.items) == 1 else node
    if not isinstance(inner, Chain) or not _is_condition(inner):
        return None
    letters = (inner.first, inner.links[0].right)
    bare = all(
        isinstance(one, Name) and len(one.letter) == 1 and one.letter.islower() for one in letters
    )
    return inner if isinstance(node, Group) or inner.links[0].sign == "≠" or bare else None
