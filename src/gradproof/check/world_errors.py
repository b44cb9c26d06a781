"""What can go wrong when a term is evaluated: it has no meaning, or does not exist there."""

from __future__ import annotations


class OutOfRange(Exception):
    """A member or entry that does not exist; the claim says nothing there."""


class NoMeaning(Exception):
    """What has no meaning in this world; `args` say why."""
