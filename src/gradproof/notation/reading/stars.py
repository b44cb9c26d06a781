"""What `*` between two matrices means where both products fit: it is asked about, never guessed.

MATLAB writes the matrix product so and NumPy the entrywise one; where the text shows which of them
it is written for, that is what it means, and it is said.
"""

from __future__ import annotations

from gradproof.core.errors import ShapeError
from gradproof.core.phrase import Phrase, enumeration
from gradproof.notation.reading.meanings import HINT
from gradproof.notation.reading.problem import Problem
from gradproof.notation.reading.terms import Clash, Run, Star

SIGNS = {"star": "*", "times": "×", "mul": "*", "entrywise": "*"}
LANGUAGES = {
    "mul": Phrase("{0} is read as the matrix product, as in MATLAB"),
    "entrywise": Phrase("{0} is read as the entrywise product, as in NumPy"),
}
LIMIT = 12
"""So many signs are tried in the other meaning; of more, those between equal squares count."""


def settle_stars(problem: Problem, run: Run) -> None:
    """Say or ask what every `*` between two matrices is.

    Errors:  ShapeError at the first that may be either product.
    """
    for count, star in enumerate(run.stars):
        said = LANGUAGES.get(star.joint)
        if star.meaning != "matmul" and said is None:
            continue
        left, right = run.sizes.shape(star.left), run.sizes.shape(star.right)
        is_square = left == right and left.rows is left.cols
        open_to_both = star.joint != "times" and count < LIMIT and _other_fits(problem, run, star)
        if not (is_square or open_to_both):
            continue
        if said is not None:
            run.note(said.of(run.source(star.term.node)))
            continue
        shown = enumeration(run.shown(left, right))
        what = Phrase("{0} between {1}", SIGNS[star.joint], shown)
        if left != right:
            what = Phrase("{0} in {1}", SIGNS[star.joint], run.source(star.term.node))
        raise ShapeError(
            Phrase("{0} may be the matrix product or the entrywise product", what),
            run.place(star.term.node),
            HINT,
        )


def _other_fits(problem: Problem, run: Run, star: Star) -> bool:
    """Whether the names may be what they are while this `*` is the other product."""
    barred = {(id(star.term), star.place): star.meaning}
    try:
        other = problem.attempt(run.assignment, barred)
    except Clash:
        return False
    odd, odd_now = (sum(cost for _, cost in one.penalties) for one in (other, run))
    return odd <= odd_now + 0.5 and other.sizes.settle() is None
