"""Trees with some of their parts replaced."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

from gradproof.notation.source.surface import Node, Product, children, walk


def rewritten(root: Node, change: Callable[[Node], Node]) -> Node:
    """The tree with `change` done to every node, to the innermost first; any depth will do."""
    order = list(walk(root))
    done: dict[int, Node] = {}
    for node in reversed(order):
        old = tuple(children(node))
        same = all(done[id(one)] is one for one in old)
        done[id(node)] = change(node if same else _with(node, done))
    return done[id(root)]


def _with(node: Node, done: dict[int, Node]) -> Node:
    """The node with its parts replaced by what has been made of them."""
    changed = {field.name: _image(getattr(node, field.name), done) for field in fields(node)}
    return replace(node, **changed)


def _image(value: Any, done: dict[int, Node]) -> Any:
    if isinstance(value, Node):
        return done.get(id(value), value)
    if isinstance(value, tuple):
        return tuple(_image(one, done) for one in value)
    return value


def with_phrases(root: Node, phrases: list[tuple[Node, Node]]) -> Node:
    """The tree in which products such as `\\ln p(w)` are the names that they stand for.

    A phrase is found among the factors of a longer product as well.
    """

    def change(node: Node) -> Node:
        for phrase, name in phrases:
            if type(node) is type(phrase) and node == phrase:
                return replace(name, start=node.start, end=node.end)
        return _shortened(node, phrases) if isinstance(node, Product) else node

    return rewritten(root, change)


def _shortened(node: Product, phrases: list[tuple[Node, Node]]) -> Node:
    factors, joints = list(node.factors), list(node.joints)
    for phrase, name in phrases:
        if not isinstance(phrase, Product):
            continue
        length = len(phrase.factors)
        for at in range(len(factors) - length, -1, -1):
            inner = tuple(joints[at : at + length - 1])
            found = factors[at : at + length]
            if inner == phrase.joints and tuple(found) == phrase.factors:
                place = {"start": found[0].start, "end": found[-1].end}
                factors[at : at + length] = [replace(name, **place)]
                del joints[at : at + length - 1]
    if len(factors) == len(node.factors):
        return node
    return replace(node, factors=tuple(factors), joints=tuple(joints))
