"""Shapes that a note states: X ∈ ℝ^{m×n}, `$x$ (N,D)`, `W1 is (D, H)`."""

from __future__ import annotations

import re

from gradproof.check.definitions import Declared, Definitions, read_or_none
from gradproof.check.spellings import offset_letter, spelled
from gradproof.check.standing import side_nodes
from gradproof.check.terms import (
    Symbol,
)
from gradproof.notation.source import surface as s
from gradproof.notation.source.statements import Statement
from gradproof.notation.source.surface import Node

_SHAPE = re.compile(
    r"^\s*(?:[:：]|is|has shape|shape|的?(?:形状|维度|大小)?(?:是|为)?|は|:)?\s*"
    r"[（(\[]\s*([\w]+)\s*[,，×x]\s*([\w]*)\s*[)）\]]",
)
_SHAPE_LEAD = re.compile(r"(?:[:：]|是|为|has shape|is|shape|of size|大小|の|é|ist)\s*\$?\s*$")
_PROSE_SHAPE = re.compile(
    r"(?<![A-Za-z0-9_$\\\\])([A-Za-z][A-Za-z]?\d?)\s*(?:是|为|is|:|：|has shape)?\s*"
    r"(?:of shape|shape)?\s*[(（]\s*([A-Za-z]\w*|\d+)\s*[,，]\s*([A-Za-z]\w*|\d+)?\s*[)）]"
)


def declarations(found: Definitions) -> None:
    """Shapes: `X ∈ R^{m×n}`, `$x$ (N,D)`, `$W$: $n×m$`."""
    for number, line in enumerate(found.lines.lines):
        if "∈" in line.signs:
            at = line.signs.index("∈")
            shape = _membership(line.sides[at + 1])
            found.status[number, at + 1] = "declaration"
            if shape is not None:
                for node in _listed(line.sides[at]):
                    _declare(found, node, shape, _is_bits(line.sides[at + 1]))
    remarks = found.lines.remarks
    _beside(found, remarks)
    _in_prose(found)
    for one in found.declared:
        if not one.at:
            found.roles.sizes |= {w for w in (one.rows, one.cols) if w and not w.isdigit()}


def _in_prose(found: Definitions) -> None:
    """Shapes in running text without dollars: `W1是 (D, H)`."""
    outside = re.sub(
        r"\$\$.*?\$\$|\$[^$\n]*\$|```.*?```|\\\\\[.*?\\\\\]",
        lambda m: " " * len(m.group()),
        found.lines.text,
        flags=re.DOTALL,
    )
    known = {one.name for one in found.declared}
    letters = set(found.roles.bare) | set(found.roles.lefts)
    for match in _PROSE_SHAPE.finditer(outside):
        word, rows, cols = match.groups()
        name = re.sub(r"(?<=[A-Za-z])(\d)$", r"_\1", word)
        if name not in known and (word[0] in letters or word in letters) and len(rows) <= 12:
            found.declared.append(Declared(name, (), rows, cols or "?"))
            found.whole.add(name)


def _beside(found: Definitions, remarks: list[Statement]) -> None:
    """Shapes in words or beside a name."""
    for at, one in enumerate(remarks):
        node = one.node
        if node is None or not isinstance(node, s.Name | s.Script):
            continue
        if m := _SHAPE.match(one.tail or ""):
            _declare(found, node, (m.group(1), m.group(2) or "?"))
            continue
        following = remarks[at + 1] if at + 1 < len(remarks) else None
        if following is not None and _SHAPE_LEAD.search(following.lead.rstrip("$ ")):
            shape = _product_shape(following.node)
            if shape is not None:
                _declare(found, node, shape)


def _listed(node: Node) -> list[Node]:
    return list(node.items) if isinstance(node, s.Items) else [node]


def _membership(node: Node) -> tuple[str, str] | None:
    """The shape in `ℝ^{m×n}`; () is a scalar as ("", "")."""
    if isinstance(node, s.Name):
        return ("", "") if node.letter == "R" else None
    if isinstance(node, s.Group) and node.open == r"\{":
        return ("", "")
    if not isinstance(node, s.Script) or node.sup is None:
        return None
    base = node.base
    if not (isinstance(base, s.Group) or (isinstance(base, s.Name) and base.letter in "RZN")):
        return None
    return _product_shape(node.sup) or ((word, "1") if (word := _size(node.sup)) else None)


def _product_shape(node: Node | None) -> tuple[str, str] | None:
    if isinstance(node, s.Group) and node.open in "([" and len(node.items) == 2:
        first, second = (_size(one) for one in node.items)
        return (first, second) if first and second else None
    if not isinstance(node, s.Product) or "times" not in node.joints:
        return None
    at = node.joints.index("times")
    first = _size(_product(node.factors[: at + 1], node.joints[:at]))
    second = _size(_product(node.factors[at + 1 :], node.joints[at + 1 :]))
    return (first, second) if first and second else None


def _product(factors: tuple[Node, ...], joints: tuple[str, ...]) -> Node:
    if len(factors) == 1:
        return factors[0]
    return s.Product(factors, joints, start=factors[0].start, end=factors[-1].end)


def _size(node: Node) -> str:
    """A size as a word; what is computed becomes a size of its own."""
    if isinstance(node, s.Number):
        return node.text
    if word := spelled(node):
        return word
    if letter := offset_letter(node):
        assert isinstance(node, s.Sum)
        return f"{letter}{node.signs[1]}{spelled(node.terms[1])}"
    if isinstance(node, s.Script) and isinstance(node.base, s.Name):
        below = node.sub if node.sub is not None else node.sup
        inner = below.items[0] if isinstance(below, s.Group) and below.items else below
        if inner is not None and offset_letter(inner):
            assert isinstance(inner, s.Sum)
            return (
                f"{node.base.key}_{offset_letter(inner)}{inner.signs[1]}{spelled(inner.terms[1])}"
            )
        if inner is not None and spelled(inner):
            return f"{node.base.key}_{spelled(inner)}"
    return ""


def _is_bits(node: Node) -> bool:
    """Whether the set is {0, 1} or a power of it."""
    base = node.base if isinstance(node, s.Script) else node
    if not isinstance(base, s.Group) or len(base.items) != 2:
        return False
    values = [one.value for one in base.items if isinstance(one, s.Number)]
    return values == [0, 1]


def _declare(found: Definitions, node: Node, shape: tuple[str, str], bits: bool = False) -> None:
    term = read_or_none(found.reader, node)
    if (
        isinstance(term, Symbol)
        and len(term.entries) == 1
        and term.entries[0].letter
        and shape[1] == "1"
    ):
        capital = term.name[0].upper() + term.name[1:]
        if capital != term.name and any(
            isinstance(n, s.Name) and n.key == capital for n in side_nodes(found.lines)
        ):
            letter = term.entries[0].letter
            found.declared.append(
                Declared(capital, (), found.roles.ends.get(letter, "?" + letter), shape[0], bits)
            )
            found.whole.add(capital)
            return
    if isinstance(term, Symbol):
        found.declared.append(Declared(term.name, term.at or term.entries, *shape, bits))
        if not term.at and not term.entries:
            found.whole.add(term.name)
