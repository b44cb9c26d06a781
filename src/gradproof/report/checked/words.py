"""What verdicts are called, which sign each has, and how a claim is spoken of."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from gradproof.core.operation import Words
from gradproof.report.checked.judged import VERDICTS, Claim, Verdict
from gradproof.report.chinese import said_in
from gradproof.report.words import Lang

SIGNS: Mapping[Verdict, str] = {
    "right": "✓",
    "convention": "≈",
    "wrong": "✗",
    "inherited": "↳",
    "definition": "·",
    "note": "†",
    "undecided": "?",
    "unread": "‽",
}
"""A sign for each verdict, for those who see no colours."""

VERDICT: Mapping[Verdict, Words] = {
    "right": Words("right", "正确"),
    "convention": Words("right by convention", "按约定正确"),
    "wrong": Words("wrong", "错误"),
    "inherited": Words("inherited", "由前文之错而错"),
    "definition": Words("definition", "定义"),
    "note": Words("note", "备注"),
    "undecided": Words("undecided", "未能判定"),
    "unread": Words("not understood", "未能读懂"),
}
"""What the verdict is called."""

SEVERAL: Mapping[str, Words] = {
    "definition": Words("definitions", "定义"),
    "note": Words("notes", "备注"),
}
"""What several claims of a verdict are called, where that is otherwise."""

CONVENTIONS: Mapping[str, Words] = {
    "numerator-layout": Words("numerator layout", "分子布局"),
    "denominator-layout": Words("denominator layout", "分母布局"),
    "broadcast-bias": Words("a bias for every sample", "每个样本各有偏置"),
    "broadcast": Words("broadcast", "广播"),
    "partial-differential": Words(
        "only the variable in question moves", "只有所论变量在变（偏微分）"
    ),
    "elementwise-derivative": Words("derivatives of each entry", "逐元素的导数"),
    "square-as-inner-product": Words(
        "the square is that with itself under the inner product", "平方即与自身的内积"
    ),
    "trace-of-mixed-shapes": Words("a trace for each term by itself", "各项分别取迹"),
    "orientation": Words("a row is read as a column", "行与列不加区分"),
    "hadamard:star": Words("* is entry by entry", "* 为逐元素乘积"),
    "hadamard:dot": Words("· is entry by entry", "· 为逐元素乘积"),
    "Σy = 1": Words("the labels sum to 1", "标签之和为 1"),
    "y one-hot": Words("the labels are one-hot", "标签为 one-hot 向量"),
    "y is 0 or 1": Words("the labels are 0 or 1", "标签为 0 或 1"),
}
"""What a convention means; one that is not here is called by its name."""

SAID: Mapping[str, Words] = {
    "line": Words("line {0}", "第 {0} 行"),
    "lines": Words("lines {0}", "第 {0} 行"),
    "correct": Words("it should be", "应为"),
    "counterexample": Words("for example", "例如"),
    "claimed": Words("claimed", "所写"),
    "true": Words("true", "实为"),
    "read": Words("read as", "读作"),
    "nothing": Words("no claims were found", "没有找到可检验的式子"),
    "all fine": Words("nothing is wrong", "没有发现错误"),
    "total": Words("{0} notes", "共 {0} 份笔记"),
    "title": Words("Checked: {0}", "检验：{0}"),
    "stdin": Words("standard input", "标准输入"),
    "count": Words("{0} {1} {2}", "{0} {1} {2}"),
    "colon": Words(": ", "："),
    "and": Words(", ", "，"),
    "list": Words(", ", "、"),
    "semicolon": Words("; ", "；"),
}
"""Everything else, by what it is for."""


def say(key: str, lang: Lang, *parts: object) -> str:
    """The phrase of this key, with its slots filled.

    >>> say("line", "en", 7), say("line", "zh", 7)
    ('line 7', '第 7 行')
    """
    return SAID[key].in_language(lang).format(*parts)


def verdict(claim: Claim, lang: Lang) -> str:
    """The sign of the verdict and what it is called.

    >>> verdict(Claim(1, 1, "a = b", "wrong"), "en")
    '✗ wrong'
    """
    return f"{SIGNS[claim.verdict]} {VERDICT[claim.verdict].in_language(lang)}"


def tally(summary: Mapping[str, int], lang: Lang) -> str:
    """How many claims have each verdict, of those that there are.

    >>> tally({"right": 3, "definition": 2}, "en"), tally({}, "en")
    ('✓ 3 right, · 2 definitions', 'no claims were found')
    """
    found = [
        say("count", lang, SIGNS[one], count, _called(one, count).in_language(lang))
        for one in VERDICTS
        if (count := summary.get(one, 0))
    ]
    return say("and", lang).join(found) if found else say("nothing", lang)


def _called(one: Verdict, count: int) -> Words:
    """What so many claims of the verdict are called."""
    return VERDICT[one] if count == 1 else SEVERAL.get(one, VERDICT[one])


def reason(claim: Claim, lang: Lang) -> str:
    """Why it has its verdict: the reason, and under which convention, in one sentence.

    >>> reason(Claim(1, 1, "a = b", "convention", "it fits", "numerator-layout"), "zh")
    '分子布局；it fits'
    """
    named = convention(claim.convention, lang) if claim.convention else ""
    why = " ".join(said_in(lang, claim.reason).split()).rstrip(" :;")
    return say("semicolon", lang).join(one for one in (named, why) if one)


def convention(name: str, lang: Lang) -> str:
    """What a convention means.

    >>> convention("broadcast-bias", "en"), convention("another", "en")
    ('a bias for every sample', 'another')
    """
    return CONVENTIONS[name].in_language(lang) if name in CONVENTIONS else said_in(lang, name)


def reading(claim: Claim, lang: Lang) -> str:
    """How the claim was read, as far as it says more than the convention.

    >>> read = "numerator-layout; broadcast"
    >>> reading(Claim(1, 1, "", "convention", "", "numerator-layout", read), "en")
    'broadcast'
    """
    parts = said_in(lang, claim.reading or "").split("; ")
    others = [one for one in parts if one not in ("", claim.convention)]
    return say("semicolon", lang).join(convention(one, lang) for one in others)


def correction(claim: Claim) -> str:
    """The right side that would be right, on one line; empty if none is known."""
    return " ".join((claim.correction or "").split())


def counterexample(claim: Claim, lang: Lang) -> str:
    """Numbers for which the sides differ, on one line.

    >>> found = {"inputs": {"x": [1, 2]}, "claimed": 3, "true": 4}
    >>> counterexample(Claim(1, 1, "", "wrong", counterexample=found), "en")
    'x = [1, 2]: claimed 3, true 4'
    """
    found = claim.counterexample
    if not found:
        return ""
    inputs = found.get("inputs")
    named = inputs.items() if isinstance(inputs, Mapping) else ()
    given = say("list", lang).join(f"{name} = {_number(value)}" for name, value in named)
    ends = say("and", lang).join(
        f"{say(key, lang)} {_number(found[key])}" for key in ("claimed", "true") if key in found
    )
    return say("colon", lang).join(one for one in (given, ends) if one)


def _number(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def numbers(lines: Sequence[int], lang: Lang) -> str:
    """Lines of a note, each said once.

    >>> numbers([3, 4, 4], "en"), numbers([7], "zh")
    ('lines 3, 4', '第 7 行')
    """
    once = list(dict.fromkeys(lines))
    return say("line" if len(once) == 1 else "lines", lang, say("list", lang).join(map(str, once)))


def table() -> dict[str, Words]:
    """All of it: what a test goes through to find a missing entry."""
    named = (
        ("verdict", VERDICT),
        ("several", SEVERAL),
        ("convention", CONVENTIONS),
        ("said", SAID),
    )
    return {f"{kind} {key}": words for kind, part in named for key, words in part.items()}
