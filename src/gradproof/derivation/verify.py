"""The certificates of a derivation: every link, and the gradients end to end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from time import process_time

from gradproof.calculus.identities import IDENTITIES
from gradproof.core.model import Model
from gradproof.core.proof import Certificate, Derivation
from gradproof.derivation.chain import derive_chain
from gradproof.derivation.differential import derive_differential
from gradproof.derivation.index import derive_index
from gradproof.derivation.naming import shortest
from gradproof.derivation.scope import Scope
from gradproof.derivation.vec import derive_vec
from gradproof.exact.gradients import check_gradients
from gradproof.exact.links import check_link

PATIENCE = 20.0
"""Seconds of computing after which what is not proved yet stays undecided."""

TIRED = Certificate(None, None, reason=f"not decided within {PATIENCE:.0f} seconds")


WAYS: Mapping[str, Callable[..., Derivation]] = {
    "differential": derive_differential,
    "chain": derive_chain,
    "index": derive_index,
    "vec": derive_vec,
}
"""The styles of derivation."""


def proved(model: Model, asked: Scope, style: str = "differential", order: int = 1) -> Derivation:
    """The derivation of the gradients in one of the styles, with its certificates.

    order: 2 for the second derivatives as well.

    A simplification that the checker refutes is not used: the gradients are derived anew without
    the identity, so that a wrong identity makes an answer longer and never wrong.
    """
    dropped: set[str] = set()
    while True:
        used = tuple(one for one in IDENTITIES if one.name not in dropped)
        found = verify(shortest(model, asked, partial(WAYS[style], identities=used, order=order)))
        refuted = {link.rule for link, one in found.certificates.items() if one.holds is False}
        wrong = refuted & {one.name for one in used}
        if not wrong:
            return found
        dropped |= wrong


def verify(derivation: Derivation) -> Derivation:
    """The derivation, with the certificate of each link and of its results as a whole."""
    end = process_time() + PATIENCE
    gradients = {result.wrt: result.gradient for result in derivation.results}
    closing = check_gradients(derivation.model, derivation.of, gradients, derivation.adjoints)
    derivation.closing = [closing]
    for link in derivation.links():
        if link not in derivation.certificates:
            patient = process_time() < end
            derivation.certificates[link] = check_link(link) if patient else TIRED
    return derivation
