r"""The formulas of a Markdown note, with their places and the prose around them.

Mathematics is `$…$`, `$$…$$`, `\(…\)`, `\[…\]` and fences marked `math`; a dollar sign in code is
none. The prose before and behind a formula says what it is: a fact, a remark, a scalar.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from markdown_it.token import Token

from gradproof.notation.source.mathrules import reader

MAX_PROSE = 1_000
"""So many characters of the prose before a formula are kept."""


@dataclass(frozen=True, slots=True)
class Formula:
    r"""A formula of a note: `document[start:end]`, without the dollars.

    text     the formula, of the same length, with the `>` of a quotation blanked
    display  whether it stands apart from the text
    lead     the prose of its paragraph before it, other formulas in it as `$`; for a formula that
             stands apart, the paragraph that leads into it
    tail     the prose behind it, up to the next formula or the end of the line; for a formula that
             stands apart, the line of prose that follows
    closed   false if its `$$` is never closed: it is then the rest of the line
    tied     whether it stands in its paragraph, and not behind it
    """

    start: int
    end: int
    text: str
    display: bool
    lead: str = ""
    tail: str = ""
    closed: bool = True
    tied: bool = True

    @property
    def line_lead(self) -> str:
        """The prose before it on its line, or the last line that leads into it."""
        return self.lead.rstrip("\n").rpartition("\n")[2]


@dataclass(slots=True)
class _Piece:
    """A stretch of prose, or a formula in it."""

    prose: str = ""
    span: tuple[int, int] | None = None
    display: bool = False
    closed: bool = True
    tied: bool = True
    break_before: bool = False
    level: int = 0


class _Prose:
    """The words so far: `lead` those of this block, `before` those of the block before it."""

    def __init__(self) -> None:
        self.lead = self.before = ""
        self.outer: list[str] = []

    def begin(self, level: int) -> None:
        """A block begins, in so many lists; words with a colon lead into each item of a list."""
        self.before = self.lead
        del self.outer[level:]
        self.outer += [self.lead] * (level - len(self.outer))
        above = self.outer[-1] if self.outer else ""
        self.lead = above + "\n" if above.endswith((":", "：")) else ""


def formulas(document: str) -> list[Formula]:
    r"""The formulas of a note, in their order.

    >>> found = formulas("Let $A$ be symmetric.\n$$f = x^T A x$$ Code: `$x$`.")
    >>> [(formula.text, formula.lead, formula.tail) for formula in found]
    [('A', 'Let ', ' be symmetric.'), ('f = x^T A x', 'Let $ be symmetric.\n', ' Code: `x`.')]
    """
    source = document.replace("\r\n", " \n").replace("\r", "\n").replace("\0", "\ufffd")
    return _Reading(source).run()


class _Reading:
    """One note being read: its lines, and a view of it in which quotation marks are blank."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.view = list(source)
        self.lists = 0
        self.starts = [0]
        for line in source.split("\n"):
            self.starts.append(self.starts[-1] + len(line) + 1)

    def run(self) -> list[Formula]:
        """All formulas with the prose around them."""
        pieces = [piece for token in reader().parse(self.source) for piece in self.pieces(token)]
        result: list[Formula] = []
        prose = _Prose()
        for index, piece in enumerate(pieces):
            if piece.break_before:
                prose.begin(piece.level)
            if piece.span is None:
                prose.lead = (prose.lead + piece.prose)[-MAX_PROSE:]
                continue
            tied = piece.tied and not (piece.display and not prose.lead.strip())
            lead = prose.lead if tied else prose.before
            tail = self.tail(pieces, index, tied)
            text = "".join(self.view[slice(*piece.span)])
            formula = Formula(*piece.span, text, piece.display, lead, tail, piece.closed, tied)
            result.append(formula)
            prose.before = ""
            prose.lead = prose.lead + "$" if piece.tied else ""
        return result

    def tail(self, pieces: list[_Piece], index: int, tied: bool) -> str:
        """The prose behind a formula, up to the next one or the end of the line."""
        result, breaks = "", int(tied)
        for place in range(index + 1, len(pieces)):
            piece = pieces[place]
            breaks += piece.break_before
            if piece.span is not None or breaks > 1:
                break
            head, newline, _ = piece.prose.partition("\n")
            result += head
            if newline:
                break
        return result

    def pieces(self, token: Token) -> Iterator[_Piece]:
        """What a block of the note is made of."""
        if token.type in ("bullet_list_open", "ordered_list_open"):
            self.lists += 1
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            self.lists -= 1
        elif token.type == "inline":
            yield _Piece(break_before=not token.meta.get("tied"), level=self.lists)
            rows = self.rows(token)
            self.blank(start for _, start in rows[1:])
            for child in token.children or ():
                yield self.piece(rows, child)
        elif token.type == "math_block":
            meta = token.meta
            self.blank(meta["margins"])
            tied: bool = meta["tied"]
            yield _Piece("", meta["span"], True, meta["closed"], tied, not tied, self.lists)
        elif token.type == "fence" and token.info.split()[:1] == ["math"]:
            rows = self.rows(token)
            self.blank(start for _, start in rows[1:])
            span = _placed(rows, 0), _placed(rows, len(token.content.rstrip()))
            if token.map is not None and not token.content.strip():
                at = self.starts[token.map[0] + 1] - 1
                span = at, at
            yield _Piece("", span, True, True, False, True, self.lists)
        elif token.type in ("fence", "hr", "html_block", "heading_open"):
            yield _Piece(break_before=True)

    def piece(self, rows: list[tuple[int, int]], child: Token) -> _Piece:
        """A part of a line."""
        if child.type == "math_inline":
            begin, end = child.meta["span"]
            span = _placed(rows, begin), _placed(rows, end)
            return _Piece("", span, child.markup in ("$$", r"\["), child.meta["closed"])
        if child.type in ("softbreak", "hardbreak"):
            return _Piece("\n")
        if child.type == "code_inline":
            return _Piece(f"`{child.content.strip('$')}`")
        return _Piece(child.content if child.type == "text" else "")

    def rows(self, token: Token) -> list[tuple[int, int]]:
        """Where each line of a token begins, in its content and in the note."""
        if "offset" in token.meta:
            return [(0, token.meta["offset"])]
        assert token.map is not None
        result: list[tuple[int, int]] = []
        begin = 0
        first = token.map[0] + (token.type == "fence")
        for row, line in enumerate(token.content.removesuffix("\n").split("\n"), first):
            shown = self.source[self.starts[row] : self.starts[row + 1] - 1]
            indent = len(line) - len(line.lstrip())
            result.append((begin, self.starts[row] + shown.rfind(line.strip()) - indent))
            begin += len(line) + 1
        return result

    def blank(self, margins: Iterable[int]) -> None:
        """Blank the marks of quotations in front of lines that begin at these offsets."""
        for stop in margins:
            start = self.starts[bisect_right(self.starts, stop) - 1]
            for at in range(start, stop):
                self.view[at] = self.view[at].replace(">", " ")


def _placed(rows: list[tuple[int, int]], at: int) -> int:
    """Where in the note the character `at` of an inline token stands."""
    begin, start = rows[bisect_right(rows, at, key=lambda row: row[0]) - 1]
    return start + at - begin
