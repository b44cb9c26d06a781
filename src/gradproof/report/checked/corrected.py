"""A note with other right sides where a correction is known, and not a character else changed."""

from __future__ import annotations

from collections.abc import Iterator

from gradproof.report.checked.judged import Claim, Judged


def corrections(report: Judged) -> Iterator[tuple[int, int, str]]:
    """What to put in the place of which stretch of the text, from the first to the last.

    A stretch that is not the end of its claim, or that overlaps the one before it, stays: where
    the places do not agree with the text, nothing is replaced.
    """
    last = 0
    for claim in sorted(report.claims, key=lambda one: one.end):
        found = corrected_side(report, claim)
        if found is not None and found[0] >= last:
            yield found
            last = found[1]


def corrected_side(report: Judged, claim: Claim) -> tuple[int, int, str] | None:
    """The right side of a claim and what it should be; None if nothing is to be changed."""
    if claim.verdict != "wrong" or claim.correction is None:
        return None
    start, end = report.right_side(claim)
    side = report.text[start:end]
    if not side.strip() or not claim.start < start or not claim.latex.endswith(side):
        return None
    if report.text[claim.start : claim.end] != claim.latex:
        return None
    correction = claim.correction.strip()
    return None if correction == side.strip() else (start, start + len(side.rstrip()), correction)


def corrected(report: Judged) -> str:
    """The text with every correction in its place.

    >>> claim = Claim(1, 6, "y = A", "wrong", correction="A^T", start=1, end=6)
    >>> corrected(Judged("-", "$y = A$", (claim,)))
    '$y = A^T$'
    """
    pieces, last = [], 0
    for start, end, correction in corrections(report):
        pieces += [report.text[last:start], correction]
        last = end
    return "".join([*pieces, report.text[last:]])
