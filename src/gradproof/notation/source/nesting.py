"""How deep things may nest, and how what nests is read without recursion."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, TypeAlias

from gradproof.core.errors import LimitError
from gradproof.core.phrase import Phrase
from gradproof.notation.source.brackets import MAX_NESTING
from gradproof.notation.source.cursor import Cursor, Source
from gradproof.notation.source.surface import (
    CaseRow,
    Chain,
    Dots,
    Items,
    Link,
    Name,
    Node,
    Number,
    Placeholder,
    Product,
    Sum,
    Text,
    children,
)

Steps: TypeAlias = "Generator[Steps, Any, Any]"
"""A reader of one part, which yields the readers of its own parts and is sent what they return."""

_LEAVES = (Name, Number, Text, Dots, Placeholder)
_FLAT = (Items, Chain, Link, Sum, Product, CaseRow)


def run(steps: Steps, cursor: Cursor) -> Node:
    """What the steps return, each sent what the steps that it yields return."""
    stack = [steps]
    value: Any = None
    while stack:
        try:
            deeper = stack[-1].send(value)
        except StopIteration as stop:
            stack.pop()
            value = stop.value
        else:
            if len(stack) > 8 * MAX_NESTING:
                raise too_deep(cursor.source, cursor.edge(), cursor.edge() + 1)
            stack.append(deeper)
            value = None
    return value


def measure(node: Node, source: Source) -> None:
    """Refuse a tree in which brackets, arguments and scripts are more than 200 deep."""
    stack = [(node, 0)]
    while stack:
        node, depth = stack.pop()
        if depth > MAX_NESTING:
            raise too_deep(source, node.start, node.end)
        depth += not isinstance(node, _FLAT)
        stack.extend((part, depth) for part in children(node) if not isinstance(part, _LEAVES))


def too_deep(source: Source, start: int, end: int) -> LimitError:
    """The error for nesting that is not read."""
    message = Phrase("formulas nested more than {0} deep are not read", MAX_NESTING)
    return LimitError(message, source.place(start, end), "Give the inner part a name of its own.")
