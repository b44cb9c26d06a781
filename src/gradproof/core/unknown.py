"""A function of numbers that is known by its name alone, and its derivatives."""

from __future__ import annotations

from dataclasses import dataclass

from gradproof.core.expr import Expr, Symbol, postorder


@dataclass(frozen=True, slots=True)
class Unknown:
    """The derivative of this order of the smooth function that the symbol names; 0 is itself.

    >>> f = Unknown(Symbol("f", "f", "f"))
    >>> f.prime.prime.order, str(f.prime.prime)
    (2, "f''")
    """

    symbol: Symbol
    order: int = 0

    @property
    def prime(self) -> Unknown:
        """Its derivative."""
        return Unknown(self.symbol, self.order + 1)

    @property
    def key(self) -> tuple[str, int]:
        """What tells it from others: the name and the order."""
        return self.symbol.name, self.order

    def __str__(self) -> str:
        return self.symbol.name + "'" * self.order


def unknown_symbols(*roots: Expr) -> list[Symbol]:
    """The symbols of the unknown functions in expressions."""
    data = (one.data for one in postorder(*roots))
    return list(dict.fromkeys(what.symbol for what in data if isinstance(what, Unknown)))


def unknown_names(*roots: Expr) -> set[str]:
    """Their names."""
    return {one.name for one in unknown_symbols(*roots)}
