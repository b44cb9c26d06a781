"""How much the checker may compute: entries of matrices, counted and never timed.

The count is the same on every machine. One allowance covers a whole derivation; without one, as
for a single claim, there is no limit.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from gradproof.core.errors import LimitError

BASE = 5_000_000
"""Entries that the checker may compute for any derivation: about a second."""
VAIN = 2_500_000
"""Entries that it may compute for claims that stay undecided."""
FOR_EACH = 2_500
"""Further ones for each operation written in its steps."""
MOST_ENTRIES = 100_000
"""Entries of one Kronecker product."""


def allowed(written: int) -> int:
    """The allowance for a derivation of so many operations."""
    return BASE + FOR_EACH * written


class Effort:
    """What is left of an allowance, and of that for claims that stay undecided."""

    __slots__ = ("left", "vain")

    def __init__(self, left: int) -> None:
        self.left = left
        self.vain = VAIN

    def spend(self, entries: int) -> None:
        """Take from what is left.

        Errors:  LimitError if nothing is.

        >>> Effort(3).spend(4)
        Traceback (most recent call last):
        gradproof.core.errors.LimitError: the proof needs more computing than is allowed
        """
        self.left -= entries
        if self.left < 0:
            raise _refused()

    def in_vain(self, entries: int) -> None:
        """Count what was spent on a claim that stays undecided; that is allowed only so long.

        Errors:  LimitError.
        """
        self.vain -= entries
        if self.vain < 0:
            raise _refused()


def _refused() -> LimitError:
    hint = "Differentiate a smaller part (--of), or by fewer symbols (--wrt)."
    return LimitError("the proof needs more computing than is allowed", hint=hint)


_current: ContextVar[Effort | None] = ContextVar("effort", default=None)


@contextmanager
def allowance(entries: int) -> Iterator[Effort]:
    """Within it, the checker computes no more than so many entries."""
    effort = Effort(entries)
    token = _current.set(effort)
    try:
        yield effort
    finally:
        _current.reset(token)


def current() -> Effort | None:
    """The allowance in force."""
    return _current.get()
