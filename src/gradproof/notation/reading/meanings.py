r"""What may stand between two factors: the meanings of `\cdot`, `*`, `@` and the rest.

`star` is a `*` that may be either product; `mul` is that of MATLAB, where it is the matrix product,
and `entrywise` that of NumPy, where it is not.
"""

from __future__ import annotations

from dataclasses import dataclass

from gradproof.core.dims import ONE, SCALAR, Shape
from gradproof.core.phrase import Phrase
from gradproof.notation.reading.groupings import LOOSE
from gradproof.notation.reading.terms import Run, join, kind

MEANINGS: dict[str, tuple[str, ...]] = {
    "juxtaposed": ("matmul",),
    "at": ("matmul", "dot", "turned"),
    "cdot": ("matmul", "dot", "hadamard"),
    "times": ("matmul", "hadamard"),
    "star": ("matmul", "hadamard"),
    "mul": ("matmul", "hadamard"),
    "entrywise": ("hadamard", "matmul"),
    "colon": ("inner",),
    "otimes": ("kron",),
    **dict.fromkeys(LOOSE, ("hadamard",)),
    "oslash": ("divide",),
    "dotslash": ("divide",),
}
"""What a joint may mean, the usual first."""

STARS = frozenset({"star", "mul", "entrywise", "times"})
"""The joints that are the matrix product or the entrywise product, as it fits."""

SEVERAL = frozenset({"starred", "circ", "bullet"})
"""The joints of entrywise operations that are also used for compositions and convolutions."""
HINT = r"Write A B or A @ B for the matrix product, A \odot B or A .* B for the entrywise one."

UNUSUAL = {
    "dot": Phrase("{0} is read as the dot product"),
    "turned": Phrase("{0} is read with the vector as a row"),
    "hadamard": Phrase("{0} is read as the entrywise product, since no matrix product fits"),
    "matmul": Phrase("{0} is read as the matrix product, since no entrywise product fits"),
}


@dataclass(frozen=True, slots=True)
class Pair:
    """Two neighbours and what their joint was taken to mean; `place` is that of the left one."""

    meaning: str
    joint: str
    left: Shape
    right: Shape
    place: int

    @property
    def broadcasts(self) -> bool:
        """Whether it is an entrywise operation of two different shapes, neither a scalar."""
        return self.meaning in ("hadamard", "divide") and spreads(self.left, self.right)

    @property
    def is_odd(self) -> bool:
        """Whether it is not what the joint usually means."""
        return self.meaning not in (MEANINGS.get(self.joint, ("",))[0], "scale")


def spreads(left: Shape, right: Shape) -> bool:
    """Whether an entrywise operation would have to broadcast a row or a column."""
    return len({kind(left), kind(right)} - {"scalar"}) > 1


def meet(
    joint: str, left: Shape, right: Shape, run: Run, barred: str = ""
) -> tuple[str, Shape] | None:
    """The meaning of a joint between these shapes and the shape of the result, if one fits.

    A meaning that has to broadcast comes behind those that have not; `barred` is left out.
    """
    run.effort += 1
    if joint not in ("oslash", "dotslash") and "scalar" in (kind(left), kind(right)):
        return "scale", right if kind(left) == "scalar" else left
    meanings = [one for one in MEANINGS.get(joint, ()) if one != barred]
    if joint == "entrywise" and spreads(left, right):
        meanings.reverse()
    for meaning in meanings:
        found = fits(meaning, left, right, run)
        if found is not None:
            return meaning, found
    return None


def fits(meaning: str, left: Shape, right: Shape, run: Run) -> Shape | None:
    """The shape of the result, if the two go together in this meaning."""
    sizes = run.sizes
    match meaning:
        case "matmul":
            return Shape(left.rows, right.cols) if sizes.unify(left.cols, right.rows) else None
        case "dot":
            vectors = kind(left) == kind(right) and kind(left) in ("column", "row")
            return SCALAR if vectors and sizes.same(left, right) else None
        case "turned":
            found = kind(left) == "column" and sizes.unify(left.rows, right.rows)
            return Shape(ONE, right.cols) if found else None
        case "inner":
            return SCALAR if sizes.same(left, right) else None
        case "kron":
            return Shape(left.rows * right.rows, left.cols * right.cols)
        case _:
            return join((left, right), sizes)
