"""What the results of a report say in signs that a reader may not know."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from gradproof.core.dims import SCALAR
from gradproof.core.expr import Expr, node
from gradproof.core.operation import Words
from gradproof.core.proof import Derivation
from gradproof.core.unknown import unknown_symbols
from gradproof.notation.printing.helpers import CHOICES
from gradproof.notation.printing.legend import Meaning, legend
from gradproof.report.outline import Outline
from gradproof.report.words import SAID, Lang

ERROR = Words("is {0}", "是 {0}")


def signs(report: Outline) -> list[Meaning]:
    """The signs in the results, and the matrices in the steps, that the note does not use."""
    shown = [*_results(report), *_helpers(report)]
    return [*_errors(report), *legend(shown, known=(right for _, right in report.definitions))]


def _errors(report: Outline) -> Iterator[Meaning]:
    """Of what the gradients δ are that recur from layer to layer."""
    named = {name for name, _ in report.where}
    for delta, gradient in report.errors.items():
        if delta in named:
            words = Words(ERROR.en.format(gradient.text), ERROR.zh.format(gradient.text))
            yield Meaning(delta.symbol.text, delta.symbol.latex, words)


def names(derivation: Derivation) -> Iterator[Expr]:
    """The symbols of a derivation: those of the note, and those that it introduces itself.

    What an unknown function is called is among them.
    """
    model = derivation.model
    functions = unknown_symbols(*(right for _, right in model.definitions.values()))
    yield from (node("symbol", (), one, SCALAR) for one in functions)
    yield from model.declared.values()
    yield from (name for name, _ in model.definitions.values())
    yield from derivation.adjoints


def _helpers(report: Outline) -> Iterator[Expr]:
    """The matrices K and S in the steps."""
    waiting = [
        side
        for section in report.sections
        for line in section.lines
        for side in (line.before, line.after)
    ]
    seen = set(waiting)
    while waiting:
        one = waiting.pop()
        if one.op in CHOICES:
            yield one
        fresh = [arg for arg in dict.fromkeys(one.args) if arg not in seen]
        seen.update(fresh)
        waiting += fresh


def _results(report: Outline) -> Iterator[Expr]:
    yield from (result.gradient for result in report.results)
    yield from (second.value for second in report.seconds)
    yield from (one.value for one in report.jacobians)
    yield from (value for _, value in report.where)


def told(
    report: Outline, lang: Lang, sign: Callable[[Meaning], str], prose: Callable[[str], str] = str
) -> str:
    """`Here Φ is …; φ is ….`, each sign as `sign` writes it; empty if there are none."""
    said = [f"{sign(one)} {prose(one.words.in_language(lang))}" for one in signs(report)]
    between, stop = (SAID[key].in_language(lang) for key in ("semicolon", "stop"))
    return SAID["here"].in_language(lang) + between.join(said) + stop if said else ""
