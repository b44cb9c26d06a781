r"""Components and sums over them: `x_i`, `X_{ij}`, `x^{(i)}`, `\sum_{i=1}^n`."""

from __future__ import annotations

from dataclasses import dataclass

from gradproof.core.algebra import diagonal, inner, transpose
from gradproof.core.dims import ONE, SCALAR, Monomial, Shape
from gradproof.core.expr import Expr
from gradproof.core.phrase import Phrase
from gradproof.notation.reading.forms import Leaf
from gradproof.notation.reading.lifting import Lifted, expand, plain, refuse, sum_over
from gradproof.notation.reading.terms import Cell, Form, Option, Run, Term, kind
from gradproof.notation.source.surface import Big
from gradproof.notation.source.surface import Chain as ChainNode


@dataclass(frozen=True, slots=True)
class Index:
    """An index of a sum: its letter, a name that no other sum has, and how many values it has."""

    letter: str
    name: str
    count: Monomial | None


FIRST = Index("1", "", ONE)
"""The figure 1 in a place of a subscript."""
Slot = Index | None
"""What stands in a place of a subscript; None for all, as in `X_{i,:}`."""


@dataclass(frozen=True, slots=True)
class Pick:
    """What a component is picked by; `small` if the name is that of a vector, as in x_i of X.

    sample: the index in brackets of x^{(i)}_k, which counts rows or columns, whatever fits.
    """

    slots: tuple[Slot, ...]
    small: bool
    sample: Slot = None


def size_of_index(index: Index, run: Run) -> Monomial:
    """How many values an index has."""
    if index.name not in run.ranges:
        run.ranges[index.name] = index.count or run.sizes.fresh()
    return run.ranges[index.name]


AXES = [Option("row", 0), Option("column", 0.5)]
"""Where the samples of a matrix lie."""
LYING = [Option("column", 0), Option("row", 1.5)]
"""What a sample x_i is."""


class Component(Form):
    """An entry, a row or a column of a symbol; `data` is the pick."""

    def infer(self, term: Term, args: list[Shape], run: Run) -> Shape:
        (shape,) = args
        pick = _pick(term)
        what = kind(shape)
        if FIRST in pick.slots:
            return self.only_one(term, shape, run)
        if len(pick.slots) == 2:
            if what != "matrix":
                self.refuse(term, shape, run, Phrase("two indices of {0}, which is {1}"))
            slots = self.upright(term, pick, run) if pick.sample else pick.slots
            for slot, size in zip(slots, shape, strict=True):
                self.fit(term, slot, size, shape, run)
            rows, cols = (ONE if slot else size for slot, size in zip(slots, shape, strict=True))
            return Shape(rows, cols)
        (slot,) = pick.slots
        assert slot is not None
        if what == "matrix":
            if term.args[0].args and not isinstance(term.args[0].form, Cased):
                run.penalty(term, 3)
            return self.sample(term, slot, shape, pick.small, run)
        if what == "scalar":
            self.refuse(term, shape, run, Phrase("an index of {0}, which is {1}"))
        self.fit(term, slot, shape.rows if what == "column" else shape.cols, shape, run)
        return SCALAR

    def upright(self, term: Term, pick: Pick, run: Run) -> tuple[Slot, ...]:
        """The indices of the row and of the column of x^{(i)}_k, which is sample i, entry k."""
        first = run.choice(("axis", _name_below(term, run)), AXES)
        (other,) = (one for one in pick.slots if one is not pick.sample)
        slots = (pick.sample, other) if first == "row" else (other, pick.sample)
        run.decisions[id(term)] = slots
        return slots

    def only_one(self, term: Term, shape: Shape, run: Run) -> Shape:
        """a_{1i} of a row or a_{i1} of a column: there is no other row, or no other column."""
        slots = _pick(term).slots
        one = slots.index(FIRST)
        if kind(shape) != ("column" if one else "row") or len(slots) != 2:
            self.refuse(term, shape, run, Phrase("a single row or column of {0}, which is {1}"))
        self.fit(term, slots[1 - one], shape[1 - one], shape, run)
        return SCALAR

    def sample(self, term: Term, slot: Index, shape: Shape, small: bool, run: Run) -> Shape:
        """A row or a column of a matrix, as a column (x_i) or as it stands (X_i)."""
        name = _name_below(term, run)
        first = run.choice(("axis", name), AXES)
        for axis in (first, "column" if first == "row" else "row"):
            along, other = shape if axis == "row" else (shape.cols, shape.rows)
            if run.sizes.unify(size_of_index(slot, run), along):
                run.decisions[id(term)] = axis
                break
        else:
            self.fit(term, slot, shape.rows, shape, run)
            raise AssertionError("neither side fits")
        if small:
            run.sampled.add(name)
            lying = run.choice(("lying", name), LYING) == "row"
            return Shape(ONE, other) if lying else Shape(other, ONE)
        stand = [Option("upright", 0), Option("turned", 0.5)]
        upright = run.choice(("stand", name), stand) == "upright"
        is_row = upright == (axis == "row")
        return Shape(ONE, other) if is_row else Shape(other, ONE)

    def fit(self, term: Term, slot: Slot, size: Monomial, shape: Shape, run: Run) -> None:
        """Make the index run over this side."""
        if slot is None or run.sizes.unify(size_of_index(slot, run), size):
            return
        (shown,) = run.shown(shape)
        count = run.sizes.resolve(size_of_index(slot, run))
        parts = slot.letter, count, run.source(term.args[0].node), shown
        run.clash(term, Phrase("the index {0} runs to {1}, but {2} is {3}", *parts))

    def refuse(self, term: Term, shape: Shape, run: Run, what: Phrase) -> None:
        """Say that there is no such component."""
        (shown,) = run.shown(shape)
        run.clash(term, what.of(run.source(term.args[0].node), shown))

    def indices(self, term: Term, args: list[Cell], run: Run) -> Cell:
        own = (slot.name for slot in _pick(term).slots if slot and slot is not FIRST)
        return tuple(dict.fromkeys((*(name for cell in args for name in cell), *own)))

    def build(self, term: Term, args: list[Expr], run: Run) -> Expr:
        return args[0]

    def lift(self, term: Term, args: list[Lifted], run: Run) -> Lifted:
        expr, cell = args[0].expr, run.shape(term)
        turned = run.decisions.get(id(term))
        slots = turned if isinstance(turned, tuple) else _pick(term).slots
        slots = tuple(slot for slot in slots if slot is not FIRST)
        if args[0].indices:
            return _component_of_components(args[0], slots)
        names = tuple(slot.name for slot in slots if slot)
        if len(names) == 2 and names[0] == names[1]:
            return Lifted(diagonal(expr), names[:1], SCALAR)
        if len(names) == 2:
            return Lifted(expr, names, SCALAR)
        if len(slots) == 2:
            return Lifted(expr if slots[0] else transpose(expr), names, cell)
        if cell.is_scalar:
            return Lifted(expr if expr.shape.cols is ONE else transpose(expr), names, cell)
        is_row = run.decisions[id(term)] == "row"
        return Lifted(expr if is_row else transpose(expr), names, cell)


def _component_of_components(value: Lifted, slots: tuple[Slot, ...]) -> Lifted:
    """Entry k of the vector f(x_i), for every i and k."""
    is_vector = kind(value.cell) in ("row", "column") and not value.pieces
    if not is_vector or len(slots) != 1 or slots[0] is None or len(value.indices) != 1:
        raise refuse("a component of what has an index")
    return Lifted(value.expr, (*value.indices, slots[0].name), SCALAR)


def _pick(term: Term) -> Pick:
    assert isinstance(term.data, Pick)
    return term.data


class Cased(Form):
    """The x of x_i where X is a name as well: X if that is a matrix, else a vector of its own.

    The operand is X, `data` the small name and `usual` what it may be.
    """

    def __init__(self, usual: list[Option]) -> None:
        self.small = Leaf(usual)

    def infer(self, term: Term, args: list[Shape], run: Run) -> Shape:
        if kind(args[0]) == "matrix":
            run.decisions[id(term)] = "matrix"
            return args[0]
        return self.small.infer(term, [], run)

    def build(self, term: Term, args: list[Expr], run: Run) -> Expr:
        if run.decisions.get(id(term)) == "matrix":
            return args[0]
        return self.small.build(term, [], run)


def _name_below(term: Term, run: Run) -> str:
    """The name of which a component is picked, or where the value stands."""
    (base,) = term.args
    if isinstance(base.form, Cased) and run.decisions.get(id(base)) == "matrix":
        (base,) = base.args
    return str(base.data or term.node.start)


class IndexSum(Form):
    """Σ over indices; `data` has them."""

    def infer(self, term: Term, args: list[Shape], run: Run) -> Shape:
        lower = term.node.lower if isinstance(term.node, Big) else None
        if isinstance(lower, ChainNode) and lower.links[0].sign == "∈":
            run.note(Phrase("{0} is read as all values that there are", run.source(lower)))
        for index in _indices(term):
            if index.name not in run.ranges and index.count is None:
                run.clash(
                    term, Phrase("the index {0} occurs nowhere in this sum", index.letter),
                    "Write sum(x), or an index of what is added up.",
                )  # fmt: skip
            size_of_index(index, run)
        return args[0]

    def indices(self, term: Term, args: list[Cell], run: Run) -> Cell:
        bound = {index.name for index in _indices(term)}
        return tuple(name for name in args[0] if name not in bound)

    def build(self, term: Term, args: list[Expr], run: Run) -> Expr:
        value = Lifted(args[0], (), args[0].shape)
        return self.lift(term, [value], run).expr

    def lift(self, term: Term, args: list[Lifted], run: Run) -> Lifted:
        (value,) = args
        counts = run.counts()
        for index in reversed(_indices(term)):
            value = sum_over(value, index.name, counts[index.name])
        return value


def _indices(term: Term) -> tuple[Index, ...]:
    assert isinstance(term.data, tuple)
    return term.data


class Gather(Form):
    """All components of a value, put together: the ŷ of ŷ_i = σ(z_i); `data` has the indices."""

    def infer(self, term: Term, args: list[Shape], run: Run) -> Shape:
        (cell,) = args
        found = _indices(term)
        for index in found:
            if index.name not in run.ranges:
                run.clash(term, Phrase("the index {0} occurs nowhere on the right", index.letter))
        sizes = [size_of_index(index, run) for index in found]
        if len(sizes) == 2 and cell.is_scalar:
            return Shape(*sizes)
        if len(sizes) == 2 or kind(cell) == "matrix":
            run.clash(term, "components that are no numbers and no vectors")
        return Shape(sizes[0], cell.rows * cell.cols)

    def indices(self, term: Term, args: list[Cell], run: Run) -> Cell:
        bound = {index.name for index in _indices(term)}
        return tuple(name for name in args[0] if name not in bound)

    def lift(self, term: Term, args: list[Lifted], run: Run) -> Lifted:
        names = tuple(index.name for index in _indices(term))
        cell = run.shape(term.args[0])
        return plain(expand(args[0], names, cell, run.counts()))


class Entry(Form):
    """The entry of a vector at a place that stays the same: e_c^T z."""

    def infer(self, term: Term, args: list[Shape], run: Run) -> Shape:
        unit, vector = args
        written = run.source(term.args[1].node)
        if kind(vector) not in ("column", "row") or not run.sizes.same(unit, vector):
            run.clash(term, Phrase("an entry of {0}, which is {1}", written, run.shown(vector)[0]))
        run.note(
            Phrase(
                "{0} is entry {1} of {2}: e_{1} is 1 there",
                run.source(term.node),
                term.data,
                written,
            )
        )
        return SCALAR

    def build(self, term: Term, args: list[Expr], run: Run) -> Expr:
        return inner(*args)


COMPONENT = Component()
ENTRY = Entry()
GATHER = Gather()
INDEX_SUM = IndexSum()
COMPONENT_KINDS = [
    Option("column", 0), Option("matrix", 1), Option("row", 2.5), Option("scalar", 9),
]  # fmt: skip
"""What an undeclared small letter with an index may be: a vector, or samples one in a row."""
