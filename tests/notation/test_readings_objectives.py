"""Which scalar a note is about: odd left sides, and what may not be passed over in silence."""

import pytest

from gradproof.core.errors import GradproofError
from gradproof.notation.printing.text import text
from gradproof.notation.reading import read_note

DECLARED = (
    r"$A \in \mathbb{R}^{m \times n}$, $x \in \mathbb{R}^n$, $b \in \mathbb{R}^m$, "
    r"$u, v \in \mathbb{R}^n$.  $r = Ax - b$, $s = u^T v$."
)

OBJECTIVES = [
    # the formulas, the name of the objective, how its definition is printed
    (r"$$FL = -(1-s)^2 \log s$$", "FL", "−(1 − s)² log s"),
    (r"$$NLL(x) = \|Ax\|^2$$", "NLL", "‖Ax‖²"),
    (r"$$FL = s^2$$ $$J = FL + \|x\|^2$$", "J", "FL + ‖x‖²"),
    (r"$$D(b\|Ax) = \|Ax - b\|^2$$", "D", "‖Ax − b‖²"),
    (r"$$D(b\|Ax) = \|Ax - b\|^2$$ $$J = 3 D(b\|Ax)$$", "J", "3 D"),
    (r"$$\mathrm{KL}(u \,\|\, v) = \sum_i u_i \log \frac{u_i}{v_i}$$", "KL", "uᵀ log(u ⊘ v)"),
    (r"$$\ln p(b \mid x) = -\|Ax - b\|^2$$", "ln_p", "−‖Ax − b‖²"),
    (r"$$\log p = -\|Ax\|^2$$ $$J = -\log p$$", "J", "−logp"),
    (
        r"$$\ln p(b\mid x) = -\|Ax-b\|^2$$ $$\ln p(x) = -\|x\|^2$$"
        r" $$\ln p(x\mid b) = \ln p(b\mid x) + \ln p(x)$$",
        "ln_p_3",
        "lnp + lnp₂",
    ),
    (r"$$-\log p(b \mid x) = \|Ax-b\|^2$$", "NLL", "‖Ax − b‖²"),
    (r"$$\min_{x}\quad f(x) = \|Ax\|^2$$", "f", "‖Ax‖²"),
    (r"$$\min_{x, b}\; J(x, b) = \|Ax - b\|^2$$", "J", "‖Ax − b‖²"),
    (r"$$P(c = 1 \mid x) = \sigma(u^T x)$$", "P", "σ(uᵀx)"),
    (r"$$\mathcal{L}(x) = \|Ax\|^2$$", "L_cal", "‖Ax‖²"),
    # a label beside numbers is a number, where the loss is none otherwise
    (r"$$L = -y \log s$$", "L", "−y log s"),
    (r"$$L = \max(0, 1 - y s)$$", "L", "ReLU(1 − y s)"),
]


@pytest.mark.parametrize(("formulas", "name", "printed"), OBJECTIVES)
def test_the_objective_is_the_last_scalar(formulas: str, name: str, printed: str):
    model = read_note(f"{DECLARED}\n\n{formulas}")
    assert model.objective.symbol.name == name
    assert text(model.definitions[name][1]) == printed


OBSTACLES = [
    # a later formula that is not read, or a loss that is no scalar; the message and the column
    (r"$$L = \prod_i x_i$$", "prod is not supported", 7),
    (r"$$L = s + x_1 + \dots + x_n$$", "dots that stand for", 17),
    (r"$$L = A x$$", "L is m×1, and no scalar", 7),
    (r"$$g = \mathbb{E}[s]$$", "E is not supported", 7),
]


@pytest.mark.parametrize(("formulas", "message", "column"), OBSTACLES)
def test_no_other_scalar_is_taken_instead(formulas: str, message: str, column: int):
    model = read_note(f"{DECLARED}\n\n{formulas}")
    with pytest.raises(GradproofError) as caught:
        _ = model.objective
    assert message in caught.value.message
    assert caught.value.place is not None
    assert (caught.value.place.line, caught.value.place.column) == (3, column)
    assert model.find("s").shape.is_scalar


ASIDE = [
    r"$$x^* = \arg\min_x \|Ax - b\|$$",
    r"$$\text{score} = \frac{\text{right}}{\text{all}}$$",
    r"$$AB = BA$$",
    r"$$R = \begin{bmatrix} a & b \\ c & d \end{bmatrix}$$",
    r"$$s(-x) = -s(x)$$",
]


@pytest.mark.parametrize("line", ASIDE)
def test_what_is_no_objective_is_left_aside(line: str):
    model = read_note(f"{DECLARED}  $L = \\|A x - b\\|^2$\n\n{line}")
    assert model.objective.symbol.name == "L"


def test_where_no_scalar_is_read_the_fault_is_that_of_the_line():
    model = read_note(
        r"$A, B \in \mathbb{R}^{n \times n}$. $C = A B$" + "\n\n$L = \\prod_i C_{ii}$"
    )
    with pytest.raises(GradproofError, match="prod is not supported"):
        _ = model.objective
