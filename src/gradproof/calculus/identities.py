"""The identities that simplification may use, named by their conclusions; none is trusted."""

from __future__ import annotations

from gradproof.calculus.identities_broadcast import BROADCAST
from gradproof.calculus.identities_entrywise import ENTRYWISE
from gradproof.calculus.identities_expand import EXPAND
from gradproof.calculus.identities_group import GROUP
from gradproof.calculus.identities_kron import KRONECKER
from gradproof.calculus.identities_matrix import MATRIX
from gradproof.calculus.identities_named import NAMED
from gradproof.calculus.identities_product import PRODUCT
from gradproof.calculus.identities_sum import SUM
from gradproof.calculus.simplify import Identity

IDENTITIES: tuple[Identity, ...] = (
    *NAMED, *PRODUCT, *MATRIX, *ENTRYWISE, *BROADCAST, *KRONECKER, *SUM, *GROUP, *EXPAND,
)  # fmt: skip
