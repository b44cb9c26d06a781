r"""Statements that declare: `x, y \in \mathbb{R}^d`, `X: N \times D`."""

from __future__ import annotations

import re

from gradproof.core.dims import ONE, Monomial, Shape, size
from gradproof.core.errors import ModelError, NotationError
from gradproof.core.phrase import Phrase
from gradproof.notation.reading.names import Known, Scope, labels_first, name_of, spelled
from gradproof.notation.reading.said import ROW, length_said
from gradproof.notation.reading.shapes import Declared, member_of, shape_from, sizes_of
from gradproof.notation.source.statements import Statement
from gradproof.notation.source.surface import (
    Chain,
    Group,
    Items,
    Name,
    Node,
    Number,
    Product,
)

_COPULA = r"[,，]?\s*(?:is|are|be|为|是|denotes?)?\s*(?:an?|the|一个)?\s*(?:real\s*)?"
BESIDE = re.compile(rf"(?:[:：]|of shape|has shape|(?:的)?形状为?|{_COPULA})", re.IGNORECASE)
"""What may stand between a name and its shape."""
VECTOR = re.compile(r"\s*[-–‐]?\s*(?:vector|dimensional|维)", re.IGNORECASE)
SAID_VECTOR = re.compile(rf"\s*{_COPULA}(\w)\s*[-–‐]\s*(?:vector|dimensional)", re.IGNORECASE)
SAID_MATRIX = re.compile(rf"\s*{_COPULA}(\w)\s*[x×]\s*(\w)\s+(?:real\s+)?matrix", re.IGNORECASE)


def is_declaration(node: Node) -> bool:
    """Whether the statement is a membership."""
    return isinstance(node, Chain) and any(link.sign == "∈" for link in node.links)


def members(node: Node | None) -> list[Node]:
    """The names in front of a sign of membership."""
    if node is None:
        return []
    return list(node.items) if isinstance(node, Items) else [node]


def declare(
    node: Node, here: Scope, into: Scope, counts: dict[str, Monomial | None] | None = None
) -> list[tuple[str, Declared]]:
    """Enter what a membership declares; the names with what is said of them.

    counts: the indices that run, with where they end; x_i in R^d declares all samples at once.

    Errors:  ModelError for a name that is declared twice with two shapes; ShapeError.
    """
    assert isinstance(node, Chain)
    if not is_declaration(node):
        raise NotationError("a declaration is needed, such as A \\in R^{m×n}", here.place(node))
    found: list[tuple[str, Declared]] = []
    names: list[Node] = members(node.first)
    defined = node.links[0].sign != "∈"
    for link in node.links:
        if link.sign == "∈" and link.right is not None:
            declared = member_of(link.right, here)
            if declared is None:
                return []
            into.sizes |= here.sizes
            for one in names:
                if defined and not isinstance(spelled(one).base, Name):
                    continue
                known, shape = _sampled(one, declared.shape, here, counts or {})
                known.shape, known.data = shape, declared.data
                before = into.known.get(known.name)
                if before is not None and before.shape not in (None, known.shape):
                    raise ModelError(
                        Phrase(
                            "{0} is declared {1} and {2}", known.latex, before.shape, known.shape
                        ),
                        known.place,
                    )
                into.known[known.name] = known
                found.append((known.name, declared))
        if link.sign == "∈":
            names = []
    return found


def shape_beside(statement: Statement, following: Statement | None) -> tuple[Node, Node] | None:
    r"""A name and the shape that stands behind it: `X: N \times D`, `$W$ is $N \times D$`."""
    node, tail = statement.node, statement.tail
    shape = following.node if following is not None else None
    if isinstance(node, Product) and node.joints[:1] == ("colon",):
        shape = node.factors[1]
        if len(node.factors) > 2:
            start, joints = shape.start, node.joints[1:]
            shape = Product(node.factors[1:], joints, start=start, end=node.end)
        node, tail = next(iter(node.factors)), ":"
    named = node is not None and isinstance(spelled(node).base, Name)
    if node is None or not named or shape is None:
        return None
    behind = "" if following is None else following.tail
    if isinstance(shape, Name | Number) and length_said(statement, behind) is not None:
        return node, shape
    if not BESIDE.fullmatch(tail.strip(" *")):
        return None
    pair = isinstance(shape, Group) and shape.open in "([" and len(shape.items) == 2
    crossed = isinstance(shape, Product) and "times" in shape.joints
    length = isinstance(shape, Name | Number) and VECTOR.match(behind) is not None
    return (node, shape) if pair or crossed or length else None


def shape_said(statement: Statement) -> Shape | None:
    """The shape that words say of a lone name: `a d-vector`, `an m x n matrix`."""
    node = statement.node
    if node is None or not isinstance(spelled(node).base, Name):
        return None
    if found := SAID_VECTOR.match(statement.tail):
        return Shape(size(found.group(1)), ONE)
    if found := SAID_MATRIX.match(statement.tail):
        return Shape(size(found.group(1)), size(found.group(2)))
    return None


def declare_said(name: Node, shape: Shape, scope: Scope) -> str:
    """Enter the shape that words say, unless the name is declared otherwise; the name."""
    known = introduce(name, scope)
    known.shape = shape
    scope.sizes |= {letter for one in shape for letter in one.letters}
    return scope.known.setdefault(known.name, known).name


def is_row(statement: Statement, following: Statement | None) -> bool:
    """Whether words make the vector beside its length a row."""
    behind = "" if following is None else following.tail
    return length_said(statement, behind) == "row" or ROW.match(behind) is not None


def declare_beside(name: Node, shape: Node, scope: Scope, *, row: bool = False) -> str:
    """Enter the shape that stands beside a name, unless it is declared otherwise; the name."""
    known = introduce(name, scope)
    known.shape = shape_from(sizes_of(shape, scope), shape, scope)
    if row and known.shape.is_column:
        known.shape = known.shape.transposed
    return scope.known.setdefault(known.name, known).name


def _sampled(
    node: Node, shape: Shape, scope: Scope, counts: dict[str, Monomial | None]
) -> tuple[Known, Shape]:
    """A name and its shape; for x_i the matrix of all samples, one in a row."""
    whole = labels_first(spelled(node), scope, counts)
    if whole.parts and isinstance(whole.base, Name) and shape.cols is ONE:
        index = whole.parts[-1].node
        if isinstance(index, Group) and len(index.items) == 1:
            index = index.items[0]
        if isinstance(index, Name) and index.key in counts:
            found = name_of(whole.base, whole.parts[:-1], scope)
            member = scope.layers is not None and scope.layers.letter == index.key
            if found is not None and found[0] not in scope.known and not member:
                count = counts[index.key]
                if count is None:
                    count = size(f"N_{index.key}")
                scope.sizes |= set(count.letters)
                scope.samples.add(found[0])
                return Known(*found, scope.place(node)), Shape(count, shape.rows)
    return introduce(node, scope), shape


def introduce(node: Node, scope: Scope) -> Known:
    """A name that a statement introduces, all its scripts included.

    Errors:  NotationError if it is no name.
    """
    whole = spelled(node)
    found = name_of(whole.base, whole.parts, scope) if isinstance(whole.base, Name) else None
    if found is None:
        raise NotationError(Phrase("{0} is not a name", scope.source(node)), scope.place(node))
    return Known(*found, scope.place(node))
