"""Jacobians in the other styles: products of local Jacobians, with vec and ⊗, or by components."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from gradproof.calculus.indices import Lowering
from gradproof.calculus.simplify import Identity
from gradproof.calculus.vectorise import jacobians
from gradproof.core.algebra import add, matmul, vec
from gradproof.core.expr import Expr, postorder, tangent
from gradproof.core.facts import Fact
from gradproof.core.indices import indexed
from gradproof.core.model import Model
from gradproof.core.operation import Words
from gradproof.core.proof import Jacobian, Link, Step
from gradproof.derivation.index import NO_COMPONENTS, PARTIAL, partials, present, with_cases
from gradproof.derivation.jacobian import VECTORISE, Jacobians, composed
from gradproof.derivation.motion import Motion, only
from gradproof.derivation.scope import Scope

LOCAL = Words(
    "The local Jacobian matrices are what stands before the differentials.",
    "微分前的矩阵即局部雅可比矩阵。",
)
CHAIN = Words(
    "Chain rule: the Jacobian matrix of a composition is the product of those of its parts.",
    "链式法则：复合函数的雅可比矩阵等于各部分雅可比矩阵的乘积。",
)
TOTAL = Words(
    "Chain rule: put in the derivatives of what lies between; a Kronecker delta ends the sum over "
    "its index.",
    "链式法则：代入中间各量的偏导数；Kronecker δ 消去对应指标的求和。",
)
MATRIX = Words(
    "The matrix with these entries: the first indices are those of its rows.",
    "以这些数为元素的矩阵：前面的指标为行指标。",
)


class ByChain(Jacobians):
    """The style with local Jacobians: ∂y/∂xᵀ = ∂y/∂hᵀ ∂h/∂xᵀ.

    By differentials, where an operation has no Jacobian matrix in Kronecker products.
    """

    style = "chain"

    def shown(self, local: Expr) -> Expr:
        """A local Jacobian as the steps show it."""
        return self.plain(local)

    def group(self, motion: Motion) -> None:
        if len(motion.moving) < 2:
            super().group(motion)
            return
        differentials = self.differentials(motion)
        local = {left: jacobians(linear) for left, linear in differentials.items()}
        known = {left: blocks for left, blocks in local.items() if blocks is not None}
        if len(known) < len(local):
            whole = self.whole(motion, differentials)
            self.read_off(motion, self.shares(motion, whole), whole)
        else:
            self.multiplied(motion, differentials, known)

    def multiplied(
        self, motion: Motion, differentials: dict[Expr, Expr], known: dict[Expr, dict[Expr, Expr]]
    ) -> None:
        """The local Jacobian matrices, and their products from the goal to the variables."""
        local = {
            left: {one: self.shown(J) for one, J in blocks.items()}
            for left, blocks in known.items()
        }
        for left, blocks in local.items():
            self.local(left, differentials[left], blocks, motion)
        links = [self.link(factors, motion) for factors in composed(motion, local)]
        if links[1:]:
            self.steps.append(Step("chain", self.of, links[1:]))
        *_, factors = composed(motion, local)
        shares = [self.matrix(x, factors.get(x) or self.nothing(x)) for x in motion.variables]
        self.read_off(motion, shares, self.total(shares)[1])

    def local(self, left: Expr, linear: Expr, blocks: dict[Expr, Expr], motion: Motion) -> None:
        """The local Jacobians of a definition, if they do not stand in its differential already."""
        sum_of = add(*(matmul(J, vec(tangent(one))) for one, J in blocks.items()))
        if sum_of is not linear:
            right = self.model.definition(left)
            assert right is not None
            because = LOCAL if left.shape.is_column else VECTORISE
            known = motion.local(left, right)
            link = Link("vec_jacobian", because, vec(tangent(left)), sum_of, known)
            self.steps.append(Step("local", left, [link]))

    def link(self, factors: dict[Expr, Expr], motion: Motion) -> Link:
        """vec dy = Σ J vec ds, so far."""
        after = add(*(matmul(J, vec(tangent(one))) for one, J in factors.items()))
        return Link("jacobian_chain_rule", CHAIN, vec(tangent(self.of)), after, motion.given())


class ByVec(ByChain):
    """The style with vec and ⊗, in which every Kronecker product is shown as it comes."""

    style = "vec"

    def shown(self, local: Expr) -> Expr:
        return local


class ByIndex(Jacobians):
    """The style with components: ∂y_i/∂x_j, and the matrix that has these entries."""

    style = "index"

    def __init__(self, model: Model, asked: Scope, identities: Iterable[Identity]) -> None:
        super().__init__(model, asked, identities)
        letters = {str(size) for leaf in model.declared.values() for size in leaf.shape}
        self.taken = letters | {one.symbol.text for one in model.symbols}

    def group(self, motion: Motion) -> None:
        differentials: dict[Expr, Expr] = {}
        for left, right in motion.moving:
            lineariser = motion.lineariser(left, right)
            differentials[left] = whole = lineariser.differential(right)
            links = self.partials(left, whole, motion.local(left, right))
            if links is None:
                links = lineariser.links(left, right, whole)
                links[-1:] = [replace(one, because=NO_COMPONENTS) for one in links[-1:]]
            self.steps.append(Step("local", left, links))
        whole = motion.resolved(differentials[self.of], differentials)
        shares = self.shares(motion, whole)
        if whole is not differentials[self.of]:
            links = self.partials(self.of, whole, motion.given(), TOTAL)
            if links is None:
                self.whole(motion, differentials)
            else:
                self.steps.append(Step("chain", self.of, links))
        made = [self.to_matrix(one, whole, motion.given()) for one in shares]
        links = [link for link in made if link is not None]
        if links:
            self.steps.append(Step("local", self.of, links))
        self.read_off(motion, shares, self.total(shares)[1])

    def partials(
        self, left: Expr, whole: Expr, given: tuple[Fact, ...], because: Words = PARTIAL
    ) -> list[Link] | None:
        """∂v_ij/∂s_kl for every symbol that moves v; None if it has no components."""
        moving = [part.args[0] for part in postorder(whole) if part.op == "tangent"]
        rule = "partial" if because is PARTIAL else "index_chain_rule"
        found = partials(self.taken, left, whole, moving, given, because, rule)
        return None if found is None else list(with_cases(left, found, self.plain))

    def to_matrix(self, share: Jacobian, whole: Expr, given: tuple[Fact, ...]) -> Link | None:
        """The entries are those of the Jacobian matrix."""
        if share.is_map or share.wrt.shape.is_scalar:
            return None
        low = Lowering(self.taken)
        at = low.place(self.of)
        low.unit = (share.wrt, low.place(share.wrt))
        terms = low.terms(only(whole, share.wrt), at)
        if not terms:
            return None
        matrix = indexed(terms, present(at), present(low.unit[1]))
        return Link("to_matrices", MATRIX, matrix, share.value, given)
