"""What a report says, whatever the format: a derivation as headings, lines and a verdict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, zip_longest

from gradproof.core.algorithm import Stage
from gradproof.core.expr import Expr, Symbol, names_below
from gradproof.core.layers import Course, Layers, Position
from gradproof.core.model import Model
from gradproof.core.operation import Words
from gradproof.core.phrase import Phrase
from gradproof.core.proof import (
    Certificate,
    Derivation,
    Jacobian,
    Method,
    Product,
    Result,
    Second,
    Step,
    StepKind,
)
from gradproof.derivation.assumptions import of_fact
from gradproof.derivation.layers.restated import restated
from gradproof.notation.printing.components import derivative, gradient
from gradproof.notation.printing.terms import spreads
from gradproof.report.chinese import said_in
from gradproof.report.words import METHODS, PROOFS, SAID, Lang, say

UNCHECKED = Certificate(None, None)
"""The certificate of a link that nobody has checked."""


@dataclass(frozen=True, slots=True)
class Declared:
    """Neighbouring symbols of one shape; `data` if nobody differentiates by them."""

    symbols: tuple[Expr, ...]
    data: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One link, the `number`-th thing that is proved.

    given: the facts it uses, in words.  gradient: what is read off here, if it is a result.
    with_ones: what its formulas show as repeated by ones, here or elsewhere in the derivation.
    as_in: the earlier line of the step that gives the same reason for the same rule, or 0.
    """

    number: int
    rule: str
    because: Words
    before: Expr
    after: Expr
    given: tuple[Words, ...]
    gradient: Result | None
    as_in: int
    certificate: Certificate
    with_ones: frozenset[Expr] = frozenset()


@dataclass(frozen=True, slots=True)
class Section:
    """A step: its number (`3`, or `3.1` for a detail of it), its headline and its lines."""

    number: str
    depth: int
    kind: StepKind
    subject: Expr
    definition: Expr | None
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Check:
    """A closing check, which counts as a step.

    layers: for how many layers it was made, and the letter for that number.
    why: the key of what it is about.
    """

    number: int
    certificate: Certificate
    layers: tuple[str, int] | None = None
    why: str = "closing why"


@dataclass(frozen=True, slots=True)
class Outline:
    """Everything a report shows, in reading order."""

    of: Expr
    declared: tuple[Declared, ...]
    definitions: tuple[tuple[Expr, Expr], ...]
    facts: tuple[Words, ...]
    readings: tuple[Phrase, ...]
    results: tuple[Result, ...]
    left_out: tuple[Expr, ...]
    seconds: tuple[Second, ...]
    where: tuple[tuple[Expr, Expr], ...]
    courses: Mapping[Expr, Course]
    layers: Course | None
    algorithm: tuple[Stage, ...]
    sections: tuple[Section, ...]
    checks: tuple[Check, ...]
    verified: bool
    unmixed: tuple[tuple[Expr, Expr], ...] = ()
    jacobians: tuple[Jacobian, ...] = ()
    product: Product | None = None
    style: str = "differential"
    errors: Mapping[Expr, Symbol] = field(default_factory=dict[Expr, Symbol])

    def proofs(self) -> Iterator[tuple[int, str, Certificate]]:
        """(number, rule, certificate) of each link, then of each closing check, with no rule."""
        for section in self.sections:
            for line in section.lines:
                yield line.number, line.rule, line.certificate
        for check in self.checks:
            yield check.number, "", check.certificate

    def methods(self) -> list[tuple[Method, int]]:
        """The methods that proved something, the strongest first, each with how often."""
        used = Counter(one.method for _, _, one in self.proofs() if one.holds and one.method)
        return [(method, used[method]) for method in PROOFS if used[method]]


def outline(derivation: Derivation) -> Outline:
    """The derivation as a report shows it."""
    model = restated(derivation.model)
    sections = tuple(_Numbering(derivation).sections())
    links = sum(len(section.lines) for section in sections)
    depths = _depths(model.layers) if model.layers else ()
    checks = [
        Check(links + i, one, depth)
        for i, (one, depth) in enumerate(zip_longest(derivation.closing, depths), start=1)
    ]
    if derivation.seconds:
        checks[1:] = [replace(check, why="closing seconds") for check in checks[1:]]
    if derivation.jacobians:
        why = "closing product" if derivation.product else "closing jacobians"
        checks[-1] = replace(checks[-1], why=why)
    restricted = next((one.symmetric for one in derivation.results if one.is_restricted), None)
    if restricted is not None:
        checks[0] = replace(checks[0], why="closing unconstrained")
        checks[-1] = replace(checks[-1], why=f"closing {restricted}")
    said = (of_fact(fact) for fact in model.facts)
    written = gradient if derivation.layout == "numerator" else derivative
    return Outline(
        of=derivation.of,
        declared=tuple(_declared(model)),
        definitions=tuple(model.definitions.values()),
        facts=tuple(words for words in said if words),
        readings=tuple(model.readings),
        results=tuple(derivation.results),
        left_out=derivation.left_out,
        seconds=tuple(derivation.seconds),
        unmixed=tuple(derivation.unmixed),
        where=tuple(_mentioned(derivation)),
        courses=dict(derivation.courses),
        errors={
            delta: written(derivation.of.symbol, one.symbol)
            for delta, one in derivation.errors.items()
        },
        layers=model.layers.course if model.layers else None,
        algorithm=derivation.algorithm,
        sections=sections,
        checks=tuple(checks),
        verified=derivation.verified,
        jacobians=tuple(derivation.jacobians),
        product=derivation.product,
        style=derivation.style,
    )


def _declared(model: Model) -> Iterator[Declared]:
    """The declared symbols, neighbours of one kind together."""

    def kind(item: tuple[str, Expr]) -> tuple[object, bool]:
        return item[1].shape, item[0] in model.data

    inner = _of_layers(model)
    shown = (item for item in model.declared.items() if item[1] not in inner)
    for (_, data), group in groupby(shown, kind):
        yield Declared(tuple(leaf for _, leaf in group), data)


def _depths(layers: Layers) -> list[tuple[str, int] | None]:
    """The last layer of every check, unless its number is given."""
    if layers.last.number is not None:
        return []
    return [(str(layers.last), layers.first + count - 1) for count in layers.depths]


def _of_layers(model: Model) -> set[Expr]:
    """Members of families that the layers define: x^{(l-1)} and x^{(N)} are no new symbols."""
    layers = model.layers
    if layers is None:
        return set()
    members = layers.members
    defined = {members[name].family for name in model.definitions if name in members}

    def is_inner(place: Position) -> bool:
        return place.number is None or layers.first <= place.number <= (layers.last.number or 0)

    return {
        leaf
        for name, leaf in model.declared.items()
        if name in members and members[name].family in defined and is_inner(members[name].position)
    }


def _mentioned(derivation: Derivation) -> list[tuple[Expr, Expr]]:
    """The names of the derivation that its results use, directly or through one another."""
    recurring = (step.subject for step in derivation.steps if step.kind in ("base", "induct"))
    roots = [name for name in recurring if name in derivation.adjoints]
    roots += (result.gradient for result in derivation.results)
    roots += (second.value for second in derivation.seconds)
    roots += (one.value for one in derivation.jacobians)
    used = names_below(derivation.adjoints, *roots)
    return [(name, value) for name, value in derivation.adjoints.items() if name in used]


def _with_ones(steps: Sequence[Step]) -> frozenset[Expr]:
    """What some formulas of the derivation could show without its ones, and others could not.

    Where a Hessian is read off, all ones are shown.
    """
    bare, shown = set[Expr](), set[Expr]()
    waiting = [*steps]
    while waiting:
        step = waiting.pop()
        waiting += step.children
        for one in {side for link in step.links for side in (link.before, link.after)}:
            without, with_them = spreads(one)
            bare |= without
            shown |= with_them
            if step.kind == "hessian":
                shown |= without
    return frozenset(bare & shown)


class _Numbering:
    """Steps numbered as an outline, links numbered through."""

    def __init__(self, derivation: Derivation) -> None:
        self.derivation = derivation
        self.results = {result.wrt: result for result in derivation.results}
        self.count = 0
        self.with_ones = _with_ones(derivation.steps)

    def sections(self) -> Iterator[Section]:
        """Every step that has something to show."""
        yield from self._numbered(self.derivation.steps, "", 0)

    def _numbered(self, steps: Sequence[Step], prefix: str, depth: int) -> Iterator[Section]:
        number = 0
        for step in steps:
            if not step.links and not step.children:
                continue
            number += 1
            mark = f"{prefix}{number}"
            yield self._section(step, mark, depth)
            yield from self._numbered(step.children, f"{mark}.", depth + 1)

    def _section(self, step: Step, mark: str, depth: int) -> Section:
        result = self.results.get(step.subject)
        read_off = result if result is not None and step.kind == self._end(result) else None
        reasons: dict[tuple[str, Words], int] = {}
        lines: list[Line] = []
        for link in step.links:
            self.count += 1
            said = (of_fact(fact) for fact in link.given)
            lines.append(
                Line(
                    number=self.count,
                    rule=link.rule,
                    because=link.because,
                    before=link.shown[0] if link.shown else link.before,
                    after=link.shown[1] if link.shown else link.after,
                    given=tuple(dict.fromkeys(words for words in said if words)),
                    gradient=read_off if link is step.links[-1] else None,
                    as_in=reasons.get((link.rule, link.because), 0),
                    certificate=self.derivation.certificates.get(link, UNCHECKED),
                    with_ones=self.with_ones,
                )
            )
            reasons.setdefault((link.rule, link.because), self.count)
        definition = None
        if step.kind in ("differential", "local") and step.subject.op == "symbol":
            found = self.derivation.model.definition(step.subject)
            definition = found or self.derivation.instances.get(step.subject)
        return Section(mark, depth, step.kind, step.subject, definition, tuple(lines))

    def _end(self, result: Result) -> StepKind:
        """The kind of the step in which a result is read off at last."""
        if self.derivation.layout == "numerator" and not result.wrt.shape.is_scalar:
            return "layout"
        return "symmetric" if result.is_restricted else "read_off"


def asking(names: Iterable[Expr]) -> str:
    """The option that asks for gradients by these symbols."""
    return f"--wrt {','.join(one.symbol.name for one in names)}"


def mark(certificate: Certificate, lang: Lang) -> str:
    """The proof mark in words: the method, or that there is no proof."""
    if certificate.holds and certificate.method:
        return PROOFS[certificate.method].in_language(lang)
    key = "unchecked" if certificate is UNCHECKED else "undecided"
    return SAID["wrong" if certificate.holds is False else key].in_language(lang)


def legend(report: Outline, lang: Lang) -> list[str]:
    """What each proof mark that occurs means, and how often it does."""
    return [
        say("tally", lang, PROOFS[one].in_language(lang), count, METHODS[one].in_language(lang))
        for one, count in report.methods()
    ]


def verdict(report: Outline, lang: Lang) -> list[str]:
    """The last words: `all N steps proved`, or the reasons, then how many are not, and which.

    Where numbers only agree, no proof is claimed: `all N steps hold: …`.
    """
    proofs = list(report.proofs())
    failed = [one for one in proofs if not one[2].holds]
    if report.verified:
        shown = sum(one.method == "numeric" for _, _, one in proofs)
        if shown:
            key = "all hold" if shown < len(proofs) else "all agree"
            return [say(key, lang, len(proofs), len(proofs) - shown, shown)]
        return [
            say("one proved", lang) if len(proofs) == 1 else say("all proved", lang, len(proofs))
        ]
    said: list[str] = []
    colon, step = SAID["colon"].in_language(lang), SAID["step"].in_language(lang)
    for number, rule, certificate in failed:
        name = rule or SAID["closing"].in_language(lang)
        reason = f"{colon}{said_in(lang, certificate.reason)}" if certificate.reason else ""
        said.append(f"{step} {number} ({name}){colon}{mark(certificate, lang)}{reason}")
    if not report.checks:
        said.append(SAID["no closing"].in_language(lang))
    if failed:
        which = ", ".join(str(number) for number, _, _ in failed)
        said.append(say("not proved", lang, len(failed), len(proofs), which))
    return said
