r"""Expressions in LaTeX: `2 H^T (\hat{Y} - Y)`."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import ClassVar

from gradproof.core.dims import Monomial
from gradproof.core.expr import Expr, Symbol
from gradproof.core.layers import Position, Span
from gradproof.core.operation import Operation
from gradproof.core.unknown import Unknown
from gradproof.notation.printing.components import NABLA
from gradproof.notation.printing.heads import latex_head
from gradproof.notation.printing.helpers import Letter
from gradproof.notation.printing.pieces import Level, Notation, Piece, exposed, function_heads
from gradproof.notation.printing.printer import Printer
from gradproof.notation.printing.scripts import in_sum, size_parts
from gradproof.notation.printing.symbols import letter_latex

_BARS = re.compile(r"\\\||\|")
_BRACKETS = re.compile(r"\\\||(?<!\{)\[|\](?!\})|[()|]")


class Latex(Notation):
    """LaTeX, for plain LaTeX with amsmath, KaTeX and MathJax."""

    MINUS = "-"
    ODOT = r" \odot "
    OSLASH = r" \oslash "
    OTIMES = r" \otimes "
    SUMMATION = r"\sum"
    TRACE = r"\operatorname{tr}"
    CLOSED: ClassVar[dict[str, str]] = {
        "trace": r"\operatorname{{tr}}({0})",
        "diag": r"\operatorname{{diag}}({0})",
        "diagonal": r"\operatorname{{diag}}({0})",
        "vec": r"\operatorname{{vec}}({0})",
        "unvec": r"\operatorname{{unvec}}_{{{sizes}}}({0})",
        "block_inner": r"[\operatorname{{tr}}({0:base}_{{[ij]}}^T {1:base})]_{{ij}}",
        "block_sum": r"\sum_{{ij}} {1:base}_{{ij}} {0:base}_{{[ij]}}",
    }

    def __init__(self) -> None:
        self._heads = function_heads()

    def template(self, row: Operation) -> str:
        return row.latex

    def head(self, what: Unknown) -> str:
        return latex_head(what)

    def over_layers(self, span: Span) -> str:
        last = Position(letter_latex(span.last.letter), span.last.offset)
        return rf"\sum_{{{letter_latex(span.letter)}={span.first}}}^{{{last}}}"

    def helper(self, letter: Letter) -> str:
        return letter.latex

    def symbol(self, symbol: Symbol) -> Piece:
        if symbol.text.startswith(NABLA):
            return Piece(symbol.latex, Level.PREFIX, open=True)
        tall = r"\frac" in symbol.latex
        level = Level.RAISED if tall or exposed(symbol.latex, "^") else Level.ATOM
        head = "d" if symbol.text == "d" else "call" if symbol.text in self._heads else ""
        return Piece(symbol.latex, level, tall, tight=True, head=head)

    def differential(self, symbol: Symbol) -> Piece:
        level = Level.RAISED if exposed(symbol.latex, "^") else Level.CALLED
        return Piece("d" + symbol.latex, level)

    def wrap(self, piece: Piece) -> Piece:
        if piece.tall:
            return Piece(rf"\left({piece.text}\right)", Level.ATOM, tall=True)
        return Piece(f"({piece.text})", Level.ATOM)

    def stretched(self, literal: str, before: str) -> str:
        bars = len(_BARS.findall(before))

        def grown(match: re.Match[str]) -> str:
            mark = match.group()
            opens = mark in "(["
            if _BARS.fullmatch(mark):
                opens = (bars + len(_BARS.findall(literal[: match.start()]))) % 2 == 0
            return (r"\left" if opens else r"\right") + mark

        return _BRACKETS.sub(grown, literal)

    def superscript(self, base: Piece, script: str, *, power: bool = False) -> Piece:
        script = script.replace("⊙", r"\odot ")
        raised = script if len(script) == 1 else f"{{{script}}}"
        return Piece(f"{base.text}^{raised}", Level.RAISED, base.tall)

    def subscript(self, base: Piece, script: str) -> Piece:
        lowered = script if len(script) == 1 else f"{{{script}}}"
        return Piece(f"{base.text}_{lowered}", base.level, base.tall)

    def fraction(self, upper: Piece, lower: Piece) -> Piece:
        return Piece(rf"\frac{{{upper.text}}}{{{lower.text}}}", Level.RAISED, tall=True)

    def root(self, base: Piece) -> Piece:
        return Piece(rf"\sqrt{{{base.text}}}", Level.RAISED, base.tall)

    def ones(self) -> Piece:
        return Piece(r"\mathbf{1}", Level.ATOM)

    def joint(self, left: Piece, right: Piece, *, close: bool) -> str:
        begins = right.text
        figure = begins[0].isdigit() or begins.startswith(r"\mathbf{1}")
        bracket = begins.startswith(("(", r"\left("))
        if (left.head == "number" and figure and not left.tall) or left.head == "d":
            return r" \cdot "
        return r" \cdot " if left.head == "call" and bracket else " "

    def size(self, value: Monomial) -> str:
        number = value.coefficient.numerator
        parts = [] if number == 1 and value.factors else [str(number)]
        for name, exponent in value.factors:
            letter = _size_letter(name)
            parts.append(letter if exponent == 1 else f"{letter}^{{{exponent}}}")
        return (
            "".join(parts)
            if all(len(part) == 1 or part.isdigit() for part in parts)
            else " ".join(parts)
        )

    def by(self, rows: Monomial, cols: Monomial) -> str:
        return rf"{self.size(rows)} \times {self.size(cols)}"

    def norm_mark(self, is_vector: bool) -> str:
        return "" if is_vector else "_F"


def _size_letter(name: str) -> str:
    r"""A size's name: `n`, `n_{12}`, `\mathrm{batch}`."""
    if name.startswith("("):
        return in_sum(name, _size_letter).replace("·", " ")
    stem, index = size_parts(name)
    stem = r"\pi" if stem == "π" else stem
    shown = stem if len(stem) == 1 or stem.startswith("\\") else rf"\mathrm{{{stem}}}"
    return f"{shown}_{{{index.strip('{}')}}}" if index else shown


def latex(expr: Expr, with_ones: Collection[Expr] = ()) -> str:
    r"""The expression in LaTeX.

    with_ones: what must not stand without the ones that repeat it over a wider shape.

    Errors:  LimitError if it is too large to be written out.
    >>> from gradproof.core.algebra import matmul, scale, subtract, transpose
    >>> from gradproof.core.dims import shape
    >>> from gradproof.core.expr import symbol
    >>> H, Y = symbol("H", shape("m", "n")), symbol("Y", shape("m", "k"))
    >>> Y_hat = symbol("Y_hat", Y.shape, r"\hat{Y}", "Ŷ")
    >>> print(latex(scale(2, matmul(transpose(H), subtract(Y_hat, Y)))))
    2 H^T (\hat{Y} - Y)
    """
    return Printer(Latex(), with_ones).print(expr)
