"""Why a claim has its verdict: sentences for a person, that can be said in other languages too."""

from __future__ import annotations

from collections.abc import Mapping

from gradproof.core.phrase import Phrase


def sentence(error: Exception) -> Phrase:
    """What went wrong: the message of an error, and what it is about.

    >>> sentence(ValueError("the shapes differ", (3, 2), (2, 1)))
    'the shapes differ (3×2, 2×1)'
    """
    if not error.args:
        return Phrase("this has no value")
    message, *about = error.args
    shown = ", ".join(_shown(one) for one in about)
    return Phrase("{0} ({1})", Phrase(str(message)), shown) if shown else Phrase(str(message))


def different(case: Mapping[str, int]) -> Phrase:
    """That the sides have different values, and for which indices.

    >>> different({"i": 1, "j": 2})
    'the two sides differ for i = 1, j = 2'
    """
    if not case:
        return Phrase("the two sides differ")
    return Phrase("the two sides differ for {0}", ", ".join(f"{k} = {v}" for k, v in case.items()))


def shapes(one: tuple[int, ...], other: tuple[int, ...]) -> Phrase:
    """That the sides have different shapes.

    >>> shapes((3, 2), ())
    'the left side is 3×2, the right side is a scalar'
    """
    return Phrase("the left side is {0}, the right side is {1}", _sized(one), _sized(other))


def _sized(shape: tuple[int, ...]) -> str:
    return "×".join(map(str, shape)) if shape else Phrase("a scalar")


def _shown(part: object) -> str:
    if isinstance(part, tuple):
        return "×".join(map(str, part)) if part else Phrase("a scalar")  # pyright: ignore[reportUnknownVariableType,reportUnknownArgumentType]
    return str(part)
