"""Values that have a name are written by it: where x̄ = (1/n) 1ᵀx is defined, 1ᵀx is n x̄."""

from __future__ import annotations

from collections.abc import Callable, Collection

from gradproof.calculus.cost import cost
from gradproof.calculus.rebuild import substitute
from gradproof.core.algebra import scale, split_constant
from gradproof.core.dims import ONE
from gradproof.core.expr import Expr, postorder
from gradproof.core.facts import Equation
from gradproof.core.model import Model
from gradproof.core.operation import Words
from gradproof.core.proof import Link

BY_NAME = Words("This value has a name.", "该量已有记号。")
SHORTEST = 5
"""A definition of at most this cost is as short as its name."""


class Names:
    """The definitions of a model by their values, up to a constant factor; the goal's is none."""

    def __init__(self, model: Model, of: Expr) -> None:
        self._known: dict[Expr, Equation] = {}
        for left, right in model.definitions.values():
            if left is not of and cost(right) > SHORTEST:
                self._known.setdefault(split_constant(right)[1].canonical, Equation(left, right))

    def fold(
        self, expr: Expr, simplify: Callable[[Expr], Expr], unbound: Collection[Expr] = ()
    ) -> Link | None:
        """The link expr = the same with names in it, if that is shorter.

        The definitions of the symbols in `unbound` are not used.
        """
        named: dict[Expr, Expr] = {}
        used: list[Equation] = []
        for part in postorder(expr) if self._known else ():
            equation = self._known.get(part.canonical)
            if equation is not None and equation.left not in unbound:
                factor, _ = split_constant(equation.right)
                named[part] = scale(ONE / factor, equation.left)
                used.append(equation)
        if not named:
            return None
        after = simplify(substitute(expr, named))
        if cost(after) >= cost(expr):
            return None
        return Link("by_name", BY_NAME, expr, after, tuple(dict.fromkeys(used)))
