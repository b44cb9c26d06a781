"""Which part each letter of a note plays: an index, a size, a layer, a family, a function."""

from __future__ import annotations

from gradproof.check.lines import EQUAL, Lines
from gradproof.check.spellings import (
    INDEX_LETTERS,
    base_of,
    bound_letters,
    bracketed,
    named_arguments,
    offset_letter,
    plain_names,
    script_items,
    spelled,
)
from gradproof.check.standing import Standing, side_nodes
from gradproof.notation.source.surface import (
    Big,
    Group,
    Name,
    Node,
    Product,
    Script,
    walk,
)

SCALAR_LETTERS = frozenset("fghqφψLJECFℓ")
USUAL_VARIABLES = frozenset("xwθβ")
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


class Roles(Standing):
    """What each letter is."""

    def __init__(self, lines: Lines) -> None:
        super().__init__(lines)
        self._letters()
        self._families()
        self.depth = self._depth()
        self.running -= self.depth
        self.layers -= self.depth
        self.called = self._called()

    def _letters(self) -> None:
        """The letters that run over something."""
        self.offsets -= {one for one in self.offsets if self.lefts[one] and one not in self.counted}
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
            for letter in bound_letters(node.lower)
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
            (base.key, below)
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
            for w in bound_letters(n.lower)
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
            named = self.lefts[key] and all(named_arguments(text) for text in args)
            group = self.left_arguments.get(key)
            if (group is not None and key not in LIKELY_FUNCTIONS and plain_names(group)) or (
                named and len(args) == 1
            ):
                result[key] = "written"
            elif (key in LIKELY_FUNCTIONS and not self._is_value(key)) or (
                always and len(args) > 1 and not self._is_value(key) and not key[:1].isupper()
            ):
                result[key] = "function"
        return result

    def is_prefix(self, letter: str) -> bool:
        """Whether Δ or δ only stands before other names, as in ΔW, and never by itself."""
        return not self.lower[letter] and not self.upper[letter] and letter not in self.alone

    def lefts_as_values(self) -> frozenset[str]:
        """Words of functions that the note defines as values instead: `norm = …`."""
        return frozenset(key for key in KNOWN if self.lefts[key] and not self.applied[key])

    def variable(self, key: str) -> Name | None:
        """That of which a scalar in one of the usual letters is meant to be a function.

        The only x, w, θ or β in its definition, or the only name in it.
        """
        if key[:1] not in SCALAR_LETTERS:
            return None
        for line in self.lines.lines:
            left = line.sides[0]
            if isinstance(left, Name) and left.key == key and line.signs[0] in EQUAL:
                names = {
                    one.key: one
                    for one in walk(line.sides[1])
                    if isinstance(one, Name)
                    and one.kind in ("letter", "word")
                    and one.key not in KNOWN
                    and one.key not in self.sizes | self.running
                    and one.letter not in "T⊤"
                }
                usual = [one for one in names.values() if one.letter in USUAL_VARIABLES]
                found = usual or list(names.values())
                return found[0] if len(found) == 1 else None
        return None

    def writes_differentials(self) -> bool:
        """Whether a left side is dS: then d is the differential, though it is a size elsewhere."""
        return any(
            isinstance(left := line.sides[0], Product)
            and len(left.factors) == 2
            and left.joints[0] == "juxtaposed"
            and isinstance(left.factors[0], Name)
            and left.factors[0].key == "d"
            and isinstance(base_of(left.factors[1]), Name)
            for line in self.lines.lines
        )

    def _is_value(self, key: str) -> bool:
        """Whether the letter is defined as a value, without arguments."""
        for line in self.lines.lines:
            left = line.sides[0]
            if (base := base_of(left)) is not None and base.key == key and line.signs[0] in EQUAL:
                right = line.sides[1]
                if not (isinstance(right, Name) and right.letter in KNOWN):
                    return True
        return False
