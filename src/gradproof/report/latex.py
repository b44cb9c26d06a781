r"""A derivation as a LaTeX document: amsmath, and ctex where there is Chinese in it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from gradproof.core.proof import Derivation
from gradproof.report.appendix import Paged
from gradproof.report.outline import outline
from gradproof.report.words import Lang

PREAMBLE = r"""\documentclass[11pt]{article}
\usepackage[margin=2.5cm]{geometry}
\usepackage{amsmath,amssymb,bm}
\allowdisplaybreaks
\setlength{\parindent}{0pt}
\setlength{\parskip}{4pt}
\makeatletter
\renewcommand{\paragraph}{\@startsection{paragraph}{4}{0pt}{1.5ex}{.5ex}{\normalsize\bfseries}}
\makeatother
"""

_SPECIAL = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#",
    "_": r"\_", "%": r"\%", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    "<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}", '"': "''", "’": "'",
    "“": "``", "”": "''", "…": r"\dots{}", "–": "--", "—": "---", "\u00a0": "~",
}  # fmt: skip
_HEADINGS = {1: "section*", 2: "subsection*", 3: "subsubsection*"}
_CHINESE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60]")
_LAST_LATIN = "\u017f"


class Article(Paged):
    """LaTeX for pdflatex and xelatex."""

    def heading(self, level: int, title: str) -> str:
        return rf"\{_HEADINGS.get(level, 'paragraph*')}{{{title}}}"

    def items(self, items: Iterable[str]) -> str:
        inside = "\n".join(rf"\item {item}" for item in items)
        return f"\\begin{{itemize}}\n{inside}\n\\end{{itemize}}"

    def enumerated(self, lines: Sequence[tuple[int, int, str]]) -> str:
        inside = " \\\\\n".join(
            rf"{number} \> {chr(92) + '> ' if depth else ''}{line}" for number, depth, line in lines
        )
        stops = r"\hspace{2em}\=\hspace{2em}\=\kill"
        return f"\\begin{{tabbing}}\n{stops}\n{inside}\n\\end{{tabbing}}"

    def opening(self) -> str:
        return "\\appendix\n\\clearpage\n\\small"

    def anchored(self, heading: str, anchor: str) -> str:
        return rf"{heading}\label{{{anchor}}}"

    def page(self, anchor: str) -> str:
        return rf"\pageref{{{anchor}}}"

    def displayed(self, formula: str) -> str:
        return f"\\[\n{formula}\n\\]"

    def strong(self, phrase: str) -> str:
        return rf"\textbf{{{phrase}}}"

    def code(self, name: str) -> str:
        return rf"\texttt{{{self.escaped(name)}}}"

    def escaped(self, prose: str) -> str:
        return "".join(_SPECIAL.get(char) or _letter(char) for char in prose)


def _letter(char: str) -> str:
    """A character that LaTeX can set; its code, for one that its fonts lack."""
    if char <= _LAST_LATIN or _CHINESE.match(char):
        return char if char.isprintable() or char in "\n\t" else " "
    plain = unicodedata.normalize("NFKD", char)
    return plain if plain.isascii() else f"[U+{ord(char):04X}]"


def render(derivation: Derivation, lang: Lang = "en") -> str:
    """The report as a document; with Chinese in it, it asks for ctex."""
    body = "\n\n".join(Article(outline(derivation), lang).blocks())
    body = body.replace("\n\n\\[", "\n\\[")  # a formula belongs to the paragraph before it
    chinese = "\\usepackage{ctex}\n" if _CHINESE.search(body) else ""
    return f"{PREAMBLE}{chinese}\\begin{{document}}\n\n{body}\n\n\\end{{document}}\n"
