"""What the parts of an evaluation ask of each other."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping

from gradproof.check import terms as t
from gradproof.check.arrays import (
    Array,
)
from gradproof.check.choices import Choices
from gradproof.check.definitions import Definition
from gradproof.check.instance import Instance
from gradproof.check.products import Operand
from gradproof.check.terms import Term
from gradproof.check.world import Key, World


class Evaluating(ABC):
    """The state of an evaluation, and its questions."""

    instance: Instance
    choices: Choices
    world: World
    at: int
    moving: frozenset[Key] | None
    bound: Mapping[str, Array]
    depth: int

    @abstractmethod
    def value(self, term: Term, env: Mapping[str, int]) -> Operand:
        """The value of a term."""

    @abstractmethod
    def array(self, term: Term, env: Mapping[str, int]) -> Array:
        """The value of a term that must be a matrix or a scalar."""

    @abstractmethod
    def number(self, index: t.Index, env: Mapping[str, int]) -> int | None:
        """The value of an index expression."""

    @abstractmethod
    def certain(self, index: t.Index, env: Mapping[str, int]) -> int:
        """The value of an index that must have one."""

    @abstractmethod
    def is_size(self, name: str) -> bool:
        """Whether a name counts something."""

    @abstractmethod
    def size(self, name: str) -> int:
        """The number that a size letter stands for."""

    @abstractmethod
    def added(self, a: Operand, b: Operand) -> Operand:
        """a + b."""

    @abstractmethod
    def holds(self, condition: t.Condition | t.Comparison, env: Mapping[str, int]) -> bool:
        """Whether a condition holds."""

    @abstractmethod
    def range_of(
        self, letter: str, body: Term, env: Mapping[str, int], one: Definition | None
    ) -> int:
        """How far a letter runs."""

    @abstractmethod
    def call(self, term: t.Call, env: Mapping[str, int]) -> Operand:
        """The value of a function."""
