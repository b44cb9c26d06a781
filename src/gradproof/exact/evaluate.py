"""Plain evaluation at given values, in floats or in 50 digits, for tests and counterexamples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from gradproof.core.dims import Monomial, size
from gradproof.core.errors import ShapeError
from gradproof.core.expr import Expr, symbols
from gradproof.core.phrase import Phrase
from gradproof.exact.dual import RealDual
from gradproof.exact.evaluator import Evaluator
from gradproof.exact.kits import Matrix, Undefined
from gradproof.exact.point import Fixed
from gradproof.exact.real import PRECISE, Precise, Real
from gradproof.exact.sizes import Sizes

Nested = Sequence[Any] | float | int


class _Lenient:
    """Values also where rounding could decide: at kinks (where sign and step are 0) and so on."""

    def check_inverse(self, matrix: Matrix, inverted: Matrix) -> None:
        """Any inverse will do."""

    def singular(self) -> None:
        """Its determinant is 0."""

    def settled(self, matrix: Matrix, determinant: Any) -> Any:
        """Any determinant will do."""
        return determinant

    def is_zero(self, x: Any) -> bool:
        """Only 0 itself."""
        return not x

    def at_kink(self, expr: Expr, matrix: Matrix) -> Matrix:
        """sign or step."""
        low = -1.0 if expr.op == "sign" else 0.0
        return [[1.0 if x > 0 else low if x < 0 else 0.0 for x in row] for row in matrix]


class _Plain(_Lenient, Real):
    pass


class _PlainPrecise(_Lenient, Precise):
    pass


def evaluate(
    expr: Expr,
    values: Mapping[str, Nested],
    sizes: Mapping[str, int] | None = None,
    *,
    tangents: Mapping[str, Nested] | None = None,
    definitions: Mapping[Expr, Expr] | None = None,
) -> list[list[float]]:
    """The value in floats, as a list of rows; `values` and `tangents` by the symbols' names.

    Errors:  ShapeError if a value does not fit its symbol; Undefined where there is no value.
    >>> from gradproof.core.algebra import matmul
    >>> from gradproof.core.dims import shape
    >>> from gradproof.core.expr import symbol
    >>> A, x = symbol("A", shape("m", "n")), symbol("x", shape("n"))
    >>> evaluate(matmul(A, x), {"A": [[1, 2], [3, 4], [5, 6]], "x": [1, -1]})
    [[-1.0], [-1.0], [-1.0]]
    """
    kit = _Plain()
    found = _evaluated(kit, expr, values, sizes, tangents, definitions)
    return [[float(x) for x in row] for row in found]


def evaluate_precise(
    expr: Expr,
    values: Mapping[str, Nested],
    sizes: Mapping[str, int] | None = None,
    *,
    tangents: Mapping[str, Nested] | None = None,
    definitions: Mapping[Expr, Expr] | None = None,
) -> Matrix:
    """The value in 50 digits, as a list of rows of mpmath numbers; otherwise like `evaluate`."""
    kit = _PlainPrecise()
    found = _evaluated(kit, expr, values, sizes, tangents, definitions)
    return [[PRECISE.mpf(x) for x in row] for row in found]


def _evaluated(
    kit: Real,
    expr: Expr,
    values: Mapping[str, Nested],
    sizes: Mapping[str, int] | None,
    tangents: Mapping[str, Nested] | None,
    definitions: Mapping[Expr, Expr] | None,
) -> Matrix:
    RealDual(kit)
    known = definitions or {}
    letters: dict[Monomial, int] = {size(name): value for name, value in (sizes or {}).items()}
    leaves: dict[Expr, Matrix] = {}
    moved: dict[Expr, Matrix] = {}
    for leaf in symbols(expr, *known.values()):
        if leaf in known:
            continue
        name = leaf.symbol.name
        if name not in values:
            raise Undefined(Phrase("{0} has no value", name))
        leaves[leaf] = _matrix(kit, leaf, values[name], letters)
        if tangents and name in tangents:
            moved[leaf] = _matrix(kit, leaf, tangents[name], letters)
    bound = {str(one): value for one, value in letters.items() if one.factors}
    for leaf, matrix in (*leaves.items(), *moved.items()):
        there = tuple(int(one.value(bound)) for one in leaf.shape)
        if there != (len(matrix), len(matrix[0])):
            found = f"{len(matrix)}×{len(matrix[0])}"
            raise ShapeError(Phrase("{0} is {1}, not {2}", leaf.symbol.text, leaf.shape, found))
    return Evaluator(Sizes(bound), Fixed(leaves, moved), known).value(expr, kit)


def _matrix(kit: Real, leaf: Expr, value: Nested, letters: dict[Monomial, int]) -> Matrix:
    """A nested list as rows of scalars; the sizes that it settles are entered in `letters`."""
    rows: list[list[Any]]
    if not isinstance(value, Sequence):
        rows = [[value]]
    elif value and isinstance(value[0], Sequence):
        rows = [list(row) for row in value]
    else:
        rows = [list(value)] if leaf.shape.is_row else [[x] for x in value]
    if not rows or len({len(row) for row in rows}) != 1 or not rows[0]:
        raise ShapeError(Phrase("the value of {0} is not a matrix", leaf.symbol.text))
    for one, found in zip(leaf.shape, (len(rows), len(rows[0])), strict=True):
        if (
            one.factors
            and one.coefficient == 1
            and len(one.factors) == 1
            and one.factors[0][1] == 1
        ):
            letters.setdefault(one, found)
    return [[_scalar(kit, x) for x in row] for row in rows]


def _scalar(kit: Real, x: Any) -> Any:
    if isinstance(x, int | Fraction):
        return kit.constant(x)
    return PRECISE.mpf(x) if isinstance(kit, Precise) else float(x)
