"""Notes: what undeclared symbols are by their use."""

import pytest

from gradproof.notation.reading import read_note

DECLARED = r"""
$x, v \in \mathbb{R}^d$, $X \in \mathbb{R}^{m\times d}$ and $A \in \mathbb{R}^{n\times d}$:
$L_0 = \|X x\|^2 + \|A v\|^2$.
"""

INFERRED = [
    # formulas and the shapes of the undeclared symbols in them
    (r"$$z = \gamma \odot x + \beta$$", "γ d×1, β d×1"),
    (r"$$Z = \gamma \odot X + \beta$$", "γ 1×d, β 1×d"),
    (r"$$z = \gamma x + v$$", "γ scalar"),
    (r"$$f = \|A x\|^2 + g$$", "g scalar"),
    (r"$$f = x^T v + \lambda \|v\|^2 + r$$", "λ scalar, r scalar"),
    (r"$$z = A x + g$$", "g n×1"),
    (r"$$z = \sqrt{a} x + \xi$$", "a scalar, ξ d×1"),
    (r"$$f = \|A \theta - u\|^2$$", "θ d×1, u n×1"),
    (r"$h_0 = 0$ $$z = \tanh(A x + B h_0)$$ $$f = \|h_0 - A v\|^2$$", "B n×n"),
    (r"$s = 0$ $$f = x^T v + s$$", ""),
    (r"$$f = -\sum_{i=1}^d v_i \log \pi_i$$", "π d×1"),
    (r"$$e = A x - A v, \quad f = e^T e$$", ""),
    (r"$$f = \sum_{i=1}^d e_i^2 + e^{-x^T v}$$", "e d×1"),
    (r"$$f = \pi \|x - \mu\|^2$$", "μ d×1"),
]


@pytest.mark.parametrize(("formulas", "shapes"), INFERRED)
def test_shapes_are_inferred_from_use(formulas: str, shapes: str):
    model = read_note(DECLARED + formulas)
    leaves = [leaf for name, leaf in model.declared.items() if name not in "xvXA"]
    assert ", ".join(f"{leaf.symbol.text} {leaf.shape}" for leaf in leaves) == shapes
