"""The command line in Chinese: what goes wrong is said in the language asked for."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from gradproof import cli

Run = Callable[..., tuple[int, str, str]]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("-e", r"\det(A"), "-e:1，第 5 列：此处的 ( 没有闭合"),
        (("-e", "sofmax(x)"), "-e:1，第 1 列：sofmax 不是已知的函数"),
        (("-e", r"A \in \mathbb{R}^{3\times 4}; \det(A)"), "行列式的参数应为方阵，而这里是 3×4"),
        (("-e", "x^T x", "--wrt", "z"), "没有符号 z"),
        (("-e", "x^T x", "--style", "fast"), "未知的 style：'fast'"),
        (("-e", "x^T x", "--format", "docx"), "未知的 --format：docx"),
        (("-e", " "), "公式为空"),
        ((), "derive 既未收到笔记，也未收到公式"),
        (("nowhere.md",), "无法读取 nowhere.md：没有这个文件或目录"),
    ],
)
def test_what_is_wrong_is_said_in_chinese(run: Run, arguments: tuple[str, ...], said: str):
    code, out, err = run("derive", *arguments, "--lang", "zh")
    assert (code, out) == (2, "")
    assert err.startswith("gradproof: ")
    assert said in err.partition("\n")[0]


def test_line_column_caret_and_advice_of_a_note(run: Run, tmp_path: Path):
    note = tmp_path / "n.md"
    note.write_text(
        "设 $A \\in \\mathbb{R}^{m\\times n}$。\n\n$$f = \\|A x - Q\n$$\n", encoding="utf-8"
    )
    code, _, err = run("derive", str(note), "--lang", "zh")
    assert code == 2
    first, line, caret, advice = err.splitlines()
    assert first == f"gradproof: {note}:3，第 7 列：此处的 ‖ 没有闭合"
    assert line.endswith("A x - Q")
    assert caret.rstrip().endswith("^")
    assert advice == "  请用 ‖ 闭合。"


def test_errors_are_in_the_language_of_the_locale(run: Run, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert "没有规则 chain_rul" in run("explain", "chain_rul")[2]
    assert "there is no rule chain_rul" in run("explain", "chain_rul", "--lang", "en")[2]
    assert run("derive", "--lang", "fr")[2].startswith("gradproof: 未知的 --lang：fr\n")


def test_an_option_given_twice_is_refused_in_chinese(run: Run):
    code, _, err = run("derive", "-e", "x", "--lang", "zh", "-e", "y")
    assert (code, err) == (2, "gradproof: -e 给出了两次\n")


def test_a_fault_of_the_program_is_said_in_chinese(run: Run, monkeypatch: pytest.MonkeyPatch):
    def fail(path: str) -> str:
        raise ZeroDivisionError("one")

    monkeypatch.setattr(cli, "read", fail)
    code, _, err = run("derive", "n.md", "--lang", "zh")
    assert code == 2
    assert err.startswith("gradproof: 这是 gradproof 自身的错误，请报告：ZeroDivisionError：one\n")


def test_readings_of_json_are_in_chinese(run: Run):
    code, out, _ = run("derive", "-e", "norm(A)", "--json", "--lang", "zh")
    assert code == 0
    assert json.loads(out)["readings"] == ["norm(A) 读作弗罗贝尼乌斯范数"]
