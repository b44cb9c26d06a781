"""Readings: the first that fits is taken, the others are offered, the cheapest first."""

from __future__ import annotations

import pytest

from gradproof.check.arrays import Misfit
from gradproof.check.choices import Choices, Option, neighbours
from gradproof.check.world import NoMeaning


def fails() -> object:
    raise Misfit("no")


def senseless() -> object:
    raise NoMeaning("no")


def option(value: str, cost: float = 0.0) -> Option[str]:
    return Option(f"as {value}", cost, lambda: value)


def test_the_first_that_fits_is_taken():
    choices = Choices()
    options = [Option("no", 0.0, fails), Option("nor", 0.1, senseless), option("a", 0.2)]
    assert choices.pick("here", [*options, option("b", 0.3)]) == "a"
    assert (choices.tags, choices.cost) == (["as a"], 0.2)
    assert choices.open == {"here": [(3, "as b", 0.3)]}


def test_what_was_pinned_is_taken():
    choices = Choices({"here": 1})
    assert choices.pick("here", [option("a"), option("b", 0.5)]) == "b"
    assert choices.pick("there", [option("c"), option("d")]) == "c"
    assert choices.tags == ["as b", "as c"]
    assert choices.open.keys() == {"there"}


def test_a_misfit_says_more_than_no_meaning():
    with pytest.raises(Misfit, match="no"):
        Choices().pick("here", [Option("", 0, senseless), Option("", 0, fails)])
    with pytest.raises(NoMeaning):
        Choices().pick("here", [Option("", 0, senseless)])
    with pytest.raises(Misfit):
        Choices({"here": 1}).pick("here", [option("a"), Option("", 0, fails)])


def test_neighbours_differ_in_one_place_and_the_cheapest_come_first():
    choices = Choices({"there": 0})
    choices.pick("first", [option("a"), option("b", 0.9), option("c", 0.4)])
    choices.pick("second", [option("d", 0.3), option("e", 0.5)])
    choices.pick("there", [option("f"), option("g", 0.1)])
    assert list(neighbours(choices)) == [
        {"there": 0, "second": 1},
        {"there": 0, "first": 2},
        {"there": 0, "first": 1},
    ]


def test_tags_are_named_once_and_what_is_literal_has_none():
    choices = Choices()
    choices.pick("first", [option("a")])
    choices.pick("second", [option("a")])
    choices.pick("third", [Option("", 0.0, lambda: "b")])
    assert choices.tags == ["as a"]
