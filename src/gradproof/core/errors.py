"""What can go wrong with a person's input, said once and with the place.

Every error a user can cause is a `GradproofError`: one message, the place in the text it came from,
and what to do about it. Anything else that escapes is a fault of the program.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from unicodedata import combining, east_asian_width

from gradproof.core.phrase import Phrase, in_words


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a text: character offsets `start` (inclusive) to `end` (exclusive) of `text`.

    >>> place = Place("a = (b", 4, 5, name="note.md")
    >>> place.line, place.column
    (1, 5)
    >>> print(place.excerpt())
      1 | a = (b
        |     ^
    """

    text: str
    start: int
    end: int
    name: str = ""

    @property
    def line(self) -> int:
        """The 1-based line on which the stretch begins."""
        return self.text.count("\n", 0, self.start) + 1

    @property
    def column(self) -> int:
        """The 1-based column, in characters, at which the stretch begins."""
        return self.start - (self.text.rfind("\n", 0, self.start) + 1) + 1

    def excerpt(self, width: int = 100) -> str:
        """The line with a caret below the stretch; a long line is cut around it.

        What cannot be printed, such as a control character, is shown as a dot.
        """
        begin = self.text.rfind("\n", 0, self.start) + 1
        stop = self.text.find("\n", self.start)
        line = self.text[begin : len(self.text) if stop < 0 else stop]
        offset = self.start - begin
        length = max(1, min(self.end, begin + len(line)) - self.start)
        cut = max(0, offset - width // 2)
        shown = "".join(map(_visible, line[cut : cut + width]))
        if cut:
            shown = "…" + shown[1:]
        if cut + width < len(line):
            shown = shown[:-1] + "…"
        margin = " " * len(f"{self.line:>3}")
        blank = "".join(map(_blank, shown[: offset - cut]))
        carets = "^" * max(1, min(length, len(shown) - (offset - cut)))
        return f"{self.line:>3} | {shown}\n{margin} | {blank}{carets}"


def _visible(character: str) -> str:
    """The character, or what stands for one that a terminal would obey or hide."""
    if character == "\t":
        return " "
    return character if character.isprintable() else "·"


def _blank(character: str) -> str:
    """As much room as the character takes."""
    if combining(character):
        return ""
    return "  " if east_asian_width(character) in "WF" else " "


class GradproofError(Exception):
    """A fault in the input: what is wrong, where, and what to do.

    `exit_code` is what the command line leaves with. `message` and `hint` are English; `words` is
    the table of the language that the error is shown in.
    """

    exit_code = 2

    def __init__(self, message: str, place: Place | None = None, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.place = place
        self.hint = hint
        self.words: Mapping[str, str] = {}

    def at(self, place: Place) -> GradproofError:
        """The same error, placed at `place` unless it already has a place."""
        if self.place is None:
            self.place = place
        return self

    def __str__(self) -> str:
        return in_words(self.message, self.words)

    def report(self) -> str:
        """The message as a person reads it: line and column, the caret, the advice."""
        place = self.place
        if place is None:
            lines = [str(self)]
        else:
            said = Phrase("line {0}, column {1}: {2}", place.line, place.column, str(self))
            if place.name:
                said = Phrase("{0}:{1}, column {2}: {3}", place.name, *said.parts)
            lines = [in_words(said, self.words), place.excerpt()]
        if self.hint:
            lines.append(f"  {in_words(self.hint, self.words)}")
        return "\n".join(lines)


class NotationError(GradproofError):
    """The text is not mathematics that can be read."""


class ShapeError(GradproofError):
    """The sizes of the parts do not fit together."""


class ModelError(GradproofError):
    """A symbol is undeclared, defined twice, unused or not what the question needs."""


class DomainError(GradproofError):
    """A step needs something (an inverse, a positive argument) that is not given."""


class LimitError(GradproofError):
    """The input is larger than what is handled."""

    exit_code = 3
