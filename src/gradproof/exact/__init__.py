"""The independent checker: it may say undecided, it may never be wrong."""

from gradproof.exact.equal import equal
from gradproof.exact.evaluate import evaluate, evaluate_precise
from gradproof.exact.gradients import check_gradients
from gradproof.exact.kits import Undefined
from gradproof.exact.links import check_link

__all__ = [
    "Undefined",
    "check_gradients",
    "check_link",
    "equal",
    "evaluate",
    "evaluate_precise",
]
