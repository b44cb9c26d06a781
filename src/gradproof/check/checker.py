"""A note judged: every claim in the world in which the note makes the most sense."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import pairwise
from time import monotonic

from gradproof.check.definitions import Definition, Definitions, read_or_none
from gradproof.check.gathering import definitions_of
from gradproof.check.judge import Judge, Outcome
from gradproof.check.lines import EQUAL, Line, lines_of
from gradproof.check.reader import Reader, Unread
from gradproof.check.repair import Repair, Repairer
from gradproof.check.roles import Roles
from gradproof.check.sized import lonely
from gradproof.check.states import State
from gradproof.check.terms import (
    AbsOf,
    Call,
    Choice,
    Comparison,
    Condition,
    Derivative,
    Differential,
    DotsOf,
    Index,
    Number,
    Plus,
    Symbol,
    Term,
    Times,
    free_letters,
    indices,
    inside,
)
from gradproof.check.world import LAYERS, World
from gradproof.check.worlds import other_losses, with_loss, worlds_of
from gradproof.notation.source.surface import Number as NumberNode

VERDICTS = (
    "right",
    "convention",
    "wrong",
    "inherited",
    "definition",
    "note",
    "undecided",
    "unread",
)
SECONDS = 6.0
MOST_CONVENTIONS = 1.3
"""So far from literal a claim may be and still count as true under conventions."""
MOST_TRUSTED = 14
"""So many right claims make a reading sure enough that a claim may be wrong without a correction."""


@dataclass(slots=True)
class Claim:
    """One relation of a note with its verdict."""

    line: int
    column: int
    latex: str
    verdict: str
    reason: str = ""
    convention: str | None = None
    reading: str | None = None
    correction: str | None = None
    counterexample: dict[str, object] | None = None
    span: tuple[int, int] = (0, 0)
    outcome: Outcome | None = None
    line_of: tuple[int, int] | None = None


@dataclass(slots=True)
class Report:
    """The claims of one note, and the world in which they were judged."""

    path: str
    claims: list[Claim]
    world: World | None = None
    state: State | None = None
    score: float = 0.0

    @property
    def summary(self) -> dict[str, int]:
        """How many claims have each verdict."""
        return {v: sum(one.verdict == v for one in self.claims) for v in VERDICTS}


@dataclass(slots=True)
class Checker:
    """One note on its way to verdicts."""

    text: str
    path: str = "-"
    nested: bool = False
    restated: dict[int, Definition] = field(default_factory=dict)
    found: Definitions = field(init=False)
    faults: dict[int, Unread] = field(default_factory=dict)

    def __post_init__(self) -> None:
        lines = lines_of(self.text)
        roles = Roles(lines)
        self.found = definitions_of(lines, roles, Reader(roles))

    def run(self) -> Report:
        """The report in the best world."""
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
        assert best.world is not None and best.state is not None
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
        if not self.nested:
            self.by_sections(best)
        if not self.nested:
            self.mend(best)
        return best

    def by_sections(self, report: Report) -> None:
        """What is not right as part of the whole may be right in its section, read by itself."""
        starts = [m.start() for m in _SECTION.finditer(self.text)]
        bounds = list(pairwise([0, *starts, len(self.text)]))
        if len(bounds) < 3:
            return
        for low, high in bounds:
            open_ones = [
                one
                for one in report.claims
                if one.verdict in ("wrong", "undecided") and low <= one.span[0] < high
            ]
            defined = any(
                d.kind == "value" and low <= d.start < high
                for several in self.found.values.values()
                for d in several
            )
            if not open_ones or not defined:
                continue
            blank = re.sub(r"[^\n]", " ", self.text)
            masked = blank[:low] + self.text[low:high] + blank[high:]
            alone = Checker(masked, self.path, nested=True).run()
            right = {one.span for one in alone.claims if one.verdict == "right"}
            for one in open_ones:
                if one.span in right:
                    one.verdict, one.reason = "right", "agreed on all samples"

    def mend(self, report: Report) -> None:
        """Corrections for what is wrong; in a world that makes little sense nothing is wrong."""
        wrong = [one for one in report.claims if one.verdict == "wrong" and one.line_of is not None]
        good = sum(one.verdict in ("right", "convention") for one in report.claims)
        trusted = good >= 1.5 * len(wrong) or len(wrong) <= 1
        assert report.world is not None and report.state is not None
        start = monotonic()
        for claim in wrong:
            assert claim.line_of is not None
            number, k = claim.line_of
            if monotonic() - start < SECONDS:
                repair = self.repaired(report, self.found.lines.lines[number], k)
                if repair is not None and not self.is_doubtful(report, claim, repair):
                    claim.correction = repair.latex
                    claim.reason = f"{repair.slip}; {claim.reason}"
                    continue
            if good < MOST_TRUSTED or not trusted or self.hangs_on_guess(report, claim):
                claim.verdict = "undecided"
                claim.reason = (
                    f"not true as I read the note, and no small change makes it so: {claim.reason}"
                )

    def is_doubtful(self, report: Report, claim: Claim, repair: Repair) -> bool:
        """Whether a correction may mend my reading of the note rather than the note.

        A transpose or a sum is one where no shape is stated; 1/m where dZ may carry it or not.
        """
        assert claim.line_of is not None and report.state is not None
        line = self.found.lines.lines[claim.line_of[0]]
        left = read_or_none(self.found.reader, line.sides[0])
        if isinstance(left, Symbol) and any(
            one.kind == "value" for one in self.found.values.get(left.name, ())
        ):
            return True
        if "1/" in repair.slip and self.found.reader.gradient_letters:
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
            return not first and not isinstance(left, Symbol)
        return False

    def hangs_on_guess(self, report: Report, claim: Claim) -> bool:
        """Whether a claim speaks of the derivative of a loss that was only guessed."""
        assert report.world is not None and claim.line_of is not None
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
        assert report.world is not None and report.state is not None
        quick, full = Judge(report.world, report.state, 1, 3), Judge(report.world, report.state)
        right = line.sides[k]
        try:
            left, term = self.found.reader.read(line.sides[0]), self.found.reader.read(right)
        except Unread:
            return None
        if isinstance(term, Number):
            return None
        conditions = self.conditions(line)

        def judged(edited: Term, fast: bool) -> Outcome:
            judge = quick if fast else full
            outcome = self.outcome(judge, left, edited, right.start, conditions)
            if outcome.conventions and any(
                tag.startswith("hadamard") for tag in outcome.conventions
            ):
                outcome.kind = "different"
            return outcome

        return Repairer(self.text, right.start, right.end, self.found.reader, judged).repair(term)

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
            broken = False
            for k in range(1, len(line.sides)):
                claim = self.claim(judge, number, line, k, broken)
                if claim is None:
                    continue
                mark = re.sub(r"\s|\\\\|&", "", claim.latex)
                if claim.verdict == "wrong":
                    if mark in wrong and self.summing_up(line):
                        claim.verdict, claim.reason = "inherited", "repeats a line that is wrong"
                    wrong.add(mark)
                    broken = True
                result.append(claim)
        return result

    def summing_up(self, line: Line) -> bool:
        """Whether a line stands where the results are said once more."""
        before = self.text[max(0, line.start - 200) : line.start]
        return bool(_SUMMARY.search(before + line.statement.lead[-60:]))

    def claim(self, judge: Judge, number: int, line: Line, k: int, broken: bool) -> Claim | None:
        """The verdict on one relation."""
        status = self.found.status.get((number, k), "")
        left, right = line.sides[k - 1], line.sides[k]
        start = left.start if k == 1 else line.starts[k - 1]
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
            claim.reason = error.why
            return claim
        if isinstance(second, DotsOf):
            claim.verdict = "definition"
            return claim
        if _ALTERNATIVE.match(line.statement.tail or "") or _ALTERNATIVE.search(
            (line.statement.lead or "")[-5:]
        ):
            claim.verdict, claim.reason = "undecided", "one of several cases without its condition"
            return claim
        if status == "solution":
            claim.verdict, claim.reason = "undecided", "a solution of an equation"
            return claim
        conditions = self.conditions(line)
        judge.fixed = self.fixed(line)
        outcome = self.outcome(judge, first, second, second.node.start, conditions)
        if outcome.kind != "equal" and k > 1:
            try:
                head = self.found.reader.read(line.sides[0])
                again = self.outcome(judge, head, second, second.node.start, conditions)
                if again.kind == "equal":
                    outcome = again
            except Unread:
                pass
        if outcome.kind in ("different", "misfit"):
            outcome = self.by_cases(judge, line, first, second, outcome)
        if outcome.kind != "equal":
            alone = self.alone(judge, line, k, first, second)
            outcome = alone if alone is not None else outcome
        judge.fixed = {}
        if outcome.kind in ("different", "misfit"):
            outcome = self.otherwise(judge, line, first, second, outcome)
        self.verdict(claim, outcome)
        if claim.verdict == "wrong" and k == 1 and isinstance(first, Symbol) and not first.at:
            if first.name in self.found.losses and self.found.values.get(first.name):
                self.restated[line.section] = Definition(first.name, (), (), second, line)
        if claim.verdict == "wrong" and self.is_assumed(line):
            claim.verdict, claim.reason = "note", "what the note assumes here"
        if claim.verdict == "wrong" and _AT_OPTIMUM.search((line.statement.lead or "")[-24:]):
            claim.verdict, claim.reason = "undecided", "it is said to hold at a stationary point"
        if claim.verdict == "wrong" and not self.anchored(judge, (first, second)):
            claim.verdict = "undecided"
            claim.reason = "it speaks of what the note does not define"
        return claim

    def fixed(self, line: Line) -> dict[str, float]:
        """The numbers that the conditions of a line give to symbols."""
        found: dict[str, float] = {}
        for chain in line.conditions:
            right = chain.links[0].right
            if (
                chain.links[0].sign == "="
                and isinstance(right, NumberNode)
                and chain.first is not None
            ):
                term = read_or_none(self.found.reader, chain.first)
                if (
                    isinstance(term, Symbol)
                    and not term.at
                    and term.name not in self.found.roles.running
                ):
                    found[term.name] = float(right.value)
        return found

    def is_assumed(self, line: Line) -> bool:
        """Whether the words before a formula make it an assumption."""
        statement = line.statement
        inline = not statement.formula.display
        before = (statement.lead or "").rstrip("$ ")[-12:]
        return statement.role == "assume" or (inline and bool(_IF.search(before)))

    def by_cases(
        self, judge: Judge, line: Line, left: Term, right: Term, outcome: Outcome
    ) -> Outcome:
        """A claim of two indices that holds for equal or for different ones, where that is said."""
        running = frozenset(self.found.roles.running)
        free = free_letters(left, running) | free_letters(right, running)
        letters = sorted(free - self.found.roles.layers)
        for at, one in enumerate(letters):
            for other in letters[at + 1 :]:
                sign = self.relation_said(line, one, other)
                if sign:
                    said = [Condition(Index(one), sign, Index(other))]
                    found = self.outcome(judge, left, right, right.node.start, said)
                    if found.kind == "equal":
                        return found
        for letter in sorted(free & self.found.roles.layers):
            if any(i.letter in self.found.roles.depth for i in indices(right)):
                said = [Condition(Index(letter), "=", Index("", LAYERS))]
                found = self.outcome(judge, left, right, right.node.start, said)
                if found.kind == "equal":
                    found.tags.append("last-layer")
                    return found
        return outcome

    def relation_said(self, line: Line, one: str, other: str) -> str:
        """How two indices are related by what stands last before a formula, or behind it."""
        before = self.text[max(0, line.start - 500) : line.start]
        behind = self.text[line.statement.formula.start : line.statement.formula.end + 40]
        pair = rf"(?:{one}\s*(SIGN)\s*{other}|{other}\s*(SIGN)\s*{one})".replace(
            "SIGN", r"=|\\neq?|≠|!=|\\not\s*="
        )
        pattern = re.compile(rf"(?<![A-Za-z_\\]){pair}(?![A-Za-z_])")
        found = list(pattern.finditer(before)) or list(pattern.finditer(behind))
        if not found:
            return ""
        sign = found[-1].group(1) or found[-1].group(2)
        return "=" if sign == "=" else "≠"

    def otherwise(
        self, judge: Judge, line: Line, left: Term, right: Term, outcome: Outcome
    ) -> Outcome:
        """The claim under a loss that the words name just before, or that was restated above."""
        world = judge.world
        tries: list[tuple[World, str]] = []
        before = self.text[max(0, line.start - 170) : line.start]
        for kind, pattern in _LOSSES.items():
            if world.loss and re.search(pattern, before, re.IGNORECASE):
                tries += [(one, "loss-named-in-words") for one in with_loss(world, kind)]
        again = self.restated.get(line.section)
        if again is not None and again.line is not line:
            tries.append((replace(world, extra={**world.extra, again.name: again}), "restated"))
        for other, tag in tries:
            found = Judge(other, judge.state, judge.points, judge.readings).judge(
                left, right, right.node.start, self.conditions(line)
            )
            if found.kind == "equal":
                found.tags.append(tag)
                return found
        return outcome

    def alone(self, judge: Judge, line: Line, k: int, left: Term, right: Term) -> Outcome | None:
        """An identity by itself, of symbols that nothing defines, with shapes of its own."""
        names = {
            one.name for side in (left, right) for one in inside(side) if isinstance(one, Symbol)
        }
        if any(name in self.found.values or name in self.found.losses for name in names):
            return None
        if any(
            isinstance(one, Derivative) and one.of is None
            for s in (left, right)
            for one in inside(s)
        ):
            return None
        for state in lonely(judge.world, left, right, right.node.start):
            own = Judge(judge.world, state, judge.points, judge.readings)
            found = own.judge(left, right, right.node.start, self.conditions(line))
            if found.kind == "equal":
                return found
        return None

    def anchored(self, judge: Judge, sides: tuple[Term, ...]) -> bool:
        """Whether the note says what every symbol of a claim is."""
        found, world = self.found, judge.world
        known = self.known_names(world)
        for side in sides:
            for one in inside(side):
                if isinstance(one, Symbol) and one.name not in found.roles.running:
                    base = one.name
                    other = base[:1].swapcase() + base[1:]
                    if base not in known and other not in known and not world.is_unit(one):
                        if base not in found.roles.sizes | found.roles.uppers | found.roles.depth:
                            return False
        first = sides[0]
        if isinstance(first, Call) and first.primes:
            calls = any(isinstance(one, Call) for one in inside(sides[1]))
            defined = first.function in found.functions or first.head is None
            if not defined or not calls:
                return False
        return True

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
            outcome = Outcome("nothing", why="it holds only under several conventions at once")
        if outcome.kind == "equal":
            tags = outcome.conventions
            if self.is_chain(claim):
                tags = [tag for tag in tags if not tag.endswith("-layout")]
            claim.verdict = "convention" if tags else "right"
            claim.convention = tags[0] if tags else None
            claim.reading = "; ".join(tags) or None
            claim.reason = "agreed on all samples"
        elif outcome.kind == "nothing":
            claim.verdict, claim.reason = "undecided", outcome.why
        elif _is_zero(claim.latex):
            claim.verdict, claim.reason = "definition", "an equation to be solved"
        else:
            claim.verdict, claim.reason = (
                "wrong",
                f"{outcome.kind}: {outcome.why} {outcome.case or ''}",
            )

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

    def outcome(
        self, judge: Judge, left: Term, right: Term, at: int, conditions: list[Condition]
    ) -> Outcome:
        """The outcome of a claim; parts of differentials and facts of labels where they are needed."""
        scalars = _tested(left) | _tested(right)
        if scalars - self.found.roles.running:
            return judge.judge(left, right, at, conditions, scalars=frozenset(scalars))
        if isinstance(right, Choice) and len(right.branches) > 1:
            return judge.judge(left, right, at, conditions)
        named = frozenset(
            (one.of.name, one.of.at)
            for side in (left, right)
            for one in inside(side)
            if isinstance(one, Differential)
            and isinstance(one.of, Symbol)
            and one.of.name not in self.found.losses
        )
        first = judge.judge(left, right, at, conditions)
        if first.kind == "equal":
            return first
        if named:
            moved = judge.judge(left, right, at, conditions, moving=named)
            if moved.kind == "equal":
                moved.tags.append("partial-differential")
                moved.cost += 0.4
                return moved
            if first.kind == "nothing":
                first = moved
        labels = self.labels(judge.world)
        if labels and first.kind == "different":
            for fact in ("distribution", "one-hot", "bits"):
                facts = dict.fromkeys(labels, fact)
                again = judge.judge(left, right, at, conditions, None, facts)
                if again.kind == "equal":
                    if fact != "one-hot" or not self.says_one_hot:
                        again.tags.append(_FACTS[fact])
                    again.cost += 0.3
                    return again
        return first

    @property
    def says_one_hot(self) -> bool:
        return bool(re.search(r"one-?hot|独热", self.text, re.IGNORECASE))

    def labels(self, world: World) -> list[str]:
        """Leaves that may be labels."""
        return [
            name
            for name in sorted(one.removesuffix("[]") for one in world.still)
            if name.split("_")[0] in ("y", "Y", "t", "T", "L", "p", "q")
            and name not in self.found.roles.sizes
        ]

    def conditions(self, line: Line) -> list[Condition]:
        found: list[Condition] = []
        for chain in line.conditions:
            try:
                left = (
                    self.found.reader.index(chain.first) if chain.first is not None else Index("")
                )
                for link in chain.links:
                    if link.right is not None:
                        found.append(
                            Condition(left, link.sign, self.found.reader.index(link.right))
                        )
            except Unread:
                continue
        running = self.found.roles.running
        return [c for c in found if c.left.letter in running or c.right.letter in running]

    def _place(self, offset: int) -> tuple[int, int]:
        line = self.text.count("\n", 0, offset) + 1
        return line, offset - (self.text.rfind("\n", 0, offset) + 1) + 1


_ALTERNATIVE = re.compile(r"\s*(?:or|或|或者|oder|ou|または)\s*$", re.IGNORECASE)
_SECTION = re.compile(r"^#{1,6}\s", re.MULTILINE)
_IF = re.compile(
    r"(?:当|若|如果|假设|假定|设|\b(?:when|if|assuming|assume|suppose|given that|provided|once|falls|wenn|se|si))\s*$",
    re.IGNORECASE,
)
_AT_OPTIMUM = re.compile(
    r"驻点|极值点|最优|stationary|optimum|at the minimum|critical point|平衡|convergence",
    re.IGNORECASE,
)
_SUMMARY = re.compile(
    r"综上|总结|小结|汇总|summary|summar|conclusion|in total|altogether|putting .* together|zusammen|resumo|まとめ",
    re.IGNORECASE,
)


def _tested(term: Term) -> set[str]:
    """The symbols whose sign decides a case: x in `1 if x > 0`."""
    return {
        name
        for one in inside(term)
        if isinstance(one, Choice)
        for _, conditions in one.branches
        for condition in conditions or ()
        for name in _names_tested(condition)
    }


def _is_zero(latex: str) -> bool:
    """Whether the right side is 0: an equation, where it does not hold of itself."""
    return bool(re.search(r"=\s*&?\s*(?:0|\\mathbf\{?0\}?|\\boldsymbol\{?0\}?)\s*$", latex))


def _names_tested(condition: Condition | Comparison) -> set[str]:
    if isinstance(condition, Comparison):
        left = condition.left.base if isinstance(condition.left, AbsOf) else condition.left
        return (
            {left.name} if isinstance(left, Symbol) and not left.at and not left.entries else set()
        )
    if condition.sign in "<>≤≥" and not condition.right.letter and condition.left.letter:
        return {condition.left.letter}
    return set()


_LOSSES = {
    "binary": r"binary cross[- ]entropy|\bBCE\b|二元交叉熵|二分类交叉熵|logistic loss",
    "cross": r"cross[- ]entropy|交叉熵|交差エントロピー",
    "half": r"\bMSE\b|squared error|均方误差|平方误差",
}
_FACTS = {"distribution": "Σy = 1", "one-hot": "y one-hot", "bits": "y is 0 or 1"}
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


def _score(claims: list[Claim], cost: float) -> float:
    """How much sense a note makes in a world that is so far from the likeliest."""
    score = sum(_WORTH[one.verdict] for one in claims) - 1.0 * cost
    return score - sum(0.1 * (one.outcome.cost if one.outcome else 0) for one in claims)


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
            one.reason = "if one bias is shared by all samples, the sum over the samples is missing"


def check(text: str, path: str = "-") -> Report:
    """Every claim of a note with its verdict."""
    return Checker(text, path).run()
