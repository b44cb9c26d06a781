"""What a person wrote: declared symbols, definitions in order, and facts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Self

from gradproof.core.errors import GradproofError, ModelError, Place
from gradproof.core.expr import Expr, symbols
from gradproof.core.facts import Equation, Fact, Property
from gradproof.core.layers import Layers
from gradproof.core.phrase import Phrase
from gradproof.core.unknown import unknown_names


@dataclass(slots=True)
class Model:
    """Symbols, `symbol = expression` definitions in the order of the note, and facts.

    declared: every leaf symbol by name (not those that have a definition).
    definitions: the defined symbols with their expressions, in terms of earlier ones and leaves.
    data: names of leaves that are inputs or targets: their gradient is not asked for by default.
    constants: those of the data that are the same for every sample: numbers that a person sets, and
        what words call a constant.
    places: where in the note each name was introduced.
    readings: what was read otherwise than literally, as sentences for the reader.
    redefined: functions that are known anyway and that the note defines once more: the two sides
        as they are written, and where.
    quick: whether it is a formula by itself, whose value is what is asked about, scalar or not.
    letters: what the note calls the gradients by some symbols, in LaTeX.
    layers: the families among the symbols, if the definitions are for every layer.
    obstacle: why the last scalar is not what the note is about: a later line could not be read.
    """

    declared: dict[str, Expr] = field(default_factory=dict)
    definitions: dict[str, tuple[Expr, Expr]] = field(default_factory=dict)
    facts: list[Fact] = field(default_factory=list)
    data: set[str] = field(default_factory=set)
    constants: set[str] = field(default_factory=set)
    places: dict[str, Place] = field(default_factory=dict)
    readings: list[Phrase] = field(default_factory=list)
    redefined: list[tuple[str, str, Place]] = field(default_factory=list)
    obstacle: GradproofError | None = None
    layers: Layers | None = None
    letters: dict[str, str] = field(default_factory=dict)
    quick: bool = False

    @classmethod
    def of(cls, definitions: Iterable[tuple[Expr, Expr]]) -> Self:
        """The model of these definitions, in order; what has none is a leaf."""
        found = cls()
        pairs = list(definitions)
        lefts = {left for left, _ in pairs}
        for leaf in symbols(*(right for _, right in pairs)):
            if leaf not in lefts and leaf.symbol.name not in found.declared:
                found.declare(leaf)
        for left, right in pairs:
            found.define(left, right)
        return found

    @property
    def symbols(self) -> list[Expr]:
        """Every symbol: the leaves, then what is defined."""
        return [*self.declared.values(), *(left for left, _ in self.definitions.values())]

    def declare(self, leaf: Expr) -> Expr:
        """Add a leaf symbol; ModelError if the name is taken by a different one."""
        name = leaf.symbol.name
        if name in self.definitions or self.declared.get(name, leaf) is not leaf:
            raise ModelError(
                Phrase("{0} is introduced twice", leaf.symbol.text), self.places.get(name)
            )
        self.declared[name] = leaf
        return leaf

    def define(self, left: Expr, right: Expr) -> Expr:
        """Add `left = right`; every symbol of the right side must be known."""
        name = left.symbol.name
        if name in self.definitions or name in self.declared:
            raise ModelError(
                Phrase("{0} is introduced twice", left.symbol.text), self.places.get(name)
            )
        both = unknown_names(right) & {name, *self.declared, *self.definitions}
        if both:
            raise ModelError(
                Phrase("{0} is both a function and a symbol", min(both)), self.places.get(name)
            )
        for leaf in symbols(right):
            if leaf.symbol.name not in self.declared and leaf.symbol.name not in self.definitions:
                raise ModelError(Phrase("{0} is not declared", leaf.symbol.text))
        self.definitions[name] = (left, right)
        return left

    def find(self, name: str) -> Expr:
        """The symbol of this name; ModelError, listing the names there are, if there is none."""
        if name in self.declared:
            return self.declared[name]
        if name in self.definitions:
            return self.definitions[name][0]
        known = (*self.declared, *self.definitions)
        near = get_close_matches(name, known, 1)
        hint = (
            Phrase("Did you mean {0}?", near[0])
            if near
            else Phrase("The symbols are {0}.", ", ".join(known))
        )
        raise ModelError(Phrase("there is no symbol {0}", name), hint=hint)

    def definition(self, symbol: Expr) -> Expr | None:
        """The expression that defines the symbol, or None for a leaf."""
        found = self.definitions.get(symbol.symbol.name)
        return found[1] if found and found[0] is symbol else None

    @property
    def objective(self) -> Expr:
        """The last scalar that is defined; ModelError if there is none, or the obstacle to it."""
        if self.obstacle is not None:
            raise self.obstacle
        left = None
        for left, _ in reversed(self.definitions.values()):
            if left.shape.is_scalar:
                return left
        if left is None:
            raise ModelError(
                "nothing to differentiate: nothing is defined",
                hint=r"Define a scalar, such as $f = \|A x - b\|^2$.",
            )
        raise ModelError(
            Phrase(
                "nothing to differentiate: {0} is {1}, no scalar is defined",
                left.symbol.text,
                left.shape,
            ),
            self.places.get(left.symbol.name),
            Phrase(
                "Take a sum, a norm or a trace of it; --of {0} gives its Jacobian matrices.",
                left.symbol.name,
            ),
        )

    def equations(self) -> list[Equation]:
        """The facts that are equations between expressions."""
        return [fact for fact in self.facts if isinstance(fact, Equation)]

    def has(self, name: str, subject: Expr) -> bool:
        """Whether the property is given of the symbol."""
        return Property(name, subject) in self.facts

    def is_symmetric(self, subject: Expr) -> bool:
        """Whether the note assumes that the symbol is a symmetric matrix."""
        return self.has("symmetric", subject) or self.has("positive_definite", subject)

    def parameters(self) -> list[Expr]:
        """The leaves that are not data, in the order of the note."""
        return [leaf for name, leaf in self.declared.items() if name not in self.data]
