"""The same node with other operands, through the constructor of its operation."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from gradproof.core import algebra
from gradproof.core.dims import Shape
from gradproof.core.expr import Expr, node, postorder, tangent
from gradproof.core.operation import TABLE, again

_CONSTRUCTORS: dict[str, Callable[..., Expr]] = {
    "add": algebra.add,
    "smul": algebra.smul,
    "matmul": algebra.matmul,
    "hadamard": algebra.hadamard,
    "transpose": algebra.transpose,
    "trace": algebra.trace,
    "inner": algebra.inner,
    "diag": algebra.diag,
    "diagonal": algebra.diagonal,
    "kron": algebra.kron,
    "vec": algebra.vec,
    "tangent": tangent,
}


def rebuild(expr: Expr, args: tuple[Expr, ...]) -> Expr:
    """expr with its operands replaced by `args`, which have the shapes of the old ones."""
    if args == expr.args:
        return expr
    constructor = _CONSTRUCTORS.get(expr.op)
    if constructor is not None:
        return constructor(*args)
    if expr.op == "scale":
        return algebra.scale(expr.coefficient, args[0])
    if expr.op == "power":
        return algebra.power(args[0], algebra.base_and_exponent(expr)[1])
    if expr.op == "unvec":
        assert isinstance(expr.data, Shape)
        return algebra.unvec(args[0], expr.data)
    if expr.op == "function":
        return again(expr, *args)
    if expr.data is not None:
        return node(expr.op, args, expr.data, expr.shape)
    if expr.op in ("block_inner", "block_sum"):
        return node(expr.op, args, expr.data, expr.shape)
    return TABLE[expr.op](*args)


def substitute(expr: Expr, replacements: Mapping[Expr, Expr]) -> Expr:
    """expr with every occurrence of a key replaced by its value."""
    done: dict[Expr, Expr] = {}
    for part in postorder(expr):
        found = replacements.get(part)
        if found is None:
            found = rebuild(part, tuple(done[arg] for arg in part.args)) if part.args else part
        done[part] = found
    return done[expr]
