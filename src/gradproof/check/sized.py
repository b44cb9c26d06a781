"""States of shapes in which the definitions of a world fit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice

from gradproof.check.definitions import Definition, read_or_none
from gradproof.check.lines import EQUAL
from gradproof.check.shapes import Inference
from gradproof.check.states import Sizes, State
from gradproof.check.terms import (
    Symbol,
    Term,
    inside,
)
from gradproof.check.uses import Instance, instances, uses_of
from gradproof.check.world import LAYERS, Key, NoMeaning, OutOfRange, World

BEAM = 12


def infer(world: World) -> list[State]:
    """The states of shapes in which the definitions fit, the cheapest first."""
    start = State()
    for name in (*world.found.losses, world.loss):
        start.shapes[name, ()] = ()
    for key, shape in declared_shapes(world):
        start.shapes.setdefault(key, shape)
    inference = Inference(world)
    made = instances(world)
    states = [start]
    flat = [key for key, shape in start.shapes.items() if len(shape) == 2 and shape[1] == "?"]
    if flat:
        other = start.copy(0.1)
        for key in flat:
            size = start.shapes[key][0]
            start.shapes[key] = (size, 1)
            other.shapes[key] = (1, size)
        states = [start, other]
    for key, one, env in _ordered(world, made):
        states = _step(inference, states, key, one, env)
    states = [_rigid(state) for state in states]
    for line in world.found.lines.lines:
        for k in range(1, len(line.sides)):
            if line.signs[k - 1] in EQUAL:
                states = _claimed(inference, states, line.sides[k - 1], line.sides[k], line.start)
    return states


def lonely(world: World, left: Term, right: Term, at: int) -> list[State]:
    """Shapes for the symbols of one identity alone, with and without what the note declares."""
    inference = Inference(world)
    inference.at = at
    result: list[State] = []
    for keep in (True, False):
        start = State()
        if keep:
            for key, shape in declared_shapes(world):
                start.shapes.setdefault(key, tuple(1 if size == "?" else size for size in shape))
        inner: dict[str, int] = {}
        for letter in world.found.roles.running:
            inner[letter] = 1
            inner["~" + letter] = start.fresh()  # type: ignore[assignment]
        found: list[State] = []
        try:
            for one, now in islice(inference.go(left, inner, start), 12):
                for other, after in islice(inference.go(right, inner, now), 12):
                    fitted = after.alike(one, other)
                    if fitted is not None:
                        found.append(_rigid(fitted))
        except (NoMeaning, OutOfRange):
            continue
        result += _distinct(found)[:3]
    return result


def declared_shapes(world: World) -> Iterator[tuple[Key, tuple[int | str, ...]]]:
    """The shapes that the note states, of every member."""
    for one in world.found.declared:
        letters = [i.letter for i in one.at if i.letter and i.letter not in world.found.roles.depth]
        values = range(LAYERS + 1) if letters else (0,)
        for value in values:
            env = dict.fromkeys(letters, value)
            try:
                members = tuple(world.number(i, env) or 0 for i in one.at)
            except NoMeaning:
                continue
            rows, cols = (_sized(size, env, world) for size in (one.rows, one.cols))
            if rows is None or cols is None:
                continue
            key = (one.name, members)
            yield key, () if rows == "" else (rows, cols)


def _sized(size: str, env: Mapping[str, int], world: World) -> int | str | None:
    """A size word of one member: `n_l-1` with l = 2 is `n_1`."""
    if size == "1":
        return 1
    for letter, value in env.items():
        match = re.fullmatch(rf"(\w+?)_{re.escape(letter)}([+-]\d+)?", size)
        if match:
            number = value + int(match.group(2) or 0)
            return None if number < 0 else f"{match.group(1)}_{number}"
    for letter in world.found.roles.depth:
        match = re.fullmatch(rf"(\w+?)_{re.escape(letter)}([+-]\d+)?", size)
        if match:
            return f"{match.group(1)}_{LAYERS + int(match.group(2) or 0)}"
    return size


def _ordered(world: World, made: list[Instance]) -> list[Instance]:
    """Definitions behind those that they use."""
    by_key = {key: (key, one, env) for key, one, env in reversed(made)}
    done: list[Instance] = []
    seen: set[Key] = set()

    def visit(key: Key, depth: int) -> None:
        if key in seen or key not in by_key or depth > 200:
            return
        seen.add(key)
        _, one, env = by_key[key]
        for other in sorted(uses_of(world, one, env)):
            visit(other, depth + 1)
        done.append(by_key[key])

    for key, _, _ in made:
        visit(key, 0)
    return done


def _step(
    inference: Inference, states: list[State], key: Key, one: Definition, env: dict[str, int]
) -> list[State]:
    """The states after one more definition."""
    inference.at = one.start
    following: list[State] = []
    for state in states:
        found = list(_shapes(inference, one, env, state))
        if not found:
            following.append(state.copy(3.0))
        for shape, after in found:
            if one.name in inference.world.found.losses and shape not in ((), None):
                after = after.copy(1.5)
            following.append(inference.define(key, shape, after))
    return _distinct(following)


def _shapes(
    inference: Inference, one: Definition, env: dict[str, int], state: State
) -> Iterator[tuple[Sizes, State]]:
    letters = [i.letter for i in one.entries]
    inner: dict[str, int] = dict(env)
    if letters:
        state = state.copy()
        for letter in letters:
            inner[letter] = 1
            inner["~" + letter] = state.fresh()  # type: ignore[assignment]
    try:
        for shape, after in islice(inference.go(one.term, inner, state), 40):
            if not letters:
                yield shape, after
            elif shape in ((), None):
                sizes = tuple(inner["~" + letter] for letter in letters)
                yield ((sizes[0], 1) if len(sizes) == 1 else sizes[:2]), after
    except (NoMeaning, OutOfRange):
        yield None, state


def _distinct(states: list[State]) -> list[State]:
    states.sort(key=lambda state: state.cost)
    found: list[State] = []
    seen: set[tuple[object, ...]] = set()
    for state in states:
        mark = tuple(
            (key, tuple(state.find(size) for size in shape))
            for key, shape in sorted(state.shapes.items())
        )
        if mark not in seen:
            seen.add(mark)
            found.append(state)
        if len(found) >= BEAM:
            break
    return found


def _rigid(state: State) -> State:
    """The state in which sizes that no definition ties are different for good."""
    made = state.copy()
    for shape in list(made.shapes.values()):
        for size in shape:
            root = made.find(size)
            if isinstance(root, str) and root[0] == "?":
                made.parents[root] = "d" + root[1:]
    return made


def _claimed(
    inference: Inference, states: list[State], left: object, right: object, at: int
) -> list[State]:
    """The states in which symbols that no definition has get a shape from a claim."""
    reader = inference.world.found.reader
    first, second = read_or_none(reader, left), read_or_none(reader, right)  # type: ignore[arg-type]
    if first is None or second is None:
        return states
    inference.at = at
    if not _has_new(inference.world, states[0], (first, second), at):
        return states
    env: dict[str, int] = {}
    following: list[State] = []
    for state in states:
        fresh = state.copy()
        inner = dict(env)
        for letter in inference.world.found.roles.running:
            inner[letter] = 1
            inner["~" + letter] = fresh.fresh()  # type: ignore[assignment]
        got = False
        try:
            for one, now in islice(inference.go(first, inner, fresh), 12):
                for other, after in islice(inference.go(second, inner, now), 12):
                    fitted = after.alike(one, other)
                    if fitted is None and one and other:
                        fitted = after.alike(one, other[::-1])
                        fitted = fitted.copy(0.4) if fitted else None
                    if fitted is not None:
                        following.append(_rigid(fitted))
                        got = True
        except (NoMeaning, OutOfRange):
            pass
        following.append(state.copy(0.9 if got else 0.6))
    return _distinct(following)


def _has_new(world: World, state: State, terms: tuple[Term, Term], at: int) -> bool:
    """Whether a claim mentions a symbol that has no shape yet."""
    probe = dict.fromkeys(world.found.roles.running, 1)
    for term in terms:
        for one in inside(term):
            if isinstance(one, Symbol):
                try:
                    key = world.versioned(world.meaning(one, probe, at).key, at)
                except (NoMeaning, OutOfRange):
                    continue
                base = key[0].partition("@")[0]
                if base in world.extra or base in world.found.losses:
                    continue
                if key not in state.shapes and key[0] not in world.found.roles.sizes:
                    return True
    return False
