"""Sizes that are not known yet: variables, what they turn out to be, and letters for the rest.

A variable stands for a size other than 1, so that it is known from the start whether something is a
scalar, a column, a row or a matrix; only how large it is may be open.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from math import gcd

from gradproof.core.dims import ONE, Monomial, Shape, size

LETTERS = "mnkpdqrshtuvwabc"
"""Letters for sizes that nobody named, in the order in which they are given out."""


def is_variable(value: Monomial) -> bool:
    """Whether the size is one variable and nothing else."""
    return (
        len(value.factors) == 1
        and value.factors[0][0][0] == "?"
        and value.factors[0][1] == 1
        and value.coefficient == 1
    )


def _number(value: Monomial) -> int:
    """The number of a variable: the smaller, the older."""
    return int(value.factors[0][0][1:])


def _is_letter(value: Monomial) -> bool:
    """Whether the size is one letter and nothing else, but for a number in front of it."""
    return len(value.factors) == 1 and value.factors[0][1] == 1


def variables(value: Monomial) -> tuple[str, ...]:
    """The variables that occur in a size."""
    return tuple(name for name in value.letters if name[0] == "?")


class Sizes:
    """The variables of one reading and what is known of them.

    >>> sizes = Sizes()
    >>> a, b = sizes.fresh(), sizes.fresh()
    >>> sizes.unify(a, b), sizes.unify(b, size("m")), sizes.resolve(a) is size("m")
    (True, True, True)
    >>> sizes.unify(a, size("n")), sizes.unify(a, ONE)
    (False, False)
    """

    def __init__(self) -> None:
        self._known: dict[str, Monomial] = {}
        self._trail: list[tuple[str, Monomial | None]] = []
        self._open: list[tuple[Monomial, Monomial]] = []
        self._count = 0
        self.stacked: dict[Monomial, tuple[Monomial, Monomial]] = {}

    def fresh(self) -> Monomial:
        """A size of which nothing is known but that it is not 1."""
        self._count += 1
        return size(f"?{self._count}")

    def matrix(self) -> Shape:
        """Rows × columns, both open."""
        return Shape(self.fresh(), self.fresh())

    def column(self) -> Shape:
        """A column vector of open length."""
        return Shape(self.fresh(), ONE)

    def square(self) -> Shape:
        """A square of open size."""
        side = self.fresh()
        return Shape(side, side)

    def resolve(self, value: Monomial) -> Monomial:
        """The size as far as it is known."""
        passed: list[str] = []
        while is_variable(value) and value.factors[0][0] in self._known:
            passed.append(value.factors[0][0])
            value = self._known[passed[-1]]
        for name in passed[:-1]:
            self._learn(name, value)
        if value.coefficient == 1 and (not value.factors or _is_letter(value)):
            return value
        while True:
            for name, _ in value.factors:
                if name in self._known:
                    value = value.substitute({name: self._known[name]})
                    break
            else:
                return value

    def shape(self, shape: Shape) -> Shape:
        """The shape as far as it is known."""
        return Shape(self.resolve(shape.rows), self.resolve(shape.cols))

    def unify(self, left: Monomial, right: Monomial) -> bool:
        """Make the two sizes equal, or say that they cannot be.

        Products of variables wait until `settle`.
        """
        left, right = self.resolve(left), self.resolve(right)
        if left is right:
            return True
        if left is ONE or right is ONE:
            return False
        pairs = [(left, right), (right, left)]
        if is_variable(left) and is_variable(right) and _number(left) < _number(right):
            pairs.reverse()
        for one, other in pairs:
            if is_variable(one) and one.letters[0] not in other.letters:
                self._learn(one.letters[0], other)
                return True
        ratio = left / right
        if not variables(ratio):
            return False
        root = gcd(*(power for _, power in ratio.factors))
        if root > 1 and ratio.coefficient == 1:
            sides = [
                tuple((n, s * k // root) for n, k in ratio.factors if s * k > 0) for s in (1, -1)
            ]
            return self.unify(*(Monomial(ratio.coefficient, side) for side in sides))
        self._open.append((left, right))
        return True

    def _learn(self, name: str, value: Monomial) -> None:
        self._trail.append((name, self._known.get(name)))
        self._known[name] = value

    def same(self, left: Shape, right: Shape) -> bool:
        """Make the two shapes equal; if they cannot be, nothing is learnt."""
        mark = self.mark()
        if self.unify(left.rows, right.rows) and self.unify(left.cols, right.cols):
            return True
        self.undo(mark)
        return False

    def mark(self) -> tuple[int, int]:
        """A point to which `undo` can go back."""
        return len(self._trail), len(self._open)

    def undo(self, mark: tuple[int, int]) -> None:
        """Forget what was learnt since the mark."""
        while len(self._trail) > mark[0]:
            name, before = self._trail.pop()
            if before is None:
                del self._known[name]
            else:
                self._known[name] = before
        del self._open[mark[1] :]

    @property
    def waiting(self) -> int:
        """How many equations between products wait for `settle`."""
        return len(self._open)

    def settle(self) -> int | None:
        """Solve the products that wait; which of them has no solution, if one has none."""
        waiting, self._open = self._open, []
        progress = True
        while progress:
            progress = False
            for place, (left, right) in enumerate(waiting):
                ratio = self.resolve(left) / self.resolve(right)
                names = variables(ratio)
                if not names:
                    if ratio is not ONE:
                        return place
                    continue
                exponents = dict(ratio.factors)
                if len(names) == 1 and abs(exponents[names[0]]) == 1:
                    rest = ratio.substitute({names[0]: ONE})
                    self._known[names[0]] = rest if exponents[names[0]] < 0 else ONE / rest
                    progress = True
        for place, (left, right) in enumerate(waiting):
            self._pair(left, right)
            if self.resolve(left) is not self.resolve(right):
                return place
        return None

    def _pair(self, left: Monomial, right: Monomial) -> None:
        """Solve a·b = c·d in variables by a = c, b = d, in the order in which they were made.

        The size of vec(X) stands the other way round: of (B ⊗ A) vec(X) it is A that meets X.
        """
        for one, other in ((left, right), (right, left)):
            if one in self.stacked and other not in self.stacked:
                names = sorted(variables(self.resolve(other)), key=lambda name: int(name[1:]))
                rows, cols = self.stacked[one]
                if len(names) == 2 and self.resolve(other).coefficient == 1:
                    self.unify(size(names[0]), cols)
                    self.unify(size(names[1]), rows)
                    return
        left, right = self.resolve(left), self.resolve(right)
        if left.coefficient != right.coefficient:
            return
        names = [sorted(variables(one), key=lambda name: int(name[1:])) for one in (left, right)]
        if len(names[0]) == len(names[1]):
            for one, other in zip(*names, strict=True):
                self.unify(size(one), size(other))

    def name(self, shapes: Iterable[Shape], taken: Iterable[str]) -> None:
        """Give every variable in these shapes a letter that is not taken."""
        used = set(taken)
        free = [letter for letter in LETTERS if letter not in used]
        spare = (f"n_{count}" for count in itertools.count(1))
        for shape in shapes:
            rows, cols = self.shape(shape)
            alone = rows is cols or rows is ONE or cols is ONE
            for value in shape:
                for name in variables(self.resolve(value)):
                    letter = "n" if alone and "n" in free else free[0] if free else next(spare)
                    if letter in free:
                        free.remove(letter)
                    self._known[name] = size(letter)
