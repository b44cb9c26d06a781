"""Matrices of scalars, and Jacobians between them: the values that claims speak of.

A scalar has shape (), everything else is rows × columns; a column vector is n × 1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from gradproof.check.tape import NoValue, Scalar, call, divided, power, times, total, value_of

Shape = tuple[int, ...]


class Misfit(Exception):
    """Shapes that do not fit; `args` are the words and the shapes."""


class Array:
    """A matrix in row-major order, or a scalar."""

    __slots__ = ("data", "shape")

    def __init__(self, shape: Shape, data: Sequence[Scalar]) -> None:
        self.shape, self.data = shape, list(data)

    @property
    def rows(self) -> int:
        return self.shape[0] if self.shape else 1

    @property
    def cols(self) -> int:
        return self.shape[1] if self.shape else 1

    @property
    def is_scalar(self) -> bool:
        return not self.shape

    @property
    def is_vector(self) -> bool:
        return bool(self.shape) and 1 in self.shape

    def at(self, i: int, j: int) -> Scalar:
        """The entry in row i and column j, counted from 0."""
        return self.data[i * self.cols + j]

    def __iter__(self) -> Iterator[Scalar]:
        return iter(self.data)

    def each(self, change: Callable[[Scalar], Scalar]) -> Array:
        """The function of every entry."""
        return Array(self.shape, [change(x) for x in self.data])

    @property
    def scalar(self) -> Scalar:
        """The value of a scalar; a 1 × 1 matrix is one too."""
        if len(self.data) != 1:
            raise Misfit("a scalar is needed", self.shape)
        return self.data[0]


class Jacobian:
    """∂u/∂v as numbers: `table[a][b]` is the derivative of entry a of u by entry b of v."""

    __slots__ = ("table", "u", "v")

    def __init__(self, u: Shape, v: Shape, table: list[list[Scalar]]) -> None:
        self.u, self.v, self.table = u, v, table

    def matrix(self) -> Array:
        """Rows by the entries of u, columns by those of v."""
        data = [x for row in self.table for x in row]
        return Array((len(self.table), len(self.table[0])), data)

    @property
    def is_diagonal(self) -> bool:
        """Whether each entry of u depends on its own entry of v alone."""
        return self.u == self.v and all(
            abs(value_of(x)) < 1e-12
            for a, row in enumerate(self.table)
            for b, x in enumerate(row)
            if a != b
        )

    def turned(self) -> Jacobian:
        """The transpose, as the matrix of denominator layout."""
        return Jacobian(self.v, self.u, [list(row) for row in zip(*self.table, strict=True)])

    def diagonal(self) -> Array:
        """The elementwise derivative, in the shape of u."""
        return Array(self.u, [self.table[a][a] for a in range(len(self.table))])


Value = Array | Jacobian


def scalar(x: Scalar) -> Array:
    """A scalar."""
    return Array((), [x])


def full(shape: Shape, x: Scalar) -> Array:
    """Every entry x."""
    count = 1
    for d in shape:
        count *= d
    return Array(shape, [x] * count)


def eye(n: int) -> Array:
    """The identity matrix."""
    return Array((n, n), [1 if i == j else 0 for i in range(n) for j in range(n)])


def transposed(a: Array) -> Array:
    """aᵀ."""
    if a.is_scalar:
        return a
    r, c = a.shape
    return Array((c, r), [a.data[i * c + j] for j in range(c) for i in range(r)])


def matmul(a: Array, b: Array) -> Array:
    """The matrix product; a product with a scalar scales; 1 × 1 is a scalar."""
    if a.is_scalar or b.is_scalar:
        return scaled(a, b)
    n, k = a.shape
    if k != b.shape[0]:
        raise Misfit("the inner sizes of a product differ", a.shape, b.shape)
    m = b.shape[1]
    data = [
        total([times(a.data[i * k + t], b.data[t * m + j]) for t in range(k)])
        for i in range(n)
        for j in range(m)
    ]
    return Array((), data) if n == 1 and m == 1 else Array((n, m), data)


def scaled(a: Array, b: Array) -> Array:
    """A scalar times anything."""
    if a.is_scalar:
        return b.each(lambda x: times(a.data[0], x))
    if b.is_scalar:
        return a.each(lambda x: times(x, b.data[0]))
    raise Misfit("neither factor is a scalar", a.shape, b.shape)


def entrywise(
    a: Array, b: Array, join: Callable[[Scalar, Scalar], Scalar], spread: bool = False
) -> Array:
    """a and b joined entry by entry; scalars, and with `spread` rows and columns, are repeated."""
    if a.shape == b.shape:
        return Array(a.shape, [join(x, y) for x, y in zip(a.data, b.data, strict=True)])
    if a.is_scalar:
        return b.each(lambda y: join(a.data[0], y))
    if b.is_scalar:
        return a.each(lambda x: join(x, b.data[0]))
    if spread:
        r, c = (max(x, y) for x, y in zip(a.shape, b.shape, strict=True))
        if (r, c) in (a.shape, b.shape) and all(
            one.shape[0] in (1, r) and one.shape[1] in (1, c) for one in (a, b)
        ):
            one, other = spread_to(a, (r, c)), spread_to(b, (r, c))
            return Array((r, c), [join(x, y) for x, y in zip(one.data, other.data, strict=True)])
    raise Misfit("the shapes differ", a.shape, b.shape)


def spread_to(a: Array, shape: Shape) -> Array:
    """A row or column repeated."""
    if a.shape == shape:
        return a
    r, c = shape
    n, m = a.shape
    return Array(
        shape, [a.at(i if n > 1 else 0, j if m > 1 else 0) for i in range(r) for j in range(c)]
    )


def kron(a: Array, b: Array) -> Array:
    """The Kronecker product."""
    n, m = a.rows, a.cols
    p, q = b.rows, b.cols
    data = [
        times(a.at(i, j), b.at(k, t))
        for i in range(n)
        for k in range(p)
        for j in range(m)
        for t in range(q)
    ]
    return Array((n * p, m * q), data)


def vec(a: Array) -> Array:
    """The columns one below the other."""
    return Array((a.rows * a.cols, 1), [a.at(i, j) for j in range(a.cols) for i in range(a.rows)])


def solve(a: Array, b: Array) -> Array:
    """a⁻¹ b by elimination with the largest pivots."""
    n = a.rows
    if a.is_scalar:
        return b.each(lambda x: divided(x, a.data[0]))
    if a.shape != (n, n):
        raise Misfit("only a square matrix has an inverse", a.shape)
    m = b.cols
    left = [[a.at(i, j) for j in range(n)] for i in range(n)]
    right = [[b.at(i, j) for j in range(m)] for i in range(n)]
    for k in range(n):
        at = max(range(k, n), key=lambda i: abs(value_of(left[i][k])))
        if abs(value_of(left[at][k])) < 1e-9:
            raise NoValue("a singular matrix")
        left[k], left[at] = left[at], left[k]
        right[k], right[at] = right[at], right[k]
        for i in range(n):
            if i == k:
                continue
            factor = divided(left[i][k], left[k][k])
            for j in range(k, n):
                left[i][j] = left[i][j] - factor * left[k][j]
            for j in range(m):
                right[i][j] = right[i][j] - factor * right[k][j]
    return Array((n, m), [divided(right[i][j], left[i][i]) for i in range(n) for j in range(m)])


def determinant(a: Array) -> Scalar:
    """det a by elimination."""
    n = a.rows
    if a.is_scalar:
        return a.data[0]
    if a.shape != (n, n):
        raise Misfit("only a square matrix has a determinant", a.shape)
    rows = [[a.at(i, j) for j in range(n)] for i in range(n)]
    found: Scalar = 1
    for k in range(n):
        at = max(range(k, n), key=lambda i: abs(value_of(rows[i][k])))
        if value_of(rows[at][k]) == 0:
            return 0
        if at != k:
            rows[k], rows[at] = rows[at], rows[k]
            found = -found
        found = found * rows[k][k]
        for i in range(k + 1, n):
            factor = divided(rows[i][k], rows[k][k])
            for j in range(k + 1, n):
                rows[i][j] = rows[i][j] - factor * rows[k][j]
    return found


def trace(a: Array) -> Array:
    """The sum of the diagonal."""
    if a.is_scalar:
        return a
    if a.rows != a.cols:
        raise Misfit("only a square matrix has a trace", a.shape)
    return scalar(total([a.at(i, i) for i in range(a.rows)]))


def diagonal(a: Array) -> Array:
    """The diagonal matrix of a vector, or the diagonal of a matrix."""
    if a.is_vector:
        n = len(a.data)
        return Array((n, n), [a.data[i] if i == j else 0 for i in range(n) for j in range(n)])
    if a.is_scalar or a.rows != a.cols:
        raise Misfit("no diagonal", a.shape)
    return Array((a.rows, 1), [a.at(i, i) for i in range(a.rows)])


def softmax(a: Array) -> Array:
    """exp over its sum, over a vector, or along each row of a matrix."""
    if a.is_scalar:
        raise Misfit("softmax of a scalar", a.shape)
    lines = (
        [list(a.data)]
        if a.is_vector
        else [a.data[i * a.cols : (i + 1) * a.cols] for i in range(a.rows)]
    )
    found: list[Scalar] = []
    for line in lines:
        top = max(value_of(x) for x in line)
        grown = [call("exp", x - top) for x in line]
        below = total(grown)
        found += [divided(x, below) for x in grown]
    return Array(a.shape, found)


def powered(a: Array, exponent: Scalar) -> Array:
    """Every entry to a power."""
    return a.each(lambda x: power(x, exponent))


def matrix_power(a: Array, n: int) -> Array:
    """The product of n equal factors."""
    found = a
    for _ in range(n - 1):
        found = matmul(found, a)
    return found
