"""Random programs: typed from the top down, every form and every row of the table within reach."""

from __future__ import annotations

from collections.abc import Callable, Collection
from fractions import Fraction
from random import Random

from fuzz.menu import CONSTRUCTORS, FACTS, LETTERS, POSITIVE, REDUCING, ROWS, TRIES, patterns
from fuzz.program import Leaf, Program, Term
from gradproof.core.dims import ONE, SCALAR, Monomial, Shape, size
from gradproof.core.operation import TABLE, Operation

Operands = list[tuple[Shape, str]]
"""Shapes, and what the operand should be: "any", "positive" or "definite"."""


class Grammar:
    """Draws terms of a wanted shape with a number of operations."""

    def __init__(self, rng: Random, only: Collection[str] = ()) -> None:
        self.rng = rng
        self.only = frozenset(only)
        self.rows = [name for name in ROWS if self.allowed(name)]
        self.constructors = [name for name in CONSTRUCTORS if self.allowed(name)]
        self.leaves: dict[str, Leaf] = {}
        self.shapes: dict[str, Shape] = {}
        self.terms: dict[str, Term] = {}
        self.pool: list[Term] = []
        values = rng.sample((2, 3, 4, 5), len(LETTERS))
        self.sizes: dict[str, int] = dict(zip(LETTERS, values, strict=True))

    def program(self, operations: int) -> Program:
        """A program of about this many operations, from one to four definitions."""
        count = min(self.rng.choice((1, 1, 2, 2, 3, 4)), max(1, operations // 2))
        shares = self.split(operations - count, count)
        definitions: list[tuple[str, Term]] = []
        for i, share in enumerate(shares[:-1]):
            term = self.draw(self.any_shape(), share + 1)
            name = f"H{i + 1}"
            definitions.append((name, term))
            self.shapes[name] = term.shape
        definitions.append(("f", self.reduced(shares[-1] + 1)))
        data = frozenset(name for name in self.leaves if self.rng.random() < 0.2)
        return Program(tuple(definitions), self.leaves, self.sizes, data, self.wrt())

    def wrt(self) -> tuple[str, ...] | None:
        """What to differentiate by: the parameters, everything, or some of the leaves."""
        chance = self.rng.random()
        if chance < 0.6:
            return None
        if chance < 0.8:
            return ("all",)
        names = list(self.leaves)
        return tuple(self.rng.sample(names, self.rng.randint(1, len(names)))) if names else None

    def allowed(self, form: str) -> bool:
        """Whether the form may be drawn."""
        return not self.only or form in self.only

    def split(self, budget: int, count: int) -> list[int]:
        """The budget shared out at random."""
        shares = [0] * count
        for _ in range(max(0, budget)):
            shares[self.rng.randrange(count)] += 1
        return shares

    # Shapes

    def a_size(self) -> Monomial:
        """A letter, or a number."""
        return size(self.rng.choice(LETTERS)) if self.rng.random() < 0.85 else size(
            self.rng.choice((2, 3))
        )  # fmt: skip

    def any_shape(self) -> Shape:
        """A matrix, square or not, a column, a row or a scalar."""
        if self.shapes and self.rng.random() < 0.5:
            return self.rng.choice(list(self.shapes.values()))
        rows, chance = self.a_size(), self.rng.random()
        if chance < 0.1:
            return SCALAR
        if chance < 0.35:
            return Shape(rows, ONE)
        if chance < 0.45:
            return Shape(ONE, rows)
        return Shape(rows, rows if chance < 0.65 else self.a_size())

    # Leaves

    def leaf(self, shape: Shape, want: str = "any") -> Term:
        """A symbol, old or new, or a constant."""
        rng = self.rng
        if want == "any" and rng.random() < 0.06:
            return Term(*self.constant(shape))
        old = [name for name, there in self.shapes.items() if there == shape]
        fitting = [name for name in old if want == "any" or want in self.kinds(name)]
        if fitting and rng.random() < 0.7:
            return self.symbol(rng.choice(fitting))
        kind = "x" if shape.cols is ONE else "X"
        kind = "s" if shape.is_scalar else kind
        name = f"{kind}{len(self.leaves) + 1}"
        self.leaves[name] = Leaf(shape, self.facts(shape, want))
        self.shapes[name] = shape
        return self.symbol(name)

    def kinds(self, name: str) -> list[str]:
        """What a symbol is known to be."""
        facts = self.leaves[name].facts if name in self.leaves else ()
        return ["definite" if fact == "positive_definite" else fact for fact in facts]

    def symbol(self, name: str) -> Term:
        """The term that is this name."""
        if name not in self.terms:
            self.terms[name] = Term("symbol", (), self.shapes[name], name)
        return self.terms[name]

    def facts(self, shape: Shape, want: str) -> tuple[str, ...]:
        """What is given of a new symbol."""
        if want == "positive":
            return ("positive",)
        if want == "definite":
            return ("positive_definite",)
        if self.rng.random() > 0.2:
            return ()
        square = shape.is_square and self.rng.random() < 0.8
        fact = self.rng.choice(FACTS["square" if square else "other"])
        return () if fact == "sums_to_one" and shape.is_scalar else (fact,)

    def constant(self, shape: Shape) -> tuple[str, tuple[Term, ...], Shape, Monomial | None]:
        """A constant of this shape."""
        if shape.is_scalar:
            return "constant", (), shape, self.coefficient()
        if shape.is_square and self.rng.random() < 0.6:
            return "identity", (), shape, None
        return ("zeros" if self.rng.random() < 0.2 else "ones"), (), shape, None

    def coefficient(self) -> Monomial:
        """A number, or a fraction of a size."""
        number = self.rng.choice((2, 3, -1, -2, Fraction(1, 2), Fraction(-1, 3), Fraction(3, 2)))
        letter = size(self.rng.choice(LETTERS)) ** self.rng.choice((0, 0, 0, -1, 1))
        return letter * number

    # Terms

    def draw(self, shape: Shape, budget: int, want: str = "any") -> Term:
        """A term of this shape."""
        rng = self.rng
        if budget <= 0:
            return self.leaf(shape, want)
        if want == "any" and rng.random() < 0.12:
            same = [one for one in self.pool if one.shape == shape]
            if same:
                return rng.choice(same)
        if want == "any" and not self.only and rng.random() < 0.12:
            made = rng.choice((self.gram, self.centred, self.sandwich))(shape, budget)
        else:
            made = self.one(shape, budget, want)
        self.pool.append(made)
        return made

    def one(self, shape: Shape, budget: int, want: str) -> Term:
        """One form and its operands."""
        choice = self.choice(shape, want)
        if choice is None:
            return self.leaf(shape, want)
        form, operands = choice
        data = self.coefficient() if form == "scale" else None
        if form == "power":
            data = Fraction(self.rng.choice((2, 2, 3, -1, -2)))
            if self.rng.random() < 0.3:
                data = Fraction(self.rng.choice((1, -1, 3)), 2)
                operands = [(shape, "positive")]
        return self.made(form, shape, operands, budget, data)

    def made(
        self, form: str, shape: Shape, operands: Operands, budget: int, data: object = None
    ) -> Term:
        """The form, with operands drawn."""
        shares = self.split(budget - 1, len(operands))
        pairs = zip(operands, shares, strict=True)
        args = tuple(self.draw(where, share, want) for (where, want), share in pairs)
        return Term(form, args, shape, data)

    def choice(self, shape: Shape, want: str) -> tuple[str, Operands] | None:
        """A form that can have this shape, with the shapes of its operands."""
        rng = self.rng
        if want == "definite":
            return "add", [(shape, "definite"), (shape, "definite")]
        if want == "positive":
            names = [name for name in POSITIVE if self.allowed(name)]
            if not names or (self.allowed("add") and rng.random() < 0.15):
                return ("add", [(shape, "positive")] * 2) if self.allowed("add") else None
            return rng.choice(names), [(shape, "any")]
        for _ in range(TRIES):
            names = self.rows if rng.random() < 0.5 else self.constructors
            name = rng.choice(names) if names else ""
            row = name in self.rows
            found = self.by_signature(TABLE[name], shape) if row else self.constructed(name, shape)
            if found is not None:
                return name, found
        return None

    def constructed(self, name: str, shape: Shape) -> Operands | None:
        """The operands of a constructor, or None where it cannot have this shape."""
        any_, a, b = (shape, "any"), self.a_size(), self.a_size()
        match name:
            case "add" | "hadamard":
                return [any_] * self.rng.choice((2, 2, 3))
            case "subtract":
                return [any_, any_]
            case "negative" | "scale" | "power":
                return [any_]
            case "reciprocal":
                return [(shape, self.rng.choice(("any", "positive")))]
            case "divide":
                return [any_, (shape, self.rng.choice(("any", "positive")))]
            case "smul":
                return [(SCALAR, "any"), any_]
            case "transpose":
                return [(shape.transposed, "any")]
            case "matmul":
                inner = self.rng.choice((a, a, a, ONE))
                if self.rng.random() < 0.25:
                    return [(Shape(shape.rows, inner), "any"), (Shape(inner, b), "any"),
                            (Shape(b, shape.cols), "any")]  # fmt: skip
                return [(Shape(shape.rows, inner), "any"), (Shape(inner, shape.cols), "any")]
            case "spread" if not shape.is_scalar:
                froms = [SCALAR, Shape(shape.rows, ONE), Shape(ONE, shape.cols)]
                return [(self.rng.choice([one for one in froms if one != shape]), "any")]
            case "diag" if shape.is_square:
                column = Shape(shape.rows, ONE)
                return [(self.rng.choice((column, column.transposed)), "any")]
            case "diagonal" if shape.is_column:
                return [(Shape(shape.rows, shape.rows), "any")]
            case "row_sums" if shape.is_column:
                return [(Shape(shape.rows, a), "any")]
            case "column_sums" if shape.is_row:
                return [(Shape(a, shape.cols), "any")]
            case "vec" if shape.is_column and [k for _, k in shape.rows.factors] == [1, 1]:
                first, second = (size(letter) for letter in shape.rows.letters)
                first = first * shape.rows.coefficient
                return [(Shape(first, second), "any")]
            case "trace" if shape.is_scalar:
                return [(Shape(a, a), "any")]
            case "inner" if shape.is_scalar:
                return [(there := self.any_shape(), "any"), (there, "any")]
            case "total" | "mean" if shape.is_scalar:
                return [(self.any_shape(), "any")]
            case "unvec" if self.small(shape):
                return [(Shape(shape.rows * shape.cols, ONE), "any")]
            case "block_inner" if self.small(shape):
                return [(Shape(shape.rows * a, shape.cols * b), "any"), (Shape(a, b), "any")]
            case "block_sum" if self.small(shape):
                return [(Shape(a * shape.rows, b * shape.cols), "any"), (Shape(a, b), "any")]
            case _:
                return None

    def small(self, shape: Shape) -> bool:
        """Whether a product with other sizes stays small: a letter or a number on each side."""
        return not shape.is_scalar and all(
            sum(k for _, k in side.factors) <= 1 and side.coefficient <= 3 for side in shape
        )

    def by_signature(self, row: Operation, shape: Shape) -> Operands | None:
        """The operands of a row of the table, from its signature."""
        left, right = patterns(row.signature)
        bound: dict[str, Monomial] = {"1": ONE}
        for letter, wanted in zip(right, shape, strict=True):
            if bound.setdefault(letter, wanted) is not wanted:
                return None
        if row.name == "lse" and shape.is_scalar:
            bound.update({"r": self.a_size(), "c": ONE})
        if row.name == "lse" and shape.is_column:
            bound["c"] = self.a_size()
        found: Operands = []
        free = self.any_shape()
        for place, piece in enumerate(left):
            sides: list[Monomial] = []
            for letter, there in zip(piece, free, strict=True):
                sides.append(bound.setdefault(letter, there))
            want = {"x > 0": "positive", "det X > 0": "definite"}.get(row.domain, "any")
            usual = place == 0 and self.rng.random() < 0.85
            found.append((Shape(*sides), want if usual else "any"))
        square = [there for there, _ in found if there.rows is there.cols]
        if row.name in ("det", "logdet", "logabsdet", "inverse") and not square:
            return None
        return found

    # Small compositions

    def gram(self, shape: Shape, budget: int) -> Term:
        """AᵀA + I for a square shape."""
        if not shape.is_square:
            return self.one(shape, budget, "any")
        inside = self.draw(Shape(self.a_size(), shape.rows), budget - 3)
        turned = Term("transpose", (inside,), inside.shape.transposed)
        product = Term("matmul", (turned, inside), shape)
        return Term("add", (product, Term("identity", (), shape)), shape)

    def centred(self, shape: Shape, budget: int) -> Term:
        """X less the mean of its columns, or of all entries."""
        inside = self.draw(shape, budget - 3)
        if shape.rows is ONE or shape.cols is ONE:
            middle = Term("mean", (inside,), SCALAR)
        else:
            sums = Term("column_sums", (inside,), Shape(ONE, shape.cols))
            middle = Term("scale", (sums,), sums.shape, shape.rows**-1)
        wide = Term("spread", (middle,), shape) if middle.shape != shape else middle
        return Term("subtract", (inside, wide), shape)

    def sandwich(self, shape: Shape, budget: int) -> Term:
        """A (B ⊗ C) D, or unvec(M vec X), of the wanted shape."""
        share = self.split(budget - 2, 2)
        first = self.draw(Shape(self.a_size(), self.a_size()), share[0])
        second = self.draw(Shape(self.a_size(), self.a_size()), share[1])
        if self.rng.random() < 0.4:
            rows = first.shape.rows * first.shape.cols
            column = Term("vec", (first,), Shape(rows, ONE))
            if shape.cols is ONE:
                return self.chained(shape, column)
            return self.chained(shape, Term("transpose", (column,), column.shape.transposed))
        rows = first.shape.rows * second.shape.rows
        whole = Term("kron", (first, second), Shape(rows, first.shape.cols * second.shape.cols))
        if shape.is_scalar and whole.shape.is_square and self.rng.random() < 0.5:
            return Term(self.rng.choice(("trace", "norm", "squared_norm")), (whole,), SCALAR)
        return self.chained(shape, whole)

    def chained(self, shape: Shape, middle: Term) -> Term:
        """L middle R with symbols L and R where the sizes ask for them."""
        parts = [middle]
        if middle.shape.rows is not shape.rows:
            parts.insert(0, self.leaf(Shape(shape.rows, middle.shape.rows)))
        if middle.shape.cols is not shape.cols:
            parts.append(self.leaf(Shape(middle.shape.cols, shape.cols)))
        return Term("matmul", tuple(parts), shape) if len(parts) > 1 else middle

    def reduced(self, budget: int) -> Term:
        """A scalar: an expression under a sum, trace, norm, inner product or quadratic form."""
        allowed = [form for form in REDUCING if form == "total" or self.allowed(form)]
        chosen: Callable[[], str] = lambda: self.rng.choice(allowed)  # noqa: E731
        form, shape = chosen(), self.any_shape()
        if form in ("trace", "det", "logdet", "logabsdet"):
            shape = Shape(shape.rows, shape.rows)
        if form == "lse" and not shape.is_column:
            form = "total"
        inside = self.draw(shape, budget - 1, "definite" if form == "logdet" else "any")
        if form == "inner":
            return Term("inner", (inside, self.leaf(shape)), SCALAR)
        if form == "quadratic":
            if not shape.is_column:
                return Term("squared_norm", (inside,), SCALAR)
            row = Term("transpose", (inside,), shape.transposed)
            weight = self.leaf(Shape(shape.rows, shape.rows))
            return Term("matmul", (row, weight, inside), SCALAR)
        return Term(form, (inside,), SCALAR)


def drawn(rng: Random, only: Collection[str] = ()) -> Program:
    """A program of 2 to 12 operations, each number as likely, in which a symbol occurs.

    Every second program has but a handful of forms to choose from, so that they meet each other.
    """
    wanted = rng.randint(2, 12)
    if not only and rng.random() < 0.5:
        only = [*rng.sample((*ROWS, *CONSTRUCTORS), rng.randint(3, 8)), "hadamard", "matmul"]
    while True:
        program = Grammar(rng, only).program(rng.randint(wanted, 2 * wanted)).pruned()
        if program.operations == wanted and program.used() & set(program.leaves):
            return program
        if rng.random() < 0.02:  # with few forms some numbers are out of reach
            wanted = rng.randint(2, 12)
