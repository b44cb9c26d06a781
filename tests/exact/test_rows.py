"""Every row of the table: its derivative fact is true, and broken versions of it are refuted."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

import pytest

from gradproof.core import algebra
from gradproof.core.algebra import (
    diag,
    diagonal,
    hadamard,
    inner,
    kron,
    matmul,
    scale,
    smul,
    trace,
    transpose,
    vec,
)
from gradproof.core.dims import ONE, SCALAR, Monomial, Shape, size
from gradproof.core.expr import Expr, Symbol, node, postorder, symbol, tangent
from gradproof.core.facts import Equation
from gradproof.core.operation import Operation
from gradproof.core.unknown import Unknown
from gradproof.exact import equal
from gradproof.ops import TABLE
from gradproof.ops.elementwise import power_derivative
from gradproof.ops.linear import block_inner, block_sum

NONLINEAR = [row for row in TABLE if row.differential is not None and row.name != "power"]
LINEAR = [row for row in TABLE if row.adjoint is not None]
FORMS = {"column": ("n", 1), "row": (1, "n"), "matrix": ("m", "n"), "scalar": (1, 1)}


def patterns(row: Operation) -> list[tuple[str, ...]]:
    left = row.signature.partition("->")[0].replace(" ", "")[1:-1]
    return [tuple(filter(None, piece.split(","))) for piece in left.split("),(")]


def operands(row: Operation, form: str) -> tuple[Expr, ...] | None:
    """Symbols that fit the signature, its free shapes (r, c) taken in this form."""
    found: list[Expr] = []
    rows, cols = FORMS[form]
    sizes: dict[str, Monomial] = {"r": size(rows), "c": size(cols)}
    for place, pattern in enumerate(patterns(row)):
        full = (*pattern, "1", "1")[:2]
        shape = Shape(*(ONE if one == "1" else sizes.get(one, size(one)) for one in full))
        found.append(symbol("XYZ"[place], shape))
    if form != "matrix" and not any("r" in pattern for pattern in patterns(row)):
        return None
    return tuple(found)


def cases() -> Iterator[tuple[str, Expr, Expr, Expr]]:
    """(name, value, differential, value by a name) for each nonlinear row and form."""
    for row in NONLINEAR:
        for form in FORMS:
            args = operands(row, form)
            if args is None:
                continue
            value = row(*args)
            assert row.differential is not None
            moved = tuple(tangent(arg) for arg in args)
            named = symbol("v", value.shape)
            yield f"{row.name} {form}", value, row.differential(value, args, moved), named
    for exponent in (2, 3, -1, -2, Fraction(1, 2), Fraction(3, 2), Fraction(-1, 2), Fraction(1, 3)):
        for form, (rows, cols) in FORMS.items():
            x = symbol("X", Shape(size(rows), size(cols)))
            value = node("power", (x,), Fraction(exponent), x.shape)
            slope = power_derivative(x, Fraction(exponent), value)
            raw = node("hadamard", (slope, tangent(x)), None, x.shape)
            yield f"power {exponent} {form}", value, raw, symbol("v", x.shape)


CASES = list(cases())


@pytest.mark.parametrize(
    ("name", "value", "differential", "named"), CASES, ids=[c[0] for c in CASES]
)
def test_differential(name: str, value: Expr, differential: Expr, named: Expr) -> None:
    found = equal(tangent(value), differential)
    assert found.holds, found
    assert found.method in ("exact", "normal_form"), found


NAMED = [row for row in NONLINEAR if row.data is None]


@pytest.mark.parametrize("row", NAMED, ids=lambda row: row.name)
def test_differential_by_name(row: Operation) -> None:
    args = operands(row, "matrix")
    assert args is not None
    assert row.differential is not None
    value = row(*args)
    named = symbol("v", value.shape)
    differential = row.differential(named, args, tuple(tangent(arg) for arg in args))
    found = equal(tangent(named), differential, [Equation(named, value)])
    assert found.holds, found


# Broken rules

OTHER = {
    "exp": "sin", "log": "exp", "sigmoid": "tanh", "tanh": "sigmoid", "sin": "cos", "cos": "sin",
    "step": "sign", "sign": "step", "softmax": "exp", "sigmoid_prime": "sigmoid", "sinh": "cosh",
    "cosh": "sinh", "normal_cdf": "normal_pdf", "normal_pdf": "normal_cdf", "inverse": "transpose",
    "relu": "abs", "abs": "relu",
}  # fmt: skip


def changes(expr: Expr) -> Iterator[tuple[str, Expr]]:
    """The node with one thing about it wrong, its shape kept."""
    op, args, data, shape = expr.op, expr.args, expr.data, expr.shape
    if op in ("symbol", "tangent", "zero"):
        return
    yield "sign", scale(-1, expr)
    yield "factor", scale(2, expr)
    if op in ("add", "hadamard", "matmul"):
        for i in range(len(args)):
            rest = (*args[:i], *args[i + 1 :])
            if op != "matmul" and rest:
                made = rest[0] if len(rest) == 1 else node(op, rest, data, shape)
                yield f"dropped {i}", made
    if op in ("inner", "smul"):
        kept = node("inner", (args[1], args[1]), None, shape) if op == "inner" else args[1]
        yield "dropped factor", kept
    if op == "transpose" and args[0].shape == shape:
        yield "no transpose", args[0]
    if shape.is_square:
        yield "transpose", transpose(expr)
    if op == "matmul":
        for i in range(len(args) - 1):
            swapped = (*args[:i], args[i + 1], args[i], *args[i + 2 :])
            fits = all(a.shape.cols is b.shape.rows for a, b in pairwise(swapped))
            if fits and Shape(swapped[0].shape.rows, swapped[-1].shape.cols) == shape:
                yield "swapped", node(op, swapped, data, shape)
    if op == "power" and isinstance(data, Fraction):
        yield "exponent", node(op, args, data + 1, shape)
    if isinstance(data, Unknown):
        yield "order", node(op, args, data.prime, shape)
        yield "other function", node(op, args, Unknown(Symbol("g", "g", "g"), data.order), shape)
    if op in OTHER:
        yield "function", node(OTHER[op], args, data, shape)


def broken(root: Expr) -> Iterator[tuple[str, Expr]]:
    """The expression with one node wrong."""
    for target in list(postorder(root)):
        for kind, wrong in changes(target):
            made = {target: wrong}
            for expr in postorder(root):
                if expr is not target:
                    args = tuple(made[arg] for arg in expr.args)
                    made[expr] = node(expr.op, args, expr.data, expr.shape) if args else expr
            if not made[root].same(root):
                yield f"{kind} at {target!r}"[:100], made[root]


# Broken rules that are true all the same: the change cannot be seen (tanh² is even, step ignores
# factors, X⁻¹ occurs twice, the softmax of one number is 1).
HARMLESS = {
    "tanh": "sign at tanh",
    "tan": "sign at tan",
    "maximum": "factor at add(",
    "inverse": "sign at inverse",
    "softmax scalar": "",
    "log_softmax scalar": "",
    "lse scalar": "",
}


def is_harmless(name: str, kind: str) -> bool:
    return any(name.startswith(row) and kind.startswith(what) for row, what in HARMLESS.items())


def test_broken_differentials_are_refuted() -> None:
    refuted = accepted = 0
    for name, value, differential, _ in CASES:
        for kind, wrong in broken(differential):
            found = equal(tangent(value), wrong)
            if found.holds is False:
                refuted += 1
                assert found.counterexample is not None
            else:
                assert found.holds, (name, kind, found)
                assert is_harmless(name, kind), (name, kind, found)
                accepted += 1
    assert refuted > 1800, refuted
    assert accepted < 30


def linear_cases() -> Iterator[tuple[str, Expr, Expr, Expr]]:
    """(name, ⟨G, L(… X …)⟩, ⟨L*(G), X⟩, X) for each operand of each linear row."""

    def named(name: str, rows: str | int, cols: str | int = 1) -> Expr:
        return symbol(name, Shape(size(rows), size(cols)))

    A, B, C = named("A", "m", "n"), named("B", "n", "k"), named("C", "m", "n")
    S, v, s, T = named("S", "n", "n"), named("v", "n"), named("s", 1), named("T", "n", "n")
    K, L = named("K", 2, 3), named("L", "m", "n")
    tall = Shape(size("m") * size(2), size("n") * size(3))
    W = symbol("W", tall)
    wanted = [
        algebra.add(A, C),
        scale(size(3) / size("m"), A),
        smul(s, A),
        matmul(A, B),
        matmul(A, S, B),
        matmul(S, T),
        matmul(A, v),
        hadamard(A, C),
        hadamard(A, C, symbol("D", A.shape)),
        transpose(A),
        transpose(S),
        trace(S),
        inner(A, C),
        diag(v),
        diagonal(S),
        kron(K, L),
        vec(A),
        node("unvec", (symbol("u", Shape(size("m") * size("n"), ONE)),), A.shape, A.shape),
        block_inner(W, L, K.shape),
        block_sum(W, K, L.shape),
    ]
    for value in wanted:
        G = symbol("G", value.shape)
        for i, X in enumerate(value.args):
            row = TABLE[value.op]
            assert row.adjoint is not None
            left = node("inner", (G, value), None, SCALAR)
            yield f"{value!r} {i}", left, row.adjoint(G, i, value), X


LINEAR_CASES = [case for case in linear_cases() if case[3].op == "symbol"]


def against(G: Expr, X: Expr) -> Expr:
    return node("inner", (G, X), None, SCALAR)


@pytest.mark.parametrize(
    ("name", "left", "cotangent", "operand"), LINEAR_CASES, ids=[case[0] for case in LINEAR_CASES]
)
def test_adjoint(name: str, left: Expr, cotangent: Expr, operand: Expr) -> None:
    found = equal(left, against(cotangent, operand))
    if left.args[1].op == "add":  # ⟨G, A + C⟩ has a second part
        other = [one for one in left.args[1].args if one is not operand]
        found = equal(left, add_up(against(cotangent, operand), against(cotangent, other[0])))
    assert found.holds, found
    assert found.method in ("exact", "normal_form")


def add_up(left: Expr, right: Expr) -> Expr:
    return node("add", (left, right), None, SCALAR)


def test_every_linear_row_is_covered() -> None:
    assert {left.args[1].op for _, left, _, _ in LINEAR_CASES} == {row.name for row in LINEAR}


def test_broken_adjoints_are_refuted() -> None:
    refuted = 0
    for name, left, cotangent, operand in LINEAR_CASES:
        if left.args[1].op == "add":
            continue
        for kind, wrong in broken(cotangent):
            found = equal(left, against(wrong, operand))
            assert found.holds is False, (name, kind, found)
            refuted += 1
    assert refuted > 100, refuted
