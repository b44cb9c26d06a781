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
from dataclasses import replace

from gradproof.core.expr import Expr
from gradproof.core.facts import Fact
from gradproof.core.phrase import Phrase
from gradproof.core.proof import Certificate
from gradproof.exact.claim import MAX_KINKS, Claim, claim, points_for
from gradproof.exact.kits import FUNCTIONS, Unsupported, said_by
from gradproof.exact.numeric import AGREE, Floats
from gradproof.exact.systems import (
    OF_POSITIVE,
    Free,
    Lower,
    StrictLower,
    StrictUpper,
    Upper,
    exact,
)

TRANSCENDENTAL = frozenset({"exp", "log", "sign", "step"})
LARGEST_LITERAL = 12
SYSTEMS = (Upper, Lower, StrictUpper, StrictLower)


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
        return Certificate(
            None, None, reason=Phrase("the shapes {0} and {1} differ", before.shape, after.shape)
        )
    if before.same(after):
        return Certificate(True, "normal_form")
    try:
        asked = claim(before, after, given)
        found = _judge_numbers(asked)
        if found.holds and floats and found.method == "exact":
            seen = Floats(asked)
            seen.run(floats, tries=floats + 10)
            if seen.counterexample is not None:
                return Certificate(False, "numeric", 1, counterexample=seen.counterexample)
            return replace(found, trials=found.trials + seen.agreed)
    except Unsupported as error:
        return Certificate(None, None, reason=said_by(error))
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
    ops = asked.profile.ops
    found = exact(asked, Free)
    if found.agrees and not asked.kinks_of_roots and not _needs_floats(asked):
        return Certificate(True, "exact", found.points)
    certain = found.differs and not ops & FUNCTIONS and not asked.setting.branches
    floats = Floats(asked, twice=bool(asked.profile.numbers) and not asked.actual)
    floats.run(AGREE)
    if not found.agrees and (ops & TRANSCENDENTAL or asked.profile.roots):
        for system in SYSTEMS if "log" in ops else (Upper, Lower):
            if not found.agrees and floats.counterexample is None:
                found = exact(asked, system)
    if floats.counterexample is None and not found.agrees:
        least = 60 if "det" in ops else 9
        floats.run(points_for(asked.kinks, least, 24) if asked.kinks <= MAX_KINKS else None)
    if floats.counterexample is not None:
        if not refutable:
            return Certificate(None, None, reason="it fails for some sizes")
        trials = floats.seen + 1
        return Certificate(False, "numeric", trials, counterexample=floats.counterexample)
    if found.agrees:
        if floats.seen >= AGREE or not (ops & OF_POSITIVE or _needs_floats(asked)):
            trials = found.points + floats.seen
            return Certificate(True, "exact", trials, _remark(asked, floats))
        return Certificate(None, None, reason=floats.reason)
    if asked.profile.extreme:
        return Certificate(None, None, floats.seen, "the coefficients are too large for floats")
    if certain:
        reason = "different in exact arithmetic, but no counterexample was found"
        return Certificate(None, None, reason=reason)
    if floats.enough:
        return Certificate(True, "numeric", floats.seen, _remark(asked, floats))
    return Certificate(None, None, floats.seen, floats.reason)


def _remark(asked: Claim, floats: Floats) -> str:
    """What an acceptance leaves open: only one side may be defined at some points."""
    if floats.half_defined or asked.one_sided_domain():
        return "where both sides are defined"
    return ""


def _needs_floats(asked: Claim) -> bool:
    """Whether an exact agreement must be seen in floats as well, whatever the functions are."""
    return asked.profile.large or bool(asked.profile.roots) or asked.setting.branches > 0
