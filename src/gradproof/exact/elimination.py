"""Inverse, determinant and linear systems by Gaussian elimination on a kit's own scalars.

On dual scalars the derivative of the inverse and of the determinant follows from the arithmetic.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gradproof.exact.kits import Kit, Matrix, Scalar, Undefined

Choice = Callable[[Sequence[Scalar]], int | None]


def _eliminate(kit: Kit, rows: Matrix, width: int, choose: Choice) -> tuple[list[int], Scalar]:
    """Bring `rows` to reduced echelon form, in place, on its first `width` columns.

    `choose` finds the place of the pivot in a column. Returns the pivot columns, and the product of
    the pivots with the sign of the row exchanges.
    """
    reduce = kit.reduce
    pivots: list[int] = []
    product = kit.constant(1)
    top = 0
    for column in range(width):
        if top == len(rows):
            break
        found = choose([row[column] for row in rows[top:]])
        if found is None:
            continue
        if found:
            rows[top], rows[top + found] = rows[top + found], rows[top]
            product = kit.negative(product)
        pivot = rows[top][column]
        product = reduce(product * pivot)
        factor = kit.reciprocal(pivot)
        chosen = rows[top] = [reduce(factor * x) for x in rows[top]]
        for i, row in enumerate(rows):
            if i != top and (factor := row[column]) != 0:
                factor = kit.negative(factor)
                rows[i] = [reduce(x + factor * y) for x, y in zip(row, chosen, strict=True)]
        pivots.append(column)
        top += 1
    return pivots, product


def inverse(kit: Kit, matrix: Matrix) -> Matrix:
    """A⁻¹; Undefined if A is singular.

    >>> from gradproof.exact.modular import Free
    >>> kit = Free(101)
    >>> kit.matmul(inverse(kit, [[2, 3], [5, 7]]), [[2, 3], [5, 7]])
    [[1, 0], [0, 1]]
    """
    size = len(matrix)
    if size != len(matrix[0]):
        raise Undefined("the inverse of a matrix that is not square")
    rows = [[*row, *unit] for row, unit in zip(matrix, kit.eye(size), strict=True)]
    pivots, _ = _eliminate(kit, rows, size, kit.leader)
    if len(pivots) < size:
        raise Undefined("singular")
    found = [row[size:] for row in rows]
    kit.check_inverse(matrix, found)
    return found


def determinant(kit: Kit, matrix: Matrix) -> Scalar:
    """det A; the kit is told if it is 0.

    >>> from gradproof.exact.modular import Free
    >>> determinant(Free(101), [[2, 3], [5, 7]])
    100
    """
    size = len(matrix)
    if size != len(matrix[0]):
        raise Undefined("the determinant of a matrix that is not square")
    rows = [list(row) for row in matrix]
    pivots, product = _eliminate(kit, rows, size, kit.leader)
    if len(pivots) == size:
        return kit.settled(matrix, product)
    kit.singular()
    return kit.constant(0)


def solve(
    kit: Kit, matrix: Matrix, right: list[Scalar], free: Callable[[], Scalar]
) -> list[Scalar]:
    """Some x with A x = b, its undetermined entries taken from `free`; Undefined if there is none.

    >>> from gradproof.exact.modular import Free
    >>> solve(Free(101), [[1, 1, 0]], [1], lambda: 5)
    [97, 5, 5]
    """
    width = len(matrix[0])
    rows = [[*row, b] for row, b in zip(matrix, right, strict=True)]
    pivots, _ = _eliminate(kit, rows, width, kit.pivot)
    if any(not kit.is_zero(row[width]) for row in rows[len(pivots) :]):
        raise Undefined("the facts contradict each other")
    found: list[Scalar] = [None] * width
    for j in set(range(width)) - set(pivots):
        found[j] = free()
    for row, column in zip(rows, pivots, strict=False):
        rest = sum(row[j] * found[j] for j in range(width) if j not in pivots)
        found[column] = kit.reduce(row[width] + kit.negative(kit.reduce(rest + kit.constant(0))))
    return found
