"""Corrections for what is wrong, and whether what is wrong can be said to be so."""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic

from gradproof.check.claims import Claim, Report
from gradproof.check.definitions import Definitions, read_or_none
from gradproof.check.judge import Judge, Outcome, Question
from gradproof.check.lines import Line
from gradproof.check.outcomes import Outcomes
from gradproof.check.reader import Unread
from gradproof.check.repair import Repair, Repairer
from gradproof.check.terms import Derivative, Differential, Number, Ones, Plus, Symbol, Term, inside
from gradproof.check.witness import counterexample
from gradproof.check.wording import says_one_hot
from gradproof.core.phrase import Phrase

SECONDS = 6.0
MOST_TRUSTED = 14
"""So many right claims make a reading sure enough for a "wrong" without a correction."""


@dataclass(slots=True)
class Mender:
    """The wrong claims of one note."""

    text: str
    found: Definitions
    outcomes: Outcomes

    def mend(self, report: Report) -> None:
        """Corrections for what is wrong; in a world that makes little sense nothing is wrong."""
        wrong = [one for one in report.claims if one.verdict == "wrong" and one.line_of is not None]
        good = sum(one.verdict in ("right", "convention") for one in report.claims)
        trusted = good >= 1.5 * len(wrong) or len(wrong) <= 1
        assert report.world is not None
        assert report.state is not None
        start = monotonic()
        for claim in wrong:
            assert claim.line_of is not None
            number, k = claim.line_of
            if monotonic() - start < SECONDS:
                repair = self.repaired(report, self.found.lines.lines[number], k)
                if repair is not None and not self.is_doubtful(report, claim, repair):
                    claim.correction = repair.latex
                    claim.reason = Phrase("{0}: {1}", Phrase(repair.slip), claim.reason)
                    self.show(report, claim)
                    continue
            unsure = self.hangs_on_guess(report, claim) or self.is_of_differentials(claim)
            if good < MOST_TRUSTED or not trusted or unsure:
                claim.verdict = "undecided"
                claim.reason = Phrase(
                    "not true as I read the note, and no small change makes it so: {0}",
                    claim.reason,
                )
            else:
                self.show(report, claim)
        if not any(one.verdict == "wrong" for one in report.claims):
            for one in report.claims:
                if one.verdict == "inherited":
                    one.verdict = "undecided"

    def show(self, report: Report, claim: Claim) -> None:
        """Give a wrong claim numbers for which it fails, if there are simple ones."""
        if report.world is None or report.state is None or claim.line_of is None:
            return
        line = self.found.lines.lines[claim.line_of[0]]
        k = claim.line_of[1]
        left = read_or_none(self.found.reader, line.sides[k - 1])
        right = read_or_none(self.found.reader, line.sides[k])
        if left is None or right is None:
            return
        conditions = self.outcomes.conditions(line) + self.outcomes.related(line, left, right)
        labels = self.outcomes.labels(report.world) if says_one_hot(self.text) else []
        facts = dict.fromkeys(labels, "one-hot")
        judge = Judge(report.world, report.state)
        judge.fixed = self.outcomes.fixed(line)
        asked = Question(left, right, right.node.start, tuple(conditions), None, facts)
        claim.counterexample = counterexample(judge, asked)

    def is_doubtful(self, report: Report, claim: Claim, repair: Repair) -> bool:
        """Whether a correction may mend my reading of the note rather than the note.

        A transpose or a sum is one where no shape is stated; 1/m where dZ may carry it or not.
        """
        assert claim.line_of is not None
        assert report.state is not None
        line = self.found.lines.lines[claim.line_of[0]]
        left = read_or_none(self.found.reader, line.sides[0])
        if isinstance(left, Symbol) and any(
            one.kind == "value" for one in self.found.values.get(left.name, ())
        ):
            return True
        known = report.world is not None and report.world.per_sample
        if "1/" in repair.slip and self.found.reader.gradient_letters and not known:
            return True
        declared = {one.name for one in self.found.declared}
        right = read_or_none(self.found.reader, line.sides[claim.line_of[1]])
        names = {one.name for one in inside(right) if isinstance(one, Symbol)} if right else set()
        leaves = {name for name in names if name not in self.found.values and name not in declared}
        if repair.slip == "missing transpose":
            shapes = [report.state.shapes.get((name, ())) for name in leaves]
            vectors = all(shape is None or len(shape) < 2 or 1 in shape for shape in shapes)
            return bool(leaves) and vectors and not declared and isinstance(right, Plus)
        if repair.slip == "missing sum over the samples":
            first = isinstance(left, Derivative) and len(left.by) == 1
            summed = right is not None and any(isinstance(one, Ones) for one in inside(right))
            return summed or (not first and not isinstance(left, Symbol))
        return False

    def is_of_differentials(self, claim: Claim) -> bool:
        """Whether a claim is about differentials: what its author holds fixed may not be said."""
        assert claim.line_of is not None
        number, k = claim.line_of
        sides = self.found.lines.lines[number].sides
        terms = [read_or_none(self.found.reader, one) for one in (sides[k - 1], sides[k])]
        return any(
            isinstance(one, Differential)
            for term in terms
            if term is not None
            for one in inside(term)
        )

    def hangs_on_guess(self, report: Report, claim: Claim) -> bool:
        """Whether a claim speaks of the derivative of a loss that was only guessed."""
        assert report.world is not None
        assert claim.line_of is not None
        guessed = {
            name
            for name, one in report.world.extra.items()
            if one.kind == "hypothesis"
            and (self.found.values.get(name) or one.entries[0].letter != "generic")
        }
        line = self.found.lines.lines[claim.line_of[0]]
        names: set[str] = set()
        for side in line.sides:
            term = read_or_none(self.found.reader, side)
            for one in inside(term) if term is not None else ():
                if isinstance(one, Symbol):
                    names.add(one.name)
        derived = {
            n for n in names if any(d.kind == "derivative" for d in self.found.values.get(n, ()))
        }
        return bool(guessed) and (bool(guessed & names) or bool(derived))

    def repaired(self, report: Report, line: Line, k: int) -> Repair | None:
        """The edit of a right side that makes the claim true."""
        assert report.world is not None
        assert report.state is not None
        quick, full = Judge(report.world, report.state, 1, 3), Judge(report.world, report.state)
        right = line.sides[k]
        try:
            left, term = self.found.reader.read(line.sides[0]), self.found.reader.read(right)
        except Unread:
            return None
        if isinstance(term, Number):
            return None
        conditions = self.outcomes.conditions(line)

        def judged(edited: Term, fast: bool) -> Outcome:
            judge = quick if fast else full
            outcome = self.outcomes.outcome(judge, left, edited, right.start, conditions)
            if outcome.conventions and any(
                tag.startswith("hadamard") for tag in outcome.conventions
            ):
                outcome.kind = "different"
            return outcome

        return Repairer(self.text, right.start, right.end, self.found.reader, judged).repair(term)
