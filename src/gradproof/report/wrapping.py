"""Long lines broken where a reader would break them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from unicodedata import combining, east_asian_width

RANKS = {"→": 0, "=": 0, "+": 1, "−": 1, "⊙": 2, "⊘": 2, "⊗": 2}
"""How loosely an operator binds, the loosest first; a line is broken before it."""

JUXTAPOSED = 3
_OPEN, _CLOSE = "([{", ")]}"
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

    >>> [(one.place, one.depth, one.rank) for one in breaks("A (B + C) ⊙ D")]
    [(2, 0, 3), (5, 1, 1), (10, 0, 2)]
    """
    found: list[Break] = []
    depth, bars = 0, False
    for place, char in enumerate(text):
        if char in _OPEN:
            depth += 1
        elif char in _CLOSE:
            depth -= 1
        elif char == "‖":
            bars = not bars
        elif char == " " and place + 1 < len(text):
            after = text[place + 1]
            if after in RANKS:
                found.append(Break(place + 1, depth + bars, RANKS[after]))
            elif text[place - 1] not in RANKS:
                found.append(Break(place + 1, depth + bars, JUXTAPOSED))
    return found


def folded(
    text: str,
    width: int,
    hang: int = 4,
    places: Sequence[Break] | None = None,
    measure: Callable[[str], int] = cells,
) -> list[str]:
    """The formula in lines of at most `width`, the later ones to be indented by `hang`.

    A line ends where few brackets are open, before a loose operator, and well filled; what has no
    place to be broken at stays long.
    >>> folded("aaaa + bbbb(cc + dd) + eeee", 22)
    ['aaaa + bbbb(cc + dd)', '+ eeee']
    """
    places = breaks(text) if places is None else places
    lines: list[str] = []
    start, room = 0, width
    while measure(text[start:]) > room:
        best, least = None, 0.0
        for one in places:
            if one.place <= start:
                continue
            used = measure(text[start : one.place].rstrip())
            if used > room and best is not None:
                break
            unused = max(0.0, 1 - used / room)
            loss = 2 * one.depth + 0.8 * one.rank + 1.5 * unused + 10 * (used > room)
            if best is None or loss <= least:
                best, least = one, loss
        if best is None:
            break
        lines.append(text[start : best.place].rstrip())
        start, room = best.place, max(8, width - hang)
    return [*lines, text[start:]]


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
