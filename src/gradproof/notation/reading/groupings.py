r"""The ways to bracket a product, the usual one first.

`A B \odot C` may be (A B) ⊙ C or A (B ⊙ C). A grouping is a chain of operands taken from left to
right, where an operand is a factor or a chain again; which grouping fits is for the shapes to say.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

LOOSE = frozenset({"odot", "circ", "dotstar", "oslash", "dotslash", "bullet", "starred"})
"""The joints of entrywise operations, which bind loosest unless the shapes object."""

LIMIT = 64
"""Groupings that are tried of one product."""


@dataclass(frozen=True, slots=True)
class Chain:
    """operands[0] joints[0] operands[1] …, from left to right; a number is a factor's place."""

    operands: tuple[int | Chain, ...]
    joints: tuple[str, ...]


Run = list[tuple[str, "int | Chain"]]
"""Operands with the joint in front of each; that of the first is empty."""


def groupings(joints: Sequence[str], *, level: bool = False) -> Iterator[Chain]:
    """The groupings of len(joints) + 1 factors, in order of preference.

    level: all joints bind equally, as in MATLAB and NumPy; else juxtaposition binds tightest and
    the entrywise joints loosest.

    >>> for one in groupings(["juxtaposed", "odot"]):
    ...     print(shown(one, "ABC"))
    ((A B) odot C)
    (A (B odot C))
    (A B odot C)
    """
    produced: set[Chain] = set()
    for one in islice(_candidates(joints, level), 4 * LIMIT):
        if isinstance(inside := _alone(one), Chain):
            one = inside
        if one not in produced:
            produced.add(one)
            yield one
            if len(produced) == LIMIT:
                return


def shown(chain: Chain, letters: str) -> str:
    """A grouping with its brackets, for tests."""
    parts = [
        letters[one] if isinstance(one, int) else shown(one, letters) for one in chain.operands
    ]
    text = parts[0]
    for joint, part in zip(chain.joints, parts[1:], strict=True):
        text += f" {part}" if joint == "juxtaposed" else f" {joint} {part}"
    return f"({text})"


def _candidates(joints: Sequence[str], level: bool) -> Iterator[Chain]:
    flat = Chain(tuple(range(len(joints) + 1)), tuple(joints))
    loose = [place for place, joint in enumerate(joints) if joint in LOOSE]
    if level or not (loose or _mixed(joints)):
        yield flat
    runs: list[Run] = [[("", 0)]]
    for place, joint in enumerate(joints, start=1):
        if joint in LOOSE:
            runs.append([("", place)])
        else:
            runs[-1].append((joint, place))
    operators = [joints[place] for place in loose]
    longest = sum(len(run) for run in runs)
    for deficit in range(min(longest, 8)):
        yield from _combined(runs, operators, deficit)
    yield flat


def _mixed(joints: Sequence[str]) -> bool:
    """Whether something stands between factors as well as nothing."""
    return "juxtaposed" in joints and any(joint != "juxtaposed" for joint in joints)


def _combined(runs: list[Run], operators: list[str], deficit: int) -> Iterator[Chain]:
    """The groupings in which the loose operators leave out `deficit` factors of their runs."""
    if not operators:
        if deficit == 0:
            yield from _tight(runs[0])
        return
    if len(operators) > 40:
        if deficit == 0:
            operands = tuple(_alone(next(_tight(run))) for run in runs)
            yield Chain(operands, tuple(operators))
        return
    yield from _joined(runs[0], runs[1:], operators, deficit)


def _joined(left: Run, rest: list[Run], operators: list[str], deficit: int) -> Iterator[Chain]:
    if not rest:
        if deficit == 0:
            yield from _tight(left)
        return
    right = rest[0]
    for spared in range(deficit + 1):
        for behind in range(spared + 1):
            before = spared - behind
            if behind >= len(right) or before >= len(left):
                continue
            taken = left[before:]
            stop = len(right) - behind
            sides = _alone(next(_tight(_headed(taken)))), _alone(next(_tight(right[:stop])))
            operand = Chain(sides, (operators[0],))
            joint = left[before][0]
            merged = [*left[:before], (joint, operand), *right[stop:]]
            yield from _joined(merged, rest[1:], operators[1:], deficit - spared)


def _alone(chain: Chain) -> int | Chain:
    """The one operand of a chain that has no more, without the chain around it."""
    one: int | Chain = chain
    while isinstance(one, Chain) and len(one.operands) == 1:
        one = one.operands[0]
    return one


def _headed(run: Run) -> Run:
    return [("", run[0][1]), *run[1:]]


def _tight(run: Run) -> Iterator[Chain]:
    """The run with juxtaposed factors bound tightest, then simply from left to right."""
    operands: list[int | Chain] = []
    joints: list[str] = []
    piece: list[int | Chain] = [run[0][1]]
    for joint, operand in run[1:]:
        if joint == "juxtaposed":
            piece.append(operand)
        else:
            operands.append(_bundle(piece))
            joints.append(joint)
            piece = [operand]
    operands.append(_bundle(piece))
    if joints:
        yield Chain(tuple(operands), tuple(joints))
    flat = Chain(tuple(one for _, one in run), tuple(joint for joint, _ in run[1:]))
    yield flat


def _bundle(piece: list[int | Chain]) -> int | Chain:
    return piece[0] if len(piece) == 1 else Chain(tuple(piece), ("juxtaposed",) * (len(piece) - 1))
