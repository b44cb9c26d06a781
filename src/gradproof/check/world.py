"""A world: one consistent way to read a note, in which every name means one thing at each place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gradproof.check.definitions import Definition, Definitions
from gradproof.check.terms import ALL, Big, Index, Symbol, inside
from gradproof.check.world_errors import NoMeaning, OutOfRange

LAYERS = 3
"""How many layers, or steps in time, an instance has."""

Key = tuple[str, tuple[int, ...]]
"""A name with its place in a family."""


def kind_of(name: str, members: Sequence[object]) -> str:
    """A name, told apart from the family of that name."""
    return name + "[]" if members else name


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a symbol stands for: a value of a family, of which entries are taken.

    sliced: the symbol is written small and means a row or column of the matrix in capitals.
    """

    key: Key
    entries: tuple[int | None, ...] = ()
    sliced: bool = False


@dataclass(slots=True)
class World:
    """How names are read; sizes are in the `Shapes` of it.

    versions: which definition holds where a section defines a name anew and others do not:
    `first` or `latest`.
    """

    found: Definitions
    versions: str = "first"
    extra: dict[str, Definition] = field(default_factory=dict)
    chosen: int = 1
    loss: str = ""
    scalars: set[str] = field(default_factory=set)
    still: frozenset[str] = frozenset()
    sinks: list[Key] = field(default_factory=list)
    hypotheses: list[str] = field(default_factory=list)
    full: frozenset[str] = frozenset()
    per_sample: str = ""
    """The number of samples by which dZ, for what is defined, is larger than ∂J/∂Z."""
    mentioned: frozenset[Key] = frozenset()
    """The members of families that the definitions mention; others are not there."""

    def ends(self, names: list[str]) -> list[Key]:
        """What no definition uses, on which a loss that is not given depends; or only `names`."""
        return [key for key in self.sinks if not names or key[0] in names]

    def is_unit(self, symbol: Symbol) -> bool:
        """Whether this is e_i, a unit vector: e with one index, which nothing defines."""
        name = symbol.name
        return (
            name == "e" and len(symbol.entries) == 1 and not symbol.at and not self._is_strong(name)
        )

    def is_scalar_at(self, name: str, at: int) -> bool:
        """Whether a function is a scalar one where it stands: what is differentiated there."""
        found = self.found
        return name in found.losses and found.lines.section(at) in found.differentiated[name]

    def number(self, index: Index, env: Mapping[str, int]) -> int | None:
        """The value of an index expression; None for a whole row or column.

        Errors:  NoMeaning for a letter that has no value.
        """
        if index is ALL or index.letter == ":":
            return None
        if not index.letter:
            return index.offset
        if index.letter in env:
            return env[index.letter] + index.offset
        if index.letter in self.found.roles.depth:
            return LAYERS + index.offset
        if index.letter in self.found.roles.classes:
            return self.chosen + index.offset
        raise NoMeaning("the index has no value here", index.letter)

    def meaning(self, symbol: Symbol, env: Mapping[str, int], at: int) -> Meaning:
        """What a symbol stands for at a place of the document.

        Errors:  NoMeaning; OutOfRange for a member that is not there.
        """
        name = symbol.name
        if len(symbol.entries) == 1 and symbol.entries[0].letter in self.found.roles.classes:
            whole = f"{name}_{symbol.entries[0].letter}"
            if self._nearer(whole, name, at):
                return Meaning((whole, ()))
        members = tuple(self._member(i, env) for i in symbol.at)
        entries = tuple(self.number(i, env) for i in symbol.entries)
        other = name[:1].swapcase() + name[1:]
        if (
            members
            and entries
            and not self._is_strong(name)
            and name in self.found.split
            and other in self.found.families
        ):
            return Meaning((other, members), entries)
        if not self._is_strong(name) and name[:1].isalpha():
            other = name[0].swapcase() + name[1:]
            placed = bool(members or entries)
            if self._is_strong(other) and (
                placed or self._has_entries(other) or name not in self.found.whole
            ):
                return Meaning((other, ()), members + entries, placed)
            if placed and other in self.found.whole and other[0].isupper():
                return Meaning((other, ()), members + entries, True)
            if name not in self.found.valued and other in self.found.valued:
                return Meaning((other, ()), members + entries, placed)
        return Meaning((name, members), entries)

    def _nearer(self, one: str, other: str, at: int) -> bool:
        """Whether the last definition of one name stands behind that of the other."""
        mine = [d.start for d in self.found.values.get(one, ()) if d.start <= at]
        theirs = [d.start for d in self.found.values.get(other, ()) if d.start <= at]
        return bool(mine) and max(mine) > max(theirs, default=-1)

    def _member(self, index: Index, env: Mapping[str, int]) -> int:
        number = self.number(index, env)
        if number is None:
            raise NoMeaning("a whole family has no value")
        if number < 0:
            raise OutOfRange(str(index))
        return number

    def _is_strong(self, name: str) -> bool:
        """Whether the note defines or declares the name."""
        found = self.found
        return (
            name in found.values
            or name in self.extra
            or any(one.name == name for one in found.declared)
        )

    def _has_entries(self, name: str) -> bool:
        """Whether the name is defined entry by entry."""
        return any(one.entries for one in self.found.values.get(name, ()))

    def definition(self, key: Key, at: int) -> tuple[Definition, dict[str, int]] | None:
        """The definition that holds for a member at a place, with the values of its letters."""
        name, members = key
        base, _, where = name.partition("@")
        if base in self.extra and not members:
            return self.extra[base], {"@": int(where or at)}
        name, _, start = name.partition("@")
        fitting: list[tuple[Definition, dict[str, int]]] = []
        for one in self.found.values.get(name, ()):
            if one.late and not start and at < one.start:
                continue
            env = self._match(one.at, members, one.kind == "derivative")
            if env is not None and start and str(one.start) == start:
                return one, env
            if env is not None and self._complete(one, env):
                fitting.append((one, env))
        if not fitting:
            return None
        exact = [one for one in fitting if one[0].kind == "derivative"]
        fitting = exact or fitting
        section = self.found.lines.section(at)
        here = [one for one in fitting if one[0].section == section and one[0].start <= at]
        if here:
            return here[-1]
        if self.versions == "leaf" and not members and len(self.found.values[name]) > 1:
            return None
        if self.versions == "latest":
            before = [one for one in fitting if one[0].start <= at]
            return (before or fitting[:1])[-1]
        return fitting[0]

    def versioned(self, key: Key, at: int) -> Key:
        """The key with the place of its definition, where a name is defined more than once."""
        name, members = key
        guess = self.extra.get(name)
        if (
            guess is not None
            and guess.kind == "hypothesis"
            and guess.entries[0].letter == "generic"
        ):
            return f"{name}@{self._version_of_sinks(at)}", members
        several = self.found.values.get(name, ())
        plain = len(several) < 2 and not any(one.late for one in several)
        if "@" in name or name in self.extra or plain:
            return key
        found = self.definition(key, at)
        return (f"{name}@{found[0].start}", members) if found is not None else key

    def _version_of_sinks(self, at: int) -> int:
        """Which versions of its arguments a loss that is not given has at a place."""
        return max((start for start in self._starts() if start <= at), default=0)

    def _starts(self) -> list[int]:
        return [int(key[0].partition("@")[2]) for key in self.sinks if "@" in key[0]]

    def active_ends(self, names: list[str], at: int) -> list[Key]:
        """The ends; of a name with several versions the one that holds at a place."""
        found: list[Key] = []
        for key in self.ends(names):
            base, _, start = key[0].partition("@")
            if start:
                others = [
                    int(k[0].partition("@")[2]) for k in self.sinks if k[0].startswith(base + "@")
                ]
                before = [x for x in others if x <= at] or [min(others)]
                if int(start) != max(before):
                    continue
            found.append(key)
        return found

    def _match(
        self, pattern: tuple[Index, ...], members: tuple[int, ...], general: bool
    ) -> dict[str, int] | None:
        """The values of the letters on a left side; `general`: what holds for L holds for all."""
        if len(pattern) != len(members):
            return None
        env: dict[str, int] = {}
        for index, number in zip(pattern, members, strict=True):
            if not index.letter:
                if index.offset != number:
                    return None
            elif index.letter in self.found.roles.depth and not general:
                if LAYERS + index.offset != number:
                    return None
            else:
                value = number - index.offset
                if value < 1 or value > LAYERS or env.setdefault(index.letter, value) != value:
                    return None
        return env

    def _complete(self, one: Definition, env: Mapping[str, int]) -> bool:
        """Whether every member that the definition mentions exists."""
        bound = {w for t in inside(one.term) if isinstance(t, Big) for w in t.letters}
        for term in inside(one.term):
            if isinstance(term, Symbol):
                for index in term.at:
                    letter = index.letter
                    if letter in env and letter not in bound:
                        number = env[letter] + index.offset
                        if number < 0 or number > LAYERS:
                            return False
        return True
