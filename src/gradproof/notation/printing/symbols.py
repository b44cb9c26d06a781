r"""The names of symbols: from LaTeX source to a Python identifier and to Unicode text.

`\hat{Y}` is `Y_hat` in code and `Ŷ` on the terminal; `W^{(l)}` is `W_l` and `W⁽ˡ⁾`.
"""

from __future__ import annotations

import keyword
import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache

from gradproof.core.dims import Shape
from gradproof.core.errors import NotationError
from gradproof.core.expr import Expr, symbol
from gradproof.core.layers import Course, Position
from gradproof.core.phrase import Phrase
from gradproof.notation.printing.scripts import lowered, raised
from gradproof.notation.source.letters import ACCENTS
from gradproof.notation.source.lexer import lex
from gradproof.notation.source.surface import MEANINGFUL_FONTS, Name, Number
from gradproof.notation.source.tokens import Token

_MARKS = {accent: mark for mark, accent in reversed(ACCENTS.items())}
_ACCENTED = re.compile(f"([^\\W\\d_])([{''.join(ACCENTS)}])")
_PLAIN = re.compile(r"(?P<base>[^\W_]+)_(?P<sub>\w*[^\W_])")
_SAID = {
    "ℓ": "ell", "ħ": "hbar", "∂": "partial", "∇": "nabla", "∞": "inf", "⊤": "T", "†": "dagger",
    "+": "plus", "-": "minus", "*": "star", "∗": "star",
}  # fmt: skip
_SIGNS = {"star": "*", "starred": "*", "-": "−"}
_VARIANTS = dict(zip("θπρσφκ", "ϑϖϱςϕϰ", strict=True))
_ALPHABETS = {"cal": "SCRIPT", "scr": "SCRIPT", "bb": "DOUBLE-STRUCK", "frak": "FRAKTUR"}


@dataclass(slots=True)
class _Part:
    """A letter, word, number or sign of a name, in the three spellings."""

    code: str
    text: str
    latex: str
    word: bool = False
    accents: tuple[str, ...] = ()


@dataclass(slots=True)
class _Spelling:
    """A name taken apart: what stands on the line, below, above, and how many primes."""

    base: list[_Part] = field(default_factory=list)
    sub: list[_Part] = field(default_factory=list)
    sup: list[_Part] = field(default_factory=list)
    primes: int = 0


@lru_cache(maxsize=16_384)
def identifier(latex_source: str) -> str:
    r"""The name reduced to a Python identifier.

    Errors:  NotationError if there is no letter in it.
    >>> [identifier(name) for name in (r"W_1", r"\hat{Y}", r"\mathbf{x}", r"\Sigma", r"W^{(l)}")]
    ['W_1', 'Y_hat', 'x', 'Sigma', 'W_l']
    >>> [identifier(name) for name in (r"h_{sigmoid}", r"\beta'", "Ŷ", r"\lambda", r"W_{l+1}")]
    ['h_sigmoid', 'beta_prime', 'Y_hat', 'lambda_', 'W_l_plus_1']
    """
    spelling = _spelling(latex_source)
    parts = [_codes(spelling.base), _codes(spelling.sub), _codes(spelling.sup)]
    parts += ["prime"] * spelling.primes
    name = re.sub(r"\W+|_{2,}", "_", "_".join(part for part in parts if part)).strip("_")
    name = unicodedata.normalize("NFKC", name)
    if name[:1].isdigit():
        name = "_" + name
    if keyword.iskeyword(name):
        name += "_"
    if not name.isidentifier():
        raise NotationError(
            Phrase("{0!r} is not a name", latex_source), hint="A name begins with a letter."
        )
    return name


def unicode_text(latex_source: str) -> str:
    r"""The name in Unicode, as the terminal shows it.

    >>> [unicode_text(name) for name in (r"W_1", r"\hat{Y}", r"\mathbf{x}", r"\Sigma", r"W^{(l)}")]
    ['W₁', 'Ŷ', 'x', 'Σ', 'W⁽ˡ⁾']
    >>> [unicode_text(name) for name in (r"h_{sigmoid}", r"\beta'", r"\mathcal{L}", r"W_{l+1}")]
    ['h_sigmoid', 'β′', 'ℒ', 'Wₗ₊₁']
    """
    spelling = _spelling(latex_source)
    below, above = (_texts(spelling.sub), _texts(spelling.sup))
    shown = _texts(spelling.base)
    if below:
        wordy = any(part.word and len(part.text) > 2 for part in spelling.sub)
        plain = f"_{below}" if below.isalnum() else f"_{{{below}}}"
        shown += ("" if wordy else lowered(below)) or plain
    if above:
        shown += raised(above) or ("^*" if above == "*" else f"^{{{above}}}")
    return shown + "′" * spelling.primes


def make_symbol(latex_source: str, shape: Shape) -> Expr:
    r"""The core symbol that this source names.

    >>> from gradproof.core.dims import shape
    >>> made = make_symbol("h_sig", shape("n")).symbol
    >>> made.name, made.text, made.latex
    ('h_sig', 'h_sig', 'h_{\\mathrm{sig}}')
    """
    source = latex_source.strip()
    shown = source
    if not source.isascii() or re.fullmatch(r"\w\w+", source):
        shown = _latex(_spelling(source))
    return symbol(identifier(source), shape, shown, unicode_text(source))


def letter_latex(letter: str) -> str:
    r"""The LaTeX of what an index, or its end, is called.

    >>> letter_latex("τ"), letter_latex("N"), letter_latex("")
    ('\\tau', 'N', '')
    """
    return letter if letter.isascii() else _latex(_spelling(letter))


def course_latex(course: Course) -> str:
    r"""The values of an index in LaTeX.

    >>> course_latex(Course("t", Position("τ", -1), Position("", 1)))
    't = \\tau-1, \\dots, 1'
    """
    start, end = (
        Position(letter_latex(one.letter), one.offset) for one in (course.start, course.end)
    )
    return Course(letter_latex(course.letter), start, end).latex


def _codes(parts: list[_Part]) -> str:
    """`W`, `l_plus_1`, `xh`: letters run together, Greek names and signs stand apart."""
    name = ""
    for part in parts:
        code = "_".join((part.code, *part.accents))
        apart = len(code) > 1 and not part.text.isdigit()
        name += f"_{code}_" if apart else code
    return name.strip("_")


def _texts(parts: list[_Part]) -> str:
    return "".join(
        unicodedata.normalize("NFC", part.text + "".join(_MARKS[one] for one in part.accents))
        for part in parts
    )


def _latex(spelling: _Spelling) -> str:
    """LaTeX for a name that was not written in it."""
    shown = _row(spelling.base)
    for mark, parts in (("_", spelling.sub), ("^", spelling.sup)):
        if parts:
            script = _row(parts, 2)
            shown += mark + (script if len(script) == 1 else f"{{{script}}}")
    return shown + "'" * spelling.primes


def _row(parts: list[_Part], shortest: int = 1) -> str:
    """The parts in LaTeX; a run of letters is a word if there are more than `shortest`."""
    shown = ""
    for part in parts:
        one = part.latex
        for accent in part.accents:
            one = rf"\mathring{{{one}}}" if accent == "ring" else rf"\{accent}{{{one}}}"
        shown += " " * (shown[-1:].isalpha() and "\\" in shown and one[0].isalpha()) + one
    if len(parts) > 1 and re.fullmatch(rf"[A-Za-z][A-Za-z0-9]{{{shortest},}}", shown):
        return rf"\mathrm{{{shown}}}"
    return shown


@lru_cache(maxsize=16_384)
def _spelling(source: str) -> _Spelling:
    """The source taken apart; what is not part of a name is left out."""
    source = _ACCENTED.sub(lambda m: rf"\{ACCENTS[m[2]]}{{{m[1]}}}", source.strip())
    if plain := _PLAIN.fullmatch(source):
        source = f"{plain['base']}_{{{plain['sub'].replace('_', ',')}}}"
    found = _Spelling()
    stack: list[list[_Part]] = [found.base]
    pending: tuple[str, ...] = ()
    single = False
    for token in lex(source):
        here = stack[-1]
        match token.kind:
            case "under" | "caret":
                stack.append(found.sub if token.kind == "under" else found.sup)
                single = True
                continue
            case "{":
                if not single:
                    stack.append(here)
            case "}":
                if len(stack) > 1:
                    stack.pop()
            case "accent":
                pending += (token.value,)
                continue
            case "prime":
                found.primes += int(token.value)
                if single:
                    stack.pop()
            case _:
                if part := _part(token):
                    part.accents += pending[::-1]
                    here.append(part)
                    pending = ()
                if single:
                    stack.pop()
        single = False
    return found


def _part(token: Token) -> _Part | None:
    """What a token contributes to a name."""
    node = token.node
    if isinstance(node, Name):
        return _letter(node)
    if isinstance(node, Number):
        return _Part(node.text, node.text, node.text)
    if token.kind == "text":
        return _Part(token.value, token.value, rf"\text{{{token.value}}}", word=True)
    if token.kind in ("open", "close", "separator", "sign", "joint"):
        sign = _SIGNS.get(token.value, token.value)
        return _Part(_SAID.get(sign.replace("−", "-"), "_"), sign, sign.replace("−", "-"))
    return None


def _letter(name: Name) -> _Part:
    letter, font = name.letter, name.font
    code, text, shown = _SAID.get(letter, letter), letter, letter
    title = unicodedata.name(letter, "") if len(letter) == 1 else ""
    if title.startswith("GREEK") and len(title.split()) == 4:
        code = title.split()[-1].lower().replace("lamda", "lambda")
        code = code.capitalize() if "CAPITAL" in title else code
        if font == "var":
            code, text = "var" + code, _VARIANTS.get(letter, letter)
        shown = "\\" + code
    if font in MEANINGFUL_FONTS:
        case = "CAPITAL" if letter.isupper() else "SMALL"
        text = _styled(f"{_ALPHABETS[font]} {case} {letter.upper()}") or letter
        code, shown = f"{code}_{font}", rf"\math{font}{{{shown}}}"
    word = name.kind == "word"
    if word and letter.isascii():
        shown = rf"\mathrm{{{shown}}}"
    return _Part(code, text, shown, word, name.accents)


def _styled(title: str) -> str:
    """The letter of a mathematical alphabet, or empty."""
    for full in (title, f"MATHEMATICAL {title}", title.replace("FRAKTUR", "BLACK-LETTER")):
        try:
            return unicodedata.lookup(full)
        except KeyError:
            continue
    return ""
