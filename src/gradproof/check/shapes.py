"""Shapes of everything that a note defines, by unification with alternatives.

A size is a number, a word of the note (`m`), or an unknown (`?3`). Where a product or a sum can be
read in several ways, the states that follow from each are kept in a beam, the cheapest first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from gradproof.check import terms as t
from gradproof.check.dots import filled
from gradproof.check.terms import Term
from gradproof.check.world import LAYERS, Key, NoMeaning, OutOfRange, World

Size = int | str
Sizes = tuple[Size, ...] | None
"""(), (rows, columns), or None for what is not inferred."""

BEAM = 14
SCALARS = frozenset(
    (
        "trace",
        "det",
        "logdet",
        "cross_entropy",
        "total",
        "mean",
        "mse",
        "logsumexp",
        "rows",
        "columns",
    )
)
GREEK_SCALARS = frozenset("αβγεηλμνξρτωκ")


class State:
    """Unified sizes and the shapes of symbols; changed by copying."""

    __slots__ = ("cost", "fresh_count", "kinds", "parents", "shapes")

    def __init__(self) -> None:
        self.parents: dict[str, Size] = {}
        self.shapes: dict[Key, tuple[Size, ...]] = {}
        self.kinds: dict[str, str] = {}
        self.cost = 0.0
        self.fresh_count = 0

    def copy(self, cost: float = 0.0) -> State:
        """A copy that costs more."""
        made = State()
        made.parents, made.shapes = dict(self.parents), dict(self.shapes)
        made.kinds, made.fresh_count = dict(self.kinds), self.fresh_count
        made.cost = self.cost + cost
        return made

    def find(self, size: Size) -> Size:
        """The size that stands for this one."""
        while isinstance(size, str) and size in self.parents:
            size = self.parents[size]
        return size

    def fresh(self) -> str:
        """A new unknown size; only in a state that is one's own."""
        self.fresh_count += 1
        return f"?{self.fresh_count}"

    def same(self, a: Size, b: Size) -> State | None:
        """The state in which the two sizes are equal."""
        a, b = self.find(a), self.find(b)
        if a == b:
            return self
        if isinstance(a, str) and a[0] == "?":
            a, b = b, a
        if not (isinstance(b, str) and b[0] == "?"):
            return None
        made = self.copy(4.0 if a == 1 else 0.0)
        made.parents[b] = a
        return made

    def alike(self, one: Sizes, other: Sizes) -> State | None:
        """The state in which two shapes are equal."""
        if one is None or other is None:
            return self
        if one == () or other == ():
            if one == other:
                return self
            shape = one or other
            return self.copy(0.8) if all(self.find(x) == 1 for x in shape) else None
        found = self.same(one[0], other[0])
        return found.same(one[1], other[1]) if found else None

    def is_one(self, size: Size) -> bool:
        return self.find(size) == 1

    def kind(self, shape: Sizes) -> str:
        if not shape:
            return "scalar"
        if self.is_one(shape[1]):
            return "column"
        return "row" if self.is_one(shape[0]) else "matrix"


def _prior(name: str) -> dict[str, float]:
    """How likely each kind is for a symbol of this name."""
    base = name.split("_")[0].rstrip("*")
    if base in ("b", "c", "bias"):
        return {"column": 0, "row": 0.1, "matrix": 4.0, "scalar": 1.5}
    if len(base) > 1 and base.isalpha() and base.isascii():
        return {"column": 0.1, "row": 0.3, "matrix": 0.4, "scalar": 2.0}
    if base[:1] in "ΣΘΦΔΨΛΓΩ":
        return {"matrix": 0, "column": 0.8, "row": 0.9, "scalar": 1}
    if base[:1] in "θδφβγω":
        return {"column": 0.2, "row": 0.5, "scalar": 0.9, "matrix": 0.9}
    if not base[:1].isascii():
        return {"scalar": 0, "column": 0.6, "row": 0.8, "matrix": 1.2}
    if base[:1] in "WUVAQMP":
        return {"matrix": 0, "column": 1.5, "row": 5.0, "scalar": 5.0}
    if base[:1] in "YT":
        return {"matrix": 0, "column": 0.45, "row": 1.0, "scalar": 4.0}
    if base[:1].isupper():
        return {"matrix": 0, "column": 0.45, "row": 5.0, "scalar": 5.0}
    if base in "mnkptr" and base == name:
        return {"scalar": 0, "column": 0.8, "row": 1, "matrix": 1.3}
    scalar = 1.0 if name[-1:].isdigit() and name[-2:-1] == "_" else 2.5
    return {"column": 0, "row": 0.25, "matrix": 0.6, "scalar": scalar}


class Inference:
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
        probe = _Probe(env, world.found.roles.running)
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
        for kind, cost in sorted(_prior(name).items(), key=lambda one: one[1]):
            made = state.copy(
                cost if likely is None else 0.2 * cost if kind == likely else cost + 1.5
            )
            made.kinds.setdefault(tie, kind)
            made.kinds.setdefault(name, kind)
            made.shapes[key] = shape = _shape_of(kind, made)
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
            if now is None or place is t.ALL or place.letter not in _letters(env):
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

    def plus(
        self, term: t.Plus, env: Mapping[str, int], state: State
    ) -> Iterator[tuple[Sizes, State]]:
        current: list[tuple[Sizes, State]] = []
        for at, one in enumerate(term.terms):
            if at == 0:
                current = _best(self.go(one, env, state))
                continue
            following: list[tuple[Sizes, State]] = []
            for shape, now in current:
                for other, after in islice(self.go(one, env, now), BEAM):
                    following += self.added(shape, other, after, one)
            current = _best(following)
        yield from current

    def is_wide(self, shape: Sizes, state: State) -> bool:
        """Whether a shape is that of a matrix."""
        return bool(shape) and state.kind(shape) == "matrix"

    def added(
        self, one: Sizes, other: Sizes, state: State, term: Term
    ) -> Iterator[tuple[Sizes, State]]:
        """A sum of two shapes; numbers, rows and columns are repeated."""
        if one is None or other is None:
            yield (other if one is None else one), state
            return
        if after := state.alike(one, other):
            yield one if one else other if not other else one, after
        if one == () and other != ():
            yield other, state.copy(0.7)
            return
        if other == () and one != ():
            is_number = isinstance(term, t.Number)
            yield one, state if is_number else state.copy(1.2)
            return
        if one == () or other == ():
            return
        for wide, narrow in ((one, other), (other, one)):
            leaf = (
                wide is other
                and isinstance(term, t.Symbol)
                and term.name not in self.world.found.values
            )
            more = 2.0 if leaf else 0.0
            if state.is_one(narrow[0]) and not state.is_one(wide[0]):
                if after := state.same(wide[1], narrow[1]):
                    yield wide, after.copy(0.2 + more)
            if state.is_one(narrow[1]) and not state.is_one(wide[1]):
                if after := state.same(wide[0], narrow[0]):
                    yield wide, after.copy(0.45 + more)

    def times(
        self, term: t.Times, env: Mapping[str, int], state: State
    ) -> Iterator[tuple[Sizes, State]]:
        """Products by juxtaposition bind tighter than ⊙; both orders are tried."""
        if any(isinstance(one, t.DotsOf) for one in term.factors):
            try:
                factors = filled(
                    list(term.factors),
                    lambda i: (
                        self.world.number(i, _Probe(env, self.world.found.roles.running)) or 0
                    ),
                )
            except NoMeaning:
                yield None, state
                return
            if not factors:
                yield None, state
                return
            yield from self.chain(factors, ["juxtaposed"] * (len(factors) - 1), env, state)
            return
        groups: list[list[Term]] = [[term.factors[0]]]
        inner: list[list[str]] = [[]]
        for factor, joint in zip(term.factors[1:], term.joints, strict=True):
            if self.is_entrywise(joint):
                groups.append([factor])
                inner.append([])
            else:
                groups[-1].append(factor)
                inner[-1].append(joint)
        found = False
        current: list[tuple[Sizes, State]] = [(None, state)]
        for at, (group, joints) in enumerate(zip(groups, inner, strict=True)):
            following: list[tuple[Sizes, State]] = []
            for shape, now in current:
                for other, after in self.chain(group, joints, env, now):
                    if at == 0:
                        following.append((other, after))
                    else:
                        following += self.joined(shape, other, "odot", after)
            current = _best(following)
        for one in current:
            found = True
            yield one
        if not found and len(groups) > 1:
            yield from self.chain(list(term.factors), list(term.joints), env, state)

    def is_entrywise(self, joint: str) -> bool:
        return joint in ("odot", "circ", "dotstar") or joint in self.world.found.reader.hadamard

    def chain(
        self, factors: list[Term], joints: list[str], env: Mapping[str, int], state: State
    ) -> list[tuple[Sizes, State]]:
        current = _best(self.go(factors[0], env, state))
        for factor, joint in zip(factors[1:], joints, strict=True):
            following: list[tuple[Sizes, State]] = []
            for shape, now in current:
                for other, after in islice(self.go(factor, env, now), BEAM):
                    self.greek = any(_is_greek(one) for one in factors)
                    following += self.joined(shape, other, joint, after)
            current = _best(following)
        return current

    def joined(
        self, one: Sizes, other: Sizes, joint: str, state: State
    ) -> Iterator[tuple[Sizes, State]]:
        """A product of two shapes."""
        if one is None or other is None:
            yield ((other if one is None else one) if self.is_entrywise(joint) else None), state
            return
        if one == () or other == ():
            yield (one or other), state.copy(1.8) if self.is_entrywise(joint) else state
            return
        if self.is_entrywise(joint):
            yield from self.added(one, other, state, t.Term)  # type: ignore[arg-type]
            return
        if joint == "otimes":
            made = state.copy()
            yield (made.fresh(), made.fresh()), made
            return
        if after := state.same(one[1], other[0]):
            shape: Sizes = (one[0], other[1])
            outer = after.is_one(one[1]) and not after.is_one(one[0]) and not after.is_one(other[1])
            if all(after.is_one(x) for x in shape):
                shape = ()
            yield shape, after.copy(0.5) if outer else after
        if joint in ("cdot", "star", "times", "juxtaposed"):
            whole = "matrix" in (state.kind(one), state.kind(other))
            if after := state.alike(one, other):
                yield one, after.copy((2.5 if joint == "star" else 5.0) if whole else 1.2)
            if joint == "star" or (
                joint == "juxtaposed" and (self.greek or not whole)
            ):  # a row times every row
                for shape, after in self.added(one, other, state, t.Term):  # type: ignore[arg-type]
                    if shape in (one, other):
                        yield shape, after.copy(0.6 if self.greek else 3.0 if whole else 1.2)
            if state.find(other[1]) == state.find(one[0]) and state.same(one[1], other[0]) is None:
                yield (other[0], one[1]), state.copy(2.5)

    def over(
        self, term: t.Over, env: Mapping[str, int], state: State
    ) -> Iterator[tuple[Sizes, State]]:
        for top, now in _best(self.go(term.top, env, state)):
            for bottom, after in islice(self.go(term.bottom, env, now), BEAM):
                if bottom == ():
                    yield top, after
                elif top == ():
                    yield bottom, after
                else:
                    yield from self.added(top, bottom, after, term)

    def power(
        self, term: t.Power, env: Mapping[str, int], state: State
    ) -> Iterator[tuple[Sizes, State]]:
        for shape, now in self.go(term.base, env, state):
            if not isinstance(term.exponent, t.Number):
                for other, after in islice(self.go(term.exponent, env, now), 6):
                    if other and shape:
                        both = after.alike(shape, other)
                        if both:
                            yield shape, both
                    else:
                        yield shape or other, after
                continue
            yield shape, now
            if shape and (now.is_one(shape[0]) or now.is_one(shape[1])):
                yield (), now.copy(0.5)

    def call(
        self, term: t.Call, env: Mapping[str, int], state: State
    ) -> Iterator[tuple[Sizes, State]]:
        name = term.function
        if not term.args:
            yield None, state
            return
        if name == "cross_entropy" and len(term.args) >= 2:
            for one, now in islice(self.go(term.args[0], env, state), BEAM):
                for other, after in islice(self.go(term.args[1], env, now), BEAM):
                    if both := after.alike(one, other):
                        yield (), both
            return
        for shape, after in self.go(term.args[0], env, state):
            if name in SCALARS or (
                term.head is not None and self.world.is_scalar_at(name, self.at)
            ):
                yield (), after
            elif name == "diag":
                if not shape:
                    yield shape, after
                else:
                    side = shape[1] if after.is_one(shape[0]) else shape[0]
                    vector = after.is_one(shape[0]) or after.is_one(shape[1])
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
            ):
                if self.is_size(word) or word not in self.world.found.values:
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
            current = _best(following) or current
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


class _Probe(dict):  # type: ignore[type-arg]
    """An environment in which every letter has the value 1, unless it has another."""

    def __init__(self, env: Mapping[str, int], running: set[str]) -> None:
        super().__init__(env)
        self.running = running

    def __contains__(self, key: object) -> bool:
        return key in self.running or super().__contains__(key)

    def __missing__(self, key: str) -> int:
        return 1


def _is_greek(term: Term) -> bool:
    return isinstance(term, t.Symbol) and not term.name[:1].isascii()


def _letters(env: Mapping[str, int]) -> set[str]:
    return {word[1:] for word in env if word.startswith("~")}


def _shape_of(kind: str, state: State) -> tuple[Size, ...]:
    match kind:
        case "scalar":
            return ()
        case "column":
            return (state.fresh(), 1)
        case "row":
            return (1, state.fresh())
    return (state.fresh(), state.fresh())


def _best(found: Iterable[tuple[Sizes, State]]) -> list[tuple[Sizes, State]]:
    return sorted(islice(found, 60), key=lambda one: one[1].cost)[:BEAM]


__all__ = ["Inference", "NoMeaning", "Sizes", "State"]
