"""Identities of rows and columns that are broadcast: they leave sums, and diagonals of products."""

from __future__ import annotations

from gradproof.calculus.chains import factors
from gradproof.calculus.cost import cost
from gradproof.calculus.simplify import Identity, Simplifier
from gradproof.core.algebra import add, diagonal, hadamard, matmul, transpose
from gradproof.core.dims import ONE
from gradproof.core.expr import Expr, ones
from gradproof.core.facts import Fact
from gradproof.core.operation import Words

Found = tuple[Expr, tuple[Fact, ...]] | Expr | None


def _out_of_sums(e: Expr, s: Simplifier) -> Found:
    """(A ⊙ c 1ᵀ) 1 = c ⊙ (A 1), and 1ᵀ(A ⊙ 1 r) = (1ᵀA) ⊙ r."""
    if len(e.args) != 2:
        return None
    one, two = e.args
    if two.op == "ones" and two.shape.cols is ONE and one.op == "hadamard":
        return _split(one, two, columns=True)
    if one.op == "ones" and one.shape.rows is ONE and two.op == "hadamard":
        return _split(two, one, columns=False)
    return None


def _split(product: Expr, summed: Expr, columns: bool) -> Expr | None:
    """The row or column sums of an entrywise product, with what is constant along them put out."""
    out: list[Expr] = []
    kept: list[Expr] = []
    for arg in product.args:
        found = _outer(arg)
        if found is None:
            kept.append(arg)
            continue
        column, row = found
        constant, other = (column, row) if columns else (row, column)
        if constant.op == "ones":
            kept.append(arg)
            continue
        out.append(constant)
        if other.op != "ones":
            blank = ones(*(constant.shape))
            kept.append(matmul(blank, row) if columns else matmul(column, blank))
    if not out or not kept:
        return None
    inside = hadamard(*kept)
    sums = matmul(inside, summed) if columns else matmul(summed, inside)
    return hadamard(*out, sums)


def _outer(expr: Expr) -> tuple[Expr, Expr] | None:
    """(c, r) of an outer product c r of a column and a row, which may be ones."""
    if expr.op != "matmul":
        return None
    for place, one in enumerate(expr.args[1:], 1):
        if one.shape.rows is ONE:
            return matmul(*expr.args[:place]), matmul(*expr.args[place:])
    return None


def _diagonal_of_product(e: Expr, s: Simplifier) -> Found:
    """diag(A diag(x) B) = (A ⊙ Bᵀ) x."""
    chain = factors(e.args[0])
    for place, one in enumerate(chain):
        if one.op == "diag" and 0 < place < len(chain) - 1:
            left, right = matmul(*chain[:place]), matmul(*chain[place + 1 :])
            return s.attempt(matmul(hadamard(left, transpose(right)), one.args[0]))
    return None


def _diagonal_of_sum(e: Expr, s: Simplifier) -> Found:
    """diag(A + B) = diag(A) + diag(B), where the end is no longer."""
    if e.args[0].op != "add":
        return None
    found = s.attempt(add(*(diagonal(term) for term in e.args[0].args)))
    split = found.op == "add" and any(term.op == "diagonal" for term in found.args)
    return None if split or cost(found) > cost(e) else found


BROADCAST = (
    Identity(
        "sum_of_broadcast",
        ("matmul",),
        Words(
            "(A ⊙ c 1ᵀ) 1 = c ⊙ (A 1): what is constant along a sum leaves it.",
            "(A ⊙ c 1ᵀ) 1 = c ⊙ (A 1)：求和方向上的常量可提出。",
        ),
        _out_of_sums,
        always=True,
    ),
    Identity(
        "diagonal_of_product",
        ("diagonal",),
        Words("diag(A diag(x) B) = (A ⊙ Bᵀ) x.", "diag(A diag(x) B) = (A ⊙ Bᵀ) x。"),
        _diagonal_of_product,
        always=True,
    ),
    Identity(
        "diagonal_add",
        ("diagonal",),
        Words("diag(A + B) = diag(A) + diag(B).", "diag(A + B) = diag(A) + diag(B)。"),
        _diagonal_of_sum,
        always=True,
    ),
)
