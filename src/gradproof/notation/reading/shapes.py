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
    Group,
    Items,
    Name,
    Node,
    Number,
    Product,
    Script,
)

SETS = frozenset({"R", "S"})


@dataclass(frozen=True, slots=True)
class Declared:
    """What a set says of its members: their shape and properties, and whether they are masks."""

    shape: Shape
    properties: tuple[str, ...] = ()
    data: bool = False


def size_of(node: Node, scope: Scope) -> Monomial:
    """One size: a letter, a number, or a product of them.

    Errors:  ShapeError for what is no size.
    """
    match node:
        case Number():
            number = node.value
            if number < 1 or number.denominator != 1:
                raise ShapeError(
                    Phrase("a size must be a positive whole number, not {0}", node.text),
                    scope.place(node),
                )
            return size(number)
        case Product() if set(node.joints) <= {"juxtaposed", "cdot", "star"}:
            total = ONE
            for factor in node.factors:
                total = total * size_of(factor, scope)
            return total
        case Group(items=(one,)) | Abs(body=one):
            return size_of(one, scope)
        case Script(sub=None, sup=Number(value=times)) if times.denominator == 1 and times > 0:
            return size_of(node.base, scope) ** min(int(times), 64)
        case _:
            if exponent(node) is not None:
                written = scope.source(node)
                raise ShapeError(
                    Phrase("a size must be a positive whole number, not {0}", written),
                    scope.place(node),
                )
            try:
                name = identifier(scope.source(node))
            except NotationError:
                raise ShapeError("this is not a size", scope.place(node)) from None
            scope.sizes.add(name)
            return size(name)


def sizes_of(node: Node, scope: Scope) -> list[Monomial]:
    r"""The sizes of `m \times d`, `(m, d)`, `d`."""
    match node:
        case Items():
            return [size_of(one, scope) for one in node.items if one.end > one.start]
        case Group() if len(node.items) > 1:
            return [size_of(one, scope) for one in node.items if one.end > one.start]
        case Group(items=(Product() as inside,)):
            return sizes_of(inside, scope)
        case Product() if "times" in node.joints:
            return [size_of(one, scope) for one in _split(node)]
        case Product(factors=(first, Name(letter="x"), last)):
            return [size_of(first, scope), size_of(last, scope)]
        case _:
            return [size_of(node, scope)]


def _split(node: Product) -> list[Node]:
    """The parts of a product between its crosses."""
    parts: list[list[Node]] = [[node.factors[0]]]
    for joint, factor in zip(node.joints, node.factors[1:], strict=True):
        if joint == "times":
            parts.append([factor])
        else:
            parts[-1].append(factor)
    return [
        part[0]
        if len(part) == 1
        else Product(
            tuple(part), ("juxtaposed",) * (len(part) - 1), start=part[0].start, end=part[-1].end
        )
        for part in parts
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
