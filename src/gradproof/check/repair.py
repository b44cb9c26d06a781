"""What a wrong formula should have been: the one small edit that makes it true.

Edits are made in the author's own text (a transpose put or taken, factors exchanged, ⊙ for a
product, a sign, a factor, brackets, an index, a derivative of a function, a sum over the samples),
read again, and judged like any other claim.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from gradproof.check import terms as t
from gradproof.check.judge import Outcome
from gradproof.check.reader import Reader, Unread
from gradproof.check.terms import Term
from gradproof.core.errors import GradproofError
from gradproof.core.phrase import Phrase
from gradproof.notation.reading.note import WORDS
from gradproof.notation.source import surface as s
from gradproof.notation.source.grammar import parse

MOST_EDITS = 140


@dataclass(frozen=True, slots=True)
class Repair:
    """A corrected right side, and the slip that it mends."""

    latex: str
    slip: str


@dataclass(slots=True)
class Repairer:
    """Edits of one right side, `text[start:end]`, that stands at `start`."""

    text: str
    start: int
    end: int
    reader: Reader
    judge: Callable[[Term, bool], Outcome]

    def repair(self, right: Term) -> Repair | None:
        """The first edit that makes the claim true as it stands, or else under a convention."""
        seen: set[str] = set()
        found: Repair | None = None
        for count, (slip, edited) in enumerate(self.edits(right)):
            if count >= MOST_EDITS:
                break
            if edited in seen:
                continue
            seen.add(edited)
            try:
                term = self.reader.read(parse(edited, words=WORDS, base=self.start))
            except (Unread, GradproofError):
                continue
            if self.judge(term, True).kind != "equal":
                continue
            outcome = self.judge(term, False)
            if outcome.kind == "equal" and not outcome.conventions:
                return Repair(edited, slip)
            if outcome.kind == "equal" and found is None:
                found = Repair(edited, slip)
        return found

    def edits(self, right: Term) -> Iterator[tuple[str, str]]:
        """Slips with the edited text, the likeliest first."""
        whole = self.text[self.start : self.end]
        terms = [
            one
            for one in t.inside(right)
            if self.start <= one.node.start <= one.node.end <= self.end
        ]
        yield from self.numbers(whole, terms)
        yield from self.signs_and_factors(whole)
        yield from self.transposes(terms)
        yield from self.orders(terms)
        yield from self.products(terms)
        yield from self.functions(terms)
        yield from self.indices(terms)
        yield from self.sums(whole)
        yield from self.summands(terms)
        yield from self.entries(terms)
        yield from self.powers(terms)

    def put(self, start: int, end: int, new: str) -> str:
        """The right side with one stretch replaced."""
        return self.text[self.start : start] + new + self.text[end : self.end]

    def source(self, term: Term) -> str:
        return self.text[term.node.start : term.node.end]

    @property
    def sign_of_transposes(self) -> str:
        """How the note writes a transpose."""
        counts = {
            sign: self.text.count(sign)
            for sign in (r"^\top", r"^T", r"^{T}", r"^\mathrm{T}", r"^{\top}")
        }
        best = max(counts, key=lambda sign: counts[sign])
        return best if counts[best] else "^T"

    def transposes(self, terms: list[Term]) -> Iterator[tuple[str, str]]:
        sign = self.sign_of_transposes
        for one in terms:
            if isinstance(one, t.Transposed) and isinstance(one.base, t.Symbol | t.Call):
                bare = _without_transpose(self.text, one.node)
                if bare is not None:
                    yield "superfluous transpose", self.put(one.node.start, one.node.end, bare)
            elif isinstance(one, t.Symbol | t.Derivative | t.Plus):
                shown = self.source(one)
                scripted = isinstance(one.node, s.Script) and one.node.sup is not None
                loose = not isinstance(one, t.Symbol) or scripted
                if isinstance(one, t.Plus):
                    start, end = one.node.start, one.node.end
                    if self.text[start - 1 : start] == "(" and self.text[end : end + 1] == ")":
                        yield "missing transpose", self.put(end + 1, end + 1, sign)
                    continue
                new = f"({shown}){sign}" if loose else shown + sign
                yield "missing transpose", self.put(one.node.start, one.node.end, new)

    def orders(self, terms: list[Term]) -> Iterator[tuple[str, str]]:
        for one in terms:
            if not isinstance(one, t.Times):
                continue
            for left, right in zip(one.factors, one.factors[1:], strict=False):
                if isinstance(left, t.Differential) or isinstance(right, t.Differential):
                    continue
                a, b = self.span(left), self.span(right)
                if a[1] <= b[0]:
                    between = self.text[a[1] : b[0]]
                    new = self.text[b[0] : b[1]] + (between or " ") + self.text[a[0] : a[1]]
                    yield "order of factors", self.put(a[0], b[1], new)

    def span(self, term: Term) -> tuple[int, int]:
        """Where a factor stands, with its brackets."""
        start, end = term.node.start, term.node.end
        while self.text[start - 1 : start] == "(" and self.text[end : end + 1] == ")":
            start, end = start - 1, end + 1
        return start, end

    def products(self, terms: list[Term]) -> Iterator[tuple[str, str]]:
        for one in terms:
            if not isinstance(one, t.Times):
                continue
            for at, joint in enumerate(one.joints):
                a, b = self.span(one.factors[at]), self.span(one.factors[at + 1])
                if a[1] > b[0]:
                    continue
                if joint in ("odot", "circ", "times", "star", "dotstar"):
                    yield "Hadamard for a matrix product", self.put(a[1], b[0], " ")
                    for begin in range(at):
                        first = self.span(one.factors[begin + 1])[0] if begin + 1 <= at else a[0]
                        last = self.span(one.factors[-1])[1]
                        inner = self.text[first:last]
                        yield "missing brackets", self.put(first, last, f"({inner})")
                    if at + 1 < len(one.factors) - 1:
                        first = self.span(one.factors[0])[0]
                        inner = self.text[first : b[1]]
                        yield "missing brackets", self.put(first, b[1], f"({inner})")
                else:
                    yield "matrix product for Hadamard", self.put(a[1], b[0], r" \odot ")

    def functions(self, terms: list[Term]) -> Iterator[tuple[str, str]]:
        for one in terms:
            if not isinstance(one, t.Call):
                continue
            shown = self.source(one)
            head = one.node.factors[0] if isinstance(one.node, s.Product) else one.node
            if one.primes == 0 and head.end <= one.args[0].node.start:
                yield "missing derivative of the activation", self.put(head.end, head.end, "'")
            elif one.primes and "'" in shown:
                yield (
                    "derivative of the activation too many",
                    self.put(one.node.start, one.node.end, shown.replace("'", "", 1)),
                )

    def indices(self, terms: list[Term]) -> Iterator[tuple[str, str]]:
        for one in terms:
            if not isinstance(one, t.Symbol) or not one.at:
                continue
            for node in s.walk(one.node):
                inner = (
                    node.items[0] if isinstance(node, s.Group) and len(node.items) == 1 else node
                )
                for index in one.at:
                    if not index.letter or self.text[inner.start : inner.end].replace(
                        " ", ""
                    ) != str(index):
                        continue
                    for offset in (index.offset + 1, index.offset - 1):
                        shown = str(t.Index(index.letter, offset))
                        bare = inner is node and not isinstance(node, s.Sum)
                        new = (
                            "{" + shown + "}"
                            if bare and self.text[inner.start - 1 : inner.start] != "{"
                            else shown
                        )
                        yield "index off by one", self.put(inner.start, inner.end, new)

    def numbers(self, whole: str, terms: list[Term]) -> Iterator[tuple[str, str]]:
        """A sign or a number in front that should not be there."""
        if whole.lstrip(" {&").startswith("-"):
            at = whole.index("-")
            yield "wrong sign", whole[:at] + whole[at + 1 :]
        for one in terms:
            if not isinstance(one, t.Times):
                continue
            for factor in one.factors:
                plain = isinstance(factor, t.Number) or (
                    isinstance(factor, t.Over)
                    and isinstance(factor.top, t.Number)
                    and isinstance(factor.bottom, t.Number)
                )
                if plain and self.start <= factor.node.start:
                    yield "wrong factor", self.put(factor.node.start, factor.node.end, "")

    def entries(self, terms: list[Term]) -> Iterator[tuple[str, str]]:
        """One index for another: p_i (1 - p_i) for p_i (1 - p_j)."""
        letters = sorted({i.letter for one in terms for i in t.indices(one) if i.letter})
        letters = [one for one in letters if one in self.reader.roles.running]
        for one in terms:
            if not isinstance(one, t.Symbol) or not isinstance(one.node, s.Script):
                continue
            for node in s.walk(one.node.sub) if one.node.sub is not None else ():
                if isinstance(node, s.Name) and node.letter in letters:
                    for other in letters:
                        if other != node.letter:
                            yield "wrong index", self.put(node.start, node.end, other)

    def powers(self, terms: list[Term]) -> Iterator[tuple[str, str]]:
        """A square too many, or one that is missing."""
        for one in terms:
            if isinstance(one, t.Power) and isinstance(one.exponent, t.Number):
                base = self.source(one.base)
                for exponent in ("", "^2", "^3"):
                    new = base + exponent
                    if new != self.source(one):
                        yield "wrong power", self.put(one.node.start, one.node.end, new)
            elif isinstance(one, t.Symbol) and not isinstance(one.node, s.Script):
                shown = self.source(one)
                yield "missing square", self.put(one.node.start, one.node.end, shown + "^2")

    def signs_and_factors(self, whole: str) -> Iterator[tuple[str, str]]:
        yield "wrong sign", f"-({whole})"
        for factor in (r"\frac{1}{2}", "2"):
            yield "wrong factor", f"{factor}({whole})"
        for letter in ("m", "N", "n"):
            if letter in self.reader.roles.sizes | self.reader.roles.uppers:
                yield Phrase("missing 1/{0}", letter), rf"\frac{{1}}{{{letter}}}({whole})"
                yield Phrase("1/{0} too many", letter), f"{letter}({whole})"

    def sums(self, whole: str) -> Iterator[tuple[str, str]]:
        yield "missing sum over the samples", rf"\mathbf{{1}}^T({whole})"
        yield "missing sum over the samples", rf"({whole})\mathbf{{1}}"
        yield "missing sum over the samples", rf"({whole})^T\mathbf{{1}}"

    def summands(self, terms: list[Term]) -> Iterator[tuple[str, str]]:
        for one in terms:
            if not isinstance(one, t.Plus) or len(one.terms) < 2:
                continue
            for at, term in enumerate(one.terms):
                start, end = self.span(term)
                before = self.text[one.node.start : start].rstrip()
                if at and before[-1:] in "+-":
                    place = one.node.start + len(before) - 1
                    flipped = "-" if before[-1] == "+" else "+"
                    yield "wrong sign", self.put(place, place + 1, flipped)
                    yield "superfluous term", self.put(place, end, "")
                elif at == 0 and before[-1:] == "-":
                    place = one.node.start + len(before) - 1
                    yield "wrong sign", self.put(place, place + 1, "")
                elif at == 0:
                    yield "wrong sign", self.put(start, start, "-")


def _without_transpose(text: str, node: s.Node) -> str | None:
    """The text of a script without its T."""
    if not isinstance(node, s.Script) or node.sup is None:
        return None
    shown = text[node.start : node.end]
    for sign in (r"^\mathrm{T}", r"^{\top}", r"^{T}", r"^\top", r"^T", r"^\intercal", "T"):
        if shown.endswith(sign):
            return shown[: -len(sign)]
    return None
