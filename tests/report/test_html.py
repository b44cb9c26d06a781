"""The HTML page: well formed, every formula in MathML, steps that fold, nothing from elsewhere."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pytest

import gradproof as gp
from gradproof.report.html import Page, mathml
from gradproof.report.outline import outline
from gradproof.report.words import LANGUAGES, Lang

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.md"))
VOID = {"meta", "mspace", "br"}


class Reader(HTMLParser):
    """The tags in order, and the text outside of formulas."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.counts: dict[str, int] = {}
        self.outside: list[str] = []
        self.attributes: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.counts[tag] = self.counts.get(tag, 0) + 1
        self.attributes += [name for name, _ in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "math" not in self.open and "style" not in self.open:
            self.outside.append(data)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("style", ["differential", "index"])
def test_the_page_is_well_formed(path: Path, lang: Lang, style: str):
    found = gp.derive(path.read_text("utf-8"), lang=lang, style=style)
    page = Reader(found.to("html"))
    sections = outline(found.proof).sections
    assert page.open == []
    assert page.counts["details"] == len(sections)
    assert page.counts["math"] > len(found.steps)
    assert not {"script", "link", "img", "iframe"} & page.counts.keys()
    assert not {"src", "href", "onclick"} & set(page.attributes)
    said = "".join(page.outside)
    assert not set("\\$") & set(said)
    assert repr(found).splitlines()[-1] in said


def test_what_a_user_wrote_is_escaped():
    A, x = gp.matrix("A", "m", "n"), gp.vector("x", "n")
    page = Page(outline(gp.derive(gp.norm(A @ x)).proof), "en")
    assert page.escaped('<script>"&"') == '&lt;script&gt;"&amp;"'
    assert page.code("<b>") == "<code>&lt;b&gt;</code>"


def test_second_order_and_conditions_are_there():
    found = gp.derive(gp.read_expression(r"\|x\|"), order=2)
    page = found.to("html")
    said = "".join(Reader(page).outside)
    assert "Second derivatives" in said
    assert "assuming" in said


def test_an_open_step_is_marked():
    found = gp.derive(gp.read_expression("x^T A x"))
    assert '<p class="proved">' in found.to("html")
    found.proof.closing = []
    assert '<p class="open">' in found.to("html")


def test_formulas():
    assert "<mi>X</mi>" in mathml(r"\operatorname{tr}(X)")
    assert mathml("x") is mathml("x")
