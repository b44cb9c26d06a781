"""What words behind a name say of it: `is a row vector of length k`, `为 k 维列向量`."""

from __future__ import annotations

import re

from gradproof.notation.reading.names import Scope, name_of, spelled
from gradproof.notation.source.statements import Statement
from gradproof.notation.source.surface import Name

_IS = r"[,，]?\s*(?:is|are|be|being|denotes?|为|是)?\s*(?:an?|the|some|一个)?\s*(?:real|实)?\s*"
_KIND = (
    r"(?P<row>row[\s-]vectors?|行向量)|(?P<column>column[\s-]vectors?|列向量)"
    r"|(?P<vector>vectors?|向量)"
    r"|(?P<scalar>scalars?|(?:real\s+|positive\s+)?(?:number|constant)s?|标量|实数|常数)"
    r"|(?P<matrix>(?:square\s+)?matri(?:x|ces)|矩阵|方阵)"
)
SAID = re.compile(rf"\s*{_IS}(?:{_KIND})(?![\w-])", re.IGNORECASE)
LENGTH = re.compile(
    rf"\s*{_IS}(?:(?P<row>row[\s-]vector|row)|(?:column[\s-])?vector|column)\s*"
    r"(?:of\s+(?:length|size|dimension|dim)|with|in\s+dimension|having)\s*",
    re.IGNORECASE,
)
"""Between a name and its length."""
LENGTH_ZH = re.compile(r"\s*(?:是|为)?(?:一个)?(?:长度|维数|大小)为\s*")
BEHIND_ZH = re.compile(r"\s*维?的?(?P<row>行)?(?:列)?向量")
"""Behind a length."""
ROW = re.compile(
    r"\s*[-–‐]?\s*(?:dimensional\s+|维\s*的?)?(?:row[\s-]vector|行向量)", re.IGNORECASE
)


def kind_said(statement: Statement, scope: Scope) -> tuple[str, str] | None:
    """The letter of a lone name, or of one of a family, and what words say it is.

    That is a row, column, vector, scalar or matrix.
    """
    node = statement.node
    if node is None:
        return None
    whole = spelled(node)
    if not isinstance(whole.base, Name):
        return None
    named = name_of(whole.base, whole.parts, scope) if whole.parts else None
    if whole.parts and not (named and scope.is_member(named[0])):
        return None
    found = SAID.match(statement.tail)
    if found is None or found.lastgroup is None:
        return None
    return whole.base.letter, found.lastgroup


def length_said(statement: Statement, behind: str) -> str | None:
    """`row` or `column`, where words make what follows the length of the named vector."""
    found = LENGTH.fullmatch(statement.tail)
    if found is not None:
        return "row" if found["row"] else "column"
    if LENGTH_ZH.fullmatch(statement.tail) and (after := BEHIND_ZH.match(behind)):
        return "row" if after["row"] else "column"
    return None
