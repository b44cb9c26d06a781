"""What a proof may use besides the rules of calculation."""

from __future__ import annotations

from dataclasses import dataclass

from gradproof.core.expr import Expr


@dataclass(frozen=True, slots=True)
class Equation:
    """left = right: given by the note (`1ᵀy = 1`), or the definition of a symbol (`H = σ(Z)`)."""

    left: Expr
    right: Expr

    @property
    def is_definition(self) -> bool:
        """Whether the left side is a bare symbol."""
        return self.left.op == "symbol"


@dataclass(frozen=True, slots=True)
class Property:
    """A property of a symbol: `symmetric`, `invertible`, `positive`, `positive_definite`,
    `orthogonal`, `diagonal`, `nonzero`, `constant` (it is data: its differential is zero),
    `unconstrained` (its differential need not be symmetric, though its value is)."""

    name: str
    subject: Expr


Fact = Equation | Property
