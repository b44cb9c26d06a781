r"""The statements of a note: each formula taken apart into relations, with the words around them.

`X \in R^{m \times d}, y \in R^m` is two statements, and so is `A = B \text{ where } C = D`; rows
that go on with a sign are one chain.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gradproof.core.errors import GradproofError, LimitError, NotationError, Place
from gradproof.core.phrase import Phrase
from gradproof.notation.source.brackets import match_brackets
from gradproof.notation.source.cursor import Source
from gradproof.notation.source.grammar import parse_tokens
from gradproof.notation.source.lexer import lex
from gradproof.notation.source.markdown import Formula, formulas
from gradproof.notation.source.rows import statement_tokens
from gradproof.notation.source.spelling import DEFAULT_WORDS
from gradproof.notation.source.surface import Chain, Group, Items, Node, Number, Text
from gradproof.notation.source.tokens import Token

MOST_STATEMENTS = 1_500
MOST_TOKENS = 16_500
"""Letters and signs of one statement."""
MOST_CHARACTERS = 100_000
"""Of the formulas of a note together."""

_ASSUME = re.compile(
    r"[\W\d_]*(?:(?:assum(?:e|ing|ptions?)|given|suppos(?:e|ing))\b"
    r"|假设|假定|已知|设(?![计置定备想施]))",
    re.IGNORECASE,
)
_THEN = re.compile(
    r"\b(?:then|hence|thus|therefore|so|we (?:have|get|obtain|find)|show|prove|find|compute"
    r"|derive|it follows)\b"
    r"|则|那么|于是|因此|所以|可得|得到|求|证明|，\s*有",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[。！？!?]|\.(?=\s|$)|；|;")
_GOES_ON = re.compile(
    r"[,，、:：]\s*$|\b(?:and|that)\s*$|[且和与]\s*$|^[^$]*[^$.。!！?？;；\s][^$.。]*$"
)
_JOINING = re.compile(
    r"[\s,，、;；$]*(?:and|also|且|并且|以及|和|与)?[\s,，、:：$]*", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Statement:
    """One relation of a note, or an expression that stands alone.

    node     its tree, None if it cannot be read
    place    where it stands in the note
    formula  the formula that it is a part of
    role     `assume` if its sentence begins with Assume, Given, Suppose, 假设, 设 or 已知
    lead     the words before it, in the formula or in the prose; formulas in them are `$`
    tail     the words behind it: `is symmetric`, `可逆`
    error    why it cannot be read as it stands; with a node, what was mended to read it
    """

    node: Node | None
    place: Place
    formula: Formula
    role: str = ""
    lead: str = ""
    tail: str = ""
    error: GradproofError | None = None


def statements(
    document: str,
    name: str = "",
    *,
    strict: bool = True,
    words: frozenset[str] = DEFAULT_WORDS,
) -> list[Statement]:
    r"""The statements of a Markdown note called `name`.

    Errors:  with `strict`, the first formula that cannot be read is a NotationError (LimitError for
             one that is too long or too deep); without it, the statement carries the error.
    >>> found = statements(r"Assume $A = A^T$. Then $f = x^T A x, g = f$.")
    >>> [statement.role for statement in found]
    ['assume', '', '']
    """
    result: list[Statement] = []
    found = formulas(document)
    refuse_many(found, document, name)
    for formula in found:
        for statement in _of_formula(formula, document, name, words):
            if len(result) >= MOST_STATEMENTS:
                raise too_many(statement.place)
            if strict and statement.error is not None:
                raise statement.error
            result.append(statement)
    return result


def refuse_many(found: list[Formula], document: str, name: str = "") -> None:
    """Errors: LimitError for more formulas, or longer ones together, than are read."""
    if len(found) > MOST_STATEMENTS:
        last = found[MOST_STATEMENTS]
        raise too_many(Place(document, last.start, last.end, name))
    if sum(len(formula.text) for formula in found) > MOST_CHARACTERS:
        message = Phrase(
            "formulas of more than {0:,} characters together are not read", MOST_CHARACTERS
        )
        raise LimitError(message, hint="Split the note.")


def too_many(place: Place) -> LimitError:
    """The error for one statement too many."""
    message = Phrase("a note with more than {0:,} statements is not read", MOST_STATEMENTS)
    return LimitError(message, place, "Split the note.")


def _of_formula(
    formula: Formula, document: str, name: str, words: frozenset[str]
) -> Iterator[Statement]:
    """The statements in one formula."""
    source = Source(document, 0, name)
    whole = source.place(formula.start, formula.end)
    fault: GradproofError | None = None
    if not formula.closed:
        place = source.place(formula.start - 2, formula.start)
        fault = NotationError("this $$ is never closed", place, "Close it with $$.")
    try:
        tokens = lex(formula.text, "latex", words, formula.start)
        matched = match_brackets(tokens, document, 0, name)
    except GradproofError as error:
        yield Statement(None, whole, formula, error=error.at(whole))
        return
    parts: list[tuple[Node | None, Place, GradproofError | None]] = []
    for row in statement_tokens(matched):
        node, error = _read(row, source)
        error = error or fault
        if node is None:
            parts.append((None, source.place(row[0].start, row[-1].end), error))
        else:
            parts += [(item, source.place(item.start, item.end), error) for item in _items(node)]
    yield from _with_words(parts, formula)


def _read(row: list[Token], source: Source) -> tuple[Node | None, GradproofError | None]:
    """The tree of a row; if one bracket in it has no partner, that of the row without it."""
    if len(row) > MOST_TOKENS:
        place = source.place(row[0].start, row[-1].end)
        message = Phrase("a formula of more than {0:,} letters and signs is not read", MOST_TOKENS)
        return None, LimitError(message, place, "Split it.")
    try:
        return parse_tokens(row, source), None
    except GradproofError as error:
        place = error.place
        kept = [token for token in row if not _stray(token, place)]
        if kept and len(kept) == len(row) - 1:
            try:
                return parse_tokens(kept, source), error
            except GradproofError:
                pass
        return None, error


def _stray(token: Token, place: Place | None) -> bool:
    """Whether this is the bracket that an error points at."""
    at = place is not None and (token.start, token.end) == (place.start, place.end)
    return at and token.kind in ("open", "close")


def _items(node: Node) -> tuple[Node, ...]:
    """The statements in what stands in a row, without its number; a list of names is one."""
    if not isinstance(node, Items) or not any(isinstance(i, Chain | Text) for i in node.items):
        return (node,)
    last = node.items[-1]
    inside = last.items if isinstance(last, Group) and last.open == "(" else ()
    numbered = not node.separators[-1] and len(inside) == 1 and isinstance(inside[0], Number)
    return node.items[:-1] if numbered else node.items


def _with_words(
    parts: list[tuple[Node | None, Place, GradproofError | None]], formula: Formula
) -> Iterator[Statement]:
    """The statements with the words on both sides of each, and what part they play."""
    lead = formula.lead
    role = "assume" if _assumed(lead, formula.tied) else ""
    lone = all(isinstance(node, Text) for node, _, _ in parts)
    for index, (node, place, error) in enumerate(parts):
        if isinstance(node, Text) and not lone:
            lead = f"{lead} {node.content} "
            if _assumed(node.content, True):
                role = "assume"
            elif _THEN.search(node.content):
                role = ""
            continue
        following = parts[index + 1][0] if index + 1 < len(parts) else None
        tail = following.content if isinstance(following, Text) else ""
        if index + 1 == len(parts):
            tail = formula.tail
        elif index + 2 == len(parts) and tail:
            tail = f"{tail} {formula.tail}".rstrip()
        yield Statement(node, place, formula, role, lead, tail, error)
        lead += "$"


def _assumed(lead: str, tied: bool) -> bool:
    """Whether the sentence that the words before a formula begin is an assumption."""
    *lines, line = (lead if tied else lead.rstrip() + "\n").split("\n")
    while lines and _GOES_ON.search(lines[-1]):
        line = f"{lines.pop()} {line}"
    *before, sentence = _SENTENCE_END.split(line)
    while before and _JOINING.fullmatch(sentence):
        sentence = before.pop()
    opening = _ASSUME.match(sentence)
    return opening is not None and not _THEN.search(sentence, opening.end())
