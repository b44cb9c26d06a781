"""Raised and lowered characters of Unicode."""

from __future__ import annotations

SUPERSCRIPTS = dict(zip("0123456789+-−()T", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾ᵀ", strict=True)) | dict(
    zip("abcdefghijklmnoprstuvwxyz", "ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ", strict=True)
)
SUBSCRIPTS = dict(zip("0123456789+-−()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₍₎", strict=True)) | dict(
    zip("aehijklmnoprstuvx", "ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", strict=True)
)
LOWERED = "_" + "".join(SUBSCRIPTS.values())
"""What begins a lower script."""


def raised(script: str) -> str:
    """The script in raised characters, or empty if there are none for it."""
    return "".join(SUPERSCRIPTS[c] for c in script) if set(script) <= SUPERSCRIPTS.keys() else ""


def lowered(script: str) -> str:
    """The script in lowered characters, or empty if there are none for it."""
    return "".join(SUBSCRIPTS[c] for c in script) if set(script) <= SUBSCRIPTS.keys() else ""
