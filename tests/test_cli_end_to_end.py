"""The whole way, from the text of a note to the report, in a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

NOTE = r"""A line through points: $x \in \mathbb{R}^{m}$ and $y \in \mathbb{R}^{m}$ are data,
$a \in \mathbb{R}$ and $c \in \mathbb{R}$ are wanted.

$$r = a x + c - y$$

$$q = \frac{1}{2} \|r\|^2$$
"""


def gradproof(*arguments: str, seed: str = "0", stdin: str = NOTE) -> tuple[int, str, str]:
    """(exit code, standard output, standard error)."""
    run = subprocess.run(
        [sys.executable, "-m", "gradproof.cli", *arguments],
        input=stdin.encode(),
        capture_output=True,
        env={**os.environ, "PYTHONHASHSEED": seed, "COLUMNS": "80", "LC_ALL": "C"},
    )
    return run.returncode, run.stdout.decode(), run.stderr.decode()


def test_a_note_from_standard_input_is_derived_and_proved():
    code, out, err = gradproof("derive", "-", "--wrt", "a,c")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == "Gradients of q"
    assert any(line.startswith("  ∂q/∂a = ") for line in lines)
    assert any(line.startswith("  ∂q/∂c = ") for line in lines)
    assert lines[-1].startswith("all ")
    assert lines[-1].endswith(" steps proved")


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("format", ["terminal", "markdown", "latex", "json"])
def test_the_same_bytes_on_every_run(format: str, lang: str):
    runs = [
        gradproof("derive", "-", "--format", format, "--lang", lang, seed=seed)
        for seed in ("1", "31337")
    ]
    assert runs[0] == runs[1]
    assert runs[0][0] == 0


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("format", ["terminal", "markdown", "latex", "html", "ipynb", "json"])
def test_a_batch_in_every_format(format: str, lang: str):
    note = r"Input $x \in \mathbb{R}^{d}$, target $y \in \mathbb{R}^k$. $$f = \|W x - y\|^2$$"
    options = ["--batch", "--transpose", "--format", format, "--lang", lang]
    code, out, err = gradproof("derive", "-", *options, stdin=note)
    assert (code, err) == (0, "")
    assert {"en": "mean over the samples", "zh": "对样本取均值"}[lang] in (
        json.dumps(json.loads(out), ensure_ascii=False) if format in ("ipynb", "json") else out
    ).replace("\n", " ")
    if format == "json":
        record = json.loads(out)
        assert [one["rule"] for one in record["steps"]][:3] == [
            "batch_mean", "batch", "transpose_inwards",
        ]  # fmt: skip
        assert record["results"][0]["text"] == "(2/m) Xᵀ(XW − Y)"


def test_a_batch_of_a_batch_is_refused():
    note = r"Data $X \in \mathbb{R}^{m \times d}$ (data). $$f = \|X w - y\|^2$$"
    code, out, err = gradproof("derive", "-", "--batch", stdin=note)
    assert (code, out) == (2, "")
    assert "X is m×d, a matrix: the note is not for one sample" in err


def test_a_quick_expression_in_json():
    code, out, _ = gradproof("derive", "-e", "tr(A X B)", "--wrt", "X", "--json")
    assert code == 0
    record = json.loads(out)
    assert record["verified"] is True
    assert [(one["wrt"], one["text"]) for one in record["results"]] == [("X", "AᵀBᵀ")]


@pytest.mark.parametrize(
    "arguments",
    [
        ["-", "--style", "guess"],
        ["-", "--wrt", "w"],
        ["-", "--of", "A"],
        ["-e", "tr(A X"],
    ],
)
def test_what_cannot_be_done_is_2_in_one_message(arguments: list[str]):
    code, out, err = gradproof("derive", *arguments)
    assert (code, out) == (2, "")
    assert err.startswith("gradproof: ")
    assert "fault of gradproof" not in err
    assert "Traceback" not in err


def test_a_fault_in_a_note_is_shown_at_its_place(tmp_path: Path):
    path = tmp_path / "note.md"
    path.write_text(NOTE + "\n$$z = \\|r^2$$\n", encoding="utf-8")
    code, out, err = gradproof("derive", str(path))
    assert (code, out) == (2, "")
    message, source, caret, *_ = err.splitlines()
    assert message.startswith(f"gradproof: {path}:8, column ")
    assert source == r"  8 | $$z = \|r^2$$"
    assert "^" in caret


def test_a_jacobian_has_to_be_asked_for():
    code, _, err = gradproof("derive", "-e", "softmax(x)")
    assert code == 2
    assert "--product jacobian" in err
    code, out, _ = gradproof("derive", "-e", "softmax(x)", "--product", "jacobian", "--json")
    assert code == 0
    assert json.loads(out)["verified"] is True


def test_a_proof_that_takes_too_much_is_a_limit(tmp_path: Path):
    note = tmp_path / "large.md"
    note.write_text(
        r"$A, B \in \mathbb{R}^{1000 \times 1000}$, $f = \|A \otimes B \otimes A \otimes B\|_F^2$",
        "utf-8",
    )
    code, out, _ = gradproof("derive", str(note))
    assert code == 3
    assert "not decided with the computing that is allowed" in out
