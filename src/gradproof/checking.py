"""`check(text)`: every claim of a note with its verdict, as outside programs see it."""

from __future__ import annotations

from gradproof.check.checker import check as judged
from gradproof.core.errors import GradproofError, LimitError
from gradproof.core.phrase import Phrase
from gradproof.report.checked.answer import Report
from gradproof.report.checked.judged import Claim
from gradproof.report.chinese import speaking
from gradproof.report.words import LANGUAGES, Lang

LONGEST_NOTE = 2**20
"""Characters of a note."""

_REASONS = {
    "definition": Phrase("it says what a name means"),
    "note": Phrase("it is no equation that could be judged"),
    "unread": Phrase("it could not be read"),
}
"""Why a claim has its verdict, where nothing more is known."""


def check(text: str, path: str = "-", *, lang: Lang = "en") -> Report:
    r"""Every claim of a note, judged by what it means: right, wrong and why, or not decided.

    text: a note in Markdown.  path: the file that the report speaks of.
    lang: "en" or "zh", the language of the report and of errors.

    Errors:  LimitError for a note that is too long, or nested too deeply.

    >>> note = r"$X \in \mathbb{R}^{m \times d}$, $w \in \mathbb{R}^d$, $f = \|X w\|^2$, then "
    >>> report = check(note + r"$\nabla_w f = 2 X^T X w$ and $\nabla_w f = 2 X X^T w$.")
    >>> [claim.verdict for claim in report.claims][2:]
    ['definition', 'right', 'wrong']
    """
    with speaking(lang):
        if lang not in LANGUAGES:
            raise GradproofError(
                Phrase("{0} {1!r} is not known", "lang", lang),
                hint=Phrase("Choose one of: {0}.", ", ".join(LANGUAGES)),
            )
        if len(text) > LONGEST_NOTE:
            raise LimitError(
                Phrase("a note of more than {0:,} characters is not read", LONGEST_NOTE),
                hint="Split the note.",
            )
        try:
            found = judged(text, path).claims
        except (RecursionError, MemoryError, OverflowError) as error:
            kind = type(error).__name__
            raise LimitError(
                Phrase("the input is too large or nested too deeply ({0})", kind)
            ) from None
    claims = (
        Claim(
            one.line,
            one.column,
            one.latex,
            one.verdict,
            one.reason or _REASONS.get(one.verdict, ""),
            one.convention,
            one.reading,
            one.correction,
            one.counterexample,
            *one.span,
        )
        for one in found
    )
    return Report(path, text, tuple(claims), lang)
