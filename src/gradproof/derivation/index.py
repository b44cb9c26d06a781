"""The index style: components, sums over indices and Kronecker deltas, then back to matrices.

∂v_ij/∂s_kl for each definition v = e(s, …); ∂f/∂s_kl = Σ_ij ∂f/∂v_ij ∂v_ij/∂s_kl; the deltas end
the sums, and what is left is the entry of a matrix product.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from gradproof.calculus.identities import IDENTITIES
from gradproof.calculus.indices import Lowering, Place
from gradproof.calculus.simplify import Identity
from gradproof.core.algebra import add, hadamard, inner, matmul, vec
from gradproof.core.dims import ONE, SCALAR
from gradproof.core.expr import UNIT, Expr, node, symbol, tangent
from gradproof.core.facts import Equation, Fact, Property
from gradproof.core.indices import Entry, Index, Term, indexed
from gradproof.core.model import Model
from gradproof.core.operation import Words
from gradproof.core.proof import Derivation, Link
from gradproof.core.unknown import unknown_symbols
from gradproof.derivation.cases import by_cases
from gradproof.derivation.chain import Chain
from gradproof.derivation.scope import Scope
from gradproof.derivation.second import derived
from gradproof.notation.printing.components import derivative, entry, summed

PARTIAL = Words(
    "Entry by entry, with ∂X_kl/∂X_ij = δ_ki δ_lj; all other symbols stand still.",
    "逐元素求导，∂X_kl/∂X_ij = δ_ki δ_lj，其余符号保持不变。",
)
CHAIN = Words(
    "Chain rule: sum over every entry through which the objective depends on this one.",
    "链式法则：对目标函数经由的所有分量求和。",
)
CONTRACT = Words(
    "Put in the derivatives; a Kronecker delta ends the sum over its index.",
    "代入偏导数；Kronecker δ 消去对应指标的求和。",
)
BACK = Words(
    "Sums over a shared index are matrix products: back to matrices.",
    "对公共指标求和即矩阵乘积：写回矩阵形式。",
)
NO_COMPONENTS = Words(
    "This operation is not taken apart into components; the inner product says it.",
    "该运算不逐分量展开，改用内积。",
)


def derive_index(
    model: Model, asked: Scope, identities: Iterable[Identity] = IDENTITIES, order: int = 1
) -> Derivation:
    """The gradients of `asked.of` by `asked.wrt` by components; nothing is checked yet.

    order: 2 for the second derivatives as well.
    """
    return derived(_Index(model, asked, identities), order)


@dataclass(frozen=True, slots=True)
class _Sent:
    """What a definition passes back to a symbol: its name, its differential and its δ."""

    left: Expr
    whole: Expr
    delta: Expr


class Partial(NamedTuple):
    """∂v/∂s, entry by entry: the link, the s, the places of the entries, and their terms."""

    link: Link
    of: Expr
    at: Place
    place: Place
    terms: list[Term]


def partials(
    taken: set[str],
    left: Expr,
    whole: Expr,
    moving: Sequence[Expr],
    given: tuple[Fact, ...],
    because: Words = PARTIAL,
    rule: str = "partial",
) -> list[Partial] | None:
    """∂v_ij/∂s_kl for every s that moves v, by dv = `whole`; None if it has no components."""
    found: list[Partial] = []
    for one in moving:
        low = Lowering(taken)
        at = low.place(left)
        place = low.place(one)
        low.unit = (one, place)
        terms = low.terms(whole, at)
        if terms is None:
            return None
        matrix = indexed(terms, present(at), present(place))
        still = (Property("constant", other) for other in moving if other is not one)
        before, after = vec(tangent(left)), matmul(matrix, vec(tangent(one)))
        shown = partial(left, at, one, place), matrix
        link = Link(rule, because, before, after, (*given, *still), shown)
        found.append(Partial(link, one, at, place, terms))
    return found


def with_cases(
    left: Expr, found: Iterable[Partial], plain: Callable[[Expr], Expr]
) -> Iterator[Link]:
    """The partial derivatives, each with its cases: ∂p_i/∂z_j for i = j, and for i ≠ j."""
    for one in found:
        yield one.link
        if len(present(one.at)) == len(present(one.place)) == 1:
            (row,), (col,) = present(one.at), present(one.place)
            quotient = partial_by(left, one.at, one.of, one.place)
            yield from by_cases(one.terms, row, col, quotient, plain)


class _Index(Chain):
    """The walk with a partial derivative for every entry."""

    style = "index"

    def __init__(self, model: Model, asked: Scope, identities: Iterable[Identity]) -> None:
        super().__init__(model, asked, identities)
        self.sent: dict[Expr, list[_Sent]] = {}
        letters = {str(size) for leaf in model.declared.values() for size in leaf.shape}
        functions = unknown_symbols(*(right for _, right in model.definitions.values()))
        shown = [one.symbol for one in model.symbols] + functions
        self.taken = letters | {one.text for one in shown}

    def local(
        self, left: Expr, right: Expr, whole: Expr, gradient: Expr, handed: dict[Expr, Expr]
    ) -> list[Link]:
        found = partials(self.taken, left, whole, list(handed), self.given(left, right))
        if found is None:
            (link,) = super().local(left, right, whole, gradient, handed)
            return [Link(link.rule, NO_COMPONENTS, link.before, link.after, link.given)]
        links = list(with_cases(left, found, self.plain))
        for one in handed:
            self.sent.setdefault(one, []).append(_Sent(left, whole, gradient))
        return links

    def delta(self, one: Expr) -> Expr:
        return self.asked.cotangents.get(one) or self.quotient(one)

    def shared(self, one: Expr, delta: Expr, shares: Expr) -> list[Link]:
        found = self.sent.get(one, [])
        weighed = any(sent.delta.op != "symbol" and sent.delta is not UNIT for sent in found)
        if weighed or len(found) != len(self.arriving[one].parts):
            return super().shared(one, delta, shares)
        low = Lowering(self.taken)
        place = low.place(one)
        known = (Equation(delta, shares), *(self.definition(sent.left) for sent in found))
        target = indexed([Term(ONE, (), (Entry(delta, *place),))], *_sides(place))
        sums: list[Expr] = []
        terms: list[Term] = []
        for sent in found:
            at = low.place(sent.left)
            step = partial(sent.left, at, one, place)
            is_goal = sent.delta is UNIT
            outer = step if is_goal else hadamard(entry(sent.delta.symbol, *at), step)
            sums.append(summed(outer, present(at)))
            inside = Lowering(self.taken | {index.name for index in present(place)}, (one, place))
            part = inside.terms(inner(sent.delta, sent.whole), (None, None))
            if part is None:
                return super().shared(one, delta, shares)
            terms += part
        lowered = indexed(terms, *_sides(place))
        chain = Link("index_chain_rule", CHAIN, delta, shares, known, (target, add(*sums)))
        links = [chain] if any(sent.delta is not UNIT for sent in found) else []
        links.append(Link("contract", CONTRACT, target, lowered, known))
        if not one.shape.is_scalar:
            place_of = node("entry", (shares,), place, SCALAR)
            links.append(Link("to_matrices", BACK, lowered, shares, known, (lowered, place_of)))
        return links


def partial_by(left: Expr, at: Place, one: Expr, place: Place) -> Callable[[Index], Expr]:
    """The symbol ∂v_i/∂s_j, for any j."""

    def made(col: Index) -> Expr:
        there = tuple(col if index is not None else None for index in place)
        return partial(left, at, one, there)

    return made


def partial(left: Expr, at: Place, one: Expr, place: Place) -> Expr:
    """The symbol ∂v_ij/∂s_kl."""
    shown = derivative(entry(left.symbol, *at).symbol, entry(one.symbol, *place).symbol)
    return symbol(shown.name, SCALAR, shown.latex, shown.text)


def present(place: Place) -> tuple[Index, ...]:
    """The indices that there are."""
    return tuple(one for one in place if one is not None)


def _sides(place: Place) -> tuple[tuple[Index, ...], tuple[Index, ...]]:
    """The indices of the rows, and those of the columns."""
    row, col = place
    return present((row,)), present((col,))
