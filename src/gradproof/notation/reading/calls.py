"""Functions taking their arguments, quotients on one line, and what `*` is in which dialect."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from gradproof.core.dims import Monomial, Shape
from gradproof.core.errors import ModelError
from gradproof.core.expr import Expr, ones
from gradproof.core.phrase import Phrase
from gradproof.notation.reading import forms
from gradproof.notation.reading.arguments import has_axis
from gradproof.notation.reading.base import Steps, constant, span
from gradproof.notation.reading.cases import acts_on_entries
from gradproof.notation.reading.constants import is_indicator, is_vector_of_ones
from gradproof.notation.reading.extents import GREEDY, Extents, Head, reaches
from gradproof.notation.reading.function_forms import Function, Row
from gradproof.notation.reading.functions import EXPONENTIAL, LOGARITHM, NORM_FORM, ROOT
from gradproof.notation.reading.joints import Factor
from gradproof.notation.reading.lifting import Lifted
from gradproof.notation.reading.macros import FUNCTIONS, LOSSES
from gradproof.notation.reading.names import (
    GREEK,
    Part,
    exponent,
    is_mark,
    is_number_name,
    is_transpose,
    name_of,
    spelled,
    split_name,
)
from gradproof.notation.reading.products import PRODUCT
from gradproof.notation.reading.strangers import (
    is_argument,
    is_call,
    lone,
    miscounted,
    stranger,
    uncalled,
)
from gradproof.notation.reading.terms import Form, Run, Term
from gradproof.notation.source.spelling import COMMANDS
from gradproof.notation.source.surface import (
    Chain,
    Group,
    Name,
    Node,
    Number,
    Product,
    Root,
    Script,
)

MODULES = (
    "np.",
    "numpy.",
    "jnp.",
    "torch.",
    "tf.",
    "math.",
    "linalg.",
    "special.",
    "nn.",
    "functional.",
    "F.",
)
ROWWISE = frozenset(("row", "rows", "r", "i", "1", "行"))
COLUMNWISE = frozenset(("col", "cols", "column", "columns", "c", "0", "列"))


class Slope(Form):
    """f′(u), entry by entry, of a row of the table."""

    def __init__(self, row: Row) -> None:
        self.row = row

    def infer(self, term: Term, args: list[Shape], run: Run) -> Shape:
        return args[0]

    def build(self, term: Term, args: list[Expr], run: Run) -> Expr:
        (x,) = args
        assert self.row.row.differential is not None
        return self.row.row.differential(self.row.row(x), (x,), (ones(*x.shape),))

    def lift(self, term: Term, args: list[Lifted], run: Run) -> Lifted:
        return replace(args[0], expr=self.build(term, [args[0].expr], run))


class Calls(Extents):
    """The part of the reader that reads products."""

    def factors(self, node: Product) -> Steps:
        """A product: functions take their arguments, then quotients are formed."""
        found: list[Factor] = []
        at = 0
        while at < len(node.factors):
            if at and node.joints[at - 1] == "dot":
                found[-1].term, at = yield self.member(node, at, found[-1].term)
                continue
            at = yield self.taken(node, at, found)
        found = self.divided(found)
        return self.joined(found, node)

    def taken(self, node: Product, at: int, found: list[Factor]) -> Steps:
        """One more factor; the place behind it."""
        joint = node.joints[at - 1] if at else ""
        if found and joint == "juxtaposed" and is_mark(node.factors[at], "⊤"):
            place = span(found[-1].term.node.start, node.factors[at].end)
            found[-1].term = Term(forms.TRANSPOSED, (found[-1].term,), place)
            return at + 1
        if is_vector_of_ones(node, at):
            found.append(Factor(joint, Term(forms.ONES, (), node.factors[at])))
            return at + 1
        term, at = yield self.operand(node, at)
        found.append(Factor(joint, term))
        return at

    def operand(self, node: Product, at: int) -> Steps:
        """The factor at this place and the place behind it; a function takes what it needs."""
        factor = node.factors[at]
        if at + 1 < len(node.factors) and is_indicator(factor, node.factors[at + 1]):
            return (yield self.indicator(factor, node.factors[at + 1])), at + 2
        filled = self.filled(node, at)
        if filled is not None:
            return (yield self.scripted(filled, spelled(node.factors[at + 1]).parts)), at + 2
        rooted = self.root_sign(factor)
        if rooted is not None and at + 1 < len(node.factors):
            inner = replace(
                node, factors=(rooted, *node.factors[at + 1 :]), joints=node.joints[at:]
            )
            body, taken = yield self.operand(inner, 0)
            if taken > 1:
                place = span(factor.start, node.factors[at + taken - 1].end)
                return Term(ROOT, (body,), place), at + taken
        head = self.head(factor, node, at)
        if head is None:
            return (yield self.read(factor)), at + 1
        follows = at + 1 < len(node.factors) and node.joints[at] == "juxtaposed"
        if not follows:
            if head.form is None or isinstance(factor, Script):
                return (yield self.read(factor)), at + 1
            self.fail(factor, *lone(head.word))
        argument = node.factors[at + 1]
        whole = spelled(argument)
        if isinstance(whole.base, Group) and whole.base.open in ("(", "[", r"\{", "{"):
            bracketed = whole.base.open != "{"
            place = span(factor.start, whole.base.end)
            called = yield self.call(head, whole.base, place)
            if called is None:
                return (yield self.read(factor)), at + 2
            term = yield self.powered(called, whole.parts if bracketed else (), head)
            if not bracketed and whole.parts:
                term = yield self.scripted(called, whole.parts)
            return term, at + 2
        if head.form is None:
            return (yield self.read(factor)), at + 1
        body, behind = yield self.argument(node, at + 1, head)
        return (yield self.extended(node, at, behind, head, body))

    def root_sign(self, node: Node) -> Node | None:
        """What stands behind a bare √, if it is a function whose argument is still to come."""
        bare = isinstance(node, Root) and self.scope.source(node).startswith("√")
        body = node.body if bare and isinstance(node, Root) else None
        return body if isinstance(body, Name) and body.letter in FUNCTIONS else None

    def argument(self, node: Product, at: int, head: Head) -> Steps:
        """What a function without brackets takes: `log x`, `log det X`, `tr A B`."""
        first = at
        greedy = head.word in GREEDY
        taken: list[Factor] = []
        while at < len(node.factors):
            joint = node.joints[at - 1]
            times = greedy and joint in (("at",) if self.dialect == "latex" else ("at", "star"))
            if taken and (self.is_scalar_word(node, at) or not (times or joint == "juxtaposed")):
                break
            was_number = isinstance(node.factors[at], Number)
            term, at = yield self.operand(node, at)
            taken.append(Factor(joint if taken else "", term))
            if not greedy and (reaches(head) or not was_number):
                break
        if not taken:
            self.fail(head.node, *lone(head.word))
        place = span(node.factors[first].start, node.factors[at - 1].end)
        return self.joined(taken, place), at

    def head(self, factor: Node, node: Product, at: int) -> Head | None:
        """The function that a factor is, if it is one."""
        whole, taken = split_name(factor, self.scope, self.letters())
        base = whole.base
        if not isinstance(base, Name) or base.kind in ("figure", "symbol", "mark"):
            return None
        own = name_of(base, whole.parts[:taken], self.scope)
        if (unknown := self.unknowns.head(factor, node, at, self.scope)) is not None:
            return Head(*unknown, (), factor)
        if own is not None and own[0] in self.functions:
            return Head(own[0], None, whole.parts[taken:], factor)
        if own is not None and own[0] in self.called:
            return Head(own[0], None, whole.parts[taken:], factor)
        if own is not None and "_" in own[0] and own[0] in FUNCTIONS and taken:
            return Head(own[0], FUNCTIONS[own[0]], whole.parts[taken:], factor)
        if self.is_known(base) or (own is not None and own[0] in self.scope.known):
            return None
        word = base.letter
        for module in MODULES:
            word = word.removeprefix(module)
        if word in GREEK:
            word = COMMANDS[word].value
        if word != base.letter and word in LOSSES and word != "mse_loss":
            hint = "It is the mean over a batch there: write CE(Y, Z)/m for the sum over m samples."
            raise ModelError(
                Phrase("{0} is not supported", base.letter), self.scope.place(base), hint
            )
        if word in FUNCTIONS and not base.accents:
            greek = word in ("σ", "Φ")
            grouped = at + 1 < len(node.factors) and node.joints[at] == "juxtaposed"
            opened = grouped and isinstance(spelled(node.factors[at + 1]).base, Group)
            if greek and not opened:
                return None
            if not (greek and any(part.kind == "sub" for part in whole.parts)):
                return Head(word, FUNCTIONS[word], whole.parts, factor)
        self.unknown(base, whole.parts, node, at)
        return None

    def unknown(self, base: Name, parts: tuple[Part, ...], node: Product, at: int) -> None:
        """Refuse f(x) where nothing says what f is."""
        if at + 1 >= len(node.factors) or node.joints[at] != "juxtaposed":
            return
        behind = spelled(node.factors[at + 1]).base
        if not (isinstance(behind, Group) and behind.open in ("(", "[")):
            return
        if is_call(base, behind):
            raise stranger(base.letter, self.scope.place(base))
        named = name_of(base, parts, self.scope)
        free = named is None or not self.scope.is_member(named[0])
        below = all(part.kind == "sub" for part in parts)
        if below and is_argument(base, parts, behind, free=free):
            place = span(base.start, behind.end)
            head = self.scope.source(node.factors[at])
            raise uncalled(base.letter, head, self.scope.source(place), self.scope.place(place))

    def call(self, head: Head, group: Group, place: Node) -> Steps:
        """A function with its arguments in brackets; None if a symbol is written as J(w)."""
        items = [one for one in group.items if not isinstance(one, Chain) and one.end > one.start]
        if head.form is None:
            if head.word in self.called and self.scope.source(group) == self.called[head.word]:
                return None
            return (yield self.expanded(head, group, items))
        if head.form is NORM_FORM and items:
            body = yield self.read(items[0])
            return self.norm_of(head.word, group, [body], place)
        args: list[Term] = []
        for item in items:
            args.append((yield self.read(item)))
        axis = self.axis(head.form, group, args)
        if isinstance(head.form, Row):
            columns = axis == 0 or (axis is None and self.columnwise and has_axis(head.form))
            return self.along_columns(head, args, place) if columns else (
                self.applied(head, args, place)
            )  # fmt: skip
        return self.applied(head, args, place, axis)

    def along_columns(self, head: Head, args: list[Term], place: Node) -> Term:
        """softmax of every column: f(Aᵀ)ᵀ."""
        turned = [Term(forms.TRANSPOSED, (arg,), arg.node) for arg in args]
        return Term(forms.TRANSPOSED, (self.applied(head, turned, place),), place)

    def applied(self, head: Head, args: list[Term], place: Node, data: object = None) -> Term:
        """A known function of its arguments; scripts such as primes and bases are minded."""
        form = head.form
        assert form is not None
        arity: tuple[int, ...] = getattr(form, "arity", (1,))
        below = [part for part in head.parts if part.kind == "sub"]
        if below and isinstance(form, Row) and len(args) == 1 and arity == (2,):
            args.append(self.term(below[0].node))
        if isinstance(form, Row) and len(args) == 1 and arity == (2,):
            args.append(constant(_default_slope(head.word), place))
        if len(args) not in arity:
            self.fail(head.node, *miscounted(head.word, arity, len(args)))
        if form is LOGARITHM or form is ROOT:
            self.defined(form is LOGARITHM, args[0])
        if below and len(args) == 1 and form is not LOGARITHM:
            where = self.scope.source(below[0].node).strip("{} ").lower()
            where = where.removeprefix(r"\mathrm{").removeprefix(r"\text{")
            if where in COLUMNWISE and has_axis(form):
                bare = Head(head.word, form, (), head.node)
                return self.along_columns(bare, args, place)
            if where not in ROWWISE or not has_axis(form):
                written = self.scope.source(head.node)
                self.fail(
                    head.node,
                    Phrase("{0} is not a known function", written),
                    "Leave the index out.",
                )
        primes = sum(part.kind == "prime" for part in head.parts)
        if primes:
            if not (isinstance(form, Row) and form.row.elementwise) or primes > 1:
                self.fail(head.node, Phrase("{0} with primes is not supported", head.word))
            form = Slope(form)
        if form in (EXPONENTIAL, LOGARITHM, ROOT) or isinstance(form, Row):
            data = "entrywise" if self.dialect in ("numpy", "matlab") else None
        made = Term(form, tuple(args), place, data)
        if below and form is LOGARITHM:
            base = exponent(below[0].node)
            if base is None or base <= 0 or base == 1:
                self.fail(below[0].node, "the base of a logarithm must be a positive number")
            lower = Term(LOGARITHM, (constant(Monomial(base, ()), below[0].node),), place)
            return self.quotient(made, lower, place)
        return made

    def powered(self, term: Term, parts: tuple[Part, ...], head: Head) -> Steps:
        r"""f(x)² and f²(x): the power of the value, entry by entry."""
        raised = [part for part in head.parts if part.kind == "sup"]
        above = [part for part in raised if not is_number_name(part.node)]
        entrywise = isinstance(head.form, Row | Slope) or (
            isinstance(head.form, Function) and head.form.name in ("exponential", "logarithm")
        )
        for part in (*above, *parts):
            value = exponent(part.node)
            if value is not None and part.kind == "sup" and (entrywise or part in above):
                if value == -1 and part in above:
                    self.fail(
                        head.node, Phrase("the inverse function of {0} is not supported", head.word)
                    )
                if value != -1:
                    place = span(term.node.start, max(term.node.end, part.end))
                    term = Term(forms.POWERED, (term,), place, (value, True))
                    continue
            term = yield self.apply(term, part)
        return term

    def expanded(self, head: Head, group: Group, items: list[Node]) -> Steps:
        """A function of the note, with its parameters replaced."""
        function = self.functions.get(head.word)
        if function is None:
            self.fail(group, Phrase("{0} is not defined for these arguments", head.word))
        if len(items) != len(function.parameters):
            count = len(function.parameters)
            self.fail(group, *miscounted(head.word, (count,), len(items)))
        if len(self.inside) > 20:
            self.fail(head.node, Phrase("{0} calls itself, or functions nest too deep", head.word))
        args: dict[str, Term] = {}
        for name, item in zip(function.parameters, items, strict=True):
            args[name] = yield self.read(item)
        self.inside.append(args)
        before, self.entrywise = self.entrywise, acts_on_entries(function, self.scope)
        body = yield self.read(function.body)
        self.entrywise = before
        self.inside.pop()
        return body

    def member(self, node: Product, at: int, term: Term) -> Steps:
        """`X.sum()`, `X.dot(Y)`: a member of the value in front of it."""
        factor = node.factors[at]
        if is_transpose(factor):
            return Term(forms.TRANSPOSED, (term,), span(term.node.start, factor.end)), at + 1
        if not isinstance(factor, Name):
            self.fail(factor, "a full stop where none belongs")
        follows = at + 1 < len(node.factors) and node.joints[at] == "juxtaposed"
        whole = spelled(node.factors[at + 1] if follows else factor)
        group = whole.base
        if factor.letter == "size" and not isinstance(group, Group):
            whole_size = Term(FUNCTIONS["numel"], (term,), span(term.node.start, factor.end))
            return whole_size, at + 1
        if not isinstance(group, Group):
            self.fail(
                factor, Phrase(".{0} is not known", factor.letter), "Write .T, .sum() or .dot(B)."
            )
        place = span(term.node.start, group.end)
        items = [one for one in group.items if one.end > one.start]
        args: list[Term] = []
        for one in items:
            if not isinstance(one, Chain):
                args.append((yield self.read(one)))
        if factor.letter in ("dot", "matmul", "mm") and len(args) == 1:
            made = Term(PRODUCT, (term, args[0]), place, (("at",), False))
            return (yield self.scripted(made, whole.parts)), at + 2
        if factor.letter == "t" and not args:
            made = Term(forms.TRANSPOSED, (term,), place)
            return (yield self.scripted(made, whole.parts)), at + 2
        if factor.letter == "shape" and group.open == "[" and len(items) == 1:
            axis = self.checked(exponent(items[0]), items[0], least=-2)
            return Term(FUNCTIONS["size"], (term,), place, axis), at + 2
        form = FUNCTIONS.get(factor.letter)
        if form is None:
            self.fail(
                factor, Phrase(".{0}() is not known", factor.letter), "Write .T, .sum() or .dot(B)."
            )
        operands = [term, *args]
        axis = self.axis(form, group, operands)
        head = Head(factor.letter, form, (), factor)
        made = self.applied(head, operands, place, axis)
        return (yield self.scripted(made, whole.parts)), at + 2


def _default_slope(word: str) -> Monomial:
    """The parameter that goes without saying: 0.01 for a leaky ReLU, 1 for an ELU."""
    leaky = word.lower() in ("leakyrelu", "lrelu", "leaky_relu")
    return Monomial(Fraction(1, 100) if leaky else Fraction(1), ())
