"""What all parts of the reader share: the scope, errors with places, steps without recursion."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Any, NoReturn

from gradproof.core.dims import Monomial, size
from gradproof.core.errors import NotationError
from gradproof.core.phrase import Phrase
from gradproof.notation.reading import forms
from gradproof.notation.reading.components import Cased, Index
from gradproof.notation.reading.kinds import (
    UNSAID,
    constants_in,
    counts_in,
    exponents_in,
    whole_exponents,
)
from gradproof.notation.reading.names import (
    Known,
    Part,
    Scope,
    Spelled,
    is_mark,
    is_number_name,
    is_transpose,
    name_of,
)
from gradproof.notation.reading.terms import Option, Term, kind
from gradproof.notation.reading.unknowns import Unknowns
from gradproof.notation.source.surface import Name, Node, Sum, walk

Steps = Generator[Any, Any, Any]


def drive(start: Steps) -> Any:
    """Run steps that ask for other steps, with a stack of its own, so that any depth will do."""
    stack, value = [start], None
    while stack:
        try:
            asked = stack[-1].send(value)
        except StopIteration as stop:
            stack.pop()
            value = stop.value
        else:
            stack.append(asked)
            value = None
    return value


@dataclass(frozen=True, slots=True)
class Defined:
    """A function that the note defines: its parameters and the right side."""

    parameters: tuple[str, ...]
    body: Node


@dataclass
class ReaderBase:
    """Reads formulas in one scope.

    dialect: `latex`, `plain`, `matlab` or `numpy`; it says what `*` may be.  bound: the indices of
    the sums around the place in hand.  inside: what the parameters of a function stand for.
    functions: those that the note defines.  unknowns: those that it only names.
    called: symbols that the note writes with arguments.
    entrywise: whether products and powers are those of entries, in a function such as z σ(z).
    columnwise: whether the words beside the formula say that softmax is taken of columns.
    """

    scope: Scope
    dialect: str = "latex"
    bound: list[Index] = field(default_factory=list)
    serial: int = 0
    inside: list[dict[str, Term]] = field(default_factory=list)
    functions: dict[str, Defined] = field(default_factory=dict)
    unknowns: Unknowns = field(default_factory=Unknowns)
    called: dict[str, str] = field(default_factory=dict)
    entrywise: bool = False
    columnwise: bool = False

    def term(self, node: Node) -> Term:
        """The term of a formula; the ends of its sums are sizes from the start.

        Errors:  NotationError, ModelError for what is no value; LimitError for huge exponents.
        """
        for one in walk(node):
            for count in counts_in(one):
                found = name_of(count, (), self.scope)
                if found is not None and found[0] not in self.scope.known:
                    self.scope.sizes.add(found[0])
        known = self.scope.known
        self.scope.integers |= {one for one in whole_exponents(node) if one not in known}
        for letter in exponents_in(node) - known.keys():
            self.scope.said.setdefault(letter, "scalar")
        return drive(self.read(node))

    def constants(self, *nodes: Node) -> None:
        """Settle whether e and π are numbers in these formulas."""
        self.scope.constants = constants_in(nodes)

    def letters(self) -> dict[str, Index]:
        """The bound indices by their letters, the innermost first in force."""
        return {index.letter: index for index in self.bound}

    def read(self, node: Node) -> Steps:
        """The steps that read a node."""
        raise NotImplementedError
        yield

    def fail(self, node: Node, message: str, hint: str = "") -> NoReturn:
        """Refuse a part of the formula."""
        raise NotationError(message, self.scope.place(node), hint)

    def is_known(self, base: Name) -> bool:
        """Whether the note introduces this name."""
        found = name_of(base, (), self.scope)
        if found is None:
            return False
        return found[0] in self.scope.known or any(found[0] in one for one in self.inside)

    def scripted(self, term: Term, parts: tuple[Part, ...]) -> Steps:
        """What is done to a term by the scripts behind it."""
        for before, part in zip((None, *parts), parts, strict=False):
            if before is not None and _is_power(before) and _is_power(part):
                low, high = self.scope.source(before.node), self.scope.source(part.node)
                hint = Phrase("Write (x^{0})^{1} or x^({0}^{1}).", low, high)
                self.fail(part.node, "a power of a power may be read in two ways", hint)
            term = yield self.apply(term, part)
        return term

    def transposed(self, term: Term, node: Node, place: Node) -> Term | None:
        """Aᵀ or A⁻ᵀ, if that is what the upper script says; γ^T of a number where T counts."""
        sign = node.terms[0] if isinstance(node, Sum) and node.signs == ("-",) else node
        if not is_transpose(sign):
            return None
        counts = isinstance(sign, Name) and not sign.font and self.scope.counts(sign.key)
        if counts and isinstance(sign, Name) and self.surely_number(term):
            above = self.counting(sign)
            if sign is not node:
                above = Term(forms.TOTAL, (above,), node, ("-",))
            return Term(forms.SYMBOL_POWER, (term, above), place, forms.COUNTED)
        inside = term if sign is node else Term(forms.INVERTED, (term,), place)
        return Term(forms.TRANSPOSED, (inside,), place, "counts" if counts else None)

    def surely_number(self, term: Term) -> bool:
        """Whether a term is a number for certain: in figures, declared, or said to be one."""
        if not isinstance(term.form, forms.Leaf):
            return isinstance(term.form, forms.Number)
        first, *others = term.form.usual or [Option("", 0.0)]
        said = first.value == "scalar" and all(one.cost >= UNSAID for one in others)
        name = str(term.data)
        return self.scope.is_number(name) or (said and name not in self.scope.known)

    def counting(self, letter: Name) -> Term:
        """The number that a letter stands for which counts."""
        if letter.key in self.scope.sizes and letter.key not in self.scope.known:
            return constant(size(letter.key), letter)
        return self.symbol(letter, letter.key, letter.key, [Option("scalar", 0.0)])

    def ask_declared(self, whole: Spelled, used: int) -> None:
        """Refuse B_k as a part of a matrix B where every B_k is declared as a matrix itself."""
        found = name_of(whole.base, whole.parts[:used], self.scope)
        known = self.scope.known.get(found[0]) if found is not None else None
        if known is None or known.shape is None or kind(known.shape) != "matrix":
            return
        place = span(whole.base.start, whole.parts[used - 1].end)
        said = "{0} is a matrix for every index, and a sum over such matrices is not supported here"
        self.fail(place, Phrase(said, known.latex), "Write the terms out, or the sum as one name.")

    def apply(self, term: Term, part: Part) -> Steps:
        """One script."""
        raise NotImplementedError
        yield

    def symbol(self, node: Node, name: str, latex: str, usual: list[Option]) -> Term:
        """A symbol of the note, or one that nothing introduces."""
        for parameters in reversed(self.inside):
            if name in parameters:
                return parameters[name]
        if name not in self.scope.known:
            self.scope.used.setdefault(name, Known(name, latex, self.scope.place(node)))
            small = name[:1].lower() + name[1:]
            if small != name and small in self.scope.gathered:
                return Term(Cased(usual), (Term(forms.Leaf([]), (), node, small),), node, name)
        return Term(forms.Leaf(usual), (), node, name)


def _is_power(part: Part) -> bool:
    """Whether a script is an exponent: no label, no sign of transposition."""
    label = is_transpose(part.node) or is_number_name(part.node) or is_mark(part.node, "*∗⋆")
    return part.kind == "sup" and not label


def constant(value: Monomial, node: Node) -> Term:
    """A constant."""
    return Term(forms.NUMBER, (), node, value)


def span(start: int, end: int) -> Node:
    """A stretch of the text as a node."""
    return Node(start=start, end=end)
