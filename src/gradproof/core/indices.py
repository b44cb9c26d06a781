"""Matrices by their components: sums over indices of products of entries and Kronecker deltas.

`indexed(terms, rows, cols)` is the matrix whose entry at values of the indices `rows` and `cols` is
Σ_terms c · Σ_bound ∏ factors. With two indices in `rows` and two in `cols` it is a Jacobian: the
pairs are in the order of vec, the first index of a pair the fastest.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import count

from gradproof.core.dims import ONE, Monomial, Shape
from gradproof.core.expr import Expr, node

LETTERS = "ijklprstuvabcghqw"


def index_letters(taken: Container[str]) -> Iterator[str]:
    """Letters for indices that are not taken, and without end numbered ones behind them."""
    yield from (one for one in LETTERS if one not in taken)
    for number in count(1):
        yield f"{LETTERS[0]}{number}"


@dataclass(frozen=True, slots=True)
class Index:
    """An index that runs over `size` values."""

    name: str
    size: Monomial


@dataclass(frozen=True, slots=True)
class Entry:
    """The entry of a matrix; of what is a row, a column or a number an index is None.

    of: the matrix, or its place among the operands of the node that the entry belongs to.
    """

    of: Expr | int
    row: Index | None
    col: Index | None


@dataclass(frozen=True, slots=True)
class Delta:
    """The Kronecker delta: 1 where the indices have one value, else 0."""

    left: Index
    right: Index


@dataclass(frozen=True, slots=True)
class Term:
    """factor · Σ_bound ∏ factors."""

    factor: Monomial
    bound: tuple[Index, ...]
    factors: tuple[Entry | Delta, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """A matrix by its components; the data of a node `indexed`."""

    terms: tuple[Term, ...]
    rows: tuple[Index, ...]
    cols: tuple[Index, ...]

    @property
    def indices(self) -> Iterator[Index]:
        """All that occur, free and bound."""
        yield from self.rows
        yield from self.cols
        for term in self.terms:
            yield from term.bound


def indexed(terms: Iterable[Term], rows: tuple[Index, ...], cols: tuple[Index, ...]) -> Expr:
    """The matrix with these components.

    Shapes:  the products of the sizes of `rows` and of `cols`.
    """
    places: dict[Expr, int] = {}
    made: list[Term] = []
    for term in terms:
        factors: list[Entry | Delta] = []
        for one in term.factors:
            if isinstance(one, Entry) and isinstance(one.of, Expr):
                one = replace(one, of=places.setdefault(one.of, len(places)))
            factors.append(one)
        made.append(replace(term, factors=tuple(factors)))
    form = Form(tuple(made), rows, cols)
    return node("indexed", tuple(places), form, Shape(_count(rows), _count(cols)))


def _count(indices: tuple[Index, ...]) -> Monomial:
    found = ONE
    for one in indices:
        found = found * one.size
    return found
