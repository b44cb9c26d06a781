"""The worlds of a note: shapes for all symbols, in every likely way of reading it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice, pairwise

from gradproof.check.definitions import Definition, Definitions, read_or_none
from gradproof.check.lines import EQUAL
from gradproof.check.shapes import Inference, Sizes, State
from gradproof.check.terms import (
    Derivative,
    Differential,
    Index,
    Number,
    Plus,
    Symbol,
    Term,
    Transposed,
    inside,
)
from gradproof.check.world import LAYERS, Key, NoMeaning, OutOfRange, World, kind_of

BEAM = 12
KEPT = 8

Instance = tuple[Key, Definition, dict[str, int]]


def worlds_of(found: Definitions) -> Iterator[list[tuple[World, State]]]:
    """For each policy of versions the likeliest worlds with their shapes, the cheapest first."""
    several = any(len(one) > 1 for one in found.values.values())
    for versions in ("first", "latest", "leaf") if several else ("first",):
        world = next(_with_losses(found, versions))
        result: list[tuple[World, State]] = []
        for state in infer(world)[:KEPT]:
            result.append((world, state))
            full = _with_full_biases(world, state)
            if full is not None:
                result.append(full)
        result.sort(key=lambda one: one[1].cost)
        yield result


def other_losses(world: World) -> Iterator[World]:
    """The same world with the other losses that the note may mean."""
    for other in _with_losses(world.found, world.versions):
        if other.hypotheses != world.hypotheses:
            yield replace(other, full=world.full)


def _with_full_biases(world: World, state: State) -> tuple[World, State] | None:
    """The world in which a bias that is broadcast has an entry for every sample, if there is one."""
    made = state.copy(1.0)
    names: set[str] = set()
    declared = {one.name for one in world.found.declared}
    for key, one, env in instances(world):
        whole = state.shapes.get(key)
        if not isinstance(one.term, Plus) or not whole or one.entries:
            continue
        if any(state.is_one(size) for size in whole):
            continue
        for term in one.term.terms:
            if not isinstance(term, Symbol) or term.entries:
                continue
            part = world.versioned(world.meaning(term, env, one.start).key, one.start)
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
    base.sinks = _upstream(base, _sinks(base))
    base.mentioned = frozenset(
        key for _, one, env in instances(base) for key in uses(base, one, env) if key[1]
    ) | frozenset(key for key, _, _ in instances(base) if key[1])
    base.scalars = set(found.losses)
    undefined = [name for name in found.losses if not found.values.get(name)]
    undefined = [name for name in undefined if name not in found.functions]
    unlinked = [name for name in found.losses if name not in undefined and not _reaches(base, name)]
    base.loss = next(iter(found.losses), "")
    if (not base.loss and found.reader.gradient_letters) or (not base.loss and _speaks_of_nabla(found)):
        base.loss = "L*"
        undefined.append("L*")
    if not undefined and not unlinked:
        yield base
        return
    label = _label(base)
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
    sinks = _sinks(bare, frozenset((world.loss,)))
    other = replace(bare, sinks=sinks)
    label = _label(other)
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


def uses(world: World, one: Definition, env: Mapping[str, int]) -> set[Key]:
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


def _sinks(world: World, without: frozenset[str] = frozenset()) -> list[Key]:
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
            used |= uses(world, one, env)
    losses = set(world.found.losses)
    return [
        key
        for key, one, _ in made
        if key not in used and key[0].partition("@")[0] not in losses and one.kind == "value"
    ]


def _upstream(world: World, sinks: list[Key]) -> list[Key]:
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


def _reaches(world: World, loss: str) -> bool:
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
        todo += uses(world, *by_key[key])
    reached = seen | {k for s in seen if s in by_key for k in uses(world, *by_key[s])}
    touched = {key[0].partition("@")[0] for key in reached if key[1]}
    return bool(wanted & touched & names)


def _label(world: World) -> tuple[Key, Term] | None:
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
                    ):
                        if second.name not in world.found.values or not second.at:
                            return sinks[first.name], second
    return None


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
        for other in sorted(uses(world, one, env)):
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


__all__ = ["EQUAL", "Transposed", "worlds_of"]
