"""Other names for symbols throughout a derivation, so that ∂f/∂X means one thing in a document."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from gradproof.core.expr import Expr, node, postorder
from gradproof.core.proof import Derivation, Link, Step


class Names:
    """Expressions with other symbols in the place of some."""

    def __init__(self, named: Callable[[Expr], Expr]) -> None:
        self._named = named
        self._done: dict[Expr, Expr] = {}

    def __call__(self, expr: Expr) -> Expr:
        for part in postorder(expr):
            if part in self._done:
                continue
            args = tuple(self._done[arg] for arg in part.args)
            changed = part if args == part.args else node(part.op, args, part.data, part.shape)
            self._done[part] = self._named(part) if part.op == "symbol" else changed
        return self._done[expr]


def renamed(derivation: Derivation, names: Names) -> Derivation:
    """The derivation with other names throughout; what is shown of links that are proved."""
    certificates = dict(derivation.certificates)

    def shown(link: Link) -> Link:
        before, after = link.shown or (link.before, link.after)
        sides = names(before), names(after)
        if sides == (before, after):
            return link
        changed = replace(link, shown=sides)
        if link in certificates:
            certificates[changed] = certificates[link]
        return changed

    def step(one: Step) -> Step:
        links, children = [shown(link) for link in one.links], [step(sub) for sub in one.children]
        return Step(one.kind, names(one.subject), links, children)

    return replace(
        derivation,
        steps=[step(one) for one in derivation.steps],
        results=[replace(one, gradient=names(one.gradient)) for one in derivation.results],
        seconds=[replace(one, value=names(one.value)) for one in derivation.seconds],
        adjoints={names(name): names(value) for name, value in derivation.adjoints.items()},
        courses={names(name): course for name, course in derivation.courses.items()},
        algorithm=tuple(stage.renamed(names) for stage in derivation.algorithm),
        certificates=certificates,
    )
