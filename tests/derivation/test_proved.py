"""A wrong identity makes an answer longer, never wrong."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gradproof.calculus.identities import IDENTITIES
from gradproof.calculus.simplify import Identity, Simplifier
from gradproof.core.algebra import matmul, scale, trace, transpose
from gradproof.core.dims import SCALAR, shape
from gradproof.core.expr import Expr, symbol
from gradproof.core.model import Model
from gradproof.derivation import verify
from gradproof.derivation.differential import derive_differential
from gradproof.derivation.scope import scope
from gradproof.notation.printing.text import text


def lying(identity: Identity) -> Identity:
    """The identity, with three times what it should give."""

    def rewrite(expr: Expr, simplifier: Simplifier):
        found = identity.rewrite(expr, simplifier)
        after, facts = found if isinstance(found, tuple) else (found, ())
        return None if after is None else (scale(3, after), facts)

    return replace(identity, rewrite=rewrite, always=True)


def test_a_refuted_identity_is_not_used(monkeypatch: pytest.MonkeyPatch):
    model = Model()
    X = model.declare(symbol("X", shape("m", "n")))
    model.define(symbol("f", SCALAR), trace(matmul(transpose(X), X)))
    asked = scope(model)
    table = tuple(lying(one) if one.name == "trace_self" else one for one in IDENTITIES)

    misled = verify.verify(derive_differential(model, asked, table))
    assert not misled.verified
    assert [text(one.gradient) for one in misled.results] == ["6 X"]

    monkeypatch.setattr(verify, "IDENTITIES", table)
    found = verify.proved(model, asked)
    assert found.verified
    assert [text(one.gradient) for one in found.results] == ["2 X"]
