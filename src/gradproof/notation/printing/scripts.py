"""Raised and lowered characters of Unicode."""

from __future__ import annotations

import re
from collections.abc import Callable

SUPERSCRIPTS = dict(zip("0123456789+-−()T", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾ᵀ", strict=True)) | dict(
    zip("abcdefghijklmnoprstuvwxyz", "ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ", strict=True)
)
SUBSCRIPTS = dict(zip("0123456789+-−()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₍₎", strict=True)) | dict(
    zip("aehijklmnoprstuvx", "ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", strict=True)
)
_LETTER = re.compile(r"[^\W\d]\w*")
LOWERED = "_" + "".join(SUBSCRIPTS.values())
"""What begins a lower script."""


def raised(script: str) -> str:
    """The script in raised characters, or empty if there are none for it."""
    return "".join(SUPERSCRIPTS[c] for c in script) if set(script) <= SUPERSCRIPTS.keys() else ""


def lowered(script: str) -> str:
    """The script in lowered characters, or empty if there are none for it."""
    return "".join(SUBSCRIPTS[c] for c in script) if set(script) <= SUBSCRIPTS.keys() else ""


def in_sum(name: str, shown: Callable[[str], str]) -> str:
    """A size that is a sum, such as (n_l+1), with its letters as they are shown; else empty.

    >>> in_sum("(2n_1+m^2-1)", str.upper), in_sum("n_1", str.upper)
    ('(2N_1+M^2-1)', '')
    """
    if not name.startswith("("):
        return ""
    return _LETTER.sub(lambda found: shown(found.group()), name)


def size_parts(name: str) -> tuple[str, str]:
    """The letter of a size and its index: `n_l_minus_1` is n with the index l-1.

    >>> size_parts("n_l_minus_1"), size_parts("n_12"), size_parts("batch")
    (('n', 'l-1'), ('n', '12'), ('batch', ''))
    """
    stem, _, index = name.replace("[", "_").rstrip("]").partition("_")
    return stem, index.strip("{}").replace("_minus_", "-").replace("_plus_", "+")
