"""The surface tree: a formula as it stands on the page, with nothing decided.

`f(x)` is a product of a name and a group, `x^T` a script, `A B \\odot C` one product: what they
mean is for a later pass, which sees shapes and declarations. Every node knows its place, offsets
`start` (inclusive) and `end` (exclusive) into the document; equality and hashing ignore places.

Levels, loosest first: `Items` (commas) < `Chain` (relations) < `Sum` < `Product` < `Script`, each
flat, so that only brackets, arguments and scripts nest (at most 200 deep).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from fractions import Fraction
from functools import cache

JOINTS: dict[str, str] = {
    "juxtaposed": "",
    "cdot": "·",
    "times": "×",
    "star": "*",
    "odot": "⊙",
    "circ": "∘",
    "dotstar": ".*",
    "slash": "/",
    "dotslash": "./",
    "oslash": "⊘",
    "otimes": "⊗",
    "at": "@",
    "div": "÷",
    "bullet": "∙",
    "starred": "⋆",
    "colon": ":",
    "dot": ".",
    "mod": "mod",
}
"""What may join two factors of a `Product`, and how `dump` shows it; `dot` is that of `X.sum()`."""

MEANINGFUL_FONTS = frozenset({"cal", "bb", "frak", "scr"})
r"""Fonts that make another symbol of a letter: `\mathcal{L}` is not `L`; `\mathbf{x}` is `x`."""


@dataclass(frozen=True, slots=True)
class Node:
    """Any part of a formula; `start` and `end` are offsets into the document."""

    start: int = field(kw_only=True, compare=False, repr=False)
    end: int = field(kw_only=True, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Number(Node):
    """A number in figures, exactly: `0.5` is 1/2. (`10^{-5}` stays a `Script`.)"""

    value: Fraction
    text: str


@dataclass(frozen=True, slots=True)
class Name(Node):
    r"""One symbol: a letter, a word, or a sign that stands for something.

    `letter`   the bare symbol: `x`, `σ`, `softmax`, `∂`, `⊤`, `1`
    `accents`  `hat`, `bar`, `tilde`, `dot`, `ddot`, `check`, …, the innermost first
    `font`     `bf rm it sf tt cal bb frak scr vec var` (the last is `\varphi`), or empty
    `kind`     `letter`; `word` (`\log`, `\mathrm{pred}`, `softmax`; in plain text every identifier
               of several characters); `symbol` (∂ ∇ ∞ ∅ ⊤ …); `figure` (`\mathbf{1}` and the like);
               `mark` (an operator sign that stands alone: `x^*`, `A_{\cdot j}`, `f(\cdot)`)
    `latex`    the symbol as it was written, command and all
    """

    letter: str
    accents: tuple[str, ...] = ()
    font: str = ""
    kind: str = "letter"
    latex: str = field(default="", compare=False)

    @property
    def key(self) -> str:
        r"""The identity of the symbol where fonts that carry no meaning are ignored.

        >>> Name("Y", ("hat",), "bf", start=0, end=1).key, Name("L", font="cal", start=0, end=1).key
        ('Y_hat', 'L_cal')
        """
        font = (self.font,) if self.font in MEANINGFUL_FONTS or self.kind == "figure" else ()
        return "_".join((self.letter, *self.accents, *font))


@dataclass(frozen=True, slots=True)
class Script(Node):
    """A base with a lower script, an upper script and primes, in whatever order they stand.

    A second script of one kind nests: `a^{(l)}^T` is a `Script` of a `Script`. Primes written in
    the upper script (`g^{[1]\\prime}`) are counted in `primes`. `caret` is `^`, or in plain text
    also `**` or `.^`.
    """

    base: Node
    sub: Node | None = None
    sup: Node | None = None
    primes: int = 0
    caret: str = "^"


@dataclass(frozen=True, slots=True)
class Product(Node):
    """Factors side by side; `joints[i]`, a key of `JOINTS`, stands between factors i and i+1.

    Flat, and with division in it, because no fixed precedence reads `A B \\odot C` or `a / b c` as
    their authors meant them. Function words are factors too: `\\log x`, `f(x)`, `dX`, `\\nabla f`.
    """

    factors: tuple[Node, ...]
    joints: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sum(Node):
    """Terms with their signs: `+ - ± ∓ ⊕ ⊖ ∪ ∩ ∖ ∧ ∨`; `signs[0]` is empty where none is written.

    A leading sign is always here (`-AB` is a sum of one term), so that it never hides in a factor.
    """

    terms: tuple[Node, ...]
    signs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Prefix(Node):
    """A sign inside a product or a sum (`a \\cdot -b`, `a + -b`, `\\sum_i -x_i`): `- + ± ∓ ¬`."""

    op: str
    body: Node


@dataclass(frozen=True, slots=True)
class Postfix(Node):
    """A sign behind its operand: the factorial `!`."""

    op: str
    body: Node


@dataclass(frozen=True, slots=True)
class Frac(Node):
    r"""`\frac{num}{den}`, `num \over den`; `style` is `frac`, or `binom` where there is no line."""

    num: Node
    den: Node
    style: str = "frac"


@dataclass(frozen=True, slots=True)
class Root(Node):
    r"""`\sqrt{body}` or `\sqrt[degree]{body}`."""

    body: Node
    degree: Node | None = None


@dataclass(frozen=True, slots=True)
class Accent(Node):
    r"""A hat, bar, … over more than one symbol: `\hat{x_j}`, `\overline{AB}`."""

    accent: str
    body: Node


@dataclass(frozen=True, slots=True)
class Group(Node):
    r"""Items in brackets; `separators[i]` (`,` `;` `|` `‖`) stands between items i and i+1.

    `open` and `close` are `(` `)` `[` `]` `\{` `\}` `<` `>` `⌊` `⌋` `⌈` `⌉`, empty for `\left.`,
    and `{` `}` for TeX braces, which do not show in print, around a sum, product, chain or `Big`.
    A value at a point, `f|_{x=0}`, is a `Script` of a group closed by `|`.
    """

    open: str
    close: str
    items: tuple[Node, ...]
    separators: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Items(Node):
    """Items without brackets, as in `Y_{i,j}` or the right side of `i = 1, \\dots, N`."""

    items: tuple[Node, ...]
    separators: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Norm(Node):
    r"""`\|body\|`, `||body||`, `‖body‖`."""

    body: Node


@dataclass(frozen=True, slots=True)
class Abs(Node):
    """`|body|`: an absolute value, a determinant or the size of a set."""

    body: Node


@dataclass(frozen=True, slots=True)
class Big(Node):
    r"""A sign that takes what follows: `sum prod int max min argmax argmin sup inf lim E cup cap`…

    The body runs to the next `+`, `-` or relation at its level (that of `E`, the expectation, is
    the one bracket after it). `max`, `min` … are `Big` only with something below them; `\max(0, x)`
    is a product.
    """

    op: str
    lower: Node | None
    upper: Node | None
    body: Node


@dataclass(frozen=True, slots=True)
class Matrix(Node):
    """Rows of cells; `kind` is the environment: `matrix bmatrix pmatrix array aligned …`."""

    rows: tuple[tuple[Node, ...], ...]
    kind: str


@dataclass(frozen=True, slots=True)
class CaseRow(Node):
    """One row of a case distinction: a value, then what stands beside it (`Text`, `Chain`, …)."""

    value: Node
    conditions: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Cases(Node):
    r"""`\begin{cases}`, `\cases{…}`, or rows behind a `\left\{` that nothing closes."""

    rows: tuple[CaseRow, ...]


@dataclass(frozen=True, slots=True)
class Link(Node):
    r"""A relation sign and its right side, None if dangling; the sign is at `start` to `sign_end`.

    `sign` is one of `= := ≡ ≈ ≐ ≜ ∝ ~ ≃ ≅ ∈ ∉ ∋ ⊂ ⊆ ⊃ ⊇ < > ≤ ≥ ≪ ≫ ≺ ≻ ⪯ ⪰ ≠ → ← ↔ ↦ ⇒ ⇐ ⇔ ⊥ ∥
    += -= *= /=`; `mark` is what stands above it, as in `\stackrel{?}{=}`.
    """

    sign: str
    right: Node | None
    mark: str = ""
    sign_end: int = field(default=0, kw_only=True, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Chain(Node):
    """`first = … = …`; `first` is None where the chain begins with its sign."""

    first: Node | None
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Slice(Node):
    """`1:n`, `:`, `i:` in an index."""

    low: Node | None
    high: Node | None


@dataclass(frozen=True, slots=True)
class Noted(Node):
    r"""A part with a remark on it: `\underbrace{body}_{note}`, `\overset{note}{body}`."""

    body: Node
    note: Node


@dataclass(frozen=True, slots=True)
class Text(Node):
    r"""Words inside mathematics: `\text{where}`, Chinese, a lone `\therefore` (content `∴`)."""

    content: str


@dataclass(frozen=True, slots=True)
class Dots(Node):
    r"""`\cdots`, `\ldots`, `...`, `\vdots`, `\ddots`: `kind` is `⋯ … ⋮ ⋱`."""

    kind: str


@dataclass(frozen=True, slots=True)
class Placeholder(Node):
    """Nothing, where something could stand: `{}`, an empty cell, a bare `\\sum_i`."""


@cache
def _parts_of(kind: type[Node]) -> tuple[str, ...]:
    """The fields of this kind of node that may hold nodes."""
    found = {"Node", "Link", "CaseRow"}
    return tuple(f.name for f in fields(kind) if any(one in str(f.type) for one in found))


def children(node: Node) -> Iterator[Node]:
    """The parts of a node from left to right, except that a `Script` gives base, sub, sup."""
    for name in _parts_of(type(node)):
        value = getattr(node, name)
        if isinstance(value, Node):
            yield value
        elif isinstance(value, tuple):
            for part in value:
                if isinstance(part, Node):
                    yield part
                elif isinstance(part, tuple):  # a row of a matrix
                    yield from part


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it, parents first; no recursion, so any depth will do."""
    stack = [node]
    while stack:
        node = stack.pop()
        yield node
        if _parts_of(type(node)):
            stack.extend(reversed(tuple(children(node))))
