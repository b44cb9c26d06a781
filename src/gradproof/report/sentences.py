"""Sentences with formulas in them, in Unicode: told apart, and the formulas set as LaTeX.

The words of a rule are written once, as a terminal shows them: `d is linear, so d(cA) = c dA`;
for LaTeX and Markdown the formulas among them are found and set as formulas.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import NamedTuple

from gradproof.report.unicode_latex import (
    FUNCTIONS,
    OPERATORS,
    PAIRS,
    PRODUCT,
    formula,
    is_mathematical,
)

_TOKEN = re.compile(r"[A-Za-z]+(?:['’][a-z]+)?|\d+(?:\.\d+)?|\s+|.", re.DOTALL)
_LETTERS = re.compile(r"[A-Za-z]+$")
_DIFFERENTIAL = re.compile(r"d[A-Za-z]$")
_VERBS = frozenset({"is", "has", "and", "or", "invertible"})
_ENDS_CLAUSE = ".:。：；;"


class Part(NamedTuple):
    """A stretch of a sentence: prose, or a formula in Unicode."""

    text: str
    formula: bool


def parts(sentence: str) -> list[Part]:
    """The sentence as prose and formulas.

    >>> [one.text for one in parts("A vector's trace: tr(A) = 0, where A is not 0.") if one.formula]
    ['tr(A) = 0', 'A']
    >>> [one.text for one in parts("δ_a 是 J 关于 a 的梯度") if one.formula]
    ['δ_a', 'J', 'a']
    """
    tokens = _TOKEN.findall(unicodedata.normalize("NFC", sentence))
    kinds = [_kind(tokens, place) for place in range(len(tokens))]
    found: list[Part] = []
    place = 0
    while place < len(tokens):
        end = _formula_end(tokens, kinds, place)
        if end > place:
            found.append(Part("".join(tokens[place:end]), True))
            place = end
        elif found and not found[-1].formula:
            found[-1] = Part(found[-1].text + tokens[place], False)
            place += 1
        else:
            found.append(Part(tokens[place], False))
            place += 1
    return found


def _kind(tokens: list[str], place: int) -> str:
    """`sign` and `name` make a formula, `weak` may stand in one, `prose` ends it."""
    token = tokens[place]
    before = "".join(tokens[max(0, place - 2) : place]).strip()
    after = "".join(tokens[place + 1 : place + 4]).strip()
    if _LETTERS.match(token):
        if token in ("a", "A", "I") and before[-1:] != "_" and _is_article(token, before, after):
            return "prose"
        if token in FUNCTIONS or token in OPERATORS:
            return "weak"
        if len(token) == 1 or (_DIFFERENTIAL.match(token) and token != "do"):
            return "name"
        if before[-1:] == "_" or before[-2:] == "_[" or after[:1] == "_":
            return "name"
        return "name" if PRODUCT.match(token) and not token.islower() else "prose"
    if token[0].isdigit() or token.isspace() or token in "()[]{},/":
        return "weak"
    if token in "=+<>|^_" or (not token.isascii() and is_mathematical(token)):
        return "sign"
    return "prose"


def _is_article(token: str, before: str, after: str) -> bool:
    """Whether `a`, `A` or `I` is a word here."""
    word = re.match(r"[A-Za-z]{2,}", after)
    if word is None or _DIFFERENTIAL.match(word.group()) or word.group() in _VERBS:
        return False
    if word.group() in FUNCTIONS | OPERATORS and after[word.end() :].startswith("("):
        return False
    return token == "a" or not before or before[-1] in _ENDS_CLAUSE


def _formula_end(tokens: list[str], kinds: list[str], start: int) -> int:
    """Where the formula that begins at a token ends; the token itself if none does."""
    if kinds[start] == "prose" or tokens[start].isspace() or tokens[start] in ",/)]}":
        return start
    stack: list[str] = []
    solid = False
    end = place = start
    while place < len(tokens):
        token, kind = tokens[place], kinds[place]
        if kind == "prose" or (token == "," and not stack):
            break
        if token in PAIRS:
            stack.append(PAIRS[token])
        elif token in PAIRS.values():
            opened = stack.pop() if stack else ""
            if opened != token:
                break
        solid = solid or kind in ("sign", "name")
        place += 1
        if not stack and not token.isspace() and token != "/":
            end = place
    return end if solid and "".join(tokens[start:end]).strip() else start


def written(
    sentence: str,
    prose: Callable[[str], str],
    mathematics: Callable[[str], str] = "${}$".format,
) -> str:
    r"""The sentence with its prose as `prose` writes it, its formulas as `mathematics` sets LaTeX.

    >>> print(written("Each |x| has the derivative sign x.", str.lower))
    each $|x|$ has the derivative $\operatorname{sign} x$.
    """
    return "".join(
        mathematics(formula(one.text)) if one.formula else prose(one.text)
        for one in parts(sentence)
    )
