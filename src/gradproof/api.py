"""The public face: read, derive."""

from __future__ import annotations

from collections.abc import Sequence

from gradproof.core.errors import GradproofError
from gradproof.core.model import Model
from gradproof.core.proof import Derivation
from gradproof.derive.differential import derive_differential
from gradproof.derive.scope import scope
from gradproof.derive.verify import verify

__all__ = ["Derivation", "GradproofError", "Model", "derive"]


def derive(
    note: Model,
    of: str | None = None,
    wrt: Sequence[str] | None = None,
) -> Derivation:
    """∂of/∂X for every X of `wrt`, with each step proved."""
    return verify(derive_differential(note, scope(note, of, wrt)))
