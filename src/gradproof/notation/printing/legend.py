"""The signs of a formula that a reader may not know, and what they mean."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from gradproof.core.algebra import base_and_exponent
from gradproof.core.dims import ONE
from gradproof.core.expr import Expr, postorder
from gradproof.core.operation import Words
from gradproof.core.unknown import Unknown
from gradproof.notation.printing.heads import latex_head, text_head
from gradproof.notation.printing.helpers import CHOICES, letter
from gradproof.notation.printing.terms import (
    HALF,
    entry_mark,
    keeps_ones,
    narrow,
    repeated_product,
    without_scalars,
)


class Meaning(NamedTuple):
    """A sign in text and in LaTeX, and what is said of it: a sentence begins with the sign."""

    text: str
    latex: str
    words: Words


def _has_ones(expr: Expr) -> bool:
    """Whether ones stand for a sum, as in 1ᵀA and A 1, or repeat something, as in I − 1aᵀ."""
    if expr.op == "smul":
        return repeated_product(expr) is not expr
    if expr.op == "add":
        return keeps_ones(expr) and any(narrow(without_scalars(one)) for one in expr.args)
    if expr.op != "matmul":
        return False
    last = len(expr.args) - 1
    return any(
        one.op == "ones"
        and ((place < last and one.shape.cols is not ONE) or (place and one.shape.rows is not ONE))
        for place, one in enumerate(expr.args)
    )


def _divides(expr: Expr) -> bool:
    return not expr.shape.is_scalar and base_and_exponent(expr)[1] < 0


def _raises_entries(expr: Expr) -> bool:
    if expr.op == "scalar_power":
        return bool(entry_mark(expr.args[0]))
    base, exponent = base_and_exponent(expr)
    return abs(exponent) not in (1, HALF) and bool(entry_mark(base))


def _is(op: str) -> Callable[[Expr], bool]:
    return lambda expr: expr.op == op


_ROWS: Mapping[Callable[[Expr], bool], Meaning] = {
    _has_ones: Meaning("1", r"\mathbf{1}", Words("is the vector of ones", "是全 1 向量")),
    _is("sigmoid"): Meaning("σ", r"\sigma", Words(
        "is the logistic function: σ(x) = 1/(1 + exp(−x))",
        "是 logistic 函数：σ(x) = 1/(1 + exp(−x))")),
    _is("sigmoid_prime"): Meaning("σ'", r"\sigma'", Words(
        "is the derivative of σ: σ′ = σ ⊙ (1 − σ)", "是 σ 的导数：σ′ = σ ⊙ (1 − σ)")),
    _is("softplus"): Meaning("softplus(x)", r"\operatorname{softplus}(x)", Words(
        "is log(1 + exp(x))", "即 log(1 + exp(x))")),
    _is("normal_cdf"): Meaning("Φ", r"\Phi", Words(
        "is the standard normal distribution function", "是标准正态分布函数")),
    _is("normal_pdf"): Meaning("φ", r"\varphi", Words(
        "is the standard normal density", "是标准正态密度函数")),
    _is("step"): Meaning("1[…]", r"\mathbf{1}[\dots]", Words(
        "is 1 where the condition holds and 0 elsewhere", "在条件成立处为 1，其余为 0")),
    _is("lse"): Meaning("lse", r"\operatorname{lse}", Words(
        "is the logarithm of the sum of the exponentials", "是各元素指数之和的对数")),
    _divides: Meaning("⊘", r"\oslash", Words("divides entry by entry", "表示逐元素相除")),
    _raises_entries: Meaning("A^⊙p", r"A^{\odot p}", Words(
        "raises every entry of A to the power p", "是 A 的逐元素 p 次幂")),
    _is("unvec"): Meaning("unvec(x; m×n)", r"\operatorname{unvec}_{m \times n}(x)", Words(
        "is the matrix with m rows and n columns whose columns, one below the other, make x",
        "是 m 行 n 列的矩阵，其各列依次相接即为 x")),
    lambda expr: expr.op in ("block_inner", "block_sum"): Meaning("A_[ij]", "A_{[ij]}", Words(
        "is the block of A in row i and column j", "是 A 的第 i 行第 j 列的块")),
}  # fmt: skip
_ALWAYS = ("1", "softplus(x)")
"""Signs that the reader of a note may have put where its author wrote something longer."""


def legend(expressions: Iterable[Expr], known: Iterable[Expr] = ()) -> list[Meaning]:
    """What the unusual signs of these expressions mean; those in `known` are not explained.

    >>> from gradproof.core.dims import shape
    >>> from gradproof.core.expr import symbol
    >>> from gradproof.ops import TABLE
    >>> x = symbol("x", shape("n"))
    >>> [(one.text, one.words.en) for one in legend([TABLE["normal_pdf"](x)])]
    [('φ', 'is the standard normal density')]
    >>> legend([TABLE["step"](x)], known=[TABLE["step"](x)])
    []
    """
    shown, familiar = _nodes(expressions), _nodes(known)
    rows = [
        meaning
        for applies, meaning in _ROWS.items()
        if any(map(applies, shown)) and (meaning.text in _ALWAYS or not any(map(applies, familiar)))
    ]
    given = {one.data for one in familiar}
    primed = (one.data for one in shown if isinstance(one.data, Unknown) and one.data.order)
    orders: dict[int, list[Unknown]] = {}
    for one in dict.fromkeys(primed):
        if one not in given:
            orders.setdefault(one.order, []).append(one)
    helped = (op for op in CHOICES if any(map(_is(op), shown)))
    rows += (_helper(op) for op in helped if not any(map(_is(op), familiar)))
    return rows + [_derivative(some[0], len(some)) for _, some in sorted(orders.items())]


def _helper(op: str) -> Meaning:
    """What the commutation matrix and the selection matrix are, by their letters."""
    text, latex = letter(op)
    said = {
        "commutation": Words(
            f"is the commutation matrix, with {text} vec(A) = vec(Aᵀ)",
            f"是交换矩阵：{text} vec(A) = vec(Aᵀ)",
        ),
        "selection": Words(
            f"is the matrix with {text} x = vec(diag(x))",
            f"是满足 {text} x = vec(diag(x)) 的矩阵",
        ),
    }
    return Meaning(text, latex, said[op])


def _derivative(what: Unknown, count: int) -> Meaning:
    """What f″ is, and so many others like it."""
    of = what.symbol.text
    en = ("", "", "second ", "third ")[what.order] if what.order < 4 else f"{what.order}th "
    zh = ("", "", "二阶", "三阶")[what.order] if what.order < 4 else f" {what.order} 阶"
    more = (", and so for the others", "，其余类推") if count > 1 else ("", "")
    words = Words(
        f"is the {en}derivative of {of}, at each entry{more[0]}",
        f"是 {of} 逐元素的{zh}导数{more[1]}",
    )
    return Meaning(text_head(what), latex_head(what), words)


def _nodes(expressions: Iterable[Expr]) -> list[Expr]:
    """Every node of the expressions, once."""
    return list(dict.fromkeys(node for one in expressions for node in postorder(one)))
