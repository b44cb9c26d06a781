r"""Where a stretch of tokens falls apart: at commas, words, and wide spaces between relations.

Only what stands at the level of the stretch counts; brackets are stepped over by their partners.
"""

from __future__ import annotations

from typing import NamedTuple

from gradproof.notation.source.commands import PROSE
from gradproof.notation.source.cursor import Cursor
from gradproof.notation.source.tokens import Token

_LAYOUT = ("quad", "align", "row")
_MARKS = frozenset(("separator", "colon", "relation", "quad", "text", "over", "row"))
_JOINING = frozenset(("relation", "joint", "caret", "under", "prime", "bang"))
_UNFINISHED = frozenset(("relation", "joint", "sign", "caret", "under", ""))


class Segment(NamedTuple):
    """An item of a list: tokens `begin` to `stop`, and the separator in front of it.

    `relations` and `colons` are the indices of those at its level.
    """

    begin: int
    stop: int
    separator: str
    relations: tuple[int, ...]
    colons: tuple[int, ...]


class Level:
    """The signs at the level of a stretch that may divide it."""

    def __init__(self, cursor: Cursor) -> None:
        self.cursor = cursor
        self.marks: list[int] = []
        tokens, partner = cursor.tokens, cursor.partner
        at, stop = cursor.at, cursor.stop
        while at < stop:
            kind = tokens[at].kind
            if kind in _MARKS and not (
                kind == "quad" and at > cursor.at and tokens[at - 1].kind in _LAYOUT
            ):
                self.marks.append(at)
            at = partner[at] + 1 if partner[at] > at else at + 1

    def first(self, kind: str) -> int | None:
        """The first sign of this kind."""
        tokens = self.cursor.tokens
        return next((at for at in self.marks if tokens[at].kind == kind), None)

    def segments(self) -> list[Segment]:
        """The items of the stretch, without empty ones at its ends."""
        return _Splitter(self).run()


class _Splitter:
    """The state of the division: what has been cut off, and what has been seen since."""

    def __init__(self, level: Level) -> None:
        self.cursor, self.marks = level.cursor, level.marks
        self.tokens = self.cursor.tokens
        self.strict = self.cursor.where in ("script", "group")
        self.done: list[Segment] = []
        self.begin = self.cursor.at
        self.separator = ""
        self.relations: list[int] = []
        self.colons: list[int] = []
        self.related = self.relating()
        self.stated = False

    def run(self) -> list[Segment]:
        """The whole division."""
        for order, at in enumerate(self.marks):
            token = self.tokens[at]
            if token.kind == "relation":
                self.relations.append(at)
                self.stated = True
            elif token.kind == "separator":
                if not (token.value == "." and self.cursor.where == "script"):
                    self.cut(at, at + 1, token.value)
            elif token.kind == "colon":
                if self.divides(order):
                    self.cut(at, at + 1, ":")
                else:
                    self.colons.append(at)
            elif token.kind == "text":
                if self.stands_alone(at, token):
                    self.cut(at, at, "")
                    self.cut(at + 1, at + 1, "")
            elif token.kind == "quad" and self.parts(order):
                self.cut(at, at + 1, "")
        stop = self.cursor.stop
        while self.cursor.where == "top" and stop > self.begin and self.closing(stop - 1):
            stop -= 1
        self.cut(stop, stop, "")
        while self.done and self.done[-1].begin == self.done[-1].stop:
            if self.cursor.where == "script" and len(self.done) > 1 and self.done[-1].separator:
                break
            self.done.pop()
        return self.done

    def closing(self, at: int) -> bool:
        """Whether a token at the end of a formula belongs to the sentence: a colon."""
        return self.tokens[at].kind == "colon" and at > self.cursor.at

    def cut(self, stop: int, begin: int, separator: str) -> None:
        """An item ends at `stop`, and the next one begins at `begin`, behind the separator."""
        first, last = self.begin, stop
        while first < last and self.tokens[first].kind in _LAYOUT:
            first += 1
        while last > first and self.tokens[last - 1].kind in _LAYOUT:
            last -= 1
        if first < last or (self.strict and separator) or (self.strict and self.separator):
            segment = Segment(
                first, last, self.separator, tuple(self.relations), tuple(self.colons)
            )
            self.done.append(segment)
            self.separator = separator
        else:
            self.separator = self.separator or separator
        self.begin = begin
        self.relations, self.colons = [], []

    def divides(self, order: int) -> bool:
        r"""Whether a colon divides: `\{x : x > 0\}`, `_{i : y_i = 1}`, but not `1:n` or `A:B`."""
        if self.cursor.opener == r"\{" and self.cursor.where == "group":
            return True
        return self.cursor.where == "script" and self.related[order]

    def relating(self) -> list[bool]:
        """For each mark, whether a relation stands between it and the next one that may divide."""
        seen, result = False, [False] * len(self.marks)
        for order in range(len(self.marks) - 1, -1, -1):
            result[order] = seen
            kind = self.tokens[self.marks[order]].kind
            seen = kind == "relation" or (seen and kind not in ("separator", "quad", "text"))
        return result

    def before(self, at: int) -> Token | None:
        """The token in front of one, within the item."""
        at -= 1
        while at >= self.begin and self.tokens[at].kind in _LAYOUT:
            at -= 1
        return self.tokens[at] if at >= self.begin else None

    def following(self, at: int) -> int:
        """The index of the token behind one."""
        at += 1
        while at < self.cursor.stop and self.tokens[at].kind in _LAYOUT:
            at += 1
        return at

    def after(self, at: int) -> str:
        """The kind of the token behind one."""
        at = self.following(at)
        return self.tokens[at].kind if at < self.cursor.stop else ""

    def stands_alone(self, at: int, token: Token) -> bool:
        """Whether words are an item of their own, rather than an operand."""
        before, after = self.before(at), self.after(at)
        if token.value in ("∴", "∵"):
            return True
        if before is None:
            if after == "sign":
                return not PROSE.isdisjoint(token.value.lower().split())
            return after not in _JOINING and after not in ("", "separator", "colon")
        if before.kind in _UNFINISHED:
            return False
        return self.relations != [] or after not in _JOINING

    def parts(self, order: int) -> bool:
        """Whether a wide space stands between two relations, or before a number in brackets."""
        at = self.marks[order]
        before = self.before(at)
        if self.cursor.where not in ("top", "cell"):
            return False
        if before is None or before.kind in _UNFINISHED:
            return False
        if not self.relations:
            return self.stated and self.numbered(at)
        after = self.after(at)
        if after in _JOINING or after in ("sign", "", "separator", "close", "right"):
            return False
        quantified = self.tokens[self.following(at)].value in ("∀", "∃")
        return self.related[order] or quantified or self.numbered(at)

    def numbered(self, at: int) -> bool:
        """Whether the rest is a number in brackets: that of the equation."""
        at = self.following(at)
        if at >= self.cursor.stop:
            return False
        token = self.tokens[at]
        inside = self.cursor.partner[at] - at - 1
        if token.kind != "open" or token.value != "(" or inside not in (1, 2, 3):
            return False
        if self.cursor.partner[at] + 1 != self.cursor.stop:
            return False
        kinds = {token.value.isdigit() for token in self.tokens[at + 1 : at + 2]}
        return kinds == {True}
