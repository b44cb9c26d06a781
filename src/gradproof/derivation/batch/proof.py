"""The proof that the note of a batch is the mean over its samples.

For a note of one sample there are copies of it, for samples 1, …, k, and the values of the batch
are the values of the copies, one below the other. Every definition of the batch is checked to be
the stack, or the mean, of the definitions of the copies; then the objective, through all of them.
That is done for 1, 2 and 3 samples.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from gradproof.calculus.rebuild import substitute
from gradproof.calculus.resize import resized
from gradproof.core.algebra import add, matmul, scale, transpose
from gradproof.core.dims import ONE, size
from gradproof.core.expr import Expr, symbol, symbols, unit
from gradproof.core.facts import Equation, Fact, Property
from gradproof.core.model import Model
from gradproof.core.operation import Words
from gradproof.core.proof import Certificate, Link
from gradproof.derivation.batch.plan import Plan
from gradproof.derivation.batch.rows import row_of
from gradproof.exact.links import check_link

COUNTS = (1, 2, 3)
"""The numbers of samples for which it is checked."""
ANY = Words("", "")
"""The reason of links that nobody sees."""


@dataclass(slots=True)
class Samples:
    """A note beside that of a batch, both without layers that are counted by letters.

    letter: the number of samples.  columns: whether a sample is a column.  pairs: what holds the
    values of all samples.  means: what is their mean instead.
    """

    old: Model
    new: Model
    letter: str
    columns: bool
    pairs: dict[Expr, Expr]
    means: set[Expr]
    each: set[Expr] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Find what differs from sample to sample, with names of its own in each copy."""
        self.each = set(self.pairs)
        for left, right in self.old.definitions.values():
            if any(one in self.each for one in symbols(right)):
                self.each.add(left)

    def copied(self, expr: Expr, place: int) -> Expr:
        """The formula for sample number `place`."""
        names = {one: _copy(one, place) for one in symbols(expr) if one in self.each}
        return substitute(expr, names) if names else expr

    def stack(self, expr: Expr, count: int) -> Expr:
        """The values of the formula for so many samples: Σ_i e_i xᵢᵀ, or Σ_i xᵢ e_iᵀ."""
        rows = size(count)
        terms = [matmul(unit(rows, i), row_of(self.copied(expr, i))) for i in range(1, count + 1)]
        whole = add(*terms)
        return transpose(whole) if self.columns else whole

    def mean(self, expr: Expr, count: int) -> Expr:
        """The mean of the values of the formula."""
        terms = [self.copied(expr, i) for i in range(1, count + 1)]
        return scale(ONE / size(count), add(*terms))

    def values(self, one: Expr, expr: Expr, count: int) -> Expr:
        """What holds the values of the formula, as that of this symbol."""
        return self.mean(expr, count) if one in self.means else self.stack(expr, count)

    def sized(self, expr: Expr, count: int) -> Expr:
        """The formula of the batch for so many samples."""
        return resized(expr, {self.letter: size(count)})

    def meanings(self, wanted: Iterable[Expr], count: int) -> Iterator[Fact]:
        """What the symbols of the batch stand for."""
        for one in wanted:
            if one in self.pairs:
                yield Equation(self.sized(self.pairs[one], count), self.values(one, one, count))

    def facts(self, count: int) -> Iterator[Fact]:
        """The facts of the note, for each sample that they differ for."""
        for fact in self.old.facts:
            sides = (fact.subject,) if isinstance(fact, Property) else (fact.left, fact.right)
            varies = any(one in self.each for one in symbols(*sides))
            for i in range(1, count + 1) if varies else (1,):
                made = [self.copied(one, i) for one in sides]
                yield Property(fact.name, *made) if isinstance(fact, Property) else Equation(*made)

    def definition(self, left: Expr, before: Expr, after: Expr) -> Iterator[Certificate]:
        """Whether a definition of the batch holds the values of that of the note."""
        for count in COUNTS:
            given = *self.meanings(symbols(before), count), *self.facts(count)
            sides = self.values(left, before, count), self.sized(after, count)
            yield check_link(Link("batch", ANY, *sides, given))

    def fact(self, left: Expr, right: Expr) -> Iterator[Certificate]:
        """Whether a fact of the batch follows from those of the samples."""
        for count in COUNTS:
            given = *self._everything(count), *self.facts(count)
            sides = self.sized(left, count), self.sized(right, count)
            yield check_link(Link("batch", ANY, *sides, given))

    def whole(self, of: Expr) -> Iterator[Certificate]:
        """Whether the objective holds the values of the samples, through all definitions."""
        for count in COUNTS:
            given = *self._everything(count), *self.facts(count)
            sides = self.values(of, of, count), self.sized(self.pairs[of], count)
            yield check_link(Link("batch", ANY, *sides, given))

    def _everything(self, count: int) -> Iterator[Fact]:
        """The leaves of the batch made of those of the samples, and all definitions of both."""
        yield from self.meanings(self.old.declared.values(), count)
        for left, right in self.new.definitions.values():
            yield Equation(self.sized(left, count), self.sized(right, count))
        for left, right in self.old.definitions.values():
            if left in self.each:
                for i in range(1, count + 1):
                    yield Equation(self.copied(left, i), self.copied(right, i))


def _copy(one: Expr, place: int) -> Expr:
    """The symbol for a sample by its number."""
    return symbol(f"{one.symbol.name}[{place}]", one.shape)


def samples(plan: Plan, new: Model) -> Samples:
    """The note beside that of the batch."""
    return Samples(plan.model, new, plan.letter, plan.columns, plan.pairs, plan.means)
