r"""From a formula of many rows to statements: what continues a row, and what begins anew.

A row that begins with a relation, or behind a row that is not finished, continues it: `a &= b \\ &=
c` is one chain. Environments that only align are seen through, wherever they stand.
"""

from __future__ import annotations

from collections.abc import Iterator

from gradproof.notation.source.brackets import Matched
from gradproof.notation.source.tokens import Token

_ALIGNING = frozenset(
    (
        "equation",
        "align",
        "aligned",
        "gather",
        "gathered",
        "multline",
        "split",
        "eqnarray",
        "flalign",
        "alignat",
        "alignedat",
        "math",
        "displaymath",
        "subequations",
    )
)
_SYSTEMS = _ALIGNING | {"cases", "dcases", "rcases", "drcases", "array", "matrix"}
_LAYOUT = frozenset(("align", "quad", "row"))
_IMPLICATIONS = frozenset("⇒⇐⇔")


def statement_tokens(matched: Matched) -> list[list[Token]]:
    """The tokens of each statement, in order."""
    return [
        part for row in _joined(list(_rows(_flattened(matched)))) for part in _implications(row)
    ]


class _Row(list[Token]):
    """The tokens of a row; `indented` if its first column is empty, `depth` levels included."""

    indented = False


def _top(matched: Matched, begin: int, stop: int) -> Iterator[int]:
    """The indices at the level of a stretch: brackets show only where they open."""
    at = begin
    while at < stop:
        yield at
        at = max(at, matched.partner[at]) + 1


def _flattened(matched: Matched) -> Iterator[tuple[Token, bool]]:
    """The tokens, each with whether it is at the top, without environments that only align."""
    tokens, partner = matched.tokens, matched.partner
    pending = [(0, len(tokens))]
    while pending:
        begin, stop = pending.pop()
        at = begin
        while at < stop:
            token, close = tokens[at], partner[at]
            if close <= at:
                yield token, True
                at += 1
                continue
            inside = _inside(matched, at, begin, stop)
            if inside is not None:
                yield Token("row", "", token.start, token.end), True
                pending.append((close + 1, stop))
                pending.append(inside)
                break
            for index in range(at, close + 1):
                yield tokens[index], index in (at, close) and tokens[index].kind not in _LAYOUT
            at = close + 1
        else:
            if stop < len(tokens):
                yield Token("row", "", tokens[stop].start, tokens[stop].start), True


def _inside(matched: Matched, at: int, begin: int, stop: int) -> tuple[int, int] | None:
    """What is in the environment that opens here, if its rows are rows of the formula."""
    tokens, partner = matched.tokens, matched.partner
    token, close = tokens[at], partner[at]
    if token.kind == "begin" and token.value in _ALIGNING:
        return at + 1, close
    alone = begin == at and all(
        token.kind in ("quad", "separator") for token in tokens[close + 1 : stop]
    )
    if not alone:
        return None
    if token.kind == "left" and token.value == r"\{" and tokens[close].value == "":
        inner = [index for index in range(at + 1, close) if tokens[index].kind != "quad"]
        at, close = (inner[0], inner[-1]) if inner else (at, close)
        token = tokens[at]
    if token.kind != "begin" or token.value not in _SYSTEMS or partner[at] != close:
        return None
    rows: list[set[str]] = [set()]
    for index in _top(matched, at + 1, close):
        if tokens[index].kind == "row":
            rows.append(set())
        else:
            rows[-1].add(tokens[index].kind)
    system = all("relation" in kinds for kinds in rows if kinds - _LAYOUT)
    return (at + 1, close) if system and not any("text" in kinds for kinds in rows) else None


def _rows(tokens: Iterator[tuple[Token, bool]]) -> Iterator[_Row]:
    """The rows, without marks of layout, and without rows that are empty."""
    row = _Row()
    for token, at_top in tokens:
        if token.kind == "row" and at_top:
            if row := _trimmed(row):
                yield row
            row = _Row()
        elif token.kind == "align" and at_top:
            row.indented = row.indented or not any(t.kind not in _LAYOUT for t in row)
        else:
            row.append(token)
    if row := _trimmed(row):
        yield row


def _trimmed(row: _Row) -> _Row:
    """The row without wide spaces at its ends."""
    begin, stop = 0, len(row)
    while begin < stop and row[begin].kind in _LAYOUT:
        begin += 1
    while stop > begin and row[stop - 1].kind in _LAYOUT:
        stop -= 1
    result = _Row(row[begin:stop])
    result.indented = row.indented
    return result


def _joined(rows: list[_Row]) -> list[list[Token]]:
    """The rows, each with those that continue it."""
    result: list[list[Token]] = []
    flush = True
    for row in rows:
        if result and _continues(result[-1], row, flush):
            before = result[-1]
            if row[0].kind in ("relation", "sign", "joint"):
                while before and before[-1].kind in ("separator", "quad"):
                    before.pop()
            _mend(before, row)
            before.extend(row)
        else:
            result.append(list(row))
            flush = not row.indented
    return [row for row in result if row]


def _continues(before: list[Token], row: _Row, flush: bool) -> bool:
    """Whether a row continues the tokens before it; `flush` if those began in the first column."""
    first, last = row[0], before[-1]
    if last.kind in ("relation", "joint", "sign", "caret", "under"):
        return True
    if all(token.kind in ("text", "separator", "quad", "colon") for token in before):
        return False
    if first.kind == "relation":
        return first.value not in _IMPLICATIONS
    if first.kind == "joint":
        return True
    related = _relations(row) != []
    if first.kind == "sign":
        return not related or row.indented
    return flush and row.indented and not related and first.kind != "text" and last.value != "."


def _mend(before: list[Token], row: _Row) -> None:
    r"""Take out a `\right.` and the `\left.` of the next row: the bracket goes on."""
    at = next((at for at, token in enumerate(row[:2]) if token.kind == "left"), None)
    if at is None or row[at].value or before[-1].kind != "right" or before[-1].value:
        return
    before.pop()
    del row[at]


def _relations(tokens: list[Token]) -> list[int]:
    """The indices of the relations outside brackets."""
    depth, found = 0, []
    for index, token in enumerate(tokens):
        if token.kind in ("{", "open", "left", "begin"):
            depth += 1
        elif token.kind in ("}", "close", "right", "end"):
            depth -= 1
        elif token.kind == "relation" and depth <= 0:
            found.append(index)
    return found


def _implications(tokens: list[Token]) -> Iterator[list[Token]]:
    r"""The statements that `\Rightarrow` and its kin join."""
    relations = _relations(tokens)
    begin = 0
    for order, at in enumerate(relations):
        if tokens[at].value not in _IMPLICATIONS:
            continue
        following = relations[order + 1 : order + 2]
        left = any(begin <= other < at for other in relations)
        if (left or at == begin) and following and tokens[following[0]].value not in _IMPLICATIONS:
            if at > begin:
                yield tokens[begin:at]
            begin = at + 1
    if begin < len(tokens):
        yield tokens[begin:]
