r"""Functions by the words they go by: the rows of the table, and what is composed of several.

A function is a form; how many operands it takes and which shapes fit is its own business.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from gradproof.core.algebra import (
    add,
    column_sums,
    diag,
    diagonal,
    hadamard,
    inner,
    kron,
    matmul,
    negative,
    power,
    row_sums,
    scale,
    smul,
    spread,
    subtract,
    total,
    trace,
    transpose,
    vec,
)
from gradproof.core.dims import ONE, SCALAR, Monomial, Shape, size
from gradproof.core.expr import Expr, constant, ones
from gradproof.core.operation import TABLE
from gradproof.core.phrase import Phrase
from gradproof.notation.reading.function_forms import (
    Function,
    Row,
    alike,
    function_of_entries,
    same,
    square,
)
from gradproof.notation.reading.lifting import (
    Lifted,
    added_up,
    entrywise,
    paired,
    refuse,
    squared_norms,
)
from gradproof.notation.reading.sums import sum_of
from gradproof.notation.reading.terms import Form, Option, Run, Term, kind
from gradproof.ops.elementwise import ABS, EXP, LOG, MAXIMUM, NORMAL_CDF, RELU, SOFTPLUS
from gradproof.ops.matrix import DET, INVERSE, LOGABSDET, LOGDET, NORM, NORM1, SQUARED_NORM
from gradproof.ops.probability import LOG_SOFTMAX, LSE


def _pair_scalar(term: Term, args: list[Shape], run: Run) -> Shape:
    if not run.sizes.same(*args[:2]):
        left, right = run.shown(*args[:2])
        run.clash(
            term,
            Phrase("an inner product of {0} and {1}", left, right),
            "They must have one shape.",
        )
    return SCALAR


def _diag_shape(term: Term, args: list[Shape], run: Run) -> Shape:
    match kind(args[0]):
        case "scalar":
            return SCALAR
        case "matrix":
            square(term, args, run)
            return Shape(args[0].rows, ONE)
        case _:
            side = args[0].cols if args[0].rows is ONE else args[0].rows
            return Shape(side, side)


def _vec_shape(term: Term, args: list[Shape], run: Run) -> Shape:
    shape = run.sizes.shape(args[0])
    length = shape.rows * shape.cols
    run.sizes.stacked[length] = shape.rows, shape.cols
    return Shape(length, ONE)


def _kron_shape(term: Term, args: list[Shape], run: Run) -> Shape:
    left, right = args
    return Shape(left.rows * right.rows, left.cols * right.cols)


def _outer_shape(term: Term, args: list[Shape], run: Run) -> Shape:
    if any(kind(shape) not in ("column", "scalar") for shape in args):
        run.clash(term, Phrase("an outer product of {0} and {1}", *run.shown(*args)))
    return Shape(args[0].rows, args[1].rows)


def _lse_shape(term: Term, args: list[Shape], run: Run) -> Shape:
    return Shape(ONE if args[0].cols is ONE else args[0].rows, ONE)


def diag_of(x: Expr) -> Expr:
    """diag(x): the matrix of a vector, the diagonal of a matrix."""
    is_vector = x.shape.rows is ONE or x.shape.cols is ONE
    return diag(x) if is_vector else diagonal(x)


def count(x: Expr) -> Monomial:
    """How many entries there are."""
    return x.shape.rows * x.shape.cols


def mean(x: Expr) -> Expr:
    """The mean of all entries."""
    return scale(ONE / count(x), total(x))


def maximum(a: Expr, b: Expr) -> Expr:
    """max(a, b) entry by entry; max(x, 0) is ReLU."""
    target = a.shape if b.shape.is_scalar else b.shape
    for one, other in ((a, b), (b, a)):
        if one.op == "zero":
            return RELU(spread(other, target))
    return MAXIMUM(spread(a, target), spread(b, target))


def minimum(a: Expr, b: Expr) -> Expr:
    """min(a, b) = −max(−a, −b)."""
    return negative(maximum(negative(a), negative(b)))


def logarithm(x: Expr) -> Expr:
    """log x, by the name that the whole has: log det, log-sum-exp, log-softmax, softplus."""
    if x.op == "det":
        return LOGDET(x.args[0])
    if x.op == "abs" and x.args[0].op == "det":
        return LOGABSDET(x.args[0].args[0])
    if x.op == "softmax":
        return LOG_SOFTMAX(x.args[0])
    for inside in _exponents(x):
        if inside.shape == x.shape and x.same(add(ones(*x.shape), EXP(inside))):
            return SOFTPLUS(inside)
        groups = total if inside.shape.cols is ONE else row_sums
        if inside.shape != x.shape and x.same(groups(EXP(inside))):
            return LSE(inside)
    return LOG(x)


def _exponents(x: Expr) -> list[Expr]:
    """The u of every eᵘ among the operands of x."""
    return [arg.args[0] for arg in x.args if arg.op == "exp"]


def absolute(x: Expr) -> Expr:
    """|x| entry by entry; |X| of a matrix is its determinant."""
    return ABS(x)


NORMS = {
    "1": Phrase("{0} is read as the sum of the absolute values of all entries"),
    "word": Phrase("{0} is read as the Frobenius norm"),
}


def norm_like(term: Term, args: list[Shape], run: Run) -> Shape:
    """A scalar; ‖·‖₁ and `norm` of a matrix are read entry by entry, ‖·‖₂ is refused.

    `data` is the index of the norm, or `word` if it is a word that does not say which norm it is.
    """
    what = kind(args[0])
    if what == "scalar":
        run.penalty(term, 2.5)
    if what == "matrix" and term.data == "2":
        written = run.source(term.args[0].node)
        run.unsupported(
            term,
            "the spectral norm of a matrix is not supported",
            Phrase(r"Write \|{0}\|_F for the Frobenius norm.", written),
        )
    if what == "matrix" and term.data in NORMS:
        run.note(NORMS[str(term.data)].of(run.source(term.node)))
    return SCALAR


def _bars_shape(term: Term, args: list[Shape], run: Run) -> Shape:
    if kind(args[0]) != "matrix":
        return args[0]
    ways = [Option("det", 0), Option("abs", 1)]
    if run.choice(("bars", term.node.start), ways) == "det" and run.sizes.unify(*args[0]):
        run.decisions[id(term)] = "det"
        return SCALAR
    run.note(Phrase("{0} is read as the absolute value of every entry", run.source(term.node)))
    return args[0]


class Bars(Form):
    """|x|: the absolute value, of a square matrix the determinant."""

    name = "determinant"

    def infer(self, term: Term, args: list[Shape], run: Run) -> Shape:
        return _bars_shape(term, args, run)

    def build(self, term: Term, args: list[Expr], run: Run) -> Expr:
        return DET(args[0]) if run.decisions.get(id(term)) == "det" else ABS(args[0])

    def lift(self, term: Term, args: list[Lifted], run: Run) -> Lifted:
        if run.decisions.get(id(term)) == "det":
            return super().lift(term, args, run)
        return entrywise(args, run.shape(term), run.counts(), ABS)


class Along(Form):
    """A sum or a mean over everything, or along an axis (`data`, 0 for columns, 1 for rows).

    `said`: over everything where MATLAB would add up every column.
    """

    averages = True

    def __init__(self, averaged: bool) -> None:
        self.averaged = averaged
        self.arity = (1,)

    def infer(self, term: Term, args: list[Shape], run: Run) -> Shape:
        (shape,) = args
        if shape.is_scalar and not run.cells[id(term.args[0])]:
            run.penalty(term, 1.5)
        if term.data == "said" and kind(shape) == "matrix":
            said = Phrase("{0} is read as the sum of all entries")
            if self.averaged:
                said = Phrase("{0} is read as the mean of all entries")
            run.note(said.of(run.source(term.node)))
        if term.data not in (0, 1) or kind(shape) != "matrix":
            return SCALAR
        return Shape(ONE, shape.cols) if term.data == 0 else Shape(shape.rows, ONE)

    def build(self, term: Term, args: list[Expr], run: Run) -> Expr:
        (x,) = args
        if term.data not in (0, 1) or x.shape.cols is ONE or x.shape.rows is ONE:
            whole, number = sum_of(x), count(x)
        elif term.data == 0:
            whole, number = column_sums(x), x.shape.rows
        else:
            whole, number = row_sums(x), x.shape.cols
        return scale(ONE / number, whole) if self.averaged else whole

    def lift(self, term: Term, args: list[Lifted], run: Run) -> Lifted:
        found = added_up(args[0])
        if not self.averaged:
            return found
        number = args[0].cell.rows * args[0].cell.cols
        return replace(found, expr=scale(ONE / number, found.expr))


class Measure(Form):
    """How long a vector is, how many entries there are, or the size along an axis (`data`)."""

    def __init__(self, whole: bool = False) -> None:
        self.whole = whole
        self.arity = (1,)

    def infer(self, term: Term, args: list[Shape], run: Run) -> Shape:
        if kind(args[0]) == "matrix" and not self.whole and term.data not in (0, 1):
            hint = "Write size(X, 1), size(X, 2) or numel(X)."
            run.unsupported(term, "a matrix has two lengths", hint)
        return SCALAR

    def build(self, term: Term, args: list[Expr], run: Run) -> Expr:
        rows, cols = args[0].shape
        return constant({0: rows, 1: cols}.get(term.data, rows * cols))  # pyright: ignore


def _root(x: Expr) -> Expr:
    return power(x, Fraction(1, 2))


def _mse(a: Expr, b: Expr) -> Expr:
    difference = subtract(a, b)
    return scale(ONE / count(difference), SQUARED_NORM(difference))


def _lifted_norm(x: Lifted) -> Lifted:
    return replace(found := squared_norms(x), expr=_root(found.expr))


def _lifted_norm1(x: Lifted) -> Lifted:
    if x.pieces:
        raise refuse("a norm of a matrix with an index")
    return added_up(replace(x, expr=ABS(x.expr)))


def _lifted_inner(a: Lifted, b: Lifted) -> Lifted:
    if not (a.indices and b.indices) or a.is_scalar:
        raise refuse("this inner product")
    return paired(a, b)


def _lifted_lse(x: Lifted) -> Lifted:
    if x.pieces or x.is_scalar:
        raise refuse("this log-sum-exp")
    return Lifted(LSE(x.expr), x.indices, SCALAR)


def _error_shape(term: Term, args: list[Shape], run: Run) -> Shape:
    alike(term, args, run)
    return SCALAR


BARS = Bars()
SUM, MEAN = Along(False), Along(True)
TRACE = Function("trace", (1,), square, trace)
NORM_FORM = Function("norm", (1,), norm_like, NORM, _lifted_norm)
SQUARED = Function("squared norm", (1,), norm_like, SQUARED_NORM, squared_norms)
NORM_ONE = Function("norm", (1,), norm_like, NORM1, _lifted_norm1)
INNER = Function("inner product", (2,), _pair_scalar, inner, _lifted_inner)
ROOT = Function("square root", (1,), function_of_entries, _root)
EXPONENTIAL = Function("exponential", (1,), function_of_entries, EXP)
LOGARITHM = Function("logarithm", (1,), function_of_entries, logarithm)
KRON = Function("Kronecker product", (2,), _kron_shape, kron)
VEC = Function("vec", (1,), _vec_shape, vec)
DIAG = Function("diagonal", (1,), _diag_shape, diag_of)
INVERSE_FORM = Row(INVERSE)

FUNCTIONS: dict[str, Form] = {name: Row(row) for row in TABLE for name in row.names}
"""Every word that is a function, with its form."""
for _names, _form in (
    ("log ln", LOGARITHM),
    ("tr Tr trace Trace", TRACE),
    ("diag Diag", DIAG),
    ("vec Vec", VEC),
    ("sum Sum", SUM),
    ("mean Mean avg", MEAN),
    ("sqrt", ROOT),
    ("transpose", Function("transpose", (1,), lambda t, a, r: a[0].transposed, transpose)),
    ("kron", KRON),
    ("inner vdot", INNER),
    ("outer", Function("outer product", (2,), _outer_shape, lambda a, b: matmul(a, transpose(b)))),
    ("max maximum", Function("maximum", (2,), alike, maximum)),
    ("min minimum", Function("minimum", (2,), alike, minimum)),
    ("lse LSE logsumexp log_sum_exp", Function("log-sum-exp", (1,), _lse_shape, LSE, _lifted_lse)),
    ("multiply times", Function("entrywise product", (2,), alike, lambda a, b: hadamard(
        spread(a, b.shape if a.shape.is_scalar else a.shape),
        spread(b, a.shape if b.shape.is_scalar else b.shape)))),
    ("numel", Measure(whole=True)),
    ("length len size", Measure()),
    ("square", Function("square", (1,), same, lambda x: power(x, 2))),
    ("erf", Function("error function", (1,), same, lambda x: subtract(
        scale(2, NORMAL_CDF(smul(_root(constant(size(2))), x))), ones(*x.shape)))),
    ("log1p", Function("log(1+x)", (1,), same, lambda x: logarithm(add(ones(*x.shape), x)))),
    ("norm norm2", NORM_FORM),
    ("norm1", NORM_ONE),
    ("sumsq sum_squares norm_squared", SQUARED),
    ("MSE mse mse_loss", Function("mean squared error", (2,), _error_shape, _mse)),
):  # fmt: skip
    for _name in _names.split():
        FUNCTIONS[_name] = _form
