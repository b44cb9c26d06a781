r"""Letters for a batch: X for the samples x, m for how many there are, x_i for one of them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from gradproof.core.expr import Expr
from gradproof.core.layers import SLOT
from gradproof.core.model import Model
from gradproof.core.unknown import unknown_names
from gradproof.notation.printing.symbols import identifier, make_symbol

COUNTS = ("m", "n", "M", "B", "S", "R")
"""Letters for the number of samples."""
PLACES = ("i", "j", "k", "s", "r", "q")
"""Letters for the number of a sample."""
UNITS = ("e", r"\varepsilon", "u", "v")
"""Letters for unit vectors."""
_SMALL = re.compile(r"(?P<before>(?:\\[A-Za-z]+\{)*)(?P<letter>[a-z]|\\[a-z]+)(?![A-Za-z])")
_GREEK = frozenset({"gamma", "theta", "lambda", "xi", "phi", "psi", "omega"})
_PLAIN = frozenset("abcdefghjlmnopqrsuvwxyzt")
"""Small letters whose capitals mean nothing else: I is the identity, K a commutation matrix."""
_BELOW = re.compile(r"_(?:\{(?P<several>[^{}]*)\}|(?P<one>[^{}^_]))")


def taken(model: Model) -> set[str]:
    """The names, the size letters, the functions and the indices of a note."""
    found = {one.symbol.name for one in model.symbols}
    found |= {letter for one in model.symbols for size in one.shape for letter in size.letters}
    found |= unknown_names(*(right for _, right in model.definitions.values()))
    layers = model.layers
    if layers is not None:
        found |= {layers.letter, layers.last.letter, *layers.ends}
    return found


def free(letters: Iterable[str], used: Collection[str]) -> str:
    """The first of the letters that is free, else one with a number."""
    first, *others = letters
    numbered = (f"{first}_{number}" for number in range(1, len(used) + 2))
    return next(one for one in (first, *others, *numbered) if identifier(one) not in used)


def capital(latex: str) -> str:
    r"""The capital of a small letter, with what it is adorned by; another name as it is.

    >>> [capital(one) for one in (r"x", r"\hat{y}", r"\mathbf{h}_1", r"\theta", r"\mathrm{in}")]
    ['X', '\\hat{Y}', '\\mathbf{H}_1', '\\Theta', '\\mathrm{in}']
    """
    found = _SMALL.match(latex)
    if found is None:
        return latex
    letter = found["letter"]
    if letter.startswith("\\"):
        if letter[1:] not in _GREEK:
            return latex
        upper = "\\" + letter[1:].capitalize()
    elif letter in _PLAIN:
        upper = letter.upper()
    else:
        return latex
    return found["before"] + upper + latex[found.end() :]


def batched(symbol: Expr, family: str, used: Collection[str]) -> str:
    """What the values of a symbol are called for all samples, in LaTeX.

    A vector gets its capital, if that is free. family: how the symbol is written, with a slot for
    the index of a layer.
    """
    if symbol.shape.is_scalar:
        return family
    upper = capital(family)
    return family if identifier(upper.replace(SLOT, "l")) in used else upper


def of_sample(symbol: Expr, place: str) -> Expr:
    r"""The symbol for sample i: x_i, x_{1,i}.

    >>> from gradproof.core.dims import shape
    >>> from gradproof.core.expr import symbol
    >>> [of_sample(symbol(one, shape("n")), "i").symbol.latex for one in ("x", "x_1", "x^{(l)}")]
    ['x_{i}', 'x_{1,i}', 'x_{i}^{(l)}']
    """
    latex = symbol.symbol.latex
    below = _BELOW.search(latex)
    if below is not None:
        index = below["several"] or below["one"]
        indexed = f"{latex[: below.start()]}_{{{index},{place}}}{latex[below.end() :]}"
    else:
        base, above, script = latex.partition("^")
        indexed = f"{base}_{{{place}}}{above}{script}"
    return make_symbol(indexed, symbol.shape)
