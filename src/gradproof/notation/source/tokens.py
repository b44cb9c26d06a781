"""Tokens: what the lexer makes of the characters, and what the grammar reads."""

from __future__ import annotations

from typing import NamedTuple

from gradproof.notation.source.surface import Node


class Token(NamedTuple):
    r"""One sign with its place; `kind` says what part it can play.

    An operand is an `atom` (its `node` is finished) or `text`. Between operands stand `joint sign
    not relation colon separator caret under prime bang`; around them `open close left right bar { }
    begin end`; in front `big frac root norm accent noted stack lines over`. `row align quad` lay
    out, and `bad` is what cannot be read: `value` is the message and `extra` the advice, said when
    the grammar comes to it. `extra` is the remark above a relation, and how a bar was typed.
    """

    kind: str
    value: str
    start: int
    end: int
    node: Node | None = None
    extra: str = ""
