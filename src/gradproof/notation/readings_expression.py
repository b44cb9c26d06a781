"""Quick expressions: one formula without a note, in LaTeX, Unicode or as people type it."""

from __future__ import annotations

import re

from gradproof.core.errors import ModelError, Place
from gradproof.core.model import Model
from gradproof.notation.grammar import parse
from gradproof.notation.macros import FUNCTIONS
from gradproof.notation.readings_data import inputs_among
from gradproof.notation.readings_declare import declare, introduce, is_declaration
from gradproof.notation.readings_kinds import speaks_of_vectors
from gradproof.notation.readings_model import build_model
from gradproof.notation.readings_names import GREEK, Known, Scope, spelled
from gradproof.notation.readings_solve import Line, Problem, solve
from gradproof.notation.readings_tree import Reader
from gradproof.notation.spelling import DEFAULT_WORDS
from gradproof.notation.surface import Chain, Group, Items, Name, Node, Product

_LATEX = re.compile(r"\\[A-Za-z|{]|[\^_]\{|[^\x00-\x7f]")
_MATLAB = re.compile(r"\.[*/^]")
_NUMPY = re.compile(r"@|\.T\b|\b(?:np|numpy|jnp|torch)\.|axis\s*=")
_TRANSPOSED = re.compile(r"\^(?:T|\s*\(?-1\)?)(?![A-Za-z])")
_RUN = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_TYPED = re.compile(r"\*\*|@|\.[A-Za-z]|_|[A-Za-z][0-9]")
_FROBENIUS = re.compile(r"""\s*,\s*(?:'fro'|"fro"|2)\s*(?=\))""")
OBJECTIVES = ("f", "L", "J", "objective")


def dialect_of(text: str) -> str:
    r"""`latex`, `numpy`, `matlab` or `plain`: how a formula is written.

    >>> [dialect_of(one) for one in (r"\|x\|^2", "‖x‖²", "A @ x", "A .* B", "tr(A X B)")]
    ['latex', 'latex', 'numpy', 'matlab', 'plain']
    """
    if _LATEX.search(text):
        return "latex"
    if _NUMPY.search(text):
        return "numpy"
    return "matlab" if _MATLAB.search(text) else "plain"


def read_expression(
    text: str, declarations: tuple[str, ...] = (), name: str = "-e"
) -> Model:  # fmt: skip
    r"""The model whose objective `f` is this expression; shapes are inferred.

    `declarations` are such as `A \in R^{m×n}`; `name` is what errors call the text.

    Errors:  NotationError, ShapeError, ModelError with a place; LimitError.
    >>> model = read_expression("tr(A X B)")
    >>> [f"{one.symbol.text} {one.shape}" for one in model.declared.values()]
    ['A m×n', 'X n×k', 'B k×m']
    """
    dialect = dialect_of(text)
    scope = Scope(text, name)
    for one in declarations:
        declare(parse(one, document=one, name="--shape"), Scope(one, "--shape", scope.known), scope)
    words = None if dialect == "latex" else _compact_words(text)
    mode = "plain" if dialect != "latex" and words is None else "latex"
    typed = _FROBENIUS.sub(lambda m: " " * len(m[0]), text) if "norm" in text else text
    vocabulary = DEFAULT_WORDS | (words or frozenset())
    node = parse(typed, mode=mode, words=vocabulary, document=text, name=name)
    scope.plain_calculus = not speaks_of_vectors(node)
    node, goal = _goal(node, scope)
    reader = Reader(scope, dialect)
    term = reader.term(node)
    taken = {*scope.known, *scope.used}
    if goal is None:
        free = next(one for one in OBJECTIVES if one not in taken)
        goal = Known(free, free, Place(text, 0, len(text), name))
    elif goal.name in taken:
        raise ModelError(f"{goal.latex} is defined by itself", goal.place)
    scope.known[goal.name] = goal
    problem = Problem(scope, [Line(term, goal.name)], scalar=True, data=inputs_among(scope.used))
    run = solve(problem)
    return build_model(problem, run)


def _compact_words(text: str) -> frozenset[str] | None:
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


def _goal(node: Node, scope: Scope) -> tuple[Node, Known | None]:
    """The formula and the name it is given, for `f = …`."""
    if isinstance(node, Items):
        for one in node.items[:-1]:
            if not is_declaration(one):
                raise ModelError(
                    "one formula at a time", scope.place(one), "Write a note for more."
                )
            declare(one, scope, scope)
        node = node.items[-1]
    if isinstance(node, Chain) and len(node.links) == 1 and node.links[0].sign in ("=", ":="):
        right, left = node.links[0].right, node.first
        if isinstance(left, Product) and len(left.factors) == 2:
            head, arguments = left.factors
            left = head if isinstance(arguments, Group) else left
        if left is not None and right is not None and isinstance(spelled(left).base, Name):
            return right, introduce(left, scope)
    return node, None
