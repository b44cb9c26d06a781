"""Which symbols differ from sample to sample: the data, but for numbers that a person sets."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from gradproof.core.errors import ModelError
from gradproof.core.expr import Expr
from gradproof.core.model import Model
from gradproof.core.phrase import Phrase
from gradproof.derivation.batch.rows import is_vector

NAME = "Name the symbols that differ from sample to sample with --samples."


def samples_of(
    model: Model, goal: Expr, below: Collection[Expr], names: Sequence[str] | None
) -> list[Expr]:
    """The leaves that are another for each sample: those of these names, by default the data.

    Errors:  ModelError if there are none, one is a matrix, or `goal` does not rest on one.
    """
    if names is None:
        given = model.data - model.constants
        leaves = [leaf for name, leaf in model.declared.items() if name in given]
        if not leaves:
            raise ModelError("no symbol is known to differ from sample to sample", hint=NAME)
        found = [leaf for leaf in leaves if leaf in below]
    else:
        found = [model.find(name) for name in names]
    for one in found:
        place = model.places.get(one.symbol.name)
        if one not in below:
            raise ModelError(
                Phrase("{0} does not depend on {1}", goal.symbol.text, one.symbol.text), place
            )
        if model.definition(one) is not None:
            raise ModelError(
                Phrase("{0} is defined, so that it is no sample by itself", one.symbol.text),
                place,
                "Name what it is computed from.",
            )
        if not is_vector(one):
            raise ModelError(
                Phrase(
                    "{0} is {1}, a matrix: the note is not for one sample",
                    one.symbol.text,
                    one.shape,
                ),
                place,
                "A batch is made of a note with vectors and numbers for its one sample.",
            )
    return found
