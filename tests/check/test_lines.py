"""The lines of a note: chains, what continues them, and the conditions under which they hold."""

from __future__ import annotations

import pytest

from gradproof.check.lines import Line, lines_of
from gradproof.notation.source.dump import dump


def lines(text: str) -> list[Line]:
    return lines_of(text).lines


def chain(line: Line) -> str:
    """A line as `a = b = c`."""
    shown = dump(line.sides[0])
    for sign, side in zip(line.signs, line.sides[1:], strict=True):
        shown += f" {sign} {dump(side)}"
    return shown


def chains(text: str) -> list[str]:
    return [chain(line) for line in lines(text)]


def conditions(text: str) -> list[list[str]]:
    return [[dump(one) for one in line.conditions] for line in lines(text)]


CONTINUED = {
    "one chain": "$a = b = c$",
    "aligned rows": "$$\\begin{aligned} a &= b \\\\ &= c \\end{aligned}$$",
    "a dangling sign": "$$a = b =$$\n\n$$c$$",
    "a sign in front": "$$a = b$$\n\nand then\n\n$$= c$$",
}


@pytest.mark.parametrize("name", CONTINUED)
def test_what_continues_a_chain(name: str):
    assert chains(CONTINUED[name]) == ["a = b = c"]


def test_a_dangling_sign_and_a_sign_in_front():
    assert chains("$$a = b =$$\n\n$$c + d$$\n\n$$= e$$") == ["a = b = (+ c + d) = e"]


def test_rows_that_begin_anew_are_lines_of_their_own():
    text = r"$$\begin{aligned} F &= A + B \\ &= C \\ G &= D E \end{aligned}$$"
    assert chains(text) == ["F = (+ A + B) = C", "G = (* D E)"]


def test_words_end_a_dangling_chain():
    """What stands in the text between is no part of the display before it."""
    assert chains("$$a = b =$$\n\nwhere $c$ is small, and\n\n$$d = e$$") == ["a = b", "d = e"]


def test_the_end_of_a_sentence_is_no_part_of_a_line():
    assert chains(r"$$A = B.$$ $$C = D, \tag{1}$$") == ["A = B", "C = D"]


def test_signs_are_kept():
    assert chains(r"$A \le B$, $X \in S$, $P := Q$") == ["A ≤ B", "X ∈ S", "P := Q"]


def test_formulas_without_a_relation_are_remarks():
    found = lines_of("The matrix $A B$ and $x$; $y = A x$.")
    assert [chain(line) for line in found.lines] == ["y = (* A x)"]
    assert len(found.remarks) == 2


def test_places_are_those_of_the_text():
    text = "Let $y = A x$ and so $z = B y$."
    for line in lines(text):
        first, last = line.sides
        assert text[first.start : last.end] in ("y = A x", "z = B y")
        assert text[line.starts[0] : line.starts[1]] == f"{text[first.start : first.end]} "
        assert text[line.starts[1]] == "="


CONDITIONAL = {
    "in brackets behind": r"$$D_{ij} = 0 \quad (i \neq j)$$",
    "behind a comma": r"$$D_{ij} = 0, \quad i \neq j$$",
    "for, before": "For $i \\neq j$ we have\n\n$$D_{ij} = a_i b_j$$",
    "Chinese, before": "当 $i \\neq j$ 时\n\n$$D_{ij} = a_i b_j$$",
    "Japanese, behind": "$i \\neq j$ のとき\n\n$$D_{ij} = a_i b_j$$",
    "German, before": "wenn $i \\neq j$ ist:\n\n$$D_{ij} = a_i b_j$$",
}


@pytest.mark.parametrize("name", CONDITIONAL)
def test_conditions(name: str):
    assert conditions(CONDITIONAL[name]) == [["(chain i ≠ j)"]]


def test_a_condition_ends_with_its_formula():
    text = (
        "For $i = j$ we have\n\n$$D_{ij} = a_i b_i$$\n\n"
        "for $i \\ne j$ we have\n\n$$D_{ij} = a_i b_j$$\n\nand $$F = G H$$"
    )
    assert conditions(text) == [["(chain i = j)"], ["(chain i ≠ j)"], []]


def test_a_condition_does_not_reach_far():
    text = f"For $i = j$ there is {'much to say ' * 20} and then\n\n$$D_{{ij}} = a_i b_i$$"
    assert conditions(text) == [[]]


def test_a_relation_without_such_words_is_no_condition():
    assert conditions("With $a = b$ we have\n\n$$D_{ij} = a_i b_i$$") == [[], []]


def test_sections():
    text = "$A = B$\n\n# One\n\n$C = D$\n\n## Two\n\n$E = F$, $G = H$\n\n**Three**\n\n$P = Q$"
    assert [line.section for line in lines(text)] == [0, 1, 2, 2, 3]


def test_underlined_headings_begin_sections():
    assert [line.section for line in lines("$A = B$\n\nTitle\n=====\n\n$C = D$")] == [0, 1]


def test_names_of_several_letters():
    """FL stands on the left and F nowhere alone, so it is one name; AB with A is a product."""
    assert chains("$FL = x^T y$") == ["FL = (* (^ x T) y)"]
    assert chains("$A = 1$, $AB = x$")[1] == "(* A B) = x"
