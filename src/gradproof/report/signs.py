"""What the results of a report say in signs that a reader may not know."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from gradproof.core.expr import Expr
from gradproof.notation.printing.legend import Meaning, legend
from gradproof.report.outline import Outline
from gradproof.report.words import SAID, Lang


def signs(report: Outline) -> list[Meaning]:
    """The signs in the results that the definitions of the note do not use."""
    return legend(_results(report), known=(right for _, right in report.definitions))


def _results(report: Outline) -> Iterator[Expr]:
    yield from (result.gradient for result in report.results)
    yield from (second.value for second in report.seconds)
    yield from (value for _, value in report.where)


def told(
    report: Outline, lang: Lang, sign: Callable[[Meaning], str], prose: Callable[[str], str] = str
) -> str:
    """`Here Φ is …; φ is ….`, each sign as `sign` writes it; empty if there are none."""
    said = [f"{sign(one)} {prose(one.words.in_language(lang))}" for one in signs(report)]
    between, stop = (SAID[key].in_language(lang) for key in ("semicolon", "stop"))
    return SAID["here"].in_language(lang) + between.join(said) + stop if said else ""
