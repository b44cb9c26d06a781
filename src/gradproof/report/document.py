"""A derivation as a document with LaTeX formulas; the formats say how its parts are marked up."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from types import MappingProxyType

from gradproof.core.expr import Expr
from gradproof.core.layers import Course
from gradproof.core.operation import Words
from gradproof.core.proof import Certificate
from gradproof.notation.printing.symbols import course_latex, letter_latex
from gradproof.report import tex
from gradproof.report.algorithm import numbered
from gradproof.report.chinese import said_in
from gradproof.report.jacobians import about, kind, quotient, title
from gradproof.report.outline import Line, Outline, Section, asking, legend, mark, verdict
from gradproof.report.seconds import unmixed
from gradproof.report.sentences import written
from gradproof.report.signs import told
from gradproof.report.stages import Stage, stages
from gradproof.report.tex import latex
from gradproof.report.words import HEADINGS, SAID, STAGES, Lang, say

EVERYWHERE: Mapping[Expr, Course] = MappingProxyType({})
"""No layers in particular."""


class Document(ABC):
    """The blocks of one report in one language, to be set apart by blank lines.

    A subclass says how a heading, a list, a formula or a bold phrase is written.
    """

    def __init__(self, report: Outline, lang: Lang) -> None:
        self.report = report
        self.lang: Lang = lang

    @abstractmethod
    def heading(self, level: int, title: str) -> str:
        """A heading; 1 is the title of the whole."""

    @abstractmethod
    def items(self, items: Iterable[str]) -> str:
        """A list."""

    @abstractmethod
    def enumerated(self, lines: Sequence[tuple[int, int, str]]) -> str:
        """Lines with their numbers, each as many loops deep as the second figure says."""

    @abstractmethod
    def displayed(self, formula: str) -> str:
        """A formula on lines of its own."""

    def tabulated(self, formula: str) -> str:
        """Results below one another: left sides, values, and the spaces that they lie in."""
        return self.displayed(formula)

    def head(self, line: str) -> str:
        """A line that belongs to what follows it: a rule, a stage of an algorithm."""
        return line

    @abstractmethod
    def strong(self, phrase: str) -> str:
        """A phrase in bold type."""

    @abstractmethod
    def code(self, name: str) -> str:
        """The name of a rule."""

    @abstractmethod
    def escaped(self, prose: str) -> str:
        """Prose that is set as it is."""

    def blocks(self) -> Iterator[str]:
        """The whole report; the last block is the verdict."""
        for part in self.parts():
            yield from part

    def parts(self) -> Iterator[list[str]]:
        """The report in parts: what came out, each stage, what proves it and the verdict."""
        whole = title(self.report, self.lang, self.in_latex)
        yield [self.heading(1, whole), *self.model(), *self.results(), *self.algorithm()]
        first = self.heading(2, self.said("derivation"))
        for stage in stages(self.report.sections):
            yield [first, *self.stage(stage)] if first else [*self.stage(stage)]
            first = ""
        yield [*self.closing(), *map(self.prose, legend(self.report, self.lang)), *self.verdict()]

    def verdict(self) -> Iterator[str]:
        """The last words: the reasons, if something is open, and the verdict."""
        *reasons, last = verdict(self.report, self.lang)
        yield from map(self.prose, reasons)
        yield self.strong(self.prose(last))

    # Words and formulas

    def said(self, key: str) -> str:
        """A phrase of the table."""
        return SAID[key].in_language(self.lang)

    def inline(self, expr: Expr) -> str:
        """A formula in a line of prose."""
        return self.mathematics(latex(expr))

    def mathematics(self, formula: str) -> str:
        """LaTeX in a line of prose."""
        return f"${formula}$"

    def prose(self, sentence: str) -> str:
        """A sentence with its formulas set as formulas."""
        return written(sentence, self.escaped, self.mathematics)

    def words(self, words: Words) -> str:
        """Words in the language of the report."""
        return self.prose(words.in_language(self.lang))

    def facts(self, key: str, facts: Iterable[Words]) -> str:
        """`assuming …`, or nothing."""
        listed = self.said("and").join(map(self.words, facts))
        return f"{self.said(key)} {listed}" if listed else ""

    # The parts of the report

    def model(self) -> Iterator[str]:
        """Symbols, definitions, facts, and how the note was read: whichever there are."""
        yield from self.listed("symbols", self.symbols())
        if self.report.definitions:
            yield self.heading(2, self.said("definitions"))
            yield self.equations(self.report.definitions)
        yield from self.listed("facts", map(self.words, self.report.facts))
        yield from self.listed(
            "readings", (self.prose(said_in(self.lang, one)) for one in self.report.readings)
        )

    def listed(self, key: str, items: Iterable[str]) -> Iterator[str]:
        """A heading and a list; nothing if the list is empty."""
        made = list(items)
        if made:
            yield self.heading(2, self.said(key))
            yield self.items(made)

    def symbols(self) -> Iterator[str]:
        """The declarations, with what is data marked."""
        if self.report.layers is not None:
            yield self.mathematics(course_latex(self.report.layers))
        for group in self.report.declared:
            data = f" ({self.said('data')})" if group.data else ""
            yield f"{self.mathematics(tex.declaration(group))}{data}"

    def equations(
        self, pairs: Iterable[tuple[Expr, Expr]], courses: Mapping[Expr, Course] = EVERYWHERE
    ) -> str:
        """left = right, one below the other, with the layers for which each holds."""
        rows = [(latex(left), latex(right), courses.get(left)) for left, right in pairs]
        return self.displayed(tex.aligned(rows))

    def results(self) -> Iterator[str]:
        """The gradients, each with the space it lies in, and what they assume."""
        yield self.heading(2, self.said("results"))
        if self.report.results:
            yield self.tabulated(tex.results(self.report))
        colon = self.said("colon")
        assuming = [
            f"{self.mathematics(tex.quotient(self.report.of, result.wrt))}{colon}{facts}"
            for result in self.report.results
            if (facts := self.facts("assuming", result.assumptions))
        ]
        if assuming:
            yield self.items(assuming)
        yield from self.jacobians()
        if self.report.seconds:
            yield self.heading(2, self.said("seconds"))
            yield self.tabulated(tex.seconds(self.report))
        if self.report.unmixed:
            yield unmixed(self.report.unmixed, self.lang, self.inline)
        if self.report.where:
            yield self.said("where")
            yield self.equations(self.report.where, self.report.courses)
        if meanings := told(
            self.report, self.lang, lambda one: self.mathematics(one.latex), self.prose
        ):
            yield meanings
        if names := self.report.left_out:
            listed = self.said("and").join(map(self.inline, names))
            yield say("left out", self.lang, listed, self.code(asking(names)))

    def jacobians(self) -> Iterator[str]:
        """The Jacobian matrices or products, what they assume, and what their names mean."""
        report = self.report
        if report.jacobians and report.results:
            yield self.heading(2, title(report, self.lang, self.in_latex))
        if report.jacobians:
            yield self.tabulated(tex.jacobians(report))
        colon = self.said("colon")
        assuming = [
            f"{self.mathematics(quotient(one).latex)}{colon}{facts}"
            for one in report.jacobians
            if (facts := self.facts("assuming", one.assumptions))
        ]
        if assuming:
            yield self.items(assuming)
        if kind(report) and (meaning := about(report, self.lang, self.in_latex)):
            yield meaning

    def in_latex(self, unicode: str, formula: str) -> str:
        """A formula in a line of prose."""
        return self.mathematics(formula)

    def algorithm(self) -> Iterator[str]:
        """Numbered lines under the names of their stages, if the algorithm was asked for."""
        if not self.report.algorithm:
            return
        yield self.heading(2, self.said("algorithm"))
        lines: list[tuple[int, int, str]] = []
        for one in numbered(self.report.algorithm):
            if one.stage is not None:
                if lines:
                    yield self.enumerated(lines)
                lines = []
                yield self.head(self.strong(self.prose(STAGES[one.stage].in_language(self.lang))))
            if isinstance(one.what, Course):
                shown = say("loop", self.lang, self.mathematics(course_latex(one.what)))
            else:
                left, right = latex(one.what.left), latex(one.what.right)
                shown = self.mathematics(rf"{left} \leftarrow {right}")
            lines.append((one.number, one.depth, shown))
        yield self.enumerated(lines)

    def stage(self, stage: Stage) -> Iterator[str]:
        """A headline and what the stage comes to; how it comes to it is folded away."""
        if not stage.folds:
            yield from self.unfolded(stage)
            return
        yield self.headline(stage.head)
        for line in stage.outcomes():
            yield self.read_off(line) or self.displayed(tex.link(line))
            if given := self.facts("given", line.given):
                yield given
        details = map(self.section, stage.details)
        yield from self.folded(stage, [*self.body(stage.head), *chain.from_iterable(details)])

    def unfolded(self, stage: Stage) -> Iterator[str]:
        """Every step of a stage, one after the other."""
        yield from chain.from_iterable(map(self.section, stage.sections))

    def folded(self, stage: Stage, inside: Sequence[str]) -> Iterator[str]:
        """The details of a stage, where a reader finds them who asks for them."""
        yield from inside

    def headline(self, section: Section) -> str:
        """The number of a step, and what is done in it."""
        title = HEADINGS[section.kind].in_language(self.lang).format(self.inline(section.subject))
        return self.heading(3 + section.depth, f"{section.number}. {title}")

    def section(self, section: Section) -> Iterator[str]:
        """The headline of a step and its links."""
        yield self.headline(section)
        yield from self.body(section)

    def body(self, section: Section) -> Iterator[str]:
        """The links of a step."""
        if section.definition is not None:
            yield self.equations([(section.subject, section.definition)])
        yield from chain.from_iterable(map(self.line, section.lines))

    def line(self, line: Line) -> Iterator[str]:
        """Rule and proof mark, before = after, why."""
        as_in = f", {self.escaped(say('as in', self.lang, line.as_in))}" if line.as_in else ""
        proof = self.proof(line.certificate)
        yield self.head(f"{self.numbered(line.number)} {self.code(line.rule)} ({proof}){as_in}")
        yield self.displayed(tex.link(line))
        if gradient := self.read_off(line):
            yield gradient
        said = self.facts("given", line.given), "" if line.as_in else self.words(line.because)
        if any(said):
            yield "\n".join(filter(None, said))

    def read_off(self, line: Line) -> str:
        """The result that a line gives, if it gives one."""
        if line.gradient is None:
            return ""
        left = tex.quotient(self.report.of, line.gradient.wrt)
        return self.displayed(tex.equation(left, latex(line.gradient.gradient)))

    def closing(self) -> Iterator[str]:
        """The checks of the whole."""
        if self.report.checks:
            yield self.heading(2, self.said("closing"))
        for check in self.report.checks:
            yield f"{self.numbered(check.number)} ({self.proof(check.certificate)})"
            depth = ""
            if check.layers:
                letter, count = check.layers
                depth = say(
                    "closing layers", self.lang, self.mathematics(letter_latex(letter)), count
                )
            yield depth + say(check.why, self.lang, self.inline(self.report.of))

    def numbered(self, number: int) -> str:
        """[7]."""
        return self.strong(self.escaped(f"[{number}]"))

    def proof(self, certificate: Certificate) -> str:
        """The proof mark."""
        return self.escaped(mark(certificate, self.lang))
