"""Facts sorted by what they mean for drawing a random point.

A definition gives its symbol a value. Facts that are affine in the symbols are solved;
orthogonality and 0/1 entries are recognised; properties say how to draw. Every other equation is
only *checked* at each
point, so a point where it fails is never used: if no point passes, the answer is "undecided". A
family of points must be dense in what the facts allow, or something false would be accepted; this
is why equations such as x y = 0, whose solutions have two branches, are checked and not solved.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from gradproof.core.expr import UNIT, Expr, symbols
from gradproof.core.facts import Equation, Fact, Property

DRAWN = frozenset(
    {"symmetric", "positive", "positive_definite", "orthogonal", "diagonal"}
)  # properties that change how a symbol is drawn
KNOWN = DRAWN | {"invertible", "nonzero", "constant", "unconstrained"}
LINEAR = frozenset({"add", "scale", "transpose", "trace", "diag", "diagonal", "vec", "unvec"})
BILINEAR = frozenset({"matmul", "hadamard", "smul", "inner", "kron", "block_inner", "block_sum"})


@dataclass(slots=True)
class Setting:
    """The facts that bear on a claim.

    affine: the equations that are solved for a symbol, by that symbol.
    frames: symbols with orthonormal columns (True) or rows (False).  bits: those with entries 0
    and 1.
    checks: equations that are only checked.  ignored: properties that no one here understands.
    facts: all equations that are not definitions.  held: defined symbols that count as constant.
    """

    definitions: dict[Expr, Expr] = field(default_factory=dict)
    properties: dict[Expr, set[str]] = field(default_factory=dict)
    affine: dict[Expr, list[Equation]] = field(default_factory=dict)
    frames: dict[Expr, bool] = field(default_factory=dict)
    bits: set[Expr] = field(default_factory=set)
    checks: list[Equation] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    facts: list[Equation] = field(default_factory=list)
    held: set[Expr] = field(default_factory=set)

    def has(self, name: str, symbol: Expr) -> bool:
        """Whether the property is given of the symbol."""
        return name in self.properties.get(symbol, ())

    def draws_freely(self, symbol: Expr) -> bool:
        """Whether the entries of the symbol are independent of each other and of the rest."""
        tied = ("symmetric", "diagonal", "positive_definite", "orthogonal")
        kinds = (self.definitions, self.affine, self.frames, self.bits)
        return not any(symbol in kind for kind in kinds) and not any(
            self.has(name, symbol) for name in tied
        )

    @property
    def branches(self) -> int:
        """How many symbols are drawn from a family with separate branches."""
        return len(self.bits) + len(self.frames)


def setting(roots: Iterable[Expr], given: Iterable[Fact]) -> Setting:
    """The facts that bear on the roots."""
    found = Setting()
    facts = list(given)
    named: dict[Expr, Equation] = {}
    rest: dict[Equation, None] = {}
    for fact in facts:
        if isinstance(fact, Equation):
            left = fact.left
            if fact.is_definition and left not in named and left.shape == fact.right.shape:
                named[left] = fact
            elif named.get(left) != fact:
                rest[fact] = None
    reached: set[Expr] = set()
    fresh = [one for root in roots for one in symbols(root)]
    while fresh:
        for one in fresh:
            _define(found.definitions, named, rest, reached, one)
        fresh = []
        for fact in list(rest):
            names = symbols(fact.left, fact.right)
            if any(name in reached for name in names):
                del rest[fact]
                found.facts.append(fact)
                fresh += names
    for fact in found.facts:
        _sort(found, fact)
    for fact in facts:
        if isinstance(fact, Property) and fact.subject in reached:
            if fact.name not in KNOWN:
                found.ignored.append(fact.name)
            elif fact.subject.op == "symbol":
                found.properties.setdefault(fact.subject, set()).add(fact.name)
                if fact.name == "constant" and fact.subject in found.definitions:
                    found.held.add(fact.subject)
                if fact.name == "orthogonal" and fact.subject not in found.definitions:
                    found.frames[fact.subject] = True
    for symbol in list(found.affine):
        if symbol in found.bits or symbol in found.frames or found.has("positive_definite", symbol):
            found.checks += found.affine.pop(symbol)
    return found


def _define(
    definitions: dict[Expr, Expr],
    named: Mapping[Expr, Equation],
    rest: dict[Equation, None],
    reached: set[Expr],
    start: Expr,
) -> None:
    """Enter the definitions that `start` reaches; one that leads back is no definition."""
    if start in reached:
        return
    reached.add(start)
    open_now: set[Expr] = {start}
    stack = [(start, iter(symbols(named[start].right) if start in named else ()))]
    while stack:
        symbol, below = stack[-1]
        for one in below:
            if one in open_now:
                rest[named[symbol]] = None
                stack[-1] = (symbol, iter(()))
                open_now.discard(symbol)
                break
            if one not in reached:
                reached.add(one)
                open_now.add(one)
                stack.append((one, iter(symbols(named[one].right) if one in named else ())))
                break
        else:
            stack.pop()
            if symbol in named and named[symbol] not in rest:
                definitions[symbol] = named[symbol].right
            open_now.discard(symbol)


def _sort(found: Setting, fact: Equation) -> None:
    for left, right in ((fact.left, fact.right), (fact.right, fact.left)):
        frame = _frame(left, right)
        if frame is not None and frame[0] not in found.definitions:
            found.frames[frame[0]] = frame[1]
            return
        squared = left.op == "power" and left.data == 2 and left.args[0] is right
        if squared and right.op == "symbol" and right not in found.definitions:
            found.bits.add(right)
            return
    free = _free(found.definitions, (fact.left, fact.right))
    if free and all(_degree(side, found.definitions) <= 1 for side in (fact.left, fact.right)):
        last = max(free, key=lambda s: s.serial)
        if last not in found.frames and last not in found.bits:
            found.affine.setdefault(last, []).append(fact)
            return
    found.checks.append(fact)


def _free(definitions: Mapping[Expr, Expr], roots: Iterable[Expr]) -> list[Expr]:
    """The symbols without a definition that the roots depend on."""
    found: list[Expr] = []
    stack = list(roots)
    seen: set[Expr] = set()
    while stack:
        expr = stack.pop()
        if expr in seen:
            continue
        seen.add(expr)
        if expr in definitions:
            stack.append(definitions[expr])
        elif expr.op == "symbol":
            found.append(expr)
        stack.extend(expr.args)
    return found


def _frame(left: Expr, right: Expr) -> tuple[Expr, bool] | None:
    """(Q, True) for QᵀQ = I or qᵀq = 1 or ‖q‖² = 1, (Q, False) for QQᵀ = I."""
    if right.op != "identity" and right is not UNIT:
        return None
    if left.op in ("squared_norm", "norm") and right is UNIT and left.args[0].op == "symbol":
        (q,) = left.args
        return (q, True) if q.shape.is_column else (q, False) if q.shape.is_row else None
    if left.op != "matmul" or len(left.args) != 2:
        return None
    first, second = left.args
    if first.op == "transpose" and first.args[0] is second and second.op == "symbol":
        return second, True
    if second.op == "transpose" and second.args[0] is first and first.op == "symbol":
        return first, False
    return None


def _degree(root: Expr, definitions: Mapping[Expr, Expr]) -> int:
    """The degree in the free symbols, 2 standing for anything that is not affine."""
    degrees: dict[Expr, int] = {}
    stack = [root]
    while stack:
        expr = stack[-1]
        below = (definitions[expr],) if expr in definitions else expr.args
        missing = [one for one in below if one not in degrees]
        if expr not in degrees and missing:
            stack.extend(missing)
            continue
        stack.pop()
        parts = [degrees[one] for one in below]
        if expr.op == "symbol" and not below:
            found = 1
        elif not any(parts):
            found = 0
        elif expr.op in LINEAR or expr.op == "symbol":
            found = max(parts)
        else:
            found = sum(parts) if expr.op in BILINEAR else 2
        degrees[expr] = min(found, 2)
    return degrees[root]
