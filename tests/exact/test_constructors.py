"""The constructors of the core, on which definitions rest, against bare nodes.

What a constructor normalises needs no proof step elsewhere, so it is proved here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from random import Random
from typing import Any

import pytest

from gradproof.core import algebra
from gradproof.core.dims import MINUS_ONE, NIL, ONE, SCALAR, Monomial, Shape, shape, size
from gradproof.core.expr import UNIT, Expr, constant, identity, node, symbol, tangent, zeros
from gradproof.exact import equal
from gradproof.ops import TABLE

m, n = size("m"), size("n")
SHAPES = [SCALAR, shape("n"), shape(1, "n"), shape("n", "n"), shape("m", "n"), shape("n", "m")]
FACTORS = [size(2), MINUS_ONE, size(1) / n, size(Fraction(3, 2)) * m]


def leaves(of: Shape) -> list[Expr]:
    """Things of this shape that a constructor may treat in a special way."""
    rows, cols = of
    name = f"{rows}{cols}"
    a, b = symbol(f"a{name}", of), symbol(f"b{name}", of)
    s, t = symbol("s", SCALAR), symbol("t", SCALAR)
    found = [
        a,
        b,
        algebra.scale(size(3) / n, a),
        algebra.smul(s, a),
        algebra.scale(2, algebra.smul(algebra.hadamard(s, t), b)),
        algebra.add(a, b),
        algebra.add(a, algebra.scale(-1, b)),
        algebra.hadamard(a, b),
        algebra.power(a, 2),
        algebra.power(a, -1),
        zeros(of),
        node("ones", (), None, of) if not of.is_scalar else UNIT,
        TABLE["tanh"](a),
        tangent(a),
        algebra.transpose(symbol(f"c{name}", of.transposed)),
    ]
    if of.is_square:
        found += [identity(rows), algebra.diag(symbol("d", Shape(rows, ONE)))]
        found += [algebra.matmul(a, b), TABLE["inverse"](a)]
    if of.is_scalar:
        found += [constant(size(Fraction(2, 3)) * m), constant(NIL), constant(MINUS_ONE)]
        u, v = symbol("u", shape("n")), symbol("v", shape("n"))
        found += [algebra.matmul(algebra.transpose(u), v), algebra.total(u)]
    if of.is_column:
        q = symbol("q", Shape(rows, rows))
        found += [algebra.matmul(q, a), algebra.diagonal(q)]
    return found


def bare(op: str, args: tuple[Expr, ...], of: Shape, data: Any = None) -> Expr:
    return node(op, args, data, of)


def unary() -> Iterator[tuple[str, Expr, Expr]]:
    for of in SHAPES:
        rows, cols = of
        for a in leaves(of):
            yield "transpose", algebra.transpose(a), bare("transpose", (a,), of.transposed)
            for factor in FACTORS:
                yield "scale", algebra.scale(factor, a), bare("scale", (a,), of, factor)
            for k in (2, 3, -1, Fraction(1, 2), Fraction(3, 2), Fraction(-1, 2)):
                nil = a.op == "constant" and a.coefficient is NIL
                if k in (2, 3) or (
                    not nil and a.op not in ("zero", "add", "identity", "diag", "tangent")
                ):
                    yield "power", algebra.power(a, k), bare("power", (a,), of, Fraction(k))
            yield "vec", algebra.vec(a), bare("vec", (a,), Shape(rows * cols, ONE))
            if of.is_square or of.is_scalar:
                yield "trace", algebra.trace(a), bare("trace", (a,), SCALAR)
                column = Shape(rows, ONE)
                yield "diagonal", algebra.diagonal(a), bare("diagonal", (a,), column)
            if of.is_column or of.is_row or of.is_scalar:
                side = cols if of.is_row else rows
                yield "diag", algebra.diag(a), bare("diag", (a,), Shape(side, side))
            if of.is_column:
                wide = Shape(size(1), rows)
                yield "unvec", algebra.unvec(a, wide), bare("unvec", (a,), wide, wide)


def binary() -> Iterator[tuple[str, Expr, Expr]]:
    for of in SHAPES:
        for a in leaves(of):
            for b in leaves(of):
                yield "add", algebra.add(a, b), bare("add", (a, b), of)
                yield "hadamard", algebra.hadamard(a, b), bare("hadamard", (a, b), of)
                yield "inner", algebra.inner(a, b), bare("inner", (a, b), SCALAR)
    scalars = leaves(SCALAR)
    for of in SHAPES:
        for a in leaves(of):
            for s in scalars:
                yield "smul", algebra.smul(s, a), bare("smul", (s, a), of)
    for left in SHAPES:
        for right in SHAPES:
            for a in leaves(left):
                for b in leaves(right):
                    if left.cols is right.rows:
                        made = Shape(left.rows, right.cols)
                        yield "matmul", algebra.matmul(a, b), bare("matmul", (a, b), made)
                    tall = Shape(left.rows * right.rows, left.cols * right.cols)
                    yield "kron", algebra.kron(a, b), bare("kron", (a, b), tall)


def check(name: str, made: Expr, plain: Expr) -> None:
    assert made.shape == plain.shape, (name, plain)
    found = equal(made, plain)
    if found.holds is None and plain.op in ("hadamard", "power", "inner", "kron", "matmul", "smul"):
        assert "0" in found.reason or "positive" in found.reason, (name, made, plain, found)
        return
    assert found.holds, (name, made, plain, found)


@pytest.mark.parametrize(
    "name", ["transpose", "scale", "power", "vec", "trace", "diagonal", "diag"]
)
def test_of_one_operand(name: str) -> None:
    for kind, made, plain in unary():
        if kind == name:
            check(name, made, plain)


@pytest.mark.parametrize("name", ["add", "hadamard", "inner", "smul", "matmul", "kron"])
def test_of_two_operands(name: str) -> None:
    cases = [case for case in binary() if case[0] == name]
    rng = Random(name)
    for _, made, plain in rng.sample(cases, min(len(cases), 350)):
        check(name, made, plain)


def test_chains() -> None:
    rng = Random("chains")
    pools = {of: leaves(of) for of in SHAPES}
    starts: Callable[[Monomial], list[Shape]] = lambda rows: [  # noqa: E731
        of for of in SHAPES if of.rows is rows and not of.is_scalar
    ]
    for _ in range(150):
        first = rng.choice(SHAPES[1:])
        shapes = [first]
        while len(shapes) < rng.randrange(2, 6):
            following = starts(shapes[-1].cols)
            if not following:
                break
            shapes.append(rng.choice(following))
        args = tuple(rng.choice(pools[of]) for of in shapes)
        plain = bare("matmul", args, Shape(shapes[0].rows, shapes[-1].cols))
        check("chain", algebra.matmul(*args), plain)
