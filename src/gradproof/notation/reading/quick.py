"""How a quick expression is typed: as LaTeX, as NumPy or MATLAB have it, or plainly."""

from __future__ import annotations

import re

from gradproof.core.errors import NotationError
from gradproof.notation.reading.macros import FUNCTIONS
from gradproof.notation.reading.names import GREEK

_LATEX = re.compile(r"\\[A-Za-z|{]|[\^_]\{")
_NUMPY = re.compile(
    r"@|\.T\b|\*\*|\b(?:np|numpy|jnp|torch|F)\.[a-z]|(?:axis|dim)\s*=|\.(?:sum|mean|dot|trace|transpose|t)\("
)
_MATLAB = re.compile(
    r"\.[*/^+-]|[\w)\]]'|\b(?:inv|det|logdet|norm|trace|numel|length)\s*\(|\^\s*\(?-1\b|,\s*'fro'"
    r"|[A-Za-z]\.\("
)
_DOTS = re.compile(r"(?<=[^\W\d])\.(?=\()|\.(?=[+-])")
_LAMBDA = re.compile(r"\s*lambda\s+(\w+(?:\s*,\s*\w+)*)\s*:\s*")
_ALIGNED = re.compile(
    r"(\s*\\begin\{(?:align|equation|gather|displaymath|math|aligned|split)\*?\})(.*)"
    r"(\\end\{(?:align|equation|gather|displaymath|math|aligned|split)\*?\}\s*)",
    re.DOTALL,
)
_TRANSPOSED = re.compile(r"\^(?:T|\s*\(?-1\)?)(?![A-Za-z])")
_RUN = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_TYPED = re.compile(r"\*\*|@|\.[A-Za-z]|(?<![|)\]])_|[A-Za-z][0-9]")
"""What typed text has, and mathematics without spaces has not; the 2 of ||Ax-b||_2 is no name's."""
_FROBENIUS = re.compile(r"""\s*,\s*(?:'fro'|"fro")\s*(?=\))""")
_LEFT_DIVISION = re.compile(r"[\w)\]']\\(?:[A-Za-z]|\()$")
_DELIMITERS = (("$$", "$$"), ("$", "$"), (r"\(", r"\)"), (r"\[", r"\]"))


def dialect_of(text: str) -> str:
    r"""`latex`, `numpy`, `matlab` or `plain`: how a formula is written.

    >>> [dialect_of(one) for one in (r"\|x\|^2", "‖x‖²", "A @ x", "A .* B", "tr(A X B)")]
    ['latex', 'latex', 'numpy', 'matlab', 'plain']
    >>> [dialect_of(one) for one in ("(X * Y).sum()", "x'*A*x", "tr(inv(X)*A)")]
    ['numpy', 'matlab', 'matlab']
    """
    if _LATEX.search(text):
        return "latex"
    if _NUMPY.search(text):
        return "numpy"
    if _MATLAB.search(text):
        return "matlab"
    return "plain" if text.isascii() else "latex"


def bared(text: str) -> str:
    r"""The formula without one pair of math delimiters; spaces stand for what is taken away.

    Rows of an environment that aligns are formulas one behind the other.

    >>> bared("$$x^T x$$"), bared(r"\(x\)")
    ('  x^T x  ', '  x  ')
    """
    if found := _ALIGNED.fullmatch(text):
        begin, inside, end = found.groups()
        inside = inside.replace("&", " ").replace("\\\\", "; ")
        inside = re.sub(r";(\s*)$", r" \1", inside)
        return " " * len(begin) + inside + " " * len(end)
    whole = text.strip()
    for left, right in _DELIMITERS:
        if whole.startswith(left) and whole.endswith(right) and len(whole) > len(left + right):
            start, stop = text.index(left), text.rindex(right)
            inside = text[start + len(left) : stop]
            if "$" not in inside:
                head, tail = text[:start] + " " * len(left), " " * len(right)
                return head + inside + tail + text[stop + len(right) :]
    return text


def undotted(text: str) -> str:
    """The text without Julia's dots behind functions and in front of + and -.

    >>> undotted("sum(exp.(X) .+ 1)")
    'sum(exp (X)  + 1)'
    """
    return _DOTS.sub(" ", text)


def without_lambda(text: str) -> tuple[str, set[str]]:
    """The body of `lambda x, y: …` and its arguments; spaces stand for what is taken away.

    >>> without_lambda("lambda x: x @ x")
    ('          x @ x', {'x'})
    """
    found = _LAMBDA.match(text)
    if found is None:
        return text, set()
    names = {one.strip() for one in found[1].split(",")}
    return " " * found.end() + text[found.end() :], names


def without_frobenius(text: str) -> str:
    """The text with `, 'fro'` blanked out: it is the norm of a matrix that is meant anyway."""
    return _FROBENIUS.sub(lambda match: " " * len(match[0]), text)


def without_left_division(error: NotationError) -> NotationError:
    r"""The error, with other advice where an unknown command is what `A\b` of MATLAB looks like."""
    place = error.place
    if place is None or not _LEFT_DIVISION.search(place.text[max(place.start - 1, 0) : place.end]):
        return error
    return NotationError(error.message, place, "For the solution of a system write inv(A)*b.")


def compact_words(text: str) -> frozenset[str] | None:
    """The words of typed text that is otherwise mathematics without spaces, as in (Ax-b)^T (Ax-b).

    None if it is not: a run of letters beside a `*` is a name of its own, as in Wx*x + Wh*h.
    """
    if _TYPED.search(text):
        return None
    words, split = set[str](), False
    for match in _RUN.finditer(text):
        run = match.group()
        if run in FUNCTIONS or run in GREEK or len(run) == 1:
            words.add(run)
        elif 2 <= len(run) <= 3 and run.isalpha() and not run.islower():
            around = text[: match.start()].rstrip()[-1:] + text[match.end() :].lstrip()[:1]
            if set(around) & set("*/"):
                return None
            split = True
        else:
            words.add(run)
    return frozenset(words) if split or _TRANSPOSED.search(text) else None
