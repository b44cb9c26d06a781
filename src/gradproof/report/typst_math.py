r"""Formulas in LaTeX turned into Typst: `X^T \hat{Y}` is `attach(X,t:T)accent(Y,hat)`.

All that the printers emit is understood, and in names whatever the reader of notes knows; what is
not understood is an error, never a gap.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gradproof.core.errors import NotationError
from gradproof.core.phrase import Phrase
from gradproof.notation.source.spelling import COMMANDS
from gradproof.report.unicode_latex import VARIANTS

_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|\d+(?:\.\d+)?|\s+|.", re.DOTALL)
_ALIGNED = re.compile(r"\s*\\begin\{aligned\}(.*)\\end\{aligned\}\s*", re.DOTALL)
_ROW = re.compile(r"\\\\(?:\[[^\]]*\])?")
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9 -]*")

_VARIANT = {name: letter for letter, name in VARIANTS.items()}
_SPACES = {
    "quad": " quad ", "qquad": " wide ", " ": " space ", ",": " thin ", ":": " med ",
    ";": " thick ", "!": "#h(-0.1667em);",
}  # fmt: skip
_JOINTS = {
    "cdot": "⋅", "times": "×", "star": "∗", "starred": "⋆", "odot": "⊙", "circ": "∘",
    "bullet": "∙", "otimes": "⊗", "oslash": "⊘", "slash": "/", "div": "÷",
}  # fmt: skip
_FONTS = {
    "bf": "upright(bold({0}))", "rm": "upright({0})", "it": "italic({0})", "sf": "sans({0})",
    "tt": "mono({0})", "cal": "cal({0})", "scr": "scr({0})", "frak": "frak({0})", "bb": "bb({0})",
    "vec": "accent({0},arrow)",
}  # fmt: skip
_SLANTED = frozenset({"boldsymbol", "bm", "pmb", "bs", "mathbfit"})
_ACCENTS = {
    "hat": "hat", "bar": "macron", "tilde": "tilde", "dot": "dot", "ddot": "dot.double",
    "check": "caron", "breve": "breve", "acute": "acute", "grave": "grave", "ring": "circle",
    "larrow": "arrow.l",
}  # fmt: skip
_OVER_ALL = {"overline": "overline", "underline": "underline"}
_LARGE = {"sum": "∑", "prod": "∏", "int": "∫"}
_WITH_LIMITS = frozenset({"max", "min", "sup", "inf", "lim", "argmax", "argmin"})
_AS_IT_IS = frozenset({"sign", "relation", "symbol", "letter", "dots", "not", "colon", "bar"})
_BRACKETS = {"<": "⟨", ">": "⟩"}
_SIGNS = {"-": "−", "*": "∗", "~": " space ", "·": "⋅"}
_NOTHING = '""'
_INDENTED = re.compile(r"^((?:quad |wide )+)(?=[+−=])")
_PRIMES = ("", "′", "″", "‴", "⁗")


def rows(formula: str) -> list[list[str]]:
    r"""The rows of a formula, each in its cells; one that is not `aligned` is one cell.

    >>> rows(r"\begin{aligned} a &= b \\ &\quad + c \end{aligned}")
    [['a', '=b'], ['', 'quad +c']]
    """
    aligned = _ALIGNED.fullmatch(formula)
    if aligned is None:
        return [[mathematics(formula)]]
    return [[mathematics(cell) for cell in row.split("&")] for row in _ROW.split(aligned[1])]


def displayed(formula: str) -> str:
    r"""A formula on lines of its own.

    >>> print(displayed(r"\begin{aligned} a &= b \\ &\quad + c \end{aligned}"))
    a&=b\
    &quad ""+c
    """
    return "\\\n".join("&".join(_set_apart(cells)) for cells in rows(formula))


def _set_apart(cells: list[str]) -> list[str]:
    """The cells of a row: a sign that begins one has an operand before it, as in TeX.

    What is said of the formula stands apart from it.
    """
    begun = [_INDENTED.sub(rf"\1{_NOTHING}", cell) for cell in cells]
    return [*begun[:3], *(f"quad {one}" for one in begun[3:])]


def mathematics(formula: str) -> str:
    r"""One line of LaTeX in Typst.

    Errors:  NotationError for a command that is not known.
    >>> print(mathematics(r"\frac{\partial f}{\partial W_1} = \operatorname{tr}(W^{(l)} \hat{y}')"))
    frac(∂f,∂attach(W,b:1))=op("tr")\(attach(W,t:\(l\))attach(accent(y,hat),t:′)\)
    """
    return _Reader(formula).whole().strip()


class _Reader:
    """The tokens of a formula, and where the next one is."""

    def __init__(self, formula: str) -> None:
        self.formula = formula
        self.tokens: list[str] = _TOKEN.findall(formula)
        self.place = 0

    def whole(self) -> str:
        """All of it."""
        made = self.row("")
        if self.place < len(self.tokens):
            raise self.unknown(self.tokens[self.place])
        return made

    def unknown(self, what: str) -> NotationError:
        """The error for a token that there is no Typst for."""
        return NotationError(
            Phrase("the PDF cannot show {0} in {1}", what, self.formula),
            hint="Give the symbol a plainer name.",
        )

    def peek(self) -> str:
        """The next token that is no space; empty at the end."""
        while self.place < len(self.tokens) and self.tokens[self.place].isspace():
            self.place += 1
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def take(self) -> str:
        """The next token that is no space, passed."""
        token = self.peek()
        self.place += 1
        return token

    def row(self, *ends: str) -> str:
        """Atoms with their scripts, up to one of the ends."""
        return "".join(_apart(self.atoms(ends)))

    def atoms(self, ends: tuple[str, ...]) -> Iterator[str]:
        """What stands side by side, up to one of the ends."""
        while (token := self.peek()) not in ("", "}", r"\right", *ends):
            base = "" if token in ("^", "_", "'") else self.atom()
            yield self.scripted(base)

    def scripted(self, base: str) -> str:
        """What was read, with all that is raised and lowered behind it."""
        above, below, primes = "", "", 0
        while (token := self.peek()) in ("^", "_", "'"):
            self.place += 1
            if (token == "_" and below) or (token != "_" and above):
                raise self.unknown(token)  # TeX refuses a second script, too
            if token == "'":
                primes += 1
            elif token == "^":
                above = self.argument()
            else:
                below = self.argument()
        above = (_PRIMES[primes] if primes < len(_PRIMES) else "′" * primes) + above
        if not above and not below:
            return base
        scripts = (f",t:{above}" if above else "") + (f",b:{below}" if below else "")
        return f"attach({base or _NOTHING}{scripts})"

    def argument(self) -> str:
        """What a command or a script takes: a group, or one atom."""
        return self.atom() or _NOTHING

    def source(self) -> str:
        """A group as it stands, its braces left out."""
        if self.peek() != "{":
            return self.take()
        self.place += 1
        start, depth = self.place, 1
        while self.place < len(self.tokens):
            depth += (self.tokens[self.place] == "{") - (self.tokens[self.place] == "}")
            self.place += 1
            if not depth:
                break
        return "".join(self.tokens[start : self.place - 1])

    def atom(self) -> str:
        """One thing without its scripts."""
        token = self.take()
        if not token:
            raise self.unknown("_")
        if token == "{":
            inside = self.row("}")
            if self.take() != "}":
                raise self.unknown("{")
            return inside
        if token.startswith("\\"):
            return self.command(token[1:])
        return _sign(token)

    def command(self, name: str) -> str:
        """What a command stands for, with its arguments."""
        if name in _SPACES:
            return _SPACES[name]
        if name in _VARIANT:
            return _VARIANT[name]
        if name in _OVER_ALL:
            return f"{_OVER_ALL[name]}({self.argument()})"
        if name in _SLANTED:
            return f"bold({self.argument()})"
        kind, value = COMMANDS.get(name, ("", ""))
        match kind:
            case "frac" if value == "frac":
                upper, lower = self.argument(), self.argument()
                made = f"frac({upper},{lower})"
                return f"inline({made})" if name == "tfrac" else made
            case "root":
                return f"sqrt({self.argument()})"
            case "font":
                return self.lettered(value)
            case "accent":
                return f"accent({self.argument()},{_ACCENTS[value]})"
            case "operator":
                return f"op({_quoted(self.source().replace(chr(92), ''))})"
            case "text":
                return _quoted(self.source())
            case "left":
                return self.grown()
            case "sized":
                return f"lr(size:#2em,{self.delimiter()})"
            case "word":
                limits = ",limits:#true" if name in _WITH_LIMITS else ""
                return f"op({_quoted(value)}{limits})"
            case "big" if value in _LARGE:
                return _LARGE[value]
            case "joint" if value in _JOINTS:
                return _sign(_JOINTS[value])
            case "set":
                return f"bb({value})"
            case "prime":
                return _PRIMES[int(value)]
            case "bare":
                return self.argument()
            case "drop":
                return ""
            case "open" | "close":
                return _sign(_BRACKETS.get(value, value.removeprefix("\\")))
            case kind if kind in _AS_IT_IS:
                return "".join(map(_sign, value))
            case _:
                raise self.unknown(f"\\{name}")

    def lettered(self, font: str) -> str:
        """What stands in a font; words are upright and close together."""
        if self.peek() == "{":
            place = self.place
            inside = self.source()
            if len(inside) > 1 and _WORD.fullmatch(inside):
                return _quoted(inside) if font == "rm" else _FONTS[font].format(_quoted(inside))
            self.place = place
        return _FONTS[font].format(self.argument())

    def grown(self) -> str:
        r"""From `\left` to its `\right`, in brackets as high as what they hold."""
        opened = self.delimiter()
        inside = self.row("")
        if self.take() != r"\right":
            raise self.unknown(r"\left")
        return f"lr({opened}{inside}{self.delimiter()})"

    def delimiter(self) -> str:
        """A bracket or a bar; nothing for a dot."""
        return "" if self.peek() == "." and self.take() else self.atom()


def _apart(atoms: Iterator[str]) -> Iterator[str]:
    """The atoms, with a space where two would make one word."""
    last = ""
    for atom in atoms:
        if last[-1:].isalnum() and atom[:1].isalnum():
            yield " "
        yield atom
        last = atom or last


def _sign(char: str) -> str:
    """A character, so that Typst takes it for nothing else."""
    char = _SIGNS.get(char, char)
    if char in ("|", "‖"):
        return f'class("normal",\\{char})'
    if "\u2e80" <= char <= "\uffff":
        return _quoted(char)
    return f"\\{char}" if char.isascii() and not (char.isalnum() or char in "=+<> ") else char


def _quoted(text: str) -> str:
    r"""A string of Typst.

    >>> print(_quoted('a "b"'))
    "a \"b\""
    """
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
