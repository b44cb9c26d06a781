"""What all parts of the reader share: its state, and how an index is read."""

from __future__ import annotations

from abc import ABC, abstractmethod

from gradproof.check.roles import Roles
from gradproof.check.spellings import offset_letter, spelled
from gradproof.check.terms import (
    ALL,
    Index,
    Term,
)
from gradproof.notation.source import surface as s
from gradproof.notation.source.surface import Node

RELATIONS = frozenset(("=", "≠", "<", ">", "≤", "≥", "∈"))
GREEDY = frozenset(("trace",))


class Unread(Exception):
    """A part of a formula that has no meaning here; `node` is where."""

    def __init__(self, node: Node, why: str) -> None:
        super().__init__(why)
        self.node, self.why = node, why


class Reading(ABC):
    """The state of a reader, and what its parts ask of each other."""

    def __init__(self, roles: Roles) -> None:
        self.roles = roles
        self.gradient_letters = False
        """Whether `dW` is the gradient by W, as in `dW = X^T dZ`."""
        self.aliases: dict[str, str] = {}
        """Functions by other names: σ = tanh."""
        self.hadamard: set[str] = set()
        """Joints that the note declares to be entrywise."""
        self._known: dict[int, Term] = {}

    def read(self, node: Node) -> Term:
        """The term that a formula says.

        Errors:  Unread.
        """
        found = self._known.get(id(node))
        if found is None:
            found = self._read(node)
            self._known[id(node)] = found
        return found

    def index(self, node: Node) -> Index:
        """An index expression.

        Errors:  Unread.
        """
        if isinstance(node, s.Group) and len(node.items) == 1:
            return self.index(node.items[0])
        if isinstance(node, s.Number) and node.value.denominator == 1:
            return Index("", int(node.value))
        if isinstance(node, s.Slice) or (isinstance(node, s.Name) and node.kind == "mark"):
            return ALL
        if (letter := offset_letter(node)) and isinstance(node, s.Sum):
            number = node.terms[1]
            assert isinstance(number, s.Number)
            sign = -1 if node.signs[1] == "-" else 1
            return Index(letter, sign * int(number.value))
        if word := spelled(node):
            return Index(word)
        raise Unread(node, "this index is not understood")

    def _is_index(self, one: Node) -> bool:
        word = spelled(one) or offset_letter(one)
        return (
            isinstance(one, s.Slice | s.Number)
            or word in self.roles.running | self.roles.classes
            or (isinstance(one, s.Name) and one.kind == "mark")
        )

    @abstractmethod
    def _read(self, node: Node) -> Term:
        """A node, by its kind."""

    @abstractmethod
    def scripted(self, node: Node) -> Term:
        """A name with its scripts."""

    @abstractmethod
    def powered(self, base: Term, one: Node, node: Node) -> Term:
        """A power; -1 is the inverse, -T that of the transpose."""

    @abstractmethod
    def product(self, node: s.Product) -> Term:
        """Factors, with what is applied to what."""

    @abstractmethod
    def operand(self, factors: list[Node], joints: list[str], at: int) -> tuple[Term, int]:
        """One factor with all that it applies to, and where the next begins."""

    @abstractmethod
    def gradient(
        self, node: Node, factors: list[Node], joints: list[str], at: int
    ) -> tuple[Term, int]:
        """∇ with what it stands before."""

    @abstractmethod
    def differential(
        self, node: Node, factors: list[Node], joints: list[str], at: int
    ) -> tuple[Term, int]:
        """d with what it stands before."""

    @abstractmethod
    def _names_with_figures(self, factors: list[Node], joints: list[str]) -> None:
        """Take a letter and the figure behind it together."""

    @abstractmethod
    def fraction(self, node: s.Frac) -> Term:
        """A quotient or a derivative."""
