"""The value of an expression at a point, in any number system.

An operation is known by its definition alone, which expands it into the primitives of
`primitives.py` and the scalar functions of the kit; differentials and adjoints are never looked
at. Expressions are walked with a stack, as a model may be thousands of nodes deep, and every node
is evaluated once in each system.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol
from weakref import WeakKeyDictionary

from gradproof.core.errors import LimitError
from gradproof.core.expr import Expr
from gradproof.core.operation import Operation
from gradproof.core.phrase import Phrase
from gradproof.exact.applied import applied
from gradproof.exact.dual import DualKit
from gradproof.exact.effort import MOST_ENTRIES, current
from gradproof.exact.kits import FUNCTIONS, Kit, Matrix, Need, Unsupported
from gradproof.exact.primitives import PRIMITIVES, from_the_right
from gradproof.exact.sizes import Sizes
from gradproof.ops import TABLE

_expanded: WeakKeyDictionary[Expr, tuple[Operation, Expr]] = WeakKeyDictionary()


def expansion(expr: Expr) -> Expr:
    """The node in more primitive operations; Unsupported if the table does not define it.

    >>> from gradproof.core.dims import shape
    >>> from gradproof.core.expr import symbol
    >>> expansion(TABLE["abs"](symbol("x", shape("n"))))
    hadamard(x, sign(x))
    """
    if expr.op not in TABLE:
        raise Unsupported(Phrase("the operation {0} is not in the table", expr.op))
    row = TABLE[expr.op]
    known = _expanded.get(expr)
    if known is not None and known[0] is row:
        return known[1]
    if row.definition is None:
        raise Unsupported(Phrase("the operation {0} has no definition", expr.op))
    found = row.definition(*expr.args)
    if found is expr or found.shape != expr.shape:
        raise Unsupported(Phrase("the definition of {0} has the shape {1}", expr.op, found.shape))
    _expanded[expr] = (row, found)
    return found


def same_step(expr: Expr, definitions: Mapping[Expr, Expr]) -> Expr | None:
    """1[z > 0] for 1[y > 0] where y = z ⊙ 1[z > 0], as that of a ReLU is; None for any other.

    Both are 1 where z > 0 and 0 elsewhere. So they count as one matter of sign, and for an unknown
    step function they are equal.
    """
    if expr.op != "step":
        return None
    (y,) = expr.args
    while y in definitions:
        y = definitions[y]
    if y.op in TABLE and y.op not in FUNCTIONS and TABLE[y.op].definition is not None:
        y = expansion(y)
    if y.op != "hadamard" or len(y.args) != 2:
        return None
    steps = [one for one in y.args if one.op == "step"]
    return steps[0] if steps and steps[0].args[0] in y.args else None


class Leaves(Protocol):
    """Where a point keeps the values and tangents of its symbols."""

    def value(self, symbol: Expr, kit: Kit) -> Matrix:
        """The value of a symbol without a definition."""
        ...

    def tangent(self, symbol: Expr, kit: Kit) -> Matrix:
        """The tangent of a symbol without a definition."""
        ...


class Evaluator:
    """Evaluation at one point: sizes, leaves, and definitions of the other symbols.

    held: defined symbols whose differential is 0 all the same.
    """

    def __init__(
        self,
        sizes: Sizes,
        leaves: Leaves,
        definitions: Mapping[Expr, Expr],
        held: Collection[Expr] = (),
    ) -> None:
        self.sizes = sizes
        self.held = held
        self.leaves = leaves
        self.definitions = definitions
        self.effort = current()

    def value(self, root: Expr, kit: Kit) -> Matrix:
        """The value of `root` in the system `kit`."""
        if root in kit.memo:
            return kit.memo[root]
        stack: list[Need] = [(root, kit)]
        while stack:
            expr, system = stack[-1]
            memo = system.memo
            if expr in memo:
                stack.pop()
                continue
            needed = self._needs(expr, system)
            missing = [need for need in needed if need[0] not in need[1].memo]
            if missing:
                stack.extend(missing)
                continue
            operands = [other.memo[one] for one, other in needed]
            cost = _cost(expr, operands)
            if self.effort is not None:
                self.effort.spend(cost)
            memo[expr] = system.watch(expr, self._combined(expr, system, operands))
            stack.pop()
        return kit.memo[root]

    def _needs(self, expr: Expr, kit: Kit) -> tuple[Need, ...]:
        op = expr.op
        if op == "matmul" and (smaller := applied(expr)) is not None:
            return ((smaller, kit),)
        if op in PRIMITIVES:
            return tuple([(arg, kit) for arg in expr.args])
        if op == "step" and (same := same_step(expr, self.definitions)) is not None:
            return ((same, kit),)
        if op in FUNCTIONS:
            return kit.needs(expr)
        if op == "symbol":
            found = self.definitions.get(expr)
            if expr in self.held and isinstance(kit, DualKit):
                return ((expr, kit.base),)
            return ((found, kit),) if found is not None else ()
        if op == "tangent":
            return self._tangent_needs(expr, kit)
        return ((expansion(expr), kit),)

    def _tangent_needs(self, expr: Expr, kit: Kit) -> tuple[Need, ...]:
        (inner,) = expr.args
        if isinstance(kit, DualKit):
            if inner.op == "symbol" and inner not in self.definitions:
                return ((expr, kit.base),)
            raise Unsupported("a differential of a differential")
        if kit.dual is None:
            raise Unsupported("a differential in this number system")
        return ((inner, kit.dual),)

    def _combined(self, expr: Expr, kit: Kit, operands: Sequence[Matrix]) -> Matrix:
        op = expr.op
        if op == "matmul" and applied(expr) is not None:
            return operands[0]
        if op in PRIMITIVES:
            return PRIMITIVES[op](kit, expr, operands, self.sizes)
        if op == "step" and same_step(expr, self.definitions) is not None:
            return operands[0]
        if op in FUNCTIONS:
            return kit.function(expr, operands)
        if op == "tangent":
            if isinstance(kit, DualKit):
                return _constant(kit, operands[0])
            assert isinstance(kit.dual, DualKit)
            return kit.dual.tangents(operands[0])
        if op == "symbol":
            if not operands:
                return self._leaf(expr, kit)
            if expr in self.held and isinstance(kit, DualKit):
                return _constant(kit, operands[0])
        return operands[0]

    def _leaf(self, symbol: Expr, kit: Kit) -> Matrix:
        if isinstance(kit, DualKit):
            base = kit.base
            return kit.paired(self.leaves.value(symbol, base), self.leaves.tangent(symbol, base))
        return self.leaves.value(symbol, kit)


def _cost(expr: Expr, operands: Sequence[Matrix]) -> int:
    """How many products an operation takes, about.

    Errors:  LimitError for a matrix that is too large to be looked at.
    """
    sizes = [(len(one), len(one[0]) if one else 0) for one in operands]
    cost = 32 + sum(rows * cols for rows, cols in sizes)
    if expr.op == "kron":
        entries = 1
        for rows, cols in sizes:
            entries *= rows * cols
        if entries > MOST_ENTRIES:
            raise LimitError("a Kronecker product is too large to be looked at")
        cost += entries
    elif expr.op == "matmul":
        rows, cols = sizes[0][0], sizes[-1][1]
        if from_the_right(rows, cols):
            cost += sum(outer * inner * cols for outer, inner in sizes[:-1])
        else:
            cost += sum(rows * inner * outer for inner, outer in sizes[1:])
    return cost


def _constant(kit: DualKit, values: Matrix) -> Matrix:
    nil = kit.base.constant(0)
    return kit.paired(values, [[nil] * len(row) for row in values])
