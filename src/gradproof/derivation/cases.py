"""Partial derivatives by cases: ∂p_i/∂z_i and, for i ≠ j, ∂p_i/∂z_j, told apart by a delta."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gradproof.calculus.indices import contracted
from gradproof.core.algebra import add, diagonal, hadamard, scale, smul, subtract, transpose
from gradproof.core.dims import ONE
from gradproof.core.expr import Expr, identity, ones
from gradproof.core.indices import Delta, Entry, Index, Term, index_letters, indexed
from gradproof.core.operation import Words
from gradproof.core.proof import Link
from gradproof.notation.printing.components import component

EQUAL = Words(
    "Where the two indices agree, the Kronecker delta is 1.", "两指标相等时，Kronecker δ 取 1。"
)
OTHER = Words(
    "Where the two indices differ, the Kronecker delta is 0.", "两指标不等时，Kronecker δ 取 0。"
)


def by_cases(
    terms: Sequence[Term],
    row: Index,
    col: Index,
    quotient: Callable[[Index], Expr],
    plain: Callable[[Expr], Expr],
) -> list[Link]:
    """The entries on the diagonal, and those beside it, if a delta stands in some terms alone.

    quotient: what ∂v_i/∂s_j is written like, for j.
    """
    deltas = {Delta(row, col), Delta(col, row)}
    tied = [one for one in terms if deltas.intersection(one.factors)]
    loose = [one for one in terms if one not in tied]
    if not tied or not loose or any(one.bound for one in terms):
        return []
    on = [_on_diagonal(one, row, col) for one in terms]
    if any(one is None for one in on):
        return []
    matrix = indexed(terms, (row,), (col,))
    diagonals = plain(add(*(one for one in on if one is not None)))
    shown = component(diagonals, row, None, index_letters({row.name, col.name}))
    elsewhere = subtract(ones(row.size, row.size), identity(row.size))
    beside = indexed(loose, (row,), (col,))
    return [
        Link("partial_equal", EQUAL, diagonal(matrix), diagonals, (), (quotient(row), shown)),
        Link(
            "partial_other", OTHER, hadamard(matrix, elsewhere), hadamard(beside, elsewhere), (),
            (quotient(col), beside),
        ),
    ]  # fmt: skip


def _on_diagonal(term: Term, row: Index, col: Index) -> Expr | None:
    """The column of a term's values at equal indices; None if it has more than entries in it."""
    made = ones(row.size, ONE)
    for one in contracted(term).factors:
        if isinstance(one, Delta):
            if {one.left, one.right} != {row, col}:
                return None
            continue
        whole = _column(one, row, col)
        if whole is None:
            return None
        made = smul(whole, made) if whole.shape.is_scalar else hadamard(whole, made)
    return scale(term.factor, made)


def _column(one: Entry, row: Index, col: Index) -> Expr | None:
    """An entry at equal indices, as the column of all of them."""
    if not isinstance(one.of, Expr):
        return None
    places = (one.row, one.col)
    if places == (None, None):
        return one.of
    if {*places} <= {row, col}:
        return diagonal(one.of)
    if one.col is None and one.row in (row, col):
        return one.of
    if one.row is None and one.col in (row, col):
        return transpose(one.of)
    return None
