"""`gradproof explain RULE`: which rule is this, and where is it used?"""

from __future__ import annotations

from contextlib import suppress
from difflib import get_close_matches
from functools import cache
from itertools import chain

from gradproof.calculus.identities import IDENTITIES
from gradproof.core.errors import ModelError
from gradproof.core.model import Model
from gradproof.core.phrase import Phrase, alternatives
from gradproof.core.proof import Certificate, Link
from gradproof.derivation.batch.restate import in_batch
from gradproof.derivation.layout import in_numerator_layout
from gradproof.derivation.maps import STYLES, default_goal
from gradproof.derivation.products import Along, directions
from gradproof.derivation.restated import Restated
from gradproof.derivation.rules import rules
from gradproof.derivation.scope import Scope, scope
from gradproof.derivation.transposed import transposed
from gradproof.derivation.verify import WAYS
from gradproof.exact.links import check_link
from gradproof.notation.reading import read_expression
from gradproof.report.chinese import speaking
from gradproof.report.rule import told
from gradproof.report.words import Lang

FORMULAS = (
    "tr(A X B)", "x^T A x", r"\|A X - B\|^2", r"-y^T \log \mathrm{softmax}(W x)",
    "a^T X^{-1} b", r"\log\det(X)", r"\det(X)", r"\|x\|", r"\|\tanh(W x) - y\|^2",
    r"1^T \log(1 + \exp(X w))", r"\|\mathrm{softmax}(X W) V - Y\|^2",
    r"\|\mathrm{LayerNorm}(x) - y\|^2", r"\|A \otimes X\|^2", r"\mathrm{tr}(\mathrm{diag}(x) A)",
    r"\mathrm{vec}(X)^T c", r"\|\mathrm{relu}(X W)\|^2", r"\frac{x^T A x}{x^T x}",
    r"\sum_i \sqrt{x_i}", r"\|X \odot A\|^2", r"\mathrm{tr}(X^T X) + \lambda \|X\|_1",
    r"\mathrm{tr}(\mathrm{diag}(A X b))", r"u^T \sigma(V x)", r"\log\sum_i \exp(a_i)",
    r"1^T \sin(x) + 1^T \cos(x)", r"\exp(-\frac12 \|x - a\|^2)", r"1^T |x| + 1^T \tan(x)",
    r"1^T \mathrm{gelu}(W x)", r"1^T \mathrm{silu}(W x)", r"1^T \mathrm{elu}(W x)",
    r"1^T \mathrm{leakyrelu}(W x)", r"1^T \log(W x)", r"1^T \sinh(x) + 1^T \cosh(x)",
    r"\log|\det X|", r"1^T \max(a, x)", r"\|A x\|^2 \|x\|^2",
    r"\mathrm{tr}((A \otimes X)(B \otimes C))", r"\mathrm{tr}(\mathrm{diag}(A x) B)",
    r"1^T f(W x)",
    r"1^T (\mathrm{diag}(a) X b)", r"a^T (X^T X)^{-1} X^T b", r"\|\mathrm{vec}(X) - b\|^2",
    r"h = \tanh(W x); V h", r"A^T x", r"A X B", r"\mathrm{diag}(x) A b", r"(I - x x^T) y",
)  # fmt: skip
"""Formulas in whose derivations examples are looked for."""


def explain(name: str = "", lang: Lang = "en") -> str:
    """What the rule of this name says, with its source and a proved example; all names without one.

    Errors:  ModelError for a name that no step uses.

    >>> print(explain("trace_cyclic"))
    trace_cyclic
      tr(Gᵀ A dX B) = tr((Aᵀ G Bᵀ)ᵀ dX): factors move cyclically under the trace.
    <BLANKLINE>
      In the derivation of tr(A X B):
        tr(Iᵀ dA XB)
        → tr((BᵀXᵀ)ᵀ dA)
        ✓ exact
    <BLANKLINE>
    """
    known = rules()
    if not name:
        return "\n".join(sorted(known)) + "\n"
    if name not in known:
        near = get_close_matches(name, known, 3)
        hint = (
            Phrase("Did you mean {0}?", alternatives(near))
            if near
            else "gradproof explain lists them all."
        )
        with speaking(lang):
            raise ModelError(Phrase("there is no rule {0}", name), hint=hint)
    return told(known[name], _example(name), lang)


def _example(name: str) -> tuple[str, Link, Certificate] | None:
    """The first step that uses the rule: the formula, the link and its certificate."""
    for formula in FORMULAS:
        for link, proof in _links(formula):
            if link.rule == name:
                return formula, link, proof or check_link(link)
    return None


@cache
def _links(formula: str) -> list[tuple[Link, Certificate | None]]:
    """The steps of the formula's derivations, in every style, and of what is said of it otherwise.

    Steps that are no claims by themselves have their certificates beside them.
    """
    model = read_expression(formula)
    asked = scope(model, default_goal(model), scalar=False)
    goal = asked.of.symbol.name
    made: list[Restated] = [transposed(model, goal)]
    vectors = [name for name, leaf in model.declared.items() if leaf.shape.is_column]
    if vectors:
        with suppress(ModelError):
            made.append(in_batch(model, goal, vectors))
    proofs = (one.certificates.items() for one in made)
    return [*((link, None) for link in _derived(model, asked)), *chain.from_iterable(proofs)]


def _derived(model: Model, asked: Scope) -> list[Link]:
    """The steps of the derivations."""
    if not asked.of.shape.is_scalar:
        ways = [made(model, asked, IDENTITIES).run() for made in STYLES.values()]
        ways.append(Along(model, asked, IDENTITIES, directions(model, asked.wrt)).run())
        return [link for found in ways for link in found.links()]
    ways = [way(model, asked) for way in WAYS.values()]
    ways.append(in_numerator_layout(WAYS["differential"](model, asked, order=2)))
    return [link for found in ways for link in found.links()]
