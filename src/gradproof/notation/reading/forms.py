"""The forms of a term that are no products and no functions: names, numbers, sums, scripts."""

from __future__ import annotations

from fractions import Fraction

from gradproof.core.algebra import (
    add,
    hadamard,
    matmul,
    negative,
    power,
    reciprocal,
    scale,
    spread,
    transpose,
)
from gradproof.core.dims import SCALAR, Monomial, Shape
from gradproof.core.errors import NotationError
from gradproof.core.expr import UNIT, Expr, identity, ones, zeros
from gradproof.core.phrase import Phrase
from gradproof.notation.reading.groupings import LOOSE
from gradproof.notation.reading.lifting import (
    Lifted,
    entrywise,
    refuse,
    summed_up,
    turned,
)
from gradproof.notation.reading.terms import Form, Option, Run, Term, join, kind
from gradproof.ops.elementwise import EXP, LOG, SCALAR_POWER
from gradproof.ops.matrix import INVERSE

SMALL = frozenset({"epsilon", "lambda", "eta"})
"""Letters of numbers that are added to everything."""
MAX_FACTORS = 64
"""The highest power of a matrix that is written out."""
COUNTED = "counted"
"""Said of a power whose exponent T could be the sign of transposition."""
COLUMN_AS_ROW = Phrase("{0} is a column, but it is added to every row here, as its transpose")


class Leaf(Form):
    """A name; `data` is its identifier, `usual` what an undeclared name of this spelling may be."""

    def __init__(self, usual: list[Option]) -> None:
        self.usual = usual

    def infer(self, term: Term, args: list[Shape], run: Run) -> Shape:
        name = str(term.data)
        if name not in run.leaves:
            family = run.families.get(name, name)
            key = ("name", family)
            options = self.usual
            if family in run.rows and options[0].value == "column":
                options = _nearer(options, {"row": 1.0, "scalar": 5.0})
            if family in run.factors and options[0].value == "scalar":
                options = _nearer(options, {"column": 0.0, "scalar": 1.5, "row": 4.0})
            if family in run.entries and options[0].value == "scalar":
                costs = {"column": 0.0, "row": 0.8, "matrix": 1.8, "scalar": 3.0}
                options = _nearer(options, costs)
            kin = _kind_of_family(name, run)
            run.leaves[name] = open_shape(kin or run.choice(key, options), run)
        run.blame(("name", run.families.get(name, name)))
        return run.leaves[name]

    def build(self, term: Term, args: list[Expr], run: Run) -> Expr:
        return run.symbols[str(term.data)]


def _kind_of_family(name: str, run: Run) -> str:
    """What the members of the same family are, if a declaration or a definition says so."""
    family = run.families.get(name)
    settled = (n for n in run.definers if family and run.families.get(n) == family)
    found = next(settled, None) or next(
        (n for n in run.declared if family and run.families.get(n) == family), None
    )
    return kind(run.sizes.shape(run.leaves[found])) if found is not None else ""


def _nearer(options: list[Option], costs: dict[str, float]) -> list[Option]:
    """The options with some costs changed, the cheapest first."""
    changed = [Option(one.value, costs.get(one.value, one.cost)) for one in options]
    return sorted(changed, key=lambda one: one.cost)


def open_shape(what: str, run: Run) -> Shape:
    """A shape of this kind whose sizes are open."""
    match what:
        case "scalar":
            return SCALAR
        case "column":
            return run.sizes.column()
        case "row":
            return run.sizes.column().transposed
        case "square":
            return run.sizes.square()
        case _:
            return run.sizes.matrix()


class Number(Form):
    """A constant: a number, a size, or a product of them; `data` is its value."""

    def infer(self, term: Term, args: list[Shape], run: Run) -> Shape:
        return SCALAR

    def build(self, term: Term, args: list[Expr], run: Run) -> Expr:
        assert isinstance(term.data, Monomial)
        return scale(term.data, UNIT)


def value_of(term: Term) -> Monomial | None:
    """The value of a term that is a constant."""
    return term.data if isinstance(term.data, Monomial) and term.form is NUMBER else None


class Filled(Form):
    r"""`\mathbf{1}`, `\mathbf{0}` or `I`, of a size that its neighbours tell; `data` may fix it."""

    def __init__(self, what: str, usual: list[Option]) -> None:
        self.what = what
        self.usual = usual

    def infer(self, term: Term, args: list[Shape], run: Run) -> Shape:
        if isinstance(term.data, Shape):
            return term.data
        return open_shape(run.choice(("filled", term.node.start), self.usual), run)

    def build(self, term: Term, args: list[Expr], run: Run) -> Expr:
        shape = run.shape(term)
        if self.what == "identity":
            return identity(shape.rows)
        return ones(*shape) if self.what == "ones" else zeros(shape)


ONES = Filled("ones", [Option("column", 0), Option("row", 2), Option("matrix", 3)])
ZEROS = Filled("zeros", [Option("column", 0), Option("matrix", 1), Option("row", 2)])
IDENTITY = Filled("identity", [Option("square", 0)])


class Total(Form):
    """A sum of terms; `data` has their signs. Scalars, rows and columns broadcast."""

    def infer(self, term: Term, args: list[Shape], run: Run) -> Shape:
        target = join(args, run.sizes)
        if target is None:
            target = self._with_rows(term, args, run)
        along = _bias_axis(term, run)
        for arg, shape in zip(term.args, args, strict=True):
            if kind(shape) == "scalar" and not target.is_scalar and not _is_number(arg):
                stem = str(arg.data).partition("_")[0]
                small = stem in SMALL or (stem == "b" and kind(target) == "column")
                computed = bool(arg.args) and not arg.form.averages
                odd = 4 if computed else 3.5 if along else 2.5
                run.penalty(term, 0.5 if small or arg.form.averages else odd)
            elif isinstance(arg.form, Leaf) and kind(shape) == "column" == kind(target):
                if run.is_weight(arg) and along == "row":
                    run.penalty(term, 2)
            elif kind(shape) in ("row", "column") and kind(target) == "matrix":
                usual = isinstance(arg.form, Leaf) and along == kind(shape)
                run.penalty(term, 0 if usual else 5 if along else 4)
        return target

    def _with_rows(self, term: Term, args: list[Shape], run: Run) -> Shape:
        """The shape if columns are taken as rows over the rows of a matrix, which is reported."""
        turned = frozenset(
            place for place, shape in enumerate(args) if kind(shape) == "column"
        )  # fmt: skip
        if any(kind(shape) == "matrix" for shape in args):
            mixed = [s.transposed if i in turned else s for i, s in enumerate(args)]
            target = join(mixed, run.sizes)
            if target is not None:
                run.decisions[id(term)] = turned
                for place in turned:
                    run.note(COLUMN_AS_ROW.of(run.source(term.args[place].node)))
                run.penalty(term, 2)
                return target
        for place in range(1, len(args)):
            if join(args[: place + 1], run.sizes) is None:
                before = join(args[:place], run.sizes) or args[0]
                shown = run.shown(before, args[place])
                run.clash(
                    term,
                    Phrase("a sum of {0} and {1}", shown[0], shown[1]),
                    "The terms of a sum have one shape; a row is added to every row of a matrix, "
                    "a column to every column.",
                    term.args[place].node,
                )
        raise AssertionError("some term does not fit")

    def build(self, term: Term, args: list[Expr], run: Run) -> Expr:
        turned = run.decisions.get(id(term), frozenset())
        assert isinstance(turned, frozenset)
        assert isinstance(term.data, tuple)
        target = run.shape(term)
        parts: list[Expr] = []
        for place, (sign, arg) in enumerate(zip(term.data, args, strict=True)):
            part = spread(transpose(arg) if place in turned else arg, target)
            parts.append(negative(part) if sign == "-" else part)
        return add(*parts)

    def lift(self, term: Term, args: list[Lifted], run: Run) -> Lifted:
        assert isinstance(term.data, tuple)
        return summed_up(args, list(term.data), run.shape(term), run.counts())


def _is_number(term: Term) -> bool:
    return isinstance(term.form, Number)


def _bias_axis(term: Term, run: Run) -> str:
    """What a bias beside a product of data and weights is: `row` for X W + b, `column` for W X + b.

    Weights are leaves of the model that are no data; what they multiply is data or was computed.
    Empty where there is no such product.
    """
    for arg in term.args:
        factors = [one for one in arg.args if kind(run.shapes[id(one)]) != "scalar"]
        joints = arg.data[0] if isinstance(arg.data, tuple) and arg.data else ()
        if isinstance(joints, tuple) and set(joints) & LOOSE:
            kinds = {kind(run.shapes[id(one)]) for one in factors}
            if "matrix" in kinds and len(kinds) == 2:
                return (kinds - {"matrix"}).pop()
        elif len(factors) >= 2:
            first, last = (run.is_weight(one) for one in (factors[0], factors[-1]))
            if first != last:
                return "column" if first else "row"
    return ""


class Transposed(Form):
    """Aᵀ; nobody transposes a number on purpose. `data` says where the letter T counts as well."""

    def infer(self, term: Term, args: list[Shape], run: Run) -> Shape:
        if term.data == "counts" and kind(args[0]) == "scalar":
            written = run.source(term.node)
            run.unsupported(
                term,
                Phrase("{0} may be a power or a transpose, since T is a number here", written),
                r"Write \top for the transpose; for a power, use another letter for this number.",
            )
        if kind(args[0]) == "scalar" and isinstance(term.args[0].form, Leaf):
            run.penalty(term, 3)
        return args[0].transposed

    def build(self, term: Term, args: list[Expr], run: Run) -> Expr:
        return transpose(args[0])

    def lift(self, term: Term, args: list[Lifted], run: Run) -> Lifted:
        return turned(args[0])


class Inverted(Form):
    """A⁻¹ of a square matrix, 1/a of a scalar."""

    def infer(self, term: Term, args: list[Shape], run: Run) -> Shape:
        what = kind(args[0])
        if what in ("row", "column") or not run.sizes.unify(*args[0]):
            (shown,) = run.shown(args[0])
            run.clash(term, Phrase("the inverse of {0}, which is not square", shown))
        return args[0]

    def build(self, term: Term, args: list[Expr], run: Run) -> Expr:
        return reciprocal(args[0]) if args[0].shape.is_scalar else INVERSE(args[0])

    def lift(self, term: Term, args: list[Lifted], run: Run) -> Lifted:
        if not args[0].is_scalar:
            raise refuse("an inverse")
        return entrywise(args, SCALAR, run.counts(), reciprocal)


class Powered(Form):
    """A power with a rational exponent; `data` is (exponent, whether it is entrywise)."""

    def infer(self, term: Term, args: list[Shape], run: Run) -> Shape:
        exponent, entrywise = _power_of(term)
        what = kind(args[0])
        if what == "scalar" or entrywise:
            return args[0]
        if what == "matrix" and exponent.denominator == 1 and run.sizes.unify(*args[0]):
            if abs(exponent) > MAX_FACTORS:
                run.unsupported(
                    term, Phrase("a matrix power above {0}", MAX_FACTORS), "Write a smaller one."
                )
            run.decisions[id(term)] = "product"
            return args[0]
        if exponent < 0 and what == "matrix":
            run.unsupported(
                term,
                Phrase("the power {0} of a matrix", exponent),
                r"Write A^{-1} for the inverse, A^{\odot p} for a power of every entry.",
            )
        run.penalty(term, 2)
        run.note(Phrase("{0} is read entry by entry", run.source(term.node)))
        return args[0]

    def build(self, term: Term, args: list[Expr], run: Run) -> Expr:
        exponent, _ = _power_of(term)
        if run.decisions.get(id(term)) == "product":
            one = INVERSE(args[0]) if exponent < 0 else args[0]
            return matmul(identity(one.shape.rows), *[one] * abs(int(exponent)))
        return power(args[0], exponent)

    def lift(self, term: Term, args: list[Lifted], run: Run) -> Lifted:
        if run.decisions.get(id(term)) == "product":
            raise refuse("a power of a matrix")
        exponent, _ = _power_of(term)
        return entrywise(args, run.shape(term), run.counts(), lambda x: power(x, exponent))


def _power_of(term: Term) -> tuple[Fraction, bool]:
    assert isinstance(term.data, tuple)
    return term.data


class SymbolPower(Form):
    """bᵉ with an exponent that is no number: eˣ entry by entry, xˢ for a scalar s."""

    def infer(self, term: Term, args: list[Shape], run: Run) -> Shape:
        base, exponent = args
        if term.data == COUNTED:
            run.note(Phrase("{0} is read as a power, since T is a number", run.source(term.node)))
        above = str(term.args[1].data)
        if above in ("t", "H") and kind(base) != "scalar" and above not in run.fixed:
            written = run.source(term.node)
            hint = "Write ^T for the transpose."
            raise NotationError(Phrase("{0} is a power", written), run.place(term.node), hint)
        if kind(exponent) == "scalar":
            if kind(base) == "matrix" and term.data != "entrywise":
                written = str(term.args[0].data or "A")
                run.unsupported(
                    term,
                    "a power of a matrix whose exponent is no number",
                    Phrase(
                        "Write a number, as in {0}^3, or declare what is a number, as in "
                        r"{0} \in \mathbb{{R}}.",
                        written,
                    ),
                )
            return base
        if kind(base) != "scalar":
            run.clash(term, "a power whose base and exponent are no scalars")
        return exponent

    def build(self, term: Term, args: list[Expr], run: Run) -> Expr:
        base, exponent = args
        if exponent.shape.is_scalar:
            return SCALAR_POWER(base, exponent)
        return EXP(hadamard(spread(LOG(base), exponent.shape), exponent))

    def lift(self, term: Term, args: list[Lifted], run: Run) -> Lifted:
        base, exponent = args
        if exponent.is_scalar and not exponent.indices:
            made = SCALAR_POWER(base.expr, exponent.expr)
            return Lifted(made, base.indices, base.cell)
        return entrywise(args, run.shape(term), run.counts(), lambda b, e: EXP(hadamard(LOG(b), e)))


NUMBER = Number()
TOTAL = Total()
TRANSPOSED = Transposed()
INVERTED = Inverted()
POWERED = Powered()
SYMBOL_POWER = SymbolPower()
