"""Gradients as a textbook has them, and the steps that lead there."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from benchmarks.networks import (
    leaf,
    named,
    residual_tower,
    sigmoid_rows,
    softmax_column,
    softmax_rows,
    tower,
)

from gradproof.calculus.cost import cost
from gradproof.calculus.rebuild import substitute
from gradproof.core.algebra import (
    add,
    column_sums,
    hadamard,
    inner,
    matmul,
    negative,
    power,
    reciprocal,
    scale,
    smul,
    spread,
    subtract,
    total,
    trace,
    transpose,
)
from gradproof.core.dims import SCALAR, shape, size
from gradproof.core.expr import Expr, identity, ones, postorder, symbol, symbols, tangent, zeros
from gradproof.core.facts import Property
from gradproof.core.model import Model
from gradproof.core.operation import TABLE
from gradproof.core.proof import Derivation
from gradproof.derivation.differential import LONGEST, derive_differential
from gradproof.derivation.scope import scope
from gradproof.derivation.verify import verify
from gradproof.notation.printing.text import text


def derived(model: Model, *wrt: str) -> Derivation:
    return derive_differential(model, scope(model, None, wrt or None))


def gradients(found: Derivation) -> dict[str, Expr]:
    return {one.wrt.symbol.name: one.gradient for one in found.results}


def kinds(found: Derivation, name: str) -> list[str]:
    return [step.kind for step in found.steps if step.subject.symbol.name == name]


def is_gradient(found: Derivation, name: str, expected: Expr) -> bool:
    return gradients(found)[name].same(expected)


def find(model: Model, names: str) -> list[Expr]:
    return [model.find(name) for name in names.split()]


def test_a_sigmoid_layer_and_a_batch_of_rows():
    model = sigmoid_rows()
    X, Y, P, H, W2 = find(model, "X Y P H W2")
    G = hadamard(matmul(subtract(P, Y), transpose(W2)), H, subtract(ones(*H.shape), H))
    found = derived(model)
    assert is_gradient(found, "W1", scale(2, matmul(transpose(X), G)))
    assert is_gradient(found, "b1", scale(2, column_sums(G)))
    assert is_gradient(found, "W2", scale(2, matmul(transpose(H), subtract(P, Y))))
    assert is_gradient(found, "b2", scale(2, column_sums(subtract(P, Y))))


def test_softmax_and_cross_entropy_need_that_probabilities_sum_to_one():
    model = softmax_column()
    p, y, h = find(model, "p y h")
    found = derived(model)
    assert is_gradient(found, "V", matmul(subtract(p, y), transpose(h)))
    assert is_gradient(found, "c", subtract(p, y))
    for result in found.results:
        assert "1ᵀy = 1" in [words.en for words in result.assumptions]
    model.facts.clear()
    found = derived(model)
    assert is_gradient(found, "c", subtract(smul(total(y), p), y))
    assert not any(result.assumptions for result in found.results)


def test_kinks_are_assumed_away_only_below_them():
    said = {
        one.wrt.symbol.name: [words.en for words in one.assumptions]
        for one in derived(softmax_rows()).results
    }
    kink = "no entry of X W1 + b1 is 0"
    assert kink in said["W1"]
    assert kink in said["b1"]
    assert said["W2"] == said["b2"] == ["Y 1 = 1"]


FITTED = "no entry of X is 0"
CONDITIONS: dict[str, tuple[Callable[..., Expr], dict[str, list[str]]]] = {
    "only in x": (
        lambda A, X, B: add(TABLE["squared_norm"](subtract(matmul(A, X), B)), TABLE["norm1"](X)),
        {"A": [], "X": [FITTED], "B": []},
    ),
    "both norms": (
        lambda A, X, B: add(TABLE["norm"](subtract(matmul(A, X), B)), TABLE["norm"](X)),
        {"A": ["AX − B ≠ 0"], "X": ["AX − B ≠ 0", "X ≠ 0"], "B": ["AX − B ≠ 0"]},
    ),
    "in a gradient, to be there": (
        lambda A, X, B: trace(matmul(A, TABLE["inverse"](X), B)),
        {one: ["X invertible"] for one in "AXB"},
    ),
    "det > 0 says more": (
        lambda A, X, B: smul(TABLE["logdet"](X), trace(matmul(A, TABLE["inverse"](X), B))),
        {one: ["det(X) > 0"] for one in "AXB"},
    ),
    "a term by itself": (
        lambda A, X, B: add(TABLE["logdet"](A), trace(matmul(X, B))),
        {"A": ["det(A) > 0"], "X": [], "B": []},
    ),
}


@pytest.mark.parametrize("name", CONDITIONS)
def test_conditions_are_told_where_they_are_needed(name: str):
    build, expected = CONDITIONS[name]
    model = Model()
    leaves = [model.declare(symbol(one, shape("n", "n"))) for one in "AXB"]
    model.define(symbol("f", shape(1, 1)), build(*leaves))
    said = {
        one.wrt.symbol.name: [words.en for words in one.assumptions]
        for one in derived(model).results
    }
    assert said == expected


CLASSICS: dict[str, tuple[Callable[..., Expr], Callable[..., Expr]]] = {
    "trace": (
        lambda A, X, B: trace(matmul(A, X, B)),
        lambda A, X, B: matmul(transpose(A), transpose(B)),
    ),
    "least squares": (
        lambda A, X, B: TABLE["squared_norm"](subtract(matmul(A, X), B)),
        lambda A, X, B: scale(2, matmul(transpose(A), subtract(matmul(A, X), B))),
    ),
    "log |det|": (
        lambda A, X, B: TABLE["logabsdet"](X),
        lambda A, X, B: transpose(TABLE["inverse"](X)),
    ),
    "quadratic": (
        lambda A, X, B: trace(matmul(transpose(X), A, X)),
        lambda A, X, B: matmul(add(A, transpose(A)), X),
    ),
    "entrywise": (
        lambda A, X, B: inner(hadamard(A, X), B),
        lambda A, X, B: hadamard(A, B),
    ),
    "norm": (
        lambda A, X, B: TABLE["norm"](X),
        lambda A, X, B: smul(reciprocal(TABLE["norm"](X)), X),
    ),
    "inverse": (
        lambda A, X, B: trace(matmul(A, TABLE["inverse"](X))),
        lambda A, X, B: negative(
            matmul(transpose(TABLE["inverse"](X)), transpose(A), transpose(TABLE["inverse"](X)))
        ),
    ),
}


@pytest.mark.parametrize("name", CLASSICS)
def test_classics(name: str):
    model = Model(data={"A", "B"})
    A, B, X = (leaf(model, name, "n", "n") for name in "ABX")
    build, expected = CLASSICS[name]
    f = named(model, "f", build(A, X, B))
    found = substitute(gradients(derived(model, "X"))["X"], {f: build(A, X, B)})
    assert found.same(expected(A, X, B))


def test_a_symmetric_matrix_is_its_own_transpose_and_that_is_said():
    model = Model()
    A, x = leaf(model, "A", "n", "n"), leaf(model, "x", "n")
    model.facts.append(Property("symmetric", A))
    named(model, "f", matmul(transpose(x), A, x))
    found = derived(model, "x")
    assert is_gradient(found, "x", scale(2, matmul(A, x)))
    assert [words.en for words in found.results[0].assumptions] == ["A is symmetric"]


def test_what_several_definitions_use_is_collected():
    model = Model()
    A, x = leaf(model, "A", "n", "n"), leaf(model, "x", "n")
    u = named(model, "u", matmul(A, x))
    v = named(model, "v", TABLE["tanh"](u))
    w = named(model, "w", TABLE["exp"](u))
    named(model, "f", add(inner(v, w), total(u)))
    found = derived(model)
    (step,) = [step for step in found.steps if step.kind == "collect"]
    (link,) = step.links
    assert step.subject is u
    assert link.before.op == "add"
    assert [arg.args[1] for arg in link.before.args] == [tangent(u)] * 3
    assert link.after.op == "inner"
    assert link.after.args[1] is tangent(u)
    assert verify(found).verified


def test_a_residual_layer_hands_on_one_sum():
    model = residual_tower(2)
    found = derived(model, "h1")
    assert "collect" not in kinds(found, "h1")
    h2, y, V2, W2, h1 = find(model, "h2 y V2 W2 h1")
    r = subtract(h2, y)
    inside = hadamard(matmul(transpose(W2), r), TABLE["sigmoid_prime"](matmul(V2, h1)))
    assert is_gradient(found, "h1", scale(2, add(r, matmul(transpose(V2), inside))))


def test_every_definition_has_its_steps_in_order():
    found = derived(sigmoid_rows())
    assert [s.subject.symbol.name for s in found.steps if s.kind == "differential"] == [
        "f", "P", "H", "Z",
    ]  # fmt: skip
    for name in ("W1", "b1", "W2", "b2"):
        assert kinds(found, name)[-1] == "read_off"
    for step in found.steps:
        if step.kind == "differential":
            assert step.links[0].before is tangent(step.subject)


def test_every_link_has_a_rule_and_a_reason_in_both_languages():
    for model in (sigmoid_rows(), softmax_rows(), residual_tower(2)):
        for link in derived(model).links():
            assert link.rule
            assert link.because.en
            assert link.because.zh
            assert link.before.shape == link.after.shape


def test_intermediates_by_name():
    model = sigmoid_rows()
    Y, P, H, W2 = find(model, "Y P H W2")
    found = derived(model, "all")
    back = matmul(subtract(P, Y), transpose(W2))
    assert is_gradient(found, "P", scale(2, subtract(P, Y)))
    assert is_gradient(found, "H", scale(2, back))
    assert is_gradient(found, "Z", scale(2, hadamard(back, H, subtract(ones(*H.shape), H))))


def test_one_intermediate_stops_there():
    model = sigmoid_rows()
    Y, P, W2 = find(model, "Y P W2")
    found = derived(model, "H")
    assert list(gradients(found)) == ["H"]
    assert is_gradient(found, "H", scale(2, matmul(subtract(P, Y), transpose(W2))))
    assert "Z" not in {step.subject.symbol.name for step in found.steps}


def test_an_intermediate_and_what_it_rests_on():
    found = derived(sigmoid_rows(), "W1", "Z")
    assert list(gradients(found)) == ["W1", "Z"]
    assert verify(found).verified


def softmax_total() -> Model:
    """P = softmax(A), f = (1ᵀP1)², which is constant as a function of A and not of P."""
    model = Model()
    P = named(model, "P", TABLE["softmax"](leaf(model, "A", "m", "n")))
    named(model, "f", power(total(P), 2))
    return model


def test_an_intermediate_is_free_of_its_definition():
    model = softmax_total()
    found = verify(derived(model, "P"))
    P = model.find("P")
    assert is_gradient(found, "P", smul(scale(2, total(P)), ones(*P.shape)))
    assert found.verified
    both = verify(derived(model, "all"))
    assert is_gradient(both, "A", zeros(P.shape))
    assert is_gradient(both, "P", gradients(found)["P"])
    assert both.verified


def test_what_follows_from_a_definition_is_not_said_of_an_intermediate():
    model = Model()
    x, c = leaf(model, "x", "n"), leaf(model, "c", "n")
    v = named(model, "v", subtract(x, spread(scale(size("n") ** -1, total(x)), x.shape)))
    s = named(model, "s", TABLE["norm"](v))
    w = named(model, "w", smul(reciprocal(s), v))
    named(model, "f", add(inner(c, w), total(w)))
    found = verify(derived(model, "all"))
    assert is_gradient(found, "w", add(c, ones(*c.shape)))
    assert found.verified
    assert verify(derived(model, "x")).verified


def test_deep_networks_name_their_adjoints():
    depth = 12
    found = derived(tower(depth))
    assert found.adjoints
    for delta, meaning in found.adjoints.items():
        assert delta.symbol.name.startswith("delta_")
        assert delta.shape == meaning.shape
        assert cost(meaning) > LONGEST
    longest = max(cost(result.gradient) for result in found.results)
    assert longest < 3 * LONGEST
    known = set(found.model.declared.values()) | set(found.adjoints)
    known |= {left for left, _ in found.model.definitions.values()}
    for result in found.results:
        assert set(symbols(result.gradient)) <= known


def test_an_adjoint_mentions_only_those_named_before_it():
    found = derived(tower(20))
    assert len(found.adjoints) > 2
    seen: set[Expr] = set()
    for delta, meaning in found.adjoints.items():
        assert set(symbols(meaning)) & set(found.adjoints) <= seen
        seen.add(delta)


def test_a_name_for_an_adjoint_does_not_clash_with_the_notes_own():
    model = tower(12)
    taken = {delta.symbol.name for delta in derived(model).adjoints}
    model = Model(data={"X", "Y"})
    for name in sorted(taken):
        leaf(model, name, "m", "d")
    deep = tower(12)
    model.declared.update(deep.declared)
    model.definitions.update(deep.definitions)
    found = derived(model)
    assert found.adjoints
    assert not {delta.symbol.name for delta in found.adjoints} & taken


def test_steps_grow_linearly_with_depth():
    counts = [sum(1 for _ in derived(tower(depth)).links()) for depth in (8, 16, 32)]
    assert counts[2] - counts[1] == pytest.approx(2 * (counts[1] - counts[0]), rel=0.1)
    sizes = [
        sum(1 for _ in postorder(*(r.gradient for r in derived(tower(depth)).results)))
        for depth in (8, 16, 32)
    ]
    assert sizes[2] - sizes[1] == pytest.approx(2 * (sizes[1] - sizes[0]), rel=0.1)


def test_a_gradient_that_is_zero():
    model = Model()
    X, s = leaf(model, "X", "m", "n"), leaf(model, "s", 1)
    named(model, "f", smul(s, total(TABLE["sign"](X))))
    found = verify(derived(model))
    assert is_gradient(found, "X", zeros(X.shape))
    assert is_gradient(found, "s", total(TABLE["sign"](X)))
    assert found.verified


def test_terms_that_cancel_leave_a_zero():
    model = Model()
    x, y = leaf(model, "x", "n"), leaf(model, "y", "n")
    u = named(model, "u", add(x, y))
    v = named(model, "v", subtract(x, y))
    named(model, "f", subtract(total(u), total(v)))
    found = verify(derived(model))
    assert is_gradient(found, "x", zeros(x.shape))
    assert is_gradient(found, "y", scale(2, ones(*y.shape)))
    assert found.verified


def test_what_follows_from_the_definitions_is_used_and_what_it_rests_on_is_said():
    model = Model()
    K = model.declare(symbol("K", shape("n", "n")))
    y = model.declare(symbol("y", shape("n")))
    model.facts.append(Property("symmetric", K))
    C = model.define(symbol("C", K.shape), add(K, identity(size("n"))))
    inverse = TABLE["inverse"](C)
    model.define(symbol("f", SCALAR), matmul(transpose(y), inverse, y))
    found = verify(derive_differential(model, scope(model, None, ["y"])))
    assert found.verified
    (result,) = found.results
    assert text(result.gradient) == "2 C⁻¹y"
    assert "K is symmetric" in [words.en for words in result.assumptions]
