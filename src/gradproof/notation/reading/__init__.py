"""Notes and quick expressions, read into models."""

from __future__ import annotations

from gradproof.notation.reading.expression import read_expression
from gradproof.notation.reading.note import read_note

__all__ = ["read_expression", "read_note"]
