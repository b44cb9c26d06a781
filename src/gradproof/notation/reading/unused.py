"""Which names stand in the formulas of a note, beyond the declarations that introduce them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gradproof.core.errors import ModelError
from gradproof.core.phrase import Phrase
from gradproof.notation.reading.declare import is_declaration
from gradproof.notation.reading.names import Part, Scope, name_of, spelled, transposes
from gradproof.notation.reading.terms import Run
from gradproof.notation.source.statements import Statement
from gradproof.notation.source.surface import (
    Accent,
    Chain,
    Items,
    Name,
    Node,
    Product,
    Script,
    walk,
)

WILD = ("_*", "_{*}", r"_{\ast}", r"_{\cdot}", r"_{\bullet}")
"""The index of a name that stands for many, as in W_*."""


def used_names(statements: Iterable[Statement], scope: Scope) -> set[str]:
    """The names in definitions, facts and claims; a name that stands alone is only mentioned.

    Of x_1^T that is x and x_1. With an index, a small letter stands for its capital as well.
    """
    found: set[str] = set()
    for statement in statements:
        assumed = statement.role == "assume" and bool(statement.tail.strip())
        for node in _formulas(statement.node):
            if assumed or not _is_mention(node, scope):
                for one in walk(node):
                    if isinstance(one, Name | Script | Accent):
                        found |= set(_names(one, scope))
    return found


def refuse_unknown_shapes(run: Run, scope: Scope) -> list[Phrase]:
    """Refuse an undeclared symbol whose shape nothing tells; remarks on those that look odd."""
    remarks: list[Phrase] = []
    owners: dict[str, set[str]] = {}
    for name, shape in run.leaves.items():
        for value in run.sizes.shape(shape):
            for letter in _families(value.letters, scope):
                owners.setdefault(letter, set()).add(name)
    tied = _tied(run, scope)
    for name in run.leaves:
        if name in scope.known or name not in scope.used:
            continue
        shape = run.sizes.shape(run.leaves[name])
        known = scope.used[name]
        stem, _, index = name.partition("_")
        odd = stem in scope.known and index.isalpha() and not scope.is_member(name)
        if odd and not known.data:
            remarks.append(Phrase("{0} is declared nowhere: a symbol of its own", known.latex))
        own = {one for value in shape for one in _families(value.letters, scope)}
        alone = all(owners[one] == {name} and one not in scope.sizes for one in own)
        if own and (alone or (tied and not own & tied)):
            raise ModelError(
                Phrase("{0} is not declared, and nothing tells its shape", known.latex),
                known.place,
                Phrase(r"Declare it, such as ${0} \in \mathbb{{R}}^{{m \times n}}$.", known.latex),
            )
    return remarks


def _tied(run: Run, scope: Scope) -> set[str]:
    """The sizes that what is declared leads to, from symbol to symbol; empty if it has none."""
    groups = [
        {one for value in run.sizes.shape(shape) for one in _families(value.letters, scope)}
        for shape in run.leaves.values()
    ]
    groups += _by_family(run, scope)
    known = [one.shape for one in scope.known.values() if one.shape is not None]
    found = {one for shape in known for value in shape for one in _families(value.letters, scope)}
    by_letter: dict[str, list[set[str]]] = {}
    for group in groups:
        for letter in group:
            by_letter.setdefault(letter, []).append(group)
    stack = list(found)
    while stack:
        for group in by_letter.pop(stack.pop(), ()):
            stack += group - found
            found |= group
    return found


def _by_family(run: Run, scope: Scope) -> list[set[str]]:
    """The sizes that the members of one family have together."""
    families = scope.layers.families() if scope.layers is not None else {}
    return [
        {
            one
            for name in positions.values()
            if name in run.leaves
            for value in run.sizes.shape(run.leaves[name])
            for one in _families(value.letters, scope)
        }
        for positions in families.values()
    ]


def _families(letters: Iterable[str], scope: Scope) -> list[str]:
    """Sizes, where those that differ by the layer alone, such as n_l and n_N, count as one."""
    members = scope.layers.members if scope.layers is not None else {}
    return [members[one].family if one in members else one for one in letters]


def refuse_unused(
    statements: Iterable[Statement], declared: Iterable[str], scope: Scope
) -> None:  # fmt: skip
    """Refuse a declared symbol of which no formula says anything."""
    used = used_names(statements, scope) | scope.met
    for name in declared:
        known = scope.known[name]
        if name not in used and not known.latex.endswith(WILD) and not scope.is_member(name):
            hint = "Use it in a formula, or delete its declaration."
            raise ModelError(
                Phrase("{0} is declared but never used", known.latex), known.place, hint
            )


def enter_uses(node: Node | None, scope: Scope) -> None:
    """Enter which names stand without scripts, and which with a letter that runs."""
    below: set[int] = set()
    for one in walk(node) if node is not None else ():
        if not isinstance(one, Name | Script) or id(one) in below:
            continue
        whole = spelled(one)
        below |= {id(part) for part in walk(one)}
        named = name_of(whole.base, (), scope) if isinstance(whole.base, Name) else None
        if named is None:
            continue
        first = whole.parts[0] if whole.parts else None
        if first is None or transposes(first):
            scope.bare.add(named[0])
        elif any(isinstance(n, Name) and n.key in scope.running for n in walk(first.node)):
            scope.picked.add(named[0])


def _formulas(node: Node | None) -> Iterator[Node]:
    """The parts of a statement that are more than an introduction of names."""
    if node is None:
        return
    if not (isinstance(node, Chain) and is_declaration(node)):
        is_shape = isinstance(node, Product) and node.joints[:1] == ("colon",)
        yield from node.factors[1:] if is_shape and isinstance(node, Product) else (node,)
        return
    declares = node.links[0].sign == "∈"
    if node.first is not None and not declares:
        yield node.first
    yield from (link.right for link in node.links if link.right is not None)


def _is_mention(node: Node, scope: Scope) -> bool:
    """Whether this is only a name, or several."""
    if isinstance(node, Items):
        return all(_is_mention(one, scope) for one in node.items)
    whole = spelled(node)
    if not isinstance(whole.base, Name | Accent):
        return False
    named = name_of(whole.base, whole.parts, scope)
    return named is not None and not any(map(transposes, whole.parts))


def _names(node: Node, scope: Scope) -> Iterator[str]:
    """What a base with some of its scripts may be the name of."""
    whole = spelled(node)
    if not isinstance(whole.base, Name | Accent):
        return
    choices: list[tuple[Part, ...]] = [()]
    for part in whole.parts[:4]:
        choices += [(*one, part) for one in choices]
    for parts in choices:
        named = name_of(whole.base, parts, scope)
        if named is None:
            continue
        yield named[0]
        if isinstance(whole.base, Name):
            letter = whole.base.letter
            swapped = named[0].replace(letter, letter.swapcase(), 1)
            is_component = letter.islower() and len(parts) < len(whole.parts)
            if is_component or swapped in scope.samples:
                yield swapped
