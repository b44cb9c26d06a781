"""A note with every symbol transposed: samples in rows become samples in columns, and back.

X now stands for the transpose of what it was, and so does W: H = X W + b becomes H = W X + b.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

from gradproof.calculus.rebuild import substitute
from gradproof.calculus.upright import upright
from gradproof.core.algebra import matmul, transpose
from gradproof.core.expr import Expr, identity, node, symbol, symbols
from gradproof.core.facts import Equation, Fact, Property
from gradproof.core.model import Model
from gradproof.core.operation import Words
from gradproof.core.phrase import Phrase
from gradproof.core.proof import Certificate, Link, Step
from gradproof.derivation.layers.plan import plan
from gradproof.derivation.layers.unroll import Unrolled
from gradproof.derivation.restated import Claim, Restated, adds_layers, follows, prove
from gradproof.exact.links import check_link
from gradproof.notation.printing.symbols import unicode_text

INWARDS = Words(
    "The transpose is carried inwards; every transposed symbol then gets its own letter again.",
    "将转置移入式内；此后每个转置了的符号仍用原来的字母表示。",
)
FACT = Words("The same fact of the transposed symbols.", "对转置后的符号，同样的条件成立。")
SAME = Words(
    "With the transposes of the old symbols in the place of the new ones, the new note gives the"
    " same value as the old one, through all definitions.",
    "以旧符号的转置代入新符号，经由全部定义，新笔记与原笔记给出相同的值。",
)


@dataclass(frozen=True, slots=True)
class Turned:
    """A note, and the same with all symbols transposed; a number keeps its symbol."""

    old: Model
    new: Model
    pairs: dict[Expr, Expr]

    def back(self, expr: Expr) -> Expr:
        """A formula of the new note in the symbols of the old one."""
        return substitute(expr, {new: transpose(old) for old, new in self.pairs.items()})

    def same(self, of: Expr) -> Certificate:
        """Whether both notes give the same, where the old symbols have names of their own."""
        apart = {one: symbol(f"{one.symbol.name}[old]", one.shape) for one in self.pairs}
        given: list[Fact] = []
        for leaf in self.old.declared.values():
            given.append(Equation(self.pairs[leaf], transpose(apart[leaf])))
        given += (Equation(*pair) for pair in self.new.definitions.values())
        for left, right in self.old.definitions.values():
            given.append(Equation(apart[left], substitute(right, apart)))
        for fact in self.old.facts:
            if isinstance(fact, Property):
                given.append(Property(fact.name, substitute(fact.subject, apart)))
            else:
                sides = (substitute(side, apart) for side in (fact.left, fact.right))
                given.append(Equation(*sides))
        return check_link(
            Link("transpose_note", SAME, self.pairs[of], transpose(apart[of]), tuple(given))
        )


def transposed(model: Model, of: str | None = None) -> Restated:
    """The note with every symbol transposed, and the proof that it says the same."""
    goal = model.find(of) if of is not None else model.objective
    both = turned(model)
    made = Restated(both.new, both.pairs[goal])
    written = sum(right.tree for _, right in model.definitions.values())
    prove(made, _claims(both, goal), 2 * written)
    return made


def turned(model: Model) -> Turned:
    """The note beside that of its transposed symbols."""
    pairs = {one: node("symbol", (), one.symbol, one.shape.transposed) for one in model.symbols}
    names = {one: transpose(new) for one, new in pairs.items()}
    made = replace(
        model,
        declared={},
        definitions={},
        facts=[],
        readings=[*model.readings, *_sentences(model)],
    )
    found = Turned(model, made, pairs)
    for leaf in model.declared.values():
        made.declare(pairs[leaf])
    for left, right in model.definitions.values():
        made.define(pairs[left], upright(transpose(substitute(right, names))))
    for fact in model.facts:
        if isinstance(fact, Property):
            made.facts.append(_property(fact, pairs))
        else:
            sides = (transpose(substitute(side, names)) for side in (fact.left, fact.right))
            made.facts.append(Equation(*map(upright, sides)))
    return found


def _property(fact: Property, pairs: dict[Expr, Expr]) -> Fact:
    """The property of the transpose; orthonormal columns become orthonormal rows."""
    new = pairs.get(fact.subject, fact.subject)
    if fact.name == "orthogonal" and new.shape.rows is not new.shape.cols:
        return Equation(matmul(new, transpose(new)), identity(new.shape.rows))
    return Property(fact.name, new)


def _claims(both: Turned, of: Expr) -> Iterator[Claim]:
    """Every definition and every fact that is another now, and the objective."""

    def link(rule: str, why: Words, before: Expr, after: Expr) -> Link:
        written = before.args[0] if before.op == "transpose" else as_written(before)
        return Link(rule, why, written, both.back(after))

    seen: list[Certificate] = []

    def checked(one: Link) -> list[Certificate]:
        seen.append(check_link(one))
        return seen[-1:]

    def same() -> list[Certificate]:
        return follows(partial(_same, both, of), [] if both.old.layers else seen)

    for left, right in both.old.definitions.values():
        new = both.pairs[left]
        value = both.new.definition(new)
        if value is None or adds_layers(right):
            continue
        one = link("transpose_inwards", INWARDS, right, value)
        if one.before is not one.after:
            yield Step("turn", new), one, partial(checked, one)
    for old, new in zip(both.old.facts, both.new.facts, strict=True):
        if not (isinstance(old, Equation) and isinstance(new, Equation)):
            continue
        step = Step("fact", next(iter(symbols(new.left, new.right))))
        for before, after in ((old.left, new.left), (old.right, new.right)):
            one = link("transpose_fact", FACT, before, after)
            if symbols(before) and one.before is not one.after:
                yield step, one, partial(checked, one)
    new = both.pairs[of]
    yield Step("agree", new), Link("transpose_note", SAME, new, new), same


def _same(both: Turned, of: Expr) -> Iterator[Certificate]:
    """The objective of both notes, for some numbers of layers if those are counted."""
    if both.old.layers is None:
        yield both.same(of)
        return
    for depth in both.old.layers.depths:
        old = Unrolled(plan(both.old, of), depth)
        new = Unrolled(plan(both.new, both.pairs[of]), depth)
        before, after = old.model(), new.model()
        pairs = {one: after.find(one.symbol.name) for one in before.symbols}
        yield Turned(before, after, pairs).same(old.at(of))


def _sentences(model: Model) -> Iterator[Phrase]:
    """What the letters now mean."""
    layers = model.layers
    names: dict[str, None] = {}
    for one in model.symbols:
        if one.shape.is_scalar:
            continue
        member = layers.members.get(one.symbol.name) if layers is not None else None
        shown = one.symbol.text
        if member is not None and layers is not None:
            shown = unicode_text(member.at(layers.here).latex)
        names[shown] = None
    listed = ", ".join(names)
    if len(names) == 1:
        yield Phrase("{0} now stands for the transpose of what it stood for", listed)
    elif names:
        yield Phrase("{0} now stand for the transposes of what they stood for", listed)


def as_written(expr: Expr) -> Expr:
    """The transpose, with nothing carried into it; a number is its own."""
    if expr.shape.is_scalar:
        return expr
    return node("transpose", (expr,), None, expr.shape.transposed)
