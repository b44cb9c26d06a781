"""A note said otherwise, for a batch or transposed, with the steps that prove it the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from gradproof.core.errors import LimitError
from gradproof.core.expr import Expr, postorder
from gradproof.core.model import Model
from gradproof.core.proof import Certificate, Derivation, Link, Step
from gradproof.derivation.verify import TIRED
from gradproof.exact.effort import allowance, allowed
from gradproof.exact.gradients import weakest


@dataclass(slots=True)
class Restated:
    """The new note.

    of: its objective, or what else was asked about.  names: what the symbols of the old note are
    called, where that is another name.  steps, certificates: the proof.
    """

    model: Model
    of: Expr
    names: Mapping[str, str] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    certificates: dict[Link, Certificate] = field(default_factory=dict)

    def before(self, derivation: Derivation) -> Derivation:
        """The derivation of the new note, with the proof in front of it."""
        derivation.steps[:0] = self.steps
        derivation.certificates |= self.certificates
        return derivation


Claim = tuple[Step, Link, Callable[[], Iterable[Certificate]]]
"""A link of a step, and how it is checked: every certificate has to hold."""


def prove(found: Restated, claims: Iterator[Claim], written: int) -> None:
    """Enter the steps with the certificates of their links.

    written: how many operations the note has.
    """
    with allowance(allowed(written)):
        for step, link, check in claims:
            if step not in found.steps:
                found.steps.append(step)
            step.links.append(link)
            try:
                found.certificates[link] = together(list(check()))
            except LimitError:
                found.certificates[link] = TIRED


def adds_layers(expr: Expr) -> bool:
    """Whether a formula adds up over layers, so that it has a value only when they are counted."""
    return any(part.op == "layer_sum" for part in postorder(expr))


def follows(
    whole: Callable[[], Iterable[Certificate]], parts: Sequence[Certificate]
) -> list[Certificate]:
    """The certificates of a whole; where they leave it open, those of its parts, which prove it."""
    try:
        found = list(whole())
    except LimitError:
        found = [TIRED]
    return list(parts) if parts and together(found).holds is None else found


def together(verdicts: Sequence[Certificate]) -> Certificate:
    """One certificate for all, by the weakest of the methods."""
    return weakest(sorted(verdicts, key=lambda one: one.method == "normal_form"))
