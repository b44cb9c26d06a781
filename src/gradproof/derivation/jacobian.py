"""Jacobians of vectors and matrices: vec dy = J vec dx, or the map dX ↦ dY.

By symbols without a definition all definitions are followed, and what they move is added up. A
symbol that a definition gives is free, and moves alone.
Source: Magnus & Neudecker 2019, ch. 5 and 9.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from gradproof.calculus.cost import cost
from gradproof.calculus.rebuild import substitute
from gradproof.calculus.simplify import Identity, Simplifier
from gradproof.calculus.vectorise import jacobians
from gradproof.core.algebra import add, matmul, unvec, vec
from gradproof.core.dims import Shape
from gradproof.core.expr import UNIT, Expr, symbol, tangent, zeros
from gradproof.core.facts import Fact
from gradproof.core.model import Model
from gradproof.core.operation import Words
from gradproof.core.proof import Derivation, Jacobian, Link, Step
from gradproof.derivation.assumptions import merged, of_existence
from gradproof.derivation.motion import Motion, only
from gradproof.derivation.scope import Scope
from gradproof.derivation.walk import Walk
from gradproof.notation.printing import quotients

CHAIN = Words("Put in the differentials of the quantities that have names.", "代入各记号的微分。")
VECTORISE = Words(
    "vec(A dX B) = (Bᵀ ⊗ A) vec dX, and an entrywise factor is a diagonal matrix.",
    "vec(A dX B) = (Bᵀ ⊗ A) vec dX，逐元素因子对应对角矩阵。",
)
READ_OFF = Words(
    "What stands before the differential is the Jacobian matrix.", "微分前的矩阵即雅可比矩阵。"
)
AS_MAP = Words(
    "No Kronecker product says this: the derivative is the linear map of the differential.",
    "此处无法用 Kronecker 积表示：导数即关于微分的线性映射。",
)


def composed(
    motion: Motion, local: Mapping[Expr, Mapping[Expr, Expr]]
) -> Iterator[dict[Expr, Expr]]:
    """The J of vec dy = Σ J vec ds: s in the definition of y first, the variables last."""
    factors = dict(local.get(motion.of, {}))
    yield dict(factors)
    for left, _ in reversed(motion.moving):
        if left is motion.of or left not in factors:
            continue
        outer = factors.pop(left)
        for one, J in local[left].items():
            part = matmul(outer, J)
            factors[one] = add(factors[one], part) if one in factors else part
        yield dict(factors)


class Jacobians(Walk):
    """The derivatives of the goal by each variable, read off its differential."""

    style = "differential"
    goal_by_name = True
    """Whether differentials may mention the goal by its name: dp = (diag(p) − ppᵀ) dz."""

    def __init__(self, model: Model, asked: Scope, identities: Iterable[Identity]) -> None:
        super().__init__(model, asked, identities)
        self.of = asked.of
        self.plain = Simplifier(identities)
        self.found: dict[Expr, Jacobian] = {}

    def run(self) -> Derivation:
        """The variables without a definition together, then each of the others alone."""
        leaves = [one for one in self.asked.wrt if one not in self.free]
        alone = [[one] for one in self.asked.wrt if one in self.free]
        for group in [leaves, *alone] if leaves else alone:
            self.group(Motion(self, group, goal_by_name=self.goal_by_name))
        return Derivation(
            self.model, self.of, [], self.steps, style=self.style, left_out=self.asked.left_out,
            jacobians=[self.found[one] for one in self.asked.wrt if one in self.found],
        )  # fmt: skip

    def group(self, motion: Motion) -> None:
        """The Jacobians by variables that move together."""
        differentials = self.differentials(motion)
        whole = self.whole(motion, differentials)
        self.read_off(motion, self.shorter(motion, whole, differentials), whole)

    def differentials(self, motion: Motion) -> dict[Expr, Expr]:
        """The differential of each definition, in those of the symbols in it; with its steps."""
        found: dict[Expr, Expr] = {}
        for left, right in motion.moving:
            lineariser = motion.lineariser(left, right)
            found[left] = whole = lineariser.differential(right)
            self.steps.append(Step("differential", left, lineariser.links(left, right, whole)))
        return found

    def whole(self, motion: Motion, differentials: Mapping[Expr, Expr]) -> Expr:
        """dy in the differentials of the variables alone, with the step that leads there."""
        short = differentials.get(self.of, zeros(self.of.shape))
        whole = motion.resolved(short, differentials)
        if whole is not short:
            link = Link("chain_rule", CHAIN, tangent(self.of), whole, motion.given())
            self.steps.append(Step("differential", self.of, [link]))
        return whole

    def shares(self, motion: Motion, whole: Expr) -> list[Jacobian]:
        """What each variable adds to dy: a matrix, or a map where no Kronecker product says it."""
        return [self.one_share(x, only(whole, x)) for x in motion.variables]

    def shorter(
        self, motion: Motion, whole: Expr, differentials: Mapping[Expr, Expr]
    ) -> list[Jacobian]:
        """The shares as they stand in dy, or as products of local Jacobians if these are shorter:
        (diag(p) − ppᵀ) D A has no D twice."""
        found = self.shares(motion, whole)
        local = {left: jacobians(linear) or {} for left, linear in differentials.items()}
        if len(motion.moving) < 2 or not all(local.values()):
            return found
        plain = {left: {s: self.plain(J) for s, J in one.items()} for left, one in local.items()}
        *_, factors = composed(motion, plain)
        others = [self.matrix(one.wrt, factors.get(one.wrt) or one.value) for one in found]
        lengths = [[cost(self.shortened(one.value)[0]) for one in part] for part in (found, others)]
        pairs = zip(found, others, *lengths, strict=True)
        return [b if there < here and not a.is_map else a for a, b, here, there in pairs]

    def matrix(self, x: Expr, J: Expr) -> Jacobian:
        """The Jacobian matrix; by a number, in the shape of the goal."""
        value = unvec(J, self.of.shape) if x.shape.is_scalar else J
        return Jacobian(self.of, x, value, False)

    def one_share(self, x: Expr, part: Expr) -> Jacobian:
        """The Jacobian in the share of one variable."""
        if x.shape.is_scalar:
            return Jacobian(self.of, x, substitute(part, {tangent(x): UNIT}), False)
        found = jacobians(part)
        if found is None:
            return Jacobian(self.of, x, part, True)
        return Jacobian(self.of, x, found.get(x) or self.nothing(x), False)

    def nothing(self, x: Expr) -> Expr:
        """The Jacobian of what does not move with x."""
        return zeros(self.quotient_by(x).shape)

    def read_off(self, motion: Motion, shares: list[Jacobian], shown: Expr) -> None:
        """Enter the results in their shortest forms; `shown` is the last that the steps show."""
        before, raw = self.total(shares)
        facts: dict[Fact, None] = dict.fromkeys(motion.given())
        shorten: list[Step] = []
        short: list[Jacobian] = []
        for one in shares:
            value, links = self.shortened(one.value, free=motion.free)
            if links:
                shorten.append(Step("shorten", self.quotient_by(one.wrt), links))
            facts.update((fact, None) for link in links for fact in link.given)
            short.append(
                replace(one, value=value, assumptions=self.assumed(motion, one, value, links))
            )
        if shorten and raw is not shown:
            link = Link("vec_jacobian", VECTORISE, before, raw, motion.given())
            self.steps.append(Step("local", self.of, [link]))
        self.steps += shorten
        because = AS_MAP if any(one.is_map for one in short) else READ_OFF
        link = Link("jacobian", because, before, self.total(short)[1], tuple(facts))
        self.steps.append(Step("jacobian", self.of, self.grounded([link])))
        self.found.update((one.wrt, one) for one in short)

    def total(self, shares: list[Jacobian]) -> tuple[Expr, Expr]:
        """dy and the sum of the shares; as vectors, if there is a matrix among them."""
        parts = [one.share for one in shares]
        if all(part.shape == self.of.shape for part in parts):
            return tangent(self.of), add(*parts)
        return vec(tangent(self.of)), add(*map(vec, parts))

    def assumed(
        self, motion: Motion, one: Jacobian, value: Expr, links: list[Link]
    ) -> tuple[Words, ...]:
        """What a result rests on."""
        assumed = merged(motion.domains(one.wrt), self.used(links))
        assumed = merged(assumed, of_existence(value, assumed))
        return merged(assumed, self.existence.of(value, {}, assumed))

    def quotient_by(self, x: Expr) -> Expr:
        """The symbol ∂y/∂xᵀ, of the shape of J."""
        rows, cols = (one.rows * one.cols for one in (self.of.shape, x.shape))
        shown = quotients.jacobian(self.of, x)
        return symbol(self.free_name(shown.name), Shape(rows, cols), shown.latex, shown.text)
