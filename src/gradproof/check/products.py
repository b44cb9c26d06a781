"""Products as people write them: what a joint between two values may mean, and in which order.

Juxtaposition binds tighter than ⊙. A `·`, `*` or `×` is a matrix product where one fits, else an
entrywise one. Jacobians are passed through by the chain rule, on whichever side they stand.
"""

from __future__ import annotations

from collections.abc import Hashable
from functools import partial

from gradproof.check.arrays import (
    Array,
    Jacobian,
    Misfit,
    Value,
    entrywise,
    eye,
    full,
    kron,
    matmul,
    scaled,
    transposed,
)
from gradproof.check.choices import Choices, Option
from gradproof.check.tape import Scalar, plus, times, total

ENTRYWISE = frozenset(("odot", "circ", "dotstar"))
EITHER = frozenset(("cdot", "star", "times", "bullet", "at"))


class Flexible:
    """Ones or an identity whose size what stands beside it decides; `factor` scales it."""

    __slots__ = ("factor", "kind")

    def __init__(self, kind: str, factor: Scalar = 1) -> None:
        self.kind, self.factor = kind, factor

    def of(self, n: int) -> Array:
        """The ones or the identity of size n."""
        if self.kind == "eye":
            return eye(n).each(lambda x: times(self.factor, x))
        if self.kind == "all":
            return full((n, n), self.factor)
        return full((n, 1) if self.kind == "ones" else (1, n), self.factor)

    def scaled(self, factor: Scalar) -> Flexible:
        """Every entry times a number."""
        return Flexible(self.kind, times(self.factor, factor))

    def turned(self) -> Flexible:
        """The transpose."""
        kinds = {"ones": "ones-row", "ones-row": "ones"}
        return Flexible(kinds.get(self.kind, self.kind), self.factor)


class Mixed(Flexible):
    """A sum of identities and ones, as in I − 11ᵀ/n."""

    __slots__ = ("parts",)

    def __init__(self, parts: tuple[Flexible, ...]) -> None:
        super().__init__("mixed")
        self.parts = parts

    def of(self, n: int) -> Array:
        found = self.parts[0].of(n)
        for part in self.parts[1:]:
            found = entrywise(found, part.of(n), plus)
        return found.each(lambda x: times(self.factor, x))

    def scaled(self, factor: Scalar) -> Flexible:
        return Mixed(tuple(part.scaled(factor) for part in self.parts))

    def turned(self) -> Flexible:
        return Mixed(tuple(part.turned() for part in self.parts))


class Unit(Flexible):
    """A unit vector whose length what stands beside it decides."""

    __slots__ = ("lies", "place")

    def __init__(self, place: int, factor: Scalar = 1, lies: bool = False) -> None:
        super().__init__("ones-row" if lies else "ones", factor)
        self.place, self.lies = place, lies

    def of(self, n: int) -> Array:
        data = [self.factor if i + 1 == self.place else 0 for i in range(n)]
        return Array((1, n) if self.lies else (n, 1), data)

    def scaled(self, factor: Scalar) -> Flexible:
        return Unit(self.place, times(self.factor, factor), self.lies)

    def turned(self) -> Flexible:
        return Unit(self.place, self.factor, not self.lies)


Operand = Value | Flexible


def fix_left(a: Flexible, b: Array) -> Array:
    """A flexible left factor beside b; a column of ones before a row is the row, repeated."""
    if b.is_scalar:
        raise Misfit("the size of 1 is not clear", ())
    if a.kind == "ones":
        if b.rows == 1:
            raise Misfit("the size of 1 is not clear", b.shape)
        raise Misfit("a column of ones before a matrix", b.shape)
    return a.of(b.rows)


def fix_right(a: Array, b: Flexible) -> Array:
    """A flexible right factor behind a."""
    if a.is_scalar:
        raise Misfit("the size of 1 is not clear", ())
    if b.kind == "ones-row":
        raise Misfit("a row of ones behind a matrix", a.shape)
    return b.of(a.cols)


def product(
    place: Hashable,
    values: list[Operand],
    joints: list[str],
    choices: Choices,
    declared: set[str],
) -> Operand:
    """The product of the values under the joints between them."""
    entry = [j in ENTRYWISE or j in declared for j in joints]
    if any(entry) and not all(entry):
        options = [
            Option("", 0.0, partial(_grouped, place, values, joints, entry, choices, declared)),
            Option("left-to-right", 0.6, partial(_chain, place, values, joints, choices, declared)),
        ]
        return choices.pick((place, "order"), options)
    return _chain(place, values, joints, choices, declared)


def _grouped(
    place: Hashable,
    values: list[Operand],
    joints: list[str],
    entry: list[bool],
    choices: Choices,
    declared: set[str],
) -> Operand:
    """Factors side by side first, then what stands between ⊙."""
    groups: list[list[Operand]] = [[values[0]]]
    inner: list[list[str]] = [[]]
    outer: list[str] = []
    for value, joint, is_entry in zip(values[1:], joints, entry, strict=True):
        if is_entry:
            groups.append([value])
            inner.append([])
            outer.append(joint)
        else:
            groups[-1].append(value)
            inner[-1].append(joint)
    made = [
        _chain((place, at), group, within, choices, declared)
        for at, (group, within) in enumerate(zip(groups, inner, strict=True))
    ]
    return _chain((place, "outer"), made, outer, choices, declared)


def _chain(
    place: Hashable, values: list[Operand], joints: list[str], choices: Choices, declared: set[str]
) -> Operand:
    """From left to right; ones and identities wait for what gives them a size."""
    values, joints = list(values), list(joints)
    found = values[0]
    for at, (value, joint) in enumerate(zip(values[1:], joints, strict=True)):
        if isinstance(found, Flexible) and isinstance(value, Array) and value.is_scalar:
            found = found.scaled(value.data[0])
        elif isinstance(value, Flexible) and isinstance(found, Array) and found.is_scalar:
            found = value.scaled(found.data[0])
        elif isinstance(found, Flexible) and isinstance(value, Flexible):
            if (found.kind, value.kind) == ("ones", "ones-row") and not isinstance(found, Unit):
                found = Flexible("all", times(found.factor, value.factor))
                continue
            raise Misfit("the sizes of these ones are not clear")
        else:
            found = joined((place, at), found, value, joint, choices, declared)
    return found


def joined(
    place: Hashable, a: Operand, b: Operand, joint: str, choices: Choices, declared: set[str]
) -> Operand:
    """a and b with a joint between them."""
    if isinstance(a, Jacobian) or isinstance(b, Jacobian):
        return _through(place, a, b, joint in ENTRYWISE or joint in declared, choices)
    entry = joint in ENTRYWISE or joint in declared
    if (
        isinstance(a, Flexible)
        and isinstance(b, Array)
        and not entry
        and a.kind == "ones"
        and b.rows == 1
        and b.cols > 1
        and not isinstance(a, Unit)
    ):
        return b.each(lambda x: times(a.factor, x))
    if (
        isinstance(b, Flexible)
        and isinstance(a, Array)
        and not entry
        and b.kind == "ones-row"
        and a.cols == 1
        and a.rows > 1
        and not isinstance(b, Unit)
    ):
        return a.each(lambda x: times(b.factor, x))
    if isinstance(a, Flexible):
        assert isinstance(b, Array)
        a = a.of(b.rows) if entry else fix_left(a, b)
    if isinstance(b, Flexible):
        b = b.of(a.rows if b.kind != "ones-row" else a.cols) if entry else fix_right(a, b)
    assert isinstance(a, Array)
    assert isinstance(b, Array)
    if joint == "otimes":
        return _tensor(place, a, b, choices)
    if a.is_scalar or b.is_scalar:
        return scaled(a, b)
    if entry:
        options = [
            Option("", 0.0, partial(entrywise, a, b, times)),
            Option("broadcast", 0.5, partial(entrywise, a, b, times, True)),
            *_oriented(a, b),
        ]
    else:
        options = [Option(f"matmul:{joint}" if joint in EITHER else "", 0.0, partial(matmul, a, b))]
        if joint in EITHER:
            options.append(Option("dot-product", 0.1, partial(_dot, a, b)))
        cost = 0.4 if joint in EITHER else 2.0
        options.append(Option(f"hadamard:{joint}", cost, partial(entrywise, a, b, times)))
        options.append(
            Option(f"hadamard:{joint}", cost + 0.5, partial(entrywise, a, b, times, True))
        )
        if choices.lenient:
            options.append(Option("order-of-factors", 3.0, partial(matmul, b, a)))
    if not entry and joint in EITHER:
        options = [o for o in options if not (o.tag == "dot-product" and not a.is_vector)]
    return choices.pick((place, "joint"), options)


def _oriented(a: Array, b: Array) -> list[Option[Array]]:
    """A row ⊙ a column, read in the orientation of the first."""
    if a.is_vector and b.is_vector and a.shape == b.shape[::-1]:
        return [Option("orientation", 0.4, partial(entrywise, a, transposed(b), times))]
    return []


def _dot(a: Array, b: Array) -> Array:
    """The inner product of two vectors that lie alike."""
    if not a.is_vector or a.shape != b.shape:
        raise Misfit("no inner product", a.shape, b.shape)
    return Array((), [total([times(x, y) for x, y in zip(a.data, b.data, strict=True)])])


def _tensor(place: Hashable, a: Array, b: Array, choices: Choices) -> Array:
    options = [
        Option("", 0.0, partial(kron, a, b)),
        Option("tensor-as-outer-product", 0.5, partial(_outer, a, b)),
        Option("tensor-as-hadamard", 0.8, partial(entrywise, a, b, times)),
    ]
    return choices.pick((place, "tensor"), options)


def _outer(a: Array, b: Array) -> Array:
    if not (a.is_vector and b.is_vector):
        raise Misfit("an outer product is of vectors", a.shape, b.shape)
    return Array((len(a.data), len(b.data)), [times(x, y) for x in a.data for y in b.data])


def _through(place: Hashable, a: Operand, b: Operand, entry: bool, choices: Choices) -> Value:
    """Products with Jacobians: composition, and passing a gradient or a differential through."""
    options: list[Option[Array | Jacobian]] = []
    if isinstance(a, Flexible) or isinstance(b, Flexible):
        raise Misfit("ones beside a Jacobian")
    if isinstance(a, Array) and isinstance(b, Array):
        return matmul(a, b)
    if isinstance(a, Array) and a.is_scalar:
        assert isinstance(b, Jacobian)
        return scaled_jacobian(b, a.data[0])
    if isinstance(b, Array) and b.is_scalar:
        assert isinstance(a, Jacobian)
        return scaled_jacobian(a, b.data[0])
    if entry:
        return _elementwise(a, b)
    if isinstance(a, Jacobian) and isinstance(b, Jacobian):
        options.append(Option("", 0.0, partial(compose, a, b)))
        options.append(Option("", 0.1, partial(compose, b, a)))
        options.append(Option("elementwise-derivative", 0.6, partial(_elementwise, a, b)))
    elif isinstance(a, Array):
        assert isinstance(b, Jacobian)
        options.append(Option("", 0.0, partial(_matrix_left, a, b)))
        if not (_is_flat(b.u) and _is_flat(b.v)):
            options.append(Option("", 0.1, partial(pulled, a, b)))
        options.append(Option("denominator-layout", 0.3, partial(_matrix_left, a, b.turned())))
        options.append(Option("elementwise-derivative", 0.6, partial(_elementwise, a, b)))
    else:
        assert isinstance(a, Jacobian)
        assert isinstance(b, Array)
        options.append(Option("", 0.0, partial(_matrix_right, a, b)))
        options.append(Option("denominator-layout", 0.3, partial(_matrix_right, a.turned(), b)))
        if not (_is_flat(a.u) and _is_flat(a.v)):
            options.append(Option("", 0.35, partial(pulled, b, a)))
        options.append(Option("", 0.4, partial(pushed, a, b)))
        options.append(Option("elementwise-derivative", 0.6, partial(_elementwise, a, b)))
    return choices.pick((place, "chain"), options)


def scaled_jacobian(j: Jacobian, factor: Scalar) -> Jacobian:
    """A Jacobian times a scalar."""
    return Jacobian(j.u, j.v, [[times(factor, x) for x in row] for row in j.table])


def compose(a: Jacobian, b: Jacobian) -> Jacobian:
    """∂u/∂v ∂v/∂w."""
    if a.v != b.u:
        raise Misfit("these derivatives do not follow each other", a.v, b.u)
    inner = range(len(b.table))
    width = range(len(b.table[0]))
    table = [
        [total([times(row[k], b.table[k][j]) for k in inner]) for j in width] for row in a.table
    ]
    return Jacobian(a.u, b.v, table)


def pulled(g: Array, j: Jacobian) -> Array:
    """Σ_a g_a ∂u_a/∂v: a gradient passed back."""
    if g.shape != j.u and not (g.is_vector and g.shape == j.u[::-1]):
        raise Misfit("the gradient does not fit the Jacobian", g.shape, j.u)
    rows = range(len(j.table))
    return Array(
        j.v,
        [total([times(g.data[a], j.table[a][b]) for a in rows]) for b in range(len(j.table[0]))],
    )


def pushed(j: Jacobian, d: Array) -> Array:
    """Σ_b ∂u/∂v_b d_b: a differential passed on."""
    if d.shape != j.v:
        raise Misfit("the differential does not fit the Jacobian", j.v, d.shape)
    return Array(
        j.u, [total([times(x, y) for x, y in zip(row, d.data, strict=True)]) for row in j.table]
    )


def _is_flat(shape: tuple[int, ...]) -> bool:
    return not shape or 1 in shape


def _matrix_left(a: Array, j: Jacobian) -> Array:
    """a times the Jacobian as a matrix."""
    if not (_is_flat(j.u) and _is_flat(j.v)):
        raise Misfit("a Jacobian of matrices is no matrix", j.u, j.v)
    return matmul(a, j.matrix())


def _matrix_right(j: Jacobian, b: Array) -> Array:
    if not (_is_flat(j.u) and _is_flat(j.v)):
        raise Misfit("a Jacobian of matrices is no matrix", j.u, j.v)
    return matmul(j.matrix(), b)


def _elementwise(a: Operand, b: Operand) -> Value:
    """Entry by entry, where each Jacobian is that of an elementwise function."""
    values: list[Array] = []
    for one in (a, b):
        if isinstance(one, Jacobian):
            if not one.is_diagonal:
                raise Misfit("this derivative is not elementwise", one.u, one.v)
            values.append(one.diagonal())
        elif isinstance(one, Array):
            values.append(one)
        else:
            raise Misfit("the size of this constant is not clear", ())
    return entrywise(values[0], values[1], times)
