"""Factors side by side: constants folded, quotients on one line, and what `*` is in a dialect."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from gradproof.core.phrase import Phrase
from gradproof.notation.reading import forms
from gradproof.notation.reading.base import ReaderBase, constant, span
from gradproof.notation.reading.groupings import LOOSE
from gradproof.notation.reading.kinds import COUNTS
from gradproof.notation.reading.products import PRODUCT
from gradproof.notation.reading.quotients import QUOTIENT
from gradproof.notation.reading.terms import Term
from gradproof.notation.source.surface import Node

DIVISIONS = frozenset({"slash", "div"})
FOLDING = frozenset({"juxtaposed", "cdot", "times", "star"})


@dataclass(slots=True)
class Factor:
    """A factor that is read, the joint in front of it, and the nodes that it covers."""

    joint: str
    term: Term


class Joints(ReaderBase):
    """The part of the reader that joins factors."""

    def quotient(self, num: Term, den: Term, node: Node, data: str = "") -> Term:
        """num / den, folded where both are constants."""
        above, below = forms.value_of(num), forms.value_of(den)
        if below is not None and not below.coefficient:
            self.fail(node, "a division by zero")
        if above is not None and below is not None:
            return constant(above / below, node)
        return Term(QUOTIENT, (num, den), node, data)

    def defined(self, is_logarithm: bool, term: Term) -> None:
        """Refuse the logarithm of a constant that has none, and the root of a negative one."""
        value = forms.value_of(term)
        number = None if value is None else value.number
        if number is not None and (number < 0 or (is_logarithm and number == 0)):
            said = Phrase("the square root of {0} is no real number")
            if is_logarithm:
                said = Phrase("the logarithm of {0} is no real number")
            self.fail(term.node, said.of(number))

    def divided(self, found: list[Factor]) -> list[Factor]:
        """Quotients on one line: everything in front of the sign, over the one factor behind it.

        A size or another letter that touches a number belongs to it, as in 1/2m.
        """
        while True:
            at = next((i for i, one in enumerate(found) if one.joint in DIVISIONS), 0)
            if not at:
                return found
            how = {"numpy": "entrywise", "matlab": "right"}.get(self.dialect, "")
            begin = max((i for i in range(at) if found[i].joint in LOOSE), default=0)
            stop = at + 1
            den = found[at].term
            if isinstance(den.form, forms.Number):
                while stop < len(found) and _touches(found[stop - 1], found[stop]):
                    stop += 1
                below = [Factor("", den), *found[at + 1 : stop]]
                den = self.joined(below, span(den.node.start, below[-1].term.node.end))
            elif self.dialect != "numpy" and (end := _product_below(found, at)) > stop:
                stop, how = end, "whole"
                below = [Factor("", den), *found[at + 1 : stop]]
                den = self.joined(below, span(den.node.start, below[-1].term.node.end))
            elif self.dialect != "numpy" and stop < len(found):
                how = "followed" if found[stop].joint == "juxtaposed" else how
            above = [Factor("", found[begin].term), *found[begin + 1 : at]]
            num = self.joined(above, span(above[0].term.node.start, above[-1].term.node.end))
            place = span(num.node.start, den.node.end)
            behind = found[stop:]
            if behind and self.is_open(num, den, behind):
                written = self.scope.source(behind[0].term.node)
                message = Phrase("{0} may stand below the line as well", written)
                self.fail(behind[0].term.node, message, "Put brackets around what stands below.")
            quotient = self.quotient(num, den, place, how)
            found = [*found[:begin], Factor(found[begin].joint, quotient), *found[stop:]]

    def is_open(self, num: Term, den: Term, behind: list[Factor]) -> bool:
        """Whether what follows may belong below the line: letters at the end, as in xᵀx/2σ², x/2y.

        Behind a number over a number that is so for a Greek power or a number of samples which
        touches it, as in 1/2σ² and 1/2m.
        """
        if not (_is_number(den) or isinstance(den.form, forms.Leaf)):
            return False
        first = behind[0]
        if _is_number(num):
            powered = isinstance(first.term.form, forms.Powered) and _is_letter(first)
            greek = powered and not self.scope.source(first.term.node)[:1].isalnum()
            counts = isinstance(first.term.form, forms.Leaf) and first.term.data in COUNTS
            touches = _is_number(den) and den.node.end == first.term.node.start
            return touches and (greek or counts)
        if not all(_is_letter(one) for one in behind):
            return False
        touches = _is_number(den) and den.node.end == first.term.node.start
        return bool(num.args) or touches or (self.scope.quick and not _is_number(den))

    def joined(self, found: list[Factor], node: Node) -> Term:
        """The product of factors; constants side by side are one."""
        folded: list[Factor] = []
        for one in found:
            before = forms.value_of(folded[-1].term) if folded else None
            value = forms.value_of(one.term)
            if before is not None and value is not None and one.joint in FOLDING:
                place = span(folded[-1].term.node.start, one.term.node.end)
                folded[-1].term = constant(before * value, place)
            else:
                folded.append(Factor(one.joint, one.term))
        if len(folded) == 1:
            return folded[0].term
        for left, right in pairwise(folded):
            if right.joint in FOLDING or right.joint == "at":
                self.in_front(left.term, right.term)
            elif right.joint in LOOSE:
                terms = (left.term, right.term)
                names = {str(one.data) for one in terms if isinstance(one.form, forms.Leaf)}
                self.scope.entries |= names
        joints = tuple(self.joint(one.joint, node) for one in folded[1:])
        level = self.dialect != "latex" and "juxtaposed" not in joints
        return Term(PRODUCT, tuple(one.term for one in folded), node, (joints, level))

    def in_front(self, left: Term, right: Term) -> None:
        """Remember a small letter in front of a capital, and a Greek one behind it."""
        names = [str(one.data) for one in (left, right) if isinstance(one.form, forms.Leaf)]
        if len(names) == 2 and names[0][:1].islower() and names[1][:1].isupper():
            self.scope.rows.add(names[0])
        if isinstance(right.form, forms.Leaf) and _ends_in_matrix(left):
            self.scope.factors.add(str(right.data))

    def joint(self, joint: str, node: Node) -> str:
        """What a joint is in this dialect: `*` is the matrix product of MATLAB."""
        if joint == "star":
            return {"matlab": "mul", "numpy": "entrywise"}.get(self.dialect, joint)
        if self.entrywise and joint in FOLDING:
            return "entrywise"
        if joint == "mod":
            self.fail(node, "a remainder has no derivative")
        return joint


def _product_below(found: list[Factor], at: int) -> int:
    """Where xᵀz or xᵀAz ends that begins behind the sign of division; `at` + 1 if none does."""
    if not isinstance(found[at].term.form, forms.Transposed):
        return at + 1
    for stop in range(at + 1, len(found)):
        one = found[stop]
        if one.joint not in FOLDING and one.joint != "mul":
            break
        if not _ends_in_matrix(one.term):
            return stop + 1
    return at + 1


def _is_letter(one: Factor) -> bool:
    """Whether a name, its power or a size follows without a sign."""
    term = one.term.args[0] if isinstance(one.term.form, forms.Powered) else one.term
    bare = isinstance(term.form, forms.Leaf) or _is_number(term)
    return one.joint == "juxtaposed" and bare


def _is_number(term: Term) -> bool:
    return isinstance(term.form, forms.Number)


def _ends_in_matrix(term: Term) -> bool:
    """Whether the last factor of a term is a capital, a sum of such, or one with scripts."""
    while True:
        match term.form:
            case forms.Leaf():
                return str(term.data)[:1].isupper()
            case forms.Total() | forms.Transposed() | forms.Inverted() | forms.Powered():
                term = term.args[0]
            case _ if term.form is PRODUCT:
                term = term.args[-1]
            case _:
                return False


def _touches(left: Factor, right: Factor) -> bool:
    """Whether a constant follows a constant with nothing between, as the m of 2m."""
    close = left.term.node.end == right.term.node.start
    return right.joint == "juxtaposed" and close and _is_number(right.term)
