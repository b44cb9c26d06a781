"""The Python front end: symbols with operators, functions, facts, and the model they rest on.

X, W = matrix("X", "m", "d", data=True), matrix("W", "d", "k") make symbols; `@ + - * / ** .T` and
NumPy's functions make formulas of them; `define` gives an intermediate result a name; `model_of`
collects what a formula rests on. Every operation of the table is a function here, by its own name:
`sigmoid(X @ W)`.

>>> X, W = matrix("X", "m", "d", data=True), matrix("W", "d", "k")
>>> H = define("H", function("sigmoid")(X @ W))
>>> f = define("f", norm(H) ** 2 / 2)
>>> f
f: scalar = ½‖H‖_F²
>>> list(model_of(f).definitions)
['H', 'f']
"""

from __future__ import annotations

from gradproof.notation.python import numpy as python_numpy
from gradproof.notation.python.formula import Formula, SymbolicError
from gradproof.notation.python.functions import (
    Function,
    clip,
    diag,
    diagonal,
    elu,
    eye,
    inner,
    kron,
    leaky_relu,
    log_softmax,
    logaddexp,
    logsumexp,
    matrix_power,
    mean,
    minimum,
    norm,
    ones,
    ones_like,
    operation,
    outer,
    own_names,
    power,
    softmax,
    sqrt,
    square,
    std,
    sum,
    tr,
    trace,
    transpose,
    var,
    vec,
    where,
    zeros,
    zeros_like,
)
from gradproof.notation.python.model import (
    Given,
    Model,
    assuming,
    define,
    equation,
    fact,
    matrix,
    model_of,
    named,
    row,
    scalar,
    vector,
)
from gradproof.notation.python.networks import (
    attention,
    batch_norm,
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    centring,
    cross_entropy,
    cross_entropy_with_logits,
    hinge,
    layer_norm,
    mse,
)
from gradproof.notation.python.sizes import size
from gradproof.notation.python.unknowns import UnknownFunction, function

__all__ = [
    "Formula", "Function", "Given", "Model", "SymbolicError", "UnknownFunction", "assuming",
    "attention", "batch_norm", "binary_cross_entropy", "binary_cross_entropy_with_logits",
    "centring", "clip", "cross_entropy", "cross_entropy_with_logits", "define", "diag", "diagonal",
    "elu", "equation", "eye", "fact", "function", "hinge", "inner", "kron", "layer_norm",
    "leaky_relu", "log_softmax", "logaddexp", "logsumexp", "matrix", "matrix_power", "mean",
    "minimum", "model_of", "mse", "named", "norm", "ones", "ones_like", "outer", "power", "row",
    "scalar", "size", "softmax", "sqrt", "square", "std", "sum", "tr", "trace", "transpose", "var",
    "vec", "vector", "where", "zeros", "zeros_like",
]  # fmt: skip

python_numpy.connect()


def __getattr__(name: str) -> Function:
    """Every operation of the table that has no line above: `sigmoid`, `tanh`, `logdet`, …"""
    if name.startswith("_"):
        raise AttributeError(name)
    return operation(name)


def __dir__() -> list[str]:
    return sorted({*__all__, *own_names()})
