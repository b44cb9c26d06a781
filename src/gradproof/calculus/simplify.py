"""Rewriting by named identities to a shorter equal expression, every application a link."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from gradproof.calculus.cost import cost
from gradproof.calculus.rebuild import rebuild
from gradproof.core.expr import Expr
from gradproof.core.facts import Equation, Fact, Property
from gradproof.core.operation import Words
from gradproof.core.proof import Link

Known = tuple[Expr, tuple[Fact, ...]]
"""A simplified form, and the facts that it rests on."""


@dataclass(frozen=True, slots=True, eq=False)
class Identity:
    """An identity of matrix algebra, named by its conclusion.

    ops: the operations at the top of what it rewrites.
    rewrite: (expression, simplifier) ↦ (equal expression, facts used), or None where it does not
        apply.
    always: apply it whenever it applies; otherwise only where the result is shorter.
    """

    name: str
    ops: tuple[str, ...]
    words: Words
    rewrite: Callable[[Expr, Simplifier], tuple[Expr, tuple[Fact, ...]] | Expr | None]
    always: bool = False


class Simplifier:
    """Simplification under given facts; results and links are remembered per instance.

    A result is kept with the facts that it rests on, so that an identity that looks ahead is
    charged with what it found there. To a node of more than WIDE operands only those identities are
    applied that always are.
    """

    DEPTH = 2
    ROUNDS = 60
    WIDE = 24

    def __init__(self, identities: Iterable[Identity], facts: Sequence[Fact] = ()) -> None:
        self._facts = tuple(facts)
        self.equations = [fact for fact in facts if isinstance(fact, Equation)]
        self.properties = dict.fromkeys(fact for fact in facts if isinstance(fact, Property))
        self._by_op: dict[str, list[Identity]] = {}
        for identity in identities:
            for op in identity.ops:
                self._by_op.setdefault(op, []).append(identity)
        self._done: list[dict[Expr, Known]] = [{} for _ in range(self.DEPTH + 1)]
        self._why: dict[Expr, Link] = {}
        self._level = 0
        self._met: set[Fact] = set()
        self._open: set[Expr] = set()

    def __call__(self, expr: Expr) -> Expr:
        """An equal expression, no longer than the given one."""
        found = self._simplified(expr)
        return found if cost(found) <= cost(expr) else expr

    def attempt(self, expr: Expr) -> Expr:
        """The simplified form of a candidate, looking ahead a bounded depth."""
        if self._level >= self.DEPTH:
            return expr
        self._level += 1
        try:
            return self._simplified(expr)
        finally:
            self._level -= 1

    @property
    def looking_ahead(self) -> bool:
        """Whether this is an attempt, of which only the cost is wanted."""
        return self._level > 0

    def links(self, expr: Expr) -> list[Link]:
        """The identities that led from expr to its simplified form, innermost first."""
        found: list[Link] = []
        if self(expr) is not expr:
            self._collect(expr, found, set())
        return found

    def _collect(self, expr: Expr, found: list[Link], seen: set[Expr]) -> None:
        stack = [(expr, False)]
        while stack:
            part, ready = stack.pop()
            if not ready:
                if part not in seen and self._simplified(part) is not part:
                    seen.add(part)
                    stack.append((part, True))
                    stack.extend((arg, False) for arg in reversed(part.args))
                continue
            current = self._collect_operands(part, found, seen)
            while (link := self._why.get(current)) is not None and link not in found:
                found.append(link)
                current = self._collect_operands(link.after, found, seen)

    def _collect_operands(self, expr: Expr, found: list[Link], seen: set[Expr]) -> Expr:
        """What `_ready` returns, after the links that led there are collected."""
        for one in self._forms(expr):
            for arg in one.args:
                self._collect(arg, found, seen)
            expr = one
        return expr

    def _forms(self, expr: Expr) -> Iterator[Expr]:
        """The expression, and with its operands simplified, until no constructor makes new ones."""
        yield expr
        for _ in range(self.ROUNDS):
            made = rebuild(expr, tuple([self._simplified(arg) for arg in expr.args]))
            if made is expr:
                return
            expr = made
            yield expr

    def _ready(self, expr: Expr) -> Expr:
        """The expression with simplified operands, also those that its constructor makes."""
        for one in self._forms(expr):
            expr = one
        return expr

    def _simplified(self, expr: Expr) -> Expr:
        """The normal form, in which something may be longer so that more can cancel.

        What is met again while it is being simplified is taken as it is.
        """
        known = self._known(expr)
        if known is None:
            if expr in self._open:
                return expr
            stack = [expr]
            while stack:
                part = stack[-1]
                waiting = [
                    arg for arg in part.args if self._known(arg) is None and arg not in self._open
                ]
                if waiting:
                    stack += waiting
                else:
                    self._settle(stack.pop())
            known = self._done[self._level][expr]
        result, facts = known
        if facts:
            self._met.update(facts)
        return result

    def _known(self, expr: Expr) -> Known | None:
        found = self._done[0].get(expr)
        level = 0
        while found is None and level < self._level:
            level += 1
            found = self._done[level].get(expr)
        return found

    def _settle(self, part: Expr) -> None:
        """Simplify an expression whose operands are simplified, and remember the result."""
        if self._known(part) is not None:
            return
        outer, self._met = self._met, set()
        self._open.add(part)
        result = self._top(self._ready(part))
        self._open.discard(part)
        facts = tuple(self._met)
        self._met = outer
        self._done[self._level][part] = (result, facts)

    def _top(self, current: Expr) -> Expr:
        """Apply identities at the top of an expression whose operands are simplified."""
        path: list[Expr] = []
        for _ in range(self.ROUNDS):
            known = self._known(current)
            if known is not None:
                self._met.update(known[1])
                current = known[0]
                break
            path.append(current)
            better = self._step(current)
            if better is None:
                break
            current = self._ready(better)
        facts = tuple(self._met)
        for one in path:
            self._done[self._level][one] = (current, facts)
        return current

    def _step(self, expr: Expr) -> Expr | None:
        here = cost(expr)
        wide = len(expr.args) > self.WIDE
        for identity in self._by_op.get(expr.op, ()):
            if wide and not identity.always:
                continue
            outer, self._met = self._met, set()
            found = identity.rewrite(expr, self)
            met, self._met = self._met, outer
            if found is None:
                continue
            after, used = found if isinstance(found, tuple) else (found, ())
            if after is expr or (not identity.always and cost(after) >= here):
                continue
            used = tuple(dict.fromkeys((*used, *(fact for fact in self._facts if fact in met))))
            self._met.update(used)
            if self._level == 0:
                self._why[expr] = Link(identity.name, identity.words, expr, after, used)
            return after
        return None
