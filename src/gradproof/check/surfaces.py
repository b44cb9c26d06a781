"""Small questions about the surface of a formula, as the reader asks them."""

from __future__ import annotations

from dataclasses import replace

from gradproof.check.spellings import base_of, spelled
from gradproof.notation.source import surface as s
from gradproof.notation.source.surface import Node


def slash_derivatives(factors: list[Node], joints: list[str]) -> None:
    """∂L/∂W in one line is the quotient of ∂L and ∂W."""
    at = 0
    while at < len(joints):
        below = factors[at + 1]
        sign = below.letter if isinstance(below, s.Name) else ""
        if joints[at] != "slash" or sign not in ("∂", "d") or at + 2 >= len(factors):
            at += 1
            continue
        begin = at
        while begin >= 0 and not (
            isinstance(base := base_of(factors[begin]), s.Name) and base.letter == sign
        ):
            begin -= 1
        if begin < 0 or begin == at:
            at += 1
            continue
        end = at + 3
        num = made_product(factors[begin : at + 1], joints[begin:at])
        den = made_product(factors[at + 1 : end], joints[at + 1 : end - 1])
        whole = s.Frac(num, den, start=num.start, end=den.end)
        factors[begin:end] = [whole]
        del joints[begin : end - 1]
        at = begin


def made_product(factors: list[Node], joints: list[str]) -> Node:
    if len(factors) == 1:
        return factors[0]
    return s.Product(tuple(factors), tuple(joints), start=factors[0].start, end=factors[-1].end)


def prefixed(before: s.Name, node: Node) -> Node:
    """ΔW as one name, under whatever scripts."""
    if isinstance(node, s.Script):
        return replace(node, base=prefixed(before, node.base), start=before.start)
    assert isinstance(node, s.Name)
    return replace(node, letter=before.letter + node.key, accents=(), start=before.start)


def axis_of(group: s.Group) -> int | None:
    """0 or 1 of `axis=0`."""
    for one in group.items:
        if isinstance(one, s.Chain) and one.first is not None and spelled(one.first) == "axis":
            right = one.links[0].right
            if isinstance(right, s.Number):
                return int(right.value)
    return None


def is_row(node: Node) -> bool:
    """Whether this is `a_1 ⋯ a_n`, with nothing but dots between two members."""
    return (
        isinstance(node, s.Product)
        and len(node.factors) >= 3
        and all(j == "juxtaposed" for j in node.joints)
        and any(isinstance(one, s.Dots) for one in node.factors[1:-1])
        and all(isinstance(one, s.Dots | s.Frac | s.Name | s.Script) for one in node.factors)
    )


def spanning(node: Node, last: Node | None) -> Node:
    """A node from one to another."""
    if last is None:
        return node
    return s.Product((node, last), ("juxtaposed",), start=node.start, end=last.end)


def opened(node: Node | None) -> s.Group | None:
    """The brackets that open here, under scripts."""
    while isinstance(node, s.Script):
        node = node.base
    return node if isinstance(node, s.Group) else None


def related(group: s.Group) -> bool:
    return len(group.items) == 1 and isinstance(group.items[0], s.Chain)


def size_of(wholes: list[s.Script]) -> str:
    for whole in wholes:
        if whole.sub is not None:
            return spelled(whole.sub)
    return ""


def first_sign(node: Node) -> str:
    """∂ or d where a numerator or denominator begins with it."""
    first = node.factors[0] if isinstance(node, s.Product) else node
    base = base_of(first)
    if base is None or base.letter not in ("∂", "d", "𝑑"):
        return ""
    if base.letter == "d" and not isinstance(node, s.Product):
        return "d" if isinstance(first, s.Name) else ""
    return base.letter


def lower_items(node: Node | None) -> list[Node]:
    if node is None:
        return []
    if isinstance(node, s.Items):
        return list(node.items)
    if isinstance(node, s.Product) and all(isinstance(f, s.Name) for f in node.factors):
        return list(node.factors)
    return [node]


def is_option(node: Node) -> bool:
    """`axis=0` and the like."""
    return isinstance(node, s.Chain)
