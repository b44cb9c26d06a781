"""Which lines define, and which only claim.

A name is defined where it first stands on the left, in each section anew; a name that is somewhere
said to be a derivative (δ = ∂L/∂z) is that derivative, whatever formula follows.
"""

from __future__ import annotations

import itertools
from dataclasses import replace

from gradproof.check.definitions import Definition, Definitions, moved, read_or_none
from gradproof.check.dots import differing, put
from gradproof.check.lines import EQUAL, Line
from gradproof.check.roles import KNOWN
from gradproof.check.said import LOSS_LETTERS
from gradproof.check.terms import (
    Big,
    Call,
    Choice,
    Derivative,
    Differential,
    DotsOf,
    Index,
    Number,
    Symbol,
    Term,
    free_letters,
    indices,
    inside,
)
from gradproof.check.world_errors import NoMeaning
from gradproof.notation.source import surface as s


def derivative_names(found: Definitions) -> set[str]:
    """Names that are derivatives: δ = ∂L/∂z, or ∂L/∂z = δ where no formula defines δ."""
    names: set[str] = set()
    behind: set[str] = set()
    formulas: set[str] = set()
    for line in found.lines.lines:
        terms = [read_or_none(found.reader, side) for side in line.sides]
        for k, (one, other) in enumerate(itertools.pairwise(terms)):
            if line.signs[k] not in EQUAL:
                continue
            if isinstance(one, Symbol) and isinstance(other, Derivative) and not one.entries:
                names.add(one.name)
            elif isinstance(one, Derivative) and isinstance(other, Symbol) and not other.entries:
                behind.add(other.name)
            elif isinstance(one, Symbol) and k == 0:
                formulas.add(one.name)
    return names | (behind - formulas)


def define(
    found: Definitions, number: int, line: Line, derivatives: set[str], used: set[str]
) -> None:
    reader, roles = found.reader, found.roles
    terms = [read_or_none(reader, side) for side in line.sides]
    for k in range(1, len(terms)):
        if line.signs[k - 1] not in EQUAL and line.signs[k - 1] != "←":
            continue
        left, right = terms[k - 1], terms[k]
        node = line.sides[k]
        if (
            right is None
            and isinstance(node, s.Items)
            and any(isinstance(n, s.Dots) for n in s.walk(node))
        ):
            found.status[number, k] = "range"
            continue
        if left is None or (number, k) in found.status:
            continue
        ranged = right is None or isinstance(right, Number | DotsOf | Symbol)
        if isinstance(left, Symbol) and left.name in roles.running and not left.at and ranged:
            found.status[number, k] = "range"
            continue
        if right is None:
            continue
        if isinstance(right, Number) and isinstance(left, Symbol) and left.name in used and k == 1:
            found.status[number, k] = "condition"
            continue
        side = line.sides[k]
        if isinstance(side, s.Name) and side.letter in KNOWN and isinstance(left, Symbol):
            found.status[number, k] = "definition"
            continue
        if line.signs[k - 1] == "←":
            found.status[number, k] = "update"
        elif (
            isinstance(left, Symbol) and isinstance(right, Derivative) and left.name in derivatives
        ):
            if not _has(found, left, "derivative", line.section):
                found.values[left.name].append(_made(left, right, line, "derivative"))
                found.status[number, k] = "definition"
        elif (
            isinstance(right, Symbol)
            and isinstance(terms[0], Derivative)
            and right.name in derivatives | {right.name} - used
            and right.name not in used
            and not right.entries
            and not _has(found, right, "", None)
        ):
            found.values[right.name].append(_made(right, terms[0], line, "derivative"))
            found.status[number, k] = "definition"
        elif isinstance(left, Differential) and isinstance(left.of, Symbol):
            name = left.of.name
            if (
                isinstance(left.of.node, s.Script)
                and name not in found.values
                and name not in found.differentials
                and k == 1
            ):
                found.differentials[name] = _made(left.of, right, line, "differential")
                found.status[number, k] = "definition"
        elif isinstance(left, Call) and left.head is not None and k == 1:
            _function(found, number, k, left, right, line)
        elif isinstance(left, Symbol) and left.name not in derivatives:
            _value(found, number, k, left, right, line, used, terms)


def _made(left: Symbol, term: Term, line: Line, kind: str = "value") -> Definition:
    return Definition(left.name, left.at, left.entries, term, line, kind)


def _has(found: Definitions, left: Symbol, kind: str, section: int | None) -> bool:
    return any(
        (not kind or one.kind == kind)
        and (section is None or one.section == section)
        and len(one.at) == len(left.at)
        and _same_pattern(one.at, left.at, found.roles.depth)
        for one in found.values.get(left.name, ())
    )


def _is_base(found: Definitions, left: Symbol, right: Term) -> bool:
    """Whether a definition of the last member says otherwise than the general one: B_L = I."""
    if len(left.at) != 1 or left.at[0].letter not in found.roles.depth:
        return False
    for one in found.values.get(left.name, ()):
        if len(one.at) == 1 and one.at[0].letter and one.at[0].letter not in found.roles.depth:
            general = one.at[0]
            moved = right
            for index in set(indices(right)):
                if index.letter == left.at[0].letter:
                    moved = put(moved, index, Index(general.letter, index.offset))
            try:
                differing(moved, one.term)
            except NoMeaning as error:
                if error.args and error.args[0] == "they are the same":
                    return False
            return True
    return False


def _same_pattern(known: tuple[Index, ...], new: tuple[Index, ...], depth: set[str]) -> bool:
    """Whether a definition that is known already speaks of the members of a new one."""

    def covers(a: Index, b: Index) -> bool:
        if a == b:
            return True
        return bool(a.letter) and a.letter not in depth and bool(b.letter)

    return all(covers(a, b) for a, b in zip(known, new, strict=True))


def _function(found: Definitions, number: int, k: int, left: Call, right: Term, line: Line) -> None:
    """f(x) = …: a function, if its arguments are bare symbols."""
    if left.primes or not all(isinstance(one, Symbol) for one in left.args):
        return
    key = left.function
    assert left.head is not None
    if any(
        one.section == line.section and one.at == left.head.at
        for one in found.functions.get(key, ())
    ):
        return
    definition = Definition(
        key, left.head.at, left.head.entries, right, line, "function", left.args
    )
    found.functions[key].append(definition)
    found.status[number, k] = "definition"


def _value(
    found: Definitions,
    number: int,
    k: int,
    left: Symbol,
    right: Term,
    line: Line,
    used: set[str],
    terms: list[Term | None],
) -> None:
    roles = found.roles
    if k > 1 and not (k == 2 and isinstance(terms[0], Symbol)):
        return
    if isinstance(right, DotsOf) or (isinstance(right, Call) and right.function in ("", "input")):
        found.status[number, k] = "definition"
        return
    if isinstance(right, Symbol) and right.name in ("input", "Input", "output"):
        found.status[number, k] = "definition"
        return
    if isinstance(right, Number) and right.value == 0 and k > 1:
        return
    if any(
        isinstance(one, Symbol) and one.name == left.name and _members(one) == _members(left)
        for one in inside(right)
    ):
        found.status[number, k] = "update"
        return
    if line.conditions and not isinstance(right, Choice):
        return
    if (
        _has(found, left, "", None if left.at else line.section)
        and not _is_base(found, left, right)
    ) and not (not left.at and _brings_new(found, right, used)):
        return
    known = found.values.get(left.name)
    if known and _unconditioned_elsewhere(found, left) and k > 1:
        return
    if (
        known
        and not left.at
        and left.name in LOSS_LETTERS
        and not _brings_new(found, right, used)
        and not all(isinstance(one, Symbol | Number) for one in (right,))
    ):
        return
    is_declared = any(one.name == left.name for one in found.declared)
    solved = not _brings_new(found, right, used) and left.name in _denominators(found)
    if (
        is_declared
        and left.name in used
        and not found.values.get(left.name)
        and not left.at
        and solved
    ):
        found.status[number, k] = "solution"
        return
    if left.entries and left.name in used:
        other = left.name[0].swapcase() + left.name[1:]
        if any(one.name == other for one in found.declared) and left.name not in found.values:
            found.status[number, k] = "solution"
            return
    letters = [one.letter for one in left.entries]
    if len(letters) == 1 and letters[0] in roles.classes:
        if not any(
            i.letter == letters[0]
            for one in inside(right)
            if isinstance(one, Symbol)
            for i in one.entries
        ):
            name = f"{left.name}_{letters[0]}"
            found.values[name].append(replace(_made(left, right, line), name=name, entries=()))
            found.status[number, k] = "definition"
        return
    if left.entries:
        if found.values.get(left.name) or not all(w in roles.running for w in letters):
            return
        declared = any(one.name == left.name for one in found.declared)
        if len(set(letters)) != len(letters) or (declared and left.name in used):
            return
        if any(isinstance(one, DotsOf) for one in inside(right)):
            return
        if not set(letters) <= free_letters(right, frozenset(roles.running)) and not any(
            isinstance(one, Big) for one in inside(right)
        ):
            return
    late = is_declared and left.name in used and not left.at
    found.values[left.name].append(replace(_made(left, right, line), late=late))
    found.status[number, k] = "definition"


def _brings_new(found: Definitions, right: Term, used: set[str]) -> bool:
    """Whether a formula speaks of symbols that did not occur before: another thing of that name."""
    names = {
        one.name
        for one in inside(right)
        if isinstance(one, Symbol)
        and one.name not in found.roles.running
        and one.name not in found.roles.sizes
    }
    return bool(names - used) and len(names) > 1


def _denominators(found: Definitions) -> set[str]:
    """Names by which something is differentiated."""
    if not found.by:
        for line in found.lines.lines:
            for side in line.sides:
                term = read_or_none(found.reader, side)
                for one in inside(term) if term is not None else ():
                    found.by |= {s.name for s in moved(one)}
    return found.by


def _members(symbol: Symbol) -> tuple[tuple[str, int], ...]:
    return tuple((i.letter, i.offset) for i in (*symbol.at, *symbol.entries))


def _unconditioned_elsewhere(found: Definitions, left: Symbol) -> bool:
    return any(len(one.at) == len(left.at) for one in found.values[left.name])
