"""Expressions: an immutable, interned, typed graph in matrix notation.

Every node is rows × columns. Two nodes with the same operation, operands (in order) and data are
one object; `same` also sees through the order of the operands of sums and Hadamard products.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any
from weakref import KeyedRef

from gradproof.core.dims import ONE, SCALAR, Monomial, Shape

if TYPE_CHECKING:
    from collections.abc import Hashable

COMMUTATIVE = frozenset({"add", "hadamard"})
TREE_LIMIT = 10**9

_serial = count()
_table: dict[tuple[Any, ...], KeyedRef[tuple[Any, ...], Expr]] = {}


def _drop(gone: KeyedRef[tuple[Any, ...], Expr]) -> None:
    """Take a node that nobody holds any more out of the table."""
    if _table.get(gone.key) is gone:
        del _table[gone.key]


@dataclass(frozen=True, slots=True)
class Symbol:
    """A name: `name` identifies it within a model, `latex` and `text` show it."""

    name: str
    latex: str
    text: str

    def __hash__(self) -> int:
        return hash(self.name)


class Expr:
    """A node of the graph.

    op: the operation's name.  args: operands.  data: what the operation needs besides (a symbol, a
    coefficient, an exponent).  shape: rows × columns.  varies: a differential occurs in it.
    tree: the number of nodes when written out as a tree.
    """

    __slots__ = (
        "__weakref__",
        "_canonical",
        "args",
        "data",
        "op",
        "serial",
        "shape",
        "tree",
        "varies",
    )

    op: str
    args: tuple[Expr, ...]
    data: Hashable
    shape: Shape
    serial: int
    varies: bool
    tree: int
    _canonical: Expr | None

    @property
    def canonical(self) -> Expr:
        """The representative of all expressions equal to this one up to the order of terms."""
        return self._canonical or self

    def same(self, other: Expr) -> bool:
        """Whether the two are one expression up to the order of commuting operands."""
        return self is other or self.canonical is other.canonical

    @property
    def symbol(self) -> Symbol:
        """The symbol of a leaf; TypeError for any other node."""
        if not isinstance(self.data, Symbol):
            raise TypeError(f"{self.op} is not a symbol")
        return self.data

    @property
    def coefficient(self) -> Monomial:
        """The coefficient of a constant or a scaled node; TypeError for any other node."""
        if not isinstance(self.data, Monomial):
            raise TypeError(f"{self.op} has no coefficient")
        return self.data

    def __reduce__(self) -> tuple[Any, ...]:
        return (node, (self.op, self.args, self.data, self.shape))

    def __copy__(self) -> Expr:
        return self

    def __deepcopy__(self, memo: object) -> Expr:
        return self

    def __repr__(self) -> str:
        inside = [repr(arg) for arg in self.args]
        if isinstance(self.data, Symbol):
            return self.data.name
        if self.data is not None:
            inside.insert(0, str(self.data))
        return f"{self.op}({', '.join(inside)})" if inside else self.op


def node(op: str, args: tuple[Expr, ...], data: Hashable, shape: Shape) -> Expr:
    """The one node with these parts. Constructors of the operations call it; others do not."""
    key = (op, args, data, shape)
    kept = _table.get(key)
    if kept is not None:
        found = kept()
        if found is not None:
            return found
    made = object.__new__(Expr)
    made.op, made.args, made.data, made.shape = op, args, data, shape
    made.serial = next(_serial)
    made.varies = op == "tangent"
    made.tree = 1
    plain = True
    for arg in args:
        made.tree += arg.tree
        if arg.varies:
            made.varies = True
        if arg._canonical is not None:
            plain = False
    made.tree = min(made.tree, TREE_LIMIT)
    made._canonical = None
    if op in COMMUTATIVE:
        ordered = tuple(sorted((arg.canonical for arg in args), key=_by_serial))
        if ordered != args:
            made._canonical = node(op, ordered, data, shape)
    elif not plain:
        made._canonical = node(op, tuple(arg.canonical for arg in args), data, shape)
    _table[key] = KeyedRef(made, _drop, key)
    return made


def _by_serial(expr: Expr) -> int:
    return expr.serial


def symbol(name: str, shape: Shape, latex: str = "", text: str = "") -> Expr:
    """The symbol `name` of this shape."""
    return node("symbol", (), Symbol(name, latex or name, text or name), shape)


def constant(value: Monomial) -> Expr:
    """The scalar with this constant value."""
    return node("constant", (), value, SCALAR)


def ones(rows: Monomial, cols: Monomial) -> Expr:
    """The rows × cols matrix of ones; the number 1 when both are 1."""
    if rows is ONE and cols is ONE:
        return UNIT
    return node("ones", (), None, Shape(rows, cols))


def zeros(shape: Shape) -> Expr:
    """The zero of this shape."""
    return node("zero", (), None, shape)


def identity(rows: Monomial) -> Expr:
    """The rows × rows identity matrix."""
    return UNIT if rows is ONE else node("identity", (), None, Shape(rows, rows))


def tangent(expr: Expr) -> Expr:
    """The differential d(expr), as a thing of its own; zero for a constant."""
    if expr.op in CONSTANT_LEAVES:
        return zeros(expr.shape)
    return node("tangent", (expr,), None, expr.shape)


def commutation(rows: Monomial, cols: Monomial) -> Expr:
    """K with K vec A = vec Aᵀ for a rows × cols matrix A; the identity if A is a vector."""
    count = rows * cols
    if rows is ONE or cols is ONE:
        return identity(count)
    return node("commutation", (), Shape(rows, cols), Shape(count, count))


def selection(rows: Monomial) -> Expr:
    """S with S x = vec diag(x) for a vector of `rows` entries, so that Sᵀ vec A = diag(A)."""
    return UNIT if rows is ONE else node("selection", (), None, Shape(rows * rows, rows))


def unit(rows: Monomial, place: int) -> Expr:
    """The column of `rows` entries with a 1 at `place`, counted from 1, and zeros elsewhere."""
    return UNIT if rows is ONE else node("unit", (), place, Shape(rows, ONE))


CONSTANT_LEAVES = frozenset(
    {"constant", "ones", "zero", "identity", "commutation", "selection", "unit"}
)
UNIT = constant(ONE)


def postorder(*roots: Expr) -> Iterator[Expr]:
    """Every distinct node below the roots, operands first.

    >>> from gradproof.core.dims import shape
    >>> X = symbol("X", shape("m", "n"))
    >>> [e.op for e in postorder(tangent(X))]
    ['symbol', 'tangent']
    """
    seen: set[Expr] = set()
    stack: list[tuple[Expr, bool]] = [(root, False) for root in reversed(roots)]
    while stack:
        expr, ready = stack.pop()
        if ready:
            yield expr
        elif expr not in seen:
            seen.add(expr)
            args = expr.args
            if not args:
                yield expr
                continue
            stack.append((expr, True))
            for arg in reversed(args):
                if arg not in seen:
                    stack.append((arg, False))


def symbols(*roots: Expr) -> list[Expr]:
    """The distinct symbols below the roots, in the order in which they are met."""
    found: list[Expr] = []
    seen: set[Expr] = set()
    stack = list(reversed(roots))
    while stack:
        expr = stack.pop()
        if expr not in seen:
            seen.add(expr)
            if expr.args:
                stack.extend(reversed(expr.args))
            elif expr.op == "symbol":
                found.append(expr)
    return found


def names_below(values: Mapping[Expr, Expr], *roots: Expr) -> set[Expr]:
    """The names with a value that the roots rest on, directly or through one another."""
    found: set[Expr] = set()
    stack = symbols(*roots)
    while stack:
        one = stack.pop()
        if one in values and one not in found:
            found.add(one)
            stack += symbols(values[one])
    return found
