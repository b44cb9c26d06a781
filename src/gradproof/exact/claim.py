"""A claim before = after with what bears on it, and the instances at which it is looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from random import Random

from gradproof.core.expr import Expr
from gradproof.core.facts import Fact
from gradproof.exact.evaluator import Evaluator
from gradproof.exact.kits import Kit, Law, Matrix, Undefined
from gradproof.exact.point import Point
from gradproof.exact.profile import Profile, bare, profile
from gradproof.exact.setting import Setting, setting
from gradproof.exact.sizes import draw_sizes

MAX_KINKS = 6

# The laws of a variable's entries in floats; exact systems draw uniformly.
LAWS: tuple[Law, ...] = (
    lambda rng: rng.gauss(0, 1),
    lambda rng: rng.uniform(-1, 1.6),
    lambda rng: 0.3 * rng.gauss(0, 1),
    lambda rng: rng.uniform(0.05, 1),
    lambda rng: 3 * rng.gauss(0, 1),
    lambda rng: rng.uniform(1, 4),
    lambda rng: abs(rng.gauss(0, 1)) + 0.05,
    lambda rng: 2.0 ** rng.uniform(-3, 3) * rng.choice((1, -1)),
)


@dataclass(slots=True)
class Claim:
    """before = after under `setting`.

    renamed: coefficients that mention a number used as a size are read as that size.
    actual: numbers above 6 used as sizes stand for themselves.
    unrooted: the roots that are known to be of functions that are not squares (see `modular`).
    """

    before: Expr
    after: Expr
    setting: Setting
    profile: Profile
    renamed: bool = False
    actual: bool = False
    unrooted: set[Expr] = field(default_factory=set)

    @property
    def kinks(self) -> int:
        """How many independent matters of sign there are, so that 2ᵏ patterns must be seen."""
        return len(self.profile.kinks) + self.kinks_of_roots

    @property
    def kinks_of_roots(self) -> int:
        """Those that are left when sign and step are unknown functions."""
        return self.setting.branches + len(self.profile.roots - self.unrooted)

    def point(self, turn: int, law: Callable[[Expr], Law]) -> Point:
        """Instance number `turn`."""
        numbers = [] if self.actual else sorted(self.profile.numbers)
        values = max(self.profile.degree + 3, 6 if "det" in self.profile.ops else 4)
        sizes = draw_sizes(self.profile.letters, numbers, turn, values, self.renamed)
        return Point(
            self.setting, self.profile.leaves, sizes, f"point {turn}", law, self.profile.positive
        )

    def laws(self, turn: int) -> Callable[[Expr], Law]:
        """The law of each variable at a float point: one for all at first, later each its own."""
        if turn < 4 or turn % 2 == 0:
            chosen = LAWS[turn % len(LAWS)]
            return lambda leaf: chosen
        rng = Random(f"laws {turn}")
        own = {leaf: rng.choice(LAWS) for leaf in self.profile.leaves}
        return lambda leaf: own[leaf]

    def evaluator(self, point: Point) -> Evaluator:
        """Evaluation at the point."""
        return Evaluator(point.sizes, point, self.setting.definitions, self.setting.held)

    def check_facts(self, there: Evaluator, kit: Kit) -> None:
        """Undefined unless the facts that were not built into the point hold at it."""
        for fact in self.setting.checks:
            if not kit.holds(there.value(fact.left, kit), there.value(fact.right, kit)):
                raise Undefined("a fact does not hold")

    def one_sided_domain(self) -> bool:
        """Whether one side needs a symbol to be positive, and the other does not."""
        if not self.profile.positive:
            return False
        known = self.setting.definitions
        left, right = (profile((side,), known).positive for side in (self.before, self.after))
        return left != right

    def sides(self, there: Evaluator, kit: Kit) -> tuple[Matrix, Matrix]:
        """The two values at a point."""
        return there.value(self.before, kit), there.value(self.after, kit)


def points_for(kinks: int, base: int, factor: int = 14) -> int:
    """How many points see a pattern of `kinks` signs, missing it with probability below 10⁻⁶.

    Uniform points see it with probability 2⁻ᵏ, so that 14·2ᵏ will do; floats, drawn by other laws,
    with a good half of that.
    """
    return base if not kinks else max(base, factor << kinks)


def claim(before: Expr, after: Expr, given: Iterable[Fact]) -> Claim:
    """The claim with the facts that bear on it."""
    known = setting((before, after), given)
    extra = [side for fact in known.checks for side in (fact.left, fact.right)]
    for facts in known.affine.values():
        extra += [side for fact in facts for side in (fact.left, fact.right)]
    found = profile((before, after, *extra), known.definitions)
    made = Claim(before, after, known, found)
    for root in found.roots:
        symbol = bare(root.args[0])
        if symbol is not None and known.draws_freely(symbol):
            made.unrooted.add(root)
    return made
