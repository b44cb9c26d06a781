"""The public face: read a note, derive its gradients. The command line uses only this."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import get_args

from gradproof.core.errors import GradproofError, LimitError, ModelError, NotationError, ShapeError
from gradproof.core.expr import zeros
from gradproof.core.model import Model
from gradproof.core.phrase import Phrase
from gradproof.core.proof import SymmetricKind
from gradproof.derivation.algorithm import with_algorithm
from gradproof.derivation.batch.restate import in_batch
from gradproof.derivation.layers.counted import counted_out
from gradproof.derivation.layers.proved import proved_layers
from gradproof.derivation.layout import in_numerator_layout
from gradproof.derivation.maps import PRODUCTS, default_goal, proved_map
from gradproof.derivation.restated import Restated
from gradproof.derivation.scope import scope
from gradproof.derivation.symmetric import in_symmetric_space
from gradproof.derivation.transposed import transposed
from gradproof.derivation.verify import WAYS, proved
from gradproof.exact import equal
from gradproof.notation.printing.symbols import identifier
from gradproof.notation.python import Formula, model_of, named
from gradproof.notation.reading import read_expression, read_note
from gradproof.report.answer import Derivation, Gradient, Hessian, Jacobian
from gradproof.report.chinese import speaking
from gradproof.report.words import LANGUAGES, Lang
from gradproof.rulebook import explain

__all__ = [
    "Derivation", "Gradient", "GradproofError", "Hessian", "Jacobian", "Model", "derive", "explain",
    "hvp", "jacobian", "jvp", "read", "read_expression", "vjp",
]  # fmt: skip

LAYOUTS = ("denominator", "numerator")
SYMMETRIC: dict[str, SymmetricKind] = {one: one for one in get_args(SymmetricKind)}
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
            Phrase("a note of more than {0:,} characters is not read", LONGEST_NOTE),
            hint="Split the note.",
        )
    for what, (most, marks) in MOST_MARKS.items():
        if sum(map(text.count, marks)) > most:
            raise LimitError(
                Phrase("a note with more than {0:,} {1} is not read", most, Phrase(what)),
                hint="Split the note.",
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
    symmetric: str = "unconstrained",
    order: int = 1,
    product: str | None = None,
    algorithm: bool = False,
    batch: bool | str | Formula | Sequence[str | Formula] = False,
    transpose: bool = False,
    lang: Lang = "en",
) -> Derivation:
    r"""The G with d(of) = Σ tr(Gᵀ dX), one for each X of `wrt`, every step with its proof.

    note: a model, a formula of symbols, or the text of a note.
    of: what the note defines; by default the last scalar, and of a formula that was read by itself
        its value. Of a vector or a matrix, the results are Jacobian matrices: the J with
        vec d(of) = J vec d(wrt).
    wrt: names as the note writes them (`W_1`, `\hat{Y}` or `Y_hat`); by default every declared
        symbol that is not data (`left_out` says which are); `"all"` for what is defined on the
        way as well.
    style: "differential", "chain" (δ = ∂f/∂z passed back through local Jacobians) or
        "vec" (Jacobian matrices with Kronecker products).
    order: 2 for the second derivatives of every pair of variables as well.
    product: "jacobian" for J, "jvp" for J v and "vjp" for Jᵀu, of a vector or matrix, and "hvp"
        for H v, of a scalar: as formulas without the matrix. The directions v and u get names
        that are free. "gradient" asks for a scalar; without one, what `of` is decides.
    algorithm: whether to state backpropagation and gradient descent as numbered steps as well.
    batch: whether to derive for a batch what the note says for one sample: the mean over m samples.
        What differs from sample to sample is the data, but for what the note calls constant and
        numbers with the letters of settings (λ, ε, η); or what is named here.
    transpose: whether to transpose every symbol, so that samples in rows become samples in columns,
        or the other way round.
    lang: "en" or "zh", the language of explanations and errors.

    layout: "denominator", or "numerator" for transposed gradients.
    symmetric: what the gradient by a matrix S is that the note assumes to be symmetric:
        "unconstrained", with all entries of S free; "symmetrised", the gradient in the space of
        symmetric matrices; or "independent", the partial derivatives by the entries on and below
        the diagonal. Each result says which it is.

    Shapes:  each gradient has the shape of its variable; in numerator layout, the transposed one.
    Errors:  ModelError for an unknown name; ShapeError if `of` is a scalar and must be none, or the
             other way round; LimitError.
    Source:  Magnus & Neudecker 2019, ch. 9.

    >>> found = derive(r"$A \in \mathbb{R}^{n\times n}$, $x \in \mathbb{R}^n$, $f = x^T A x$")
    >>> found
    ∂f/∂A = xxᵀ
    ∂f/∂x = (A + Aᵀ)x
    all 10 steps proved
    >>> found["x"].latex, found["x"].shape
    ('(A + A^T) x', ('n',))
    """
    with speaking(lang):
        _supported("style", style, tuple(WAYS))
        _supported("layout", layout, LAYOUTS)
        _supported("order", order, (1, 2))
        _supported("lang", lang, LANGUAGES)
        _supported("symmetric", symmetric, tuple(SYMMETRIC))
        only_scalar = product == "gradient"
        if product is not None:
            _supported("product", product, ("gradient", "jacobian", *PRODUCTS))
        model, goal = _question(note, of)
        if product == "jacobian":
            goal = _no_scalar(model, goal)
        product = product if product in PRODUCTS else None
        names = _names(model, wrt)
        if goal is None and (product is not None or model.quick):
            goal = default_goal(model, product)
        restated: list[Restated] = []
        if batch is not False:
            restated.append(in_batch(model, goal, None if batch is True else _names(model, batch)))
            model, goal, names = _of_restated(restated[-1], names)
        if transpose:
            restated.append(transposed(model, goal))
            model, goal, names = _of_restated(restated[-1], names)
        is_map = product is not None or not (
            only_scalar or goal is None or model.find(goal).shape.is_scalar
        )
        _only_gradients(symmetric, {
            Phrase("Jacobians and products along directions"): is_map and product != "vjp",
            Phrase("second derivatives"): order != 1,
            Phrase("the algorithm"): algorithm,
            Phrase("networks of symbolic depth"): model.layers is not None,
            Phrase("notes said otherwise, for a batch or transposed"): bool(restated),
        })  # fmt: skip
        if is_map or order == 2:
            model, names = counted_out(model, names)
        if goal is not None and is_map:
            if algorithm:
                raise ModelError(
                    "the algorithm is that of the gradients of a scalar",
                    model.places.get(goal),
                    "Leave it out, or name a scalar with --of.",
                )
            found = proved_map(model, goal, names, style, product, order)
        elif model.layers is not None:
            found = proved_layers(model, goal, names, style, order, algorithm=algorithm)
        else:
            asked = scope(model, goal, names)
            found = proved(model, asked, style, order)
            if algorithm:
                found = with_algorithm(
                    found, proved(found.model, scope(found.model, goal, names), "chain")
                )
        found = in_symmetric_space(found, SYMMETRIC[symmetric])
        if layout == "numerator":
            found = in_numerator_layout(found)
        for one in reversed(restated):
            found = one.before(found)
        return Derivation(found, lang)


def jacobian(
    note: Model | Formula | str,
    of: str | Formula | None = None,
    wrt: str | Formula | Sequence[str | Formula] | None = None,
    *,
    style: str = "differential",
    order: int = 1,
    layout: str = "denominator",
    lang: Lang = "en",
) -> Derivation:
    r"""The J with vec dy = J vec dx of a vector or matrix y, by default the last; see `derive`.

    Shapes:  the entries of y × the entries of x.
    Errors:  as `derive`; ShapeError for a scalar.

    >>> jacobian(read_expression(r"X^{-1}"))
    ∂vec(f)/∂vec(X)ᵀ = −X⁻ᵀ ⊗ X⁻¹
    all 3 steps proved
    """
    return derive(
        note, of, wrt, style=style, order=order, layout=layout, product="jacobian", lang=lang
    )


def jvp(
    note: Model | Formula | str,
    of: str | Formula | None = None,
    wrt: str | Formula | Sequence[str | Formula] | None = None,
    *,
    style: str = "differential",
    lang: Lang = "en",
) -> Derivation:
    r"""J v, the differential of y with directions for the differentials; see `derive`.

    >>> jvp(read_expression(r"X^{-1}"))
    D_X f[V] = −X⁻¹VX⁻¹
    all 3 steps proved
    """
    return derive(note, of, wrt, style=style, product="jvp", lang=lang)


def vjp(
    note: Model | Formula | str,
    of: str | Formula | None = None,
    wrt: str | Formula | Sequence[str | Formula] | None = None,
    *,
    style: str = "differential",
    lang: Lang = "en",
) -> Derivation:
    r"""Jᵀu, the gradient of φ = ⟨u, y⟩ for a cotangent u that stands still; see `derive`.

    >>> vjp(read_expression(r"A x"), wrt="x")
    ∂φ/∂x = Aᵀu
    all 6 steps proved
    """
    return derive(note, of, wrt, style=style, product="vjp", lang=lang)


def hvp(
    note: Model | Formula | str,
    of: str | Formula | None = None,
    wrt: str | Formula | Sequence[str | Formula] | None = None,
    *,
    style: str = "differential",
    lang: Lang = "en",
) -> Derivation:
    r"""H v, the differential of the gradient of a scalar along directions; see `derive`.

    >>> hvp(read_expression(r"x^T A x"), wrt="x")
    D_x (∂f/∂x)[v] = (A + Aᵀ)v
    all 11 steps proved
    """
    return derive(note, of, wrt, style=style, product="hvp", lang=lang)


def _of_restated(found: Restated, names: list[str] | None) -> tuple[Model, str, list[str] | None]:
    """The new note, with what is asked about, and by what, by the new names."""
    renamed = None if names is None else [found.names.get(one, one) for one in names]
    return found.model, found.of.symbol.name, renamed


def _only_gradients(symmetric: str, asked: Mapping[Phrase, bool]) -> None:
    """Errors: ModelError for what is asked that no restriction to symmetric matrices is made of."""
    for what, wanted in asked.items():
        if wanted and symmetric != "unconstrained":
            raise ModelError(
                Phrase("--symmetric {0} is not made for {1}", symmetric, what),
                hint="Leave it out: gradients are then unconstrained, Jacobians and second"
                " derivatives along symmetric differentials.",
            )


def _no_scalar(model: Model, goal: str | None) -> str:
    """What a Jacobian is of, by default the last that has one.

    Errors:  ShapeError for a scalar.
    """
    found = default_goal(model, "vjp") if goal is None else goal
    of = model.find(found)
    if of.shape.is_scalar:
        raise ShapeError(
            Phrase("{0} is a scalar: a Jacobian is of a vector or a matrix", of.symbol.text),
            model.places.get(found),
            "derive gives its gradient.",
        )
    return found


def _question(note: Model | Formula | str, of: str | Formula | None) -> tuple[Model, str | None]:
    """The model, and the name of what is to be differentiated if somebody says."""
    if isinstance(note, Formula):
        formula = named(note)
        model, of = model_of(formula), formula if of is None else of
    elif isinstance(note, str):
        model = read(note)
    elif isinstance(note, Model):
        model = note
    else:
        raise ModelError(
            Phrase(
                "derive takes a model, a formula of symbols or the text of a note, not {0!r}", note
            ),
            hint="Read a note with read, or make symbols with matrix, vector and scalar.",
        )
    return model, None if of is None else _name(model, of)


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
                Phrase("{0} has another meaning here than the {0} that is known", left),
                place,
                "Give the function another name, such as g.",
            )
        if holds is None:
            note.readings.append(
                Phrase("{0} is taken to be the function that is known by this name", left)
            )


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
        raise ModelError(Phrase("there is no symbol {0}", asked), hint=error.hint) from None


def _supported(option: str, value: object, known: Sequence[object]) -> None:
    """Errors: ModelError for a value that does not exist."""
    if value not in known:
        listed = ", ".join(str(one) for one in known)
        raise ModelError(
            Phrase("{0} {1!r} is not known", option, value),
            hint=Phrase("Choose one of: {0}.", listed),
        )
