"""Pieces side by side: numbers, products, quotients, with brackets where levels ask for them."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from gradproof.core.dims import ONE, Monomial, size
from gradproof.core.errors import LimitError
from gradproof.notation.printing.pieces import Level, Notation, Piece

MAX_BITS = 8_000
"""Numbers longer than this are not written out."""


def halves(value: Monomial) -> tuple[Monomial, Monomial]:
    """(p, q) with value = p / q and no denominator in either."""
    top = tuple((name, k) for name, k in value.factors if k > 0)
    bottom = tuple((name, -k) for name, k in value.factors if k < 0)
    number = value.coefficient
    return (
        Monomial(Fraction(number.numerator), top),
        Monomial(Fraction(number.denominator), bottom),
    )


def bounded(number: Fraction) -> Fraction:
    """The number itself; LimitError if it has too many digits."""
    if max(number.numerator.bit_length(), number.denominator.bit_length()) > MAX_BITS:
        raise LimitError("a number of more than 2,000 digits is not written out")
    return number


class Layout:
    """What can be made of pieces, whatever they stand for, in one notation."""

    def __init__(self, notation: Notation) -> None:
        self.notation = notation

    def at_least(self, piece: Piece, level: Level) -> Piece:
        """The piece, in brackets unless it binds this tightly."""
        return piece if piece.level >= level else self.notation.wrap(piece)

    def negated(self, piece: Piece) -> Piece:
        """−A."""
        if piece.level == Level.SUM:
            piece = self.notation.wrap(piece)
        return Piece(self.notation.MINUS + piece.text, Level.SUM, piece.tall, piece.open)

    def joined(self, scalars: Sequence[Piece], body: Piece | None = None) -> Piece:
        """Scalars side by side, and at the end what they multiply."""
        parts = [*scalars, *([body] if body else [])]
        if len(parts) == 1:
            return parts[0]
        wide = [one for one in scalars if one.level in (Level.KRON, Level.HADAMARD, Level.MATMUL)]
        alone = len(wide) == 1
        made = list[Piece]()
        for place, one in enumerate(parts):
            last = place == len(parts) - 1
            need = Level.KRON if one is body else Level.MATMUL if alone and last else Level.PREFIX
            need = Level.PRODUCT if one.head == "number" else need
            need = Level.SUMMATION if last and one.level == Level.SUMMATION else need
            one = self.at_least(one, need)
            loose = not last and (one.open or one.level == Level.PREFIX)
            made.append(self.notation.wrap(one) if loose else one)
        level = min(Level.PRODUCT, *(one.level for one in made))
        return self.row(made, level, close=False)

    def row(self, made: Sequence[Piece], level: Level, *, close: bool) -> Piece:
        """The pieces in a row, brackets already set."""
        text, even = made[0].text, close and all(one.tight for one in made)
        for left, right in pairwise(made):
            joint = self.notation.joint(left, right, close=close)
            text, even = text + joint + right.text, even and not joint
        return Piece(text, level, any(one.tall for one in made), made[-1].open, even)

    def whole(self, value: Monomial) -> Piece:
        """A positive monomial without a denominator."""
        bounded(value.coefficient)
        several = len(value.factors) + (value.coefficient != 1) > 1
        raised = len(value.factors) == 1 and value.factors[0][1] != 1
        level = Level.PRODUCT if several else Level.RAISED if raised else Level.ATOM
        return Piece(self.notation.size(value), level, head="number")

    def coefficient(self, value: Monomial) -> Piece:
        """A positive constant: a whole number, a decimal or a fraction."""
        number = value.number
        if number is not None and number.denominator % 10 == 0 and (piece := self.decimal(number)):
            return piece
        top, bottom = halves(value)
        if bottom is ONE:
            return self.whole(top)
        return self.notation.fraction(self.whole(top), self.whole(bottom))

    def constants(self, value: Monomial, letters: Sequence[Piece]) -> list[Piece]:
        """3 λ, or λ/2: a positive constant and the letters that stand beside it."""
        top, bottom = halves(value)
        number = value.number
        is_decimal = number is not None and number.denominator % 10 == 0 and self.decimal(number)
        if bottom is ONE or is_decimal or not letters:
            return [*([] if value is ONE else [self.coefficient(value)]), *letters]
        above = self.joined([*([] if top is ONE else [self.whole(top)]), *letters])
        return [self.notation.fraction(above, self.whole(bottom))]

    def decimal(self, number: Fraction) -> Piece | None:
        """0.05 or 10⁻⁵, if it has an end soon enough."""
        places, rest = 0, bounded(number).denominator
        while rest % 10 == 0:
            places, rest = places + 1, rest // 10
        while rest % 2 == 0 or rest % 5 == 0:
            places, rest = places + 1, rest // (2 if rest % 2 == 0 else 5)
        if rest != 1 or places > 40:
            return None
        digits = str(int(number * 10**places)).rjust(places + 1, "0")
        if number.numerator == 1 and digits.strip("0") == "1" and places > 2:
            return self.notation.superscript(self.whole(size(10)), f"-{places}")._replace(
                head="number"
            )
        return Piece(f"{digits[:-places]}.{digits[-places:]}", Level.ATOM, head="number")

    def quotient(self, upper: Sequence[Piece], lower: Sequence[Piece]) -> Piece:
        """upper ⊙ … ⊘ lower."""
        if len(upper) == 1 and not lower:
            return upper[0]
        made = list[Piece]()
        for place, one in enumerate(upper):
            one = self.at_least(one, Level.MATMUL)
            reaches = one.open and (lower or place < len(upper) - 1)
            made.append(self.notation.wrap(one) if reaches else one)
        text = self.notation.ODOT.join(one.text for one in made)
        if lower:
            below = lower[0] if len(lower) == 1 else self.quotient(lower, [])
            made.append(self.at_least(below, Level.RAISED))
            text += self.notation.OSLASH + made[-1].text
        return Piece(text, Level.HADAMARD, any(one.tall for one in made), made[-1].open)

    def chain(self, made: Sequence[Piece]) -> Piece:
        """Matrices side by side."""
        needs = [Level.RAISED] * (len(made) - 1) + [Level.PREFIX]
        ready = [self.at_least(one, need) for one, need in zip(made, needs, strict=True)]
        return self.row(ready, Level.MATMUL, close=True)

    def transposed(self, piece: Piece) -> Piece:
        """Aᵀ."""
        return self.notation.superscript(self.at_least(piece, Level.CALLED), "T")
