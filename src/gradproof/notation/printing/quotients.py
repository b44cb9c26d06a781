r"""How derivatives of vectors and matrices are written: ∂y/∂xᵀ, ∂vec(Y)/∂vec(X)ᵀ, D_X Y[V].

∂y/∂xᵀ is the J of dy = J dx: the row of y, the column of x. So it is written in every layout; what
layouts disagree on is only whether ∂y/∂x, with nothing transposed, is J or Jᵀ.
Source: Magnus & Neudecker 2019, ch. 5 and 9.
"""

from __future__ import annotations

from collections.abc import Sequence

from gradproof.core.expr import Expr, Symbol

Names = Sequence[tuple[Expr, Expr]]
"""The variables that move, each with its direction."""


def jacobian(of: Expr, wrt: Expr) -> Symbol:
    r"""∂y/∂xᵀ; with vec for what is no column; ∂Y/∂t by a number.

    >>> from gradproof.core.dims import shape
    >>> from gradproof.core.expr import symbol
    >>> Y, x = symbol("Y", shape("m", "n")), symbol("x", shape("n"))
    >>> jacobian(x, x).text, jacobian(Y, x).text, jacobian(Y, x).latex
    ('∂x/∂xᵀ', '∂vec(Y)/∂xᵀ', '\\frac{\\partial \\operatorname{vec}(Y)}{\\partial x^{T}}')
    """
    above, below = of.symbol, wrt.symbol
    name = f"d{above.name}_d{below.name}T"
    if wrt.shape.is_scalar:
        lower, upper = (below.text, below.latex), (above.text, above.latex)
        return _quotient(name, upper, lower)
    upper = _vec(of, above)
    text, latex = _vec(wrt, below)
    raised = f"({latex})" if "^" in below.latex and wrt.shape.is_column else latex
    return _quotient(name, upper, (f"{text}ᵀ", f"{raised}^{{T}}"))


def gradient(of: Expr, wrt: Expr) -> Symbol:
    """∂f/∂x, as a symbol."""
    name = f"d{of.symbol.name}_d{wrt.symbol.name}"
    upper, lower = ((one.symbol.text, one.symbol.latex) for one in (of, wrt))
    return _quotient(name, upper, lower)


def directional(of: Expr, wrt: Expr, along: Names) -> Symbol:
    r"""D_X Y[V], or D g[v, V] if more than one variable moves."""
    above, below = of.symbol, wrt.symbol
    only = len(along) == 1
    text = ", ".join(one.symbol.text for _, one in along)
    latex = ", ".join(one.symbol.latex for _, one in along)
    inner = above.text if above.text.isalnum() else f"({above.text})"
    lower = f"_{below.text}" if only else ""
    return Symbol(
        f"D_{above.name}_{below.name}",
        rf"\mathrm{{D}}{f'_{{{below.latex}}}' if only else ''} {_closed(above)}[{latex}]",
        f"D{lower} {inner}[{text}]",
    )


def _closed(one: Symbol) -> str:
    plain = not one.latex.startswith(r"\frac")
    return one.latex if plain else rf"\left({one.latex}\right)"


def _vec(one: Expr, shown: Symbol) -> tuple[str, str]:
    if one.shape.is_column or one.shape.is_scalar:
        return shown.text, shown.latex
    return f"vec({shown.text})", rf"\operatorname{{vec}}({shown.latex})"


def _quotient(name: str, upper: tuple[str, str], lower: tuple[str, str]) -> Symbol:
    latex = rf"\frac{{\partial {upper[1]}}}{{\partial {lower[1]}}}"
    return Symbol(name, latex, f"∂{upper[0]}/∂{lower[0]}")
