"""Constructors of the closed set of linear nodes, in a light normal form.

Constants stand outermost, products are flat, scalars leave matrix products, zeros and identities vanish.
What is normalised here needs no proof step: every constructor is checked against plain evaluation.
"""

from __future__ import annotations

from fractions import Fraction

from gradproof.core.dims import MINUS_ONE, NIL, ONE, SCALAR, Monomial, Shape, size
from gradproof.core.errors import ShapeError
from gradproof.core.expr import UNIT, Expr, constant, identity, node, ones, zeros


def split_constant(expr: Expr) -> tuple[Monomial, Expr]:
    """(c, A) with expr = c·A and no constant left outermost in A."""
    if expr.op == "scale":
        return expr.coefficient, expr.args[0]
    if expr.op == "constant":
        return expr.coefficient, UNIT
    return ONE, expr


def scale(factor: Monomial | Fraction | int, expr: Expr) -> Expr:
    """c·A for a constant c."""
    if not isinstance(factor, Monomial):
        factor = size(factor)
    inner, body = split_constant(expr)
    factor = factor * inner
    if factor is NIL or body.op == "zero":
        return zeros(body.shape)
    if body is UNIT:
        return constant(factor)
    return body if factor is ONE else node("scale", (body,), factor, body.shape)


def negative(expr: Expr) -> Expr:
    """−A."""
    return scale(MINUS_ONE, expr)


def add(*terms: Expr) -> Expr:
    """A + B + …, like terms collected; all of one shape (broadcast with `spread` first)."""
    flat: list[Expr] = []
    for term in terms:
        flat.extend(term.args if term.op == "add" else (term,))
    target = flat[0].shape
    collected: dict[Expr, tuple[Expr, Monomial | None, list[Monomial]]] = {}
    for term in flat:
        if term.shape is not target and term.shape != target:
            raise ShapeError(f"a sum of {flat[0].shape} and {term.shape}")
        if term.op == "zero":
            continue
        factor, body = split_constant(term)
        found = collected.get(body.canonical)
        if found is None:
            collected[body.canonical] = (body, factor, [factor])
        else:
            found[2].append(factor)
    kept: list[Expr] = []
    for body, _, factors in collected.values():
        by_letters: dict[tuple[tuple[str, int], ...], Fraction] = {}
        for factor in factors:
            previous = by_letters.get(factor.factors, Fraction(0))
            by_letters[factor.factors] = previous + factor.coefficient
        for letters, coefficient in by_letters.items():
            if coefficient:
                kept.append(scale(Monomial(coefficient, letters), body))
    if not kept:
        return zeros(target)
    return kept[0] if len(kept) == 1 else node("add", tuple(kept), None, target)


def subtract(left: Expr, right: Expr) -> Expr:
    """A − B."""
    return add(left, negative(right))


def smul(scalar: Expr, body: Expr) -> Expr:
    """s·A for a scalar s, which may vary."""
    if not scalar.shape.is_scalar:
        raise ShapeError(f"a scalar factor has shape {scalar.shape}")
    if body.shape.is_scalar:
        return hadamard(scalar, body)
    factor, scalar = split_constant(scalar)
    inner, body = split_constant(body)
    if scalar.op == "zero":
        return zeros(body.shape)
    if body.op == "smul":
        scalar, body = hadamard(scalar, body.args[0]), body.args[1]
        extra, scalar = split_constant(scalar)
        factor = factor * extra
    factor = factor * inner
    if scalar is UNIT or body.op == "zero":
        return scale(factor, body)
    return scale(factor, node("smul", (scalar, body), None, body.shape))


def _loosen(expr: Expr) -> tuple[Monomial, list[Expr], Expr]:
    """(c, scalars, A) with expr = c · ∏ scalars · A."""
    factor, body = split_constant(expr)
    if body.op == "smul":
        return factor, [body.args[0]], body.args[1]
    return factor, [], body


def matmul(*factors: Expr) -> Expr:
    """A B C …; constants and scalars move to the front, 1 × 1 pieces of the chain become scalars."""
    factor, scalars, chain = ONE, list[Expr](), list[Expr]()
    for one in factors:
        coefficient, loose, body = _loosen(one)
        factor = factor * coefficient
        scalars += loose
        if body.shape.is_scalar:
            scalars.append(body)
        elif body.op == "matmul":
            chain += body.args
        elif body.op == "ones" and body.shape.rows is not ONE and body.shape.cols is not ONE:
            chain += (ones(body.shape.rows, ONE), ones(ONE, body.shape.cols))
        else:
            chain.append(body)
    if not chain:
        return scale(factor, hadamard(*scalars))
    for left, right in zip(chain, chain[1:], strict=False):
        if left.shape.cols is not right.shape.rows:
            raise ShapeError(f"a product of {left.shape} and {right.shape}")
    result = Shape(chain[0].shape.rows, chain[-1].shape.cols)
    if any(one.op == "zero" for one in (*chain, *scalars)):
        return zeros(result)
    kept = [one for one in chain if one.op != "identity"]
    if not kept:
        body: Expr = identity(result.rows)
    elif len(kept) == 1:
        body = kept[0]
    else:
        body = _pieces(kept, scalars, result)
    body = scale(factor, body)
    return smul(hadamard(*scalars), body) if scalars else body


def _pieces(chain: list[Expr], scalars: list[Expr], result: Shape) -> Expr:
    """The chain cut where an inner size is 1; pieces that are 1 × 1 join the scalars."""
    pieces: list[list[Expr]] = [[]]
    for one in chain:
        pieces[-1].append(one)
        if one.shape.cols is ONE:
            pieces.append([])
    kept: list[Expr] = []
    for piece in pieces:
        if not piece:
            continue
        if piece[0].shape.rows is ONE and piece[-1].shape.cols is ONE:
            scalars.append(_inner_product(piece))
        else:
            kept += piece
    if not kept:
        return UNIT
    if len(kept) == 1:
        return kept[0]
    if len(kept) == 2 and kept[0].op == "ones" and kept[1].op == "ones":
        if kept[0].shape.cols is ONE:
            return ones(result.rows, result.cols)
    return node("matmul", tuple(kept), None, result)


def _inner_product(piece: list[Expr]) -> Expr:
    if len(piece) == 2 and piece[0].op == "ones" and piece[1].op == "ones":
        return constant(piece[0].shape.cols)
    return piece[0] if len(piece) == 1 else node("matmul", tuple(piece), None, SCALAR)


def hadamard(*factors: Expr) -> Expr:
    """A ⊙ B ⊙ …, of one shape; powers of one base are joined, ones vanish."""
    if not factors:
        return UNIT
    target = factors[0].shape
    factor, scalars, flat = ONE, list[Expr](), list[Expr]()
    for one in factors:
        if one.shape != target:
            raise ShapeError(f"an entrywise product of {target} and {one.shape}")
        coefficient, loose, body = _loosen(one)
        factor = factor * coefficient
        scalars += loose
        flat.extend(body.args if body.op == "hadamard" else (body,))
    if any(one.op == "zero" for one in (*flat, *scalars)):
        return zeros(target)
    joined: dict[Expr, tuple[Expr, Fraction]] = {}
    for one in flat:
        if one.op == "ones" or one is UNIT:
            continue
        base, exponent = base_and_exponent(one)
        shown, total = joined.get(base.canonical, (base, Fraction(0)))
        joined[base.canonical] = (shown, total + exponent)
    kept: list[Expr] = []
    for base, exponent in joined.values():
        if exponent:
            coefficient, body = split_constant(power(base, exponent))
            factor = factor * coefficient
            if body is not UNIT:
                kept.append(body)
    if not kept:
        body = ones(target.rows, target.cols)
    elif len(kept) == 1:
        body = kept[0]
    else:
        body = node("hadamard", tuple(kept), None, target)
    body = scale(factor, body)
    return smul(hadamard(*scalars), body) if scalars else body


def base_and_exponent(expr: Expr) -> tuple[Expr, Fraction]:
    """(A, p) with expr = A^{⊙p}."""
    if expr.op == "power":
        exponent = expr.data
        assert isinstance(exponent, Fraction)
        return expr.args[0], exponent
    return expr, Fraction(1)


def power(expr: Expr, exponent: Fraction | int) -> Expr:
    """A^{⊙p}, entry by entry, for a rational p."""
    exponent = Fraction(exponent)
    if exponent == 1:
        return expr
    if exponent == 0 or expr.op == "ones":
        return ones(*expr.shape)
    factor, scalars, body = _loosen(expr)
    whole = exponent.denominator == 1
    if body is UNIT and not scalars:
        if whole:
            return constant(factor ** int(exponent))
        return node("power", (expr,), exponent, expr.shape)
    if (factor is not ONE or scalars) and whole:
        inner = power(body, exponent)
        scaled = scale(factor ** int(exponent), inner)
        return smul(power(hadamard(*scalars), exponent), scaled) if scalars else scaled
    if expr.op == "zero" and exponent > 0:
        return expr
    if expr.op == "power":
        base, inner = base_and_exponent(expr)
        if whole or (inner.denominator != 1 and inner.denominator % 2 == 0):
            return power(base, inner * exponent)
    if expr.op == "hadamard" and whole:
        return hadamard(*(power(arg, exponent) for arg in expr.args))
    return node("power", (expr,), exponent, expr.shape)


def reciprocal(expr: Expr) -> Expr:
    """1 ⊘ A."""
    return power(expr, -1)


def transpose(expr: Expr) -> Expr:
    """Aᵀ; (A B)ᵀ = Bᵀ Aᵀ, and constants, scalars, diagonals and ones pass through."""
    if expr.shape.is_scalar:
        return expr
    match expr.op:
        case "transpose":
            return expr.args[0]
        case "ones" | "zero":
            return node(expr.op, (), None, expr.shape.transposed)
        case "identity" | "diag":
            return expr
        case "scale":
            return scale(expr.coefficient, transpose(expr.args[0]))
        case "smul":
            return smul(expr.args[0], transpose(expr.args[1]))
        case "matmul":
            return matmul(*(transpose(arg) for arg in reversed(expr.args)))
        case "add" if any(split_constant(arg)[1].op == "transpose" for arg in expr.args):
            return add(*(transpose(arg) for arg in expr.args))
        case "kron":
            return kron(transpose(expr.args[0]), transpose(expr.args[1]))
        case "tangent" if expr.args[0].op == "transpose":
            return node("tangent", (expr.args[0].args[0],), None, expr.shape.transposed)
        case _:
            return node("transpose", (expr,), None, expr.shape.transposed)


def trace(expr: Expr) -> Expr:
    """tr A."""
    if expr.shape.is_scalar:
        return expr
    if expr.shape.rows is not expr.shape.cols:
        raise ShapeError(f"the trace of {expr.shape}, which is not square")
    factor, scalars, body = _loosen(expr)
    if body.op == "transpose":
        body = body.args[0]
    if body.op == "zero":
        return zeros(SCALAR)
    if body.op == "identity":
        inner: Expr = constant(body.shape.rows)
    elif body.op == "ones":
        inner = constant(body.shape.rows)
    elif body.op == "diag":
        inner = total(body.args[0])
    elif body.op == "matmul" and (turned := _turned(body.args)):
        inner = turned
    else:
        inner = node("trace", (body,), None, SCALAR)
    return hadamard(constant(factor), *scalars, inner)


def _turned(chain: tuple[Expr, ...]) -> Expr | None:
    """tr(A x yᵀ B) = yᵀ B A x, where the chain has an inner size of 1."""
    for place, one in enumerate(chain[:-1], start=1):
        if one.shape.cols is ONE:
            return matmul(*chain[place:], *chain[:place])
    return None


def inner(left: Expr, right: Expr) -> Expr:
    """⟨A, B⟩ = tr(Aᵀ B), kept as a thing of its own."""
    if left.shape != right.shape:
        raise ShapeError(f"the inner product of {left.shape} and {right.shape}")
    if left.shape.is_scalar:
        return hadamard(left, right)
    if left.op == "zero" or right.op == "zero":
        return zeros(SCALAR)
    factor, scalars, right = _loosen(right)
    body = node("inner", (left, right), None, SCALAR)
    return hadamard(constant(factor), *scalars, body) if scalars or factor is not ONE else body


def total(expr: Expr) -> Expr:
    """1ᵀ A 1, the sum of all entries."""
    return matmul(ones(ONE, expr.shape.rows), expr, ones(expr.shape.cols, ONE))


def row_sums(expr: Expr) -> Expr:
    """A 1, one sum for each row."""
    return matmul(expr, ones(expr.shape.cols, ONE))


def column_sums(expr: Expr) -> Expr:
    """1ᵀ A, one sum for each column."""
    return matmul(ones(ONE, expr.shape.rows), expr)


def diag(expr: Expr) -> Expr:
    """The diagonal matrix with the vector (column or row) on its diagonal."""
    if expr.shape.is_scalar:
        return expr
    if expr.shape.is_row:
        expr = transpose(expr)
    if not expr.shape.is_column:
        raise ShapeError(f"diag takes a vector, not {expr.shape}")
    factor, scalars, body = _loosen(expr)
    square = Shape(body.shape.rows, body.shape.rows)
    if body.op == "zero":
        return zeros(square)
    if body.op == "diagonal" and body.args[0].op == "diag":
        made = body.args[0]
    elif body.op == "ones":
        made = identity(body.shape.rows)
    else:
        made = node("diag", (body,), None, square)
    made = scale(factor, made)
    return smul(hadamard(*scalars), made) if scalars else made


def diagonal(expr: Expr) -> Expr:
    """The column vector of diagonal entries of a square matrix."""
    if expr.shape.is_scalar:
        return expr
    if expr.shape.rows is not expr.shape.cols:
        raise ShapeError(f"the diagonal of {expr.shape}, which is not square")
    factor, scalars, body = _loosen(expr)
    column = Shape(body.shape.rows, ONE)
    if body.op == "transpose":
        body = body.args[0]
    if body.op == "zero":
        made = zeros(column)
    elif body.op == "identity" or body.op == "ones":
        made = ones(*column)
    elif body.op == "diag":
        made = body.args[0]
    else:
        made = node("diagonal", (body,), None, column)
    made = scale(factor, made)
    return smul(hadamard(*scalars), made) if scalars else made


def kron(left: Expr, right: Expr) -> Expr:
    """A ⊗ B."""
    if left.shape.is_scalar or right.shape.is_scalar:
        return smul(left, right) if left.shape.is_scalar else smul(right, left)
    first, outer, a = _loosen(left)
    second, more, b = _loosen(right)
    result = Shape(a.shape.rows * b.shape.rows, a.shape.cols * b.shape.cols)
    if a.op == "zero" or b.op == "zero":
        return zeros(result)
    if a.op == "identity" and b.op == "identity":
        made = identity(result.rows)
    else:
        made = node("kron", (a, b), None, result)
    made = scale(first * second, made)
    return smul(hadamard(*outer, *more), made) if outer or more else made


def vec(expr: Expr) -> Expr:
    """The columns of A below one another."""
    if expr.shape.cols is ONE:
        return expr
    factor, scalars, body = _loosen(expr)
    if expr.shape.rows is ONE:
        return transpose(expr)
    column = Shape(body.shape.rows * body.shape.cols, ONE)
    if body.op == "zero":
        return zeros(column)
    if body.op == "ones":
        made = ones(*column)
    else:
        made = node("vec", (body,), None, column)
    made = scale(factor, made)
    return smul(hadamard(*scalars), made) if scalars else made


def unvec(expr: Expr, shape: Shape) -> Expr:
    """The matrix A of this shape with vec A = expr."""
    if shape.cols is ONE:
        return expr
    if shape.rows is ONE:
        return transpose(expr)
    factor, scalars, body = _loosen(expr)
    if body.op == "zero":
        return zeros(shape)
    if body.op == "ones":
        made = ones(*shape)
    elif body.op == "vec" and body.args[0].shape == shape:
        made = body.args[0]
    else:
        made = node("unvec", (body,), shape, shape)
    made = scale(factor, made)
    return smul(hadamard(*scalars), made) if scalars else made


def spread(expr: Expr, target: Shape) -> Expr:
    """expr broadcast to the target shape: a scalar, a row over rows or a column over columns."""
    if expr.shape == target:
        return expr
    if expr.shape.is_scalar:
        return smul(expr, ones(*target))
    if expr.shape.rows is ONE and expr.shape.cols is target.cols:
        return matmul(ones(target.rows, ONE), expr)
    if expr.shape.cols is ONE and expr.shape.rows is target.rows:
        return matmul(expr, ones(ONE, target.cols))
    raise ShapeError(f"{expr.shape} does not broadcast to {target}")
