"""What to say of functions that are not known, or are given too few or too many operands."""

from __future__ import annotations

from difflib import get_close_matches

from gradproof.core.errors import ModelError, Place
from gradproof.core.phrase import Phrase
from gradproof.notation.reading.macros import FUNCTIONS
from gradproof.notation.reading.names import Part, is_transpose, spelled
from gradproof.notation.source.surface import Group, Items, Name, Node, Number, Product, walk

_KNOWN = "Known of entries are exp, log, sqrt, sin, cos, tan, tanh, sigmoid, relu, abs and others."
_FLAT = "Its derivative is 0 wherever it has one."
_NUMBER = "Known numbers of a matrix are tr, det, logdet, sum and the norms norm(X) and norm1(X)."
_NAMES = "Give each part a name, and write the products and sums of these."
INSTEAD = {
    "arctan atan arctan2 atan2 arcsin asin arccos acos arccot arcctg arctg": _KNOWN,
    "arcsinh asinh arsinh arccosh acosh arcosh arctanh atanh artanh": _KNOWN,
    "lgamma gamma digamma polygamma erfinv erfc sinc": _KNOWN,
    "sec": "Write 1/cos(x).",
    "csc cosec": "Write 1/sin(x).",
    "cot cotan ctg": "Write 1/tan(x).",
    "tg": "Write tan(x).",
    "th": "Write tanh(x).",
    "log2": "Write log(x)/log(2).",
    "log10 lg": "Write log(x)/log(10).",
    "exp2": "Write 2^x.",
    "expm1": "Write exp(x) - 1.",
    "logaddexp": "Write log(exp(x) + exp(y)).",
    "logit": "Write log(x/(1 - x)).",
    "logsigmoid log_sigmoid": "Write log(sigmoid(x)).",
    "cbrt": "Write x^(1/3).",
    "rsqrt": "Write 1/sqrt(x).",
    "reciprocal": "Write 1/x.",
    "hypot": "Write sqrt(x^2 + y^2).",
    "abs2": "Write x^2.",
    "power pow": "Write x^2.",
    "add subtract divide true_divide negative sub div": "Write it with the signs +, - and /.",
    "prod": "For positive x, exp(sum(log(x))) is the product of the entries.",
    "cumsum": "Write L*x with a lower triangular matrix L of ones.",
    "cumprod diff": _NAMES,
    "var": "Write mean((x - mean(x))^2).",
    "std": "Write sqrt(mean((x - mean(x))^2)).",
    "clip clamp": "Write max(min(x, 1), 0).",
    "dist pdist": "Write norm(x - y).",
    "cosine_similarity": "Write dot(x, y)/(norm(x)*norm(y)).",
    "pinv": "Where the columns of X are independent it is inv(X'*X)*X'.",
    "solve lstsq": "Write inv(A)*b.",
    "floor ceil round trunc fix argmax argmin argsort sort count_nonzero": _FLAT,
    "rank matrix_rank": "It is a whole number: its derivative is 0 wherever it has one.",
    "cond eig eigh eigvals eigvalsh eigmax svd svdvals qr chol cholesky nuclear perm": _NUMBER,
    "expm logm sqrtm": "exp, log and sqrt are of every entry; X^2 and X^3 are of matrices.",
    "where": r"Write \begin{cases} x & x > 0 \\ 0 & x \le 0 \end{cases}.",
    "einsum tensordot": "Write it with matrix products, transposes and tr.",
    "median quantile percentile mode ptp": "The mean is known: mean(x).",
    "tril triu": r"Write L \odot X with a matrix L of zeros and ones.",
    "conv convolve fft interp reshape concatenate stack hstack vstack": _NAMES,
    "conj conjugate real imag angle": "All numbers are real: leave it out.",
    "E Var Cov P Pr": "Write the mean over samples, as in mean(x).",
}  # fmt: skip
"""What to write instead of functions that other systems have; none of them is a misspelling."""
UNSUPPORTED = {word: hint for words, hint in INSTEAD.items() for word in words.split()}

FUNCTION_LETTERS = frozenset("fghφψϕF")
"""Letters of functions."""
OF_MATRICES = {
    "λ": Phrase("an eigenvalue"),
    "lambda": Phrase("an eigenvalue"),
    "σ": Phrase("a singular value"),
    "sigma": Phrase("a singular value"),
    "ρ": Phrase("a spectral radius"),
    "rho": Phrase("a spectral radius"),
    "κ": Phrase("a condition number"),
    "kappa": Phrase("a condition number"),
}
"""What these letters are in front of a matrix in brackets."""


def stranger(written: str, place: Place) -> ModelError:
    """The error for f(x) where nothing says what f is.

    >>> stranger("np.where", Place("", 0, 0)).message, stranger("sofmax", Place("", 0, 0)).hint
    ('np.where is not supported', 'Did you mean softmax?')
    """
    word = written.rpartition(".")[2]
    if word in UNSUPPORTED:
        return ModelError(Phrase("{0} is not supported", written), place, UNSUPPORTED[word])
    stem = word.partition("_")[0]
    if stem in OF_MATRICES:
        return ModelError(
            Phrase("{0}: {1} is not supported", written, OF_MATRICES[stem]), place, _NUMBER
        )
    near = [one for one in get_close_matches(word, FUNCTIONS, 3, 0.7) if one[0] == word[0]]
    if word != written:
        hint = Phrase("Did you mean {0}?", near[0]) if near else _KNOWN
        return ModelError(Phrase("{0} is not supported", written), place, hint)
    hint = Phrase("Did you mean {0}?", near[0]) if near else Phrase("Define it: {0}(x) = …", word)
    return ModelError(Phrase("{0} is not a known function", word), place, hint)


def miscounted(word: str, arity: tuple[int, ...], count: int) -> tuple[str, str]:
    """The message and the hint where a function has not as many operands as it takes.

    >>> miscounted("kron", (2,), 1)
    ('kron takes 2 operands, not 1', 'Write kron(x, y).')
    """
    first, most = arity[0], arity[-1]
    message = Phrase("{0} takes {1} operands, not {2}", word, most, count)
    if len(arity) > 1:
        message = Phrase("{0} takes {1} or {2} operands, not {3}", word, first, most, count)
    if most == 1:
        message = Phrase("{0} takes 1 operand, not {1}", word, count)
    return message, Phrase("Write {0}({1}).", word, ", ".join("xyzuvw"[:first]))


def lone(word: str) -> tuple[str, str]:
    """The message and the hint where a function stands without an argument."""
    return Phrase("{0} needs an argument", word), Phrase("Write {0}(x).", word)


def is_call(head: Name, group: Group) -> bool:
    """Whether brackets right behind a word, or a letter of functions, make it f(x)."""
    named = head.kind == "word" or (head.letter in FUNCTION_LETTERS and not head.accents)
    return named and group.open == "(" and head.end == group.start


def is_parameter(part: Part) -> bool:
    """Whether a script says what a function depends on, as that of f_θ and f_W does."""
    return any(
        isinstance(one, Name) and (one.letter[:1].isupper() or not one.letter.isascii())
        for one in walk(part.node)
    ) or any(isinstance(one, Items) for one in walk(part.node))


def is_argument(head: Name, scripts: tuple[Part, ...], group: Group, *, free: bool = True) -> bool:
    """Whether brackets hold an argument rather than a factor: one name, or one matrix of κ(AᵀA).

    Nobody puts brackets around a single factor; a capital in front may be a matrix for all that.
    f_θ takes what is behind it, unless it is a state of a layer (`free` says that it is none).
    """
    if group.open == "(" and len(group.items) > 1:
        return True
    (item,) = group.items if len(group.items) == 1 else (None,)
    if isinstance(item, Number):
        return group.open in ("(", "[")
    if item is None or group.open != "(":
        return False
    if free and head.letter in FUNCTION_LETTERS and any(map(is_parameter, scripts)):
        return True
    if head.letter in OF_MATRICES and (scripts or is_matrix(item)):
        return True
    return (not head.letter[:1].isupper() or head.font in ("cal", "bb")) and _is_name(item)


def _is_name(node: Node) -> bool:
    """Whether this is a name, perhaps transposed."""
    whole = spelled(node)
    raised = [part for part in whole.parts if part.kind == "sup" and not is_transpose(part.node)]
    return isinstance(whole.base, Name) and whole.base.kind in ("letter", "word") and not raised


def is_matrix(node: Node) -> bool:
    """Whether this is a capital or a product of capitals, transposed or inverted as may be."""
    if isinstance(node, Product):
        return all(is_matrix(one) for one in node.factors)
    base = spelled(node).base
    return isinstance(base, Name) and base.letter[:1].isupper()


def uncalled(letter: str, head: str, call: str, place: Place) -> ModelError:
    r"""The error for a letter in front of brackets, as in ρ(X), of which nothing says what it is.

    >>> uncalled("ρ", r"\rho", r"\rho(X)", Place("", 0, 0)).message
    '\\rho(X) is read as a spectral radius, which is not supported'
    """
    if set(call[len(head) + 1 : -1]) <= set("0123456789,:; "):
        hint = "Write e^T x, or e^T X u, with unit vectors e and u."
        return ModelError(
            Phrase("{0} is read as one entry, which is not supported", call), place, hint
        )
    hint = Phrase("Leave the brackets out for a product, or declare {0}.", head)
    if letter in OF_MATRICES:
        message = Phrase("{0} is read as {1}, which is not supported", call, OF_MATRICES[letter])
        return ModelError(message, place, hint)
    hint = Phrase(
        "Write {0} = … in a note to define it, or leave the brackets out for a product.", call
    )
    return ModelError(
        Phrase("{0} is read as a function, and nothing says which", call), place, hint
    )
