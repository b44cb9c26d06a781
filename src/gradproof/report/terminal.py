"""A derivation on the terminal: lines of styled text, coloured by rich or plain when piped."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple, TextIO

from gradproof.core.expr import Expr
from gradproof.core.layers import Course
from gradproof.core.operation import Words
from gradproof.core.proof import Certificate, Derivation, Result, Second
from gradproof.notation.printing.terms import repeated
from gradproof.notation.printing.text import Text, text
from gradproof.report.algorithm import numbered
from gradproof.report.chinese import said_in
from gradproof.report.jacobians import about, kind, quotient, title
from gradproof.report.outline import Line, Outline, Section, asking, legend, mark, outline, verdict
from gradproof.report.seconds import second_text, unmixed
from gradproof.report.signs import told
from gradproof.report.words import HEADINGS, SAID, STAGES, Lang, say
from gradproof.report.wrapping import cells, folded, sentence

STYLES = {
    "title": "bold",
    "heading": "bold",
    "rule": "cyan",
    "why": "dim",
    "number": "dim",
    "result": "bold",
    "proved": "green",
    "numeric": "yellow",
    "failed": "bold red",
    "": "",
}
"""The style of a span by what it is."""

MINIMUM, MAXIMUM = 40, 100
"""The narrowest and the widest that a report is set."""

SHORT = 12
"""A left side that is no wider stands on one line with the beginning of the right side."""


class Span(NamedTuple):
    """Some text and what it is, a key of STYLES."""

    text: str
    style: str = ""


Row = list[Span]


def differential_quotient(of: Expr, wrt: Expr) -> str:
    """∂f/∂X."""
    upper, lower = text(of), text(wrt)
    return f"∂{upper}/∂{lower if wrt.op == 'symbol' else f'({lower})'}"


class Terminal:
    """The rows of one report at one width in one language."""

    def __init__(self, report: Outline, lang: Lang, width: int) -> None:
        self.report = report
        self.lang: Lang = lang
        self.width = min(max(width, MINIMUM), MAXIMUM)

    def rows(self) -> Iterator[Row]:
        """The whole report; the last row is the verdict."""
        yield [Span(title(self.report, self.lang, in_text), "title")]
        yield from self.model()
        yield from self.results()
        yield from self.algorithm()
        yield []
        yield [Span(self.said("derivation"), "heading")]
        for section in self.report.sections:
            yield []
            yield from self.section(section)
        yield from self.closing()
        yield []
        yield from self.proofs()

    def said(self, key: str) -> str:
        """A phrase of the table."""
        return SAID[key].in_language(self.lang)

    # What is given

    def model(self) -> Iterator[Row]:
        """Symbols with their shapes, definitions, facts, and how the note was read."""
        yield from self.block("symbols", self.symbols())
        yield from self.block("definitions", self.definitions())
        facts = (self.prose(words.in_language(self.lang), 2) for words in self.report.facts)
        yield from self.block("facts", (row for rows in facts for row in rows))
        readings = (self.prose(said_in(self.lang, one), 2) for one in self.report.readings)
        yield from self.block("readings", (row for rows in readings for row in rows))

    def block(self, key: str, rows: Iterable[Row]) -> Iterator[Row]:
        """The rows under a heading; nothing if there are none."""
        made = list(rows)
        if made:
            yield []
            yield [Span(self.said(key), "heading")]
            yield from made

    def symbols(self) -> Iterator[Row]:
        """`X, Y   m×d   data`, in columns."""
        entries = [
            (
                ", ".join(text(one) for one in group.symbols),
                self.shape(group.symbols[0]),
                group.data,
            )
            for group in self.report.declared
        ]
        names = max((cells(name) for name, _, _ in entries), default=0)
        shapes = max((cells(shape) for _, shape, _ in entries), default=0)
        names = min(names, self.width - shapes - 12)
        if self.report.layers is not None:
            yield [Span(f"  {self.report.layers.text}")]
        for name, shape, data in entries:
            *above, last = folded(name, names, 0)
            for line in above:
                yield [Span(f"  {line}")]
            row = [Span(f"  {padded(last, names)}  {padded(shape, shapes) if data else shape}")]
            if data:
                row.append(Span(f"  {self.said('data')}", "why"))
            yield row

    def definitions(self) -> Iterator[Row]:
        """`H = σ(Z)`, the equals signs below one another."""
        return self.equations(self.report.definitions)

    def equations(
        self, pairs: Sequence[tuple[Expr, Expr]], *, with_courses: bool = False
    ) -> Iterator[Row]:
        """`left = right`, aligned, with the layers for which each holds."""
        names = max((cells(text(left)) for left, _ in pairs), default=0)
        for left, right in pairs:
            rows = list(self.formula(f"{padded(text(left), names, right=True)} = ", text(right), 2))
            if with_courses and (course := self.course(left)):
                rows[-1].append(Span(f"   {course}", "why"))
            yield from rows

    def course(self, one: Expr) -> str:
        """`for l = 1, …, N`, if the symbol stands for one of each layer."""
        course = self.report.courses.get(one)
        return say("layers", self.lang, course.text) if course else ""

    def shape(self, one: Expr) -> str:
        """m×d, or that it is a scalar."""
        return self.said("scalar") if one.shape.is_scalar else Text().by(*one.shape)

    # What came out

    def results(self) -> Iterator[Row]:
        """The gradients with shapes and assumptions, and the names that they use."""
        yield []
        yield [Span(self.said("results"), "heading")]
        for result in self.report.results:
            yield from self.result(result)
        yield from self.jacobians()
        if self.report.seconds:
            yield []
            yield [Span(self.said("seconds"), "heading")]
        for second in self.report.seconds:
            yield from self.second(second)
        if self.report.unmixed:
            yield from self.prose(unmixed(self.report.unmixed, self.lang, text), 2)
        if self.report.where:
            yield [Span(f"  {self.said('where')}", "why")]
            yield from self.equations(self.report.where, with_courses=True)
        if meanings := told(self.report, self.lang, lambda one: one.text):
            yield from self.prose(meanings, 2)
        if names := self.report.left_out:
            listed = self.said("and").join(map(text, names))
            yield from self.prose(say("left out", self.lang, listed, asking(names)), 2)

    def result(self, result: Result) -> Iterator[Row]:
        """∂f/∂X = G, its shape at the right margin."""
        left = differential_quotient(self.report.of, result.wrt)
        yield from self.found(left, result.gradient, self.shape(result.gradient))
        if course := self.course(result.wrt):
            yield from self.prose(course, 6)
        yield from self.facts("assuming", result.assumptions, 6)

    def jacobians(self) -> Iterator[Row]:
        """∂y/∂xᵀ = J, or what a product is, and what that means."""
        if self.report.jacobians and self.report.results:
            yield []
            yield [Span(title(self.report, self.lang, in_text), "heading")]
        for one in self.report.jacobians:
            ones = repeated(one.value)
            yield from self.found(quotient(one).text, one.value, self.shape(one.value), ones)
            yield from self.facts("assuming", one.assumptions, 6)
        if kind(self.report):
            yield from self.prose(about(self.report, self.lang, in_text), 2)

    def second(self, second: Second) -> Iterator[Row]:
        """∂²f/∂x∂yᵀ = H, or the differential of a gradient."""
        yield from self.found(
            second_text(self.report.of, second), second.value, self.shape(second.value),
            repeated(second.value),
        )  # fmt: skip
        yield from self.facts("assuming", second.assumptions, 6)

    def found(
        self, left: str, value: Expr, shape: str, with_ones: Collection[Expr] = ()
    ) -> Iterator[Row]:
        """left = value, the shape at the right margin."""
        rows = list(self.formula(f"{left} = ", text(value, with_ones), 2, "result"))
        used = sum(cells(span.text) for span in rows[-1])
        if used + 2 + cells(shape) <= self.width:
            rows[-1].append(Span(" " * (self.width - used - cells(shape)) + shape, "why"))
        else:
            rows.append([Span(" " * (self.width - cells(shape)) + shape, "why")])
        yield from rows

    def facts(self, key: str, facts: Sequence[Words], indent: int) -> Iterator[Row]:
        """`assuming …`, if there is something to assume."""
        if facts:
            listed = self.said("and").join(words.in_language(self.lang) for words in facts)
            yield from self.prose(f"{self.said(key)} {listed}", indent)

    def algorithm(self) -> Iterator[Row]:
        """Numbered lines under the names of their stages, if the algorithm was asked for."""
        if self.report.algorithm:
            yield []
            yield [Span(self.said("algorithm"), "heading")]
        for one in numbered(self.report.algorithm):
            if one.stage is not None:
                yield [Span(f"  {STAGES[one.stage].in_language(self.lang)}", "why")]
            number = f"{one.number:>5}  {'    ' * one.depth}"
            if isinstance(one.what, Course):
                yield [Span(f"{number}{say('loop', self.lang, one.what.text)}")]
            else:
                left = f"{number}{text(one.what.left)} ← "
                yield from self.formula(left, text(one.what.right), 0)

    # How

    def section(self, section: Section) -> Iterator[Row]:
        """The headline of a step and its links."""
        indent = "  " * section.depth
        title = HEADINGS[section.kind].in_language(self.lang).format(text(section.subject))
        yield [Span(f"{indent}{section.number}. {title}", "heading")]
        if section.definition is not None:
            yield from self.formula(
                f"{text(section.subject)} = ", text(section.definition), 3, "why"
            )
        for line in section.lines:
            yield from self.line(line)

    def line(self, line: Line) -> Iterator[Row]:
        """Rule and proof mark, before → after, why."""
        number = f"{f'[{line.number}]':>6} "
        row = [Span(number, "number"), Span(f"{line.rule}  ", "rule"), self.mark(line.certificate)]
        if line.as_in:
            row.append(Span(f"  {say('as in', self.lang, line.as_in)}", "why"))
        yield row
        before, after = (text(one, line.with_ones) for one in (line.before, line.after))
        whole = before if before == after else f"{before} → {after}"
        if cells(whole) <= self.width - 7:
            yield [Span(f"       {whole}")]
        elif cells(before) <= SHORT:
            yield from self.formula(f"{before} → ", after, 7)
        else:
            yield from self.formula("", before, 7)
            if after != before:
                yield from self.formula("→ ", after, 9)
        if line.gradient is not None:
            left = f"{differential_quotient(self.report.of, line.gradient.wrt)} = "
            yield from self.formula(left, text(line.gradient.gradient), 7, "result")
        yield from self.facts("given", line.given, 7)
        if not line.as_in:
            yield from self.prose(line.because.in_language(self.lang), 7)

    def mark(self, certificate: Certificate) -> Span:
        """✓ exact, ≈ numeric, ✗ wrong, ? undecided."""
        words = mark(certificate, self.lang)
        if certificate.holds:
            numeric = certificate.method == "numeric"
            return Span(f"≈ {words}", "numeric") if numeric else Span(f"✓ {words}", "proved")
        return Span(f"{'✗' if certificate.holds is False else '?'} {words}", "failed")

    def closing(self) -> Iterator[Row]:
        """The checks of the whole."""
        if self.report.checks:
            yield []
            yield [Span(self.said("closing"), "heading")]
        for check in self.report.checks:
            number = f"{f'[{check.number}]':>6} "
            yield [Span(number, "number"), self.mark(check.certificate)]
            depth = say("closing layers", self.lang, *check.layers) if check.layers else ""
            yield from self.prose(depth + say(check.why, self.lang, text(self.report.of)), 7)

    def proofs(self) -> Iterator[Row]:
        """What the proof marks mean, how many of each there are, and the verdict."""
        for meaning in legend(self.report, self.lang):
            yield from self.prose(meaning, 0)
        *reasons, last = verdict(self.report, self.lang)
        for reason in reasons:
            for line in sentence(reason, self.width):
                yield [Span(line, "failed")]
        for line in sentence(last, self.width):
            yield [Span(line, "proved" if self.report.verified else "failed")]

    # Formulas and sentences at a width

    def formula(self, left: str, right: str, indent: int, style: str = "") -> Iterator[Row]:
        """`left right`, the later lines of right below its beginning."""
        margin = " " * indent
        room = self.width - indent - cells(left)
        hang = min(cells(left), self.width // 3)
        if room < 24 and cells(right) > room:
            yield [Span(margin + left.rstrip(), style)]
            left, room, hang = "", self.width - indent - 4, 4
            margin += "    "
            hang = 2
        first, *rest = folded(right, room, max(0, hang - cells(left)), 2)
        yield [Span(margin + left + first, style)]
        for one in rest:
            yield [Span(margin + " " * hang + one, style)]

    def prose(self, words: str, indent: int) -> Iterator[Row]:
        """A sentence, folded."""
        for one in sentence(words, self.width - indent):
            yield [Span(" " * indent + one, "why")]


def in_text(unicode: str, latex: str) -> str:
    """A formula as a terminal shows it."""
    return unicode


def padded(words: str, width: int, *, right: bool = False) -> str:
    """The words with spaces up to the width in cells."""
    space = " " * (width - cells(words))
    return space + words if right else words + space


def plain(derivation: Derivation, lang: Lang = "en", width: int = 80) -> str:
    """The report as plain text, for files and pipes."""
    rows = Terminal(outline(derivation), lang, width).rows()
    return "".join("".join(span.text for span in row).rstrip() + "\n" for row in rows)


def show(derivation: Derivation, lang: Lang, file: TextIO, width: int) -> None:
    """Print the report in colour; rich leaves the colours out where the terminal has none."""
    # Imported here because it takes 40 ms, and only an interactive terminal needs it.
    from rich.console import Console
    from rich.text import Text as Rich

    console = Console(file=file, highlight=False, soft_wrap=True)
    for row in Terminal(outline(derivation), lang, width).rows():
        console.print(Rich.assemble(*((span.text, STYLES[span.style]) for span in row)))
