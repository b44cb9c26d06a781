"""The same formula with other sizes: m×d becomes 3×d, and 1/m a third."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from gradproof.calculus.rebuild import rebuild
from gradproof.core.dims import Monomial, Shape
from gradproof.core.expr import (
    UNIT,
    Expr,
    commutation,
    identity,
    node,
    ones,
    postorder,
    selection,
    zeros,
)
from gradproof.core.layers import Span
from gradproof.core.ring import scale

Size = Callable[[Monomial], Monomial]
"""What a size becomes."""


def resized_part(part: Expr, args: tuple[Expr, ...], size_of: Size) -> Expr:
    """The part with its operands replaced by those of other sizes; a symbol keeps its name."""

    def shape_of(shape: Shape) -> Shape:
        return Shape(size_of(shape.rows), size_of(shape.cols))

    match part.op:
        case "symbol":
            shape = shape_of(part.shape)
            return part if shape == part.shape else node("symbol", (), part.symbol, shape)
        case "ones":
            return ones(*shape_of(part.shape))
        case "zero":
            return zeros(shape_of(part.shape))
        case "identity":
            return identity(size_of(part.shape.rows))
        case "selection":
            return selection(size_of(part.shape.cols))
        case "commutation":
            assert isinstance(part.data, Shape)
            return commutation(*shape_of(part.data))
        case "scale" | "constant":
            return scale(size_of(part.coefficient), args[0] if args else UNIT)
        case "layer_sum":
            assert isinstance(part.data, Span)
            return node("layer_sum", args, part.data, args[0].shape)
        case "unvec":
            assert isinstance(part.data, Shape)
            return node("unvec", args, shape_of(part.data), shape_of(part.shape))
        case _:
            return rebuild(part, args)


def resized(expr: Expr, sizes: Mapping[str, Monomial]) -> Expr:
    """The formula with these sizes for these letters.

    >>> from gradproof.core.dims import shape, size
    >>> from gradproof.core.expr import symbol
    >>> str(resized(symbol("X", shape("m", "d")), {"m": size(3)}).shape)
    '3×d'
    """

    def size_of(value: Monomial) -> Monomial:
        return value.substitute(sizes)

    done: dict[Expr, Expr] = {}
    for part in postorder(expr):
        done[part] = resized_part(part, tuple(done[arg] for arg in part.args), size_of)
    return done[expr]
