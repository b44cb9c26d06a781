r"""Distinctions of cases, by steps; and which functions of a note act on every entry.

`\begin{cases} u & c > 0 \\ v & \text{otherwise} \end{cases}` is 1[c > 0] ⊙ u + (1 − 1[c > 0]) ⊙ v.
"""

from __future__ import annotations

import re

from gradproof.core.dims import ONE
from gradproof.core.errors import GradproofError
from gradproof.notation.reading import forms
from gradproof.notation.reading.base import Defined, ReaderBase, Steps, constant
from gradproof.notation.reading.macros import FUNCTIONS
from gradproof.notation.reading.names import Scope, is_transpose, name_of, spelled
from gradproof.notation.reading.products import PRODUCT
from gradproof.notation.reading.terms import Term
from gradproof.notation.source.grammar import parse
from gradproof.notation.source.surface import (
    Abs,
    Big,
    CaseRow,
    Cases,
    Chain,
    Group,
    Name,
    Node,
    Norm,
    Text,
    walk,
)

REST = re.compile(
    r"otherwise|\belse\b|其他|其它|其余|否则|sonst|sinon|それ以外|その他", re.IGNORECASE
)
INSIDE = re.compile(r"\$([^$]+)\$|\\\((.+?)\\\)")
LOOSE = {"<": "<", "≤": "<", ">": ">", "≥": ">"}
TURNED = {"<": ">", ">": "<", "≤": "≥", "≥": "≤"}


class Pieces(ReaderBase):
    """The part of the reader that reads distinctions of cases."""

    def cases(self, node: Cases) -> Steps:
        """The rows from the last to the first, each by the step of its condition."""
        rows = [(row, self.condition(row)) for row in node.rows]
        split = [one for one in rows if one[1] is None or one[1].links[0].sign != "="]
        if len(split) < 2:
            self.fail(node, "cases by equalities are not read here", "Write step, sign or max.")
        *first, (last, rest) = split
        if any(condition is None for _, condition in first):
            self.fail(node, "a row without a condition that is not the last", "Say when it holds.")
        if rest is not None and len(split) == 2 and not _is_opposite(first[0][1], rest):
            self.fail(rest, "this is not the opposite of the other case", "Write otherwise.")
        value = yield self.read(last.value)
        for row, condition in reversed(first):
            assert condition is not None
            holds = yield self.step(condition)
            chosen = yield self.read(row.value)
            value = self.chosen(holds, chosen, value, node)
        return value

    def chosen(self, holds: Term, chosen: Term, other: Term, node: Node) -> Term:
        """s ⊙ u + (1 − s) ⊙ v."""
        one = constant(ONE, node)
        fails = Term(forms.TOTAL, (one, holds), node, ("+", "-"))
        parts = [
            Term(PRODUCT, (weight, value), node, (("entrywise",), False))
            for weight, value in ((holds, chosen), (fails, other))
            if not _is_zero(value)
        ]
        if not parts:
            return chosen
        return parts[0] if len(parts) == 1 else Term(forms.TOTAL, tuple(parts), node, ("+", "+"))

    def step(self, condition: Chain) -> Steps:
        """The indicator of `a > b`, `a ≤ b` or `a ≤ x ≤ b`."""
        left = condition.first
        found: list[Term] = []
        for link in condition.links:
            if left is None or link.right is None or link.sign not in TURNED:
                self.fail(condition, "this condition is not supported", "Write it as x > a.")
            sides = [(yield self.side(left)), (yield self.side(link.right))]
            if link.sign in "<≤":
                sides.reverse()
            body = sides[0]
            if not _is_zero(sides[1]):
                body = Term(forms.TOTAL, tuple(sides), condition, ("+", "-"))
            found.append(Term(FUNCTIONS["step"], (body,), condition))
            left = link.right
        if len(found) == 1:
            return found[0]
        joints = ("entrywise",) * (len(found) - 1)
        return Term(PRODUCT, tuple(found), condition, (joints, False))

    def side(self, node: Node) -> Steps:
        """One side of a condition; |x| is the absolute value of every entry."""
        if isinstance(node, Abs):
            body = yield self.read(node.body)
            return Term(FUNCTIONS["abs"], (body,), node)
        return (yield self.read(node))

    def condition(self, row: CaseRow) -> Chain | None:
        """The relation of a row, also where it stands in words; None for `otherwise`."""
        for one in row.conditions:
            inner = one.items[0] if isinstance(one, Group) and len(one.items) == 1 else one
            if isinstance(inner, Chain):
                return inner
            if isinstance(one, Text):
                if found := INSIDE.search(self.scope.source(one)):
                    group = 1 if found.group(1) else 2
                    base = one.start + found.start(group)
                    document, file = self.scope.document, self.scope.file
                    try:
                        node = parse(found.group(group), document=document, base=base, name=file)
                    except GradproofError:
                        continue
                    if isinstance(node, Chain):
                        return node
                if REST.search(one.content):
                    return None
        if not row.conditions:
            return None
        return self.fail(row, "the condition of this case is not read", "Write it as x > a.")


def _is_zero(term: Term) -> bool:
    value = forms.value_of(term)
    return value is not None and not value.coefficient


def _is_opposite(one: Chain | None, other: Chain) -> bool:
    """Whether of two conditions one holds where the other does not, but for equality."""
    if one is None or len(one.links) != 1 or len(other.links) != 1:
        return False
    left, right = one.links[0], other.links[0]
    if one.first == other.first and left.right == right.right:
        return LOOSE.get(left.sign) == LOOSE.get(TURNED.get(right.sign, ""))
    turned = one.first == right.right and left.right == other.first
    return turned and LOOSE.get(left.sign) == LOOSE.get(right.sign)


def acts_on_entries(function: Defined, scope: Scope) -> bool:
    """Whether a function of one small letter is made of numbers and functions of entries alone."""
    if len(function.parameters) != 1 or not function.parameters[0][:1].islower():
        return False
    for one in walk(function.body):
        if isinstance(one, Norm | Big) or (isinstance(one, Name) and is_transpose(one)):
            return False
        if isinstance(one, Name) and one.kind == "letter":
            named = name_of(spelled(one).base, (), scope)
            known = scope.known.get(named[0]) if named is not None else None
            if known is not None and named is not None and named[0] not in function.parameters:
                if known.shape is None or not known.shape.is_scalar:
                    return False
            elif one.letter[:1].isupper():
                return False
        if isinstance(one, Name) and one.kind in ("word", "figure"):
            form = FUNCTIONS.get(one.letter)
            row = getattr(form, "row", None)
            if row is not None and not row.elementwise:
                return False
            if row is None and one.letter not in ENTRYWISE_WORDS:
                return False
    return True


ENTRYWISE_WORDS = frozenset(
    ["log", "ln", "exp", "sqrt", "max", "min", "maximum", "minimum", "square", "erf", "log1p"]
)
