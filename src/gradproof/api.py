"""The public face: read a note, derive its gradients. The command line uses only this."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gradproof.core.errors import GradproofError, LimitError, ModelError, NotationError
from gradproof.core.expr import zeros
from gradproof.core.model import Model
from gradproof.derivation.algorithm import with_algorithm
from gradproof.derivation.layers.proved import proved_layers
from gradproof.derivation.layout import in_numerator_layout
from gradproof.derivation.scope import scope
from gradproof.derivation.verify import WAYS, proved
from gradproof.exact import equal
from gradproof.notation.printing.symbols import identifier
from gradproof.notation.python import Formula, model_of, named
from gradproof.notation.reading import read_expression, read_note
from gradproof.report.answer import Derivation, Gradient, Hessian
from gradproof.report.words import LANGUAGES, Lang
from gradproof.rulebook import explain

__all__ = [
    "Derivation", "Gradient", "GradproofError", "Hessian", "Model", "derive", "explain", "read",
    "read_expression",
]  # fmt: skip

LAYOUTS = ("denominator", "numerator")
LONGEST_NOTE = 2**20
"""Characters of a note."""
MOST_MARKS = {
    "marks of mathematics": (40_000, ("$", r"\(", r"\[", r"\begin", "```")),
    "square brackets": (10_000, ("[",)),
    "marks of emphasis": (100_000, ("*", "_", "<", "`")),
}
"""How many a note may have of what takes time to match."""
_WAITS = re.compile(
    r"\\(?:(?:wide)?(?:hat|tilde)|bar|vec|dot|overline|mathbf|bm|boldsymbol|pmb|mathrm)$"
)
"""A command whose operand is still to come."""


def read(text: str, name: str = "") -> Model:
    r"""What a note defines: its symbols with their shapes, its definitions and its facts.

    `name` is the file that errors speak of.

    Errors:  NotationError, ShapeError, ModelError with the place in the text; LimitError.

    >>> note = read(r"$A \in \mathbb{R}^{m\times n}$, $x \in \mathbb{R}^n$, $f = \|A x\|^2$")
    >>> [str(leaf.shape) for leaf in note.declared.values()]
    ['m×n', 'n×1']
    """
    if len(text) > LONGEST_NOTE:
        raise LimitError(
            f"a note of more than {LONGEST_NOTE:,} characters is not read", hint="Split the note."
        )
    for what, (most, marks) in MOST_MARKS.items():
        if sum(map(text.count, marks)) > most:
            raise LimitError(
                f"a note with more than {most:,} {what} is not read", hint="Split the note."
            )
    note = read_note(text, name)
    _compare_functions(note)
    return note


def derive(
    note: Model | Formula | str,
    of: str | Formula | None = None,
    wrt: str | Formula | Sequence[str | Formula] | None = None,
    *,
    style: str = "differential",
    layout: str = "denominator",
    order: int = 1,
    algorithm: bool = False,
    lang: Lang = "en",
) -> Derivation:
    r"""The G with d(of) = Σ tr(Gᵀ dX), one for each X of `wrt`, every step with its proof.

    note: a model, a formula of symbols, or the text of a note.
    of: a scalar that the note defines; by default the last.
    wrt: names as the note writes them (`W_1`, `\hat{Y}` or `Y_hat`); by default every declared
        symbol that is not data (`left_out` says which are); `"all"` for what is defined on the
        way as well.
    style: "differential", "chain" (δ = ∂f/∂z passed back through local Jacobians) or
        "vec" (Jacobian matrices with Kronecker products).
    order: 2 for the second derivatives of every pair of variables as well.
    algorithm: whether to state backpropagation and gradient descent as numbered steps as well.
    lang: "en" or "zh", the language in which the steps are explained.

    layout: "denominator", or "numerator" for transposed gradients.

    Shapes:  each gradient has the shape of its variable; in numerator layout, the transposed one.
    Errors:  ModelError for an unknown name; ShapeError if `of` is not a scalar; LimitError.
    Source:  Magnus & Neudecker 2019, ch. 9.

    >>> found = derive(r"$A \in \mathbb{R}^{n\times n}$, $x \in \mathbb{R}^n$, $f = x^T A x$")
    >>> found
    ∂f/∂A = xxᵀ
    ∂f/∂x = (A + Aᵀ)x
    all 10 steps proved
    >>> found["x"].latex, found["x"].shape
    ('(A + A^T) x', ('n',))
    """
    _supported("style", style, tuple(WAYS))
    _supported("layout", layout, LAYOUTS)
    _supported("order", order, (1, 2))
    _supported("lang", lang, LANGUAGES)
    if isinstance(note, Formula):
        formula = named(note)
        model, of = model_of(formula), formula if of is None else of
    elif isinstance(note, str):
        model = read(note)
    elif isinstance(note, Model):
        model = note
    else:
        raise ModelError(
            f"derive takes a model, a formula of symbols or the text of a note, not {note!r}",
            hint="Read a note with read, or make symbols with matrix, vector and scalar.",
        )
    goal = None if of is None else _name(model, of)
    names = _names(model, wrt)
    if model.layers is not None:
        found = proved_layers(model, goal, names, style, order, algorithm=algorithm)
    else:
        asked = scope(model, goal, names)
        found = proved(model, asked, style, order)
        if algorithm:
            found = with_algorithm(
                found, proved(found.model, scope(found.model, goal, names), "chain")
            )
    return Derivation(in_numerator_layout(found) if layout == "numerator" else found, lang)


def _compare_functions(note: Model) -> None:
    """Errors: ModelError for a definition of σ, ReLU, … that is not the function known here."""
    for left, right, place in note.redefined:
        try:
            compared = read_expression(f"({left}) - ({right})")
        except GradproofError:
            holds = None
        else:
            ((_, difference),) = compared.definitions.values()
            holds = equal(difference, zeros(difference.shape)).holds
        if holds is False:
            raise ModelError(
                f"{left} has another meaning here than the {left} that is known",
                place,
                "Give the function another name, such as g.",
            )
        if holds is None:
            note.readings.append(f"{left} is taken to be the function that is known by this name")


def split_names(text: str) -> list[str]:
    r"""The names in a list with commas or spaces between them; those in brackets belong to a name.

    >>> split_names(r"W_1, W_{1,2} b \hat{Y}")
    ['W_1', 'W_{1,2}', 'b', '\\hat{Y}']
    >>> split_names(r"\hat Y \alpha")
    ['\\hat Y', '\\alpha']
    """
    depth, parts = 0, [""]
    for char in text:
        depth += (char in "{([") - (char in "})]")
        ends = char == "," or (char.isspace() and not _WAITS.search(parts[-1]))
        if ends and depth <= 0:
            parts.append("")
        else:
            parts[-1] += char
    return [part.strip() for part in parts if part.strip()]


def _names(model: Model, wrt: str | Formula | Sequence[str | Formula] | None) -> list[str] | None:
    """The names of the symbols to differentiate by; None for the default."""
    if wrt is None:
        return None
    if isinstance(wrt, Formula):
        return [wrt.name]
    asked = split_names(wrt) if isinstance(wrt, str) else wrt
    return ["all" if one == "all" else _name(model, one) for one in asked]


def _name(model: Model, asked: str | Formula) -> str:
    """The name that the model knows the symbol by."""
    if isinstance(asked, Formula):
        return asked.name
    if asked in model.declared or asked in model.definitions:
        return asked
    try:
        return identifier(asked)
    except NotationError as error:
        raise ModelError(f"there is no symbol {asked}", hint=error.hint) from None


def _supported(option: str, value: object, known: Sequence[object]) -> None:
    """Errors: ModelError for a value that does not exist."""
    if value not in known:
        listed = ", ".join(str(one) for one in known)
        raise ModelError(f"{option} {value!r} is not known", hint=f"Choose one of: {listed}.")
