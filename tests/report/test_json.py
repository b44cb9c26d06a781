"""The JSON record is the one that outside programs rely on."""

import json

from gradproof.core.proof import Derivation
from gradproof.report import render

STEP = {"kind", "before", "after", "rule", "because", "proof"}
TOP = {"format", "of", "style", "layout", "lang", "verified", "results", "steps"}


def test_record_has_the_fields_of_the_contract_in_order(proved: Derivation):
    record = json.loads(render(proved, "json"))
    assert record["format"] == "gradproof.derivation/1"
    assert set(record) == TOP | {"symbols", "definitions", "adjoints", "readings", "left_out"}
    assert [set(one) for one in record["results"]] == [
        {"wrt", "latex", "text", "shape", "assumptions"}
    ]
    assert all(set(step) == STEP for step in record["steps"])


def test_every_link_is_a_step_with_its_proof(proved: Derivation):
    record = json.loads(render(proved, "json"))
    assert record["verified"] is True
    assert [step["rule"] for step in record["steps"]] == [link.rule for link in proved.links()]
    methods = [proved.certificates[link].method for link in proved.links()]
    assert [step["proof"] for step in record["steps"]] == methods


def test_what_is_not_proved_has_no_proof(refuted: Derivation):
    record = json.loads(render(refuted, "json"))
    assert record["verified"] is False
    assert [step["proof"] for step in record["steps"]][3:5] == [None, None]


def test_shapes_are_lists_of_sizes(proved: Derivation):
    record = json.loads(render(proved, "json", "zh"))
    assert record["results"][0]["shape"] == ["n"]
    assert record["results"][0]["assumptions"] == ["S 对称"]
    assert record["lang"] == "zh"
