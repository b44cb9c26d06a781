"""Other programs on the same questions; each is imported only when it is asked for."""

from __future__ import annotations

import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from time import process_time
from types import FrameType
from typing import Any

import numpy as np
from fuzz.arrays import Array, value

from gradproof.core.algebra import (
    add,
    hadamard,
    matmul,
    power,
    subtract,
    total,
    trace,
    transpose,
)
from gradproof.core.dims import shape
from gradproof.core.expr import Expr, symbol
from gradproof.core.model import Model
from gradproof.core.operation import TABLE
from gradproof.derivation.differential import derive_differential
from gradproof.derivation.scope import scope

SIZES = {"X": (3, 3), "A": (3, 3), "B": (3, 3), "x": (3, 1), "y": (3, 1), "b": (3, 1)}
SECONDS = 10


@dataclass(frozen=True)
class Case:
    """A scalar function of one variable, built for each program and worth a number in NumPy."""

    name: str
    wrt: str
    ours: Callable[[Mapping[str, Expr]], Expr]
    sympy: Callable[[Any, Mapping[str, Any]], Any]
    value: Callable[[Mapping[str, Array]], float]


def _residual(s: Mapping[str, Expr]) -> Expr:
    return subtract(matmul(s["A"], TABLE["tanh"](matmul(s["X"], s["x"]))), s["y"])


def _sympy_residual(sympy: Any, s: Mapping[str, Any]) -> Any:
    return s["A"] * (s["X"] * s["x"]).applyfunc(sympy.tanh) - s["y"]


CASES = (
    Case("tr(A X B)", "X",
         lambda s: trace(matmul(s["A"], s["X"], s["B"])),
         lambda p, s: p.Trace(s["A"] * s["X"] * s["B"]),
         lambda v: float(np.trace(v["A"] @ v["X"] @ v["B"]))),
    Case("xᵀ A x", "x",
         lambda s: matmul(transpose(s["x"]), s["A"], s["x"]),
         lambda p, s: s["x"].T * s["A"] * s["x"],
         lambda v: (v["x"].T @ v["A"] @ v["x"]).item()),
    Case("‖A X − B‖²", "X",
         lambda s: TABLE["squared_norm"](subtract(matmul(s["A"], s["X"]), s["B"])),
         lambda p, s: p.Trace((s["A"] * s["X"] - s["B"]).T * (s["A"] * s["X"] - s["B"])),
         lambda v: float(((v["A"] @ v["X"] - v["B"]) ** 2).sum())),
    Case("tr(Xᵀ A X B)", "X",
         lambda s: trace(matmul(transpose(s["X"]), s["A"], s["X"], s["B"])),
         lambda p, s: p.Trace(s["X"].T * s["A"] * s["X"] * s["B"]),
         lambda v: float(np.trace(v["X"].T @ v["A"] @ v["X"] @ v["B"]))),
    Case("bᵀ X⁻¹ y", "X",
         lambda s: matmul(transpose(s["b"]), TABLE["inverse"](s["X"]), s["y"]),
         lambda p, s: s["b"].T * s["X"].I * s["y"],
         lambda v: (v["b"].T @ np.linalg.inv(v["X"]) @ v["y"]).item()),
    Case("log det(XᵀX + A)", "X",
         lambda s: TABLE["logabsdet"](add(matmul(transpose(s["X"]), s["X"]), s["A"])),
         lambda p, s: p.log(p.Determinant(s["X"].T * s["X"] + s["A"])),
         lambda v: float(np.linalg.slogdet(v["X"].T @ v["X"] + v["A"])[1])),
    Case("‖x − y‖", "x",
         lambda s: TABLE["norm"](subtract(s["x"], s["y"])),
         lambda p, s: p.sqrt((s["x"] - s["y"]).T * (s["x"] - s["y"])),
         lambda v: float(np.linalg.norm(v["x"] - v["y"]))),
    Case("bᵀ(x ⊙ x)", "x",
         lambda s: matmul(transpose(s["b"]), power(s["x"], 2)),
         lambda p, s: s["b"].T * p.HadamardProduct(s["x"], s["x"]),
         lambda v: (v["b"].T @ (v["x"] ** 2)).item()),
    Case("1ᵀ(A ⊙ exp X)1", "X",
         lambda s: total(hadamard(s["A"], TABLE["exp"](s["X"]))),
         lambda p, s: p.OneMatrix(1, 3) * p.HadamardProduct(s["A"], s["X"].applyfunc(p.exp))
         * p.OneMatrix(3, 1),
         lambda v: float((v["A"] * np.exp(v["X"])).sum())),
    Case("‖A tanh(X x) − y‖²", "X",
         lambda s: TABLE["squared_norm"](_residual(s)),
         lambda p, s: _sympy_residual(p, s).T * _sympy_residual(p, s),
         lambda v: float(((v["A"] @ np.tanh(v["X"] @ v["x"]) - v["y"]) ** 2).sum())),
)  # fmt: skip


def point() -> dict[str, Array]:
    """A value for every symbol; X and A away from singular matrices."""
    rng = np.random.default_rng(5)
    values = {name: rng.normal(size=size) * 0.6 for name, size in SIZES.items()}
    return {name: one + 2 * np.eye(3) if name in "XA" else one for name, one in values.items()}


def slopes(case: Case, at: Mapping[str, Array]) -> Array:
    """The gradient by central differences, entry by entry."""
    found = np.zeros(SIZES[case.wrt])
    for place in np.ndindex(*found.shape):
        ends: list[float] = []
        for step in (1e-5, -1e-5):
            moved = at[case.wrt].copy()
            moved[place] += step
            ends.append(case.value({**at, case.wrt: moved}))
        found[place] = (ends[0] - ends[1]) / 2e-5
    return found


def verdict(found: Array, expected: Array) -> str:
    """Right, transposed, or wrong."""
    if found.shape == expected.shape and np.allclose(found, expected, rtol=1e-4, atol=1e-6):
        return "right"
    return "wrong"


def ours(case: Case) -> tuple[float, str]:
    """Seconds to derive the gradient, and whether it is right."""
    began = process_time()
    model = Model()
    for name, (rows, cols) in SIZES.items():
        letters = ("n", "n") if cols > 1 else ("n", 1)
        model.declare(symbol(name, shape(*letters)))
        assert rows == 3
    model.define(symbol("f", shape(1)), case.ours(model.declared))
    found = derive_differential(model, scope(model, "f", [case.wrt]))
    spent = process_time() - began
    at = point()
    env = {one: at[name][None] for name, one in model.declared.items()}
    return spent, verdict(value(found.results[0].gradient, env, {"n": 3})[0], slopes(case, at))


def by_sympy(case: Case) -> tuple[float, str]:
    """Seconds that SymPy's derivative takes, and whether it is right."""
    sympy: Any = import_module("sympy")

    def late(number: int, frame: FrameType | None) -> None:
        raise TimeoutError

    symbols = {name: sympy.MatrixSymbol(name, *size) for name, size in SIZES.items()}
    at = point()
    began = process_time()
    signal.signal(signal.SIGALRM, late)
    signal.alarm(SECONDS)
    try:
        made = case.sympy(sympy, symbols).diff(symbols[case.wrt])
        spent = process_time() - began
        numbers = {symbols[name]: sympy.ImmutableMatrix(one) for name, one in at.items()}
        explicit = made.xreplace(numbers).doit()
        explicit = explicit.as_explicit() if hasattr(explicit, "as_explicit") else explicit
        array = np.array(explicit.tolist(), dtype=np.float64)
    except TimeoutError:
        return process_time() - began, "too slow"
    except Exception:
        return process_time() - began, "no answer"
    finally:
        signal.alarm(0)
    return spent, verdict(array.squeeze(), slopes(case, at).squeeze())


def jaxpr(depth: int) -> Callable[[], object]:
    """A call that traces the gradients of `tower(depth)` by all parameters, for abstract shapes."""
    jax: Any = import_module("jax")
    jnp: Any = import_module("jax.numpy")

    def array(*sizes: int) -> Any:
        return jax.ShapeDtypeStruct(sizes, jnp.float32)

    layers = [(array(16, 16), array(16)) for _ in range(depth)]

    def call() -> object:
        def loss(parameters: Any, X: Any, Y: Any) -> Any:
            H = X
            for W, b in parameters:
                H = jnp.tanh(H @ W + b)
            return 0.5 * jnp.sum((H - Y) ** 2)

        return jax.make_jaxpr(jax.grad(loss))(layers, array(32, 16), array(32, 16))

    return call


def version(name: str) -> str | None:
    """The version of a peer, or None if it is not installed."""
    try:
        return str(import_module(name).__version__)
    except ImportError:
        return None
