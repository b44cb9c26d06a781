"""`gradproof check` from outside: which notes, which report, which exit code."""

import json
import os
import pickle
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import gradproof as gp
from gradproof import cli, cli_check, workers
from gradproof.core.errors import GradproofError, LimitError, ModelError
from gradproof.report.checked.judged import VERDICTS

ROOT = Path(__file__).parent.parent
RIDGE = ROOT / "examples" / "check" / "ridge.md"
DECLARED = "$A \\in \\mathbb{R}^{m \\times n}$, $x \\in \\mathbb{R}^n$, $f = \\|A x\\|^2$"
RIGHT = f"{DECLARED}, so\n\n$$\\nabla_x f = 2 A^T A x$$\n"
WRONG = f"{DECLARED}, so\n\n$$\\nabla_x f = 2 A A x$$\n"
KEYS = [
    "line", "column", "latex", "verdict", "reading", "convention", "reason", "correction",
    "counterexample",
]  # fmt: skip

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> Run:
    """(exit code, standard output, standard error) of `gradproof check …`, in a new folder."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "GRADPROOF_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str) -> tuple[int, str, str]:
        command = [sys.executable, "-m", "gradproof.cli", "check", *arguments]
        found = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, timeout=120)
        return found.returncode, found.stdout, found.stderr

    return call


def write(**notes: str | bytes) -> None:
    """Notes of these names, here."""
    for name, text in notes.items():
        data = text if isinstance(text, bytes) else text.encode()
        Path(f"{name}.md").write_bytes(data)


# What comes out


def test_the_example_has_one_slip_that_is_found(run: Run):
    code, out, err = run(str(RIDGE), "--json")
    assert (code, err) == (1, "")
    found = json.loads(out)
    assert list(found) == ["format", "documents"]
    (document,) = found["documents"]
    assert list(document) == ["path", "claims", "summary"]
    assert list(document["summary"]) == list(VERDICTS)
    assert all(list(one) == KEYS for one in document["claims"])
    assert document["path"] == str(RIDGE)
    assert document["summary"]["wrong"] == 1
    assert document["summary"]["undecided"] == document["summary"]["unread"] == 0
    (wrong,) = [one for one in document["claims"] if one["verdict"] == "wrong"]
    assert (wrong["line"], wrong["column"]) == (15, 35)
    assert wrong["latex"] == r"\frac{\partial L}{\partial w} = \frac{1}{m} X r + \lambda w"
    assert wrong["correction"] == r"\frac{1}{m} X^T r + \lambda w"
    assert all(one["reason"] for one in document["claims"])


def test_what_is_right_is_fine(run: Run):
    write(right=RIGHT)
    code, out, err = run("right.md")
    assert (code, err) == (0, "")
    assert out == "right.md\n  ✓ 1 right, · 3 definitions\n"


def test_a_wrong_claim_is_shown_with_its_place(run: Run):
    write(wrong=WRONG)
    code, out, _ = run("wrong.md", "--lang", "zh")
    assert code == 1
    assert out.splitlines()[1:4] == [
        "  ✗ 错误  第 3 行",
        "      3 | $$\\nabla_x f = 2 A A x$$",
        "        |   ^^^^^^^^^^^^^^^^^^^^",
    ]
    assert "      应为：2 A^T A x\n" in out


def test_standard_input_is_a_note(run: Run):
    command = [sys.executable, "-m", "gradproof.cli", "check", "-", "--format", "github"]
    found = subprocess.run(command, capture_output=True, text=True, input=WRONG)
    assert found.returncode == 1
    assert re.fullmatch(r"::error file=-,line=3,col=16::✗ wrong: .*\n", found.stdout)


@pytest.mark.parametrize(
    ("name", "beginning"),
    [("a.html", "<!DOCTYPE html>"), ("a.json", "{"), ("a.txt", "wrong.md\n"), ("a.md", "$A ")],
)
def test_the_ending_of_the_file_says_which_format(run: Run, name: str, beginning: str):
    write(wrong=WRONG)
    assert run("wrong.md", "-o", name) == (1, "", "")
    assert Path(name).read_text("utf-8").startswith(beginning)


def test_strict_fails_for_conventions(run: Run):
    write(turned=f"{DECLARED}\n\n$$\\frac{{\\partial f}}{{\\partial x}} = 2 x^T A^T A$$\n")
    code, out, _ = run("turned.md")
    assert code == 0
    assert "≈ 1 right by convention" in out
    assert run("turned.md", "--strict")[0] == 1
    assert "::error" in run("turned.md", "--strict", "--format", "github")[1]
    assert run("turned.md", "--format", "github")[1] == ""


def test_the_readme_shows_what_is_printed(run: Run):
    shown = re.findall(
        r"```console\n\$ gradproof (.*?)\n(.*?)```", (ROOT / "README.md").read_text(), re.S
    )
    assert [command for command, _ in shown] == ["check examples/check/ridge.md"]
    out = run(str(RIDGE))[1].replace(str(RIDGE), "examples/check/ridge.md")

    def without_reasons(text: str) -> list[str]:
        """Reasons are sentences of the checker, which may come to say them otherwise."""
        return [line for line in text.splitlines() if not re.match(" {6}[a-z ]+;", line)]

    assert without_reasons(shown[0][1]) == without_reasons(out)


# Corrected copies


def test_the_copy_differs_only_where_it_was_wrong(run: Run):
    written = "\ufeff" + WRONG.replace("\n", "\r\n")
    write(wrong=written.encode())
    code, _, err = run("wrong.md", "--fix")
    assert (code, err) == (1, "gradproof: wrong.md: one correction, written to wrong.fixed.md\n")
    assert Path("wrong.md").read_bytes() == written.encode()
    copy = Path("wrong.fixed.md").read_bytes().decode()
    assert copy == written.replace("2 A A x", "2 A^T A x")
    assert run("wrong.fixed.md")[0] == 0


def test_the_copy_goes_where_it_is_asked_for(run: Run):
    write(wrong=WRONG)
    code, out, _ = run("wrong.md", "--fix", "--json", "-o", "copy.md")
    assert code == 1
    assert json.loads(out)["documents"][0]["path"] == "wrong.md"
    assert Path("copy.md").read_text("utf-8") == WRONG.replace("2 A A x", "2 A^T A x")
    assert not Path("wrong.fixed.md").exists()


def test_what_stays_wrong_in_the_copy_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
):
    copy = tmp_path / "copy.md"
    report = gp.check(WRONG, "-")
    monkeypatch.setattr(cli_check, "answers", lambda texts, lang: iter([(0, report)]))
    cli_check.correct([report], copy, "en")
    assert capsys.readouterr().err.splitlines()[1:] == [f"gradproof: {copy}: still wrong: 1"]


def test_there_is_no_copy_of_what_is_right(run: Run):
    write(right=RIGHT)
    code, _, err = run("right.md", "--fix")
    assert (code, err) == (0, "gradproof: right.md: nothing to correct\n")
    assert os.listdir() == ["right.md"]


def test_one_name_is_not_enough_for_several_copies(run: Run):
    write(wrong=WRONG, right=RIGHT)
    code, out, err = run("wrong.md", "right.md", "--fix", "-o", "copy.md")
    assert (code, out) == (2, "")
    assert err.startswith("gradproof: -o names one corrected copy, and there are several notes\n")


# Which notes


def test_a_folder_stands_for_the_notes_below_it(run: Run):
    for folder in ("notes/deep", "notes/.git"):
        Path(folder).mkdir(parents=True)
    for name in ("b.md", "a.txt", "deep/c.markdown", ".git/d.md", ".e.md", "f.py"):
        Path("notes", name).write_text(RIGHT, "utf-8")
    code, out, err = run("notes", "notes/b.md", "--json")
    assert (code, err) == (0, "")
    assert [Path(one["path"]).as_posix() for one in json.loads(out)["documents"]] == [
        "notes/a.txt", "notes/b.md", "notes/deep/c.markdown",
    ]  # fmt: skip


def test_a_pattern_stands_for_what_fits(run: Run):
    write(a=RIGHT, b=RIGHT)
    Path("[c].md").write_text(RIGHT, "utf-8")
    paths = [one["path"] for one in json.loads(run("?.md", "[c].md", "--json")[1])["documents"]]
    assert paths == ["a.md", "b.md", "[c].md"]


def test_what_can_be_checked_is(run: Run):
    write(wrong=WRONG, right=RIGHT, empty=" \n", binary=b"\x00\xff\xfe")
    code, out, err = run("empty.md", "wrong.md", "binary.md", "missing.md", "right.md", "--json")
    assert code == 2
    assert [one["path"] for one in json.loads(out)["documents"]] == ["wrong.md", "right.md"]
    assert err.splitlines() == [
        "gradproof: empty.md is empty",
        "gradproof: binary.md is not UTF-8: line 1 has the byte 0xff",
        "  Save it as UTF-8.",
        "gradproof: missing.md cannot be read: No such file or directory",
    ]


@pytest.mark.parametrize(
    ("arguments", "english", "chinese"),
    [
        (["missing.md"], "missing.md cannot be read: ", "无法读取 missing.md"),
        (["folder"], "there are no notes in folder", "folder 中没有笔记"),
        (["x*.md"], "no file fits x*.md", "没有与 x*.md 匹配的文件"),
        (["a.md", "--format", "pdf"], "--format pdf is not known", "未知的 --format：pdf"),
        (["a.md", "-o", "a.docx"], ".docx is no ending of a report", ".docx"),
        (["a.md", "-o", "no/a.html"], "no/a.html cannot be written: ", "无法写入 no/a.html"),
        ([], "NOTE… is missing", "缺少 NOTE…"),
    ],
)
def test_what_is_wrong_with_the_question(
    run: Run, arguments: list[str], english: str, chinese: str
):
    Path("folder").mkdir()
    write(a=RIGHT)
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith(f"gradproof: {english}")
    assert chinese in run(*arguments, "--lang", "zh")[2].splitlines()[0]


# Hostile notes


HOSTILE = {
    "nul": "a\0$x = 1$\0",
    "million letters": "x" * 10**6,
    "million terms": f"$${'x+' * 500_000}x = y$$",
    "dollars": "$" * 10**6,
    "brackets in a formula": f"$$y = {'[' * 5000}$$",
    "brackets": "[" * 5000,
    "braces": f"$$y = {'{' * 20_000}x{'}' * 20_000}$$",
    "parentheses": f"$$y = {'(' * 3000}x{')' * 3000}$$",
    "quotients": "$$y = " + "\\frac{" * 2000 + "1" + "}{2}" * 2000 + "$$",
    "tower": f"$$x = {'9^{' * 500}9{'}' * 500}$$",
    "power": "$$x = 10^{10^{10}}$$ $$x = 10^{10^{9}} + 1$$",
    "sum": "$$y = \\sum_{i=1}^{10^{10}} x$$ $$y = \\sum_{i=1}^{10^{9}} 2 x$$",
    "macro": "$$\\def\\a{\\a\\a} \\a = \\a$$",
    "program": "$$\\write18{touch owned} = \\input{/etc/passwd}$$",
    "hidden": "$x \u202e= y\u200b$ $x = 1$",
    "long sum": f"$$y = {'+'.join(f'x_{{{i}}}' for i in range(2000))}$$",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_note_gets_an_answer(run: Run, name: str):
    write(note=HOSTILE[name])
    code, out, err = run("note.md")
    assert code in (0, 2, 3) or (code == 1 and "✗" in out)
    assert "Traceback" not in out + err
    assert "fault of gradproof" not in err
    assert out or err.startswith("gradproof: note.md")
    assert os.listdir() == ["note.md"]


def test_a_note_of_two_hundred_million_characters_is_not_read(run: Run):
    with Path("note.md").open("wb") as file:
        file.truncate(200 * 2**20)
    assert run("note.md") == (3, "", "gradproof: note.md has more than 4 MiB\n")


# Processes


def slow(seconds: float) -> float:
    """What computes for so long."""
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass
    return seconds


def asleep(seconds: float) -> float:
    """What waits for so long."""
    time.sleep(seconds)
    return seconds


def grown(bytes_: int) -> int:
    """What takes so much room."""
    return len(b"x" * bytes_)


def failing(kind: str) -> int:
    """What fails so."""
    if kind == "deep":
        return failing(kind)
    if kind == "gone":
        os._exit(1)
    if kind == "known":
        raise ModelError("there is no symbol {0}", hint="Split the note.")
    raise ZeroDivisionError("by nothing")


def test_every_piece_is_done_in_its_place():
    found = dict(workers.done(pow, [(2, 3), (2, 4), (2, 5)], [9, 9, 9]))
    assert found == {0: 8, 1: 16, 2: 32}


def test_what_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch):
    """By the system, whatever the clock on the wall says."""
    monkeypatch.setattr(workers, "PATIENCE", 1000)
    (answer,) = workers.done(slow, [(20.0,)], [1])
    assert isinstance(answer[1], LimitError)
    assert answer[1].message == "it takes more than 1 seconds or too much memory"


def test_what_sleeps_too_long_is_ended():
    (answer,) = workers.done(asleep, [(20.0,)], [0])
    assert isinstance(answer[1], LimitError)


def test_a_process_has_room_beside_what_it_begins_with():
    """It begins with all that this process has, which may be more than the room."""
    ballast = b"x" * 2 * workers.ROOM
    assert list(workers.done(grown, [(workers.ROOM // 2,)], [9])) == [(0, workers.ROOM // 2)]
    assert ballast[-1]


def test_what_takes_too_much_room_is_ended():
    (answer,) = workers.done(grown, [(2 * workers.ROOM,)], [9])
    assert isinstance(answer[1], LimitError)


@pytest.mark.parametrize(
    ("kind", "error", "message"),
    [
        ("deep", LimitError, "the input is too large or nested too deeply (RecursionError)"),
        ("gone", LimitError, "it takes more than 9 seconds or too much memory"),
        ("known", ModelError, "there is no symbol {0}"),
        ("unknown", GradproofError, "this is a fault of gradproof, please report it: "
         "ZeroDivisionError: by nothing"),
    ],
)  # fmt: skip
def test_what_goes_wrong_in_a_process_comes_back(
    monkeypatch: pytest.MonkeyPatch, kind: str, error: type[GradproofError], message: str
):
    monkeypatch.delenv("GRADPROOF_DEBUG", raising=False)
    (answer,) = workers.done(failing, [(kind,)], [9])
    found = answer[1]
    assert type(found) is error
    assert isinstance(found, GradproofError)
    assert found.message == message


def test_a_limit_names_its_note():
    error = cli_check.named(LimitError("it takes more than 4 seconds"), "a.md")
    assert error.message == "a.md is not checked: it takes more than 4 seconds"
    assert cli_check.named(error, "a.md").message == error.message


def test_the_limit_grows_with_the_note(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    given: list[int] = []

    def done(work: object, pieces: list[object], limits: list[int]) -> list[tuple[int, object]]:
        given.extend(limits)
        return [(at, LimitError("none")) for at in range(len(pieces))]

    monkeypatch.setattr(workers, "done", done)
    notes = {"a": "x", "b": "=" * 40, "c": "=" * 4000}
    for name, text in notes.items():
        (tmp_path / name).write_text(text)
    cli_check.judged([str(tmp_path / name) for name in notes], "en")
    assert given == [4, 14, 60]


def test_the_bar_shows_how_many_are_done(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    answers = [(0, LimitError("none")), (1, LimitError("none"))]
    assert list(cli_check.tracked(iter(answers), 2)) == answers
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert list(cli_check.tracked(iter(answers), 2)) == answers
    assert "100%" in capsys.readouterr().err


# In Python


@pytest.mark.parametrize(
    "before",
    [
        "",
        "import gradproof.check.terms",
        "import gradproof.check.terms as terms",
        "from gradproof.check import terms",
        "import gradproof.api",
    ],
)
def test_check_is_called_whatever_is_imported_before(before: str):
    program = f"""{before}
import gradproof as gp
print(gp.check("$x = 1$").summary["definition"])
import gradproof.check.lines as lines
print(gp.check("$x = 1$", lang="zh").lang, lines.__name__)
"""
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (found.stdout, found.stderr) == ("1\nzh gradproof.check.lines\n", "")


def test_a_report_in_python():
    report = gp.check(WRONG, "n.md", lang="zh")
    assert [one.verdict for one in report.claims][-1] == "wrong"
    assert str(report).startswith("n.md\n  ✗ 错误")
    assert gp.check(report.corrected()).summary["wrong"] == 0
    assert pickle.loads(pickle.dumps(report)) == report


def test_what_python_refuses():
    with pytest.raises(LimitError):
        gp.check("x" * (2**20 + 1))
    with pytest.raises(GradproofError, match="'fr' is not known"):
        gp.check("$x = 1$", lang="fr")  # pyright: ignore[reportArgumentType]


# The hook


def test_the_hook_calls_a_command_that_there_is():
    text = (ROOT / ".pre-commit-hooks.yaml").read_text("utf-8")
    assert re.search(r"^- id: gradproof-check$", text, re.M)
    entry = re.search(r"^  entry: gradproof (\w+)$", text, re.M)
    assert entry is not None
    assert entry[1] in {
        one.name or getattr(one.callback, "__name__", "") for one in cli.app.registered_commands
    }
