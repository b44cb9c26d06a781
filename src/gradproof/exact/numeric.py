"""The float protocol: agreement at many points of many kinds, or a counterexample in 50 digits.

Each point has its own sizes; each variable its own scale and signs. Points near a kink, near a
singular matrix, outside a domain or with an overflow are refused. Points where both sides are 0
prove nothing. Every argument of a sign or step must be seen on both sides. Two sides agree to 9
digits, or they differ; a difference counts only if it is there in 50 digits as well, at a point
where all the facts hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from gradproof.core.expr import Expr, node
from gradproof.core.phrase import Phrase
from gradproof.exact.claim import Claim
from gradproof.exact.dual import RealDual
from gradproof.exact.evaluator import Evaluator
from gradproof.exact.generic import generic
from gradproof.exact.kits import Matrix, OutsideDomain, Singular, Undefined, Unsupported, said_by
from gradproof.exact.modular import PRIMES, Free
from gradproof.exact.point import Point
from gradproof.exact.real import Precise, Real, max_abs, max_abs_difference
from gradproof.exact.setting import DRAWN

Counterexample = Mapping[str, object]

REFUTING = 24  # points where agreement proves nothing, as too many signs would have to be seen
AGREE = 6
CONFIRM = 3
ZERO = 1e-12
CLEAR = 1e-25


class Floats:
    """The float points of a claim so far.

    agreed, zeros: numbers of points.  half_defined: one side had a value where the other had none.
    sides: the signs seen of each argument of a sign or step.
    confirmed: how many agreements were seen in 50 digits as well.
    """

    def __init__(self, claim: Claim, twice: bool = False) -> None:
        """With `twice`, a counterexample must be found for two choices of sizes."""
        self.claim, self.twice = claim, twice
        self.agreed = self.zeros = self.confirmed = 0
        self.turn = 0
        self.half_defined = False
        self.why = ""
        self.different: list[Counterexample] = []
        self.counterexample: Counterexample | None = None
        self.sides: dict[Expr, set[int]] = {}
        self.enough = False

    @property
    def seen(self) -> int:
        """How many points agreed, both sides being 0 or not."""
        return self.agreed + self.zeros

    @property
    def reason(self) -> str:
        """Why the points do not suffice."""
        if self.different:
            return "the sides differ at some sizes, and no second case was found"
        if not self.seen:
            return Phrase(
                "no point was found at which both sides are defined ({0})", Phrase(self.why)
            )
        if self._one_sided():
            return "the sign of an argument was seen on one side only"
        return Phrase("{0} points agree, which is not enough ({1})", self.seen, Phrase(self.why))

    def run(self, needed: int | None, tries: int | None = None) -> None:
        """Look at further points until `needed` agree, one differs, or no `tries` are left.

        More than AGREE points are meant to suffice by themselves: every sign must be seen on both
        sides, and some agreements are confirmed in 50 digits; `enough` records whether they do.
        """
        alone = needed is None or needed > AGREE
        if needed is None:
            needed, self.why = 1 << 30, "too many combinations of signs"
        limit = tries or (100 + 3 * needed if needed < 1 << 20 else REFUTING)
        for _ in range(limit):
            self._look(alone and self.confirmed < CONFIRM, tries is None)
            if self.counterexample is not None:
                return
            if not self.different and self.agreed >= needed:
                if not alone:
                    return
                if self.confirmed >= CONFIRM and not self._one_sided():
                    self.enough = True
                    return
            if not self.agreed and self.zeros >= 2 * needed and not self.different:
                self.enough = alone
                return

    def _one_sided(self) -> bool:
        return any(len(signs) < 2 for signs in self.sides.values())

    def _look(self, confirm: bool, weigh: bool) -> None:
        """Look at one float point; with `weigh`, agreement on next to nothing is not enough."""
        claim = self.claim
        point = claim.point(self.turn, claim.laws(self.turn))
        self.turn += 1
        kit = Real(point.seed)
        RealDual(kit)
        there = claim.evaluator(point)
        try:
            claim.check_facts(there, kit)
            left, right = self._sides(there, kit)
        except Undefined as error:
            self.why = said_by(error)
            if isinstance(error, Singular):
                self._note(_precisely(claim, point))
            return
        size, difference = max(max_abs(left), max_abs(right)), max_abs_difference(left, right)
        verdict: Counterexample | str | None = "equal"
        close = difference <= kit.near * size
        if confirm or not close or (weigh and size <= ZERO * kit.extent):
            verdict = _precisely(claim, point)
        self._note(verdict)
        if verdict == "zero":
            self.zeros += 1
        elif verdict == "equal":
            self.agreed += 1
            self.confirmed += confirm
            for expr, signs in kit.sides.items():
                self.sides.setdefault(expr, set()).update(signs)

    def _note(self, verdict: Counterexample | str | None) -> None:
        """Take down a counterexample."""
        if isinstance(verdict, Mapping):
            self.different.append(verdict)
            if not self.twice or len({str(one["sizes"]) for one in self.different}) > 1:
                self.counterexample = verdict

    def _sides(self, there: Evaluator, kit: Real) -> tuple[Matrix, Matrix]:
        """The two values; whether only one exists is noted."""
        values: list[Matrix] = []
        outside = False
        last: Undefined | None = None
        for side in (self.claim.before, self.claim.after):
            try:
                values.append(there.value(side, kit))
            except Undefined as error:
                outside |= isinstance(error, OutsideDomain)
                last = error
        if last is not None:
            self.half_defined |= outside and len(values) == 1
            raise last
        left, right = values
        return left, right


def _precisely(claim: Claim, point: Point) -> Counterexample | str | None:
    """In 50 digits: "zero", "equal", a counterexample, or None for no verdict."""
    kit = Precise(point.seed)
    RealDual(kit)
    there = claim.evaluator(point)
    try:
        claim.check_facts(there, kit)
        left, right = claim.sides(there, kit)
        difference, size = max_abs_difference(left, right), max(max_abs(left), max_abs(right))
        if size <= kit.tiny * kit.extent:
            return "zero"
        if difference <= kit.near * size:
            return "equal"
        clear = difference > CLEAR * size and difference > kit.near * kit.extent
        if clear and _vanish(_vanishing(kit), there) and _all_facts(claim, there, kit):
            return _counterexample(claim, point, kit, left, right)
    except Undefined:
        return None
    return None


def _vanishing(kit: Precise) -> list[Expr]:
    """The determinants that were taken for 0 without a row or a column that is."""
    found: list[Expr] = []
    for expr, value in kit.memo.items():
        if expr.op == "det" and not value[0][0]:
            matrix = kit.memo[expr.args[0]]
            if all(map(any, matrix)) and all(map(any, zip(*matrix, strict=True))):
                found.append(expr)
    return found


def _vanish(determinants: list[Expr], there: Evaluator) -> bool:
    """Whether the determinants are 0 at these sizes whatever the values: not in 50 digits alone."""
    kit = Free(PRIMES[0], Random("vanish"))
    try:
        return all(there.value(one, kit) == [[0]] for one in determinants)
    except (Undefined, Unsupported):
        return False


def _all_facts(claim: Claim, there: Evaluator, kit: Precise) -> bool:
    """Whether every fact holds at the point, also those that went into drawing it."""
    setting = claim.setting
    if setting.ignored:
        return False
    for fact in setting.facts:
        left, right = there.value(fact.left, kit), there.value(fact.right, kit)
        size = max(1, max_abs(left), max_abs(right))
        if max_abs_difference(left, right) > kit.near * size:
            return False
    for symbol, names in setting.properties.items():
        value = there.value(symbol, kit)
        if not all(_has(name, symbol, value, there, kit) for name in names):
            return False
    return True


def _has(name: str, symbol: Expr, value: Matrix, there: Evaluator, kit: Precise) -> bool:
    """Whether a value has the property, for the properties that matter to how it is drawn."""
    if name not in DRAWN and name not in ("nonzero", "invertible"):
        return True
    if name == "nonzero":
        return max_abs(value) > 0
    if name == "positive":
        return all(x > 0 for row in value for x in row)
    flipped = [list(row) for row in zip(*value, strict=True)]
    if name == "symmetric":
        return len(value) == len(flipped) and kit.close(value, flipped)
    if name == "diagonal":
        return all(x == 0 for i, row in enumerate(value) for j, x in enumerate(row) if i != j)
    if name == "orthogonal":
        return kit.close(kit.matmul(flipped, value), kit.eye(len(flipped)))
    try:
        there.value(node("inverse", (symbol,), None, symbol.shape), kit)
    except Undefined:
        return False
    return name == "invertible" or (kit.close(value, flipped) and symbol not in there.definitions)


def _counterexample(
    claim: Claim, point: Point, kit: Precise, left: Matrix, right: Matrix
) -> Counterexample:
    sizes: dict[str, int] = dict(point.sizes.letters)
    sizes.update({str(number): value for number, value in point.sizes.numbers.items()})
    found: dict[str, object] = {
        "sizes": sizes,
        "values": {one.symbol.name: plain(value) for one, value in point.values(kit).items()},
        "before": plain(left),
        "after": plain(right),
    }
    names = {what.symbol.name for what in claim.profile.unknown}
    if names:
        found["functions"] = {name: str(generic(name, point.seed)) for name in sorted(names)}
    if "tangent" in claim.profile.ops:
        tangents = point.tangents(kit)
        found["tangents"] = {one.symbol.name: plain(value) for one, value in tangents.items()}
    return found


def plain(matrix: Matrix) -> list[list[float]]:
    """The matrix in floats."""
    return [[float(x) for x in row] for row in matrix]
