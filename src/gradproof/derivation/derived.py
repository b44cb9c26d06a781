"""What follows from the definitions of a note and is worth knowing when gradients are simplified.

A softmax sums to one, a quotient has a name, β = M⁻¹ v solves M β = v, what has its mean taken away
sums to zero, and some matrices are symmetric. The last two are found by asking the checker: for
every definition that takes a broadcast row, column or number away, or scales one that does; and for
every one that is its own transpose in normal form.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from gradproof.calculus.chains import factors
from gradproof.calculus.identities import IDENTITIES
from gradproof.calculus.identities_named import quotient
from gradproof.calculus.simplify import Simplifier
from gradproof.core.algebra import (
    column_sums,
    matmul,
    row_sums,
    scale,
    split_constant,
    transpose,
)
from gradproof.core.dims import ONE
from gradproof.core.expr import Expr, ones, symbols, zeros
from gradproof.core.facts import Equation, Fact, Property
from gradproof.core.model import Model
from gradproof.core.operation import Words
from gradproof.core.proof import Link
from gradproof.exact.links import check_link
from gradproof.notation.printing.printer import narrow, without_scalars

CENTRED = Words(
    "What is left after the mean is taken away sums to zero.", "减去均值后，各分量之和为零。"
)
SOLVES = Words("It solves this equation.", "它是该方程的解。")
SUM_ONE = Words("The entries of a softmax sum to 1.", "softmax 的各分量之和为 1。")
SYMMETRIC = Words(
    "It is symmetric, as the transpose of its definition shows.", "由定义取转置可知它是对称的。"
)


def definitions_to_know(
    model: Model, of: Expr, unnamed: Collection[Expr] = ()
) -> list[Equation]:  # fmt: skip
    """The definitions that simplification of the gradients of `of` may look into.

    unnamed: those that no formula may mention by name.
    """
    return [
        Equation(left, right)
        for left, right in model.definitions.values()
        if left is not of
        and left not in unnamed
        and (right.op in ("softmax", "relu") or quotient(right) is not None)
    ]


def consequences(model: Model) -> Iterator[tuple[Expr, Link, Fact]]:
    """(a defined symbol, a proved link, what it says of the symbol), for all that is found."""
    yield from _centred(model)
    yield from _symmetric(model)
    yield from _solved(model)
    yield from _turned_softmax(model)


def _centred(model: Model) -> Iterator[tuple[Expr, Link, Fact]]:
    """1ᵀv = 0 or v 1 = 0, for the definitions of which that is true."""
    known: dict[Expr, list[Fact]] = {}
    for left, right in model.definitions.values():
        over = [one for one in symbols(right) if one in known]
        divided = quotient(right)
        given: list[Fact] = [Equation(left, right)]
        if _shifts(right if divided is None else divided.above):
            found = ((one, model.definition(one)) for one in symbols(right))
            given += [Equation(one, value) for one, value in found if value is not None]
        elif over and divided is not None:
            given += [fact for one in over for fact in known[one]]
        else:
            continue
        for size, sums in ((left.shape.rows, column_sums), (left.shape.cols, row_sums)):
            if size is ONE:
                continue
            before = sums(left)
            link = Link("centred", CENTRED, before, zeros(before.shape), tuple(given))
            if check_link(link).holds:
                fact = Equation(link.before, link.after)
                known.setdefault(left, []).append(fact)
                yield left, link, fact


def _symmetric(model: Model) -> Iterator[tuple[Expr, Link, Fact]]:
    """Cᵀ = C, for the definitions whose transpose comes out as they are."""
    facts = [fact for fact in model.facts if isinstance(fact, Property)]
    for left, right in model.definitions.values():
        if not left.shape.is_square or left.shape.is_scalar:
            continue
        simplifier = Simplifier(IDENTITIES, facts)
        if not simplifier(transpose(right)).same(simplifier(right)):
            continue
        about = set(symbols(right))
        given = (Equation(left, right), *(fact for fact in facts if fact.subject in about))
        link = Link("symmetric", SYMMETRIC, transpose(left), left, given)
        if check_link(link).holds:
            facts.append(Property("symmetric", left))
            yield left, link, facts[-1]


def _solved(model: Model) -> Iterator[tuple[Expr, Link, Fact]]:
    """M β = v, for the definitions β = M⁻¹ v of which M and v hold no β."""
    for left, right in model.definitions.values():
        factor, body = split_constant(right)
        first, *rest = factors(body)
        if first.op != "inverse" or not rest:
            continue
        before = matmul(first.args[0], left)
        after = scale(factor, matmul(*rest))
        link = Link("solves", SOLVES, before, after, (Equation(left, right),))
        if check_link(link).holds:
            yield left, link, Equation(before, after)


def _turned_softmax(model: Model) -> Iterator[tuple[Expr, Link, Fact]]:
    """1ᵀP = 1ᵀ, for the definitions P = softmax(X)ᵀ."""
    for left, right in model.definitions.values():
        if right.op == "transpose" and right.args[0].op == "softmax":
            before = column_sums(left)
            after = ones(*before.shape)
            link = Link("softmax_sum_one", SUM_ONE, before, after, (Equation(left, right),))
            if check_link(link).holds:
                yield left, link, Equation(before, after)


def _shifts(expr: Expr) -> bool:
    """Whether a broadcast row, column or number is taken away from something."""
    return expr.op == "add" and any(
        split_constant(term)[0].coefficient < 0 and narrow(without_scalars(term)) is not None
        for term in expr.args
    )
