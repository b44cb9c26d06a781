"""A failing program made smaller, as long as it fails in the same way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from time import monotonic

from fuzz.program import Leaf, Program, Term

SECONDS = 20.0


def shrunk(program: Program, fails: Callable[[Program], bool]) -> Program:
    """The smallest program found below this one that still fails."""
    end = monotonic() + SECONDS
    again = True
    while again and monotonic() < end:
        again = False
        for smaller in _smaller(program):
            if monotonic() > end:
                break
            if fails(smaller):
                program, again = smaller, True
                break
    return program


def _smaller(program: Program) -> Iterator[Program]:
    """Programs with one thing less, the boldest cuts first."""
    *before, (goal, root) = program.definitions
    for name, term in before:
        if term.shape.is_scalar:
            yield replace(program, definitions=program.definitions[: _place(program, name) + 1])
    for term in sorted(root.walk(), key=lambda one: one.operations):
        if term is not root and term.shape.is_scalar and term.args:
            yield replace(program, definitions=(*before, (goal, term))).pruned()
    for i, (name, top) in enumerate(program.definitions):
        for term in sorted(top.walk(), key=lambda one: -one.operations):
            for other, leaves in _instead(program, term):
                if term is top and name == goal and not other.args:
                    continue
                made = replaced(top, term, other)
                definitions = (
                    *program.definitions[:i],
                    (name, made),
                    *program.definitions[i + 1 :],
                )
                yield replace(program, definitions=definitions, leaves=leaves).pruned()
    for name, term in before:
        inlined = tuple(
            (other, _inlined(one, name, term))
            for other, one in program.definitions
            if other != name
        )
        yield replace(program, definitions=inlined).pruned()
    for name, leaf in program.leaves.items():
        if leaf.facts and name in program.used():
            yield replace(program, leaves={**program.leaves, name: Leaf(leaf.shape)})
    if program.data:
        yield replace(program, data=frozenset())
    if program.wrt is not None:
        yield replace(program, wrt=None)
        if len(program.wrt) > 1:
            for name in program.wrt:
                yield replace(program, wrt=tuple(one for one in program.wrt if one != name))


def _place(program: Program, name: str) -> int:
    return [one for one, _ in program.definitions].index(name)


def _instead(program: Program, term: Term) -> Iterator[tuple[Term, dict[str, Leaf]]]:
    """What may stand in the place of a term: what is below it, or a symbol."""
    leaves = dict(program.leaves)
    if not term.args:
        return
    for below in sorted(term.walk(), key=lambda one: one.operations):
        if below is not term and below.shape == term.shape:
            yield below, leaves
    name = next(f"A{i}" for i in range(100) if f"A{i}" not in leaves)
    yield Term("symbol", (), term.shape, name), {**leaves, name: Leaf(term.shape)}
    if len(term.args) > 2 and term.form in ("add", "hadamard"):
        for i in range(len(term.args)):
            args = (*term.args[:i], *term.args[i + 1 :])
            yield Term(term.form, args, term.shape, term.data), leaves


def replaced(root: Term, old: Term, new: Term) -> Term:
    """The term with every occurrence of one below it replaced."""
    done: dict[Term, Term] = {}
    for one in root.walk():
        if one is old:
            done[one] = new
            continue
        args = tuple(done[arg] for arg in one.args)
        done[one] = one if args == one.args else Term(one.form, args, one.shape, one.data)
    return done[root]


def _inlined(root: Term, name: str, meaning: Term) -> Term:
    for one in list(root.walk()):
        if one.form == "symbol" and one.data == name:
            root = replaced(root, one, meaning)
    return root
