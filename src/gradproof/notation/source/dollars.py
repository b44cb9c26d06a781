"""Dollar signs that open a formula and are never closed."""

from __future__ import annotations

import re

from gradproof.notation.source.markdown import formulas

_FENCE = re.compile(r"^ {0,3}(```|~~~).*?(?:^ {0,3}\1|\Z)", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`[^`\n]*`")
_DOLLAR = re.compile(r"(?<![\\$])\$(?!\$)")
_MATHEMATICS = re.compile(r"\\[A-Za-z]+|[A-Za-z}][_^]|[A-Za-z)}]\s*=")


def stray_dollar(document: str) -> tuple[int, int] | None:
    r"""Where a dollar sign stands that no other closes, on a line with mathematics around it.

    >>> stray_dollar("A set $x$ and $y = 2 x"), stray_dollar("It costs $5, or $x$ dollars.")
    ((14, 15), None)
    """
    if not any(len(_DOLLAR.findall(line)) % 2 for line in document.split("\n")):
        return None
    left = list(document)
    for pattern in (_FENCE, _CODE):
        for match in pattern.finditer(document):
            _blank(left, *match.span())
    for one in formulas(document):
        begin, end = one.start, one.end
        while begin and document[begin - 1] == "$":
            begin -= 1
        while end < len(document) and document[end] == "$" and one.closed:
            end += 1
        _blank(left, begin, end)
    rest, start = "".join(left), 0
    for line in rest.split("\n"):
        dollar = _DOLLAR.search(line)
        if dollar is not None and _MATHEMATICS.search(line):
            return start + dollar.start(), start + dollar.end()
        start += len(line) + 1
    return None


def _blank(left: list[str], begin: int, end: int) -> None:
    for at in range(begin, end):
        if left[at] != "\n":
            left[at] = " "
