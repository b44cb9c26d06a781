"""Sums over components, put into matrix form."""

from __future__ import annotations

from gradproof.notation.functions import SUM
from gradproof.notation.readings_base import ReaderBase, Steps
from gradproof.notation.readings_names import Spelled
from gradproof.notation.surface import Big, Node
from gradproof.notation.terms import Term


class Components(ReaderBase):
    """The part of the reader that reads indices."""

    def index_sum(self, node: Big) -> Steps:
        """A sum with or without an index below it."""
        if node.lower is not None or node.upper is not None:
            self.fail(node, "a sum over an index is not read yet")
        body = yield self.read(node.body)
        return Term(SUM, (body,), node)

    def component(self, node: Node, whole: Spelled, taken: int) -> Steps:
        """An entry, a row or a column of a symbol, or None if the scripts pick nothing."""
        return None
        yield
