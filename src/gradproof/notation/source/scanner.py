"""The state of a lexer: where it is in the text, the tokens so far, the fonts that rule."""

from __future__ import annotations

import re

from gradproof.notation.source.surface import MEANINGFUL_FONTS, Name, Node
from gradproof.notation.source.tokens import Token

_SPACES = re.compile(r"\s*")


class Scanner:
    """Puts tokens down; `at` is the next character to read, `base` the place of the first one."""

    def __init__(self, text: str, plain: bool, words: frozenset[str], base: int) -> None:
        self.text, self.plain, self.words, self.base = text, plain, words, base
        self.at = 0
        self.tokens: list[Token | None] = []
        self.once: tuple[str, int] | None = None
        """The font that the next symbol alone gets, and where its command begins."""
        self._fonts: list[str] = [""]
        self._bare: list[int] = [-1]
        self._related: list[bool] = [False]
        self._closing = _partners(text)

    @property
    def font(self) -> str:
        """The font that rules here."""
        return self._fonts[-1]

    @font.setter
    def font(self, font: str) -> None:
        self._fonts[-1] = font

    def put(self, kind: str, value: str, end: int, extra: str = "") -> None:
        """A token from here to `end`, where reading goes on."""
        if kind != "accent":
            self.once = None
        if kind in ("relation", "row", "begin"):
            self._related[-1] = True
        self.tokens.append(Token(kind, value, self.at + self.base, end + self.base, None, extra))
        self.at = end

    def bad(self, message: str, end: int, hint: str = "") -> None:
        """A stretch that cannot be read."""
        self.put("bad", message, end, hint)

    def atom(self, node: Node, value: str, kind: str = "atom") -> None:
        """A finished operand; reading goes on behind it."""
        self.once = None
        self.tokens.append(Token(kind, value, node.start, node.end, node))
        self.at = node.end - self.base

    def name(
        self, letter: str, end: int, kind: str, font: str = "", accents: tuple[str, ...] = ()
    ) -> None:
        """A name from here to `end`, in the font that rules unless it has one that means more."""
        around, start = self.once or (self.font, self.at)
        if not font or (around in MEANINGFUL_FONTS and font not in MEANINGFUL_FONTS):
            font = around
        if kind == "word":
            font = ""
            if letter in ("max", "min") and self.previous("atom", "arg"):
                start, letter = self.last().start - self.base, "arg" + letter
                del self.tokens[-1]
        latex = self.text[start:end]
        place = {"start": start + self.base, "end": end + self.base}
        self.atom(Name(letter, accents, font, kind, latex, **place), letter)

    def open_brace(self, end: int, font: str | None = None, bare: bool = False) -> None:
        """A TeX brace; `bare` ones only decorate: around relations they vanish when they close."""
        self._bare.append(len(self.tokens) if bare else -1)
        self._related.append(False)
        self._fonts.append(self.font if font is None else font)
        self.put("{", "{" if font is None else font, end)

    def close_brace(self, end: int) -> None:
        """The end of a TeX brace and of the font in it."""
        bare, related = -1, False
        if len(self._fonts) > 1:
            self._fonts.pop()
            bare, related = self._bare.pop(), self._related.pop()
        follower = self.text[self.skip_spaces(end) :][:1]
        if bare < 0 or not related or follower in ("^", "_", "'"):
            self.put("}", "}", end)
        else:
            self.tokens[bare] = None
            self.at = end

    def last(self) -> Token:
        """The last token, or an empty one."""
        token = self.tokens[-1] if self.tokens else None
        return token or Token("", "", 0, 0)

    def previous(self, kind: str, value: str = "") -> bool:
        """Whether the last token is of this kind, and has this value if one is given."""
        last = self.last()
        return last.kind == kind and value in ("", last.value)

    def apart(self) -> str:
        """What belongs to the `=` that follows, in `: =` and `+ =`; the scanner steps back."""
        last, before = self.last(), self.tokens[-2] if len(self.tokens) > 1 else None
        bound = before is None or before.kind in ("caret", "under", "{", "open", "separator")
        signs = {"colon": ":", "sign": last.value, "star": "*", "slash": "/"}
        sign = signs.get(last.value if last.kind == "joint" else last.kind, "")
        if bound or sign not in (":", "+", "-", "*", "/"):
            return ""
        del self.tokens[-1]
        self.at = last.start - self.base
        return sign

    def skip_spaces(self, at: int) -> int:
        """The first place from `at` on that is no space."""
        match = _SPACES.match(self.text, at)
        return match.end() if match else at

    def argument(self, at: int) -> tuple[int, int] | None:
        """Where the content of the braces at `at` (or behind spaces) begins and ends."""
        begin = self.skip_spaces(at)
        end = self._closing.get(begin, -1)
        return (begin + 1, end) if end >= 0 else None


def _partners(text: str) -> dict[int, int]:
    """Where each brace that opens is closed, escaped ones apart."""
    found: dict[int, int] = {}
    opened: list[int] = []
    for match in re.finditer(r"\\.|[{}]", text, re.S):
        if match.group() == "{":
            opened.append(match.start())
        elif match.group() == "}" and opened:
            found[opened.pop()] = match.start()
    return found
