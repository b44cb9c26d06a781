r"""Formulas of a note: where they are, what is none, and the words around them."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gradproof.notation.source.markdown import MAX_PROSE, formulas

FOUND = [
    ("one $u$ two $v$", ["u", "v"]),
    ("$ u $ and $$v$$", [" u ", "v"]),
    (r"\(u\) and \[v\]", ["u", "v"]),
    ("$$\nu\n$$", ["\nu\n"]),
    ("\\[\nu\n\\]", ["\nu\n"]),
    ("$$ u\n= v $$", [" u\n= v "]),
    ("$$\nu\n\n+ v\n$$", ["\nu\n\n+ v\n"]),
    ("$$\n- u\n> v\n$$", ["\n- u\n> v\n"]),
    ("> ```math\n> u\n> v\n> ```", ["u\n  v"]),
    ("> a\n$u$", ["u"]),
    ("```math\n```", [""]),
    ("words $$\n- u\n+ v\n$$ more $w$", ["\n- u\n+ v\n", "w"]),
    ("```math\nu\nv\n```", ["u\nv"]),
    ("~~~ math\nu\n~~~", ["u"]),
    ("# Head $u$\n\nTail\n===\n", ["u"]),
    ("> a $u$\n> $$\n> v\n> $$", ["u", "\n  v\n  "]),
    ("1. a\n\n   $$\n   u\n   $$\n2. $v$", ["\n   u\n   ", "v"]),
    ("- $$\n  u\n  $$", ["\n  u\n  "]),
    ("|a|b|\n|-|-|\n|$u$|$v$|", ["u", "v"]),
    ("**$u$** _is $v_1$_ [see $w$](x)", ["u", "v_1", "w"]),
    ("    $u$\n\n\t$v$", ["u", "v"]),
    ("<center>$$u$$</center>", ["u"]),
    ("---\ntitle: $a$\n---\n$u$", ["u"]),
    ("$`u`$", ["u"]),
    ("第$i$个，$j$。", ["i", "j"]),
    ("2$u$3", ["u"]),
    (r"$u \$ v$", [r"u \$ v"]),
    (r"$$u \\[2pt] v$$", [r"u \\[2pt] v"]),
]

NONE = [
    "`$u$`",
    "``a $u$ `b` $v$``",
    "```\n$u$\n```",
    "```python\n$$\nu\n$$\n```",
    "~~~\n$u$\n~~~",
    r"\$u\$",
    "it costs $5 and you have $6",
    "$0.80 + $10.00 or $50-$300",
    "<!-- $u$ -->",
    "<!--\n$$\nu\n$$\n-->",
    "<script>\n$u$\n</script>",
    "---\na: $b$\n---\n",
    "no closing $ here",
    r"\(u and \[v",
    "![see $u$](x.png)",
    "",
]


@pytest.mark.parametrize(("note", "texts"), FOUND)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_the_formulas_are_found(note: str, texts: list[str], newline: str) -> None:
    document = note.replace("\n", newline)
    found = formulas(document)
    assert [formula.text.replace(" \n", "\n") for formula in found] == [
        text.replace(" \n", "\n") for text in texts
    ]
    for formula in found:
        written = document[formula.start : formula.end]
        assert written.replace("\r", " ").replace(">", " ") == formula.text.replace(">", " ")
        assert formula.closed


@pytest.mark.parametrize("note", NONE)
def test_what_is_no_mathematics(note: str) -> None:
    assert formulas(note) == []


def test_display() -> None:
    found = formulas("$u$ \\(v\\) $$w$$ \\[x\\]\n\n$$\ny\n$$\n\n```math\nz\n```")
    assert [formula.display for formula in found] == [False, False, True, True, True, True]


UNCLOSED = [
    ("$$ u = v\n\nwords $w$", [(" u = v", False), ("w", True)]),
    ("list:\n$$u$$\n$$v\n$$w$$\n", [("u", True), ("v", False), ("w", True)]),
    ("    $$u$$\n    $$v\n    $$w\n    $$x$$", [("u", 1), ("v", 0), ("w", 0), ("x", 1)]),
    ("$$\nu\nv\n\nwords", [("\nu\nv", False)]),
    ("words $$ u", [(" u", False)]),
    ("$$ u\n# Head\n$$ v $$", [(" u", False), (" v ", True)]),
]


@pytest.mark.parametrize(("note", "texts"), UNCLOSED)
def test_a_formula_that_is_never_closed(note: str, texts: list[tuple[str, bool]]) -> None:
    assert [(formula.text, formula.closed) for formula in formulas(note)] == texts


PROSE = [
    ("Let $A$ and $B$ be square.\nThen $C$ too.", "B", "Let $ and ", " be square."),
    ("Let $A$ be square.\nThen $C$ too.", "C", "Let $ be square.\nThen ", " too."),
    ("One.\n\nTwo $u$.", "u", "Two ", "."),
    ("The loss is\n\n$$u$$\n\nwhere all is symmetric.\nMore.", "u", "The loss is", None),
    ("The loss is\n$$\nu\n$$\nwhere all is symmetric.\nMore.", "\nu\n", "The loss is", None),
    ("The loss is $$\nu\n$$ where all is symmetric.", "\nu\n", "The loss is ", None),
    ("```math\nu\n```\nwhere all is symmetric.", "u", "", None),
    ("$$u$$\n\n## symmetric\n", "u", "", ""),
    ("a\n$$\nu\n$$\n$$\nv\n$$", "\nv\n", "", ""),
    ("**Assume**: _all_ `x` $u$", "u", "Assume: all `x` ", ""),
    ("Assume:\n\n- $u$ is square\n- $v$ is not\n\nEnd $w$", "v", "Assume:\n", " is not"),
    ("Assume:\n\n- $u$ is square\n- $v$ is not\n\nEnd $w$", "w", "End ", ""),
    ("Assume\n\n- $u$", "u", "", ""),
    ("## Head $u$", "u", "Head ", ""),
]


@pytest.mark.parametrize(("note", "text", "lead", "tail"), PROSE)
def test_the_prose_around(note: str, text: str, lead: str, tail: str | None) -> None:
    formula = next(formula for formula in formulas(note) if formula.text == text)
    assert formula.lead == lead
    wanted = "where all is symmetric." if tail is None else tail
    assert formula.tail.lstrip() == wanted.lstrip()


def test_the_lead_is_bounded() -> None:
    assert len(formulas("word " * 1_000 + "$u$")[0].lead) == MAX_PROSE


MARKS = ["$", "$$", "\n", "\n\n", "\\(", "\\)", "\\[", "\\]", "`", "```math\n", "```\n", "> ", "- "]
MARKS += [
    "1. ",
    "    ",
    "# ",
    "**",
    "\\$",
    "\r\n",
    "<div>",
    "<!--",
    "-->",
    "---\n",
    "\\",
    "\t",
    "a",
]


@example("> ```math\n$$$")
@given(st.lists(st.sampled_from(MARKS), max_size=24).map("".join) | st.text(max_size=40))
def test_any_note_has_sound_places(note: str) -> None:
    end = 0
    for formula in formulas(note):
        assert end <= formula.start <= formula.end <= len(note)
        assert len(formula.text) == formula.end - formula.start
        end = formula.end


def test_an_environment_needs_no_dollars():
    document = "So\n\\begin{align*}\na &= b \\\\\n\\end{align*} and\n\n$c$"
    first, second = formulas(document)
    assert first.text == "\\begin{align*}\na &= b \\\\\n\\end{align*}"
    assert document[first.start : first.end] == first.text
    assert first.display
    assert second.text == "c"


def test_an_environment_in_dollars_is_part_of_them():
    (only,) = formulas("$$\n\\begin{align}\na &= b\n\\end{align}\n$$")
    assert only.text.strip().startswith("\\begin")


def test_an_environment_that_never_ends_reaches_to_the_empty_line():
    first, second = formulas("\\begin{align}\na = b\n\n$c$")
    assert (first.text, second.text) == ("\\begin{align}\na = b", "c")
