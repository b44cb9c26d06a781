"""Facts: what a line that begins with `Assume` or `Given` says, and what a declaration adds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from gradproof.core.algebra import column_sums, row_sums, total
from gradproof.core.errors import GradproofError
from gradproof.core.expr import Expr, ones, symbols
from gradproof.core.facts import Equation, Property
from gradproof.core.model import Model
from gradproof.core.phrase import Phrase
from gradproof.notation.reading import forms
from gradproof.notation.reading.base import ReaderBase
from gradproof.notation.reading.data import mentions, words_before, words_behind
from gradproof.notation.reading.names import Scope
from gradproof.notation.reading.onehot import ONE_HOT, one_hot_said
from gradproof.notation.reading.solve import Line
from gradproof.notation.reading.terms import Run, Term, postorder
from gradproof.notation.source.statements import Statement
from gradproof.notation.source.surface import Chain, Name, Node, Number

PROPERTY_WORDS: dict[str, tuple[str, ...]] = {
    "symmetric": (
        "symmetric",
        "positive semidefinite",
        "positive semi-definite",
        "positive-semidefinite",
        "covariance matrix",
        "covariance matrices",
        "对称",
        "半正定",
        "协方差矩阵",
        "协方差阵",
    ),
    "invertible": ("invertible", "nonsingular", "non-singular", "可逆", "非奇异"),
    "positive_definite": ("positive definite", "positive-definite", "正定"),
    "orthogonal": ("orthogonal", "正交"),
    "diagonal": ("diagonal", "对角"),
    "positive": ("positive entries", "entries are positive", "元素为正", "正数", "均为正"),
    "nonzero": (
        "nonzero entries",
        "non-zero entries",
        "entries are nonzero",
        "entries are non-zero",
        "元素非零",
        "元素均非零",
        "元素不为零",
        "元素均不为零",
        "分量非零",
    ),
    "not_zero": ("nonzero", "non-zero", "非零"),
    "sums_to_one": (
        "one-hot",
        "one hot",
        "独热",
        "probabilit",
        "sums to one",
        "sum to one",
        "sums to 1",
        "sum to 1",
        "概率分布",
        "和为 1",
        "和为1",
    ),
}
"""How a property is said, in either language."""


def _either(words: Iterable[str]) -> str:
    """A pattern for one of the words, which for Latin letters must stand alone."""
    return "|".join(
        rf"\b{re.escape(w)}\w*"
        if w == "probabilit"
        else rf"\b{re.escape(w)}\b"
        if w.isascii()
        else re.escape(w)
        for w in words
    )


_OTHER = re.compile(
    r"(?:\b(?:non|skew|anti|cross|block|tri|off)[-\s–]*|[非反斜半块次互]|三)$", re.IGNORECASE
)
"""What makes another word of the word behind it: skew-symmetric, block diagonal, 反对称."""
_DENIED = re.compile(
    r"(?:\bnot\b|n['’]t\b|\bnever\b|\bneither\b|不|未必|无需|无须|并非)"
    r"(?:(?!\bbut\b|\byet\b|[,;.，；。]|但|而是).)*$",
    re.IGNORECASE,
)
"""What says that something is not so, up to the end of the clause."""
_PART = re.compile(r"\s*(?:entries|elements|entry|element|blocks?|part)\b|线|元|占优|块")
"""What makes a part of a matrix of its property: its diagonal entries."""
_DIAGONAL = re.compile(r"(?:\bdiagonal\s+|对角线?的?)$")
"""What makes entries those of the diagonal alone."""
_PROPERTIES = {name: re.compile(_either(words)) for name, words in PROPERTY_WORDS.items()}
_ADJECTIVE = "(?:" + "|".join(_either(words) for words in PROPERTY_WORDS.values()) + ")"
_JOINT = r"(?:\s|,|，|、|\band\b|\bor\b|且|并且|的|square|方)*"
_NOUN = (
    r"(?:\s*(?:real|kernel|covariance|precision|weight|label|target|class)?\s*"
    r"(?:matrix|matrices|vectors?|labels?|targets?|rows?|columns?|kernel|covariance|weights?)"
    r"|\s*(?:实|方|协方差|核)?(?:矩阵|向量|标签|方阵|目标|行|列)){0,2}"
)
_BEFORE = re.compile(rf"{_ADJECTIVE}(?:{_JOINT}{_ADJECTIVE})*{_JOINT}{_NOUN}\s*(?:be\s*)?$")
_BEHIND = re.compile(
    r"\s*[,;:(（，；：]?\s*(?:(?:which|that|whose entries|each row|every row)\s+)?"
    r"(?:(?:is|are|be|being|assumed|known|to|an?|the|both|all|also|real|square)\s+)*"
    r"(?:是|为|均为|都是|都|皆|一个|已知|实|每行|每一行|的|且)*\s*"
    rf"{_ADJECTIVE}(?:{_JOINT}{_ADJECTIVE})*"
)
_WHERE = re.compile(
    r"(?:\b(?:where|with|such that|subject to|satisfy(?:ing)?|satisfies|so that|s\.t\.)"
    r"|其中|满足|使得|且)\s*$",
    re.IGNORECASE,
)
SQUARE = frozenset({"symmetric", "invertible", "positive_definite", "orthogonal", "diagonal"})
"""Properties of square matrices; said of another matrix, they mean something else."""


@dataclass(slots=True)
class Assumption:
    """left ∘ right as terms, or words about a symbol."""

    sign: str
    left: Term
    right: Term | None
    node: Node
    words: tuple[str, ...] = ()

    def names(self) -> set[str]:
        """The symbols in it."""
        sides = [self.left] if self.right is None else [self.left, self.right]
        return {
            str(one.data)
            for side in sides
            for one in postorder(side)
            if isinstance(one.form, forms.Leaf)
        }

    def lines(self) -> Iterator[Line]:
        """What has to fit together in it."""
        if self.right is not None and self.sign == "=":
            yield Line(self.right, left=self.left)
        else:
            yield Line(self.left)
            if self.right is not None:
                yield Line(self.right)


def assumptions(statement: Statement, reader: ReaderBase) -> list[Assumption]:
    """What a statement assumes; what cannot be read as a fact is left out."""
    node = statement.node
    if node is None:
        return []
    words = properties_in(statement.tail)
    if isinstance(node, Chain):
        sides = [node.first, *(link.right for link in node.links)]
        found: list[Assumption] = []
        for link, left, right in zip(node.links, sides, sides[1:], strict=False):
            if link.sign == "∈" or left is None or right is None:
                continue
            try:
                terms = reader.term(left), reader.term(right)
            except GradproofError:
                if statement.role == "assume":
                    raise
                continue
            found.append(Assumption(link.sign, *terms, node))
        return found
    if words:
        try:
            return [Assumption("", reader.term(node), None, node, words)]
        except GradproofError:
            return []
    return []


def is_side_condition(statement: Statement) -> bool:
    r"""Whether words make an equation a fact: `where $\sum_i y_i = 1$`, `其中`, `with`."""
    node = statement.node
    if not isinstance(node, Chain) or len(node.links) != 1 or node.links[0].sign != "=":
        return False
    right = node.links[0].right
    plain = isinstance(right, Number) or (isinstance(right, Name) and right.letter in "01I")
    return plain and not statement.formula.display and _WHERE.search(statement.lead) is not None


def properties_said(lead: str, tail: str) -> tuple[str, ...]:
    """The properties that the words beside a symbol give to it, and not to something else.

    In front they are adjectives of a noun that ends there; behind they follow at once, after a verb
    at most.

    >>> properties_said("the symmetric positive definite matrix ", ""), properties_said("", " 可逆")
    (('symmetric', 'positive_definite'), ('invertible',))
    >>> properties_said("Orthogonality penalty for ", ""), properties_said("the diagonal of ", "")
    ((), ())
    >>> properties_said("", " is invertible."), properties_said("", " has its diagonal in $d$")
    (('invertible',), ())
    """
    lead, tail = lead.lower(), tail.lower()
    before, behind = _BEFORE.search(lead), _BEHIND.match(tail)
    found = {*_named(lead, before.start())} if before else set[str]()
    if behind:
        found.update(_named(tail, 0, behind.end()))
    return tuple(name for name in PROPERTY_WORDS if name in found)


def properties_in(prose: str) -> tuple[str, ...]:
    """The properties that a stretch of prose names, and does not deny.

    >>> properties_in(" is symmetric and positive definite"), properties_in(" 可逆")
    (('symmetric', 'positive_definite'), ('invertible',))
    >>> properties_in(" is not symmetric, but invertible"), properties_in(" 反对称")
    (('invertible',), ())
    """
    return tuple(_named(prose.lower()))


def _named(prose: str, start: int = 0, end: int | None = None) -> Iterator[str]:
    """The properties that a stretch of prose names; what stands before it can deny them."""
    for name, pattern in _PROPERTIES.items():
        for match in pattern.finditer(prose, start, len(prose) if end is None else end):
            before = prose[: match.start()]
            denied = _OTHER.search(before) or _DENIED.search(before)
            if name in ("positive", "nonzero"):
                denied = denied or _DIAGONAL.search(before)
            if not denied and not _PART.match(prose, match.end()):
                yield name
                break


def enter_facts(
    model: Model,
    facts: list[Assumption],
    run: Run,
    declared: dict[str, tuple[Statement, tuple[str, ...]]],
    statements: Sequence[Statement],
    scope: Scope,
) -> None:
    """Add the facts, as properties where they are ones, else as equations."""
    for name, (statement, properties) in declared.items():
        subject = run.symbols.get(name)
        if subject is not None and name in model.declared:
            spoken = properties_said(words_before(statement.lead), statement.tail)
            for one in dict.fromkeys((*properties, *PROPERTY_WORDS)):
                if one == "sums_to_one" and ONE_HOT.search(statement.lead + statement.tail):
                    continue
                if one in properties or one in spoken:
                    add_property(model, one, subject)
    for name, statement in mentions(statements, scope):
        subject = run.symbols.get(name)
        said = "" if subject is None else _one_hot(statement, scope)
        if subject is not None and said and subject.symbol.name in model.declared:
            add_one_hot(model, subject, columns=said == "columns")
    for fact in facts:
        left = run.build(fact.left)
        right = None if fact.right is None else run.build(fact.right)
        enter(model, fact, left, right, run)


def _one_hot(statement: Statement, scope: Scope) -> str:
    """What words beside a name call one-hot: its rows, its columns or nothing."""
    behind = words_behind(statement, scope.document)
    return one_hot_said(words_before(statement.lead), behind)


def enter(model: Model, fact: Assumption, left: Expr, right: Expr | None, run: Run) -> None:
    """Add one fact."""
    for word in fact.words:
        for subject in symbols(left):
            add_property(model, word, subject)
    if right is None:
        return
    zero = right.op == "zero"
    match fact.sign:
        case "=":
            named = _property_of(left, right) or _property_of(right, left)
            if named is not None:
                add_property(model, *named)
                return
            if left.shape != right.shape and right.shape.is_scalar:
                right = forms.spread(right, left.shape)
            model.facts.append(Equation(left, right))
        case ">" if zero and left.op == "symbol":
            add_property(model, "positive", left)
        case "≻" if left.op == "symbol":
            add_property(model, "positive_definite", left)
        case "⪰" if zero and left.op == "symbol":
            add_property(model, "symmetric", left)
        case "≠" if zero and left.op == "symbol" and left.shape.is_scalar:
            add_property(model, "nonzero", left)
        case "≠" if zero and left.op == "det" and left.args[0].op == "symbol":
            add_property(model, "invertible", left.args[0])
        case _:
            model.readings.append(Phrase("{0} is not used as a fact", run.source(fact.node)))


def add_one_hot(model: Model, subject: Expr, *, columns: bool = False) -> None:
    """Add that the entries of a vector, of each row or of each column of a matrix, sum to one."""
    is_vector = 1 in _lengths(subject)
    whole = total if is_vector else column_sums if columns else row_sums
    fact = Equation(whole(subject), ones(*whole(subject).shape))
    if fact not in model.facts:
        model.facts.append(fact)


def _lengths(subject: Expr) -> list[object]:
    return [size.number for size in subject.shape]


def _property_of(left: Expr, right: Expr) -> tuple[str, Expr] | None:
    """The property that an equation states of a symbol: A = Aᵀ, QᵀQ = I."""
    if left.op == "transpose" and left.args[0] is right and right.op == "symbol":
        return "symmetric", right
    if left.op == "matmul" and len(left.args) == 2 and right.op == "identity":
        one, other = left.args
        if one.op == "transpose" and one.args[0] is other and other.shape.is_square:
            return "orthogonal", other
        if other.op == "transpose" and other.args[0] is one and one.shape.is_square:
            return "orthogonal", one
    return None


def add_property(model: Model, name: str, subject: Expr) -> None:
    """Add a property with those that it implies; 1ᵀy = 1 is an equation.

    That a vector is not zero is no property of its entries, and is not kept.
    """
    if name == "sums_to_one":
        add_one_hot(model, subject)
        return
    if name in SQUARE and not subject.shape.is_square:
        return
    if name == "not_zero":
        if not subject.shape.is_scalar:
            return
        name = "nonzero"
    implied = {"positive_definite": ("symmetric", "invertible"), "orthogonal": ("invertible",)}
    for one in (name, *implied.get(name, ())):
        fact = Property(one, subject)
        if fact not in model.facts:
            model.facts.append(fact)
