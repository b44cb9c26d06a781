r"""Operands: brackets, environments and commands with arguments, each read into one node.

The methods are generators: where one needs a part that nests, it yields the generator that reads
it and is sent the node. So no depth of brackets makes Python recurse.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from gradproof.core.phrase import Phrase
from gradproof.notation.source.cursor import Cursor
from gradproof.notation.source.nesting import Steps
from gradproof.notation.source.surface import (
    JOINTS,
    Abs,
    Accent,
    Big,
    CaseRow,
    Cases,
    Chain,
    Frac,
    Group,
    Items,
    Matrix,
    Name,
    Node,
    Norm,
    Noted,
    Number,
    Placeholder,
    Prefix,
    Product,
    Root,
    Sum,
)
from gradproof.notation.source.tokens import Token

LIMITS = frozenset(
    ["max", "min", "argmax", "argmin", "sup", "inf", "lim", "limsup", "liminf", "Pr"]
)
"""Words that take what follows when something stands below them."""

_CASES = frozenset(("cases", "dcases", "rcases", "drcases"))
_SHELLS = frozenset(("equation", "math", "displaymath", "subequations"))


def mark(cursor: Cursor, token: Token) -> Name:
    r"""A sign that stands alone, as in `x^*`."""
    letter = JOINTS.get(token.value, token.value) or token.value
    latex = cursor.source.slice(token.start, token.end)
    return Name(letter, kind="mark", latex=latex, start=token.start, end=token.end)


def lone(cursor: Cursor, token: Token, follows: bool) -> Node:
    r"""A joint that lacks an operand: a mark (`A_{\cdot j}`), or nothing in a cell."""
    alone = not follows and (cursor.at >= cursor.stop or cursor.token.kind == "sign")
    if alone or cursor.where == "script":
        return mark(cursor, token)
    if cursor.where == "cell":
        edge = token.end if follows else token.start
        return Placeholder(start=edge, end=edge)
    written = cursor.source.slice(token.start, token.end)
    behind = Phrase("nothing stands behind this {0}", written)
    message = behind if follows else Phrase("nothing stands in front of this {0}", written)
    return cursor.fail(message, "Write the missing factor, or delete the sign.", token)


def enclosed(opened: str, closed: str, node: Node, start: int, end: int) -> Node:
    """The node in brackets: a norm, an absolute value, a case distinction or a group."""
    if opened == closed == "‖":
        return Norm(node, start=start, end=end)
    if opened == closed == "|":
        return Abs(node, start=start, end=end)
    if isinstance(node, Matrix) and opened == r"\{" and not closed:
        return case_rows(node.rows, start, end)
    if isinstance(node, Items):
        return Group(opened, closed, node.items, node.separators, start=start, end=end)
    items = () if isinstance(node, Placeholder) else (node,)
    return Group(opened, closed, items, start=start, end=end)


def case_rows(rows: tuple[tuple[Node, ...], ...], start: int, end: int) -> Cases:
    """A case distinction from rows of cells."""
    result: list[CaseRow] = []
    for cells in rows:
        parts: list[Node] = []
        for cell in cells:
            parts.extend(cell.items if isinstance(cell, Items) else (cell,))
        parts = [part for part in parts if not isinstance(part, Placeholder)] or parts[:1]
        if isinstance(chain := parts[0], Chain) and isinstance(chain.first, Items):
            *values, last = chain.first.items  # `u, v > 0`
            parts[:1] = [*values, replace(chain, first=last, start=last.start)]
        place = {"start": cells[0].start, "end": cells[-1].end}
        result.append(CaseRow(parts[0], tuple(parts[1:]), **place))
    return Cases(tuple(result), start=start, end=end)


class Operands(ABC):
    """Reads one operand at the cursor; the levels above it are the subclass's."""

    @abstractmethod
    def contents(self, cursor: Cursor) -> Steps:
        """Everything from the cursor to its stop."""

    @abstractmethod
    def product(self, cursor: Cursor) -> Steps:
        """Factors, up to a sign or the stop."""

    @abstractmethod
    def factor(self, cursor: Cursor) -> Steps:
        """An operand with its scripts."""

    @abstractmethod
    def script(self, cursor: Cursor) -> Steps:
        """The argument of `^` or `_` and the number of primes in it."""

    def operand(self, cursor: Cursor) -> Steps:
        """The operand that begins here, without scripts."""
        token = cursor.token
        if token.node is not None:
            cursor.at += 1
            return token.node
        reader = _READERS.get(token.kind)
        if reader is None:
            cursor.fail(*_unexpected(cursor))
        return (yield reader(self, cursor))

    def brace(self, cursor: Cursor) -> Steps:
        """TeX braces; they stay visible around what would otherwise run into its neighbours."""
        begin, stop = cursor.at, cursor.partner[cursor.at]
        cursor.at = stop + 1
        node = yield self.contents(cursor.within(begin + 1, stop, "brace"))
        opened = cursor.tokens[begin]
        start, end = opened.start, cursor.tokens[stop].end
        if isinstance(node, Items | Sum | Product | Chain | Big):
            return enclosed("{", "}", node, start, end)
        if isinstance(node, Name) and opened.value != "{":
            latex = cursor.source.slice(start, end)
            return replace(node, start=start, end=end, latex=latex)
        return replace(node, start=start, end=end)

    def bracket(self, cursor: Cursor) -> Steps:
        """Brackets that print, typed or with \\left and \\right."""
        begin, stop = cursor.at, cursor.partner[cursor.at]
        if stop < 0:  # `\{` in front of rows
            cursor.at = begin + 1
            node = yield self.environment(cursor)
            rows = node.rows if isinstance(node, Matrix) else ((node,),)
            return case_rows(rows, cursor.tokens[begin].start, node.end)
        opened, closed = cursor.tokens[begin], cursor.tokens[stop]
        cursor.at = stop + 1
        inside = cursor.within(begin + 1, stop, "group", opened.value)
        node = yield self.contents(inside)
        return enclosed(opened.value, closed.value, node, opened.start, closed.end)

    def environment(self, cursor: Cursor) -> Steps:
        r"""`\begin` to `\end`: rows of cells."""
        begin, stop = cursor.at, cursor.partner[cursor.at]
        token = cursor.tokens[begin]
        cursor.at = stop + 1
        start, end = token.start, cursor.tokens[stop].end
        inside = cursor.within(begin + 1, stop, "cell")
        rows = yield self.rows(inside)
        if token.value in _CASES:
            return case_rows(rows, start, end)
        if token.value in _SHELLS and len(rows) == 1 and len(rows[0]) == 1:
            return replace(rows[0][0], start=start, end=end)
        return Matrix(rows, token.value, start=start, end=end)

    def rows(self, cursor: Cursor) -> Steps:
        """The cells of each row that is not empty."""
        rows: list[tuple[Node, ...]] = []
        cells: list[Node] = []
        begin = at = cursor.at
        while at <= cursor.stop:
            kind = cursor.tokens[at].kind if at < cursor.stop else "row"
            if kind in ("row", "align"):
                cells.append((yield self.contents(cursor.within(begin, at, "cell"))))
                begin = at + 1
                if kind == "row":
                    if len(cells) > 1 or not isinstance(cells[0], Placeholder):
                        rows.append(tuple(cells))
                    cells = []
            elif cursor.partner[at] > at:
                at = cursor.partner[at]
            at += 1
        return tuple(rows)

    def argument(
        self, cursor: Cursor, command: Token, where: str = "brace", second: bool = False
    ) -> Steps:
        """The argument of a command: what is in the braces, or one operand."""
        cursor.skip_layout()
        token = cursor.token
        if token.kind == "{":
            if token.value != "{" or where == "shown":
                return (yield self.operand(cursor))
            stop = cursor.partner[cursor.at]
            inside = cursor.within(cursor.at + 1, stop, where)
            cursor.at = stop + 1
            return (yield self.contents(inside))
        if token.kind in ("joint", "sign", "relation", "bang"):
            cursor.at += 1
            return mark(cursor, token)
        if token.kind in _READERS or token.node is not None:
            return (yield self.operand(cursor))
        written = cursor.source.slice(command.start, command.end)
        message = Phrase("{0} has no argument: the text is cut off here", written)
        if second:
            message = Phrase("{0} has no second argument: the text is cut off here", written)
        return cursor.fail(message, "Put what belongs to it in braces behind it.", command)

    def frac(self, cursor: Cursor) -> Steps:
        r"""`\frac{num}{den}`; `\frac12` takes one figure at a time."""
        token = cursor.token
        cursor.at += 1
        num = _figure(cursor) or (yield self.argument(cursor, token))
        den = _figure(cursor) or (yield self.argument(cursor, token, second=True))
        end = max(den.end, _behind(cursor))
        return Frac(num, den, token.value, start=token.start, end=end)

    def root(self, cursor: Cursor) -> Steps:
        r"""`\sqrt[degree]{body}`."""
        token = cursor.token
        cursor.at += 1
        degree: Node | None = None
        if cursor.token.kind == "open" and cursor.token.value == "[":
            stop = cursor.partner[cursor.at]
            if stop + 1 < cursor.stop and cursor.tokens[stop + 1].kind == "{":
                degree = yield self.contents(cursor.within(cursor.at + 1, stop, "script"))
                cursor.at = stop + 1
        body = yield self.argument(cursor, token)
        return Root(body, degree, start=token.start, end=_behind(cursor))

    def norm(self, cursor: Cursor) -> Steps:
        r"""`\norm{x}` and `\abs{x}`."""
        token = cursor.token
        cursor.at += 1
        body = yield self.argument(cursor, token)
        return enclosed(token.value, token.value, body, token.start, _behind(cursor))

    def accent(self, cursor: Cursor) -> Steps:
        r"""`\hat{x}` is a name; `\hat{AB}` is an accent over a product."""
        token = cursor.token
        cursor.at += 1
        body = yield self.argument(cursor, token)
        start, end = min(token.start, body.start), _behind(cursor)
        if isinstance(body, Name) and body.kind != "mark":
            latex = cursor.source.slice(start, end)
            accents = (*body.accents, token.value)
            return replace(body, accents=accents, latex=latex, start=start, end=end)
        return Accent(token.value, body, start=start, end=end)

    def noted(self, cursor: Cursor) -> Steps:
        r"""`\underbrace{body}_{note}`."""
        token = cursor.token
        cursor.at += 1
        stop = cursor.partner[cursor.at] if cursor.token.kind == "{" else cursor.at
        after = cursor.tokens[stop + 1].kind if stop + 1 < cursor.stop else ""
        where = "brace" if after in ("under", "caret") else "shown"
        body = yield self.argument(cursor, token, where)
        if cursor.token.kind not in ("under", "caret"):
            return replace(body, start=token.start)
        cursor.at += 1
        note, _ = yield self.script(cursor)
        note = note or Placeholder(start=_behind(cursor), end=_behind(cursor))
        return Noted(body, note, start=token.start, end=_behind(cursor))

    def stack(self, cursor: Cursor) -> Steps:
        r"""`\overset{note}{body}`; above or below a sign such as `\sum` it is a limit."""
        token = cursor.token
        cursor.at += 1
        note = yield self.argument(cursor, token, "script")
        body = yield self.argument(cursor, token, "script")
        if isinstance(body, Name) and body.letter in LIMITS:
            body = Big(body.letter, None, None, Placeholder(start=0, end=0), start=0, end=0)
        if not isinstance(body, Big) or not isinstance(body.body, Placeholder):
            return Noted(body, note, start=token.start, end=_behind(cursor))
        if token.value == "below":
            head = replace(body, lower=note, start=token.start)
        else:
            head = replace(body, upper=note, start=token.start)
        return (yield self.big_body(cursor, head))

    def big(self, cursor: Cursor) -> Steps:
        r"""`\sum_{i=1}^n` and what it takes."""
        token = cursor.token
        cursor.at += 1
        limits: dict[str, Node | None] = {"under": None, "caret": None}
        while (sign := cursor.token).kind in limits:
            if limits[sign.kind] is not None:
                cursor.fail(
                    Phrase("a second {0} on the same sign", sign.value),
                    "Put both limits in one brace.",
                    sign,
                )
            cursor.at += 1
            limits[sign.kind], _ = yield self.script(cursor)
        nothing = Placeholder(start=token.end, end=token.end)
        lower, upper = limits["under"], limits["caret"]
        head = Big(token.value, lower, upper, nothing, start=token.start, end=token.end)
        return (yield self.big_body(cursor, head))

    def big_body(self, cursor: Cursor, head: Big) -> Steps:
        """The sign with what follows it, up to the next `+`, `-` or relation at this level."""
        cursor.skip_layout()
        end = _behind(cursor)
        if cursor.at >= cursor.stop:
            return replace(head, body=Placeholder(start=end, end=end), end=end)
        body = yield self.product(cursor)
        return replace(head, body=body, end=body.end)

    def lines(self, cursor: Cursor) -> Steps:
        r"""`\substack{…}`, `\cases{…}`, `\matrix{…}`."""
        token = cursor.token
        if cursor.ahead().kind != "{":
            cursor.at += 1
            return (yield self.argument(cursor, token))
        begin, stop = cursor.at + 1, cursor.partner[cursor.at + 1]
        cursor.at = stop + 1
        start, end = token.start, cursor.tokens[stop].end
        rows = yield self.rows(cursor.within(begin + 1, stop, "cell"))
        if token.value == "cases":
            return case_rows(rows, start, end)
        if token.value != "substack":
            return Matrix(rows, token.value, start=start, end=end)
        cells = [cell for row in rows for cell in row]
        if len(cells) == 1:
            return replace(cells[0], start=start, end=end)
        return Items(tuple(cells), (",",) * (len(cells) - 1), start=start, end=end)

    def negation(self, cursor: Cursor) -> Steps:
        """`¬` and its operand."""
        token = cursor.token
        cursor.at += 1
        if cursor.at >= cursor.stop:
            return mark(cursor, token)
        body = yield self.factor(cursor)
        return Prefix(token.value, body, start=token.start, end=body.end)


def _behind(cursor: Cursor) -> int:
    """The offset at which what has been read ends."""
    return cursor.tokens[cursor.at - 1].end


def _figure(cursor: Cursor) -> Number | None:
    r"""The first figure of a longer number, as `\frac12` means it; the rest stays to be read."""
    token = cursor.token
    number = token.node
    if not isinstance(number, Number) or len(number.text) < 2 or not number.text.isdigit():
        return None
    if token.end - token.start != len(number.text):
        return None
    head, tail, middle = number.text[0], number.text[1:], token.start + 1
    rest = Number(Fraction(tail), tail, start=middle, end=token.end)
    cursor.tokens[cursor.at] = Token("atom", tail, middle, token.end, rest)
    return Number(Fraction(head), head, start=token.start, end=middle)


def _unexpected(cursor: Cursor) -> tuple[str, str]:
    """The message and the advice for a token that cannot begin an operand."""
    token = cursor.token
    written = cursor.source.slice(token.start, token.end)
    if not written:
        return "the text is cut off here", "Write what belongs here."
    return Phrase("{0} is not expected here", written), "Something is missing in front of it."


_READERS: dict[str, Callable[[Operands, Cursor], Steps]] = {
    "{": Operands.brace,
    "open": Operands.bracket,
    "left": Operands.bracket,
    "begin": Operands.environment,
    "frac": Operands.frac,
    "root": Operands.root,
    "norm": Operands.norm,
    "accent": Operands.accent,
    "noted": Operands.noted,
    "stack": Operands.stack,
    "big": Operands.big,
    "lines": Operands.lines,
    "not": Operands.negation,
}
"""Which method reads an operand that begins with a token of this kind."""
