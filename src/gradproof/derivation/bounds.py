"""How much a derivation may be: the operations written in its steps, those that repeat counted
again."""

from __future__ import annotations

from gradproof.core.errors import LimitError
from gradproof.core.expr import Expr, postorder
from gradproof.core.phrase import Phrase
from gradproof.core.proof import Derivation

MOST_WRITTEN = 60_000
"""Operations in the formulas of all steps."""


def bounded(derivation: Derivation, most: int = MOST_WRITTEN) -> int:
    """The operations in all steps of a derivation that is short enough to be written out.

    Errors:  LimitError for one that is not.
    """
    sizes: dict[Expr, int] = {}
    total = 0
    for link in derivation.links():
        for side in (link.before, link.after):
            total += written(side, sizes)
    total += sum(written(one.gradient, sizes) for one in derivation.results)
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
    if written(gradient, {}) > most:
        raise LimitError(
            Phrase("a gradient with more than {0:,} operations is not derived", most),
            hint="Differentiate a smaller part (--of), or by fewer symbols (--wrt).",
        )


def written(root: Expr, sizes: dict[Expr, int]) -> int:
    """The operations and symbols of an expression as it is written; `sizes` remembers them.

    >>> from gradproof.core.algebra import hadamard
    >>> from gradproof.core.dims import shape
    >>> from gradproof.core.expr import symbol
    >>> x, y = symbol("x", shape("n")), symbol("y", shape("n"))
    >>> written(hadamard(x, y), {})
    3
    """
    if root not in sizes:
        for expr in postorder(root):
            if expr not in sizes:
                sizes[expr] = 1 + sum(sizes[one] for one in expr.args)
    return sizes[root]
