"""Identities that put the name of a quotient back: where v = u/s is defined, u/s² is v/s."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from gradproof.calculus.cost import cost
from gradproof.calculus.identities_entrywise import broadcast_vector
from gradproof.calculus.rebuild import substitute
from gradproof.calculus.simplify import Identity, Simplifier
from gradproof.core.algebra import add, base_and_exponent, hadamard, matmul, negative, power, smul
from gradproof.core.dims import ONE
from gradproof.core.expr import Expr, ones, postorder
from gradproof.core.facts import Fact
from gradproof.core.operation import Words

Found = tuple[Expr, tuple[Fact, ...]] | Expr | None


@dataclass(frozen=True, slots=True)
class Quotient:
    """u s⁻ᵖ with p > 0: above = u, below = s, exponent = p; s may be broadcast over u."""

    above: Expr
    below: Expr
    exponent: Fraction

    def times(self, v: Expr) -> Expr:
        """u, where v is the quotient: sᵖ v, with s broadcast to the shape of v."""
        s = power(self.below, self.exponent)
        if s.shape.is_scalar:
            return smul(s, v)
        if s.shape == v.shape:
            return hadamard(s, v)
        if s.shape.is_row:
            return hadamard(matmul(ones(v.shape.rows, ONE), s), v)
        return hadamard(matmul(s, ones(ONE, v.shape.cols)), v)


def quotient(expr: Expr) -> Quotient | None:
    """The parts of an expression u/s or u ⊘ s, for a symbol or a sum u; None for any other."""
    parts = expr.args if expr.op in ("smul", "hadamard") and len(expr.args) == 2 else ()
    for below, above in (parts, parts[::-1]) if parts else ():
        found = broadcast_vector(below)
        base, exponent = base_and_exponent(below if found is None else found[0])
        if exponent < 0 and above.op in ("symbol", "add") and above.shape == expr.shape:
            return Quotient(above, base, -exponent)
    return None


def _quotient(e: Expr, s: Simplifier) -> Found:
    """Where v = u/s is defined: u = s v, if the end is shorter."""
    parts: set[Expr] = set()
    for fact in s.equations:
        known = quotient(fact.right) if fact.is_definition else None
        if known is None:
            continue
        parts = parts or set(postorder(e))
        u, turned = known.above, _turned(known.above)
        divides = any(
            part.op == "power" and part.args[0] is known.below and base_and_exponent(part)[1] < 0
            for part in parts
        )
        if not divides or not (u in parts or turned in parts):
            continue
        if e is fact.right:
            return fact.left, (fact,)
        whole = known.times(fact.left)
        named = {turned: negative(whole), u: whole, known.below: known.below}
        candidate = s.attempt(substitute(e, named))
        if cost(candidate) < cost(e):
            return candidate, (fact,)
    return None


def _turned(u: Expr) -> Expr:
    """−u, with the signs of a sum turned."""
    return add(*(negative(term) for term in u.args)) if u.op == "add" else negative(u)


NAMED = (
    Identity(
        "quotient_by_name",
        ("smul", "hadamard", "add"),
        Words("This quotient has a name.", "该商已有记号。"),
        _quotient,
    ),
)
