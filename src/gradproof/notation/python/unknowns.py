"""Functions without a formula in Python: `f = function("f")` is any smooth f, `f.prime` is f′."""

from __future__ import annotations

from difflib import get_close_matches

from gradproof.core.dims import SCALAR
from gradproof.core.unknown import Unknown
from gradproof.notation.printing.heads import text_head
from gradproof.notation.printing.symbols import make_symbol
from gradproof.notation.python.context import insist_on_a_name
from gradproof.notation.python.formula import Formula, Operand, combined
from gradproof.notation.python.functions import Function, operation, rows_by_name
from gradproof.ops.unknown import unknown

NEAR = 0.75
"""How alike a name and that of a known function may be, where it is long enough to be a word."""


class UnknownFunction:
    """A function of each entry that is known by its name alone.

    prime: its derivative, which is as unknown.

    >>> from gradproof.notation.python import vector
    >>> f = function(r"\\phi")
    >>> f.prime(vector("x", "n"))
    φ′(x): n×1
    """

    def __init__(self, what: Unknown) -> None:
        self.what = what

    @property
    def prime(self) -> UnknownFunction:
        """f′, with d f(X) = f′(X) ⊙ dX."""
        return UnknownFunction(self.what.prime)

    def __call__(self, x: Operand) -> Formula:
        return combined(lambda expr: unknown(self.what, expr), x)

    def __repr__(self) -> str:
        return text_head(self.what)


def function(name: str) -> Function | UnknownFunction:
    r"""The operation of the table with this name; for another name, such as `f`, `f_1` or `\phi`,
    a function of each entry of which nothing is known.

    What is proved of it holds for every smooth function; two with one name are the same.

    Errors:  AttributeError for a word that looks like the name of an operation; NotationError for
             what is no name.
    >>> function("sigmoid")(0)
    σ(0): scalar
    >>> function("f_1")(1), function("f_1").prime
    (f₁(1): scalar, f₁′)
    """
    insist_on_a_name(name)
    known = rows_by_name()
    if name in known:
        return operation(name)
    near = get_close_matches(name, known, 1, NEAR) if len(name) > 3 else []
    if near:
        raise AttributeError(f"there is no operation {name}: did you mean {near[0]}?")
    return UnknownFunction(Unknown(make_symbol(name, SCALAR).symbol))
