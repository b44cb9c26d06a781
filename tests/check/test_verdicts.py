"""Verdicts on right notes and on the same notes with one slip planted, held against differences."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest
from tests.check.notes import NOTES
from tests.check.oracle import Claim, Note
from tests.check.slips import slips, slips_in_definitions

from gradproof.check.checker import check
from gradproof.check.claims import Claim as Judged

LAYOUT = ("transpose", "order", "no Hadamard")
"""Slips that may be mended in another layout than that of the note."""

CASES = [
    pytest.param(name, claim, kind, made, id=f"{name}-{number}-{kind}-{count}")
    for name, text in NOTES.items()
    for number, claim in enumerate(Note(text).claims)
    for count, (kind, made) in enumerate(slips(claim.right))
]


def judged(text: str, at: int) -> Judged:
    """What is said of the claim whose right side stands there."""
    (found,) = [one for one in check(text).claims if one.span[0] < at < one.span[1]]
    return found


@cache
def with_slip(name: str, claim: Claim, made: str) -> tuple[str, str, str]:
    """The truth by differences, the verdict, and the truth of the correction if there is one."""
    note, text = Note(NOTES[name]), NOTES[name]
    found = judged(text[: claim.start] + made + text[claim.end :], claim.start)
    mended = note.truth(claim, found.correction) if found.correction else ""
    return note.truth(claim, made), found.verdict, mended


def test_the_notes_hold_by_differences():
    """The oracle itself: the claims of the notes are right by differences."""
    truths = [note.truth(one) for note in map(Note, NOTES.values()) for one in note.claims]
    assert set(truths) == {"equal"}
    assert len(truths) >= 24


@pytest.mark.parametrize("name", NOTES)
def test_right_claims_are_right(name: str):
    for claim in Note(NOTES[name]).claims:
        found = judged(NOTES[name], claim.start)
        if "One-Hot" in NOTES[name]:
            assert (found.verdict, found.convention) == ("convention", "Σy = 1")
        else:
            assert (found.verdict, found.convention) == ("right", None), claim.right


@pytest.mark.parametrize(("name", "claim", "kind", "made"), CASES)
def test_no_planted_slip_is_right(name: str, claim: Claim, kind: str, made: str):
    truth, verdict, mended = with_slip(name, claim, made)
    assert truth in ("equal", "turned", "different")
    if truth == "equal":
        assert verdict in ("right", "convention")
    elif truth == "turned":
        assert verdict in ("convention", "undecided")
    elif kind in LAYOUT:
        assert verdict in ("wrong", "undecided", "convention")
    else:
        assert verdict in ("wrong", "undecided")
        assert mended in ("", "equal")


@pytest.mark.parametrize("name", NOTES)
def test_most_planted_slips_are_wrong_with_a_true_correction(name: str):
    """Not only never right: what a small edit mends is called wrong, and mended."""
    counts: Counter[str] = Counter()
    for case in CASES:
        known, claim, _, made = case.values
        if known == name:
            truth, verdict, mended = with_slip(name, claim, made)
            if truth == "different":
                counts[verdict] += 1
                counts["mended"] += mended == "equal"
    total = counts["wrong"] + counts["undecided"] + counts["convention"]
    assert counts["wrong"] >= 0.5 * total
    assert counts["mended"] >= 0.5 * total


CHANGED = [
    pytest.param(text, id=f"{name}-{kind}-{count}")
    for name, note in NOTES.items()
    for count, (kind, text) in enumerate(slips_in_definitions(note))
]


@pytest.mark.parametrize("text", CHANGED)
def test_claims_are_held_against_what_the_note_defines(text: str):
    """With another definition the old claims are not right, unless they hold for it too."""
    note = Note(text)
    verdicts = {one.span: one for one in check(text).claims}
    for claim in note.claims:
        (found,) = [one for (a, b), one in verdicts.items() if a < claim.start < b]
        if note.truth(claim) == "equal":
            assert found.verdict in ("right", "convention")
        else:
            assert note.truth(claim) == "different"
            assert found.verdict in ("wrong", "undecided")
            assert found.correction is None or note.truth(claim, found.correction) == "equal"


def test_there_are_many_slips():
    assert len(CASES) > 280
    assert len(CHANGED) > 120
    assert len({case.values[2] for case in CASES}) == 8


TURNED = [
    ("linear regression", r"X^T (X w - y)", r"(X w - y)^T X"),
    ("logistic regression", r"X^T (p - y)", r"(p - y)^T X"),
    ("trace identities", r"A^T + B", r"A + B^T"),
    ("二次型", r"(A + A^T) x - b", r"x^T (A + A^T) - b^T"),
    ("微分法", r"$$\frac{\partial L}{\partial X} = A^T (A X - Y)", r"(A X - Y)^T A"),
]


@pytest.mark.parametrize(("name", "old", "new"), TURNED)
def test_the_transposed_layout_is_a_convention(name: str, old: str, new: str):
    if old.startswith("$"):
        new = old[: old.index("=") + 2] + new
    assert NOTES[name].count(old) == 1
    text = NOTES[name].replace(old, new)
    claim = next(one for one in Note(text).claims if one.right not in NOTES[name])
    assert Note(NOTES[name]).truth(Note(NOTES[name]).claims[0]) == "equal"
    assert Note(text).truth(claim) == "turned"
    found = judged(text, claim.start)
    assert (found.verdict, found.convention) == ("convention", "numerator-layout")


def test_what_is_called_a_derivative_lies_in_either_layout_by_convention():
    """Were δ = ∂L/∂z a row, then ∂L/∂W would be δᵀ aᵀ."""
    old, new = r"\delta^{(l)} (a^{(l-1)})^T", r"(\delta^{(l)})^T (a^{(l-1)})^T"
    text = NOTES["layers"].replace(old, new)
    claim = next(one for one in Note(text).claims if new in one.right)
    assert Note(text).truth(claim) == "different"
    found = judged(text, claim.start)
    assert (found.verdict, found.convention) == ("convention", "numerator-layout")


MENDED = [
    ("linear regression", r"X^T (X w - y)", r"X (X w - y)", r"\frac{1}{m} X^T (X w - y)"),
    ("linear regression", r"(X w - y)$$", r"(X w + y)$$", r"\frac{1}{m} X^T (X w - y)"),
    ("linear regression", r"\frac{1}{m} X^T", r"X^T", r"\frac{1}{m}(X^T (X w - y))"),
    ("岭回归", r"+ 2 \lambda w", r"- 2 \lambda w", r"2 X^T (X w - y) + 2 \lambda w"),
    (
        "2層ネットワーク",
        r"\odot \sigma'(z_1)",
        r"\odot \sigma(z_1)",
        r"W_2^T \frac{\partial L}{\partial z_2} \odot \sigma'(z_1)",
    ),
    ("ReLU und Softmax", r"(p - y) h^T", r"h^T (p - y)", r"(p - y) h^T"),
    (
        "layers",
        r"(W^{(l+1)})^T \delta^{(l+1)}",
        r"(W^{(l+1)})^T \delta^{(l)}",
        r"(W^{(l+1)})^T \delta^{(l+1)} \odot \sigma'(z^{(l)})",
    ),
    ("normalisation", r"= -\frac{g^T x}", r"= \frac{g^T x}", r"-(\frac{g^T x}{s^2})"),
]


@pytest.mark.parametrize(("name", "old", "new", "correction"), MENDED)
def test_what_was_wrong_is_said_in_the_authors_own_text(
    name: str, old: str, new: str, correction: str
):
    assert NOTES[name].count(old) == 1
    text = NOTES[name].replace(old, new)
    note = Note(text)
    claim = next(one for one in note.claims if note.truth(one) == "different")
    found = judged(text, claim.start)
    assert (found.verdict, found.correction) == ("wrong", correction)
    assert note.truth(claim, correction) == "equal"


@pytest.mark.parametrize("name", NOTES)
def test_one_slip_leaves_the_other_claims_as_they_were(name: str):
    """A wrong claim in a note does not make the right ones around it wrong."""
    note = Note(NOTES[name])
    for claim in note.claims:
        text = NOTES[name][: claim.start] + " -2" + NOTES[name][claim.start :]
        others = [one for one in note.claims if one is not claim]
        shift = len(text) - len(NOTES[name])
        for other in others:
            at = other.start + (shift if other.start > claim.start else 0)
            assert judged(text, at).verdict in ("right", "convention")
