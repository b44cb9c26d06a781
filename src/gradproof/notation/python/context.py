"""Where the symbols of a formula come from: declarations and definitions, carried along.

A symbol is only a name with a shape; two models may define H differently. So a formula keeps,
beside its expression, the origin of each symbol in it, and those that disagree cannot be combined.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count

from gradproof.core.errors import ModelError
from gradproof.core.expr import Expr
from gradproof.core.facts import Fact, Property
from gradproof.core.phrase import Phrase
from gradproof.notation.printing.text import text

_serial = count()


@dataclass(frozen=True, slots=True, eq=False)
class Declared:
    """A leaf: its symbol, whether it is data, and what is given of it."""

    symbol: Expr
    data: bool = False
    facts: tuple[Fact, ...] = ()
    serial: int = field(default_factory=lambda: next(_serial))


@dataclass(frozen=True, slots=True, eq=False)
class Defined:
    """symbol = value, with the origins of what the value mentions."""

    symbol: Expr
    value: Expr
    context: Context
    serial: int = field(default_factory=lambda: next(_serial))


Origin = Declared | Defined


@dataclass(frozen=True, slots=True, eq=False)
class Context:
    """The origins of the symbols of a formula, by name, and the facts given along with it."""

    names: Mapping[str, Origin] = field(default_factory=dict[str, Origin])
    facts: tuple[Fact, ...] = ()


EMPTY = Context()


def of_symbol(origin: Origin) -> Context:
    """The context of a bare symbol."""
    return Context({origin.symbol.symbol.name: origin})


def merged(*contexts: Context) -> Context:
    """What all of them know.

    Errors:  ModelError if a name has two origins that differ.
    """
    found = EMPTY
    for context in contexts:
        if context is not found and context is not EMPTY:
            found = _joined(found, context)
    return found


def _joined(first: Context, second: Context) -> Context:
    if first is EMPTY:
        return second
    fresh: dict[str, Origin] = {}
    for name, origin in second.names.items():
        known = first.names.get(name)
        if known is None:
            fresh[name] = origin
        elif known is not origin:
            _insist(known, origin)
    facts = first.facts
    if second.facts and second.facts != facts:
        facts = tuple(dict.fromkeys((*facts, *second.facts)))
    if not fresh and facts is first.facts:
        return first
    return Context({**first.names, **fresh}, facts)


def origins(context: Context) -> list[Origin]:
    """All that the context rests on, however far below, in the order in which it was written.

    Errors:  ModelError if a name has two origins that differ.
    """
    known: dict[str, Origin] = {}
    agreed: set[tuple[Origin, Origin]] = set()
    for one in _reached(context.names.values()):
        name = one.symbol.symbol.name
        other = known.get(name, one)
        if other is not one:
            _insist(other, one, agreed)
        known[name] = min(one, other, key=_by_serial)
    return sorted(known.values(), key=_by_serial)


def facts(context: Context) -> list[Fact]:
    """All that is given of what the context rests on, once each."""
    found: dict[Fact, None] = {}
    for origin in origins(context):
        given = origin.facts if isinstance(origin, Declared) else origin.context.facts
        found.update(dict.fromkeys(given))
    found.update(dict.fromkeys(context.facts))
    return list(found)


def _reached(roots: Iterable[Origin]) -> Iterator[Origin]:
    seen: set[Origin] = set()
    stack = list(roots)
    while stack:
        one = stack.pop()
        if one not in seen:
            seen.add(one)
            yield one
            if isinstance(one, Defined):
                stack.extend(one.context.names.values())


def _by_serial(origin: Origin) -> int:
    return origin.serial


def agree(first: Origin, second: Origin, agreed: set[tuple[Origin, Origin]] | None = None) -> bool:
    """Whether the two say the same, however far below; of the pairs in `agreed` it is known."""
    seen = set() if agreed is None else agreed
    stack = [(first, second)]
    while stack:
        pair = stack.pop()
        one, other = pair
        if one is other or pair in seen:
            continue
        seen.add(pair)
        if not _alike(one, other):
            return False
        if isinstance(one, Defined) and isinstance(other, Defined):
            below = other.context.names
            if one.context.names.keys() != below.keys():
                return False
            stack.extend((origin, below[name]) for name, origin in one.context.names.items())
    return True


def _alike(one: Origin, other: Origin) -> bool:
    if one.symbol is not other.symbol:
        return False
    if isinstance(one, Declared) and isinstance(other, Declared):
        return one.data is other.data and set(one.facts) == set(other.facts)
    if isinstance(one, Defined) and isinstance(other, Defined):
        return one.value is other.value and set(one.context.facts) == set(other.context.facts)
    return False


def _insist(
    known: Origin, origin: Origin, agreed: set[tuple[Origin, Origin]] | None = None
) -> None:
    if not agree(known, origin, agreed):
        first, second = sorted((known, origin), key=_by_serial)
        raise ModelError(
            Phrase(
                "{0} means two things here: {1}, and {2}; give one of them another name",
                first.symbol.symbol.text,
                _described(first),
                _described(second),
            )
        )


def _described(origin: Origin) -> str:
    shape = origin.symbol.shape
    shown = Phrase("a scalar") if shape.is_scalar else Phrase("of shape {0}", shape)
    if isinstance(origin, Defined):
        value = text(origin.value) if origin.value.tree < 60 else Phrase("a longer expression")
        return Phrase("{0}, defined as {1}", shown, value)
    named = ", ".join(fact.name for fact in origin.facts if isinstance(fact, Property))
    kind = Phrase("{0}, data", shown) if origin.data else Phrase("{0}, a parameter", shown)
    return Phrase("{0}, {1}", kind, named) if named else kind


def insist_on_a_name(name: object) -> None:
    """Errors: ModelError for a name that is no text."""
    if not isinstance(name, str):
        hint = "The name comes first: matrix('X', 'm', 'd'), define('z', X @ w)."
        raise ModelError(Phrase("a name is a text such as 'X', not {0!r}", name), hint=hint)
