"""What a note says of the next layer, said of layer l: h_l = f(h_{l-1}) for h_{l+1} = f(h_l).

The layers are counted by what they give, so h_{l+1} for l = 0, …, N-1 is h_l for l = 1, …, N.
"""

from __future__ import annotations

from dataclasses import replace

from gradproof.core.expr import Expr, symbols
from gradproof.core.facts import Equation, Fact, Property
from gradproof.core.layers import Position
from gradproof.core.model import Model
from gradproof.derivation.layers.shift import Shift


def restated(model: Model) -> Model:
    """The same model with every definition of some layer as one of layer l, and its leaves."""
    layers = model.layers
    if layers is None:
        return model
    shift, here = Shift(layers, model.symbols), layers.here
    definitions: dict[str, tuple[Expr, Expr]] = {}
    families: set[str] = set()
    for left, right in model.definitions.values():
        member = shift.member(left)
        place = member.position if member is not None else None
        if member is not None and place is not None and place.letter == here.letter:
            families.add(member.family)
            start = here - place.offset
            left, right = shift.to(left, start), shift.to(right, start)
        definitions.setdefault(left.symbol.name, (left, right))
    rights = {name: right for name, (_, right) in definitions.items()}
    general = {name: right for name, right in rights.items() if _is_of(shift, name, families)}
    used: dict[str, Position] = {}
    """Which member of a family of leaves the layers use, else what is outside."""
    for one in symbols(*general.values(), *rights.values()):
        member = shift.member(one)
        if member is not None and member.position.letter == here.letter:
            used.setdefault(member.family, member.position)
    declared: dict[str, Expr] = {}
    steps: dict[str, int] = {}
    """How far each family of leaves is moved."""
    data = set(model.data)
    for name, leaf in model.declared.items():
        member, there = shift.member(leaf), leaf
        is_general = member is not None and member.position.letter == here.letter
        if member is not None and is_general and member.family not in families:
            steps[member.family] = used.get(member.family, here).offset - member.position.offset
            there = shift.to(leaf, here + steps[member.family])
        if there.symbol.name not in definitions:
            declared.setdefault(there.symbol.name, there)
            data |= {there.symbol.name} if name in model.data else set()
    for leaf in symbols(*rights.values()):
        member = shift.member(leaf)
        moved = member is not None and member.family in steps
        if leaf.symbol.name not in definitions and not moved:
            declared.setdefault(leaf.symbol.name, leaf)

    def of_layer(fact: Fact) -> Fact:
        sides = (fact.left, fact.right) if isinstance(fact, Equation) else (fact.subject,)
        inside = (shift.member(one) for one in symbols(*sides))
        moves = {steps.get(one.family, 0) for one in inside if one is not None}
        place = here + (moves.pop() if len(moves) == 1 else 0)
        if isinstance(fact, Property):
            return Property(fact.name, shift.to(fact.subject, place))
        return Equation(shift.to(fact.left, place), shift.to(fact.right, place))

    return replace(
        model,
        declared=declared,
        definitions=definitions,
        data=data,
        facts=[of_layer(fact) for fact in model.facts],
        layers=replace(layers, members=dict(shift.members)),
    )


def _is_of(shift: Shift, name: str, families: set[str]) -> bool:
    """Whether a name is that of one of these families."""
    member = shift.members.get(name)
    return member is not None and member.family in families
