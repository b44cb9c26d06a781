"""Under the results stands what the signs in them mean, in both languages and every format."""

import pytest

from gradproof import api

GELU = r"\mathrm{sum}(\mathrm{GELU}(X W))"


@pytest.mark.parametrize(
    ("lang", "format", "sentence"),
    [
        (
            "en",
            "terminal",
            "Here Φ is the standard normal distribution function; φ is the standard",
        ),
        ("zh", "terminal", "其中 Φ 是标准正态分布函数；φ 是标准正态密度函数。"),
        (
            "en",
            "markdown",
            r"Here $\Phi$ is the standard normal distribution function; $\varphi$ is",
        ),
        ("zh", "latex", r"其中 $\Phi$ 是标准正态分布函数；$\varphi$ 是标准正态密度函数。"),
    ],
)
def test_signs_are_explained_under_the_results(lang: str, format: str, sentence: str):
    found = api.derive(api.read_expression(GELU), lang=lang)  # pyright: ignore[reportArgumentType]
    report = found.to(format)
    assert report.count(sentence) == 1
    derivation = {"en": "Derivation", "zh": "推导"}[lang]
    assert report.index(sentence) < report.rindex(derivation)


def test_the_words_about_a_sign_have_their_formulas_set():
    report = api.derive(api.read_expression(r"\|\sigma(X W) - Y\|_F^2")).to("markdown")
    assert (
        r"Here $\sigma'$ is the derivative of $\sigma$: $\sigma' = \sigma \odot (1 - \sigma)$."
        in (report)
    )


def test_nothing_is_said_where_nothing_is_unusual():
    assert "Here" not in api.derive(api.read_expression(r"\|A x - b\|^2")).to("terminal")
