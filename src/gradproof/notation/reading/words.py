r"""Words that are rows of names: `\mathrm{XW}` where X and W are names of the note, XW is not."""

from __future__ import annotations

from dataclasses import replace

from gradproof.core.errors import GradproofError
from gradproof.notation.printing.symbols import identifier
from gradproof.notation.reading.macros import FUNCTIONS
from gradproof.notation.reading.names import Scope
from gradproof.notation.source.rewrite import rewritten
from gradproof.notation.source.statements import Statement
from gradproof.notation.source.surface import Name, Node, Product, walk

LONGEST = 4


def words_apart(statements: list[Statement], scope: Scope) -> list[Statement]:
    """The statements with such words taken apart into products of their letters."""
    return [
        replace(one, node=rewritten(one.node, lambda node: _apart(node, scope)))
        if one.node is not None and any(_is_row(node, scope) for node in walk(one.node))
        else one
        for one in statements
    ]


def _is_row(node: Node, scope: Scope) -> bool:
    """Whether this is a word whose letters are names, while it is none itself."""
    if not isinstance(node, Name) or node.kind != "word" or node.accents:
        return False
    word = node.letter
    if not (2 <= len(word) <= LONGEST and word.isalpha()) or word in FUNCTIONS:
        return False
    return not _known(word, scope) and all(_known(letter, scope) for letter in word)


def _known(written: str, scope: Scope) -> bool:
    try:
        return identifier(written) in scope.known
    except GradproofError:
        return False


def _apart(node: Node, scope: Scope) -> Node:
    if not isinstance(node, Name) or not _is_row(node, scope):
        return node
    letters = tuple(
        replace(node, letter=letter, kind="letter", latex=letter) for letter in node.letter
    )
    joints = ("juxtaposed",) * (len(letters) - 1)
    return Product(letters, joints, start=node.start, end=node.end)
