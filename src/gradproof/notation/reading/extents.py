r"""How far a function without brackets reaches: `\log 2\pi s^2` is the logarithm of all of it."""

from __future__ import annotations

from gradproof.core.dims import Shape
from gradproof.core.expr import Expr
from gradproof.notation.reading.arguments import Arguments
from gradproof.notation.reading.kinds import usual
from gradproof.notation.reading.lifting import Lifted
from gradproof.notation.reading.macros import FUNCTIONS
from gradproof.notation.reading.names import exponent, is_index, is_transpose, name_of, split_name
from gradproof.notation.reading.terms import Form, Run, Term, kind
from gradproof.notation.source.surface import Accent, Name, Node, Number, Product, Script

REACHING = frozenset(("log", "ln", "exp", "sin", "cos", "tan", "sinh", "cosh"))
"""Functions of all the numbers behind them."""


class Extent(Form):
    """f(a b) if a b is a number, else f(a) b: the two operands."""

    def infer(self, term: Term, args: list[Shape], run: Run) -> Shape:
        wide, narrow = args
        if wide.is_scalar:
            run.decisions[id(term)] = "wide"
            written = run.source(term.node)
            run.note(f"{written} is read as a function of all that stands behind it")
            return wide
        return narrow

    def build(self, term: Term, args: list[Expr], run: Run) -> Expr:
        return args[0 if run.decisions.get(id(term)) == "wide" else 1]

    def lift(self, term: Term, args: list[Lifted], run: Run) -> Lifted:
        return args[0 if run.decisions.get(id(term)) == "wide" else 1]


EXTENT = Extent()


class Extents(Arguments):
    """The part of the reader that says where an argument without brackets ends."""

    def reach(self, node: Product, first: int, at: int) -> int:
        """Where the numbers end that begin at `first`, of which those before `at` are read.

        a^T b counts as one number.
        """
        stop = at
        if not all(self.is_number(one) for one in node.factors[first:at]):
            inner = self.is_transposed(node.factors[first]) and at == first + 1
            if not (inner and self.is_pair(node, first)):
                return at
            stop = first + 2
        while stop < len(node.factors) and node.joints[stop - 1] == "juxtaposed":
            if self.is_number(node.factors[stop]):
                stop += 1
            elif self.is_pair(node, stop):
                stop += 2
            else:
                break
        return stop

    def is_pair(self, node: Product, at: int) -> bool:
        """Whether x^T y stands here, two small letters."""
        follows = at + 1 < len(node.factors) and node.joints[at] == "juxtaposed"
        if not (follows and self.is_transposed(node.factors[at])):
            return False
        behind = node.factors[at + 1]
        return isinstance(behind, Name | Script | Accent) and self.is_small(behind)

    def is_transposed(self, node: Node) -> bool:
        """Whether this is a small letter with the sign of transposition."""
        sup = node.sup if isinstance(node, Script) else None
        return sup is not None and is_transpose(sup) and self.is_small(node)

    def is_small(self, node: Node) -> bool:
        """Whether the name begins with a small letter."""
        whole, _ = split_name(node, self.scope, self.letters())
        return isinstance(whole.base, Name) and whole.base.letter[:1].islower()

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
