"""NumPy's own protocols: `np.tanh(X)`, `np.sum(R**2)` and the like build formulas.

NumPy calls `__array_ufunc__` and `__array_function__` of its arguments and hands over the function
that was called; here it is looked up by its name. NumPy itself is never imported.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from inspect import signature
from typing import Any, NamedTuple

from gradproof.core.dims import Monomial
from gradproof.core.errors import ShapeError
from gradproof.core.phrase import Phrase, alternatives
from gradproof.notation.python import functions
from gradproof.notation.python.formula import Axis, Formula, Operand, SymbolicError, as_formula
from gradproof.notation.python.functions import operation, rows_by_name

# Entry by entry


def _same(x: Operand) -> Formula:
    return as_formula(x)


def _exp2(x: Operand) -> Formula:
    return 2 ** as_formula(x)


def _expm1(x: Operand) -> Formula:
    return operation("exp")(x) - 1


def _log1p(x: Operand) -> Formula:
    return operation("log")(1 + as_formula(x))


def _log2(x: Operand) -> Formula:
    return operation("log")(x) / operation("log")(2)


def _log10(x: Operand) -> Formula:
    return operation("log")(x) / operation("log")(10)


def _reciprocal(x: Operand) -> Formula:
    return 1 / as_formula(x)


UFUNCS: dict[str, Callable[..., Any]] = {
    "add": operator.add,
    "subtract": operator.sub,
    "multiply": operator.mul,
    "divide": operator.truediv,
    "true_divide": operator.truediv,
    "matmul": operator.matmul,
    "power": operator.pow,
    "float_power": operator.pow,
    "negative": operator.neg,
    "positive": operator.pos,
    "absolute": operator.abs,
    "fabs": operator.abs,
    "greater": operator.gt,
    "greater_equal": operator.ge,
    "less": operator.lt,
    "less_equal": operator.le,
    "conjugate": _same,
    "reciprocal": _reciprocal,
    "square": functions.square,
    "sqrt": functions.sqrt,
    "exp2": _exp2,
    "expm1": _expm1,
    "log1p": _log1p,
    "log2": _log2,
    "log10": _log10,
    "logaddexp": functions.logaddexp,
    "fmax": operation("maximum"),
    "minimum": functions.minimum,
    "fmin": functions.minimum,
}
"""Ufuncs by name; one that is called like a row of the table needs no line."""


def _ufunc(ufunc: Any, method: str, inputs: tuple[Any, ...], options: Mapping[str, Any]) -> Any:
    name = ufunc.__name__
    if method == "reduce" and name == "add":
        return _called(_sum, "add.reduce", inputs, {"axis": 0, **options})
    if method != "__call__":
        raise SymbolicError(
            Phrase("np.{0}.{1} does not work on symbols; use np.sum or @", name, method)
        )
    found = UFUNCS.get(name)
    if found is None:
        try:
            found = operation(name)
        except AttributeError:
            raise _unknown(name) from None
    if options:
        raise _option(name, options)
    return found(*(as_formula(one) for one in inputs))


# Whole arrays


class SlogDet(NamedTuple):
    """The sign of a determinant, and the logarithm of its absolute value."""

    sign: Formula
    logabsdet: Formula


def _sum(a: Operand, axis: Axis = None, keepdims: bool = True) -> Formula:
    return functions.sum(a, axis)


def _mean(a: Operand, axis: Axis = None, keepdims: bool = True) -> Formula:
    return functions.mean(a, axis)


def _var(a: Operand, axis: Axis = None, ddof: int = 0, keepdims: bool = True) -> Formula:
    if ddof:
        raise SymbolicError("np.var and np.std of symbols are over n; ddof must be 0")
    return functions.var(a, axis)


def _std(a: Operand, axis: Axis = None, ddof: int = 0, keepdims: bool = True) -> Formula:
    return functions.sqrt(_var(a, axis, ddof))


def _norm(x: Operand, ord: Any = None, axis: Axis = None, keepdims: bool = True) -> Formula:
    return functions.norm(x, ord, axis)


def _transpose(a: Operand, axes: Sequence[int] | None = None) -> Formula:
    if axes is not None and tuple(axes) not in ((1, 0), (-1, -2)):
        raise SymbolicError(
            Phrase("np.transpose with axes={0}: a matrix has two, and they change place", axes)
        )
    return functions.transpose(a)


def _diagonal(a: Operand, k: int = 0) -> Formula:
    if k:
        raise SymbolicError("only the main diagonal of a symbol can be taken: k must be 0")
    return functions.diagonal(a)


def _diag(v: Operand, k: int = 0) -> Formula:
    return _diagonal(v, k) if k else functions.diag(v)


def _dot(a: Operand, b: Operand) -> Formula:
    return as_formula(a).dot(b)


def _vector_inner(a: Operand, b: Operand) -> Formula:
    first, second = as_formula(a), as_formula(b)
    for one in (first, second):
        if not (one.shape.is_column or one.shape.is_row or one.shape.is_scalar):
            raise ShapeError(
                Phrase(
                    "np.inner of {0} and {1}: for matrices NumPy means A @ B.T, and "
                    "mathematics tr(AᵀB), which is gradproof.inner(A, B) or "
                    "np.vdot(A, B)",
                    first.shape,
                    second.shape,
                )
            )
    return functions.inner(first, second)


def _slogdet(a: Operand) -> SlogDet:
    return SlogDet(operation("sign")(operation("det")(a)), operation("logabsdet")(a))


def _solve(a: Operand, b: Operand) -> Formula:
    return as_formula(a).I @ as_formula(b)


def _multi_dot(arrays: Sequence[Operand]) -> Formula:
    first, *rest = (as_formula(one) for one in arrays)
    for one in rest:
        first = first @ one
    return first


def _clip(a: Operand, a_min: Any = None, a_max: Any = None, **bounds: Any) -> Formula:
    return functions.clip(a, bounds.get("min", a_min), bounds.get("max", a_max))


def _where(condition: Formula, x: Operand, y: Operand) -> Formula:
    return functions.where(condition, x, y)


def _full_like(a: Formula, fill_value: Operand) -> Formula:
    return functions.ones_like(a) * fill_value


def _shape(a: Formula) -> tuple[Monomial, Monomial]:
    return a.shape


def _size(a: Formula) -> Monomial:
    return a.size


ARRAY_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "sum": _sum,
    "mean": _mean,
    "average": _mean,
    "var": _var,
    "std": _std,
    "trace": functions.trace,
    "linalg.trace": functions.trace,
    "transpose": _transpose,
    "matrix_transpose": functions.transpose,
    "linalg.matrix_transpose": functions.transpose,
    "dot": _dot,
    "vdot": functions.inner,
    "inner": _vector_inner,
    "outer": functions.outer,
    "linalg.outer": functions.outer,
    "linalg.matmul": operator.matmul,
    "kron": functions.kron,
    "diag": _diag,
    "diagonal": _diagonal,
    "linalg.diagonal": _diagonal,
    "linalg.norm": _norm,
    "linalg.vector_norm": _norm,
    "linalg.matrix_norm": _norm,
    "linalg.inv": operation("inverse"),
    "linalg.det": operation("det"),
    "linalg.slogdet": _slogdet,
    "linalg.solve": _solve,
    "linalg.matrix_power": functions.matrix_power,
    "linalg.multi_dot": _multi_dot,
    "where": _where,
    "clip": _clip,
    "ones_like": functions.ones_like,
    "zeros_like": functions.zeros_like,
    "full_like": _full_like,
    "squeeze": _same,
    "copy": _same,
    "real": _same,
    "shape": _shape,
    "size": _size,
}
"""Functions that are not ufuncs, by their names below `numpy`."""

ADVICE = {
    "equal": "for a fact write gradproof.equation(A, B)",
    "not_equal": "for a fact write gradproof.equation(A, B)",
    "array_equal": "for a fact write gradproof.equation(A, B)",
    "einsum": "write the contraction with @, * and sum",
    "tensordot": "write the contraction with @, * and sum",
    "max": "use gradproof.logsumexp for a smooth one, or np.maximum for two matrices",
    "amax": "use gradproof.logsumexp for a smooth one, or np.maximum for two matrices",
    "concatenate": "write a product with blocks as a sum: X1 @ W1 + X2 @ W2",
    "hstack": "write a product with blocks as a sum: X1 @ W1 + X2 @ W2",
    "vstack": "write a product with blocks as a sum: X1 @ W1 + X2 @ W2",
    "stack": "write a product with blocks as a sum: X1 @ W1 + X2 @ W2",
    "reshape": "use .T, gradproof.vec or gradproof.diag",
    "ravel": "use gradproof.vec, which takes the columns one after the other",
    "linalg.pinv": "write (A.T @ A).I @ A.T where the columns of A are independent",
    "linalg.lstsq": "write (A.T @ A).I @ A.T @ b",
    "heaviside": "use X > 0",
    "logical_and": "multiply comparisons: (X > 0) * (X < 1)",
}


def _array_function(func: Any, args: tuple[Any, ...], options: Mapping[str, Any]) -> Any:
    below = func.__module__.partition(".")[2]
    name = f"{below}.{func.__name__}" if below else func.__name__
    found = ARRAY_FUNCTIONS.get(name)
    if found is None:
        raise _unknown(name)
    return _called(found, name, args, options)


def _called(
    found: Callable[..., Any], name: str, args: tuple[Any, ...], options: Mapping[str, Any]
) -> Any:
    """found(*args, **options), if it knows the options that are set."""
    given = {key: value for key, value in options.items() if value is not None}
    try:
        bound = signature(found).bind(*args, **given)
    except TypeError:
        raise _option(name, given) from None
    return found(*bound.args, **bound.kwargs)


def _option(name: str, options: Mapping[str, Any]) -> SymbolicError:
    listed = ", ".join(options) or Phrase("these arguments")
    return SymbolicError(
        Phrase("np.{0} of symbols does not know {1}; leave that out", name, listed)
    )


def _unknown(name: str) -> SymbolicError:
    advice = ADVICE.get(name)
    if advice is None:
        known = sorted({*UFUNCS, *ARRAY_FUNCTIONS, *rows_by_name()})
        near = get_close_matches(name, known, 3)
        advice = "compose it of operators and functions that are known"
        if near:
            listed = alternatives([f"np.{one}" for one in near])
            return SymbolicError(Phrase("np.{0} does not work on symbols; use {1}", name, listed))
    return SymbolicError(Phrase("np.{0} does not work on symbols; {1}", name, Phrase(advice)))


def connect() -> None:
    """Have NumPy's calls of its protocols on formulas answered here."""
    Formula.numpy_ufunc = _ufunc
    Formula.numpy_function = _array_function
