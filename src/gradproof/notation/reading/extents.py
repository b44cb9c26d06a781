r"""How far a function without brackets reaches: `\log 1^T \exp(A x)` is the logarithm of all of it.

The operand is the whole product behind the word, up to a sum, a relation or a sign such as
\cdot; the next function begins a factor of its own, as in `\log x \log y`. A transposed vector
is no operand by itself, so that what it multiplies belongs to it, whatever stands between.
"""

from __future__ import annotations

from dataclasses import dataclass

from gradproof.core.dims import Shape
from gradproof.core.expr import Expr
from gradproof.core.phrase import Phrase
from gradproof.notation.reading.arguments import Arguments
from gradproof.notation.reading.base import Steps, span
from gradproof.notation.reading.function_forms import Row
from gradproof.notation.reading.joints import DIVISIONS, Factor
from gradproof.notation.reading.kinds import COUNTS, usual
from gradproof.notation.reading.lifting import Lifted
from gradproof.notation.reading.macros import FUNCTIONS
from gradproof.notation.reading.names import (
    Part,
    exponent,
    is_index,
    is_mark,
    is_transpose,
    name_of,
    spelled,
    split_name,
)
from gradproof.notation.reading.terms import Form, Run, Term, kind
from gradproof.notation.source.surface import (
    Abs,
    Accent,
    Big,
    Group,
    Name,
    Node,
    Norm,
    Number,
    Prefix,
    Product,
    Script,
)

ANGLES = frozenset(("sin", "cos", "tan"))
"""Functions of numbers: in `\\cos θ A` the matrix is turned, it is no angle."""
GREEDY = frozenset(("tr", "Tr", "trace", "Trace", "det", "logdet"))
"""Functions of matrices that give a number; they take all that stands behind them."""
_NUMBERS = "sum Sum mean Mean avg norm norm1 norm2 lse LSE logsumexp log_sum_exp"
_WHOLE = frozenset(f"log ln sqrt erf square log1p vec Vec sumsq {_NUMBERS}".split())
_SIGNS = frozenset(("cdot", "times", "at", "star"))


@dataclass(frozen=True, slots=True)
class Head:
    """A function in front of its argument: its form, or the function of the note; its scripts."""

    word: str
    form: Form | None
    parts: tuple[Part, ...]
    node: Node


class Extent(Form):
    """f(a b), or f(a) b if the second operand is given and a b is no number.

    `data`: what is written, and how each of the two is written with brackets.
    """

    def infer(self, term: Term, args: list[Shape], run: Run) -> Shape:
        wide = len(args) == 1 or args[0].is_scalar
        run.decisions[id(term)] = "wide" if wide else "narrow"
        assert isinstance(term.data, tuple)
        run.note(Phrase("{0} is read as {1}", term.data[0], term.data[1 if wide else 2]))
        return args[0 if wide else 1]

    def build(self, term: Term, args: list[Expr], run: Run) -> Expr:
        return args[0 if run.decisions[id(term)] == "wide" else 1]

    def lift(self, term: Term, args: list[Lifted], run: Run) -> Lifted:
        return args[0 if run.decisions[id(term)] == "wide" else 1]


EXTENT = Extent()


class Extents(Arguments):
    """The part of the reader that says where an argument without brackets ends."""

    def extended(self, node: Product, at: int, behind: int, head: Head, body: Term) -> Steps:
        """The function at this place, of which `body` is read, and the place behind its operand."""
        first, stop = at + 1, behind
        found = [Factor("", body)]
        while reaches(head) and self.goes_on(node, at, stop, head):
            stop = yield self.taken(node, stop, found)
        place = span(node.factors[at].start, node.factors[stop - 1].end)
        whole = self.joined(found, span(body.node.start, place.end))
        wide = yield self.powered(self.applied(head, [whole], place), (), head)
        sign = node.factors[first]
        operand = self.written(node, first, stop)
        if isinstance(sign, Prefix):
            operand = f"-{operand}"
        if not reaches(head):
            return wide, stop
        rest, end = self.left_over(node, at, stop)
        said = f"{self.scope.source(node.factors[at])}({operand})"
        if len(found) == 1 and not (isinstance(sign, Prefix) and isinstance(sign.body, Product)):
            if not rest:
                return wide, stop
            said = self.written(node, at, stop)
        said = f"({said}) {rest}" if rest else said
        both = self.written(node, at, end), said
        numbers = self.numbers(node, first, stop)
        if head.word not in ANGLES or not 0 < numbers < len(found):
            return Term(EXTENT, (wide,), place, both), stop
        inner = span(body.node.start, node.factors[first + numbers - 1].end)
        angle = self.joined(found[:numbers], inner)
        short = span(place.start, inner.end)
        turned = yield self.powered(self.applied(head, [angle], short), (), head)
        narrow = self.joined([Factor("", turned), *found[numbers:]], place)
        front = self.written(node, at, first + numbers)
        other = f"({front}) {self.written(node, first + numbers, stop)}"
        return Term(EXTENT, (wide, narrow), place, (*both, other)), stop

    def written(self, node: Product, first: int, stop: int) -> str:
        """The factors as they are written."""
        text = self.scope.document[node.factors[first].start : node.factors[stop - 1].end]
        text = " ".join(text.split())
        return text + "}" * (text.count("{") - text.count("}"))

    def left_over(self, node: Product, at: int, stop: int) -> tuple[str, int]:
        """What stands behind the operand though it might belong to it, and where that ends."""
        if stop >= len(node.factors) or self.is_closed(node, at + 1):
            return "", stop
        joint, behind = node.joints[stop - 1], node.factors[stop]
        if joint not in (*DIVISIONS, *_SIGNS, "juxtaposed"):
            return "", stop
        split = self.function(node, stop)
        if split is not None and split.word in _WHOLE | ANGLES | {"exp"}:
            return "", stop
        between = self.scope.document[node.factors[stop - 1].end : behind.start].strip("{} ")
        if joint in DIVISIONS and not (isinstance(behind, Number) or self.is_size(behind)):
            before, whole = self.written(node, at, stop), self.written(node, at + 1, stop + 1)
            word = self.scope.source(node.factors[at])
            hint = Phrase(
                "It may be ({0}) {1} {2} or {3}({4}).",
                before,
                between,
                self.scope.source(behind),
                word,
                whole,
            )
            self.fail(behind, Phrase("where {0} ends is not clear: write the brackets", word), hint)
        end = min(stop + (1 if split is None else 2), len(node.factors))
        return f"{between} {self.written(node, stop, end)}".strip(), end

    def goes_on(self, node: Product, at: int, stop: int, head: Head) -> bool:
        """Whether the factor at `stop` belongs to the operand of the function at `at`."""
        if stop >= len(node.factors) or self.is_closed(node, at + 1):
            return False
        joint, before, behind = node.joints[stop - 1], node.factors[stop - 1], node.factors[stop]
        ascii_star = joint == "star" and self.dialect != "latex"
        waits = is_turned(before)
        if not (joint == "juxtaposed" or ascii_star or (joint in _SIGNS and waits)):
            return False
        word = self.function(node, stop)
        if word is not None or isinstance(behind, Big):
            digits = all(isinstance(one, Number) for one in node.factors[at + 1 : stop])
            repeated = word is not None and word.word == head.word
            return waits or self.is_matrix(before) or (digits and not repeated)
        sandwich = at > 0 and is_turned(node.factors[at - 1]) and is_ones(node.factors[at - 1])
        return not (sandwich and stop + 1 == len(node.factors) and is_ones(behind))

    def function(self, node: Product, at: int) -> Head | None:
        """The function that begins here, if one does."""
        head = self.head(node.factors[at], node, at)
        if head is None or head.form is not None:
            return head
        follows = at + 1 < len(node.factors) and node.joints[at] == "juxtaposed"
        return head if follows and isinstance(node.factors[at + 1], Group) else None

    def is_closed(self, node: Product, first: int) -> bool:
        """Whether the operand is one in bars, or a function that has reached as far as it does."""
        within = isinstance(spelled(node.factors[first]).base, Abs | Norm | Group)
        return within or self.function(node, first) is not None

    def is_scalar_word(self, node: Product, at: int) -> bool:
        r"""Whether a function begins here that gives a number: `\tr`, `\det`, `\log \det`."""
        head = self.function(node, at)
        if head is None or head.word not in ("log", "ln"):
            return head is not None and head.word in GREEDY
        return at + 1 < len(node.factors) and self.is_scalar_word(node, at + 1)

    def numbers(self, node: Product, first: int, stop: int) -> int:
        """How many factors from `first` on are numbers; a^T b counts as one number."""
        at = first
        while at < stop:
            if self.is_number(node.factors[at]):
                at += 1
            elif at + 1 < stop and self.is_pair(node, at):
                at += 2
            else:
                break
        return at - first

    def is_size(self, node: Node) -> bool:
        """Whether this is a size or a number of things by what is known of it."""
        name = node.letter if isinstance(node, Name) else ""
        return name in self.scope.sizes or (name in COUNTS and name not in self.scope.known)

    def is_pair(self, node: Product, at: int) -> bool:
        """Whether x^T y stands here, two small letters."""
        behind = node.factors[at + 1]
        turned = is_turned(node.factors[at]) and self.is_small(node.factors[at])
        return turned and isinstance(behind, Name | Script | Accent) and self.is_small(behind)

    def is_small(self, node: Node) -> bool:
        """Whether the name begins with a small letter."""
        whole, _ = split_name(node, self.scope, self.letters())
        return isinstance(whole.base, Name) and whole.base.letter[:1].islower()

    def is_matrix(self, node: Node) -> bool:
        """Whether this is a name that is declared as a matrix or usually is one."""
        if not isinstance(node, Name | Script | Accent):
            return False
        whole, taken = split_name(node, self.scope, self.letters())
        found = name_of(whole.base, whole.parts[:taken], self.scope)
        if found is None or whole.parts[taken:] or not isinstance(whole.base, Name):
            return False
        known = self.scope.known.get(found[0])
        if known is not None and known.shape is not None:
            return kind(known.shape) == "matrix"
        return usual(whole.base, self.scope)[0].value == "matrix"

    def is_number(self, node: Node) -> bool:
        """Whether this may be a number by what is known before shapes are: 2, π, σ², x_i."""
        if isinstance(node, Number):
            return True
        if not isinstance(node, Name | Script | Accent):
            return False
        bound = self.letters()
        whole, taken = split_name(node, self.scope, bound)
        found = name_of(whole.base, whole.parts[:taken], self.scope)
        rest = whole.parts[taken:]
        if found is None or not isinstance(whole.base, Name) or whole.base.kind == "symbol":
            return False
        if whole.base.letter in FUNCTIONS and found[0] not in self.scope.known:
            return False
        picked = [part for part in rest if part.kind != "prime" and is_index(part.node, bound)]
        powers = [part for part in rest if part not in picked]
        if not all(part.kind == "sup" and exponent(part.node) is not None for part in powers):
            return False
        known = self.scope.known.get(found[0])
        small = whole.base.letter[:1].islower()
        if picked:
            shape = known.shape if known is not None else None
            return small and len(picked) == 1 and (shape is None or kind(shape) != "matrix")
        if known is not None:
            return known.shape.is_scalar if known.shape is not None else small
        return usual(whole.base, self.scope)[0].value == "scalar" or found[0] in self.scope.sizes

    def taken(self, node: Product, at: int, found: list[Factor]) -> Steps:
        """One more factor; the place behind it."""
        raise NotImplementedError

    def head(self, factor: Node, node: Product, at: int) -> Head | None:
        """The function that a factor is, if it is one."""
        raise NotImplementedError

    def applied(self, head: Head, args: list[Term], place: Node, data: object = None) -> Term:
        """A known function of its arguments."""
        raise NotImplementedError

    def powered(self, term: Term, parts: tuple[Part, ...], head: Head) -> Steps:
        """f(x)² and f²(x)."""
        raise NotImplementedError


def reaches(head: Head) -> bool:
    """Whether the function takes the whole product behind it."""
    form = head.form
    if isinstance(form, Row):
        entries = form.row.elementwise or form.row.name in ("softmax", "log_softmax")
        return entries and form.arity == (1,)
    return form is not None and head.word in _WHOLE


def is_turned(node: Node) -> bool:
    """Whether this is transposed: no operand of a function by itself."""
    if is_mark(node, "⊤"):
        return True
    if not isinstance(node, Script):
        return False
    return bool(node.primes) or (node.sup is not None and is_transpose(node.sup))


def is_ones(node: Node) -> bool:
    """Whether this is the vector of ones, perhaps transposed."""
    base = spelled(node).base
    if isinstance(base, Number):
        return base.value == 1
    return isinstance(base, Name) and base.kind == "figure" and base.letter == "1"
