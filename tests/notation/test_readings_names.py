"""Which scripts are parts of names: primes, figures and letters that stand for one thing."""

import pytest

from gradproof.notation.printing.text import text
from gradproof.notation.reading import read_note

DECLARED = r"$A, B \in \mathbb{R}^{n \times n}$, $x, z \in \mathbb{R}^n$."

NAMES = [
    # the formulas, how the objective is printed, and the symbols that are declared
    (r"$$x' = \tanh(A x) + B z$$ $$L = \|x'\|^2$$", "‖x′‖²", "A B x z"),
    (r"$$z_1' = A x$$ $$L = \|z_1' - B z\|^2$$", "‖z₁′ − Bz‖²", "A B x z"),
    (r"$$x_1' = A x$$ $$x'' = B x_1'$$ $$L = x''^T z$$", "x′′ᵀz", "A B x z"),
    (r"$$L = \|A' x + B z\|^2$$ where $A' = A$", "‖Aᵀx + Bz‖²", "A B x z"),
    (r"$$f = \|A x + B z\|^2$$ so $f' = 2 x + z$", "‖Ax + Bz‖²", "A B x z"),
]


@pytest.mark.parametrize(("formulas", "printed", "symbols"), NAMES)
def test_names_are_read(formulas: str, printed: str, symbols: str):
    model = read_note(f"{DECLARED}\n\n{formulas}")
    assert text(model.definitions[model.objective.symbol.name][1]) == printed
    assert " ".join(model.declared) == symbols


FAMILIES = [
    # sums over names that the note introduces one by one, and how the objective is printed
    (r"$W_1, W_2 \in \mathbb{R}^{n\times n}$ $$L = \sum_{l=1}^2 \|W_l x\|^2 + \|ABz\|^2$$",
     "‖W₁x‖² + ‖W₂x‖² + ‖ABz‖²"),
    (r"$W^{[1]}, W^{[2]} \in \mathbb{R}^{n\times n}$ $$L = \|ABz\|^2 + \sum_l \|W^{[l]} x\|_F^2$$",
     "‖ABz‖² + ‖W^{[1]} x‖² + ‖W^{[2]} x‖²"),
    (r"$$h_1 = A x$$ $$h_2 = B h_1$$ $$L = \sum_{t=1}^2 \frac12 \|h_t - y_t\|^2 + z^T z$$",
     "½‖h₁ − y₁‖² + ½‖h₂ − y₂‖² + zᵀz"),
    (r"$u_1, u_2, u_3 \in \mathbb{R}^n$ $$L = \sum_{i=1}^3 (u_i^T A x - 1)^2 + \|Bz\|^2$$",
     "(u₁ᵀAx − 1)² + (u₂ᵀAx − 1)² + (u₃ᵀAx − 1)² + ‖Bz‖²"),
    # where there are no such names it is a sum over components
    (r"$$L = \sum_{i=1}^3 (u_i - v_i)^2 + \|A B x + z\|^2$$", "‖u − v‖² + ‖ABx + z‖²"),
]  # fmt: skip


@pytest.mark.parametrize(("formulas", "printed"), FAMILIES)
def test_sums_run_over_names(formulas: str, printed: str):
    model = read_note(f"{DECLARED}\n\n{formulas}")
    assert text(model.definitions["L"][1]) == printed
