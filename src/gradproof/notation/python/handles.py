"""Formulas for what a model holds: to calculate further with what was read or derived."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from gradproof.core.expr import Expr, symbols
from gradproof.core.facts import Property
from gradproof.core.model import Model
from gradproof.notation.python.context import Context, Declared, Defined, Origin
from gradproof.notation.python.formula import Formula


@dataclass(slots=True)
class Handles:
    """Makes formulas of expressions over the symbols of a model.

    model: where the symbols come from.  also: further names with their values, in terms of the
    model's symbols and of one another.
    """

    model: Model
    also: Mapping[Expr, Expr] = field(default_factory=dict[Expr, Expr])
    _origins: dict[str, Origin] = field(default_factory=dict[str, Origin], init=False)

    def __post_init__(self) -> None:
        for name, leaf in self.model.declared.items():
            given = (fact for fact in self.model.facts if isinstance(fact, Property))
            facts = tuple(fact for fact in given if fact.subject is leaf)
            self._origins[name] = Declared(leaf, name in self.model.data, facts)
        self._define(self.model.definitions.values())
        self._define(self.also.items())

    def __call__(self, expr: Expr) -> Formula:
        """The formula; its symbols stand for what the model says they do."""
        return Formula(expr, self._context(expr))

    def _define(self, pairs: Iterable[tuple[Expr, Expr]]) -> None:
        """Give each name the value it has; names of values still to come are taken up first."""
        waiting = dict(pairs)
        stack = list(reversed(waiting))
        while stack:
            left = stack[-1]
            name = left.symbol.name
            if name in self._origins:
                stack.pop()
                continue
            first = [
                one
                for one in symbols(waiting[left])
                if one in waiting and one.symbol.name not in self._origins
            ]
            if first:
                stack += first
                continue
            value = waiting[left]
            self._origins[name] = Defined(left, value, self._context(value))
            stack.pop()

    def _context(self, expr: Expr) -> Context:
        """Where the symbols of the expression come from, and the equations between those."""
        inside = symbols(expr)
        names = (one.symbol.name for one in inside)
        found = {name: self._origins[name] for name in names if name in self._origins}
        given = self.model.equations()
        kept = (one for one in given if set(symbols(one.left, one.right)) <= set(inside))
        return Context(found, tuple(kept))
