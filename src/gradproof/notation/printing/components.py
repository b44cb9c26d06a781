r"""Entries of expressions as scalar expressions: (H ⊙ (1 − H))_ij is H_ij (1 − H_ij).

What a person writes with indices: entries of sums, entrywise functions and products are taken apart
as far as symbols, and a matrix product becomes a sum over an index.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gradproof.core.algebra import add, base_and_exponent, hadamard, power, scale, smul
from gradproof.core.dims import ONE, SCALAR
from gradproof.core.expr import UNIT, Expr, Symbol, constant, node, symbol, symbols, tangent
from gradproof.core.indices import Delta, Form, Index, Term, index_letters
from gradproof.core.operation import TABLE, again
from gradproof.notation.printing.helpers import names_beside
from gradproof.notation.printing.scripts import lowered

NABLA = "∇"
"""The sign of a gradient in the shape of its variable."""
_GRADIENT = re.compile(r"\\nabla_\{(.*)\} (.*)$")
_QUOTIENT = re.compile(r"(\\frac\{\\partial .*\}\{\\partial )(.*)\}$")


def display(expr: Expr) -> Expr:
    """A node `indexed` as a scalar expression in entries, with sums over its bound indices."""
    form = expr.data
    assert isinstance(form, Form)
    own = {one.name for one in form.indices} | {one.symbol.text for one in symbols(expr)}
    fresh = index_letters(own | names_beside())
    terms = [_term(term, expr.args, fresh) for term in form.terms]
    return add(*terms) if terms else constant(ONE * 0)


def entry(of: Symbol, row: Index | None, col: Index | None) -> Expr:
    """The symbol of an entry: W_ij, (W₁)_ij, ∂f/∂W_ij; that of ∇_W f is the last as well."""
    below = "".join(one.name for one in (row, col) if one is not None)
    if not below:
        return symbol(of.name, SCALAR, of.latex, of.text)
    slope = _GRADIENT.match(of.latex)
    if slope is not None:
        lower, _, upper = of.text.removeprefix(f"{NABLA}_").rpartition(" ")
        parts = Symbol(of.name, slope[2], upper), Symbol(of.name, slope[1], lower.strip("{}"))
        whole = derivative(*parts)
        return entry(Symbol(of.name, whole.latex, whole.text), row, col)
    quotient = _QUOTIENT.match(of.latex)
    if quotient is not None:
        upper, _, lower = of.text.partition("/∂")
        inner = Symbol(of.name, quotient[2], lower)
        latex, text = _lowered(inner, below)
        latex, text = f"{quotient[1]}{latex}}}", f"{upper}/∂{text}"
    else:
        latex, text = _lowered(of, below)
    return symbol(f"{of.name}[{below}]", SCALAR, latex, text)


def derivative(upper: Symbol, lower: Symbol) -> Symbol:
    """How ∂upper/∂lower is called and written; `entry` knows it again."""
    return Symbol(
        f"d{upper.name}_d{lower.name}",
        rf"\frac{{\partial {upper.latex}}}{{\partial {lower.latex}}}",
        f"∂{upper.text}/∂{lower.text}",
    )


def gradient(upper: Symbol, lower: Symbol) -> Symbol:
    """How ∇_lower upper is called and written, the gradient in the shape of lower.

    >>> gradient(Symbol("f", "f", "f"), Symbol("W_1", "W_1", "W₁")).text
    '∇_{W₁} f'
    """
    below = lower.text if len(lower.text) == 1 else f"{{{lower.text}}}"
    return Symbol(
        f"nabla_{lower.name}_{upper.name}",
        rf"\nabla_{{{lower.latex}}} {upper.latex}",
        f"{NABLA}_{below} {upper.text}",
    )


def _lowered(of: Symbol, below: str) -> tuple[str, str]:
    """LaTeX and text of a symbol with indices."""
    has_scripts = "_" in of.latex or "^" in of.latex
    latex = rf"({of.latex})_{{{below}}}" if has_scripts else f"{of.latex}_{{{below}}}"
    return latex, (f"({of.text})" if has_scripts else of.text) + (lowered(below) or f"_{below}")


def _term(term: Term, operands: tuple[Expr, ...], fresh: Iterator[str]) -> Expr:
    """c Σ_bound ∏ factors."""
    factors: list[Expr] = []
    for one in term.factors:
        if isinstance(one, Delta):
            factors.append(_delta(one.left, one.right))
        else:
            assert isinstance(one.of, int)
            factors.append(component(operands[one.of], one.row, one.col, fresh))
    body = hadamard(*factors) if factors else UNIT
    return scale(term.factor, summed(body, term.bound))


def summed(body: Expr, bound: tuple[Index, ...]) -> Expr:
    """Σ_bound body; the body itself without bound indices."""
    return node("index_sum", (body,), bound, SCALAR) if bound else body


def _delta(left: Index, right: Index) -> Expr:
    return entry(Symbol("delta", r"\delta", "δ"), left, right)


def component(expr: Expr, row: Index | None, col: Index | None, fresh: Iterator[str]) -> Expr:
    """The entry of an expression as a scalar expression in entries of its symbols."""
    if expr.shape.is_scalar:
        return expr
    match expr.op:
        case "symbol":
            return entry(expr.symbol, row, col)
        case "tangent" if expr.args[0].op == "symbol":
            return tangent(entry(expr.args[0].symbol, row, col))
        case "ones":
            return UNIT
        case "identity" if row is not None and col is not None:
            return _delta(row, col)
        case "add":
            return add(*(component(arg, row, col, fresh) for arg in expr.args))
        case "hadamard":
            return hadamard(*(component(arg, row, col, fresh) for arg in expr.args))
        case "scale":
            return scale(expr.coefficient, component(expr.args[0], row, col, fresh))
        case "smul":
            return smul(expr.args[0], component(expr.args[1], row, col, fresh))
        case "power":
            base, exponent = base_and_exponent(expr)
            return power(component(base, row, col, fresh), exponent)
        case "transpose":
            return component(expr.args[0], col, row, fresh)
        case "matmul":
            return _product(expr, row, col, fresh)
        case "diag" if row is not None and col is not None:
            return hadamard(_delta(row, col), component(expr.args[0], row, None, fresh))
        case "diagonal":
            return component(expr.args[0], row, row, fresh)
        case _ if expr.op in TABLE and TABLE[expr.op].elementwise:
            return again(expr, *(component(arg, row, col, fresh) for arg in expr.args))
        case _:
            return node("entry", (expr,), (row, col), SCALAR)


def _product(expr: Expr, row: Index | None, col: Index | None, fresh: Iterator[str]) -> Expr:
    """Σ_k A_ik B_kj, with an index for each neck of the chain."""
    sizes = [arg.shape.cols for arg in expr.args[:-1]]
    inner = [None if size is ONE else Index(next(fresh), size) for size in sizes]
    borders = [row, *inner, col]
    factors = [component(arg, borders[i], borders[i + 1], fresh) for i, arg in enumerate(expr.args)]
    return summed(hadamard(*factors), tuple(one for one in inner if one is not None))
