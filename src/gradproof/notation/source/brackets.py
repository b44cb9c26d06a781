r"""Which bracket closes which, before anything is parsed; and which bar opens, closes or separates.

`|` is all three: `|x|`, `p(y|x)`, `f|_{x=0}`; so are `‖`, and `<` and `>`, which may be relations.
One pass from left to right with a stack finds the partners; what has none is kept as a fault, said
by whoever reads that stretch.
"""

from __future__ import annotations

from typing import NamedTuple

from gradproof.core.errors import LimitError, Place
from gradproof.core.phrase import Phrase
from gradproof.notation.source.tokens import Token

MAX_NESTING = 200

_CLOSERS = {"(": ")", "[": "]", r"\{": r"\}", "<": ">", "⌊": "⌋", "⌈": "⌉", "|": "|", "‖": "‖"}
_HARD = {"{": "}", "begin": "end", "left": "right"}
_OPERAND_ENDS = frozenset(("atom", "text", "close", "right", "}", "end", "prime", "bang"))


class Matched(NamedTuple):
    """Tokens with bars settled.

    `partner[i]` is the index of the bracket that token i pairs with, or -1; `faults` says what is
    wrong with the brackets that have none.
    """

    tokens: list[Token]
    partner: list[int]
    faults: dict[int, tuple[str, str]]


class _Open(NamedTuple):
    """A bracket that waits for its partner; `weak` if it may turn out to be no bracket at all."""

    at: int
    kind: str
    value: str
    weak: bool


def match_brackets(
    tokens: list[Token], document: str = "", base: int = 0, name: str = ""
) -> Matched:
    """Find the partners.

    Errors:  LimitError for brackets more than 200 deep.
    """
    return _Matcher(tokens, document, base, name).run()


class _Matcher:
    """The state of the pass."""

    def __init__(self, tokens: list[Token], document: str, base: int, name: str) -> None:
        self.tokens = _split_bars(tokens)
        self.partner = [-1] * len(self.tokens)
        self.faults: dict[int, tuple[str, str]] = {}
        self.stack: list[_Open] = []
        self.commas: dict[int, int] = {}
        self.document, self.base, self.name = document, base, name

    def run(self) -> Matched:
        """The whole pass."""
        for index, token in enumerate(self.tokens):
            kind = token.kind
            if kind in _HARD:
                self.push(index, token, kind)
            elif kind in ("}", "end", "right"):
                self.close_hard(index, token)
            elif kind == "open":
                self.push(index, token, "open")
            elif kind == "close":
                self.close_soft(index, token)
            elif kind == "bar":
                self.bar(index, token)
            elif kind == "relation" and token.value in "<>":
                self.angle(index, token)
            elif kind in ("separator", "row", "align"):
                self.separate(token)
        while self.stack:
            self.drop()
        return Matched(self.tokens, self.partner, self.faults)

    def push(self, index: int, token: Token, kind: str, weak: bool = False) -> None:
        """A bracket opens."""
        if len(self.stack) >= MAX_NESTING:
            span = token.start - self.base, token.end - self.base
            place = Place(self.document, *span, self.name)
            message = Phrase("brackets more than {0} deep are not read", MAX_NESTING)
            raise LimitError(message, place, "Give the inner part a name of its own.")
        self.stack.append(_Open(index, kind, token.value, weak))

    def pair(self, index: int) -> None:
        """The innermost open bracket is closed by token `index`."""
        opened = self.stack.pop()
        self.partner[opened.at], self.partner[index] = index, opened.at

    def drop(self) -> None:
        """The innermost open bracket is never closed."""
        opened = self.stack.pop()
        token = self.tokens[opened.at]
        if opened.weak and self.tokens[opened.at + 1 :]:
            if token.kind == "open" and opened.value in "|‖":
                self.tokens[opened.at] = token._replace(kind="separator")
            return
        following = self.tokens[opened.at + 1 : opened.at + 2]
        if opened.value == r"\{" and following and following[0].kind == "begin":
            return  # a case distinction, as people type it
        closer = _HARD.get(opened.kind) or _CLOSERS.get(opened.value, opened.value)
        shown = {"right": "\\right", "end": f"\\end{{{opened.value}}}"}.get(closer, closer)
        written = {"begin": f"\\begin{{{opened.value}}}", "left": "\\left"}.get(opened.kind)
        message = Phrase("this {0} is never closed", written or opened.value)
        if opened.kind == "{":
            message = "this { is never closed"
        self.faults[opened.at] = message, Phrase("Close it with {0}.", shown)

    def close_hard(self, index: int, token: Token) -> None:
        """A brace, an environment or a `\\right`: nothing soft reaches across it."""
        depth = len(self.stack) - 1
        while depth >= 0 and self.stack[depth].kind not in _HARD:
            depth -= 1
        opened = self.stack[depth] if depth >= 0 else None
        same = opened is not None and _HARD[opened.kind] == token.kind
        if token.kind == "end" and opened is not None and opened.value != token.value:
            same = False
        if not same:
            shown = {"right": "\\right", "end": f"\\end{{{token.value}}}"}.get(
                token.kind, token.value
            )
            opener = {"right": "\\left", "end": f"\\begin{{{token.value}}}"}.get(token.kind, "{")
            self.faults[index] = (
                Phrase("this {0} closes nothing", shown),
                Phrase("Delete it, or open with {0}.", opener),
            )
            return
        while len(self.stack) - 1 > depth:
            self.drop()
        self.pair(index)

    def close_soft(self, index: int, token: Token) -> None:
        """A bracket such as `)`: weak ones inside give way, and a half-open interval may differ."""
        depth = len(self.stack) - 1
        while depth >= 0 and self.stack[depth].kind == "open":
            opened = self.stack[depth]
            if _CLOSERS.get(opened.value) == token.value:
                while len(self.stack) - 1 > depth:
                    self.drop()
                return self.pair(index)
            depth -= 1
        while self.stack and self.stack[-1].weak:
            self.drop()
        if self.stack and self.stack[-1].kind == "open":
            opened = self.stack[-1]
            interval = opened.value in "([" and token.value in ")]"
            if interval and self.commas.get(opened.at) == 1:
                return self.pair(index)
        opener = next((o for o, c in _CLOSERS.items() if c == token.value), token.value)
        hint = Phrase("Delete it, or open with {0}.", opener)
        self.faults[index] = Phrase("this {0} closes nothing", token.value), hint
        return None

    def operand_due(self, index: int) -> bool:
        r"""Whether an operand is missing here; it is not behind the marks in `w^*`, `p(\cdot|`."""
        before = self.tokens[index - 1].kind if index else ""
        if before in ("joint", "sign") and index > 1:
            alone = ("caret", "under", "open", "left", "separator")
            return self.tokens[index - 2].kind not in alone[: 2 if before == "sign" else 5]
        return before not in _OPERAND_ENDS

    def bar(self, index: int, token: Token) -> None:
        """A bar: closes one that is open here, else opens, for certain where an operand is due."""
        after = self.tokens[index + 1] if index + 1 < len(self.tokens) else None
        operand_due = self.operand_due(index)
        top = self.stack[-1] if self.stack else None
        is_open = top is not None and top.kind == "open" and top.value == token.value
        if not operand_due and is_open:
            self.tokens[index] = token._replace(kind="close")
            return self.pair(index)
        if not operand_due and after is not None and after.kind in ("under", "caret"):
            self.tokens[index] = token._replace(kind="at")
            return None
        self.tokens[index] = token._replace(kind="open")
        return self.push(index, token, "open", weak=not operand_due)

    def angle(self, index: int, token: Token) -> None:
        """`<a, b>` in typed signs is a bracket where an operand is due, and `^{<t>}` is one too."""
        operand_due = self.operand_due(index)
        if token.value == "<":
            if operand_due:
                self.push(index, token, "open", weak=True)
            return
        if operand_due or not self.stack or self.stack[-1].value != "<" or not self.stack[-1].weak:
            return
        opened = self.stack[-1].at
        script = opened > 1 and self.tokens[opened - 1].kind == "{"
        if self.commas.get(opened) == 1 or script:
            self.tokens[opened] = self.tokens[opened]._replace(kind="open")
            self.tokens[index] = token._replace(kind="close")
            self.pair(index)

    def separate(self, token: Token) -> None:
        """A comma, a row or a column: bars do not reach across it, `<a, b>` does."""
        while self.stack and self.stack[-1].weak and self.stack[-1].value != "<":
            self.drop()
        if self.stack and token.value == ",":
            index = self.stack[-1].at
            self.commas[index] = self.commas.get(index, 0) + 1


def _split_bars(tokens: list[Token]) -> list[Token]:
    """`|x||y|` typed: the `||` in the middle is two bars when single ones are open around it."""
    single = 0
    result: list[Token] = []
    for token in tokens:
        if token.kind == "bar" and token.value == "|" and token.end - token.start == 1:
            single += 1
        if token.kind == "bar" and token.extra == "||" and single % 2:
            middle = token.start + 1
            result.append(token._replace(value="|", end=middle))
            result.append(token._replace(value="|", start=middle))
        else:
            result.append(token)
        if token.kind in ("row", "{", "}", "open", "close", "separator"):
            single = 0
    return result
