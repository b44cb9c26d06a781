"""The example networks in every style and language, so that every changed line is seen.

Run with GOLDEN=write in the environment to write the files anew.
"""

import os
from pathlib import Path

import pytest

import gradproof as gp
from gradproof.report.words import LANGUAGES, Lang

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.md"))
GOLDEN = Path(__file__).parent / "golden" / "examples"


BATCHES = ("deep_network", "sigmoid_columns", "tanh_softmax")


def compared(shown: str, name: str) -> None:
    """The text is that of the golden file, which is written anew if that was asked for."""
    golden = GOLDEN / f"{name}.txt"
    if os.environ.get("GOLDEN") == "write":
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(shown, encoding="utf-8")
    assert shown == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("style", ["differential", "chain", "index", "vec"])
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_derivation_is_the_golden_one(path: Path, style: str, lang: Lang):
    found = gp.derive(path.read_text("utf-8"), style=style, algorithm=True, lang=lang)
    assert found.verified
    compared(found.to("terminal"), f"{path.stem}.{style}.{lang}")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", BATCHES)
def test_a_batch_that_is_transposed_is_the_golden_one(name: str, lang: Lang):
    note = (GOLDEN.parents[3] / "examples" / f"{name}.md").read_text("utf-8")
    found = gp.derive(note, batch=True, transpose=True, lang=lang)
    assert found.verified
    compared(found.to("terminal"), f"{name}.batch.{lang}")
