"""Terms: a formula whose names and functions are known, but not yet its shapes.

A term is a form with operands. A form says which shapes fit (`infer`) and what it is then
(`build`). Where several readings are possible it asks `run.choice`; the search tries the cheapest
first.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NoReturn

from gradproof.core.dims import ONE, Monomial, Shape
from gradproof.core.errors import GradproofError, Place, ShapeError
from gradproof.core.expr import Expr
from gradproof.core.phrase import Phrase
from gradproof.notation.reading.inference import LETTERS, Sizes, variables
from gradproof.notation.reading.lifting import Lifted, plain, refuse
from gradproof.notation.source.surface import Node

Cell = tuple[str, ...]
"""The indices that a term still depends on, within a sum over components."""


@dataclass(slots=True, eq=False)
class Term:
    """A form with its operands; `node` is where it stands."""

    form: Form
    args: tuple[Term, ...]
    node: Node
    data: Hashable = None


class Form:
    """What a term can be. Subclasses say which shapes fit and what is made of them.

    averages: whether it adds up entries, so that taking it from every entry is nothing odd.
    """

    averages = False

    def infer(self, term: Term, args: list[Shape], run: Run) -> Shape:
        """The shape of the term from those of its operands; `run.clash` if they do not fit."""
        raise NotImplementedError

    def build(self, term: Term, args: list[Expr], run: Run) -> Expr:
        """The expression, now that all sizes are known."""
        raise NotImplementedError

    def lift(self, term: Term, args: list[Lifted], run: Run) -> Lifted:
        """All components of the term at once, where its operands depend on indices."""
        raise refuse(run.source(term.node))

    def indices(self, term: Term, args: list[Cell], run: Run) -> Cell:
        """The indices that the term depends on: those of its operands."""
        return tuple(dict.fromkeys(index for cell in args for index in cell))


class Clash(Exception):
    """The operands of a term do not fit under this assignment.

    others: further terms on whose choices it depends.
    stands: all shapes fit, but what the formula says of them is not supported.
    """

    def __init__(
        self, term: Term, error: GradproofError, run: Run, *, stands: bool = False
    ) -> None:  # fmt: skip
        super().__init__(error.message)
        self.term, self.error, self.run, self.stands = term, error, run, stands
        self.others: list[Term] = []


Choice = Hashable
"""What a choice is about: a name, or a term."""


@dataclass(slots=True)
class Option:
    """One way to settle a choice, and how far it is from what is usual."""

    value: str
    cost: float


@dataclass(frozen=True, slots=True)
class Star:
    """A `*` between two matrices: in which product, behind which factor, and its meaning."""

    term: Term
    place: int
    joint: str
    meaning: str
    left: Shape
    right: Shape


@dataclass(slots=True)
class Run:
    """One attempt: an assignment of the choices, and what follows from it.

    shapes: of each term, by identity.  leaves: of each name.  penalties: terms that fit but oddly.
    effort: how many pairs of factors were looked at.  families: what names are members of.
    own: the choices that a term asked for itself.  definers: what the defined names stand for.
    declared: the names of which the note says the shape.
    rows, factors, entries: names in front of a matrix, Greek ones behind one, Greek ones in an
    entrywise product; of what is in a family, the family.
    barred: meanings that a joint may not have, by its product and the place of its left factor.
    """

    document: str
    name: str
    assignment: dict[Choice, int]
    sizes: Sizes = field(default_factory=Sizes)
    shapes: dict[int, Shape] = field(default_factory=dict)
    cells: dict[int, Cell] = field(default_factory=dict)
    leaves: dict[str, Shape] = field(default_factory=dict)
    own: dict[int, frozenset[Choice]] = field(default_factory=dict)
    definers: dict[str, Term] = field(default_factory=dict)
    declared: tuple[str, ...] = ()
    options: dict[Choice, list[Option]] = field(default_factory=dict)
    decisions: dict[int, object] = field(default_factory=dict)
    penalties: list[tuple[Term, float]] = field(default_factory=list)
    readings: dict[Phrase, None] = field(default_factory=dict)
    later: list[Callable[[], None]] = field(default_factory=list)
    symbols: dict[str, Expr] = field(default_factory=dict)
    ranges: dict[str, Monomial] = field(default_factory=dict)
    sampled: set[str] = field(default_factory=set)
    origins: list[Term] = field(default_factory=list)
    fixed: set[str] = field(default_factory=set)
    rows: set[str] = field(default_factory=set)
    factors: set[str] = field(default_factory=set)
    entries: set[str] = field(default_factory=set)
    stars: list[Star] = field(default_factory=list)
    barred: dict[tuple[int, int], str] = field(default_factory=dict)
    families: dict[str, str] = field(default_factory=dict)
    effort: int = 0
    _own: frozenset[Choice] = frozenset()

    def of_families(self, names: Iterable[str]) -> set[str]:
        """The names, those of members as their families: what is true of one is of all."""
        return {self.families.get(one, one) for one in names}

    def choice(self, key: Choice, options: list[Option]) -> str:
        """The option that the assignment takes for this choice; the first unless it says so."""
        self.options[key] = options
        if len(options) > 1:
            self._own |= {key}
        return options[self.assignment.get(key, 0)].value

    def blame(self, key: Choice) -> None:
        """The term in hand depends on this choice as well, if it is one."""
        if len(self.options.get(key, ())) > 1:
            self._own |= {key}

    def causes(self, term: Term, *, near: bool = False) -> set[Choice]:
        """The choices on which a term depends; `near`: those about what stands in it itself."""
        found: set[Choice] = set()
        stack, seen = [term], set[int]()
        while stack:
            one = stack.pop()
            if id(one) in seen:
                continue
            seen.add(id(one))
            found |= self.own.get(id(one), frozenset())
            stack += one.args
            definer = None if one.args else self.definers.get(str(one.data))
            stack += [definer] if definer and not (near and definer.args) else []
        return found

    def is_weight(self, term: Term) -> bool:
        """Whether the term is a leaf that is neither data nor computed, perhaps transposed."""
        while len(term.args) == 1:
            term = term.args[0]
        return not term.args and isinstance(term.data, str) and term.data not in self.fixed

    def penalty(self, term: Term, cost: float) -> None:
        """The term fits, but another reading would be likelier if there is one."""
        if cost:
            self.penalties.append((term, cost))

    def note(self, sentence: Phrase) -> None:
        """Something was read otherwise than literally."""
        self.readings.setdefault(sentence)

    def check(self, root: Term) -> Shape:
        """Infer the shapes of all terms below the root; Clash where they do not fit."""
        for term in postorder(root):
            self._own = frozenset()
            shapes = [self.shapes[id(arg)] for arg in term.args]
            try:
                found = term.form.infer(term, shapes, self)
            except Clash:
                self.own[id(term)] = self._own
                raise
            del self.origins[self.sizes.waiting :]
            self.origins += [term] * (self.sizes.waiting - len(self.origins))
            self.shapes[id(term)] = found
            self.own[id(term)] = self._own
            cells = [self.cells[id(arg)] for arg in term.args]
            self.cells[id(term)] = term.form.indices(term, cells, self)
        return self.shapes[id(root)]

    def build(self, root: Term) -> Expr:
        """The expression of the root, once the sizes are known."""
        built: dict[int, Expr] = {}
        lifted: dict[int, Lifted] = {}
        for term in postorder(root):
            try:
                if any(id(arg) in lifted for arg in term.args) or self.cells[id(term)]:
                    parts = [lifted.get(id(a)) or plain(built[id(a)]) for a in term.args]
                    value = term.form.lift(term, parts, self)
                    if value.indices:
                        lifted[id(term)] = value
                    else:
                        built[id(term)] = value.expr
                else:
                    args = [built[id(arg)] for arg in term.args]
                    built[id(term)] = term.form.build(term, args, self)
            except GradproofError as error:
                raise error.at(self.place(term.node)) from None
        if id(root) in lifted:
            raise refuse("an index that no sum binds").at(self.place(root.node))
        return built[id(root)]

    def counts(self) -> dict[str, Monomial]:
        """How many values each index has."""
        return {name: self.sizes.resolve(value) for name, value in self.ranges.items()}

    def shape(self, term: Term) -> Shape:
        """The shape of a term as far as it is known."""
        return self.sizes.shape(self.shapes[id(term)])

    def place(self, node: Node) -> Place:
        """Where a node stands in the text."""
        return Place(self.document, node.start, node.end, self.name)

    def source(self, node: Node, limit: int = 40) -> str:
        """How a node is written, cut if it is long."""
        text = " ".join(self.document[node.start : node.end].split())
        text += "}" * (text.count("{") - text.count("}"))
        return text if len(text) <= limit else text[: limit - 1] + "…"

    def shown(self, *shapes: Shape) -> list[str]:
        """The shapes as a person reads them: sizes that nobody named get letters."""
        shapes = tuple(self.sizes.shape(shape) for shape in shapes)
        names: dict[str, str] = {}
        used = {letter for shape in shapes for value in shape for letter in value.letters}
        free = (letter for letter in LETTERS if letter not in used)
        for shape in shapes:
            for value in shape:
                for name in variables(value):
                    names.setdefault(name, next(free, name))
        texts = [str(shape) for shape in shapes]
        for name in sorted(names, key=len, reverse=True):
            texts = [text.replace(name, names[name]) if name in text else text for text in texts]
        return texts

    def clash(self, term: Term, message: str, hint: str = "", node: Node | None = None) -> NoReturn:
        """Refuse the term."""
        raise Clash(term, ShapeError(message, self.place(node or term.node), hint), self)

    def unsupported(self, term: Term, message: str, hint: str) -> NoReturn:
        """Refuse what is well-formed but not supported."""
        raise Clash(term, ShapeError(message, self.place(term.node), hint), self, stands=True)


def postorder(root: Term) -> Iterator[Term]:
    """Every term below the root, operands first; no recursion, so any depth will do."""
    stack: list[tuple[Term, bool]] = [(root, False)]
    while stack:
        term, ready = stack.pop()
        if ready or not term.args:
            yield term
        else:
            stack.append((term, True))
            stack.extend((arg, False) for arg in reversed(term.args))


def kind(shape: Shape) -> str:
    """`scalar`, `column`, `row` or `matrix`."""
    if shape.cols is ONE:
        return "scalar" if shape.rows is ONE else "column"
    return "row" if shape.rows is ONE else "matrix"


def join(shapes: Sequence[Shape], sizes: Sizes) -> Shape | None:
    """The shape to which all broadcast (scalars, rows over rows, columns over columns), or None."""
    mark = sizes.mark()
    found: list[Shape] = []
    rows, cols = ONE, ONE
    for shape in shapes:
        if shape.rows is not ONE:
            if rows is ONE:
                rows = shape.rows
            elif not sizes.unify(rows, shape.rows):
                sizes.undo(mark)
                return None
        if shape.cols is not ONE:
            if cols is ONE:
                cols = shape.cols
            elif not sizes.unify(cols, shape.cols):
                sizes.undo(mark)
                return None
        found.append(shape)
    full = rows is not ONE and cols is not ONE
    if full and not any(kind(shape) == "matrix" for shape in found):
        sizes.undo(mark)
        return None
    return Shape(rows, cols)
