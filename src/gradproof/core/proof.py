"""A derivation as data: links that are closed claims, and the certificates that prove them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from gradproof.core.algebra import matmul, smul, vec
from gradproof.core.algorithm import Stage
from gradproof.core.expr import Expr, tangent
from gradproof.core.facts import Fact
from gradproof.core.layers import Course
from gradproof.core.model import Model
from gradproof.core.operation import Words

StepKind = Literal[
    "define", "fact", "rewrite", "differential", "substitute", "transpose", "simplify", "collect",
    "read_off", "hessian", "layout", "local", "chain", "base", "induct", "layer", "start",
    "sum_over", "jacobian", "shorten", "along", "lift", "turn", "agree", "symmetric",
]  # fmt: skip

SymmetricKind = Literal["unconstrained", "symmetrised", "independent"]
"""What the gradient G by a symmetric S is: with all entries of S free, df = tr(Gᵀ dS) for every dS;
the symmetric G with df = tr(Gᵀ dS) for symmetric dS; or the partial derivatives by the entries on
and below the diagonal, df = Σ_{i ≥ j} G_ij dS_ij, in a symmetric matrix."""


@dataclass(frozen=True, slots=True)
class Link:
    """before = after, for all values of the symbols that satisfy `given`.

    `tangent(e)` in either side means the differential of e along arbitrary tangents of the symbols;
    a symbol with a definition in `given` has the value and the tangent of its definition.

    shown: both sides as a style writes them, where those are not literally `before` and `after`:
    ∂v_ij/∂s_kl = … where the claim is vec dv = J vec ds.
    """

    rule: str
    because: Words
    before: Expr
    after: Expr
    given: tuple[Fact, ...] = ()
    shown: tuple[Expr, Expr] | None = None


@dataclass(slots=True)
class Step:
    """Some links that belong together, about one symbol; `children` are details of it."""

    kind: StepKind
    subject: Expr
    links: list[Link] = field(default_factory=list)
    children: list[Step] = field(default_factory=list)

    def walk(self) -> Iterator[Step]:
        """This step and all below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class Result:
    """∂f/∂wrt = gradient, in the shape of wrt; transposed, if the layout is that of the numerator.

    assumptions: the facts and domains that it needs.
    symmetric: which gradient it is, if the note assumes that wrt is symmetric.
    """

    wrt: Expr
    gradient: Expr
    assumptions: tuple[Words, ...] = ()
    symmetric: SymmetricKind | None = None

    @property
    def is_restricted(self) -> bool:
        """Whether only symmetric differentials are asked about, so that it is symmetric itself."""
        return self.symmetric in ("symmetrised", "independent")


@dataclass(frozen=True, slots=True)
class Second:
    """The second derivative of f by a pair of variables.

    value: H with vec d(∂f/∂wrt) = H vec(d other); or, if `is_map`, d(∂f/∂wrt) itself as far as it
    comes from d other, where no matrix says it.  of: the symbol of what is differentiated, if that
    is not called ∂f/∂wrt.
    """

    wrt: Expr
    other: Expr
    value: Expr
    is_map: bool
    assumptions: tuple[Words, ...] = ()
    of: Expr | None = None


@dataclass(frozen=True, slots=True)
class Jacobian:
    """The derivative of a vector or matrix by one variable, as a matrix, a map or a product.

    value: J with vec d(of) = J vec d(wrt), and for a scalar wrt the derivative in the shape of
        `of`; or, if `is_map`, d(of) as far as it comes from d(wrt), where no matrix says it.
    along: for a product with a direction: each variable that moves, and how it moves. The value is
        then d(of), with the directions in the place of the differentials.
    """

    of: Expr
    wrt: Expr
    value: Expr
    is_map: bool
    assumptions: tuple[Words, ...] = ()
    along: tuple[tuple[Expr, Expr], ...] = ()

    @property
    def share(self) -> Expr:
        """What d(wrt) adds to the differential: in the shape of `of` from a map or a number, else
        J vec d(wrt), in that of vec d(of)."""
        if self.is_map:
            return self.value
        if self.wrt.shape.is_scalar:
            return smul(tangent(self.wrt), self.value)
        return matmul(self.value, vec(tangent(self.wrt)))


@dataclass(frozen=True, slots=True)
class Product:
    """A product with a Jacobian or a Hessian.

    kind: `jvp`, `vjp` or `hvp`.  of: what it is a product with the derivative of.
    along: the variables with their directions; for `vjp`, `of` with its cotangent.
    """

    kind: str
    of: Expr
    along: tuple[tuple[Expr, Expr], ...]


Method = Literal["normal_form", "exact", "numeric"]


@dataclass(frozen=True, slots=True)
class Certificate:
    """How a link was checked: the method, how many instances agreed, or where the two sides differ.

    method is None when nothing could be said; `holds` is True, False, or None for undecided.
    """

    holds: bool | None
    method: Method | None
    trials: int = 0
    reason: str = ""
    counterexample: Mapping[str, object] | None = None


@dataclass(slots=True)
class Derivation:
    """The gradients of `of`, the steps that lead to them, and the certificate of each link.

    left_out: the data that `of` rests on, by which nobody asked to differentiate.
    jacobians: the derivatives of a vector or matrix, or products with them.
    product: what was asked for, if it is a product.
    unmixed: the pairs of variables of which one is a function of the other: there is no second
        derivative of such a pair.
    algorithm: how the gradients are computed and used, if that was asked for.
    instances: the definitions of single layers, such as that of x^{(N)}.
    courses: for what layers a result, or a name, holds that speaks of layer l.
    errors: the names of the gradients that recur from layer to layer, and by what each of them is.
    """

    model: Model
    of: Expr
    results: list[Result]
    steps: list[Step]
    adjoints: dict[Expr, Expr] = field(default_factory=dict)
    certificates: dict[Link, Certificate] = field(default_factory=dict)
    closing: list[Certificate] = field(default_factory=list)
    style: str = "differential"
    seconds: list[Second] = field(default_factory=list)
    unmixed: list[tuple[Expr, Expr]] = field(default_factory=list)
    layout: str = "denominator"
    courses: dict[Expr, Course] = field(default_factory=dict)
    errors: dict[Expr, Expr] = field(default_factory=dict)
    instances: dict[Expr, Expr] = field(default_factory=dict)
    left_out: tuple[Expr, ...] = ()
    jacobians: list[Jacobian] = field(default_factory=list)
    product: Product | None = None
    algorithm: tuple[Stage, ...] = ()

    def links(self) -> Iterator[Link]:
        """Every link, in reading order."""
        for step in self.steps:
            for part in step.walk():
                yield from part.links

    @property
    def verified(self) -> bool:
        """Whether every link and every closing check was proved."""
        links = list(self.links())
        return (
            all(link in self.certificates and self.certificates[link].holds for link in links)
            and bool(self.closing)
            and all(one.holds for one in self.closing)
        )
