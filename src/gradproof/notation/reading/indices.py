"""The part of the reader that reads indices: which letters are bound, and what they pick."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from gradproof.core.dims import Monomial
from gradproof.core.errors import GradproofError
from gradproof.notation.reading.base import ReaderBase, Steps, span
from gradproof.notation.reading.components import (
    COMPONENT,
    COMPONENT_KINDS,
    FIRST,
    INDEX_SUM,
    Cased,
    Index,
    Pick,
    Slot,
)
from gradproof.notation.reading.functions import SUM
from gradproof.notation.reading.kinds import usual
from gradproof.notation.reading.names import Known, Spelled, exponent, is_index, name_of
from gradproof.notation.reading.shapes import size_of
from gradproof.notation.reading.terms import Term, kind
from gradproof.notation.source.surface import (
    Accent,
    Big,
    Chain,
    Group,
    Items,
    Name,
    Node,
    Number,
    Product,
    Slice,
    Sum,
)


class Indices(ReaderBase):
    """Sums over indices and components."""

    def index_sum(self, node: Big) -> Steps:
        """A sum with or without an index below it."""
        if node.lower is None:
            if node.upper is not None:
                self.fail(node, "a sum without an index", r"Write it below: \sum_{i=1}^n.")
            body = yield self.read(node.body)
            return Term(SUM, (body,), node)
        found = [self.index(one, node.upper, node) for one in self.lowers(node.lower)]
        self.bound += found
        body = yield self.read(node.body)
        del self.bound[len(self.bound) - len(found) :]
        return Term(INDEX_SUM, (body,), node, tuple(found))

    def lowers(self, node: Node) -> list[Node]:
        """The indices below a sum: `i`, `i, j`, `ij`, `i=1, j=1`."""
        match node:
            case Items():
                return list(node.items)
            case Product(factors=factors, joints=joints) if set(joints) == {"juxtaposed"}:
                return list(factors)
            case _:
                return [node]

    def index(self, node: Node, upper: Node | None, whole: Big) -> Index:
        """One index with how many values it has."""
        letter, first = node, None
        if isinstance(node, Chain) and len(node.links) == 1 and node.first is not None:
            letter, link = node.first, node.links[0]
            if link.sign == "∈":
                upper = None
            elif link.sign == "=" and isinstance(link.right, Number):
                first = link.right.value
            else:
                self.fail(node, "a sum over some of the indices is not supported")
        if not isinstance(letter, Name):
            self.fail(node, "this is not an index", "Write a letter, as in i=1.")
        if first not in (None, 0, 1):
            self.fail(node, "a sum that does not begin at 1 is not supported")
        self.serial += 1
        count = None if upper is None else self.count(upper, first)
        return Index(letter.key, f"{letter.key}#{self.serial}", count)

    def count(self, upper: Node, first: Fraction | None) -> Monomial:
        """How many values an index has that runs up to this."""
        if first == 0:
            less = isinstance(upper, Sum) and upper.signs == ("", "-") and len(upper.terms) == 2
            if not (less and isinstance(upper, Sum) and exponent(upper.terms[1]) == 1):
                self.fail(upper, "a sum that begins at 0 must end at n-1")
            upper = upper.terms[0]
        try:
            return size_of(upper, self.scope)
        except GradproofError as error:
            raise error.at(self.scope.place(upper)) from None

    def component(self, node: Node, whole: Spelled, taken: int) -> tuple[Term, int] | None:
        """An entry, a row or a column of a symbol, or None if the scripts pick nothing."""
        slots: list[Slot] = []
        used = taken
        bound = self.letters()
        while used < len(whole.parts) and len(slots) < 2:
            part = whole.parts[used]
            if part.kind == "prime" or not is_index(part.node, bound):
                break
            slots += self.slots(part.node, bound)
            used += 1
        if used == taken:
            return None
        if len(slots) > 2:
            self.fail(node, "more than two indices")
        if all(slot is None for slot in slots):
            self.fail(node, "a range of components is not supported here")
        base = self.indexed(node, whole, taken)
        small = isinstance(whole.base, Name) and whole.base.letter[:1].islower()
        if len(slots) == 1 and slots[0] is None:
            self.fail(node, "a range of components is not supported here")
        end = whole.parts[used - 1].end
        pick = Pick(tuple(slots), small)
        return Term(COMPONENT, (base,), span(node.start, end), pick), used

    def slots(self, node: Node, bound: dict[str, Index]) -> list[Slot]:
        """What a subscript picks in each of its places."""
        match node:
            case Slice(low=None, high=None):
                return [None]
            case Name(kind="mark"):
                return [None]
            case Name() if node.key in bound:
                return [bound[node.key]]
            case Number(value=value) if value == 1:
                return [FIRST]
            case Items(items=parts) | Group(items=parts) | Product(factors=parts):
                return [slot for one in parts for slot in self.slots(one, bound)]
            case _:
                return self.fail(node, "this index is not supported", "Use a letter of a sum.")

    def indexed(self, node: Node, whole: Spelled, taken: int) -> Term:
        """The symbol of which components are picked: x of x_i, or X where only X is known."""
        assert isinstance(whole.base, Name | Accent)
        own = whole.parts[:taken]
        found = name_of(whole.base, own, self.scope)
        if found is None or not isinstance(whole.base, Name):
            self.fail(node, f"{self.scope.source(node)!r} has no name")
        name, latex = found
        end = own[-1].end if own else whole.base.end
        place = span(whole.base.start, end)
        if name not in self.scope.known and not any(name in one for one in self.inside):
            matrix = self.matrix_of(name, whole.base, place)
            if matrix is not None:
                self.scope.used.setdefault(name, Known(name, latex, self.scope.place(place)))
                return Term(Cased(COMPONENT_KINDS), (matrix,), place, name)
        kinds = usual(whole.base, self.scope)
        if whole.base.letter[:1].islower():
            kinds = COMPONENT_KINDS
        return self.symbol(place, name, latex, kinds)

    def matrix_of(self, name: str, base: Name, place: Node) -> Term | None:
        """The capital of which a small letter with an index may be a row, a column or an entry."""
        large = name.replace(base.letter, base.letter.upper(), 1)
        if large == name:
            return None
        known = self.scope.known.get(large)
        if known is not None and (known.shape is None or kind(known.shape) == "matrix"):
            return self.symbol(place, large, known.latex, [])
        if large in self.scope.used:
            capital = replace(base, letter=base.letter.upper())
            latex = self.scope.used[large].latex
            return self.symbol(place, large, latex, usual(capital, self.scope))
        return None
