"""What to say of functions that are not known, or are given too few or too many operands."""

from __future__ import annotations

from difflib import get_close_matches

from gradproof.core.errors import ModelError, Place
from gradproof.notation.reading.macros import FUNCTIONS

_ELSEWHERE = (
    "pinv expm logm sqrtm arctan atan arcsin asin arccos acos floor ceil round where einsum cumsum"
    " cumprod prod argmax argmin sort svd eig qr chol rank cond fft conv convolve gamma lgamma"
    " digamma interp clip tril triu reshape concatenate stack"
)
UNSUPPORTED = frozenset(_ELSEWHERE.split())
"""Functions that other systems have, of which none that is known here is a misspelling."""


def stranger(written: str, place: Place) -> ModelError:
    """The error for f(x) where nothing says what f is.

    >>> stranger("np.where", Place("", 0, 0)).message, stranger("sofmax", Place("", 0, 0)).hint
    ('np.where is not supported', 'Did you mean softmax?')
    """
    word = written.rpartition(".")[2]
    if word in UNSUPPORTED or word != written:
        hint = "Write it with functions that are, such as exp, inv and sum."
        return ModelError(f"{written} is not supported", place, hint)
    near = get_close_matches(word, FUNCTIONS, 1)
    hint = f"Did you mean {near[0]}?" if near else f"Define it: {word}(x) = …"
    return ModelError(f"{word} is not a known function", place, hint)


def miscounted(word: str, arity: tuple[int, ...], count: int) -> tuple[str, str]:
    """The message and the hint where a function has not as many operands as it takes.

    >>> miscounted("kron", (2,), 1)
    ('kron takes 2 operands, not 1', 'Write kron(x, y).')
    """
    wanted = " or ".join(map(str, arity))
    shown = ", ".join("xyzuvw"[: arity[0]])
    plural = "" if arity == (1,) else "s"
    return f"{word} takes {wanted} operand{plural}, not {count}", f"Write {word}({shown})."
