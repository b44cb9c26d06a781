"""Documents with pages: what is long is told in short, and its steps follow in an appendix."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Sequence

from gradproof.report.document import Document
from gradproof.report.outline import Outline
from gradproof.report.stages import Stage
from gradproof.report.words import Lang, say

LONG = 40
"""A derivation with more steps than this has an appendix."""


class Paged(Document):
    """A document that refers to its pages."""

    def __init__(self, report: Outline, lang: Lang) -> None:
        super().__init__(report, lang)
        self.long = sum(len(section.lines) for section in report.sections) > LONG
        self.appendix: list[str] = []

    @abstractmethod
    def opening(self) -> str:
        """What the appendix begins with, before its heading."""

    @abstractmethod
    def anchored(self, heading: str, anchor: str) -> str:
        """A heading that can be referred to."""

    @abstractmethod
    def page(self, anchor: str) -> str:
        """The number of the page with this heading."""

    def blocks(self) -> Iterator[str]:
        yield from super().blocks()
        if self.appendix:
            yield self.opening()
            yield self.heading(2, self.said("details"))
            yield from self.appendix

    def stage(self, stage: Stage) -> Iterator[str]:
        return super().stage(stage) if self.long else self.unfolded(stage)

    def folded(self, stage: Stage, inside: Sequence[str]) -> Iterator[str]:
        anchor = f"stage-{stage.head.number}"
        self.appendix += [self.anchored(self.headline(stage.head), anchor), *inside]
        first, last = stage.lines[0].number, stage.lines[-1].number
        yield say("steps at", self.lang, first, last, self.page(anchor))
