"""The stages of the way of a note, one after the other, for tests that look between them."""

from __future__ import annotations

from gradproof.check.definitions import Definitions
from gradproof.check.gathering import definitions_of
from gradproof.check.judge import Judge, Outcome
from gradproof.check.lines import lines_of
from gradproof.check.reader import Reader
from gradproof.check.roles import Roles
from gradproof.check.states import Size, State
from gradproof.check.terms import Term
from gradproof.check.world import World
from gradproof.check.worlds import worlds_of


def roles_of(text: str) -> Roles:
    """The part that each letter plays."""
    return Roles(lines_of(text))


def gathered(text: str) -> Definitions:
    """What the lines of a note define."""
    lines = lines_of(text)
    roles = Roles(lines)
    return definitions_of(lines, roles, Reader(roles))


def kinds(text: str) -> dict[str, list[str]]:
    """Of every name how it is defined: as a value, as a derivative."""
    return {name: [one.kind for one in several] for name, several in gathered(text).values.items()}


def world_of(text: str) -> tuple[World, State]:
    """The likeliest world with its shapes."""
    return next(worlds_of(gathered(text)))[0]


def shapes_of(text: str) -> dict[str, tuple[Size, ...]]:
    """The shapes of all symbols in the likeliest world; members as W1, W2."""
    _, state = world_of(text)
    return {
        name + "".join(map(str, at)): tuple(state.find(size) for size in shape)
        for (name, at), shape in state.shapes.items()
        if name
    }


def last_sides(found: Definitions) -> tuple[Term, Term]:
    """Both sides of the last relation of a note."""
    sides = found.lines.lines[-1].sides
    return found.reader.read(sides[-2]), found.reader.read(sides[-1])


def outcome_of(text: str) -> Outcome:
    """The outcome of the last relation of a note in the likeliest world."""
    world, state = world_of(text)
    left, right = last_sides(world.found)
    return Judge(world, state).judge(left, right, right.node.start)
