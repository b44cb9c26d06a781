"""Expressions in Unicode text: `2 Hᵀ(Ŷ − Y)`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from typing import ClassVar

from gradproof.core.dims import Monomial
from gradproof.core.expr import Expr, Symbol, symbols
from gradproof.core.layers import Span
from gradproof.core.operation import Operation
from gradproof.core.unknown import Unknown
from gradproof.notation.printing.components import NABLA
from gradproof.notation.printing.heads import text_head
from gradproof.notation.printing.helpers import Letter
from gradproof.notation.printing.pieces import Level, Notation, Piece, exposed, function_heads
from gradproof.notation.printing.printer import Printer
from gradproof.notation.printing.scripts import in_sum, lowered, raised, size_parts


def is_one_letter(name: str) -> bool:
    """Whether the name is one letter with accents and scripts.

    >>> [is_one_letter(name) for name in ("Ŷ", "W₂", "β′", "h_sig", "loss")]
    [True, True, True, False, False]
    """
    base, *marks = unicodedata.normalize("NFD", name)
    return base.isalpha() and all(
        unicodedata.combining(mark)
        or mark in "'′"
        or unicodedata.decomposition(mark).startswith(("<sub>", "<super>"))
        for mark in marks
    )


class Text(Notation):
    """Unicode on one line."""

    MINUS = "−"
    ODOT = " ⊙ "
    OSLASH = " ⊘ "
    OTIMES = " ⊗ "
    SUMMATION = "Σ"
    TRACE = "tr"
    CLOSED: ClassVar[dict[str, str]] = {
        "trace": "tr({0})",
        "diag": "diag({0})",
        "diagonal": "diag({0})",
        "vec": "vec({0})",
        "unvec": "unvec({0}; {sizes})",
        "block_inner": "[tr({0:base}_[ij]ᵀ {1:base})]ᵢⱼ",
        "block_sum": "Σᵢⱼ {1:base}ᵢⱼ {0:base}_[ij]",
    }

    def __init__(self, *, loose: bool = False) -> None:
        self._heads = function_heads()
        self._loose = loose

    def template(self, row: Operation) -> str:
        return row.text

    def head(self, what: Unknown) -> str:
        return text_head(what)

    def over_layers(self, span: Span) -> str:
        return f"Σ_{{{span.letter}={span.first}..{span.last}}}"

    def helper(self, letter: Letter) -> str:
        return letter.text

    def symbol(self, symbol: Symbol) -> Piece:
        if symbol.text.startswith(NABLA):
            return Piece(symbol.text, Level.PREFIX, open=True)
        name = symbol.text
        has_script = exposed(name, "^/") or any(
            unicodedata.decomposition(c).startswith("<super>") for c in name
        )
        head = "d" if name == "d" else "call" if name in self._heads else ""
        level = Level.RAISED if has_script else Level.ATOM
        return Piece(name, level, tight=is_one_letter(name), head=head)

    def differential(self, symbol: Symbol) -> Piece:
        level = Level.RAISED if self.symbol(symbol).level == Level.RAISED else Level.CALLED
        return Piece("d" + symbol.text, level)

    def wrap(self, piece: Piece) -> Piece:
        return Piece(f"({piece.text})", Level.ATOM, tight=True)

    def stretched(self, literal: str, before: str) -> str:
        return literal

    def superscript(self, base: Piece, script: str, *, power: bool = False) -> Piece:
        if "(" not in script[2:]:
            script = re.sub(" ([+−]) ", r"\1", script)
        small = "" if power and "T" in script else raised(script)
        mark = "⊙" * script.startswith("⊙")
        above = script.removeprefix("⊙")
        single = above.isdecimal() or len(above) == 1 or re.fullmatch(r"\([^()]*\)", above)
        shown = small or f"^{mark}{above if single else f'({above})'}"
        return Piece(base.text + shown, Level.RAISED, tight=base.tight and bool(small))

    def subscript(self, base: Piece, script: str) -> Piece:
        small = lowered(script)
        shown = small or (f"_{script}" if script.isalnum() else f"_({script})")
        return Piece(base.text + shown, base.level, tight=base.tight and bool(small))

    def fraction(self, upper: Piece, lower: Piece) -> Piece:
        if (upper.text, lower.text) == ("1", "2"):
            return Piece("½", Level.RAISED, head="number")
        if upper.level < Level.MATMUL or upper.open:
            upper = self.wrap(upper)
        if lower.level < Level.RAISED:
            lower = self.wrap(lower)
        return Piece(f"{upper.text}/{lower.text}", Level.QUOTIENT, head=_shared(upper, lower))

    def root(self, base: Piece) -> Piece:
        inside = base if base.level >= Level.ATOM else self.wrap(base)
        return Piece("√" + inside.text, Level.RAISED)

    def ones(self) -> Piece:
        return Piece("1", Level.ATOM, tight=True)

    def joint(self, left: Piece, right: Piece, *, close: bool) -> str:
        figure = right.text[0].isdigit()
        if left.head == "number" and figure and left.text[-1] != ")":
            return "·"
        if left.head == "d" or (left.head == "call" and right.text.startswith("(")):
            return "·"
        if (left.text == "½" or _is_bracket(left)) and right.text[0] in "(‖|":
            return ""
        touches = close and left.tight and right.tight and not figure
        return "" if touches and left.text != "1" and not self._loose else " "

    def size(self, value: Monomial) -> str:
        number = value.coefficient.numerator
        parts = [] if number == 1 and value.factors else [str(number)]
        for name, exponent in value.factors:
            letter = _size_letter(name)
            parts.append(letter if exponent == 1 else letter + raised(str(exponent)))
        return "".join(parts) if all(map(is_short, parts)) else " ".join(parts)

    def by(self, rows: Monomial, cols: Monomial) -> str:
        return f"{self.size(rows)}×{self.size(cols)}"

    def norm_mark(self, is_vector: bool) -> str:
        return "" if is_vector else "_F"


def _size_letter(name: str) -> str:
    """A size's name: `n`, `n₁₂`, `(n+1)`."""
    if name.startswith("("):
        return in_sum(name, _size_letter).replace("-", "−").replace("^2", "²")
    stem, index = size_parts(name)
    plain = f"_{index}" if index.isalnum() else f"_{{{index}}}"
    return stem + (lowered(index) or plain) if index else stem


def is_short(name: str) -> bool:
    """Whether the name is a number or one letter."""
    return name.isdigit() or is_one_letter(name)


def _is_bracket(piece: Piece) -> bool:
    return piece.tight and piece.level == Level.ATOM and piece.text.startswith("(")


def _shared(upper: Piece, lower: Piece) -> str:
    return "number" if upper.head == lower.head == "number" else ""


def text(expr: Expr, with_ones: Collection[Expr] = ()) -> str:
    """The expression in Unicode text.

    with_ones: what must not stand without the ones that repeat it over a wider shape.

    Errors:  LimitError if it is too large to be written out.
    >>> from gradproof.core.algebra import matmul, scale, subtract, transpose
    >>> from gradproof.core.dims import shape
    >>> from gradproof.core.expr import symbol
    >>> H, Y = symbol("H", shape("m", "n")), symbol("Y", shape("m", "k"))
    >>> text(scale(2, matmul(transpose(H), subtract(symbol("Y_hat", Y.shape, text="Ŷ"), Y))))
    '2 Hᵀ(Ŷ − Y)'
    """
    names = [one.symbol.text for one in symbols(expr)]
    words = any(name.isalpha() and not is_one_letter(name) for name in names)
    return Printer(Text(loose=words), with_ones).print(expr)
