"""Notes of symbolic depth: which letter counts layers, from where to where, and the shapes."""

from __future__ import annotations

import pytest

from gradproof.core.errors import GradproofError
from gradproof.notation.reading import read_note


def shapes(note: str) -> dict[str, str]:
    model = read_note(note)
    return {name: str(leaf.shape) for name, leaf in model.declared.items()}


@pytest.mark.parametrize(
    ("note", "course"),
    [
        (r"$x_l = W_l x_{l-1}$, $l = 1, \dots, N$, $f = \|x_N\|^2$, $x_0 \in \mathbb{R}^d$",
         "l = 1, …, N"),
        (r"$x^{[l]} = W^{[l]} x^{[l-1]}$, $f = \|x^{[L]}\|^2$, $x^{[0]} \in \mathbb{R}^d$",
         "l = 1, …, L"),
        (r"$h_{t+1} = W h_t$, $f = \|h_T\|^2$, $h_0 \in \mathbb{R}^d$", "t = 1, …, T"),
        (r"$h_t = W h_{t-1}$, $f = \sum_{t=1}^{M} \|h_t\|^2$, $h_0 \in \mathbb{R}^d$",
         "t = 1, …, M"),
        (r"$a^{(k)} = W^{(k)} a^{(k-1)}$ for $k = 1, \dots, K-1$,"
         r" $p = \mathrm{softmax}(a^{(K-1)})$, $f = -y^T \log p$, $a^{(0)} \in \mathbb{R}^d$",
         "k = 1, …, K−1"),
        (r"$a_0 = x$, $a_l = W_l a_{l-1}$, $l = 1, \dots, N$, $a_N = V a_{N-1}$,"
         r" $f = \|a_N\|^2$, $x \in \mathbb{R}^d$", "l = 1, …, N−1"),
        (r"$u^{l} = W^{l} u^{l-1}$, $f = \|u^{n}\|^2$, $u^{0} \in \mathbb{R}^d$", "l = 1, …, n"),
        (r"$u_l = W_l u_{l-1}$, $l = 1, \dots, 4$, $f = \|u_4\|^2$, $u_0 \in \mathbb{R}^d$",
         "l = 1, …, 4"),
        (r"$u_i = W_i u_{i-1}$, $i=1..3$, $f = \|u_3\|^2$, $u_0 \in \mathbb{R}^d$", "i = 1, …, 3"),
        (r"$u_i = W_i u_{i-1}$ ($i = 1, 2$), $f = \|u_2\|^2$, $u_0 \in \mathbb{R}^d$", "i = 1, 2"),
        (r"$u_i = W_i u_{i-1}$, $f = \|u_3\|^2$, $u_0 \in \mathbb{R}^d$", "i = 1, …, 3"),
        (r"$u_k = W_k u_{k-1}$, $k \in \{1, \dots, K\}$, $f = \|u_K\|^2$, $u_0 \in \mathbb{R}^d$",
         "k = 1, …, K"),
        (r"$u_k = W_k u_{k-1}$, $k = 1 \dots K-1$, $f = \|u_{K-1}\|^2$, $u_0 \in \mathbb{R}^d$",
         "k = 1, …, K−1"),
        (r"$u_l = W_l u_{l-1}$, $l = 1, \dots, N$, $f = \sum_{l=2}^{N-1} \|u_l\|^2$,"
         r" $u_0 \in \mathbb{R}^d$", "l = 2, …, N−1"),
        (r"$u_l = W_l u_{l-1}$, $l = 1, \dots, N$, $f = \sum_{k=2}^{N} \|u_k\|^2$,"
         r" $u_0 \in \mathbb{R}^d$", "l = 2, …, N"),
    ],
)  # fmt: skip
def test_the_layers_and_their_ends(note: str, course: str) -> None:
    layers = read_note(note).layers
    assert layers is not None
    assert layers.course.text == course


@pytest.mark.parametrize(
    "note",
    [
        r"$\hat y_i = w^T x_i$, $f = \sum_i (\hat y_i - y_i)^2$, $x_i \in \mathbb{R}^d$,"
        r" $i = 1, \dots, n$",
        r"$W_1 \in \mathbb{R}^{h \times d}$, $x \in \mathbb{R}^d$, $f = \|W_1 x\|^2$",
        r"$x_t = a_t x_0 + e$, $f = \|x_t\|^2$, $x_0, e \in \mathbb{R}^n$, $a_t \in \mathbb{R}$",
    ],
)
def test_other_indices_count_no_layers(note: str) -> None:
    assert read_note(note).layers is None


def test_sizes_move_with_the_layer() -> None:
    found = shapes(
        r"$W^{(l)} \in \mathbb{R}^{n_l \times n_{l-1}}$, $x^{(l)} = \tanh(W^{(l)} x^{(l-1)})$,"
        r" $l = 1, \dots, N$, $f = \|x^{(N)} - y\|^2$"
    )
    assert found["x_l_minus_1"] == "n_l_minus_1×1"
    assert found["x_N"] == found["y"] == "n_N×1"


def test_sizes_that_nobody_named_change_from_layer_to_layer() -> None:
    found = shapes(r"$x_0 \in \mathbb{R}^d$, $x_l = \tanh(W_l x_{l-1})$, $f = \|x_N - y\|^2$")
    assert found["W_l"] == "n_l×n_l_minus_1"
    assert found["y"] == "n_N×1"


def test_a_shared_weight_keeps_the_size() -> None:
    found = shapes(r"$h_0 \in \mathbb{R}^d$, $h_t = \tanh(W h_{t-1})$, $f = \|h_T\|^2$")
    assert found["W"] == "d×d"
    assert found["h_T"] == "d×1"


def test_the_ends_may_have_sizes_of_their_own() -> None:
    model = read_note(
        r"$x_0 \in \mathbb{R}^p$, $y \in \mathbb{R}^q$, $x_l = \tanh(W_l x_{l-1})$,"
        r" $f = \|x_N - y\|^2$"
    )
    assert model.layers is not None
    assert {name: str(value) for name, value in model.layers.ends.items()} == {
        "n_0": "p",
        "n_N": "q",
    }


def test_a_recursion_from_above_is_a_claim() -> None:
    model = read_note(
        r"$x_0 \in \mathbb{R}^p$, $z_l = W_l x_{l-1}$, $x_l = \tanh(z_l)$, $f = \|x_N\|^2$,"
        r" $\delta_l = W_{l+1}^T \delta_{l+1} \odot x_l$"
    )
    assert list(model.definitions) == ["z_l", "x_l", "f"]


def test_members_are_of_one_kind() -> None:
    with pytest.raises(GradproofError, match="is k×1 but"):
        read_note(
            r"$x_0 \in \mathbb{R}^d$, $W \in \mathbb{R}^{k \times d}$, $x_t = \tanh(W x_{t-1})$,"
            r" $f = \|x_T\|^2$"
        )


@pytest.mark.parametrize(
    ("here", "before"), [("x_i^{(l)}", "x_i^{(l-1)}"), ("x^{(i)}_l", "x^{(i)}_{l-1}")]
)
def test_samples_beside_layers_are_rows(here: str, before: str) -> None:
    model = read_note(
        rf"${here} = \tanh(W_l {before})$, $l = 1, \dots, N$, $i = 1, \dots, m$,"
        rf" ${here.replace('l', '0')} \in \mathbb{{R}}^d$,"
        rf" $f = \sum_{{i=1}}^m \|{here.replace('l', 'N')} - y_i\|^2$"
    )
    assert list(model.definitions) == ["x_l", "f"]
    assert {name: str(leaf.shape) for name, leaf in model.declared.items()} == {
        "W_l": "n_l×n_l_minus_1",
        "x_l_minus_1": "m×n_l_minus_1",
        "x_0": "m×d",
        "x_N": "m×n_N",
        "Y": "m×n_N",
    }


def test_a_layer_said_again_for_the_next_is_a_claim() -> None:
    model = read_note(
        r"$a_0 \in \mathbb{R}^p$, $z_l = W_l a_{l-1}$, $a_l = \tanh(z_l)$, $l = 1, \dots, L$,"
        r" $C = \|a_L\|^2$. $z_{l+1} = W_{l+1} \tanh(z_l)$."
    )
    assert list(model.definitions) == ["z_l", "a_l", "C"]
    assert "W_l_plus_1" not in model.declared


def test_functions_of_layers_beside_a_first_one() -> None:
    model = read_note(
        r"$x_0 \in \mathbb{R}^p$, $x_l = f_l(W_l x_{l-1})$, $L = \|x_N\|^2$, where $f_1$ is an"
        r" elementwise activation, like every $f_l$."
    )
    assert list(model.definitions) == ["x_l", "L"]


def test_scripts_on_both_sides_of_the_index() -> None:
    model = read_note(
        r"$W^Q_h, W_h^{V} \in \mathbb{R}^{d \times k}$, $X \in \mathbb{R}^{n \times d}$,"
        r" $Q_h = X W^Q_h$, $h = 1, \dots, H$, $f = \sum_{h=1}^{H} \|Q_h - X W^V_h\|_F^2$"
    )
    assert model.layers is not None
    assert {"W_h_Q", "W_h_V", "Q_h"} <= model.layers.members.keys()


def test_a_name_with_the_letter_elsewhere_is_refused() -> None:
    with pytest.raises(GradproofError, match="is of no family"):
        read_note(
            r"$x_0 \in \mathbb{R}^n$, $x_l = \tanh(W^{\mathrm{in},l} x_{l-1})$,"
            r" $l = 1, \dots, N$, $W^{\mathrm{in},l} \in \mathbb{R}^{n \times n}$, $f = \|x_N\|^2$"
        )


def test_matrices_that_a_sum_counts_are_no_entries() -> None:
    model = read_note(
        r"$f = \sum_{i=1}^{k} \|A_i x\|^2$, $A_i \in \mathbb{R}^{m \times n}$, $x \in \mathbb{R}^n$"
    )
    assert model.layers is not None
    assert str(model.declared["A_i"].shape) == "m×n"


def test_the_index_as_a_number_is_refused() -> None:
    with pytest.raises(GradproofError, match="as a number it is not supported"):
        read_note(
            r"$x_0 \in \mathbb{R}^n$, $W \in \mathbb{R}^{n \times n}$, $x_l = \tanh(l W x_{l-1})$,"
            r" $l = 1, \dots, N$, $f = \|x_N\|^2$"
        )


@pytest.mark.parametrize("range_", [r", $i = 1, \dots, N$", ""])
@pytest.mark.parametrize("name", ["A_i", "A_{i}", "A^{(i)}"])
def test_declared_matrices_with_an_index_are_many_wherever_it_is_said(
    name: str, range_: str
) -> None:
    found = shapes(
        rf"${name} \in \mathbb{{R}}^{{d\times d}}${range_}, $x \in \mathbb{{R}}^d$,"
        rf" $f = \|\sum_{{i=1}}^N {name} x\|^2$"
    )
    assert set(found.values()) == {"d×d", "d×1"}


@pytest.mark.parametrize(
    ("name", "sum_"), [("B_k", r"\sum_{k=1}^K"), ("B_{jk}", r"\sum_{j=1}^J \sum_{k=1}^K")]
)
def test_matrices_with_an_index_besides_that_of_the_layers_are_no_rows(
    name: str, sum_: str
) -> None:
    model = read_note(
        rf"$h_l = \tanh(W_l h_{{l-1}})$, $l = 1, \dots, L$, $h_0 \in \mathbb{{R}}^d$,"
        rf" ${name} \in \mathbb{{R}}^{{d\times d}}$, $f = {sum_} \|{name} h_L\|^2$"
    )
    with pytest.raises(GradproofError, match="is a matrix for every index"):
        print(model.objective)


NET = r"$h_l = \tanh(W_l h_{l-1})$, $W_l \in \mathbb{R}^{d\times d}$, $h_0 \in \mathbb{R}^d$, "


def test_a_set_of_layers_is_a_range() -> None:
    model = read_note(NET + r"$f = \|h_L\|^2$ for all $l \in \{1, \dots, L\}$")
    assert model.layers is not None
    assert model.layers.course.text == "l = 1, …, L"
    assert "l" not in model.declared


def test_matrices_up_to_a_figure_may_stand_one_by_one() -> None:
    model = read_note(
        r"$W_i \in \mathbb{R}^{d\times d}$, $i = 1, \dots, 2$, $x \in \mathbb{R}^d$,"
        r" $f = \|W_1 W_2 x\|^2$"
    )
    assert str(model.find("W_1").shape) == str(model.find("W_2").shape) == "d×d"


@pytest.mark.parametrize("letter", ["\\alpha", "\\theta", "s", "B"])
def test_the_kind_of_a_family_is_that_of_its_definition(letter: str) -> None:
    model = read_note(
        rf"${letter}_t = A^\top {letter}_{{t-1}}$, $t = 1, \dots, T$,"
        rf" $A \in \mathbb{{R}}^{{d\times d}}$, ${letter}_0 \in \mathbb{{R}}^d$,"
        rf" $L = \log(\mathbf{{1}}^\top {letter}_T)$"
    )
    (last,) = (one for name, one in model.declared.items() if name.endswith("_T"))
    assert str(last.shape) == "d×1"
    assert model.readings == []


ACTIVATED = (
    r"$x_0 \in \mathbb{R}^d$, $x_l = f_l(W_l x_{l-1})$, $l = 1, \dots, N$, $L = \|x_N\|^2$. "
)


def test_examples_of_functions_are_set_aside() -> None:
    model = read_note(ACTIVATED + r"$f_1(X) = \tanh(X)$, $f_2(X) = \mathrm{softmax}(X)$.")
    assert list(model.definitions) == ["x_l", "L"]
    said = [one for one in model.readings if "set aside" in one]
    assert [one.partition(" = ")[0] for one in said] == ["f_1", "f_2"]


def test_the_last_layer_with_a_function_of_its_own() -> None:
    model = read_note(ACTIVATED + r"$f_N(u) = \sigma(u)$.")
    assert list(model.definitions) == ["x_l", "x_N", "L"]
    assert model.definitions["x_N"][1].op == "sigmoid"
    assert model.layers is not None
    assert model.layers.course.text == "l = 1, …, N−1"


def test_few_layers_with_functions_of_their_own_are_counted_out() -> None:
    note = ACTIVATED.replace("N", "2") + r"$f_1(u) = \tanh(u)$, $f_2(u) = \sigma(u)$."
    model = read_note(note)
    assert model.layers is None
    assert {name: right.op for name, (_, right) in model.definitions.items()} == {
        "x_1": "tanh",
        "x_2": "sigmoid",
        "L": "squared_norm",
    }


def test_the_general_layer_fills_in_what_the_last_does_not_say() -> None:
    model = read_note(
        r"$x_0 \in \mathbb{R}^d$, $z_l = W_l x_{l-1}$, $x_l = \tanh(z_l)$, $l = 1, \dots, N$,"
        r" $x_N = \sigma(z_N)$, $L = \|x_N\|^2$"
    )
    assert list(model.definitions) == ["z_l", "x_l", "z_N", "x_N", "L"]
    assert {"W_l", "W_N"} <= model.declared.keys()


def test_layers_in_front_of_a_sum_are_stated() -> None:
    model = read_note(
        r"$x_0 \in \mathbb{R}^d$, $x_t = \tanh(W x_{t-1})$, $t = 1, \dots, T$,"
        r" $f = \sum_{t=3}^{T} \|x_t\|^2$"
    )
    assert list(model.definitions) == ["x_1", "x_2", "x_t", "f"]


def test_what_is_said_again_of_the_last_layer_is_a_claim() -> None:
    model = read_note(
        r"$x_0 \in \mathbb{R}^d$, $z_l = W_l x_{l-1}$, $x_l = \tanh(z_l)$, $l = 1, \dots, N$,"
        r" $L = \|x_N\|^2$, $z_N = W_N x_{N-1}$."
    )
    assert list(model.definitions) == ["z_l", "x_l", "L"]


def test_errors_that_run_backwards_are_claims_at_their_end_too() -> None:
    model = read_note(
        r"$x_0 \in \mathbb{R}^p$, $z_l = W_l x_{l-1}$, $x_l = \tanh(z_l)$, $l = 1, \dots, N$,"
        r" $f = \|x_N\|^2$, $\delta_N = x_N$, $\delta_l = W_{l+1}^T \delta_{l+1} \odot x_l$"
    )
    assert list(model.definitions) == ["z_l", "x_l", "f"]


def test_a_number_of_layers_is_one_case_of_all() -> None:
    model = read_note(
        r"$x_0 \in \mathbb{R}^p$, $x_l = \tanh(W_l x_{l-1})$, $l = 1, \dots, N$,"
        r" $f = \frac1N \|x_N\|^2$ with $N = 4$ layers."
    )
    assert "N" not in model.declared
    assert "N = 4 is one case: what follows holds for every N" in model.readings


def test_a_name_that_ends_in_t_may_be_defined() -> None:
    model = read_note(r"$x \in \mathbb{R}^n$, $x_T = 2 x$, $f = \|x_T\|^2$")
    assert list(model.definitions) == ["x_T", "f"]


def test_a_square_that_is_written_out_is_that_of_vectors() -> None:
    model = read_note(r"$L = (A x - y)^2 = (A x - y)^T (A x - y)$")
    assert str(model.declared["A"].shape) == "m×n"


NETWORK = r"""
For $l = 1, \dots, L$: $z^l = w^l a^{l-1} + b^l$, $a^l = \sigma(z^l)$,
$w^l \in \mathbb{R}^{n_l\times n_{l-1}}$, $y \in \mathbb{R}^{n_L}$, $C = \frac12 \|a^L - y\|^2$.

"""
BESIDE = [
    # what stands behind the definitions, and the last layer
    (r"$\delta^l = ((w^{l+1})^T \delta^{l+1}) \odot a^l$ for $l = 1, \dots, L-1$.", "L"),
    (r"$\delta^l = ((w^{l+1})^T \delta^{l+1}) \odot a^l, \quad l = L-1, \dots, 1$.", "L"),
    (r"$\frac{\partial C}{\partial w^l} = \delta^l (a^{l-1})^T$, $l = 2, \dots, L-1$.", "L"),
    (r"Here $\frac{\partial C}{\partial y} = 0$. For $l = 1, \dots, L-1$ that is all.", "L-1"),
    (r"Here $\frac{\partial C}{\partial y} = 0$, for $l = 1, \dots, L-1$: $z^l$.", "L-1"),
]


@pytest.mark.parametrize(("formulas", "last"), BESIDE)
def test_the_layers_of_a_claim_are_not_those_of_the_note(formulas: str, last: str):
    layers = read_note(NETWORK + formulas).layers
    assert layers is not None
    assert (layers.first, str(layers.last)) == (1, last)
