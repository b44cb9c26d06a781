"""Verdicts beside the text that they are about, in every format, of notes made by hand."""

import json
import re
from html.parser import HTMLParser
from string import Formatter
from typing import Any, ClassVar

import pytest

from gradproof.core.errors import ModelError
from gradproof.report.checked import github, html, markdown, render, terminal
from gradproof.report.checked.answer import Report
from gradproof.report.checked.corrected import corrected
from gradproof.report.checked.judged import VERDICTS, Claim, Judged, Verdict
from gradproof.report.checked.words import SIGNS, VERDICT, table
from gradproof.report.words import Lang

TEXT = """# A note <b>

Let $f = x^T A x$, then $\\nabla f = A x + A^T x$ and

$$
\\begin{aligned}
\\nabla f &= 2 A x \\\\
  &= 2 B x
\\end{aligned}
$$
## Next

- $g = 50 % a_b$
"""


def claim(source: str, right: str, verdict: Verdict, **more: Any) -> Claim:
    """The claim that is written so, with a right side that is written so."""
    start = TEXT.index(source)
    end = start + len(source)
    at = TEXT.rindex(right, start, end)
    line = TEXT.count("\n", 0, at) + 1
    column = at - (TEXT.rfind("\n", 0, at) + 1) + 1
    return Claim(line, column, source, verdict, start=start, end=end, **more)


COUNTEREXAMPLE = {"inputs": {"A": [[1, 2], [3, 4]]}, "claimed": [1], "true": [2]}
DEFINITION = claim("f = x^T A x", "x^T A x", "definition")
RIGHT = claim("\\nabla f = A x + A^T x", "A x + A^T x", "right", reason="agreed on all samples")
WRONG = claim(
    "\\nabla f &= 2 A x", "2 A x", "wrong",
    reason="A is <not> symmetric: 50 %", correction="A x\n+ A^T x", counterexample=COUNTEREXAMPLE,
)  # fmt: skip
INHERITED = claim("&= 2 B x", "2 B x", "inherited", reason="an earlier line is wrong")
CONVENTION = claim(
    "g = 50 % a_b", "50 % a_b", "convention", convention="numerator-layout",
    reading="numerator-layout; broadcast",
)  # fmt: skip
CLAIMS = (DEFINITION, RIGHT, WRONG, INHERITED, CONVENTION)
NOTE = Judged("a,b.md", TEXT, CLAIMS)


def test_the_words_are_there_in_both_languages():
    for words in table().values():
        fields = [
            {one for _, one, _, _ in Formatter().parse(text)} - {None}
            for text in (words.en, words.zh)
        ]
        assert words.en
        assert words.zh
        assert fields[0] == fields[1]
    assert set(SIGNS) == set(VERDICT) == set(VERDICTS)
    assert len(set(SIGNS.values())) == len(VERDICTS)


def test_summary_counts_every_verdict():
    assert set(NOTE.summary) == set(VERDICTS)
    assert [one for one, count in NOTE.summary.items() if count == 1] == [
        "right", "convention", "wrong", "inherited", "definition",
    ]  # fmt: skip
    assert NOTE.failed()
    assert not Judged("", TEXT, (DEFINITION, RIGHT, CONVENTION)).failed()
    assert Judged("", TEXT, (DEFINITION, RIGHT, CONVENTION)).failed(strict=True)


def test_a_claim_is_shown_on_the_line_of_its_right_side():
    assert NOTE.place(RIGHT).excerpt().splitlines()[1].count("^") == len(RIGHT.latex)
    line, carets = NOTE.place(INHERITED).excerpt().splitlines()
    assert line.index("= 2 B x") == carets.index("^")
    assert carets.count("^") == len("= 2 B x")


# On the terminal


def test_the_terminal_shows_what_is_wrong_and_counts_what_is_right():
    shown = terminal.plain([NOTE], "en", 80)
    assert shown.splitlines() == [
        "a,b.md",
        "  ✗ wrong  line 7",
        "      7 | \\nabla f &= 2 A x \\\\",
        "        | ^^^^^^^^^^^^^^^^^",
        "      A is <not> symmetric: 50 %",
        "      it should be: A x + A^T x",
        "      for example: A = [[1, 2], [3, 4]]: claimed [1], true [2]",
        "",
        "  ↳ inherited  line 8",
        "      8 |   &= 2 B x",
        "        |    ^^^^^^^",
        "      an earlier line is wrong",
        "",
        "  ≈ right by convention: numerator layout: line 13",
        "",
        "  ✓ 1 right, ≈ 1 right by convention, ✗ 1 wrong, ↳ 1 inherited, · 1 definition",
    ]


def test_all_is_shown_where_all_is_asked_for():
    shown = terminal.plain([NOTE], "en", 80, verbose=True)
    assert [line for line in shown.splitlines() if re.match("  [✓≈✗↳·] .*  line", line)] == [
        "  · definition  line 3",
        "  ✓ right  line 3",
        "  ✗ wrong  line 7",
        "  ↳ inherited  line 8",
        "  ≈ right by convention  line 13",
    ]
    assert "      read as: broadcast\n" in shown


def test_the_terminal_in_chinese():
    shown = terminal.plain([NOTE], "zh", 80)
    assert "  ✗ 错误  第 7 行\n" in shown
    assert "      应为：A x + A^T x\n" in shown
    assert "      例如：A = [[1, 2], [3, 4]]：所写 [1]，实为 [2]\n" in shown
    assert "  ≈ 按约定正确：分子布局：第 13 行\n" in shown


def test_several_notes_are_added_up():
    shown = terminal.plain([NOTE, NOTE], "en", 80)
    assert shown.splitlines()[-2:] == [
        "2 notes",
        "  ✓ 2 right, ≈ 2 right by convention, ✗ 2 wrong, ↳ 2 inherited, · 2 definitions",
    ]


def test_nothing_that_a_terminal_would_obey_is_printed():
    text = "$a = \x1b[2J\u202e$"
    one = Claim(1, 6, text[1:-1], "wrong", "b\x1b[2J", correction="\u202e", start=1, end=11)
    for verbose in (False, True):
        shown = terminal.plain([Judged("\x1b.md", text, (one,))], "en", 80, verbose)
        assert all(char.isprintable() or char == "\n" for char in shown)


# In Markdown


def test_verdicts_are_set_into_the_note():
    lines = markdown.render([NOTE]).splitlines()
    said = [line for line in lines if line.startswith(">")]
    assert [line for line in lines if line in TEXT.splitlines() and line] == [
        line for line in TEXT.splitlines() if line
    ]
    assert said == [
        "> ✓ right: line 3",
        "> **✗ wrong** (line 7): A is \\<not\\> symmetric: 50 %; it should be: $A x + A^T x$; "
        "for example: `A = [[1, 2], [3, 4]]: claimed [1], true [2]`",
        ">",
        "> **↳ inherited** (line 8): an earlier line is wrong",
        "> **≈ right by convention** (line 13): numerator layout; broadcast",
    ]
    assert lines.index(said[1]) < lines.index("## Next") < lines.index(said[4])
    assert lines[lines.index(said[0]) - 1] == ""


@pytest.mark.parametrize(
    "text", ["$$a = b\n\n= c$$\n\nd", "$a = b$\n```\n\n```\n\nd", "$a = b$\n~~~~\n~~~\n\n~~~~\n\nd"]
)
def test_a_remark_waits_for_the_end_of_a_formula_and_of_code(text: str):
    end = text.index("b") + 1
    one = Claim(1, end, "a = b", "wrong", start=end - 5, end=end)
    shown = markdown.render([Judged("-", text, (one,))])
    assert shown.startswith(f"{text[:-3]}\n\n> **✗ wrong** (line 1)\n\nd\n")


def test_nothing_is_set_into_a_formula_or_into_code():
    text = "$$a\n\n= b$$\n\n```\n$x$\n\n```\n\nc"
    one = Claim(3, 3, "a\n\n= b", "wrong", start=2, end=8)
    shown = markdown.render([Judged("-", text, (one,))])
    assert shown.startswith("$$a\n\n= b$$\n\n> **✗ wrong** (line 3)\n\n```\n$x$\n\n```\n\nc\n")


def test_a_remark_belongs_to_the_item_of_the_list():
    text = "- $a = b$\n\n  more"
    one = Claim(1, 8, "a = b", "wrong", start=3, end=8)
    assert "\n  > **✗ wrong** (line 1)\n" in markdown.render([Judged("-", text, (one,))])


# In HTML


class Page(HTMLParser):
    """Whether every element is closed, and what is in the marks."""

    VOID: ClassVar = {"meta", "br"}

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.kinds: list[str] = []
        self.marked: dict[str, str] = {}
        self.tags: set[str] = set()
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag not in self.VOID:
            self.open.append(tag)
            self.kinds.append(dict(attrs).get("class") or "")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        self.kinds.pop()

    def handle_data(self, data: str) -> None:
        self.text += data
        if "mark" in self.open and self.open[-1] == "mark":
            kind = self.kinds[self.open.index("mark")]
            self.marked[kind] = self.marked.get(kind, "") + data


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_page_marks_every_claim(lang: Lang):
    page = Page(html.render([NOTE, NOTE], lang))
    assert page.open == []
    assert not page.tags & {"script", "link", "img", "b", "not"}
    page = Page(html.render([NOTE], lang))
    assert page.marked == {one.verdict: one.latex.lstrip("&") for one in CLAIMS} | {
        "inherited": "&= 2 B x"
    }


def test_what_is_wrong_is_unfolded_and_the_rest_is_not():
    page = html.render([NOTE])
    assert re.findall('<details class="([a-z]+)"( open)?>', page) == [
        ("wrong", " open"), ("inherited", " open"), ("convention", ""),
    ]  # fmt: skip
    assert "A is &lt;not&gt; symmetric: 50 %" in page
    assert "<code>A x + A^T x</code>" in page


def test_claims_that_overlap_are_marked_once():
    text = "$a = b = c$"
    both = (
        Claim(1, 6, "a = b", "right", start=1, end=6),
        Claim(1, 10, "= b = c", "wrong", start=3, end=10),
    )
    page = Page(html.render([Judged("-", text, both)]))
    assert page.marked == {"right": "a = b", "wrong": "= c"}


# For programs


def test_json_has_every_key_of_the_contract():
    found = json.loads(render([NOTE], "json"))
    assert found["format"] == "gradproof.check/1"
    (document,) = found["documents"]
    assert list(document) == ["path", "claims", "summary"]
    assert document["summary"] == NOTE.summary
    keys = [
        "line", "column", "latex", "verdict", "reading", "convention", "reason", "correction",
        "counterexample",
    ]  # fmt: skip
    assert all(list(one) == keys for one in document["claims"])
    assert document["claims"][2]["counterexample"] == COUNTEREXAMPLE
    assert document["claims"][4]["convention"] == "numerator-layout"
    assert document["claims"][0]["correction"] is None


def test_github_gets_an_annotation_for_each_wrong_claim():
    assert github.render([NOTE]).splitlines() == [
        "::error file=a%2Cb.md,line=7,col=13::✗ wrong: A is <not> symmetric: 50 %25%0A"
        "it should be: A x + A^T x%0Afor example: A = [[1, 2], [3, 4]]: claimed [1], true [2]"
    ]
    strict = github.render([NOTE], strict=True).splitlines()
    assert [line.partition("::✗")[0].partition("::≈")[0] for line in strict] == [
        "::error file=a%2Cb.md,line=7,col=13",
        "::error file=a%2Cb.md,line=13,col=8",
    ]


def test_there_is_no_other_format():
    with pytest.raises(ModelError, match="there is no format 'pdf'"):
        render([NOTE], "pdf")


# Corrections


def test_only_the_right_side_is_changed():
    assert corrected(NOTE) == TEXT.replace("&= 2 A x ", "&= A x\n+ A^T x ")
    assert corrected(Judged("", TEXT, (RIGHT, CONVENTION, INHERITED))) == TEXT


@pytest.mark.parametrize(
    "found",
    [
        Claim(1, 6, "a = b", "wrong", correction="c", start=2, end=6),
        Claim(1, 6, "a = x", "wrong", correction="c", start=1, end=6),
        Claim(1, 2, "a = b", "wrong", correction="c", start=1, end=6),
        Claim(1, 9, "a = b", "wrong", correction="c", start=1, end=6),
        Claim(1, 6, "a = b", "wrong", correction="b", start=1, end=6),
        Claim(1, 6, "a = b", "undecided", correction="c", start=1, end=6),
    ],
)
def test_nothing_is_changed_where_the_places_do_not_agree(found: Claim):
    assert corrected(Judged("", "$a = b$ ", (found,))) == "$a = b$ "


def test_no_place_is_changed_twice():
    both = (
        Claim(1, 6, "a = b", "wrong", correction="c", start=1, end=6),
        Claim(1, 6, "= b", "wrong", correction="d", start=3, end=6),
    )
    assert corrected(Judged("", "$a = b$", both)) == "$a = c$"


# In Python


def test_a_report_shows_itself():
    report = Report("n.md", TEXT, CLAIMS, "zh")
    assert str(report) == terminal.plain([NOTE], "zh", 80).rstrip("\n").replace("a,b.md", "n.md")
    assert repr(report).startswith("✓ 1 正确")
    assert report._repr_markdown_() == report.to("markdown")
    assert Page(report._repr_html_()).open == []
    assert report.corrected() == corrected(NOTE)
