"""Which scripts are parts of names: primes, figures and letters that stand for one thing."""

import pytest

from gradproof.notation.printing.text import text
from gradproof.notation.reading import read_note

DECLARED = r"$A, B \in \mathbb{R}^{n \times n}$, $x, z \in \mathbb{R}^n$."

NAMES = [
    # the formulas, how the objective is printed, and the symbols that are declared
    (r"$$x' = \tanh(A x) + B z$$ $$L = \|x'\|^2$$", "‖x′‖²", "A B x z"),
    (r"$$z_1' = A x$$ $$L = \|z_1' - B z\|^2$$", "‖z₁′ − Bz‖²", "A B x z"),
    (r"$$L = \|A' x + B z\|^2$$ where $A' = A$", "‖Aᵀx + Bz‖²", "A B x z"),
    (r"$$f = \|A x + B z\|^2$$ so $f' = 2 x + z$", "‖Ax + Bz‖²", "A B x z"),
]


@pytest.mark.parametrize(("formulas", "printed", "symbols"), NAMES)
def test_names_are_read(formulas: str, printed: str, symbols: str):
    model = read_note(f"{DECLARED}\n\n{formulas}")
    assert text(model.definitions[model.objective.symbol.name][1]) == printed
    assert " ".join(model.declared) == symbols
