"""A random point: values and tangents of the free symbols that respect the facts, in any number
system.

The same seed gives the same point in floats and in 50 digits. Tangents respect the linearised
facts; that of a symmetric matrix need not be symmetric if the matrix is `unconstrained`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

from gradproof.core.expr import Expr
from gradproof.exact.elimination import inverse, solve
from gradproof.exact.evaluator import Evaluator
from gradproof.exact.kits import Kit, Law, Matrix, Scalar, Undefined
from gradproof.exact.setting import Setting
from gradproof.exact.sizes import Sizes

ATTEMPTS = 40


class Fixed:
    """Leaves with given values."""

    def __init__(
        self, values: Mapping[Expr, Matrix], tangents: Mapping[Expr, Matrix] | None = None
    ) -> None:
        self.values, self.tangents = values, tangents or {}

    def value(self, symbol: Expr, kit: Kit) -> Matrix:
        """The given value."""
        return self.values[symbol]

    def tangent(self, symbol: Expr, kit: Kit) -> Matrix:
        """The given tangent, or 0."""
        found = self.tangents.get(symbol)
        if found is None:
            value = self.values[symbol]
            return kit.filled(len(value), len(value[0]), 0)
        return found


class Point:
    """Leaves drawn at random, when they are first asked for, once for each number system."""

    def __init__(
        self,
        setting: Setting,
        leaves: list[Expr],
        sizes: Sizes,
        seed: str,
        law: Callable[[Expr], Law],
        positive: set[Expr],
    ) -> None:
        self.setting, self.leaves, self.sizes = setting, leaves, sizes
        self.seed, self.law, self.positive = seed, law, positive
        self._values: dict[Kit, dict[Expr, Matrix]] = {}
        self._tangents: dict[Kit, dict[Expr, Matrix]] = {}
        self._frames: dict[tuple[Kit, Expr], Matrix] = {}

    def value(self, symbol: Expr, kit: Kit) -> Matrix:
        """The value of a leaf."""
        return self.values(kit)[symbol]

    def tangent(self, symbol: Expr, kit: Kit) -> Matrix:
        """The tangent of a leaf."""
        return self.tangents(kit)[symbol]

    def values(self, kit: Kit) -> dict[Expr, Matrix]:
        """The values of all leaves in one number system."""
        found = self._values.get(kit)
        if found is None:
            found = {}
            rng = Random(f"{self.seed} {type(kit).__name__.replace('Precise', 'Real')}")
            for leaf in self.leaves:
                found[leaf] = self._drawn(leaf, kit, rng, found)
            self._values[kit] = found
        return found

    def tangents(self, kit: Kit) -> dict[Expr, Matrix]:
        """The tangents of all leaves in one number system."""
        found = self._tangents.get(kit)
        if found is None:
            values = self.values(kit)
            found = {}
            rng = Random(f"{self.seed} d{type(kit).__name__.replace('Precise', 'Real')}")
            for leaf in self.leaves:
                found[leaf] = self._drawn_tangent(leaf, kit, rng, values, found)
            self._tangents[kit] = found
        return found

    def _shape(self, leaf: Expr) -> tuple[int, int]:
        return self.sizes.length(leaf.shape.rows), self.sizes.length(leaf.shape.cols)

    def _drawn(self, leaf: Expr, kit: Kit, rng: Random, known: dict[Expr, Matrix]) -> Matrix:
        rows, cols = self._shape(leaf)
        law, has = self.law(leaf), self.setting.properties.get(leaf, set())
        if leaf in self.setting.frames:
            return self._frame(leaf, kit, rng, rows, cols)
        if leaf in self.setting.bits:
            return [[kit.constant(rng.randrange(2)) for _ in range(cols)] for _ in range(rows)]
        if "positive_definite" in has:
            root = [[kit.draw(rng, law) for _ in range(cols)] for _ in range(rows)]
            if "diagonal" in has:
                root = _kept(kit, root, diagonal=True)
            return kit.matmul(root, [list(row) for row in zip(*root, strict=True)])
        positive = "positive" in has or leaf in self.positive
        if leaf in self.setting.affine:
            return self._affine(leaf, kit, rng, known, positive)
        draw = kit.draw_positive if positive else kit.draw
        matrix = [[draw(rng, law) for _ in range(cols)] for _ in range(rows)]
        return _kept(kit, matrix, diagonal="diagonal" in has, symmetric="symmetric" in has)

    def _drawn_tangent(
        self,
        leaf: Expr,
        kit: Kit,
        rng: Random,
        values: dict[Expr, Matrix],
        known: dict[Expr, Matrix],
    ) -> Matrix:
        rows, cols = self._shape(leaf)
        has = self.setting.properties.get(leaf, set())
        if "constant" in has or leaf in self.setting.bits:
            return kit.filled(rows, cols, 0)
        if leaf in self.setting.frames:
            return self._frame_tangent(leaf, kit, rng, rows, cols)
        if leaf in self.setting.affine:
            moved = {
                other: kit.add([values[other], known[other]])
                for other in self.leaves
                if other in known
            }
            end = self._affine(leaf, kit, rng, moved, False)
            return kit.add([end, kit.scaled(kit.constant(-1), values[leaf])])
        matrix = [[kit.draw(rng, _tangent_law) for _ in range(cols)] for _ in range(rows)]
        tied = has & {"symmetric", "positive_definite"} and "unconstrained" not in has
        symmetric = bool(tied)
        return _kept(kit, matrix, diagonal="diagonal" in has, symmetric=symmetric)

    def _frame(self, leaf: Expr, kit: Kit, rng: Random, rows: int, cols: int) -> Matrix:
        """Orthonormal columns or rows: part of (I − S)(I + S)⁻¹ D, S skew and D = diag(±1)."""
        upright = self.setting.frames[leaf]
        size = max(rows, cols)
        if (rows < cols) if upright else (cols < rows):
            raise Undefined("there is no such frame at these sizes")
        skew = _skew(kit, rng, self.law(leaf), size)
        minus, plus = kit.scaled(kit.constant(-1), skew), skew
        turned = kit.matmul(
            kit.add([kit.eye(size), minus]), inverse(kit, kit.add([kit.eye(size), plus]))
        )
        signs = [kit.constant(rng.choice((1, -1))) for _ in range(size)]
        whole = [[kit.reduce(x * s) for x, s in zip(row, signs, strict=True)] for row in turned]
        self._frames[kit, leaf] = whole
        return self._part(whole, upright, rows, cols)

    def _frame_tangent(self, leaf: Expr, kit: Kit, rng: Random, rows: int, cols: int) -> Matrix:
        """dQ = Q K with K skew."""
        whole = self._frames[kit, leaf]
        moved = kit.matmul(whole, _skew(kit, rng, _tangent_law, len(whole)))
        return self._part(moved, self.setting.frames[leaf], rows, cols)

    @staticmethod
    def _part(whole: Matrix, upright: bool, rows: int, cols: int) -> Matrix:
        part = [row[: min(rows, cols)] for row in whole]
        return part if upright else [list(row) for row in zip(*part, strict=True)]

    def _affine(
        self, leaf: Expr, kit: Kit, rng: Random, known: Mapping[Expr, Matrix], positive: bool
    ) -> Matrix:
        """A random solution of the equations for `leaf`, the other symbols being known."""
        rows, cols = self._shape(leaf)
        places = [(i, j) for i in range(rows) for j in range(cols)]
        start = self._residual(leaf, kit, known, kit.filled(rows, cols, 0))
        columns: list[list[Scalar]] = []
        for i, j in places:
            unit = kit.filled(rows, cols, 0)
            unit[i][j] = kit.constant(1)
            moved = self._residual(leaf, kit, known, unit)
            columns.append(
                [kit.reduce(x + kit.negative(y)) for x, y in zip(moved, start, strict=True)]
            )
        system = [list(row) for row in zip(*columns, strict=True)]
        right = [kit.negative(x) for x in start]
        law = self.law(leaf)
        share = 1.0 / max(rows, cols)
        for _ in range(ATTEMPTS):
            if positive:
                free = solve(kit, system, right, lambda: kit.draw_positive(rng, _share_law(share)))
            else:
                free = solve(kit, system, right, lambda: kit.draw(rng, law))
            if not positive or all(kit.is_positive(x) for x in free):
                return [free[i * cols : (i + 1) * cols] for i in range(rows)]
        raise Undefined("no positive solution was found")

    def _residual(
        self, leaf: Expr, kit: Kit, known: Mapping[Expr, Matrix], value: Matrix
    ) -> list[Scalar]:
        """left − right of the equations for the leaf, and of symmetry or diagonality."""
        memo, kit.memo = kit.memo, {}
        try:
            there = Evaluator(self.sizes, Fixed({**known, leaf: value}), self.setting.definitions)
            found: list[Scalar] = []
            for fact in self.setting.affine[leaf]:
                left, right = there.value(fact.left, kit), there.value(fact.right, kit)
                found += _differences(kit, left, right)
        finally:
            kit.memo = memo
        has = self.setting.properties.get(leaf, set())
        if has & {"symmetric", "diagonal"}:
            wanted = _kept(kit, value, diagonal="diagonal" in has, symmetric="symmetric" in has)
            found += _differences(kit, value, wanted)
        return found


def _differences(kit: Kit, left: Matrix, right: Matrix) -> list[Scalar]:
    return [
        kit.reduce(x + kit.negative(y))
        for r, s in zip(left, right, strict=True)
        for x, y in zip(r, s, strict=True)
    ]


def _kept(kit: Kit, matrix: Matrix, *, diagonal: bool = False, symmetric: bool = False) -> Matrix:
    """The matrix with its lower half copied up, or with zeros off its diagonal."""
    if diagonal:
        nil = kit.constant(0)
        return [[x if i == j else nil for j, x in enumerate(row)] for i, row in enumerate(matrix)]
    if symmetric:
        size = range(len(matrix))
        return [[matrix[max(i, j)][min(i, j)] for j in size] for i in size]
    return matrix


def _skew(kit: Kit, rng: Random, law: Law, size: int) -> Matrix:
    found = kit.filled(size, size, 0)
    for i in range(size):
        for j in range(i):
            found[i][j] = kit.draw(rng, law)
            found[j][i] = kit.negative(found[i][j])
    return found


def _tangent_law(rng: Random) -> float:
    return rng.gauss(0, 1)


def _share_law(share: float) -> Law:
    return lambda rng: rng.uniform(0, share)
