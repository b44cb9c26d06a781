"""The PDF: each formula and letter has its glyphs, nothing is left out; what is missing is said."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import typst

import gradproof as gp
from gradproof import cli
from gradproof.core.errors import ModelError, NotationError
from gradproof.core.proof import Derivation
from gradproof.notation.printing.latex import latex
from gradproof.notation.source.spelling import COMMANDS
from gradproof.ops import TABLE
from gradproof.report import encoded, pdf, render
from gradproof.report.outline import outline
from gradproof.report.typst import PREAMBLE, Paper, source
from gradproof.report.typst_math import mathematics, rows
from gradproof.report.words import LANGUAGES, Lang

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.md"))
STYLES = ["differential", "chain", "index", "vec"]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_is_set_with_all_its_signs(path: Path, style: str, lang: Lang):
    found = gp.derive(path.read_text("utf-8"), style=style, algorithm=True, lang=lang)
    assert found.pdf().startswith(b"%PDF-")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_is_left_out(lang: Lang):
    found = gp.derive(EXAMPLES[0].read_text("utf-8"), algorithm=True, lang=lang)
    report = outline(found.proof)
    paper = source(found.proof, lang)
    for number, rule, _ in report.proofs():
        assert rf"\[{number}\]" in paper
        assert not rule or f'#raw("{rule}");' in paper
    for section in report.sections:
        assert f"= {section.number}. " in paper
    said = Paper(report, lang)
    assert said.escaped(str(found).splitlines()[-1]) in paper


def test_the_same_derivation_gives_the_same_bytes(proved: Derivation):
    assert pdf.render(proved, "zh") == pdf.render(proved, "zh")


def test_second_order_jacobians_and_products():
    assert gp.derive(gp.read_expression(r"\log\det X"), order=2).pdf()
    assert gp.jacobian(gp.read_expression("softmax(A x)"), style="index").pdf()
    assert gp.hvp(gp.read_expression("x^T A x"), wrt="x").pdf()


def set_formulas(formulas: list[str]) -> bytes | list[bytes] | None:
    """The formulas on pages where a sign without a glyph is an error."""
    settings = PREAMBLE.partition("#show raw")[0].format(
        title='"x"', latin='"New Computer Modern"', serif='"Noto Serif SC"',
        sans='"Noto Sans SC"', lang='"en"',
    )  # fmt: skip
    shown = "\n\n".join(f"${mathematics(one)}$" for one in formulas)
    return typst.compile(
        (settings + shown).encode(), font_paths=pdf.fonts(), format="pdf", pdf_standards="a-2u",
        sys_inputs={"dated": ""}, timestamp=0,
    )  # fmt: skip


def test_every_operation_is_shown():
    X, t = gp.matrix("X", "n", "n").expr, gp.scalar("t").expr
    made: list[str] = []
    for row in TABLE:
        for operands in ([X], [X, X], [t], [t, t], [X, t], [t, X]):
            try:
                made.append(latex(row(*operands)))
            except Exception:
                continue  # no operands of this row
    assert len(made) >= len([row for row in TABLE if row.latex])
    assert set_formulas(made)


def test_whatever_a_name_may_be_made_of_is_shown():
    of = {
        kind: [name for name, entry in COMMANDS.items() if entry.kind == kind]
        for kind in ("letter", "variant", "font", "accent", "word", "symbol", "joint", "sign")
    }
    formulas = [f"\\{name}" for kind in ("letter", "variant", "symbol") for name in of[kind]]
    formulas += [rf"\{name}{{A}}_{{1}}'" for kind in ("font", "accent") for name in of[kind]]
    formulas += [rf"\{name} x" for name in of["word"]]
    formulas += [r"\text{样本}_{1,2}", "W^{*}", r"\mathrm{XW}", r"a_{i:j}", r"\lVert x \rVert"]
    assert set_formulas(formulas)


def test_a_sign_that_no_font_has_is_an_error(proved: Derivation, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pdf, "source", lambda *_: source(proved) + "ሀ")
    with pytest.raises(ModelError, match="ሀ"):
        pdf.render(proved)


@pytest.mark.parametrize(
    "formula", [r"\foo", "x_", "x_a_b", "x^a^b", "x^a'", r"\left( x", "{x", "x}", r"\binom{a}{b}"]
)
def test_a_formula_that_is_not_understood_is_an_error(formula: str):
    with pytest.raises(NotationError):
        mathematics(formula)


def test_words_do_not_run_together():
    assert mathematics("a b") == "a b"
    assert mathematics("2 x_i 3") == "2 attach(x,b:i)3"
    assert mathematics(r"\alpha\beta") == "α β"
    assert rows(r"\begin{aligned}a &= b \\[1ex] c &= d && \in R\end{aligned}")[1][3] == "∈R"


def test_a_formula_never_leaves_the_page():
    """A formula wider than the line is set smaller: as high as its share of the line."""
    probe = PREAMBLE.format(
        title='"x"', latin='"New Computer Modern"', serif='"Noto Serif SC"',
        sans='"Noto Sans SC"', lang='"en"',
    ) + (
        "#context [#metadata(measure(block(width: 10cm, fitting(rect(width: 40cm, height: 4cm))))"
        ".height.cm())<high>]"
    )  # fmt: skip
    assert '"value":1.0' in typst.query(probe.encode(), "<high>").replace(" ", "")


def test_without_the_extra_one_line_says_so(
    proved: Derivation, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    pdf.fonts.cache_clear()
    monkeypatch.setattr(pdf, "find_spec", lambda name: None)
    monkeypatch.setattr(
        sys, "argv", ["gradproof", "derive", "-e", "x^T x", "--format", "pdf", "--lang", "en"]
    )
    with pytest.raises(SystemExit) as left:
        cli.main()
    shown = capsys.readouterr()
    assert (left.value.code, shown.out) == (2, "")
    assert shown.err.splitlines() == [
        "gradproof: a PDF needs the extra pdf, which is not installed",
        "  Install it with pip install 'gradproof[pdf]'.",
    ]


def test_a_file_that_ends_in_pdf_is_one_and_a_terminal_gets_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    path = tmp_path / "x.pdf"
    command = ["gradproof", "derive", "-e", "x^T x", "--lang", "en"]
    monkeypatch.setattr(sys, "argv", [*command, "-o", str(path)])
    with pytest.raises(SystemExit) as left:
        cli.main()
    assert left.value.code == 0
    assert path.read_bytes().startswith(b"%PDF-")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setattr(sys, "argv", [*command, "--format", "pdf"])
    with pytest.raises(SystemExit) as left:
        cli.main()
    assert left.value.code == 2
    assert capsys.readouterr().err.splitlines() == [
        "gradproof: PDF is not for a terminal", "  Say -o FILE.pdf.",
    ]  # fmt: skip


def test_a_pdf_is_no_text(proved: Derivation):
    assert encoded(proved, "latex") == render(proved, "latex").encode()
    with pytest.raises(ModelError, match="no text"):
        render(proved, "pdf")
