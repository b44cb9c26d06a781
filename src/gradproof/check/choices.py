"""Readings: where a formula can be read in several ways, which of them is taken.

Each place of choice offers options, cheapest first, with the name of the convention that it needs
(empty for what stands there literally). By default the first that fits is taken; a search pins
others.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from gradproof.check.arrays import Misfit
from gradproof.check.world import NoMeaning

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Option(Generic[T_co]):
    """One way to read a place: its convention, its cost, and the value read so."""

    tag: str
    cost: float
    value: Callable[[], T_co]


@dataclass(slots=True)
class Choices:
    """What was pinned, and what was taken and left open on the way."""

    pins: dict[Hashable, int] = field(default_factory=dict)
    taken: dict[Hashable, tuple[int, str, float]] = field(default_factory=dict)
    lenient: bool = False
    """Whether what an author defines may be mended: W x for x W."""
    open: dict[Hashable, list[tuple[int, str, float]]] = field(default_factory=dict)

    def pick(self, place: Hashable, options: Sequence[Option[T]]) -> T:
        """The value of the option that is taken here.

        Errors:  Misfit if none fits.
        """
        pinned = self.pins.get(place)
        if pinned is not None:
            if pinned >= len(options):
                raise Misfit("this reading is not there everywhere")
            option = options[pinned]
            self.taken[place] = (pinned, option.tag, option.cost)
            return option.value()
        fault: Exception | None = None
        for at, option in enumerate(options):
            try:
                found = option.value()
            except (Misfit, NoMeaning) as error:
                fault = fault if isinstance(fault, Misfit) else error
                continue
            self.taken[place] = (at, option.tag, option.cost)
            others = [(at + k, one.tag, one.cost) for k, one in enumerate(options[at + 1 :], 1)]
            if others and place not in self.open:
                self.open[place] = others
            return found
        raise fault if fault is not None else Misfit("no reading fits")

    @property
    def cost(self) -> float:
        """How far from literal the readings are that were taken."""
        return sum(cost for _, _, cost in self.taken.values())

    @property
    def tags(self) -> list[str]:
        """The conventions that were needed."""
        return list(dict.fromkeys(tag for _, tag, _ in self.taken.values() if tag))


def neighbours(choices: Choices) -> Iterator[dict[Hashable, int]]:
    """Pins that differ from what was taken in one more place, the cheapest first."""
    found: list[tuple[float, dict[Hashable, int]]] = []
    for place, others in choices.open.items():
        now = choices.taken[place][2]
        for at, _, cost in others:
            found.append((cost - now, {**choices.pins, place: at}))
    found.sort(key=lambda one: one[0])
    for _, pins in found:
        yield pins
