"""The note of a batch: its symbols, definitions and facts, and what is said of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from gradproof.calculus.upright import upright
from gradproof.core.algebra import transpose
from gradproof.core.errors import GradproofError, ModelError
from gradproof.core.expr import Expr, symbols
from gradproof.core.facts import Equation, Fact, Property
from gradproof.core.layers import Member
from gradproof.core.model import Model
from gradproof.core.phrase import Phrase
from gradproof.derivation.batch.means import Means
from gradproof.derivation.batch.plan import Plan
from gradproof.derivation.batch.rows import Rows
from gradproof.notation.printing.symbols import identifier, unicode_text

OF_ENTRIES = frozenset({"positive", "nonzero", "constant"})
"""Properties that all values have together if each has them."""


def new_note(plan: Plan) -> Model:
    """The note for a batch, with all that the objective rests on.

    Errors:  ModelError for a matrix that differs from sample to sample.
    """
    old, made = plan.model, _framed(plan)
    for leaf in old.declared.values():
        if leaf in plan.below:
            made.declare(plan.pairs.get(leaf, leaf))
    rows = rows_of(plan)
    means = Means(rows, plan.means)
    for left, right in old.definitions.values():
        if left not in plan.below or plan.of in symbols(right):
            continue
        try:
            if left in plan.means:
                right = upright(means(right))
            elif left in plan.pairs:
                right = plan.lay(rows(right))
        except GradproofError as error:
            place = old.places.get(left.symbol.name)
            raise (error if place is None else error.at(place)) from None
        made.define(plan.pairs.get(left, left), right)
    known = set(made.symbols)
    lifted = (fact_of(plan, rows, fact) for fact in old.facts)
    made.facts = [fact for fact in lifted if fact is not None and known.issuperset(_about(fact))]
    return made


def rows_of(plan: Plan) -> Rows:
    """What stacks formulas of the note."""
    stacked = {
        one: transpose(new) if plan.columns else new
        for one, new in plan.pairs.items()
        if one not in plan.means
    }
    return Rows(plan.count, stacked)


def _framed(plan: Plan) -> Model:
    """The new note without its symbols and definitions, all that is known of names renamed."""
    old = plan.model
    renamed = {one.symbol.name: new.symbol.name for one, new in plan.pairs.items()}

    def new(name: str) -> str:
        return renamed.get(name, name)

    made = replace(
        old,
        declared={},
        definitions={},
        facts=[],
        data={*map(new, old.data)},
        constants={*map(new, old.constants)},
        places={new(name): place for name, place in old.places.items()},
        letters={new(name): latex for name, latex in old.letters.items()},
        readings=[*old.readings, *_sentences(plan)],
        obstacle=None,
    )
    layers = old.layers
    if layers is not None:
        members: dict[str, Member] = {}
        for name, member in layers.members.items():
            moved = plan.member(member)
            members[name if moved == member else identifier(moved.latex)] = moved
        made.layers = replace(layers, members=members)
    return made


def fact_of(plan: Plan, rows: Rows, fact: Fact) -> Fact | None:
    """The fact of all samples; None for one that has no place in matrix notation."""
    if isinstance(fact, Property):
        new = plan.pairs.get(fact.subject, fact.subject)
        return fact if new is fact.subject else _property(fact.name, new)
    about = symbols(fact.left, fact.right)
    if not any(one in plan.pairs for one in about):
        return fact
    if any(one in plan.means for one in about):
        return None
    try:
        return Equation(*(plan.lay(rows(side)) for side in (fact.left, fact.right)))
    except ModelError:
        return None


def _property(name: str, subject: Expr) -> Fact | None:
    return Property(name, subject) if name in OF_ENTRIES else None


def _about(fact: Fact) -> Sequence[Expr]:
    return [fact.subject] if isinstance(fact, Property) else symbols(fact.left, fact.right)


def _sentences(plan: Plan) -> Iterator[Phrase]:
    """How the note is read for a batch."""
    vectors: dict[str, str] = {}
    entries: dict[str, None] = {}
    for old, new in plan.pairs.items():
        if old in plan.means:
            continue
        before, now = old.symbol.text, new.symbol.text
        member, layers = plan.member_of(old), plan.model.layers
        if member is not None and layers is not None:
            here = member.at(layers.here)
            before, now = (unicode_text(one.latex) for one in (here, plan.member(here)))
        if old.shape.is_scalar:
            entries[now] = None
        else:
            vectors[now] = before
    listed = plan.letter, ", ".join(vectors), ", ".join(vectors.values())
    if vectors and plan.columns:
        yield Phrase("a column for each of {0} samples: {1} in place of {2}", *listed)
    elif vectors:
        yield Phrase("a row for each of {0} samples: {1} in place of {2}", *listed)
    if entries:
        yield Phrase("an entry for each of {0} samples: {1}", plan.letter, ", ".join(entries))
    if plan.means:
        means = ", ".join(one.symbol.text for one in plan.pairs if one in plan.means)
        yield Phrase("the mean over the samples: {0}", means)
