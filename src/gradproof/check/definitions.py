"""What the lines of a note define, and what they only claim.

A name is defined where it first stands on the left, in each section anew; a name that is somewhere
said to be a derivative (`δ = ∂L/∂z`) is that derivative, whatever formula follows.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field, replace

from gradproof.check.dots import differing, put
from gradproof.check.lines import EQUAL, Line, Lines
from gradproof.check.reader import Reader, Unread
from gradproof.check.roles import KNOWN, Roles, offset_letter, side_nodes, spelled
from gradproof.check.terms import (
    Big,
    Call,
    Choice,
    Derivative,
    Differential,
    DotsOf,
    Index,
    Number,
    Symbol,
    Term,
    Transposed,
    free_letters,
    indices,
    inside,
)
from gradproof.check.world_errors import NoMeaning
from gradproof.notation.source import surface as s
from gradproof.notation.source.statements import Statement
from gradproof.notation.source.surface import Node

_SHAPE = re.compile(
    r"^\s*(?:[:：]|is|has shape|shape|的?(?:形状|维度|大小)?(?:是|为)?|は|:)?\s*"
    r"[（(\[]\s*([\w]+)\s*[,，×x]\s*([\w]*)\s*[)）\]]",
)
_SHAPE_LEAD = re.compile(r"(?:[:：]|是|为|has shape|is|shape|of size|大小|の|é|ist)\s*\$?\s*$")
LOSS_LETTERS = frozenset("LJCEFflℓ") | {"L_cal", "J_cal", "E_cal", "Loss", "loss", "Cost", "cost"}


@dataclass(slots=True)
class Definition:
    """name[at][entries] = term; `kind` is value, derivative, function, differential or word."""

    name: str
    at: tuple[Index, ...]
    entries: tuple[Index, ...]
    term: Term
    line: Line
    kind: str = "value"
    parameters: tuple[Term, ...] = ()
    late: bool = False
    """Whether the name was declared and in use before: the definition holds from here on."""

    @property
    def section(self) -> int:
        return self.line.section

    @property
    def start(self) -> int:
        return self.term.node.start


@dataclass(slots=True)
class Declared:
    """A shape that the note states: of a name, or of every member of a family."""

    name: str
    at: tuple[Index, ...]
    rows: str
    cols: str
    bits: bool = False


@dataclass(slots=True)
class Definitions:
    """Everything that a note defines and declares."""

    reader: Reader
    roles: Roles
    lines: Lines
    values: dict[str, list[Definition]] = field(default_factory=lambda: defaultdict(list))
    functions: dict[str, list[Definition]] = field(default_factory=lambda: defaultdict(list))
    differentials: dict[str, Definition] = field(default_factory=dict)
    declared: list[Declared] = field(default_factory=list)
    status: dict[tuple[int, int], str] = field(default_factory=dict)
    losses: list[str] = field(default_factory=list)
    differentiated: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    whole: set[str] = field(default_factory=set)
    facts: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    by: set[str] = field(default_factory=set)
    families: set[str] = field(default_factory=set)
    """Names of which whole members stand somewhere: W^l."""
    split: set[str] = field(default_factory=set)
    """Names of which entries of members stand somewhere: w^l_{ij}."""
    valued: set[str] = field(default_factory=set)
    """Names that stand by themselves elsewhere than below ∂ or ∇."""


def definitions_of(lines: Lines, roles: Roles, reader: Reader) -> Definitions:
    """The definitions and declarations of a note."""
    found = Definitions(reader, roles, lines)
    _aliases(found)
    reader.gradient_letters = _speaks_of_gradients(found)
    _declared_joints(found)
    _declarations(found)
    derivatives = _derivative_names(found)
    _fixed_letters(found)
    used: set[str] = set()
    for number, line in enumerate(lines.lines):
        _define(found, number, line, derivatives, used)
        for side in line.sides:
            used |= _names(found, side)
    _losses(found)
    _preactivations(found)
    _facts(found)
    return found


_FACTS = {
    "diagonal": r"diagonal|对角",
    "symmetric": r"symmetric|对称|symétrique|simétric|symmetrisch|positive[- ]definite|正定|SPD|covariance matrix|协方差矩阵",
}


def _facts(found: Definitions) -> None:
    """What the words beside a name say of the matrix: symmetric, diagonal."""
    previous = ""
    for one in found.lines.remarks:
        term = read_or_none(found.reader, one.node) if one.node is not None else None
        if not isinstance(term, Symbol):
            continue
        words = (one.lead or "")[-30:].rpartition("$")[2] + " " + (one.tail or "")[:30]
        if re.search(r"不对称|反对称|skew|not symmetric|block diagonal", words):
            continue
        about = term.name
        if about in found.roles.sizes | found.roles.uppers and previous:
            about = previous
        previous = term.name
        for fact, pattern in _FACTS.items():
            if re.search(pattern, words, re.IGNORECASE):
                found.facts[about].add(fact)
    for line in found.lines.lines:
        left, right = line.sides[0], line.sides[1]
        if (
            line.signs[0] in EQUAL
            and isinstance(right, s.Script)
            and right.base == left
            and isinstance(left, s.Name)
        ):
            if right.sup is not None and isinstance(right.sup, s.Name) and right.sup.letter in "T⊤":
                found.facts[left.key].add("symmetric")


def _preactivations(found: Definitions) -> None:
    """Z where only A = σ(W X + b) is given and ∂L/∂Z is spoken of: the argument of σ."""
    wanted = {
        symbol.name
        for line in found.lines.lines
        for side in line.sides
        if (term := read_or_none(found.reader, side)) is not None
        for one in inside(term)
        for symbol in _moved(one)
    }
    for name in sorted(wanted):
        if name[:1] not in "zZuUsS" or name in found.values:
            continue
        for first in ("A", "a", "H", "h", "X", "x", "Y", "y"):
            known = found.values.get(first + name[1:])
            term = known[0].term if known else None
            if (
                known
                and isinstance(term, Call)
                and len(term.args) == 1
                and not isinstance(term.args[0], Symbol)
            ):
                capital = first.isupper()
                whole = name[0].upper() + name[1:] if capital else name[0].lower() + name[1:]
                if whole in found.values:
                    break
                before = known[0]
                inner = term.args[0]
                found.values[whole].append(replace(before, name=whole, term=inner))
                symbol = Symbol(inner.node, whole, before.at)
                known[0] = replace(before, term=replace(term, args=(symbol,)))
                break


def _moved(one: Term) -> list[Symbol]:
    """The symbols by which a term differentiates."""
    if isinstance(one, Derivative):
        return [s for by in one.by for s in inside(by) if isinstance(s, Symbol)]
    return []


def read_or_none(reader: Reader, node: Node) -> Term | None:
    """The term, or None where it is not understood."""
    try:
        return reader.read(node)
    except Unread:
        return None


def _names(found: Definitions, node: Node) -> set[str]:
    term = read_or_none(found.reader, node)
    return {one.name for one in inside(term) if isinstance(one, Symbol)} if term else set()


def _fixed_letters(found: Definitions) -> None:
    """Letters that a scalar's definition leaves free are of one fixed entry: −log p_t."""
    roles = found.roles
    for line in found.lines.lines:
        if line.signs[0] not in EQUAL:
            continue
        left, right = (read_or_none(found.reader, side) for side in line.sides[:2])
        if not isinstance(left, Symbol) or left.at or left.entries or right is None:
            continue
        free = free_letters(right, frozenset(roles.running)) - roles.layers - roles.summed
        logged = any(isinstance(one, Call) and one.function == "log" for one in inside(right))
        if not logged and left.name not in LOSS_LETTERS:
            continue
        if free and not isinstance(right, Derivative):
            if all(_is_entry_letter(right, letter) for letter in free):
                roles.classes |= free
                roles.running -= free


def _is_entry_letter(term: Term, letter: str) -> bool:
    return all(
        i.letter != letter for one in inside(term) if isinstance(one, Symbol) for i in one.at
    ) and not any(
        isinstance(one, Symbol) and one.name == letter and not one.entries for one in inside(term)
    )


def _aliases(found: Definitions) -> None:
    """Functions by other names: `σ = tanh`, `φ` = logistic in words."""
    for line in found.lines.lines:
        left, right = line.sides[0], line.sides[1]
        if line.signs[0] in EQUAL and isinstance(right, s.Name) and right.letter in KNOWN:
            if isinstance(left, s.Name):
                found.reader.aliases[left.key] = KNOWN[right.letter]
    for one in found.lines.remarks:
        words = re.match(r"\s*(?:=|is|为|是)\s*(?:the\s+)?([A-Za-z]+)", one.tail or "")
        if isinstance(one.node, s.Name) and words and words.group(1) in KNOWN:
            found.reader.aliases[one.node.key] = KNOWN[words.group(1)]
    called = found.roles.called
    if "σ" in called and "σ" not in found.reader.aliases and not _defines_function(found, "σ"):
        found.reader.aliases["σ"] = "sigmoid"


_ENTRYWISE = r"逐元素|各元素|逐点|按元素|element-?\s?wise|elementwise|要素(?:ごと|積)|Hadamard|elemento a elemento|elementweise|entrywise|componentwise"
_SIGNS = {"×": "times", "*": "star", "·": "cdot", "∘": "circ", "⊗": "otimes", "∗": "star"}


def _declared_joints(found: Definitions) -> None:
    """Signs that the note says to be entrywise products: `× 表示各元素分别相乘`."""
    text = found.lines.text
    for sign, joint in _SIGNS.items():
        spelled_signs = {
            "times": r"\\times",
            "cdot": r"\\cdot",
            "circ": r"\\circ",
            "otimes": r"\\otimes",
            "star": r"\\ast",
        }
        shapes = rf"(?:{re.escape(sign)}|{spelled_signs[joint]})"
        if re.search(
            rf"(?:^|[\s,，、;；(（$`]){shapes}\s*[$`]*[^\n$A-Za-z]{{0,6}}(?:is|denotes|means|表示|代表|为|は)?\s*[^\n$.。]{{0,14}}(?:{_ENTRYWISE})",
            text,
            re.IGNORECASE,
        ):
            found.reader.hadamard.add(joint)


def _defines_function(found: Definitions, key: str) -> bool:
    for line in found.lines.lines:
        left = line.sides[0]
        if isinstance(left, s.Product) and isinstance(left.factors[0], s.Name):
            if left.factors[0].key == key:
                return True
    return False


def _speaks_of_gradients(found: Definitions) -> bool:
    """Whether `dW = …` means the gradient by W: two such lines, none of them of the loss."""
    heads: list[s.Node] = []
    for line in found.lines.lines:
        left = line.sides[0]
        if isinstance(left, s.Product) and isinstance(left.factors[0], s.Name):
            if left.factors[0].key == "d" and line.signs[0] in EQUAL and len(left.factors) == 2:
                heads.append(left.factors[1])
            elif left.factors[0].key in ("tr", "Tr"):
                return False
    if len(heads) < 2:
        return False
    return not any(isinstance(h, s.Name) and h.key in LOSS_LETTERS | {"y"} for h in heads)


def _declarations(found: Definitions) -> None:
    """Shapes: `X ∈ R^{m×n}`, `$x$ (N,D)`, `$W$: $n×m$`."""
    for number, line in enumerate(found.lines.lines):
        if "∈" in line.signs:
            at = line.signs.index("∈")
            shape = _membership(line.sides[at + 1])
            found.status[number, at + 1] = "declaration"
            if shape is not None:
                for node in _listed(line.sides[at]):
                    _declare(found, node, shape, _is_bits(line.sides[at + 1]))
    remarks = found.lines.remarks
    _beside(found, remarks)
    _in_prose(found)
    for one in found.declared:
        if not one.at:
            found.roles.sizes |= {w for w in (one.rows, one.cols) if w and not w.isdigit()}


_PROSE_SHAPE = re.compile(
    r"(?<![A-Za-z0-9_$\\\\])([A-Za-z][A-Za-z]?\d?)\s*(?:是|为|is|:|：|has shape)?\s*(?:of shape|shape)?\s*[(（]\s*([A-Za-z]\w*|\d+)\s*[,，]\s*([A-Za-z]\w*|\d+)?\s*[)）]"
)


def _in_prose(found: Definitions) -> None:
    """Shapes in running text without dollars: `W1是 (D, H)`."""
    outside = re.sub(r"\$\$.*?\$\$|\$[^$\n]*\$|```.*?```|\\\\\[.*?\\\\\]", lambda m: " " * len(m.group()), found.lines.text, flags=re.DOTALL)
    known = {one.name for one in found.declared}
    letters = set(found.roles.bare) | set(found.roles.lefts)
    for match in _PROSE_SHAPE.finditer(outside):
        word, rows, cols = match.groups()
        name = re.sub(r"(?<=[A-Za-z])(\d)$", r"_\1", word)
        if name not in known and (word[0] in letters or word in letters) and len(rows) <= 12:
            found.declared.append(Declared(name, (), rows, cols or "?"))
            found.whole.add(name)


def _beside(found: Definitions, remarks: list[Statement]) -> None:
    """Shapes in words or beside a name."""
    for at, one in enumerate(remarks):
        node = one.node
        if node is None or not isinstance(node, s.Name | s.Script):
            continue
        if m := _SHAPE.match(one.tail or ""):
            _declare(found, node, (m.group(1), m.group(2) or "?"))
            continue
        following = remarks[at + 1] if at + 1 < len(remarks) else None
        if following is not None and _SHAPE_LEAD.search(following.lead.rstrip("$ ")):
            shape = _product_shape(following.node)
            if shape is not None:
                _declare(found, node, shape)


def _listed(node: Node) -> list[Node]:
    return list(node.items) if isinstance(node, s.Items) else [node]


def _membership(node: Node) -> tuple[str, str] | None:
    """The shape in `ℝ^{m×n}`; () is a scalar as ("", "")."""
    if isinstance(node, s.Name):
        return ("", "") if node.letter == "R" else None
    if isinstance(node, s.Group) and node.open == r"\{":
        return ("", "")
    if not isinstance(node, s.Script) or node.sup is None:
        return None
    base = node.base
    if not (isinstance(base, s.Group) or (isinstance(base, s.Name) and base.letter in "RZN")):
        return None
    return _product_shape(node.sup) or ((word, "1") if (word := _size(node.sup)) else None)


def _product_shape(node: Node | None) -> tuple[str, str] | None:
    if isinstance(node, s.Group) and node.open in "([" and len(node.items) == 2:
        first, second = (_size(one) for one in node.items)
        return (first, second) if first and second else None
    if not isinstance(node, s.Product) or "times" not in node.joints:
        return None
    at = node.joints.index("times")
    first = _size(_product(node.factors[: at + 1], node.joints[:at]))
    second = _size(_product(node.factors[at + 1 :], node.joints[at + 1 :]))
    return (first, second) if first and second else None


def _product(factors: tuple[Node, ...], joints: tuple[str, ...]) -> Node:
    if len(factors) == 1:
        return factors[0]
    return s.Product(factors, joints, start=factors[0].start, end=factors[-1].end)


def _size(node: Node) -> str:
    """A size as a word; what is computed becomes a size of its own."""
    if isinstance(node, s.Number):
        return node.text
    if word := spelled(node):
        return word
    if letter := offset_letter(node):
        assert isinstance(node, s.Sum)
        return f"{letter}{node.signs[1]}{spelled(node.terms[1])}"
    if isinstance(node, s.Script) and isinstance(node.base, s.Name):
        below = node.sub if node.sub is not None else node.sup
        inner = below.items[0] if isinstance(below, s.Group) and below.items else below
        if inner is not None and offset_letter(inner):
            assert isinstance(inner, s.Sum)
            return (
                f"{node.base.key}_{offset_letter(inner)}{inner.signs[1]}{spelled(inner.terms[1])}"
            )
        if inner is not None and spelled(inner):
            return f"{node.base.key}_{spelled(inner)}"
    return ""


def _is_bits(node: Node) -> bool:
    """Whether the set is {0, 1} or a power of it."""
    base = node.base if isinstance(node, s.Script) else node
    if not isinstance(base, s.Group) or len(base.items) != 2:
        return False
    values = [one.value for one in base.items if isinstance(one, s.Number)]
    return values == [0, 1]


def _declare(found: Definitions, node: Node, shape: tuple[str, str], bits: bool = False) -> None:
    term = read_or_none(found.reader, node)
    if (
        isinstance(term, Symbol)
        and len(term.entries) == 1
        and term.entries[0].letter
        and shape[1] == "1"
    ):
        capital = term.name[0].upper() + term.name[1:]
        if capital != term.name and any(
            isinstance(n, s.Name) and n.key == capital for n in side_nodes(found.lines)
        ):
            letter = term.entries[0].letter
            found.declared.append(
                Declared(capital, (), found.roles.ends.get(letter, "?" + letter), shape[0], bits)
            )
            found.whole.add(capital)
            return
    if isinstance(term, Symbol):
        found.declared.append(Declared(term.name, term.at or term.entries, *shape, bits))
        if not term.at and not term.entries:
            found.whole.add(term.name)


def _derivative_names(found: Definitions) -> set[str]:
    """Names that are derivatives: δ = ∂L/∂z, or ∂L/∂z = δ where no formula defines δ."""
    names: set[str] = set()
    behind: set[str] = set()
    formulas: set[str] = set()
    for line in found.lines.lines:
        terms = [read_or_none(found.reader, side) for side in line.sides]
        for k, (one, other) in enumerate(zip(terms, terms[1:], strict=False)):
            if line.signs[k] not in EQUAL:
                continue
            if isinstance(one, Symbol) and isinstance(other, Derivative) and not one.entries:
                names.add(one.name)
            elif isinstance(one, Derivative) and isinstance(other, Symbol) and not other.entries:
                behind.add(other.name)
            elif isinstance(one, Symbol) and k == 0:
                formulas.add(one.name)
    return names | (behind - formulas)


def _define(
    found: Definitions, number: int, line: Line, derivatives: set[str], used: set[str]
) -> None:
    reader, roles = found.reader, found.roles
    terms = [read_or_none(reader, side) for side in line.sides]
    for k in range(1, len(terms)):
        if line.signs[k - 1] not in EQUAL and line.signs[k - 1] != "←":
            continue
        left, right = terms[k - 1], terms[k]
        node = line.sides[k]
        if (
            right is None
            and isinstance(node, s.Items)
            and any(isinstance(n, s.Dots) for n in s.walk(node))
        ):
            found.status[number, k] = "range"
            continue
        if left is None or (number, k) in found.status:
            continue
        ranged = right is None or isinstance(right, Number | DotsOf | Symbol)
        if isinstance(left, Symbol) and left.name in roles.running and not left.at and ranged:
            found.status[number, k] = "range"
            continue
        if right is None:
            continue
        if isinstance(right, Number) and isinstance(left, Symbol) and left.name in used and k == 1:
            found.status[number, k] = "condition"
            continue
        side = line.sides[k]
        if isinstance(side, s.Name) and side.letter in KNOWN and isinstance(left, Symbol):
            found.status[number, k] = "definition"
            continue
        if line.signs[k - 1] == "←":
            found.status[number, k] = "update"
        elif (
            isinstance(left, Symbol) and isinstance(right, Derivative) and left.name in derivatives
        ):
            if not _has(found, left, "derivative", line.section):
                found.values[left.name].append(_made(left, right, line, "derivative"))
                found.status[number, k] = "definition"
        elif (
            isinstance(right, Symbol)
            and isinstance(terms[0], Derivative)
            and right.name in derivatives | {right.name} - used
            and right.name not in used
            and not right.entries
            and not _has(found, right, "", None)
        ):
            found.values[right.name].append(_made(right, terms[0], line, "derivative"))
            found.status[number, k] = "definition"
        elif isinstance(left, Differential) and isinstance(left.of, Symbol):
            name = left.of.name
            if (
                "_" in name
                and name not in found.values
                and name not in found.differentials
                and k == 1
            ):
                found.differentials[name] = _made(left.of, right, line, "differential")
                found.status[number, k] = "definition"
        elif isinstance(left, Call) and left.head is not None and k == 1:
            _function(found, number, k, left, right, line)
        elif isinstance(left, Symbol) and left.name not in derivatives:
            _value(found, number, k, left, right, line, used, terms)


def _made(left: Symbol, term: Term, line: Line, kind: str = "value") -> Definition:
    return Definition(left.name, left.at, left.entries, term, line, kind)


def _has(found: Definitions, left: Symbol, kind: str, section: int | None) -> bool:
    return any(
        (not kind or one.kind == kind)
        and (section is None or one.section == section)
        and len(one.at) == len(left.at)
        and _same_pattern(one.at, left.at, found.roles.depth)
        for one in found.values.get(left.name, ())
    )


def _is_base(found: Definitions, left: Symbol, right: Term) -> bool:
    """Whether a definition of the last member says otherwise than the general one: B_L = I."""
    if len(left.at) != 1 or left.at[0].letter not in found.roles.depth:
        return False
    for one in found.values.get(left.name, ()):
        if len(one.at) == 1 and one.at[0].letter and one.at[0].letter not in found.roles.depth:
            general = one.at[0]
            moved = right
            for index in set(indices(right)):
                if index.letter == left.at[0].letter:
                    moved = put(moved, index, Index(general.letter, index.offset))
            try:
                differing(moved, one.term)
            except NoMeaning as error:
                if error.args and error.args[0] == "they are the same":
                    return False
            return True
    return False


def _same_pattern(known: tuple[Index, ...], new: tuple[Index, ...], depth: set[str]) -> bool:
    """Whether a definition that is known already speaks of the members of a new one."""

    def covers(a: Index, b: Index) -> bool:
        if a == b:
            return True
        return bool(a.letter) and a.letter not in depth and bool(b.letter)

    return all(covers(a, b) for a, b in zip(known, new, strict=True))


def _function(found: Definitions, number: int, k: int, left: Call, right: Term, line: Line) -> None:
    """f(x) = …: a function, if its arguments are bare symbols."""
    if left.primes or not all(isinstance(one, Symbol) for one in left.args):
        return
    key = left.function
    assert left.head is not None
    if any(
        one.section == line.section and one.at == left.head.at
        for one in found.functions.get(key, ())
    ):
        return
    definition = Definition(
        key, left.head.at, left.head.entries, right, line, "function", left.args
    )
    found.functions[key].append(definition)
    found.status[number, k] = "definition"


def _value(
    found: Definitions,
    number: int,
    k: int,
    left: Symbol,
    right: Term,
    line: Line,
    used: set[str],
    terms: list[Term | None],
) -> None:
    roles = found.roles
    if k > 1 and not (k == 2 and isinstance(terms[0], Symbol)):
        return
    if isinstance(right, DotsOf) or (isinstance(right, Call) and right.function in ("", "input")):
        found.status[number, k] = "definition"
        return
    if isinstance(right, Symbol) and right.name in ("input", "Input", "output"):
        found.status[number, k] = "definition"
        return
    if isinstance(right, Number) and right.value == 0 and k > 1:
        return
    if any(
        isinstance(one, Symbol) and one.name == left.name and _members(one) == _members(left)
        for one in inside(right)
    ):
        found.status[number, k] = "update"
        return
    if line.conditions and not isinstance(right, Choice):
        return
    if (
        _has(found, left, "", None if left.at else line.section)
        and not _is_base(found, left, right)
    ) and not (
        not left.at and _brings_new(found, right, used)
    ):
        return
    known = found.values.get(left.name)
    if known and _unconditioned_elsewhere(found, left) and k > 1:
        return
    if known and not left.at and left.name in LOSS_LETTERS and not _brings_new(found, right, used):
        if not all(isinstance(one, Symbol | Number) for one in (right,)):
            return
    is_declared = any(one.name == left.name for one in found.declared)
    solved = not _brings_new(found, right, used) and left.name in _denominators(found)
    if (
        is_declared
        and left.name in used
        and not found.values.get(left.name)
        and not left.at
        and solved
    ):
        found.status[number, k] = "solution"
        return
    if left.entries and left.name in used:
        other = left.name[0].swapcase() + left.name[1:]
        if any(one.name == other for one in found.declared) and left.name not in found.values:
            found.status[number, k] = "solution"
            return
    letters = [one.letter for one in left.entries]
    if len(letters) == 1 and letters[0] in roles.classes:
        if not any(
            i.letter == letters[0]
            for one in inside(right)
            if isinstance(one, Symbol)
            for i in one.entries
        ):
            name = f"{left.name}_{letters[0]}"
            found.values[name].append(replace(_made(left, right, line), name=name, entries=()))
            found.status[number, k] = "definition"
        return
    if left.entries:
        if found.values.get(left.name) or not all(w in roles.running for w in letters):
            return
        declared = any(one.name == left.name for one in found.declared)
        if len(set(letters)) != len(letters) or (declared and left.name in used):
            return
        if any(isinstance(one, DotsOf) for one in inside(right)):
            return
        if not set(letters) <= free_letters(right, frozenset(roles.running)):
            if not any(isinstance(one, Big) for one in inside(right)):
                return
    late = is_declared and left.name in used and not left.at
    found.values[left.name].append(replace(_made(left, right, line), late=late))
    found.status[number, k] = "definition"


def _brings_new(found: Definitions, right: Term, used: set[str]) -> bool:
    """Whether a formula speaks of symbols that did not occur before: another thing of that name."""
    names = {
        one.name
        for one in inside(right)
        if isinstance(one, Symbol)
        and one.name not in found.roles.running
        and one.name not in found.roles.sizes
    }
    return bool(names - used) and len(names) > 1


def _denominators(found: Definitions) -> set[str]:
    """Names by which something is differentiated."""
    if not found.by:
        for line in found.lines.lines:
            for side in line.sides:
                term = read_or_none(found.reader, side)
                for one in inside(term) if term is not None else ():
                    found.by |= {s.name for s in _moved(one)}
    return found.by


def _members(symbol: Symbol) -> tuple[tuple[str, int], ...]:
    return tuple((i.letter, i.offset) for i in (*symbol.at, *symbol.entries))


def _unconditioned_elsewhere(found: Definitions, left: Symbol) -> bool:
    return any(len(one.at) == len(left.at) for one in found.values[left.name])


def _operands(found: Definitions) -> set[str]:
    """Names that stand in formulas otherwise than above ∂, or below it: no losses."""
    names: set[str] = set()
    for line in found.lines.lines:
        for k, side in enumerate(line.sides):
            term = read_or_none(found.reader, side)
            if term is None or (k == 0 and isinstance(term, Symbol)):
                continue
            above = {
                id(one.of)
                for one in inside(term)
                if isinstance(one, Derivative | Differential) and one.of is not None
            }
            names |= {
                one.name for one in inside(term) if isinstance(one, Symbol) and id(one) not in above
            }
    return names


def _losses(found: Definitions) -> None:
    """The scalars that are differentiated, the most often first."""
    counts: dict[str, int] = defaultdict(int)
    operands = _operands(found)
    for line in found.lines.lines:
        for side in line.sides:
            term = read_or_none(found.reader, side)
            below = {
                id(s) for one in (inside(term) if term is not None else ()) for s in _moved(one)
            }
            for one in inside(term) if term is not None else ():
                of = one.of if isinstance(one, Derivative | Differential) else None
                if isinstance(one, Symbol) and one.at:
                    (found.split if one.entries else found.families).add(one.name)
                if isinstance(one, Symbol) and not one.at and not one.entries:
                    found.whole.add(one.name)
                    if id(one) not in below:
                        found.valued.add(one.name)
                if isinstance(of, Transposed):
                    of = of.base
                if isinstance(of, Symbol) and not of.at and not of.entries:
                    defined = found.values.get(of.name)
                    if of.name in found.reader.aliases or of.name in KNOWN:
                        continue
                    found.differentiated[of.name].add(line.section)
                    if (
                        of.name in LOSS_LETTERS
                        or of.name[:1] in "LJ"
                        or (
                            not defined
                            and isinstance(one, Derivative)
                            and of.name not in found.functions
                            and of.name not in operands
                        )
                    ):
                        if of.name not in found.differentials:
                            counts[of.name] += 1
    found.losses = sorted(counts, key=lambda name: -counts[name])
