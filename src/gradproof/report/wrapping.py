"""Long lines broken where a reader would break them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from unicodedata import combining, east_asian_width

RANKS = {"→": 0, "=": 0, "+": 1, "−": 1, "⊙": 2, "⊘": 2, "⊗": 2}
"""How loosely an operator binds, the loosest first; a line is broken before it."""

JUXTAPOSED = 3
_OPEN, _CLOSE, BARS = tuple("([{"), tuple(")]}"), ("‖", "|", r"\|")
_FACTOR_ENDS = ")ᵀ⁻¹²³"
_NO_START = "。，、；：！？）】》」』”’"
_WORDS = re.compile("(\\s+|[\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60])")


def cells(text: str) -> int:
    """The width of the text on a terminal.

    >>> cells("Ŷ = 标量"), cells("X̂")
    (8, 1)
    """
    return sum(0 if combining(c) else 2 if east_asian_width(c) in "WF" else 1 for c in text)


@dataclass(frozen=True, slots=True)
class Break:
    """A place where a line may end: the next begins at `place`, the space before it vanishes.

    depth: how many brackets are open there.  rank: how loosely the operator there binds.
    """

    place: int
    depth: int
    rank: int


def breaks(text: str) -> list[Break]:
    """Where a formula in Unicode text may be broken.

    >>> [(one.place, one.depth, one.rank) for one in breaks("A (B + C) ⊙ Dᵀ(E)")]
    [(2, 0, 3), (5, 1, 1), (10, 0, 2), (14, 0, 3)]
    """
    found: list[Break] = []
    opened = Opened()
    for place, char in enumerate(text):
        before, after = text[place - 1 : place], text[place + 1 : place + 2]
        if char in _OPEN and before in _FACTOR_ENDS and char == "(" and place:
            found.append(Break(place, opened.depth, JUXTAPOSED))
        elif char == " " and after in RANKS:
            found.append(Break(place + 1, opened.depth, RANKS[after]))
        elif char == " " and after and before not in RANKS:
            found.append(Break(place + 1, opened.depth, JUXTAPOSED))
        opened.meet(char)
    return found


class Opened:
    """The brackets and bars that are open; a bar closes what a like bar opened last."""

    def __init__(self) -> None:
        self._marks: list[str] = []

    @property
    def depth(self) -> int:
        """How many are open; bars count twice, because a norm is read as one thing."""
        return sum(2 if mark in BARS else 1 for mark in self._marks)

    def meet(self, mark: str) -> None:
        """Take note of a bracket or a bar; anything else changes nothing."""
        last = self._marks[-1] if self._marks else ""
        if mark in _OPEN or (mark in BARS and mark != last):
            self._marks.append(mark)
        elif (mark in _CLOSE and last) or mark in BARS:
            self._marks.pop()


def folded(
    text: str,
    width: int,
    hang: int = 4,
    nest: int = 0,
    places: Sequence[Break] | None = None,
    measure: Callable[[str], int] = cells,
) -> list[str]:
    """The formula in lines of at most `width`, the later ones to be indented by `hang`.

    A line ends where few brackets are open, before a loose operator, and well filled; what has no
    place to be broken at stays long. A later line begins with `nest` spaces for each bracket that
    is open there.

    >>> folded("aaaa + bbbb(cc + dd) + eeee", 22)
    ['aaaa + bbbb(cc + dd)', '+ eeee']
    """
    places = breaks(text) if places is None else places
    bounds = [0, *(one.place for one in places), len(text)]
    pieces = [text[start:end] for start, end in pairwise(bounds)]
    widths = [measure(piece) for piece in pieces]
    rest = sum(widths)
    lines: list[str] = []
    start, indent, room = 0, 0, width
    while rest > room:
        end, used = _line_end(places, widths, start, room)
        if end == start:
            break
        lines.append(" " * indent + "".join(pieces[start:end]).rstrip())
        start, rest = end, rest - used
        here = places[end - 1]
        deep = nest * (here.depth + (here.rank == JUXTAPOSED))
        indent = min(deep, max(0, width - hang) // 3)
        room = max(8, width - hang - indent)
    return [*lines, " " * indent + "".join(pieces[start:])]


def _line_end(
    places: Sequence[Break], widths: Sequence[int], start: int, room: int
) -> tuple[int, int]:
    """How many pieces are on the lines up to the end of this one, and how wide this one is."""
    best, best_used, least = start, 0, 0.0
    used = 0
    for place in range(start, len(places)):
        used += widths[place]
        if used - 1 > room and best > start:
            break
        here = places[place]
        unused = max(0.0, 1 - used / room)
        loss = 2 * here.depth + 0.8 * here.rank + 1.5 * unused
        ends_term = start > 0 and here.depth == 0 and here.rank <= RANKS["+"]
        loss += 4 * (used < 6 and not ends_term) + 10 * (used - 1 > room)
        loss += 2 * (here.rank == JUXTAPOSED and used < room / 3)
        if best == start or loss <= least:
            best, best_used, least = place + 1, used, loss
    return best, best_used


def sentence(text: str, width: int) -> list[str]:
    """A sentence in lines of at most `width`, broken at spaces and between Chinese characters.

    >>> sentence("内积是线性的，因此可以逐项处理。", 14)
    ['内积是线性的，', '因此可以逐项处', '理。']
    """
    words = [word for word in _WORDS.split(text) if word]
    joined: list[str] = []
    for word in words:
        if joined and word[0] in _NO_START:
            joined[-1] += word
        else:
            joined.append(word)
    lines, line = list[str](), ""
    for word in joined:
        if line.strip() and cells(line + word.rstrip()) > width:
            lines.append(line.rstrip())
            line = ""
        line += word if line or not word.isspace() else ""
    return [*lines, line.rstrip()] if line.strip() or not lines else lines
