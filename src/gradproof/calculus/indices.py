"""From matrices to components: (A B)_ij = Σ_k A_ik B_kj, and dX_kl = δ_ka δ_lb.

Only what varies is taken apart; what stands still is an entry of a matrix. A sum over an index that
a Kronecker delta ties to another one is carried out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import product

from gradproof.core.algebra import matmul, split_constant
from gradproof.core.dims import ONE, Monomial
from gradproof.core.expr import Expr
from gradproof.core.indices import Delta, Entry, Index, Term, index_letters

Place = tuple[Index | None, ...]
"""The row and the column of an entry; None where there is only one value."""


@dataclass(slots=True)
class Lowering:
    """Components of linear expressions, with fresh letters for their indices.

    taken: letters that stand for something else.  unit: what dX is, as (X, place) with
    dX_kl = δ_ka δ_lb for the place (a, b); to be given before terms are asked for.
    """

    taken: set[str]
    unit: tuple[Expr, Place] | None = None
    _fresh: Iterator[str] = field(init=False)

    def __post_init__(self) -> None:
        self._fresh = index_letters(self.taken)

    def index(self, size: Monomial) -> Index | None:
        """A fresh index over the size; None if there is but one value."""
        return None if size is ONE else Index(next(self._fresh), size)

    def place(self, expr: Expr) -> Place:
        """Fresh indices for an entry of the expression."""
        return self.index(expr.shape.rows), self.index(expr.shape.cols)

    def terms(self, expr: Expr, at: Place) -> list[Term] | None:
        """The entry of a linear expression at a place; None for an operation without components."""
        if not expr.varies:
            return [still(expr, at)]
        if expr.op == "tangent":
            return self._tangent(expr, at)
        rule = _RULES.get(expr.op)
        found = None if rule is None else rule(self, expr, at)
        return None if found is None else [contracted(term) for term in found]

    def _tangent(self, expr: Expr, at: Place) -> list[Term]:
        assert self.unit is not None
        of, place = self.unit
        if expr.args[0] is not of:
            return []
        pairs = zip(at, place, strict=True)
        deltas = (Delta(one, two) for one, two in pairs if one is not None and two is not None)
        return [Term(ONE, (), tuple(deltas))]


def still(expr: Expr, at: Place) -> Term:
    """The entry of an expression that does not vary."""
    factor, body = split_constant(expr)
    row, col = at
    match body.op:
        case "ones" | "constant":
            return Term(factor, (), ())
        case "identity" if row is not None and col is not None:
            return Term(factor, (), (Delta(row, col),))
        case "transpose":
            return times(factor, still(body.args[0], (col, row)))
        case _:
            return Term(factor, (), (Entry(body, row, col),))


def times(factor: Monomial, term: Term) -> Term:
    """A constant multiple."""
    return replace(term, factor=factor * term.factor)


def joined(parts: Sequence[Term], bound: Sequence[Index | None] = ()) -> Term:
    """The product of terms, summed over further indices."""
    factor, inside, factors = ONE, list[Index](), list[Entry | Delta]()
    for part in parts:
        factor = factor * part.factor
        inside += part.bound
        factors += part.factors
    inside += (one for one in bound if one is not None)
    return Term(factor, tuple(inside), tuple(factors))


def contracted(term: Term) -> Term:
    """The term without the sums that a delta ends: Σ_k A_ik δ_kj = A_ij."""
    bound, factors = list(term.bound), list(term.factors)
    while True:
        found = next(
            (one for one in factors if isinstance(one, Delta) and {one.left, one.right} & {*bound}),
            None,
        )
        if found is None:
            return Term(term.factor, tuple(bound), tuple(factors))
        old, new = found.left, found.right
        if old not in bound:
            old, new = new, old
        bound.remove(old)
        factors.remove(found)
        factors = [_renamed(one, old, new) for one in factors]


def _renamed(one: Entry | Delta, old: Index, new: Index) -> Entry | Delta:
    """The factor with an index in the place of another."""
    if isinstance(one, Delta):
        return Delta(*(new if index is old else index for index in (one.left, one.right)))
    row, col = (new if index is old else index for index in (one.row, one.col))
    return Entry(one.of, row, col)


Terms = list[Term] | None


def _add(low: Lowering, e: Expr, at: Place) -> Terms:
    found: list[Term] = []
    for arg in e.args:
        part = low.terms(arg, at)
        if part is None:
            return None
        found += part
    return found


def _scale(low: Lowering, e: Expr, at: Place) -> Terms:
    found = low.terms(e.args[0], at)
    return None if found is None else [times(e.coefficient, term) for term in found]


def _product(low: Lowering, operands: Sequence[tuple[Expr, Place]], bound: Place = ()) -> Terms:
    """The product of entries, multiplied out where an operand has several terms."""
    found: list[list[Term]] = []
    for expr, at in operands:
        part = low.terms(expr, at)
        if part is None:
            return None
        found.append(part)
    return [joined(parts, bound) for parts in product(*found)]


def _smul(low: Lowering, e: Expr, at: Place) -> Terms:
    return _product(low, [(e.args[0], (None, None)), (e.args[1], at)])


def _hadamard(low: Lowering, e: Expr, at: Place) -> Terms:
    return _product(low, [(arg, at) for arg in e.args])


def _matmul(low: Lowering, e: Expr, at: Place) -> Terms:
    """Neighbours that stand still are one matrix, so that there is no sum between them."""
    chain: list[Expr] = []
    for arg in e.args:
        if chain and not arg.varies and not chain[-1].varies:
            chain[-1] = matmul(chain[-1], arg)
        else:
            chain.append(arg)
    inner = [low.index(arg.shape.cols) for arg in chain[:-1]]
    borders = [at[0], *inner, at[1]]
    operands = [(arg, (borders[i], borders[i + 1])) for i, arg in enumerate(chain)]
    return _product(low, operands, tuple(inner))


def _transpose(low: Lowering, e: Expr, at: Place) -> Terms:
    return low.terms(e.args[0], (at[1], at[0]))


def _trace(low: Lowering, e: Expr, at: Place) -> Terms:
    k = low.index(e.args[0].shape.rows)
    return _product(low, [(e.args[0], (k, k))], (k,))


def _inner(low: Lowering, e: Expr, at: Place) -> Terms:
    place = low.place(e.args[0])
    return _product(low, [(arg, place) for arg in e.args], place)


def _diag(low: Lowering, e: Expr, at: Place) -> Terms:
    row, col = at
    found = low.terms(e.args[0], (row, None))
    if found is None or row is None or col is None:
        return None
    return [joined([term, Term(ONE, (), (Delta(row, col),))]) for term in found]


def _diagonal(low: Lowering, e: Expr, at: Place) -> Terms:
    return low.terms(e.args[0], (at[0], at[0]))


_RULES: dict[str, Callable[[Lowering, Expr, Place], Terms]] = {
    "add": _add,
    "scale": _scale,
    "smul": _smul,
    "hadamard": _hadamard,
    "matmul": _matmul,
    "transpose": _transpose,
    "trace": _trace,
    "inner": _inner,
    "diag": _diag,
    "diagonal": _diagonal,
}
