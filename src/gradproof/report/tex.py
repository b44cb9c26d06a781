r"""Formulas of a report in LaTeX: long ones in `aligned`, quotients, shapes."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from gradproof.core.expr import Expr, Symbol
from gradproof.core.layers import Course
from gradproof.notation.printing.latex import Latex
from gradproof.notation.printing.pieces import Piece
from gradproof.notation.printing.printer import Printer
from gradproof.notation.printing.symbols import course_latex
from gradproof.notation.printing.terms import repeated
from gradproof.report.jacobians import quotient as of_jacobian
from gradproof.report.outline import Declared, Line, Outline
from gradproof.report.seconds import second_latex
from gradproof.report.wrapping import JUXTAPOSED, Break, Opened, folded

WIDTH = 72
"""The width of a line of formulas, in letters."""

APART = r" \\[1ex]" + "\n"
"""Between results."""

_RANKS = {
    " + ": 1, " - ": 1, r" \odot ": 2, r" \oslash ": 2, r" \otimes ": 2, r" \cdot ": 3,
}  # fmt: skip
_SIGN = re.compile(
    r"\\left|\\right|\\begin\{|\\end\{|\\[{}|]|"
    + "|".join(re.escape(sign) for sign in sorted(_RANKS, key=len, reverse=True))
    + r"| (?=\()|[()\[\]{}|]"
)
_FONT = re.compile(
    r"\\,|\\!|\\(?:operatorname|math[a-z]+|text|hat|bar|tilde|dot|boldsymbol|pmb|left|right|Bigl|Bigr)"
)
_COMMAND = re.compile(r"\\(?:[A-Za-z]+|.)")
_WEIGHTLESS = re.compile(r"[{}^_\s]")


class Spaced(Latex):
    """LaTeX with a thin space on either side of a differential among factors."""

    def differential(self, symbol: Symbol) -> Piece:
        return super().differential(symbol)._replace(head="differential")

    def superscript(self, base: Piece, script: str, *, power: bool = False) -> Piece:
        return super().superscript(base, script, power=power)._replace(head=base.head)

    def joint(self, left: Piece, right: Piece, *, close: bool) -> str:
        plain = super().joint(left, right, close=close)
        return (
            r" \, "
            if plain == " " and (_is_differential(left) or _is_differential(right))
            else plain
        )


def _is_differential(piece: Piece) -> bool:
    return piece.head == "differential" or piece.text.startswith(("d(", r"d\left("))


def latex(expr: Expr, with_ones: Collection[Expr] = ()) -> str:
    r"""The expression in LaTeX, spaced for reading.

    >>> from gradproof.core.algebra import matmul
    >>> from gradproof.core.dims import shape
    >>> from gradproof.core.expr import symbol, tangent
    >>> X, W = symbol("X", shape("m", "n")), symbol("W", shape("n", "k"))
    >>> print(latex(matmul(X, tangent(W))))
    X \, dW
    """
    return Printer(Spaced(), with_ones).print(expr)


def width(formula: str) -> int:
    r"""About how many letters wide a formula in LaTeX is.

    >>> width(r"\operatorname{tr}(\hat{Y}^T dX) + 1")
    12
    """
    spaces = sum(formula.count(sign[1:]) for sign in (*_RANKS, " = "))
    plain = _COMMAND.sub("x", _FONT.sub("", formula))
    return len(_WEIGHTLESS.sub("", plain)) + 2 * spaces + formula.count(r"\left")


def breaks(formula: str) -> list[Break]:
    r"""Where a formula in LaTeX may be broken: outside braces and brackets that grow.

    >>> [one.place for one in breaks(r"A + \frac{B + C}{2} \odot (D - E)")]
    [2, 20, 29]
    """
    found: list[Break] = []
    opened, closed = Opened(), 0
    for match in _SIGN.finditer(formula):
        sign = match.group()
        if sign in _RANKS or sign == " ":
            if not closed:
                rank = _RANKS.get(sign, JUXTAPOSED)
                found.append(Break(match.start() + 1, opened.depth, rank))
        elif sign in (r"\left", r"\begin{", "{"):
            closed += 1 + (sign == r"\begin{")
        elif sign in (r"\right", "}"):
            closed -= 1
        elif sign == r"\end{":
            pass
        elif not closed:
            opened.meet(sign)
    return found


def lines(formula: str, room: int = WIDTH) -> list[str]:
    """The formula in lines that fit; growing brackets that stand in the way stop growing."""
    while True:
        made = folded(formula, room, 4, 0, breaks(formula), width)
        if max(map(width, made)) <= room or r"\left" not in formula:
            return made
        formula = loosened(formula)


def loosened(formula: str) -> str:
    r"""The formula with its outermost growing brackets of one size: between these, a line may end.

    >>> print(loosened(r"\left(A + \left(\frac{1}{2} B\right)^2\right)^T C"))
    \Bigl(A + \left(\frac{1}{2} B\right)^2\Bigr)^T C
    """
    depth = 0

    def replaced(match: re.Match[str]) -> str:
        nonlocal depth
        depth += match[1] == "left"
        outermost, side = depth == 1, match[1][0]
        depth -= match[1] == "right"
        return rf"\Big{side}" if outermost else match[0]

    return re.sub(r"\\(left|right)(?![A-Za-z])", replaced, formula)


def quotient(of: Expr, wrt: Expr) -> str:
    r"""\frac{\partial f}{\partial X}."""
    lower = latex(wrt) if wrt.op == "symbol" else f"({latex(wrt)})"
    return rf"\frac{{\partial {latex(of)}}}{{\partial {lower}}}"


def space(shape_of: Expr) -> str:
    r"""\mathbb{R}^{m \times n}."""
    rows, cols = shape_of.shape
    if shape_of.shape.is_scalar:
        return r"\mathbb{R}"
    sizes = Latex().size(rows) if shape_of.shape.is_column else Latex().by(rows, cols)
    return rf"\mathbb{{R}}^{{{sizes}}}"


def declaration(group: Declared) -> str:
    r"""X, Y \in \mathbb{R}^{m \times d}."""
    names = ", ".join(latex(one) for one in group.symbols)
    return rf"{names} \in {space(group.symbols[0])}"


def equation(left: str, right: str) -> str:
    """left = right, on as many lines as it takes."""
    return _stacked([("", left), ("=", right)])


def link(line: Line) -> str:
    """before = after, and what is read off there; on one line if it fits."""
    before, after = (latex(one, line.with_ones) for one in (line.before, line.after))
    if before != after:
        return _stacked([("", before), ("=", after)])
    first, *rest = lines(before)
    return _block([f"&{first}", *(rf"&\quad {one}" for one in rest)]) if rest else before


def aligned(pairs: Sequence[tuple[str, str, Course | None]]) -> str:
    """left = right, one below the other, with the layers for which each holds."""
    if len(pairs) == 1 and pairs[0][2] is None:
        return equation(*pairs[0][:2])
    rows: list[str] = []
    for left, right, course in pairs:
        first, *rest = lines(right, WIDTH - width(left))
        rows += [f"{left} &= {first}", *(rf"&\quad {one}" for one in rest)]
        if course is not None:
            rows[-1] += rf", && {course_latex(course)}"
    return _block(rows)


def results(report: Outline) -> str:
    """The gradients, one below the other, each with the space that it lies in."""
    found = [
        (quotient(report.of, one.wrt), one.gradient, report.courses.get(one.wrt))
        for one in report.results
    ]
    return _with_spaces(found, WIDTH - 16)


def seconds(report: Outline) -> str:
    """The second derivatives, one below the other."""
    found = [(second_latex(report.of, one), one.value, None) for one in report.seconds]
    return _with_spaces(found, WIDTH - 20, explicit=True)


def jacobians(report: Outline) -> str:
    """The Jacobian matrices or the products, one below the other."""
    found = [(of_jacobian(one).latex, one.value, None) for one in report.jacobians]
    return _with_spaces(found, WIDTH - 20, explicit=True)


def _with_spaces(
    found: Sequence[tuple[str, Expr, Course | None]], room: int, *, explicit: bool = False
) -> str:
    """left = value, one below the other, each with the space that the value lies in.

    explicit: with the ones that repeat rows and columns.
    """
    rows: list[str] = []
    for left, value, course in found:
        first, *rest = lines(latex(value, repeated(value) if explicit else ()), room)
        rows += [f"{left} &= {first}", *(rf"&\quad {one}" for one in rest)]
        rows[-1] += rf" && \in {space(value)}"
        if course is not None:
            rows[-1] += rf", \quad {course_latex(course)}"
    return _block(rows, APART)


def _stacked(parts: Sequence[tuple[str, str]]) -> str:
    whole = " ".join(f"{sign} {side}".strip() for sign, side in parts)
    if width(whole) <= WIDTH:
        return whole
    (_, left), (sign, right) = parts
    if width(left) <= WIDTH // 3:
        first, *rest = lines(right, WIDTH - width(left))
        return _block([f"{left} &{sign} {first}", *(rf"&\quad {one}" for one in rest)])
    head, *tail = lines(left)
    first, *rest = lines(right, WIDTH - 4)
    rows = [f"&{head}", *(rf"&\quad {one}" for one in tail)]
    rows += [rf"&\quad {sign} {first}", *(rf"&\qquad {one}" for one in rest)]
    return _block(rows)


def _block(rows: Sequence[str], joint: str = " \\\\\n") -> str:
    inside = joint.join(rows)
    return f"\\begin{{aligned}}\n{inside}\n\\end{{aligned}}"
