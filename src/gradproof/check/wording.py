"""What the words around a formula say of it: an assumption, a summary, a case, a loss by name."""

from __future__ import annotations

import re

from gradproof.check.lines import Line

_ALTERNATIVE = re.compile(r"\s*(?:or|或|或者|oder|ou|または)\s*$", re.IGNORECASE)
_IF = re.compile(
    r"(?:当|若|如果|假设|假定|设|\b(?:when|if|assuming|assume|suppose|given that|provided|once"
    r"|falls|wenn|se|si))\s*$",
    re.IGNORECASE,
)
_AT_OPTIMUM = re.compile(
    r"驻点|极值点|最优|stationary|optimum|at the minimum|critical point|平衡|convergence",
    re.IGNORECASE,
)
_SUMMARY = re.compile(
    r"综上|总结|小结|汇总|summary|summar|conclusion|in total|altogether|putting .* together"
    r"|zusammen|resumo|まとめ",
    re.IGNORECASE,
)
_LOSSES = {
    "binary": r"binary cross[- ]entropy|\bBCE\b|二元交叉熵|二分类交叉熵|logistic loss",
    "cross": r"cross[- ]entropy|交叉熵|交差エントロピー",
    "half": r"\bMSE\b|squared error|均方误差|平方误差",
}


def is_alternative(line: Line) -> bool:
    """Whether a line is one of several cases that are joined by an "or"."""
    return bool(
        _ALTERNATIVE.match(line.statement.tail or "")
        or _ALTERNATIVE.search((line.statement.lead or "")[-5:])
    )


def is_at_optimum(line: Line) -> bool:
    """Whether a line is said to hold at a stationary point."""
    return bool(_AT_OPTIMUM.search((line.statement.lead or "")[-24:]))


def losses_named(text: str, line: Line) -> list[str]:
    """The kinds of loss that the words before a line name."""
    before = text[max(0, line.start - 170) : line.start]
    return [kind for kind, said in _LOSSES.items() if re.search(said, before, re.IGNORECASE)]


def says_one_hot(text: str) -> bool:
    """Whether a note calls its labels one-hot."""
    return bool(re.search(r"one-?hot|独热", text, re.IGNORECASE))


def summing_up(text: str, line: Line) -> bool:
    """Whether a line stands where the results are said once more."""
    before = text[max(0, line.start - 200) : line.start]
    return bool(_SUMMARY.search(before + line.statement.lead[-60:]))


def is_assumed(line: Line) -> bool:
    """Whether the words before a formula make it an assumption."""
    statement = line.statement
    inline = not statement.formula.display
    before = (statement.lead or "").rstrip("$ ")[-12:]
    return statement.role == "assume" or (inline and bool(_IF.search(before)))


def relation_said(text: str, line: Line, one: str, other: str) -> str:
    """How two indices are related by what stands last before a formula, or behind it."""
    before = text[max(0, line.start - 500) : line.start]
    behind = text[line.statement.formula.start : line.statement.formula.end + 40]
    pair = rf"(?:{one}\s*(SIGN)\s*{other}|{other}\s*(SIGN)\s*{one})".replace(
        "SIGN", r"=|\\neq?|≠|!=|\\not\s*="
    )
    pattern = re.compile(rf"(?<![A-Za-z_\\]){pair}(?![A-Za-z_])")
    found = list(pattern.finditer(before)) or list(pattern.finditer(behind))
    if not found:
        return ""
    sign = found[-1].group(1) or found[-1].group(2)
    return "=" if sign == "=" else "≠"
