r"""Which scripts belong to a name and which are done to it.

`W^{(1)}`, `Y_{pred}` and `w^*` are names; `x^T`, `x^2` and, within a sum over i, `x_i` are not. A
figure above is a power unless the note introduces such a name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from gradproof.core.dims import SCALAR, Shape
from gradproof.core.errors import GradproofError, Place
from gradproof.core.layers import Layers, Position
from gradproof.notation.printing.symbols import identifier
from gradproof.notation.source.spelling import COMMANDS
from gradproof.notation.source.surface import (
    Accent,
    Frac,
    Group,
    Items,
    Name,
    Node,
    Number,
    Prefix,
    Product,
    Script,
    Slice,
    Sum,
    walk,
)

GREEK = frozenset(
    name for name, entry in COMMANDS.items() if entry.kind in ("letter", "variant") and name[1:]
)
"""The words for Greek letters."""
TRANSPOSES = frozenset({"T", "⊤"})
NUMBERED = frozenset({"(", "[", r"\{"})


@dataclass(frozen=True, slots=True)
class Part:
    """One script: `sub`, `sup` or `prime`; `node` is its content (the base, for a prime)."""

    kind: str
    node: Node
    end: int
    caret: str = "^"


@dataclass(frozen=True, slots=True)
class Spelled:
    """A base with its scripts, the innermost first."""

    base: Node
    parts: tuple[Part, ...]


@dataclass(slots=True)
class Known:
    """A name that the note introduces, with its shape if it was declared."""

    name: str
    latex: str
    place: Place
    shape: Shape | None = None
    data: bool = False


@dataclass(slots=True)
class Scope:
    """What the names of a document stand for.

    known: declared and defined names.  figures: names whose upper script is a bare number.
    sizes: letters that stand for sizes.  used: undeclared names, where they are first met.
    samples, gathered: names of matrices whose rows were declared, or defined, one by one.
    rows: small letters that stand
    in front of a matrix, as in x W.  factors, entries: Greek letters behind a matrix, as in X β,
    and in an entrywise product, as in γ ⊙ x.  integers:
    exponents that are whole numbers.  constants: those of e and π that are numbers.
    values: the places for which letters of indices stand here.  met:
    names that a sum runs over.  running: letters of indices that a sum or a range binds.
    ends: letters at which such an index ends, and which therefore count, as in t = 1, …, T.
    bare: names that stand without scripts somewhere.  picked: names with a letter that runs.
    said: what words say of letters: row, column, vector, scalar or matrix.
    layers: the families that a layer index counts.
    plain_calculus: whether small letters are numbers.  quick: whether no note surrounds it.
    """

    document: str
    file: str = ""
    known: dict[str, Known] = field(default_factory=dict)
    figures: set[str] = field(default_factory=set)
    sizes: set[str] = field(default_factory=set)
    used: dict[str, Known] = field(default_factory=dict)
    rows: set[str] = field(default_factory=set)
    factors: set[str] = field(default_factory=set)
    entries: set[str] = field(default_factory=set)
    integers: set[str] = field(default_factory=set)
    constants: set[str] = field(default_factory=lambda: {"e", "π"})
    samples: set[str] = field(default_factory=set)
    gathered: set[str] = field(default_factory=set)
    values: dict[str, Position] = field(default_factory=dict)
    met: set[str] = field(default_factory=set)
    running: set[str] = field(default_factory=set)
    ends: set[str] = field(default_factory=set)
    bare: set[str] = field(default_factory=set)
    picked: set[str] = field(default_factory=set)
    said: dict[str, str] = field(default_factory=dict)
    layers: Layers | None = None
    plain_calculus: bool = False
    quick: bool = False

    def is_member(self, name: str) -> bool:
        """Whether the name is that of one of a family, such as W^{(l)}."""
        return self.layers is not None and name in self.layers.members

    def counts(self, letter: str) -> bool:
        """Whether a letter is a number of the note: where an index ends, a size, a scalar."""
        known = self.known.get(letter)
        if known is not None:
            return known.shape == SCALAR
        return letter in self.ends or letter in self.sizes

    def is_number(self, name: str) -> bool:
        """Whether the note declares this name as a scalar."""
        known = self.known.get(name)
        return known is not None and known.shape == SCALAR

    def source(self, node: Node) -> str:
        """How a node is written."""
        return self.document[node.start : node.end]

    def script(self, node: Node) -> str:
        """How a script is written, with the place for each letter that has a value."""
        if not self.values:
            return self.source(node)
        whole, place = inside(node), position_of(node)
        if place is not None and place.letter in self.values:
            shown = str(place.at(place.letter, self.values[place.letter]))
            return (
                self.document[node.start : whole.start]
                + shown
                + self.document[whole.end : node.end]
            )
        at, pieces = node.start, []
        for one in walk(node):
            if isinstance(one, Name) and one.key in self.values:
                pieces += [self.document[at : one.start], str(self.values[one.key])]
                at = one.end
        return "".join((*pieces, self.document[at : node.end]))

    def place(self, node: Node) -> Place:
        """Where a node stands."""
        return Place(self.document, node.start, node.end, self.file)


def spelled(node: Node) -> Spelled:
    r"""The base and the scripts of a node; `\hat{x_j}` is a hatted x with an index."""
    parts: list[Part] = []
    while isinstance(node, Script):
        here: list[Part] = []
        if node.sub is not None:
            here.append(Part("sub", node.sub, node.sub.end))
        here += [Part("prime", node.base, node.end)] * node.primes
        if node.sup is not None:
            here += [Part("sup", one, one.end, node.caret) for one in _pieces(node.sup)]
        parts = _towered(here, parts)
        node = node.base
    if isinstance(node, Accent) and isinstance(node.body, Script):
        inside = spelled(node.body)
        accent = Accent(node.accent, inside.base, start=node.start, end=inside.base.end)
        return Spelled(accent, (*inside.parts, *parts))
    return Spelled(node, tuple(parts))


def _towered(here: list[Part], behind: list[Part]) -> list[Part]:
    """Scripts with those behind them; x ** y ** z is x to the power y ** z."""
    if here and behind and here[-1].caret == behind[0].caret == "**":
        low, high = here[-1], behind[0]
        above = Script(low.node, sup=high.node, caret="**", start=low.node.start, end=high.end)
        return [*here[:-1], Part("sup", above, high.end, "**"), *behind[1:]]
    return here + behind


def _pieces(sup: Node) -> Iterator[Node]:
    """What an upper script is made of: `[1]T` and `(i)2` are two things each."""
    several = isinstance(sup, Product) and set(sup.joints) <= {"juxtaposed", "dot"}
    parts = sup.factors if several and isinstance(sup, Product) else ()
    labels = [one for one in parts if is_number_name(one) or is_transpose(one)]
    if labels and all(one in labels or isinstance(one, Number) for one in parts):
        yield from parts
    else:
        yield sup


def is_transpose(node: Node) -> bool:
    """Whether an upper script is the sign of transposition."""
    return isinstance(node, Name) and node.letter in TRANSPOSES and not node.accents


def transposes(part: Part) -> bool:
    """Whether a script transposes: the T above in x^T, not the one below in x_T."""
    return part.kind == "sup" and is_transpose(part.node)


def is_mark(node: Node, marks: str) -> bool:
    """Whether a script is one of these signs by itself."""
    return isinstance(node, Name) and node.kind in ("mark", "symbol") and node.letter in marks


def letters(node: Node) -> set[str]:
    """The letters of an index."""
    return {one.key for one in walk(node) if isinstance(one, Name)}


def is_index(node: Node, bound: Iterable[str]) -> bool:
    """Whether a script picks components: it has a bound index or a colon in it."""
    inside = node.items[0] if isinstance(node, Group) and len(node.items) == 1 else node
    if isinstance(inside, Slice):
        return True
    if isinstance(inside, Items) and any(isinstance(one, Slice) for one in inside.items):
        return True
    return bool(letters(inside) & set(bound))


def exponent(node: Node) -> Fraction | None:
    """The value of an upper script that is a number."""
    match node:
        case Number():
            return node.value
        case Sum(terms=(one,), signs=(sign,)) if sign in "+-" and sign:
            value = exponent(one)
            return None if value is None else -value if sign == "-" else value
        case Prefix(op="-", body=body):
            value = exponent(body)
            return None if value is None else -value
        case Frac(num=Number() as num, den=Number() as den) if den.value:
            return num.value / den.value
        case Product(factors=(Number() as num, Number() as den), joints=("slash",)) if den.value:
            return num.value / den.value
        case Group(open="(" | "{", items=(one,)):
            return exponent(one)
        case _:
            return None


def inside(node: Node) -> Node:
    """What stands in the brackets of a script."""
    while isinstance(node, Group) and len(node.items) == 1:
        node = node.items[0]
    return node


def position_of(node: Node) -> Position | None:
    """The position that a script says: `l`, `(l-1)`, `[N]`, `0`; None for anything else."""
    match node:
        case Group(items=(inside,)):
            return position_of(inside)
        case Name(kind="letter" | "word") if not node.accents:
            return Position(node.key)
        case Script(base=Name() as base, sub=Name() as index, sup=None, primes=0):
            return Position(f"{base.key}_{index.key}")
        case Number(value=value) if value.denominator == 1:
            return Position("", int(value))
        case Sum(terms=(Number(value=value),), signs=("-",)) if value.denominator == 1:
            return Position("", -int(value))
        case Sum(terms=(first, Number(value=value)), signs=(sign, joint)) if sign in ("", "+"):
            before = position_of(first)
            if before is None or value.denominator != 1:
                return None
            return before + (int(value) if joint == "+" else -int(value))
        case _:
            return None


def is_number_name(node: Node) -> bool:
    r"""Whether an upper script in brackets counts: `(1)`, `[l]`, `(l-1)`, but not `(1/2)`."""
    if not (isinstance(node, Group) and node.open in NUMBERED and len(node.items) == 1):
        return False
    value = exponent(node.items[0])
    if value is not None:
        return value.denominator == 1
    return not any(isinstance(one, Frac) for one in walk(node))


def name_of(base: Node, scripts: Iterable[Part], scope: Scope) -> tuple[str, str] | None:
    """The identifier and the LaTeX of a base with the scripts that belong to its name."""
    latex = scope.source(base)
    if isinstance(base, Name) and base.latex:
        latex = "\\" + base.latex if base.latex in GREEK else base.latex
    for part in scripts:
        content = scope.script(part.node)
        if part.kind == "prime":
            latex += "'"
        else:
            latex += ("_" if part.kind == "sub" else "^") + _braced(content)
    try:
        return identifier(latex), latex
    except GradproofError:
        return None


def _braced(content: str) -> str:
    content = content.strip()
    bare = len(content) == 1 or (content.startswith("{") and content.endswith("}"))
    return content if bare else f"{{{content}}}"


def split_name(node: Node, scope: Scope, bound: Iterable[str] = ()) -> tuple[Spelled, int]:
    """A node taken apart, and how many of its scripts belong to the name.

    Scripts behind the first that is done to the name are done to it as well.
    """
    whole = labels_first(spelled(node), scope, bound)
    taken = 0
    for count, part in enumerate(whole.parts, start=1):
        following = whole.parts[count : count + 1]
        if part.kind == "prime" and following and following[0].kind == "prime":
            continue  # h'' is a name, or not, as a whole
        if not belongs(whole, count, part, scope, bound):
            break
        taken = count
    return whole, taken


def labels_first(whole: Spelled, scope: Scope, bound: Iterable[str]) -> Spelled:
    """The same with labels such as ^{[2]} in front of an index below: a^{[2]}_i is in a^{[2]}."""
    parts = list(whole.parts)
    bound = set(bound) - ({scope.layers.letter} if scope.layers is not None else set())
    for place in range(len(parts) - 1):
        below, above = parts[place : place + 2]
        if below.kind == "sub" and above.kind == "sup" and is_index(below.node, bound):
            named = name_of(whole.base, (*parts[:place], above), scope)
            figure = named is not None and normal(named[1]) in scope.figures
            if not is_index(above.node, bound) and (is_number_name(above.node) or figure):
                parts[place], parts[place + 1] = above, below
    return Spelled(whole.base, tuple(parts))


def belongs(
    whole: Spelled, count: int, part: Part, scope: Scope, bound: Iterable[str]
) -> bool:  # fmt: skip
    """Whether a script is a part of the name."""
    found = name_of(whole.base, whole.parts[:count], scope)
    if found is None:
        return False
    name, latex = found
    if scope.is_member(name):
        return True
    if part.kind == "prime":
        return name in scope.known
    if is_index(part.node, bound):
        return name in scope.known and False
    if part.kind == "sub":
        return True
    if is_transpose(part.node):
        return False
    if is_number_name(part.node):
        return True
    if isinstance(part.node, Number):
        return normal(latex) in scope.figures
    if is_mark(part.node, "*∗⋆"):
        return True
    return name in scope.known and exponent(part.node) is None


def normal(latex: str) -> str:
    """A spelling without what does not show: fonts, braces and spaces."""
    for one in ("{", "}", " ", r"\mathbf", r"\boldsymbol", r"\pmb", r"\bm"):
        latex = latex.replace(one, "")
    return latex
