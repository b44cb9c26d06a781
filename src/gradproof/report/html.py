"""A derivation as one HTML page: formulas in MathML, steps that fold, no script and no style sheet
from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from html import escape

from latex2mathml.converter import convert

from gradproof.core.proof import Derivation
from gradproof.report.document import Document
from gradproof.report.jacobians import title as titled
from gradproof.report.outline import Section, outline
from gradproof.report.stages import Stage
from gradproof.report.words import Lang

STYLE = """\
:root { color-scheme: light dark; }
body { font: 1rem/1.6 system-ui, "Noto Sans", "Noto Sans CJK SC", sans-serif; max-width: 52rem;
  margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2rem; }
math { font-size: 1.05em; }
.display { overflow-x: auto; padding: .35rem 0 .35rem 1.5rem; }
.display td { padding: .15rem .35rem; vertical-align: baseline; }
.display td:first-child { text-align: right; padding-left: 0; }
details { border-left: 3px solid color-mix(in srgb, currentColor 18%, transparent);
  padding-left: .9rem; margin: .6rem 0; }
summary { cursor: pointer; font-weight: 600; }
code { font-size: .9em; }
.proved { color: #1a7f37; } .open { color: #c0392b; }
p { margin: .35rem 0; }
"""

DISPLAYED = r"\displaystyle "
_ALIGNED = re.compile(r"\\begin\{aligned\}\n?(.*)\n?\\end\{aligned\}", re.DOTALL)
_ROWS = re.compile(r"\s*\\\\(?:\[1ex\])?\n")


class Page(Document):
    """The body of the page."""

    def heading(self, level: int, title: str) -> str:
        return f"<h{level}>{title}</h{level}>"

    def items(self, items: Iterable[str]) -> str:
        inside = "\n".join(f"<li>{item}</li>" for item in items)
        return f"<ul>\n{inside}\n</ul>"

    def enumerated(self, lines: Sequence[tuple[int, int, str]]) -> str:
        inside = "\n".join(
            f'<li value="{number}" style="margin-left:{2 * depth}em">{line}</li>'
            for number, depth, line in lines
        )
        return f"<ol>\n{inside}\n</ol>"

    def displayed(self, formula: str) -> str:
        aligned = _ALIGNED.fullmatch(formula.strip())
        if aligned is None:
            return f'<div class="display">{mathml(DISPLAYED + formula)}</div>'
        rows = [_cells(row) for row in _ROWS.split(aligned[1].strip())]
        inside = "\n".join(f"<tr>{''.join(f'<td>{one}</td>' for one in row)}</tr>" for row in rows)
        return f'<div class="display"><table>\n{inside}\n</table></div>'

    def strong(self, phrase: str) -> str:
        return f"<strong>{phrase}</strong>"

    def code(self, name: str) -> str:
        return f"<code>{escape(name)}</code>"

    def escaped(self, prose: str) -> str:
        return escape(prose, quote=False)

    def mathematics(self, formula: str) -> str:
        return mathml(formula)

    def stage(self, stage: Stage) -> Iterator[str]:
        """Every step of a stage, each of which folds by itself."""
        return self.unfolded(stage)

    def section(self, section: Section) -> Iterator[str]:
        """A step that folds: its headline, and its links inside."""
        heading, *inside = super().section(section)
        title = re.sub(r"</?h\d>", "", heading)
        lines = "\n".join(map(paragraph, inside))
        yield f"<details open>\n<summary>{title}</summary>\n{lines}\n</details>"

    def verdict(self) -> Iterator[str]:
        """What the page ends with, in the colour of its meaning."""
        *reasons, last = super().verdict()
        mark = "proved" if self.report.verified else "open"
        yield from reasons
        yield f'<p class="{mark}">{last}</p>'


def paragraph(block: str) -> str:
    """A block that is no element of its own, as a paragraph."""
    is_element = block.startswith(("<h", "<ul", "<ol", "<div", "<details", "<p"))
    return block if is_element else f"<p>{block}</p>"


@lru_cache(maxsize=4096)
def mathml(formula: str) -> str:
    r"""LaTeX as MathML.

    >>> "<msup><mi>X</mi><mi>T</mi></msup>" in mathml("X^T y")
    True
    """
    shown = formula.replace(r"\operatorname{", r"\mathrm{").replace(r"\!", "")
    return convert(shown)


def _cells(row: str) -> Iterator[str]:
    """The cells of a row of an aligned formula."""
    for cell in row.split("&"):
        stripped = cell.strip()
        indented = stripped.removeprefix(r"\quad").removeprefix(r"\qquad").strip()
        shown = mathml(DISPLAYED + indented) if indented else ""
        yield shown if indented == stripped else f'<span style="margin-left:2em">{shown}</span>'


def render(derivation: Derivation, lang: Lang = "en") -> str:
    """The report as a page that stands by itself."""
    page = Page(outline(derivation), lang)
    body = "\n".join(map(paragraph, page.blocks()))
    title = escape(titled(page.report, lang, lambda unicode, latex: unicode))
    code = "zh-Hans" if lang == "zh" else "en"
    return (
        f'<!DOCTYPE html>\n<html lang="{code}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )
