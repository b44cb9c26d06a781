"""Which symbols are data: inputs, targets and constants, whose gradients nobody asks for.

Words beside a name decide: input, target, constant, hyperparameter; weight, parameter. Where there
are none, its letter does: x and X are inputs where a weight multiplies something, y and t are
targets wherever there are weights, and an undeclared λ or ε is a number that a person sets.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from gradproof.notation.reading import forms
from gradproof.notation.reading.names import Known, Scope, name_of, spelled, transposes
from gradproof.notation.reading.products import Product
from gradproof.notation.reading.solve import Problem
from gradproof.notation.reading.terms import Term
from gradproof.notation.settings import stem
from gradproof.notation.source.statements import Statement
from gradproof.notation.source.surface import Chain, Items, Name, Node, Number

DATA_WORDS = re.compile(
    r"\bdata\b|\binputs?\b|\btargets?\b|\blabels?\b|\bone-hot\b|\bsamples?\b|\bobserv"
    r"|\bground truth\b|数据|标签|输入|目标|样本|独热|真实值|真值|入力|教師",
    re.IGNORECASE,
)
PARAMETER_WORDS = re.compile(
    r"\bweights?\b|\bbias(es)?\b|\bparameters?\b|\blayers?\b|\bunknowns?\b|\blearn|\btrain(ed|able)"
    r"|\bvariables?\b|\boptimi[sz]|权重|偏置|参数|权值|待求|可学习|变量",
    re.IGNORECASE,
)
SETTING_WORDS = re.compile(
    r"\bhyper[-\s]?parameters?\b|\bweight[-\s]decay\b|\blearning[-\s]rates?\b|\bstep[-\s]sizes?\b"
    r"|\b(?:regulari[sz]ation|regulari[sz]ing|penalty|tuning|smoothing)[-\s]"
    r"(?:parameters?|constants?|coefficients?|strengths?|weights?)\b"
    r"|超参数?|(?:正则化?|惩罚|平滑)(?:项?的?)(?:参数|系数|强度|权重)|权重衰减(?:系数)?|学习率|步长",
    re.IGNORECASE,
)
"""Names for a number that a person sets, whatever other words they are made of."""
_CONSTANT = (
    r"\bconstants?\b(?![-\s]terms?\b)|\bfixed\b(?![-\s]points?\b)|常数(?!项)|常量|常向量|常矩阵"
)
_CONSTANT_BEFORE = re.compile(
    rf"(?<!up to a )(?<!additive )(?:{_CONSTANT})[^,.;:，、：()（）]{{0,30}}$", re.IGNORECASE
)
_CONSTANT_BEHIND = re.compile(
    rf"\W{{0,3}}(?:where|which|that)?[^,:;，、：；()（）]{{0,40}}?(?:{_CONSTANT})", re.IGNORECASE
)
_OTHERWISE = re.compile(rf"{PARAMETER_WORDS.pattern}|\bnot\b|不是|并非|非常数", re.IGNORECASE)
_JOINER = re.compile(r"[\s,，]*(?P<and>、|\band\b|与|和|及|以及)?\s*", re.IGNORECASE)
_ALL = re.compile(r"[\s,，]*(?:are\b|be\s(?:\w+\s){0,2}\w+s\b|(?P<each>均|都|皆))", re.IGNORECASE)
MANY = 3
"""So many names with commas between them are a list without an `and`."""
COLUMN_WORDS = re.compile(
    r"\bcolumn-?\s?wise\b|\b(?:each|every|per|over the) columns?\b|按列|逐列|每一?列|对列",
    re.IGNORECASE,
)
INPUT_LETTERS = frozenset(("X", "x", "Y", "y", "t", "T"))
TARGET_LETTERS = INPUT_LETTERS - {"X", "x"}
WEIGHT_LETTERS = frozenset(("W", "w", "theta", "Theta", "beta"))


_SAID = re.compile(r"\b(?:be|is|are|denotes?)\b|为|是", re.IGNORECASE)


def inputs_among(names: Iterable[str], shifts: Collection[str] = ()) -> set[str]:
    """The names that stand for inputs and targets, where there are weights beside them.

    shifts: names that are only ever added, and make no input of what stands beside them: the
    gradient by the x of γ ⊙ (x − μ)/s + β is asked for as much as those by γ and β.

    >>> sorted(inputs_among(["x", "beta", "t"])), inputs_among(["x", "beta", "t"], {"beta"})
    (['t', 'x'], {'t'})
    """
    names = list(names)
    weights = [name for name in names if stem(name) in WEIGHT_LETTERS]
    if not weights:
        return set()
    letters = TARGET_LETTERS if all(one in shifts for one in weights) else INPUT_LETTERS
    return {name for name in names if stem(name) in letters}


def shifts_among(lines: Iterable[Term]) -> set[str]:
    """The β that nothing is multiplied by, in any of the formulas."""
    found, factors = set[str](), set[str]()
    for line in lines:
        stack = [(line, False)]
        while stack:
            term, is_factor = stack.pop()
            if isinstance(term.form, forms.Leaf) and stem(str(term.data)) == "beta":
                (factors if is_factor else found).add(str(term.data))
            multiplied = is_factor and not isinstance(term.form, forms.Total)
            multiplied = multiplied or (
                isinstance(term.form, Product) and sum(map(_is_variable, term.args)) > 1
            )
            stack.extend((one, multiplied) for one in term.args)
    return found - factors


def _is_variable(term: Term) -> bool:
    """Whether this is more than a number."""
    return not isinstance(term.form, forms.Number)


def clause(lead: str) -> str:
    """The end of the prose in front of a formula that is about it, and not about what came before.

    >>> clause("the input $ (a row), the target "), clause("Weights $ and ")
    (' the target ', ' and ')
    >>> clause("Let x be the input, "), clause("Given inputs, ")
    ('', 'Given inputs, ')
    """
    sentence = re.split(r"[.;。；!？?\n]", lead)[-1]
    _, formula, words = sentence.rpartition("$")
    if formula:
        return re.split(r"[,，、:：)）]", words)[-1]
    before, comma, last = sentence.replace("，", ",").rpartition(",")
    return last.strip() if comma and _SAID.search(before) else sentence


def words_before(lead: str) -> str:
    """What is said of a formula in front of it: `a one-hot target`; not of the formula before.

    >>> words_before("Let $ be symmetric and "), words_before("the symmetric matrix ")
    (' ', 'the symmetric matrix ')
    """
    return re.split(r"\b(?:and|with)\b|[与和及]", clause(lead))[-1] if "$" in lead else clause(lead)


def words_behind(statement: Statement, document: str) -> str:
    """What is said of a formula behind it; words that lead to the next formula are about that."""
    sentence = re.split(r"[.;。；\n]", statement.tail)[0]
    start = document.find(statement.tail, statement.formula.end) if statement.tail else -1
    following = document[start + len(statement.tail) :].lstrip()[:1] if start >= 0 else ""
    if sentence == statement.tail and following in ("$", "\\"):
        return re.split(r"[,，、]|\band\b|\bwith\b|与|和|以及|及", sentence)[0]
    return sentence


def says_columns(statement: Statement) -> bool:
    """Whether words beside a formula say that its softmax is one of columns.

    In a formula that stands apart that is said behind it, or in the line in front of it.
    """
    around = f"{statement.lead.rpartition('$')[2]} $ {statement.tail}"
    return COLUMN_WORDS.search(around) is not None


def said_of(before: str, behind: str) -> str:
    """`data` or `parameter` by the words on both sides of a name, whichever comes first behind it.

    >>> said_of("the input, ", " the weights "), said_of("weights ", " of the input layer")
    ('parameter', 'parameter')
    >>> said_of("the hyperparameter ", ""), said_of("", " is a constant"), said_of("参数 ", " ")
    ('data', 'data', 'parameter')
    """
    if says_constant(before, behind):
        return "data"
    data, sought = DATA_WORDS.search(behind), PARAMETER_WORDS.search(behind)
    if PARAMETER_WORDS.search(before) or (sought and not (data and data.start() < sought.start())):
        return "parameter"
    return "data" if data or DATA_WORDS.search(before) else ""


def says_constant(before: str, behind: str) -> bool:
    """Whether words beside a name say that it is a constant, or a number that a person sets.

    >>> says_constant("up to a constant, ", ""), says_constant("", " is the constant term")
    (False, False)
    >>> says_constant("", " 为超参数"), says_constant("a fixed vector ", "")
    (True, True)
    """
    before, behind = (SETTING_WORDS.sub(" constant ", words) for words in (before, behind))
    found = _CONSTANT_BEFORE.search(before) or _CONSTANT_BEHIND.match(behind)
    return found is not None and not _OTHERWISE.search(found.group())


def mentions(statements: Iterable[Statement], scope: Scope) -> Iterator[tuple[str, Statement]]:
    r"""The names that stand alone in a formula, or are declared or bounded: `$\epsilon > 0$`."""
    for statement in statements:
        node = statement.node
        if isinstance(node, Chain):
            bounded = all(
                link.sign in "><≥≤≠" and isinstance(link.right, Number) for link in node.links
            )
            if not bounded and node.links[0].sign != "∈":
                continue
            node = node.first
        for one in node.items if isinstance(node, Items) else (node,):
            if (name := _name(one, scope)) is not None:
                yield name, statement


def _name(node: Node | None, scope: Scope) -> str | None:
    """The name that this is, if it is nothing else."""
    whole = spelled(node) if node is not None else None
    if whole is None or not isinstance(whole.base, Name):
        return None
    if any(map(transposes, whole.parts)):
        return None
    found = name_of(whole.base, whole.parts, scope)
    return found[0] if found is not None else None


def words_around(
    statement: Statement, statements: Sequence[Statement], document: str
) -> tuple[str, str]:
    """What is said in front of a name and behind it; `$A$ and $B$ are data` is said of both.

    So is `$A$, $B$, $C$ are data` of all three; of two, `$W$, $x_t$ are data` may be of x_t alone.
    """
    behind, last = words_behind(statement, document), statement
    at = count = statements.index(statement)
    while count and _JOINER.fullmatch(statements[count - 1].tail or "?"):
        count -= 1
    for names, following in enumerate(statements[at + 1 :], start=at - count + 2):
        beside = not last.tail and last.formula is following.formula
        joint = _JOINER.fullmatch(last.tail) if last.tail or beside else None
        if joint is None or _is_list(following):
            break
        last, said = following, _ALL.match(following.tail)
        if said is not None and (joint["and"] or said["each"] or beside or names >= MANY):
            behind = words_behind(last, document)
    return words_before(statement.lead), behind


def _is_list(statement: Statement) -> bool:
    """Whether a formula has several names, so that `are` is said of these."""
    node = statement.node
    return isinstance(node.first if isinstance(node, Chain) else node, Items)


def mark_data(
    problem: Problem,
    declared: dict[str, tuple[Statement, tuple[str, ...]]],
    statements: Sequence[Statement],
) -> None:
    """Mark the leaves that are data: by the words beside them, else by their letters."""
    scope = problem.scope
    defined = {line.name for line in problem.lines}
    leaves = [n for n in (*declared, *scope.used) if n not in defined]
    for name, (statement, _) in declared.items():
        known: Known = scope.known[name]
        around = words_around(statement, statements, scope.document)
        said = said_of(*around)
        if said == "parameter":
            problem.sought.add(name)
        known.data = known.data or said == "data"
        if says_constant(*around):
            problem.constants.add(name)
        if known.data:
            problem.data.add(name)
    for name, statement in mentions(statements, scope):
        if name in leaves and name not in problem.data | problem.sought:
            around = words_around(statement, statements, scope.document)
            if says_constant(*around):
                problem.data.add(name)
                problem.constants.add(name)
            elif name not in declared and said_of(*around) == "parameter":
                problem.sought.add(name)
    if len(problem.data) == len(leaves):
        problem.data.clear()
    shifts = shifts_among(line.right for line in problem.lines)
    problem.data |= inputs_among(leaves, shifts) - problem.sought
    if len(problem.data) == len(leaves):
        problem.data.clear()
