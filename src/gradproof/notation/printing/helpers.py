r"""The letters of matrices that no note declares: the commutation matrix K and the selection S.

Where a symbol or a size is called K, the commutation matrix is \mathcal{K}, and so on; the letters
are the same in all formulas of one derivation.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple

from gradproof.core.expr import Expr


class Letter(NamedTuple):
    """A letter in text and in LaTeX."""

    text: str
    latex: str


CHOICES: Mapping[str, tuple[Letter, ...]] = {
    "commutation": (
        Letter("K", "K"), Letter("𝒦", r"\mathcal{K}"), Letter("𝕂", r"\mathbb{K}"),
        Letter("Π", r"\Pi"), Letter("Ξ", r"\Xi"),
    ),
    "selection": (
        Letter("S", "S"), Letter("𝒮", r"\mathcal{S}"), Letter("𝕊", r"\mathbb{S}"),
        Letter("Γ", r"\Gamma"), Letter("Υ", r"\Upsilon"),
    ),
}  # fmt: skip
"""The letters of each matrix, the usual one first."""
_USUAL = {op: letters[0] for op, letters in CHOICES.items()}
_BESIDE: ContextVar[frozenset[str]] = ContextVar("names", default=frozenset())
_CHOSEN: ContextVar[Mapping[str, Letter]] = ContextVar("letters", default=_USUAL)


def letter(op: str) -> Letter:
    """The letter of the commutation or the selection matrix in the formulas in hand."""
    return _CHOSEN.get()[op]


def names_beside() -> frozenset[str]:
    """The letters of the symbols and sizes of the derivation in hand: no index may have one."""
    return _BESIDE.get()


@contextmanager
def letters_beside(symbols: Iterable[Expr]) -> Iterator[None]:
    """Within, no helper matrix and no index has the letter of a symbol here, or of its sizes.

    >>> from gradproof.core.dims import shape
    >>> from gradproof.core.expr import symbol
    >>> with letters_beside([symbol("K", shape("m", "S"))]):
    ...     print(letter("commutation").text, letter("selection").latex)
    𝒦 \\mathcal{S}
    >>> letter("commutation").text
    'K'
    """
    used: set[str] = set()
    for one in symbols:
        used.add(stem(one.symbol.text))
        used.update(stem(name) for size in one.shape for name in size.letters)
    chosen = {
        op: next((one for one in ways if one.text not in used), ways[-1])
        for op, ways in CHOICES.items()
    }
    token, before = _CHOSEN.set(chosen), _BESIDE.set(frozenset(used))
    try:
        yield
    finally:
        _CHOSEN.reset(token)
        _BESIDE.reset(before)


def stem(name: str) -> str:
    """A name without what stands above and below it; accents belong to the letter.

    >>> [stem(name) for name in ("K", "K₁", "K_q", "K^{(l)}", "K′", "K̂", "Key")]
    ['K', 'K', 'K', 'K', 'K', 'K̂', 'Key']
    """
    end = 0
    for place, char in enumerate(name):
        if unicodedata.combining(char) or (char.isalpha() and not _is_script(char)):
            end = place + 1
        else:
            break
    return name[:end]


def _is_script(char: str) -> bool:
    return unicodedata.decomposition(char).startswith(("<sub>", "<super>"))
