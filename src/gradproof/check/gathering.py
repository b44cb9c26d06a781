"""All definitions and declarations of a note, in the order in which they depend on each other."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from gradproof.check.declared import declarations
from gradproof.check.defining import define, derivative_names
from gradproof.check.definitions import Definitions, moved, names, read_or_none
from gradproof.check.lines import Lines
from gradproof.check.reader import Reader
from gradproof.check.roles import KNOWN, Roles
from gradproof.check.said import (
    LOSS_LETTERS,
    aliases,
    declared_joints,
    facts,
    fixed_letters,
    lists_from_zero,
    speaks_of_gradients,
)
from gradproof.check.terms import (
    Call,
    Derivative,
    Differential,
    Symbol,
    Transposed,
    inside,
)


def definitions_of(lines: Lines, roles: Roles, reader: Reader) -> Definitions:
    """The definitions and declarations of a note."""
    found = Definitions(reader, roles, lines)
    aliases(found)
    reader.gradient_letters = speaks_of_gradients(found)
    declared_joints(found)
    declarations(found)
    derivatives = derivative_names(found)
    fixed_letters(found)
    used: set[str] = set()
    for number, line in enumerate(lines.lines):
        define(found, number, line, derivatives, used)
        for side in line.sides:
            used |= names(found, side)
    _losses(found)
    _preactivations(found)
    facts(found)
    lists_from_zero(found)
    return found


def _preactivations(found: Definitions) -> None:
    """Z where only A = σ(W X + b) is given and ∂L/∂Z is spoken of: the argument of σ."""
    wanted = {
        symbol.name
        for line in found.lines.lines
        for side in line.sides
        if (term := read_or_none(found.reader, side)) is not None
        for one in inside(term)
        for symbol in moved(one)
    }
    for name in sorted(wanted):
        if name[:1] not in "zZuUsS" or name in found.values:
            continue
        for first in ("A", "a", "H", "h", "X", "x", "Y", "y"):
            known = found.values.get(first + name[1:])
            term = known[0].term if known else None
            if (
                known
                and isinstance(term, Call)
                and len(term.args) == 1
                and not isinstance(term.args[0], Symbol)
            ):
                capital = first.isupper()
                whole = name[0].upper() + name[1:] if capital else name[0].lower() + name[1:]
                if whole in found.values:
                    break
                before = known[0]
                inner = term.args[0]
                found.values[whole].append(replace(before, name=whole, term=inner))
                symbol = Symbol(inner.node, whole, before.at)
                known[0] = replace(before, term=replace(term, args=(symbol,)))
                break


def _operands(found: Definitions) -> set[str]:
    """Names that stand in formulas otherwise than above ∂, or below it: no losses."""
    names: set[str] = set()
    for line in found.lines.lines:
        for k, side in enumerate(line.sides):
            term = read_or_none(found.reader, side)
            if term is None or (k == 0 and isinstance(term, Symbol)):
                continue
            above = {
                id(one.of)
                for one in inside(term)
                if isinstance(one, Derivative | Differential) and one.of is not None
            }
            names |= {
                one.name for one in inside(term) if isinstance(one, Symbol) and id(one) not in above
            }
    return names


def _losses(found: Definitions) -> None:
    """The scalars that are differentiated, the most often first."""
    counts: dict[str, int] = defaultdict(int)
    operands = _operands(found)
    for line in found.lines.lines:
        for side in line.sides:
            term = read_or_none(found.reader, side)
            below = {
                id(s) for one in (inside(term) if term is not None else ()) for s in moved(one)
            }
            for one in inside(term) if term is not None else ():
                of = one.of if isinstance(one, Derivative | Differential) else None
                if isinstance(one, Symbol) and one.at:
                    (found.split if one.entries else found.families).add(one.name)
                if isinstance(one, Symbol) and not one.at and not one.entries:
                    found.whole.add(one.name)
                    if id(one) not in below:
                        found.valued.add(one.name)
                if isinstance(of, Transposed):
                    of = of.base
                if isinstance(of, Symbol) and not of.at and not of.entries:
                    defined = found.values.get(of.name)
                    if of.name in found.reader.aliases or of.name in KNOWN:
                        continue
                    found.differentiated[of.name].add(line.section)
                    if (
                        of.name in LOSS_LETTERS
                        or of.name[:1] in "LJ"
                        or (
                            not defined
                            and isinstance(one, Derivative)
                            and of.name not in found.functions
                            and of.name not in operands
                        )
                    ) and of.name not in found.differentials:
                        counts[of.name] += 1
    found.losses = sorted(counts, key=lambda name: -counts[name])
