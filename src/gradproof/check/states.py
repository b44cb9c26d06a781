"""Sizes that are being unified, and how likely each kind of shape is for a name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice

from gradproof.check import terms as t
from gradproof.check.terms import Term
from gradproof.check.world import Key

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
SQUARE = frozenset(("trace", "det", "logdet"))
"""Functions that only square matrices have."""


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


def prior(name: str) -> dict[str, float]:
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


class Probe(dict):  # type: ignore[type-arg]
    """An environment in which every letter has the value 1, unless it has another."""

    def __init__(self, env: Mapping[str, int], running: set[str]) -> None:
        super().__init__(env)
        self.running = running

    def __contains__(self, key: object) -> bool:
        return key in self.running or super().__contains__(key)

    def __missing__(self, key: str) -> int:
        return 1


def is_greek(term: Term) -> bool:
    return isinstance(term, t.Symbol) and not term.name[:1].isascii()


def letters(env: Mapping[str, int]) -> set[str]:
    return {word[1:] for word in env if word.startswith("~")}


def shape_of(kind: str, state: State) -> tuple[Size, ...]:
    match kind:
        case "scalar":
            return ()
        case "column":
            return (state.fresh(), 1)
        case "row":
            return (1, state.fresh())
    return (state.fresh(), state.fresh())


def best(found: Iterable[tuple[Sizes, State]]) -> list[tuple[Sizes, State]]:
    return sorted(islice(found, 60), key=lambda one: one[1].cost)[:BEAM]
