"""Every sentence that is said to a person has its Chinese, found in the source text itself."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

import gradproof as gp
from gradproof.core.errors import GradproofError, ModelError, Place, ShapeError
from gradproof.core.phrase import Phrase, in_words
from gradproof.notation.python.numpy import ADVICE
from gradproof.notation.reading.strangers import UNSUPPORTED
from gradproof.notation.reading.tree import BIGS
from gradproof.report.chinese import CHINESE, OPERATIONS, PARTS, said_in, speaking, words_in
from gradproof.report.chinese.questions import REFUSALS

SOURCE = Path(gp.__file__).parent
SAYING = frozenset({"clash", "fail", "unsupported", "bad", "refuse", "complain", "Certificate"})
"""What takes a message, beside the errors themselves."""
SAID = frozenset({"message", "hint", "reason", "said", "advice", "remark"})
"""What variables are called that hold a sentence."""
PYTHONS_OWN = frozenset(
    {
        "AssertionError", "AttributeError", "KeyError", "MemoryError", "NotImplementedError",
        "OSError", "RecursionError", "TypeError", "UnicodeDecodeError", "ValueError",
    }
)  # fmt: skip
IDEOGRAPH = "[\u4e00-\u9fff]"


@cache
def trees() -> dict[str, ast.Module]:
    """The source, but for what has both languages beside each other anyway."""
    found = {
        str(path.relative_to(SOURCE)): ast.parse(path.read_text("utf-8"))
        for path in sorted(SOURCE.rglob("*.py"))
    }
    return {name: tree for name, tree in found.items() if not name.startswith("report/chinese/")}


def nodes() -> Iterator[tuple[str, ast.AST]]:
    for name, tree in trees().items():
        for node in ast.walk(tree):
            yield f"{name}:{getattr(node, 'lineno', 0)}", node


def called(node: ast.AST) -> str:
    """The name of what is called, if this is a call."""
    if not isinstance(node, ast.Call):
        return ""
    head = node.func
    return head.id if isinstance(head, ast.Name) else getattr(head, "attr", "")


def takes_a_sentence(name: str) -> bool:
    own = name.endswith("Error") and name not in PYTHONS_OWN
    return own or name in SAYING | {"Undefined", "OutsideDomain", "Singular", "Unsupported"}


def values(node: ast.AST | None) -> Iterator[ast.AST]:
    """What the expression may be: both sides of a condition."""
    if isinstance(node, ast.IfExp):
        yield from values(node.body)
        yield from values(node.orelse)
    elif isinstance(node, ast.BoolOp):
        for one in node.values:
            yield from values(one)
    elif isinstance(node, ast.Tuple):
        for one in node.elts:
            yield from values(one)
    elif node is not None:
        yield node


def sentences() -> Iterator[tuple[str, ast.AST]]:
    """Every expression that becomes a message or a hint, with its place."""
    for where, node in nodes():
        if isinstance(node, ast.Call) and takes_a_sentence(called(node)):
            given = [*node.args, *(one.value for one in node.keywords if one.arg in SAID)]
            for one in given:
                yield from ((where, value) for value in values(one))
        elif isinstance(node, ast.Assign) and any(
            isinstance(one, ast.Name) and one.id in SAID for one in node.targets
        ):
            yield from ((where, value) for value in values(node.value))


def literal(node: ast.AST) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def templates() -> dict[str, str]:
    """The template of every phrase, with the place where it stands."""
    found: dict[str, str] = {}
    for where, node in nodes():
        if isinstance(node, ast.Call) and called(node) == "Phrase":
            text = literal(node.args[0])
            if text is not None:
                found.setdefault(text, where)
    return found


def is_sentence(text: str) -> bool:
    """Whether this is advice: a capital, words, a full stop."""
    return bool(re.fullmatch(r"(?:[A-Z&]|For |norm\(|max\(|min\(|exp, ).*[ (].*\.", text))


def test_every_phrase_has_its_chinese():
    assert {text: where for text, where in templates().items() if text not in CHINESE} == {}


def test_every_message_and_hint_has_its_chinese():
    missing = {
        text: where
        for where, node in sentences()
        if (text := literal(node)) is not None and " " in text and text not in CHINESE
    }
    assert missing == {}


def test_no_message_is_put_together_without_a_template():
    found = [
        f"{where}: {ast.unparse(node)}"
        for where, node in sentences()
        if isinstance(node, ast.JoinedStr | ast.BinOp)
        and re.search("[a-z]{2,} [a-z]", ast.unparse(node))
    ]
    assert found == []


def test_every_advice_has_its_chinese():
    docstrings = {
        id(node.value)
        for _, node in nodes()
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    beside = {
        id(inner) for _, node in nodes() if called(node) == "Words" for inner in ast.walk(node)
    }
    missing = {
        text: where
        for where, node in nodes()
        if (text := literal(node)) is not None and id(node) not in docstrings | beside
        if is_sentence(text) and text not in CHINESE
    }
    assert missing == {}


def test_every_message_beside_its_advice_has_its_chinese():
    missing = {
        text: where
        for where, node in nodes()
        if isinstance(node, ast.Tuple) and len(node.elts) == 2
        if (text := literal(node.elts[0])) is not None
        and is_sentence(literal(node.elts[1]) or "")
        and text not in CHINESE
    }
    assert missing == {}


@pytest.mark.parametrize("advice", [*UNSUPPORTED.values(), *BIGS.values(), *ADVICE.values()])
def test_advice_from_a_table_has_its_chinese(advice: str):
    assert advice in CHINESE


def test_every_entry_is_said_somewhere():
    written = {text for _, node in nodes() if (text := literal(node)) is not None}
    listed = {english for part in PARTS if part is not REFUSALS for english in part}
    assert sorted(listed - written) == []


def test_no_sentence_is_translated_twice():
    listed = [english for part in (OPERATIONS, *PARTS) for english in part]
    twice = {one for one in listed if listed.count(one) > 1}
    assert twice == set()


@pytest.mark.parametrize("english", [english for part in PARTS for english in part])
def test_chinese_is_set_as_chinese(english: str):
    chinese = CHINESE[english]
    assert re.search(f"{IDEOGRAPH}|，", chinese)
    assert chinese.endswith("。") == english.endswith("."), "both are sentences, or none is"
    assert not re.search(rf"{IDEOGRAPH}[,;:?!()]|[,;:?!]{IDEOGRAPH}", chinese)
    assert not re.search(rf"{IDEOGRAPH}[A-Za-z0-9{{\\$]|[A-Za-z0-9}}$]{IDEOGRAPH}", chinese)
    assert not re.search(rf"{IDEOGRAPH} {IDEOGRAPH}", chinese)


@pytest.mark.parametrize("english", CHINESE)
def test_chinese_has_the_slots_of_the_english(english: str):
    assert fields(CHINESE[english]) == fields(english)


def fields(text: str) -> set[tuple[str, str | None, str | None]] | None:
    """The slots of a template with how they are formatted; None for what is no template."""
    try:
        parsed = list(Formatter().parse(text))
    except ValueError:
        return None
    return {(name, spec, mark) for _, name, spec, mark in parsed if name is not None}


# What a person sees


def test_parts_are_said_in_chinese_too():
    said = Phrase("{0} is {1}, not {2}", "x", "m×n", Phrase("scalar"))
    assert said == "x is m×n, not scalar"
    assert said_in("zh", said) == "x 的形状为 m×n，而不是标量"
    assert said_in("en", said) == said
    assert said_in("zh", "nobody says this") == "nobody says this"


def test_no_space_stands_between_chinese_words():
    said = Phrase("{0} is read as {1}", "A", Phrase("a row vector"))
    assert in_words(said, words_in("zh")) == "A 读作行向量"


def test_a_name_is_not_taken_for_a_word():
    assert said_in("zh", Phrase("{0} is not declared", "scalar")) == "scalar 未声明"


def test_a_shape_is_a_phrase():
    error = ShapeError(Phrase("{0} does not broadcast to {1}", gp.scalar("a").shape, "m×n"))
    error.words = CHINESE
    assert str(error) == "形状标量无法广播为 m×n"


def test_an_error_of_derive_is_said_in_the_language():
    with pytest.raises(ModelError) as caught:
        gp.derive(r"$x \in \mathbb{R}^n$, $f = x^T x$", wrt="y", lang="zh")
    assert str(caught.value) == "没有符号 y"
    assert caught.value.message == "there is no symbol y"
    assert caught.value.report() == "没有符号 y\n  已有的符号：x, f。"


def test_an_error_of_a_report_is_said_in_its_language():
    found = gp.derive(r"$x \in \mathbb{R}^n$, $f = x^T x$", lang="zh")
    with pytest.raises(ModelError, match="没有格式 'svg'"):
        found.to("svg")


def test_an_unknown_rule_is_refused_in_the_language():
    with pytest.raises(ModelError, match="没有规则 trace_cyclid"):
        gp.explain("trace_cyclid", "zh")


def test_an_error_is_placed_in_the_language():
    place = Place("a = b", 4, 5, name="note.md")
    with pytest.raises(GradproofError) as caught, speaking("zh"):
        raise ModelError(Phrase("{0} is not declared", "b"), place, "Split the note.")
    first, *_, last = caught.value.report().splitlines()
    assert (first, last) == ("note.md:1，第 5 列：b 未声明", "  请拆分笔记。")


def test_readings_are_said_in_the_language_of_the_report():
    found = gp.derive(r"$A \in \mathbb{R}^{m\times n}$, $f = \operatorname{sum}(A^2)$", lang="zh")
    assert "A^2 按逐元素理解" in found.to("json")
    assert "按逐元素理解" in str(found)
