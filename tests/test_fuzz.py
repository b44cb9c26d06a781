"""A small run of the fuzzer, and that it notices what it is there to notice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from random import Random

import numpy as np
import pytest
from fuzz.arrays import LINEAR, ROWS, value
from fuzz.grammar import drawn
from fuzz.judge import outcome
from fuzz.program import CONSTRUCTED, Leaf, Program, Term, built, valued
from fuzz.run import main
from fuzz.shrink import shrunk

from gradproof.core.algebra import negative, scale
from gradproof.core.dims import SCALAR, shape
from gradproof.core.expr import Expr
from gradproof.core.operation import TABLE, Operation

COLUMN = shape("n")
x = Term("symbol", (), COLUMN, "x")


def program(*definitions: tuple[str, Term]) -> Program:
    return Program(definitions, {"x": Leaf(COLUMN)}, {"n": 3})


def total(form: str) -> Program:
    return program(("f", Term("total", (Term(form, (x,), COLUMN),), SCALAR)))


def judged(one: Program) -> str:
    return outcome(one, np.random.default_rng(7)).kind


@contextmanager
def broken(row: Operation) -> Iterator[None]:
    undo = TABLE.replaced(row)
    try:
        yield
    finally:
        undo()


def test_two_hundred_expressions(capsys: pytest.CaptureFixture[str]):
    code = main(["--count", "200", "--seed", "fixed", "--jobs", "1", "--verify", "25"])
    said = capsys.readouterr().out
    assert code == 0, said
    assert "wrong values 0   wrong shapes 0   crashes 0   refused 0" in said


def test_only_the_forms_asked_for_are_drawn():
    forms = {one for i in range(20) for one in drawn(Random(i), ("tanh", "matmul")).forms}
    assert {"tanh", "matmul"} <= forms
    reducing = {"total", "squared_norm", "transpose"}
    assert forms <= {"tanh", "matmul", "symbol", "ones", "identity", "zeros", "constant"} | reducing


def test_the_fuzzer_has_a_value_for_every_row():
    known = {*ROWS, *LINEAR, *CONSTRUCTED, "power", "inner", "unvec", "block_inner"}
    assert {row.name for row in TABLE} <= known


def test_the_two_evaluators_of_the_fuzzer_agree():
    rng = np.random.default_rng(3)
    for i in range(60):
        one = drawn(Random(f"values {i}"))
        made = built(one)
        env = {
            name: 0.5 + np.abs(rng.normal(size=(1, *[int(s.value(one.sizes)) for s in leaf.shape])))
            for name, leaf in one.leaves.items()
        }
        with np.errstate(all="ignore"):
            try:
                terms = valued(one, env)
            except np.linalg.LinAlgError:
                continue
            by_symbol = {made.symbols[name]: terms[name] for name in made.symbols}
            for left, right in made.model.definitions.values():
                expected, found = terms[left.symbol.name], value(right, by_symbol, one.sizes)
                if np.isfinite(expected).all() and np.abs(expected).max() < 1e6:
                    np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-7)


def doubled(row: Operation) -> Operation:
    fact = row.differential
    assert fact is not None
    return replace(row, differential=lambda y, args, d: scale(2, fact(y, args, d)))


def flipped(row: Operation) -> Operation:
    fact = row.differential
    assert fact is not None
    return replace(row, differential=lambda y, args, d: negative(fact(y, args, d)))


@pytest.mark.parametrize("mutant", [doubled, flipped])
@pytest.mark.parametrize("name", ["tanh", "gelu", "softmax", "log_softmax"])
def test_a_wrong_rule_is_noticed(name: str, mutant: Callable[[Operation], Operation]):
    target = Term("hadamard", (Term(name, (x,), COLUMN), x), COLUMN)
    one = program(("f", Term("total", (target,), SCALAR)))
    assert judged(one) == "agreed"
    with broken(mutant(TABLE[name])):
        assert judged(one) == "wrong"


def test_a_crash_is_noticed():
    def raising(y: Expr, args: tuple[Expr, ...], d: tuple[Expr, ...]) -> Expr:
        raise KeyError("a fault of the program")

    with broken(replace(TABLE["sin"], differential=raising)):
        assert judged(total("sin")) == "crash"


def test_a_wrong_adjoint_is_noticed():
    fact = TABLE["hadamard"].adjoint
    assert fact is not None
    product = Term("hadamard", (Term("exp", (x,), COLUMN), x), COLUMN)
    one = program(("f", Term("total", (product,), SCALAR)))
    with broken(replace(TABLE["hadamard"], adjoint=lambda G, i, e: scale(3, fact(G, i, e)))):
        assert judged(one) == "wrong"


def test_what_does_not_move_is_rightly_refused():
    difference = Term("subtract", (x, x), COLUMN)
    assert judged(program(("f", Term("total", (difference,), SCALAR)))) == "constant"


def test_a_kink_that_cannot_be_avoided_is_not_judged():
    zero = Term("subtract", (x, x), COLUMN)
    same = Term("log", (Term("abs", (zero,), COLUMN),), COLUMN)
    assert judged(program(("f", Term("total", (same,), SCALAR)))) == "undecidable"


def test_a_failure_is_shrunk_to_the_operation_at_fault():
    inside = Term("exp", (Term("negative", (x,), COLUMN),), COLUMN)
    big = Term("hadamard", (Term("tanh", (inside,), COLUMN), Term("cos", (x,), COLUMN)), COLUMN)
    one = program(("h", big), ("f", Term("total", (Term("symbol", (), COLUMN, "h"),), SCALAR)))
    with broken(doubled(TABLE["tanh"])):
        small = shrunk(one, lambda smaller: judged(smaller) == "wrong")
    assert small.forms == {"symbol", "tanh", "total"}
    assert small.operations == 2
