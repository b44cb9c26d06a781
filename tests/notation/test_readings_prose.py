"""What the words around formulas say: shapes, data and parameters, facts."""

import pytest

from gradproof.core.errors import GradproofError
from gradproof.core.facts import Equation, Property
from gradproof.notation.printing.text import text
from gradproof.notation.reading import read_note

LOSS = r"$$L = \|W x - y\|^2$$"

SHAPES = [
    r"$W$ is a $k \times d$ matrix and $x$ is a $d$-vector.",
    r"$W$ is a real $k \times d$ matrix, $x$ a $d$-dimensional vector.",
    r"Here $W$ is a k x d matrix and $x$ a d-vector.",
    r"$W$: $k \times d$, $x$ is $d$-dimensional.",
    r"$W$ 为 $k \times d$ 矩阵，$x$ 是 $d$ 维向量。",
]


@pytest.mark.parametrize("words", SHAPES)
def test_words_say_shapes(words: str):
    model = read_note(f"{words}\n\n{LOSS}")
    assert str(model.find("W").shape) == "k×d"
    assert str(model.find("x").shape) == "d×1"


PARAMETERS = [
    # the words, and what is not data
    (r"Let x be the input, $W \in \mathbb{R}^{k\times d}$ the weights.", "W"),
    (r"Let $x \in \mathbb{R}^d$ be the input, $W \in \mathbb{R}^{k\times d}$ the weights.", "W"),
    (r"The weights are $W \in \mathbb{R}^{k\times d}$, inputs $x \in \mathbb{R}^d$.", "W"),
    (r"Let $W \in \mathbb{R}^{k\times d}$ be the weights and $y \in \mathbb{R}^k$ a label.", "W"),
    (r"Weights $W \in \mathbb{R}^{k\times d}$ of the input layer.", "W"),
    (r"Data $W \in \mathbb{R}^{k\times d}$, the unknown $x \in \mathbb{R}^d$.", "x"),
    (
        r"输入 $x \in \mathbb{R}^d$，$W \in \mathbb{R}^{k\times d}$ 为权重，标签 $y$。",
        "W",
    ),
]


@pytest.mark.parametrize(("words", "sought"), PARAMETERS)
def test_words_say_what_is_data(words: str, sought: str):
    model = read_note(f"{words}\n\n{LOSS}")
    assert [leaf.symbol.name for leaf in model.parameters()] == [sought]


RIDGE = r"$$J = \|A w - b\|^2 + \alpha \|w\|^2$$"
CONSTANTS = [
    # what stands in front of the formula and behind it, and what is data
    (r"$\alpha > 0$ is a constant.", "", "alpha"),
    (r"$\alpha \in \mathbb{R}$ is a small positive constant.", "", "alpha"),
    (r"$\alpha \in \mathbb{R}$ (a hyper-parameter).", "", "alpha"),
    ("", r"with the regularisation parameter $\alpha$.", "alpha"),
    ("", r"where $\alpha > 0$ is the weight decay.", "alpha"),
    ("", r"Here $A$ is fixed and $\alpha$ a hyperparameter.", "A alpha"),
    ("", r"Here $A$ and $\alpha$ are constants.", "A alpha"),
    (r"$\alpha$ 为常数。", "", "alpha"),
    (r"$\alpha \in \mathbb{R}$ 为超参数。", "", "alpha"),
    ("", r"其中 $\alpha > 0$ 为正则化系数。", "alpha"),
    ("", r"其中 $A$ 和 $b$ 均为常量。", "A b"),
    ("", r"Here $A$, $b$ and $\alpha$ are constants.", "A alpha b"),
    ("", r"Here $A$, $\alpha$ are a constant.", "alpha"),
    ("", r"Here $A$, $b$, $\alpha$ are constant.", "A alpha b"),
    ("", r"Here $A$, $b$, $\alpha$ is constant.", "alpha"),
    (r"$c \in \mathbb{R}, \alpha \in \mathbb{R}$ are constant. $\|c w\|$", "", "alpha c"),
    (r"$\alpha \in \mathbb{R}$.", "", ""),
    (r"$\alpha$ is the learned scale.", "", ""),
    ("", r"Up to a constant, $\alpha$ balances both.", ""),
    ("", r"$\alpha$ is the constant term.", ""),
    ("", r"$\alpha$ is not a constant.", ""),
    ("", r"其中 $\alpha$ 不是常数。", ""),
    (r"$\alpha \in \mathbb{R}$ is the weight of a fixed penalty.", "", ""),
]


@pytest.mark.parametrize(("before", "behind", "data"), CONSTANTS)
def test_words_say_what_is_constant(before: str, behind: str, data: str):
    declared = r"$A \in \mathbb{R}^{m\times n}$, $w \in \mathbb{R}^n$, $b \in \mathbb{R}^m$."
    model = read_note(f"{declared}\n\n{before}\n\n{RIDGE}\n\n{behind}")
    assert " ".join(sorted(model.data)) == data


@pytest.mark.parametrize("letter", [r"\lambda", r"\lambda_1", r"\lambda_{2}", r"\varepsilon"])
def test_an_undeclared_number_that_a_person_sets_is_data_unless_it_is_learned(letter: str):
    note = r"$w \in \mathbb{R}^n$. $$J = \|w\|^4 + " + letter + r"\|w\|^2$$ where $"
    assert [one.symbol.name for one in read_note(note + letter + "$ scales.").parameters()] == ["w"]
    assert len(read_note(note + letter + "$ is learned.").parameters()) == 2


def test_what_is_only_added_makes_no_input_of_what_stands_beside_it():
    declared = r"$x, \beta, g, y \in \mathbb{R}^n$. "
    shifted = read_note(declared + r"$$L = \|g \odot x + \beta - y\|^2$$")
    multiplied = read_note(declared + r"$$L = (x^T \beta - g^T g)^2 + \|g - y\|^2$$")
    assert shifted.data == {"y"}
    assert multiplied.data == {"x", "y"}


SUMS = [
    r"The one-hot target $y \in \mathbb{R}^k$. {}",
    r"$y \in \mathbb{R}^k$ is one-hot. {}",
    r"$y \in \mathbb{R}^k$. {} where $\mathbf 1^T y = 1$.",
    r"$y \in \mathbb{R}^k$. {} with $\sum_i y_i = 1$.",
    r"$y \in \mathbb{R}^k$。 {} 其中 $\sum_i y_i = 1$。",
]


@pytest.mark.parametrize("words", SUMS)
def test_words_make_facts(words: str):
    model = read_note(words.replace("{}", LOSS))
    assert [str(one.left.shape) for one in model.facts if isinstance(one, Equation)] == ["scalar"]


ONE_HOT = [
    # words with {} for the name or its declaration, and what sums to one: rows or columns
    ("标签 {}（数据，one-hot）。", "rows"),
    ("标签 {}(数据,one-hot)。", "rows"),
    ("{} 是 one-hot 向量。", "rows"),
    ("{} 为标签的独热编码。", "rows"),
    ("标签采用独热编码 {}。", "rows"),
    ("one-hot 标签 {}。", "rows"),
    ("{} 的每一行是 one-hot 向量。", "rows"),
    ("{} 的每一列为独热向量。", "columns"),
    ("The one-hot labels {}.", "rows"),
    ("{} (labels, one-hot).", "rows"),
    ("The labels {} have one-hot rows.", "rows"),
    ("{}, whose rows are one-hot.", "rows"),
    ("The columns of it are classes: {} with one-hot columns.", "columns"),
    ("{} are labels, not one-hot.", ""),
    ("{} 不是独热的。", ""),
    ("If {} is one-hot, this is shorter.", ""),
    ("若 {} 是独热的，则更短。", ""),
    ("The labels {} are not those of the one-hot case.", ""),
]


@pytest.mark.parametrize("shape", ["", r" \in \mathbb{R}^{m\times k}"])
@pytest.mark.parametrize(("words", "said"), ONE_HOT)
def test_words_say_that_labels_are_one_hot(words: str, said: str, shape: str):
    loss = r"$$L = -\operatorname{tr}(Y^T \log\mathrm{softmax}(Z))$$"
    declared = r"$Z \in \mathbb{R}^{m\times k}$."
    note = words.replace("{}", f"$Y{shape}$")
    model = read_note(f"{declared}\n\n{note}\n\n{loss}")
    sums = {"rows": "Y 1 = 1", "columns": "1ᵀY = 1ᵀ"}
    found = [f"{text(one.left)} = {text(one.right)}" for one in model.equations()]
    assert found == ([sums[said]] if said else [])


@pytest.mark.parametrize("shape", ["", r" \in \mathbb{R}^k"])
def test_a_one_hot_vector_sums_to_one(shape: str):
    note = (
        rf"$W \in \mathbb{{R}}^{{k\times d}}$, $x \in \mathbb{{R}}^d$；$y{shape}$ 是 one-hot 向量。"
    )
    model = read_note(f"{note}\n\n{LOSS}")
    assert [text(one.left) for one in model.equations()] == ["1ᵀy"]


def test_words_before_a_name_are_about_it_alone():
    words = r"A symmetric $A \in \mathbb{R}^{n\times n}$ and $B \in \mathbb{R}^{n\times n}$."
    model = read_note(f"{words} $f = \\|AB\\|^2$")
    assert model.facts == [Property("symmetric", model.find("A"))]


NO_FACTS = [
    r"$$L = \|W x - y\|^2$$ where $x^T y = z$",
    r"The gradient vanishes where $\frac{\partial L}{\partial x} = 0$.",
]


@pytest.mark.parametrize("line", NO_FACTS)
def test_what_is_no_fact(line: str):
    assert read_note(f"{LOSS}\n\n{line}").facts == []


COLUMNS = [
    r"$$A = \mathrm{softmax}(W X)$$ (column-wise)",
    r"The softmax of every column is $$A = \mathrm{softmax}(W X)$$",
    r"$$A = \mathrm{softmax}(W X)$$ 其中 softmax 按列计算。",
]


QUADRATIC = "$A \\in \\mathbb{R}^{n\\times n}$, $x \\in \\mathbb{R}^n$. $$f = x^T A x$$\n\n"
SAID_OF_A = {
    "Assume $A$ is not symmetric.": "",
    "Assume $A$ isn't symmetric.": "",
    "Assume $A$ need not be symmetric.": "",
    "Assume $A$ is skew-symmetric.": "",
    "Assume $A$ is block diagonal.": "",
    "Assume $A$ has positive diagonal entries.": "",
    "Assume the diagonal entries of $A$: its diagonal entries are positive.": "",
    "Assume $A$ is not diagonal, but symmetric.": "symmetric",
    "Assume $A$ is positive semidefinite.": "symmetric",
    "Assume $A$ is a covariance matrix.": "symmetric",
    r"Assume $A \succeq 0$.": "symmetric",
    r"Assume $A \succ 0$.": "symmetric positive_definite invertible",
    "设 $A$ 不对称。": "",
    "设 $A$ 反对称。": "",
    "设 $A$ 不可逆。": "",
    "设 $A$ 的对角线元素为正。": "",
    "设 $A$ 半正定。": "symmetric",
    "设 $A$ 非奇异。": "invertible",
    "设 $A$ 为协方差矩阵。": "symmetric",
}


@pytest.mark.parametrize("line", SAID_OF_A)
def test_what_is_denied_or_said_of_a_part_is_no_property(line: str):
    model = read_note(QUADRATIC + line)
    expected = {Property(name, model.find("A")) for name in SAID_OF_A[line].split()}
    assert set(model.facts) == expected


@pytest.mark.parametrize("words", ["The non-symmetric", "A skew-symmetric", "非对称的"])
def test_another_word_in_front_of_a_name_is_another_property(words: str):
    model = read_note(rf"{words} matrix $A \in \mathbb{{R}}^{{n\times n}}$. $$f = x^T A x$$")
    assert model.facts == []


@pytest.mark.parametrize("formula", COLUMNS)
def test_words_say_that_softmax_is_of_columns(formula: str):
    declared = r"$W \in \mathbb{R}^{k\times d}$, $X \in \mathbb{R}^{d \times m}$."
    model = read_note(f"{declared}\n\n{formula}\n\n$L = \\|A\\|^2$")
    assert text(model.definitions["A"][1]) == "softmax(XᵀWᵀ)ᵀ"


def test_a_matrix_written_as_its_rows_is_a_symbol():
    model = read_note(
        r"$$X = \begin{bmatrix} x_1^T \\ \vdots \\ x_n^T \end{bmatrix} \in \mathbb{R}^{n\times d}$$"
        r"$w \in \mathbb{R}^d$, $y \in \mathbb{R}^n$. $$L = \sum_i (w^T x_i - y_i)^2 + \|Xw\|^2$$"
    )
    assert text(model.definitions["L"][1]) == "‖Xw − y‖² + ‖Xw‖²"


OPEN = [
    # what is never closed, and where the sign stands
    (r"Let $x \in \mathbb{R}^n$ and $f = x^T x", 30),
    (r"Let $x \in \mathbb{R}^n, and $f = x^T x$", 40),
]


@pytest.mark.parametrize(("line", "column"), OPEN)
def test_a_dollar_that_is_never_closed(line: str, column: int):
    with pytest.raises(GradproofError, match="never closed") as caught:
        read_note(line)
    assert caught.value.place is not None
    assert caught.value.place.column == column


@pytest.mark.parametrize(
    "line",
    [
        "It costs $5 or less.",
        "The shell says `echo $HOME`, $f = 3 x^T x$.",
        "$f = x^T\nx$ is $3 x$.",
    ],
)
def test_a_dollar_that_opens_nothing(line: str):
    assert read_note(f"{LOSS} {line}").definitions
