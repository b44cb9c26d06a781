"""Every word in both languages; the words of every rule become LaTeX."""

import re
from string import Formatter
from typing import get_args

import pytest

from gradproof.calculus import linearise, pullback
from gradproof.calculus.identities import IDENTITIES
from gradproof.core.operation import Words
from gradproof.core.proof import Method, StepKind
from gradproof.ops import TABLE
from gradproof.report.latex import Article
from gradproof.report.outline import Outline
from gradproof.report.sentences import parts, written
from gradproof.report.words import HEADINGS, LANGUAGES, METHODS, PROOFS, table

CHINESE = re.compile("[\u4e00-\u9fff]")
PUNCTUATION = "：，。；（）、"


@pytest.mark.parametrize("key", table())
def test_entry_is_there_in_both_languages(key: str):
    words = table()[key]
    assert words.en.strip()
    assert words.en.isascii()
    assert CHINESE.search(words.zh) or set(words.zh) <= set(PUNCTUATION) | set("{012}")
    assert slots(words.en) == slots(words.zh)


def slots(phrase: str) -> set[str | None]:
    return {field for _, field, _, _ in Formatter().parse(phrase)} - {None}


def test_every_kind_of_step_and_method_has_words():
    assert set(HEADINGS) == set(get_args(StepKind))
    assert set(METHODS) == set(PROOFS) == set(get_args(Method))


def reasons() -> list[Words]:
    """The reason that each rule of the program gives."""
    named = [*vars(linearise).values(), *vars(pullback).values()]
    found = [row.because for row in TABLE] + [identity.words for identity in IDENTITIES]
    return list(dict.fromkeys(found + [one for one in named if isinstance(one, Words)]))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("words", reasons(), ids=lambda words: words.en)
def test_reason_is_set_in_latex_without_a_character_that_its_fonts_lack(words: Words, lang: str):
    sentence = words.in_language(lang)
    assert sentence.strip()
    set_in_latex = written(sentence, Article(EMPTY, "en").escaped)
    foreign = {char for char in set_in_latex if not char.isascii()}
    if lang == "zh":
        foreign = {char for char in foreign if not (CHINESE.match(char) or char in PUNCTUATION)}
    assert not foreign
    assert "[U+" not in set_in_latex
    assert set_in_latex.count("{") == set_in_latex.count("}")
    assert set_in_latex.count("$") % 2 == 0


@pytest.mark.parametrize("sentence", [words.en for words in reasons()])
def test_parts_are_the_sentence(sentence: str):
    assert "".join(part.text for part in parts(sentence)) == sentence


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("A is symmetric", "$A$ is symmetric"),
        ("A symmetric matrix", "A symmetric matrix"),
        ("no entry of ‖h_sig − Ŷ‖ is 0", r"no entry of $\|h_{\mathrm{sig}} - \hat{Y}\|$ is 0"),
        ("det(Σ_xy) > 0", r"$\det(\Sigma_{xy}) > 0$"),
        ("1ᵀy = 1", r"$\mathbf{1}^Ty = 1$"),
        ("t 1 = 1", r"$t \mathbf{1} = 1$"),
        ("W⁽ˡ⁾ 可逆", "$W^{(l)}$ 可逆"),
        ("√(x + 1), where x > 0.5", r"$\sqrt{x + 1}$, where $x > 0.5$"),
        ("the sum of a softmax", "the sum of a softmax"),
        ("ℒ ≤ Λ₁₂", r"$\mathcal{L} \leq \Lambda_{12}$"),
        ("x^{⊙3} and x^(n−1)", r"$x^{\odot 3}$ and $x^{n-1}$"),
    ],
)
def test_formulas_are_found_and_set(sentence: str, expected: str):
    assert written(sentence, str) == expected


EMPTY = Outline(TABLE["exp"], (), (), (), (), (), (), (), (), {}, None, (), (), (), False)  # pyright: ignore[reportArgumentType]
