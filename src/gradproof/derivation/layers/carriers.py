"""Carriers: the symbols of a layer by which the gradients of all layers below are found.

A *carrier* is one through which the objective depends on all layers below. For u = W x + b,
x = f(u) that is u, and the recursion is that of ∂L/∂u. Where nothing short of the state will do, as
in a residual network, it is what the next layer uses, and in an LSTM that is h and c.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from gradproof.core.expr import Expr, symbols
from gradproof.core.layers import SLOT, Member
from gradproof.derivation.layers.plan import Plan, part_terms
from gradproof.notation.printing.symbols import identifier, make_symbol, unicode_text

_SCRIPT = re.compile(r"[_^](?:\{[^{}]*\}|\w)")
_INDEX = re.compile(rf"[_^]\{{[(\[]?{SLOT}[)\]]?\}}")


def _below(found: Plan, starts: Iterable[Expr], stops: Iterable[Expr] = ()) -> set[Expr]:
    """The template symbols of layer l that these rest on within the layer, themselves included."""
    defined = dict(found.templates)
    stopped, seen = set(stops), set[Expr]()
    stack = list(starts)
    while stack:
        one = stack.pop()
        if one in defined and one not in seen:
            seen.add(one)
            if one not in stopped:
                stack += symbols(defined[one])
    return seen


def carriers(found: Plan) -> list[Expr]:
    """The first symbol that does as the only carrier, else all that is carried.

    It does if what comes from the layer before gets nowhere except through it, and if no parameter
    acts behind it, except on the way to a sum over the layers alone.
    """
    if not found.carried:
        return []
    defined = dict(found.templates)
    back = [found.layers.here - one for one in range(1, found.layers.reach + 1)]
    before = {found.at(one, place) for one in found.carried for place in back}
    parameters = set(found.parameters()) - {
        one for one in found.parameters() if one.symbol.name in found.model.data
    }
    terms = [total.term for total in found.totals]
    onwards = [*found.carried, *found.ends]
    for candidate, _ in found.templates:
        behind = _below(found, [*onwards, *terms], [candidate]) - {candidate}
        if any(before.intersection(symbols(defined[one])) for one in behind):
            continue
        if candidate not in _below(found, onwards):
            continue
        late = _below(found, onwards, [candidate]) - {candidate}
        if not any(parameters.intersection(symbols(defined[one])) for one in late):
            return [candidate]
    return found.carried


def enter_deltas(found: Plan) -> None:
    """Give the plan its carriers, each with a family of symbols for the gradients by it."""
    chosen = carriers(found)
    for carrier in chosen:
        member = found.shift.member(carrier)
        assert member is not None
        index = _INDEX.search(member.family)
        script = index[0] if index else f"_{{{SLOT}}}"
        stem = member.family.replace(script, "")
        family = rf"\delta{script}"
        if len(chosen) > 1:
            below = script.startswith("_")
            family = rf"\delta_{{{stem},{SLOT}}}" if below else rf"\delta_{{{stem}}}{script}"
        own = _of_the_note(found, carrier)
        if own is not None and not _is_taken(found, own):
            family = own
        else:
            letter = next(one for one in _letters() if not _is_in_use(found, one, family))
            family = family.replace(r"\delta", letter, 1)
        delta = Member(family, found.layers.here)
        made = make_symbol(delta.latex, carrier.shape)
        found.deltas[carrier] = found.shift.enter(made, delta)
    part_terms(found)


def _letters() -> Iterator[str]:
    """Letters for errors: δ, and others where the note has a δ of its own."""
    yield from (r"\delta", r"\varepsilon", r"\gamma", r"\rho")
    yield from (r"\delta" + "'" * count for count in range(1, 100))


def _is_in_use(found: Plan, letter: str, family: str) -> bool:
    """Whether the note has an error of this letter, or of another one than δ has anything."""
    taken = {one.symbol.text[0] for one in found.model.symbols}
    other = letter != r"\delta" and unicode_text(letter) in taken
    return other or _is_taken(found, family.replace(r"\delta", letter, 1))


def _of_the_note(found: Plan, carrier: Expr) -> str | None:
    """The family of the letter that the note has for the gradient by a carrier."""
    latex = found.model.letters.get(carrier.symbol.name)
    if latex is None:
        return None
    for script in _SCRIPT.finditer(latex):
        mark, inside = script[0][0], script[0][1:].strip("{}")
        whole = f"{mark}{{{inside.replace(str(found.layers.here), SLOT)}}}"
        family = latex[: script.start()] + whole + latex[script.end() :]
        if SLOT in whole and _name(found, family) == identifier(latex):
            return family
    return None


def _name(found: Plan, family: str) -> str:
    """The identifier of the member of layer l."""
    return identifier(Member(family, found.layers.here).latex)


def _is_taken(found: Plan, family: str) -> bool:
    name = _name(found, family)
    return name in found.model.declared or name in found.model.definitions
