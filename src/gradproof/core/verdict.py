"""What may be said of a claim."""

from __future__ import annotations

from typing import Literal, get_args

Verdict = Literal[
    "right", "convention", "wrong", "inherited", "definition", "note", "undecided", "unread"
]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
