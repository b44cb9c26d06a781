"""Values that have a name are written by it: where x̄ = (1/n) 1ᵀx is defined, 1ᵀx is n x̄."""

from __future__ import annotations

from collections.abc import Callable, Collection

from gradproof.calculus.chains import replaced, same_chain, stretches
from gradproof.calculus.cost import cost
from gradproof.calculus.rebuild import substitute
from gradproof.core.algebra import scale, split_constant
from gradproof.core.dims import ONE
from gradproof.core.expr import Expr, postorder
from gradproof.core.facts import Equation
from gradproof.core.model import Model
from gradproof.core.operation import TABLE, Words
from gradproof.core.proof import Link

BY_NAME = Words("This value has a name.", "该量已有记号。")
SHORTEST = 3
"""A definition of at most this cost is as short as its name."""

SHORTEST_GOAL = 12
GAIN = 0.65
"""What is differentiated is written by its name if it is long, and if that shortens a gradient at
least by this factor: p = exp(−½ xᵀAx) has the gradient −½ p (A + Aᵀ)x."""

WRITTEN_OUT = frozenset({"norm", "squared_norm", "power", "det"})
"""These stay what they are: the gradient of ‖x − a‖ is (x − a)/‖x − a‖."""

LONG_OPERAND = 12
"""1[z > 0] stays as it is for a z of at most this cost: another indicator is dear to check."""


class Names:
    """The definitions of a model by their values, up to a constant factor.

    A product is found in longer products too, and where h = ReLU(z) is defined, 1[z > 0] is
    1[h > 0]. The definitions in `unnamed` have no names to be written by.
    """

    def __init__(self, model: Model, of: Expr, unnamed: Collection[Expr] = ()) -> None:
        self._of, self._unnamed = of, unnamed
        self._known: dict[Expr, tuple[Expr, Equation]] = {}
        self._chains: list[tuple[tuple[Expr, ...], Expr, Equation]] = []
        for left, right in model.definitions.values():
            self.learn(left, right, right)

    def learn(self, left: Expr, right: Expr, value: Expr) -> None:
        """Know left = right by this value as well, which is right in another form."""
        is_goal = left is self._of
        if left in self._unnamed or cost(value) <= (SHORTEST_GOAL if is_goal else SHORTEST):
            return
        if is_goal and value.op in WRITTEN_OUT:
            return
        factor, body = split_constant(value)
        equation, named = Equation(left, right), scale(ONE / factor, left)
        self._known.setdefault(body.canonical, (named, equation))
        if body.op == "matmul":
            self._chains.append((body.args, named, equation))
        if body.op == "relu" and cost(body.args[0]) > LONG_OPERAND:
            mask = TABLE["step"](body.args[0])
            self._known.setdefault(mask.canonical, (TABLE["step"](left), equation))

    def fold(
        self, expr: Expr, simplify: Callable[[Expr], Expr], unbound: Collection[Expr] = ()
    ) -> Link | None:
        """The link expr = the same with names in it, if that is shorter.

        The definitions of the symbols in `unbound` are not used.
        """
        named: dict[Expr, tuple[Expr, Equation]] = {}
        for part in postorder(expr) if self._known else ():
            found = self._known.get(part.canonical) or self._in_chain(part)
            if found is not None and found[1].left not in unbound:
                named[part] = found
        if not named:
            return None
        others = {part: one for part, one in named.items() if one[1].left is not self._of}
        after = self._replaced(expr, others, simplify)
        if len(others) < len(named):
            with_goal = self._replaced(expr, named, simplify)
            if cost(with_goal) <= GAIN * cost(after):
                others, after = named, with_goal
        if cost(after) >= cost(expr):
            return None
        used = dict.fromkeys(equation for _, equation in others.values())
        return Link("by_name", BY_NAME, expr, after, tuple(used))

    def _replaced(
        self,
        expr: Expr,
        named: dict[Expr, tuple[Expr, Equation]],
        simplify: Callable[[Expr], Expr],
    ) -> Expr:
        """expr with names, simplified."""
        if not named:
            return expr
        return simplify(substitute(expr, {part: name for part, (name, _) in named.items()}))

    def _in_chain(self, expr: Expr) -> tuple[Expr, Equation] | None:
        """A product with one stretch of it by name."""
        if expr.op != "matmul":
            return None
        for pattern, named, equation in self._chains:
            for start in stretches(expr.args, len(pattern)):
                if same_chain(expr.args[start : start + len(pattern)], pattern):
                    return replaced(expr.args, start, len(pattern), named), equation
        return None
