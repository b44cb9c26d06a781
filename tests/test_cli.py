"""The command line: what goes in, what comes out, and with which exit code."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

import gradproof
from gradproof import cli, console
from gradproof.core.algebra import matmul, subtract
from gradproof.core.dims import shape
from gradproof.core.errors import LimitError, Place, ShapeError
from gradproof.core.expr import symbol
from gradproof.core.model import Model
from gradproof.core.proof import Derivation
from gradproof.derivation.differential import derive_differential
from gradproof.derivation.scope import scope
from gradproof.derivation.verify import verify
from gradproof.formats import FORMATS, SUFFIXES, TEXTS
from gradproof.ops import TABLE
from gradproof.report import answer, render

Run = Callable[..., tuple[int, str, str]]

NOTE = "$f = \\|A x - b\\|^2$\n"


def least_squares() -> Derivation:
    """‖A x − b‖² by A and x."""
    model = Model()
    A = model.declare(symbol("A", shape("m", "n")))
    x = model.declare(symbol("x", shape("n")))
    b = model.declare(symbol("b", shape("m")))
    model.data = {"b"}
    model.define(symbol("f", shape(1)), TABLE["squared_norm"](subtract(matmul(A, x), b)))
    return verify(derive_differential(model, scope(model)))


class Engine:
    """Stands in for the public face: remembers what it was asked, answers with one derivation."""

    def __init__(self) -> None:
        self.derivation = least_squares()
        self.asked: dict[str, object] = {}
        self.fault: BaseException | None = None

    def read(self, text: str, name: str = "") -> Model:
        self.asked |= {"text": text, "name": name}
        return self.derivation.model

    def read_expression(self, text: str) -> Model:
        self.asked |= {"expression": text}
        return self.derivation.model

    def derive(self, note: Model, **asked: object) -> answer.Derivation:
        assert note is self.derivation.model
        self.asked |= asked
        if self.fault is not None:
            raise self.fault
        return answer.Derivation(self.derivation)


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Engine:
    made = Engine()
    face = SimpleNamespace(read=made.read, read_expression=made.read_expression, derive=made.derive)
    monkeypatch.setitem(sys.modules, "gradproof.api", face)
    monkeypatch.setattr(gradproof, "api", face, raising=False)
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "GRADPROOF_DEBUG", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    return made


@pytest.fixture
def note(tmp_path: Path) -> str:
    path = tmp_path / "note.md"
    path.write_text(NOTE, encoding="utf-8")
    return str(path)


def process(*arguments: str, **options: object) -> subprocess.CompletedProcess[bytes]:
    """`gradproof …` in a process of its own."""
    command = [sys.executable, "-c", "from gradproof.cli import main; main()", *arguments]
    return subprocess.run(command, capture_output=True, **options)  # pyright: ignore[reportCallIssue, reportArgumentType]


# What is asked of the engine


def test_a_note_is_read_by_name_and_derived(engine: Engine, note: str, run: Run):
    code, out, err = run("derive", note)
    assert (code, err) == (0, "")
    assert engine.asked == {
        "text": NOTE, "name": note, "of": None, "wrt": None,
        "style": "differential", "layout": "denominator", "order": 1,
        "algorithm": False, "batch": False, "transpose": False, "symmetric": "unconstrained",
        "product": "gradient",
    }  # fmt: skip
    assert out == render(engine.derivation, "terminal")


def test_options_reach_the_engine(engine: Engine, run: Run):
    options = ["--of", "f", "--wrt", r"W_{1,2},\hat{Y}", "--style", "vec", "--layout", "numerator"]
    code, _, _ = run("derive", "-e", "norm2(A*x-b)^2", *options, "--order", "2")
    assert code == 0
    assert engine.asked == {
        "expression": "norm2(A*x-b)^2", "of": "f", "wrt": r"W_{1,2},\hat{Y}",
        "style": "vec", "layout": "numerator", "order": 2,
        "algorithm": False, "batch": False, "transpose": False, "symmetric": "unconstrained",
        "product": "gradient",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("options", "batch"), [(["--batch"], True), (["--samples", "x,y"], "x,y"), ([], False)]
)
def test_a_batch_and_its_samples_reach_the_engine(
    engine: Engine, run: Run, options: list[str], batch: bool | str
):
    assert run("derive", "-e", "norm2(W*x-y)^2", *options, "--transpose")[0] == 0
    assert (engine.asked["batch"], engine.asked["transpose"]) == (batch, True)


def test_a_byte_order_mark_is_no_part_of_the_note(engine: Engine, tmp_path: Path, run: Run):
    path = tmp_path / "bom.md"
    path.write_bytes(b"\xef\xbb\xbf" + NOTE.encode())
    assert run("derive", str(path))[0] == 0
    assert engine.asked["text"] == NOTE


# What comes out


@pytest.mark.parametrize("format", ["terminal", "markdown", "latex", "json"])
def test_format(engine: Engine, note: str, run: Run, format: str):
    assert run("derive", note, "--format", format)[1] == render(engine.derivation, format)


@pytest.mark.parametrize(
    ("name", "format"),
    [
        ("a.md", "markdown"),
        ("a.tex", "latex"),
        ("a.JSON", "json"),
        ("a.txt", "terminal"),
        ("a", "terminal"),
    ],
)
def test_output_file_chooses_the_format(
    engine: Engine, note: str, run: Run, tmp_path: Path, name: str, format: str
):
    path = tmp_path / name
    assert run("derive", note, "-o", str(path)) == (0, "", "")
    assert path.read_text(encoding="utf-8") == render(engine.derivation, format)


def test_an_ending_that_is_no_format_is_refused(
    engine: Engine, note: str, tmp_path: Path, run: Run
):
    path = tmp_path / "report.docx"
    code, out, err = run("derive", note, "-o", str(path))
    assert (code, out) == (2, "")
    assert err.startswith("gradproof: .docx is no ending of a report\n")
    assert ".md" in err
    assert ".pdf" in err
    assert not path.exists()
    assert run("derive", note, "-o", str(path), "--format", "markdown")[0] == 0
    assert path.read_text(encoding="utf-8").startswith("# ")


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (("-e", "x^T x", "-e", "y^T y"), "-e"),
        (("-e", "x^T x", "--wrt", "x", "--wrt=x"), "--wrt"),
        (("--lang", "en", "-e", "x^T x", "--lang", "zh"), "--lang"),
    ],
)
def test_an_option_given_twice_is_refused_in_one_line(
    engine: Engine, run: Run, options: tuple[str, ...], named: str
):
    assert run("derive", *options) == (2, "", f"gradproof: {named} is given twice\n")
    assert run("derive", "-e", "x^T x", "--json", "--json")[0] == 0


def test_output_to_a_dash_is_standard_output(engine: Engine, note: str, run: Run):
    code, out, _ = run("derive", note, "-o", "-")
    assert (code, out) == (0, render(engine.derivation, "terminal"))


def test_json_is_short_for_format_json(engine: Engine, note: str, run: Run):
    code, out, _ = run("derive", note, "--json", "--lang", "zh")
    assert code == 0
    assert json.loads(out)["lang"] == "zh"
    assert run("derive", note, "--json", "--format", "latex")[0] == 2


def test_every_format_of_the_help_is_one_of_reports(engine: Engine, run: Run):
    (listed,) = re.findall(r"--format (\S+\|\S+)", run("derive", "--help")[1])
    assert listed.split("|") == list(FORMATS)
    assert all(render(engine.derivation, one) for one in TEXTS)
    assert set(SUFFIXES.values()) == set(FORMATS)


@pytest.mark.parametrize(
    ("locale", "lang"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "en_GB.UTF-8"}, "en"),
        ({"LANG": "C", "LC_MESSAGES": "zh_TW"}, "zh"),
        ({"LANG": "fr_FR.UTF-8"}, "en"),
        ({}, "en"),
    ],
)
def test_language_is_that_of_the_locale(
    engine: Engine,
    note: str,
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
    locale: dict[str, str],
    lang: str,
):
    for name, value in locale.items():
        monkeypatch.setenv(name, value)
    assert json.loads(run("derive", note, "--json")[1])["lang"] == lang


# Exit codes


def test_a_failed_verification_is_1_and_still_reported(engine: Engine, note: str, run: Run):
    closing = engine.derivation.closing
    engine.derivation.closing = [replace(one, holds=False, method=None) for one in closing]
    code, out, err = run("derive", note)
    assert (code, err) == (1, "")
    assert out.splitlines()[-1].startswith("1 of ")
    assert json.loads(run("derive", note, "--json")[1])["verified"] is False


def test_an_ill_typed_note_is_2_with_its_caret(engine: Engine, note: str, run: Run):
    engine.fault = ShapeError("a sum of m×1 and n×1", Place(NOTE, 9, 10, "note.md"), "Transpose x.")
    code, out, err = run("derive", note)
    assert (code, out) == (2, "")
    assert err == f"gradproof: {engine.fault.report()}\n"
    assert "^" in err


def test_a_limit_is_3(engine: Engine, note: str, run: Run):
    engine.fault = LimitError("the formula is too large")
    assert run("derive", note)[0] == 3


@pytest.mark.parametrize("fault", [RecursionError(), MemoryError()])
def test_running_out_of_stack_or_memory_is_3(engine: Engine, note: str, run: Run, fault: Exception):
    engine.fault = fault
    code, out, err = run("derive", note)
    assert (code, out, err.count("\n")) == (3, "", 1)


def test_any_other_exception_is_said_to_be_a_fault_of_ours(
    engine: Engine, note: str, run: Run, monkeypatch: pytest.MonkeyPatch
):
    engine.fault = ZeroDivisionError("of the engine")
    code, out, err = run("derive", note)
    assert (code, out) == (2, "")
    assert "a fault of gradproof, please report it: ZeroDivisionError: of the engine" in err
    assert "Traceback" not in err
    monkeypatch.setenv("GRADPROOF_DEBUG", "1")
    monkeypatch.setattr(sys, "argv", ["gradproof", "derive", note])
    with pytest.raises(ZeroDivisionError):
        cli.main()


def test_an_interrupt_is_quiet(engine: Engine, note: str, run: Run):
    engine.fault = KeyboardInterrupt()
    assert run("derive", note) == (130, "", "gradproof: interrupted\n")


# Input that cannot be read


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b" \n\t\n", "is empty"),
        (b"one\ntwo \xff\n", "is not UTF-8: line 2 has the byte 0xff"),
        ("utf-16 text".encode("utf-16"), "is not UTF-8: line 1 has the byte 0xff"),
    ],
)
def test_unreadable_content_is_2(
    tmp_path: Path, run: Run, engine: Engine, content: bytes, said: str
):
    path = tmp_path / "note.md"
    path.write_bytes(content)
    code, out, err = run("derive", str(path))
    assert (code, out) == (2, "")
    assert err.startswith(f"gradproof: {path} {said}")
    assert engine.asked == {}


def test_missing_file_directory_and_too_large_a_file(
    tmp_path: Path, run: Run, engine: Engine, monkeypatch: pytest.MonkeyPatch
):
    assert run("derive", str(tmp_path / "none.md"))[::2] == (
        2,
        f"gradproof: {tmp_path / 'none.md'} cannot be read: No such file or directory\n"
        "  A formula is given with -e.\n",
    )  # fmt: skip
    assert run("derive", str(tmp_path))[0] == 2
    monkeypatch.setattr(console, "LARGEST", 8)
    path = tmp_path / "large.md"
    path.write_text("x" * 8, encoding="utf-8")
    assert run("derive", str(path))[0] == 0
    path.write_text("x" * 9, encoding="utf-8")
    assert run("derive", str(path))[0] == 3


def test_output_that_cannot_be_written_is_2(engine: Engine, note: str, run: Run, tmp_path: Path):
    code, out, err = run("derive", note, "-o", str(tmp_path / "none" / "a.md"))
    assert (code, out) == (2, "")
    assert "cannot be written: No such file or directory" in err


@pytest.mark.parametrize(
    "arguments",
    [
        ["derive"],
        ["derive", "a.md", "-e", "x"],
        ["derive", "a.md", "b.md"],
        ["derive", "a.md", "--bogus"],
        ["derive", "a.md", "--order", "two"],
        ["derive", "a.md", "--format", "docx"],
        ["derive", "a.md", "--lang", "de"],
        ["derive", "-e", " "],
        ["derive", "-e", "x \udcff"],
        ["differentiate"],
        [],
    ],
)
def test_misuse_is_2_and_says_why(engine: Engine, run: Run, arguments: list[str]):
    code, out, err = run(*arguments)
    assert code == 2
    assert out + err
    assert "Traceback" not in err


# In a process of its own


def test_version_and_help():
    assert process("--version").stdout.decode() == f"gradproof {gradproof.__version__}\n"
    shown = process("derive", "--help").stdout.decode()
    for option in ("-e", "--of", "--wrt", "--style", "--order", "--format", "-o", "--lang"):
        assert f"  {option} " in shown


def test_help_loads_neither_rich_nor_the_engine():
    program = (
        "import sys; from gradproof.cli import main; sys.argv = ['gradproof', 'derive', '--help']\n"
        "try: main()\n"
        "except SystemExit: print(*sys.modules, file=sys.stderr)"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    loaded = set(run.stderr.split())
    assert "typer" in loaded
    assert not {name for name in loaded if name.split(".")[0] in ("rich", "numpy", "mpmath")}
    assert not {"gradproof.api", "gradproof.ops", "gradproof.report"} & loaded


def test_standard_input_is_read_and_its_faults_are_named():
    run = process("derive", "-", input=b"\xc3\x28")
    assert run.returncode == 2
    assert run.stderr.startswith(b"gradproof: standard input is not UTF-8: line 1")


PIPED = """
import sys
sys.path[:0] = [{here!r}]
from gradproof import cli, console
from {module} import least_squares
report = least_squares(), sys.argv[1], "en", None
sys.exit(cli.guarded(lambda: cli.write(*report) or 0))
"""


def program(format: str, seed: str) -> bytes:
    """The report of least squares, printed by a fresh interpreter with that hash seed."""
    here = str(Path(__file__).parent)
    source = PIPED.format(here=here, module=Path(__file__).stem)
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONUTF8": "1", "COLUMNS": "80"}
    run = subprocess.run(
        [sys.executable, "-c", source, format], capture_output=True, env=environment
    )
    assert run.returncode == 0, run.stderr.decode()
    return run.stdout


@pytest.mark.parametrize("format", ["terminal", "markdown", "latex", "json"])
def test_output_is_the_same_whatever_the_hash_seed(format: str):
    first, second = program(format, "1"), program(format, "271828")
    assert first == second == render(least_squares(), format).encode()


def test_a_closed_pipe_is_no_fault():
    reader, writer = os.pipe()
    os.close(reader)
    here = str(Path(__file__).parent)
    source = PIPED.format(here=here, module=Path(__file__).stem)
    try:
        run = subprocess.run(
            [sys.executable, "-c", source, "terminal"],
            stdout=writer, stderr=subprocess.PIPE, env={**os.environ, "PYTHONUTF8": "1"},
        )  # fmt: skip
    finally:
        os.close(writer)
    assert (run.returncode, run.stderr) == (0, b"")
