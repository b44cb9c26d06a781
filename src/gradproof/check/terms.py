"""What a formula says, once its names are known: terms, with the place where each one stands.

The surface tree keeps what stands on the page; a term has decided which letters are symbols,
indices, layers or functions. What is left open (products, layouts, sums over which axis) is decided
by shapes when a term is evaluated.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from fractions import Fraction
from functools import cache

from gradproof.notation.source.surface import Node


@dataclass(frozen=True, slots=True)
class Index:
    """A letter plus a number: `l+1`, `i`, `3` (no letter)."""

    letter: str
    offset: int = 0

    def __str__(self) -> str:
        if not self.letter:
            return str(self.offset)
        return self.letter + (f"{self.offset:+d}" if self.offset else "")


ALL = Index(":")
"""A whole row or column, as in `W_{:,j}`."""


@dataclass(frozen=True, slots=True, eq=False)
class Term:
    """Anything that has a value; `node` is where it stands."""

    node: Node


@dataclass(frozen=True, slots=True, eq=False)
class Number(Term):
    """A number."""

    value: Fraction


@dataclass(frozen=True, slots=True, eq=False)
class Symbol(Term):
    """A symbol, member `at` of its family, of which `entries` are taken."""

    name: str
    at: tuple[Index, ...] = ()
    entries: tuple[Index, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Call(Term):
    """A function of arguments; `head` is its symbol where the note may define it."""

    function: str
    args: tuple[Term, ...]
    primes: int = 0
    head: Symbol | None = None
    axis: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Times(Term):
    """Factors with the joints of the page between them."""

    factors: tuple[Term, ...]
    joints: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Plus(Term):
    """Terms with signs 1 and -1."""

    terms: tuple[Term, ...]
    signs: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Over(Term):
    """A quotient."""

    top: Term
    bottom: Term


@dataclass(frozen=True, slots=True, eq=False)
class Power(Term):
    """A power; entrywise or of the matrix."""

    base: Term
    exponent: Term
    entrywise: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Transposed(Term):
    """The transpose."""

    base: Term


@dataclass(frozen=True, slots=True, eq=False)
class Inverse(Term):
    """The inverse."""

    base: Term


@dataclass(frozen=True, slots=True, eq=False)
class Entries(Term):
    """Entries of a formula: `softmax(z)_i`, `(AB)_{ij}`."""

    base: Term
    entries: tuple[Index, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Derivative(Term):
    """∂ of / ∂ by[0] ∂ by[1] …; `gradient` for ∇, and `of` is None where it is not said."""

    of: Term | None
    by: tuple[Term, ...]
    gradient: bool = False
    total: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Differential(Term):
    """d of something."""

    of: Term


@dataclass(frozen=True, slots=True, eq=False)
class Big(Term):
    """Σ, Π, max or min over index letters."""

    op: str
    letters: tuple[str, ...]
    low: Term | None
    high: Term | None
    conditions: tuple[Condition, ...]
    body: Term


@dataclass(frozen=True, slots=True)
class Condition:
    """Index expressions related by = ≠ < > ≤ ≥ ∈."""

    left: Index
    sign: str
    right: Index


@dataclass(frozen=True, slots=True, eq=False)
class NormOf(Term):
    """A norm; `kind` is `1`, `2`, `F` or empty."""

    base: Term
    kind: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class AbsOf(Term):
    """|x|: entrywise, or the determinant of a matrix."""

    base: Term


@dataclass(frozen=True, slots=True, eq=False)
class Table(Term):
    """A matrix written out; cells may be dots."""

    rows: tuple[tuple[Term, ...], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Collected(Term):
    """[x_i]: the vector of all entries, unless something outside says which i."""

    base: Term


@dataclass(frozen=True, slots=True, eq=False)
class DotsOf(Term):
    """…"""


@dataclass(frozen=True, slots=True, eq=False)
class Choice(Term):
    """A case distinction; each value with its condition, empty for otherwise."""

    branches: tuple[tuple[Term, tuple[Condition | Comparison, ...] | None], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Ones(Term):
    """A column of ones, as long as what stands beside it needs; `size` if it is said."""

    size: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Identity(Term):
    """The identity matrix, of the size that fits."""

    size: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Delta(Term):
    """1 if the condition holds, else 0: δ_ij, 1(i = j)."""

    condition: Condition


@dataclass(frozen=True, slots=True, eq=False)
class Inner(Term):
    """⟨a, b⟩ = tr(aᵀb)."""

    left: Term
    right: Term


@dataclass(frozen=True, slots=True, eq=False)
class Comparison(Term):
    """The 0/1 matrix of where a relation of values holds: 1(z > 0)."""

    left: Term
    sign: str
    right: Term


@cache
def _holding(kind: type[Term]) -> tuple[str, ...]:
    """The fields of this kind of term that may hold terms."""
    return tuple(f.name for f in fields(kind) if "Term" in str(f.type) or "Symbol" in str(f.type))


def parts(term: Term) -> Iterator[Term]:
    """The terms directly inside."""
    for name in _holding(type(term)):
        value = getattr(term, name)
        if isinstance(value, Term):
            yield value
        elif isinstance(value, tuple):
            yield from _terms_in(value)


def _terms_in(values: tuple[object, ...]) -> Iterator[Term]:
    for one in values:
        if isinstance(one, Term):
            yield one
        elif isinstance(one, tuple):
            yield from _terms_in(one)


def inside(term: Term) -> Iterator[Term]:
    """The term and everything in it."""
    stack = [term]
    while stack:
        one = stack.pop()
        yield one
        stack.extend(parts(one))


def indices(term: Term) -> Iterator[Index]:
    """Every index expression in the term."""
    for one in inside(term):
        if isinstance(one, Symbol):
            yield from one.at
            yield from one.entries
        elif isinstance(one, Entries):
            yield from one.entries
        elif isinstance(one, Delta):
            yield one.condition.left
            yield one.condition.right


def free_letters(term: Term, running: frozenset[str]) -> set[str]:
    """The index letters of a term that no sum in it binds."""
    found: set[str] = set()
    standing = {i.letter for i in indices(term)}
    stack: list[tuple[Term, frozenset[str]]] = [(term, frozenset())]
    while stack:
        one, bound = stack.pop()
        here: list[Index] = []
        if isinstance(one, Symbol):
            here = [*one.at, *one.entries]
            if one.name in running & standing and not one.at and not one.entries:
                here.append(Index(one.name))
        elif isinstance(one, Entries):
            here = list(one.entries)
        elif isinstance(one, Delta):
            here = [one.condition.left, one.condition.right]
        found.update(i.letter for i in here if i.letter in running and i.letter not in bound)
        if isinstance(one, Collected):
            continue
        if isinstance(one, Big):
            inner = bound | set(one.letters)
            stack.append((one.body, inner))
            stack.extend((side, bound) for side in (one.low, one.high) if side is not None)
            for condition in one.conditions:
                for side in (condition.left, condition.right):
                    if side.letter in running and side.letter not in inner:
                        found.add(side.letter)
        else:
            stack.extend((part, bound) for part in parts(one))
    return found
