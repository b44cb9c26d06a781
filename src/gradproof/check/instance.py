"""An instance of a world: a size for every size letter, a value for every symbol.

Leaves are drawn at random; what is defined has the value of its definition. Every entry is a node
of the graph of scalars, so that anything may be differentiated by it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from random import Random
from typing import TYPE_CHECKING

from gradproof.check.arrays import Array, Misfit, Shape, spread_to
from gradproof.check.states import Size, State
from gradproof.check.tape import (
    Motion,
    NoValue,
    Num,
    Scalar,
    call,
    leaf,
    plus,
    times,
    total,
    value_of,
)
from gradproof.check.world import LAYERS, Key, NoMeaning, OutOfRange, World

if TYPE_CHECKING:
    from gradproof.check.definitions import Definition

LENGTHS = (
    (3, 2, 4, 5, 6, 7, 8, 9),
    (4, 3, 2, 6, 5, 8, 7, 9),
    (2, 5, 3, 4, 7, 6, 9, 8),
)
"""The sizes of instances: in each, different letters have different sizes, and none is 1."""

Law = Callable[[Random], float]
LAWS: dict[str, Law] = {
    "normal": lambda rng: rng.gauss(0, 1),
    "positive": lambda rng: abs(rng.gauss(0, 1)) + 0.1,
    "unit": lambda rng: rng.uniform(0.08, 0.92),
    "round": lambda rng: rng.choice((-2, -1, 1, 2, 3)),
    "tenths": lambda rng: rng.randint(1, 9) / 10,
    "small": lambda rng: 0.4 * rng.gauss(0, 1),
}

Assumed = frozenset[tuple[str, str]]
"""Matrices with what is said of them: ("A", "symmetric")."""
Evaluate = Callable[["Instance", "Definition", dict[str, int]], Array]


class Instance:
    """Values at one point.

    facts: names of leaves whose rows or whole are distributions (Σ = 1), and how: `one-hot`,
    `distribution`; `bits` for labels 0 and 1.
    """

    def __init__(
        self,
        world: World,
        state: State,
        turn: int,
        evaluate: Evaluate,
        law: str = "normal",
        facts: dict[str, str] | None = None,
        fixed: dict[str, float] | None = None,
        assumed: Assumed = frozenset(),
    ) -> None:
        self.world, self.state, self.turn = world, state, turn
        self.evaluate, self.law = evaluate, law
        self.facts = facts or {}
        self.fixed = fixed or {}
        self.assumed = assumed
        self.bits = {one.name for one in world.found.declared if one.bits}
        self.values: dict[Key, Array] = {}
        self.leaves: dict[Key, Array] = {}
        self.busy: set[Key] = set()
        self.motions: dict[frozenset[Key] | None, Motion] = {}
        self.adjoints: dict[int, tuple[Num, dict[int, Scalar]]] = {}
        self.filled = False
        self.lengths: dict[str, int] = {}
        self.counts: dict[str, int] = {}
        self.chosen = 1 + turn % 2
        """The fixed entry of letters such as that of the true class."""
        self._assign()

    def _assign(self) -> None:
        """A length for every unknown size, in the order in which they come up."""
        roots: dict[str, None] = {}
        for shape in self.state.shapes.values():
            for size in shape:
                root = self.state.find(size)
                if isinstance(root, str):
                    roots.setdefault(root)
        for word in self.world.found.roles.samples.values():
            self.counts[word] = LAYERS
            roots.pop(word, None)
        lengths = LENGTHS[self.turn % len(LENGTHS)]
        for at, root in enumerate(roots):
            if root.isdigit():
                continue
            self.lengths[root] = lengths[at] if at < len(lengths) else 2 + at % 5
        digits = [root for root in roots if root.isdigit()]
        for at, root in enumerate(digits):
            self.lengths[root] = int(root) if int(root) <= 5 else 2 + (at + len(roots)) % 6

    def length(self, size: Size) -> int:
        """The number that a size stands for.

        Errors:  NoMeaning.
        """
        root = self.state.find(size)
        if isinstance(root, int):
            return root
        if root in self.lengths:
            return self.lengths[root]
        if root.isdigit():
            return int(root)
        raise NoMeaning("the size is not known", root)

    def knows_length(self, word: str) -> bool:
        """Whether a size letter has a length here."""
        root = self.state.find(word)
        return isinstance(root, int) or root in self.lengths

    def named_length(self, word: str) -> int:
        """The number that a size letter of the note stands for."""
        if self.knows_length(word):
            return self.length(word)
        if word not in self.counts:
            taken = len(self.lengths) + len(self.counts)
            lengths = LENGTHS[self.turn % len(LENGTHS)]
            self.counts[word] = lengths[taken] if taken < len(lengths) else 3
        return self.counts[word]

    def size_of_ones(self, mark: str) -> int | None:
        """The size that unification found for a column of ones, if something else has it too."""
        shape = self.state.shapes.get((mark, ()))
        if shape is None:
            return None
        root = self.state.find(shape[0])
        for key, other in self.state.shapes.items():
            if key[0] != mark and any(self.state.find(size) == root for size in other):
                return self.length(root)
        return None

    def members(self, name: str) -> int:
        """How many members a family has that is not one of layers."""
        return LAYERS

    def shape(self, key: Key) -> Shape:
        """The shape of a leaf.

        Errors:  NoMeaning.
        """
        found = self.state.shapes.get(key)
        if found is None and key[1]:
            name, members = key
            likes = (
                shape
                for (other, places), shape in self.state.shapes.items()
                if other == name and len(places) == len(members)
            )
            found = next(likes, None)
        if found is None:
            raise NoMeaning("the shape is not known", key[0])
        shape = tuple(self.length(size) for size in found)
        return () if shape == (1, 1) else shape

    def value(self, key: Key, at: int) -> Array:
        """The value of a symbol where it stands at a place of the document.

        Errors:  NoMeaning, Misfit, NoValue.
        """
        if key[0] in self.fixed and not key[1]:
            return Array((), [self.fixed[key[0]]])
        versioned = self.world.versioned(key, at)
        known = self.values.get(versioned)
        if known is not None:
            return known
        if versioned in self.busy:
            raise NoMeaning("it is defined by itself", key[0])
        found = self.world.definition(key, at)
        if found is None:
            if self._is_missing(key):
                raise OutOfRange(str(key))
            made = self.drawn(versioned)
            self.leaves[versioned] = made
        else:
            self.busy.add(versioned)
            try:
                definition, env = found
                if definition.kind == "derivative":
                    env = {**env, "@": at}
                made = self._fitted(versioned, self.evaluate(self, definition, env))
                if definition.kind == "derivative":
                    return made
                made = made.each(leaf)
            finally:
                self.busy.discard(versioned)
        self.values[versioned] = made
        return made

    def fill(self) -> None:
        """Give every symbol that the definitions mention its value."""
        if self.filled:
            return
        self.filled = True
        for key in self.state.shapes:
            try:
                start = key[0].partition("@")[2]
                self.value(key, int(start) if start else 1 << 60)
            except (NoMeaning, Misfit, NoValue, OutOfRange):
                continue

    def _is_missing(self, key: Key) -> bool:
        """Whether a member of a family of leaves is one that nothing mentions."""
        mentioned = {(name.partition("@")[0], members) for name, members in self.world.mentioned}
        if not key[1] or key in mentioned:
            return False
        return any(name == key[0] for name, _ in mentioned)

    def _fitted(self, key: Key, made: Array) -> Array:
        """A definition in the shape that the world gives it: a row repeated over the samples."""
        known = self.state.shapes.get(key)
        if not known or not made.shape:
            return made
        shape = self.shape(key)
        if (
            shape
            and shape != made.shape
            and all(a in (b, 1) for a, b in zip(made.shape, shape, strict=True))
        ):
            return spread_to(made, shape)
        return made

    def drawn(self, key: Key) -> Array:
        """Random values of a leaf."""
        shape = self.shape(key)
        name = key[0].partition("@")[0]
        rng = Random(f"{self.turn} {name} {key[1]}")
        count = 1
        for size in shape:
            count *= size
        fact = self.facts.get(name) or ("bits" if name in self.bits else "")
        if fact:
            chosen = self.chosen if self.world.found.roles.classes else 0
            data = _distribution(rng, shape, count, fact, chosen)
        else:
            draw = LAWS[self.law]
            data = [draw(rng) for _ in range(count)]
        facts = {fact for one, fact in self.assumed if one == name}
        if facts and len(shape) == 2 and shape[0] == shape[1]:
            data = self._shaped(name, data, shape[0], "diagonal" in facts)
        return Array(shape, [Num(x) for x in data])

    def _shaped(self, name: str, data: list[float], n: int, diagonal: bool) -> list[float]:
        """A symmetric positive definite matrix, or a diagonal one: of the vector of that letter."""
        if diagonal:
            small = (name[0].lower() + name[1:], ())
            if name[0].isupper() and small in self.state.shapes:
                try:
                    entries = [value_of(x) for x in self.value(small, 1 << 60).data]
                except (NoMeaning, Misfit, NoValue, OutOfRange):
                    entries = data[:n]
                if len(entries) == n:
                    return [entries[i] if i == j else 0.0 for i in range(n) for j in range(n)]
            return [data[i] if i == j else 0.0 for i in range(n) for j in range(n)]
        return [
            sum(data[i * n + k] * data[j * n + k] for k in range(n)) + (0.5 if i == j else 0.0)
            for i in range(n)
            for j in range(n)
        ]

    def tangent(self, key: Key, shape: Shape) -> list[float]:
        """The tangent of a symbol: random, the same whenever it is asked for."""
        rng = Random(f"d {self.turn} {key[0]} {key[1]}")
        count = 1
        for size in shape:
            count *= size
        return [rng.gauss(0, 1) for _ in range(count)]


def _distribution(rng: Random, shape: Shape, count: int, fact: str, chosen: int) -> list[float]:
    """Labels: bits, rows with one 1, or rows that add up to 1."""
    if fact == "bits" or not shape:
        return [float(rng.randrange(2)) for _ in range(count)]
    width = count if 1 in shape else shape[1]
    found: list[float] = []
    for _ in range(count // width):
        if fact == "one-hot":
            hot = chosen - 1 if chosen and count == width else rng.randrange(width)
            found += [1.0 if at == hot else 0.0 for at in range(width)]
        else:
            row = [rng.uniform(0.1, 1) for _ in range(width)]
            whole = sum(row)
            found += [x / whole for x in row]
    return found


def generic_scalar(name: str, arrays: Iterable[Array]) -> Array:
    """A smooth scalar function of several arrays, random but fixed by its name."""
    rng = Random(f"generic {name}")
    terms: list[Scalar] = []
    for array in arrays:
        for x in array:
            a, b, c = (rng.uniform(0.5, 1.5) for _ in range(3))
            terms.append(times(a, call("sin", plus(times(b, x), c))))
            terms.append(times(0.3 * c, times(x, x)))
        whole = total([times(rng.uniform(-1, 1), x) for x in array])
        terms.append(times(whole, whole))
    if not terms:
        raise NoMeaning("nothing that it could depend on", name)
    return Array((), [total(terms)])


def generic_elementwise(name: str, x: Scalar) -> Scalar:
    """A smooth function of one number, random but fixed by its name."""
    rng = Random(f"elementwise {name}")
    a, b, c, d = (rng.uniform(0.5, 1.2) for _ in range(4))
    return plus(
        times(a, call("tanh", plus(x, b - 0.5))),
        plus(times(0.3, call("sin", plus(times(c, x), d))), times(0.15 * d, times(x, x))),
    )
