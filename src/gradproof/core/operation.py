"""What an operation is: one row of a table that calculus, printers, reader and proofs share."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field

from gradproof.core.dims import ONE, Monomial, Shape
from gradproof.core.errors import ShapeError
from gradproof.core.expr import Expr, node
from gradproof.core.phrase import Phrase


@dataclass(frozen=True, slots=True)
class Words:
    """One phrase in each language."""

    en: str
    zh: str

    def in_language(self, lang: str) -> str:
        """The phrase in `lang`, which is `en` or `zh`."""
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True, slots=True, eq=False)
class Operation:
    """One operation and its one derivative fact.

    signature: shapes such as `(n,n) -> ()`; a letter stands for one size within the row.
    differential: (y, (X, …), (dX, …)) ↦ dy, linear in the dX; y is the operation's own value, by
        name where it has one, but for an unknown function, where y is the node. None for the closed
        linear set, whose differential is itself.
    adjoint: (G, position, node) ↦ the cotangent of that operand; only for the closed linear set.
    definition: (X, …) ↦ the same value in more primitive operations, which is all that the checker
        knows of it; None for a primitive.
    latex, text: templates; `{0}` is an operand as it is, `{0:atom}` one that binds tightly.
    names: how the operation is called in notes, as words.
    rule: the name of the differential rule.  because: why it holds.
    data: what a node carries besides its operands, unless it is made by other means.
    """

    name: str
    signature: str
    words: Words
    latex: str
    text: str
    differential: Callable[[Expr, tuple[Expr, ...], tuple[Expr, ...]], Expr] | None = None
    adjoint: Callable[[Expr, int, Expr], Expr] | None = None
    definition: Callable[..., Expr] | None = None
    names: tuple[str, ...] = ()
    rule: str = ""
    because: Words = field(default_factory=lambda: Words("", ""))
    domain: str = ""
    source: str = ""
    binds: str = "call"
    elementwise: bool = False
    data: Hashable = None

    def __call__(self, *args: Expr) -> Expr:
        """The node, after its shapes are checked."""
        return node(self.name, args, self.data, self.result(*(arg.shape for arg in args)))

    def result(self, *shapes: Shape) -> Shape:
        """The shape of the value; ShapeError if the operands do not fit the signature."""
        left, _, right = self.signature.partition("->")
        wanted = _shapes(left)
        if len(wanted) != len(shapes):
            raise ShapeError(
                Phrase("{0} takes {1} operands, not {2}", self.name, len(wanted), len(shapes))
            )
        bound: dict[str, Monomial] = {"1": ONE}
        for pattern, found in zip(wanted, shapes, strict=True):
            for letter, given in zip(pattern, found, strict=True):
                if bound.setdefault(letter, given) is not given:
                    square = pattern[0] == pattern[1]
                    asks = Phrase("a square matrix") if square else _written(pattern)
                    raise ShapeError(
                        Phrase("{0} takes {1}, not {2}", Phrase(self.words.en), asks, found)
                    )
        (rows, cols) = _shapes(right)[0]
        return Shape(bound[rows], bound[cols])


def _shapes(text: str) -> list[tuple[str, str]]:
    """`(n,m),(m)` as [("n", "m"), ("m", "1")]."""
    found: list[tuple[str, str]] = []
    for piece in text.replace(" ", "")[1:-1].split("),("):
        letters = [letter for letter in piece.split(",") if letter]
        found.append((*letters, "1", "1")[:2])  # pyright: ignore[reportArgumentType]
    return found


def _written(pattern: tuple[str, str]) -> str:
    if pattern == ("1", "1"):
        return Phrase("a scalar")
    return Phrase("a column vector") if pattern[1] == "1" else f"{pattern[0]}×{pattern[1]}"


class Table:
    """All operations by name."""

    def __init__(self) -> None:
        self._rows: dict[str, Operation] = {}

    def add(self, row: Operation) -> Operation:
        """Enter a row; its name must be new."""
        if row.name in self._rows:
            raise ValueError(f"operation {row.name} is already in the table")
        if row.differential is not None and row.adjoint is not None:
            raise ValueError(f"operation {row.name} states two derivative facts")
        self._rows[row.name] = row
        return row

    def __getitem__(self, name: str) -> Operation:
        return self._rows[name]

    def __contains__(self, name: str) -> bool:
        return name in self._rows

    def __iter__(self) -> Iterator[Operation]:
        return iter(self._rows.values())

    def replaced(self, row: Operation) -> Callable[[], None]:
        """Put another row in the place of the one of that name; calling the result undoes it."""
        before = self._rows[row.name]
        self._rows[row.name] = row

        def undo() -> None:
            self._rows[row.name] = before

        return undo


def again(expr: Expr, *args: Expr) -> Expr:
    """The operation of a node, with all that the node carries, of other operands."""
    shape = TABLE[expr.op].result(*(arg.shape for arg in args))
    return node(expr.op, args, expr.data, shape)


TABLE = Table()
