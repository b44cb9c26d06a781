"""What uses what: the members that definitions define, what they mention, what is left over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

from gradproof.check.definitions import Definition, read_or_none
from gradproof.check.terms import (
    Derivative,
    Plus,
    Symbol,
    Term,
    inside,
)
from gradproof.check.world import LAYERS, Key, NoMeaning, OutOfRange, World, kind_of

Instance = tuple[Key, Definition, dict[str, int]]


def instances(world: World) -> list[Instance]:
    """Every member that a definition defines."""
    found = world.found
    result: list[Instance] = []
    seen: set[tuple[str, tuple[int, ...], int]] = set()
    for definitions in found.values.values():
        for one in definitions:
            for env in _envs(one, world):
                try:
                    members = tuple(world.number(i, env) or 0 for i in one.at)
                except NoMeaning:
                    continue
                key = (one.name, members)
                held = world.definition(key, one.start)
                if held is None or held[0] is not one:
                    continue
                versioned = world.versioned(key, one.start)
                if (versioned[0], members, one.start) in seen:
                    continue
                seen.add((versioned[0], members, one.start))
                result.append((versioned, one, env))
    return result


def _envs(one: Definition, world: World) -> Iterator[dict[str, int]]:
    letters = [i.letter for i in one.at if i.letter and i.letter not in world.found.roles.depth]
    letters = list(dict.fromkeys(letters))
    if not letters:
        yield {}
    elif len(letters) == 1:
        for value in range(LAYERS + 1):
            yield {letters[0]: value}


def uses_of(world: World, one: Definition, env: Mapping[str, int]) -> set[Key]:
    """The symbols that a definition mentions."""
    found: set[Key] = set()
    for term in inside(one.term):
        if not isinstance(term, Symbol):
            continue
        for value in range(1, LAYERS + 1):
            probe = dict.fromkeys(world.found.roles.running, value)
            try:
                meaning = world.meaning(term, {**probe, **env}, one.start)
            except (NoMeaning, OutOfRange):
                continue
            found.add(world.versioned(meaning.key, one.start))
            if not term.at:
                break
    return found


def sinks_of(world: World, without: frozenset[str] = frozenset()) -> list[Key]:
    """What no other definition uses, without losses and derivatives."""
    made = [
        one
        for one in instances(world)
        if one[1].kind == "value"
        and not any(isinstance(t, Derivative) for t in inside(one[1].term))
    ]
    used: set[Key] = set()
    for _, one, env in made:
        if one.name not in without:
            used |= uses_of(world, one, env)
    losses = set(world.found.losses)
    return [
        key
        for key, one, _ in made
        if key not in used and key[0].partition("@")[0] not in losses and one.kind == "value"
    ]


def upstream_of(world: World, sinks: list[Key]) -> list[Key]:
    """The sinks whose gradient is taken as given: it stands on right sides, or has a name."""
    found = world.found
    given: set[str] = set()
    told: set[str] = set()
    for line in found.lines.lines:
        terms = [read_or_none(found.reader, side) for side in line.sides]
        for k, term in enumerate(terms):
            for one in inside(term) if term is not None else ():
                if isinstance(one, Derivative) and (k > 0 or isinstance(term, Symbol)):
                    given |= _by(one)
        for one, other in pairwise(terms):
            formula = other is not None and not isinstance(other, Symbol | Derivative)
            if isinstance(one, Derivative) and formula:
                told |= _by(one)
    for definitions in found.values.values():
        for one in definitions:
            if one.kind == "derivative" and isinstance(one.term, Derivative):
                given |= _by(one.term)
    given = given - told or given
    given |= {name[0].swapcase() + name[1:] for name in given}
    kept = [key for key in sinks if kind_of(key[0].partition("@")[0], key[1]) in given]
    return kept or sinks


def _by(one: Derivative) -> set[str]:
    """The symbols by which a derivative is taken, families marked."""
    return {kind_of(s.name, s.at) for by in one.by for s in inside(by) if isinstance(s, Symbol)}


def reaches_loss(world: World, loss: str) -> bool:
    """Whether a loss depends on the family by whose members it is differentiated."""
    wanted: set[str] = set()
    for line in world.found.lines.lines:
        for side in line.sides:
            term = read_or_none(world.found.reader, side)
            for one in inside(term) if term is not None else ():
                if (
                    isinstance(one, Derivative)
                    and isinstance(one.of, Symbol)
                    and one.of.name == loss
                ):
                    wanted |= {
                        s.name
                        for by in one.by
                        for s in inside(by)
                        if isinstance(s, Symbol) and s.at and s.name in world.found.values
                    }
    if not wanted:
        return True
    seen: set[Key] = set()
    todo: list[Key] = [key for key, _, _ in instances(world) if key[0].partition("@")[0] == loss]
    by_key = {key: (one, env) for key, one, env in instances(world)}
    names = {key[0].partition("@")[0] for key in by_key} | wanted
    while todo:
        key = todo.pop()
        if key in seen or key not in by_key:
            continue
        seen.add(key)
        todo += uses_of(world, *by_key[key])
    reached = seen | {k for s in seen if s in by_key for k in uses_of(world, *by_key[s])}
    touched = {key[0].partition("@")[0] for key in reached if key[1]}
    return bool(wanted & touched & names)


def label_of(world: World) -> tuple[Key, Term] | None:
    """The target: what is subtracted from what the network puts out."""
    sinks = {key[0].partition("@")[0]: key for key in world.sinks}
    for line in world.found.lines.lines:
        for side in line.sides:
            term = read_or_none(world.found.reader, side)
            for one in inside(term) if term is not None else ():
                if isinstance(one, Plus) and len(one.terms) == 2 and one.signs == (1, -1):
                    first, second = one.terms
                    if (
                        isinstance(first, Symbol)
                        and first.name in sinks
                        and isinstance(second, Symbol)
                    ) and (second.name not in world.found.values or not second.at):
                        return sinks[first.name], second
    return None
