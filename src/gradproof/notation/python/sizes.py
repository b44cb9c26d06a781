"""Sizes in Python: letters, whole numbers and their products."""

from __future__ import annotations

import re

from gradproof.core.dims import Monomial
from gradproof.core.dims import size as atom
from gradproof.core.errors import ShapeError
from gradproof.core.phrase import Phrase

Size = str | int | Monomial
"""A size: `"m"`, `3`, `"2*m"`, or what `size` made."""

_FACTOR = re.compile(r"[^\W\d]\w*|\d{1,18}")
_PRODUCT = re.compile(rf"\s*(?:{_FACTOR.pattern})(?:\s*[*·×]?\s*(?:{_FACTOR.pattern}))*\s*")


def parse_size(value: Size) -> Monomial:
    """The size that a letter, a number or a product of them means.

    >>> parse_size("m*d"), parse_size("2 m"), parse_size(3)
    (d·m, 2m, 3)
    """
    if isinstance(value, Monomial):
        return value
    if isinstance(value, str):
        return _parsed(value)
    if isinstance(value, bool) or not hasattr(value, "__index__"):
        raise ShapeError(Phrase("a size is a letter or a whole number, not {0!r}", value))
    return _positive(int(value))


def size(value: Size) -> Monomial:
    """A size to calculate with: `size("m")` in `norm(A)**2 / size("m")`."""
    return parse_size(value)


def _positive(value: int) -> Monomial:
    if value < 1:
        raise ShapeError(Phrase("a size is at least 1, not {0}", value))
    return atom(value)


def _parsed(text: str) -> Monomial:
    if not _PRODUCT.fullmatch(text):
        raise ShapeError(Phrase("{0!r} is not a size; write a letter, a number, or 'm*n'", text))
    total = atom(1)
    for piece in _FACTOR.findall(text):
        total = total * (_positive(int(piece)) if piece.isdigit() else atom(piece))
    return total
