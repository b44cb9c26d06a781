r"""Characters to tokens: LaTeX, Unicode and typed text, each token with its place.

In LaTeX mode a run of letters is a row of names (`XW` is X times W) unless all of it is in the
vocabulary or something like `\mathrm` holds it together; in plain mode an identifier is one name.
What cannot be read becomes a `bad` token, so that the rest of a note is not lost with it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from difflib import get_close_matches
from fractions import Fraction

from gradproof.core.errors import GradproofError, LimitError, NotationError, Place
from gradproof.core.phrase import Phrase
from gradproof.notation.source.commands import act, command
from gradproof.notation.source.letters import (
    ACCENTS,
    APPLIED,
    ZERO_WIDTH,
    fraction_of,
    is_text,
    letter_of,
    refusal,
    script_of,
)
from gradproof.notation.source.scanner import Scanner
from gradproof.notation.source.spelling import COMMANDS, DEFAULT_WORDS, SIGNS
from gradproof.notation.source.surface import Number, Text
from gradproof.notation.source.tokens import Token

MAX_BYTES = 65_536
MAX_DIGITS = 1_000

_SPACE = re.compile(r"[ \t\r\n\f\u00a0\u2000-\u200a\u202f\u205f\u3000\ufe0e\ufe0f]+")
_LETTERS = re.compile(r"[A-Za-z]+(?:\\_[A-Za-z0-9]+)*")
_HYPHENED = re.compile(r"[A-Za-z]{2,}(?:-[A-Za-z]{2,})+(?=\s*\})")
_IDENTIFIER = re.compile(r"[A-Za-z](?:[A-Za-z0-9]|\\?_(?=[A-Za-z0-9]))*")
_MODULE = re.compile(
    r"(?:np|numpy|jnp|torch|tf|math)\.[A-Za-z_.]*[A-Za-z_]"
    r"|F\.(?:softm|log_s|relu|gelu|silu|elu|leaky|sigm|tanh|mse_|cross_|binary_|l1_|nll_)[a-z_]*"
)
_NUMBER = re.compile(r"\d{1,3}(?:(?:\{,\}|\\,)\d{3}(?!\d))+|\d+(?:\.\d+)?|\.\d+")
_EXPONENT = re.compile(r"[eE]([+-]\d+)|e(\d+)")
_TYPED_EXPONENT = re.compile(r"[eE]([+-]\d+)|[eE](\d+)")


def lex(
    text: str, mode: str = "latex", words: frozenset[str] = DEFAULT_WORDS, base: int = 0
) -> list[Token]:
    r"""The tokens of a formula; `base` is where the formula begins in its document.

    Errors:  LimitError for more than 64 kB.
    >>> [token.value for token in lex(r"2X^\top \odot softmax(Z)")]
    ['2', 'X', '^', '⊤', 'odot', 'softmax', '(', 'Z', ')']
    >>> [token.value for token in lex("norm2(A*x1-b)", mode="plain")]
    ['norm2', '(', 'A', 'star', 'x1', '-', 'b', ')']
    """
    if len(text) > MAX_BYTES or len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise LimitError("a formula of more than 64 kB is not read", hint="Split it.")
    scan = Scanner(text, mode == "plain", words, base)
    while scan.at < len(text):
        _step(scan, text[scan.at])
    return [token for token in scan.tokens if token is not None]


def fault(token: Token, document: str, base: int = 0, name: str = "") -> GradproofError:
    """The error that a `bad` token stands for; `base` is where `document` begins."""
    hint = token.extra
    if hint.startswith("\\"):
        near = get_close_matches(hint[1:], COMMANDS, 1, 0.75)
        hint = (
            Phrase(r"Did you mean \{0}?", near[0])
            if near
            else "Write it with the commands of plain LaTeX."
        )
    kind = LimitError if token.value.startswith("a number of") else NotationError
    return kind(token.value, Place(document, token.start - base, token.end - base, name), hint)


def _step(scan: Scanner, char: str) -> None:
    """Read the token, or the space, that begins with `char`."""
    text, at = scan.text, scan.at
    if "a" <= char <= "z" or "A" <= char <= "Z":
        _letters(scan)
    elif char == "\\":
        if scan.plain and text[at + 1 : at + 2] in ("", " ", "\n"):
            scan.put("sign", "∖", at + 1)
        else:
            command(scan)
    elif "0" <= char <= "9" or (char == "." and "0" <= text[at + 1 : at + 2] <= "9"):
        _number(scan)
    elif space := _SPACE.match(text, at):
        scan.at = space.end()
    elif char == "%" and not scan.plain:
        line = text.find("\n", at)
        scan.at = len(text) if line < 0 else line
    elif char == "~":
        if scan.plain:
            scan.put("relation", "~", at + 1)
        scan.at = at + 1
    elif char == "." and scan.plain and text[at + 1 : at + 2].isalpha():
        _member(scan)
    elif script_of(char)[0]:
        _raised(scan)
    elif (char in ZERO_WIDTH and not _between(text, at, str.isalnum)) or (
        char in APPLIED and not _between(text, at, str.isdigit)
    ):
        scan.at = at + 1
    else:
        _sign(scan)


def _between(text: str, at: int, test: Callable[[str], bool]) -> bool:
    """Whether a character stands between two that pass the test."""
    return test(text[at - 1 : at]) and test(text[at + 1 : at + 2])


def _letters(scan: Scanner) -> None:
    """A run of ASCII letters: one word, or a row of names."""
    if module := _MODULE.match(scan.text, scan.at):
        return scan.name(module.group(), module.end(), "word")
    if (hyphened := _HYPHENED.match(scan.text, scan.at)) and scan.previous("{", "{"):
        return scan.name(hyphened.group(), hyphened.end(), "word")
    match = (_IDENTIFIER if scan.plain else _LETTERS).match(scan.text, scan.at)
    run = match.group() if match else scan.text[scan.at]
    end = scan.at + len(run)
    if end < len(scan.text) and scan.text[end] in ACCENTS:
        if len(run) == 1:
            return _letter(scan)
        run, end = run[:-1], end - 1
    raised = run[0] == "T" and run.isalpha() and scan.previous("caret")
    if scan.once is not None or len(run) == 1 or raised:
        return scan.name(run[0], scan.at + 1, "letter")
    if scan.plain or run in scan.words or "\\" in run or scan.font in ("rm", "it", "sf", "tt"):
        return scan.name(run.replace("\\", ""), end, "word")
    head = next((cut for cut in (1, 2) if run[cut:] in scan.words), len(run))
    if not (run[:head] == "d" or run[:head].isupper()) or end - scan.at < head + 2:
        head = len(run)
    for letter in run[:head]:
        scan.name(letter, scan.at + 1, "letter")
    if head < len(run):
        scan.name(run[head:], end, "word")
    return None


def _number(scan: Scanner) -> None:
    """A number, of at most 1,000 digits; a bold 1 or 0 is a name."""
    text, start = scan.text, scan.at
    match = _NUMBER.match(text, start)
    end = match.end() if match else start + 1
    font, opened = scan.once or (scan.font, start)
    alone = scan.once is not None or (scan.previous("{", font) and end == start + 1)
    if font in ("bf", "bb") and text[start] in "01" and alone:
        return scan.name(text[start], start + 1, "figure", font)
    written = text[start:end].replace("{,}", "").replace("\\,", "")
    digits = len(written)
    pattern = _TYPED_EXPONENT if scan.plain else _EXPONENT
    if exponent := pattern.match(text, end):
        end = exponent.end()
        figures = (exponent.group(1) or exponent.group(2)).lstrip("+-")
        digits += min(int(figures[:5]), 10**5) + len(figures) - 1
        written += exponent.group()
    if digits > MAX_DIGITS:
        return scan.bad(Phrase("a number of more than {0:,} digits is not read", MAX_DIGITS), end)
    place = {"start": opened + scan.base, "end": end + scan.base}
    return scan.atom(Number(Fraction(written), written, **place), written)


def _member(scan: Scanner) -> None:
    """`.T` behind an operand transposes it; any other `.name` is a member of it."""
    start = scan.at
    match = _IDENTIFIER.match(scan.text, start + 1)
    if match and match.group() == "T":
        scan.put("caret", "^", start)
        scan.name("⊤", match.end(), "symbol")
    else:
        scan.put("joint", "dot", start + 1)


def _raised(scan: Scanner) -> None:
    """Raised or lowered characters, `⁻¹`, `ᵀ`, `ᵢⱼ`: a script in braces."""
    start = end = scan.at
    kind, _ = script_of(scan.text[start])
    plain = ""
    while end < len(scan.text) and script_of(scan.text[end])[0] == kind:
        plain += script_of(scan.text[end])[1]
        end += 1
    if kind == "^":
        plain = plain.replace("T", "⊤")
    scan.put("caret" if kind == "^" else "under", kind, start)
    scan.put("{", "{", start)
    scan.tokens.extend(lex(plain, "latex", frozenset(), start + scan.base))
    scan.at = end
    scan.put("}", "}", end)


def _sign(scan: Scanner) -> None:
    """A sign of one to three characters, running text, or a letter that is not ASCII."""
    text, at = scan.text, scan.at
    alone = scan.previous("caret") or scan.previous("under")
    for length in (1,) if alone else (3, 2, 1):
        entry = SIGNS.get(text[at : at + length])
        if entry is not None and at + length <= len(text):
            return act(scan, entry, at + length)
    if is_text(text[at]):
        return _running_text(scan)
    return _letter(scan)


def _letter(scan: Scanner) -> None:
    """A letter that is not ASCII, or has combining accents behind it."""
    text, at = scan.text, scan.at
    if (share := fraction_of(text[at])) is not None:
        place = {"start": at + scan.base, "end": at + 1 + scan.base}
        return scan.atom(Number(share, str(share), **place), str(share))
    letter, accents, font = letter_of(text[at])
    if not letter:
        why = refusal(text[at]) or Phrase("the character “{0}” has no meaning here", text[at])
        return scan.bad(why, at + 1, "Delete it, or write what it stands for.")
    end = at + 1
    while end < len(text) and text[end] in ACCENTS:
        accents += (ACCENTS[text[end]],)
        end += 1
    if letter.isdigit() and not (letter in "01" and font in ("bf", "bb")):
        place = {"start": at + scan.base, "end": end + scan.base}
        return scan.atom(Number(Fraction(letter), letter, **place), letter)
    if "vec" in accents:
        accents, font = tuple(a for a in accents if a != "vec"), "vec"
    return scan.name(letter, end, "figure" if letter.isdigit() else "letter", font, accents)


def _running_text(scan: Scanner) -> None:
    """Chinese, Japanese or Korean words, with the colon or quotes that belong to them."""
    text, end = scan.text, scan.at + 1
    while end < len(text) and (is_text(text[end]) or text[end] in "：“”《》！？"):
        end += 1
    place = {"start": scan.at + scan.base, "end": end + scan.base}
    content = text[scan.at : end]
    scan.atom(Text(content, **place), content, "text")
