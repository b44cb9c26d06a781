"""What the lines of a note define: the data."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from gradproof.check.lines import Line, Lines
from gradproof.check.reader import Reader, Unread
from gradproof.check.roles import Roles
from gradproof.check.terms import (
    Derivative,
    Index,
    Symbol,
    Term,
    inside,
)
from gradproof.notation.source.surface import Node


@dataclass(slots=True)
class Definition:
    """name[at][entries] = term; `kind` is value, derivative, function, differential or word."""

    name: str
    at: tuple[Index, ...]
    entries: tuple[Index, ...]
    term: Term
    line: Line
    kind: str = "value"
    parameters: tuple[Term, ...] = ()
    late: bool = False
    """Whether the name was declared and in use before: the definition holds from here on."""

    @property
    def section(self) -> int:
        return self.line.section

    @property
    def start(self) -> int:
        return self.term.node.start


@dataclass(slots=True)
class Declared:
    """A shape that the note states: of a name, or of every member of a family."""

    name: str
    at: tuple[Index, ...]
    rows: str
    cols: str
    bits: bool = False


@dataclass(slots=True)
class Definitions:
    """Everything that a note defines and declares."""

    reader: Reader
    roles: Roles
    lines: Lines
    values: dict[str, list[Definition]] = field(default_factory=lambda: defaultdict(list))
    functions: dict[str, list[Definition]] = field(default_factory=lambda: defaultdict(list))
    differentials: dict[str, Definition] = field(default_factory=dict)
    declared: list[Declared] = field(default_factory=list)
    status: dict[tuple[int, int], str] = field(default_factory=dict)
    losses: list[str] = field(default_factory=list)
    differentiated: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    whole: set[str] = field(default_factory=set)
    facts: dict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    """What is said of matrices, and where: symmetric, diagonal."""
    from_zero: set[str] = field(default_factory=set)
    """Names of lists whose entries are counted from 0: (w_0, w_1, …, w_D)."""
    by: set[str] = field(default_factory=set)
    families: set[str] = field(default_factory=set)
    """Names of which whole members stand somewhere: W^l."""
    split: set[str] = field(default_factory=set)
    """Names of which entries of members stand somewhere: w^l_{ij}."""
    valued: set[str] = field(default_factory=set)
    """Names that stand by themselves elsewhere than below ∂ or ∇."""


def moved(one: Term) -> list[Symbol]:
    """The symbols by which a term differentiates."""
    if isinstance(one, Derivative):
        return [s for by in one.by for s in inside(by) if isinstance(s, Symbol)]
    return []


def read_or_none(reader: Reader, node: Node) -> Term | None:
    """The term, or None where it is not understood."""
    try:
        return reader.read(node)
    except Unread:
        return None


def names(found: Definitions, node: Node) -> set[str]:
    term = read_or_none(found.reader, node)
    return {one.name for one in inside(term) if isinstance(one, Symbol)} if term else set()
