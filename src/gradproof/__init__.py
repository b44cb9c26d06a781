"""gradproof: derive, explain, check and run matrix gradients.

What is used is imported when it is first used, so that `import gradproof` costs next to nothing.
Beside the names below, every operation of the table is here by its own name: `gradproof.sigmoid`.

>>> import gradproof as gp
>>> A, x = gp.matrix("A", "m", "n"), gp.vector("x", "n")
>>> found = gp.derive(gp.norm(A @ x) ** 2, wrt=[x])
>>> found
∂f/∂x = 2 AᵀAx
all 6 steps proved
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from gradproof.api import (
        Derivation,
        Gradient,
        GradproofError,
        Hessian,
        Jacobian,
        Report,
        check,
        derive,
        explain,
        hvp,
        jacobian,
        jvp,
        read,
        read_expression,
        vjp,
    )
    from gradproof.notation.python import *  # noqa: F403
    from gradproof.notation.python import Model

__version__ = "0.1.0"
__all__ = [
    "Derivation", "Gradient", "GradproofError", "Hessian", "Jacobian", "Model", "Report", "check",
    "derive", "explain", "hvp", "jacobian", "jvp", "read", "read_expression", "vjp",
]  # fmt: skip

_OF_API = frozenset(__all__) - {"Model"}


def __getattr__(name: str) -> Any:
    """A name of the API, or of the Python notation."""
    if name.startswith("_"):
        raise AttributeError(f"module 'gradproof' has no attribute {name!r}")
    if name == "check":
        return import_module("gradproof.check")
    home = "gradproof.api" if name in _OF_API else "gradproof.notation.python"
    found = getattr(import_module(home), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*__all__, "__version__", *dir(import_module("gradproof.notation.python"))})


class _Check(ModuleType):
    """The package `gradproof.check`, which is called like the function: they share the name."""

    def __call__(self, text: str, path: str = "-", *, lang: Literal["en", "zh"] = "en") -> Report:
        """Every claim of a note, judged by what it means; see `gradproof.api.check`."""
        return import_module("gradproof.api").check(text, path, lang=lang)


class _Package(ModuleType):
    """This package, in which the package `check` can be called."""

    def __setattr__(self, name: str, value: object) -> None:
        if name == "check" and isinstance(value, ModuleType):
            value.__class__ = _Check
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
