"""The checker counts what it computes."""

import pytest

from gradproof.core.algebra import matmul, trace
from gradproof.core.dims import shape
from gradproof.core.errors import LimitError
from gradproof.core.expr import symbol
from gradproof.exact import equal
from gradproof.exact.effort import BASE, VAIN, Effort, allowance, current

A, B = symbol("A", shape("m", "n")), symbol("B", shape("n", "m"))


def commuted() -> bool | None:
    return equal(trace(matmul(A, B)), trace(matmul(B, A))).holds


def test_an_allowance_bounds_the_checker() -> None:
    with allowance(10), pytest.raises(LimitError, match="needs more computing than is allowed"):
        commuted()


def test_what_is_spent_is_the_same_each_time() -> None:
    spent: list[int] = []
    for _ in range(2):
        with allowance(BASE) as effort:
            assert commuted()
            spent.append(BASE - effort.left)
    assert spent[0] == spent[1] > 0


def test_without_an_allowance_there_is_no_limit() -> None:
    with allowance(BASE):
        assert current() is not None
    assert current() is None
    assert commuted()


def test_vain_work_is_bounded_too() -> None:
    effort = Effort(10 * BASE)
    effort.in_vain(VAIN)
    with pytest.raises(LimitError):
        effort.in_vain(1)
