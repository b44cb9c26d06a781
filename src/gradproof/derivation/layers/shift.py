"""The same formula for another layer: W^{(l+1)} for W^{(l)}, n_{l+1} for n_l."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from gradproof.calculus.rebuild import rebuild
from gradproof.calculus.resize import Size, resized_part
from gradproof.core.dims import SCALAR, Monomial, Shape, size
from gradproof.core.expr import Expr, node, postorder
from gradproof.core.layers import Layers, Member, Position
from gradproof.core.ring import add
from gradproof.core.unknown import Unknown
from gradproof.notation.printing.symbols import identifier, make_symbol
from gradproof.ops.unknown import unknown, unknown_of

Place = Callable[[Position], Position]
"""Where a position goes."""


class Shift:
    """Formulas moved from place to place; equal ones are the same object again.

    known: symbols of the families that have a spelling of their own.
    """

    def __init__(self, layers: Layers, known: Iterable[Expr] = ()) -> None:
        self.layers = layers
        self.members = dict(layers.members)
        self.known = {one.symbol.name: one for one in known}

    def member(self, symbol: Expr) -> Member | None:
        """Of what family a symbol is, and at which place."""
        return self.members.get(symbol.symbol.name)

    def enter(self, symbol: Expr, member: Member) -> Expr:
        """Add a member of a family."""
        self.members[symbol.symbol.name] = member
        self.known.setdefault(symbol.symbol.name, symbol)
        return symbol

    def to(self, expr: Expr, place: Position) -> Expr:
        """The formula of layer `place`, from that of layer l."""
        letter = self.layers.letter
        return self._moved(expr, lambda one: one.at(letter, place), {})

    def unrolled(self, expr: Expr, count: int, layer: int | None = None) -> Expr:
        """The formula for so many layers; with `layer` put in for l.

        Sums over the layers are written out.
        """
        layers, sizes = self.layers, {}
        end = layers.first + count - 1 - layers.last.offset

        def goes(one: Position) -> Position:
            if one.letter and one.letter == layers.last.letter:
                return Position("", end + one.offset)
            if one.letter == layers.letter and layer is not None:
                return Position("", layer + one.offset)
            return one

        if layers.last.letter:
            sizes[layers.last.letter] = size(end) if end > 0 else size(1)
        if layer is None:
            expr = self._written_out(expr, count)
        return self._moved(expr, goes, sizes, count)

    def _written_out(self, expr: Expr, count: int) -> Expr:
        """The formula with a term for each layer in the place of a sum over them."""
        done: dict[Expr, Expr] = {}
        first = self.layers.first
        for part in postorder(expr):
            args = tuple(done[arg] for arg in part.args)
            if part.op == "layer_sum":
                terms = [self.unrolled(args[0], count, k) for k in range(first, first + count)]
                done[part] = add(*terms)
            else:
                done[part] = rebuild(part, args) if args else part
        return done[expr]

    def _moved(
        self, expr: Expr, goes: Place, sizes: dict[str, Monomial], count: int | None = None
    ) -> Expr:
        def size_of(value: Monomial) -> Monomial:
            changed = dict(sizes)
            for letter in value.letters:
                member = self.members.get(letter)
                if member is not None:
                    changed[letter] = self._size(member, goes(member.position), count)
            return value.substitute(changed) if changed else value

        def shape_of(shape: Shape) -> Shape:
            return Shape(size_of(shape.rows), size_of(shape.cols))

        done: dict[Expr, Expr] = {}
        for part in postorder(expr):
            args = tuple(done[arg] for arg in part.args)
            done[part] = self._part(part, args, goes, size_of, shape_of)
        return done[expr]

    def _size(self, member: Member, place: Position, count: int | None) -> Monomial:
        """The size of a family at a place; at the ends it may have a name of its own."""
        layers = self.layers
        end = layers.first + count - 1 if count is not None else None
        at = layers.last if place.number is not None and place.number == end else place
        name = identifier(member.at(at).latex)
        if name in layers.ends:
            return layers.ends[name]
        name = identifier(member.at(place).latex)
        self.members.setdefault(name, member.at(place))
        return layers.ends.get(name, size(name))

    def _part(
        self,
        part: Expr,
        args: tuple[Expr, ...],
        goes: Place,
        size_of: Size,
        shape_of: Callable[[Shape], Shape],
    ) -> Expr:
        match part.op:
            case "symbol":
                return self._symbol(part, goes, shape_of)
            case "function":
                return unknown(self._function(unknown_of(part), goes), args[0])
            case _:
                return resized_part(part, args, size_of)

    def _function(self, what: Unknown, goes: Place) -> Unknown:
        """f^{(l-1)} for f^{(l)}; a function without an index is the same in every layer."""
        member = self.members.get(what.symbol.name)
        there = member.at(goes(member.position)) if member is not None else None
        if there is None or there == member:
            return what
        made = make_symbol(there.latex, SCALAR).symbol
        self.members.setdefault(made.name, there)
        return Unknown(made, what.order)

    def _symbol(self, part: Expr, goes: Place, shape_of: Callable[[Shape], Shape]) -> Expr:
        member = self.members.get(part.symbol.name)
        shape = shape_of(part.shape)
        if member is None:
            if shape == part.shape:
                return part
            return node("symbol", (), part.symbol, shape)
        there = goes(member.position)
        if there == member.position and shape == part.shape:
            return part
        name = identifier(member.at(there).latex)
        known = self.known.get(name)
        if known is None or known.shape != shape:
            known = self.known[name] = make_symbol(member.at(there).latex, shape)
        self.members.setdefault(name, member.at(there))
        return known
