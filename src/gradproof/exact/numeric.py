"""The float protocol: agreement at many points of many kinds, or a counterexample in 50 digits.

Each point has its own sizes; each variable its own scale and signs. Points near a kink, near a
singular matrix, outside a domain or with an overflow are refused. Points where both sides are 0
prove nothing. Every argument of a sign or step must be seen on both sides. Two sides agree to 9
digits, or they differ; a difference counts only if it is there in 50 digits as well, at a point
where all the facts hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gradproof.core.expr import Expr, node
from gradproof.exact.claim import MAX_KINKS, Claim, points_for
from gradproof.exact.dual import RealDual
from gradproof.exact.evaluator import Evaluator
from gradproof.exact.kits import Matrix, OutsideDomain, Undefined
from gradproof.exact.point import Point
from gradproof.exact.real import Precise, Real, max_abs, max_abs_difference
from gradproof.exact.setting import DRAWN

AGREE = 6
ZERO = 1e-12


@dataclass(slots=True)
class Numeric:
    """What the float protocol found.

    agreed, zeros, refused: numbers of points.  half_defined: one side had a value where the other
    had none.
    unseen: how many signs were met on one side only.
    """

    agreed: int = 0
    zeros: int = 0
    refused: int = 0
    half_defined: bool = False
    unseen: int = 0
    needed: int = AGREE
    why: str = ""
    counterexample: Mapping[str, object] | None = None
    sides: dict[Expr, set[bool]] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        """Whether the points suffice to accept."""
        if self.counterexample is not None or self.unseen:
            return False
        enough = self.agreed >= self.needed
        return enough or (self.agreed == 0 and self.zeros >= 2 * self.needed)

    @property
    def reason(self) -> str:
        """Why the points do not suffice, or what they leave open."""
        if self.holds:
            return "where both sides are defined" if self.half_defined else ""
        if self.unseen:
            return "the sign of an argument was seen on one side only"
        if not self.agreed + self.zeros:
            return f"no point was found at which both sides are defined ({self.why})"
        return f"only {self.agreed + self.zeros} of {self.needed} points could be used ({self.why})"


def glance(claim: Claim, points: int) -> Numeric:
    """A few float points beside an exact proof: `points` that agree, or a counterexample."""
    found = Numeric(needed=points)
    for turn in range(10 + points):
        found.counterexample = _look(claim, claim.point(turn, claim.laws(turn)), found)
        if found.counterexample is not None or found.agreed == points:
            break
    return found


def compare(claim: Claim, twice: bool = False) -> Numeric:
    """The float protocol; with `twice`, a counterexample must be found for two choices of sizes."""
    found = Numeric(needed=points_for(min(claim.kinks, MAX_KINKS + 1), AGREE))
    if claim.kinks > MAX_KINKS:
        found.needed, found.why = 1 << 30, "too many combinations of signs"
    limit = min(claim.kinks, MAX_KINKS) and points_for(min(claim.kinks, MAX_KINKS), AGREE)
    counterexamples: list[Mapping[str, object]] = []
    for turn in range(120 + 2 * limit):
        point = claim.point(turn, claim.laws(turn))
        different = _look(claim, point, found)
        if different is not None:
            counterexamples.append(different)
            sizes = {str(one["sizes"]) for one in counterexamples}
            if not twice or len(sizes) > 1:
                found.counterexample = different
                return found
        if not counterexamples and found.agreed >= found.needed and _both_sides(found):
            break
        if found.zeros >= 2 * found.needed and not found.agreed:
            break
    if counterexamples:
        found.agreed = found.zeros = 0
        found.why = "different at one choice of sizes only"
    found.unseen = sum(len(sides) < 2 for sides in found.sides.values())
    return found


def _both_sides(found: Numeric) -> bool:
    return all(len(sides) > 1 for sides in found.sides.values())


def _look(claim: Claim, point: Point, found: Numeric) -> Mapping[str, object] | None:
    """Look at one float point; a counterexample if there is one."""
    kit = Real()
    RealDual(kit)
    there = Evaluator(point.sizes, point, claim.setting.definitions)
    values: list[Matrix] = []
    outside = 0
    for side in (claim.before, claim.after):
        try:
            values.append(there.value(side, kit))
        except OutsideDomain as error:
            outside += 1
            found.why = str(error)
        except Undefined as error:
            found.why = str(error)
    try:
        if len(values) == 2 or outside == 1:
            claim.check_facts(there, kit)
    except Undefined as error:
        values, outside, found.why = [], 0, str(error)
    if len(values) < 2:
        found.refused += 1
        found.half_defined |= len(values) == 1 and outside == 1
        return None
    left, right = values
    size, difference = max(max_abs(left), max_abs(right)), max_abs_difference(left, right)
    agree = difference <= kit.near * size
    zero = size <= ZERO * kit.extent
    if zero or not agree:
        verdict = _precisely(claim, point)
        if isinstance(verdict, Mapping):
            return verdict
        if verdict is None:
            found.refused += 1
            return None
        zero = verdict == "zero"
    if zero:
        found.zeros += 1
        return None
    found.agreed += 1
    for expr, sides in kit.sides.items():
        found.sides.setdefault(expr, set()).update(sides)
    return None


def _precisely(claim: Claim, point: Point) -> Mapping[str, object] | str | None:
    """In 50 digits: "zero", "equal", a counterexample, or None for no verdict."""
    kit = Precise()
    RealDual(kit)
    there = Evaluator(point.sizes, point, claim.setting.definitions)
    try:
        claim.check_facts(there, kit)
        left, right = claim.sides(there, kit)
        difference, size = max_abs_difference(left, right), max(max_abs(left), max_abs(right))
        if size <= kit.tiny * kit.extent:
            return "zero"
        if difference <= kit.near * size:
            return "equal"
        clear = difference > 1e-15 * size and difference > kit.near * kit.extent
        if clear and _all_facts(claim, there, kit):
            return _counterexample(claim, point, kit, left, right)
    except Undefined:
        return None
    return None


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
) -> Mapping[str, object]:
    sizes: dict[str, int] = dict(point.sizes.letters)
    sizes.update({str(number): value for number, value in point.sizes.numbers.items()})
    found: dict[str, object] = {
        "sizes": sizes,
        "values": {one.symbol.name: plain(value) for one, value in point.values(kit).items()},
        "before": plain(left),
        "after": plain(right),
    }
    if "tangent" in claim.profile.ops:
        tangents = point.tangents(kit)
        found["tangents"] = {one.symbol.name: plain(value) for one, value in tangents.items()}
    return found


def plain(matrix: Matrix) -> list[list[float]]:
    """The matrix in floats."""
    return [[float(x) for x in row] for row in matrix]
