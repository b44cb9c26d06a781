"""Single characters: which letter, accents and font a character stands for, and which are refused.

Normalisation happens here, one character at a time, so that places in the text stay true.
"""

from __future__ import annotations

import unicodedata
from fractions import Fraction
from functools import lru_cache

from gradproof.core.phrase import Phrase

ACCENTS = {
    "\u0302": "hat",
    "\u0304": "bar",
    "\u0305": "bar",
    "\u0303": "tilde",
    "\u0307": "dot",
    "\u0308": "ddot",
    "\u030c": "check",
    "\u0306": "breve",
    "\u0301": "acute",
    "\u0300": "grave",
    "\u030a": "ring",
    "\u20d7": "vec",
    "\u20d6": "larrow",
}
"""The combining marks that are accents of mathematics."""

_STYLES = (
    ("DOUBLE-STRUCK", "bb"),
    ("FRAKTUR", "frak"),
    ("BLACK-LETTER", "frak"),
    ("SCRIPT", "cal"),
    ("BOLD", "bf"),
    ("SANS-SERIF", "sf"),
    ("MONOSPACE", "tt"),
)

_TEXT_RANGES = (
    (0x1100, 0x11FF),
    (0x2E80, 0x2FFF),
    (0x3005, 0x3007),
    (0x3040, 0x33FF),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xA960, 0xA97F),
    (0xAC00, 0xD7FF),
    (0xF900, 0xFAFF),
    (0xFF66, 0xFF9F),
    (0x20000, 0x3FFFF),
)

ZERO_WIDTH = frozenset("\u00ad\u200b\u2060\ufeff")
"""Characters that take no room, left behind by editors; they do no harm except in a word."""

APPLIED = frozenset("\u2061\u2062\u2063\u2064")
"""Signs that are not seen: the application of a function, a product, a comma, a sum."""

_INVISIBLE = frozenset(
    "\u00ad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\u206a\u206b\u206c\u206d\u206e\u206f\ufeff"
)


@lru_cache(maxsize=4096)
def letter_of(char: str) -> tuple[str, tuple[str, ...], str]:
    """The bare letter, the accents and the font of one character; the letter is empty if none.

    >>> letter_of("ŷ"), letter_of("𝐱"), letter_of("ℝ"), letter_of("+")
    (('y', ('hat',), ''), ('x', (), 'bf'), ('R', (), 'bb'), ('', (), ''))
    """
    name = unicodedata.name(char, "")
    font = next((font for word, font in _STYLES if word in name), "") if _styled(name) else ""
    base, *marks = unicodedata.normalize("NFKD" if font or _styled(name) else "NFD", char)
    accents = tuple(ACCENTS.get(mark, "") for mark in marks)
    if "" in accents or not (base.isalpha() or (font and base.isdigit())):
        return "", (), ""
    return base, accents, font


def _styled(name: str) -> bool:
    """Whether a character is a letter of mathematics in a font of its own."""
    return name.startswith(("MATHEMATICAL ", "DOUBLE-STRUCK ", "SCRIPT CAPITAL ", "BLACK-LETTER "))


def is_text(char: str) -> bool:
    """Whether a character belongs to running text: Chinese, Japanese or Korean.

    >>> is_text("设"), is_text("σ")
    (True, False)
    """
    code = ord(char)
    return code > 0x10FF and any(low <= code <= high for low, high in _TEXT_RANGES)


def refusal(char: str) -> str:
    r"""Why a character is not read at all, or nothing: what cannot be seen must not be there.

    >>> refusal("\u202e"), refusal("x")
    ('an invisible character (U+202E RIGHT-TO-LEFT OVERRIDE)', '')
    """
    if char in _INVISIBLE:
        return Phrase(
            "an invisible character (U+{0:04X} {1})", ord(char), unicodedata.name(char, "")
        )
    if unicodedata.category(char) in ("Cc", "Cs", "Co", "Cn"):
        return Phrase("a control or undefined character (U+{0:04X})", ord(char))
    return ""


def fraction_of(char: str) -> Fraction | None:
    """The value of a fraction that is one character.

    >>> fraction_of("½"), fraction_of("x")
    (Fraction(1, 2), None)
    """
    kind, _, codes = unicodedata.decomposition(char).partition(" ")
    if kind != "<fraction>":
        return None
    num, _, den = "".join(chr(int(code, 16)) for code in codes.split()).partition("⁄")
    return Fraction(int(num), int(den)) if num and den else None


def script_of(char: str) -> tuple[str, str]:
    """`^` or `_` and the plain character, for a raised or lowered one such as `²`, `ᵢ`; else empty.

    >>> script_of("²"), script_of("ᵢ"), script_of("x")
    (('^', '2'), ('_', 'i'), ('', ''))
    """
    kind, _, code = unicodedata.decomposition(char).partition(" ")
    if kind not in ("<super>", "<sub>") or " " in code:
        return "", ""
    return "^" if kind == "<super>" else "_", chr(int(code, 16))
