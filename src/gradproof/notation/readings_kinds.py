"""What kind of thing a name is when nothing declares it: a scalar, a vector, a matrix, a count."""

from __future__ import annotations

from collections.abc import Sequence

from gradproof.notation.groupings import LOOSE
from gradproof.notation.macros import FUNCTIONS, LOSSES
from gradproof.notation.readings_names import GREEK, Scope
from gradproof.notation.surface import (
    Big,
    Frac,
    Group,
    Name,
    Node,
    Norm,
    Number,
    Product,
    Root,
    Script,
    walk,
)
from gradproof.notation.terms import Option

COUNTS = frozenset("nmNMKBd")
SCALAR_LETTERS = frozenset("cklstijmnNKTMCD")
SMALLER = 6.0
"""What it costs to take a capital for a number; for a vector it is more."""
_SAID_OF_VECTORS = (
    "softmax sum norm norm1 norm2 det logdet tr Tr trace Trace diag vec mean inner inv sumsq lse"
    " logsumexp transpose kron outer dot MSE mse"
)
_VECTOR_WORDS = LOSSES.union(_SAID_OF_VECTORS.split())


def counts_in(node: Node) -> Sequence[Node]:
    r"""The numbers of things: the end of a sum, and n or m below a fraction line."""
    if isinstance(node, Big) and node.op == "sum" and isinstance(node.upper, Name | Script):
        return [node.upper]
    below: list[Node] = []
    if isinstance(node, Frac):
        below = list(node.den.factors) if isinstance(node.den, Product) else [node.den]
    elif isinstance(node, Product) and "slash" in node.joints:
        pairs = zip(node.joints, node.factors[1:], strict=True)
        below = [factor for joint, factor in pairs if joint == "slash"]
    below = [one.body if isinstance(one, Root) else one for one in below]
    found = [one for one in below if _is_count(one)]
    return found if all(isinstance(one, Number) or one in found for one in below) else []


def _is_count(node: Node) -> bool:
    base = node.base if isinstance(node, Script) and node.sup is None else node
    wide = base is not node and isinstance(base, Name) and base.letter in "dnNm"
    return wide or (isinstance(node, Name) and node.letter in COUNTS)


def usual(base: Name, scope: Scope) -> list[Option]:
    """What an undeclared name may be, by its letter: capital, Greek or small.

    Where nothing speaks of vectors (`plain_calculus`), small letters are numbers.
    """
    letter = base.letter
    bold = base.font in ("bf", "vec")
    greek = "\u0370" <= letter[:1] <= "\u03ff" or letter in GREEK
    if letter[:1].isupper():
        number = 4.0 if letter in SCALAR_LETTERS else SMALLER
        costs = {"matrix": 0.0, "scalar": number, "column": SMALLER + 0.5, "row": SMALLER + 1}
    elif greek and not bold:
        costs = {"scalar": 0.0, "column": 2.0, "matrix": 3.0, "row": 3.0}
    elif scope.plain_calculus and not bold:
        costs = {"scalar": 0.0, "column": 1.0, "row": 3.0, "matrix": 5.0}
    else:
        costs = {"column": 0.0, "row": 1.0 if letter == "b" else 2.5, "scalar": 3.4, "matrix": 3.0}
        if letter in SCALAR_LETTERS and not bold:
            costs |= {"scalar": 0.4, "row": 4.0}
        if letter == "b" and not bold:
            costs["scalar"] = 1.2
    return [Option(what, cost) for what, cost in sorted(costs.items(), key=lambda item: item[1])]


def speaks_of_vectors(node: Node) -> bool:
    """Whether capitals, bold letters, transposes, norms or sums show that vectors are meant."""
    for one in walk(node):
        match one:
            case Norm() | Big() | Group(open="<") | Script(primes=1):
                return True
            case Name(kind="figure" | "symbol"):
                return True
            case Name(letter=letter, font=font):
                capital = letter[:1].isupper() and not (letter in FUNCTIONS and letter[1:])
                if capital or font in ("bf", "vec") or letter.split(".")[-1] in _VECTOR_WORDS:
                    return True
            case Product(joints=joints) if set(joints) & (LOOSE | {"at", "otimes"}):
                return True
            case _:
                pass
    return False


def speaks_of_numbers(node: Node) -> bool:
    """Whether powers or products of small letters show that these are numbers, as in x^2 + 3xy."""
    if speaks_of_vectors(node):
        return False
    for one in walk(node):
        match one:
            case Script(base=Name(), sup=Number()):
                return True
            case Product(factors=factors):
                names = [f for f in factors if isinstance(f, Name) and f.letter not in FUNCTIONS]
                if len(names) > 1:
                    return True
            case _:
                pass
    return False
