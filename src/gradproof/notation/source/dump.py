"""A surface tree on one line, in brackets: for tests, and for people who look into it."""

from __future__ import annotations

from collections.abc import Iterable

from gradproof.notation.source.surface import (
    JOINTS,
    Accent,
    Big,
    CaseRow,
    Chain,
    Dots,
    Frac,
    Group,
    Items,
    Link,
    Matrix,
    Name,
    Node,
    Number,
    Placeholder,
    Postfix,
    Prefix,
    Product,
    Root,
    Script,
    Slice,
    Sum,
    Text,
    children,
    walk,
)


def dump(node: Node) -> str:
    r"""The tree in brackets, for tests and for people who look into it.

    >>> from fractions import Fraction
    >>> x, two = Name("x", start=0, end=1), Number(Fraction(2), "2", start=2, end=3)
    >>> dump(Sum((x, Script(x, sup=two, start=0, end=3)), ("", "-"), start=0, end=7))
    '(+ x - (^ x 2))'
    """
    shown: dict[int, str] = {}
    for part in reversed(tuple(walk(node))):
        shown[id(part)] = _show(part, shown)
    return shown[id(node)]


def _show(node: Node, shown: dict[int, str]) -> str:
    """One node in brackets, its parts being shown already."""

    def say(*parts: Node | None) -> str:
        return " ".join("." if part is None else shown[id(part)] for part in parts)

    match node:
        case Number():
            return node.text
        case Name():
            said = not node.font or node.key.endswith("_" + node.font)
            return node.key if said else f"{node.key}:{node.font}"
        case Text():
            return f'"{node.content}"'
        case Dots():
            return node.kind
        case Placeholder():
            return "□"
        case Script():
            marks = ("_" if node.sub else "") + (node.caret if node.sup else "") + "'" * node.primes
            scripts = [part for part in (node.sub, node.sup) if part]
            return f"({marks} {say(node.base, *scripts)})"
        case Product():
            signs = (JOINTS[joint] for joint in node.joints)
            return f"(* {_between([say(factor) for factor in node.factors], signs)})"
        case Sum():
            terms = _between([say(term) for term in node.terms], node.signs[1:])
            return f"(+ {node.signs[0]} {terms})" if node.signs[0] else f"(+ {terms})"
        case Group():
            items = _between([say(item) for item in node.items], node.separators)
            return f'("{node.open}{node.close}" {items})'.replace(" )", ")")
        case Items():
            return f"(items {_between([say(item) for item in node.items], node.separators)})"
        case Chain():
            links = " ".join(say(link) for link in node.links)
            return f"(chain {say(node.first)} {links})"
        case Link():
            return f"{node.sign}{f'[{node.mark}]' if node.mark else ''} {say(node.right)}"
        case Prefix() | Postfix():
            return f"({node.op} {say(node.body)})"
        case Frac():
            return f"({node.style} {say(node.num, node.den)})"
        case Accent():
            return f"({node.accent} {say(node.body)})"
        case Big():
            return f"({node.op} {say(node.lower, node.upper, node.body)})"
        case Matrix():
            return f"({node.kind} {' '.join(f'[{say(*row)}]' for row in node.rows)})"
        case CaseRow():
            return f"[{say(node.value, *node.conditions)}]"
        case Slice():
            return f"(: {say(node.low, node.high)})"
        case Root() if node.degree:
            return f"(root {say(node.degree, node.body)})"
        case _:
            name = "sqrt" if isinstance(node, Root) else type(node).__name__.lower()
            return f"({name} {say(*children(node))})"


def _between(parts: list[str], signs: Iterable[str]) -> str:
    """The parts with the signs between them: `a · b c`."""
    words = [parts[0]] if parts else []
    for sign, part in zip(signs, parts[1:], strict=True):
        words += [sign, part] if sign else [part]
    return " ".join(words)
