"""The certificates of a derivation: every link, and the gradients end to end."""

from __future__ import annotations

from gradproof.core.proof import Derivation
from gradproof.exact.gradients import check_gradients
from gradproof.exact.links import check_link


def verify(derivation: Derivation) -> Derivation:
    """The derivation, with the certificate of each link and of its results as a whole."""
    for link in derivation.links():
        if link not in derivation.certificates:
            derivation.certificates[link] = check_link(link)
    gradients = {result.wrt: result.gradient for result in derivation.results}
    closing = check_gradients(derivation.model, derivation.of, gradients, derivation.adjoints)
    derivation.closing = [closing]
    return derivation
