"""Folding: a headline and a result per stage, the steps inside or in an appendix, nothing lost."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

import gradproof as gp
from gradproof.core.proof import Derivation
from gradproof.report import appendix, render
from gradproof.report.markdown import Markdown
from gradproof.report.outline import outline
from gradproof.report.stages import outcome, stages
from gradproof.report.words import LANGUAGES, Lang, say

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.md"))
STYLES = ["differential", "chain", "index", "vec"]
NUMBER = r"\*\*\\\[(\d+)\\\]\*\*"


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_step_is_there_once_and_in_order(path: Path, style: str):
    found = gp.derive(path.read_text("utf-8"), style=style)
    text = found.to("markdown")
    steps = len(list(outline(found.proof).proofs()))
    assert [int(one) for one in re.findall(NUMBER, text)] == [*range(1, steps + 1)]
    latex = found.to("latex")
    shown = [int(one) for one in re.findall(r"\\textbf\{\[(\d+)\]\}", latex)]
    assert sorted(shown) == [*range(1, steps + 1)]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_what_is_folded_is_markdown_in_html(path: Path):
    """HTML blocks hold nothing but their tags: all formulas are seen by Markdown."""
    tokens = MarkdownIt().parse(gp.derive(path.read_text("utf-8")).to("markdown"))
    html = [one.content.strip() for one in tokens if one.type == "html_block"]
    assert html
    tags = re.compile(r"<details>\n<summary>Steps \d+ to \d+</summary>|</details>")
    assert all(tags.fullmatch(one) for one in html)
    opened = [one.startswith("<details>") for one in html]
    assert opened == [True, False] * (len(html) // 2)
    fences = [one.content for one in tokens if one.type == "fence"]
    assert fences
    assert not any("$" in one for one in fences)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_what_a_stage_comes_to_is_a_chain_of_its_last_lines(path: Path, style: str):
    found = gp.derive(path.read_text("utf-8"), style=style)
    for section in outline(found.proof).sections:
        if not section.lines:
            continue
        told, after = outcome(section.lines), section.lines[-1].after
        assert told.after is after
        given = set[object]()
        for line in reversed(section.lines):
            assert line.after is after
            given |= {*line.given}
            after = line.before
            if after is told.before:
                break
        assert after is told.before
        assert given == {*told.given}


def test_what_is_given_to_a_part_is_given_to_the_whole(proved: Derivation):
    line = next(one for section in outline(proved).sections for one in section.lines if one.given)
    after = replace(line, before=line.after, after=line.before, given=(), number=line.number + 1)
    told = outcome([line, after])
    assert told.given == line.given
    assert (told.before, told.after, told.number) == (line.before, line.before, after.number)


def test_what_is_not_proved_is_not_folded(refuted: Derivation, proved: Derivation):
    assert "<details>" in render(proved, "markdown")
    for stage in stages(outline(refuted).sections):
        assert stage.folds == (
            len(stage.lines) > 1 and all(one.certificate.holds for one in stage.lines)
        )
    text = render(refuted, "markdown")
    outside = re.sub(r"<details>.*?</details>", "", text, flags=re.DOTALL)
    assert r"**\[4\]**" in outside
    assert r"**\[2\]**" not in outside


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_long_paper_has_an_appendix_and_refers_to_it(lang: Lang):
    text = (EXAMPLES[0].parent / "recurrent.md").read_text("utf-8")
    latex = gp.derive(text, style="chain", lang=lang).to("latex")
    main, details = latex.split("\\appendix\n")
    referred = re.findall(r"\\pageref\{(.*?)\}", main)
    assert referred == re.findall(r"\\label\{(.*?)\}", details) == ["stage-1", "stage-2", "stage-3"]
    assert say("steps at", lang, 1, 13, r"\pageref{stage-1}") in main
    assert len(main) < len(details)
    short = gp.derive(gp.read_expression("x^T A x"), lang=lang).to("latex")
    assert "appendix" not in short


def test_a_paper_of_forty_steps_has_none(proved: Derivation, monkeypatch: pytest.MonkeyPatch):
    assert "\\appendix" not in render(proved, "latex")
    monkeypatch.setattr(appendix, "LONG", 5)
    assert "\\appendix" in render(proved, "latex")
    assert "pagebreak" not in render(proved, "latex")


def test_a_formula_that_markdown_would_change_is_quoted(proved: Derivation):
    page = Markdown(outline(proved), "en")
    assert page.mathematics("W_1") == "$W_1$"
    assert page.mathematics(r"\|x\|") == r"$`\|x\|`$"
    assert page.mathematics(r"V \, dX") == r"$`V \, dX`$"
    assert page.mathematics(r"\hat{a}_{i} \hat{b}_{j}") == r"$`\hat{a}_{i} \hat{b}_{j}`$"
