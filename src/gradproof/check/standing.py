"""Where each letter of a note stands: one pass over all lines."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from gradproof.check.lines import EQUAL, Lines
from gradproof.check.spellings import (
    INDEX_LETTERS,
    base_of,
    bound_letters,
    bracketed,
    offset_letter,
    script_items,
    spelled,
    sup_items,
)
from gradproof.notation.source.surface import (
    Big,
    Dots,
    Frac,
    Group,
    Items,
    Matrix,
    Name,
    Node,
    Number,
    Product,
    Script,
    children,
    walk,
)


def side_nodes(lines: Lines) -> Iterator[Node]:
    """Every node of every line, and of what stands alone."""
    for line in lines.lines:
        for side in line.sides:
            yield from walk(side)
        for condition in line.conditions:
            yield from walk(condition)
    for one in lines.remarks:
        if one.node is not None:
            yield from walk(one.node)


class Standing:
    """Where letters stand: above and below others, on the left, in brackets, below sums."""

    def __init__(self, lines: Lines) -> None:
        self.lines = lines
        self.running: set[str] = set()
        self.sizes: set[str] = set()
        self.offsets: set[str] = set()
        self.counted: set[str] = set()
        """Letters with an offset where no exponent stands: below, or above in brackets."""
        self.lefts: Counter[str] = Counter()
        self.left_scripts: dict[str, set[str]] = defaultdict(set)
        self.left_numbers: set[str] = set()
        self.alone: set[str] = set()
        self.ends: dict[str, str] = {}
        """Where an index ends: i with n in Σ_{i=1}^n."""
        self.samples: dict[str, str] = {}
        """Families of samples, with the letter that counts them."""
        self.left_arguments: dict[str, Group] = {}
        """What stands in brackets behind a name where it is defined: E(w) = …"""
        self.bare: Counter[str] = Counter()
        self.applied: Counter[str] = Counter()
        self.arguments: dict[str, set[str]] = defaultdict(set)
        self.primed: set[str] = set()
        self.lower: dict[str, list[list[Node]]] = defaultdict(list)
        self.upper: dict[str, list[list[Node]]] = defaultdict(list)
        self.upper_names: set[str] = set()
        self.uppers: set[str] = set()
        self.conditional: set[str] = set()
        self.classes: set[str] = set()
        """Letters of one fixed entry, such as the true class."""
        self.standing: set[str] = set()
        self.denominators: set[int] = set()
        self._gather()
        self._numbered_names()
        self.layers: set[str] = set()
        self.brackets: dict[str, set[str]] = defaultdict(set)
        self.sup_family: set[str] = set()
        self.sub_family: set[str] = set()

    def _gather(self) -> None:
        for node in side_nodes(self.lines):
            if isinstance(node, Script):
                self._script(node)
            elif isinstance(node, Name):
                self.bare[node.key] += 1
            elif isinstance(node, Big):
                self._big(node)
            elif isinstance(node, Product):
                self._product(node)
            elif isinstance(node, Items | Matrix):
                self._listed(node)
            elif isinstance(node, Frac):
                self._fraction(node)
        self._find_alone()
        for line in self.lines.lines:
            self._left(line.sides[0], line.signs[0])
            if line.signs[0] == "∈":
                self._listed_family(line.sides[0])
                for node in walk(line.sides[1]):
                    if isinstance(node, Script) and node.sup is not None:
                        self.sizes.update(self._size_names(node.sup))
            first = line.sides[0]
            second = line.sides[1]
            if (
                isinstance(second, Items)
                and any(isinstance(n, Dots) for n in walk(second))
                and (word := spelled(first))
            ):
                self.running.add(word)
            for condition in line.conditions:
                for side in (condition.first, *(link.right for link in condition.links)):
                    if side is not None and spelled(side) in INDEX_LETTERS | {
                        "l",
                        "c",
                        "w",
                        "u",
                        "v",
                    }:
                        self.conditional.add(spelled(side))

    def _fraction(self, node: Frac) -> None:
        """What stands behind ∂ below the bar."""
        below = node.den
        while isinstance(below, Group) and len(below.items) == 1:
            below = below.items[0]
        if isinstance(below, Product) and len(below.factors) == 2:
            first, second = below.factors
            while isinstance(second, Group) and len(second.items) == 1:
                second = second.items[0]
            if isinstance(first, Name) and first.letter in ("∂", "d"):
                self.denominators.add(id(second))

    def _listed_family(self, node: Node) -> None:
        """x_1, …, x_n ∈ ℝ^d declares a family of samples."""
        if isinstance(node, Items) and any(isinstance(one, Dots) for one in node.items):
            first, last = node.items[0], node.items[-1]
            base = base_of(first)
            if base is not None and isinstance(last, Script) and last.sub is not None:
                self.samples[base.key] = spelled(last.sub)

    def _find_alone(self) -> None:
        """Names Δ and δ that stand otherwise than before another name."""
        for node in side_nodes(self.lines):
            if isinstance(node, Product):
                for at, factor in enumerate(node.factors):
                    if isinstance(factor, Name) and factor.letter in ("Δ", "δ"):
                        following = node.factors[at + 1] if at + 1 < len(node.factors) else None
                        joined = following is not None and node.joints[at] == "juxtaposed"
                        if following is None or not joined or base_of(following) is None:
                            self.alone.add(factor.letter)
            else:
                for part in children(node):
                    if isinstance(part, Name) and part.letter in ("Δ", "δ"):
                        self.alone.add(part.letter)
        for line in self.lines.lines:
            for side in line.sides:
                if isinstance(side, Name):
                    self.alone.add(side.letter)

    def _listed(self, node: Items | Matrix) -> None:
        """Where `x_1, …, x_n` ends."""
        items = list(node.items) if isinstance(node, Items) else [c for r in node.rows for c in r]
        if any(isinstance(one, Dots) for one in items):
            for one in walk(items[-1]):
                if isinstance(one, Script):
                    for below in script_items(one.sub):
                        if word := spelled(below):
                            self.uppers.add(word)

    def _size_names(self, node: Node) -> Iterator[str]:
        stack = [node]
        while stack:
            one = stack.pop()
            if isinstance(one, Name | Script) and (word := spelled(one)):
                yield word
            else:
                stack.extend(children(one))

    def _script(self, node: Script) -> None:
        base = base_of(node)
        if base is None:
            return
        key = base.key
        self.bare[key] -= 1
        below, above = script_items(node.sub), sup_items(node.sup)
        if below:
            self.lower[key].append(below)
        if above:
            self.upper[key].append(above)
        if node.primes:
            self.primed.add(key)
        for one in below + above:
            inner = bracketed(one)
            self.standing.add(spelled(inner if inner is not None else one))
            for part in (one, inner):
                if part is not None and (letter := offset_letter(part)):
                    self.offsets.add(letter)
                    if one in below or inner is not None:
                        self.counted.add(letter)

    def _big(self, node: Big) -> None:
        if node.lower is not None:
            for one in bound_letters(node.lower):
                self.running.add(one)
                if node.upper is not None and spelled(node.upper):
                    self.ends.setdefault(one, spelled(node.upper))
        if node.upper is not None:
            self.uppers.update(self._size_names(node.upper))

    def _product(self, node: Product) -> None:
        for at, factor in enumerate(node.factors[:-1]):
            following = node.factors[at + 1]
            if isinstance(following, Script):
                following = following.base
            base = base_of(factor)
            grouped = isinstance(following, Group) and following.open in ("(", "[")
            if base is not None and grouped and node.joints[at] == "juxtaposed":
                self.applied[base.key] += 1
                self.arguments[base.key].add(repr(following))

    def _left(self, node: Node, sign: str) -> None:
        if sign not in EQUAL:
            return
        if isinstance(node, Product):
            if len(node.factors) != 2 or not isinstance(node.factors[1], Group):
                return
            if _is_differential(node.factors[0], node.factors[1]):
                return
            if isinstance(node.factors[0], Name) and isinstance(node.factors[1], Group):
                self.left_arguments.setdefault(node.factors[0].key, node.factors[1])
            node = node.factors[0]
        base = base_of(node)
        if base is None:
            return
        key = base.key
        self.lefts[key] += 1
        if isinstance(node, Script):
            self.left_scripts[key].add("sub" if node.sub is not None else "sup")
            if isinstance(node.sub, Number):
                self.left_numbers.add(key)
            for one in sup_items(node.sup):
                if isinstance(one, Number) and not isinstance(bracketed(one), Node):
                    self.upper_names.add(key)

    def _numbered_names(self) -> None:
        """Names such as `z^1`: figures above spread from the left sides to what defines them."""
        if not self.upper_names:
            return
        for line in self.lines.lines:
            left = base_of(line.sides[0])
            for node in (n for side in line.sides for n in walk(side)):
                if isinstance(node, Script) and isinstance(node.sup, Number):
                    base = base_of(node)
                    near = left is not None and left.key in self.upper_names
                    if base is not None and (near or self._is_differentiated(node)):
                        self.upper_names.add(base.key)

    def _is_differentiated(self, node: Script) -> bool:
        return id(node) in self.denominators


def _is_differential(head: Node, group: Group) -> bool:
    """Whether this is d(X W), and no function of one name or of several: d(x, y)."""
    only = group.items[0] if len(group.items) == 1 else None
    raised = isinstance(only, Script) and only.sup is not None
    formula = only is not None and (raised or base_of(only) is None)
    return isinstance(head, Name) and head.key == "d" and formula
