"""Identities that put the name of a quotient back: where v = u/s is defined, u/s² is v/s."""

from __future__ import annotations

from gradproof.calculus.cost import cost
from gradproof.calculus.identities_entrywise import broadcast_vector
from gradproof.calculus.rebuild import substitute
from gradproof.calculus.simplify import Identity, Simplifier
from gradproof.core.algebra import base_and_exponent, hadamard, matmul, smul
from gradproof.core.dims import ONE
from gradproof.core.expr import Expr, ones, postorder
from gradproof.core.facts import Fact
from gradproof.core.operation import Words

Found = tuple[Expr, tuple[Fact, ...]] | Expr | None


def quotient(expr: Expr) -> tuple[Expr, Expr] | None:
    """(u, s) of an expression u/s or u ⊘ (1 s), for a symbol u; None for any other."""
    parts = expr.args if expr.op in ("smul", "hadamard") and len(expr.args) == 2 else ()
    for below, above in (parts, parts[::-1]) if parts else ():
        scale = _denominator(below)
        if scale is not None and above.op == "symbol" and above.shape == expr.shape:
            return above, scale
    return None


def _denominator(expr: Expr) -> Expr | None:
    """s of s⁻¹, or of its broadcast over rows or columns."""
    found = broadcast_vector(expr)
    base, exponent = base_and_exponent(expr if found is None else found[0])
    return base if exponent == -1 else None


def product(v: Expr, s: Expr) -> Expr:
    """s v, with s broadcast to the shape of v.

    Errors:  ShapeError if s is no number, row, column or matrix that fits v.
    """
    if s.shape.is_scalar:
        return smul(s, v)
    if s.shape == v.shape:
        return hadamard(s, v)
    if s.shape.is_row:
        return hadamard(matmul(ones(v.shape.rows, ONE), s), v)
    return hadamard(matmul(s, ones(ONE, v.shape.cols)), v)


def _quotient(e: Expr, s: Simplifier) -> Found:
    """Where v = u/s is defined: u = s v, if the end is shorter."""
    for fact in s.equations:
        if not fact.is_definition:
            continue
        known = quotient(fact.right)
        if known is None:
            continue
        u, scale = known
        below = {part for part in postorder(e) if part.op in ("symbol", "power")}
        divides = any(
            part.op == "power" and base_and_exponent(part)[1] < 0 and part.args[0] is scale
            for part in below
        )
        if u not in below or not divides:
            continue
        if e is fact.right:
            return fact.left, (fact,)
        candidate = s.attempt(substitute(e, {u: product(fact.left, scale), scale: scale}))
        if cost(candidate) < cost(e):
            return candidate, (fact,)
    return None


NAMED = (
    Identity(
        "quotient_by_name",
        ("smul", "hadamard", "add"),
        Words("This quotient has a name.", "该商已有记号。"),
        _quotient,
    ),
)
