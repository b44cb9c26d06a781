"""What differs from sample to sample in a note, and what it is called in that of a batch.

A number that depends on no sample, such as a penalty on the weights, stays itself; the objective
becomes the mean over the samples.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from gradproof.calculus.rebuild import substitute
from gradproof.calculus.upright import upright
from gradproof.core.algebra import transpose
from gradproof.core.dims import ONE, Monomial, Shape, size
from gradproof.core.errors import ModelError
from gradproof.core.expr import Expr, node, symbols
from gradproof.core.layers import SLOT, Member
from gradproof.core.model import Model
from gradproof.core.phrase import Phrase
from gradproof.derivation.batch.letters import COUNTS, batched, free, taken
from gradproof.derivation.batch.means import entangled
from gradproof.derivation.batch.rows import is_vector
from gradproof.derivation.batch.samples import NAME, samples_of
from gradproof.derivation.scope import reached
from gradproof.notation.printing.symbols import make_symbol


@dataclass(slots=True)
class Plan:
    """A note, and how it is said for a batch.

    of: what is asked about.  below: the symbols that matter.  letter: the number of samples.
    columns: whether a sample is a column.  means: what is replaced by its mean over the samples.
    pairs: what differs from sample to sample, with what holds the values of all; a mean keeps its
    symbol.  families: how families are written, before and now.
    """

    model: Model
    of: Expr
    below: set[Expr]
    letter: str
    columns: bool
    means: set[Expr]
    pairs: dict[Expr, Expr] = field(default_factory=dict)
    families: dict[str, str] = field(default_factory=dict)

    @property
    def count(self) -> Monomial:
        """The number of samples, as a size."""
        return size(self.letter)

    def shape(self, one: Shape) -> Shape:
        """The shape of all values of one shape."""
        length = one.cols if one.rows is ONE else one.rows
        return Shape(length, self.count) if self.columns else Shape(self.count, length)

    def lay(self, rows: Expr) -> Expr:
        """A row for each sample, as it is laid here."""
        return upright(transpose(rows) if self.columns else rows)

    def member(self, one: Member) -> Member:
        """The member of a family as it is written now."""
        return Member(self.families.get(one.family, one.family), one.position)

    def member_of(self, symbol: Expr) -> Member | None:
        """Of what family of the note a symbol is."""
        layers = self.model.layers
        return layers.members.get(symbol.symbol.name) if layers is not None else None


def planned(model: Model, of: str | None = None, names: Sequence[str] | None = None) -> Plan:
    """How the note is said for a batch.

    names: the symbols that are another for each sample; by default the data.

    Errors:  ModelError for a note that has a batch already, or one without samples.
    """
    goal = model.find(of) if of is not None else model.objective
    below = set(model.symbols) if model.layers is not None else reached(model, goal)
    leaves = samples_of(model, goal, below, names)
    each = _varying(model, below, leaves)
    model, each = _without_matrices(model, each)
    if goal not in each:
        raise ModelError(
            Phrase("{0} is the same for all samples", goal.symbol.text),
            model.places.get(goal.symbol.name),
            NAME,
        )
    found = Plan(
        model,
        goal,
        below & set(model.symbols),
        free(COUNTS, taken(model)),
        _in_columns([*leaves, *each]),
        _means(model, goal, each),
    )
    _name(found, each)
    return found


def _varying(model: Model, below: set[Expr], leaves: Sequence[Expr]) -> list[Expr]:
    """What is another for each sample, in the order of the note; of a family, all members."""
    members = model.layers.members if model.layers is not None else {}
    each = set(leaves)
    while True:
        before = len(each)
        for left, right in model.definitions.values():
            if left in below and any(one in each for one in symbols(right)):
                each.add(left)
        families = {members[name].family for one in each if (name := one.symbol.name) in members}
        for one in below:
            if one.symbol.name in members and members[one.symbol.name].family in families:
                each.add(one)
        if len(each) == before:
            return [one for one in model.symbols if one in each]


def _without_matrices(model: Model, each: list[Expr]) -> tuple[Model, list[Expr]]:
    """The note with the matrices of a sample, such as S = x xᵀ, written out where they are used."""
    values: dict[Expr, Expr] = {}
    kept: dict[str, tuple[Expr, Expr]] = {}
    for name, (left, right) in model.definitions.items():
        right = substitute(right, values) if values else right
        if left in each and not is_vector(left):
            values[left] = right
        else:
            kept[name] = left, right
    return replace(model, definitions=kept), [one for one in each if one not in values]


def _in_columns(values: Sequence[Expr]) -> bool:
    """Whether the first vector among the values of a sample is a column."""
    first = next((one for one in values if not one.shape.is_scalar), None)
    return first is not None and first.shape.is_column


def _means(model: Model, goal: Expr, each: Sequence[Expr]) -> set[Expr]:
    """The numbers of which only the mean over the samples is needed."""
    members = model.layers.members if model.layers is not None else {}
    varying = set(each)

    def varies(expr: Expr) -> bool:
        return any(one in varying for one in symbols(expr))

    used = [
        (left, right)
        for left, right in model.definitions.values()
        if left in varying and goal not in symbols(right)
    ]
    found = {left for left, _ in used if left.shape.is_scalar and left.symbol.name not in members}
    while True:
        needed = set[Expr]()
        for left, right in used:
            needed.update(entangled(right, varies) if left in found else symbols(right))
        if not found & needed:
            return found
        found -= needed


def _name(found: Plan, each: Sequence[Expr]) -> None:
    """A symbol for the values of all samples, for each that differs from sample to sample."""
    used = taken(found.model) | {found.letter}
    for one in each:
        if one in found.means:
            found.pairs[one] = one
            continue
        member = found.member_of(one)
        family = member.family if member is not None else one.symbol.latex
        if family not in found.families:
            named = found.families[family] = batched(one, family, used)
            used.add(make_symbol(named.replace(SLOT, "l"), one.shape).symbol.name)
        named, shape = found.families[family], found.shape(one.shape)
        if named == family:
            found.pairs[one] = node("symbol", (), one.symbol, shape)
        else:
            latex = found.member(member).latex if member is not None else named
            found.pairs[one] = make_symbol(latex, shape)
