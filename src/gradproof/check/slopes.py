"""Derivatives, gradients and differentials as they are written."""

from __future__ import annotations

from gradproof.check.reading import Reading, Unread
from gradproof.check.spellings import base_of
from gradproof.check.surfaces import (
    first_sign,
)
from gradproof.check.terms import (
    Derivative,
    Differential,
    Number,
    Over,
    Power,
    Symbol,
    Term,
    Transposed,
)
from gradproof.notation.source import surface as s
from gradproof.notation.source.surface import Node


class Slopes(Reading):
    """Derivatives, gradients and differentials as they are written."""

    def gradient(
        self, node: Node, factors: list[Node], joints: list[str], at: int
    ) -> tuple[Term, int]:
        r"""`\nabla_W f`; `\nabla W` is the gradient by W of what is not said."""
        below = node.sub if isinstance(node, s.Script) else None
        order = 1
        if isinstance(node, s.Script) and node.sup is not None:
            if not isinstance(node.sup, s.Number) or node.sup.value != 2:
                raise Unread(node, "this derivative is not understood")
            order = 2
        if at + 1 >= len(factors):
            if below is None:
                raise Unread(node, "∇ of nothing")
            return Derivative(node, None, (self.read(below),), True), at + 1
        of, end = self.operand(factors, joints, at + 1)
        by = self.read(below) if below is not None else self._argument(of)
        if by is None:
            return Derivative(node, None, (of,), True), end
        return Derivative(node, of, (by,) * order, True), end

    def _argument(self, of: Term) -> Term | None:
        """That on which a loss depends, as its definition E(w) says."""
        if not isinstance(of, Symbol) or of.at or of.entries:
            return None
        group = self.roles.left_arguments.get(of.name)
        if group is None and (name := self.roles.variable(of.name)) is not None:
            return self.read(name)
        if group is None or len(group.items) != 1:
            return None
        return self.read(group.items[0])

    def differential(
        self, node: Node, factors: list[Node], joints: list[str], at: int
    ) -> tuple[Term, int]:
        of, end = self.operand(factors, joints, at + 1)
        turned = isinstance(of, Transposed)
        if isinstance(of, Transposed):
            of = of.base
        found: Term = Differential(node, of)
        if self.gradient_letters:
            found = Derivative(node, None, (of,), True)
        return (Transposed(node, found) if turned else found), end

    def fraction(self, node: s.Frac) -> Term:
        """A quotient, or a derivative where both parts begin with ∂ or d."""
        if node.style != "frac":
            raise Unread(node, "a binomial")
        sign = first_sign(node.num)
        if sign and first_sign(node.den) in (sign, "∂"):
            return self.derivative(node)
        if sign == "∂":
            order, of = self._numerator(node.num)
            if order == 1 and of is not None:
                return Derivative(node, of, (self.read(node.den),))
        return Over(node, self.read(node.num), self.read(node.den))

    def derivative(self, node: s.Frac) -> Term:
        order, of = self._numerator(node.num)
        by = self._denominator(node.den)
        if len(by) != order:
            raise Unread(node, "the order of this derivative is not clear")
        return Derivative(node, of, tuple(by), total=first_sign(node.num) == "d")

    def _numerator(self, node: Node) -> tuple[int, Term | None]:
        factors = list(node.factors) if isinstance(node, s.Product) else [node]
        joints = list(node.joints) if isinstance(node, s.Product) else []
        self._names_with_figures(factors, joints)
        head = factors[0]
        order = 1
        if isinstance(head, s.Script):
            if not isinstance(head.sup, s.Number):
                raise Unread(head, "the order of this derivative is not clear")
            order = int(head.sup.value)
        if len(factors) == 1:
            return order, None
        place = {"start": factors[1].start, "end": factors[-1].end}
        rest: Node = factors[1]
        if len(factors) > 2:
            rest = s.Product(tuple(factors[1:]), tuple(joints[1:]), **place)
        return order, self.read(rest)

    def _denominator(self, node: Node) -> list[Term]:
        factors = list(node.factors) if isinstance(node, s.Product) else [node]
        joints = list(node.joints) if isinstance(node, s.Product) else []
        self._names_with_figures(factors, joints)
        found: list[Term] = []
        at = 0
        while at < len(factors):
            base = base_of(factors[at])
            if base is None or base.letter not in ("∂", "d") or at + 1 >= len(factors):
                raise Unread(node, "by what this derivative is taken is not clear")
            term, at = self.operand(factors, joints, at + 1)
            if isinstance(term, Power) and isinstance(term.exponent, Number):
                found += [term.base] * int(term.exponent.value)
            else:
                found.append(term)
        return found
