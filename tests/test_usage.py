"""What the command line says of itself and of its arguments, in both languages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import typer

from gradproof import cli
from gradproof.report.chinese import CHINESE
from gradproof.report.wrapping import cells
from gradproof.usage import REFUSED, refused

Run = Callable[..., tuple[int, str, str]]
COMMAND: Any = typer.main.get_command(cli.app)
NAMES = sorted(COMMAND.commands)
NEVER_CHINESE = {
    "gradproof", *NAMES, "NOTE", "EXPR", "FILE", "RULE", "Markdown", "Hessian", "terminal",
    "format", "json", "all", "en", "denominator", "differential", "unconstrained",
    "fix", "fixed", "md",
}  # fmt: skip
"""Names of commands, metavariables, values and terms."""


WRONG = [
    (("derive", "--foo"), "there is no option --foo", "没有选项 --foo"),
    (("derive", "--orde", "2"), "there is no option --orde", "没有选项 --orde"),
    (("--foo", "derive"), "there is no option --foo", "没有选项 --foo"),
    (("deriv", "-e", "x"), "there is no command deriv", "没有命令 deriv"),
    (("derive", "-e", "x", "--order", "two"), "--order two is not known", "未知的 --order：two"),
    (("derive", "-e", "x", "--order", "3"), "--order 3 is not known", "未知的 --order：3"),
    (("derive", "--wrt"), "--wrt needs a value", "--wrt 需要一个值"),
    (("derive", "--json=yes"), "--json takes no value", "--json 不带值"),
    (("derive", "a.md", "b.md"), "b.md was not expected", "多余的参数：b.md"),
    (("derive", "-e", "x", "-e", "y"), "-e is given twice", "-e 给出了两次"),
    (("explain", "a", "b"), "b was not expected", "多余的参数：b"),
]


@pytest.mark.parametrize(("arguments", "english", "chinese"), WRONG)
def test_what_is_wrong_with_the_arguments(
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    english: str,
    chinese: str,
):
    code, out, err = run(*arguments)
    assert (code, out, err.splitlines()[0]) == (2, "", f"gradproof: {english}")
    assert len(err.splitlines()) <= 2
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    code, out, err = run(*arguments)
    assert (code, out, err.splitlines()[0]) == (2, "", f"gradproof: {chinese}")
    assert all(re.search("[\u4e00-\u9fff]", line) for line in err.splitlines())


def test_the_language_is_asked_for_by_the_option(run: Run):
    assert run("derive", "--lang", "zh", "--foo")[2].startswith("gradproof: 没有选项 --foo\n")
    assert run("derive", "--foo", "--lang=zh")[2].startswith("gradproof: 没有选项 --foo\n")
    assert "用法" in run("derive", "--help", "--lang", "zh")[1]
    assert run("derive", "--foo")[2].splitlines()[1] == "  Did you mean --format, --of?"
    assert run("derive", "--wrt")[2].splitlines()[1] == "  See gradproof derive --help."


def test_every_kind_of_refusal_has_words():
    """Also those that no command can cause now: a missing argument, a value of a wrong type."""

    def kinds(kind: type[Exception]) -> Iterator[type[Exception]]:
        for one in kind.__subclasses__():
            yield one
            yield from kinds(one)

    option = next(one for one in COMMAND.commands["derive"].params if one.name == "order")
    found = {one.__name__: one for one in kinds(REFUSED)}
    missing = found["MissingParameter"].__new__(found["MissingParameter"])
    bad = typer.BadParameter("it is wrong", param=option)
    vars(missing).update(vars(bad))
    assert str(refused(bad, [])) == "--order does not take this value"
    assert str(refused(missing, [])) == "--order is missing"


def helped() -> Iterator[str]:
    """Every sentence of the help."""
    yield COMMAND.help or ""
    for command in (COMMAND, *COMMAND.commands.values()):
        yield (command.help or "").partition("\n\n")[0].replace("\n", " ")
        yield from (one.help for one in command.params)


@pytest.mark.parametrize("sentence", sorted(set(helped())))
def test_every_sentence_of_the_help_has_its_chinese(sentence: str):
    assert sentence in CHINESE


@pytest.mark.parametrize("command", ["", *NAMES])
def test_help_in_chinese_has_no_english_words(
    run: Run, command: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    code, out, err = run(*filter(None, [command]), "--help")
    assert (code, err) == (0, "")
    assert out.startswith("用法：")
    assert all(cells(line) <= 80 for line in out.splitlines())
    said = "\n".join(re.sub(r"^  -\S*( \S+)?(?=  |$)", "", line) for line in out.splitlines())
    assert set(re.findall("[A-Za-z]{2,}", said)) <= NEVER_CHINESE


def test_without_a_command_the_help_is_shown(run: Run):
    code, out, err = run()
    assert (code, out) == (2, "")
    assert err.startswith("Usage: gradproof [OPTIONS] COMMAND …\n")


def test_help_in_english(run: Run):
    code, out, _ = run("explain", "--help")
    assert code == 0
    assert out.splitlines() == [
        "Usage: gradproof explain [OPTIONS] [RULE]",
        "",
        "  Say what a rule says, where it is from, and show a step that uses it.",
        "",
        "Arguments:",
        "  RULE  A name from a step; without one, all names.",
        "",
        "Options:",
        "  --lang en|zh  [by the locale, else en]",
        "  --help        Show this message and exit.",
    ]
