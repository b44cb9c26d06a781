r"""Notes read and measured by other means than gradproof's: what verdicts are held against.

A small reader of its own for a small part of LaTeX, strict floats (a column is n × 1, a product
fits or it is an error), and differences for derivatives: ∂L/∂z lets z alone take other values.
Nothing here imports gradproof. An equation defines where its left side is a new name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product as combinations

import numpy as np

Value = np.ndarray
Span = tuple[int, int]
STEP = 1e-5
DEPTH = 3
SIZES = {"m": 5, "n": 3, "d": 2, "q": 6, "k": 4, "n_0": 2, "n_1": 3, "n_2": 5, "n_3": 4}
TOKEN = re.compile(r"\\(?:operatorname|mathbf|mathrm)\s*\{[A-Za-z1]+\}|\\[a-zA-Z]+|\\\||\d+|\S")
EQUATION = re.compile(r"\$\$?([^$]+?)\$\$?")


class Misfit(Exception):
    """Shapes that do not fit, or no such entry."""


def sigmoid(x: Value) -> Value:
    return 1 / (1 + np.exp(-x))


def softmax(x: Value) -> Value:
    return np.exp(x) / np.exp(x).sum()


FUNCTIONS: dict[str, tuple[Callable[[Value], Value], Callable[[Value], Value] | None]] = {
    r"\sigma": (sigmoid, lambda x: sigmoid(x) * (1 - sigmoid(x))),
    r"\tanh": (np.tanh, lambda x: 1 - np.tanh(x) ** 2),
    r"\exp": (np.exp, np.exp),
    r"\log": (np.log, lambda x: 1 / x),
    r"\operatorname{ReLU}": (lambda x: np.maximum(x, 0), lambda x: (x > 0) * 1.0),
    r"\operatorname{softmax}": (softmax, None),
    r"\operatorname{tr}": (lambda x: square(x).trace(), None),
    r"\det": (lambda x: np.linalg.det(square(x)), None),
}


def square(x: Value) -> Value:
    if x.ndim != 2 or x.shape[0] != x.shape[1]:
        raise Misfit
    return x


def bare(x: Value) -> Value:
    """A 1 × 1 matrix is a number."""
    return x.reshape(()) if x.size == 1 else x


def plus(a: Value, b: Value) -> Value:
    if a.shape != b.shape:
        raise Misfit
    return a + b


def matmul(a: Value, b: Value) -> Value:
    if a.ndim == 0 or b.ndim == 0:
        return a * b
    if a.shape[1] != b.shape[0]:
        raise Misfit
    return bare(a @ b)


def hadamard(a: Value, b: Value) -> Value:
    if a.shape != b.shape and a.ndim and b.ndim:
        raise Misfit
    return a * b


@dataclass
class Point:
    """Values of all names, and of the letters that run."""

    note: Note
    values: dict[str, Value]
    letters: dict[str, int] = field(default_factory=dict)

    def slope(self, of: str, by: str, entry: tuple[int, ...] | None = None) -> Value:
        """∂of/∂by by central differences."""
        at = self.values[by]
        found = np.zeros(at.shape)
        for place in [tuple(one) for one in np.ndindex(*at.shape)]:
            ends: list[float] = []
            for side in (STEP, -STEP):
                moved = at.copy()
                moved[place] += side
                ends.append(float(self.note.forward(self.values, {by: moved})[of]))
            found[place] = (ends[0] - ends[1]) / (2 * STEP)
        return found

    def motion(self, of: str) -> Value:
        """The differential of a name, where the names with a direction move by it."""
        if "d " + of in self.values:
            return self.values["d " + of]
        ends: list[Value] = []
        for side in (STEP, -STEP):
            moved = {
                one[2:]: self.values[one[2:]] + side * way
                for one, way in self.values.items()
                if one.startswith("d ")
            }
            ends.append(self.note.forward(self.values, moved)[of])
        return (ends[0] - ends[1]) / (2 * STEP)


Term = Callable[[Point], Value]


class Formula:
    """A formula with its meaning, and the places of its factors, for whoever plants slips."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = [(one.group().replace(" ", ""), one.span()) for one in TOKEN.finditer(text)]
        self.at = 0
        self.in_norm = False
        self.chains: list[list[Span]] = []
        self.value = self.sum()
        if self.at < len(self.tokens):
            raise ValueError(f"not read: {text[self.tokens[self.at][1][0] :]}")

    @property
    def next(self) -> str:
        return self.tokens[self.at][0] if self.at < len(self.tokens) else ""

    @property
    def place(self) -> int:
        return self.tokens[self.at][1][0] if self.at < len(self.tokens) else len(self.text)

    def take(self, wanted: str = "") -> str:
        found = self.next
        if not found or (wanted and found != wanted):
            raise ValueError(f"{wanted} is not at {self.place} of {self.text}")
        self.at += 1
        return found

    def between(self, begin: str, end: str) -> Term:
        self.take(begin)
        inner = self.sum()
        self.take(end)
        return inner

    def raw(self) -> str:
        """The text of one argument: a token or what stands in braces, without spaces."""
        if self.next != "{":
            return self.take()
        self.take()
        found = ""
        while (token := self.take()) != "}":
            found += token
        return found

    def sum(self) -> Term:
        terms: list[tuple[int, Term]] = []
        while True:
            sign = 1
            if self.next in ("+", "-"):
                sign = -1 if self.take() == "-" else 1
            terms.append((sign, self.entrywise()))
            if self.next not in ("+", "-"):
                break

        def value(p: Point) -> Value:
            found = terms[0][0] * terms[0][1](p)
            for way, term in terms[1:]:
                found = plus(found, way * term(p))
            return np.asarray(found)

        return value

    def entrywise(self) -> Term:
        found = self.chain()
        while self.next == r"\odot":
            self.take()
            left, right = found, self.chain()
            found = lambda p, a=left, b=right: hadamard(a(p), b(p))  # noqa: E731
        return found

    def chain(self) -> Term:
        factors: list[Term] = []
        spans: list[Span] = []
        while self.next and self.next not in (*"+-)}]=,", r"\odot"):
            if self.next == r"\|" and self.in_norm:
                break
            start = self.place
            factors.append(self.norm() if self.next == r"\|" else self.factor())
            spans.append((start, self.tokens[self.at - 1][1][1]))
        if not factors:
            raise ValueError(f"a factor is missing at {self.place} of {self.text}")
        self.chains.append(spans)

        def value(p: Point) -> Value:
            found = factors[0](p)
            for one in factors[1:]:
                found = matmul(found, one(p))
            return found

        return value

    def norm(self) -> Term:
        self.in_norm = True
        inner = self.between(r"\|", r"\|")
        self.in_norm = False
        self.take("^")
        self.take("2")
        return lambda p: np.asarray((inner(p) ** 2).sum())

    def factor(self) -> Term:
        found = self.atom()
        while self.next in ("^", "_"):
            if self.take() == "_":
                letters = self.raw()
                found = lambda p, a=found, w=letters: entry(a(p), w, p)  # noqa: E731
                continue
            above = self.raw()
            if above in ("T", r"\top"):
                found = lambda p, a=found: a(p).T  # noqa: E731
            elif above == "-1":
                found = lambda p, a=found: inverse(a(p))  # noqa: E731
            elif above.isdigit():
                found = lambda p, a=found, n=int(above): power(a(p), n)  # noqa: E731
            else:
                raise ValueError(f"^{above}")
        return found

    def atom(self) -> Term:
        token = self.take()
        if token == "(":
            found = self.sum()
            self.take(")")
            return found
        if token == r"\frac":
            if self.tokens[self.at + 1][0] == r"\partial":
                return self.derivative()
            top = self.between("{", "}")
            bottom = self.between("{", "}")
            return lambda p: top(p) / number(bottom(p))
        if token == r"\sum":
            self.take("_")
            letter = self.raw().split("=")[0]
            self.take("^")
            high = self.raw()
            body = self.chain()

            def value(p: Point) -> Value:
                inner = [
                    Point(p.note, p.values, {**p.letters, letter: i + 1})
                    for i in range(SIZES[high])
                ]
                return np.asarray(sum(body(one) for one in inner))

            return value
        if token == r"\mathrm{d}":
            name = self.name(self.take())
            return lambda p: p.motion(name(p))
        if token in FUNCTIONS:
            primed = self.next == "'"
            if primed:
                self.take()
            inner = self.between("(", ")")
            function = FUNCTIONS[token][primed]
            if function is None:
                raise ValueError(f"{token}'")
            return lambda p: np.asarray(function(inner(p)))
        if token.isdigit():
            return lambda p: np.asarray(float(token))
        name = self.name(token)
        if token in SIZES:
            return lambda p: np.asarray(float(SIZES[token]))
        if token in ("i", "j"):
            raise ValueError("an index alone")
        return lambda p: p.values[name(p)]

    def name(self, token: str) -> Callable[[Point], str]:
        """A name, and which member it is where layers are in brackets above it."""
        if re.fullmatch(r"[^\w\\]", token):
            raise ValueError(f"not a name: {token}")
        ahead = "".join(one for one, _ in self.tokens[self.at : self.at + 8])
        layer = re.match(r"\^\{\(([lN\d])([+-]1)?\)\}", ahead)
        if layer is None:
            digit = re.match(r"_(\d)", ahead)
            if digit is not None:
                self.at += 2
                return lambda p: f"{token}_{digit[1]}"
            return lambda p: token
        self.at += len(layer.group())
        letter, offset = layer[1], int(layer[2] or 0)

        def full(p: Point) -> str:
            at = DEPTH if letter == "N" else int(letter) if letter.isdigit() else p.letters[letter]
            return f"{token}^{at + offset}"

        return full

    def derivative(self) -> Term:
        self.take("{")
        self.take(r"\partial")
        of = self.take()
        self.take("}")
        self.take("{")
        self.take(r"\partial")
        by = self.name(self.take())
        letters = ""
        if self.next == "_":
            self.take()
            letters = self.raw()
        self.take("}")
        if letters:
            return lambda p: entry(p.slope(of, by(p)), letters, p)
        return lambda p: p.slope(of, by(p))


def number(x: Value) -> Value:
    if x.size != 1:
        raise Misfit
    return x.reshape(())


def inverse(x: Value) -> Value:
    return 1 / x if x.ndim == 0 else np.linalg.inv(square(x))


def power(x: Value, n: int) -> Value:
    return x**n if x.ndim == 0 else np.linalg.matrix_power(square(x), n)


def entry(x: Value, letters: str, p: Point) -> Value:
    """x_i of a column, X_ij of a matrix."""
    places = [p.letters[one] - 1 if one.isalpha() else int(one) - 1 for one in letters]
    if len(places) == 1 and x.ndim == 2 and x.shape[1] == 1:
        places.append(0)
    if len(places) != x.ndim or any(i >= n for i, n in zip(places, x.shape, strict=True)):
        raise Misfit
    return np.asarray(x[tuple(places)])


@dataclass(frozen=True)
class Claim:
    """An equation of a note that is claimed, with the places of its right side."""

    left: str
    right: str
    start: int
    end: int


class Note:
    """A note with its declarations, definitions and claims."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.shapes: dict[str, tuple[str, ...]] = {}
        self.defined: list[tuple[str, Formula]] = []
        self.late: list[tuple[str, Formula]] = []
        self.claims: list[Claim] = []
        self.places: list[Span] = []
        """Where the right sides of definitions stand."""
        heads: set[str] = set()
        for found in EQUATION.finditer(text):
            body = found.group(1)
            if r"\in" in body:
                self.declare(body)
                continue
            if "=" not in body or r"\dots" in body:
                continue
            left, right = body.split("=", 1)
            start = found.start(1) + len(left) + 1
            head = left.replace(" ", "")
            known = {head, head.partition("^")[0] + "^{(l)}"} & heads
            if known or re.search(r"\\partial|\\mathrm|\\operatorname", left):
                self.claims.append(Claim(left.strip(), right, start, found.end(1)))
            else:
                heads.add(head)
                late = r"\partial" in right
                if not late:
                    self.places.append((start, found.end(1)))
                (self.late if late else self.defined).append((head, Formula(right)))

    def declare(self, body: str) -> None:
        names, _, space = body.partition(r"\in")
        sizes = re.sub(r"\s|\\mathbb\{R\}|\^|[{}]", "", space)
        shape = tuple(one for one in sizes.split(r"\times") if one)
        for name in names.split(","):
            self.shapes[re.sub(r"\s", "", name)] = shape if len(shape) != 1 else (*shape, "1")

    def members(self, name: str) -> Iterator[tuple[str, int]]:
        """The full names of a name or a family, with their layers."""
        base, _, above = name.partition("^")
        if not above:
            yield name, 0
        elif "l" in above:
            for at in range(1, DEPTH + 1):
                yield f"{base}^{at}", at
        else:
            number = re.sub(r"[{}()]", "", above)
            yield f"{base}^{DEPTH if number == 'N' else int(number)}", 0

    def exists(self) -> bool:
        """Whether all that is defined has a value, and what is differentiated is a number."""
        try:
            with np.errstate(all="ignore"):
                values = self.point(0).values
        except (Misfit, ValueError, TypeError, np.linalg.LinAlgError):
            return False
        goal = values["L"] if "L" in values else values["f"]
        return goal.ndim == 0 and all(np.isfinite(one).all() for one in values.values())

    def point(self, seed: int) -> Point:
        """A random point, with a direction for every leaf that has a differential."""
        random = np.random.default_rng(seed)
        values: dict[str, Value] = {r"\mathbf{1}": np.ones((SIZES["m"], 1))}

        def size(word: str, layer: int) -> int:
            word = word.replace("l-1", str(layer - 1)).replace("_l", f"_{layer}")
            return 1 if word == "1" else SIZES[word.replace("_N", f"_{DEPTH}")]

        for name, shape in self.shapes.items():
            for full, layer in self.members(name):
                dims = tuple(size(one, layer) for one in shape)
                values[full] = np.asarray(
                    random.uniform(0.3, 1.3, dims) * random.choice((-1, 1), dims)
                )
                if rf"\mathrm{{d}}{name}" in self.text.replace(" ", ""):
                    values["d " + full] = random.normal(size=dims)
        if "one-hot" in self.text.lower():
            values["y"] = np.eye(*values["y"].shape)
        found = Point(self, self.forward(values, {}))
        for name, formula in self.late:
            for full, layer in self.members(name):
                found.letters["l"] = layer
                found.values[full] = formula.value(found)
        return found

    def forward(self, given: Mapping[str, Value], instead: Mapping[str, Value]) -> dict[str, Value]:
        """All values that the definitions give, with some names held at other values."""
        open_ones = [
            (full, layer, formula)
            for name, formula in self.defined
            for full, layer in self.members(name)
            if full not in instead
        ]
        made = {full for full, _, _ in open_ones}
        values = {k: v for k, v in given.items() if k not in made} | dict(instead)
        while open_ones:
            left: list[tuple[str, int, Formula]] = []
            for full, layer, formula in open_ones:
                try:
                    values[full] = formula.value(Point(self, values, {"l": layer}))
                except KeyError:
                    left.append((full, layer, formula))
            if len(left) == len(open_ones):
                raise ValueError(f"no values: {[one for one, _, _ in left]}")
            open_ones = left
        return values

    def truth(self, claim: Claim, right: str | None = None) -> str:
        """Whether the claim, or another right side in it, is `equal`, `turned` or `different`."""
        try:
            one, other = Formula(claim.left), Formula(claim.right if right is None else right)
        except ValueError:
            return "unknown"
        letters = [w for w in "ijl" if re.search(rf"(?<![a-z\\]){w}", claim.left)]
        same = turned = True
        compared = 0
        for seed in range(3):
            point = self.point(seed)
            for numbers in combinations(range(1, 7), repeat=len(letters)):
                point.letters = dict(zip(letters, numbers, strict=True))
                try:
                    a = one.value(point)
                except (KeyError, Misfit):
                    continue
                try:
                    b = other.value(point)
                except KeyError as error:
                    if "^" not in str(error):
                        return "unknown"
                    continue
                except (Misfit, np.linalg.LinAlgError):
                    return "different"
                compared += 1
                same = same and close(a, b)
                turned = turned and close(a.T, b)
        assert compared
        return "equal" if same else "turned" if turned else "different"


def close(a: Value, b: Value) -> bool:
    return a.shape == b.shape and bool(np.allclose(a, b, rtol=1e-5, atol=1e-6))
