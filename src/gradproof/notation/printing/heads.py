"""How the derivatives of a function without a formula are called: f, f′, f″, f‴, f^(4)."""

from __future__ import annotations

from gradproof.core.unknown import Unknown
from gradproof.notation.printing.pieces import exposed
from gradproof.notation.printing.scripts import raised

MOST_PRIMES = 3
_PRIMES = ("", "′", "″", "‴")


def latex_head(what: Unknown) -> str:
    r"""The name with primes, or with the order above it: `f`, `f_l'`, `f'^{(l)}`.

    >>> from gradproof.core.expr import Symbol
    >>> f = Unknown(Symbol("f_l", "f^{(l)}", "f⁽ˡ⁾"))
    >>> latex_head(f.prime), latex_head(Unknown(Symbol("g", "g", "g"), 4))
    ("f'^{(l)}", 'g^{(4)}')
    """
    name = what.symbol.latex
    if not what.order:
        return name
    if what.order > MOST_PRIMES:
        base = rf"({name})" if exposed(name, "^") else name
        return f"{base}^{{({what.order})}}"
    base, mark, above = name.partition("^") if exposed(name, "^") else (name, "", "")
    return base + "'" * what.order + mark + above


def text_head(what: Unknown) -> str:
    """The name with primes, or with the order above it.

    >>> from gradproof.core.expr import Symbol
    >>> f = Unknown(Symbol("f_l", "f^{(l)}", "f⁽ˡ⁾"))
    >>> text_head(f.prime.prime), text_head(Unknown(f.symbol, 5))
    ('f⁽ˡ⁾″', 'f⁽ˡ⁾⁽⁵⁾')
    """
    name = what.symbol.text
    if what.order > MOST_PRIMES:
        return name + raised(f"({what.order})")
    return name + _PRIMES[what.order]
