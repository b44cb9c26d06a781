"""The vec style: Jacobian matrices with Kronecker products, and their transposes.

vec dv = Σ J_i vec ds_i for each definition v = e(s₁, s₂, …), so that vec δ_s = Σ J_iᵀ vec δ_v; then
(Bᵀ ⊗ A)ᵀ vec G = vec(AᵀG Bᵀ) leads back to matrices.
Source: Magnus & Neudecker 2019, ch. 5 and 9.
"""

from __future__ import annotations

from collections.abc import Iterable

from gradproof.calculus.identities import IDENTITIES
from gradproof.calculus.simplify import Identity
from gradproof.calculus.vectorise import jacobians
from gradproof.core.algebra import add, matmul, transpose, vec
from gradproof.core.expr import Expr, tangent
from gradproof.core.facts import Equation
from gradproof.core.model import Model
from gradproof.core.operation import Words
from gradproof.core.proof import Derivation, Link
from gradproof.derivation.chain import Chain
from gradproof.derivation.scope import Scope
from gradproof.derivation.second import derived

VECTORISE = Words(
    "vec(A dX B) = (Bᵀ ⊗ A) vec dX, and an entrywise factor is a diagonal matrix.",
    "vec(A dX B) = (Bᵀ ⊗ A) vec dX，逐元素因子对应对角矩阵。",
)
TRANSPOSED = Words(
    "Chain rule: the transposed Jacobians pass the gradient back, and the shares add up.",
    "链式法则：转置的雅可比矩阵将梯度传回，各份相加。",
)
BACK = Words(
    "(Bᵀ ⊗ A)ᵀ vec G = vec(Aᵀ G Bᵀ): back to matrices.",
    "(Bᵀ ⊗ A)ᵀ vec G = vec(Aᵀ G Bᵀ)：写回矩阵形式。",
)
NO_MATRIX = Words(
    "No Kronecker product says this; the inner product does.",
    "此处无法用 Kronecker 积表示，改用内积。",
)


def derive_vec(
    model: Model, asked: Scope, identities: Iterable[Identity] = IDENTITIES, order: int = 1
) -> Derivation:
    """The gradients of `asked.of` by `asked.wrt` with Jacobian matrices; nothing is checked yet.

    order: 2 for the second derivatives as well.
    """
    return derived(_Vec(model, asked, identities), order)


class _Vec(Chain):
    """The walk with a Jacobian matrix for every symbol of every definition."""

    style = "vec"

    def __init__(self, model: Model, asked: Scope, identities: Iterable[Identity]) -> None:
        super().__init__(model, asked, identities)
        self.sent: dict[Expr, list[Expr]] = {}
        self.through: dict[Expr, list[Expr]] = {}

    def local(
        self, left: Expr, right: Expr, whole: Expr, gradient: Expr, handed: dict[Expr, Expr]
    ) -> list[Link]:
        found = jacobians(whole)
        if found is None:
            (link,) = super().local(left, right, whole, gradient, handed)
            return [Link(link.rule, NO_MATRIX, link.before, link.after, link.given)]
        terms: list[Expr] = []
        for one in handed:
            matrix = self.plain(found[one])
            terms.append(matmul(matrix, vec(tangent(one))))
            self.sent.setdefault(one, []).append(matmul(transpose(matrix), vec(gradient)))
            self.through.setdefault(one, []).append(left)
        before, after, given = vec(tangent(left)), add(*terms), self.given(left, right)
        return self.grounded([Link("vec_jacobian", VECTORISE, before, after, given)])

    def shared(self, one: Expr, delta: Expr, shares: Expr) -> list[Link]:
        found = self.sent.get(one)
        if found is None or len(found) != len(self.arriving[one].parts):
            return super().shared(one, delta, shares)
        known = (Equation(delta, shares), *map(self.definition, self.through[one]))
        sent = add(*found)
        why = self.introducing(one, delta, TRANSPOSED)
        links = [Link("vec_chain_rule", why, vec(delta), sent, known)]
        if sent is not vec(shares):
            links.append(Link("unvec", BACK, sent, vec(shares), known))
        return links
