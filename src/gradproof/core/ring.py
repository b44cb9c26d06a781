"""Constructors of sums and products, in a light normal form.

Constants stand outermost, products are flat, scalars leave matrix products, zeros and identities
vanish. What is normalised here needs no proof step: every constructor is checked against plain
evaluation.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from gradproof.core.dims import MINUS_ONE, NIL, ONE, SCALAR, Monomial, Shape, size
from gradproof.core.errors import ShapeError
from gradproof.core.expr import UNIT, Expr, constant, identity, node, ones, zeros
from gradproof.core.phrase import Phrase


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
    collected: dict[Expr, list[Expr]] = {}
    for term in flat:
        if term.shape is not target and term.shape != target:
            raise ShapeError(Phrase("a sum of {0} and {1}", flat[0].shape, term.shape))
        if term.op != "zero":
            collected.setdefault(split_constant(term)[1].canonical, []).append(term)
    kept: list[Expr] = []
    for like in collected.values():
        kept += like if len(like) == 1 else _like_terms(like)
    if not kept:
        return zeros(target)
    return kept[0] if len(kept) == 1 else node("add", tuple(kept), None, target)


def _like_terms(terms: list[Expr]) -> list[Expr]:
    """c₁ A + c₂ A + …, with the coefficients added up as far as their letters agree."""
    body = split_constant(terms[0])[1]
    by_letters: dict[tuple[tuple[str, int], ...], Fraction] = {}
    for term in terms:
        factor = split_constant(term)[0]
        known = by_letters.get(factor.factors)
        value = factor.coefficient
        by_letters[factor.factors] = value if known is None else known + value
    made = [(letters, value) for letters, value in by_letters.items() if value]
    return [scale(Monomial(value, letters), body) for letters, value in made]


def subtract(left: Expr, right: Expr) -> Expr:
    """A − B."""
    return add(left, negative(right))


def smul(scalar: Expr, body: Expr) -> Expr:
    """s·A for a scalar s, which may vary."""
    if not scalar.shape.is_scalar:
        raise ShapeError(Phrase("a scalar factor has shape {0}", scalar.shape))
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


def loosen(expr: Expr) -> tuple[Monomial, list[Expr], Expr]:
    """(c, scalars, A) with expr = c · ∏ scalars · A."""
    factor, body = split_constant(expr)
    if body.op == "smul":
        return factor, [body.args[0]], body.args[1]
    return factor, [], body


def matmul(*factors: Expr) -> Expr:
    """A B C …; constants and scalars move to the front, 1 × 1 pieces become scalars."""
    factor, scalars, chain = ONE, list[Expr](), list[Expr]()
    for one in factors:
        coefficient, loose, body = loosen(one)
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
    for left, right in pairwise(chain):
        if left.shape.cols is not right.shape.rows:
            raise ShapeError(Phrase("a product of {0} and {1}", left.shape, right.shape))
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
    if (
        len(kept) == 2
        and kept[0].op == "ones"
        and kept[1].op == "ones"
        and kept[0].shape.cols is ONE
    ):
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
            raise ShapeError(Phrase("an entrywise product of {0} and {1}", target, one.shape))
        coefficient, loose, body = loosen(one)
        factor = factor * coefficient
        scalars += loose
        flat.extend(body.args if body.op == "hadamard" else (body,))
    if any(one.op == "zero" for one in (*flat, *scalars)):
        return zeros(target)
    joined: dict[Expr, Expr] = {}
    for one in flat:
        if one.op == "ones" or one is UNIT:
            continue
        base = one.args[0] if one.op == "power" else one
        known = joined.get(base.canonical)
        joined[base.canonical] = one if known is None else _joined_powers(known, one)
    kept: list[Expr] = []
    for one in joined.values():
        coefficient, body = split_constant(one)
        factor = factor * coefficient
        if body is not UNIT and body.op != "ones":
            kept.append(body)
    if not kept:
        body = ones(target.rows, target.cols)
    elif len(kept) == 1:
        body = kept[0]
    else:
        body = node("hadamard", tuple(kept), None, target)
    body = scale(factor, body)
    return smul(hadamard(*scalars), body) if scalars else body


def _joined_powers(left: Expr, right: Expr) -> Expr:
    """A^{⊙p} ⊙ A^{⊙q} = A^{⊙p + q}; `left` is 1 once the two have cancelled."""
    if left is UNIT or left.op == "ones":
        return right
    base, exponent = base_and_exponent(left)
    return power(base, exponent + base_and_exponent(right)[1])


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
    factor, scalars, body = loosen(expr)
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
