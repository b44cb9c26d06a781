"""From the surface tree to terms: names, functions and scripts are settled, shapes are not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import ClassVar

from gradproof.core.dims import ONE, Monomial, Shape, size
from gradproof.core.errors import GradproofError, LimitError
from gradproof.core.phrase import Phrase
from gradproof.notation.reading import forms
from gradproof.notation.reading.base import Steps, constant, span
from gradproof.notation.reading.calls import Calls
from gradproof.notation.reading.cases import Pieces
from gradproof.notation.reading.components import COMPONENT, Pick
from gradproof.notation.reading.functions import (
    EXPONENTIAL,
    FUNCTIONS,
    INNER,
    ROOT,
)
from gradproof.notation.reading.indices import Indices
from gradproof.notation.reading.kinds import usual
from gradproof.notation.reading.names import (
    Part,
    exponent,
    is_index,
    is_mark,
    is_transpose,
    name_of,
    split_name,
)
from gradproof.notation.reading.norms import FROBENIUS, Norms
from gradproof.notation.reading.shapes import sizes_of
from gradproof.notation.reading.strangers import lone
from gradproof.notation.reading.terms import Option, Term
from gradproof.notation.source.surface import (
    Abs,
    Accent,
    Big,
    Cases,
    Frac,
    Group,
    Items,
    Name,
    Node,
    Norm,
    Noted,
    Number,
    Prefix,
    Product,
    Root,
    Script,
    Sum,
    Text,
)

MAX_EXPONENT = 1_000
NUMBERS = [Option("scalar", 0.0), Option("column", 50.0), Option("row", 50.0)]
"""What an undeclared name may be beside an entry."""
BIGS = {
    "prod": r"For positive x, \exp(\sum_i \log x_i) is the product of the x_i.",
    "lim": "Write the formula of which it is the limit, with a number in place of the letter.",
    "E": r"Write the mean over samples, as in \frac{1}{n} \sum_{i=1}^n x_i^2.",
    "int": r"Write a sum over samples, as in \frac{1}{n} \sum_{i=1}^n x_i^2.",
    "max": "max(x, y) of two numbers is supported.",
    "min": "min(x, y) of two numbers is supported.",
}
"""What to write instead of what takes a body and is no sum."""
UNREADABLE = {
    "Dots": ("dots that stand for what is left out are not supported yet", "Write the terms out."),
    "Matrix": ("a matrix written out entry by entry is not read here", "Give it a name."),
    "Postfix": ("the factorial has no derivative", ""),
    "Placeholder": ("something is missing here", "Write what belongs here."),
    "Chain": ("a relation where a value is needed", "Write one side of it, or f = … to name one."),
    "Slice": ("a range where a value is needed", ""),
}


class Reader(Calls, Indices, Norms, Pieces):
    """The reader: one method for every kind of node."""

    def read(self, node: Node) -> Steps:
        """The steps that read a node."""
        method = self.METHODS.get(type(node))
        if method is None:
            message, hint = UNREADABLE.get(type(node).__name__, ("this is not read here", ""))
            self.fail(node, message, hint)
        return (yield method(self, node))

    def number(self, node: Number) -> Steps:
        """A number in figures."""
        return constant(size(node.value), node)
        yield

    def total(self, node: Sum) -> Steps:
        """A sum; a sign in front of a number belongs to it."""
        args: list[Term] = []
        signs: list[str] = []
        for sign, one in self.terms_of(node):
            if sign not in ("", "+", "-"):
                self.fail(
                    node, Phrase("the sign {0} is not supported", sign), "Write the terms out."
                )
            args.append((yield self.read(one)))
            signs.append(sign or "+")
        if len(args) == 1:
            return self.signed(signs[0], args[0], node)
        return Term(forms.TOTAL, tuple(args), node, tuple(signs))

    def terms_of(self, node: Sum) -> list[tuple[str, Node]]:
        r"""The terms with their signs; in `\exp -x` the sign belongs to what the function takes."""
        found: list[tuple[str, Node]] = []
        for sign, one in zip(node.signs, node.terms, strict=True):
            before = found[-1][1] if found else None
            last = before.factors[-1] if isinstance(before, Product) else before
            if sign == "+" and isinstance(before, Product) and is_log_of_one(before):
                word = self.scope.source(before.factors[-2])
                hint = Phrase("Write {0}(1 + …) for the logarithm of the sum.", word)
                self.fail(before, Phrase("{0} 1 is 0, whatever stands behind it", word), hint)
            word = isinstance(last, Name) and last.kind == "word" and last.letter in FUNCTIONS
            if before is None or sign != "-" or not word:
                found.append((sign, one))
                continue
            negated = Prefix("-", one, start=one.start, end=one.end)
            factors = (*(before.factors if isinstance(before, Product) else (before,)), negated)
            joints = (*(before.joints if isinstance(before, Product) else ()), "juxtaposed")
            whole = Product(factors, joints, start=before.start, end=one.end)
            found[-1] = found[-1][0], whole
        return found

    def signed(self, sign: str, body: Term, node: Node) -> Term:
        """+A or −A."""
        if sign == "+":
            return body
        if isinstance(body.form, forms.Number):
            assert isinstance(body.data, Monomial)
            return constant(-body.data, node)
        return Term(forms.TOTAL, (body,), node, ("-",))

    def prefix(self, node: Prefix) -> Steps:
        """A sign inside a product."""
        if node.op not in "+-":
            self.fail(node, Phrase("the sign {0} is not supported", node.op))
        body = yield self.read(node.body)
        return self.signed(node.op, body, node)

    def fraction(self, node: Frac) -> Steps:
        """A fraction; binomials and derivatives are no values here."""
        if node.style != "frac":
            self.fail(node, "a binomial coefficient has no derivative")
        num = yield self.read(node.num)
        den = yield self.read(node.den)
        return self.quotient(num, den, node)

    def root(self, node: Root) -> Steps:
        """A root."""
        body = yield self.read(node.body)
        if node.degree is None:
            self.defined(False, body)
            return Term(ROOT, (body,), node)
        degree = exponent(node.degree)
        if not degree:
            self.fail(node.degree, "the degree of a root must be a number")
        return Term(forms.POWERED, (body,), node, (1 / degree, True))

    def group(self, node: Group) -> Steps:
        """Brackets around one value, or ⟨A, B⟩."""
        if node.open == "<" and len(node.items) == 2:
            left = yield self.read(node.items[0])
            right = yield self.read(node.items[1])
            return Term(INNER, (left, right), node)
        if node.open not in ("(", "[", r"\{", "{") or node.close not in (")", "]", r"\}", "}"):
            self.fail(node, "these brackets are not supported")
        if len(node.items) != 1:
            self.fail(node, Phrase("{0} values where one is needed", len(node.items)))
        return (yield self.read(node.items[0]))

    def noted(self, node: Noted) -> Steps:
        """A part with a remark: the remark is left out."""
        return (yield self.read(node.body))

    def text(self, node: Text) -> Steps:
        """Words are no value."""
        self.fail(
            node, Phrase("“{0}” is not a value", node.content), "Put words outside of the formula."
        )
        yield

    def items(self, node: Items) -> Steps:
        """Several values where one is needed."""
        self.fail(node, "several values where one is needed", "Write one formula at a time.")
        yield

    def big(self, node: Big) -> Steps:
        """A sum over components; what else takes a body is not supported."""
        if node.op != "sum":
            hint = BIGS.get(node.op, "Write it with sums and products.")
            self.fail(node, Phrase("{0} is not supported", node.op), hint)
        return (yield self.index_sum(node))

    def product(self, node: Product) -> Steps:
        """A product, once the functions in it have taken their arguments."""
        return (yield self.factors(node))

    def named(self, node: Name | Script | Accent) -> Steps:
        """A name with its scripts, or scripts on something else."""
        whole, taken = split_name(node, self.scope, self.letters())
        base, rest = whole.base, whole.parts
        if isinstance(base, Norm):
            return (yield self.norm_scripts(node, base, list(rest)))
        if isinstance(base, Name):
            own = rest[:taken]
            if self.is_euler(base) and _is_raised(rest):
                body = yield self.read(rest[0].node)
                return (yield self.scripted(Term(EXPONENTIAL, (body,), node), rest[1:]))
            found = self.special(node, base, rest)
            if found is not None:
                term, used = found
                return (yield self.scripted(term, rest[used:]))
            component = self.component(node, whole, taken)
            if component is not None:
                term, used = component
                return (yield self.scripted(term, rest[used:]))
            return (yield self.scripted(self.leaf(node, base, own), rest[taken:]))
        if isinstance(base, Number) and base.value in (0, 1) and rest:
            form = forms.ONES if base.value else forms.ZEROS
            own = [rest[0]] if rest[0].kind == "sub" else []
            if own or is_transpose(rest[0].node):
                filled = Term(form, (), node, self.sized(own, column=True))
                return (yield self.scripted(filled, rest[len(own) :]))
        if isinstance(base, Accent):
            self.fail(
                node, Phrase("a {0} over more than one symbol", base.accent), "Give it a name."
            )
        if isinstance(base, Root) and rest[0].kind == "sub" and self.scope.source(base)[0] == "√":
            below = Script(base.body, sub=rest[0].node, start=base.body.start, end=rest[0].end)
            base = replace(base, body=below, end=rest[0].end)
            rest = rest[1:]
        if isinstance(base, Group) and rest[0].kind == "sub":
            if base.open == "<" and self.scope.source(rest[0].node).strip("{} ") in FROBENIUS:
                return (yield self.scripted((yield self.read(base)), rest[1:]))
            if is_mark(rest[0].node, "+"):
                body = yield self.read(base)
                positive = Term(FUNCTIONS["relu"], (body,), span(node.start, rest[0].end))
                return (yield self.scripted(positive, rest[1:]))
        body = yield self.read(base)
        outer = Term(body.form, body.args, span(base.start, base.end), body.data)
        return (yield self.scripted(outer, rest))

    def special(
        self, node: Node, base: Name, rest: tuple[Part, ...]
    ) -> tuple[Term, int] | None:  # fmt: skip
        r"""`\mathbf{1}`, `\mathbf{0}`, `I`, `e` and sizes, with how many scripts they use up."""
        if base.kind in ("symbol", "mark"):
            derivative = "Derivatives are what is asked for; they cannot stand in a definition."
            hint = derivative if base.letter in "∂∇" else "Something is missing beside it."
            self.fail(node, Phrase("{0} is not a value", base.letter), hint)
        own = [part for part in rest[:1] if part.kind == "sub"]
        if base.kind == "figure" or base.letter in ("ones", "zeros", "𝟙"):
            form = forms.ZEROS if base.letter in ("0", "zeros") else forms.ONES
            return Term(form, (), node, self.sized(own, column=True)), len(own)
        if self.is_known(base):
            return None
        if not rest and base.key in self.letters():
            self.fail(node, "an index as a number is not supported")
        if base.letter in ("I", "eye") and not base.accents and base.font not in ("cal", "bb"):
            measured = self.sized(own, column=False)
            if not own or measured is not None:
                return Term(forms.IDENTITY, (), node, measured), len(own)
        stem, _, index = base.letter.partition("_")
        if base.kind == "word" and stem == "I" and index and not rest:
            side = size(index)
            return Term(forms.IDENTITY, (), node, Shape(side, side)), 0
        if self.is_euler(base) and not rest:
            return Term(EXPONENTIAL, (constant(ONE, node),), node), 0
        if self.is_pi(base):
            return constant(size("π"), node), 0
        used = rest[:1] if own else ()
        found = name_of(base, used, self.scope)
        name = "" if found is None else found[0]
        if found is not None and name in self.scope.sizes and name not in self.scope.known:
            return constant(size(found[0]), node), len(used)
        return None

    def is_euler(self, base: Name) -> bool:
        """Whether this is Euler's number."""
        number = "e" in self.scope.constants or base.font == "rm"
        return base.letter == "e" and number and not base.accents and not self.is_known(base)

    def is_pi(self, base: Name) -> bool:
        """Whether this is the number π."""
        plain = not base.accents and base.font not in ("bf", "vec")
        return plain and base.letter in ("π", "pi", "np.pi") and "π" in self.scope.constants

    def sized(self, own: list[Part], *, column: bool) -> Shape | None:
        r"""The shape that a script gives: `I_n`, `\mathbf{1}_{m \times n}`."""
        if not own:
            return None
        try:
            sizes = sizes_of(own[0].node, self.scope)
        except GradproofError:
            return None
        if len(sizes) == 1:
            sizes.append(ONE if column else sizes[0])
        return Shape(*sizes[:2])

    def leaf(self, node: Node, base: Name, own: tuple[Part, ...]) -> Term:
        """A symbol."""
        found = name_of(base, own, self.scope)
        if found is None:
            self.fail(node, Phrase("{0!r} is not a name", self.scope.source(node)))
        name, latex = found
        if base.kind == "word" and base.letter in FUNCTIONS and not self.is_known(base):
            self.fail(node, *lone(base.letter))
        kinds = NUMBERS if self.entrywise else usual(base, self.scope)
        return self.symbol(node, name, latex, kinds)

    def apply(self, term: Term, part: Part) -> Steps:
        """One script: transposition, a power or an inverse."""
        place = span(term.node.start, part.end)
        if part.kind == "prime":
            return Term(forms.TRANSPOSED, (term,), place)
        if part.kind == "sub":
            bound = self.letters()
            slots = self.slots(part.node, bound) if is_index(part.node, bound) else []
            if not 1 <= len(slots) <= 2 or None in slots:
                self.fail(part.node, "a subscript on what is no name", "Give the part a name.")
            return Term(COMPONENT, (term,), place, Pick(tuple(slots), False))
        node = part.node
        if (turned := self.transposed(term, node, place)) is not None:
            return turned
        if is_mark(node, "+†") or is_mark(node, "H*"):
            self.fail(node, Phrase("^{0} is not supported", self.scope.source(node)))
        entrywise = part.caret in (".^", "**") or self.entrywise
        if isinstance(node, Product) and is_mark(node.factors[0], "⊙∘○"):
            entrywise, node = True, _behind(node)
        elif isinstance(node, Sum) and is_mark(node.terms[0], "⊙∘○") and len(node.terms) > 1:
            entrywise = True
            node = replace(node, terms=node.terms[1:], signs=node.signs[1:])
        elif isinstance(node, Sum):
            first = next(iter(node.terms))
            if isinstance(first, Product) and is_mark(first.factors[0], "⊙∘○"):
                entrywise = True
                node = replace(node, terms=(_behind(first), *node.terms[1:]))
        value = exponent(node)
        if value is None:
            above = yield self.read(node)
            constant_above = forms.value_of(above)
            value = None if constant_above is None else constant_above.number
            if value is None:
                said = "entrywise" if entrywise else ""
                return Term(forms.SYMBOL_POWER, (term, above), place, said)
        if abs(value) > MAX_EXPONENT:
            raise LimitError(
                Phrase("an exponent of more than {0}", MAX_EXPONENT), self.scope.place(node)
            )
        if isinstance(term.form, forms.Number) and value.denominator == 1:
            assert isinstance(term.data, Monomial)
            if term.data.coefficient or value > 0:
                return constant(term.data ** int(value), place)
        if value == -1 and not entrywise:
            return Term(forms.INVERTED, (term,), place)
        return Term(forms.POWERED, (term,), place, (value, entrywise))

    METHODS: ClassVar[dict[type[Node], Callable[..., Steps]]] = {
        Number: number, Sum: total, Prefix: prefix, Frac: fraction, Root: root, Group: group,
        Norm: Norms.norm, Abs: Norms.bars, Noted: noted, Text: text, Items: items, Big: big,
        Cases: Pieces.cases, Product: product, Name: named, Script: named, Accent: named,
    }  # fmt: skip


def _behind(node: Product) -> Node:
    """A product without its first factor."""
    if len(node.factors) == 2:
        return node.factors[1]
    return Product(node.factors[1:], node.joints[1:], start=node.factors[1].start, end=node.end)


def is_log_of_one(node: Product) -> bool:
    r"""Whether a term ends in `\log 1`."""
    if len(node.factors) < 2 or node.joints[-1] != "juxtaposed":
        return False
    word, one = node.factors[-2:]
    is_one = isinstance(one, Number) and one.value == 1
    return is_one and isinstance(word, Name) and word.letter in ("log", "ln")


def _is_raised(parts: tuple[Part, ...]) -> bool:
    """Whether the first script is an exponent."""
    return bool(parts) and parts[0].kind == "sup" and not is_transpose(parts[0].node)
