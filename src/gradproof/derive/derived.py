"""What follows from the definitions of a note, and is worth knowing when its gradients are simplified.

A softmax sums to one, a quotient has a name, and what has its mean taken away sums to zero: the
last is found by asking the checker, for every definition that takes a broadcast row, column or
number away, or scales one that does.
"""

from __future__ import annotations

from collections.abc import Iterator

from gradproof.calculus.identities_named import quotient
from gradproof.core.algebra import column_sums, row_sums
from gradproof.core.dims import ONE
from gradproof.core.expr import Expr, postorder, zeros
from gradproof.core.facts import Equation
from gradproof.core.model import Model
from gradproof.core.operation import Words
from gradproof.core.proof import Link
from gradproof.exact.links import check_link

CENTRED = Words(
    "What is left after the mean is taken away sums to zero.", "减去均值后，各分量之和为零。"
)


def definitions_to_know(model: Model) -> list[Equation]:
    """The definitions that simplification may look into."""
    return [
        Equation(left, right)
        for left, right in model.definitions.values()
        if right.op == "softmax" or quotient(right) is not None
    ]


def centred(model: Model) -> Iterator[tuple[Expr, Link]]:
    """(v, the proved link 1ᵀv = 0 or v 1 = 0) for the definitions of which that is true."""
    known: set[Expr] = set()
    given = tuple(Equation(left, right) for left, right in model.definitions.values())
    for left, right in model.definitions.values():
        parts = set(postorder(right))
        shifts = right.op == "add" and any(part.op == "ones" for part in parts)
        if not (shifts or (quotient(right) is not None and known & parts)):
            continue
        for size, sums in ((left.shape.rows, column_sums), (left.shape.cols, row_sums)):
            if size is ONE:
                continue
            before = sums(left)
            link = Link("centred", CENTRED, before, zeros(before.shape), given)
            if check_link(link).holds:
                known.add(left)
                yield left, link
