r"""The letters that a note has for gradients: `\delta^{(l)} = \partial L/\partial u^{(l)}`."""

from __future__ import annotations

from collections.abc import Iterable

from gradproof.notation.reading.names import Scope, name_of, spelled
from gradproof.notation.source.statements import Statement
from gradproof.notation.source.surface import Chain, Frac, Name, Node, Product, Script

PARTIALS = frozenset("∂d")


def letters_for_gradients(statements: Iterable[Statement], scope: Scope) -> dict[str, str]:
    """The LaTeX of the letter for ∂f/∂v, by the name of v; the first that the note gives."""
    found: dict[str, str] = {}
    for statement in statements:
        node = statement.node
        if not isinstance(node, Chain) or node.first is None:
            continue
        whole = spelled(node.first)
        named = name_of(whole.base, whole.parts, scope) if isinstance(whole.base, Name) else None
        if named is None or _is_derivative_sign(whole.base):
            continue
        for link in node.links:
            variable = link.right is not None and _variable(link.right)
            if variable:
                inner = spelled(variable)
                by = name_of(inner.base, inner.parts, scope)
                if by is not None:
                    found.setdefault(by[0], named[1])
    return found


def _is_derivative_sign(base: Node) -> bool:
    return isinstance(base, Name) and base.letter in ("∂", "∇")


def _variable(node: Node) -> Node | None:
    """The v of ∂f/∂v and ∇_v f, if the formula is that and nothing else."""
    match node:
        case Frac(num=Product() as upper, den=Product() as lower):
            return _behind(lower) if _behind(upper) is not None else None
        case Product(factors=(above, _, below, variable), joints=(_, "slash", _)):
            pair = _is_partial(above) and _is_partial(below)
            return variable if pair else None
        case Product(factors=(Script(base=Name(letter="∇"), sub=Node() as variable), *_)):
            return variable
        case _:
            return None


def _behind(node: Product) -> Node | None:
    """What stands behind the ∂, if nothing else does."""
    first, *rest = node.factors
    return rest[0] if _is_partial(first) and len(rest) == 1 else None


def _is_partial(node: Node) -> bool:
    return isinstance(node, Name) and node.letter in PARTIALS and not node.accents
