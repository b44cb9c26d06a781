"""A note for one sample as that of a batch, in steps: each definition, the facts, the objective."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from gradproof.calculus.rebuild import substitute
from gradproof.core.algebra import matmul, scale, transpose
from gradproof.core.dims import ONE, Shape
from gradproof.core.expr import Expr, node, symbols
from gradproof.core.facts import Equation
from gradproof.core.layers import Position, Span, layer_sum
from gradproof.core.model import Model
from gradproof.core.operation import Words
from gradproof.core.proof import Certificate, Link, Step
from gradproof.derivation.batch.letters import PLACES, UNITS, free, of_sample, taken
from gradproof.derivation.batch.note import fact_of, new_note, rows_of
from gradproof.derivation.batch.plan import Plan, planned
from gradproof.derivation.batch.proof import Samples, samples
from gradproof.derivation.layers.plan import plan as layered
from gradproof.derivation.layers.unroll import Unrolled
from gradproof.derivation.restated import Claim, Restated, adds_layers, follows, prove
from gradproof.notation.printing.symbols import make_symbol


def stacked_words(unit: str, place: str, columns: bool) -> Words:
    """Why the values of the samples stand in one matrix."""
    if columns:
        return Words(
            f"Column {place} belongs to sample {place}: a product with the unit vector {unit} takes"
            " it out.",
            f"第 {place} 列属于第 {place} 个样本：右乘单位向量 {unit} 即取出该列。",
        )
    return Words(
        f"Row {place} belongs to sample {place}: a product with the unit vector {unit}ᵀ, from the"
        " left, takes it out.",
        f"第 {place} 行属于第 {place} 个样本：左乘单位向量 {unit}ᵀ 即取出该行。",
    )


STACKED = stacked_words("e_i", "i", columns=False)
MEAN = Words(
    "The mean over the samples in matrix form; what is the same for all samples is its own mean.",
    "对样本取均值并写成矩阵形式；对所有样本都相同的量，其均值就是它自身。",
)
FACT = Words(
    "What holds for each sample holds for all of them together.",
    "对每个样本都成立的条件，对全体样本同样成立。",
)
WHOLE = Words(
    "Through all definitions, the objective of the batch is the mean of those of its samples; this"
    " is checked for 1, 2 and 3 samples.",
    "经由全部定义，整批样本的目标函数等于各样本目标函数的均值；分别对 1、2、3 个样本作了检验。",
)
WHOLE_STACK = Words(
    "Through all definitions, the batch holds the values of its samples; this is checked for 1, 2"
    " and 3 samples.",
    "经由全部定义，整批的结果恰由各样本的值组成；分别对 1、2、3 个样本作了检验。",
)


def in_batch(model: Model, of: str | None = None, names: Sequence[str] | None = None) -> Restated:
    """The note for a batch of samples, and the proof that it is the mean over them.

    of: what is asked about, by default the last scalar.  names: what differs from sample to sample,
    by default the data.

    Errors:  ModelError for what cannot be said of a batch.
    """
    found = planned(model, of, names)
    new = new_note(found)
    made = Restated(
        new,
        found.pairs[found.of],
        {one.symbol.name: other.symbol.name for one, other in found.pairs.items()},
    )
    written = sum(
        right.tree for _, right in (*model.definitions.values(), *new.definitions.values())
    )
    prove(made, _Telling(found, new).claims(), written)
    return made


@dataclass(slots=True)
class _Letters:
    """Letters for sample i: i and e_i."""

    place: str
    unit: Expr


class _Telling:
    """The steps, each with its claims."""

    def __init__(self, plan: Plan, new: Model) -> None:
        self.plan, self.new = plan, new
        used = taken(plan.model) | taken(new)
        place = free(PLACES, used)
        unit = make_symbol(f"{free(UNITS, used)}_{place}", Shape(plan.count, ONE))
        self.letters = _Letters(place, unit)
        self.samples = samples(plan, new)
        self.seen: list[Certificate] = []

    def claims(self) -> Iterator[Claim]:
        """Every definition that differs from sample to sample, the facts, and the objective."""
        plan = self.plan
        for left, right in plan.model.definitions.values():
            new = plan.pairs.get(left)
            value = self.new.definition(new) if new is not None else None
            if new is None or value is None:
                continue
            link = self.of_definition(left, right, value)
            if not adds_layers(right):
                yield Step("lift", new), link, partial(self.definition, left, right, value)
        yield from self.facts()
        yield self.whole()

    def definition(self, left: Expr, right: Expr, value: Expr) -> list[Certificate]:
        """A definition by itself."""
        found = list(self.samples.definition(left, right, value))
        self.seen += found
        return found

    def of_sample(self, expr: Expr) -> Expr:
        """The formula for sample i."""
        pairs = self.plan.pairs
        names = {one: of_sample(one, self.letters.place) for one in symbols(expr) if one in pairs}
        return substitute(expr, names)

    def taken_out(self, expr: Expr) -> Expr:
        """Row or column i."""
        unit = self.letters.unit
        return matmul(expr, unit) if self.plan.columns else matmul(transpose(unit), expr)

    def mean(self, expr: Expr) -> Expr:
        """(1/m) Σ_i of the formula for sample i."""
        span = Span(self.letters.place, 1, Position(self.plan.letter))
        return scale(ONE / self.plan.count, layer_sum(self.of_sample(expr), span))

    def of_definition(self, left: Expr, right: Expr, value: Expr) -> Link:
        """The value for sample i is row or column i; or the mean of them all."""
        plan, letters = self.plan, self.letters
        if left in plan.means:
            return Link("batch_mean", MEAN, self.mean(right), value)
        before, after = self.of_sample(right), self.taken_out(value)
        if before.shape != after.shape:
            before = _as_written(before)
        said = stacked_words(letters.unit.symbol.name, letters.place, plan.columns)
        return Link("batch_samples", said, before, after)

    def facts(self) -> Iterator[Claim]:
        """The facts that differ from sample to sample."""
        rows = rows_of(self.plan)
        for fact in self.plan.model.facts:
            new = fact_of(self.plan, rows, fact)
            if not isinstance(new, Equation) or new == fact or new not in self.new.facts:
                continue
            about = next(iter(symbols(new.left, new.right)))
            link = Link("batch_fact", FACT, new.left, new.right)
            yield Step("fact", about), link, partial(self.samples.fact, new.left, new.right)

    def whole(self) -> Claim:
        """The objective, through all definitions."""
        plan, of = self.plan, self.plan.of
        new = plan.pairs[of]
        if of in plan.means:
            link = Link("batch", WHOLE, self.mean(of), new)
        else:
            link = Link("batch", WHOLE_STACK, self.of_sample(of), self.taken_out(new))
        return Step("agree", new), link, self.check

    def check(self) -> list[Certificate]:
        """The objective for some numbers of samples, and of layers, if those are counted.

        Without layers it follows from the definitions one by one, if together they are too much.
        """
        layers = self.plan.model.layers
        if layers is not None:
            return [one for depth in layers.depths[:3] for one in self.counted_out(depth)]
        return follows(partial(self.samples.whole, self.plan.of), self.seen)

    def counted_out(self, depth: int) -> Iterator[Certificate]:
        """The objective for so many layers."""
        plan = self.plan
        old = Unrolled(layered(plan.model, plan.of), depth)
        new = Unrolled(layered(self.new, plan.pairs[plan.of]), depth)
        pairs: dict[Expr, Expr] = {}
        for one, other in plan.pairs.items():
            places = old.layers if old.is_general(one) else (None,)
            pairs |= {old.at(one, layer): new.at(other, layer) for layer in places}
        means = {old.at(one) for one in plan.means}
        both = Samples(old.model(), new.model(), plan.letter, plan.columns, pairs, means)
        yield from both.whole(old.at(plan.of))


def _as_written(expr: Expr) -> Expr:
    """The transpose, with nothing carried into it."""
    return node("transpose", (expr,), None, expr.shape.transposed)
