"""Families: quantities that a layer index counts, such as W^{(l)} for l = 1, …, N.

A definition for layer l is stated once, with symbols for W^{(l)}, x^{(l-1)} and the like. Moving it
to another layer puts other symbols in their places.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from gradproof.core.dims import Monomial
from gradproof.core.expr import Expr, node

DEPTHS = (1, 2, 3, 4)
"""The numbers of layers for which a derivation is checked besides the induction."""
SLOT = "§"
"""Where the index stands in the spelling of a member."""


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a family: `l - 1`, `N`, `1`; without a letter, a number.

    >>> str(Position("l", -1)), str(Position("N")), str(Position("", 2)), str(Position("l") + 1)
    ('l-1', 'N', '2', 'l+1')
    """

    letter: str
    offset: int = 0

    def __add__(self, steps: int) -> Position:
        return Position(self.letter, self.offset + steps)

    def __sub__(self, steps: int) -> Position:
        return self + -steps

    def at(self, letter: str, place: Position) -> Position:
        """The position with `place` put in for the letter."""
        return place + self.offset if self.letter == letter else self

    @property
    def number(self) -> int | None:
        """Its value, if it is a number."""
        return None if self.letter else self.offset

    def __str__(self) -> str:
        if not self.letter:
            return str(self.offset)
        return f"{self.letter}{self.offset:+d}" if self.offset else self.letter


@dataclass(frozen=True, slots=True)
class Member:
    """One of a family: how the family is written, with a slot for the index, and which one it is.

    >>> member = Member("W^{(§)}", Position("l", -1))
    >>> member.latex, member.at(Position("N")).latex
    ('W^{(l-1)}', 'W^{(N)}')
    """

    family: str
    position: Position

    @property
    def latex(self) -> str:
        """How it is written."""
        return self.family.replace(SLOT, str(self.position))

    def at(self, position: Position) -> Member:
        """The member at another place."""
        return Member(self.family, position)


@dataclass(frozen=True, slots=True)
class Course:
    """The values that an index takes, in order: `l = 1, …, N`, `l = N-1, …, 1`."""

    letter: str
    start: Position
    end: Position

    @property
    def count(self) -> int | None:
        """How many steps there are between the ends, if both are of one kind."""
        same = self.start.letter == self.end.letter
        return abs(self.end.offset - self.start.offset) if same else None

    @property
    def text(self) -> str:
        """In Unicode.

        >>> (
        ...     Course("l", Position("", 2), Position("", 1)).text,
        ...     Course("l", *[Position("N")] * 2).text,
        ... )
        ('l = 2, 1', 'l = N')
        """
        return self._listed("…").replace("-", "−")

    @property
    def latex(self) -> str:
        """In LaTeX."""
        return self._listed(r"\dots")

    def _listed(self, dots: str) -> str:
        ends = [str(self.start), dots, str(self.end)]
        if self.count is not None and self.count < 2:
            ends = ends[:1] + ends[2:] * self.count
        return f"{self.letter} = {', '.join(ends)}"


@dataclass(slots=True)
class Layers:
    """The index of the layers, from where to where it runs, and what it counts.

    letter, first, last: l = first, …, last.  members: symbols and sizes of families, by the names
    that the model knows them by.  ends: sizes that have another name at the ends, such as n_0 = d.
    apart: layers in front of these, and behind them, that are defined by themselves.
    stretch: the values of the letter for which the note states its definitions.
    reach: how far back a layer looks; 1 for one that uses the layer before it alone.
    """

    letter: str
    first: int
    last: Position
    members: dict[str, Member] = field(default_factory=dict)
    ends: dict[str, Monomial] = field(default_factory=dict)
    apart: tuple[Position, ...] = ()
    stretch: tuple[int, Position] | None = None
    reach: int = 1

    @property
    def here(self) -> Position:
        """The layer in hand."""
        return Position(self.letter)

    @property
    def start(self) -> Position:
        """The first layer."""
        return Position("", self.first)

    @property
    def course(self) -> Course:
        """All layers, upwards."""
        return Course(self.letter, self.start, self.last)

    @property
    def depths(self) -> tuple[int, ...]:
        """The numbers of layers for which a derivation is checked: the given one, or a few."""
        end = self.last.number
        if end is not None:
            return (end - self.first + 1,)
        return tuple(one for one in DEPTHS if one >= self.reach)

    @property
    def latest(self) -> list[Position]:
        """The last layers, downwards: as many as a layer looks back."""
        count = self.reach if self.last.number is None else min(self.reach, self.depths[0])
        return [self.last - one for one in range(count)]

    @property
    def earliest(self) -> list[Position]:
        """The first layers, upwards: those that look back to what is in front of them."""
        return [self.start + one for one in range(len(self.latest))]

    @property
    def recursion(self) -> Course | None:
        """The layers below the last ones, downwards; None if there are none."""
        end = self.last - self.reach
        none = end.number is not None and end.number < self.first
        return None if none else Course(self.letter, end, self.start)

    @property
    def letters(self) -> set[str]:
        """The letters that count layers: in a sum it may be another one, Σ_k ‖W_k‖²."""
        found = {one.position.letter for one in self.members.values() if not one.position.offset}
        return found - {self.last.letter, ""} | {self.letter}

    def states(self, place: Position) -> bool:
        """Whether the definitions are stated for this value of the letter."""
        first, last = self.stretch or (self.first, self.last)
        return Layers(self.letter, first, last).has(place)

    def has(self, place: Position) -> bool:
        """Whether a place is, for all that can be said, one of the layers."""
        beyond = place.letter == self.last.letter and place.offset > self.last.offset
        return not beyond and (place.number is None or place.number >= self.first)

    def families(self) -> dict[str, dict[Position, str]]:
        """The members of each family, by their positions."""
        found: dict[str, dict[Position, str]] = {}
        for name, member in self.members.items():
            found.setdefault(member.family, {})[member.position] = name
        return found


@dataclass(frozen=True, slots=True)
class Span:
    """l = first, …, last."""

    letter: str
    first: int
    last: Position

    def __str__(self) -> str:
        return f"{self.letter}={self.first}..{self.last}"


def layer_sum(body: Expr, span: Span) -> Expr:
    """Σ_l of the body, over all layers of the span; the sum of anything linear is linear."""
    return node("layer_sum", (body,), span, body.shape)
