"""vec L(dX) = J vec(dX): the Jacobian matrices of a linear expression, with Kronecker products.

vec(A dX B) = (Bᵀ ⊗ A) vec dX, vec(A ⊙ dX) = diag(vec A) vec dX, vec(dXᵀ) = K vec dX with the
commutation matrix K, tr(Aᵀ dX) = (vec A)ᵀ vec dX, vec diag(dx) = S dx with a selection S.
Source: Magnus & Neudecker 2019, ch. 2 and 3.
"""

from __future__ import annotations

from collections.abc import Callable

from gradproof.core.algebra import add, diag, hadamard, kron, matmul, scale, smul, transpose, vec
from gradproof.core.expr import Expr, commutation, identity, postorder, selection

Jacobians = dict[Expr, Expr]
"""For each symbol that varies, the J of vec(expression) = Σ J vec(d symbol)."""


def jacobians(linear: Expr) -> Jacobians | None:
    """The J of each symbol with vec(linear) = Σ J vec(d symbol).

    None if the expression has an operation that Kronecker products do not say: sums over blocks.

    Shapes:  (rows · columns of the expression) × (rows · columns of the symbol).
    """
    done: dict[Expr, Jacobians] = {}
    for part in postorder(linear):
        if not part.varies:
            continue
        if part.op == "tangent":
            (of,) = part.args
            done[part] = {of: identity(of.shape.rows * of.shape.cols)}
            continue
        found = _RULES[part.op](part, done) if part.op in _RULES else None
        if found is None:
            return None
        done[part] = found
    return done.get(linear, {})


def _through(factor: Expr, inside: Jacobians) -> Jacobians:
    """factor · J for each J."""
    return {one: matmul(factor, J) for one, J in inside.items()}


def _sum(parts: list[Jacobians]) -> Jacobians:
    found: Jacobians = {}
    for part in parts:
        for one, J in part.items():
            found[one] = add(found[one], J) if one in found else J
    return found


def _add(e: Expr, done: dict[Expr, Jacobians]) -> Jacobians:
    return _sum([done[arg] for arg in e.args if arg.varies])


def _scale(e: Expr, done: dict[Expr, Jacobians]) -> Jacobians:
    return {one: scale(e.coefficient, J) for one, J in done[e.args[0]].items()}


def _smul(e: Expr, done: dict[Expr, Jacobians]) -> Jacobians:
    number, body = e.args
    found: list[Jacobians] = []
    if number.varies:
        found.append(_through(vec(body), done[number]))
    if body.varies:
        found.append({one: smul(number, J) for one, J in done[body].items()})
    return _sum(found)


def _matmul(e: Expr, done: dict[Expr, Jacobians]) -> Jacobians:
    found: list[Jacobians] = []
    for i, arg in enumerate(e.args):
        if arg.varies:
            rows, cols = arg.shape
            left = matmul(*e.args[:i]) if i else identity(rows)
            right = matmul(*e.args[i + 1 :]) if i + 1 < len(e.args) else identity(cols)
            found.append(_through(kron(transpose(right), left), done[arg]))
    return _sum(found)


def _hadamard(e: Expr, done: dict[Expr, Jacobians]) -> Jacobians:
    found: list[Jacobians] = []
    for i, arg in enumerate(e.args):
        if arg.varies:
            rest = hadamard(*e.args[:i], *e.args[i + 1 :])
            factor = rest if e.shape.is_scalar else diag(vec(rest))
            found.append(_through(factor, done[arg]))
    return _sum(found)


def _transpose(e: Expr, done: dict[Expr, Jacobians]) -> Jacobians:
    (arg,) = e.args
    return _through(commutation(*arg.shape), done[arg])


def _trace(e: Expr, done: dict[Expr, Jacobians]) -> Jacobians:
    (arg,) = e.args
    return _through(transpose(vec(identity(arg.shape.rows))), done[arg])


def _inner(e: Expr, done: dict[Expr, Jacobians]) -> Jacobians:
    left, right = e.args
    found = [
        _through(transpose(vec(other)), done[arg])
        for arg, other in ((left, right), (right, left))
        if arg.varies
    ]
    return _sum(found)


def _diag(e: Expr, done: dict[Expr, Jacobians]) -> Jacobians:
    (arg,) = e.args
    return _through(selection(arg.shape.rows), done[arg])


def _diagonal(e: Expr, done: dict[Expr, Jacobians]) -> Jacobians:
    (arg,) = e.args
    return _through(transpose(selection(arg.shape.rows)), done[arg])


def _kron(e: Expr, done: dict[Expr, Jacobians]) -> Jacobians:
    """vec(A ⊗ B) = (I ⊗ K ⊗ I)(vec A ⊗ vec B), and vec A ⊗ vec B is linear in either."""
    a, b = e.args
    (m, n), (p, q) = a.shape, b.shape
    spread = kron(identity(n), kron(commutation(q, m), identity(p)))
    found: list[Jacobians] = []
    if a.varies:
        found.append(_through(matmul(spread, kron(identity(m * n), vec(b))), done[a]))
    if b.varies:
        found.append(_through(matmul(spread, kron(vec(a), identity(p * q))), done[b]))
    return _sum(found)


def _same(e: Expr, done: dict[Expr, Jacobians]) -> Jacobians:
    return done[e.args[0]]


_RULES: dict[str, Callable[[Expr, dict[Expr, Jacobians]], Jacobians]] = {
    "add": _add,
    "scale": _scale,
    "smul": _smul,
    "matmul": _matmul,
    "hadamard": _hadamard,
    "transpose": _transpose,
    "trace": _trace,
    "inner": _inner,
    "diag": _diag,
    "diagonal": _diagonal,
    "kron": _kron,
    "vec": _same,
    "unvec": _same,
}
