"""Expressions as a textbook prints them: the rules that LaTeX and Unicode text share."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from fractions import Fraction
from itertools import groupby

from gradproof.core.algebra import base_and_exponent, negative, split_constant
from gradproof.core.dims import ONE, Monomial, Shape
from gradproof.core.errors import LimitError
from gradproof.core.expr import UNIT, Expr, postorder
from gradproof.core.layers import Span
from gradproof.notation.printing.calls import SIZED, Calls
from gradproof.notation.printing.components import NABLA, display
from gradproof.notation.printing.helpers import letter
from gradproof.notation.printing.layout import bounded, halves
from gradproof.notation.printing.pieces import Level, Notation, Piece
from gradproof.notation.printing.terms import (
    HALF,
    entry_mark,
    keeps_ones,
    narrow,
    repeated_product,
    scalar_order,
    without_scalars,
)
from gradproof.ops import TABLE
from gradproof.ops.unknown import unknown_of

MAX_WORK = 2_000_000
"""The sum of the tree sizes of all parts: bounds time and memory, whatever the depth."""

BINDS = {"call": Level.ATOM, "atom": Level.ATOM, "power": Level.RAISED, "prefix": Level.CALLED}


class Printer(Calls):
    """The pieces of one expression; every part is printed once, operands first.

    with_ones: what is not to stand without the ones that repeat it over a wider shape.
    """

    def __init__(self, notation: Notation, with_ones: Collection[Expr] = ()) -> None:
        super().__init__(notation)
        self._with_ones = with_ones
        self._pieces: dict[Expr, Piece] = {}

    def print(self, expr: Expr) -> str:
        """The whole expression; LimitError if it is too large to be read anyway."""
        parts, work = list[Expr](), expr.tree
        if work <= MAX_WORK:
            for part in postorder(expr):
                parts.append(part)
                work += part.tree
                if work > MAX_WORK:
                    break
        if work > MAX_WORK:
            raise LimitError(
                "the formula is too large to be written out",
                hint="Give names to its parts.",
            )
        for part in parts:
            self.piece(part)
        return self.piece(expr).text

    def piece(self, expr: Expr) -> Piece:
        """The expression by itself, with its sign."""
        found = self._pieces.get(expr)
        if found is None:
            negative, found = self.signed(expr)
            if negative:
                found = self.negated(found)
            self._pieces[expr] = found
        return found

    def signed(self, expr: Expr, *, narrowed: bool = False) -> tuple[bool, Piece]:
        """(minus in front?, the rest); `narrowed` if it may stand for a wider shape."""
        factor, body = split_constant(expr)
        negative = factor.coefficient < 0
        factor = -factor if negative else factor
        scalars: Sequence[Expr] = ()
        rest: Expr = body
        if body.op == "smul":
            scalars, rest = body.args[:1], body.args[1]
        elif body.shape.is_scalar and (
            body.op in ("hadamard", "power") or (body.op == "symbol" and factor is not ONE)
        ):
            scalars, rest = (body,), UNIT
        if narrowed:
            rest = self._narrow(rest) or rest
        if scalars and scalars[0].op == "hadamard":
            scalars = scalars[0].args
        if factor is ONE and not scalars and rest is not UNIT:
            return negative, self._own(rest) if rest is expr else self.piece(rest)
        return negative, self._product(factor, scalars, rest)

    def _narrow(self, term: Expr) -> Expr | None:
        """What the term repeats, if that may stand for it."""
        thin = narrow(term)
        return None if thin in self._with_ones else thin

    def _own(self, expr: Expr) -> Piece:
        """A node that is neither a constant multiple nor a product of scalars."""
        rule = _RULES.get(expr.op)
        if rule is not None:
            return rule(self, expr)
        if template := self.notation.CLOSED.get(expr.op):
            level = Level.RAISED if expr.op == "block_inner" else Level.ATOM
            return self.filled(template, expr, level)
        if expr.op in TABLE:
            row = TABLE[expr.op]
            if template := self.notation.template(row):
                return self.filled(template, expr, BINDS.get(row.binds, Level.ATOM))
        slots = ", ".join(f"{{{i}}}" for i in range(len(expr.args)))
        return self.filled(f"{expr.op}({slots})", expr, Level.ATOM)

    # Products of numbers and scalars, and what they multiply

    def _product(self, factor: Monomial, scalars: Sequence[Expr], rest: Expr) -> Piece:
        """factor · ∏ scalars · rest, with negative powers below one fraction bar."""
        upper, lower, letters = list[Piece](), list[Piece](), 0
        for base, exponent in sorted(map(base_and_exponent, scalars), key=scalar_order):
            (lower if exponent < 0 else upper).append(self._power_of(base, abs(exponent)))
            letters += base.op == "symbol" and exponent > 0
        top, bottom = halves(factor)
        if lower:
            above = ([] if top is ONE else [self.whole(top)]) + upper
            below = self.joined(([] if bottom is ONE else [self.whole(bottom)]) + lower)
            if not above and rest is not UNIT and self._entrywise(rest)[0]:
                return self.notation.fraction(self.piece(rest), below)
            shown = self.joined(above) if above else self.whole(ONE)
            front = [self.notation.fraction(shown, below)]
        else:
            front = [*self.constants(factor, upper[:letters]), *upper[letters:]]
        if rest is UNIT:
            return self.joined(front) if front else self.whole(ONE)
        above, below_entries = self._entrywise(rest)
        if not above:
            return self.quotient([self.joined(front)], below_entries)
        return self.joined(front, self.piece(rest))

    def _power_of(self, base: Expr, exponent: Fraction) -> Piece:
        """base^exponent for a positive exponent, entry by entry; (‖x‖²)² is ‖x‖⁴."""
        if base.op == "squared_norm" and exponent != 1:
            base, exponent = TABLE["norm"](*base.args), 2 * exponent
        piece = self.piece(base)
        if exponent == 1:
            return piece
        if exponent == HALF:
            return self.notation.root(piece)
        raised = f"{entry_mark(base)}{bounded(exponent)}"
        return self.notation.superscript(self.at_least(piece, Level.ATOM), raised)

    def _scalar_power(self, expr: Expr) -> Piece:
        """X^⊙k for a symbolic k."""
        base, exponent = expr.args
        mark, power = entry_mark(base), self.piece(exponent)
        if mark and power.level == Level.SUM:
            power = self.notation.wrap(power)
        raised, base = mark + power.text, self.at_least(self.piece(base), Level.ATOM)
        return self.notation.superscript(base, raised, power=True)

    def _inverse(self, expr: Expr) -> Piece:
        """X⁻¹."""
        base = self.at_least(self.piece(expr.args[0]), Level.ATOM)
        return self.notation.superscript(base, "-1")

    # Entrywise products, sums, matrix products

    def _entrywise(self, expr: Expr) -> tuple[list[Piece], list[Piece]]:
        """The factors above and below ⊘."""
        factors = expr.args if expr.op == "hadamard" else (expr,)
        if expr.op not in ("hadamard", "power"):
            return [self.piece(expr)], []
        split = [base_and_exponent(one) for one in factors]
        wide = any(self._narrow(base) is None for base, _ in split)
        upper, lower = list[Piece](), list[Piece]()
        for base, exponent in split:
            if wide and len(split) > 1 and (thin := self._narrow(base)) is not None:
                inner, power = base_and_exponent(thin)
                if exponent == 1 and power < 0:
                    thin, exponent = inner, power
                base = thin
            piece = self._power_of(base, abs(exponent))
            (upper if exponent > 0 else lower).append(piece)
        return upper, lower

    def _hadamard(self, expr: Expr) -> Piece:
        upper, lower = self._entrywise(expr)
        return self.quotient(upper or [self.whole(ONE)], lower)

    def _sum(self, expr: Expr) -> Piece:
        """A + B − …: positive terms first; what is repeated over the shape stands by itself.

        But I − 1aᵀ and I − (1/n) 11ᵀ keep their ones, as does all that stands beside a matrix of
        which nobody thinks as of rows; and Cx − 11ᵀCx, as the number 1ᵀCx looks like a vector.
        """
        bodies = [without_scalars(term) for term in expr.args]
        wide = any(self._narrow(body) is None for body in bodies)
        wide = wide and not keeps_ones(expr)
        terms = [self.signed(repeated_product(term), narrowed=wide) for term in expr.args]
        signs = [negative for negative, _ in terms]
        if signs[0] and False in signs:
            first = signs.index(False)
            last = signs.index(True, first) if True in signs[first:] else len(signs)
            terms = terms[first:last] + terms[:first] + terms[last:]
        minus = self.notation.MINUS
        text, tall, ends_open = "", False, False
        for place, (minus_sign, piece) in enumerate(terms):
            signed = piece.level == Level.SUM and (minus_sign or piece.text.startswith(minus))
            if signed or (piece.level == Level.SUMMATION and place < len(terms) - 1):
                piece = self.notation.wrap(piece)
            sign = minus if minus_sign else "+"
            text += (minus if minus_sign else "") if place == 0 else f" {sign} "
            text += piece.text
            tall, ends_open = tall or piece.tall, piece.open
        return Piece(text, Level.SUM, tall, ends_open)

    def _matmul(self, expr: Expr) -> Piece:
        made = [self._repeated(one, len(list(run))) for one, run in groupby(expr.args)]
        if len(made) == 1:
            return made[0]
        return self.chain(made)

    def _repeated(self, one: Expr, count: int) -> Piece:
        """A factor that stands `count` times in a row: X³, (X³)ᵀ, X⁻²."""
        if count == 1:
            return self.piece(one)
        if one.op == "transpose":
            return self.transposed(self._repeated(one.args[0], count))
        if one.op == "inverse":
            base, sign = self.piece(one.args[0]), "-"
        else:
            base, sign = self.piece(one), ""
        return self.notation.superscript(self.at_least(base, Level.ATOM), f"{sign}{count}")

    def _transpose(self, expr: Expr) -> Piece:
        return self._transpose_of(expr.args[0])

    def _transpose_of(self, expr: Expr) -> Piece:
        """exprᵀ, whatever it is, as one thing."""
        if expr.op == "transpose":
            return self.at_least(self.piece(expr.args[0]), Level.MATMUL)
        if expr.op == "inverse":
            base = self.at_least(self.piece(expr.args[0]), Level.ATOM)
            return self.notation.superscript(base, "-T")
        if expr.op == "ones" and expr.shape.is_row:
            return self.notation.wrap(self.piece(expr))
        return self.transposed(self.piece(expr))

    # Leaves and calls

    def _symbol(self, expr: Expr) -> Piece:
        return self.notation.symbol(expr.symbol)

    def _ones(self, expr: Expr) -> Piece:
        one = self.notation.ones()
        if expr.shape.cols is ONE:
            return one
        row = self.transposed(one)
        return row if expr.shape.rows is ONE else self.row([one, row], Level.MATMUL, close=True)

    def _commutation(self, expr: Expr) -> Piece:
        assert isinstance(expr.data, Shape)
        sizes = [self.notation.size(one) for one in expr.data]
        sizes = ("" if all(len(one) == 1 for one in sizes) else ",").join(sizes)
        return self.notation.subscript(self._helper(expr), sizes)

    def _helper(self, expr: Expr) -> Piece:
        """The letter of a matrix that no note declares."""
        return Piece(self.notation.helper(letter(expr.op)), Level.ATOM, tight=True)

    def _tangent(self, expr: Expr) -> Piece:
        (of,) = expr.args
        if of.op == "symbol" and "/" not in of.symbol.text and of.symbol.text[0] != NABLA:
            return self.notation.differential(of.symbol)
        barred = of.op in ("norm", "norm1", "abs")
        inside = self.piece(of) if barred else self.notation.wrap(self.piece(of))
        return Piece("d" + inside.text, Level.CALLED, inside.tall)

    def _inner(self, expr: Expr) -> Piece:
        """tr(Gᵀ dX), or gᵀ dx for column vectors, with G kept as one thing."""
        left, right = self._transpose_of(expr.args[0]), self.piece(expr.args[1])
        right = self.at_least(right, Level.MATMUL)
        product = self.row([left, right], Level.MATMUL, close=True)
        if expr.args[0].shape.is_column:
            return product
        inside = self.notation.wrap(product)
        return Piece(self.notation.TRACE + inside.text, Level.ATOM, inside.tall)

    def _kron(self, expr: Expr) -> Piece:
        pieces = list[Piece]()
        for one in expr.args:
            piece = self.sized(one) if one.op in SIZED else self.piece(one)
            pieces.append(piece if one.op == "kron" else self.at_least(piece, Level.RAISED))
        text = self.notation.OTIMES.join(one.text for one in pieces)
        return Piece(text, Level.KRON, any(one.tall for one in pieces))

    def _block_sum(self, expr: Expr) -> Piece:
        piece = self.filled(self.notation.CLOSED["block_sum"], expr, Level.SUMMATION)
        return piece._replace(tall=True, open=True)

    def _function(self, expr: Expr) -> Piece:
        """f′(X) for a function that is known by its name alone."""
        (x,) = expr.args
        inside = self.notation.wrap(self.sized(x) if x.op in SIZED else self.piece(x))
        head = self.notation.head(unknown_of(expr))
        return Piece(head + inside.text, Level.ATOM, inside.tall)

    def _indexed(self, expr: Expr) -> Piece:
        """A matrix by its components: what stands at one place of it."""
        return self.piece(display(expr))

    def _index_sum(self, expr: Expr) -> Piece:
        """Σ_k a_k."""
        assert isinstance(expr.data, tuple)
        letters = "".join(one.name for one in expr.data)
        body = self.at_least(self.piece(expr.args[0]), Level.QUOTIENT)
        sign = self.notation.subscript(Piece(self.notation.SUMMATION, Level.ATOM), letters)
        return Piece(f"{sign.text} {body.text}", Level.SUMMATION, tall=True, open=True)

    def _layer_sum(self, expr: Expr) -> Piece:
        """Σ_l of what is added up for all layers."""
        assert isinstance(expr.data, Span)
        body = self.at_least(self.piece(expr.args[0]), Level.QUOTIENT)
        sign = self.notation.over_layers(expr.data)
        return Piece(f"{sign} {body.text}", Level.SUMMATION, tall=True, open=True)

    def _entry(self, expr: Expr) -> Piece:
        """The entry of what has no components of its own: [X⁻¹]_ij."""
        assert isinstance(expr.data, tuple)
        letters = "".join(one.name for one in expr.data if one is not None)
        inside = Piece(f"[{self.piece(expr.args[0]).text}]", Level.ATOM)
        return self.notation.subscript(inside, letters)

    def _step(self, expr: Expr) -> Piece:
        """1[A > 0], and 1[A < 0] for the indicator of −A."""
        template = self.notation.template(TABLE["step"]) or ""
        (x,) = expr.args
        if x.op == "scale" and x.coefficient.coefficient < 0:
            expr = TABLE["step"](negative(x))
            template = template.replace(">", "<")
        return self.filled(template, expr, Level.ATOM)


_RULES: dict[str, Callable[[Printer, Expr], Piece]] = {
    "symbol": Printer._symbol,
    "ones": Printer._ones,
    "zero": lambda self, expr: Piece("0", Level.ATOM),
    "identity": lambda self, expr: Piece("I", Level.ATOM, tight=True),
    "commutation": Printer._commutation,
    "selection": Printer._helper,
    "tangent": Printer._tangent,
    "add": Printer._sum,
    "hadamard": Printer._hadamard,
    "power": Printer._hadamard,
    "inverse": Printer._inverse,
    "scalar_power": Printer._scalar_power,
    "matmul": Printer._matmul,
    "transpose": Printer._transpose,
    "inner": Printer._inner,
    "kron": Printer._kron,
    "block_sum": Printer._block_sum,
    "indexed": Printer._indexed,
    "index_sum": Printer._index_sum,
    "layer_sum": Printer._layer_sum,
    "entry": Printer._entry,
    "step": Printer._step,
    "function": Printer._function,
}
