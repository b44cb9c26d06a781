"""Which part each letter of a note plays: an index, a size, a layer, a family, a function.

One pass over all lines gathers where letters stand; `Roles` then answers for any of them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from gradproof.check.lines import EQUAL, Lines
from gradproof.notation.source.surface import (
    Big,
    Chain,
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
    Sum,
    children,
    walk,
)

INDEX_LETTERS = frozenset("ijklmnpqrst")
SIZE_LETTERS = frozenset("mnNMDdHKCBTLpqrVkP")
KNOWN = {
    "sigmoid": "sigmoid",
    "sigmod": "sigmoid",
    "Sigmoid": "sigmoid",
    "Sigmod": "sigmoid",
    "logistic": "sigmoid",
    "relu": "relu",
    "ReLU": "relu",
    "ReLu": "relu",
    "Relu": "relu",
    "RELU": "relu",
    "tanh": "tanh",
    "Tanh": "tanh",
    "exp": "exp",
    "log": "log",
    "ln": "log",
    "sqrt": "sqrt",
    "sin": "sin",
    "cos": "cos",
    "tan": "tan",
    "sinh": "sinh",
    "cosh": "cosh",
    "arctan": "arctan",
    "softplus": "softplus",
    "Softplus": "softplus",
    "sgn": "sign",
    "sign": "sign",
    "abs": "abs",
    "erf": "erf",
    "sech": "sech",
    "softmax": "softmax",
    "Softmax": "softmax",
    "SoftMax": "softmax",
    "logsoftmax": "logsoftmax",
    "lse": "logsumexp",
    "logsumexp": "logsumexp",
    "LSE": "logsumexp",
    "tr": "trace",
    "Tr": "trace",
    "trace": "trace",
    "Trace": "trace",
    "det": "det",
    "logdet": "logdet",
    "diag": "diag",
    "Diag": "diag",
    "vec": "vec",
    "Vec": "vec",
    "max": "max",
    "min": "min",
    "ce": "cross_entropy",
    "CE": "cross_entropy",
    "CrossEntropy": "cross_entropy",
    "crossentropy": "cross_entropy",
    "sum": "total",
    "np.sum": "total",
    "mean": "mean",
    "norm": "normalise",
    "Norm": "normalise",
    "silu": "silu",
    "SiLU": "silu",
    "swish": "silu",
    "Swish": "silu",
    "rowN": "rows",
    "colN": "columns",
    "inv": "inverse",
    "MSE": "mse",
    "mse": "mse",
    "rowsum": "rowsum",
    "colsum": "colsum",
    "LeakyReLU": "leaky_relu",
    "leakyrelu": "leaky_relu",
    "leakyReLU": "leaky_relu",
    "GELU": "gelu",
    "gelu": "gelu",
    "elu": "elu",
    "ELU": "elu",
    "np.mean": "mean",
    "np.exp": "exp",
    "np.log": "log",
    "np.dot": "dot",
    "softsign": "softsign",
    "lg": "log",
    "rot180": "rot180",
}
"""The functions that go by a word."""

LIKELY_FUNCTIONS = frozenset(("f", "g", "σ", "φ", "ψ", "h", "s", "ϕ"))


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


def base_of(node: Node) -> Name | None:
    """The name under scripts."""
    while isinstance(node, Script):
        node = node.base
    return node if isinstance(node, Name) else None


def key_of(name: Name) -> str:
    """The identity of a letter."""
    return name.key


def script_items(node: Node | None) -> list[Node]:
    """The parts of a lower script: `ij`, `i,j`, `1n` are two, `h` is one."""
    if node is None:
        return []
    if isinstance(node, Items):
        return [one for one in node.items]
    if isinstance(node, Product) and all(j == "juxtaposed" for j in node.joints):
        return list(node.factors)
    return [node]


def sup_items(node: Node | None) -> list[Node]:
    """The parts of an upper script: `[2](i)T` are three."""
    if isinstance(node, Product) and all(j == "juxtaposed" for j in node.joints):
        return list(node.factors)
    return [] if node is None else [node]


def is_transpose(node: Node) -> bool:
    """Whether an upper script is a T."""
    return isinstance(node, Name) and node.letter in ("T", "⊤", "t⊤", "tr") and not node.accents


def bracketed(node: Node) -> Node | None:
    """What is in the brackets of `(l)` or `[l]`."""
    if isinstance(node, Group) and node.open in ("(", "[", "<") and len(node.items) == 1:
        return node.items[0]
    return None


def offset_letter(node: Node) -> str:
    """The letter of `l+1`, `t-1`, `i - 2`."""
    if (
        isinstance(node, Sum)
        and len(node.terms) == 2
        and isinstance(node.terms[0], Name | Script)
        and isinstance(node.terms[1], Number)
    ):
        return spelled(node.terms[0])
    return ""


def spelled(node: Node) -> str:
    """A name as a word: `n_l`, `D_x`, `i`; empty for anything else."""
    if isinstance(node, Name):
        return key_of(node)
    if isinstance(node, Number):
        return node.text
    if isinstance(node, Script) and node.sup is None and not node.primes:
        inner = spelled(node.base)
        below = "".join(spelled(one) or "?" for one in script_items(node.sub))
        return f"{inner}_{below}" if inner and "?" not in below else ""
    if isinstance(node, Group) and len(node.items) == 1 and node.open in ("{", ""):
        return spelled(node.items[0])
    if isinstance(node, Product) and all(isinstance(f, Name) for f in node.factors):
        return "".join(spelled(f) for f in node.factors)
    return ""


class Roles:
    """What each letter is."""

    def __init__(self, lines: Lines) -> None:
        self.lines = lines
        self.running: set[str] = set()
        self.sizes: set[str] = set()
        self.offsets: set[str] = set()
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
        self._letters()
        self.layers: set[str] = set()
        self.brackets: dict[str, set[str]] = defaultdict(set)
        self.sup_family: set[str] = set()
        self.sub_family: set[str] = set()
        self._families()
        self.depth = self._depth()
        self.running -= self.depth
        self.layers -= self.depth
        self.called = self._called()

    def _gather(self) -> None:
        for node in side_nodes(self.lines):
            if isinstance(node, Script):
                self._script(node)
            elif isinstance(node, Name):
                self.bare[key_of(node)] += 1
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
            if isinstance(second, Items) and any(isinstance(n, Dots) for n in walk(second)):
                if word := spelled(first):
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
                self.samples[key_of(base)] = spelled(last.sub)

    def _find_alone(self) -> None:
        """Names Δ and δ that stand otherwise than before another name."""
        for node in side_nodes(self.lines):
            if isinstance(node, Product):
                for at, factor in enumerate(node.factors):
                    if isinstance(factor, Name) and factor.letter in ("Δ", "δ"):
                        following = node.factors[at + 1] if at + 1 < len(node.factors) else None
                        joined = following is not None and node.joints[at] == "juxtaposed"
                        if (
                            not joined
                            or base_of(following) is None
                            or (factor.end != following.start
                            and False)
                        ):
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
        key = key_of(base)
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

    def _big(self, node: Big) -> None:
        if node.lower is not None:
            for one in _bound(node.lower):
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
                self.applied[key_of(base)] += 1
                self.arguments[key_of(base)].add(repr(following))

    def _left(self, node: Node, sign: str) -> None:
        if sign not in EQUAL:
            return
        if isinstance(node, Product):
            if len(node.factors) != 2 or not isinstance(node.factors[1], Group):
                return
            if isinstance(node.factors[0], Name) and isinstance(node.factors[1], Group):
                self.left_arguments.setdefault(key_of(node.factors[0]), node.factors[1])
            node = node.factors[0]
        base = base_of(node)
        if base is None:
            return
        key = key_of(base)
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
                    near = left is not None and key_of(left) in self.upper_names
                    if base is not None and (near or self._is_differentiated(node)):
                        self.upper_names.add(key_of(base))

    def _is_differentiated(self, node: Script) -> bool:
        return id(node) in self.denominators

    def _letters(self) -> None:
        """The letters that run over something."""
        for lists in (self.lower, self.upper):
            for items in lists.values():
                for below in items:
                    for one in below:
                        inner = bracketed(one) if lists is self.upper else one
                        word = spelled(inner) if inner is not None else ""
                        plain = lists is self.lower and len(word) == 1
                        if (plain or inner is not None) and word in INDEX_LETTERS | {"l", "ℓ", "c"}:
                            if word == "c" or (self.lefts[word] and word not in self.offsets):
                                continue
                            self.running.add(word)
        self.running |= {word for word in self.offsets if len(word) == 1}
        self.running |= self.conditional & self.standing
        taken = {word for word in self.running if word in self.sizes and word not in self.offsets}
        self.running -= taken
        summed = {
            letter
            for node in side_nodes(self.lines)
            if isinstance(node, Big) and node.lower is not None
            for letter in _bound(node.lower)
        }
        ends = self.sizes | self.uppers
        self.running = {
            w for w in self.running if w in summed or w not in ends or w in self.offsets
        }
        self.summed = summed
        self.classes = self._classes() - self.sizes - self.uppers - summed - self.running

    def _classes(self) -> set[str]:
        """Letters of one fixed entry, as in `-\\log p_t`: beside `p_i`, or of what is defined."""
        found: set[str] = set()
        for key, items in self.lower.items():
            words = {spelled(below[0]) for below in items if len(below) == 1}
            whole = self.bare[key] > 0 and (self.lefts[key] and "sub" not in self.left_scripts[key])
            if words & self.running or whole:
                found |= {w for w in words if len(w) == 1 and w.islower() and w.isascii()}
        return found

    def _families(self) -> None:
        """Letters whose scripts count layers, time steps or samples."""
        for key, items in self.upper.items():
            for above in items:
                for one in above:
                    inner = bracketed(one)
                    if inner is not None and isinstance(one, Group):
                        self.brackets[one.open].add(spelled(inner) or offset_letter(inner))
                    if inner is not None and (
                        spelled(inner) in self.running or offset_letter(inner)
                    ):
                        self.sup_family.add(key)
                        self.layers.add(spelled(inner) or offset_letter(inner))
                    elif inner is None and offset_letter(one) in self.running:
                        self.sup_family.add(key)
                        self.layers.add(offset_letter(one))
        for key, items in self.lower.items():
            if any(len(below) == 1 and offset_letter(below[0]) in self.running for below in items):
                self.sub_family.add(key)
                self.layers.update(
                    offset_letter(below[0])
                    for below in items
                    if len(below) == 1 and offset_letter(below[0])
                )
        self.layers &= self.running
        self.sub_family |= self.samples.keys()
        changed = True
        while changed:
            changed = False
            for line in self.lines.lines:
                if line.signs[0] not in EQUAL:
                    continue
                found = self._spread(line.sides)
                changed = changed or bool(found - self.sub_family)
                self.sub_family |= found

    def _spread(self, sides: list[Node]) -> set[str]:
        """Bases with the very script that a family on the left has."""
        left = sides[0]
        if isinstance(left, Product):
            left = left.factors[0]
        scripted = [
            (key_of(base), below)
            for side in sides
            for node in walk(side)
            if isinstance(node, Script) and (base := base_of(node)) is not None
            for below in [script_items(node.sub)]
            if len(below) == 1
        ]
        letters = {
            word
            for key, below in scripted
            if key in self.sub_family and (word := spelled(below[0]) or offset_letter(below[0]))
        } & self.running
        bound = {
            w
            for s in sides
            for n in walk(s)
            if isinstance(n, Big) and n.lower is not None
            for w in _bound(n.lower)
        }
        letters -= bound - self.layers
        return {
            key
            for key, below in scripted
            if spelled(below[0]) in letters and len(spelled(below[0])) == 1
        }

    def _depth(self) -> set[str]:
        """Names of the last layer: they stand where layers do and do not run."""
        found: set[str] = set()
        for key, items in self.upper.items():
            if key in self.sup_family:
                for above in items:
                    for one in above:
                        inner = bracketed(one)
                        word = spelled(inner if inner is not None else one)
                        offset = offset_letter(inner) if inner is not None else ""
                        found |= {word, offset}
        for key, items in self.lower.items():
            if key in self.sub_family:
                for below in items:
                    if len(below) == 1:
                        found |= {spelled(below[0]), offset_letter(below[0])}
        counting = {"l", "ℓ", "i", "t", "k", "j"}
        low = self.layers & counting
        result = {
            word
            for word in found
            if word
            and not word.isdigit()
            and (word not in self.running or word not in counting)
            and len(word) <= 3
        }
        result -= {"⊤"}
        if "T" not in self.offsets and not any(
            len(below) == 1 and spelled(below[0]) == "T"
            for key in self.sub_family
            for below in self.lower[key]
        ):
            result -= {"T"}
        if not low:
            result &= {"L", "N", "n", "T"}
        return {word for word in result if word[0].isalpha() and word not in low}

    def _called(self) -> dict[str, str]:
        """Letters that are applied to what stands in brackets: as functions, or as J(w)."""
        result: dict[str, str] = {}
        for key, count in self.applied.items():
            if key in KNOWN:
                continue
            if key in self.primed:
                result[key] = "function"
                continue
            args = self.arguments[key]
            always = self.bare[key] <= count or self.lower[key] or key in LIKELY_FUNCTIONS
            named = self.lefts[key] and all(_named_arguments(text) for text in args)
            group = self.left_arguments.get(key)
            if (group is not None and key not in LIKELY_FUNCTIONS and _plain_names(group)) or (named and len(args) == 1):
                result[key] = "written"
            elif (key in LIKELY_FUNCTIONS and not self._is_value(key)) or (always and len(args) > 1 and not self._is_value(key) and not key[:1].isupper()):
                result[key] = "function"
        return result

    def is_prefix(self, letter: str) -> bool:
        """Whether Δ or δ only stands before other names, as in ΔW, and never by itself."""
        return not self.lower[letter] and not self.upper[letter] and letter not in self.alone

    def lefts_as_values(self) -> frozenset[str]:
        """Words of functions that the note defines as values instead: `norm = …`."""
        return frozenset(key for key in KNOWN if self.lefts[key] and not self.applied[key])

    def _is_value(self, key: str) -> bool:
        """Whether the letter is defined as a value, without arguments."""
        for line in self.lines.lines:
            left = line.sides[0]
            if (
                base_of(left) is not None
                and key_of(base_of(left)) == key
                and line.signs[0] in EQUAL
            ):  # type: ignore[arg-type]
                right = line.sides[1]
                if not (isinstance(right, Name) and right.letter in KNOWN):
                    return True
        return False


def _plain_names(group: Group) -> bool:
    """Whether the arguments are bare symbols."""
    return all(isinstance(base_of(one), Name) for one in group.items)


def _named_arguments(text: str) -> bool:
    return "Sum(" not in text and "Product(" not in text


def _bound(node: Node) -> set[str]:
    """The letters that a lower limit binds: `i=1`, `i,j`, `j≠i`, `x ∈ V`."""
    if isinstance(node, Chain):
        first = node.first
        return _bound(first) if first is not None else set()
    if isinstance(node, Items):
        found: set[str] = set()
        for one in node.items:
            found |= _bound(one)
        return found
    if isinstance(node, Product):
        return {w for f in node.factors for w in _bound(f)}
    word = spelled(node)
    return {word} if word and len(word) == 1 and not word.isupper() else set()
