"""The part of the reader that reads indices: which letters are bound, and what they pick."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import NoReturn

from gradproof.core.dims import Monomial
from gradproof.core.errors import GradproofError
from gradproof.core.layers import Position, Span
from gradproof.core.phrase import Phrase
from gradproof.notation.reading import forms
from gradproof.notation.reading.base import ReaderBase, Steps, span
from gradproof.notation.reading.components import (
    COMPONENT,
    COMPONENT_KINDS,
    ENTRY,
    FIRST,
    INDEX_SUM,
    Cased,
    Index,
    Pick,
    Slot,
)
from gradproof.notation.reading.families import LAYER_SUM
from gradproof.notation.reading.functions import SUM
from gradproof.notation.reading.kinds import usual
from gradproof.notation.reading.names import (
    Known,
    Spelled,
    exponent,
    is_index,
    name_of,
    normal,
    position_of,
    spelled,
)
from gradproof.notation.reading.shapes import size_of
from gradproof.notation.reading.terms import Option, Term, kind
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
    Script,
    Slice,
    Sum,
    walk,
)

_HALF = (
    "If terms are alike for i, j and j, i: half of the sum over all i and j, less those of i = j."
)
PARTS = {
    "≠": "Write the sum over all i and j, less the sum of the terms with i = j.",
    "<": _HALF,
    ">": _HALF,
}
"""What to write instead of a sum over the pairs of indices that bear this sign."""
SHIFTED = "For neighbours write D x with a matrix D: its rows have 1 and -1 side by side."
MOST_APART = 3
"""So many terms of a sum over the layers stand by themselves at either end at most."""
MOST = 100
"""So many terms of a sum are written out at most."""


def _has(node: Script, letter: Name) -> bool:
    """Whether the letter stands in a script of a name."""
    return any(_has_letter(part.node, letter) for part in spelled(node).parts)


def _has_letter(node: Node, letter: Name) -> bool:
    return any(isinstance(one, Name) and one.key == letter.key for one in walk(node))


class Indices(ReaderBase):
    """Sums over indices and components."""

    def index_sum(self, node: Big) -> Steps:
        """A sum with or without an index below it."""
        if node.lower is None:
            if node.upper is not None:
                self.fail(node, "a sum without an index", r"Write it below: \sum_{i=1}^n.")
            body = yield self.read(node.body)
            return Term(SUM, (body,), node)
        lowers = self.lowers(node.lower)
        if (found := self.over_layers(node, lowers)) is not None:
            return (yield self.layer_sum(node, *found))
        values = self.members(node, lowers)
        if values:
            return (yield self.written_out(node, *values))
        found = [self.index(one, node.upper, node) for one in lowers]
        self.bound += found
        body = yield self.read(node.body)
        del self.bound[len(self.bound) - len(found) :]
        return Term(INDEX_SUM, (body,), node, tuple(found))

    def over_layers(self, node: Big, lowers: list[Node]) -> tuple[str, Span] | None:
        """The letter and the span of a sum over the layers of the note; None for another index."""
        layers = self.scope.layers
        letters = {one.key for lower in lowers for one in walk(lower) if isinstance(one, Name)}
        counting = layers.letters if layers is not None else set[str]()
        if layers is None or not letters & counting - self.scope.values.keys():
            return None
        (lower,) = lowers if len(lowers) == 1 else (node,)
        letter = layers.letter if layers.letter in letters else min(letters & counting)
        if isinstance(lower, Name) and node.upper is None:
            return letter, Span(layers.letter, layers.first, layers.last)
        first = last = None
        if isinstance(lower, Chain) and lower.links[0].right is not None:
            first, last = position_of(lower.links[0].right), node.upper and position_of(node.upper)
        if first is None or first.number is None or not isinstance(last, Position):
            self.refuse_part(node)
        return letter, Span(layers.letter, first.number, last)

    def layer_sum(self, node: Big, letter: str, span: Span) -> Steps:
        """A sum over the layers, and over what stands in front of them and behind them.

        Errors:  NotationError for a sum over some of the layers.
        """
        layers = self.scope.layers
        assert layers is not None
        before = layers.first - span.first
        behind = span.last.offset - layers.last.offset
        shifted = before in (0, 1) and behind == -before
        same = span.last.letter == layers.last.letter
        if not same or not (shifted or (0 <= before <= MOST_APART and 0 <= behind <= MOST_APART)):
            self.refuse_part(node)
        alone = [layers.start - one for one in range(before, 0, -1)] if not shifted else []
        alone += [layers.last + one for one in range(1, behind + 1)]
        inner = span if shifted else Span(span.letter, layers.first, layers.last)
        terms: list[Term] = []
        for place in alone:
            terms.append((yield self.at_layer(node.body, letter, place)))
        if layers.last.number is None or layers.last.number >= layers.first:
            body = yield self.at_layer(node.body, letter, layers.here)
            terms.append(Term(LAYER_SUM, (body,), node, inner))
        return (
            terms[0]
            if len(terms) == 1
            else Term(forms.TOTAL, tuple(terms), node, ("+",) * len(terms))
        )

    def at_layer(self, node: Node, letter: str, place: Position) -> Steps:
        """What a formula says of one layer."""
        before = self.scope.values
        self.scope.values = {**before, letter: place}
        term = yield self.read(node)
        self.scope.values = before
        return term

    def refuse_part(self, node: Big) -> NoReturn:
        """Refuse a sum over some of the layers."""
        layers = self.scope.layers
        assert layers is not None
        shown = f"{layers.letter} = {layers.first}, …, {layers.last}"
        self.fail(node, Phrase("only sums over all layers are supported, {0}", shown))

    def members(self, node: Big, lowers: list[Node]) -> tuple[str, list[int]] | None:
        r"""The index and its values where a sum runs over names: W_1, W_2 in `\sum_l \|W_l\|^2`.

        Where the sum has no end in figures it runs over the names that the note introduces.
        """
        (lower,) = lowers if len(lowers) == 1 else (None,)
        letter, first = lower, 1
        if isinstance(lower, Chain) and isinstance(lower.links[0].right, Number):
            letter, first = lower.first, int(lower.links[0].right.value)
        if not isinstance(letter, Name) or letter.key in self.letters():
            return None
        scripted = [one for one in walk(node.body) if isinstance(one, Script) and _has(one, letter)]
        last = exponent(node.upper) if node.upper is not None else None
        if last is not None and (last.denominator != 1 or last - first >= MOST):
            return None
        ends = first + MOST if last is None else int(last) + 1
        found = [one for one in range(first, ends) if self.some_known(scripted, letter, one)]
        if not found:
            return None
        if last is not None:
            return letter.key, list(range(first, ends))
        count = len(found)
        is_run = found == list(range(first, first + count))
        return (letter.key, found) if count > 1 and is_run else None

    def some_known(self, scripted: list[Script], letter: Name, value: int) -> bool:
        """Whether the note introduces a name that has this figure for the letter."""
        before, found = dict(self.scope.values), set[str]()
        self.scope.values[letter.key] = Position("", value)
        try:
            for one in scripted:
                whole = spelled(one)
                for count in range(1, len(whole.parts) + 1):
                    named = name_of(whole.base, whole.parts[:count], self.scope)
                    own = any(_has_letter(part.node, letter) for part in whole.parts[:count])
                    known = self.scope.known.get(named[0]) if own and named else None
                    if known and named and normal(known.latex) == normal(named[1]):
                        found.add(known.name)
            self.scope.met |= found
            return bool(found)
        finally:
            self.scope.values = before

    def written_out(self, node: Big, letter: str, values: list[int]) -> Steps:
        """A sum over names, term by term."""
        before = self.scope.values
        terms: list[Term] = []
        for value in values:
            self.scope.values = {**before, letter: Position("", value)}
            terms.append((yield self.read(node.body)))
        self.scope.values = before
        if len(terms) == 1:
            return terms[0]
        return Term(forms.TOTAL, tuple(terms), node, ("+",) * len(terms))

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
                hint = PARTS.get(link.sign, "Write sums over all values of an index.")
                self.fail(node, "a sum over some of the indices is not supported", hint)
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
        if (entry := self.entry(node, whole, taken)) is not None:
            return entry, 1
        slots: list[Slot] = []
        sample: Slot = None
        used = taken
        bound = self.letters()
        while used < len(whole.parts) and len(slots) < 3:
            part = whole.parts[used]
            if part.kind == "prime" or not is_index(part.node, bound):
                break
            found = self.slots(part.node, bound)
            sample = found[0] if part.kind == "sup" and len(found) == 1 else sample
            slots += found
            used += 1
        if used == taken:
            return None
        if len(slots) > 2:
            self.fail(node, "more than two indices", "Write it with matrices and vectors.")
        self.ask_above(node, whole, taken, used)
        self.ask_declared(whole, used)
        if all(slot is None for slot in slots):
            self.fail(node, "a range of components is not supported here")
        base = self.indexed(node, whole, taken)
        small = isinstance(whole.base, Name) and whole.base.letter[:1].islower()
        if len(slots) == 1 and slots[0] is None:
            self.fail(node, "a range of components is not supported here")
        end = whole.parts[used - 1].end
        both = len(slots) == 2 and slots[0] is not slots[1] and None not in slots
        pick = Pick(tuple(slots), small, sample if both else None)
        return Term(COMPONENT, (base,), span(node.start, end), pick), used

    def ask_above(self, node: Node, whole: Spelled, taken: int, used: int) -> None:
        r"""Refuse an index above that may be something else, of a name that nothing introduces.

        x^i may be a power; W^{(l)}, and x^{(l)} with l below as well, one of several names.
        """
        found = name_of(whole.base, whole.parts[:taken], self.scope)
        if found is None or not isinstance(whole.base, Name):
            return
        large = found[0].replace(whole.base.letter, whole.base.letter.upper(), 1)
        settled = {*self.scope.known, *(one for names in self.inside for one in names)}
        if found[0] in settled or large in settled:
            return
        picks = whole.parts[taken:used]
        names = [one for part in picks if part.kind == "sub" for one in walk(part.node)]
        below = [one for one in names if isinstance(one, Name)]
        for above in (part.node for part in picks if part.kind == "sup"):
            written, letter = self.scope.source(node), self.scope.source(above)
            if not isinstance(above, Group):
                power = (
                    f"({found[1]})^{letter}"
                    if below
                    else Phrase("{0} to the power {1}", found[1], letter)
                )
                hint = Phrase(
                    "Write {0}_{1} for an entry; such powers are not supported.", found[1], letter
                )
                self.fail(node, Phrase("{0} may be an entry, or {1}", written, power), hint)
            if any(_has_letter(above, one) for one in below) or whole.base.letter.isupper():
                each = f"{found[1]}^{letter}"
                hint = Phrase(
                    "Write the terms out, or declare {0} if {1} is a row of it.", large, each
                )
                self.fail(
                    node, Phrase("{0} is read as another name for every {1}", each, letter), hint
                )

    def entry(self, node: Node, whole: Spelled, taken: int) -> Term | None:
        """z_c of a vector whose entries z_j are spoken of, where nothing else is called z_c."""
        letter = whole.parts[0].node if taken == 1 and whole.parts[0].kind == "sub" else None
        base = whole.base
        if not (isinstance(letter, Name) and letter.kind == "letter" and isinstance(base, Name)):
            return None
        named, own = name_of(base, whole.parts[:1], self.scope), name_of(base, (), self.scope)
        if named is None or own is None or named[0] in self.scope.known or not own[0][0].islower():
            return None
        if own[0] not in self.scope.known or own[0] not in self.scope.picked:
            return None
        unit = f"e_{letter.letter}"
        place = span(base.start, base.end)
        vector = self.symbol(place, own[0], own[1], [])
        picked = self.symbol(letter, unit, unit, [Option("column", 0.0)])
        if unit in self.scope.used:
            self.scope.used[unit].data = True
        return Term(ENTRY, (picked, vector), node, letter.letter)

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
                shifted = isinstance(node, Sum) and len(node.terms) == 2
                hint = SHIFTED if shifted else "Use a letter of a sum."
                return self.fail(node, "this index is not supported", hint)

    def indexed(self, node: Node, whole: Spelled, taken: int) -> Term:
        """The symbol of which components are picked: x of x_i, or X where only X is known."""
        assert isinstance(whole.base, Name | Accent)
        own = whole.parts[:taken]
        found = name_of(whole.base, own, self.scope)
        if found is None or not isinstance(whole.base, Name):
            self.fail(node, Phrase("{0!r} has no name", self.scope.source(node)))
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
