"""The end-to-end check: df, by dual numbers through the definitions, is Σ ⟨G_X, dX⟩."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from gradproof.core.dims import SCALAR
from gradproof.core.expr import Expr, node, tangent
from gradproof.core.facts import Equation, Fact, Property
from gradproof.core.model import Model
from gradproof.core.phrase import Phrase
from gradproof.core.proof import Certificate
from gradproof.exact.equal import equal


def check_gradients(
    model: Model,
    of: Expr,
    gradients: Mapping[Expr, Expr],
    adjoints: Mapping[Expr, Expr] | None = None,
) -> Certificate:
    """Whether d(of) = Σ tr(Gᵀ dX) over the given gradients, for random tangents of all their
    leaves.

    Leaves without a gradient are held constant. The gradients may mention the symbols that the
    model defines, and `adjoints`: further symbols with their expressions. A gradient with respect
    to a symbol that the model defines is checked by itself, with the symbol free.
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
    return weakest(
        [
            check_together(model, of, {one: gradients[one] for one in group}, named)
            for group in groups
        ]
    )


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
) -> Certificate:
    """Whether d(of) = Σ tr(Gᵀ dX), with all the X free, those too that the model defines.

    still: symbols that are constant, whatever defines them.
    """
    given: list[Fact] = [
        Equation(left, right)
        for left, right in (*model.definitions.values(), *named)
        if left not in gradients and left not in still
    ]
    for fact in model.facts:
        if not (isinstance(fact, Property) and fact.name == "constant"):
            given.append(fact)
    leaves = dict.fromkeys((*model.declared.values(), *still))
    given += [Property("constant", leaf) for leaf in leaves if leaf not in gradients]
    terms = [
        node("inner", (gradient, tangent(leaf)), None, SCALAR)
        for leaf, gradient in gradients.items()
    ]
    after = terms[0] if len(terms) == 1 else node("add", tuple(terms), None, SCALAR)
    return equal(tangent(of), after, given, floats=2)
