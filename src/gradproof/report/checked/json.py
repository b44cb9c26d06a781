"""Checked notes as JSON, for other programs: `gradproof.check/1`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from gradproof.report.checked.judged import Claim, Judged
from gradproof.report.chinese import said_in
from gradproof.report.words import Lang

FORMAT = "gradproof.check/1"


def record(reports: Sequence[Judged], lang: Lang = "en") -> dict[str, Any]:
    """The reports as plain data; `convention` is the name of one, whatever the language."""
    documents = [
        {
            "path": one.path,
            "claims": [_claim(claim, lang) for claim in one.claims],
            "summary": one.summary,
        }
        for one in reports
    ]
    return {"format": FORMAT, "documents": documents}


def _claim(claim: Claim, lang: Lang) -> dict[str, Any]:
    return {
        "line": claim.line,
        "column": claim.column,
        "latex": claim.latex,
        "verdict": claim.verdict,
        "reading": said_in(lang, claim.reading) if claim.reading else None,
        "convention": claim.convention,
        "reason": said_in(lang, claim.reason),
        "correction": claim.correction,
        "counterexample": claim.counterexample,
    }


def render(reports: Sequence[Judged], lang: Lang = "en") -> str:
    """The record as text, one line a value, ending in a newline."""
    return json.dumps(record(reports, lang), ensure_ascii=False, indent=2, default=str) + "\n"
