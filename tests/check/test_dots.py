"""What dots stand for: the members between the first and the last."""

from __future__ import annotations

import pytest
from tests.check.reading import outcome_of

from gradproof.check.dots import differing, filled, put
from gradproof.check.terms import DotsOf, Index, Number, Symbol, Term, Times, inside
from gradproof.check.world_errors import NoMeaning
from gradproof.notation.source.surface import Name

NODE = Name("x", start=0, end=1)
DOTS = DotsOf(NODE)
SIZES = {"n": 4, "N": 3, "k": 1, "l": 2}


def number(index: Index) -> int:
    return SIZES.get(index.letter, 0) + index.offset


def member(letter: str, offset: int = 0, name: str = "x") -> Symbol:
    return Symbol(NODE, name, (Index(letter, offset),))


def one(offset: int) -> Symbol:
    return member("", offset)


def numbers(*members: Term) -> list[int]:
    """The numbers of the members after the dots are filled."""
    return [
        number(part.at[0])
        for each in filled(list(members), number)
        for part in inside(each)
        if isinstance(part, Symbol)
    ]


ROWS = {
    "x_1 … x_n": ((one(1), DOTS, member("n")), [1, 2, 3, 4]),
    "x_1 x_2 … x_n": ((one(1), one(2), DOTS, member("n")), [1, 2, 3, 4]),
    "x_n … x_1": ((member("n"), DOTS, one(1)), [4, 3, 2, 1]),
    "x_N x_{N-1} … x_1": ((member("N"), member("N", -1), DOTS, one(1)), [3, 2, 1]),
    "x_1 … x_{n-1} x_n": ((one(1), DOTS, member("n", -1), member("n")), [1, 2, 3, 4]),
    "x_{l+1} … x_N": ((member("l", 1), DOTS, member("N")), [3]),
    "x_k … x_{k-1}": ((member("k"), DOTS, member("k", -1)), [1, 0]),
    "no dots": ((one(1), one(3)), [1, 3]),
}


@pytest.mark.parametrize("name", ROWS)
def test_rows(name: str):
    members, wanted = ROWS[name]
    assert numbers(*members) == wanted


def test_rows_of_products():
    def pair(letter: str, offset: int = 0) -> Term:
        return Times(NODE, (member(letter, offset), member(letter, offset, "y")), ("juxtaposed",))

    assert numbers(pair("", 1), DOTS, pair("n")) == [1, 1, 2, 2, 3, 3, 4, 4]


def test_an_empty_row():
    """x_{N+1} … x_N has no members, upwards."""
    assert numbers(member("N", 1), member("N", 2), DOTS, member("N")) == []


UNCLEAR = {
    "dots at the end": (one(1), DOTS),
    "dots in front": (DOTS, one(1)),
    "two rows of dots": (one(1), DOTS, DOTS, one(3)),
    "other names": (one(1), DOTS, member("n", 0, "y")),
    "other kinds": (one(1), DOTS, Number(NODE, 3)),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("name", UNCLEAR)
def test_what_is_not_clear_has_no_meaning(name: str):
    with pytest.raises(NoMeaning):
        filled(list(UNCLEAR[name]), number)


def test_differing():
    assert differing(one(1), member("n")) == (Index("", 1), Index("n"))
    with pytest.raises(NoMeaning, match="the same"):
        differing(one(1), one(1))
    two = Symbol(NODE, "x", (Index("", 1),), (Index("i"),))
    other = Symbol(NODE, "x", (Index("n"),), (Index("j"),))
    with pytest.raises(NoMeaning, match="not clear"):
        differing(two, other)


def test_put_changes_one_index_everywhere():
    both = Times(NODE, (member("n"), member("k")), ("juxtaposed",))
    found = put(both, Index("n"), Index("", 7))
    assert [s.at[0] for s in inside(found) if isinstance(s, Symbol)] == [Index("k"), Index("", 7)]


CHAIN = r"""
$$z^{(l)} = W^{(l)} z^{(l-1)}$$
$$L = \|z^{(N)}\|^2$$
"""


def test_products_with_dots():
    claim = r"$$L = \|W^{(N)} W^{(N-1)} \cdots W^{(1)} z^{(0)}\|^2$$"
    assert outcome_of(CHAIN + claim).kind == "equal"
    assert outcome_of(CHAIN + claim.replace("(N-1)", "(N)")).kind != "equal"
    short = r"$$L = \|W^{(N)} \cdots W^{(2)} z^{(1)}\|^2$$"
    assert outcome_of(CHAIN + short).kind == "equal"
    assert outcome_of(CHAIN + short.replace("(2)", "(1)")).kind != "equal"
    assert outcome_of(CHAIN + short.replace("(1)", "(0)")).kind != "equal"


def test_sums_with_dots():
    text = r"$$L = \sum_{t=1}^T u_t$$ $$u_t = \|h_t\|^2$$ $$h_t = W h_{t-1}$$"
    claim = r"$$L = u_1 + u_2 + \dots + u_T$$"
    assert outcome_of(text + claim).kind == "equal"
    assert outcome_of(text + claim.replace("u_1 + u_2", "u_2")).kind != "equal"
