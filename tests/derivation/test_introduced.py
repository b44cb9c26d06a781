"""What a derivation writes it has introduced: every δ, and the objective by its own name."""

from __future__ import annotations

import json
import re

import pytest

import gradproof as gp
from gradproof.report.words import Lang

NETWORK = r"Z = \tanh(W x); S = V Z; E = \|S - y\|^2 + Z^T Z"


@pytest.mark.parametrize("layout", ["denominator", "numerator"])
@pytest.mark.parametrize("style", ["chain", "vec"])
def test_every_delta_is_introduced_before_it_is_used(style: str, layout: str):
    found = gp.derive(gp.read_expression(NETWORK), style=style, layout=layout)
    introduced = set[str]()
    used = set[str]()
    for step in json.loads(found.to("json"))["steps"]:
        introduced |= set(re.findall(r"δ_(\w) is the gradient of E by \1\.", step["because"]))
        used |= set(re.findall(r"\\delta_\{?(\w)", step["before"] + step["after"]))
        assert used <= introduced
    assert used == {"Z", "S"}


def test_it_is_said_in_chinese_as_well():
    found = gp.derive(gp.read_expression(NETWORK), style="chain", lang="zh")
    assert "δ_Z 是 E 关于 Z 的梯度。链式法则" in "".join(found.to("terminal").split("\n       "))
    assert r"$\delta_{Z}$ 是 $E$ 关于 $Z$ 的梯度" in found.to("markdown")


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("layout", ["denominator", "numerator"])
@pytest.mark.parametrize("style", ["differential", "chain", "index", "vec"])
def test_no_sentence_speaks_of_an_f_that_there_is_not(style: str, layout: str, lang: Lang):
    found = gp.derive(gp.read_expression(NETWORK), style=style, layout=layout, lang=lang)
    words = [step["because"] for step in json.loads(found.to("json"))["steps"]]
    assert not [one for one in words if re.search(r"(?<![A-Za-z])[d∂]?f(?![A-Za-z(′])", one)]
