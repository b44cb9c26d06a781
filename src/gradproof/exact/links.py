"""Links of a derivation, checked once for each kind: like links of like layers cost nothing."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Iterable

from gradproof.core.dims import Monomial, Shape
from gradproof.core.expr import Expr, Symbol, postorder, symbols
from gradproof.core.facts import Equation, Fact, Property
from gradproof.core.proof import Certificate, Link
from gradproof.core.unknown import Unknown
from gradproof.exact.equal import equal
from gradproof.ops import TABLE

CAPACITY = 4096
_proved: OrderedDict[Hashable, Certificate] = OrderedDict()


def check_link(link: Link) -> Certificate:
    """Whether before = after; a link that is proved is remembered up to the names in it."""
    given = relevant((link.before, link.after), link.given)
    key = pattern(link.before, link.after, given)
    known = _proved.get(key)
    if known is not None:
        _proved.move_to_end(key)
        return known
    found = equal(link.before, link.after, given)
    if found.holds:
        _proved[key] = found
        if len(_proved) > CAPACITY:
            _proved.popitem(last=False)
    return found


def forget() -> None:
    """Empty the memory of proved links."""
    _proved.clear()


def relevant(roots: Iterable[Expr], given: Iterable[Fact]) -> list[Fact]:
    """The facts that mention a symbol of the roots, or of a fact that does, and so on."""
    by_symbol: dict[Expr, list[int]] = {}
    facts = list(given)
    named: set[Expr] = set()
    for place, fact in enumerate(facts):
        if isinstance(fact, Property):
            by_symbol.setdefault(fact.subject, []).append(place)
        elif fact.is_definition and fact.left not in named:
            named.add(fact.left)
            by_symbol.setdefault(fact.left, []).append(place)
        else:
            for one in symbols(fact.left, fact.right):
                by_symbol.setdefault(one, []).append(place)
    chosen: set[int] = set()
    seen: set[Expr] = set()
    fresh = [one for root in roots for one in symbols(root)]
    while fresh:
        one = fresh.pop()
        if one in seen:
            continue
        seen.add(one)
        for place in by_symbol.get(one, ()):
            if place not in chosen:
                chosen.add(place)
                fact = facts[place]
                if isinstance(fact, Equation):
                    fresh += symbols(fact.left, fact.right)
    return [facts[place] for place in sorted(chosen)]


class _Renaming:
    """Symbols, functions and size letters numbered in the order in which they are met."""

    def __init__(self) -> None:
        self.symbols: dict[Symbol, int] = {}
        self.functions: dict[str, int] = {}
        self.letters: dict[str, int] = {}

    def data(self, data: object) -> Hashable:
        """The data of a node, with numbers for names."""
        if isinstance(data, Symbol):
            return self.symbols.setdefault(data, len(self.symbols))
        if isinstance(data, Unknown):
            return (self.functions.setdefault(data.key[0], len(self.functions)), data.order)
        if isinstance(data, Monomial):
            return self.monomial(data)
        if isinstance(data, Shape):
            return (self.monomial(data.rows), self.monomial(data.cols))
        return data  # pyright: ignore[reportReturnType]

    def monomial(self, value: Monomial) -> Hashable:
        """A size or coefficient, with numbers for letters."""
        if not value.factors:
            return value
        letters = self.letters
        numbered = [(letters.setdefault(name, len(letters)), k) for name, k in value.factors]
        return (value.coefficient, tuple(sorted(numbered)))


def pattern(before: Expr, after: Expr, given: Iterable[Fact]) -> Hashable:
    """The claim with its names replaced by numbers: equal for two claims that differ in names
    alone.

    The rows of the table in use are part of it, so that a changed table is not mistaken for the
    old one.

    >>> from gradproof.core.algebra import transpose
    >>> from gradproof.core.dims import shape
    >>> from gradproof.core.expr import symbol
    >>> A, B = symbol("A", shape("m", "n")), symbol("B", shape("k", "m"))
    >>> pattern(A, transpose(A), ()) == pattern(B, transpose(B), ())
    True
    """
    roots = [before, after]
    marks: list[Hashable] = []
    for fact in given:
        if isinstance(fact, Equation):
            roots += (fact.left, fact.right)
            marks.append("=")
        else:
            roots.append(fact.subject)
            marks.append(fact.name)
    names = _Renaming()
    places: dict[Expr, int] = {}
    lines: list[Hashable] = [tuple(marks)]
    for expr in postorder(*roots):
        places[expr] = len(places)
        op: Hashable = TABLE[expr.op] if expr.op in TABLE else expr.op  # noqa: SIM401
        below = tuple([places[arg] for arg in expr.args])
        rows, cols = expr.shape
        lines.append((op, names.data(expr.data), below, names.monomial(rows), names.monomial(cols)))
    lines.append(tuple([places[root] for root in roots]))
    return tuple(lines)
