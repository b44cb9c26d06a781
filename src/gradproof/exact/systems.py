"""Agreement at exact points: in the free field, and in each of the twin fields."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from gradproof.exact import modular, twin
from gradproof.exact.claim import LAWS, MAX_KINKS, Claim, points_for
from gradproof.exact.dual import PackedDual
from gradproof.exact.kits import Undefined, Unsupported, said_by

DEGENERATE = 60
SETTLING = 12
"""Points that show which roots are of no squares."""
OF_POSITIVE = frozenset({"log", "sign", "step"})


@dataclass(slots=True)
class Exact:
    """What an exact system found.

    agrees: at all the points that the claim needs.  differs: at one point.
    """

    agrees: bool = False
    differs: bool = False
    points: int = 0
    reason: str = ""


class System:
    """An exact number system, to look at one point after another.

    degenerate: the points at which a determinant is 0, as that of a product of tall matrices is at
    some sizes. They may refute but do not count as agreement, unless there are no others.
    """

    more = 0

    def __init__(self, asked: Claim) -> None:
        self.asked = asked
        self.points = self.degenerate = 0
        self.seen: dict[str | int, set[int]] = {}

    def kinks(self) -> int:
        """How many signs the claim may depend on in this system."""
        return self.asked.kinks

    def kit(self, turn: int) -> modular.Free:
        """The system for point number `turn`, with its dual numbers."""
        raise NotImplementedError

    def look(self, turn: int) -> bool:
        """Whether the sides agree at point number `turn`."""
        asked, kit = self.asked, self.kit(turn)
        point = asked.point(turn, lambda leaf: LAWS[0])
        there = asked.evaluator(point)
        try:
            asked.check_facts(there, kit)
            left, right = asked.sides(there, kit)
        finally:
            asked.unrooted |= kit.not_square
        if kit.degenerate:
            self.degenerate += 1
        else:
            self.points += 1
            for letter, value in (*point.sizes.letters.items(), *point.sizes.numbers.items()):
                self.seen.setdefault(letter, set()).add(value)
        return left == right

    def suffices(self) -> bool:
        """Whether there were enough points, with enough values of each size letter."""
        profile, kinks = self.asked.profile, self.kinks()
        if kinks > MAX_KINKS:
            return False
        needed = points_for(kinks, 2 + profile.degree + self.more)
        if self.degenerate and not self.points:
            return self.degenerate >= needed + DEGENERATE
        return self.points >= needed and all(
            len(values) >= profile.values for values in self.seen.values()
        )


class Free(System):
    """The free field: exp, log, step, … are unknown functions."""

    def kinks(self) -> int:
        return self.asked.kinks_of_roots

    def kit(self, turn: int) -> modular.Free:
        kit = modular.Free(modular.PRIMES[turn % len(modular.PRIMES)], Random(f"free {turn}"))
        PackedDual(kit)
        return kit


class Upper(System):
    """The field modulo p of the twin fields, with log|x| for log x."""

    more = 1
    strict = False

    def kit(self, turn: int) -> modular.Free:
        return self._twins(turn)

    def _twins(self, turn: int) -> twin.Upper:
        prime = twin.PRIMES[turn % len(twin.PRIMES)]
        self._require_squares(prime)
        upper = twin.Upper(prime, Random(f"twin {turn}"), self.strict)
        PackedDual(upper)
        PackedDual(upper.lower)
        return upper

    def _require_squares(self, prime: int) -> None:
        """Undefined if a coefficient is not a square, where signs matter."""
        if not self.asked.profile.ops & OF_POSITIVE and not self.asked.profile.roots:
            return
        for one in self.asked.profile.coefficients:
            value = one.coefficient
            for part in (abs(value.numerator), value.denominator):
                if part and pow(part, prime >> 1, prime) != 1:
                    raise Undefined("a coefficient that is not a square modulo p")


class Lower(Upper):
    """The field modulo q of the twin fields, with log|x| for log x."""

    def kit(self, turn: int) -> modular.Free:
        return self._twins(turn).lower


class StrictUpper(Upper):
    """The field modulo p of the twin fields, with log x for squares only."""

    strict = True


class StrictLower(Lower):
    """The field modulo q of the twin fields, with log x for squares only."""

    strict = True


def exact(asked: Claim, system: type[System]) -> Exact:
    """Look at as many points as the claim needs."""
    there = system(asked)
    reason = ""
    turn = -1
    while (turn := turn + 1) < _most(there.kinks()):
        try:
            same = there.look(turn)
        except Undefined as error:
            reason = said_by(error)
            continue
        except Unsupported as error:
            return Exact(reason=said_by(error))
        if not same:
            return Exact(differs=True)
        if there.suffices():
            return Exact(agrees=True, points=there.points or there.degenerate)
    return Exact(reason=reason or "too many combinations of signs")


def _most(kinks: int) -> int:
    """How many points are tried; too many signs are given up, unless some points settle them."""
    return 90 + (40 << kinks) if kinks <= MAX_KINKS else SETTLING
