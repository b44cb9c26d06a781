"""Each kind of slip is found, named, and mended where it stands in the author's own text."""

from __future__ import annotations

from collections import Counter

import pytest
from tests.check.reading import gathered, last_sides

from gradproof.check.checker import check
from gradproof.check.claims import Claim
from gradproof.check.judge import Outcome
from gradproof.check.repair import MOST_EDITS, Repairer

F = (
    r"$A \in \mathbb{R}^{m \times n}$, $x \in \mathbb{R}^n$, $y \in \mathbb{R}^m$, "
    r"$f = \|A x - y\|^2$, "
)
M = r"$A \in \mathbb{R}^{m \times n}$, $x \in \mathbb{R}^n$, $L = \frac{1}{m} \|A x\|^2$, "
N = (
    r"$W \in \mathbb{R}^{m \times n}$, $x \in \mathbb{R}^n$, $y \in \mathbb{R}^m$, $z = W x$, "
    r"$a = \sigma(z)$, $L = \frac{1}{2} \|a - y\|^2$, "
)
B = (
    r"$X \in \mathbb{R}^{m \times d}$, $W \in \mathbb{R}^{d \times k}$, "
    r"$b \in \mathbb{R}^{1 \times k}$, $Y \in \mathbb{R}^{m \times k}$, "
    r"$Z = X W + b$, $L = \frac{1}{2} \|Z - Y\|^2$, "
)
D = (
    r"$$z^{(l)} = W^{(l)} a^{(l-1)} + b^{(l)}$$ $$a^{(l)} = \sigma(z^{(l)})$$ "
    r"$$L = \|a^{(N)} - y\|^2$$ $$\delta^{(l)} = \frac{\partial L}{\partial z^{(l)}}$$ "
    r"$$\frac{\partial L}{\partial W^{(l)}} = \delta^{(l)} (a^{(l-1)})^T$$ "
)

SLIPS: dict[str, tuple[str, str, str, str]] = {
    "sign": (F, r"\nabla_x f = -2 A^T (A x - y)", "wrong sign", r"2 A^T (A x - y)"),
    "sign of all": (F, r"\nabla_x f = 2 A^T (y - A x)", "wrong sign", r"-(2 A^T (y - A x))"),
    "sign of a term": (F, r"\nabla_x f = 2 A^T (A x + y)", "wrong sign", r"2 A^T (A x - y)"),
    "sign of the first term": (
        N,
        r"\frac{\partial L}{\partial z} = (-a - y) \odot \sigma'(z)",
        "wrong sign",
        r"(a - y) \odot \sigma'(z)",
    ),
    "factor 2": (F, r"\nabla_x f = A^T (A x - y)", "wrong factor", r"2(A^T (A x - y))"),
    "factor 1/2": (
        F,
        r"\nabla_x f = 4 A^T (A x - y)",
        "wrong factor",
        r"\frac{1}{2}(4 A^T (A x - y))",
    ),
    "1/m": (M, r"\nabla_x L = 2 A^T A x", "missing 1/m", r"\frac{1}{m}(2 A^T A x)"),
    "m": (
        M,
        r"\nabla_x L = \frac{2}{m^2} A^T A x",
        "1/m too many",
        r"m(\frac{2}{m^2} A^T A x)",
    ),
    "a transpose": (F, r"\nabla_x f = 2 A (A x - y)", "missing transpose", r"2 A^T (A x - y)"),
    "a transpose of brackets": (
        F,
        r"\frac{\partial f}{\partial A} = 2 (A x - y) x",
        "missing transpose",
        r"2 (A x - y) x^T",
    ),
    "a transpose too many": (
        F,
        r"\nabla_x f = 2 A^T (A x - y^T)",
        "superfluous transpose",
        r"2 A^T (A x - y)",
    ),
    "the order": (
        F,
        r"\frac{\partial f}{\partial A} = 2 x^T (A x - y)",
        "order of factors",
        r"2 (A x - y) x^T",
    ),
    "a Hadamard product": (
        F,
        r"\frac{\partial f}{\partial A} = 2 (A x - y) \odot x^T",
        "Hadamard for a matrix product",
        r"2 (A x - y) x^T",
    ),
    "the derivative of the activation": (
        N,
        r"\frac{\partial L}{\partial z} = (a - y) \odot \sigma(z)",
        "missing derivative of the activation",
        r"(a - y) \odot \sigma'(z)",
    ),
    "a derivative too many": (
        N,
        r"\frac{\partial L}{\partial a} = \sigma'(z) - y",
        "derivative of the activation too many",
        r"\sigma(z) - y",
    ),
    "an index": (
        D,
        r"\frac{\partial L}{\partial W^{(l)}} = \delta^{(l)} (a^{(l)})^T",
        "index off by one",
        r"\delta^{(l)} (a^{(l-1)})^T",
    ),
    "an index, further": (
        D,
        r"\delta^{(l)} = (W^{(l)})^T \delta^{(l+1)} \odot \sigma'(z^{(l)})",
        "index off by one",
        r"(W^{(l+1)})^T \delta^{(l+1)} \odot \sigma'(z^{(l)})",
    ),
    "the sum over the samples": (
        B,
        r"\frac{\partial L}{\partial b} = Z - Y",
        "missing sum over the samples",
        r"\mathbf{1}^T(Z - Y)",
    ),
    "a term too many": (
        F,
        r"\nabla_x f = 2 A^T (A x - y) + x",
        "superfluous term",
        r"2 A^T (A x - y)",
    ),
}


def last(text: str) -> Claim:
    return check(text).claims[-1]


@pytest.mark.parametrize("name", SLIPS)
def test_slips(name: str):
    note, wrong, slip, correction = SLIPS[name]
    claim = last(f"{note}${wrong}$")
    assert claim.verdict == "wrong", claim.reason
    assert claim.correction is not None
    assert (claim.reason.partition(":")[0], claim.correction.strip()) == (slip, correction)


@pytest.mark.parametrize("name", SLIPS)
def test_what_is_mended_is_right(name: str):
    """The correction, put where the wrong right side stood, is not wrong again."""
    note, wrong, _, correction = SLIPS[name]
    left = wrong.partition("=")[0]
    assert last(f"{note}${left}= {correction}$").verdict == "right"


@pytest.mark.parametrize("name", SLIPS)
def test_edits_lie_within_the_right_side(name: str):
    """An edit brings little that is new, and nothing of the rest of the note is in it."""
    note, wrong, slip, correction = SLIPS[name]
    text = f"{note}${wrong}$ and more"
    found = gathered(text)
    _, right = last_sides(found)
    start, end = right.node.start, right.node.end
    assert text[start:end] == wrong.partition("= ")[2]

    def never(*_: object) -> object:
        raise AssertionError

    repairer = Repairer(text, start, end, found.reader, never)  # type: ignore[arg-type]
    edits = list(repairer.edits(right))
    assert (slip, correction) in [(kind, " ".join(edit.split())) for kind, edit in edits]
    for _, edit in edits:
        assert "more" not in edit
        assert "$" not in edit
        new = Counter(edit.replace(" ", "")) - Counter(text[start:end])
        assert new.total() <= len(r"\mathbf{1}^T()")


def test_transposes_are_written_as_the_note_writes_them():
    for sign in (r"^\top", "^T", r"^{T}", r"^\mathrm{T}"):
        text = F.replace(r"f = \|A x - y\|^2", rf"f = (A x - y){sign} (A x - y)")
        claim = last(text + r"$\nabla_x f = 2 A (A x - y)$")
        assert claim.correction == rf"2 A{sign} (A x - y)"


UNMENDED = {
    "two slips at once": (F, r"\nabla_x f = -2 A (A x - y)"),
    "something else": (F, r"\nabla_x f = y y^T y"),
    "a factor that nobody forgets": (F, r"\nabla_x f = 7 A^T (A x - y)"),
}


@pytest.mark.parametrize("name", UNMENDED)
def test_what_no_small_edit_mends_is_not_called_wrong_in_a_short_note(name: str):
    note, wrong = UNMENDED[name]
    claim = last(f"{note}${wrong}$")
    assert (claim.verdict, claim.correction) == ("undecided", None)


def test_what_no_small_edit_mends_is_wrong_where_most_is_right():
    """With enough right claims the reading of the note is sure."""
    rights = r" $\nabla_x f = 2 A^T (A x - y)$," * 14
    claim = last(F + rights + r" $\nabla_x f = 7 A^T (A x - y)$")
    assert (claim.verdict, claim.correction) == ("wrong", None)
    few = r" $\nabla_x f = 2 A^T (A x - y)$," * 13
    assert last(F + few + r" $\nabla_x f = 7 A^T (A x - y)$").verdict == "undecided"


def test_edits_are_bounded():
    """A long sum is not mended for ever."""
    asked = 0

    def never(term: object, fast: bool) -> object:
        nonlocal asked
        asked += 1
        return Outcome("different")

    text = F + r"$\nabla_x f = " + " + ".join([r"A^T A A^T A x"] * 40) + "$"
    found = gathered(text)
    _, right = last_sides(found)
    repairer = Repairer(text, right.node.start, right.node.end, found.reader, never)  # type: ignore[arg-type]
    assert repairer.repair(right) is None
    assert 0 < asked <= MOST_EDITS


def test_an_edit_must_hold_everywhere_and_not_at_one_point():
    """What holds where a first look is taken is looked at again, and fails there."""
    text = F + r"$\nabla_x f = A^T (A x - y)$"
    found = gathered(text)
    _, right = last_sides(found)
    for kinds, wanted in (
        ({True: "equal", False: "different"}, None),
        ({True: "different", False: "equal"}, None),
        ({True: "equal", False: "equal"}, "wrong sign"),
    ):

        def judge(term: object, fast: bool, known: dict[bool, str] = kinds) -> Outcome:
            return Outcome(known[fast])

        repairer = Repairer(text, right.node.start, right.node.end, found.reader, judge)
        repair = repairer.repair(right)
        assert (repair and repair.slip) == wanted
