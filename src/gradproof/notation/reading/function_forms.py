"""The forms of functions: the rows of the table by their signatures, and functions by hand."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from gradproof.core.algebra import reciprocal
from gradproof.core.dims import ONE, SCALAR, Shape
from gradproof.core.expr import Expr
from gradproof.core.operation import Operation
from gradproof.core.phrase import Phrase
from gradproof.notation.reading.inference import is_variable
from gradproof.notation.reading.lifting import Lifted, entrywise
from gradproof.notation.reading.terms import Form, Run, Term, join, kind
from gradproof.ops.elementwise import ABS, LOG

Infer = Callable[[Term, list[Shape], Run], Shape]
Build = Callable[..., Expr]
Lift = Callable[..., Lifted]


class Function(Form):
    """A function with its number of operands; `infer` and `build` are given."""

    def __init__(
        self,
        name: str,
        arity: tuple[int, ...],
        infer: Infer,
        build: Build,
        lift: Lift | None = None,
    ) -> None:
        self.name, self.arity, self._infer, self._build = name, arity, infer, build
        self._lift = lift

    def infer(self, term: Term, args: list[Shape], run: Run) -> Shape:
        return self._infer(term, args, run)

    def build(self, term: Term, args: list[Expr], run: Run) -> Expr:
        return self._build(*args)

    def lift(self, term: Term, args: list[Lifted], run: Run) -> Lifted:
        if self._lift is not None:
            return self._lift(*args)
        if self._infer in (same, alike, function_of_entries):
            return entrywise(args, run.shape(term), run.counts(), self._build)
        return super().lift(term, args, run)


OF_NUMBERS: dict[str, Callable[[Expr], Expr]] = {
    "det": lambda x: x,
    "logdet": LOG,
    "logabsdet": lambda x: LOG(ABS(x)),
    "inverse": reciprocal,
}
"""What functions of square matrices are of a number, which is a matrix of one entry."""


class Row(Form):
    """An operation of the table; its signature says which shapes fit."""

    def __init__(self, row: Operation) -> None:
        self.row = row
        left, _, right = row.signature.partition("->")
        self.wanted, (self.given,) = _patterns(left), _patterns(right)
        self.arity = (len(self.wanted),)

    def infer(self, term: Term, args: list[Shape], run: Run) -> Shape:
        bound = {"1": ONE}
        if self.row.name == "exp":
            entry_by_entry(term, args[0], run)
        for place, (pattern, shape) in enumerate(zip(self.wanted, args, strict=True)):
            for letter, found in zip(pattern, shape, strict=True):
                if not run.sizes.unify(bound.setdefault(letter, found), found):
                    (shown,) = run.shown(shape)
                    square = pattern[0] == pattern[1]
                    asks = Phrase("a square matrix") if square else Phrase("operands that fit")
                    named = Phrase(self.row.words.en)
                    said = Phrase("{0} takes {1}, not {2}", named, asks, shown)
                    run.clash(term, said, node=term.args[place].node)
        return Shape(*(bound[letter] for letter in self.given))

    def build(self, term: Term, args: list[Expr], run: Run) -> Expr:
        if args[0].shape.is_scalar and self.row.name in OF_NUMBERS:
            return OF_NUMBERS[self.row.name](args[0])
        return self.row(*args)

    def lift(self, term: Term, args: list[Lifted], run: Run) -> Lifted:
        whole = args[0].is_scalar and not self.row.elementwise
        if whole or self.wanted[0] != ("r", "c") or any(arg.indices for arg in args[1:]):
            return super().lift(term, args, run)
        expr, rest = args[0].expr, [arg.expr for arg in args[1:]]
        if self.row.elementwise:
            return entrywise(args[:1], args[0].cell, {}, lambda x: self.row(x, *rest))
        return Lifted(self.row(expr, *rest), args[0].indices, args[0].cell)


def entry_by_entry(term: Term, shape: Shape, run: Run) -> None:
    """Say that e^X, log X and √X are taken of every entry, if X may be square; `data` says it."""
    if kind(shape) == "matrix" and term.data != "entrywise":
        run.later.append(partial(_said_of_squares, term, shape, run))


def _said_of_squares(term: Term, shape: Shape, run: Run) -> None:
    rows, cols = run.sizes.shape(shape)
    if rows is cols or is_variable(rows) or is_variable(cols):
        run.note(
            Phrase(
                "{0} is taken of every entry; it is no function of matrices", run.source(term.node)
            )
        )


def _patterns(text: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for piece in text.replace(" ", "")[1:-1].split("),("):
        letters = [letter for letter in piece.split(",") if letter]
        rows, cols = (*letters, "1", "1")[:2]
        found.append((rows, cols))
    return found


def same(term: Term, args: list[Shape], run: Run) -> Shape:
    """The shape of the operand."""
    return args[0]


def function_of_entries(term: Term, args: list[Shape], run: Run) -> Shape:
    """The shape of the operand, of which a function of matrices bears the same name."""
    entry_by_entry(term, args[0], run)
    return args[0]


def scalar(term: Term, args: list[Shape], run: Run) -> Shape:
    """A scalar, whatever the operand."""
    return SCALAR


def square(term: Term, args: list[Shape], run: Run) -> Shape:
    """The scalar tr A of a square matrix; nobody takes that of a number on purpose."""
    if args[0].is_scalar:
        run.penalty(term, 1.5)
    if not run.sizes.unify(*args[0]):
        (shown,) = run.shown(args[0])
        run.clash(
            term, Phrase("the trace of {0}, which is not square", shown), node=term.args[0].node
        )  # fmt: skip
    return SCALAR


def alike(term: Term, args: list[Shape], run: Run) -> Shape:
    """The shape to which both operands broadcast."""
    target = join(args, run.sizes)
    if target is None:
        left, right = run.shown(*args[:2])
        run.clash(term, Phrase("operands of {0} and {1}", left, right), "They must have one shape.")
    return target
