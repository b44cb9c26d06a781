"""What a gradient rests on: facts of the note that a step used, and where an operation has none."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache

from gradproof.core.algebra import base_and_exponent
from gradproof.core.expr import Expr, postorder, symbols
from gradproof.core.facts import Equation, Fact
from gradproof.core.operation import TABLE, Words
from gradproof.derivation.existence import NO_ENTRY, NONZERO
from gradproof.notation.printing.text import text

_DOMAINS = {
    "X invertible": Words("{} invertible", "{} 可逆"),
    "det X > 0": Words("det({}) > 0", "det({}) > 0"),
    "A ≠ 0": NONZERO,
    "no entry is 0": NO_ENTRY,
    "x ≠ 0": NO_ENTRY,
}

_PARTIAL = frozenset({"inverse", "logdet", "logabsdet"})
"""Operations that are not defined everywhere, whatever moves."""

_PROPERTIES = {
    "symmetric": Words("{} is symmetric", "{} 对称"),
    "invertible": Words("{} is invertible", "{} 可逆"),
    "positive": Words("the entries of {} are positive", "{} 的元素均为正"),
    "positive_definite": Words("{} is positive definite", "{} 正定"),
    "orthogonal": Words("{} is orthogonal", "{} 正交"),
    "diagonal": Words("{} is diagonal", "{} 是对角阵"),
    "nonzero": Words("no entry of {} is 0", "{} 的元素均不为 0"),
}


@lru_cache(maxsize=256)
def of_fact(fact: Fact) -> Words | None:
    """A fact in words; None for one that needs no saying: a definition, what is constant."""
    if isinstance(fact, Equation):
        if fact.is_definition:
            return None
        said = f"{text(fact.left)} = {text(fact.right)}"
        return Words(said, said)
    return _filled(_PROPERTIES.get(fact.name), fact.subject)


def of_domains(expr: Expr) -> list[tuple[Words, frozenset[Expr]]]:
    """Where the operations in expr have a differential, if that is not everywhere.

    Beside each the symbols that the operation is of: what moves other symbols does not need it.
    """
    return [(words, frozenset(symbols(part))) for part, words in _conditions(expr)]


def of_existence(expr: Expr, assumed: Collection[Words]) -> list[Words]:
    """What the inverses and determinants in expr need to be there at all, beside what is assumed.

    Of a matrix with det > 0 it need not be said that it is invertible.
    """
    if not any(part.op in _PARTIAL for part in postorder(expr)):
        return []
    return [
        words
        for part, words in _conditions(expr)
        if part.op in _PARTIAL and _filled(_DOMAINS["det X > 0"], part.args[0]) not in assumed
    ]


def _conditions(expr: Expr) -> Iterator[tuple[Expr, Words]]:
    """Each operation in expr that is not differentiable everywhere, with where it is."""
    parts = list(postorder(expr))
    if not any(part.op in TABLE and TABLE[part.op].domain for part in parts):
        return
    smooth = {
        part.args[0] for part in parts if part.op == "power" and base_and_exponent(part)[1] >= 2
    }
    invertible = {part.args[0] for part in parts if part.op == "logdet"}
    for part in parts:
        domain = TABLE[part.op].domain if part.op in TABLE and part not in smooth else ""
        words = _DOMAINS.get(domain)
        if words is None:
            continue
        inside = part.args[0]
        if domain == "X invertible" and (inside.op == "inverse" or inside in invertible):
            continue
        said = _filled(NONZERO if words is NO_ENTRY and inside.shape.is_scalar else words, inside)
        if said is not None:
            yield part, said


def merged(*groups: Iterable[Words]) -> tuple[Words, ...]:
    """All of them, once each, in order."""
    return tuple(dict.fromkeys(words for group in groups for words in group))


def _filled(words: Words | None, subject: Expr) -> Words | None:
    if words is None:
        return None
    said = text(subject)
    return Words(words.en.format(said), words.zh.format(said))
