"""What a random program may be made of: sizes, facts, constructors and rows of the table."""

from __future__ import annotations

from functools import lru_cache

from fuzz.program import CONSTRUCTED
from gradproof.core.operation import TABLE

LETTERS = ("m", "n", "k", "p")
FACTS = {
    "square": ("symmetric", "positive_definite", "orthogonal", "diagonal", "invertible"),
    "other": ("positive", "positive", "nonzero", "sums_to_one"),
}
POSITIVE = ("exp", "sigmoid", "softplus", "cosh", "softmax", "normal_cdf", "normal_pdf", "abs")
CONSTRUCTORS = (
    "add", "subtract", "negative", "scale", "smul", "hadamard", "reciprocal", "divide", "power",
    "transpose", "matmul", "matmul", "spread", "unvec", "block_inner", "block_sum", "diag", "diag",
    "diagonal", "row_sums", "column_sums", "vec", "trace", "inner", "total", "mean",
)  # fmt: skip
ROWS = [row.name for row in TABLE if row.name not in CONSTRUCTED]
TRIES = 60
REDUCING = ("total", "mean", "inner", "trace", "quadratic", "norm", "squared_norm", "norm1", "lse",
            "det", "logdet", "logabsdet")  # fmt: skip


@lru_cache
def patterns(signature: str) -> tuple[list[tuple[str, str]], tuple[str, str]]:
    """`(n,m),() -> (n)` as [("n", "m"), ("1", "1")] and ("n", "1")."""
    left, _, right = signature.replace(" ", "").partition("->")
    return [_pattern(piece) for piece in left[1:-1].split("),(")], _pattern(right)


def _pattern(text: str) -> tuple[str, str]:
    letters = [letter for letter in text.strip("()").split(",") if letter]
    rows, cols = (*letters, "1", "1")[:2]
    return rows, cols
