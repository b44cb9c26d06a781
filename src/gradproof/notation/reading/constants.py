"""Constants that look like functions: `ones(m, n)`, `eye(n)`, a bare 1 for a vector, 1[x > 0]."""

from __future__ import annotations

from gradproof.core.dims import ONE, Shape
from gradproof.notation.reading import forms
from gradproof.notation.reading.base import Steps, span
from gradproof.notation.reading.joints import Joints
from gradproof.notation.reading.macros import FUNCTIONS
from gradproof.notation.reading.names import is_transpose, spelled
from gradproof.notation.reading.shapes import sizes_of
from gradproof.notation.reading.terms import Term
from gradproof.notation.source.surface import Chain, Group, Name, Node, Number, Product, Script

FILLED = {"ones": forms.ONES, "zeros": forms.ZEROS, "eye": forms.IDENTITY}


class Constants(Joints):
    """The part of the reader that reads what is filled with one number."""

    def filled(self, node: Product, at: int) -> Term | None:
        """`ones(m, n)`, `zeros(n)`, `eye(n)`: what is filled with one number."""
        factor = node.factors[at]
        group = spelled(node.factors[at + 1]).base if at + 1 < len(node.factors) else None
        if not (isinstance(factor, Name) and isinstance(group, Group) and group.open == "("):
            return None
        form = FILLED.get(factor.letter.rpartition(".")[2])
        if form is None or self.is_known(factor) or node.joints[at] != "juxtaposed":
            return None
        sizes = [one for item in group.items for one in sizes_of(item, self.scope)]
        if len(sizes) == 1:
            sizes.append(sizes[0] if form is forms.IDENTITY else ONE)
        return Term(form, (), span(factor.start, group.end), Shape(*sizes[:2]))

    def indicator(self, one: Node, bracket: Node) -> Steps:
        """The indicator of a condition: 1[a > b] is the step of a − b."""
        whole = spelled(bracket)
        condition = whole.base
        assert isinstance(condition, Group)
        chain = condition.items[0]
        assert isinstance(chain, Chain)
        right = chain.links[0].right
        sign = chain.links[0].sign
        if len(chain.links) != 1 or chain.first is None or right is None or sign not in "<>≤≥":
            self.fail(bracket, "this indicator is not supported", "Write 1[x > 0].")
        sides = [(yield self.read(chain.first)), (yield self.read(right))]
        if sign in "<≤":
            sides.reverse()
        place = span(one.start, condition.end)
        value = forms.value_of(sides[1])
        if value is not None and not value.coefficient:
            body = sides[0]
        else:
            body = Term(forms.TOTAL, tuple(sides), place, ("+", "-"))
        return (yield self.scripted(Term(FUNCTIONS["step"], (body,), place), whole.parts))


def is_vector_of_ones(node: Product, at: int) -> bool:
    """Whether a bare 1 cannot be a number: behind another factor, or in front of 1ᵀ."""
    follows = node.factors[at + 1] if at + 1 < len(node.factors) else None
    if not _is_one(node.factors[at]) or (follows and is_indicator(node.factors[at], follows)):
        return False
    if at and node.joints[at - 1] == "juxtaposed":
        return not isinstance(node.factors[at - 1], Number)
    return (
        isinstance(follows, Script)
        and _is_one(follows.base)
        and follows.sup is not None
        and is_transpose(follows.sup)
    )


def _is_one(node: Node) -> bool:
    return isinstance(node, Number) and node.value == 1


def is_indicator(one: Node, bracket: Node) -> bool:
    r"""Whether this is `\\mathbb{1}` with a condition in brackets behind it."""
    named = isinstance(one, Name) and (one.kind == "figure" or one.letter == "I")
    named = named or _is_one(one)
    group = spelled(bracket).base
    first = group.items[:1] if isinstance(group, Group) else ()
    return named and any(isinstance(item, Chain) for item in first)
