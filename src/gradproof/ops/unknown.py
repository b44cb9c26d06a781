"""f(X) for a function f that is known by its name alone: what every derivation with f shares.

Nothing is known of f but that it is smooth and acts on each entry: d f⁽ᵏ⁾(X) = f⁽ᵏ⁺¹⁾(X) ⊙ dX.
"""

from __future__ import annotations

from gradproof.core.algebra import hadamard
from gradproof.core.expr import Expr, Symbol, node
from gradproof.core.operation import TABLE, Operation, Words
from gradproof.core.unknown import Unknown


def unknown(what: Unknown, x: Expr) -> Expr:
    """The function of each entry of x.

    >>> from gradproof.core.dims import shape
    >>> from gradproof.core.expr import symbol
    >>> unknown(Unknown(Symbol("g", "g", "g"), 1), symbol("x", shape("n")))
    function(g', x)
    """
    return node("function", (x,), what, x.shape)


def unknown_of(expr: Expr) -> Unknown:
    """The function of a node `function`; TypeError for any other node."""
    if not isinstance(expr.data, Unknown):
        raise TypeError(f"{expr.op} is no unknown function")
    return expr.data


def _differential(y: Expr, args: tuple[Expr, ...], tangents: tuple[Expr, ...]) -> Expr:
    return hadamard(unknown(unknown_of(y).prime, args[0]), tangents[0])


FUNCTION = TABLE.add(
    Operation(
        name="function",
        signature="(r,c) -> (r,c)",
        words=Words("unknown function", "未知函数"),
        latex="",
        text="",
        differential=_differential,
        rule="differential_function",
        because=Words(
            "d f(X) = f′(X) ⊙ dX for a function f of each entry: f′ is its derivative.",
            "对逐元素函数 f 有 d f(X) = f′(X) ⊙ dX，其中 f′ 是它的导数。",
        ),
        elementwise=True,
        data=Unknown(Symbol("psi", r"\psi", "ψ")),
    )
)
