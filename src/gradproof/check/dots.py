"""What stands for dots: the members between the first and the last of a row, a product, a sum.

The first and the last member are compared: where one has the number 1 and the other a size or the
depth, an index runs. `W_L W_{L-1} ⋯ W_1` runs downwards, `x_1, …, x_n` upwards.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace

from gradproof.check.terms import DotsOf, Index, Term
from gradproof.check.world_errors import NoMeaning

Number = Callable[[Index], int]
"""The value of an index expression."""


def differing(first: Term, last: Term) -> tuple[Index, Index]:
    """The indices in which two members of a row differ.

    Errors:  NoMeaning if they differ otherwise.
    """
    found: list[tuple[Index, Index]] = []
    _compare(first, last, found)
    pairs = list(dict.fromkeys(found))
    if not pairs:
        raise NoMeaning("they are the same")
    if len(pairs) != 1:
        raise NoMeaning("what the dots stand for is not clear")
    return pairs[0]


def _compare(one: object, other: object, found: list[tuple[Index, Index]]) -> None:
    if isinstance(one, Index) and isinstance(other, Index):
        if one != other:
            found.append((one, other))
    elif isinstance(one, Term) and isinstance(other, Term):
        if type(one) is not type(other):
            raise NoMeaning("what the dots stand for is not clear")
        for field in fields(one):
            if field.name != "node":
                _compare(getattr(one, field.name), getattr(other, field.name), found)
    elif isinstance(one, tuple) and isinstance(other, tuple):
        if len(one) != len(other):
            raise NoMeaning("what the dots stand for is not clear")
        for a, b in zip(one, other, strict=True):
            _compare(a, b, found)
    elif one != other:
        raise NoMeaning("what the dots stand for is not clear")


def put(term: Term, old: Index, new: Index) -> Term:
    """The term with one index for another."""

    def changed(value: object) -> object:
        if isinstance(value, Index):
            return new if value == old else value
        if isinstance(value, Term):
            return put(value, old, new)
        if isinstance(value, tuple):
            return tuple(changed(one) for one in value)
        return value

    return replace(
        term, **{f.name: changed(getattr(term, f.name)) for f in fields(term) if f.name != "node"}
    )


def filled(members: list[Term], number: Number) -> list[Term]:
    """The members with those that the dots stand for.

    Errors:  NoMeaning.
    """
    at = next((i for i, one in enumerate(members) if isinstance(one, DotsOf)), None)
    if at is None:
        return members
    if at == 0 or at + 1 >= len(members) or isinstance(members[at + 1], DotsOf):
        raise NoMeaning("what the dots stand for is not clear")
    before, after = members[at - 1], members[at + 1]
    try:
        first, last = differing(before, after)
    except NoMeaning as error:
        if error.args[0] == "they are the same":
            return filled([*members[:at], *members[at + 2 :]], number)
        raise
    low, high = number(first), number(last)
    begin = at - 1
    if at >= 2:
        try:
            earlier, same = differing(members[at - 2], before)
            if same == first:
                low, begin, first = number(earlier), at - 2, earlier
                before = members[at - 2]
        except NoMeaning:
            pass
    step = _step(before, first, last, low, high, begin == at - 2, members, at)
    numbers = list(range(low, high + step, step)) if (high - low) * step >= 0 else []
    made = [put(before, first, Index("", n)) for n in numbers]
    return filled([*members[:begin], *made, *members[at + 2 :]], number)


def _step(
    before: Term,
    first: Index,
    last: Index,
    low: int,
    high: int,
    shown: bool,
    members: list[Term],
    at: int,
) -> int:
    """Whether the row counts up or down, as it is written and not as the numbers fall."""
    if shown:
        second = next(
            i for i in _indices(members[at - 1]) if i.letter == first.letter or not first.letter
        )
        if second.letter == first.letter and second.offset != first.offset:
            return 1 if second.offset > first.offset else -1
    if first.letter and not last.letter:
        return -1
    if not first.letter and last.letter:
        return 1
    if first.letter == last.letter:
        return 1 if last.offset > first.offset else -1
    if first.offset > 0 and last.offset <= 0:
        return 1
    if last.offset > 0 and first.offset <= 0:
        return -1
    return 1 if high >= low else -1


def _indices(term: Term) -> list[Index]:
    from gradproof.check.terms import indices

    return list(indices(term))
