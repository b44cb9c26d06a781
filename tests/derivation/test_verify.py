"""Verification end to end: what is right is proved, and what is broken on purpose is noticed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from benchmarks.networks import (
    NETWORKS,
    leaf,
    named,
    residual_tower,
    sigmoid_rows,
    softmax_column,
    tower,
)

from gradproof.core.algebra import (
    add,
    diag,
    diagonal,
    hadamard,
    inner,
    kron,
    matmul,
    negative,
    scale,
    smul,
    subtract,
    total,
    trace,
    transpose,
    unvec,
    vec,
)
from gradproof.core.dims import shape, size
from gradproof.core.expr import Expr, symbol, zeros
from gradproof.core.facts import Property
from gradproof.core.model import Model
from gradproof.core.operation import TABLE, Operation
from gradproof.core.proof import Certificate, Derivation, Result
from gradproof.derivation.differential import derive_differential
from gradproof.derivation.scope import scope
from gradproof.derivation.verify import verify
from gradproof.ops.linear import block_inner, block_sum

Differential = Callable[[Expr, tuple[Expr, ...], tuple[Expr, ...]], Expr]


def derived(model: Model, *wrt: str) -> Derivation:
    return derive_differential(model, scope(model, None, wrt or None))


@contextmanager
def broken(row: Operation) -> Iterator[None]:
    undo = TABLE.replaced(row)
    try:
        yield
    finally:
        undo()


def refuted(found: Derivation) -> bool:
    """Whether something is shown to be false, and the whole is not called verified."""
    certificates = [*found.certificates.values(), *found.closing]
    return not found.verified and any(one.holds is False for one in certificates)


@pytest.mark.parametrize("name", NETWORKS)
def test_networks_are_proved(name: str):
    found = verify(derived(NETWORKS[name]()))
    assert found.verified
    assert all(one.holds for one in found.certificates.values())
    assert [one.holds for one in found.closing] == [True]


@pytest.mark.parametrize("name", NETWORKS)
def test_networks_are_proved_with_their_intermediates(name: str):
    assert verify(derived(NETWORKS[name](), "all")).verified


@pytest.mark.parametrize("build", [tower, residual_tower])
def test_deep_networks_are_proved_through_their_adjoints(build: Callable[[int], Model]):
    found = verify(derived(build(10)))
    assert found.adjoints
    assert found.verified


def test_nothing_is_verified_before_it_is_checked():
    found = derived(sigmoid_rows())
    assert not found.verified
    assert verify(found).verified
    found.closing.clear()
    assert not found.verified


def test_a_link_without_a_certificate_counts():
    found = verify(derived(sigmoid_rows()))
    found.certificates.pop(next(found.links()))
    assert not found.verified


def test_an_undecided_link_counts():
    found = verify(derived(sigmoid_rows()))
    found.certificates[next(found.links())] = Certificate(None, None)
    assert not found.verified


@pytest.mark.parametrize("factor", [2, -1, 0])
def test_a_wrong_gradient_is_noticed_though_every_link_holds(factor: int):
    found = derived(sigmoid_rows())
    one = found.results[0]
    found.results[0] = Result(one.wrt, scale(factor, one.gradient), one.assumptions)
    verify(found)
    assert all(certificate.holds for certificate in found.certificates.values())
    assert refuted(found)


def test_gradients_that_change_places_are_noticed():
    model = Model()
    A, B = leaf(model, "A", "n", "n"), leaf(model, "B", "n", "n")
    named(model, "f", trace(matmul(A, B, B)))
    found = derived(model)
    first, second = found.results
    found.results = [Result(A, second.gradient), Result(B, first.gradient)]
    assert refuted(verify(found))


def test_a_gradient_left_out_is_not_asked_about():
    found = derived(sigmoid_rows(), "W1", "b1")
    found.results.pop()
    assert verify(found).verified


def test_a_wrong_adjoint_is_noticed():
    found = derived(tower(10))
    delta, meaning = next(iter(found.adjoints.items()))
    found.adjoints[delta] = negative(meaning)
    assert refuted(verify(found))


def test_without_its_fact_a_step_fails():
    found = derived(softmax_column())
    found.model.facts.clear()
    assert refuted(verify(found))


def doubled(fact: Differential) -> Differential:
    return lambda y, args, d: scale(2, fact(y, args, d))


def shifted(fact: Differential) -> Differential:
    def made(y: Expr, args: tuple[Expr, ...], d: tuple[Expr, ...]) -> Expr:
        right = fact(y, args, d)
        return add(right, total(d[0]) if right.shape.is_scalar else d[0])

    return made


def emptied(fact: Differential) -> Differential:
    return lambda y, args, d: zeros(fact(y, args, d).shape)


ENTRYWISE = [row.name for row in TABLE if row.elementwise and row.name != "power"]
FLAT = ("sign", "step")


def entrywise(name: str) -> Model:
    """f = ⟨C, row(X)⟩ with X positive where it has to be."""
    model = Model(data={"C"})
    X, C = leaf(model, "X", "m", "n"), leaf(model, "C", "m", "n")
    if TABLE[name].domain == "x > 0":
        model.facts.append(Property("positive", X))
    named(model, "f", inner(C, TABLE[name](X)))
    return model


@pytest.mark.parametrize("mutant", [doubled, shifted, emptied])
@pytest.mark.parametrize("name", ENTRYWISE)
def test_a_broken_entrywise_rule_is_noticed(
    name: str, mutant: Callable[[Differential], Differential]
):
    row = TABLE[name]
    assert row.differential is not None
    assert verify(derived(entrywise(name))).verified
    if name in FLAT and mutant is not shifted:
        return
    with broken(replace(row, differential=mutant(row.differential))):
        assert refuted(verify(derived(entrywise(name))))
    assert verify(derived(entrywise(name))).verified


def square(value: Callable[[Expr, Expr], Expr]) -> Model:
    """f of a square X, with a constant C beside it."""
    model = Model(data={"C"})
    X, C = leaf(model, "X", "n", "n"), leaf(model, "C", "n", "n")
    named(model, "f", value(X, C))
    return model


WHOLE: dict[str, Callable[[Expr, Expr], Expr]] = {
    "inverse": lambda X, C: inner(C, TABLE["inverse"](X)),
    "det": lambda X, C: TABLE["det"](X),
    "logdet": lambda X, C: TABLE["logdet"](X),
    "logabsdet": lambda X, C: TABLE["logabsdet"](X),
    "squared_norm": lambda X, C: TABLE["squared_norm"](subtract(X, C)),
    "norm": lambda X, C: TABLE["norm"](subtract(X, C)),
    "norm1": lambda X, C: TABLE["norm1"](X),
    "softmax": lambda X, C: inner(C, TABLE["softmax"](X)),
    "log_softmax": lambda X, C: inner(C, TABLE["log_softmax"](X)),
    "lse": lambda X, C: total(TABLE["lse"](X)),
    "maximum": lambda X, C: total(TABLE["maximum"](X, C)),
    "leaky_relu": lambda X, C: total(TABLE["leaky_relu"](X, trace(C))),
    "elu": lambda X, C: total(TABLE["elu"](X, trace(C))),
}


@pytest.mark.parametrize("mutant", [doubled, emptied])
@pytest.mark.parametrize("name", WHOLE)
def test_a_broken_matrix_rule_is_noticed(name: str, mutant: Callable[[Differential], Differential]):
    row = TABLE[name]
    assert row.differential is not None
    assert verify(derived(square(WHOLE[name]))).verified
    with broken(replace(row, differential=mutant(row.differential))):
        assert refuted(verify(derived(square(WHOLE[name]))))


LINEAR: dict[str, Callable[[Expr, Expr, Expr], Expr]] = {
    "scale": lambda X, C, G: inner(TABLE["exp"](scale(3, X)), C),
    "smul": lambda X, C, G: inner(TABLE["exp"](smul(TABLE["det"](X), C)), C),
    "matmul": lambda X, C, G: inner(TABLE["exp"](matmul(C, X)), C),
    "hadamard": lambda X, C, G: inner(TABLE["exp"](hadamard(C, X)), C),
    "transpose": lambda X, C, G: inner(TABLE["sin"](matmul(X, C, transpose(X))), C),
    "trace": lambda X, C, G: TABLE["exp"](trace(X)),
    "inner": lambda X, C, G: TABLE["exp"](inner(X, C)),
    "diag": lambda X, C, G: inner(TABLE["sin"](diag(matmul(X, diagonal(C)))), C),
    "diagonal": lambda X, C, G: TABLE["squared_norm"](diagonal(matmul(X, X))),
    "kron": lambda X, C, G: total(TABLE["sin"](kron(X, C))),
    "vec": lambda X, C, G: TABLE["squared_norm"](TABLE["exp"](vec(X))),
    "unvec": lambda X, C, G: total(TABLE["sin"](unvec(matmul(G, vec(X)), X.shape))),
    "block_inner": lambda X, C, G: TABLE["squared_norm"](block_inner(G, X, X.shape)),
    "block_sum": lambda X, C, G: TABLE["squared_norm"](block_sum(G, X, X.shape)),
}


def linear(name: str) -> Model:
    """f of a square X, with constants C and a square G of its blocks beside it."""
    model = Model(data={"C", "G"})
    X, C = leaf(model, "X", "n", "n"), leaf(model, "C", "n", "n")
    G = model.declare(symbol("G", shape(size("n") ** 2, size("n") ** 2)))
    named(model, "f", LINEAR[name](X, C, G))
    return model


@pytest.mark.parametrize("name", LINEAR)
def test_a_broken_adjoint_is_noticed(name: str):
    row = TABLE[name]
    fact = row.adjoint
    assert fact is not None
    assert verify(derived(linear(name))).verified
    for made in (
        replace(row, adjoint=lambda G, i, e: scale(2, fact(G, i, e))),
        replace(row, adjoint=lambda G, i, e: negative(fact(G, i, e))),
    ):
        with broken(made):
            assert refuted(verify(derived(linear(name))))
