"""A derivation as one meets it in Python: results and steps that print, whole in a notebook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import cast, overload

from gradproof.core import proof
from gradproof.core.errors import ModelError
from gradproof.core.expr import Expr, Symbol
from gradproof.core.model import Model
from gradproof.core.operation import Words
from gradproof.core.phrase import Phrase
from gradproof.core.proof import Method, Result, Second, StepKind, SymmetricKind
from gradproof.derivation.verify import ran_out
from gradproof.notation.printing.helpers import letters_beside
from gradproof.notation.printing.terms import repeated, shape_list
from gradproof.notation.printing.text import text
from gradproof.notation.python import Formula
from gradproof.notation.python.handles import Handles
from gradproof.report import cell, encoded, render, tex
from gradproof.report.chinese import speaking
from gradproof.report.jacobians import quotient
from gradproof.report.outline import Line, Outline, Section, outline
from gradproof.report.seconds import second_latex, second_text
from gradproof.report.signs import names
from gradproof.report.terminal import differential_quotient
from gradproof.report.words import Lang

WIDTH = 80
"""Columns of a printed derivation."""


@dataclass(frozen=True, slots=True, repr=False)
class Gradient:
    """∂of/∂wrt, in the shape of wrt, or transposed if the layout is that of the numerator.

    of, wrt, gradient: formulas, to calculate further with.
    assumptions: the facts and domains that it needs, in the language of the derivation.
    symmetric: by a symmetric matrix: "unconstrained", "symmetrised" or "independent".
    """

    of: Formula
    wrt: Formula
    gradient: Formula
    assumptions: tuple[str, ...] = ()
    symmetric: SymmetricKind | None = None

    @property
    def name(self) -> str:
        """What the variable is called: `W_1`."""
        return self.wrt.name

    @property
    def shape(self) -> tuple[str, ...]:
        """The sizes of the gradient: ("d", "h")."""
        return tuple(shape_list(self.gradient.expr))

    @property
    def text(self) -> str:
        """In Unicode: `2 Xᵀ(H − Y)`."""
        return self.gradient.text

    @property
    def latex(self) -> str:
        """In LaTeX, without dollars."""
        return self.gradient.latex

    def __str__(self) -> str:
        return f"{differential_quotient(self.of.expr, self.wrt.expr)} = {self.text}"

    __repr__ = __str__

    def _repr_latex_(self) -> str:
        left = tex.quotient(self.of.expr, self.wrt.expr)
        return f"$\\displaystyle {left} = {self.latex}$"


@dataclass(frozen=True, slots=True, repr=False)
class Hessian:
    """The second derivative of `of` by a pair of variables.

    value: H with vec d(∂of/∂wrt) = H vec d(other), where vec of a column or a number is itself; or,
        if `is_map`, d(∂of/∂wrt) as far as it comes from d(other), where no matrix says it.
    assumptions: the facts and domains that it needs, in the language of the derivation.
    beside: the symbols of the derivation, whose letters the matrices K and S do not have.
    """

    of: Formula
    wrt: Formula
    other: Formula
    value: Formula
    is_map: bool = False
    assumptions: tuple[str, ...] = ()
    beside: tuple[Expr, ...] = ()

    @property
    def shape(self) -> tuple[str, ...]:
        """The sizes of the value: ("m", "n")."""
        return tuple(shape_list(self.value.expr))

    @property
    def text(self) -> str:
        """In Unicode, with the ones that repeat rows and columns: `Xᵀ diag(s)(I − 1 sᵀ)X`."""
        with letters_beside(self.beside):
            return text(self.value.expr, repeated(self.value.expr))

    @property
    def latex(self) -> str:
        """In LaTeX, without dollars."""
        with letters_beside(self.beside):
            return tex.latex(self.value.expr, repeated(self.value.expr))

    @property
    def T(self) -> Hessian:
        """The second derivative in the other order, which is the transpose.

        Errors:  ModelError for a map.
        """
        if self.is_map:
            raise ModelError(
                Phrase("the second derivative by {0} and {1} is a map", self.other, self.wrt)
            )
        return replace(self, wrt=self.other, other=self.wrt, value=self.value.T)

    def __str__(self) -> str:
        return f"{second_text(self.of.expr, self._second)} = {self.text}"

    __repr__ = __str__

    def _repr_latex_(self) -> str:
        return f"$\\displaystyle {second_latex(self.of.expr, self._second)} = {self.latex}$"

    @property
    def _second(self) -> Second:
        return Second(self.wrt.expr, self.other.expr, self.value.expr, self.is_map)


@dataclass(frozen=True, slots=True, repr=False)
class Jacobian(Gradient):
    """The derivative of a vector or matrix by a variable, or a product along directions.

    gradient: J with vec d(of) = J vec d(wrt), where vec of a column is itself; or, if `is_map`,
        d(of) as far as it comes from d(wrt), where no matrix says it; along directions, the
        product.
    along: the directions of a product, by the names of the variables.
    """

    is_map: bool = False
    along: Mapping[str, Formula] = field(default_factory=dict[str, Formula])
    shown: Symbol = field(default_factory=lambda: Symbol("J", "J", "J"))

    @property
    def value(self) -> Formula:
        """The matrix, the map or the product."""
        return self.gradient

    @property
    def text(self) -> str:
        """In Unicode, with the ones that repeat rows and columns: `I − 1 pᵀ`."""
        return text(self.gradient.expr, repeated(self.gradient.expr))

    @property
    def latex(self) -> str:
        """In LaTeX, without dollars."""
        return tex.latex(self.gradient.expr, repeated(self.gradient.expr))

    def __str__(self) -> str:
        return f"{self.shown.text} = {self.text}"

    __repr__ = __str__

    def _repr_latex_(self) -> str:
        return f"$\\displaystyle {self.shown.latex} = {self.latex}$"


@dataclass(frozen=True, slots=True, repr=False)
class Proved:
    """One step: before → after by a rule, why, and how it was proved.

    kind: what the step is for.  before, after: LaTeX.  proof: None if it is not proved.
    """

    number: int
    kind: StepKind
    rule: str
    before: str
    after: str
    because: str
    proof: Method | None
    shown: str

    def __str__(self) -> str:
        return self.shown

    __repr__ = __str__


class Derivation:
    """The gradients of a scalar and the proved steps that lead to them.

    Printed, it is the report of the terminal; in a notebook it shows itself as formulas.

    proof: the links and certificates it rests on.  lang: the language that it speaks.
    """

    def __init__(self, derivation: proof.Derivation, lang: Lang = "en") -> None:
        self.proof = derivation
        self.lang: Lang = lang

    @property
    def model(self) -> Model:
        """The symbols, definitions and facts that it is about."""
        return self.proof.model

    @property
    def limited(self) -> bool:
        """Whether some steps are open only because proving them takes too much computing."""
        return ran_out(self.proof)

    @property
    def verified(self) -> bool:
        """Whether every step and the gradients as a whole were proved."""
        return self.proof.verified

    @property
    def of(self) -> Formula:
        """What was differentiated."""
        return self._formula(self.proof.of)

    @cached_property
    def results(self) -> list[Gradient]:
        """A gradient for each variable that was asked for; of a vector or matrix, and along
        directions, a `Jacobian`."""
        if self.proof.jacobians:
            return [self._jacobian(one) for one in self.proof.jacobians]
        return self.gradients

    @cached_property
    def gradients(self) -> list[Gradient]:
        """The gradients of a scalar, those too of which products are taken."""
        return [self._gradient(result) for result in self.proof.results]

    @cached_property
    def seconds(self) -> list[Hessian]:
        """The second derivatives, if the order is 2: one for each pair of variables."""
        return [self._hessian(second) for second in self.proof.seconds]

    @cached_property
    def left_out(self) -> list[Formula]:
        """The data that it rests on, by which nobody asked to differentiate: ask with `wrt`."""
        return [self._formula(one) for one in self.proof.left_out]

    @cached_property
    def steps(self) -> list[Proved]:
        """Every step, in reading order."""
        with letters_beside(names(self.proof)):
            return [
                self._step(section, line)
                for section in self._outline.sections
                for line in section.lines
            ]

    @overload
    def __getitem__(self, name: str | Formula) -> Gradient: ...
    @overload
    def __getitem__(self, name: tuple[str | Formula, str | Formula]) -> Hessian: ...
    def __getitem__(
        self, name: str | Formula | tuple[str | Formula, str | Formula]
    ) -> Gradient | Hessian:
        """The gradient by this variable, called as in the note or as in Python; the second
        derivative by a pair of variables, in this order.

        Errors:  KeyError if there is none; it says which there are.
        """
        found = self._second(*name) if isinstance(name, tuple) else self._first(name)
        if found is None:
            shown = ", ".join(map(str, name)) if isinstance(name, tuple) else str(name)
            there = [one.name for one in self.results]
            there += [f"({one.wrt.name}, {one.other.name})" for one in self.seconds]
            raise KeyError(f"no derivative by {shown}; there are {', '.join(there)}")
        return found

    def __contains__(self, name: object) -> bool:
        """Whether there is a derivative by this variable, or by this pair of variables."""
        if isinstance(name, tuple):
            pair = cast("tuple[object, ...]", name)
            return len(pair) == 2 and self._second(*pair) is not None
        return self._first(name) is not None or name in self.results

    def _first(self, name: object) -> Gradient | None:
        return next((one for one in self.results if _is_called(one.wrt, name)), None)

    def _second(self, one: object, other: object) -> Hessian | None:
        for second in self.seconds:
            if _is_called(second.wrt, one) and _is_called(second.other, other):
                return second
            turned = _is_called(second.wrt, other) and _is_called(second.other, one)
            if turned and not second.is_map:
                return second.T
        return None

    def __iter__(self) -> Iterator[Gradient]:
        return iter(self.results)

    def __len__(self) -> int:
        return len(self.results)

    def to(self, format: str, *, width: int = WIDTH) -> str:
        """The report as text: "terminal", "markdown", "latex", "html", "ipynb" or "json".

        Errors:  ModelError for another format.
        """
        with speaking(self.lang):
            return render(self.proof, format, self.lang, width=width)

    def pdf(self) -> bytes:
        """The report as a PDF.

        Errors:  ModelError if the extra `pdf` is not installed.
        """
        with speaking(self.lang):
            return encoded(self.proof, "pdf", self.lang)

    def __str__(self) -> str:
        return self.to("terminal").rstrip("\n")

    def __repr__(self) -> str:
        *_, last = str(self).splitlines()
        return "\n".join([*map(str, self.results), *map(str, self.seconds), last])

    def _repr_markdown_(self) -> str:
        with speaking(self.lang):
            return cell(self.proof, self.lang)

    @cached_property
    def _formula(self) -> Handles:
        return Handles(self.model, self.proof.adjoints)

    @cached_property
    def _outline(self) -> Outline:
        return outline(self.proof)

    def _gradient(self, result: Result) -> Gradient:
        return Gradient(
            self.of,
            self._formula(result.wrt),
            self._formula(result.gradient),
            tuple(self._said(words) for words in result.assumptions),
            result.symmetric,
        )

    def _jacobian(self, found: proof.Jacobian) -> Jacobian:
        product = self.proof.product
        return Jacobian(
            self._formula(found.of if product is None else product.of),
            self._formula(found.wrt),
            self._formula(found.value),
            tuple(self._said(words) for words in found.assumptions),
            is_map=found.is_map,
            along={x.symbol.name: self._formula(v) for x, v in found.along},
            shown=quotient(found),
        )

    def _hessian(self, second: Second) -> Hessian:
        return Hessian(
            self.of,
            self._formula(second.wrt),
            self._formula(second.other),
            self._formula(second.value),
            second.is_map,
            tuple(self._said(words) for words in second.assumptions),
            tuple(names(self.proof)),
        )

    def _step(self, section: Section, line: Line) -> Proved:
        return Proved(
            line.number,
            section.kind,
            line.rule,
            tex.latex(line.before, line.with_ones),
            tex.latex(line.after, line.with_ones),
            self._said(line.because),
            line.certificate.method if line.certificate.holds else None,
            f"[{line.number}] {line.rule}: {text(line.before)} → {text(line.after)}",
        )

    def _said(self, words: Words) -> str:
        return words.in_language(self.lang)


def _is_called(symbol: Formula, name: object) -> bool:
    """Whether a variable goes by this name, or is this formula."""
    if isinstance(name, Formula):
        name = name.name if name.expr.op == "symbol" else None
    return isinstance(name, str) and name in (symbol.name, symbol.text, symbol.latex)
