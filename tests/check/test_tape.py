"""The graph of scalars: values, slopes and second derivatives against differences in 40 digits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random
from typing import Any

import pytest
from mpmath import mp, mpf

from gradproof.check import tape
from gradproof.check.tape import (
    FUNCTIONS,
    Motion,
    NoValue,
    Num,
    adjoints,
    call,
    depends,
    divided,
    gradient,
    leaf,
    plus,
    power,
    times,
    total,
    value_of,
)

Plain = Callable[..., Any]
LOG: Plain = mp.ln
POINTS = ("0.7", "1.3", "-0.4")
CORNERS = frozenset(("relu", "step", "sign", "abs"))

PLAIN: dict[str, Plain] = {
    "exp": lambda x: mp.e**x,
    "log": lambda x: mp.quad(lambda t: 1 / t, [1, x]),
    "sqrt": lambda x: x ** mpf("0.5"),
    "sin": lambda x: mp.expj(x).imag,
    "cos": lambda x: mp.expj(x).real,
    "tan": lambda x: mp.sin(x) / mp.cos(x),
    "sinh": lambda x: (mp.e**x - mp.e**-x) / 2,
    "cosh": lambda x: (mp.e**x + mp.e**-x) / 2,
    "tanh": lambda x: (mp.e ** (2 * x) - 1) / (mp.e ** (2 * x) + 1),
    "arctan": lambda x: mp.asin(x / mp.sqrt(1 + x * x)),
    "sigmoid": lambda x: 1 / (1 + mp.e**-x),
    "softplus": lambda x: LOG(1 + mp.e**x),
    "relu": lambda x: max(x, mpf(0)),
    "step": lambda x: mpf(x > 0),
    "sign": lambda x: x / abs(x),
    "abs": lambda x: max(x, -x),
    "erf": lambda x: 2 / mp.sqrt(mp.pi) * mp.quad(lambda t: mp.e ** (-t * t), [0, x]),
    "copy": lambda x: x,
}
"""Every function of the tape, said in other words."""


@pytest.fixture(autouse=True)
def digits() -> Iterator[None]:
    with mp.workdps(40):
        yield


def test_every_function_is_compared():
    assert set(PLAIN) == set(FUNCTIONS)


def slope(f: Plain, at: list[Any], k: int, order: int = 1) -> Any:
    """The derivative by the k-th argument, by central differences."""
    step = mpf(10) ** -10

    def moved(by: int) -> Any:
        return f(*[x + by * step if i == k else x for i, x in enumerate(at)])

    if order == 1:
        return (moved(1) - moved(-1)) / (2 * step)
    return (moved(1) - 2 * moved(0) + moved(-1)) / step**2


def near(a: Any, b: Any, digits: int = 15) -> bool:
    return abs(value_of(a) - b) <= mpf(10) ** -digits * max(1, abs(b))


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("name", PLAIN)
def test_functions_and_their_first_and_second_derivatives(name: str, point: str):
    x = Num(mpf(point))
    f = PLAIN[name]
    if name in ("log", "sqrt") and x.value < 0:
        if name == "log":
            with pytest.raises(NoValue):
                call(name, float(point))
        return
    y = call(name, x)
    assert near(y, f(x.value), 30)
    (first,) = gradient(y, [x], graph=True)
    assert near(first, slope(f, [x.value], 0), 15)
    (second,) = gradient(first, [x])
    assert near(second, slope(f, [x.value], 0, 2), 13)
    assert (value_of(second) == 0) or name not in CORNERS


@pytest.mark.parametrize("name", sorted(PLAIN.keys() - {"step", "sign"}))
def test_floats_are_the_same_numbers(name: str):
    assert abs(call(name, 0.8) - float(PLAIN[name](mpf("0.8")))) < 1e-14
    (found,) = gradient(call(name, x := Num(0.8)), [x])
    assert abs(found - float(slope(PLAIN[name], [mpf("0.8")], 0))) < 1e-12


JOINS: dict[str, tuple[Plain, Plain]] = {
    "plus": (plus, lambda x, y: x + y),
    "times": (times, lambda x, y: x * y),
    "divided": (divided, lambda x, y: x / y),
    "minus": (lambda x, y: x - y, lambda x, y: x - y),
    "negative": (lambda x, y: -x * y, lambda x, y: -x * y),
    "total": (lambda x, y: total([x, y, x, 3]), lambda x, y: 2 * x + y + 3),
    "power": (power, lambda x, y: mp.exp(y * LOG(x))),
    "cube": (lambda x, y: power(x, 3) * y, lambda x, y: x * x * x * y),
    "inverse square": (lambda x, y: power(y, -2) * x, lambda x, y: x / (y * y)),
    "exponential": (lambda x, y: power(2, x) * y, lambda x, y: mp.exp(x * LOG(2)) * y),
    "from the right": (
        lambda x, y: (1 - x) / (2 / y) + 3 * x,
        lambda x, y: (1 - x) * y / 2 + 3 * x,
    ),
    "mixed": (
        lambda x, y: call("sigmoid", x * y) * call("exp", x) / (1 + y * y),
        lambda x, y: mp.exp(x) / (1 + mp.exp(-x * y)) / (1 + y * y),
    ),
}


@pytest.mark.parametrize("name", JOINS)
def test_operations_of_two_numbers_and_all_their_second_derivatives(name: str):
    made, plain = JOINS[name]
    at = [mpf("1.3"), mpf("0.6")]
    x, y = Num(at[0]), Num(at[1])
    z = made(x, y)
    assert near(z, plain(*at), 30)
    first = gradient(z, [x, y], graph=True)
    plainly = gradient(z, [x, y])
    for k in (0, 1):
        assert near(first[k], slope(plain, at, k))
        assert near(first[k], plainly[k], 35)
        for n, second in enumerate(gradient(first[k], [x, y])):
            inner = lambda *a, j=n: slope(plain, list(a), j)  # noqa: E731
            assert near(second, slope(inner, at, k), 8)


def test_third_derivatives():
    x = Num(mpf("0.9"))
    y = call("tanh", x)
    for _ in range(3):
        (y,) = gradient(y, [x], graph=True)
    t = mp.tanh(x.value)
    assert near(y, (1 - t * t) * (6 * t * t - 2), 30)


def test_one_slope_where_a_number_is_used_twice():
    x = Num(mpf(3))
    assert value_of(gradient(x * x + x, [x])[0]) == 7


def test_intermediate_values_have_slopes():
    """∂/∂u of u² with u = 2x is 2u, and by x it is 4u."""
    x = Num(mpf(3))
    u = 2 * x
    assert [value_of(one) for one in gradient(u * u, [u, x])] == [12, 24]


def test_a_leaf_leaves_other_paths_alone():
    """By a copy of x, only what was made with the copy moves."""
    x = Num(mpf(3))
    copy = leaf(x)
    assert copy.value == 3
    assert [value_of(one) for one in gradient(copy * x, [copy, x])] == [3, 6]
    assert leaf(mpf(2)).op == "leaf"


def test_numbers_that_are_no_nodes():
    assert gradient(5, [Num(1.0)]) == [0]
    assert gradient(Num(2.0), [Num(1.0)]) == [0]
    assert times(0, Num(2.0)) == 0
    assert times(1, x := Num(2.0)) is x
    assert plus(0, x) is x
    assert power(x, 1) is x
    assert power(x, 0) == 1
    assert total([x]) is x
    assert total([1, 2, 3]) == 6


@pytest.mark.parametrize(
    "bad",
    [
        lambda: divided(1, 0),
        lambda: divided(Num(1.0), Num(0.0)),
        lambda: power(-2.0, 0.5),
        lambda: power(0.0, -1),
        lambda: power(10.0, 1e5),
        lambda: call("log", 0.0),
        lambda: call("log", Num(-1.0)),
        lambda: call("sqrt", -1.0),
        lambda: call("exp", 1e4),
    ],
    ids=[
        "1/0", "1/0 as nodes", "root of a negative number", "0 to -1", "overflow of a power",
        "log 0", "log of a negative node", "sqrt of a negative number", "overflow of exp",
    ],
)  # fmt: skip
def test_what_does_not_exist_has_no_value(bad: Callable[[], object]):
    with pytest.raises(NoValue):
        bad()


def graph(seed: int) -> tuple[list[Num], list[Any]]:
    """Leaves, and all nodes that random operations make of them."""
    random = Random(seed)
    leaves = [Num(mpf(random.uniform(0.3, 1.2))) for _ in range(3)]
    nodes: list[Any] = list(leaves)
    for _ in range(15):
        a, b = random.choice(nodes), random.choice(nodes)
        kind = random.choice(("plus", "times", "tanh", "sigmoid", "sin", "minus", "arctan"))
        if kind in ("plus", "times"):
            nodes.append(getattr(tape, kind)(a, b))
        else:
            nodes.append(a - b if kind == "minus" else call(kind, a))
    return leaves, nodes


@pytest.mark.parametrize("seed", range(6))
def test_forwards_and_backwards_agree(seed: int):
    """dz along a direction is Σ ∂z/∂x dx, and adjoints are gradients."""
    leaves, nodes = graph(seed)
    way = [mpf(1), mpf(-2), mpf("0.5")]
    end = nodes[-1] + nodes[-2]
    (moved,) = Motion({id(x): d for x, d in zip(leaves, way, strict=True)}).of([end])
    slopes = gradient(end, leaves)
    assert near(moved, sum(value_of(g) * d for g, d in zip(slopes, way, strict=True)), 30)
    found = adjoints(end)
    for x, slope_of_x in zip(leaves, slopes, strict=True):
        assert near(found.get(id(x), 0), value_of(slope_of_x), 30)


def test_motion_is_kept_between_questions():
    x, y = Num(mpf(2)), Num(mpf(5))
    z = x * y
    motion = Motion({id(x): mpf(1)})
    assert motion.of([z]) == [5]
    assert motion.of([z * z, 7, y]) == [100, 0, 0]


def test_depends():
    x, y = Num(1.0), Num(2.0)
    z = call("exp", x)
    assert depends([z], [x])
    assert depends([3, z * y], [z])
    assert not depends([z], [y])
    assert not depends([x], [z])
    assert not depends([4.0], [x])
