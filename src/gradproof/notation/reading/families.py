"""What the members of a family have in common: their kind, and sizes that the layer alone changes.

x^{(l)} and x^{(l-1)} are both columns, or neither is. If one has n_l rows, the other has n_{l-1}.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise, permutations

from gradproof.core.dims import ONE, Monomial, Shape, size
from gradproof.core.errors import ModelError, ShapeError
from gradproof.core.expr import Expr, postorder, symbols
from gradproof.core.layers import SLOT, Layers, Member, Position, Span, layer_sum
from gradproof.core.model import Model
from gradproof.core.phrase import Phrase
from gradproof.core.unknown import unknown_names
from gradproof.notation.printing.symbols import identifier
from gradproof.notation.reading.inference import Sizes, is_variable
from gradproof.notation.reading.terms import Clash, Form, Run, Term


class LayerSum(Form):
    """Σ_l of a term that speaks of layer l; `data` is the span."""

    averages = True

    def infer(self, term: Term, args: list[Shape], run: Run) -> Shape:
        return args[0]

    def build(self, term: Term, args: list[Expr], run: Run) -> Expr:
        assert isinstance(term.data, Span)
        return layer_sum(args[0], term.data)


LAYER_SUM = LayerSum()
SCRIPTS = re.compile(r"[_^](\{(?:[^{}]|\{[^{}]*\})*\}|\w)")
"""The scripts of a name in LaTeX."""


def moved(value: Monomial, layers: Layers, start: Position, end: Position) -> Monomial | None:
    """The size at another position: n_{l-1} for n_l; None where that cannot be said."""
    changed: dict[str, Monomial] = {}
    for letter in value.letters:
        member = layers.members.get(letter)
        if member is None:
            continue
        place = member.position
        if place.letter != start.letter:
            return None
        there = end + (place.offset - start.offset)
        name = identifier(member.at(there).latex)
        layers.members.setdefault(name, member.at(there))
        changed[letter] = size(name)
    return value.substitute(changed)


def couple(run: Run, layers: Layers, lines: dict[str, Term]) -> None:
    """Make the members of each family agree; Clash where they cannot."""
    for positions in layers.families().values():
        known = {place: name for place, name in positions.items() if name in run.leaves}
        for (place, name), (other, twin) in permutations(known.items(), 2):
            for mine, theirs in zip(run.leaves[name], run.leaves[twin], strict=True):
                alike = (mine is ONE) == (theirs is ONE)
                if not alike or not _alike(run.sizes, layers, mine, theirs, place, other):
                    _clash(run, layers, lines, name, twin)


def _clash(run: Run, layers: Layers, lines: dict[str, Term], name: str, twin: str) -> None:
    """Refuse two members that differ, if one of them has a definition."""
    terms = [lines[one] for one in (name, twin) if one in lines]
    if not terms:
        return
    shown = run.shown(run.leaves[name], run.leaves[twin])
    written = layers.members[name].latex, layers.members[twin].latex
    said = Phrase("{0} is {1} but {2} is {3}", written[0], shown[0], written[1], shown[1])
    clash = Clash(terms[0], ShapeError(said, run.place(terms[0].node)), run)
    clash.others = terms[1:]
    raise clash


def _alike(
    sizes: Sizes, layers: Layers, mine: Monomial, theirs: Monomial, place: Position, other: Position
) -> bool:
    """Whether two sizes of two members fit together; what is open is made to fit."""
    mine, theirs = sizes.resolve(mine), sizes.resolve(theirs)
    inside = place.letter == other.letter == layers.letter
    if is_variable(mine) or not inside:
        return True
    wanted = moved(mine, layers, place, other)
    return wanted is None or sizes.unify(wanted, theirs)


def _neighbours(
    layers: Layers, positions: dict[Position, str], leaves: dict[str, Shape]
) -> list[tuple[Position, Position, Monomial, Monomial]]:
    """(a place, the next below it, a size here, the size there), from layer l downwards."""
    inside = [one for one in positions if one.letter == layers.letter and positions[one] in leaves]
    inside.sort(key=lambda one: -one.offset)
    return [
        (here, before, *pair)
        for here, before in pairwise(inside)
        for pair in zip(leaves[positions[here]], leaves[positions[before]], strict=True)
    ]


def _ends(
    layers: Layers, shapes: Mapping[str, Shape]
) -> Iterator[tuple[Position, Position, Monomial, Monomial]]:
    """(a general position, that of an end, a size here, the size there), for every family."""
    for positions in layers.families().values():
        general = next((one for one in positions if one.letter == layers.letter), None)
        usual = shapes.get(positions[general]) if general is not None else None
        if general is None or usual is None:
            continue
        for place, name in positions.items():
            if place.letter != layers.letter and name in shapes:
                yield from (
                    (general, place, *pair) for pair in zip(usual, shapes[name], strict=True)
                )


def _keep_common(sizes: Sizes, layers: Layers, leaves: dict[str, Shape]) -> None:
    """Keep sizes from layer to layer that something of no layer has, or both x_{l-1} and x_l."""
    outer = [one for name, shape in leaves.items() if name not in layers.members for one in shape]
    families = list(layers.families().values())
    changed = True
    while changed:
        changed = False
        pairs = [pair for one in families for pair in _neighbours(layers, one, leaves)]
        both = [(sizes.resolve(now), sizes.resolve(then)) for _, _, now, then in pairs]
        common = {letter for one in outer for letter in sizes.resolve(one).letters}
        common |= {letter for now, then in both if now is then for letter in now.letters}
        for now, then in both:
            open_now = is_variable(now) and is_variable(then) and now is not then
            if open_now and common.intersection((*now.letters, *then.letters)):
                changed = sizes.unify(now, then)
                break


def name_sizes(sizes: Sizes, layers: Layers, leaves: dict[str, Shape], taken: set[str]) -> None:
    """Give open sizes that change from layer to layer names such as n_l and n_{l-1}."""
    _keep_common(sizes, layers, leaves)
    for positions in layers.families().values():
        for here, before, now, then in _neighbours(layers, positions, leaves):
            now, then = sizes.resolve(now), sizes.resolve(then)
            if now is then or not is_variable(then):
                continue
            there = moved(now, layers, here, before)
            if not is_variable(now):
                if there is not None and there is not now:
                    sizes.unify(then, there)
                continue
            end = layers.last.letter.partition("_")[0]
            stem = next(one for one in "ndmpqrs" if one not in taken and one != end)
            taken.add(stem)
            for value, place in ((now, here), (then, before)):
                member = Member(f"{stem}_{{{SLOT}}}", place)
                name = identifier(member.latex)
                layers.members[name] = member
                sizes.unify(value, size(name))
    for general, place, mine, theirs in _ends(layers, leaves):
        mine, theirs = sizes.resolve(mine), sizes.resolve(theirs)
        there = moved(mine, layers, general, place)
        if there is not None and (is_variable(mine) or is_variable(theirs)):
            sizes.unify(there, theirs)


def _refuse_strays(symbols: dict[str, Expr], layers: Layers) -> None:
    """Errors: ModelError for the letter of the layers by itself, or in a name of no family."""
    letter = re.escape(layers.letter)
    spoken = re.compile(rf"(?<![A-Za-z\\]){letter}(?![A-Za-z])")
    if layers.letter in symbols:
        raise ModelError(
            Phrase("{0} counts the layers; as a number it is not supported", layers.letter),
            hint="Take another letter for the layers, or give the number a name such as c_l.",
        )
    for name, one in symbols.items():
        scripts = SCRIPTS.findall(one.symbol.latex)
        if name not in layers.members and any(spoken.search(script) for script in scripts):
            raise ModelError(
                Phrase(
                    "{0} has the index {1} of the layers in its name, but is of no family",
                    one.symbol.text,
                    layers.letter,
                ),
                hint="Write the index last, as in W^{(l)}, or take another letter for the layers.",
            )


def _reach(model: Model, layers: Layers) -> int:
    """How far back a layer looks, in its definitions and in what is added up for every layer."""
    members, here = layers.members, layers.letter
    families: set[str] = set()
    found = [1]
    rights: list[tuple[int, Expr]] = []
    for left, right in model.definitions.values():
        own = members.get(left.symbol.name)
        if own is not None and own.position.letter == here:
            families.add(own.family)
            rights.append((own.position.offset, right))
        for part in postorder(right):
            if isinstance(part.data, Span):
                rights.append((layers.first - part.data.first, part.args[0]))
    for offset, right in rights:
        inside = (members[one.symbol.name] for one in symbols(right) if one.symbol.name in members)
        places = [one.position for one in inside if one.family in families]
        found += (offset - place.offset for place in places if place.letter == here)
    return max(found)


def layers_of(model: Model, layers: Layers | None) -> Layers | None:
    """The layers with the members that the model has; None if it has none.

    Errors:  ModelError for a member of which no definition speaks in general.
    """
    if layers is None:
        return None
    symbols = {one.symbol.name: one for one in model.symbols}
    sizes = (value for one in symbols.values() for value in one.shape)
    letters = {letter for value in sizes for letter in value.letters}
    functions = unknown_names(*(right for _, right in model.definitions.values()))
    known = {*symbols, *letters, *functions}
    members = {name: one for name, one in layers.members.items() if name in known}
    if not any(one.position.letter == layers.letter for one in members.values()):
        return None
    found = Layers(layers.letter, layers.first, layers.last, members, apart=layers.apart)
    found.reach = _reach(model, found)
    if found.reach > 1 and found.last.letter:
        least = found.first + found.reach - 1
        model.readings.append(Phrase("{0} is at least {1}", str(found.last), least))
    _refuse_strays(symbols, found)
    shapes = {name: one.shape for name, one in symbols.items()}
    for general, place, usual, here in _ends(found, shapes):
        there = moved(usual, layers, general, place)
        if there is not None and there is not here and len(there.letters) == 1:
            found.ends[there.letters[0]] = here
    return found
