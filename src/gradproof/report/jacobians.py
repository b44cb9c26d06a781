"""What a report says of Jacobians and of products with them: the title, left sides, a sentence."""

from __future__ import annotations

from collections.abc import Callable

from gradproof.core.expr import Expr, Symbol
from gradproof.core.proof import Jacobian
from gradproof.notation.printing import quotients
from gradproof.notation.printing.latex import latex
from gradproof.notation.printing.text import text
from gradproof.report.outline import Outline
from gradproof.report.words import Lang, say

Shown = Callable[[str, str], str]
"""A formula, given in Unicode and in LaTeX, as the report sets it."""


def title(report: Outline, lang: Lang, shown: Shown) -> str:
    """What the whole is: the gradients, the Jacobian matrices or a product of something."""
    of = report.product.of if report.product else report.of
    return say(f"title {kind(report)}" if kind(report) else "title", lang, _shown(of, shown))


def kind(report: Outline) -> str:
    """`jacobian`, `jvp`, `vjp`, `hvp`; nothing for gradients."""
    if report.product is not None:
        return report.product.kind
    return "jacobian" if report.jacobians else ""


def quotient(found: Jacobian) -> Symbol:
    """∂y/∂xᵀ, or D_x y[v] for a product."""
    if found.along:
        return quotients.directional(found.of, found.wrt, found.along)
    return quotients.jacobian(found.of, found.wrt)


def about(report: Outline, lang: Lang, shown: Shown) -> str:
    """What the left sides mean, and in which style it is derived if not in the one asked for."""
    product = report.product
    if product is None:
        return _of_matrices(report, lang, shown)
    last = report.jacobians[-1] if report.jacobians else None
    if last is None:
        parts = [product.along[0][1], report.of, product.of]
        return say("about vjp", lang, *(_shown(one, shown) for one in parts))
    name = quotient(last)
    said = say(
        f"about {product.kind}", lang, shown(name.text, name.latex), _shown(product.of, shown)
    )
    if report.style != "differential":
        said += " " * (lang == "en") + say("along style", lang)
    return said


def _of_matrices(report: Outline, lang: Lang, shown: Shown) -> str:
    """That dy = J dx, or vec dY = J vec dX."""
    found = next((one for one in report.jacobians if not one.is_map), None)
    if found is None:
        return say("about map", lang)
    y, dx = (_differential(one) for one in (found.of, found.wrt))
    key = (
        "about jacobian" if found.of.shape.is_column and found.wrt.shape.is_column else "about vec"
    )
    if found.wrt.shape.is_scalar:
        return ""
    return say(key, lang, shown(f"{y[0]} = J {dx[0]}", rf"{y[1]} = J \, {dx[1]}"))


def _differential(one: Expr) -> tuple[str, str]:
    plain = f"d{text(one)}", f"d{latex(one)}"
    if one.shape.is_column:
        return plain
    return f"vec({plain[0]})", rf"\operatorname{{vec}}({plain[1]})"


def _shown(one: Expr, shown: Shown) -> str:
    return shown(text(one), latex(one))
