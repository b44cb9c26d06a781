"""Gradients that lie otherwise than the others of the note."""

from __future__ import annotations

import re

from gradproof.check.claims import Claim, Report
from gradproof.check.definitions import Definitions, read_or_none
from gradproof.check.terms import Derivative, Symbol
from gradproof.core.phrase import Phrase

_DENOMINATOR = r"denominator[- ]layout|分母布局|same shape as|与.{0,12}(?:同形|形状相同)"


def settle_layouts(found: Definitions, report: Report) -> None:
    """A gradient by a matrix that lies crosswise to all others of the note is no convention.

    It is not called wrong either: whether its author meant it so is not known.
    """
    along = [one for one in report.claims if one.verdict == "right" and _matrix(found, report, one)]
    said = bool(re.search(_DENOMINATOR, found.lines.text, re.IGNORECASE))
    across = [
        one
        for one in report.claims
        if one.verdict == "convention"
        and one.convention == "numerator-layout"
        and (said or _matrix(found, report, one))
    ]
    if across and len(along) > (len(across) if said else 2 * len(across)):
        for one in across:
            one.verdict, one.convention, one.reading = "undecided", None, None
            one.reason = Phrase(
                "it is the transpose of a gradient that lies as the others of the note do"
            )


def _matrix(found: Definitions, report: Report, claim: Claim) -> bool:
    """Whether a claim is about the gradient of a scalar by a matrix that is not square."""
    if claim.line_of is None or report.state is None:
        return False
    left = read_or_none(found.reader, found.lines.lines[claim.line_of[0]].sides[0])
    if not isinstance(left, Derivative) or len(left.by) != 1:
        return False
    by = left.by[0]
    if not isinstance(by, Symbol) or by.entries:
        return False
    state = report.state
    shapes = [shape for key, shape in state.shapes.items() if key[0].partition("@")[0] == by.name]
    return any(
        len(shape) == 2
        and not any(state.is_one(size) for size in shape)
        and state.find(shape[0]) != state.find(shape[1])
        for shape in shapes
    )
