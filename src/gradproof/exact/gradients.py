"""The end-to-end check: df, by dual numbers through the definitions, is Σ ⟨G_X, dX⟩.

By a matrix S that is assumed to be symmetric, this is asked for every dS, symmetric or not. A
symmetrised gradient is symmetric, and has to hold for symmetric dS. So is the matrix of the partial
derivatives by the independent entries, of which df = Σ_{i ≥ j} G_ij dS_ij for symmetric dS.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType

from gradproof.core.algebra import hadamard, inner, scale, transpose
from gradproof.core.dims import SCALAR
from gradproof.core.expr import Expr, identity, node, tangent
from gradproof.core.facts import Equation, Fact, Property
from gradproof.core.model import Model
from gradproof.core.phrase import Phrase
from gradproof.core.proof import Certificate, SymmetricKind
from gradproof.exact.equal import equal

HALF = Fraction(1, 2)


def check_gradients(
    model: Model,
    of: Expr,
    gradients: Mapping[Expr, Expr],
    adjoints: Mapping[Expr, Expr] | None = None,
    kinds: Mapping[Expr, SymmetricKind] | None = None,
) -> Certificate:
    """Whether d(of) = Σ tr(Gᵀ dX) over the given gradients, for random tangents of all their
    leaves.

    Leaves without a gradient are held constant. The gradients may mention the symbols that the
    model defines, and `adjoints`: further symbols with their expressions. A gradient with respect
    to a symbol that the model defines is checked by itself, with the symbol free.

    kinds: what the gradients by symmetric matrices are, if not unconstrained.
    """
    for leaf, gradient in gradients.items():
        if gradient.shape != leaf.shape:
            reason = Phrase(
                "the gradient of {0} is {1}, not {2}", leaf.symbol.text, gradient.shape, leaf.shape
            )
            return Certificate(None, None, reason=reason)
    named = list((adjoints or {}).items())
    leaves = [leaf for leaf in gradients if model.definition(leaf) is None]
    groups = [leaves] if leaves else []
    groups += [[one] for one in gradients if model.definition(one) is not None]
    kinds = {leaf: kind for leaf, kind in (kinds or {}).items() if kind != "unconstrained"}
    verdicts = [
        check_together(model, of, {one: gradients[one] for one in group}, named, kinds=kinds)
        for group in groups
    ]
    verdicts += [
        equal(transpose(gradients[one]), gradients[one], _given(model, [one], named))
        for one in kinds
    ]
    return weakest(verdicts)


def weakest(verdicts: Sequence[Certificate]) -> Certificate:
    """One certificate for all: wrong if one is, then undecided, else proved as the least sure."""
    if not verdicts:
        return Certificate(None, None, reason="no gradient was given")
    bad = next((one for one in verdicts if one.holds is False), None)
    bad = bad or next((one for one in verdicts if not one.holds), None)
    if bad is not None:
        return bad
    least = next((one for one in verdicts if one.method == "numeric"), verdicts[0])
    return Certificate(True, least.method, min(one.trials for one in verdicts), least.reason)


def check_together(
    model: Model,
    of: Expr,
    gradients: Mapping[Expr, Expr],
    named: Iterable[tuple[Expr, Expr]],
    still: Collection[Expr] = (),
    kinds: Mapping[Expr, SymmetricKind] = MappingProxyType({}),
) -> Certificate:
    """Whether d(of) = Σ tr(Gᵀ dX), with all the X free, those too that the model defines.

    still: symbols that are constant, whatever defines them.  kinds: as in `check_gradients`.
    """
    given = _given(model, gradients, named, still)
    leaves = dict.fromkeys((*model.declared.values(), *still))
    given += [Property("constant", leaf) for leaf in leaves if leaf not in gradients]
    given += [
        Property("unconstrained", leaf)
        for leaf in gradients
        if model.is_symmetric(leaf) and leaf not in kinds
    ]
    terms = [
        term
        for leaf, gradient in gradients.items()
        for term in _terms(gradient, leaf, kinds.get(leaf))
    ]
    after = terms[0] if len(terms) == 1 else node("add", tuple(terms), None, SCALAR)
    return equal(tangent(of), after, given, floats=2)


def _given(
    model: Model,
    gradients: Collection[Expr],
    named: Iterable[tuple[Expr, Expr]],
    still: Collection[Expr] = (),
) -> list[Fact]:
    """The definitions of all but what is differentiated by or stands still, and the facts."""
    given: list[Fact] = [
        Equation(left, right)
        for left, right in (*model.definitions.values(), *named)
        if left not in gradients and left not in still
    ]
    for fact in model.facts:
        if not (isinstance(fact, Property) and fact.name == "constant"):
            given.append(fact)
    return given


def _terms(gradient: Expr, leaf: Expr, kind: SymmetricKind | None) -> list[Expr]:
    """What a gradient adds to the differential: tr(Gᵀ dX).

    Of independent entries that is Σ_{i ≥ j} G_ij dS_ij = ½ tr(Gᵀ dS) + ½ tr((I ⊙ G)ᵀ dS).
    """
    whole = node("inner", (gradient, tangent(leaf)), None, SCALAR)
    if kind != "independent":
        return [whole]
    diagonal = hadamard(identity(leaf.shape.rows), gradient)
    return [scale(HALF, whole), scale(HALF, inner(diagonal, tangent(leaf)))]
