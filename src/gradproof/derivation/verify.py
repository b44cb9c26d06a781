"""The certificates of a derivation: every link, and the gradients end to end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from itertools import islice

from gradproof.calculus.identities import IDENTITIES
from gradproof.calculus.simplify import Identity
from gradproof.core.errors import LimitError
from gradproof.core.model import Model
from gradproof.core.proof import Certificate, Derivation, Link
from gradproof.derivation.bounds import bounded
from gradproof.derivation.chain import derive_chain
from gradproof.derivation.differential import derive_differential
from gradproof.derivation.index import derive_index
from gradproof.derivation.naming import shortest
from gradproof.derivation.scope import Scope
from gradproof.derivation.vec import derive_vec
from gradproof.exact.effort import allowance, allowed
from gradproof.exact.gradients import check_gradients
from gradproof.exact.links import check_link
from gradproof.exact.seconds import check_seconds

WAYS: Mapping[str, Callable[..., Derivation]] = {
    "differential": derive_differential,
    "chain": derive_chain,
    "index": derive_index,
    "vec": derive_vec,
}
"""The styles of derivation."""


SHORT = 2_000
"""Operations in the steps of a derivation that is shown even if its proof takes too much; one of
second order, whose gradients are proved first, always is."""

TIRED = Certificate(None, None, reason="not decided with the computing that is allowed")


def proved(model: Model, asked: Scope, style: str = "differential", order: int = 1) -> Derivation:
    """The derivation of the gradients in one of the styles, with its certificates.

    order: 2 for the second derivatives as well.

    A simplification that the checker refutes is not used: the gradients are derived anew without
    the identity, so that a wrong identity makes an answer longer and never wrong.
    """
    return unrefuted(
        lambda used: verify(
            shortest(model, asked, partial(WAYS[style], identities=used, order=order))
        )
    )


def unrefuted(verified: Callable[[Sequence[Identity]], Derivation]) -> Derivation:
    """What is derived and verified with all identities but those that the checker refutes."""
    dropped: set[str] = set()
    while True:
        used = tuple(one for one in IDENTITIES if one.name not in dropped)
        found = verified(used)
        refuted = {link.rule for link, one in found.certificates.items() if one.holds is False}
        wrong = refuted & {one.name for one in used}
        if not wrong:
            return found
        dropped |= wrong


class Checks:
    """How the parts of a derivation are checked."""

    def closing(self, derivation: Derivation) -> Iterable[Certificate]:
        """The gradients, from end to end, and the second derivatives."""
        gradients = {result.wrt: result.gradient for result in derivation.results}
        model, of, adjoints = derivation.model, derivation.of, derivation.adjoints
        yield check_gradients(model, of, gradients, adjoints)
        if derivation.seconds:
            yield check_seconds(model, of, gradients, derivation.seconds, adjoints)

    def link(self, link: Link) -> Certificate:
        """One step."""
        return check_link(link)


PLAIN = Checks()


def verify(derivation: Derivation, checks: Checks = PLAIN) -> Derivation:
    """The derivation, with the certificate of each link and of its results as a whole.

    What is still open when the allowed computing is spent stays undecided.

    Errors:  LimitError for one that takes too much to be written out, or, if it is long, to be
             checked.
    """
    operations = bounded(derivation)
    links = [link for link in derivation.links() if link not in derivation.certificates]
    derivation.closing = []
    with allowance(allowed(operations)) as effort:
        try:
            closing = iter(checks.closing(derivation))
            derivation.closing += islice(closing, 1)
            for link in links:
                before = effort.left
                derivation.certificates[link] = found = checks.link(link)
                if found.holds is None:
                    effort.in_vain(before - effort.left)
            for one in closing:
                derivation.closing.append(one)
        except LimitError:
            if operations > SHORT and not derivation.seconds:
                raise
            while len(derivation.closing) < 1 + bool(derivation.seconds):
                derivation.closing.append(TIRED)
            derivation.certificates |= {
                link: TIRED for link in links if link not in derivation.certificates
            }
    return derivation


def ran_out(derivation: Derivation) -> bool:
    """Whether what is not proved is so only because the allowed computing was spent."""
    proofs = (*derivation.certificates.values(), *derivation.closing)
    failed = [one for one in proofs if not one.holds]
    return bool(failed) and all(one.holds is None and one.reason == TIRED.reason for one in failed)
