"""Names for what a note leaves without one: softmaxes, and what a normalisation consists of.

‖softmax(QKᵀ/√d) V − Y‖² is written with P = softmax(QKᵀ/√d); layer and batch norm with the
centring operator C = I − (1/n) 11ᵀ, the centred c = C x, its deviation s and the normalised
u = c/s. Gradients then come out as textbooks print them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from gradproof.calculus.cost import cost
from gradproof.calculus.rebuild import rebuild, substitute
from gradproof.core.algebra import (
    add,
    hadamard,
    matmul,
    power,
    scale,
    smul,
    spread,
)
from gradproof.core.dims import ONE
from gradproof.core.expr import Expr, identity, ones, postorder, symbols
from gradproof.core.facts import Equation
from gradproof.core.model import Model
from gradproof.core.operation import Words
from gradproof.core.proof import Derivation, Link, Step
from gradproof.core.unknown import unknown_names
from gradproof.derivation.normalised import normalised
from gradproof.derivation.scope import Scope, scope
from gradproof.notation.printing.symbols import make_symbol

NAMED = Words("Parts of it get names.", "其中的一些部分记为新符号。")

LONG = 30
"""Results that cost less than this, all together for each, need no names."""

GAIN = 0.75
"""Names have to make the results shorter at least by this factor."""

LETTERS = {
    "softmax": (("P", "S", "A"), ("p", "s", "a")),
    "centring": (("C", "H"), ("C", "H")),
    "centred": (("U", "R", "V"), ("c", "u", "r")),
    "deviation": (("S", "D", "T"), ("s", "r", r"\tau")),
    "normalised": (("N", "V", "Z"), ("u", "v", "z")),
}
"""Names to choose from: for a matrix, and for a vector or a number."""


def shortest(
    model: Model, asked: Scope, derive: Callable[[Model, Scope], Derivation]
) -> Derivation:
    """The derivation, with names for parts of the definitions if that makes its results short."""
    plain = derive(model, asked)
    long = [result for result in plain.results if cost(result.gradient) > LONG]
    named = with_names(model) if long else None
    if named is None:
        return plain
    with_parts, steps = named
    again = scope(with_parts, asked.of.symbol.name, [one.symbol.name for one in asked.wrt])
    found = derive(with_parts, replace(again, left_out=asked.left_out))
    if length(found) > GAIN * length(plain):
        return plain
    found.steps[:0] = steps
    return found


def length(derivation: Derivation) -> int:
    """How long the results are, with the names made on the way."""
    written = [result.gradient for result in derivation.results]
    return sum(map(cost, (*written, *derivation.adjoints.values())))


def with_names(model: Model) -> tuple[Model, list[Step]] | None:
    """The model with names for parts of its definitions, and the steps that bring them in.

    None if there is nothing to name.
    """
    naming = _Naming(model)
    naming.run()
    return (naming.new, naming.steps) if naming.steps else None


class _Naming:
    """One walk through the definitions of a model; a part that comes again keeps its name."""

    def __init__(self, model: Model) -> None:
        self.old = model
        self.new = replace(model, definitions={})
        self.steps: list[Step] = []
        self.known: dict[Expr, Expr] = {}
        leaves = model.symbols
        self.taken = {one.symbol.name for one in leaves}
        self.taken |= {str(size) for one in leaves for size in one.shape}
        self.taken |= unknown_names(*(right for _, right in model.definitions.values()))

    def run(self) -> None:
        """Every definition with its parts by name."""
        for left, right in self.old.definitions.values():
            named = self.named(right)
            if named is not right:
                link = Link("name_parts", NAMED, right, named, self.meaning(named))
                self.steps.append(Step("rewrite", left, [link]))
            self.new.define(left, named)

    def named(self, right: Expr) -> Expr:
        """The value of a definition with its parts by name; as a whole it has one already."""
        done: dict[Expr, Expr] = {}
        for part in postorder(right):
            made = rebuild(part, tuple(done[arg] for arg in part.args)) if part.args else part
            done[part] = self.replaced(made, whole=part is right)
        return done[right]

    def replaced(self, part: Expr, *, whole: bool) -> Expr:
        """The part, or what stands for it."""
        if part.op == "softmax":
            return part if whole or not part.args[0].args else self.name("softmax", part)
        found = normalised(part)
        if found is None:
            return part
        size = found.of.shape.cols if found.rows else found.of.shape.rows
        operator = add(identity(size), scale(-(ONE / size), ones(size, size)))
        centring = self.name("centring", operator)
        factors = (found.of, centring) if found.rows else (centring, found.of)
        centred = self.name("centred", matmul(*factors))
        below = substitute(found.below, {found.centred: centred})
        deviation = self.name("deviation", power(below, found.exponent))
        quotient = over(centred, deviation)
        if not whole or found.rest or found.inside is not None:
            quotient = self.name("normalised", quotient)
        if found.inside is not None:
            quotient = substitute(found.inside, {found.centred: quotient})
        for factor in found.rest:
            is_number = factor.shape.is_scalar and not quotient.shape.is_scalar
            quotient = smul(factor, quotient) if is_number else hadamard(factor, quotient)
        return quotient

    def name(self, role: str, value: Expr) -> Expr:
        """A symbol for the value, defined in the model."""
        found = self.known.get(value)
        if found is None:
            found = self.known[value] = make_symbol(self.letter(role, value), value.shape)
            self.taken.add(found.symbol.name)
            self.new.define(found, value)
        return found

    def letter(self, role: str, value: Expr) -> str:
        """A name that is free."""
        matrix, vector = LETTERS[role]
        is_matrix = value.shape.rows is not ONE and value.shape.cols is not ONE
        letters = matrix if is_matrix else vector
        numbered = (f"{letters[0]}_{number}" for number in range(1, len(self.taken) + 2))
        return next(
            one
            for one in (*letters, *numbered)
            if make_symbol(one, value.shape).symbol.name not in self.taken
        )

    def meaning(self, named: Expr) -> tuple[Equation, ...]:
        """The definitions of the new names in an expression, and of those in them."""
        values = {name: value for value, name in self.known.items()}
        found: dict[Expr, Equation] = {}
        stack = [named]
        while stack:
            for one in symbols(stack.pop()):
                if one in values and one not in found:
                    found[one] = Equation(one, values[one])
                    stack.append(values[one])
        return tuple(found.values())


def over(above: Expr, below: Expr) -> Expr:
    """above ⊘ below, with a number, a row or a column below broadcast."""
    divisor = power(below, -1)
    if divisor.shape.is_scalar:
        return smul(divisor, above)
    return hadamard(above, spread(divisor, above.shape))
