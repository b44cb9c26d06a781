"""Transposes carried inwards, as far as they go, and behind what they are the transposes of."""

from __future__ import annotations

from gradproof.calculus.chains import upright_first
from gradproof.calculus.rebuild import substitute
from gradproof.core.algebra import (
    add,
    base_and_exponent,
    hadamard,
    matmul,
    power,
    scale,
    smul,
    transpose,
)
from gradproof.core.expr import Expr, postorder
from gradproof.core.operation import TABLE


def pushed_transpose(e: Expr) -> Expr:
    """Aᵀ with the transpose carried into sums, entrywise products and inverses."""
    match e.op:
        case "add" | "hadamard":
            return _of_terms(e)
        case "power":
            base, exponent = base_and_exponent(e)
            return power(pushed_transpose(base), exponent)
        case "inverse":
            return TABLE["inverse"](pushed_transpose(e.args[0]))
        case "scale":
            return scale(e.coefficient, pushed_transpose(e.args[0]))
        case "smul":
            return smul(e.args[0], pushed_transpose(e.args[1]))
        case "matmul":
            return matmul(*(pushed_transpose(arg) for arg in reversed(e.args)))
        case _:
            return transpose(e)


def _of_terms(e: Expr) -> Expr:
    """(A + B)ᵀ = Aᵀ + Bᵀ, (A ⊙ B)ᵀ = Aᵀ ⊙ Bᵀ."""
    made = [pushed_transpose(arg) for arg in e.args]
    return add(*made) if e.op == "add" else hadamard(*made)


def upright_sums(expr: Expr) -> Expr:
    """The expression with Aᵀ behind A in every sum of the two."""
    sums = (part for part in postorder(expr) if part.op == "add")
    turned = {part: add(*upright_first(list(part.args))) for part in sums}
    return substitute(expr, {old: new for old, new in turned.items() if old is not new})
