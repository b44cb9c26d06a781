"""Links, end-to-end gradients and plain evaluation."""

from __future__ import annotations

import pytest

from gradproof.core.algebra import (
    add,
    column_sums,
    hadamard,
    inner,
    matmul,
    negative,
    scale,
    subtract,
    transpose,
)
from gradproof.core.dims import ONE, SCALAR, shape, size
from gradproof.core.errors import ShapeError
from gradproof.core.expr import UNIT, Expr, ones, symbol, tangent
from gradproof.core.facts import Equation, Fact, Property
from gradproof.core.model import Model
from gradproof.core.operation import Words
from gradproof.core.proof import Link
from gradproof.exact import (
    Undefined,
    check_gradients,
    check_link,
    effort,
    equal,
    evaluate,
    evaluate_precise,
    links,
)
from gradproof.ops import TABLE

NONE = Words("", "")


def link(before: Expr, after: Expr, given: tuple[Fact, ...] = ()) -> Link:
    return Link("rule", NONE, before, after, given)


def network(depth: int, activation: str) -> tuple[Model, Expr, dict[Expr, Expr], dict[Expr, Expr]]:
    """f = ‖H_N − Y‖²/(2m) with H_l = a(H_{l−1} W_l + 1 b_l), its gradients, and their adjoints."""
    model = Model()

    def declared(name: str, rows: str | int, cols: str | int) -> Expr:
        return model.declare(symbol(name, shape(rows, cols)))

    H = X = declared("X", "m", "d0")
    for l in range(1, depth + 1):
        W, b = declared(f"W{l}", f"d{l - 1}", f"d{l}"), declared(f"b{l}", 1, f"d{l}")
        Z = model.define(
            symbol(f"Z{l}", shape("m", f"d{l}")), add(matmul(H, W), matmul(ones(size("m"), ONE), b))
        )
        H = model.define(symbol(f"H{l}", Z.shape), TABLE[activation](Z)) if l < depth else Z
    Y = declared("Y", "m", f"d{depth}")
    half = size(1) / (2 * size("m"))
    f = model.define(symbol("f", SCALAR), scale(half, TABLE["squared_norm"](subtract(H, Y))))
    gradients: dict[Expr, Expr] = {}
    adjoints: dict[Expr, Expr] = {}
    G = symbol(f"G{depth}", H.shape)
    adjoints[G] = scale(size(1) / size("m"), subtract(H, Y))
    for l in range(depth, 0, -1):
        below = model.find(f"H{l - 1}") if l > 1 else X
        gradients[model.find(f"W{l}")] = matmul(transpose(below), G)
        gradients[model.find(f"b{l}")] = column_sums(G)
        if l > 1:
            Z = model.find(f"Z{l - 1}")
            slope = TABLE["step"](Z) if activation == "relu" else TABLE["sigmoid_prime"](Z)
            passed = hadamard(matmul(G, transpose(model.find(f"W{l}"))), slope)
            G = symbol(f"G{l - 1}", below.shape)
            adjoints[G] = passed
    return model, f, gradients, adjoints


@pytest.mark.parametrize("activation", ["sigmoid", "relu"])
@pytest.mark.parametrize("depth", [1, 2, 3, 8])
def test_gradients_of_networks(depth: int, activation: str) -> None:
    found = check_gradients(*network(depth, activation))
    assert found.holds, found
    assert found.method == "exact"


def test_each_wrong_gradient_is_found() -> None:
    model, f, gradients, adjoints = network(3, "sigmoid")
    for leaf, gradient in gradients.items():
        for wrong in (negative(gradient), scale(2, gradient), hadamard(gradient, leaf)):
            found = check_gradients(model, f, {**gradients, leaf: wrong}, adjoints)
            assert found.holds is False, (leaf, wrong)
            assert found.counterexample is not None
    for name in list(adjoints)[:-1]:
        found = check_gradients(model, f, gradients, {**adjoints, name: scale(2, adjoints[name])})
        assert found.holds is False


def test_some_gradients_only() -> None:
    model, f, gradients, adjoints = network(3, "sigmoid")
    for leaf, gradient in gradients.items():
        assert check_gradients(model, f, {leaf: gradient}, adjoints).holds
    first = model.find("Z1")
    G = next(one for one in adjoints if one.symbol.name == "G1")
    assert check_gradients(model, f, {first: G}, adjoints).holds
    assert check_gradients(model, f, {first: scale(2, G)}, adjoints).holds is False
    assert check_gradients(model, f, {**gradients, first: G}, adjoints).holds
    X = model.find("X")
    assert check_gradients(model, f, {X: X}, adjoints).holds is False
    assert check_gradients(model, f, {X: transpose(X)}, adjoints).holds is None
    assert check_gradients(model, f, {}, adjoints).holds is None


def test_a_missing_batch_sum_does_not_even_fit() -> None:
    model, f, _, adjoints = network(1, "sigmoid")
    G = next(iter(adjoints))
    assert check_gradients(model, f, {model.find("b1"): G}, adjoints).holds is None


def test_deep_models_take_computing_in_proportion() -> None:
    def computed(depth: int) -> int:
        model = network(depth, "relu")
        with effort.allowance(10**12) as left:
            assert check_gradients(*model).holds
        return 10**12 - left.left

    shallow = computed(20)
    assert 0 < computed(200) < 12 * shallow


def cross_entropy(names: str) -> Link:
    t, y, p = (symbol(f"{one}{names}", shape(f"n{names}")) for one in "typ")
    given = (
        Equation(p, TABLE["softmax"](t)),
        Property("constant", y),
        Equation(matmul(ones(ONE, size(f"n{names}")), y), UNIT),
    )
    loss = negative(inner(y, TABLE["log"](p)))
    return link(tangent(loss), inner(subtract(p, y), tangent(t)), given)


def test_links_need_their_facts() -> None:
    links.forget()
    whole = cross_entropy("")
    assert check_link(whole).method == "exact"
    assert check_link(link(whole.before, whole.after, whole.given[:2])).holds is False
    assert check_link(link(whole.before, whole.after, whole.given[1:])).holds is not True
    assert (
        check_link(link(whole.before, whole.after, (whole.given[0], whole.given[2]))).holds is False
    )


def test_like_links_are_proved_once(monkeypatch: pytest.MonkeyPatch) -> None:
    links.forget()
    calls = 0

    def counted(*args: object, **more: object) -> object:
        nonlocal calls
        calls += 1
        return equal(*args, **more)  # pyright: ignore[reportArgumentType]

    monkeypatch.setattr(links, "equal", counted)
    for names in ("", "a", "b"):
        assert check_link(cross_entropy(names)).holds
    assert calls == 1
    # A wrong link is not remembered: its counterexample has names.
    wrong = cross_entropy("c")
    for _ in range(2):
        assert check_link(link(wrong.after, wrong.before, wrong.given[:2])).holds is False
    assert calls == 3


def test_links_that_differ_in_more_than_names() -> None:
    A, B = symbol("A", shape("n", "n")), symbol("B", shape("n", "n"))
    C = symbol("C", shape("n", "m"))
    x = symbol("x", shape(3))
    y = symbol("y", shape("n"))
    claims = [
        (A, B, ()),
        (A, A, ()),
        (matmul(A, B), matmul(B, A), ()),
        (matmul(A, A), matmul(A, A), ()),
        (A, B, (Property("symmetric", A),)),
        (A, B, (Property("symmetric", B),)),
        (A, B, (Equation(A, B),)),
        (A, B, (Equation(B, A),)),
        (C, C, ()),
        (x, x, ()),
        (y, y, ()),
        (scale(2, y), y, ()),
        (scale(3, y), y, ()),
        (scale(size("n"), y), y, ()),
        (scale(size("m"), y), y, ()),
    ]
    patterns = [links.pattern(*claim) for claim in claims]
    assert len(set(patterns)) == len(patterns)


def test_a_changed_table_is_not_mistaken_for_the_old_one() -> None:
    from dataclasses import replace

    x, v = symbol("x", shape("n")), symbol("v", shape("n"))
    silu = TABLE["silu"]
    claim = link(TABLE["silu"](x), hadamard(x, TABLE["sigmoid"](x)))
    other = link(TABLE["silu"](v), hadamard(v, TABLE["sigmoid"](v)))
    assert check_link(claim).holds
    undo = TABLE.replaced(replace(silu, definition=lambda x: hadamard(x, TABLE["tanh"](x))))
    try:
        assert check_link(claim).holds is False
        assert check_link(other).holds is False
    finally:
        undo()
    assert check_link(claim).holds


def test_the_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    links.forget()
    monkeypatch.setattr(links, "CAPACITY", 3)
    x = symbol("x", shape("n"))
    for k in range(2, 8):
        assert check_link(link(scale(k, TABLE["exp"](x)), scale(k, TABLE["exp"](x)))).holds
    assert len(links._proved) == 3


def test_only_relevant_facts_are_kept() -> None:
    a, b, c, d, e = (symbol(name, SCALAR) for name in "abcde")
    facts: list[Fact] = [
        Equation(a, scale(2, b)),
        Equation(c, scale(2, d)),
        Equation(add(b, e), UNIT),
        Property("positive", e),
        Property("positive", d),
        Equation(d, a),
    ]
    assert links.relevant([a], facts) == [facts[0], facts[2], facts[3]]


A = symbol("A", shape("m", "n"))
x = symbol("x", shape("n"))
s = symbol("s", SCALAR)


class TestEvaluate:
    def test_values(self) -> None:
        assert evaluate(matmul(A, x), {"A": [[1, 2], [3, 4]], "x": [[1], [1]]}) == [[3.0], [7.0]]
        assert evaluate(scale(size(1) / size("n"), x), {"x": [2, 4]}) == [[1.0], [2.0]]
        assert evaluate(hadamard(s, s), {"s": 3}) == [[9.0]]
        assert evaluate(transpose(x), {"x": [1, 2]}) == [[1.0, 2.0]]
        assert evaluate(ones(size("k"), ONE), {}, {"k": 2}) == [[1.0], [1.0]]

    def test_tangents_and_definitions(self) -> None:
        square = TABLE["squared_norm"](x)
        assert evaluate(tangent(square), {"x": [1, 2]}, tangents={"x": [1, 0]}) == [[2.0]]
        assert evaluate(tangent(square), {"x": [1, 2]}) == [[0.0]]
        z = symbol("z", x.shape)
        found = evaluate(TABLE["squared_norm"](z), {"x": [1, 2]}, definitions={z: scale(2, x)})
        assert found == [[20.0]]

    def test_kinks_have_values_here(self) -> None:
        assert evaluate(TABLE["relu"](x), {"x": [0, -1, 2]}) == [[0.0], [0.0], [2.0]]
        assert evaluate(TABLE["sign"](x), {"x": [0, -1, 2]}) == [[0.0], [-1.0], [1.0]]

    def test_precision(self) -> None:
        found = evaluate_precise(TABLE["exp"](s), {"s": 1})[0][0]
        assert str(found).startswith("2.71828182845904523536028747135266249775724709")

    def test_faults(self) -> None:
        with pytest.raises(ShapeError):
            evaluate(matmul(A, x), {"A": [[1, 2], [3, 4]], "x": [1, 2, 3]})
        with pytest.raises(ShapeError):
            evaluate(x, {"x": [[1], [2, 3]]})
        with pytest.raises(Undefined):
            evaluate(x, {})
        with pytest.raises(Undefined):
            evaluate(TABLE["log"](s), {"s": -1})

    def test_counterexamples_can_be_reproduced(self) -> None:
        left, right = TABLE["sigmoid"](A), TABLE["tanh"](A)
        found = equal(left, right).counterexample
        assert found is not None
        values = found["values"]
        assert isinstance(values, dict)
        for side, expected in ((left, found["before"]), (right, found["after"])):
            assert isinstance(expected, list)
            for row, wanted in zip(evaluate(side, values), expected, strict=True):
                assert row == pytest.approx(wanted)
