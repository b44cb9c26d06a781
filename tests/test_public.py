"""What `import gradproof as gp` gives, and how it refuses what is not meant."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import gradproof as gp
from gradproof.core.errors import ModelError

SQUARE = r"$x \in \mathbb{R}^n$, $f = x^T x$"


def test_dir_lists_what_people_use_and_nothing_else():
    there = set(dir(gp))
    assert {"derive", "read", "matrix", "sigmoid", "tr", "logdet", "inv", "Hessian"} <= there
    assert there.isdisjoint({"Any", "TYPE_CHECKING", "annotations", "import_module", "sigmod"})
    assert all(hasattr(gp, name) for name in there)


def test_all_is_in_dir():
    assert set(gp.__all__) <= set(dir(gp))


def test_the_trace_by_its_short_name():
    A = gp.matrix("A", "n", "n")
    assert gp.tr(A).text == gp.trace(A).text == "tr(A)"


@pytest.mark.parametrize(
    "made",
    [
        lambda: gp.matrix(3, "m", "n"),  # pyright: ignore[reportArgumentType]
        lambda: gp.vector(None, "n"),  # pyright: ignore[reportArgumentType]
        lambda: gp.define(3, gp.vector("x", "n")),  # pyright: ignore[reportArgumentType]
        lambda: gp.function(3),  # pyright: ignore[reportArgumentType]
    ],
)
def test_a_name_that_is_no_text(made: Callable[[], object]):
    with pytest.raises(ModelError, match="a name is a text") as caught:
        made()
    assert "The name comes first" in str(caught.value.hint)


def test_nothing_to_differentiate_by_is_said_in_words_of_python_too():
    with pytest.raises(ModelError, match="no symbol is named to differentiate by") as caught:
        gp.derive(SQUARE, wrt=[])
    assert "--wrt" not in f"{caught.value} {caught.value.hint}"
