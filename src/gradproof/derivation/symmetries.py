"""What derivatives by symmetric matrices are derivatives of, said beside every result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from gradproof.core.dims import Monomial
from gradproof.core.expr import Expr, symbols
from gradproof.core.facts import Property
from gradproof.core.model import Model
from gradproof.core.operation import Words
from gradproof.core.proof import Derivation, Jacobian, Result, Second, SymmetricKind
from gradproof.derivation.assumptions import merged, of_fact
from gradproof.notation.printing.text import Text, text

Moved = TypeVar("Moved", Second, Jacobian)

KINDS: Mapping[SymmetricKind, Words] = {
    "unconstrained": Words(
        "{0} is symmetric, with all its entries taken as free (unconstrained gradient)",
        "{0} 对称，但其所有元素视为自由变量（无约束梯度）",
    ),
    "symmetrised": Words(
        "{0} is symmetric, and so is its differential (symmetrised gradient)",
        "{0} 对称，其微分亦对称（对称化梯度）",
    ),
    "independent": Words(
        "{0} is symmetric, with {1} independent entries as the variables",
        "{0} 对称，以其 {1} 个独立元素为变量",
    ),
}
"""What each kind of gradient takes a symmetric matrix for."""

TIED = Words(
    "{0} and its differential obey all that is assumed of {0}", "{0} 及其微分满足对 {0} 的所有假设"
)
BOTH = Words("{0} is symmetric, and so is its differential", "{0} 对称，其微分亦对称")
ALONG = Words("{0} is symmetric, and so is its direction {1}", "{0} 对称，其方向 {1} 亦对称")


def is_tied(model: Model, S: Expr) -> bool:
    """Whether more is assumed of a symmetric matrix than inequalities: an equation, a shape."""
    for fact in model.facts:
        if isinstance(fact, Property):
            if fact.subject is S and fact.name in ("diagonal", "orthogonal"):
                return True
        elif not fact.is_definition and S in symbols(fact.left, fact.right):
            return True
    return False


def with_kinds(derivation: Derivation, kinds: Mapping[Expr, SymmetricKind]) -> Derivation:
    """The derivation whose results say which gradients those by symmetric variables are.

    Second derivatives and Jacobian matrices are those along symmetric differentials.
    """
    model = derivation.model

    def first(one: Result) -> Result:
        kind = kinds.get(one.wrt)
        if kind is None:
            return one
        if is_tied(model, one.wrt):
            return replace(one, assumptions=_with(_said(TIED, one.wrt), one))
        words = _said(KINDS[kind], one.wrt, _entries(one.wrt.shape.rows))
        plain = of_fact(Property("symmetric", one.wrt))
        return replace(one, assumptions=_with(words, one, plain), symmetric=kind)

    def moving(one: Moved, by: Expr, v: Expr | None = None) -> Moved:
        if not model.is_symmetric(by):
            return one
        words = _said(TIED, by) if is_tied(model, by) else _said(BOTH, by)
        if v is not None:
            words = _said(ALONG, by, text(v))
        return replace(one, assumptions=_with(words, one, of_fact(Property("symmetric", by))))

    def along(one: Jacobian) -> Jacobian:
        if not one.along:
            return moving(one, one.wrt)
        for x, v in one.along:
            one = moving(one, x, v)
        return one

    return replace(
        derivation,
        results=[first(one) for one in derivation.results],
        seconds=[moving(one, one.other) for one in derivation.seconds],
        jacobians=[along(one) for one in derivation.jacobians],
    )


def _with(
    words: Words, found: Result | Second | Jacobian, instead: Words | None = None
) -> tuple[Words, ...]:
    """The assumptions with these words first, in the place of others that say less."""
    return merged((words,), (one for one in found.assumptions if one != instead))


def _said(words: Words, S: Expr, *more: str) -> Words:
    """The words with the name of a matrix in them."""
    parts = (text(S), *more)
    return Words(words.en.format(*parts), words.zh.format(*parts))


def _entries(rows: Monomial) -> str:
    """n(n + 1)/2, the number of entries on and below the diagonal."""
    if not rows.factors:
        count = int(rows.coefficient)
        return str(count * (count + 1) // 2)
    shown = Text().size(rows)
    return f"{shown}({shown} + 1)/2" if len(shown) == 1 else f"({shown})({shown} + 1)/2"
