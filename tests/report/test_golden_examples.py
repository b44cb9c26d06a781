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


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("style", ["differential", "chain", "index", "vec"])
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_derivation_is_the_golden_one(path: Path, style: str, lang: Lang):
    found = gp.derive(path.read_text("utf-8"), style=style, algorithm=True, lang=lang)
    assert found.verified
    shown = found.to("terminal")
    golden = GOLDEN / f"{path.stem}.{style}.{lang}.txt"
    if os.environ.get("GOLDEN") == "write":
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(shown, encoding="utf-8")
    assert shown == golden.read_text(encoding="utf-8")
