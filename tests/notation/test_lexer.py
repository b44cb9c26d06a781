r"""The lexer: which tokens the characters make, in LaTeX and in typed text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradproof.core.errors import LimitError
from gradproof.notation.source.lexer import MAX_BYTES, lex
from gradproof.notation.source.spelling import COMMANDS, DEFAULT_WORDS, SIGNS
from gradproof.notation.source.surface import JOINTS, Name, Number


def shown(text: str, mode: str = "latex") -> str:
    """The tokens, operands bare and the others with their kinds."""
    tokens = lex(text, mode)
    return " ".join(t.value if t.kind == "atom" else f"{t.kind}:{t.value}" for t in tokens)


LATEX = [
    # letters and words
    ("XW", "X W"),
    ("softmax(XW)", "softmax open:( X W close:)"),
    ("dY", "d Y"),
    ("dLoss", "d Loss"),
    ("XWsoftmax", "X W softmax"),
    ("Y_{pred}", "Y under:_ {:{ pred }:}"),
    ("J_{cross-entropy}", "J under:_ {:{ cross-entropy }:}"),
    ("W_{i-j}", "W under:_ {:{ i sign:- j }:}"),
    (r"\mathrm{d}x", "d x"),
    (r"\mathrm{pred}", "pred"),
    (r"\text{if } u", "text:if u"),
    (r"\text{pred}", "pred"),
    (r"\text{step size}(u)", "step size open:( u close:)"),
    (r"\text{step size} u", "text:step size u"),
    (r"\operatorname*{arg\,max}_k", "argmax under:_ k"),
    (r"\arg\max_k", "argmax under:_ k"),
    (r"\alpha\varphi", "α φ"),
    ("设 u：", "text:设 u colon::"),
    # numbers
    ("10.50", "10.50"),
    (".5", ".5"),
    ("3e-4", "3e-4"),
    ("1{,}000", "1000"),
    ("1,2", "1 separator:, 2"),
    ("½", "1/2"),
    # characters
    ("u²ᵢⱼ", "u caret:^ {:{ 2 }:} under:_ {:{ i j }:}"),
    ("Aᵀ⁻¹", "A caret:^ {:{ ⊤ sign:- 1 }:}"),
    ("𝟏+ℝ−𝐱", "1 sign:+ R sign:- x"),
    ("u ≤ v → w", "u relation:≤ v relation:→ w"),
    # fonts and layout
    (r"{\bf u} v", "{:{ u }:} v"),
    (r"\boxed{u=v}", "u relation:= v"),
    (r"2\boxed{u+v}", "2 {:{ u sign:+ v }:}"),
    (r"u\tag{3}\label{e}\,v\hskip 2pt w", "u v w"),
    (r"\displaystyle\color{red} u % note", "u"),
    (r"u\\[2pt]v\\*w", r"u row:\\ v row:\\ w"),
    (r"\begin{array}{c|c}u\end{array}", "begin:array u end:array"),
    # delimiters
    (r"\bigl|u\bigr|", "open:| u close:|"),
    (r"\left.u\middle|v\right|", "left: u separator:| v right:|"),
    ("||u||", "bar:‖ u bar:‖"),
    ("u''", "u prime:2"),
    # relations
    (r"u\not=v", "u relation:≠ v"),
    (r"u\stackrel{?}{=}v", "u relation:= v"),
    (r"u\xrightarrow{k}v", "u relation:→ v"),
    ("u:=v", "u relation::= v"),
]

PLAIN = [
    ("norm2(A*x1-b)", "norm2 open:( A joint:star x1 sign:- b close:)"),
    ("A'", "A prime:1"),
    ("P.T @ q", "P caret:^ ⊤ joint:at q"),
    ("M.sum()", "M joint:dot sum open:( close:)"),
    ("u_train+W1", "u_train sign:+ W1"),
    ("u.^2**v", "u caret:.^ 2 caret:** v"),
    ("a<=b -> c", "a relation:≤ b relation:→ c"),
    ("np.linalg.inv(X)", "np.linalg.inv open:( X close:)"),
    ("u ~ v", "u relation:~ v"),
]


@pytest.mark.parametrize(("text", "tokens"), LATEX)
def test_latex(text: str, tokens: str) -> None:
    assert shown(text) == tokens


@pytest.mark.parametrize(("text", "tokens"), PLAIN)
def test_typed_text(text: str, tokens: str) -> None:
    assert shown(text, "plain") == tokens


NAMES = [
    (r"\mathbf{x}", ("x", (), "bf", "letter")),
    (r"\mathcal L", ("L", (), "cal", "letter")),
    (r"\mathbf{1}", ("1", (), "bf", "figure")),
    (r"\mathbb{1}", ("1", (), "bb", "figure")),
    ("ŷ", ("y", ("hat",), "", "letter")),
    ("x\u0302\u0304", ("x", ("hat", "bar"), "", "letter")),
    (r"\vec v", ("v", (), "vec", "letter")),
    (r"\varphi", ("φ", (), "var", "letter")),
    ("∂", ("∂", (), "", "symbol")),
    (r"\log", ("log", (), "", "word")),
]


@pytest.mark.parametrize(("text", "parts"), NAMES)
def test_names(text: str, parts: tuple[str, tuple[str, ...], str, str]) -> None:
    name = next(token.node for token in lex(text) if token.node is not None)
    assert isinstance(name, Name)
    assert (name.letter, name.accents, name.font, name.kind) == parts


BAD = [
    (r"\foo", r"the command \foo is not known"),
    ("€", "the character “€” has no meaning here"),
    ("\u202e", "an invisible character (U+202E RIGHT-TO-LEFT OVERRIDE)"),
    ("\x07", "a control or undefined character (U+0007)"),
    ("\\", "the text is cut off behind a backslash"),
    (r"\begin{foo}", "the environment “foo” is not known"),
    (r"\left", r"\left without a bracket"),
    (r"\not u", r"\not without a relation that it can negate"),
    (r"\newcommand", r"\newcommand is not carried out"),
    (r"\operatorname{}", "an operator without a name"),
    ("9" * 1_001, "a number of more than 1,000 digits is not read"),
    ("1e+999999999", "a number of more than 1,000 digits is not read"),
]


@pytest.mark.parametrize(("text", "message"), BAD, ids=[message[:20] for _, message in BAD])
def test_what_cannot_be_read_is_one_bad_token(text: str, message: str) -> None:
    tokens = lex(text)
    assert (tokens[0].kind, tokens[0].value) == ("bad", message)


def test_a_text_that_is_too_long_is_refused() -> None:
    assert len(lex("+" * MAX_BYTES)) == MAX_BYTES
    with pytest.raises(LimitError):
        lex("中" * 22_000)


def test_places_are_in_the_document() -> None:
    text = r"2\hat{u}^2 = \mathbf{v}"
    for token in lex(text, base=100):
        assert 100 <= token.start < token.end <= 100 + len(text)
        if isinstance(token.node, Number):
            assert text[token.start - 100 : token.end - 100] == token.node.text


def test_the_table_is_consistent() -> None:
    joints = {
        entry.value for entry in (*COMMANDS.values(), *SIGNS.values()) if entry.kind == "joint"
    }
    assert joints <= set(JOINTS)
    assert all(len(sign) <= 3 for sign in SIGNS)
    assert all(word.isascii() and word.isalnum() for word in DEFAULT_WORDS)


@given(st.text(max_size=40), st.sampled_from(["latex", "plain"]))
def test_any_text_has_tokens_in_order(text: str, mode: str) -> None:
    end = 0
    for token in lex(text, mode):
        assert 0 <= token.start <= token.end <= len(text)
        assert token.end >= end
        end = token.end
