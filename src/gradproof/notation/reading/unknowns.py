r"""Functions that a note names but does not define: the activation f of `a = f(u)`, φ_l, g^{[2]}.

Such a name is taken for an unknown function of each entry where words say that it is one, where f′
occurs as well, or where it is a usual letter for a function; and only where it stands nowhere but
in front of brackets with one thing in them, and nothing declares or defines it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from gradproof.core.dims import SCALAR
from gradproof.core.errors import GradproofError
from gradproof.core.expr import Expr, Symbol, postorder
from gradproof.core.model import Model
from gradproof.core.operation import TABLE
from gradproof.core.phrase import Phrase, enumeration
from gradproof.core.unknown import Unknown
from gradproof.notation.printing.symbols import make_symbol
from gradproof.notation.reading.definitions import DEFINING, has_derivative
from gradproof.notation.reading.function_forms import Row
from gradproof.notation.reading.lifting import Lifted, entrywise
from gradproof.notation.reading.macros import FUNCTIONS
from gradproof.notation.reading.maps import Saying, sayings
from gradproof.notation.reading.names import (
    GREEK,
    Part,
    Scope,
    is_index,
    is_number_name,
    name_of,
    spelled,
    transposes,
)
from gradproof.notation.reading.strangers import is_matrix, is_parameter, stranger
from gradproof.notation.reading.terms import Run, Term
from gradproof.notation.source.spelling import COMMANDS
from gradproof.notation.source.statements import Statement
from gradproof.notation.source.surface import Chain, Group, Items, Name, Node, Product, Script, walk
from gradproof.ops.unknown import unknown

LETTERS = frozenset("fghφψϕ")
"""What is a function in front of brackets, if nothing says otherwise."""
PRIMED = frozenset("fφψϕ")
"""Those of which f'(x) is the derivative where f(x) does not occur: h'(Ax) may be hᵀ(Ax)."""
SCRIPTED = frozenset("aσ")
"""What is one with a script, as in σ_1(z)."""
MOST_NAMES = 4
"""Of functions that a remark lists."""
_SIZES = re.compile(r"\\(?:left|[bB]igg?l?|!)\s*")
"""What may stand between a name and its brackets."""


class Applied(Row):
    """f(X), or a derivative of f, of a function that is known by its name alone."""

    def __init__(self, what: Unknown) -> None:
        super().__init__(TABLE["function"])
        self.what = what

    def build(self, term: Term, args: list[Expr], run: Run) -> Expr:
        return unknown(self.what, args[0])

    def lift(self, term: Term, args: list[Lifted], run: Run) -> Lifted:
        return entrywise(args, args[0].cell, {}, lambda x: unknown(self.what, x))


@dataclass(slots=True)
class Use:
    """How a name stands in front of brackets.

    heads: where.  bare, primed: whether without and with primes.  loose: with space before the
    brackets.  matrices: with something like σ_1(A), which is a singular value.
    """

    letter: str
    latex: str
    word: bool
    parts: tuple[Part, ...]
    heads: list[Node] = field(default_factory=list)
    bare: bool = False
    primed: bool = False
    loose: bool = False
    matrices: bool = False


@dataclass(slots=True)
class Unknowns:
    """The unknown functions of a note by name, and what is to be said of those that are guessed.

    first: where the first of them stands in front of brackets.  bare: those of which nothing is
    said, by their letters alone.
    """

    symbols: dict[str, Symbol] = field(default_factory=dict)
    remarks: list[Phrase] = field(default_factory=list)
    first: Node | None = None
    bare: set[str] = field(default_factory=set)

    def head(self, factor: Node, node: Product, at: int, scope: Scope) -> tuple[str, Row] | None:
        """The name and the form of an unknown function that takes the brackets behind it."""
        if not self.symbols or _argument(node, at) is None:
            return None
        found = _named(factor, scope)
        symbol = self.symbols.get(found[0]) if found is not None else None
        if found is None or symbol is None:
            return None
        return found[0], Applied(Unknown(symbol, found[2]))

    def refused(self, model: Model, scope: Scope) -> GradproofError | None:
        """The error where a function of a vector seems to give a number.

        Then nothing in the model is one, or the vector is taken for a number that it is not.
        """
        if self.first is None:
            return None
        found = [right for _, right in model.definitions.values()]
        shrunk = any(self._shrinks(one, scope) for one in postorder(*found))
        if not shrunk and any(one.shape.is_scalar for one in found):
            return None
        base = spelled(self.first).base
        assert isinstance(base, Name)
        return stranger(base.letter, scope.place(self.first))

    def _shrinks(self, expr: Expr, scope: Scope) -> bool:
        """Whether a guessed function is taken of a number that nothing says to be one."""
        if not isinstance(expr.data, Unknown) or expr.data.symbol.name not in self.bare:
            return False
        (inside,) = expr.args
        if inside.op != "symbol" or not inside.shape.is_scalar:
            return False
        return inside.symbol.name in scope.used and inside.symbol.name not in scope.said


def unknowns_of(statements: Iterable[Statement], scope: Scope) -> Unknowns:
    """The unknown functions of a note."""
    found = list(statements)
    said = sayings(found, scope)
    return unknowns_in([one.node for one in found if one.node is not None], scope, said)


def unknowns_in(
    nodes: Iterable[Node], scope: Scope, said: Mapping[str, Saying] | None = None
) -> Unknowns:
    """The unknown functions of formulas, of which words say so much."""
    found, guessed = Unknowns(), list[str]()
    for name, use in _uses(nodes, scope).items():
        known = said or {}
        saying = known.get(name) or (known.get(use.letter + "_") if use.parts else None)
        if saying is Saying.OTHER or not _may_be(use, saying):
            continue
        found.symbols[name] = make_symbol(use.latex, SCALAR).symbol
        found.first = found.first or use.heads[0]
        if saying is None and not (use.primed and use.bare):
            found.bare.add(name)
        if saying not in (Saying.ENTRYWISE, Saying.ARBITRARY):
            guessed.append(found.symbols[name].text)
    found.remarks += _remarks(guessed)
    return found


def _remarks(names: list[str]) -> list[Phrase]:
    """What is said of functions that are guessed.

    >>> _remarks(["f₁", "f₂"])
    ['f₁ and f₂ are unknown functions, applied to each entry']
    """
    if len(names) == 1:
        return [Phrase("{0} is an unknown function, applied to each entry", names[0])]
    shown = names if len(names) <= MOST_NAMES else [*names[:2], "…", names[-1]]
    listed = enumeration([", ".join(shown[:-1]), *shown[-1:]])
    return [Phrase("{0} are unknown functions, applied to each entry", listed)] if names else []


def _may_be(use: Use, saying: Saying | None) -> bool:
    """Whether a name in front of brackets is an unknown function."""
    word = COMMANDS[use.letter].value if use.letter in GREEK else use.letter
    if word in FUNCTIONS:
        if word != "σ" or any(part.kind == "sup" for part in use.parts):
            return False
        if not use.parts:
            return saying is Saying.ARBITRARY
        return saying is not None or (not use.loose and not use.matrices)
    if saying is not None:
        return True
    if use.word or use.loose or any(map(is_parameter, use.parts)):
        return False
    if use.primed and use.bare:
        return True
    if word in LETTERS:
        return use.bare or word in PRIMED
    return word in SCRIPTED and bool(use.parts)


def _uses(nodes: Iterable[Node], scope: Scope) -> dict[str, Use]:
    """The names that stand in front of brackets only, and that nothing introduces."""
    uses: dict[str, Use] = {}
    plain: set[str] = set(scope.known) | set(scope.sizes)
    for node in nodes:
        defined = _defined(node)
        heads: set[int] = set()
        for one in walk(node):
            for product, at in _calls(one):
                factor = product.factors[at]
                heads.add(id(factor))
                found = _named(factor, scope)
                group = _argument(product, at)
                if found is None:
                    continue
                if group is None or factor is defined:
                    plain.add(found[0])
                    continue
                whole = spelled(factor)
                assert isinstance(whole.base, Name)
                parts = tuple(part for part in whole.parts if part.kind != "prime")
                use = uses.setdefault(
                    found[0], Use(whole.base.letter, found[1], whole.base.kind == "word", parts)
                )
                use.heads.append(factor)
                use.primed |= found[2] > 0
                use.bare |= found[2] == 0
                between = scope.document[factor.end : group.start]
                use.loose |= bool(_SIZES.sub("", between))
                use.matrices |= is_matrix(group.items[0])
        if not _is_mention(node) and not has_derivative(node):
            plain |= set(_plain(node, heads, scope))
    return {name: use for name, use in uses.items() if name not in plain}


def _calls(node: Node) -> Iterator[tuple[Product, int]]:
    """The factors of a product that stand in front of round brackets."""
    if not isinstance(node, Product):
        return
    for at, joint in enumerate(node.joints):
        behind = spelled(node.factors[at + 1]).base
        if joint == "juxtaposed" and isinstance(behind, Group) and behind.open == "(":
            yield node, at


def _argument(node: Product, at: int) -> Group | None:
    """The round brackets behind a factor, with one thing in them."""
    if at + 1 >= len(node.factors) or node.joints[at] != "juxtaposed":
        return None
    group = spelled(node.factors[at + 1]).base
    if not isinstance(group, Group) or group.open != "(" or len(group.items) != 1:
        return None
    (inside,) = group.items
    return None if isinstance(inside, Chain | Items) or inside.end <= inside.start else group


def _named(factor: Node, scope: Scope) -> tuple[str, str, int] | None:
    """The name of a head, its LaTeX and the number of its primes; None with other scripts."""
    whole = spelled(factor)
    base = whole.base
    if not isinstance(base, Name) or base.kind not in ("letter", "word"):
        return None
    parts = [part for part in whole.parts if part.kind != "prime"]
    primes = len(whole.parts) - len(parts)
    for part in parts:
        label = part.kind == "sub" or is_number_name(part.node)
        if not label or transposes(part):
            return None
    found = name_of(base, parts, scope)
    if found is None:
        return None
    indexed = any(is_index(part.node, scope.running) for part in parts)
    return None if indexed and not scope.is_member(found[0]) else (*found, primes)


def _defined(node: Node) -> Node | None:
    """What f(x) = … defines."""
    left = node.first if isinstance(node, Chain) and node.links[0].sign in DEFINING else None
    is_call = isinstance(left, Product) and len(left.factors) == 2
    return left.factors[0] if is_call and isinstance(left, Product) else None


def _is_mention(node: Node) -> bool:
    """Whether this is only names, or names in front of brackets, or a map from set to set."""
    if isinstance(node, Items):
        return all(_is_mention(one) for one in node.items)
    if isinstance(node, Chain):
        return node.links[0].sign == "→"
    if isinstance(node, Product) and len(node.factors) == 2:
        return isinstance(node.factors[1], Group)
    return isinstance(spelled(node).base, Name)


def _plain(node: Node, heads: set[int], scope: Scope) -> Iterator[str]:
    """What stands in a formula otherwise than in front of brackets; scripts are left out."""
    below: set[int] = set()
    for one in walk(node):
        if id(one) in below or not isinstance(one, Name | Script):
            continue
        below |= {id(part) for part in walk(one)}
        if id(one) in heads:
            continue
        whole = spelled(one)
        if isinstance(whole.base, Name):
            parts = [part for part in whole.parts if part.kind != "prime"]
            for count in range(len(parts) + 1):
                named = name_of(whole.base, parts[:count], scope)
                if named is not None:
                    yield named[0]
