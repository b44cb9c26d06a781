r"""Statements: how formulas fall apart, which rows belong together, and what is an assumption."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradproof.core.errors import GradproofError, LimitError, NotationError
from gradproof.notation.source.dump import dump
from gradproof.notation.source.statements import Statement, statements


def shown(note: str) -> list[str]:
    """The trees of a note's statements."""
    return [dump(statement.node) for statement in statements(note) if statement.node is not None]


SPLIT = [
    (r"$U \in R^{m\times d}, v \in R^m$", ["(chain U ∈ (^ R (* m × d)))", "(chain v ∈ (^ R m))"]),
    (r"$u = v, \quad w = z$", ["(chain u = v)", "(chain w = z)"]),
    (r"$u = v \qquad w = z$", ["(chain u = v)", "(chain w = z)"]),
    ("$u = v; w = z$", ["(chain u = v)", "(chain w = z)"]),
    (r"$l = 1, \dots, N$", ["(chain l = (items 1 , … , N))"]),
    (r"$l = 1, 2 \dots N$", ["(chain l = (items 1 , (* 2 … N)))"]),
    (r"$u, v \in \mathbb{R}^d$", ["(chain (items u , v) ∈ (^ R_bb d))"]),
    (r"$u = v \text{ where } w = z$", ["(chain u = v)", "(chain w = z)"]),
    (r"$u = v \Rightarrow w = z$", ["(chain u = v)", "(chain w = z)"]),
    (r"$\Rightarrow u = v$", ["(chain u = v)"]),
    (r"$u \Rightarrow v$", ["(chain u ⇒ v)"]),
    ("$f(u, v) = u$", ['(chain (* f ("()" u , v)) = u)']),
    ("$W_1, b_1$", ["(items (_ W 1) , (_ b 1))"]),
    ("$u$", ["u"]),
    (r"$u = v \tag{3}$", ["(chain u = v)"]),
    (r"$u = 1, \dots, N \qquad (3)$", ["(chain u = (items 1 , … , N))"]),
    (r"$\text{words only}$", ['"words only"']),
]

ROWS = [
    # a chain over rows
    (r"\begin{aligned} u &= v \\ &= w \end{aligned}", ["(chain u = v = w)"]),
    (r"\begin{aligned} u &= v, \\ &= w. \end{aligned}", ["(chain u = v = w)"]),
    (r"\begin{align} u &= v \\ \\ &= w \\ \end{align}", ["(chain u = v = w)"]),
    (r"\begin{align*} u &= v \\ & + w \end{align*}", ["(chain u = (+ v + w))"]),
    (r"\begin{aligned} u &= v + \\ & w \end{aligned}", ["(chain u = (+ v + w))"]),
    (r"\begin{aligned} u &= a \\ &\cdot b \end{aligned}", ["(chain u = (* a · b))"]),
    (r"\begin{aligned} u &= a \\ & (b + c) \end{aligned}", ['(chain u = (* a ("()" (+ b + c))))']),
    (r"u = \\ v", ["(chain u = v)"]),
    (r"u = \begin{aligned} & v \\ & + w \end{aligned}", ["(chain u = (+ v + w))"]),
    (
        r"\begin{aligned} u &= \left( a \right. \\ & \left. + b \right) c \end{aligned}",
        ['(chain u = (* ("()" (+ a + b)) c))'],
    ),
    (r"f(u \\ + v) = w", ['(chain (* f ("()" (+ u + v))) = w)']),
    # rows of their own
    (r"u = v \\ w = z", ["(chain u = v)", "(chain w = z)"]),
    (r"\begin{aligned} u &= v \\ -w &= z \end{aligned}", ["(chain u = v)", "(chain (+ - w) = z)"]),
    (r"\begin{aligned} & u = v \\ & w \end{aligned}", ["(chain u = v)", "w"]),
    (r"\begin{gather} u = v \\ w = z \end{gather}", ["(chain u = v)", "(chain w = z)"]),
    (
        r"\begin{equation}\begin{split} u &= v \\ w &= z \end{split}\end{equation}",
        ["(chain u = v)", "(chain w = z)"],
    ),
    (
        r"\begin{aligned} u &= v \\ \Rightarrow w &= z \end{aligned}",
        ["(chain u = v)", "(chain w = z)"],
    ),
    (r"\begin{cases} u = v \\ w = z \end{cases}", ["(chain u = v)", "(chain w = z)"]),
    (
        r"\left\{ \begin{array}{l} u = v \\ w = z \end{array} \right.",
        ["(chain u = v)", "(chain w = z)"],
    ),
    # what is one value
    (
        r"f = \begin{cases} u & u > 0 \\ 0 & \text{else} \end{cases}",
        ['(chain f = (cases [u (chain u > 0)] [0 "else"]))'],
    ),
    (r"M = \begin{bmatrix} u \\ v \end{bmatrix}", ["(chain M = (bmatrix [u] [v]))"]),
]


@pytest.mark.parametrize(("note", "trees"), SPLIT)
def test_a_formula_falls_apart(note: str, trees: list[str]) -> None:
    assert shown(note) == trees


@pytest.mark.parametrize(("formula", "trees"), ROWS)
def test_rows_that_go_on_are_joined(formula: str, trees: list[str]) -> None:
    assert shown(f"$$\n{formula}\n$$") == trees


ROLES = [
    ("Assume $u = v$.", "a"),
    ("Assume that $u = v$ and $w = z$.", "aa"),
    ("**Assume:** $u = v$", "a"),
    ("- Given $u = v$", "a"),
    ("1. Suppose $u = v$", "a"),
    ("> 设 $u = v$", "a"),
    ("假设：$u = v$，$w = z$。", "aa"),
    ("已知 $u = v$，求 $w$。", "a-"),
    ("设 $u = v$，则 $w = z$。", "a-"),
    ("设计 $u = v$", "-"),
    ("Assume $u = v$. $w = z$.", "aa"),
    ("Assume $u = v$. Then $w = z$.", "a-"),
    ("Assume $u = v$. The loss is $w = z$.", "a-"),
    ("Assume $u = v$, then $w = z$.", "a-"),
    ("Assume $u = v$,\n$w = z$.", "aa"),
    ("Assume $u = v$.\n$w = z$.", "a-"),
    ("We assume $u = v$.", "-"),
    ("The given $u = v$.", "-"),
    ("Assume\n$$u = v$$", "a"),
    ("Assume that\n\n$$\nu = v\n$$\n\n$$w = z$$", "a-"),
    ("Assume $u$ is square.\n\n$$v = w$$", "a-"),
    ("Assume:\n\n- $u = v$\n- $w = z$\n\nNow $x = y$.", "aa-"),
    ("Assumptions: $u = v$", "a"),
    (r"$\text{Assume } u = v, w = z$", "aa"),
    (r"Assume $u = v \text{ and } w = z \text{, so } x = y$", "aa-"),
]


@pytest.mark.parametrize(("note", "roles"), ROLES)
def test_assumptions(note: str, roles: str) -> None:
    found = ["a" if statement.role == "assume" else "-" for statement in statements(note)]
    assert "".join(found) == roles


WORDS = [
    ("The matrix $A$ is symmetric, and $B$ too.", 0, "The matrix ", " is symmetric, and "),
    ("The matrix $A$ is symmetric, and $B$ too.", 1, "The matrix $ is symmetric, and ", " too."),
    (r"$A \text{ is invertible}$", 0, "", "is invertible"),
    (r"$A = B \text{ for } C = D$ here", 0, "", "for"),
    (r"$A = B \text{ for } C = D$ here", 1, "$ for ", " here"),
    ("$X$ 可逆，$Y$ 对称。", 0, "", " 可逆，"),
    ("$$A = B$$\nwhere $A$ is square", 0, "", ""),
    ("$$A = B$$\n\nwhere the right is square", 0, "", "where the right is square"),
]


@pytest.mark.parametrize(("note", "index", "lead", "tail"), WORDS)
def test_the_words_around(note: str, index: int, lead: str, tail: str) -> None:
    statement = statements(note)[index]
    assert (statement.lead.replace("$  ", "$ "), statement.tail) == (lead, tail)


def test_the_place_is_that_of_the_statement() -> None:
    rows = "\\begin{aligned}\nu &= v \\\\\n  &= w, \\\\\nx &= y\n\\end{aligned}"
    note = f"# Note\n\nLet\n$$\n{rows}\n$$\n"
    first, second = statements(note, "note.md")
    assert note[first.place.start : first.place.end] == "u &= v \\\\\n  &= w"
    assert (first.place.line, first.place.column, first.place.name) == (6, 1, "note.md")
    assert note[second.place.start : second.place.end] == "x &= y"
    assert second.place.line == 8


BAD = [
    ("Words\n$$ u = v\n\nmore", 2, 1, "this $$ is never closed"),
    ("Words $u = (v$ more", 1, 12, "this ( is never closed"),
    ("$$\nu = v \\\\\n w = \\foo\n$$", 3, 6, r"the command \foo is not known"),
    (
        "> $$\n> u = \\frac{v}\n> $$",
        2,
        7,
        r"\frac has no second argument: the text is cut off here",
    ),
]


@pytest.mark.parametrize(("note", "line", "column", "message"), BAD)
def test_an_error_points_into_the_note(note: str, line: int, column: int, message: str) -> None:
    with pytest.raises(NotationError) as caught:
        statements(note, "a.md")
    place = caught.value.place
    assert place is not None
    assert (place.line, place.column, place.name) == (line, column, "a.md")
    assert caught.value.message == message


def states(note: str) -> list[tuple[str, str]]:
    """Each statement's tree and fault."""

    def state(statement: Statement) -> tuple[str, str]:
        tree = "" if statement.node is None else dump(statement.node)
        return tree, "" if statement.error is None else statement.error.message

    return [state(statement) for statement in statements(note, strict=False)]


def test_one_bad_row_does_not_hide_the_others() -> None:
    assert states("$$\nu = v \\\\\nw = \\foo \\\\\nx = y\n$$") == [
        ("(chain u = v)", ""),
        ("", r"the command \foo is not known"),
        ("(chain x = y)", ""),
    ]


def test_a_stray_bracket_is_set_aside_and_said() -> None:
    assert states(r"$u = (v]\}$")[0][1]
    assert states(r"$u = (v)\}$") == [('(chain u = ("()" v))', r"this \} closes nothing")]
    assert states("$$u = v") == [("(chain u = v)", "this $$ is never closed")]


def test_what_is_too_long_is_refused() -> None:
    with pytest.raises(LimitError) as caught:
        statements("words $" + "u+" * 33_000 + "u$")
    assert caught.value.place is not None
    assert caught.value.place.column == 8


PARTS = ["$", "$$", "\n", "\n\n", "Assume ", "设", "，", ". ", "u = v", "&= w", r"\\ ", "& ", "+ x"]
PARTS += [r"\begin{aligned}", r"\end{aligned}", r"\begin{cases}", r"\end{cases}", r"\text{if }"]
PARTS += [r"\left(", r"\right)", r"\left\{", r"\right.", r"\left.", "(", ")", r"\Rightarrow ", ","]
PARTS += [r"\quad ", "> ", "- ", "```math\n", "```\n", r"\frac{a}{b}", r"\sum_{i=1}^n ", "^T", "{"]


@given(st.lists(st.sampled_from(PARTS), max_size=30).map("".join))
def test_any_note_is_read(note: str) -> None:
    end = 0
    for statement in statements(note, strict=False):
        place = statement.place
        assert end <= place.start <= place.end <= len(note)
        end = place.start
        if statement.node is None:
            assert isinstance(statement.error, GradproofError)
        else:
            assert (statement.node.start, statement.node.end) == (place.start, place.end)
