"""Gradients by symmetric matrices: with all entries free, symmetrised, or by independent entries.

A derivation gives the G with df = tr(Gᵀ dS) for every dS, at an S that is symmetric. In the space
of symmetric matrices, with ⟨A, B⟩ = tr(AᵀB), the gradient is its projection (G + Gᵀ)/2. The partial
derivatives by the entries on and below the diagonal, which the others repeat, are the entries of
G + Gᵀ − I ⊙ G.
Source: Magnus & Neudecker 2019, ch. 3 and 9.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial, reduce

from gradproof.calculus.cost import cost
from gradproof.calculus.identities import IDENTITIES
from gradproof.calculus.rebuild import substitute
from gradproof.calculus.transposes import upright_sums
from gradproof.core.algebra import (
    add,
    diag,
    hadamard,
    inner,
    matmul,
    negative,
    scale,
    smul,
    transpose,
    vec,
)
from gradproof.core.dims import ONE, SCALAR, size
from gradproof.core.errors import ModelError
from gradproof.core.expr import (
    Expr,
    Symbol,
    commutation,
    identity,
    node,
    postorder,
    symbol,
    tangent,
)
from gradproof.core.facts import Equation, Fact, Property
from gradproof.core.indices import Delta, Entry, Index, Term, index_letters, indexed
from gradproof.core.operation import Words
from gradproof.core.phrase import Phrase
from gradproof.core.proof import Derivation, Link, Result, Step, SymmetricKind
from gradproof.core.ring import loosen
from gradproof.derivation.bounds import bounded
from gradproof.derivation.naming import GAIN
from gradproof.derivation.renaming import Names, renamed
from gradproof.derivation.scope import scope
from gradproof.derivation.symmetries import is_tied, with_kinds
from gradproof.derivation.walk import Walk
from gradproof.exact.effort import allowance, allowed
from gradproof.exact.gradients import HALF, check_gradients
from gradproof.exact.links import check_link, relevant
from gradproof.notation.printing.components import entry

TEMPLATES: Mapping[SymmetricKind, Words] = {
    "unconstrained": Words(
        "With all entries of {S} free, d{f} = tr({G}ᵀ d{S}) for every d{S}: {G} is the"
        " unconstrained gradient, at an {S} that is symmetric.",
        "将 {S} 的所有元素视为自由变量，对任意 d{S} 有 d{f} = tr({G}ᵀ d{S})：{G} 是无约束梯度，"
        "在对称的 {S} 处取值。",
    ),
    "symmetrised": Words(
        "A symmetric d{S} is orthogonal to the skew part of {G}. What is left is ({G} + {G}ᵀ)/2,"
        " the gradient in the space of symmetric matrices.",
        "对称的 d{S} 与 {G} 的反对称部分正交，余下的 ({G} + {G}ᵀ)/2 即对称矩阵空间中的梯度。",
    ),
    "independent": Words(
        "For i ≠ j, {S_ij} = {S_ji} is one variable in two places, and the derivative by it is"
        " {G_ij} + {G_ji}; by {S_ii} it is {G_ii}. Together they are {G} + {G}ᵀ − I ⊙ {G}.",
        "i ≠ j 时，{S_ij} = {S_ji} 是出现在两处的同一个变量，关于它的偏导数为 {G_ij} + {G_ji}；"
        "关于 {S_ii} 的偏导数为 {G_ii}。合在一起即 {G} + {G}ᵀ − I ⊙ {G}。",
    ),
}
"""Why each kind of gradient is what it is, for a matrix S and its unconstrained gradient G."""

LONG = 45
"""A result of more than this cost is written with G by its name, if that is much shorter."""

LETTERS = ("G", "M", "Q")
"""Letters for an unconstrained gradient."""

NAMES: Mapping[SymmetricKind, str] = {
    "unconstrained": "unconstrained",
    "symmetrised": "symmetrised",
    "independent": "independent_entries",
}
"""The rule that makes each kind of gradient."""


def said(kind: SymmetricKind, f: Symbol, S: Symbol, G: Symbol) -> Words:
    """Why the gradient of f of this kind by S is what it is, where G is the unconstrained one.

    >>> said("symmetrised", Symbol("f", "f", "f"), Symbol("S", "S", "S"), Symbol("G", "G", "G")).en
    'A symmetric dS is orthogonal to the skew part of G. What is left is (G + Gᵀ)/2, the gradient \
in the space of symmetric matrices.'
    """
    i, j = Index("i", ONE), Index("j", ONE)
    parts = {"f": f.text, "S": S.text, "G": G.text}
    for row, col in ((i, i), (i, j), (j, i)):
        for name, one in (("S", S), ("G", G)):
            parts[f"{name}_{row.name}{col.name}"] = entry(one, row, col).symbol.text
    template = TEMPLATES[kind]
    return Words(template.en.format(**parts), template.zh.format(**parts))


RULES: Mapping[str, Words] = {
    name: said(kind, Symbol("f", "f", "f"), Symbol("S", "S", "S"), Symbol("G", "G", "G"))
    for kind, name in NAMES.items()
}
"""What the rules say."""


def in_symmetric_space(derivation: Derivation, kind: SymmetricKind) -> Derivation:
    """The derivation with gradients of this kind by its symmetric variables, and says which.

    Errors:  ModelError if there are none, or if one has more assumed of it than its symmetry;
             LimitError where the proofs take too much.
    """
    model = derivation.model
    variables = [one.wrt for one in derivation.results if model.is_symmetric(one.wrt)]
    if kind == "unconstrained":
        return with_kinds(derivation, dict.fromkeys(variables, kind))
    if not variables:
        raise ModelError(
            "nothing that is differentiated by is assumed to be symmetric",
            hint="Assume it in the note, as in: Assume $S = S^T$.",
        )
    for one in variables:
        if is_tied(model, one):
            raise ModelError(
                Phrase("more is assumed of {0} than that it is symmetric", one.symbol.text),
                model.places.get(one.symbol.name),
                "Its gradient is given without --symmetric.",
            )
    with allowance(allowed(bounded(derivation))):
        return _Restricted(derivation, variables, kind).made()


class _Restricted:
    """The passage from the unconstrained gradients to those of another kind."""

    def __init__(
        self, derivation: Derivation, variables: Sequence[Expr], kind: SymmetricKind
    ) -> None:
        self.kind: SymmetricKind = kind
        model, of = derivation.model, derivation.of
        asked = scope(model, of.symbol.name, [one.wrt.symbol.name for one in derivation.results])
        self.walk = Walk(model, asked, IDENTITIES)
        self.of = of
        taken = {one.symbol.name for one in (*model.symbols, *derivation.adjoints)}
        self.names = {one: _letter(one, taken) for one in variables}
        self.old = derivation
        self.found = renamed(derivation, Names(partial(_renamed, self.slopes())))

    def slopes(self) -> dict[str, Expr]:
        """What ∂f/∂S is called in the steps, with the name that it gets."""
        return {self.walk.quotient(one).symbol.name: g for one, g in self.names.items()}

    def made(self) -> Derivation:
        """The derivation with the new results, each by proved steps, and as a whole."""
        found = self.found
        kinds: dict[Expr, SymmetricKind] = dict.fromkeys(self.names, self.kind)
        for place, result in enumerate(found.results):
            if result.wrt in self.names:
                found.results[place] = replace(result, gradient=self.restricted(result))
        gradients = {one.wrt: one.gradient for one in found.results}
        closing = check_gradients(found.model, self.of, gradients, found.adjoints, kinds)
        found.closing.append(closing)
        return with_kinds(found, kinds)

    def restricted(self, result: Result) -> Expr:
        """The gradient in the space of symmetric matrices, and the step that leads to it."""
        S, g, gradient = result.wrt, self.names[result.wrt], result.gradient
        known = Equation(g, gradient)
        written = self.written(g)
        start = self.link(S, g, gradient, (known,), "unconstrained")
        value, facts = self.shortest(S, gradient)
        short, by_name = self.by_name(S, gradient)
        if cost(value) > LONG and cost(short) + cost(gradient) < GAIN * cost(value):
            self.found.adjoints[g] = gradient
            value, facts = short, by_name
        (end,) = self.walk.grounded([self.link(S, written, value, (known, *facts))])
        if not check_link(end).holds:
            value = self.written(gradient)
            end = self.link(S, written, value, (known,))
        links = [start, *self.reasons(S, g), end]
        self.found.certificates |= {link: check_link(link) for link in links}
        self.found.steps.append(Step("symmetric", S, links))
        return value

    def written(self, g: Expr) -> Expr:
        """(G + Gᵀ)/2, or G + Gᵀ − I ⊙ G."""
        both = add(g, transpose(g))
        if self.kind == "symmetrised":
            return scale(HALF, both)
        return add(both, negative(hadamard(identity(g.shape.rows), g)))

    # What it comes to

    def shortest(self, S: Expr, gradient: Expr) -> tuple[Expr, tuple[Fact, ...]]:
        """The gradient of this kind as short as it gets, with the facts that this rests on.

        Of terms that are symmetric, or are so together, there is no transpose to be written. Each
        part is made short by itself, so that 2 S⁻¹ − I ⊙ S⁻¹ is not written as one product.
        """
        even, odd, facts = self.parts(S, gradient)
        turned = [self.short(S, transpose(term)) for term in odd]
        facts += [fact for _, used in turned for fact in used]
        half = HALF if self.kind == "symmetrised" else 1
        made: list[Expr] = []
        for terms, factor in ((even, 2 * half), ([*odd, *(one for one, _ in turned)], half)):
            if terms:
                apart = add(*(scale(factor, term) for term in terms))
                forms = [self.short(S, one) for one in (apart, scale(factor, add(*terms)))]
                value, used = min(forms, key=lambda one: cost(one[0]))
                made.append(value)
                facts += used
        if self.kind == "independent":
            value, used = self.short(S, hadamard(identity(gradient.shape.rows), gradient))
            made.append(negative(value))
            facts += used
        return upright_sums(_with_diagonals(add(*made))), tuple(dict.fromkeys(facts))

    def by_name(self, S: Expr, gradient: Expr) -> tuple[Expr, tuple[Fact, ...]]:
        """The gradient of this kind with G by its name: 2 G − I ⊙ G for a symmetric one."""
        g, facts = self.names[S], self.turns_into_itself(S, gradient)
        if facts is None:
            return self.written(g), ()
        if self.kind == "symmetrised":
            return g, facts
        return add(scale(2, g), negative(hadamard(identity(g.shape.rows), g))), facts

    def parts(self, S: Expr, gradient: Expr) -> tuple[list[Expr], list[Expr], list[Fact]]:
        """The terms that are symmetric together, the others, and the facts that this rests on."""
        terms = _terms(gradient)
        whole = self.turns_into_itself(S, gradient)
        if whole is not None:
            return terms, [], list(whole)
        even: list[Expr] = []
        odd: list[Expr] = []
        facts: list[Fact] = []
        for term in terms:
            turned, used = self.short(S, transpose(term))
            if turned.same(term):
                even.append(term)
                facts += used
            else:
                odd.append(term)
        if even and (used := self.turns_into_itself(S, add(*odd))) is not None:
            return terms, [], [*facts, *used]
        return even, odd, facts

    def turns_into_itself(self, S: Expr, gradient: Expr) -> tuple[Fact, ...] | None:
        """The facts by which an expression is its own transpose; None if it is not.

        What no identity shows, the checker may know.
        """
        turned, used = self.short(S, transpose(gradient))
        if turned.same(gradient):
            return used
        model, adjoints = self.found.model, self.found.adjoints
        pairs = (*model.definitions.values(), *adjoints.items())
        known: list[Fact] = [Equation(*pair) for pair in pairs if pair[0] is not S]
        known = relevant((gradient,), [*model.facts, *known])
        link = self.link(S, transpose(gradient), gradient, tuple(known))
        return link.given if check_link(link).holds else None

    def short(self, S: Expr, expr: Expr) -> tuple[Expr, tuple[Fact, ...]]:
        """The expression in its shortest form, and the facts that were used."""
        value, links = self.walk.shortened(expr, free=self.found.model.definition(S) is not None)
        return value, tuple(dict.fromkeys(fact for link in links for fact in link.given))

    # Why, in the manner of each style

    def link(
        self,
        S: Expr,
        before: Expr,
        after: Expr,
        given: tuple[Fact, ...] = (),
        kind: SymmetricKind | None = None,
    ) -> Link:
        """A link by the rule of this kind, or of another."""
        kind = kind or self.kind
        because = said(kind, self.of.symbol, S.symbol, self.names[S].symbol)
        return Link(NAMES[kind], because, before, after, given)

    def reasons(self, S: Expr, g: Expr) -> list[Link]:
        """Where the formula for this kind comes from."""
        match self.old.style:
            case "differential":
                names = ("symmetric", "positive_definite")
                facts = (Property(name, S) for name in names)
                given = tuple(fact for fact in facts if fact in self.found.model.facts)[:1]
                after = inner(scale(HALF, add(g, transpose(g))), tangent(S))
                return [self.link(S, inner(g, tangent(S)), after, given)]
            case "index":
                return [self.by_entries(S, g)]
            case "vec":
                return [self.link(S, matmul(self.matrix(g), vec(g)), vec(self.written(g)))]
            case _:
                return []

    def by_entries(self, S: Expr, g: Expr) -> Link:
        """G_ij + G_ji − δ_ij G_ij is the entry of G + Gᵀ − I ⊙ G."""
        model = self.found.model
        taken = {one.symbol.text for one in model.symbols}
        taken |= {str(length) for one in model.symbols for length in one.shape}
        letters = index_letters(taken)
        i, j = (Index(next(letters), g.shape.rows) for _ in range(2))
        there, across = Entry(g, i, j), Entry(g, j, i)
        half = size(HALF) if self.kind == "symmetrised" else ONE
        terms = [Term(half, (), (there,)), Term(half, (), (across,))]
        if self.kind == "independent":
            terms.append(Term(-ONE, (), (Delta(i, j), there)))
        before, after = indexed(terms, (i,), (j,)), self.written(g)
        place = node("entry", (after,), (i, j), SCALAR)
        return replace(self.link(S, before, after), shown=(before, place))

    def matrix(self, g: Expr) -> Expr:
        """(I + K)/2 or I + K − diag(vec I), with vec of the gradient of this kind for vec G."""
        rows = g.shape.rows
        both = add(identity(rows * rows), commutation(rows, rows))
        if self.kind == "symmetrised":
            return scale(HALF, both)
        return add(both, negative(diag(vec(identity(rows)))))


def _terms(expr: Expr) -> list[Expr]:
    """The terms of a sum, with the factors in front of it before each."""
    factor, scalars, body = loosen(expr)
    if body.op != "add":
        return [expr]
    return [scale(factor, reduce(_times, scalars, term)) for term in body.args]


def _times(body: Expr, scalar: Expr) -> Expr:
    return smul(scalar, body)


def _with_diagonals(expr: Expr) -> Expr:
    """The expression with I ⊙ A for the diagonal matrix of what is on the diagonal of A."""
    found = (part for part in postorder(expr) if part.op == "diag")
    doubled = (part for part in found if part.args[0].op == "diagonal")
    return substitute(
        expr,
        {part: hadamard(identity(part.shape.rows), part.args[0].args[0]) for part in doubled},
    )


def _letter(S: Expr, taken: set[str]) -> Expr:
    """G_S, for the unconstrained gradient, or another letter if that is taken."""
    shown = S.symbol
    letters = (*LETTERS, *(f"{LETTERS[0]}{number}" for number in range(1, len(taken) + 2)))
    letter = next(one for one in letters if f"{one}_{shown.name}" not in taken)
    below = shown.text if len(shown.text) == 1 else f"{{{shown.text}}}"
    latex = f"{letter}_{{{shown.latex}}}"
    return symbol(f"{letter}_{shown.name}", S.shape, latex, f"{letter}_{below}")


def _renamed(slopes: Mapping[str, Expr], one: Expr) -> Expr:
    """G_S for ∂f/∂S, and its entry for that of the other."""
    whole, _, below = one.symbol.name.partition("[")
    g = slopes.get(whole)
    if g is None:
        return one
    return entry(g.symbol, Index(below.removesuffix("]"), ONE), None) if below else g
