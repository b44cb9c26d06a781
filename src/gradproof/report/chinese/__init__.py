"""Chinese for the sentences that are not part of a derivation: errors, advice, readings.

The English of a sentence is its key: the template that the program fills. What a derivation says
has both languages beside each other (`core.operation.Words`, `report.words`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from gradproof.core.errors import GradproofError
from gradproof.core.phrase import in_words
from gradproof.ops import TABLE
from gradproof.report.chinese.checking import CHECKING
from gradproof.report.chinese.components import COMPONENTS
from gradproof.report.chinese.formulas import FORMULAS
from gradproof.report.chinese.grammar import GRAMMAR
from gradproof.report.chinese.judging import JUDGING
from gradproof.report.chinese.proofs import PROOFS
from gradproof.report.chinese.questions import QUESTIONS, REFUSALS
from gradproof.report.chinese.reader import READER
from gradproof.report.chinese.readings import READINGS
from gradproof.report.chinese.usage import USAGE

PARTS: tuple[Mapping[str, str], ...] = (
    QUESTIONS, GRAMMAR, READER, COMPONENTS, FORMULAS, READINGS, PROOFS, USAGE, CHECKING,
    JUDGING, REFUSALS,
)  # fmt: skip
OPERATIONS: Mapping[str, str] = {row.words.en: row.words.zh for row in TABLE}
"""What operations are called."""
CHINESE: Mapping[str, str] = {
    english: chinese for part in (OPERATIONS, *PARTS) for english, chinese in part.items()
}
"""The whole table."""


def words_in(lang: str) -> Mapping[str, str]:
    """The table of a language: templates by the English ones; English needs none.

    >>> words_in("zh")["{0} is not declared"], len(words_in("en"))
    ('{0} 未声明', 0)
    """
    return CHINESE if lang == "zh" else {}


def said_in(lang: str, sentence: str) -> str:
    """The sentence in the language.

    >>> said_in("zh", "Split the note.")
    '请拆分笔记。'
    """
    return in_words(sentence, words_in(lang))


@contextmanager
def speaking(lang: str) -> Iterator[None]:
    """Errors that pass are said in the language."""
    try:
        yield
    except GradproofError as error:
        error.words = words_in(lang)
        raise
