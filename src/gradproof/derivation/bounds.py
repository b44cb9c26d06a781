"""How much a derivation may be: the operations written in its steps, those that repeat counted
again."""

from __future__ import annotations

from gradproof.core.errors import LimitError
from gradproof.core.expr import Expr
from gradproof.core.phrase import Phrase
from gradproof.core.proof import Derivation

MOST_WRITTEN = 60_000
"""Operations in the formulas of all steps."""


def bounded(derivation: Derivation, most: int = MOST_WRITTEN) -> int:
    """The operations in all steps of a derivation that is short enough to be written out.

    Errors:  LimitError for one that is not.
    """
    total = sum(link.before.tree + link.after.tree for link in derivation.links())
    total += sum(one.gradient.tree for one in derivation.results)
    if total > most:
        raise LimitError(
            Phrase(
                "a derivation with more than {0:,} operations in its steps is not written out", most
            ),
            hint="Differentiate a smaller part (--of), or by fewer symbols (--wrt).",
        )
    return total


def refuse_long(gradient: Expr, most: int = MOST_WRITTEN // 3) -> None:
    """Errors: LimitError for a gradient that is too long for its steps to be written out."""
    if gradient.tree > most:
        raise LimitError(
            Phrase("a gradient with more than {0:,} operations is not derived", most),
            hint="Differentiate a smaller part (--of), or by fewer symbols (--wrt).",
        )
