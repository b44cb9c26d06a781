"""How each primitive that is not a scalar function is evaluated, in every number system."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import product

from gradproof.core.dims import Shape
from gradproof.core.expr import Expr
from gradproof.core.indices import Delta, Form, Index, Term
from gradproof.exact.elimination import determinant, inverse
from gradproof.exact.kits import Kit, Matrix, Scalar, Unsupported
from gradproof.exact.sizes import Sizes

Primitive = Callable[[Kit, Expr, Sequence[Matrix], Sizes], Matrix]


def _shaped(sizes: Sizes, expr: Expr, data: object = None) -> tuple[int, int]:
    shape = data if isinstance(data, Shape) else expr.shape
    return sizes.length(shape.rows), sizes.length(shape.cols)


def _constant(kit: Kit, expr: Expr, operands: Sequence[Matrix], sizes: Sizes) -> Matrix:
    return [[kit.constant(sizes.coefficient(expr.coefficient))]]


def _scale(kit: Kit, expr: Expr, operands: Sequence[Matrix], sizes: Sizes) -> Matrix:
    return kit.scaled(kit.constant(sizes.coefficient(expr.coefficient)), operands[0])


def _matmul(kit: Kit, expr: Expr, operands: Sequence[Matrix], sizes: Sizes) -> Matrix:
    """From the side that is narrower: A B x takes two products with a vector."""
    if from_the_right(len(operands[0]), len(operands[-1][0])):
        found = operands[-1]
        for other in reversed(operands[:-1]):
            found = kit.matmul(other, found)
        return found
    found = operands[0]
    for other in operands[1:]:
        found = kit.matmul(found, other)
    return found


def from_the_right(rows: int, cols: int) -> bool:
    """Whether a product of so many rows and columns is multiplied from the right."""
    return cols < rows


def _trace(kit: Kit, expr: Expr, operands: Sequence[Matrix], sizes: Sizes) -> Matrix:
    (a,) = operands
    if len(a) != len(a[0]):
        raise Unsupported("the trace of a matrix that is not square")
    return [[kit.reduce(sum(row[i] for i, row in enumerate(a)))]]


def _diag(kit: Kit, expr: Expr, operands: Sequence[Matrix], sizes: Sizes) -> Matrix:
    entries = [x for row in operands[0] for x in row]
    nil = kit.constant(0)
    size = range(len(entries))
    return [[entries[i] if i == j else nil for j in size] for i in size]


def _kron(kit: Kit, expr: Expr, operands: Sequence[Matrix], sizes: Sizes) -> Matrix:
    found, reduce = operands[0], kit.reduce
    for b in operands[1:]:
        found = [[reduce(x * y) for x in row for y in other] for row in found for other in b]
    return found


def _vec(kit: Kit, expr: Expr, operands: Sequence[Matrix], sizes: Sizes) -> Matrix:
    return [[x] for column in zip(*operands[0], strict=True) for x in column]


def _unvec(kit: Kit, expr: Expr, operands: Sequence[Matrix], sizes: Sizes) -> Matrix:
    rows, cols = _shaped(sizes, expr, expr.data)
    entries = [x for row in operands[0] for x in row]
    if len(entries) != rows * cols:
        raise Unsupported("unvec to a shape of another size")
    return [[entries[j * rows + i] for j in range(cols)] for i in range(rows)]


def _blocks(whole: Matrix, rows: int, cols: int) -> list[list[Matrix]]:
    """The blocks of rows × cols that tile the whole."""
    if len(whole) % rows or len(whole[0]) % cols:
        raise Unsupported("blocks that do not tile the matrix")
    return [
        [
            [row[left : left + cols] for row in whole[top : top + rows]]
            for left in range(0, len(whole[0]), cols)
        ]
        for top in range(0, len(whole), rows)
    ]


def _block_inner(kit: Kit, expr: Expr, operands: Sequence[Matrix], sizes: Sizes) -> Matrix:
    whole, b = operands
    return [[kit.dot(block, b) for block in row] for row in _blocks(whole, len(b), len(b[0]))]


def _block_sum(kit: Kit, expr: Expr, operands: Sequence[Matrix], sizes: Sizes) -> Matrix:
    whole, a = operands
    if len(whole) % len(a) or len(whole[0]) % len(a[0]):
        raise Unsupported("blocks that do not tile the matrix")
    blocks = _blocks(whole, len(whole) // len(a), len(whole[0]) // len(a[0]))
    return kit.add(
        [
            kit.scaled(x, block)
            for row, line in zip(a, blocks, strict=True)
            for x, block in zip(row, line, strict=True)
        ]
    )


def _commutation(kit: Kit, expr: Expr, operands: Sequence[Matrix], sizes: Sizes) -> Matrix:
    """K with K vec A = vec Aᵀ: a 1 in row i + j·cols for the entry A_ji, the (j + i·rows)-th."""
    rows, cols = _shaped(sizes, expr, expr.data)
    zero, one = kit.constant(0), kit.constant(1)
    made = [[zero] * (rows * cols) for _ in range(rows * cols)]
    for j in range(rows):
        for i in range(cols):
            made[i + j * cols][j + i * rows] = one
    return made


def _selection(kit: Kit, expr: Expr, operands: Sequence[Matrix], sizes: Sizes) -> Matrix:
    """S with S x = vec diag(x): a 1 in row i + i·n of column i."""
    count = _shaped(sizes, expr)[1]
    zero, one = kit.constant(0), kit.constant(1)
    made = [[zero] * count for _ in range(count * count)]
    for i in range(count):
        made[i + i * count][i] = one
    return made


def _unit(kit: Kit, expr: Expr, operands: Sequence[Matrix], sizes: Sizes) -> Matrix:
    """A column with a 1 at its place."""
    assert isinstance(expr.data, int)
    made = kit.filled(*_shaped(sizes, expr), 0)
    if not 1 <= expr.data <= len(made):
        raise Unsupported("a unit vector whose 1 is beyond its end")
    made[expr.data - 1][0] = kit.constant(1)
    return made


def _indexed(kit: Kit, expr: Expr, operands: Sequence[Matrix], sizes: Sizes) -> Matrix:
    """Entry by entry, with loops over the indices: an index is a variable and nothing more."""
    form = expr.data
    assert isinstance(form, Form)
    nil = kit.constant(0)

    def value(term: Term, at: dict[Index, int]) -> Scalar:
        found = kit.constant(sizes.coefficient(term.factor))
        for one in term.factors:
            if isinstance(one, Delta):
                if at[one.left] != at[one.right]:
                    return nil
                continue
            assert isinstance(one.of, int)
            row = 0 if one.row is None else at[one.row]
            col = 0 if one.col is None else at[one.col]
            found = kit.reduce(found * operands[one.of][row][col])
        return found

    def entry(at: dict[Index, int]) -> Scalar:
        values = [
            value(term, at | inner) for term in form.terms for inner in _runs(term.bound, sizes)
        ]
        return kit.reduce(sum(values, nil))

    rows, cols = (list(_runs(one, sizes)) for one in (form.rows, form.cols))
    return [[entry(row | col) for col in cols] for row in rows]


def _runs(indices: Sequence[Index], sizes: Sizes) -> Iterator[dict[Index, int]]:
    """All values of the indices, the first the fastest."""
    lengths = [range(sizes.length(one.size)) for one in reversed(indices)]
    for values in product(*lengths):
        yield dict(zip(reversed(indices), values, strict=True))


PRIMITIVES: dict[str, Primitive] = {
    "constant": _constant,
    "ones": lambda kit, e, ops, sizes: kit.filled(*_shaped(sizes, e), 1),
    "zero": lambda kit, e, ops, sizes: kit.filled(*_shaped(sizes, e), 0),
    "identity": lambda kit, e, ops, sizes: kit.eye(_shaped(sizes, e)[0]),
    "indexed": _indexed,
    "commutation": _commutation,
    "selection": _selection,
    "unit": _unit,
    "add": lambda kit, e, ops, sizes: kit.add(ops),
    "scale": _scale,
    "smul": lambda kit, e, ops, sizes: kit.scaled(ops[0][0][0], ops[1]),
    "matmul": _matmul,
    "hadamard": lambda kit, e, ops, sizes: kit.hadamard(ops),
    "transpose": lambda kit, e, ops, sizes: [list(row) for row in zip(*ops[0], strict=True)],
    "trace": _trace,
    "inner": lambda kit, e, ops, sizes: [[kit.dot(*ops)]],
    "diag": _diag,
    "diagonal": lambda kit, e, ops, sizes: [[row[i]] for i, row in enumerate(ops[0])],
    "kron": _kron,
    "vec": _vec,
    "unvec": _unvec,
    "block_inner": _block_inner,
    "block_sum": _block_sum,
    "inverse": lambda kit, e, ops, sizes: inverse(kit, ops[0]),
    "det": lambda kit, e, ops, sizes: [[determinant(kit, ops[0])]],
}
