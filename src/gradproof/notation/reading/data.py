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
INPUT_LETTERS = frozenset(("X", "x", "Y", "y", "t", "T"))
WEIGHT_LETTERS = frozenset(("W", "w", "theta", "Theta", "beta"))


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
    """
    sentence = re.split(r"[.;。；!？?\n]", lead)[-1]
    _, formula, words = sentence.rpartition("$")
    return re.split(r"[,，、:：)）]", words)[-1] if formula else sentence


def words_behind(statement: Statement, document: str) -> str:
    """What is said of a formula behind it; words that lead to the next formula are about that."""
    sentence = re.split(r"[.;。；\n]", statement.tail)[0]
    start = document.find(statement.tail, statement.formula.end) if statement.tail else -1
    following = document[start + len(statement.tail) :].lstrip()[:1] if start >= 0 else ""
    if sentence == statement.tail and following in ("$", "\\"):
        return re.split(r"[,，、]|\band\b|\bwith\b|与|和|以及|及", sentence)[0]
    return sentence


def mark_data(problem: Problem, declared: dict[str, tuple[Statement, tuple[str, ...]]]) -> None:
    """Mark the leaves that are data: by the words beside them, else by their letters."""
    defined = {line.name for line in problem.lines}
    leaves = [n for n in (*declared, *problem.scope.used) if n not in defined]
    sought: set[str] = set()
    for name, (statement, _) in declared.items():
        known: Known = problem.scope.known[name]
        before, behind = clause(statement.lead), words_behind(statement, problem.scope.document)
        if PARAMETER_WORDS.search(before) or PARAMETER_WORDS.search(behind):
            sought.add(name)
        said = DATA_WORDS.search(before) or DATA_WORDS.search(behind)
        if said and not PARAMETER_WORDS.search(before):
            known.data = True
        if known.data:
            problem.data.add(name)
    if len(problem.data) == len(leaves):
        problem.data.clear()
    problem.data |= inputs_among(leaves) - sought
    if len(problem.data) == len(leaves):
        problem.data.clear()
