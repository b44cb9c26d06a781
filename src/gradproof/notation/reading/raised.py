r"""Names with an index above and no brackets: W^l is one of a family, γ^t may be a power.

A note that defines or declares such names, as a^l = σ(W^l a^{l-1}), means one of a family by the
others too. A number may be raised to that power, and so may what the note knows without the index.
"""

from __future__ import annotations

from collections.abc import Iterator

from gradproof.core.errors import NotationError
from gradproof.core.layers import SLOT, Layers
from gradproof.core.model import Model
from gradproof.core.phrase import Phrase
from gradproof.notation.printing.symbols import identifier
from gradproof.notation.reading.names import Scope

BARE = f"^{{{SLOT}}}"
"""How a family is spelt whose index stands above, in no brackets."""


def undeclared(model: Model, layers: Layers, scope: Scope) -> Iterator[tuple[str, str]]:
    """The families of this spelling that nothing introduces, with a member that the model has."""
    for family, positions in layers.families().items():
        inside = {place: name for place, name in positions.items() if place.letter == layers.letter}
        used = [name for name in inside.values() if name in model.declared]
        introduced = any(name in scope.known for name in positions.values())
        if family.endswith(BARE) and used and not introduced:
            yield family.removesuffix(BARE), used[0]


def settle_raised(model: Model, scope: Scope) -> list[Phrase]:
    """What is to be said of names with a bare index above that nothing introduces.

    Errors:  NotationError where such a name may be a power.
    """
    layers = model.layers
    if layers is None:
        return []
    usual = any(
        BARE in member.family and name in scope.known for name, member in layers.members.items()
    )
    remarks: list[Phrase] = []
    for base, name in undeclared(model, layers, scope):
        known = scope.used[name]
        position = str(layers.members[name].position)
        if model.declared[name].shape.is_scalar or identifier(base) in scope.known:
            power = Phrase("{0} to the power {1}", base, position)
            hint = Phrase(
                "Write {0} for one of many; powers that count are not supported.",
                f"{base}_{layers.letter}",
            )
            said = Phrase("{0} may be one of many, or {1}", known.latex, power)
            raise NotationError(said, known.place, hint)
        if not usual:
            remarks.append(
                Phrase("{0} is read as another name for every {1}", known.latex, layers.letter)
            )
    return remarks
