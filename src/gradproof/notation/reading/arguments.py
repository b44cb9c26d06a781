"""What functions are told besides their operands: an axis, and which norm it is."""

from __future__ import annotations

from fractions import Fraction

from gradproof.core.phrase import Phrase
from gradproof.notation.reading import forms
from gradproof.notation.reading.constants import Constants
from gradproof.notation.reading.function_forms import Row
from gradproof.notation.reading.functions import NORM_FORM, NORM_ONE, ROOT, SUM, Along, Measure
from gradproof.notation.reading.names import exponent
from gradproof.notation.reading.strangers import UNSUPPORTED
from gradproof.notation.reading.terms import Form, Term
from gradproof.notation.source.surface import Chain, Group, Name, Node

AXES = frozenset({"axis", "dim"})
HARMLESS = frozenset({"keepdims", "keepdim"})


class Arguments(Constants):
    """The part of the reader that reads axes and orders."""

    def axis(self, form: Form | None, group: Group, args: list[Term]) -> int | str | None:
        """The axis that a sum is told: `axis=0`, or a second argument, which is taken away.

        0 adds up every column and 1 every row; MATLAB counts from 1, and adds up every column
        where it is told nothing: `said` then.
        """
        found: int | None = None
        for one in group.items:
            if not isinstance(one, Chain):
                continue
            letter = one.first.letter if isinstance(one.first, Name) else ""
            value = one.links[0].right
            if letter in AXES and value is not None and has_axis(form):
                found = self.checked(exponent(value), value, least=-2)
            elif not (letter in HARMLESS and has_axis(form)):
                self.fail(one, "this argument is not supported", "Leave it out.")
        if not has_axis(form) and not isinstance(form, Measure):
            return None
        if len(args) == 2 and isinstance(form, Along) and isinstance(group.items[0], Name):
            word = group.items[0].letter
            if word in UNSUPPORTED:
                whole = self.scope.source(group.items[1])
                hint = Phrase("Write sum({0}.^2).", whole) if word == "abs2" else UNSUPPORTED[word]
                self.fail(
                    group.items[0], Phrase("{0} is not supported as a first operand", word), hint
                )
        if len(args) == 2 and isinstance(args[1].form, forms.Number):
            value = forms.value_of(last := args.pop())
            counted = 0 if self.dialect == "numpy" else 1
            number = None if value is None or value.number is None else value.number - counted
            return self.checked(number, last.node)
        told = found is not None or self.dialect != "matlab" or not isinstance(form, Along)
        return found if told else "said"

    def checked(self, number: Fraction | None, node: Node, least: int = 0) -> int:
        """0 or 1; negative numbers count from the last axis."""
        if number is None or number.denominator != 1 or not least <= number <= 1:
            self.fail(node, "a matrix has no such axis", "Write axis=0 or axis=1.")
        return int(number) % 2

    def norm_of(self, word: str, group: Group, args: list[Term], place: Node) -> Term:
        """`norm(x)`, `norm(x, 1)`, `norm(X, axis=1)`."""
        written = [one for one in group.items if not isinstance(one, Chain)]
        which = self.scope.source(written[1]).strip() if len(written) == 2 else ""
        for one in group.items:
            if isinstance(one, Chain) and isinstance(one.first, Name):
                value = one.links[0].right
                if one.first.letter == "ord" and value is not None:
                    which = self.scope.source(value).strip()
                elif one.first.letter in AXES and value is not None:
                    axis = self.checked(exponent(value), value, least=-2)
                    squares = Term(forms.POWERED, (args[0],), place, (Fraction(2), True))
                    return Term(ROOT, (Term(SUM, (squares,), place, axis),), place, "entrywise")
        if which == "1":
            return Term(NORM_ONE, (args[0],), place, "1")
        if which not in ("", "2"):
            self.fail(written[-1], Phrase("the norm {0} is not supported", which), "norm(x, 1) is.")
        bare = "" if self.dialect == "numpy" else "word"
        return Term(NORM_FORM, (args[0],), place, which or ("2" if word == "norm2" else bare))


def has_axis(form: Form | None) -> bool:
    """Whether the function may act along columns as well: sums, means, softmax and its kin."""
    if isinstance(form, Row):
        return not form.row.elementwise and (form.wanted, form.given) == ([("r", "c")], ("r", "c"))
    return isinstance(form, Along)
