"""Broken lines say what the unbroken ones did, and fit."""

from hypothesis import given
from hypothesis import strategies as st

from gradproof.report import tex
from gradproof.report.wrapping import breaks, cells, folded, sentence

ATOMS = st.sampled_from(["A", "Wᵀ", "dX", "b₁₂", "σ(Z)", "‖x‖²", "2", "Ŷ"])
FORMULAS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from([" + ", " − ", " ⊙ ", " "]), inner).map("".join),
        inner.map("tr({})".format),
        inner.map("({})ᵀ".format),
    ),
    max_leaves=30,
)


@given(FORMULAS, st.integers(16, 100), st.integers(0, 6))
def test_lines_of_a_formula_are_the_formula(formula: str, width: int, hang: int):
    lines = folded(formula, width, hang)
    assert "".join(lines).replace(" ", "") == formula.replace(" ", "")
    for place, line in enumerate(lines):
        room = width if place == 0 else width - hang
        assert cells(line) <= room or not [one for one in breaks(line) if one.place > 2]


@given(FORMULAS)
def test_a_formula_that_fits_is_not_broken(formula: str):
    assert folded(formula, cells(formula)) == [formula]


def test_a_line_ends_outside_brackets_where_it_can():
    assert folded("tr(A + B + C + D) + tr(E + F)", 22) == ["tr(A + B + C + D)", "+ tr(E + F)"]


def test_a_sum_is_broken_before_a_product():
    assert folded("A ⊙ B ⊙ C + D ⊙ E", 14) == ["A ⊙ B ⊙ C", "+ D ⊙ E"]


WORDS = st.lists(st.sampled_from(["the", "gradient", "矩阵", "的迹，", "d(A B)", "。"]), min_size=1)


@given(WORDS.map(" ".join), st.integers(10, 60))
def test_lines_of_a_sentence_are_the_sentence(words: str, width: int):
    lines = sentence(words, width)
    assert "".join(lines).replace(" ", "") == words.replace(" ", "")
    assert all(cells(line) <= width + 4 for line in lines)


def test_no_line_begins_with_a_full_stop():
    assert sentence("一二三四。五", 9) == ["一二三", "四。五"]


def test_latex_is_not_broken_inside_braces_and_growing_brackets():
    formula = r"A + \frac{B + C}{D - E} \odot \left(F + G\right) - (H + I)"
    shown = [formula[one.place :].split()[1] for one in tex.breaks(formula)]
    assert shown == [r"\frac{B", r"\left(F", "(H", "I)"]


def test_long_latex_is_set_on_aligned_lines():
    long = " + ".join([r"X^T (\hat{Y} - Y)"] * 12)
    block = tex.equation("L", long)
    assert block.startswith("\\begin{aligned}\nL &= X^T")
    assert block.endswith("\\end{aligned}")
    rows = block.split("\n")[1:-1]
    assert all(tex.width(row.strip("\\ ")) <= tex.WIDTH + 8 for row in rows)
    assert "".join(rows).replace("\\\\", " ").replace("&", "").replace(r"\quad", "").split() == (
        f"L = {long}".split()
    )


def test_no_line_ends_between_bars_where_another_place_will_do():
    assert folded("A Bᵀ + ‖C + D + E‖ F + ‖G + H‖ K", 22) == [
        "A Bᵀ + ‖C + D + E‖ F",
        "+ ‖G + H‖ K",
    ]
    assert [one.depth for one in breaks("‖(x/‖y + z‖ − y)‖ + w")] == [5, 3, 0]


def test_bars_hold_latex_together_too():
    formula = r"\log|\det A + B| + \|C - D\|_F (E + F)"
    assert [one.depth for one in tex.breaks(formula)] == [2, 0, 2, 0, 1]


def test_a_term_that_was_broken_ends_its_line():
    broken = folded("tr((AAAA + BBBB + CCCC)ᵀ dW) + tr((DDDD + EEEE)ᵀ dx)", 26)
    assert broken[-2:] == ["+ tr((DDDD + EEEE)ᵀ", "dx)"]


def test_growing_brackets_that_no_line_can_hold_are_broken():
    long = " + ".join([r"\frac{1}{2} A_{i} B_{j}"] * 12)
    rows = tex.lines(rf"\left({long}\right)^T \, dx")
    assert all(tex.width(row) <= tex.WIDTH for row in rows)
    assert rows[0].startswith(r"\Bigl(")
    assert r"\Bigr)^T \, dx" in rows[-1]
    assert tex.lines(r"\left(\frac{1}{2} A\right)^T") == [r"\left(\frac{1}{2} A\right)^T"]
