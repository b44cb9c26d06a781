"""Derivatives and differentials of what a note speaks of, by passes over the graph of scalars."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from gradproof.check import terms as t
from gradproof.check.arrays import Array, Jacobian, scalar, transposed
from gradproof.check.choices import Option
from gradproof.check.evaluating import Evaluating
from gradproof.check.roles import KNOWN
from gradproof.check.tape import Motion, Num, Scalar, adjoints, depends, gradient, times
from gradproof.check.terms import Term
from gradproof.check.world import NoMeaning, kind_of


class Calculus(Evaluating):
    """What an evaluation knows of derivatives."""

    def derivative(self, term: t.Derivative, env: Mapping[str, int]) -> Array | Jacobian:
        """∂u/∂v, ∇_v u, ∂²u/∂v∂w."""
        by = [self.nodes(one, env) for one in term.by]
        self.depth += 1
        try:
            of = self.numerator(term, env)
        finally:
            self.depth -= 1
        if len(by) == 1:
            found = self.first(of, by[0], term)
            return self.for_each_sample(found, term) if term.of is None else found
        if len(by) == 2 and of.is_scalar:
            first, second = by
            slopes = gradient(of.data[0], first.data, graph=True)
            table = [gradient(x, second.data) for x in slopes]
            if first.is_scalar and second.is_scalar:
                return scalar(table[0][0])
            return Jacobian(first.shape, second.shape, table)
        raise NoMeaning("a derivative of this order is not known")

    def first(self, of: Array, by: Array, term: t.Derivative) -> Array | Jacobian:
        """The gradient of a scalar in the shape of its variable, or the Jacobian.

        Errors:  NoMeaning if what is differentiated does not pass through a defined variable.
        """
        self.passes(of, term)
        if of.is_scalar:
            found = Array(by.shape, self.slopes(of.data[0], by))
            crosswise = isinstance(term.by[0], t.Transposed)
            if not found.shape or (found.rows == found.cols and not crosswise):
                return found
            options = [
                Option("", 0.0, lambda: found),
                Option("", 0.0, lambda: transposed(found)),
            ]
            options = options[::-1] if crosswise else options
            options[1] = replace(options[1], tag="numerator-layout", cost=0.5)
            return self.choices.pick(("layout", _word(term.by[0])), options)
        table = [self.slopes(x, by) for x in of.data]
        if by.is_scalar:
            return Array(of.shape, [row[0] for row in table])
        found = Jacobian(of.shape, by.shape, table)
        return found.turned() if isinstance(term.of, t.Transposed) else found

    def for_each_sample(self, found: Array | Jacobian, term: t.Derivative) -> Array | Jacobian:
        """dZ of the loss of each sample, where the note means it so: m times ∂J/∂Z."""
        letter, by = self.world.per_sample, term.by[0]
        if not letter or not isinstance(by, t.Symbol) or not isinstance(found, Array):
            return found
        ones = _Ones(self.world.found.roles.running)
        key = self.world.meaning(by, ones, self.at).key
        if self.world.definition(key, self.at) is None:
            return found
        m = self.instance.named_length(letter)
        return found.each(lambda x: times(m, x))

    def passes(self, of: Array, term: t.Derivative) -> None:
        """Refuse ∂u/∂v where v has a definition, and nothing of v leads to u."""
        by = term.by[0]
        while isinstance(by, t.Transposed | t.Entries):
            by = by.base
        if not isinstance(by, t.Symbol) or by.at:
            return
        key = self.world.meaning(by, _Ones(self.world.found.roles.running), self.at).key
        known = self.world.definition(key, self.at)
        if known is None or known[0].kind != "value":
            return
        whole = self.instance.value(key, self.at)
        if depends(of.data, whole.data):
            return
        raise NoMeaning("what is differentiated does not pass through it", by.name)

    def nodes(self, term: Term, env: Mapping[str, int]) -> Array:
        """That by which is differentiated: entries of symbols, in whatever order."""
        while isinstance(term, t.Transposed):
            term = term.base
        found = self.array(_bare(term), env)
        for x in found.data:
            if type(x) is not Num or x.op not in ("leaf", "copy"):
                raise NoMeaning("a derivative by what is no symbol")
        return found

    def numerator(self, term: t.Derivative, env: Mapping[str, int]) -> Array:
        """What is differentiated; a function's name stands for the function of the variable."""
        of = term.of
        if of is None:
            name = self.world.loss
            if not name:
                raise NoMeaning("of what this is the gradient is not said")
            return self.instance.value((name, ()), self.at)
        if isinstance(of, t.Symbol) and self.is_function(of):
            word = self.world.found.reader.aliases.get(of.name, KNOWN.get(of.name, of.name))
            call = t.Call(of.node, word, (term.by[0],), 0, of)
            found = self.call(call, env)
            assert isinstance(found, Array)
            return found
        while isinstance(of, t.Transposed):
            of = of.base
        return self.array(of, env)

    def is_function(self, of: t.Symbol) -> bool:
        """Whether the name is that of a function, and of no value."""
        found = self.world.found
        name = of.name
        if self.world.definition((name, ()), self.at) is not None or name in self.world.extra:
            return False
        if any(one.kind == "value" for one in found.values.get(name, ()) if one.at != ()):
            return False
        if name in found.losses and name not in found.functions:
            return found.roles.called.get(name) == "function" and name not in found.losses
        return (
            name in found.functions
            or name in found.reader.aliases
            or name in KNOWN
            or found.roles.called.get(name) == "function"
        )

    def differential(self, term: t.Differential, env: Mapping[str, int]) -> Array:
        """d of something: along random tangents of all leaves, or of those that move."""
        of = term.of
        if isinstance(of, t.Symbol) and not of.at and of.name in self.world.found.differentials:
            named = self.world.found.differentials[of.name]
            return self.array(named.term, env)
        found = self.array(of, env)
        motion = self.instance.motions.get(self.moving)
        if motion is None:
            motion = Motion(self.seeds())
            self.instance.motions[self.moving] = motion
        return Array(found.shape, motion.of(found.data))

    def seeds(self) -> dict[int, float]:
        """The tangents of the nodes that move."""
        seeds: dict[int, float] = {}
        instance = self.instance
        instance.fill()
        arrays = instance.leaves if self.moving is None else instance.values
        still = self.world.still if self.moving is None else frozenset()
        for key, array in arrays.items():
            base = key[0].partition("@")[0]
            if self.moving is not None and (base, key[1]) not in self.moving:
                continue
            if kind_of(base, key[1]) in still:
                continue
            for x, dx in zip(array.data, instance.tangent(key, array.shape), strict=True):
                if type(x) is Num:
                    seeds[id(x)] = dx
        return seeds

    def slopes(self, of: Scalar, by: Array) -> list[Scalar]:
        """The derivative of a scalar; inside another derivative as nodes."""
        if self.depth or type(of) is not Num:
            return gradient(of, by.data, graph=True)
        known = self.instance.adjoints.get(id(of))
        if known is None:
            known = (of, adjoints(of))
            self.instance.adjoints[id(of)] = known
        return [known[1].get(id(x), 0) for x in by.data]


class _Ones(dict[str, int]):
    """Every index is 1."""

    def __init__(self, letters: set[str]) -> None:
        super().__init__(dict.fromkeys(letters, 1))


def _bare(term: Term) -> Term:
    """vec(W)ᵀ and its like, without the transpose."""
    return term


def _word(term: Term) -> str:
    while isinstance(term, t.Transposed | t.Entries):
        term = term.base
    return term.name if isinstance(term, t.Symbol) else "?"
