"""How second derivatives are written: ∂²f/∂x∂yᵀ, with vec for matrices, or a differential."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from gradproof.core.expr import Expr
from gradproof.core.proof import Second
from gradproof.notation.printing.latex import latex
from gradproof.notation.printing.text import text
from gradproof.report.words import SAID, Lang, say


def second_text(of: Expr, second: Second) -> str:
    """∂²f/∂x∂yᵀ, ∂²f/∂vec(X)∂vec(Y)ᵀ, or d(∂f/∂X) where no matrix says it."""
    one, other = text(second.wrt), text(second.other)
    if second.is_map:
        return f"d({text(second.of) if second.of is not None else f'∂{text(of)}/∂{one}'})"
    if second.wrt is second.other and second.wrt.shape.is_scalar:
        lower = f"∂{one}²"
    else:
        turned = "" if second.other.shape.is_scalar else "ᵀ"
        lower = f"∂{_vec(second.wrt, one)}∂{_vec(second.other, other)}{turned}"
    return f"∂²{text(of)}/{lower}"


def second_latex(of: Expr, second: Second) -> str:
    r"""\frac{\partial^2 f}{\partial x \, \partial y^T}, and so on."""
    one, other = latex(second.wrt), latex(second.other)
    if second.is_map:
        if second.of is not None:
            return f"d({latex(second.of)})"
        return rf"d\frac{{\partial {latex(of)}}}{{\partial {one}}}"
    if second.wrt is second.other and second.wrt.shape.is_scalar:
        lower = rf"\partial {f'({one})' if '^' in one else one}^2"
    else:
        first = _vec(second.wrt, one, r"\operatorname{vec}")
        last = _vec(second.other, other, r"\operatorname{vec}")
        if not second.other.shape.is_scalar:
            plain = second.other.shape.is_column and "^" not in other
            last = f"{last}^T" if plain else f"({last})^T"
        lower = rf"\partial {first} \, \partial {last}"
    return rf"\frac{{\partial^2 {latex(of)}}}{{{lower}}}"


def unmixed(pairs: Iterable[tuple[Expr, Expr]], lang: Lang, written: Callable[[Expr], str]) -> str:
    """That there is no second derivative by these pairs, and why: a with x, y; b with a."""
    partners: dict[Expr, list[Expr]] = {}
    for one, other in pairs:
        partners.setdefault(other, []).append(one)
    comma, semicolon = (SAID[key].in_language(lang) for key in ("and", "semicolon"))
    listed = (
        say("with", lang, written(one), comma.join(map(written, others)))
        for one, others in partners.items()
    )
    return say("unmixed", lang, semicolon.join(listed))


def _vec(one: Expr, shown: str, function: str = "vec") -> str:
    """The symbol, or vec of it if it is neither a column nor a number."""
    return shown if one.shape.is_column or one.shape.is_scalar else f"{function}({shown})"
