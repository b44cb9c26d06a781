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
    # a^{(1)} is no entry of a^{(2)}
    (r"$a^{(1)} = A x$, $a^{(2)} = B a^{(1)}$ $$L = -\sum_{j=1}^n z_j \ln a_j^{(2)}$$",
     "−zᵀ log a⁽²⁾"),
    # where there are no such names it is a sum over components
    (r"$$L = \sum_{i=1}^3 (u_i - v_i)^2 + \|A B x + z\|^2$$", "‖u − v‖² + ‖ABx + z‖²"),
]  # fmt: skip


@pytest.mark.parametrize(("formulas", "printed"), FAMILIES)
def test_sums_run_over_names(formulas: str, printed: str):
    model = read_note(f"{DECLARED}\n\n{formulas}")
    assert text(model.definitions["L"][1]) == printed


LABELS = [
    # letters in scripts over which nothing runs are parts of names
    (r"$u_i, u_j \in \mathbb{R}^n$, $r_{ij} = u_i^T x - u_j^T x$, "
     r"$$L = \log \sigma(r_{ij}) + z^TABz$$",
     "L = log(σ(rᵢⱼ)) + zᵀABz", "A B x z u_i u_j"),
    (r"$$x_t = \sqrt{\bar\alpha_t} x + z$$ $$L = \|x_t\|^2 + \mathrm{tr}(AB)$$",
     "L = ‖xₜ‖² + tr(AB)", "A B x z alpha_bar_t"),
    (r"$h_{t-1} \in \mathbb{R}^n$ $$h_t = \tanh(A x + B h_{t-1})$$ $$L_t = \|h_t - z\|^2$$",
     "L_t = ‖hₜ − z‖²", "A B x z h_t_minus_1"),
    # an entry of a vector of which entries are spoken of
    (r"$$s = A x + B z$$ $$L = -s_c + \log \sum_j \exp(s_j)$$",
     "L = lse(s) − e_cᵀ s", "A B x z e_c"),
    # letters that run somewhere, or of names that stand without them, are indices
    (r"$$s_i = (A x)_i + z_i$$ $$L = \sum_k s_k^2 + \|B\|_F^2$$", "L = ‖s‖² + ‖B‖_F²", "A B x z"),
    (r"$$s_i = x_i z_i$$ $$L = \|A s\|^2 + \|B\|_F^2$$", "L = ‖As‖² + ‖B‖_F²", "A B x z"),
]  # fmt: skip


@pytest.mark.parametrize(("formulas", "printed", "symbols"), LABELS)
def test_letters_are_labels_or_indices(formulas: str, printed: str, symbols: str):
    model = read_note(f"{DECLARED}\n\n{formulas}")
    name = model.objective.symbol.name
    assert f"{name} = {text(model.definitions[name][1])}" == printed
    assert set(model.declared) == set(symbols.split())


def test_an_entry_at_a_fixed_place_is_said_and_its_place_is_data():
    model = read_note(rf"{DECLARED} $s = Ax + Bz$ $$L = -s_c + \log \sum_j \exp(s_j)$$")
    assert model.data == {"e_c"}
    assert model.readings == ["s_c is entry c of s: e_c is 1 there"]


def test_a_symbol_that_is_declared_nowhere_is_said():
    model = read_note(rf"{DECLARED} $s = Ax + Bz$ $$L = \|s - z_q\|^2$$")
    assert model.readings == ["z_q is declared nowhere: a symbol of its own"]


def test_a_name_that_stands_for_many_need_not_be_used():
    model = read_note(rf"{DECLARED} All $U_* \in \mathbb{{R}}^{{n \times n}}$. $f = \|ABx + z\|^2$")
    assert model.objective.symbol.name == "f"


@pytest.mark.parametrize(
    ("note", "found"),
    [
        # an index T is no sign of transposition
        (r"$h_T = 2 x$, $f = \|h_T\|^2$, $x \in \mathbb{R}^n$", ["h_T", "f"]),
        (r"$s_T = \|x\|^2$, $f = s_T^2$, $x \in \mathbb{R}^n$", ["s_T", "f"]),
    ],
)
def test_a_name_with_the_index_t_is_defined(note: str, found: list[str]) -> None:
    assert list(read_note(note).definitions) == found


def test_words_beside_a_name_with_the_index_t_are_heard() -> None:
    model = read_note(r"$f = \|A h_T - y\|^2$, $A \in \mathbb{R}^{m\times n}$. $h_T$ is fixed.")
    assert "h_T" in model.data
