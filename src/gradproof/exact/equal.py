"""Whether two expressions are equal, for all values of their symbols that satisfy the given facts.

The policy, in order:
 1. normal form: they are one expression up to the order of commuting operands.
 2. exact in the free field (`modular`): true whatever exp, log, step, … are.
 3. a counterexample in floats, confirmed in 50 digits (`numeric`): the only way to "wrong".
 4. exact in twin fields (`twin`): exp and log are homomorphisms, sign is the Legendre symbol.
 5. agreement in floats: accepted, as "numeric".
 6. undecided, with a reason. "Equal" means: at all points at which both sides are defined, but
for a set without volume (kinks, poles). So log(x²) = 2 log x is accepted, for x > 0, where both
sides are defined, and the certificate's reason says "where both sides are defined"; √(x²) = x is
refuted, as both sides are defined for negative x.

How many points.  Two at different sizes, and one more for each power of a size letter by which
coefficients differ (a polynomial in n that vanishes for more sizes than its degree is 0). If the
claim may depend on a pattern of k signs (the arguments of sign and step, roots of possible
squares, symbols with entries 0 and 1, reflections in orthogonal matrices), 14·2ᵏ points, so that
a pattern is missed with probability below 10⁻⁶, and at most 6 signs. Unknown functions need no
patterns: a network with ReLU is proved in the free field, where step(z) is any number. Whatever
rests on positivity, or has coefficients a prime might divide, must agree in floats as well.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from random import Random

from gradproof.core.expr import Expr
from gradproof.core.facts import Fact
from gradproof.core.proof import Certificate
from gradproof.exact import modular, twin
from gradproof.exact.claim import LAWS, MAX_KINKS, Claim, claim, points_for
from gradproof.exact.dual import PackedDual
from gradproof.exact.evaluator import Evaluator
from gradproof.exact.kits import Kit, Undefined, Unsupported
from gradproof.exact.numeric import compare, glance

TRANSCENDENTAL = frozenset({"exp", "log", "sign", "step"})
OF_POSITIVE = frozenset({"log", "sign", "step"})
LARGEST_LITERAL = 12


def equal(before: Expr, after: Expr, given: Iterable[Fact] = (), *, floats: int = 0) -> Certificate:
    """Whether before = after at all points that satisfy `given` and at which both are defined.

    With `floats`, an exact agreement is looked at in so many float points as well, where there
    are any.

    >>> from gradproof.core.algebra import matmul, trace
    >>> from gradproof.core.dims import shape
    >>> from gradproof.core.expr import symbol
    >>> A, B = symbol("A", shape("m", "n")), symbol("B", shape("n", "m"))
    >>> equal(trace(matmul(A, B)), trace(matmul(B, A))).method
    'exact'
    >>> equal(matmul(A, B), matmul(A, B)).method
    'normal_form'
    """
    if before.shape != after.shape:
        return Certificate(None, None, reason=f"the shapes {before.shape} and {after.shape} differ")
    if before.same(after):
        return Certificate(True, "normal_form")
    try:
        asked = claim(before, after, given)
        found = _judge_numbers(asked)
        if found.holds and floats and found.method == "exact":
            seen = glance(asked, floats)
            if seen.counterexample is not None:
                return Certificate(False, "numeric", 1, counterexample=seen.counterexample)
            return replace(found, trials=found.trials + seen.agreed)
    except Unsupported as error:
        return Certificate(None, None, reason=str(error))
    return found


def _judge_numbers(asked: Claim) -> Certificate:
    """The verdict, where numbers such as 784 may be sizes."""
    numbers = asked.profile.numbers
    if not numbers:
        return _judge(asked, True)
    related = asked.profile.related
    found = _judge(asked, not related)
    if found.holds is None and related:
        found = _judge(replace(asked, renamed=True), False)
    if found.holds is None and max(numbers) <= LARGEST_LITERAL:
        found = _judge(replace(asked, actual=True), True)
    return found


def _judge(asked: Claim, refutable: bool) -> Certificate:
    """The verdict; without `refutable`, a difference does not make the claim wrong."""
    free = _exact(asked, _free)
    if free.agrees and not _needs_floats(asked, asked.kinks_of_roots > 0):
        return Certificate(True, "exact", free.points)
    floats = compare(asked, twice=bool(asked.profile.numbers) and not asked.actual)
    if floats.counterexample is not None:
        if refutable:
            return Certificate(
                False, "numeric", floats.agreed + 1, counterexample=floats.counterexample
            )
        return Certificate(None, None, reason="it fails for some sizes")
    exact = free
    if not free.agrees and asked.profile.ops & TRANSCENDENTAL:
        exact = _exact(asked, _twin)
        if exact.agrees and not _needs_floats(asked, bool(asked.profile.ops & OF_POSITIVE)):
            return Certificate(True, "exact", exact.points, floats.reason if floats.holds else "")
    if floats.holds:
        if exact.agrees:
            return Certificate(True, "exact", exact.points + floats.agreed, floats.reason)
        return Certificate(True, "numeric", floats.agreed + floats.zeros, floats.reason)
    if exact.agrees and not floats.agreed + floats.zeros:
        return Certificate(None, None, reason=floats.reason)
    return Certificate(None, None, floats.agreed, floats.reason or exact.reason)


def _needs_floats(asked: Claim, positivity: bool) -> bool:
    """Whether an exact agreement must be seen in floats as well."""
    return positivity or asked.profile.large or bool(asked.profile.roots)


@dataclass(slots=True)
class Exact:
    """What an exact system found: whether the sides agreed at all the points it needs."""

    agrees: bool
    points: int = 0
    reason: str = ""


def _exact(asked: Claim, system: type[_System]) -> Exact:
    """Look at as many exact points as the claim needs."""
    there = system(asked)
    base = 2 + asked.profile.degree + there.more
    points = refused = 0
    reason = ""
    for turn in range(40 + (40 << there.kinks() if there.kinks() <= MAX_KINKS else 0)):
        try:
            same = there.look(turn)
        except Undefined as error:
            refused, reason = refused + 1, str(error)
            continue
        if not same:
            return Exact(False, points, "the two sides differ")
        points += 1
        kinks = there.kinks()
        if kinks <= MAX_KINKS and points >= points_for(kinks, base):
            return Exact(True, points)
    return Exact(False, points, reason or "too many combinations of signs")


class _System:
    """An exact number system, to look at one point after another."""

    more = 0

    def __init__(self, asked: Claim) -> None:
        self.asked = asked

    def kinks(self) -> int:
        """How many signs the claim may depend on in this system."""
        raise NotImplementedError

    def look(self, turn: int) -> bool:
        """Whether the sides agree at point number `turn`."""
        raise NotImplementedError

    def _same(self, turn: int, kit: Kit) -> bool:
        asked = self.asked
        point = asked.point(turn, lambda leaf: LAWS[0])
        there = Evaluator(point.sizes, point, asked.setting.definitions)
        asked.check_facts(there, kit)
        left, right = asked.sides(there, kit)
        return left == right


class _free(_System):
    """The free field."""

    def kinks(self) -> int:
        return self.asked.kinks_of_roots

    def look(self, turn: int) -> bool:
        kit = modular.Free(modular.PRIMES[turn % len(modular.PRIMES)], Random(f"free {turn}"))
        PackedDual(kit)
        try:
            return self._same(turn, kit)
        finally:
            self.asked.unrooted |= kit.not_square


class _twin(_System):
    """Twin fields: the claim holds if it holds in one of them."""

    more = 1

    def __init__(self, asked: Claim) -> None:
        super().__init__(asked)
        self.lower = False

    def kinks(self) -> int:
        return self.asked.kinks

    def look(self, turn: int) -> bool:
        prime = twin.PRIMES[turn % len(twin.PRIMES)]
        self._require_squares(prime)
        upper = twin.Upper(prime, Random(f"twin {turn}"))
        PackedDual(upper)
        PackedDual(upper.lower)
        if not self.lower:
            if self._same(turn, upper):
                return True
            self.lower = True
        return self._same(turn, upper.lower)

    def _require_squares(self, prime: int) -> None:
        if not self.asked.profile.ops & OF_POSITIVE and not self.asked.profile.roots:
            return
        for one in self.asked.profile.coefficients:
            value = one.coefficient
            for part in (abs(value.numerator), value.denominator):
                if part and pow(part, prime >> 1, prime) != 1:
                    raise Undefined("a coefficient that is not a square modulo p")
