"""Gradients by symmetric matrices: unconstrained, symmetrised, or by independent entries."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from random import Random

import numpy as np
import pytest

import gradproof as gp
from gradproof.core.algebra import hadamard, scale, subtract, transpose
from gradproof.core.errors import GradproofError, LimitError
from gradproof.core.expr import Expr, identity
from gradproof.core.proof import SymmetricKind
from gradproof.derivation import symmetric
from gradproof.derivation.symmetric import NAMES
from gradproof.exact import check_gradients
from gradproof.exact.evaluate import evaluate
from gradproof.notation.printing.text import text
from gradproof.report.words import LANGUAGES, Lang

Array = np.ndarray
KINDS: tuple[SymmetricKind, ...] = ("unconstrained", "symmetrised", "independent")
STYLES = ("differential", "chain", "index", "vec")
SIZES = {"n": 3, "N": 4}
SHAPES = {
    "S": r"n \times n", "A": r"n \times n", "B": r"n \times n", "C": r"n \times n",
    "x": "n", "m": "n", "y": "n", "X": r"N \times n", r"\nu": "", r"\lambda": "",
}  # fmt: skip


def note(formula: str, assumed: str = "$S = S^T$", size: str = "n") -> str:
    """A note about f, a function of S."""
    plain = re.sub(r"\\[A-Za-z]+", lambda one: one[0] if one[0] in SHAPES else "", formula)
    letters = re.findall(r"\\[a-z]+|[A-Za-z]", plain)
    lines = [
        rf"${name} \in \mathbb{{R}}^{{{shape}}}$" if shape else rf"${name} \in \mathbb{{R}}$"
        for name, shape in SHAPES.items()
        if name in letters
    ]
    whole = "\n\n".join([*lines, f"$$f = {formula}$$", f"Assume {assumed}."])
    return whole.replace(r"n \times n", rf"{size} \times {size}")


def logdet(M: Array) -> float:
    return float(np.linalg.slogdet(M)[1])


inv, tr = np.linalg.inv, np.trace

FUNCTIONS: dict[str, Callable[..., object]] = {
    r"\log\det S": lambda S: logdet(S),
    r"\det S": lambda S: np.linalg.det(S),
    r"x^T S x": lambda S, x: x @ S @ x,
    r"x^T S^T y": lambda S, x, y: x @ S.T @ y,
    r"\operatorname{tr}(A S)": lambda S, A: tr(A @ S),
    r"\operatorname{tr}(A S^T)": lambda S, A: tr(A @ S.T),
    r"\operatorname{tr}(S A S B)": lambda S, A, B: tr(S @ A @ S @ B),
    r"\operatorname{tr}(S^T A S B)": lambda S, A, B: tr(S.T @ A @ S @ B),
    r"\log\det(I + S)": lambda S: logdet(np.eye(3) + S),
    r"\|S\|_F^2": lambda S: np.sum(S * S),
    r"(x - m)^T S^{-1} (x - m)": lambda S, x, m: (x - m) @ inv(S) @ (x - m),
    r"\operatorname{tr}(S^{-1} A)": lambda S, A: tr(inv(S) @ A),
    r"\operatorname{tr}(S^3)": lambda S: tr(S @ S @ S),
    r"\frac{x^T S x}{x^T x}": lambda S, x: x @ S @ x / (x @ x),
    r"\exp(-\frac12 x^T S x)": lambda S, x: np.exp(-0.5 * x @ S @ x),
    r"\|X S - X\|_F^2": lambda S, X: np.sum((X @ S - X) ** 2),
    r"1^T \tanh(S X^T) 1": lambda S, X: np.sum(np.tanh(S @ X.T)),
    r"\operatorname{tr}((S \odot A) B)": lambda S, A, B: tr((S * A) @ B),
    # Log-likelihood of N samples of a Gaussian with covariance S; then with precision S.
    r"-\frac{N}{2} \log\det S - \frac12 \operatorname{tr}((X - 1 m^T) S^{-1} (X - 1 m^T)^T)": (
        lambda S, X, m: -2 * logdet(S) - 0.5 * tr((X - m) @ inv(S) @ (X - m).T)
    ),
    r"\frac{N}{2} \log\det S - \frac12 \operatorname{tr}((X - 1 m^T) S (X - 1 m^T)^T)": (
        lambda S, X, m: 2 * logdet(S) - 0.5 * tr((X - m) @ S @ (X - m).T)
    ),
    # Wishart and inverse Wishart densities.
    r"\frac{\nu - n - 1}{2} \log\det S - \frac12 \operatorname{tr}(A^{-1} S)": (
        lambda S, A, nu: (nu - 4) / 2 * logdet(S) - 0.5 * tr(inv(A) @ S)
    ),
    r"-\frac{\nu + n + 1}{2} \log\det S - \frac12 \operatorname{tr}(A S^{-1})": (
        lambda S, A, nu: -(nu + 4) / 2 * logdet(S) - 0.5 * tr(A @ inv(S))
    ),
    # Divergences of Gaussians, by the covariance of the first and of the second.
    r"\frac12 (\operatorname{tr}(B^{-1} S) + m^T B^{-1} m - n + \log\det B - \log\det S)": (
        lambda S, B, m: 0.5 * (tr(inv(B) @ S) + m @ inv(B) @ m - 3 + logdet(B) - logdet(S))
    ),
    r"\frac12 (\operatorname{tr}(S^{-1} B) + m^T S^{-1} m - n + \log\det S - \log\det B)": (
        lambda S, B, m: 0.5 * (tr(inv(S) @ B) + m @ inv(S) @ m - 3 + logdet(S) - logdet(B))
    ),
    # A Student density, and the marginal likelihood of a Gaussian process.
    r"-\frac12 \log\det S - \frac{\nu + n}{2} \log(1 + \frac{1}{\nu} x^T S^{-1} x)": (
        lambda S, x, nu: -0.5 * logdet(S) - (nu + 3) / 2 * np.log(1 + x @ inv(S) @ x / nu)
    ),
    r"y^T (S + \lambda I)^{-1} y + \log\det(S + \lambda I)": (
        lambda S, y, lam: y @ inv(S + lam * np.eye(3)) @ y + logdet(S + lam * np.eye(3))
    ),
}
"""Functions of a symmetric S beside what NumPy makes of them, which need not look symmetric."""


def point(names: list[str]) -> dict[str, Array]:
    """Values; S is symmetric, and all matrices are near 2 I."""
    rng = Random(7)
    sides = {"x": (3,), "m": (3,), "y": (3,), "X": (4, 3), "nu": (), "lam": ()}
    found: dict[str, Array] = {}
    for name in names:
        side = sides.get(name, (3, 3))
        values = np.array([rng.uniform(0.1, 0.9) for _ in range(int(np.prod(side)))])
        found[name] = values.reshape(side) + (2 * np.eye(3) if side == (3, 3) else 0)
    found["S"] = (found["S"] + found["S"].T) / 2
    return found


def by_differences(f: Callable[..., object], at: dict[str, Array], kind: str) -> Array:
    """The derivatives of f along E_ij, (E_ij + E_ji)/2, or E_ij + E_ji and E_ii."""
    gradient = np.zeros((3, 3))
    for i in range(3):
        for j in range(3):
            step = np.zeros((3, 3))
            step[i, j] += 1
            if kind == "symmetrised":
                step = (step + step.T) / 2
            elif kind == "independent" and i != j:
                step += step.T
            ends = [f(**{**at, "S": at["S"] + sign * 1e-5 * step}) for sign in (1, -1)]
            gradient[i, j] = (ends[0] - ends[1]) / 2e-5  # pyright: ignore[reportOperatorIssue]
    return gradient


def value(found: gp.Derivation, expr: Expr, at: dict[str, Array]) -> Array:
    """The expression at the point."""
    called = {"lam": "lambda_"}
    there = {called.get(name, name): one.tolist() for name, one in at.items()}
    known = {**dict(found.model.definitions.values()), **found.proof.adjoints}
    return np.array(evaluate(expr, there, SIZES, definitions=known))


@pytest.mark.parametrize("layout", ["denominator", "numerator"])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("formula", FUNCTIONS)
def test_gradients_are_those_of_finite_differences(formula: str, kind: str, layout: str):
    f = FUNCTIONS[formula]
    at = point(list(f.__code__.co_varnames[: f.__code__.co_argcount]))
    found = gp.derive(note(formula), wrt="S", symmetric=kind, layout=layout)
    assert found.verified
    expected = by_differences(f, at, kind)
    expected = expected.T if layout == "numerator" else expected
    np.testing.assert_allclose(
        value(found, found.proof.results[0].gradient, at), expected, rtol=1e-6, atol=1e-7
    )


SHORT = {
    r"\log\det S": ("S⁻¹", "S⁻¹", "2 S⁻¹ − I ⊙ S⁻¹"),
    r"x^T S x": ("xxᵀ", "xxᵀ", "2 xxᵀ − diag(x^⊙2)"),
    r"\operatorname{tr}(A S)": ("Aᵀ", "½(A + Aᵀ)", "A + Aᵀ − I ⊙ A"),
    r"\operatorname{tr}(A S^T)": ("A", "½(A + Aᵀ)", "A + Aᵀ − I ⊙ A"),
    r"\|S\|_F^2": ("2 S", "2 S", "4 S − 2 I ⊙ S"),
    r"\operatorname{tr}(S^{-1} A)": (
        "−S⁻¹AᵀS⁻¹", "−½ S⁻¹(A + Aᵀ)S⁻¹", "I ⊙ S⁻¹AᵀS⁻¹ − S⁻¹(A + Aᵀ)S⁻¹",
    ),
    r"x^T S^{-1} y": (
        "−S⁻¹xyᵀS⁻¹", "−½ S⁻¹(xyᵀ + yxᵀ)S⁻¹", "diag(S⁻¹x ⊙ S⁻¹y) − S⁻¹(xyᵀ + yxᵀ)S⁻¹",
    ),
    r"\operatorname{tr}(S A S B)": (
        "BᵀSAᵀ + AᵀSBᵀ", "½(BᵀSAᵀ + AᵀSBᵀ + ASB + BSA)", "G_S + G_Sᵀ − I ⊙ G_S",
    ),
}  # fmt: skip


@pytest.mark.parametrize("formula", SHORT)
def test_results_are_short(formula: str):
    found = [gp.derive(note(formula), wrt="S", symmetric=kind)["S"].text for kind in KINDS]
    assert tuple(found) == SHORT[formula]


def test_a_long_gradient_by_independent_entries_is_written_with_its_name():
    found = gp.derive(note(r"\operatorname{tr}(S A S B)"), wrt="S", symmetric="independent")
    ((name, meaning),) = found.proof.adjoints.items()
    assert (text(name), text(meaning)) == ("G_S", "BᵀSAᵀ + AᵀSBᵀ")
    assert "G_S = BᵀSAᵀ + AᵀSBᵀ" in str(found)


@pytest.mark.parametrize("style", STYLES)
def test_what_is_differentiated_is_not_rewritten_by_the_symmetry(style: str):
    through = "$S, A \\in \\mathbb{R}^{n \\times n}$, $K = S + I$, $f = \\operatorname{tr}(A K^T)$"
    for text_of_note in (
        note(r"\operatorname{tr}(A S^T)"),
        note(r"\operatorname{tr}(A S^T)", "$S$ is positive definite"),
        f"{through}. Assume $S = S^T$.",
    ):
        found = gp.derive(text_of_note, wrt="S", style=style)
        assert found.verified
        assert found["S"].text == "A"
    kept = gp.derive(note(r"\operatorname{tr}(A S^T)"), wrt="A", style=style)
    assert kept.verified
    assert kept["A"].text == "S"


# The checker tells the kinds apart


def gradients_of_a_trace() -> tuple[gp.Derivation, Expr, Expr]:
    found = gp.derive(note(r"\operatorname{tr}(A S)"), wrt="S")
    A, S = (found.model.declared[name] for name in "AS")
    return found, A, S


@pytest.mark.parametrize("kind", KINDS)
def test_the_checker_tells_the_kinds_apart(kind: SymmetricKind):
    found, A, S = gradients_of_a_trace()
    half = gp.derive(note(r"\operatorname{tr}(A S)"), wrt="S", symmetric="symmetrised")
    by_kind: dict[SymmetricKind, Expr] = {
        "unconstrained": transpose(A),
        "symmetrised": half.proof.results[0].gradient,
        "independent": subtract(
            scale(2, half.proof.results[0].gradient), hadamard(identity(A.shape.rows), A)
        ),
    }
    for name, gradient in by_kind.items():
        kinds: dict[Expr, SymmetricKind] = {S: kind}
        verdict = check_gradients(found.model, found.proof.of, {S: gradient}, kinds=kinds)
        assert verdict.holds is (name == kind)


@pytest.mark.parametrize("kind", ["symmetrised", "independent"])
def test_a_result_that_is_not_symmetric_is_refuted(kind: SymmetricKind):
    found, A, S = gradients_of_a_trace()
    skew = subtract(A, transpose(A))
    made = gp.derive(note(r"\operatorname{tr}(A S)"), wrt="S", symmetric=kind)
    right = made.proof.results[0].gradient
    wrong = subtract(right, skew)
    kinds: dict[Expr, SymmetricKind] = {S: kind}
    assert check_gradients(found.model, found.proof.of, {S: right}, kinds=kinds).holds
    assert check_gradients(found.model, found.proof.of, {S: wrong}, kinds=kinds).holds is False


# How it is told


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("style", STYLES)
def test_every_style_and_language_says_which_it_is(style: str, kind: str, lang: Lang):
    asked = note(r"x^T S x + \operatorname{tr}(A S)")
    found = gp.derive(asked, wrt="S,x", style=style, symmetric=kind, lang=lang)
    assert found.verified
    record = json.loads(found.to("json"))
    first, second = record["results"]
    assert first["symmetric"] == found["S"].symmetric == kind
    assert "symmetric" not in second
    said = {
        "unconstrained": ("unconstrained gradient", "无约束梯度"),
        "symmetrised": ("symmetrised gradient", "对称化梯度"),
        "independent": ("n(n + 1)/2 independent entries", "n(n + 1)/2 个独立元素"),
    }[kind][lang == "zh"]
    assert said in first["assumptions"][0]
    assert said in str(found).replace("\n      ", " " if lang == "en" else "")
    for format in ("markdown", "latex", "html", "ipynb"):
        assert found.to(format)


REASONS = {
    ("differential", "symmetrised"): "tr(G_Sᵀ dS) → tr((½(G_S + G_Sᵀ))ᵀ dS)",
    ("differential", "independent"): "tr(G_Sᵀ dS) → tr((½(G_S + G_Sᵀ))ᵀ dS)",
    ("index", "symmetrised"): "(G_S)ᵢⱼ/2 + (G_S)ⱼᵢ/2 → [½(G_S + G_Sᵀ)]ᵢⱼ",
    ("index", "independent"): "(G_S)ᵢⱼ + (G_S)ⱼᵢ − δᵢⱼ (G_S)ᵢⱼ → [G_S + G_Sᵀ − I ⊙ G_S]ᵢⱼ",
    ("vec", "symmetrised"): "½(I + Kₙₙ) vec(G_S) → ½ vec(G_S + G_Sᵀ)",
    ("vec", "independent"): ("(I + Kₙₙ − diag(vec(Iₙ))) vec(G_S) → vec(G_S + G_Sᵀ − I ⊙ G_S)"),
}


@pytest.mark.parametrize(("style", "kind"), REASONS)
def test_each_style_gives_its_reason(style: str, kind: SymmetricKind):
    found = gp.derive(note(r"\operatorname{tr}(A S)"), wrt="S", style=style, symmetric=kind)
    last = [step for step in found.steps if step.kind == "symmetric"]
    assert [step.rule for step in last] == ["unconstrained", NAMES[kind], NAMES[kind]]
    assert REASONS[style, kind] in last[1].shown
    assert all(step.proof for step in last)


@pytest.mark.parametrize("layout", ["denominator", "numerator"])
@pytest.mark.parametrize("kind", ["symmetrised", "independent"])
@pytest.mark.parametrize("style", STYLES)
def test_a_derivative_has_one_meaning_in_a_document(style: str, kind: str, layout: str):
    asked = note(r"\operatorname{tr}(A S) + x^T S x")
    found = gp.derive(asked, wrt="S,x", style=style, symmetric=kind, layout=layout)
    assert found.verified
    shown = [step.shown for step in found.steps]
    assert not [one for one in shown if "∂f/∂S" in one]
    for line in str(found).splitlines():
        if "∂f/∂S =" in line:
            assert found["S"].text in line


def test_a_name_that_the_note_has_is_not_taken():
    asked = note(r"\operatorname{tr}(A S)").replace("$A", "$G_S").replace("(A S", "(G_S S")
    found = gp.derive(asked, wrt="S", symmetric="symmetrised")
    assert found.verified
    assert found["S"].text == "½(G_S + G_Sᵀ)"
    assert "M_S → G_Sᵀ" in str(found)


def test_sizes_that_are_numbers_are_counted():
    asked = note(r"\log\det S", size="4")
    found = gp.derive(asked, wrt="S", symmetric="independent")
    assert "with 10 independent entries" in found["S"].assumptions[0]


def test_several_symmetric_matrices_and_another():
    asked = note(r"\log\det S + \operatorname{tr}(A S B)", "$S = S^T$, $A = A^T$")
    found = gp.derive(asked, symmetric="independent")
    assert found.verified
    assert [one.symmetric for one in found] == ["independent", "independent", None]
    assert found["B"].symmetric is None


@pytest.mark.parametrize("kind", KINDS)
def test_a_symmetric_matrix_that_has_a_definition_is_free(kind: str):
    asked = r"""$C \in \mathbb{R}^{n \times n}$, $x \in \mathbb{R}^n$. $$S = C C^T$$
    $$f = x^T S x + \log\det S$$

    Assume $S$ is symmetric."""
    found = gp.derive(asked, wrt="S", symmetric=kind)
    assert found.verified


def test_a_vector_jacobian_product_is_a_gradient():
    asked = note("S x").replace("f =", "y =")
    found = gp.derive(asked, of="y", wrt="S", product="vjp", symmetric="symmetrised")
    assert found.verified
    assert found["S"].text == "½(uxᵀ + xuᵀ)"


# What is left to say, and what is refused


def test_in_numerator_layout_the_symmetry_is_used():
    found = gp.derive(note(r"\log\det S + \operatorname{tr}(A S)"), layout="numerator", wrt="S,A")
    assert found["S"].text == "S⁻¹ + A"
    assert found["A"].text == "S"
    assert "S is symmetric" in found["A"].assumptions
    assert found.verified


def test_second_derivatives_and_products_are_along_symmetric_directions():
    twice = gp.derive(note(r"\log\det S"), wrt="S", order=2)
    assert twice.verified
    assert "S is symmetric, and so is its differential" in twice["S", "S"].assumptions
    along = gp.hvp(note(r"\log\det S"), wrt="S")
    assert along.verified
    assert "S is symmetric, and so is its direction V" in along.results[0].assumptions
    made = gp.jacobian(note("S^{-1} x").replace("f =", "y ="), of="y", wrt="S")
    assert made.verified
    assert "S is symmetric, and so is its differential" in made.results[0].assumptions


def test_a_matrix_that_is_tied_is_not_called_unconstrained():
    tied = note(r"\operatorname{tr}(A S)", r"$S = S^T$, $\operatorname{tr} S = 1$")
    found = gp.derive(tied, wrt="S")
    assert found.verified
    assert found["S"].symmetric is None
    assert found["S"].assumptions == ("S and its differential obey all that is assumed of S",)
    with pytest.raises(GradproofError, match="more is assumed of S than that it is symmetric"):
        gp.derive(tied, wrt="S", symmetric="symmetrised")


@pytest.mark.parametrize(
    ("how", "why"),
    [
        ({"wrt": "A"}, "nothing that is differentiated by is assumed to be symmetric"),
        ({"order": 2}, "--symmetric independent is not made for second derivatives"),
        ({"product": "hvp"}, "is not made for Jacobians and products along directions"),
        ({"algorithm": True}, "--symmetric independent is not made for the algorithm"),
    ],
)
def test_what_is_not_made_is_refused(how: dict[str, object], why: str):
    with pytest.raises(GradproofError, match=why) as found:
        gp.derive(note(r"\operatorname{tr}(A S)"), symmetric="independent", **how)  # pyright: ignore[reportArgumentType]
    assert found.value.exit_code == 2


def test_a_kind_that_does_not_exist_is_refused():
    with pytest.raises(GradproofError, match="symmetric 'free' is not known"):
        gp.derive(note(r"\log\det S"), symmetric="free")


def test_proofs_that_take_too_much_are_refused(monkeypatch: pytest.MonkeyPatch):
    def nothing(written: int) -> int:
        return 0

    monkeypatch.setattr(symmetric, "allowed", nothing)
    with pytest.raises(LimitError):
        gp.derive(note(r"\log\det S"), wrt="S", symmetric="independent")


@pytest.mark.parametrize("style", STYLES)
def test_a_network_of_symbolic_depth_says_which_it_is(style: str):
    asked = r"""$l = 1, \dots, N$, $W^{(l)} \in \mathbb{R}^{d \times d}$,
    $x^{(0)} \in \mathbb{R}^d$,
    $S, A \in \mathbb{R}^{d\times d}$. $$x^{(l)} = \tanh(W^{(l)} x^{(l-1)})$$
    $$L = (x^{(N)})^T S x^{(N)} + \operatorname{tr}(A S^T)$$

    Assume $S$ is symmetric."""
    found = gp.derive(asked, style=style)
    assert found.verified
    assert found["S"].text == "x^{(N)} (x^{(N)})ᵀ + A"
    assert found["S"].symmetric == "unconstrained"
    with pytest.raises(GradproofError, match="networks of symbolic depth"):
        gp.derive(asked, style=style, symmetric="symmetrised")


def test_the_name_of_a_gradient_has_one_subscript():
    asked = note(r"\operatorname{tr}(A S)").replace("S", r"\Sigma_1")
    asked = asked.replace(r"A\Sigma", r"A \Sigma")
    found = gp.derive(asked, wrt=r"\Sigma_1", symmetric="symmetrised")
    shown = found.to("latex")
    assert r"G_{\Sigma_1}^T" in shown
    assert r"G_{\Sigma}_1" not in shown
