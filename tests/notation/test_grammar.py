"""The grammar: the tree of each formula, what is refused and where, and that nothing else fails."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradproof.core.errors import GradproofError, LimitError, NotationError, Place
from gradproof.notation.source.dump import dump
from gradproof.notation.source.grammar import parse
from gradproof.notation.source.spelling import COMMANDS, SIGNS
from gradproof.notation.source.surface import (
    Abs,
    Accent,
    Big,
    Frac,
    Link,
    Matrix,
    Name,
    Node,
    Norm,
    Noted,
    Number,
    Placeholder,
    Root,
    children,
    walk,
)

TREES = [
    # names
    ("x", "x"),
    ("XW", "(* X W)"),
    (r"\hat{\bar Z}_{train}", "(_ Z_bar_hat train)"),
    (r"\boldsymbol{\mu}^\top\mathbf{1}_k", "(* (^ μ:bf ⊤) (_ 1_bf k))"),
    (r"\mathcal{E}+\mathbb{P}", "(+ E_cal + P_bb)"),
    ("softmax(Q K)", '(* softmax ("()" (* Q K)))'),
    (r"\operatorname{rank}A", "(* rank A)"),
    (r"\mathrm{mask}\,u", "(* mask u)"),
    ("ŷ−ẏ", "(+ y_hat - y_dot)"),
    # numbers
    (r"0.25\cdot10^{-3}", "(* 0.25 · (^ 10 (+ - 3)))"),
    ("1{,}000 q", "(* 1000 q)"),
    # scripts
    ("q_k^2", "(_^ q k 2)"),
    ("q^2_k", "(_^ q k 2)"),
    ("q^{(s)}^T", '(^ (^ q ("()" s)) T)'),
    ("q_a_b", "(_ (_ q a) b)"),
    ("g''(t)", """(* ('' g) ("()" t))"""),
    (r"g^{[2]\prime}", """(^' g ("[]" 2))"""),
    ("g'_k{}^2", "(^ (_' g k) 2)"),
    ("e^{y'}", "(^ e (' y))"),
    ("V^-1+V^{-T}", "(+ (^ V (+ - 1)) + (^ V (+ - T)))"),
    ("c^*", "(^ c *)"),
    (r"M_{\cdot j}+M_{i,:}", "(+ (_ M (* · j)) + (_ M (items i , (: . .))))"),
    ("R_{2:k}", "(_ R (: 2 k))"),
    ("n!^2", "(^ (! n) 2)"),
    ("h|_{t=0}", '(_ ("|" h) (chain t = 0))'),
    ("{}^2q", "(* (^ □ 2) q)"),
    ("P{}^T", "(^ P T)"),
    # fractions and roots
    (r"\frac{\partial J}{\partial\theta_k}", "(frac (* ∂ J) (* ∂ (_ θ k)))"),
    (r"\frac34\frac q{2}", "(* (frac 3 4) (frac q 2))"),
    (r"\sqrt[3]{q+1}\sqrt2", "(* (root 3 (+ q + 1)) (sqrt 2))"),
    (r"{u \over v+w}", "(frac u (+ v + w))"),
    (r"\binom{n}{k}", "(binom n k)"),
    # brackets
    ("(u,v;w)", '("()" u , v ; w)'),
    (r"\left[u+v\right)", '("[)" (+ u + v))'),
    ("p(u|v)", '(* p ("()" u | v))'),
    (r"\langle U,V\rangle+<u,v>", '(+ ("<>" U , V) + ("<>" u , v))'),
    (r"\lfloor n/2\rfloor", '("⌊⌋" (* n / 2))'),
    (r"\left\|Q-R\right\|_F^2", "(_^ (norm (+ Q - R)) F 2)"),
    ("||q||_2^2+|q|", "(+ (_^ (norm q) 2 2) + (abs q))"),
    (r"\norm{q}\abs{r}", "(* (norm q) (abs r))"),
    (r"\bigl(q+r\bigr)^2", '(^ ("()" (+ q + r)) 2)'),
    (r"\{q_k : k=1,\dots,m\}", r'("\{\}" (_ q k) : (chain k = (items 1 , … , m)))'),
    ("()", '("()")'),
    # big signs
    (
        r"\sum_{k=1}^m\sum_j c_{kj}u - v",
        "(+ (sum (chain k = 1) m (sum j . (* (_ c (* k j)) u))) - v)",
    ),
    (r"\prod_{k}-u_k", "(prod k . (- (_ u k)))"),
    (r"\max_{k\ne j} u_k + 1", "(+ (max (chain k ≠ j) . (_ u k)) + 1)"),
    (r"\max(0,u)", '(* max ("()" 0 , u))'),
    (r"\underset{\theta}{\operatorname{argmin}} J(\theta)", '(argmin θ . (* J ("()" θ)))'),
    (r"\overset{m}{\underset{k=1}{\sum}}u_k", "(sum (chain k = 1) m (_ u k))"),
    (r"\mathbb{E}_{z\sim q}\left[\log z\right]+1", '(+ (E (chain z ~ q) . ("[]" (* log z))) + 1)'),
    (r"\int_0^1 f\,dt", "(int 0 1 (* f d t))"),
    (r"\sum_{\substack{i<m\\ j<n}}a", "(sum (items (chain i < m) , (chain j < n)) . a)"),
    # sums and products
    ("-AB+C", "(+ - (* A B) + C)"),
    ("a+-b", "(+ a + (- b))"),
    (r"a\cdot-b", "(* a · (- b))"),
    (r"U V^T\odot W/2", "(* U (^ V T) ⊙ W / 2)"),
    ("u .* v ./ w", "(* u .* v ./ w)"),
    (r"\nabla_\theta J\times v", "(* (_ ∇ θ) J × v)"),
    (r"x\mapsto 2x", "(chain x ↦ (* 2 x))"),
    # relations
    (r"u=v\le w", "(chain u = v ≤ w)"),
    ("=u", "(chain . = u)"),
    ("u=", "(chain u = .)"),
    (r"\therefore u=v", '(items "∴" (chain u = v))'),
    (r"u\stackrel{!}{=}v", "(chain u =[!] v)"),
    (r"u\Rightarrow=v", "(chain u ⇒ . = v)"),
    # lists
    (r"u=v, \quad w=z", "(items (chain u = v) , (chain w = z))"),
    (r"k=1,\dots,m", "(chain k = (items 1 , … , m))"),
    (
        r"u,v\in\mathbb{R}^k,\ w\in\mathbb{R}",
        "(items (chain (items u , v) ∈ (^ R_bb k)) , (chain w ∈ R_bb))",
    ),
    (r"k=1,2,\ldots", "(chain k = (items 1 , 2 , …))"),
    (r"u=v\quad w=z\qquad(7)", '(items (chain u = v) (chain w = z) ("()" 7))'),
    (r"u=v\text{ where }w=z", '(items (chain u = v) "where" (chain w = z))'),
    ("其中 u=v，w=z", '(items "其中" (chain u = v) , (chain w = z))'),
    (r"m=\text{batch size}", '(chain m = "batch size")'),
    (r"c_k>0\quad\forall k", "(items (chain (_ c k) > 0) (* ∀ k))"),
    ("u,", "u"),
    (r"u=v,w\quad", "(items (chain u = v) , w)"),
    # environments
    (r"\begin{pmatrix}1&0\\0&c\end{pmatrix}^{-1}", "(^ (pmatrix [1 0] [0 c]) (+ - 1))"),
    (
        r"\begin{cases}q,&q>0\\0&\text{otherwise}\end{cases}",
        '(cases [q (chain q > 0)] [0 "otherwise"])',
    ),
    (r"\cases{1 \quad\text{if } u>0 \\ 0}", '(cases [1 "if" (chain u > 0)] [0])'),
    (
        r"\left\{\begin{array}{l}u=1\\v=2\end{array}\right.",
        "(cases [(chain u = 1)] [(chain v = 2)])",
    ),
    (
        r"\begin{aligned}J&=u\\&=v+\\&w\end{aligned}",
        "(aligned [J (chain . = u)] [□ (chain . = (+ v + □))] [□ w])",
    ),
    (r"u=v\\w=z", "(rows [(chain u = v)] [(chain w = z)])"),
    (r"\begin{equation}u=v\end{equation}", "(chain u = v)"),
    (r"f=\{\begin{matrix}&u,v>0\\&0\end{matrix}", "(chain f = (cases [u (chain v > 0)] [0]))"),
    (r"\begin{cases}u, v>0\\0\end{cases}", "(cases [u (chain v > 0)] [0])"),
    # slips of the pen
    ("u + = v", "(chain u += v)"),
    ("u : = v", "(chain u := v)"),
    ("u^+ = v", "(chain (^ u +) = v)"),
    (r"p(\cdot|v)", '(* p ("()" · | v))'),
    ("||w^*||^2+|w^+|", "(+ (^ (norm (^ w *)) 2) + (abs (^ w +)))"),
    ("|-u|", "(abs (+ - u))"),
    (r"\{u|\|u\|\le r\}", r'("\{\}" u | (chain (norm u) ≤ r))'),
    ("|u||v|", "(* (abs u) (abs v))"),
    ("exp\u2061(u)", '(* exp ("()" u))'),
    ("u = v:", "(chain u = v)"),
    ("u\u200b+v", "(+ u + v)"),
    # remarks
    (r"\underbrace{u+v}_{\text{two terms}}+w", '(+ (noted (+ u + v) "two terms") + w)'),
    (r"\overset{a}{B}", "(noted B a)"),
]

PLAIN = [
    ("norm2(A*u-b)^2", '(* norm2 (^ ("()" (+ (* A * u) - b)) 2))'),
    ("A' * W1 .* Y", "(* (' A) * W1 .* Y)"),
    ("P @ Q.T", "(* P @ (^ Q ⊤))"),
    ("u**2 / -v", "(* (** u 2) / (- v))"),
    ("M.sum() + M(:, 1)", '(+ (* M . sum ("()")) + (* M ("()" (: . .) , 1)))'),
    ("M[1:n, :]", '(* M ("[]" (: 1 n) , (: . .)))'),
    ("np.tanh(Z)", '(* np.tanh ("()" Z))'),
]


@pytest.mark.parametrize(("text", "tree"), TREES)
def test_latex_has_the_tree(text: str, tree: str) -> None:
    assert dump(parse(text)) == tree


@pytest.mark.parametrize(("text", "tree"), PLAIN)
def test_typed_text_has_the_tree(text: str, tree: str) -> None:
    assert dump(parse(text, mode="plain")) == tree


def test_words_are_given() -> None:
    assert dump(parse("FL+u")) == "(+ (* F L) + u)"
    assert dump(parse("FL+u", words=frozenset(["FL"]))) == "(+ FL + u)"


REFUSED = [
    (r"\frac{u}", 1, r"\frac has no second argument: the text is cut off here"),
    ("u^", 2, "this ^ has nothing behind it"),
    ("u + v +", 7, "nothing stands behind this +"),
    (r"u \cdot", 3, r"nothing stands behind this \cdot"),
    ("/ v", 1, "nothing stands in front of this /"),
    ("a (b", 3, "this ( is never closed"),
    ("a b)", 4, "this ) closes nothing"),
    (r"\left( u", 1, r"this \left is never closed"),
    ("u_{k", 3, "this { is never closed"),
    (r"a\begin{aligned} u", 2, r"this \begin{aligned} is never closed"),
    (r"u + \foo v", 5, r"the command \foo is not known"),
    (r"\sum_i_j u", 7, "a second _ on the same sign"),
    ("soft\u200bmax", 5, "an invisible character (U+200B ZERO WIDTH SPACE)"),
    ("u + €", 5, "the character “€” has no meaning here"),
    ("u\u202ev", 2, "an invisible character (U+202E RIGHT-TO-LEFT OVERRIDE)"),
    ("u\\", 2, "the text is cut off behind a backslash"),
]


@pytest.mark.parametrize(("text", "column", "message"), REFUSED)
def test_the_error_points_at_the_character(text: str, column: int, message: str) -> None:
    with pytest.raises(NotationError) as caught:
        parse(text)
    place = caught.value.place
    assert place is not None
    assert (place.line, place.column) == (1, column)
    assert caught.value.message == message
    assert caught.value.hint


def test_a_near_miss_is_suggested() -> None:
    with pytest.raises(NotationError) as caught:
        parse(r"\fracc{u}{v}")
    assert caught.value.hint == r"Did you mean \frac?"


def test_places_are_those_of_the_document() -> None:
    document = "# Note\nLet $u+(v$ be.\n"
    base = document.index("u+")
    with pytest.raises(NotationError) as caught:
        parse("u+(v", document=document, base=base, name="note.md")
    assert caught.value.report() == (
        "note.md:2, column 8: this ( is never closed\n"
        "  2 | Let $u+(v$ be.\n"
        "    |        ^\n"
        "  Close it with )."
    )
    node = parse("u+v", document="xx u+v", base=3)
    assert (node.start, node.end) == (3, 6)


@pytest.mark.parametrize(
    "text",
    [
        "(" * 201 + "u" + ")" * 201,
        "{" * 30_000 + "u" + "}" * 30_000,
        r"\sqrt " * 300 + "u",
        r"\sum_i" * 300 + "u",
        "u" + "^a" * 300,
        "u" + "!" * 300,
        "-" * 60_000 + "u",
        r"\frac1" * 9_000 + "2",
        r"\underbrace{" * 201 + "u" + "}" * 201,
        "u_{" + ":" * 60_000 + "}",
        "u" * 65_537,
        "9" * 1_001,
        "10e+99999999999999999999",
    ],
    ids=lambda text: text[:12],
)
def test_what_is_too_deep_or_too_long_is_refused(text: str) -> None:
    with pytest.raises(LimitError):
        parse(text)


@pytest.mark.parametrize(
    ("text", "size"),
    [("(" * 199 + "u" + ")" * 199, 200), ("u+" * 30_000 + "u", 30_002), ("u," * 9_000, 9_001)],
    ids=["deep", "wide", "list"],
)
def test_what_is_just_within_the_limits_is_read(text: str, size: int) -> None:
    assert sum(1 for _ in walk(parse(text))) == size


CLOSED = (Name, Number, Accent, Frac, Root, Norm, Abs, Big, Matrix, Noted)
"""Nodes that are read the same wherever they stand."""


def sound(node: Node, text: str) -> None:
    """Every node lies within the text and around its parts, and a symbol is what is written."""
    for part in walk(node):
        assert 0 <= part.start <= part.end <= len(text)
        for inner in children(part):
            if not isinstance(inner, Placeholder):
                assert part.start <= inner.start <= inner.end <= part.end
        written = unicodedata.normalize("NFKC", text[part.start : part.end]).replace("⁄", "/")
        if isinstance(part, Number):
            assert part.text in written.replace("{,}", "").replace("\\,", "")
        if isinstance(part, Name) and part.kind == "letter" and not part.font:
            assert unicodedata.normalize("NFKC", part.latex) in written


@pytest.mark.parametrize("text", [text for text, _ in TREES])
def test_places_slice_the_source(text: str) -> None:
    node = parse(text)
    sound(node, text)
    for part in walk(node):
        if isinstance(part, Link):
            sign = text[part.start : part.sign_end]
            assert sign == sign.strip() != ""
        elif isinstance(part, CLOSED) and dump(part) not in "·:*":
            again = dump(parse(text[part.start : part.end]))
            assert again in (dump(part), f'("{{}}" {dump(part)})')


PIECES = [f"\\{name} " for name in COMMANDS] + list(SIGNS) + list("xyzAB12{}{}()[]^_|=,&")
PIECES += [r"\begin{aligned}", r"\end{aligned}", r"\begin{cases}", r"\end{cases}", r"\left\{"]
PIECES += [r"\right.", r"\left(", r"\right)", r"\text{if }", "中", "{a}", r"\mathbf{1}"]


@given(
    st.lists(st.sampled_from(PIECES), max_size=16).map("".join) | st.text(max_size=30),
    st.sampled_from(["latex", "plain"]),
)
def test_any_text_is_read_or_refused_with_a_place(text: str, mode: str) -> None:
    node: Node | None = None
    place: Place | None = None
    try:
        node = parse(text, mode=mode)
    except GradproofError as error:
        place = error.place
    if node is not None:
        assert dump(node)
        sound(node, text)
    else:
        assert place is not None
        assert 0 <= place.start <= place.end <= len(text)
        assert place.excerpt()


def test_an_excerpt_shows_no_control_characters_and_says_where_it_is_cut():
    shown = Place("x^T\x1b[31mx", 4, 5).excerpt().split("\n")
    assert shown == ["  1 | x^T·[31mx", "    |     ^"]
    first, second = Place("a" * 300, 150, 151).excerpt().split("\n")
    assert first[6] == first[-1] == "…"
    assert len(first) == 106
    assert second.index("^") == 56
