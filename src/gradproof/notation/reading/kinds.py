"""What kind of thing a name is when nothing declares it: a scalar, a vector, a matrix, a count."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gradproof.notation.reading.groupings import LOOSE
from gradproof.notation.reading.macros import FUNCTIONS, LOSSES
from gradproof.notation.reading.names import GREEK, Scope, exponent, is_number_name, is_transpose
from gradproof.notation.reading.terms import Option
from gradproof.notation.source.surface import (
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
    Sum,
    children,
    walk,
)

COUNTS = frozenset("nmNMKBd")
SCALAR_LETTERS = frozenset("cklstijmnNKTMCD")
WHOLE = frozenset("ijkmn")
"""Letters that stand for whole numbers where they are exponents."""
SMALLER = 6.0
"""What it costs to take a capital for a number; for a vector it is more."""
UNSAID = 9.0
"""What it costs to take a name for something else than words say."""
_SAID_OF_VECTORS = (
    "softmax sum norm norm1 norm2 det logdet tr Tr trace Trace diag vec mean inner inv sumsq lse"
    " logsumexp transpose kron outer dot MSE mse"
)
_VECTOR_WORDS = LOSSES.union(_SAID_OF_VECTORS.split())


def counts_in(node: Node) -> Sequence[Node]:
    r"""The numbers of things: the end of a sum, and n or m below a fraction line.

    Below a matrix, capitals other than N are matrices too.
    """
    if isinstance(node, Big) and node.op == "sum" and isinstance(node.upper, Name | Script):
        return [node.upper]
    below: list[Node] = []
    above: Sequence[Node] = ()
    if isinstance(node, Frac):
        above = (node.num,)
        below = list(node.den.factors) if isinstance(node.den, Product) else [node.den]
    elif isinstance(node, Product) and "slash" in node.joints:
        pairs = zip(node.joints, node.factors[1:], strict=True)
        below = [factor for joint, factor in pairs if joint == "slash"]
        above = node.factors[: node.joints.index("slash") + 1]
    below = [one.body if isinstance(one, Root) else one for one in below]
    found = [one for one in below if _is_count(one)]
    if any(_is_matrix(one) for one in above):
        found = [one for one in found if not (isinstance(one, Name) and one.letter in "MKB")]
    return found if all(isinstance(one, Number) or one in found for one in below) else []


def _is_matrix(node: Node) -> bool:
    """Whether this is written as a matrix: a capital, perhaps transposed, a product, a sum."""
    match node:
        case Name(letter=letter):
            return letter.isupper() and len(letter) == 1
        case Script(base=base, sub=None) if node.sup is None or is_transpose(node.sup):
            return _is_matrix(base)
        case Product(factors=parts) | Sum(terms=parts) | Group(items=parts):
            return all(_is_matrix(one) for one in parts)
        case _:
            return False


def _is_count(node: Node) -> bool:
    base = node.base if isinstance(node, Script) and node.sup is None else node
    wide = base is not node and isinstance(base, Name) and base.letter in "dnNm"
    return wide or (isinstance(node, Name) and node.letter in COUNTS)


def _is_power(above: Node) -> bool:
    """Whether a script is an exponent: a number, a letter, or a power itself."""
    inner = above.base if isinstance(above, Script) else above
    letter = isinstance(inner, Name) and inner.kind == "letter" and not is_transpose(inner)
    return exponent(above) is not None or letter


def constants_in(nodes: Iterable[Node]) -> set[str]:
    """Which of e and π are the numbers.

    e is, if it stands with an exponent wherever it stands without an index; π, if it has no index
    and no transpose.
    """
    found = {"e", "π"}
    stack = list(nodes)
    while stack:
        one = stack.pop()
        if isinstance(one, Script):
            base, above = one.base, one.sup
            is_raised = above is not None and one.sub is None and not one.primes
            is_raised = is_raised and not is_transpose(above or one)
            if isinstance(base, Name) and base.letter in found:
                if base.letter == "e" and one.sub is None and not is_raised:
                    found.discard("e")
                elif base.letter != "e" and (one.sub is not None or not is_raised):
                    found.discard("π")
            else:
                stack.append(base)
            stack += [above] if above is not None else []
        elif isinstance(one, Name):
            if one.letter == "e" and one.font != "rm":
                found.discard("e")
        else:
            stack += children(one)
    return found


def whole_exponents(node: Node) -> set[str]:
    """The letters of exponents that stand for whole numbers, as the k of X^k and X^{k-1}."""
    found: set[str] = set()
    for one in walk(node):
        if not isinstance(one, Script) or one.sup is None or isinstance(one.base, Number):
            continue
        if isinstance(one.base, Name) and one.base.letter == "e":
            continue
        terms = one.sup.terms if isinstance(one.sup, Sum) else (one.sup,)
        names = [part for part in terms if isinstance(part, Name) and part.letter in WHOLE]
        found |= {part.letter for part in names if not part.accents}
    return found


def exponents_in(node: Node) -> set[str]:
    """The small letters of exponents other than those of numbers and e: they are numbers.

    A bracket above a name is a label, as in W^{(l)}.
    """
    found: set[str] = set()
    for one in walk(node):
        if not isinstance(one, Script) or one.sup is None or isinstance(one.base, Number):
            continue
        if isinstance(one.base, Name) and (one.base.letter == "e" or is_number_name(one.sup)):
            continue
        for part in walk(one.sup):
            if isinstance(part, Name) and part.kind == "letter" and not part.accents:
                small = len(part.letter) == 1 and part.letter.islower()
                found |= {part.letter} if small and part.font not in ("bf", "vec") else set()
    return found


def usual(base: Name, scope: Scope) -> list[Option]:
    """What an undeclared name may be, by its letter: capital, Greek or small.

    Where nothing speaks of vectors (`plain_calculus`), small letters are numbers.
    """
    letter = base.letter
    said = scope.said.get(letter)
    if said is not None and said != "vector":
        others = ("scalar", "column", "row", "matrix")
        return [Option(said, 0.0), *(Option(one, UNSAID) for one in others if one != said)]
    bold = base.font in ("bf", "vec")
    if letter in scope.integers:
        return [Option("scalar", 0.0)]
    greek = "\u0370" <= letter[:1] <= "\u03ff" or letter in GREEK
    if letter[:1].isupper():
        number = 4.0 if letter in SCALAR_LETTERS else SMALLER
        costs = {"matrix": 0.0, "scalar": number, "column": SMALLER + 0.5, "row": SMALLER + 1}
    elif greek and not bold:
        costs = {"scalar": 0.0, "column": 2.0, "row": 3.0, "matrix": 3.5}
    elif scope.plain_calculus and not bold:
        costs = {"scalar": 0.0, "column": 1.0, "row": 3.0, "matrix": 5.0}
    else:
        costs = {"column": 0.0, "row": 1.0 if letter == "b" else 6.0, "scalar": 3.4, "matrix": 5.0}
        if letter in SCALAR_LETTERS and not bold:
            costs |= {"scalar": 0.4, "row": 4.0}
        if letter in "by" and not bold:
            costs["scalar"] = 1.2 if letter == "b" else 3.0
    if said == "vector":
        costs |= {"scalar": UNSAID, "matrix": UNSAID}
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
    """Whether powers, products or quotients show that small letters are numbers: x^2 + 3xy."""
    if speaks_of_vectors(node):
        return False
    for one in walk(node):
        match one:
            case Script(base=Name() | Group(), sup=above) if above and _is_power(above):
                return True
            case Frac(den=Name()):
                return True
            case Product(factors=factors, joints=joints):
                names = [f for f in factors if isinstance(f, Name) and f.letter not in FUNCTIONS]
                below = zip(joints, factors[1:], strict=True)
                if len(names) > 1 or any(j == "slash" and f in names for j, f in below):
                    return True
            case _:
                pass
    return False
