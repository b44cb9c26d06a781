"""tr(Gᵀ L(dX)) = tr(L*(G)ᵀ dX): what a linear expression hands to its differentials."""

from __future__ import annotations

from gradproof.core.algebra import add, inner
from gradproof.core.expr import Expr
from gradproof.core.operation import TABLE, Words
from gradproof.core.proof import Link

CYCLIC_VECTOR = Words(
    "A vector's factors move to the other side of the inner product: gᵀ(A dx) = (Aᵀg)ᵀ dx.",
    "向量内积中因子可移到另一侧：gᵀ(A dx) = (Aᵀg)ᵀ dx。",
)
OUTER = Words(
    "gᵀ dA x = tr((g xᵀ)ᵀ dA): a scalar is its own trace, and factors move cyclically under it.",
    "gᵀ dA x = tr((g xᵀ)ᵀ dA)：标量等于自身的迹，迹内因子可循环移动。",
)


def pullback(cotangent: Expr, linear: Expr) -> tuple[dict[Expr, Expr], list[Link]]:
    """The G_s with ⟨G, L⟩ = Σ_s ⟨G_s, ds⟩ over the symbols s that vary in L; and the links."""
    arriving: dict[Expr, list[Expr]] = {linear: [cotangent]}
    leaves: dict[Expr, Expr] = {}
    links: list[Link] = []
    for part in _downwards(linear):
        received = arriving.get(part)
        if not received:
            continue
        G = add(*received)
        if part.op == "tangent":
            leaves[part.args[0]] = G
            continue
        row = TABLE[part.op]
        assert row.adjoint is not None, part.op
        handed: list[tuple[Expr, Expr]] = []
        for i, arg in enumerate(part.args):
            if arg.varies:
                passed = row.adjoint(G, i, part)
                arriving.setdefault(arg, []).append(passed)
                handed.append((passed, arg))
        before = inner(G, part)
        after = add(*(inner(passed, arg) for passed, arg in handed))
        if not before.same(after):
            links.append(Link(row.rule, _because(part, row.because), before, after))
    return leaves, links


def _downwards(root: Expr) -> list[Expr]:
    """The varying nodes below the root, each before its operands, and the first operand first."""
    order: list[Expr] = []
    seen: set[Expr] = set()
    stack = [(root, False)] if root.varies else []
    while stack:
        part, ready = stack.pop()
        if ready:
            order.append(part)
        elif part not in seen:
            seen.add(part)
            stack.append((part, True))
            stack.extend((arg, False) for arg in part.args if arg.varies)
    return order[::-1]


def _because(part: Expr, default: Words) -> Words:
    if part.op != "matmul":
        return default
    varying = next(arg for arg in part.args if arg.varies)
    if varying.shape.is_column and part.shape.is_column:
        return CYCLIC_VECTOR
    if part.shape.is_column or part.shape.is_row:
        return OUTER
    return default
