"""What the printers ask of a term: what it repeats, where it stands, how its powers are marked."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from gradproof.core.algebra import base_and_exponent, scale, split_constant
from gradproof.core.dims import ONE
from gradproof.core.expr import UNIT, Expr, node, postorder

HALF = Fraction(1, 2)

OPERATORS = frozenset({"identity", "diag", "kron", "commutation"})
"""Matrices that are taken as a whole, not as rows or columns."""


def shape_list(expr: Expr) -> list[str]:
    """The sizes as `derive --json` gives them: [] for a scalar, [n] for a column, else [m, n].

    >>> from gradproof.core.dims import shape
    >>> from gradproof.core.expr import symbol
    >>> shape_list(symbol("x", shape("n"))), shape_list(symbol("b", shape(1, "n")))
    (['n'], ['1', 'n'])
    """
    rows, cols = expr.shape
    if expr.shape.is_scalar:
        return []
    return [str(rows)] if cols is ONE else [str(rows), str(cols)]


def narrow(term: Expr) -> Expr | None:
    """The row, column or number (as 1) that `term` repeats over its shape; None if it repeats none.

    `ones(m,1) @ b` is b, `b @ ones(1,n)` is b, and the matrix of ones is 1; a longer product is
    not shortened, so that `1 1ᵀX` stays what it is.
    """
    if term.op == "ones":
        return UNIT
    if term.op == "matmul" and len(term.args) == 2:
        left, right = term.args
        if left.op == "ones" and right.op != "ones":
            return right if left.shape.cols is ONE else None
        if right.op == "ones" and left.op != "ones":
            return left if right.shape.rows is ONE else None
    return None


def repeated_product(term: Expr) -> Expr:
    """1 aᵀb as one product, for a number aᵀb that a column or a row repeats; else the term."""
    factor, body = split_constant(term)
    if body.op != "smul":
        return term
    number, ones = body.args
    if number.op != "matmul" or ones.op != "ones" or ONE not in ones.shape:
        return term
    chain = (ones, *number.args) if ones.shape.is_column else (*number.args, ones)
    return scale(factor, node("matmul", chain, None, ones.shape))


def spreads(expr: Expr) -> tuple[set[Expr], set[Expr]]:
    """What print repeats over a wider shape (without its ones, with its ones).

    In A + 1 b the row b may stand without its 1; in tr(Gᵀ 1 b) it may not.
    """
    bare, shown = set[Expr](), set[Expr]()
    for part in postorder(expr):
        thin = [narrow(without_scalars(one)) for one in part.args]
        if part.op == "matmul" and (part is expr or narrow(part) is None):
            for left, right in pairwise(part.args):
                if left.op == "ones" and left.shape.cols is ONE:
                    shown.add(right)
                elif right.op == "ones" and right.shape.rows is ONE:
                    shown.add(left)
        elif part.op in ("add", "hadamard") and None in thin:
            bare.update(one for one in thin if one is not None)
        elif part.op not in ("scale", "smul", "matmul"):
            shown.update(one for one in thin if one is not None)
    return bare - {UNIT}, shown - {UNIT}


def keeps_ones(expr: Expr) -> bool:
    """Whether all ones of a sum are shown, as it has a matrix that is taken as a whole."""
    return any(without_scalars(one).op in OPERATORS for one in expr.args)


def repeated(expr: Expr) -> frozenset[Expr]:
    """What the expression repeats by ones: for print that shows all of them.

    A Hessian is a matrix that acts on vectors; W − 1bᵀ in it is no sum with a broadcast row.
    """
    without, with_them = spreads(expr)
    return frozenset(without | with_them)


def without_scalars(term: Expr) -> Expr:
    """A, with term = c · s · A for a constant c and a scalar s."""
    _, body = split_constant(term)
    return body.args[1] if body.op == "smul" else body


def scalar_order(factor: tuple[Expr, Fraction]) -> int:
    """Where a power stands among scalars: letters, short sums, calls, products, differentials, sums
    over an index."""
    base, exponent = factor
    if base.op == "symbol":
        return 0
    if base.op == "index_sum":
        return 5
    if base.varies:
        return 4
    bodies = [base_and_exponent(split_constant(one)[1])[0].op for one in base.args]
    if base.op == "add" and set(bodies) <= {"symbol", "constant"}:
        return 1
    return 3 if exponent == 1 and base.op in ("matmul", "inner") else 2


def entry_mark(base: Expr) -> str:
    """What tells a power of the entries from one of the matrix: `X^⊙2`, `tanh(Wx)^⊙2`."""
    return "" if base.shape.is_scalar else "⊙"
