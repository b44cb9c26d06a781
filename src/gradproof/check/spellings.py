"""How letters and their scripts are spelled: names, indices, offsets, transposes."""

from __future__ import annotations

from gradproof.notation.source.surface import (
    Chain,
    Group,
    Items,
    Name,
    Node,
    Number,
    Product,
    Script,
    Sum,
)

INDEX_LETTERS = frozenset("ijklmnpqrst")
"""Letters that count where they stand below or above another."""


def base_of(node: Node) -> Name | None:
    """The name under scripts."""
    while isinstance(node, Script):
        node = node.base
    return node if isinstance(node, Name) else None


def script_items(node: Node | None) -> list[Node]:
    """The parts of a lower script: `ij`, `i,j`, `1n` are two, `h` is one."""
    if node is None:
        return []
    if isinstance(node, Items):
        return list(node.items)
    if isinstance(node, Product) and all(j == "juxtaposed" for j in node.joints):
        return list(node.factors)
    return [node]


def sup_items(node: Node | None) -> list[Node]:
    r"""The parts of an upper script: `[2](i)T` are three, `\odot 2` is one."""
    if node is not None and entrywise_exponent(node) is not None:
        return [node]
    if isinstance(node, Product) and all(j == "juxtaposed" for j in node.joints):
        return list(node.factors)
    return [] if node is None else [node]


def entrywise_exponent(node: Node) -> Number | None:
    r"""The 2 of `h^{\odot 2}`."""
    if not isinstance(node, Product) or len(node.factors) != 2:
        return None
    sign, number = node.factors
    marked = isinstance(sign, Name) and sign.letter in ("⊙", "∘", "odot", "circ")
    return number if marked and isinstance(number, Number) else None


def is_transpose(node: Node) -> bool:
    """Whether an upper script is a T."""
    return isinstance(node, Name) and node.letter in ("T", "⊤", "t⊤", "tr") and not node.accents


def bracketed(node: Node) -> Node | None:
    """What is in the brackets of `(l)` or `[l]`."""
    if isinstance(node, Group) and node.open in ("(", "[", "<") and len(node.items) == 1:
        return node.items[0]
    return None


def offset_letter(node: Node) -> str:
    """The letter of `l+1`, `t-1`, `i - 2`."""
    if (
        isinstance(node, Sum)
        and len(node.terms) == 2
        and isinstance(node.terms[0], Name | Script)
        and isinstance(node.terms[1], Number)
    ):
        return spelled(node.terms[0])
    return ""


def spelled(node: Node) -> str:
    """A name as a word: `n_l`, `D_x`, `i`; empty for anything else."""
    if isinstance(node, Name):
        return node.key
    if isinstance(node, Number):
        return node.text
    if isinstance(node, Script) and node.sup is None and not node.primes:
        inner = spelled(node.base)
        below = "".join(spelled(one) or "?" for one in script_items(node.sub))
        return f"{inner}_{below}" if inner and "?" not in below else ""
    if isinstance(node, Group) and len(node.items) == 1 and node.open in ("{", ""):
        return spelled(node.items[0])
    if isinstance(node, Product) and all(isinstance(f, Name) for f in node.factors):
        return "".join(spelled(f) for f in node.factors)
    return ""


def bound_letters(node: Node) -> set[str]:
    """The letters that a lower limit binds: `i=1`, `i,j`, `j≠i`, `x ∈ V`."""
    if isinstance(node, Chain):
        first = node.first
        return bound_letters(first) if first is not None else set()
    if isinstance(node, Items):
        found: set[str] = set()
        for one in node.items:
            found |= bound_letters(one)
        return found
    if isinstance(node, Product):
        return {w for f in node.factors for w in bound_letters(f)}
    word = spelled(node)
    return {word} if word and len(word) == 1 and not word.isupper() else set()


def plain_names(group: Group) -> bool:
    """Whether the arguments are bare symbols."""
    return all(isinstance(base_of(one), Name) for one in group.items)


def named_arguments(text: str) -> bool:
    return "Sum(" not in text and "Product(" not in text
