"""What a terminal shows: it fits, it says what is not proved, and its colours are marks only."""

import io
import re
from dataclasses import replace

import pytest

from gradproof.core.algebra import add, hadamard, matmul, spread, subtract, transpose
from gradproof.core.dims import shape
from gradproof.core.expr import symbol
from gradproof.core.model import Model
from gradproof.core.proof import Certificate, Derivation
from gradproof.derivation.differential import derive_differential
from gradproof.derivation.scope import scope
from gradproof.derivation.verify import verify
from gradproof.ops import TABLE
from gradproof.report import render, show
from gradproof.report.words import LANGUAGES, Lang
from gradproof.report.wrapping import cells

ESCAPE = re.compile("\x1b\\[[0-9;]*m")


@pytest.fixture(scope="module")
def network() -> Derivation:
    """Two layers with long gradients: ‖(tanh(X U + c) ⊙ M) V − T‖² by U, c and V."""
    model = Model()
    X, U, c, M, V, T = (
        model.declare(symbol(name, shape(*sizes)))
        for name, sizes in {
            "X": ("batch", "inputs"), "U": ("inputs", "hidden"), "c": (1, "hidden"),
            "M": ("batch", "hidden"), "V": ("hidden", "outputs"), "T": ("batch", "outputs"),
        }.items()
    )  # fmt: skip
    model.data = {"X", "M", "T"}
    layer = shape("batch", "hidden")
    H = model.define(
        symbol("H", layer), hadamard(TABLE["tanh"](add(matmul(X, U), spread(c, layer))), M)
    )
    P = model.define(symbol("P", T.shape), matmul(H, V, transpose(V), V))
    model.define(symbol("f", shape(1)), TABLE["squared_norm"](subtract(P, T)))
    return verify(derive_differential(model, scope(model)))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("width", [50, 66, 80, 100])
def test_every_line_fits(network: Derivation, lang: Lang, width: int):
    lines = render(network, "terminal", lang, width=width).splitlines()
    assert max(map(cells, lines)) <= width
    assert all(line == line.rstrip() for line in lines)


def test_every_link_is_there_with_its_number_rule_and_mark(network: Derivation):
    report = render(network, "terminal")
    heads = re.findall(r"^ *\[(\d+)\] (\w+)  ✓ (?:exact|normal form)", report, re.MULTILINE)
    assert heads == [(str(i), link.rule) for i, link in enumerate(network.links(), start=1)]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_last_line_counts_links_and_closing_checks(network: Derivation, lang: Lang):
    count = len(list(network.links())) + len(network.closing)
    last = render(network, "terminal", lang).splitlines()[-1]
    assert last == {"en": f"all {count} steps proved", "zh": f"全部 {count} 步均已证明"}[lang]


def test_what_is_not_proved_is_counted_and_named(refuted: Derivation):
    *_, wrong, unchecked, closing, last = render(refuted, "terminal", width=100).splitlines()
    assert wrong == "step 4 (trace_cyclic): wrong: the sides differ at a random point"
    assert unchecked == "step 5 (trace_cyclic): not checked"
    assert closing == "step 7 (End to end): undecided: too few points"
    assert last == "3 of 7 steps not proved: 4, 5, 7"


def test_without_a_closing_check_nothing_is_called_proved(proved: Derivation):
    proved.closing = []
    lines = render(proved, "terminal").splitlines()
    assert lines[-1] == "no end-to-end check was made"
    assert "steps proved" not in "".join(lines)


def test_plain_text_has_no_escapes(network: Derivation):
    assert "\x1b" not in render(network, "terminal")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_colours_change_nothing_but_colours(
    network: Derivation, lang: Lang, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    shown = io.StringIO()
    show(network, lang, shown, 80)
    assert ESCAPE.search(shown.getvalue())
    bare = [line.rstrip() for line in ESCAPE.sub("", shown.getvalue()).splitlines()]
    assert bare == render(network, "terminal", lang).splitlines()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_numbers_that_agree_are_not_called_a_proof(network: Derivation, lang: Lang):
    links = list(network.links())
    shown = replace(network, certificates={**network.certificates})
    shown.certificates[links[0]] = Certificate(True, "numeric", 6)
    count = len(links) + len(network.closing)
    *_, last = render(shown, "terminal", lang, width=100).splitlines()
    assert (
        last
        == {
            "en": f"all {count} steps hold: {count - 1} proved, 1 by numerical agreement",
            "zh": f"全部 {count} 步成立：{count - 1} 步已证明，1 步由数值一致佐证",
        }[lang]
    )
    assert shown.verified
    every = dict.fromkeys(links, Certificate(True, "numeric", 6))
    closing = [Certificate(True, "numeric", 6)] * len(network.closing)
    weak = render(replace(network, certificates=every, closing=closing), "terminal", lang)
    assert "proved" not in weak
    assert weak.splitlines()[-1].startswith({"en": f"all {count} steps hold", "zh": "全部"}[lang])
