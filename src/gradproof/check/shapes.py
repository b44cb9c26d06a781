"""Shapes of everything that a note defines, by unification with alternatives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

from gradproof.check import terms as t
from gradproof.check.joins import Joins
from gradproof.check.states import (
    BEAM,
    SCALARS,
    SQUARE,
    Probe,
    Size,
    Sizes,
    State,
    best,
    letters,
    prior,
    shape_of,
)
from gradproof.check.terms import Term
from gradproof.check.world import LAYERS, Key, OutOfRange, World


class Inference(Joins):
    """Shapes in one world."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.at = 0
        self.greek = False
        """Whether a factor at hand is a Greek letter, which often scales entry by entry."""

    def go(self, term: Term, env: Mapping[str, int], state: State) -> Iterator[tuple[Sizes, State]]:
        """The shapes that a term may have, with the states in which it has them."""
        match term:
            case t.Number() | t.Delta():
                yield (), state
            case t.Symbol():
                yield from self.symbol(term, env, state)
            case t.Transposed():
                for shape, after in self.go(term.base, env, state):
                    yield (shape if not shape else (shape[1], shape[0])), after
            case t.AbsOf():
                for shape, after in self.go(term.base, env, state):
                    yield (() if shape and after.kind(shape) == "matrix" else shape), after
            case t.Inverse() | t.Comparison():
                inner = term.left if isinstance(term, t.Comparison) else term.base
                for shape, after in self.go(inner, env, state):
                    if isinstance(term, t.Inverse) and shape:
                        square = after.same(shape[0], shape[1])
                        if square:
                            yield shape, square
                    else:
                        yield shape, after
            case t.NormOf():
                for _, after in self.go(term.base, env, state):
                    yield (), after
            case t.Plus():
                yield from self.plus(term, env, state)
            case t.Times():
                yield from self.times(term, env, state)
            case t.Over():
                yield from self.over(term, env, state)
            case t.Power():
                yield from self.power(term, env, state)
            case t.Call():
                yield from self.call(term, env, state)
            case t.Big():
                yield from self.big(term, env, state)
            case t.Entries():
                for shape, after in self.go(term.base, env, state):
                    yield from self.entries(shape, term.entries, env, after)
            case t.Inner():
                for left, one in self.go(term.left, env, state):
                    for right, two in self.go(term.right, env, one):
                        if both := two.alike(left, right):
                            yield (), both
            case t.Ones() | t.Identity():
                key = (f"1@{term.node.start}", ())
                known = state.shapes.get(key)
                if known is None:
                    state = state.copy()
                    known = (term.size or state.fresh(), 1)
                    state.shapes[key] = known
                yield (known if isinstance(term, t.Ones) else (known[0], known[0])), state
            case t.Choice():
                yield from self.go(term.branches[0][0], env, state)
            case t.Collected():
                for shape, after in self.go(term.base, env, state):
                    yield (shape or None), after
            case t.Derivative() if len(term.by) == 1 and self.is_function(term.of):
                yield from self.go(term.by[0], env, state)
            case t.Derivative() if len(term.by) == 1 and self.is_scalar(term.of):
                yield from self.go(term.by[0], env, state)
            case t.Derivative() if len(term.by) == 1 and term.of is not None:
                for shape, now in islice(self.go(term.of, env, state), 6):
                    for other, after in islice(self.go(term.by[0], env, now), 6):
                        yield (other if shape == () else None), after
            case t.Differential():
                yield from self.go(term.of, env, state)
            case _:
                yield None, state

    def is_function(self, of: Term | None) -> bool:
        """Whether what is differentiated is a function by its name: ∂f/∂x is f'(x)."""
        found = self.world.found
        return (
            isinstance(of, t.Symbol)
            and found.roles.called.get(of.name) == "function"
            and not found.values.get(of.name)
            and not self.world.is_scalar_at(of.name, self.at)
        )

    def is_scalar(self, of: Term | None) -> bool:
        """Whether what is differentiated is a loss."""
        return of is None or (isinstance(of, t.Symbol) and of.name in self.world.found.losses)

    def symbol(
        self, term: t.Symbol, env: Mapping[str, int], state: State
    ) -> Iterator[tuple[Sizes, State]]:
        if not term.at and not term.entries and term.name in env:
            yield (), state
            return
        world = self.world
        if world.is_unit(term):
            state = state.copy()
            yield (state.fresh(), 1), state
            return
        probe = Probe(env, world.found.roles.running)
        meaning = world.meaning(term, probe, self.at)
        if not meaning.entries and self.is_size(term.name) and not term.at:
            yield (), state
            return
        for shape, after in self.known(world.versioned(meaning.key, self.at), state):
            if not term.entries and not meaning.sliced:
                yield shape, after
            else:
                places = term.entries if not meaning.sliced else (*term.at, *term.entries)
                yield from self.entries(shape, places, env, after)

    def is_size(self, name: str) -> bool:
        found = self.world.found
        if name in found.values:
            return False
        return name in found.roles.sizes or name in found.roles.uppers

    def known(self, key: Key, state: State) -> Iterator[tuple[Sizes, State]]:
        """The shape of a symbol, or the kinds it may have."""
        shape = state.shapes.get(key)
        if shape is not None:
            yield shape, state
            return
        name = key[0]
        if name.partition("@")[0] in self.world.found.losses:
            made = state.copy()
            made.shapes[key] = ()
            yield (), made
            return
        name = name.partition("@")[0]
        tie = name.split("_")[0]
        likely = state.kinds.get(name) or state.kinds.get(tie)
        for kind, cost in sorted(prior(name).items(), key=lambda one: one[1]):
            made = state.copy(
                cost if likely is None else 0.2 * cost if kind == likely else cost + 1.5
            )
            made.kinds.setdefault(tie, kind)
            made.kinds.setdefault(name, kind)
            made.shapes[key] = shape = shape_of(kind, made)
            yield shape, made

    def entries(
        self, shape: Sizes, places: tuple[t.Index, ...], env: Mapping[str, int], state: State
    ) -> Iterator[tuple[Sizes, State]]:
        """The shape of what is taken out; letters are tied to the sizes over which they run."""
        if shape is None or not shape:
            if shape is None:
                yield None, state
            return

        def tied(place: t.Index, size: Size, now: State | None) -> State | None:
            letter = "~" + place.letter
            if now is None or place is t.ALL or place.letter not in letters(env):
                return now
            return now.same(env[letter], size)  # type: ignore[arg-type]

        if len(places) == 1:
            if state.is_one(shape[1]) or state.is_one(shape[0]):
                size = shape[0] if state.is_one(shape[1]) else shape[1]
                if after := tied(places[0], size, state):
                    yield (), after
                return
            if after := tied(places[0], shape[0], state.copy(0.2)):
                yield (shape[1], 1), after
            if after := tied(places[0], shape[1], state.copy(0.3)):
                yield (shape[0], 1), after
            return
        first = tied(places[0], shape[0], state)
        both = tied(places[1], shape[1], first)
        if both is None:
            return
        free = [p.letter == ":" for p in places[:2]]
        if free[0]:
            yield (shape[0], 1), both
        elif free[1]:
            yield (shape[1], 1), both
        else:
            one_sided = both.is_one(shape[0]) or both.is_one(shape[1])
            yield (), both.copy(0.6) if one_sided else both

    def call(
        self, term: t.Call, env: Mapping[str, int], state: State
    ) -> Iterator[tuple[Sizes, State]]:
        name = term.function
        if not term.args:
            yield None, state
            return
        argument = term.args[0]
        if name == "cross_entropy" and len(term.args) >= 2:
            for one, now in islice(self.go(argument, env, state), BEAM):
                for other, after in islice(self.go(term.args[1], env, now), BEAM):
                    if both := after.alike(one, other):
                        yield (), both
            return
        for shape, after in self.go(argument, env, state):
            if name in SQUARE and shape is not None and len(shape) == 2:
                fitted = after.same(shape[0], shape[1])
                yield (), fitted if fitted is not None else after.copy(1.0)
            elif name in SCALARS or (
                term.head is not None and self.world.is_scalar_at(name, self.at)
            ):
                yield (), after
            elif name == "diag":
                if not shape:
                    yield shape, after
                else:
                    rows, cols = shape
                    side = cols if after.is_one(rows) else rows
                    vector = after.is_one(rows) or after.is_one(cols)
                    yield (side, side if vector else 1), after
            elif name == "vec":
                made = after.copy()
                yield (made.fresh(), 1), made
            elif name in ("softmax", "normalise", "logsoftmax") and shape == ():
                yield shape, after.copy(3.0)
            else:
                yield shape, after

    def big(
        self, term: t.Big, env: Mapping[str, int], state: State
    ) -> Iterator[tuple[Sizes, State]]:
        made = state.copy()
        inner: dict[str, int] = dict(env)
        for letter in term.letters:
            inner[letter] = 1
            inner["~" + letter] = made.fresh()  # type: ignore[assignment]
        high = term.high
        if isinstance(high, t.Symbol) and term.letters:
            word = high.name
            if (
                word not in self.world.found.roles.depth
                and word not in self.world.found.roles.layers
            ) and (self.is_size(word) or word not in self.world.found.values):
                made = made.same(inner["~" + term.letters[0]], word) or made
        if not term.letters:
            for shape, after in self.go(term.body, env, made):
                yield (), after
                if shape and not after.is_one(shape[0]):
                    yield (1, shape[1]), after.copy(0.3)
            return
        layered = [w for w in term.letters if w in self.world.found.roles.layers]
        if not layered:
            yield from self.go(term.body, inner, made)
            return
        current: list[tuple[Sizes, State]] = [(None, made)]
        for value in range(1, LAYERS + 1):
            following: list[tuple[Sizes, State]] = []
            for _, now in current:
                try:
                    following += islice(self.go(term.body, {**inner, layered[0]: value}, now), BEAM)
                except OutOfRange:
                    following.append((None, now))
            current = best(following) or current
        yield from current

    def define(self, key: Key, shape: Sizes, state: State) -> State:
        """The state in which a defined symbol has the shape of its definition."""
        if shape is None:
            return state
        known = state.shapes.get(key)
        if known is not None:
            after = state.alike(known, shape)
            if after is None and known and shape:
                wide = all(
                    state.find(a) == state.find(b) or state.is_one(b)
                    for a, b in zip(known, shape, strict=True)
                )
                return state.copy(0.4 if wide else 2.5)
            return after if after else state.copy(2.5)
        made = state.copy()
        made.shapes[key] = shape
        kind = made.kind(shape)
        made.kinds.setdefault(key[0].split("_")[0], kind)
        made.kinds.setdefault(key[0], kind)
        return made
