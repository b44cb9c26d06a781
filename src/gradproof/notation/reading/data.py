"""Which symbols are data: inputs, targets and constants, whose gradients nobody asks for."""

from __future__ import annotations

import re
from collections.abc import Iterable

from gradproof.notation.reading.names import Known
from gradproof.notation.reading.solve import Problem
from gradproof.notation.source.statements import Statement

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
COLUMN_WORDS = re.compile(
    r"\bcolumn-?\s?wise\b|\b(?:each|every|per|over the) columns?\b|按列|逐列|每一?列|对列",
    re.IGNORECASE,
)
INPUT_LETTERS = frozenset(("X", "x", "Y", "y", "t", "T"))
WEIGHT_LETTERS = frozenset(("W", "w", "theta", "Theta", "beta"))


_SAID = re.compile(r"\b(?:be|is|are|denotes?)\b|为|是", re.IGNORECASE)


def stem(name: str) -> str:
    """The letter of a name, without its index."""
    return name.partition("_")[0]


def is_weight_name(name: str) -> bool:
    """Whether the letter is one that weights go by."""
    return stem(name) in WEIGHT_LETTERS


def inputs_among(names: Iterable[str]) -> set[str]:
    """The names that stand for inputs and targets, where there are weights beside them."""
    names = list(names)
    if not any(is_weight_name(name) for name in names):
        return set()
    return {name for name in names if stem(name) in INPUT_LETTERS}


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
    """
    data, sought = DATA_WORDS.search(behind), PARAMETER_WORDS.search(behind)
    if PARAMETER_WORDS.search(before) or (sought and not (data and data.start() < sought.start())):
        return "parameter"
    return "data" if data or DATA_WORDS.search(before) else ""


def mark_data(problem: Problem, declared: dict[str, tuple[Statement, tuple[str, ...]]]) -> None:
    """Mark the leaves that are data: by the words beside them, else by their letters."""
    defined = {line.name for line in problem.lines}
    leaves = [n for n in (*declared, *problem.scope.used) if n not in defined]
    sought: set[str] = set()
    for name, (statement, _) in declared.items():
        known: Known = problem.scope.known[name]
        before, behind = (
            words_before(statement.lead),
            words_behind(statement, problem.scope.document),
        )
        said = said_of(before, behind)
        if said == "parameter":
            sought.add(name)
        known.data = known.data or said == "data"
        if known.data:
            problem.data.add(name)
    if len(problem.data) == len(leaves):
        problem.data.clear()
    problem.data |= inputs_among(leaves) - sought
    if len(problem.data) == len(leaves):
        problem.data.clear()
