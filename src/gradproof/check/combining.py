"""Sums, quotients, powers, norms, ones and identities."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from gradproof.check import terms as t
from gradproof.check.arrays import (
    Array,
    Jacobian,
    Misfit,
    determinant,
    entrywise,
    eye,
    full,
    matrix_power,
    powered,
    scalar,
    solve,
)
from gradproof.check.choices import Option
from gradproof.check.dots import filled
from gradproof.check.evaluating import Evaluating
from gradproof.check.pieces import inner_square, negated, plain_number
from gradproof.check.products import Flexible, Mixed, Operand, scaled_jacobian
from gradproof.check.tape import NoValue, call, divided, plus, power, times, total, value_of
from gradproof.check.world import NoMeaning


class Combining(Evaluating):
    """What an evaluation knows of combining values."""

    def plus(self, term: t.Plus, env: Mapping[str, int]) -> Operand:
        if any(isinstance(one, t.DotsOf) for one in term.terms):
            return self.dotted_sum(term, env)
        found: Operand | None = None
        for sign, one in zip(term.signs, term.terms, strict=True):
            value = self.value(one, env)
            if sign < 0:
                value = negated(value)
            found = value if found is None else self.added(found, value)
        assert found is not None
        return found

    def dotted_sum(self, term: t.Plus, env: Mapping[str, int]) -> Operand:
        """A sum with what its dots stand for."""
        signs = {
            sign
            for sign, one in zip(term.signs, term.terms, strict=True)
            if not isinstance(one, t.DotsOf)
        }
        if len(signs) != 1:
            raise NoMeaning("what the dots stand for is not clear")
        terms = filled(list(term.terms), lambda index: self.certain(index, env))
        return self.plus(t.Plus(term.node, tuple(terms), (signs.pop(),) * len(terms)), env)

    def added(self, a: Operand, b: Operand) -> Operand:
        """a + b; ones and identities take the size that fits, rows and columns are repeated."""
        if isinstance(a, Flexible) and isinstance(b, Flexible):
            if a.kind == b.kind:
                return Flexible(a.kind, plus(a.factor, b.factor))
            return Mixed((a, b))
        if isinstance(b, Flexible):
            a, b = b, a
        if isinstance(b, Jacobian) and not isinstance(a, Jacobian):
            b = b.matrix()
        if isinstance(a, Jacobian):
            if isinstance(b, Jacobian):
                if (a.u, a.v) != (b.u, b.v):
                    raise Misfit("the shapes differ", a.u, b.u)
                rows = zip(a.table, b.table, strict=True)
                return Jacobian(
                    a.u, a.v, [[plus(x, y) for x, y in zip(r, s, strict=True)] for r, s in rows]
                )
            a = a.matrix()
        if isinstance(a, Flexible):
            assert isinstance(b, Array)
            if b.is_scalar and a.kind == "eye":
                raise Misfit("the size of I is not clear", ())
            if a.kind in ("eye", "all") and b.rows != b.cols:
                raise Misfit("an identity beside a matrix that is not square", b.shape)
            a = a.of(b.rows if a.kind != "ones-row" else b.cols) if b.shape else scalar(a.factor)
        assert isinstance(b, Array)
        return entrywise(a, b, plus, True)

    def over(self, top: Operand, bottom: Array) -> Operand:
        if isinstance(top, Flexible) and bottom.is_scalar:
            return top.scaled(divided(1, bottom.data[0]))
        if isinstance(top, Jacobian):
            return scaled_jacobian(top, divided(1, bottom.scalar))
        if isinstance(top, Flexible):
            top = top.of(bottom.rows)
        return entrywise(top, bottom, divided, True)

    def power(self, term: t.Power, env: Mapping[str, int]) -> Operand:
        exponent = term.exponent
        if (
            isinstance(term.base, t.NormOf)
            and isinstance(exponent, t.Number)
            and exponent.value == 2
        ):
            return self.squared_norm(term.base, env)
        base = self.value(term.base, env)
        if isinstance(base, Flexible | Jacobian):
            base = self.array(term.base, env)
        if isinstance(exponent, t.Number):
            number = plain_number(exponent)
            if base.is_scalar or term.entrywise:
                return powered(base, number)
            whole = number if isinstance(number, int) else 0
            if base.is_vector:
                options = [
                    Option("", 0.0, lambda: powered(base, number)),
                    Option("square-as-inner-product", 0.5, partial(inner_square, base, whole)),
                ]
            elif base.rows == base.cols and whole > 0:
                options = [
                    Option("", 0.0, lambda: matrix_power(base, whole)),
                    Option("elementwise-power", 0.6, lambda: powered(base, number)),
                ]
            else:
                options = [Option("", 0.0, lambda: powered(base, number))]
            return self.choices.pick((id(term), "power"), options)
        return entrywise(base, self.array(exponent, env), power)

    def inverse(self, base: Operand) -> Operand:
        if isinstance(base, Flexible):
            return Flexible(base.kind, divided(1, base.factor))
        if isinstance(base, Jacobian):
            base = base.matrix()
        if base.is_scalar:
            return scalar(divided(1, base.data[0]))
        return solve(base, eye(base.rows))

    def squared_norm(self, term: t.NormOf, env: Mapping[str, int]) -> Array:
        base = self.array(term.base, env)
        if term.kind == "1":
            return powered(self.norm(term, env), 2)
        return scalar(total([times(x, x) for x in base.data]))

    def norm(self, term: t.NormOf, env: Mapping[str, int]) -> Array:
        base = self.array(term.base, env)
        if term.kind == "1":
            return scalar(total([call("abs", x) for x in base.data]))
        if term.kind not in ("", "2", "F"):
            raise NoMeaning("this norm is not known", term.kind)
        if term.kind != "F" and base.shape and not base.is_vector and term.kind == "2":
            raise NoMeaning("the spectral norm is not known")
        squared = total([times(x, x) for x in base.data])
        if value_of(squared) == 0:
            raise NoValue("the norm of 0 has no slope")
        return scalar(call("sqrt", squared))

    def absolute(self, base: Array) -> Array:
        if base.shape and base.rows == base.cols:
            return scalar(determinant(base))
        return base.each(lambda x: call("abs", x))

    def flexible(self, term: t.Ones | t.Identity) -> Operand:
        kind = "ones" if isinstance(term, t.Ones) else "eye"
        if term.size:
            try:
                n = int(term.size) if term.size.isdigit() else self.instance.named_length(term.size)
            except NoMeaning:
                return Flexible(kind)
            return full((n, 1), 1) if kind == "ones" else eye(n)
        found = self.instance.size_of_ones(f"1@{term.node.start}")
        if found is not None:
            return full((found, 1), 1) if kind == "ones" else eye(found)
        return Flexible(kind)
