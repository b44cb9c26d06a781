"""A note judged: every claim in the world in which the note makes the most sense."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from time import monotonic

from gradproof.check.claims import Claim, Report
from gradproof.check.definitions import Definitions, read_or_none
from gradproof.check.gathering import definitions_of
from gradproof.check.judge import Judge
from gradproof.check.layouts import settle_layouts
from gradproof.check.lines import Lines, lines_of
from gradproof.check.mending import Mender
from gradproof.check.reader import Reader
from gradproof.check.roles import Roles
from gradproof.check.states import State
from gradproof.check.terms import Call, Symbol
from gradproof.check.verdicts import Verdicts
from gradproof.check.wording import summing_up
from gradproof.check.world import World
from gradproof.check.worlds import other_losses, worlds_of
from gradproof.core.phrase import Phrase
from gradproof.notation.source.surface import Name, Script

SECONDS = 6.0
_SECTION = re.compile(r"^#{1,6}\s", re.MULTILINE)
_WORTH = {
    "right": 1.0,
    "convention": 0.7,
    "definition": 0.0,
    "note": 0.0,
    "undecided": -0.6,
    "unread": -0.6,
    "wrong": -1.0,
    "inherited": -1.0,
}


@dataclass(slots=True)
class Checker:
    """One note on its way to verdicts."""

    text: str
    path: str = "-"
    nested: bool = False
    found: Definitions = field(init=False)
    verdicts: Verdicts = field(init=False)

    def __post_init__(self) -> None:
        lines = lines_of(self.text)
        roles = Roles(lines)
        self.found = definitions_of(lines, roles, Reader(roles))
        self.verdicts = Verdicts(self.text, self.found)

    def run(self) -> Report:
        """The report in the best world, with what could not be read at all."""
        best = self.best()
        if best.world is not None:
            if not self.nested:
                self.by_sections(best)
            settle_layouts(self.found, best)
            if not self.nested:
                Mender(self.text, self.found, self.verdicts.outcomes).mend(best)
        best.claims += unread(self.found.lines)
        best.claims.sort(key=lambda one: one.span)
        return best

    def best(self) -> Report:
        """The report in the world in which the note makes the most sense."""
        tried: list[Report] = []
        base: float | None = None
        policies = list(worlds_of(self.found))
        for worlds in policies:
            for world, state in worlds[:2]:
                base = state.cost if base is None else base
                tried.append(self.report(world, state, base, quick=True))
        if not tried or base is None:
            return Report(self.path, [])
        best = max(tried, key=lambda one: one.score)
        start = monotonic()
        for worlds in policies:
            if best.world is not None and worlds and worlds[0][0].versions == best.world.versions:
                for world, state in worlds[2:]:
                    if monotonic() - start < SECONDS:
                        tried.append(self.report(world, state, base, quick=True))
        best = max(tried, key=lambda one: one.score)
        assert best.world is not None
        assert best.state is not None
        for world in other_losses(best.world):
            tried.append(self.report(world, best.state, base, quick=True))
        tried.sort(key=lambda one: -one.score)
        likely = [one for one in tried if one.score > tried[0].score - 2.0][:2]
        if not any(one.world is not None and not one.world.full for one in likely):
            likely += [one for one in tried if one.world is not None and not one.world.full][:1]
        reports = [
            self.report(one.world, one.state, base) for one in likely if one.world and one.state
        ]
        best = max(reports, key=lambda one: one.score)
        shared = [one for one in reports if one.world is not None and not one.world.full]
        if best.world is not None and best.world.full and shared:
            other = max(shared, key=lambda one: one.score)
            if _says_shared(best, other):
                best = other
            else:
                _name_biases(best, other)
        return best

    def by_sections(self, report: Report) -> None:
        """What is not right as part of the whole may be right in its section, read by itself."""
        starts = [m.start() for m in _SECTION.finditer(self.text)]
        bounds = list(pairwise([0, *starts, len(self.text)]))
        if len(bounds) < 3:
            return
        start = monotonic()
        for low, high in bounds:
            if monotonic() - start > SECONDS:
                return
            open_ones = [
                one
                for one in report.claims
                if (one.verdict in ("wrong", "undecided") or one.convention == "restated")
                and low <= one.span[0] < high
            ]
            defined = any(
                isinstance(line.sides[0], Name | Script) and low <= line.start < high
                for line in self.found.lines.lines
            )
            if not open_ones or not defined:
                continue
            blank = re.sub(r"[^\n]", " ", self.text)
            masked = blank[:low] + self.text[low:high] + blank[high:]
            section = Checker(masked, self.path, nested=True)
            section.found.from_zero |= self.found.from_zero
            alone = section.run()
            better = {
                one.span: one
                for one in alone.claims
                if one.verdict in ("right", "convention", "definition")
            }
            for one in open_ones:
                other = better.get(one.span)
                if other is not None and (other.verdict != "definition" or self.is_new(one)):
                    one.verdict, one.reason = other.verdict, other.reason
                    one.convention, one.reading = other.convention, other.reading

    def is_new(self, claim: Claim) -> bool:
        """Whether a claim has on its left what its section differentiates, or a function."""
        if claim.line_of is None:
            return False
        line = self.found.lines.lines[claim.line_of[0]]
        left = read_or_none(self.found.reader, line.sides[0])
        if isinstance(left, Symbol):
            return line.section in self.found.differentiated[left.name] and not left.at
        return isinstance(left, Call)

    def report(self, world: World, state: State, base: float, quick: bool = False) -> Report:
        """The claims in one world; `quick` at one point and with few readings."""
        judge = Judge(world, state, 1, 12) if quick else Judge(world, state)
        claims = self.sweep(judge)
        return Report(self.path, claims, world, state, _score(claims, state.cost - base))

    def sweep(self, judge: Judge) -> list[Claim]:
        """All claims in one world."""
        result: list[Claim] = []
        wrong: set[str] = set()
        for number, line in enumerate(self.found.lines.lines):
            for k in range(1, len(line.sides)):
                claim = self.verdicts.claim(judge, number, line, k)
                if claim is None:
                    continue
                mark = re.sub(r"\s|\\\\|&", "", claim.latex)
                if claim.verdict == "wrong":
                    if mark in wrong and summing_up(self.text, line):
                        claim.verdict, claim.reason = (
                            "inherited",
                            Phrase("repeats a line that is wrong"),
                        )
                    wrong.add(mark)
                result.append(claim)
        return result


def _score(claims: list[Claim], cost: float) -> float:
    """How much sense a note makes in a world that is so far from the likeliest."""
    score = sum(_WORTH[one.verdict] for one in claims) - 1.0 * cost
    return score - sum(0.1 * (one.outcome.cost if one.outcome else 0) for one in claims)


def unread(lines: Lines) -> list[Claim]:
    """Equations that could not be parsed, each with the place of the first fault."""
    found: list[Claim] = []
    for one in lines.remarks:
        shown = lines.text[one.place.start : one.place.end]
        if one.node is None and one.error is not None and "=" in shown:
            place = one.error.place or one.place
            claim = Claim(place.line, place.column, shown, "unread", one.error.message)
            claim.span = (one.place.start, one.place.end)
            found.append(claim)
    return found


def _says_shared(full: Report, shared: Report) -> bool:
    """Whether a claim holds only if the biases are shared by the samples."""
    good = ("right", "convention")
    return any(
        one.verdict not in good and other.verdict in good
        for one, other in zip(full.claims, shared.claims, strict=True)
    )


def _name_biases(best: Report, shared: Report) -> None:
    """Say of claims that need a bias for every sample that they do."""
    for one, other in zip(best.claims, shared.claims, strict=True):
        if one.verdict in ("right", "convention") and other.verdict in ("wrong", "inherited"):
            one.verdict, one.convention = "convention", "broadcast-bias"
            one.reading = "the bias has an entry for every sample"
            one.reason = Phrase(
                "if one bias is shared by all samples, the sum over the samples is missing"
            )


def check(text: str, path: str = "-") -> Report:
    """Every claim of a note with its verdict."""
    return Checker(text, path).run()
