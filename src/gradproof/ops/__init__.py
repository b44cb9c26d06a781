"""One row per operation: shape, derivative fact, definition, how it is written and said."""

from gradproof.core.operation import TABLE
from gradproof.ops import elementwise, linear, matrix, probability, unknown

__all__ = ["TABLE", "elementwise", "linear", "matrix", "probability", "unknown"]
