"""Formulas in Unicode text turned into LaTeX: `tr(Gᵀ dX)`, `‖ŷ‖²`, `Σ_ij A_ij`."""

from __future__ import annotations

import re
import unicodedata

from gradproof.notation.printing.scripts import SUBSCRIPTS, SUPERSCRIPTS

_RAISED = {mark: plain for plain, mark in SUPERSCRIPTS.items()} | {"⁻": "-"}
_LOWERED = {mark: plain for plain, mark in SUBSCRIPTS.items()} | {"₋": "-"}
FUNCTIONS = frozenset(
    {"log", "exp", "det", "sin", "cos", "tan", "sinh", "cosh", "tanh", "ln", "max"}
)
OPERATORS = frozenset({"tr", "diag", "vec", "unvec", "lse", "softmax", "sign", "ReLU", "sigmoid"})
_SIGNS = {
    "−": "-", "·": r"\cdot ", "⊙": r"\odot ", "⊘": r"\oslash ", "⊗": r"\otimes ", "×": r"\times ",
    "≠": r"\neq ", "≤": r"\leq ", "≥": r"\geq ", "→": r"\to ", "∈": r"\in ", "∂": r"\partial ",
    "⟨": r"\langle ", "⟩": r"\rangle ", "‖": r"\|", "∞": r"\infty ", "½": r"\tfrac{1}{2}",
    "′": "'", "″": "''", "∇": r"\nabla ", "\u2009": r" \, ", "∑": r"\sum ", "⊤": r"\top ",
}  # fmt: skip
_ACCENTS = {
    "\u0302": "hat", "\u0304": "bar", "\u0303": "tilde", "\u0307": "dot", "\u0308": "ddot",
    "\u030c": "check", "\u0306": "breve", "\u0301": "acute", "\u0300": "grave", "\u20d7": "vec",
    "\u030a": "mathring", "\u0332": "underline",
}  # fmt: skip
_ALPHABETS = {"SCRIPT": "mathcal", "DOUBLE-STRUCK": "mathbb", "BLACK-LETTER": "mathfrak",
              "FRAKTUR": "mathfrak"}  # fmt: skip
VARIANTS = {"ϑ": "vartheta", "ϕ": "phi", "φ": "varphi", "ϵ": "epsilon", "ε": "varepsilon",
             "ϖ": "varpi", "ϱ": "varrho", "ς": "varsigma",
             "ϰ": "varkappa"}  # fmt: skip

_CAPITALS = frozenset(
    {"gamma", "delta", "theta", "lambda", "xi", "pi", "sigma", "upsilon", "phi", "psi", "omega"}
)
_LATIN = {
    "alpha": "A", "beta": "B", "epsilon": "E", "zeta": "Z", "eta": "H", "iota": "I", "kappa": "K",
    "mu": "M", "nu": "N", "omicron": "O", "rho": "P", "tau": "T", "chi": "X",
}  # fmt: skip
PAIRS = {"(": ")", "[": "]", "{": "}", "⟨": "⟩"}
_LETTERS = re.compile(r"[A-Za-z]+$")
_DIFFERENTIAL = re.compile(r"d[A-Za-z]$")
PRODUCT = re.compile(r"[a-z]?[A-Z]$|[A-Z]{2}$|[a-z]{2}$")
_BESIDE_DIFFERENTIAL = re.compile(
    r"(?<=[^\s=+−·⊙⊗⊘(,⟨\[]) (?=d[A-Za-z]\b)|(?<=\bd[A-Za-z]) (?=[\w(⟨‖])"
)
_VECTOR_OF_ONES = re.compile(r"[^\W\d_=] $|[)ᵀ⁻¹] $")


def is_mathematical(char: str) -> bool:
    """Whether a character that is not ASCII belongs to a formula."""
    if any(char in table for table in (_SIGNS, _RAISED, _LOWERED, _ACCENTS)) or char in "√Σ":
        return True
    if unicodedata.category(char) == "Mn":
        return True
    plain = unicodedata.normalize("NFD", char)
    title = unicodedata.name(char, "")
    return title.startswith(("GREEK", "MATHEMATICAL", "SCRIPT", "DOUBLE-STRUCK", "BLACK")) or (
        len(plain) == 2 and plain[1] in _ACCENTS
    )


def formula(text: str) -> str:
    r"""A formula in Unicode, in LaTeX.

    >>> print(formula("tr(Gᵀ A dX) = ‖ŷ‖² + x^(p−1) dx"))
    \operatorname{tr}(G^T A \, dX) = \|\hat{y}\|^2 + x^{p-1} \, dx
    >>> print(formula("db̂"), formula("δ_o_T"), formula("δ_hₜ"))
    d\hat{b} \delta_{o_{T}} \delta_{h_t}
    """
    made, place = "", 0
    text = _BESIDE_DIFFERENTIAL.sub("\u2009", unicodedata.normalize("NFC", text))
    while place < len(text):
        piece, place = _atom(text, place)
        glued = made[-1:].isalpha() and piece[:1].isalpha() and _ends_in_command(made)
        made += (" " if glued else "") + piece
    return re.sub(r" +(?=[\s)\]}^_]|$)", "", re.sub(r"  +", " ", made)).strip()


def _ends_in_command(made: str) -> bool:
    return re.search(r"\\[A-Za-z]+$", made) is not None


def _atom(text: str, place: int) -> tuple[str, int]:
    """The LaTeX of what begins at the place, and where it ends."""
    char = text[place]
    for table, mark in ((_RAISED, "^"), (_LOWERED, "_")):
        if char in table:
            end = place
            while end < len(text) and text[end] in table:
                end += 1
            inside = "".join(table[one] for one in text[place:end])
            return mark + (inside if len(inside) == 1 else f"{{{inside}}}"), end
    if char in "^_√" and place + 1 < len(text):
        inside, end = _argument(text, place + 1)
        while char == "_" and (text[end : end + 1] == "_" or text[end : end + 1] in _LOWERED):
            lower, end = _atom(text, end)
            inside += lower
        return (rf"\sqrt{{{inside}}}" if char == "√" else f"{char}{{{inside}}}"), end
    if char.isascii() and char.isalpha():
        word = re.match(r"[A-Za-z]+", text[place:])
        assert word is not None
        after = text[place + word.end() : place + word.end() + 1]
        if after not in _ACCENTS:
            return _word(word.group()), place + word.end()
        if word.end() == 1:
            return _accented(text[place], after), place + 2
        return _word(word.group()[:-1]), place + word.end() - 1
    if char == "Σ" and re.match(r"_\w+ [^\W\d]", text[place + 1 :]):
        return r"\sum", place + 1
    if char == "1" and re.match("ᵀ", text[place + 1 :]):
        return r"\mathbf{1}", place + 1
    if (
        char == "1"
        and _VECTOR_OF_ONES.search(text[:place])
        and re.match(r"\D|$", text[place + 1 :])
    ):
        return r"\mathbf{1}", place + 1
    if char in "{}":
        return f"\\{char}", place + 1
    return _character(char), place + 1


def _argument(text: str, place: int) -> tuple[str, int]:
    """What a script or a root holds: a bracketed stretch, or a word, number or letter."""
    close = PAIRS.get(text[place])
    if close is not None:
        depth = 0
        for end in range(place, len(text)):
            depth += (text[end] == text[place]) - (text[end] == close)
            if depth == 0:
                whole = text[place] == "["
                inside = formula(text[place + 1 : end])
                return (f"[{inside}]" if whole else inside), end + 1
    match = re.match(r"[A-Za-z]+|\d+|.", text[place:], re.DOTALL)
    assert match is not None
    word = match.group()
    index = _LETTERS.match(word) and len(word) <= 2
    return (word if index else formula(word)), place + match.end()


def _word(word: str) -> str:
    if word in FUNCTIONS:
        return f"\\{word}"
    if word in OPERATORS:
        return rf"\operatorname{{{word}}}"
    return word if len(word) == 1 or PRODUCT.match(word) else rf"\mathrm{{{word}}}"


def _accented(letter: str, mark: str) -> str:
    return rf"\{_ACCENTS[mark]}{{{letter}}}"


def _character(char: str) -> str:
    if char in _SIGNS:
        return _SIGNS[char]
    if char.isascii():
        return rf"\{char}" if char in "#%&$" else char
    if char in VARIANTS:
        return rf"\{VARIANTS[char]}"
    plain = unicodedata.normalize("NFD", char)
    if len(plain) == 2 and plain[1] in _ACCENTS:
        return _accented(formula(plain[0]), plain[1])
    title = unicodedata.name(char, "")
    match title.split():
        case ["GREEK", size, "LETTER", name]:
            name = name.lower().replace("lamda", "lambda")
            if size == "SMALL":
                return "o" if name == "omicron" else rf"\{name}"
            return rf"\{name.capitalize()}" if name in _CAPITALS else f"\\mathrm{{{_LATIN[name]}}}"
        case ["MATHEMATICAL", *_] | ["SCRIPT", *_] | ["DOUBLE-STRUCK", *_] | ["BLACK-LETTER", *_]:
            style = next((_ALPHABETS[one] for one in title.split() if one in _ALPHABETS), "mathit")
            return rf"\{style}{{{unicodedata.normalize('NFKC', char)}}}"
    return char
