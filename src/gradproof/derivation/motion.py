"""What moves with some variables, and how: the definitions between them and what rests on them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from gradproof.calculus.linearise import Lineariser
from gradproof.calculus.rebuild import substitute
from gradproof.core.algebra import transpose
from gradproof.core.expr import Expr, postorder, symbols, tangent, zeros
from gradproof.core.facts import Equation, Fact, Property
from gradproof.core.operation import Words
from gradproof.derivation.assumptions import merged, of_domains
from gradproof.derivation.folding import WRITTEN_OUT
from gradproof.derivation.walk import Walk

SPELLED_OUT = WRITTEN_OUT | {"inverse"}
"""What the goal's own differential repeats as it stands: d(X⁻¹) = −X⁻¹ dX X⁻¹."""


class Motion:
    """Forwards from the variables: each definition that moves with them, in order.

    A variable that has a definition is free: its definition is not followed.
    """

    def __init__(
        self, walk: Walk, variables: Collection[Expr], *, goal_by_name: bool = True
    ) -> None:
        self.walk, self.variables = walk, list(variables)
        self.of, self.goal_by_name = walk.asked.of, goal_by_name
        self.free = not walk.free.isdisjoint(variables)
        self.active = set(variables)
        self.moving: list[tuple[Expr, Expr]] = []
        for left, right in walk.asked.chain:
            if left not in self.active and self.active.intersection(symbols(right)):
                self.active.add(left)
                self.moving.append((left, right))

    def lineariser(self, left: Expr, right: Expr) -> Lineariser:
        """What differentiates a definition, which mentions its own value by name."""
        spelled_out = left is self.of and (right.op in SPELLED_OUT or not self.goal_by_name)
        names = {} if spelled_out else {right: left}
        if names and right.op == "transpose":
            names[right.args[0]] = transpose(left)
        return Lineariser(self.active, names)

    def resolved(self, linear: Expr, differentials: Mapping[Expr, Expr]) -> Expr:
        """A linear expression in the differentials of the variables alone."""
        for left, _ in reversed(self.moving):
            moved = tangent(left)
            if left is not self.of and any(part is moved for part in postorder(linear)):
                linear = substitute(linear, {moved: differentials[left]})
        return linear

    def given(self) -> tuple[Fact, ...]:
        """What the symbols stand for, and which of them do not move."""
        loose = set(self.variables)
        model = self.walk.model
        known: list[Fact] = [
            Equation(*pair) for pair in model.definitions.values() if pair[0] not in loose
        ]
        still = (leaf for leaf in model.declared.values() if leaf not in loose)
        return (*known, *(Property("constant", leaf) for leaf in still))

    def local(self, left: Expr, right: Expr) -> tuple[Fact, ...]:
        """A definition, and which of the symbols in it do not move."""
        still = (one for one in symbols(right) if one not in self.active)
        return (Equation(left, right), *(Property("constant", one) for one in still))

    def domains(self, variable: Expr) -> tuple[Words, ...]:
        """Where the definitions between a variable and the goal have a differential."""
        return merged(self._domains(variable))

    def _domains(self, variable: Expr) -> Iterator[Words]:
        touched = {variable}
        for left, right in self.moving:
            if touched.intersection(symbols(right)):
                touched.add(left)
                for words, inside in (*of_domains(right), *self.walk.existence.domains(right)):
                    if touched & inside:
                        yield words


def only(linear: Expr, variable: Expr) -> Expr:
    """What is left of a linear expression if all other variables stand still."""
    others = {
        part: zeros(part.shape)
        for part in postorder(linear)
        if part.op == "tangent" and part.args[0] is not variable
    }
    return substitute(linear, others)
