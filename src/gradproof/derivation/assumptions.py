"""What a gradient rests on: facts of the note that a step used, and where an operation has none."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from gradproof.core.algebra import base_and_exponent
from gradproof.core.expr import Expr, postorder
from gradproof.core.facts import Equation, Fact
from gradproof.core.operation import TABLE, Words
from gradproof.notation.printing.text import text

NONZERO = Words("{} ≠ 0", "{} ≠ 0")
NO_ENTRY = Words("no entry of {} is 0", "{} 的各分量不为 0")

_DOMAINS = {
    "X invertible": Words("{} invertible", "{} 可逆"),
    "det X > 0": Words("det({}) > 0", "det({}) > 0"),
    "A ≠ 0": NONZERO,
    "no entry is 0": NO_ENTRY,
    "x ≠ 0": NO_ENTRY,
}

_PROPERTIES = {
    "symmetric": Words("{} is symmetric", "{} 对称"),
    "invertible": Words("{} is invertible", "{} 可逆"),
    "positive": Words("the entries of {} are positive", "{} 的各分量为正"),
    "positive_definite": Words("{} is positive definite", "{} 正定"),
    "orthogonal": Words("{} is orthogonal", "{} 正交"),
    "diagonal": Words("{} is diagonal", "{} 是对角阵"),
    "nonzero": Words("no entry of {} is 0", "{} 的各分量不为 0"),
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


def of_domains(expr: Expr) -> list[Words]:
    """Where the operations in expr have a differential, if that is not everywhere."""
    smooth = {
        part.args[0]
        for part in postorder(expr)
        if part.op == "power" and base_and_exponent(part)[1] >= 2
    }
    found: list[Words] = []
    for part in postorder(expr):
        domain = TABLE[part.op].domain if part.op in TABLE and part not in smooth else ""
        words = _DOMAINS.get(domain)
        if words is None or (domain == "X invertible" and part.args[0].op == "inverse"):
            continue
        said = _filled(
            NONZERO if words is NO_ENTRY and part.args[0].shape.is_scalar else words, part.args[0]
        )
        if said is not None:
            found.append(said)
    return found


def merged(*groups: Iterable[Words]) -> tuple[Words, ...]:
    """All of them, once each, in order."""
    return tuple(dict.fromkeys(words for group in groups for words in group))


def _filled(words: Words | None, subject: Expr) -> Words | None:
    if words is None:
        return None
    said = text(subject)
    return Words(words.en.format(said), words.zh.format(said))
