"""Sentences for a person that can still be said in another language.

A `Phrase` is its English text, and remembers the template and the parts that the text was made of.
Whoever prints it may look the template up in a table of another language; everybody else has a
string like any other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial, reduce

CHINESE = "\u2e80"
"""The first of the characters that no space is put beside."""


class Phrase(str):
    """An English phrase: a template with its slots `{0}`, `{1}`, … filled with the parts.

    Parts that are phrases, or objects that are shown as phrases, are said in the other language
    too; all else (formulas, names, numbers) is the same in every language. Without parts the
    template is the text, whatever braces are in it.

    >>> Phrase("{0} is {1}, not {2}", "x", "m×n", Phrase("scalar"))
    'x is m×n, not scalar'
    """

    __slots__ = ("parts", "template")

    template: str
    parts: tuple[object, ...]

    def __new__(cls, template: str, *parts: object) -> Phrase:
        """The phrase with its slots filled; of a phrase without more parts, itself."""
        if isinstance(template, Phrase) and not parts:
            return template
        self = super().__new__(cls, template.format(*parts) if parts else template)
        self.template = template
        self.parts = parts
        return self

    def __reduce__(self) -> tuple[type[Phrase], tuple[object, ...]]:
        """What a copy is made of."""
        return Phrase, (self.template, *self.parts)

    def of(self, *parts: object) -> Phrase:
        """The phrase of the same template with these parts.

        >>> Phrase("the sum of {0}").of("x")
        'the sum of x'
        """
        return Phrase(self.template, *parts)


def in_words(sentence: str, words: Mapping[str, str]) -> str:
    """The sentence said by a table from templates to those of another language.

    What the table does not have stays as it is.

    >>> in_words(
    ...     Phrase("{0} is {1}", "x", Phrase("scalar")),
    ...     {"{0} is {1}": "{0} 是{1}", "scalar": "标量"},
    ... )
    'x 是标量'
    """
    if not isinstance(sentence, Phrase):
        return words.get(sentence, sentence)
    template = words.get(sentence.template, sentence.template)
    if not sentence.parts:
        return template
    parts = [_part(one, words) for one in sentence.parts]
    for place, part in enumerate(parts):
        if isinstance(part, str) and part:
            template = _closed_up(template, f"{{{place}}}", part)
    return template.format(*parts)


def _part(part: object, words: Mapping[str, str]) -> object:
    """A part of a sentence in the words of the table, if there are any for it."""
    shown = part if isinstance(part, str | int) else str(part)
    return in_words(shown, words) if isinstance(shown, Phrase) else part


def _closed_up(template: str, slot: str, part: str) -> str:
    """The template without a space between the slot and its neighbours where Chinese fills it."""
    if part[0] >= CHINESE:
        template = template.replace(f" {slot}", slot)
    return template.replace(f"{slot} ", slot) if part[-1] >= CHINESE else template


def enumeration(parts: Sequence[str]) -> str:
    """The parts with an `and` between them.

    >>> enumeration(["m×n", "m×k"])
    'm×n and m×k'
    """
    return reduce(partial(Phrase, "{0} and {1}"), parts)


def alternatives(parts: Sequence[str]) -> str:
    """The parts with an `or` between them.

    >>> alternatives(["det", "diag"])
    'det or diag'
    """
    return reduce(partial(Phrase, "{0} or {1}"), parts)
