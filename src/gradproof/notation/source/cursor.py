"""What the grammar reads from: tokens with their brackets matched, a cursor in them, and errors."""

from __future__ import annotations

from typing import NamedTuple, NoReturn

from gradproof.core.errors import GradproofError, NotationError, Place
from gradproof.notation.source.brackets import Matched
from gradproof.notation.source.lexer import fault
from gradproof.notation.source.tokens import Token

NOTHING = Token("", "", 0, 0)
"""What stands behind the last token."""


class Source(NamedTuple):
    """The text that a person sees in an error; tokens count from `base` characters before it."""

    document: str
    base: int = 0
    name: str = ""

    def place(self, start: int, end: int) -> Place:
        """The stretch of the document between two offsets of tokens."""
        return Place(self.document, start - self.base, end - self.base, self.name)

    def slice(self, start: int, end: int) -> str:
        """The text between two offsets of tokens."""
        return self.document[start - self.base : end - self.base]


class Cursor:
    """A stretch of tokens, read from `at` up to `stop`.

    `where` says what the stretch is: `top`, `group` (in brackets that print), `brace` (in those
    that do not), `script`, or `cell`; scripts and cells may hold signs that lack an operand.
    `opener` is the bracket of a group.
    """

    __slots__ = ("at", "opener", "partner", "source", "stop", "tokens", "where")

    def __init__(
        self,
        tokens: list[Token],
        partner: list[int],
        source: Source,
        span: tuple[int, int],
        where: str = "top",
        opener: str = "",
    ) -> None:
        self.tokens, self.partner, self.source = tokens, partner, source
        self.at, self.stop = span
        self.where, self.opener = where, opener

    def within(self, begin: int, stop: int, where: str | None = None, opener: str = "") -> Cursor:
        """A cursor of its own for a part of the tokens."""
        kept = (self.where, self.opener) if where is None else (where, opener)
        return Cursor(self.tokens, self.partner, self.source, (begin, stop), *kept)

    @property
    def token(self) -> Token:
        """The token to read next."""
        return self.tokens[self.at] if self.at < self.stop else NOTHING

    def ahead(self, steps: int = 1) -> Token:
        """The token that many steps ahead."""
        at = self.at + steps
        return self.tokens[at] if at < self.stop else NOTHING

    def skip_layout(self) -> None:
        """Step over what only lays out."""
        while self.at < self.stop and self.tokens[self.at].kind in ("quad", "align", "row"):
            self.at += 1

    def edge(self) -> int:
        """The offset in the text at which the cursor stands."""
        if self.at < len(self.tokens):
            return self.tokens[self.at].start
        return self.tokens[-1].end if self.tokens else self.source.base

    def fail(self, message: str, hint: str, token: Token | None = None) -> NoReturn:
        """Raise the error at a token, by default the one to be read next."""
        if token is None:
            token = self.tokens[min(self.at, len(self.tokens) - 1)]
        raise NotationError(message, self.source.place(token.start, token.end), hint)


def first_fault(matched: Matched, source: Source) -> GradproofError | None:
    """What cannot be read in these tokens, the leftmost if there are several."""
    for index, token in enumerate(matched.tokens):
        if token.kind == "bad":
            return fault(token, source.document, source.base, source.name)
        if index in matched.faults:
            message, hint = matched.faults[index]
            return NotationError(message, source.place(token.start, token.end), hint)
    return None
