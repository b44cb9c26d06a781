"""d(e), linear in the differentials of its symbols: one provable link at a time."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from gradproof.calculus.rebuild import rebuild
from gradproof.core.algebra import add, base_and_exponent, hadamard
from gradproof.core.expr import Expr, postorder, tangent, zeros
from gradproof.core.facts import Equation, Fact, Property
from gradproof.core.operation import TABLE, Words
from gradproof.core.proof import Link
from gradproof.core.unknown import Unknown
from gradproof.ops.elementwise import power_derivative

MULTILINEAR = frozenset(
    {"add", "scale", "smul", "matmul", "hadamard", "transpose", "trace", "inner", "diag",
     "diagonal", "kron", "vec", "unvec", "block_inner", "block_sum"}
)  # fmt: skip

PRODUCT_RULE = Words(
    "d is linear, and d(A B) = dA B + A dB for every kind of product.",
    "微分是线性的，且对各种乘积都有 d(A B) = dA B + A dB。",
)
LINEARITY = Words(
    "d is linear: constants, sums and transposes pass through it.",
    "微分是线性的：常数、求和与转置都可以提到微分号外。",
)

TOGETHER = Words("Put the parts together.", "把各部分合在一起。")


class Lineariser:
    """Differentials of expressions whose active symbols are those in `active`.

    names: (symbol, definition) pairs: a value that has a name is mentioned by it.
    """

    def __init__(self, active: Collection[Expr], names: Mapping[Expr, Expr] | None = None) -> None:
        self.active = active
        self.names = dict(names or {})
        self._moves: dict[Expr, bool] = {}
        self._differentials: dict[Expr, Expr] = {}

    def moves(self, expr: Expr) -> bool:
        """Whether the expression depends on an active symbol."""
        found = self._moves.get(expr)
        if found is None:
            for part in postorder(expr):
                if part not in self._moves:
                    self._moves[part] = part in self.active or any(
                        self._moves[arg] for arg in part.args
                    )
            found = self._moves[expr]
        return found

    def differential(self, expr: Expr) -> Expr:
        """The differential of expr, linear in tangent(s) for the active symbols s."""
        known = self._differentials.get(expr)
        if known is not None:
            return known
        done: dict[Expr, Expr] = {}
        for part in postorder(expr):
            if not self.moves(part):
                continue
            if part.op == "symbol":
                done[part] = tangent(part)
            elif part.op in MULTILINEAR:
                done[part] = self._product_rule(part, done)
            else:
                done[part] = self._row(part, done)
        found = self._differentials[expr] = done.get(expr, zeros(expr.shape))
        return found

    def _row(self, expr: Expr, done: Mapping[Expr, Expr]) -> Expr:
        """The row's own differential, with d of each operand taken from `done`."""
        if expr.op == "power":
            base, exponent = base_and_exponent(expr)
            value = self.names.get(expr, expr)
            return hadamard(power_derivative(base, exponent, value), done[base])
        row = TABLE[expr.op]
        assert row.differential is not None, expr.op
        tangents = tuple(done.get(arg, zeros(arg.shape)) for arg in expr.args)
        value = expr if isinstance(expr.data, Unknown) else self.names.get(expr, expr)
        return row.differential(value, expr.args, tangents)

    def _product_rule(self, expr: Expr, done: Mapping[Expr, Expr]) -> Expr:
        if expr.op == "add":
            return add(*(done[arg] for arg in expr.args if arg in done))
        terms = [
            rebuild(expr, (*expr.args[:i], done[arg], *expr.args[i + 1 :]))
            for i, arg in enumerate(expr.args)
            if arg in done
        ]
        return add(*terms)

    def links(self, subject: Expr, expr: Expr, whole: Expr | None = None) -> list[Link]:
        """d(subject) = d(expr) = …: one link for each operation, then the whole put together."""
        made: list[Link] = []
        given = self._given(subject, expr)
        if whole is None:
            whole = self.differential(expr)
        queue = [expr]
        seen: set[Expr] = set()
        while queue:
            part = queue.pop(0)
            if part in seen or part.op == "symbol" or not self.moves(part):
                continue
            seen.add(part)
            after, rule, because, inside = self._one(part)
            before = tangent(subject) if part is expr else tangent(part)
            queue.extend(inside)
            if before is not after:
                known = given if part is expr or part in self.names else ()
                made.append(Link(rule, because, before, after, (*known, *self._still(part))))
        if len(made) > 1:
            made.append(
                Link("substitute_differentials", TOGETHER, tangent(subject), whole,
                     (*given, *self._still(expr)))
            )  # fmt: skip
        return made

    def _one(self, expr: Expr) -> tuple[Expr, str, Words, list[Expr]]:
        """One operation, or one stretch of sums and products: (d expr, rule, why, operands)."""
        inside: list[Expr] = []
        if expr.op not in MULTILINEAR:
            inside = [arg for arg in expr.args if self.moves(arg)]
            row = TABLE[expr.op]
            done = {arg: tangent(arg) for arg in inside}
            return self._row(expr, done), row.rule, row.because, inside
        done: dict[Expr, Expr] = {}
        products = 0
        stretch = self._stretch(expr)
        for part in postorder(expr):
            if not self.moves(part):
                continue
            if part in stretch:
                done[part] = self._product_rule(part, done)
                products += part.op not in ("add", "scale", "transpose")
            elif part not in done:
                done[part] = tangent(part)
                if part.op != "symbol":
                    inside.append(part)
        inside = [part for part in inside if self._touches(part, stretch)]
        rule, because = (
            ("product_rule", PRODUCT_RULE) if products else ("differential_linear", LINEARITY)
        )
        return done[expr], rule, because, inside

    def _stretch(self, expr: Expr) -> set[Expr]:
        """The nodes of sums and products at the top of expr."""
        found: set[Expr] = set()
        stack = [expr]
        while stack:
            part = stack.pop()
            if part.op in MULTILINEAR and part not in found:
                found.add(part)
                stack.extend(part.args)
        return found

    def _touches(self, part: Expr, stretch: set[Expr]) -> bool:
        return any(part in above.args for above in stretch)

    def _given(self, subject: Expr, expr: Expr) -> tuple[Fact, ...]:
        return () if subject is expr else (Equation(subject, expr),)

    def _still(self, expr: Expr) -> tuple[Fact, ...]:
        """The symbols of expr that do not vary here."""
        return tuple(
            Property("constant", part)
            for part in postorder(expr)
            if part.op == "symbol" and part not in self.active
        )
