"""What words say of one-hot labels: `one-hot labels $Y$`, `标签 $Y$（数据，one-hot）`."""

from __future__ import annotations

import re

ONE_HOT = re.compile(r"\bone[-‐–\s]hot\b|独热", re.IGNORECASE)
_ONE_HOT = f"(?:{ONE_HOT.pattern})"
_FILLER = (
    r"(?:\b(?:is|are|be|being|as|an?|the|of|in|with|has|have|having|whose|which|that|all|both|each|every"
    r"|data|known|given|labels?|targets?|class(?:es)?|ground|truth|true|matrix|vectors?|rows?|columns?"
    r"|encoded|encodings?)\b"
    r"|数据|已知|给定|标签|目标|真实|类别|样本|矩阵|向量|每|一|个|各|行|列|均|都|皆|是|为|的|采用|使用|用|经过|经"
    r"|编码|表示|形式|后|记为|记作|[\s,，、:：(（)）])*"
)
_BEFORE = re.compile(rf"(?P<not>\bnot\s+|\bnon-?|不是?|非)?{_ONE_HOT}{_FILLER}$", re.IGNORECASE)
_BEHIND = re.compile(rf"{_FILLER}{_ONE_HOT}\s*(?:\w+\s*){{0,2}}", re.IGNORECASE)
_ROW = re.compile(r"\brows?\b|行", re.IGNORECASE)
_COLUMN = re.compile(r"\bcolumns?\b(?![\s-]vectors?\b)|列(?!向量)", re.IGNORECASE)
_IF = re.compile(r"\b(?:if|when(?:ever)?|unless)\b|若|如果|假如|当", re.IGNORECASE)


def one_hot_said(before: str, behind: str) -> str:
    """`rows` or `columns` that words beside a name call one-hot; of a vector, either is the whole.

    before, behind: what is said of the name on its two sides, and of nothing else.

    >>> one_hot_said("标签 ", "（数据，one-hot）。"), one_hot_said("one-hot labels ", "")
    ('rows', 'rows')
    >>> one_hot_said("", " with one-hot columns"), one_hot_said("", ", not one-hot")
    ('columns', '')
    >>> one_hot_said("If ", " is one-hot"), one_hot_said("", " and the one-hot labels")
    ('', '')
    """
    found = _BEFORE.search(before)
    if _IF.search(before) or (found is not None and found["not"]):
        return ""
    found = found or _BEHIND.match(behind)
    if found is None:
        return ""
    said = found.group()
    return "columns" if _COLUMN.search(said) and not _ROW.search(said) else "rows"
