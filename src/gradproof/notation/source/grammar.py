r"""The grammar: tokens to the surface tree, in linear time and without recursion.

Each level is a method that yields the readers of the levels below: contents (rows, commas) < chain
< total (a sum) < product < factor (scripts) < operand. `nesting.run` drives
them with a stack of its own.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from gradproof.core.phrase import Phrase
from gradproof.notation.source.brackets import MAX_NESTING, match_brackets
from gradproof.notation.source.cursor import Cursor, Source, first_fault
from gradproof.notation.source.lexer import lex
from gradproof.notation.source.lists import fold
from gradproof.notation.source.nesting import Steps, measure, run, too_deep
from gradproof.notation.source.operands import LIMITS, Operands, lone, mark
from gradproof.notation.source.segments import Level, Segment
from gradproof.notation.source.spelling import DEFAULT_WORDS
from gradproof.notation.source.surface import (
    Big,
    Chain,
    Frac,
    Group,
    Items,
    Link,
    Matrix,
    Name,
    Node,
    Placeholder,
    Postfix,
    Prefix,
    Product,
    Script,
    Slice,
    Sum,
)
from gradproof.notation.source.tokens import Token

_HANGING = frozenset(("caret", "under", "prime", "bang", "at"))
_LAYOUT = frozenset(("quad", "align", "row"))


def parse(
    text: str,
    *,
    mode: str = "latex",
    words: frozenset[str] = DEFAULT_WORDS,
    document: str | None = None,
    base: int = 0,
    name: str = "",
) -> Node:
    r"""The surface tree of a formula.

    `mode` is `latex` or `plain` (as people type it elsewhere: `A'*x + b1`); `words` are the runs of
    letters that are one name. The formula begins at `base` of `document`, a file called `name`:
    places in the tree and in errors are those of the document.

    Errors:  NotationError for what cannot be read; LimitError for nesting over 200 or over 64 kB.
    >>> from gradproof.notation.source.dump import dump
    >>> dump(parse(r"\frac{\partial L}{\partial W} = 2X^T(XW-Y)"))
    '(chain (frac (* ∂ L) (* ∂ W)) = (* 2 (^ X T) ("()" (+ (* X W) - Y))))'
    """
    source = Source(text, base, name) if document is None else Source(document, 0, name)
    tokens = lex(text, mode, words, base)
    return parse_tokens(tokens, source)


def parse_tokens(tokens: list[Token], source: Source) -> Node:
    """The surface tree of tokens that have been cut out of the source."""
    matched = match_brackets(tokens, source.document, source.base, source.name)
    if error := first_fault(matched, source):
        raise error
    cursor = Cursor(matched.tokens, matched.partner, source, (0, len(matched.tokens)))
    node = run(Grammar().contents(cursor), cursor)
    measure(node, source)
    return node


class Grammar(Operands):
    """The levels above the operands."""

    def contents(self, cursor: Cursor) -> Steps:
        """Everything from the cursor to its stop: rows, items, or one item."""
        begin, stop = cursor.at, cursor.stop
        if stop - begin == 1 and (node := cursor.token.node) is not None:
            return node
        level = Level(cursor)
        start = cursor.edge()
        if (over := level.first("over")) is not None:
            num = yield self.contents(cursor.within(begin, over))
            den = yield self.contents(cursor.within(over + 1, stop))
            end = cursor.tokens[stop - 1].end
            return Frac(num, den, cursor.tokens[over].value, start=start, end=end)
        if cursor.where == "top" and level.first("row") is not None:
            rows = yield self.rows(cursor)
            if len(rows) > 1 or (rows and len(rows[0]) > 1):
                return Matrix(rows, "rows", start=start, end=cursor.tokens[stop - 1].end)
            return rows[0][0] if rows else Placeholder(start=start, end=start)
        segments = level.segments()
        items: list[Node] = []
        for segment in segments:
            items.append((yield self.item(cursor, segment)))
        separators = [segment.separator for segment in segments[1:]]
        items, separators = fold(items, separators, cursor.where != "group")
        if len(items) == 1 and not separators:
            return items[0]
        if not items:
            return Placeholder(start=start, end=start)
        return Items(tuple(items), tuple(separators), start=items[0].start, end=items[-1].end)

    def item(self, cursor: Cursor, segment: Segment) -> Steps:
        """One item of a list: a chain of relations, a slice of an index, or a sum."""
        inside = cursor.within(segment.begin, segment.stop)
        if segment.begin == segment.stop:
            edge = inside.edge()
            return Placeholder(start=edge, end=edge)
        if segment.stop - segment.begin == 1 and (node := inside.token.node) is not None:
            return node
        if segment.relations:
            return (yield self.chain(inside, segment.relations))
        if segment.colons and _slices(inside, segment):
            return (yield self.slice(inside, segment.colons))
        return (yield self.total(inside))

    def slice(self, cursor: Cursor, colons: tuple[int, ...]) -> Steps:
        """`low:high`; a second colon is one in `high`."""
        bounds = [cursor.at - 1, *colons, cursor.stop]
        ends: list[Node | None] = []
        for before, stop in pairwise(bounds):
            inside = cursor.within(before + 1, stop)
            ends.append((yield self.total(inside)) if before + 1 < stop else None)
        tokens = cursor.tokens
        high = ends.pop()
        for at in reversed(colons):
            low = ends.pop()
            start = low.start if low else tokens[at].start
            high = Slice(low, high, start=start, end=high.end if high else tokens[at].end)
        return high

    def chain(self, cursor: Cursor, relations: tuple[int, ...]) -> Steps:
        """Sides with relation signs between them; the first and the last side may be missing."""
        first: Node | None = None
        if inside := _filled(cursor.within(cursor.at, relations[0])):
            first = yield self.total(inside)
        links: list[Link] = []
        for at, stop in zip(relations, (*relations[1:], cursor.stop), strict=True):
            right: Node | None = None
            if inside := _filled(cursor.within(at + 1, stop)):
                right = yield self.total(inside)
            sign = cursor.tokens[at]
            place = {"start": sign.start, "end": right.end if right else sign.end}
            links.append(Link(sign.value, right, sign.extra, sign_end=sign.end, **place))
        start = first.start if first else links[0].start
        return Chain(first, tuple(links), start=start, end=links[-1].end)

    def total(self, cursor: Cursor) -> Steps:
        """Terms with signs between them, up to the stop."""
        cursor.skip_layout()
        start = cursor.edge()
        terms: list[Node] = []
        signs: list[str] = []
        token = cursor.token
        while True:
            sign = ""
            if cursor.token.kind == "sign":
                token, sign = cursor.token, cursor.token.value
                cursor.at += 1
                cursor.skip_layout()
            if cursor.at >= cursor.stop:
                if not terms and (cursor.where != "cell" or token.kind != "sign"):
                    return mark(cursor, token)
                if cursor.where not in ("script", "cell"):
                    hint = "Write the missing term, or delete the sign."
                    cursor.fail(Phrase("nothing stands behind this {0}", token.value), hint, token)
                terms.append(Placeholder(start=token.end, end=token.end))
                signs.append(sign)
                break
            terms.append((yield self.product(cursor)))
            signs.append(sign)
            cursor.skip_layout()
            if cursor.at >= cursor.stop:
                break
        if len(terms) == 1 and not signs[0]:
            return terms[0]
        return Sum(tuple(terms), tuple(signs), start=start, end=terms[-1].end)

    def product(self, cursor: Cursor) -> Steps:
        """Factors with what joins them, up to a sign or the stop."""
        tokens, stop = cursor.tokens, cursor.stop
        factors: list[Node] = []
        joints: list[str] = []
        joint: Token | None = None
        while cursor.at < stop:
            token = tokens[cursor.at]
            kind = token.kind
            if kind in _LAYOUT:
                cursor.at += 1
                continue
            if kind == "sign":
                if factors and joint is None:
                    break
                node = yield self.prefix(cursor)
            elif kind in ("joint", "colon") or (kind == "separator" and token.value == "."):
                cursor.at += 1
                if factors and joint is None and kind != "separator":
                    joint = token
                    continue
                node = lone(cursor, token, bool(factors))
                if isinstance(node, Placeholder):
                    if joint is not None:
                        joints.append(_joint(joint))
                    joint = token
                    factors.append(node)
                    continue
            elif token.node is not None and cursor.ahead().kind not in _HANGING:
                node = token.node
                cursor.at += 1
                if _takes_more(node, cursor):
                    cursor.at -= 1
                    node = yield self.factor(cursor)
            else:
                node = yield self.factor(cursor)
                if isinstance(node, Script) and _hangs(node) and factors and joint is None:
                    factors[-1] = replace(node, base=factors[-1], start=factors[-1].start)
                    continue
            if kind == "{" and isinstance(node, Placeholder) and joint is None:
                continue
            if factors:
                joints.append("juxtaposed" if joint is None else _joint(joint))
            factors.append(node)
            joint = None
        if joint is not None:
            node = lone(cursor, joint, True)
            joints.append(_joint(joint) if isinstance(node, Placeholder) else "juxtaposed")
            factors.append(node)
        if not factors:
            edge = cursor.edge()
            return Placeholder(start=edge, end=edge)
        if len(factors) == 1:
            return factors[0]
        place = {"start": factors[0].start, "end": factors[-1].end}
        return Product(tuple(factors), tuple(joints), **place)

    def prefix(self, cursor: Cursor) -> Steps:
        """A sign where an operand is due."""
        token = cursor.token
        cursor.at += 1
        cursor.skip_layout()
        if cursor.at >= cursor.stop:
            return mark(cursor, token)
        kind = cursor.token.kind
        body = yield (self.prefix(cursor) if kind == "sign" else self.factor(cursor))
        return Prefix(token.value, body, start=token.start, end=body.end)

    def factor(self, cursor: Cursor) -> Steps:
        """An operand with its scripts, primes and factorials; or a word with its limits."""
        start = cursor.token.start
        if cursor.token.kind in ("caret", "under", "prime"):
            node: Node = Placeholder(start=start, end=start)
        else:
            node = yield self.operand(cursor)
        sub: Node | None = None
        sup: Node | None = None
        primes = hung = 0
        caret = "^"
        while (token := cursor.token).kind in _HANGING:
            hung += 1
            kind, before = token.kind, cursor.tokens[cursor.at - 1].end
            again = sub is not None if kind == "under" else kind == "caret" and sup is not None
            if again or kind in ("bang", "at"):
                if sub is not None or sup is not None or primes:
                    node = Script(node, sub, sup, primes, caret, start=start, end=before)
                sub, sup, primes = None, None, 0
            cursor.at += 1
            if kind == "prime":
                primes += int(token.value)
            elif kind == "under":
                sub, more = yield self.script(cursor)
                primes += more
            elif kind == "caret":
                sup, more = yield self.script(cursor)
                primes, caret = primes + more, token.value
            elif kind == "bang":
                node = Postfix("!", node, start=start, end=token.end)
            else:
                node = Group("", "|", (node,), start=start, end=token.end)
            if hung > MAX_NESTING:
                raise too_deep(cursor.source, token.start, token.end)
        if hung and (sub is not None or sup is not None or primes):
            end = cursor.tokens[cursor.at - 1].end
            found = Script(node, sub, sup, primes, caret, start=start, end=end)
            if isinstance(node, Name) and (_limits(found) or _takes_more(node, cursor)):
                return (yield self.taking(cursor, found))
            return found
        if _takes_more(node, cursor):
            return (yield self.taking(cursor, Script(node, start=start, end=node.end)))
        return node

    def taking(self, cursor: Cursor, found: Script) -> Steps:
        r"""`\max_i x_i`, `\mathbb{E}_x[f]`: a word or letter with what it takes."""
        name = found.base
        assert isinstance(name, Name)
        nothing = Placeholder(start=found.end, end=found.end)
        place = {"start": found.start, "end": found.end}
        head = Big(name.letter, found.sub, found.sup, nothing, **place)
        if name.letter in LIMITS:
            return (yield self.big_body(cursor, head))
        body = yield self.operand(cursor)
        return replace(head, body=body, end=body.end)

    def script(self, cursor: Cursor) -> Steps:
        """The argument of `^` or `_`, and how many primes were written in it."""
        caret = cursor.tokens[cursor.at - 1]
        token, at = cursor.token, cursor.at
        cursor.at += 1
        if token.kind == "{":
            stop = cursor.partner[at]
            cursor.at = stop + 1
            begin, primes = at + 1, 0
            while stop > begin and _counted(cursor, begin, stop):
                stop -= 1
                primes += int(cursor.tokens[stop].value)
            if primes and begin == stop:
                return None, primes
            return (yield self.contents(cursor.within(begin, stop, "script"))), primes
        if token.kind == "prime":
            return None, int(token.value)
        if token.kind == "sign" and token.value in "-+" and _signed(cursor):
            body = yield self.operand(cursor)
            return Sum((body,), (token.value,), start=token.start, end=body.end), 0
        if token.kind in ("joint", "sign"):
            found = mark(cursor, token)
            if token.value != "odot" or cursor.token.kind not in ("atom", "open"):
                return found, 0
            body = yield self.operand(cursor)
            return Product((found, body), ("juxtaposed",), start=found.start, end=body.end), 0
        if token.kind == "colon":
            return Slice(None, None, start=token.start, end=token.end), 0
        cursor.at = at
        if not token.kind:
            message = Phrase("this {0} has nothing behind it", caret.value)
            cursor.fail(message, "Write the exponent or the index.", caret)
        return (yield self.operand(cursor)), 0


def _filled(cursor: Cursor) -> Cursor | None:
    """The cursor, behind what only lays out, or None if nothing is left."""
    cursor.skip_layout()
    return cursor if cursor.at < cursor.stop else None


def _slices(cursor: Cursor, segment: Segment) -> bool:
    """Whether a colon makes a slice here: in an index, or at the edge of an argument."""
    edges = (segment.begin, segment.stop - 1)
    at_edge = cursor.where == "group" and any(at in segment.colons for at in edges)
    return cursor.where == "script" or cursor.opener == "[" or at_edge


def _joint(token: Token) -> str:
    """The key of what joins two factors."""
    return "colon" if token.kind == "colon" else token.value


def _hangs(node: Script) -> bool:
    """Whether a script has no base of its own, as in `A{}^T`."""
    return isinstance(node.base, Placeholder)


def _limits(found: Script) -> bool:
    """Whether a word has something below it that makes it take what follows."""
    word = found.base
    return isinstance(word, Name) and word.letter in LIMITS and found.sub is not None


def _takes_more(node: Node, cursor: Cursor) -> bool:
    """Whether this is an expectation in front of its bracket."""
    if not (isinstance(node, Name) and node.letter == "E" and node.font == "bb"):
        return False
    return cursor.token.kind in ("open", "left")


def _counted(cursor: Cursor, begin: int, stop: int) -> bool:
    """Whether the last token of a script is a prime that belongs to what the script hangs on."""
    token = cursor.tokens[stop - 1]
    if token.kind != "prime":
        return False
    if stop - 1 == begin:
        return True
    return cursor.tokens[stop - 2].kind in ("close", "right", "prime", "}")


def _signed(cursor: Cursor) -> bool:
    """Whether a sign behind `^` belongs to a number or a transposition: `X^-1`, `X^-T`."""
    token = cursor.token
    return token.kind == "atom" and (token.value in ("T", "⊤") or token.value[0].isdigit())
