"""What is printed by a template of the table: calls, norms, roots, with their operands in slots."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from string import Formatter

from gradproof.core.dims import ONE, Shape
from gradproof.core.expr import Expr
from gradproof.notation.printing.layout import Layout
from gradproof.notation.printing.pieces import Level, Piece, exposed
from gradproof.notation.printing.scripts import LOWERED

SIZED = frozenset({"ones", "identity", "zero"})
"""What tells its size where nothing around it does."""

_BARE_OPERANDS = frozenset({"symbol", "norm", "norm1", "abs"})
_FIELDS = Formatter()


class Calls(Layout, ABC):
    """Templates filled with operands, which a subclass prints."""

    @abstractmethod
    def piece(self, expr: Expr) -> Piece:
        """An operand by itself."""

    def sized(self, expr: Expr) -> Piece:
        """Ones, zeros or an identity where nothing around it tells its size."""
        rows, cols = expr.shape
        if expr.op == "zero":
            sizes = self.notation.size(rows) if cols is ONE else self.notation.by(rows, cols)
            zero = self.piece(expr)
            return zero if expr.shape.is_scalar else self.notation.subscript(zero, sizes)
        if expr.op == "identity":
            return self.notation.subscript(self.piece(expr), self.notation.size(rows))
        if cols is ONE:
            return self.notation.subscript(self.notation.ones(), self.notation.size(rows))
        if rows is not ONE:
            return self.notation.subscript(self.notation.ones(), self.notation.by(rows, cols))
        return self.transposed(
            self.notation.subscript(self.notation.ones(), self.notation.size(cols))
        )

    def filled(self, template: str, expr: Expr, level: Level) -> Piece:
        """A template with its slots filled; brackets of the template grow with what they hold."""
        operands = [self.sized(one) if one.op in SIZED else self.piece(one) for one in expr.args]
        tall = any(one.tall for one in operands)
        bars = "|" in template or "‖" in template
        bare = False
        text, before = "", ""
        for literal, field, spec, _ in _FIELDS.parse(template):
            text += self.notation.stretched(literal, before) if tall else literal
            before += literal
            if field is None:
                continue
            if not field.isdigit():
                text += self._field(field, expr.shape, expr.args)
                continue
            piece = operands[int(field)]
            if spec == "call":
                if expr.args[int(field)].op in _BARE_OPERANDS:
                    bare = True
                else:
                    piece, text = self.notation.wrap(piece), text.rstrip(" ")
            elif spec:
                piece = self.at_least(piece, Level.ATOM)
                if spec == "base" and exposed(piece.text, LOWERED):
                    piece = self.notation.wrap(piece)
            if bars and exposed(piece.text, "|‖"):
                piece = self.notation.wrap(piece)
            text += piece.text
        prefix = bare and level == Level.CALLED
        return Piece(text, Level.PREFIX if prefix else level, tall, open=prefix)

    def _field(self, field: str, shape: Shape, args: Sequence[Expr]) -> str:
        """A slot of a template that is not an operand."""
        if field == "norm":
            return self.notation.norm_mark(ONE in args[0].shape)
        if field == "sizes":
            return self.notation.by(*shape)
        raise KeyError(field)
