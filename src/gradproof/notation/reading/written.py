"""What stands in front of brackets on the page: σ(z) = … of a known function, J(w), f(u)."""

from __future__ import annotations

from collections.abc import Sequence

from gradproof.core.errors import Place
from gradproof.notation.reading.apart import is_apart, is_function
from gradproof.notation.reading.base import Defined, ReaderBase
from gradproof.notation.reading.definitions import Definition
from gradproof.notation.reading.macros import FUNCTIONS, LOSSES
from gradproof.notation.reading.names import Scope, name_of, spelled
from gradproof.notation.source.statements import Statement
from gradproof.notation.source.surface import Chain, Group, Name, Product, walk


def settle_heads(
    definitions: dict[str, Definition], statements: Sequence[Statement], reader: ReaderBase
) -> list[tuple[str, str, Place]]:
    """Settle what stands with arguments on the left: a function, or a symbol written J(w).

    What comes back are the functions that are known anyway, each with its two sides.
    """
    scope, found = reader.scope, list[tuple[str, str, Place]]()
    called, builtin = arguments_written(statements, scope), redefined(statements, scope)
    for name, one in list(definitions.items()):
        if not one.parameters:
            continue
        wholes = (spelled(each) for each in one.parameters)
        named = (name_of(whole.base, whole.parts, scope) for whole in wholes)
        names = tuple(each[0] for each in named if each is not None)
        of_layers = is_function(name, reader.unknowns, reader.functions, scope)
        if of_layers and not is_apart(name, scope):
            continue
        if name in builtin:
            sides = f"{one.known.latex}{one.written}", scope.source(one.right)
            found.append((*sides, one.known.place))
            del definitions[name], scope.known[name]
        elif of_layers or any(each != one.written for each in called.get(name, ())):
            del definitions[name], scope.known[name]
            reader.functions[name] = Defined(names, one.right)
        else:
            reader.called[name] = one.written
    return found


def redefined(statements: Sequence[Statement], scope: Scope) -> set[str]:
    """The names on left sides that are functions known anyway, such as σ(z) = 1/(1+e^{-z})."""
    found: set[str] = set()
    for statement in statements:
        node = statement.node
        if isinstance(node, Chain) and isinstance(node.first, Product):
            head = node.first.factors[0]
            named = name_of(head, (), scope) if isinstance(head, Name) else None
            word = head.letter if isinstance(head, Name) else ""
            if named is not None and word in FUNCTIONS and word not in LOSSES:
                found.add(named[0])
    return found


def arguments_written(statements: Sequence[Statement], scope: Scope) -> dict[str, set[str]]:
    """The arguments, as they are written, behind every name that has some."""
    found: dict[str, set[str]] = {}
    for statement in statements:
        for node in walk(statement.node) if statement.node is not None else ():
            if not isinstance(node, Product):
                continue
            for left, right in zip(node.factors, node.factors[1:], strict=False):
                if isinstance(right, Group):
                    whole = spelled(left)
                    named = name_of(whole.base, whole.parts, scope)
                    if named is not None:
                        found.setdefault(named[0], set()).add(scope.source(right))
    return found
