"""A derivation as a PDF, set by Typst with fonts that are installed with it (the extra `pdf`)."""

from __future__ import annotations

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from gradproof.core.errors import ModelError
from gradproof.core.phrase import Phrase
from gradproof.core.proof import Derivation
from gradproof.report.typst import SANS, SERIF, source
from gradproof.report.words import Lang

if TYPE_CHECKING:
    from typst import Fonts

FONTS = "pylopdf_fonts_zh_cn"
"""The package with the fonts for Chinese."""

STRICT = "a-2u"
"""The standard that admits no sign without a glyph."""


def render(derivation: Derivation, lang: Lang = "en") -> bytes:
    """The report as a PDF. The same derivation gives the same bytes.

    Errors:  ModelError if the extra `pdf` is not installed, or no font has a sign of the report.
    """
    known = fonts()

    # Imported here for the extra that it is.
    from typst import Compiler, TypstError

    paper, compiler = source(derivation, lang).encode(), Compiler(font_paths=known)
    try:
        compiler.compile(
            paper, format="pdf", pdf_standards=[STRICT], sys_inputs={"dated": ""}, timestamp=0
        )
    except TypstError as error:
        raise ModelError(Phrase("the PDF cannot be set: {0}", error.message)) from None
    made = compiler.compile(paper, format="pdf", sys_inputs={})
    assert isinstance(made, bytes)
    return made


@lru_cache(maxsize=1)
def fonts() -> Fonts:
    """The fonts that Typst brings along, and those for Chinese.

    Errors:  ModelError if they are not there.
    """
    package = find_spec(FONTS)
    if find_spec("typst") is None or package is None or package.origin is None:
        raise _missing()

    # Imported here for the extra that it is.
    from typst import Fonts

    known = Fonts(include_system_fonts=False, font_paths=[Path(package.origin).parent])
    if not {SERIF, SANS} <= set(known.families()):
        raise _missing()
    return known


def _missing() -> ModelError:
    return ModelError(
        "a PDF needs the extra pdf, which is not installed",
        hint="Install it with pip install 'gradproof[pdf]'.",
    )
