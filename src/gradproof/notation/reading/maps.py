r"""What words say of functions: `where $f$ is an elementwise activation`, `激活函数 $g$`.

`$f: \mathbb{R} \to \mathbb{R}$` says as much; a loss, or a map to another space, is something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import Enum

from gradproof.notation.reading.names import Scope, name_of, spelled
from gradproof.notation.source.statements import Statement
from gradproof.notation.source.surface import Chain, Group, Items, Name, Node, Product

_ENTRYWISE = (
    r"activat(?:ion|ing)|non-?\s?linearit(?:y|ies)|(?:element|entry|component|coordinate|point)"
    r"[\s-]?wise|(?:each|every)\s+(?:element|entry|component|coordinate)|逐元素|逐分量|逐点|按元素"
    r"|激活|非线性"
)
ENTRYWISE = re.compile(_ENTRYWISE, re.IGNORECASE)
FUNCTION = re.compile(r"\bfunctions?\b|函数", re.IGNORECASE)
OTHER = re.compile(
    r"\b(?:loss|cost|objective|error|energy|likelihood|density|regulari[sz]er|penalty|softmax"
    r"|functional|feature|basis|kernel|embedding|encoder|decoder|network|model|hypothesis|residual"
    r"|jacobian)s?\b|[\s-]valued|(?:(?:each|every)\s+(?:row|column|sample|example)|(?:row|column)"
    r"[\s-]?wise)\b|逐行|逐列|每行|每列|特征|核函数|网络|模型|损失|代价|目标|误差|密度|似然|惩罚|正则",
    re.IGNORECASE,
)
ANY = re.compile(
    r"\b(?:any|arbitrary|generic|general|unspecified|unknown|some|differentiable|smooth)\b"
    r"|任意|任何|某个?|可微|可导|光滑|一般的?",
    re.IGNORECASE,
)
KNOWN = re.compile(r"sigmoid|logistic", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.。;；!?！？](?:\s|$)|[。；]|\n\s*\n")
_JOINING = re.compile(r"\s*(?:,|，|、|and|or|和|与|及|以及)*\s*", re.IGNORECASE)
_BEFORE = re.compile(
    rf"(?:(?:{_ENTRYWISE})(?:\s*functions?|函数)?|\bfunctions?|函数)\s*$", re.IGNORECASE
)


class Saying(Enum):
    """What is said of a name: a function of each entry, whichever it be; some function; other."""

    ENTRYWISE = "entrywise"
    ARBITRARY = "arbitrary"
    FUNCTION = "function"
    OTHER = "other"


def sayings(statements: Sequence[Statement], scope: Scope) -> dict[str, Saying]:
    """What words say of names that stand alone; by `f_` what they say of an f with scripts."""
    found: dict[str, Saying] = {}
    known = KNOWN.search(scope.document) is not None
    for place, statement in enumerate(statements):
        for node in _mentioned(statement.node):
            saying = _of_map(statement.node) or _said(statements, place, known)
            whole = spelled(node)
            if saying is None or not isinstance(whole.base, Name):
                continue
            named = name_of(whole.base, whole.parts, scope)
            if named is not None:
                found.setdefault(named[0], saying)
                if whole.parts:
                    found.setdefault(whole.base.letter + "_", saying)
    return found


def _mentioned(node: Node | None) -> Iterator[Node]:
    """The names of a statement that is nothing else: `f`, `f, g`, `f(\\cdot)`, `f: R → R`."""
    match node:
        case Items(items=items):
            for one in items:
                yield from _mentioned(one)
        case Chain(first=Product() | Items() as first) if node.links[0].sign == "→":
            listed = first.items if isinstance(first, Items) else (first,)
            for one in listed:
                yield _colon(one)[0] if isinstance(one, Product) else one
        case Product(factors=(name, Group())):
            yield name
        case Node() if isinstance(spelled(node).base, Name):
            yield node
        case _:
            pass


def _of_map(node: Node | None) -> Saying | None:
    """What `f: R → R` or `f, g: R → R` says."""
    if not isinstance(node, Chain) or node.links[0].sign != "→" or len(node.links) != 1:
        return None
    last = node.first.items[-1] if isinstance(node.first, Items) else node.first
    source, target = _colon(last)[1] if last is not None else None, node.links[0].right
    if source is None or target is None:
        return None
    return Saying.ENTRYWISE if _is_line(source) and _is_line(target) else Saying.OTHER


def _colon(node: Node) -> tuple[Node, Node | None]:
    """The name and the set of `f: R`."""
    if isinstance(node, Product) and node.joints == ("colon",):
        return node.factors[0], node.factors[1]
    return node, None


def _is_line(node: Node) -> bool:
    return isinstance(node, Name) and node.letter in ("R", "ℝ")


def _said(statements: Sequence[Statement], place: int, known: bool) -> Saying | None:
    """What the words behind a name say, behind the last of a list for each, or those before."""
    last = place
    while (
        last + 1 < len(statements)
        and statements[last].tail
        and _JOINING.fullmatch(statements[last].tail)
        and any(_mentioned(statements[last + 1].node))
    ):
        last += 1
    behind = _SENTENCE_END.split(statements[last].tail, maxsplit=1)[0]
    first = place
    while first and _JOINING.fullmatch(statements[first - 1].tail or "x"):
        first -= 1
    before = _BEFORE.search(statements[first].lead)
    sentence = _sentence(statements[first].lead)
    words = behind if before is None else f"{sentence} {behind}"
    if OTHER.search(words) or OTHER.search(" ".join(sentence.split()[-2:])):
        return Saying.OTHER
    if not (ENTRYWISE.search(words) or FUNCTION.search(words)):
        return None
    if ANY.search(words) and not known:
        return Saying.ARBITRARY if ENTRYWISE.search(words) else Saying.FUNCTION
    return Saying.ENTRYWISE if ENTRYWISE.search(words) else Saying.FUNCTION


def _sentence(lead: str) -> str:
    """The last sentence, or the last formula's words."""
    return re.split(r"[.。;；!?！？]\s|[。；]|\$|\n\s*\n", lead)[-1]
