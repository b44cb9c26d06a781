r"""The part of the reader that reads norms and their indices: `\|A\|_F^2`, `\|x\|_M`."""

from __future__ import annotations

from gradproof.core.phrase import Phrase
from gradproof.notation.reading import forms
from gradproof.notation.reading.base import ReaderBase, Steps, span
from gradproof.notation.reading.functions import BARS, NORM_FORM, NORM_ONE, ROOT, SQUARED
from gradproof.notation.reading.names import Part, exponent, spelled
from gradproof.notation.reading.products import PRODUCT
from gradproof.notation.reading.terms import Term
from gradproof.notation.source.surface import Abs, Name, Node, Norm

FROBENIUS = frozenset(("F", r"\mathrm{F}", r"\text{F}", r"\mathcal{F}", r"\rm F", "fro", "Fro"))


class Norms(ReaderBase):
    """Norms and absolute values."""

    def norm(self, node: Norm) -> Steps:
        """‖A‖ without scripts."""
        body = yield self.read(node.body)
        return Term(NORM_FORM, (body,), node, "")

    def bars(self, node: Abs) -> Steps:
        """|a|."""
        body = yield self.read(node.body)
        return Term(BARS, (body,), node)

    def norm_scripts(self, node: Node, base: Norm, parts: list[Part]) -> Steps:
        r"""`\|A\|_F^2` and its kin."""
        body = yield self.read(base.body)
        which, below = "", None
        if parts and parts[0].kind == "sub":
            below = parts.pop(0).node
            figure = exponent(below)
            which = self.scope.source(below).strip() if figure is None else str(figure)
            if which.startswith("{") and which.endswith("}"):
                which = which[1:-1].strip()
        place = span(node.start, parts[0].end if parts else node.end)
        is_squared = bool(parts) and parts[0].kind == "sup" and exponent(parts[0].node) == 2
        rest = tuple(parts[1:] if is_squared else parts)
        if which in ("", "2") or which in FROBENIUS:
            kind = "2" if which == "2" else "F" if which else ""
            form = SQUARED if is_squared else NORM_FORM
            return (yield self.scripted(Term(form, (body,), place, kind), rest))
        if which == "1":
            return (yield self.scripted(Term(NORM_ONE, (body,), place, "1"), tuple(parts)))
        if below is None or not _is_matrix(below):
            hint = r"The norms \|A\|_F, \|x\|_2, \|x\|_1 and \|x\|_M with a matrix M are."
            self.fail(node, Phrase("the norm with index {0} is not supported", which), hint)
        weight = yield self.read(below)
        turned = Term(forms.TRANSPOSED, (body,), place)
        joints = (("juxtaposed", "juxtaposed"), False)
        squared = Term(PRODUCT, (turned, weight, body), place, joints)
        whole = squared if is_squared else Term(ROOT, (squared,), place, "entrywise")
        return (yield self.scripted(whole, rest))


def _is_matrix(node: Node) -> bool:
    """Whether an index is the matrix of a norm √(xᵀMx): a capital, perhaps inverted."""
    base = spelled(node).base
    return isinstance(base, Name) and base.letter.isupper() and base.font not in ("cal", "bb", "rm")
