"""The worlds of a note: shapes for all symbols, in every likely way of reading it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from gradproof.check.definitions import Definition, Definitions, read_or_none
from gradproof.check.sized import infer
from gradproof.check.states import State
from gradproof.check.terms import (
    Derivative,
    Differential,
    Index,
    Number,
    Plus,
    Symbol,
    Term,
    inside,
)
from gradproof.check.uses import instances, label_of, reaches_loss, sinks_of, upstream_of, uses_of
from gradproof.check.world import NoMeaning, OutOfRange, World, kind_of

KEPT = 8


def worlds_of(found: Definitions) -> Iterator[list[tuple[World, State]]]:
    """For each policy of versions the likeliest worlds with their shapes, the cheapest first."""
    several = any(len(one) > 1 for one in found.values.values())
    for versions in ("first", "latest", "leaf") if several else ("first",):
        world = next(_with_losses(found, versions))
        result: list[tuple[World, State]] = []
        for state in infer(world)[:KEPT]:
            result.append((world, state))
            if letter := _samples(found):
                result.append((replace(world, per_sample=letter), state.copy(0.3)))
            full = _with_full_biases(world, state)
            if full is not None:
                result.append(full)
        result.sort(key=lambda one: one[1].cost)
        yield result


def _samples(found: Definitions) -> str:
    """The letter of which 1/m is a factor, in a note that writes dW for the gradient by W."""
    if not found.reader.gradient_letters:
        return ""
    text = found.lines.text
    letter = re.search(r"frac\s*\{?\s*1\s*\}?\s*\{?\s*([mNn])(?![A-Za-z_])|\b1/([mNn])\b", text)
    return (letter.group(1) or letter.group(2)) if letter else ""


def _summands(term: Term) -> Iterator[Symbol]:
    """The bare symbols that a definition adds, as in f(X W + b)."""
    for one in inside(term):
        if isinstance(one, Plus):
            yield from (part for part in one.terms if isinstance(part, Symbol) and not part.entries)


def other_losses(world: World) -> Iterator[World]:
    """The same world with the other losses that the note may mean."""
    for other in _with_losses(world.found, world.versions):
        if other.hypotheses != world.hypotheses:
            yield replace(other, full=world.full, per_sample=world.per_sample)


def _with_full_biases(world: World, state: State) -> tuple[World, State] | None:
    """The world in which a bias that is broadcast has an entry for every sample, if any."""
    made = state.copy(1.0)
    names: set[str] = set()
    declared = {one.name for one in world.found.declared}
    for key, one, env in instances(world):
        whole = state.shapes.get(key)
        if not whole or one.entries or any(state.is_one(size) for size in whole):
            continue
        for term in _summands(one.term):
            try:
                part = world.versioned(world.meaning(term, env, one.start).key, one.start)
            except (NoMeaning, OutOfRange):
                continue
            shape = state.shapes.get(part)
            leaf = world.definition(part, one.start) is None and part[0] not in declared
            if leaf and shape and any(state.is_one(size) for size in shape):
                made.shapes[part] = whole
                names.add(part[0])
    if not names:
        return None
    other = replace(world, full=frozenset(names))
    return other, made


def _with_losses(found: Definitions, versions: str) -> Iterator[World]:
    """A world for each loss that the note may mean where it gives none."""
    base = World(found, versions)
    base.still = _still(found)
    base.sinks = upstream_of(base, sinks_of(base))
    base.mentioned = frozenset(
        key for _, one, env in instances(base) for key in uses_of(base, one, env) if key[1]
    ) | frozenset(key for key, _, _ in instances(base) if key[1])
    base.scalars = set(found.losses)
    undefined = [name for name in found.losses if not found.values.get(name)]
    undefined = [name for name in undefined if name not in found.functions]
    unlinked = [
        name for name in found.losses if name not in undefined and not reaches_loss(base, name)
    ]
    base.loss = next(iter(found.losses), "")
    if (not base.loss and found.reader.gradient_letters) or (
        not base.loss and _speaks_of_nabla(found)
    ):
        base.loss = "L*"
        undefined.append("L*")
    if not undefined and not unlinked:
        yield base
        return
    label = label_of(base)
    kinds = ["generic"]
    if label is not None and (unlinked or base.sinks):
        kinds = ["half", "square", "cross", "binary", "generic"]
    for kind in kinds:
        world = World(found, versions)
        world.still, world.sinks, world.scalars = base.still, base.sinks, base.scalars
        world.loss, world.mentioned = base.loss, base.mentioned
        for name in undefined + unlinked:
            fitted = name in unlinked or not unlinked
            own = kind if fitted else "generic"
            term = label[1] if label is not None else Number(found.lines.lines[0].sides[0], 0)  # type: ignore[arg-type]
            names = (Index(label[0][0]),) if label is not None and own != "generic" else ()
            line = found.lines.lines[-1]
            world.extra[name] = Definition(name, names, (Index(own),), term, line, "hypothesis")
        world.hypotheses = [f"{', '.join(undefined + unlinked)}: {kind}"]
        yield world


def with_loss(world: World, kind: str) -> Iterator[World]:
    """The world with another loss of what the network puts out and of the target."""
    bare = replace(world, extra={})
    sinks = sinks_of(bare, frozenset((world.loss,)))
    other = replace(bare, sinks=sinks)
    label = label_of(other)
    if label is None:
        return
    line = world.found.lines.lines[-1]
    made = Definition(
        world.loss, (Index(label[0][0]),), (Index(kind),), label[1], line, "hypothesis"
    )
    yield replace(world, extra={**world.extra, world.loss: made}, sinks=sinks)


def _speaks_of_nabla(found: Definitions) -> bool:
    return any(
        isinstance(one, Derivative) and one.of is None
        for line in found.lines.lines
        for side in line.sides
        if (term := read_or_none(found.reader, side)) is not None
        for one in inside(term)
    )


def _still(found: Definitions) -> frozenset[str]:
    """Leaves by which nothing is ever differentiated: data and labels."""
    moved: set[str] = set()
    seen: set[str] = set()
    for line in found.lines.lines:
        for side in line.sides:
            term = read_or_none(found.reader, side)
            for one in inside(term) if term is not None else ():
                if isinstance(one, Symbol):
                    seen.add(kind_of(one.name, one.at))
                if isinstance(one, Derivative):
                    moved |= {
                        kind_of(s.name, s.at)
                        for by in one.by
                        for s in inside(by)
                        if isinstance(s, Symbol)
                    }
                if isinstance(one, Differential) and isinstance(one.of, Symbol):
                    moved.add(kind_of(one.of.name, one.of.at))
    made = {kind_of(one.name, one.at) for several in found.values.values() for one in several}
    return frozenset(seen - moved - made)
