"""The verdict on one relation of a note."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from gradproof.check.claims import Claim
from gradproof.check.definitions import Definition, Definitions, read_or_none
from gradproof.check.judge import Judge, Outcome
from gradproof.check.lines import EQUAL, Line
from gradproof.check.outcomes import Outcomes
from gradproof.check.reader import Unread
from gradproof.check.reasons import different
from gradproof.check.terms import Big, Call, Derivative, DotsOf, Symbol, Term, Times, inside
from gradproof.check.wording import is_alternative, is_assumed, is_at_optimum
from gradproof.check.world import World
from gradproof.core.phrase import Phrase

MOST_CONVENTIONS = 1.3
"""So far from literal a claim may be and still count as true under conventions."""


@dataclass(slots=True)
class Verdicts:
    """The verdicts on the claims of one note, one at a time."""

    text: str
    found: Definitions
    outcomes: Outcomes = field(init=False)

    def __post_init__(self) -> None:
        self.outcomes = Outcomes(self.text, self.found)

    def claim(self, judge: Judge, number: int, line: Line, k: int) -> Claim | None:
        """The verdict on one relation."""
        status = self.found.status.get((number, k), "")
        left, right = line.sides[k - 1], line.sides[k]
        start = left.start if k == 1 else line.starts[k]
        claim = Claim(
            *self._place(right.start),
            self.text[start : right.end],
            "unread",
            span=(start, right.end),
        )
        claim.line_of = (number, k)
        sign = line.signs[k - 1]
        if status in ("range", "condition", "declaration"):
            claim.verdict = "definition"
            return claim
        if status in ("definition", "update"):
            claim.verdict = "definition"
            return claim
        if sign not in EQUAL:
            claim.verdict = "note"
            return claim
        try:
            first, second = self.found.reader.read(left), self.found.reader.read(right)
        except Unread as error:
            claim.reason = Phrase(error.why)
            return claim
        if isinstance(second, DotsOf):
            claim.verdict = "definition"
            return claim
        if is_alternative(line):
            claim.verdict, claim.reason = (
                "undecided",
                Phrase("one of several cases without its condition"),
            )
            return claim
        if status == "solution":
            claim.verdict, claim.reason = "undecided", Phrase("a solution of an equation")
            return claim
        conditions = self.outcomes.conditions(line)
        judge.fixed = self.outcomes.fixed(line)
        outcome = self.outcomes.outcome(judge, first, second, second.node.start, conditions)
        if outcome.kind != "equal" and k > 1:
            try:
                head = self.found.reader.read(line.sides[0])
                again = self.outcomes.outcome(judge, head, second, second.node.start, conditions)
                if again.kind == "equal":
                    outcome = again
            except Unread:
                pass
        if outcome.kind in ("different", "misfit"):
            outcome = self.outcomes.by_cases(judge, line, first, second, outcome)
        if outcome.kind != "equal":
            alone = self.outcomes.alone(judge, line, first, second)
            outcome = alone if alone is not None else outcome
        judge.fixed = {}
        if outcome.kind == "equal" and self.counts_from_zero((first, second)):
            outcome = Outcome("nothing", why=Phrase("a sum over entries that are counted from 0"))
        if outcome.kind in ("different", "misfit"):
            outcome = self.outcomes.otherwise(judge, line, first, second, outcome)
        self.verdict(claim, outcome)
        if (
            claim.verdict == "wrong"
            and k == 1
            and isinstance(first, Symbol)
            and not first.at
            and first.name in self.found.losses
            and self.found.values.get(first.name)
        ):
            self.outcomes.restated[line.section] = Definition(first.name, (), (), second, line)
        if claim.verdict == "wrong" and is_assumed(line):
            claim.verdict, claim.reason = "note", Phrase("what the note assumes here")
        if claim.verdict == "wrong" and is_at_optimum(line):
            claim.verdict, claim.reason = (
                "undecided",
                Phrase("it is said to hold at a stationary point"),
            )
        if claim.verdict == "wrong" and not self.anchored(judge, (first, second)):
            claim.verdict = "undecided"
            claim.reason = Phrase("it speaks of what the note does not define")
        return claim

    def anchored(self, judge: Judge, sides: tuple[Term, ...]) -> bool:
        """Whether the note says what every symbol of a claim is."""
        found, world = self.found, judge.world
        known = self.known_names(world)
        for side in sides:
            for one in inside(side):
                if isinstance(one, Symbol) and one.name not in found.roles.running:
                    base = one.name
                    other = base[:1].swapcase() + base[1:]
                    if (
                        base not in known
                        and other not in known
                        and not world.is_unit(one)
                        and base not in found.roles.sizes | found.roles.uppers | found.roles.depth
                    ):
                        return False
        first = sides[0]
        if isinstance(first, Call) and first.primes:
            calls = any(isinstance(one, Call) for one in inside(sides[1]))
            defined = first.function in found.functions or first.head is None
            if not defined or not calls:
                return False
        return True

    def counts_from_zero(self, sides: tuple[Term, ...]) -> bool:
        """Whether a claim has a sum, and names of lists whose entries are counted from 0."""
        parts = [one for side in sides for one in inside(side)]
        return any(isinstance(one, Big) for one in parts) and any(
            isinstance(one, Symbol) and one.name in self.found.from_zero for one in parts
        )

    def known_names(self, world: World) -> frozenset[str]:
        """Names that the note defines or declares, and those of which its definitions speak."""
        found = self.found
        names = {one.name for one in found.declared} | set(found.values) | set(found.functions)
        names |= set(world.extra) | set(found.losses) | set(found.differentials)
        for several in found.values.values():
            for one in several:
                names |= {t.name for t in inside(one.term) if isinstance(t, Symbol)}
        return frozenset(names)

    def verdict(self, claim: Claim, outcome: Outcome) -> None:
        claim.outcome = outcome
        if outcome.kind == "equal" and outcome.cost > MOST_CONVENTIONS and outcome.conventions:
            outcome = Outcome(
                "nothing", why=Phrase("it holds only under several conventions at once")
            )
        if outcome.kind == "equal":
            tags = outcome.conventions
            if self.is_chain(claim):
                tags = [tag for tag in tags if not tag.endswith("-layout")]
            claim.verdict = "convention" if tags else "right"
            claim.convention = tags[0] if tags else None
            claim.reading = "; ".join(tags) or None
            claim.reason = Phrase("agreed on all samples")
        elif outcome.kind == "nothing":
            claim.verdict, claim.reason = "undecided", outcome.why
        elif _is_zero(claim.latex):
            claim.verdict, claim.reason = "definition", Phrase("an equation to be solved")
        else:
            why = different(outcome.case) if outcome.kind == "different" else outcome.why
            claim.verdict, claim.reason = "wrong", why

    def is_chain(self, claim: Claim) -> bool:
        """Whether the right side is a product of derivatives alone, true in any layout."""
        if claim.line_of is None:
            return False
        line = self.found.lines.lines[claim.line_of[0]]
        right = read_or_none(self.found.reader, line.sides[claim.line_of[1]])
        return isinstance(right, Times) and all(
            isinstance(one, Derivative)
            or (
                isinstance(one, Symbol)
                and any(d.kind == "derivative" for d in self.found.values.get(one.name, ()))
            )
            for one in right.factors
        )

    def _place(self, offset: int) -> tuple[int, int]:
        line = self.text.count("\n", 0, offset) + 1
        return line, offset - (self.text.rfind("\n", 0, offset) + 1) + 1


def _is_zero(latex: str) -> bool:
    """Whether the right side is 0: an equation, where it does not hold of itself."""
    return bool(re.search(r"=\s*&?\s*(?:0|\\mathbf\{?0\}?|\\boldsymbol\{?0\}?)\s*$", latex))
