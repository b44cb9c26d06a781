r"""Declarations: the shapes that `X \in \mathbb{R}^{m \times d}` and its kin give."""

from __future__ import annotations

from dataclasses import dataclass

from gradproof.core.dims import ONE, SCALAR, Monomial, Shape, size
from gradproof.core.errors import ModelError, NotationError, ShapeError
from gradproof.core.phrase import Phrase
from gradproof.notation.printing.symbols import identifier
from gradproof.notation.reading.names import Scope, exponent
from gradproof.notation.source.surface import (
    Abs,
    Accent,
    Frac,
    Group,
    Items,
    Name,
    Node,
    Noted,
    Number,
    Product,
    Script,
    Sum,
    Text,
)

WHOLE = Phrase("a size must be a positive whole number, not {0}")
SETS = frozenset({"R", "S"})


@dataclass(frozen=True, slots=True)
class Declared:
    """What a set says of its members: their shape and properties, and whether they are masks."""

    shape: Shape
    properties: tuple[str, ...] = ()
    data: bool = False


def size_of(node: Node, scope: Scope) -> Monomial:
    """One size: a letter, a number, a product of them, or a sum such as n + 1.

    Errors:  ShapeError for what is no size.
    """
    match node:
        case Number():
            number = node.value
            if number < 1 or number.denominator != 1:
                raise ShapeError(WHOLE.of(node.text), scope.place(node))
            return size(number)
        case Product() if set(node.joints) <= {"juxtaposed", "cdot", "star"}:
            total = ONE
            for factor in node.factors:
                total = total * size_of(factor, scope)
            return total
        case Sum():
            parts = zip(node.signs, node.terms, strict=True)
            return sum_of([(sign, size_of(term, scope)) for sign, term in parts], node, scope)
        case Group(items=(one,)) | Abs(body=one):
            return size_of(one, scope)
        case Script(sub=None, sup=Number(value=times)) if times.denominator == 1 and times > 0:
            return size_of(node.base, scope) ** min(int(times), 64)
        case _:
            return _letter_of(node, scope)


def _letter_of(node: Node, scope: Scope) -> Monomial:
    """The size that is a name."""
    if exponent(node) is not None:
        raise ShapeError(WHOLE.of(scope.source(node)), scope.place(node))
    quotient = isinstance(node, Frac) or (isinstance(node, Product) and "slash" in node.joints)
    if quotient:
        hint = "Give it a letter, and write what it is a part of as a multiple: 2m instead of n."
        raise ShapeError("a size that is a quotient is not supported", scope.place(node), hint)
    try:
        if not isinstance(node, Name | Script | Accent | Text | Noted):
            raise NotationError("this is not a size", scope.place(node))
        name = identifier(scope.source(node))
    except NotationError:
        raise ShapeError("this is not a size", scope.place(node)) from None
    scope.sizes.add(name)
    return size(name)


def sum_of(parts: list[tuple[str, Monomial]], node: Node, scope: Scope) -> Monomial:
    """The size that is a sum of sizes; n + 1 and 1 + n are the same letter, (n+1).

    Errors:  ShapeError for what is less than 1 or depends on the layer.
    """
    found: dict[Monomial, int] = {}
    for sign, value in parts:
        if sign not in ("", "+", "-"):
            raise ShapeError("this is not a size", scope.place(node))
        if any(scope.is_member(letter) for letter in value.letters):
            hint = "Give the sum a letter of its own, such as m_l."
            said = "a sum of sizes that differ from layer to layer is not supported"
            raise ShapeError(said, scope.place(node), hint)
        letters = value / value.coefficient
        count = int(value.coefficient)
        found[letters] = found.get(letters, 0) + (-count if sign == "-" else count)
    kept = [letters * count for letters, count in found.items() if count]
    kept.sort(key=lambda one: (one.coefficient < 0, not one.letters, one.factors))
    if not kept or all(one.coefficient < 0 or one.number == 0 for one in kept):
        raise ShapeError(WHOLE.of(scope.source(node)), scope.place(node))
    if len(kept) == 1:
        return kept[0]
    written = "".join(f"{'-' if one.coefficient < 0 else '+'}{_unsigned(one)}" for one in kept)
    return size(f"({written.removeprefix('+')})")


def _unsigned(value: Monomial) -> str:
    """The size without its sign, its letters told apart."""
    count = abs(int(value.coefficient))
    powers = (name if power == 1 else f"{name}^{power}" for name, power in value.factors)
    return (str(count) if count != 1 or not value.factors else "") + "·".join(powers)


def sizes_of(node: Node, scope: Scope) -> list[Monomial]:
    r"""The sizes of `m \times d`, `(m, d)`, `d`; those of `n \times m + 1` are n and m + 1."""
    match node:
        case Items():
            return [size_of(one, scope) for one in node.items if one.end > one.start]
        case Group() if len(node.items) > 1:
            return [size_of(one, scope) for one in node.items if one.end > one.start]
        case Group(items=(Product() | Sum() as inside,)):
            return sizes_of(inside, scope)
        case Sum() if any(len(_split(term)) > 1 for term in node.terms):
            return _crossed(node, scope)
        case _:
            return [size_of(one, scope) for one in _split(node)]


def _crossed(node: Sum, scope: Scope) -> list[Monomial]:
    """The sizes between the crosses of a sum, where + and − bind tighter than they do."""
    sides: list[list[tuple[str, Monomial]]] = [[]]
    for sign, term in zip(node.signs, node.terms, strict=True):
        first, *rest = (size_of(one, scope) for one in _split(term))
        sides[-1].append((sign, first))
        sides += [[("", one)] for one in rest]
    return [sum_of(side, node, scope) for side in sides]


def _split(node: Node) -> list[Node]:
    """The parts of a product between its crosses."""
    if not isinstance(node, Product):
        return [node]
    if len(node.factors) == 3 and isinstance(node.factors[1], Name):
        first, cross, last = node.factors
        if isinstance(cross, Name) and cross.letter == "x":
            return [first, last]
    parts: list[tuple[list[Node], list[str]]] = [([node.factors[0]], [])]
    for joint, factor in zip(node.joints, node.factors[1:], strict=True):
        if joint == "times":
            parts.append(([factor], []))
        else:
            parts[-1][0].append(factor)
            parts[-1][1].append(joint)
    return [
        factors[0]
        if len(factors) == 1
        else Product(tuple(factors), tuple(joints), start=factors[0].start, end=factors[-1].end)
        for factors, joints in parts
    ]


def shape_from(sizes: list[Monomial], node: Node, scope: Scope) -> Shape:
    """n × 1 for one size, m × n for two."""
    if len(sizes) > 2:
        raise ShapeError(
            Phrase("an array with {0} axes is not supported", len(sizes)), scope.place(node),
            "Only scalars, vectors and matrices are.",
        )  # fmt: skip
    if len(sizes) == 1:
        return Shape(sizes[0], ONE)
    return Shape(sizes[0], sizes[1]) if sizes else SCALAR


def member_of(node: Node, scope: Scope) -> Declared | None:
    """What membership in this set declares, or None if it is no set of arrays.

    Errors:  ShapeError for what is no shape.
    """
    properties: list[str] = []
    above: Node | None = None
    data = False
    while isinstance(node, Script):
        if node.sup is not None:
            if _is_plus(node.sup, scope):
                properties.append("positive")
            else:
                above = node.sup
        if node.sub is not None and _is_plus(node.sub, scope):
            properties.append("positive")
        node = node.base
    match node:
        case Name(letter="R", font="bb" | "" | "cal" | "bf") if node.font or above is not None:
            pass
        case Name(letter="R"):
            if not scope.quick:
                return None
        case Name(letter="S", font="bb" | "cal") if above is not None:
            side = size_of(above, scope)
            names = ("symmetric", "positive_definite") if properties else ("symmetric",)
            return Declared(Shape(side, side), names)
        case Name(letter="C" | "Q" | "N" | "Z", font="bb"):
            if node.letter in "NZ" and above is None:
                return None
            raise ModelError(
                Phrase("values in {0} are not supported", node.letter), scope.place(node)
            )
        case Group(items=(_, *_)) if node.open in (r"\{", "[", "("):
            data = node.open == r"\{"
        case _:
            return None
    shape = SCALAR if above is None else shape_from(sizes_of(above, scope), above, scope)
    return Declared(shape, tuple(dict.fromkeys(properties)), data)


def _is_plus(node: Node, scope: Scope) -> bool:
    return scope.source(node).strip("{} ") in (
        "+",
        "++",
        ">0",
        "> 0",
        r"\geq 0",
        r"\ge 0",
        r"\succ 0",
    )
