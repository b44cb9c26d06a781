"""Printed parts, each knowing how tightly it binds, and what a notation must supply."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from enum import IntEnum
from typing import ClassVar, NamedTuple

from gradproof.core.dims import Monomial
from gradproof.core.expr import Symbol
from gradproof.core.layers import Span
from gradproof.core.operation import Operation
from gradproof.core.unknown import Unknown
from gradproof.notation.printing.helpers import Letter
from gradproof.ops import TABLE


class Level(IntEnum):
    """The one precedence table, the loosest first; a part gets brackets where more is asked for."""

    SUMMATION = 0  # Σ_ij …: reaches as far to the right as it can
    SUM = 1  # A + B, and whatever begins with a minus
    KRON = 2  # A ⊗ B
    HADAMARD = 3  # A ⊙ B, A ⊘ B
    QUOTIENT = 4  # a/b on one line
    MATMUL = 5  # A B
    PRODUCT = 6  # 2 a b: scalars
    PREFIX = 7  # log x
    RAISED = 8  # X⁻¹: has an upper script, can bear no other
    CALLED = 9  # dX, log(x + y): bears a transpose, not a power
    ATOM = 10  # X, (A + B), σ(X), ‖x‖


class Piece(NamedTuple):
    """A printed part.

    tall: higher than a line, so that brackets around it must grow.
    open: ends with the operand of a prefix function, which would reach into what follows.
    tight: one letter with its scripts, or a bracket: may stand next to its like without a space.
    head: `number` for a coefficient in figures; `call` for a name that `(…)` would make
        a function of; `d` for one that a letter would make a differential of.
    """

    text: str
    level: Level
    tall: bool = False
    open: bool = False
    tight: bool = False
    head: str = ""


CLOSED_HEADS = ("d", "tr", "vec", "unvec", "diag")
"""The function names of the closed linear set, which has no templates in the table."""


def function_heads() -> frozenset[str]:
    """What stands before the bracket in the text of some operation: `σ`, `det`, `softmax`.

    >>> {"σ", "det", "tr"} <= function_heads()
    True
    """
    heads = {row.text.partition("(")[0] for row in TABLE if "(" in row.text}
    return frozenset(head for head in heads if head and "{" not in head).union(CLOSED_HEADS)


def exposed(text: str, marks: Iterable[str]) -> bool:
    r"""Whether one of the marks stands in the text outside all brackets and braces.

    >>> exposed(r"W^{(l)}", "^"), exposed(r"\hat{W^2}", "^"), exposed("a + |x|", "|")
    (True, False, True)
    """
    depth = 0
    for char in text:
        if char in "([{":
            depth += 1
        elif char in ")]}":
            depth -= 1
        elif depth == 0 and char in marks:
            return True
    return False


class Notation(ABC):
    """What LaTeX and Unicode text do differently; the rules of `Printer` are common to both."""

    MINUS: ClassVar[str]
    ODOT: ClassVar[str]
    OSLASH: ClassVar[str]
    OTIMES: ClassVar[str]
    SUMMATION: ClassVar[str]
    TRACE: ClassVar[str]
    CLOSED: ClassVar[dict[str, str]]
    """Templates for operations of the closed linear set that print as calls."""

    @abstractmethod
    def template(self, row: Operation) -> str:
        """The row's template in this notation."""

    @abstractmethod
    def head(self, what: Unknown) -> str:
        """What stands before the brackets of a function without a formula."""

    @abstractmethod
    def over_layers(self, span: Span) -> str:
        """The sign of a sum over all layers."""

    @abstractmethod
    def helper(self, letter: Letter) -> str:
        """The letter of a matrix that no note declares."""

    @abstractmethod
    def symbol(self, symbol: Symbol) -> Piece:
        """A symbol by its own spelling."""

    @abstractmethod
    def differential(self, symbol: Symbol) -> Piece:
        """dX."""

    @abstractmethod
    def wrap(self, piece: Piece) -> Piece:
        """(…), as high as what it holds."""

    @abstractmethod
    def stretched(self, literal: str, before: str) -> str:
        """A literal part of a template, its brackets made to grow; `before` are those before it."""

    @abstractmethod
    def superscript(self, base: Piece, script: str, *, power: bool = False) -> Piece:
        """The base with `2`, `-1`, `T`, `⊙2` or the like raised; brackets are the caller's."""

    @abstractmethod
    def subscript(self, base: Piece, script: str) -> Piece:
        """The base with sizes lowered."""

    @abstractmethod
    def fraction(self, upper: Piece, lower: Piece) -> Piece:
        """upper / lower."""

    @abstractmethod
    def root(self, base: Piece) -> Piece:
        """√base."""

    @abstractmethod
    def ones(self) -> Piece:
        """The vector of ones."""

    @abstractmethod
    def joint(self, left: Piece, right: Piece, *, close: bool) -> str:
        """What stands between two factors; `close` if they may touch."""

    @abstractmethod
    def size(self, value: Monomial) -> str:
        """A size or a monomial without a denominator."""

    @abstractmethod
    def by(self, rows: Monomial, cols: Monomial) -> str:
        """rows × cols."""

    @abstractmethod
    def norm_mark(self, is_vector: bool) -> str:
        """What tells the Frobenius norm from others."""
