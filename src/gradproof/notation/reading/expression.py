"""Quick expressions: one formula without a note, in LaTeX, Unicode or as people type it."""

from __future__ import annotations

from gradproof.core.errors import (
    GradproofError,
    LimitError,
    ModelError,
    NotationError,
    Place,
)
from gradproof.core.expr import Expr
from gradproof.core.model import Model
from gradproof.core.phrase import Phrase
from gradproof.notation.reading.data import inputs_among
from gradproof.notation.reading.declare import declare, introduce, is_declaration
from gradproof.notation.reading.kinds import speaks_of_numbers, speaks_of_vectors
from gradproof.notation.reading.macros import FUNCTIONS
from gradproof.notation.reading.model import build_model
from gradproof.notation.reading.names import Known, Scope, name_of, spelled
from gradproof.notation.reading.quick import (
    bared,
    compact_words,
    dialect_of,
    undotted,
    without_frobenius,
    without_lambda,
    without_left_division,
)
from gradproof.notation.reading.solve import Line, Problem, solve
from gradproof.notation.reading.tree import Reader
from gradproof.notation.reading.unknowns import unknowns_in
from gradproof.notation.source.grammar import parse
from gradproof.notation.source.lexer import lex
from gradproof.notation.source.spelling import DEFAULT_WORDS
from gradproof.notation.source.surface import Chain, Group, Items, Name, Node, Product
from gradproof.notation.source.tokens import Token

OBJECTIVES = ("f", "L", "J", "objective")
_STEMS = frozenset(
    part for name in FUNCTIONS if "_" in name for part in name.split("_") if len(part) > 1
)
"""The words of which names such as `batch_norm` are made."""
_WORDS = DEFAULT_WORDS | _STEMS | {word for word in FUNCTIONS if len(word) > 2 and word.isalpha()}


NOT_A_NUMBER = 1.5
"""What it costs if the formula is no number: more than a c or an x_i that is something else."""
MOST_TOKENS = 10_000
"""Letters and signs of an expression."""


def refuse_long(tokens: list[Token]) -> None:
    """Errors: LimitError for an expression of more than 10,000 letters and signs."""
    if len(tokens) > MOST_TOKENS:
        message = Phrase(
            "an expression of more than {0:,} letters and signs is not read", MOST_TOKENS
        )
        raise LimitError(message, hint="Split it: write a note.")


def read_expression(
    text: str, declarations: tuple[str, ...] = (), name: str = "-e"
) -> Model:  # fmt: skip
    r"""The model whose objective `f` is this expression; shapes are inferred.

    `declarations` are such as `A \in R^{m×n}`; `name` is what errors call the text. Formulas behind
    definitions, as in `r = A x - b; \|r\|^2`, may use what these define. f(x) = … names what f is
    to be differentiated by: the other symbols are data.

    Errors:  NotationError, ShapeError, ModelError with a place; LimitError.
    >>> model = read_expression("tr(A X B)")
    >>> [f"{one.symbol.text} {one.shape}" for one in model.declared.values()]
    ['A m×n', 'X n×k', 'B k×m']
    """
    model, of_numbers = _read(text, declarations, name, numbers=False)
    if of_numbers:
        try:
            other, _ = _read(text, declarations, name, numbers=True)
        except GradproofError:
            other = model
        model = other if _last(other).shape.is_scalar else model
    model.quick = True
    return model


def _last(model: Model) -> Expr:
    """The name of the formula."""
    return next(reversed(model.definitions.values()))[0]


def _read(
    text: str, declarations: tuple[str, ...], name: str, *, numbers: bool
) -> tuple[Model, bool]:
    """The model, with all small letters numbers or not, and whether that may help.

    It may where the formula is no number, and nothing in it speaks of vectors: tanh(x), y − x.
    """
    dialect = dialect_of(text)
    scope = Scope(text, name, quick=True)
    for one in declarations:
        here = Scope(one, "--shape", scope.known, quick=True)
        declare(parse(one, document=one, name="--shape"), here, scope)
    if "&" in text and "\\begin" not in text:
        start = text.index("&")
        place = Place(text, start, start + 1, name)
        raise NotationError("& is not expected here", place, "It aligns formulas: delete it.")
    words = None if dialect == "latex" else compact_words(text)
    is_plain = dialect != "latex" and words is None and (text.isascii() or dialect == "numpy")
    mode = "plain" if is_plain else "latex"
    called = {word for word in FUNCTIONS if word.isalpha() and len(word) > 1 and word + "(" in text}
    vocabulary = _WORDS | called | (words or frozenset())
    typed, named = without_lambda(without_frobenius(bared(text)))
    typed = typed if dialect == "latex" else undotted(typed)
    try:
        refuse_long(lex(typed, mode, vocabulary))
        node = parse(typed, mode=mode, words=vocabulary, document=text, name=name)
    except NotationError as error:
        raise without_left_division(error) from None
    scope.plain_calculus = numbers or speaks_of_numbers(node)
    reader = Reader(scope, dialect)
    reader.constants(node)
    reader.unknowns = unknowns_in((node,), scope)
    *before, last = node.items if isinstance(node, Items) else (node,)
    lines: list[Line] = []
    for one in before:
        if is_declaration(one):
            declare(one, scope, scope)
            continue
        right, known, _ = _goal(one, scope)
        if known is None:
            raise ModelError("one formula at a time", scope.place(one), "Write a note for more.")
        lines.append(_line(right, known, reader))
    if is_declaration(last):
        hint = r"Put a formula behind it, as in x \in \mathbb{R}^n; x^T x."
        raise ModelError("nothing to differentiate: this is a declaration", scope.place(last), hint)
    right, goal, arguments = _goal(last, scope)
    arguments |= named
    lines.append(_line(right, goal, reader))
    defined = {line.name for line in lines}
    leaves = set(scope.used) | {one for one in scope.known if one not in defined}
    data = leaves - arguments if arguments & leaves else set[str]()
    problem = Problem(scope, lines, data=data, inputs=inputs_among(scope.used), quick=True)
    problem.scalars[lines[-1].name] = NOT_A_NUMBER
    model = build_model(problem, solve(problem))
    model.readings += reader.unknowns.remarks
    model.obstacle = reader.unknowns.refused(model, scope)
    is_plain = scope.plain_calculus or speaks_of_vectors(node)
    return model, not (is_plain or _last(model).shape.is_scalar)


def _line(right: Node, known: Known | None, reader: Reader) -> Line:
    """What `name = right` defines; a formula without a name is given one."""
    scope = reader.scope
    term = reader.term(right)
    taken = {*scope.known, *scope.used, *reader.unknowns.symbols}
    if known is None:
        free = next(one for one in OBJECTIVES if one not in taken)
        known = Known(free, free, Place(scope.document, 0, len(scope.document), scope.file))
    elif known.name in scope.known:
        raise ModelError(Phrase("{0} is introduced twice", known.latex), known.place)
    elif known.name in taken:
        raise ModelError(Phrase("{0} is defined by itself", known.latex), known.place)
    scope.known[known.name] = known
    return Line(term, known.name)


def _goal(node: Node, scope: Scope) -> tuple[Node, Known | None, set[str]]:
    """The formula, and for `f(x, y) = …` the name it is given and those of its arguments."""
    if isinstance(node, Chain) and len(node.links) == 1 and node.links[0].sign in ("=", ":="):
        right, left = node.links[0].right, node.first
        arguments: set[str] = set()
        if isinstance(left, Product) and len(left.factors) == 2:
            head, group = left.factors
            if isinstance(group, Group):
                left = head
                for one in group.items:
                    whole = spelled(one)
                    found = name_of(whole.base, whole.parts, scope)
                    arguments |= {found[0]} if found is not None else set()
        if left is not None and right is not None and isinstance(spelled(left).base, Name):
            return right, introduce(left, scope), arguments
    return node, None, set()
