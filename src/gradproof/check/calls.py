"""Functions by what they are called: known ones, those that a note defines, and unknown ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from gradproof.check import arrays as a
from gradproof.check import terms as t
from gradproof.check.arrays import Array, Jacobian, Misfit, scalar
from gradproof.check.choices import Choices, Option
from gradproof.check.definitions import Definition
from gradproof.check.evaluating import Evaluating
from gradproof.check.instance import generic_elementwise, generic_scalar
from gradproof.check.tape import (
    FUNCTIONS,
    NoValue,
    Scalar,
    call,
    divided,
    gradient,
    leaf,
    negative,
    plus,
    times,
    total,
    value_of,
)
from gradproof.check.terms import Term
from gradproof.check.world import NoMeaning, World

if TYPE_CHECKING:
    pass


class Calls(Evaluating):
    """What an evaluation knows of functions."""

    def call(self, term: t.Call, env: Mapping[str, int]) -> Array | Jacobian:
        """The value of f(x), f'(x)."""
        inner = term.args[0] if term.args else None
        if term.function == "trace" and isinstance(inner, t.Plus) and not term.primes:
            return self.trace_of_sum(inner, env)
        args = [self.array(one, env) for one in term.args]
        if not args:
            raise NoMeaning("a function of nothing", term.function)
        return self.applied(term, args, env, term.primes)

    def trace_of_sum(self, inner: t.Plus, env: Mapping[str, int]) -> Array:
        """tr of a sum; terms of different shapes are read as a sum of traces."""
        values = [
            one for one in (self.value(t, env) for t in inner.terms) if isinstance(one, Array)
        ]
        if len({one.shape for one in values}) < 2 or len(values) != len(inner.terms):
            return a.trace(self.array(inner, env))

        def apart() -> Array:
            found = [
                times(sign, a.trace(one).scalar)
                for sign, one in zip(inner.signs, values, strict=True)
            ]
            return scalar(total(found))

        return self.choices.pick(
            (id(inner), "traces"), [Option("trace-of-mixed-shapes", 0.4, apart)]
        )

    def applied(
        self, term: t.Call, args: list[Array], env: Mapping[str, int], primes: int
    ) -> Array | Jacobian:
        if primes:
            return self.derived(term, args, env, primes)
        name = self.world.found.reader.aliases.get(term.function, term.function)
        if term.head is not None and (defined := self._defined(term.head, env)) is not None:
            return self._body(defined, args, env)
        if term.head is not None and (value := self._valued(term.head)) is not None:
            return self._body(value, args, env)
        if name in FUNCTIONS:
            return args[0].each(lambda x: call(name, x))
        if term.axis is not None and name in ("total", "mean"):
            return self.along(args[0], term.axis, name, id(term))
        if name in _NAMED:
            return _NAMED[name](args)
        if name == "cross_entropy":
            return self.cross_entropy(term, args)
        if term.head is None:
            raise NoMeaning("this function is not known", name)
        members = ",".join(str(self.world.number(i, env)) for i in term.head.at)
        whole = f"{name}{members}"
        if self.world.is_scalar_at(name, self.at):
            return generic_scalar(whole, args)
        if len(args) != 1:
            raise NoMeaning("this function is not known", name)
        return args[0].each(lambda x: generic_elementwise(whole, x))

    def along(self, x: Array, axis: int, name: str, place: int) -> Array:
        """np.sum(x, axis=0): over the rows or the columns, lying or standing."""
        summed = _rows_summed(x) if axis == 1 else a.transposed(_rows_summed(a.transposed(x)))
        if name == "mean":
            count = x.cols if axis == 1 else x.rows
            summed = summed.each(lambda v: divided(v, count))
        options = [
            Option("", 0.0, lambda: summed),
            Option("", 0.1, lambda: a.transposed(summed)),
        ]
        return self.choices.pick((place, "axis"), options)

    def derived(
        self, term: t.Call, args: list[Array], env: Mapping[str, int], primes: int
    ) -> Array | Jacobian:
        """f'(x): entry by entry for an elementwise function, else the Jacobian."""
        x = Array(args[0].shape, [leaf(one) for one in args[0].data])
        lower = self.applied(term, [x, *args[1:]], env, primes - 1)
        if isinstance(lower, Jacobian):
            raise NoMeaning("a second derivative of this function is not known")
        if lower.shape != x.shape:
            if lower.is_scalar:
                return Array(x.shape, gradient(lower.data[0], x.data, graph=True))
            raise NoMeaning("what this prime means is not clear")
        table = [gradient(y, x.data, graph=True) for y in lower.data]
        found = Jacobian(lower.shape, x.shape, table)
        return found.diagonal() if found.is_diagonal else found

    def _defined(self, head: t.Symbol, env: Mapping[str, int]) -> Definition | None:
        """The definition of a function that holds here."""
        fitting = []
        for one in self.world.found.functions.get(head.name, ()):
            if len(one.at) == len(head.at) and all(
                (not p.letter and p.offset == self.world.number(q, env)) or p.letter
                for p, q in zip(one.at, head.at, strict=True)
            ):
                fitting.append(one)
        section = self.world.found.lines.section(self.at)
        here = [one for one in fitting if one.section == section and one.start <= self.at]
        if head.at and not here:
            return None
        return (here or fitting or [None])[0]

    def _valued(self, head: t.Symbol) -> Definition | None:
        """What was defined as E(w), to be taken at another argument."""
        group = self.world.found.roles.left_arguments.get(head.name)
        known = self.world.definition((head.name, ()), self.at) if not head.at else None
        if group is None or known is None or known[0].kind != "value":
            return None
        parameters = tuple(self.world.found.reader.read(one) for one in group.items)
        return replace(known[0], parameters=parameters)

    def _body(self, defined: Definition, args: list[Array], env: Mapping[str, int]) -> Array:
        from gradproof.check.evaluate import Evaluation

        names: dict[str, Array] = {}
        for parameter, value in zip(defined.parameters, args, strict=False):
            if isinstance(parameter, t.Symbol):
                names[parameter.name] = value
        inner = Evaluation(
            self.instance, Choices(), defined.start, self.moving, {**self.bound, **names}
        )
        first = defined.parameters[0]
        if isinstance(first, t.Symbol) and args[0].shape and _is_of_numbers(defined):
            made = []
            for x in args[0].data:
                alone = {**self.bound, first.name: scalar(x)}
                each = Evaluation(self.instance, Choices(), defined.start, self.moving, alone)
                made.append(each.array(defined.term, env).scalar)
            return Array(args[0].shape, made)
        return inner.array(defined.term, env)

    def cross_entropy(self, term: t.Call, args: list[Array]) -> Array:
        """-Σ y log ŷ; the prediction is what has a definition."""
        if len(args) != 2:
            raise NoMeaning("a cross-entropy is of two things")
        predicted = 1
        first = term.args[0]
        second = term.args[1]
        if _has_definition(self.world, first, self.at) and not _has_definition(
            self.world, second, self.at
        ):
            predicted = 0
        y, p = args[1 - predicted], args[predicted]
        if y.shape != p.shape:
            raise Misfit("a cross-entropy of different shapes", y.shape, p.shape)
        return scalar(
            negative(total([times(u, call("log", v)) for u, v in zip(y.data, p.data, strict=True)]))
        )


def _is_of_numbers(defined: Definition) -> bool:
    """Whether a function is one of a number, said by cases or a maximum."""
    return any(isinstance(one, t.Choice) for one in t.inside(defined.term))


def _has_definition(world: World, term: Term, at: int) -> bool:
    return isinstance(term, t.Symbol) and world.definition((term.name, ()), at) is not None


def _log_softmax(z: Array) -> Array:
    return a.softmax(z).each(lambda x: call("log", x))


def _log_sum_exp(z: Array) -> Array:
    return scalar(call("log", total([call("exp", x) for x in z.data])))


def _maximum(args: list[Array]) -> Array:
    if len(args) == 1:
        return scalar(max(args[0].data, key=value_of))
    return a.entrywise(args[0], args[1], _larger, True)


def _larger(x: Scalar, y: Scalar) -> Scalar:
    return x if value_of(x) > value_of(y) else y


def _minimum(args: list[Array]) -> Array:
    if len(args) == 1:
        return scalar(min(args[0].data, key=value_of))
    return a.entrywise(args[0], args[1], lambda x, y: y if value_of(x) > value_of(y) else x, True)


def _normalised(z: Array) -> Array:
    squared = total([times(x, x) for x in z.data])
    length = call("sqrt", squared)
    return z.each(lambda x: divided(x, length))


def _rows_summed(z: Array) -> Array:
    """The sum of each row, as a column."""
    if not z.shape:
        raise Misfit("the rows of a scalar", ())
    return Array((z.rows, 1), [total(z.data[i * z.cols : (i + 1) * z.cols]) for i in range(z.rows)])


def _log_det(z: Array) -> Array:
    found = a.determinant(z)
    if value_of(found) <= 0:
        raise NoValue("log det of a matrix whose determinant is not positive")
    return scalar(call("log", found))


_NAMED: dict[str, Callable[[list[Array]], Array]] = {
    "softmax": lambda x: a.softmax(x[0]),
    "logsoftmax": lambda x: _log_softmax(x[0]),
    "logsumexp": lambda x: _log_sum_exp(x[0]),
    "trace": lambda x: a.trace(x[0]),
    "det": lambda x: scalar(a.determinant(x[0])),
    "logdet": lambda x: _log_det(x[0]),
    "diag": lambda x: a.diagonal(x[0]),
    "vec": lambda x: a.vec(x[0]),
    "max": _maximum,
    "min": _minimum,
    "total": lambda x: scalar(total(x[0].data)),
    "mean": lambda x: scalar(divided(total(x[0].data), len(x[0].data))),
    "normalise": lambda x: _normalised(x[0]),
    "silu": lambda x: x[0].each(lambda v: times(v, call("sigmoid", v))),
    "sech": lambda x: x[0].each(lambda v: divided(1, call("cosh", v))),
    "rows": lambda x: scalar(x[0].rows),
    "columns": lambda x: scalar(x[0].cols),
    "rowsum": lambda x: _rows_summed(x[0]),
    "colsum": lambda x: a.transposed(_rows_summed(a.transposed(x[0]))),
    "leaky_relu": lambda x: x[0].each(lambda v: v if value_of(v) > 0 else times(0.01, v)),
    "gelu": lambda x: x[0].each(
        lambda v: times(v, times(0.5, plus(1, call("erf", times(0.7071067811865476, v)))))
    ),
    "elu": lambda x: x[0].each(lambda v: v if value_of(v) > 0 else plus(call("exp", v), -1)),
    "softsign": lambda x: x[0].each(lambda v: divided(v, plus(1, call("abs", v)))),
    "dot": lambda x: a.matmul(x[0], x[1]),
    "rot180": lambda x: Array(x[0].shape, list(reversed(x[0].data))),
    "inverse": lambda x: a.solve(x[0], a.eye(x[0].rows)),
}
