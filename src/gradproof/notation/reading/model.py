"""From a solved reading to a model: symbols with their shapes, definitions, facts."""

from __future__ import annotations

from gradproof.core.dims import ONE, Shape
from gradproof.core.errors import GradproofError
from gradproof.core.expr import Expr
from gradproof.core.model import Model
from gradproof.core.phrase import Phrase
from gradproof.notation.printing.symbols import make_symbol
from gradproof.notation.reading.problem import Problem, introduced
from gradproof.notation.reading.terms import Run
from gradproof.notation.settings import SETTINGS, stem


def build_model(problem: Problem, run: Run) -> Model:
    """The model: declared symbols in the order of the text, then the definitions.

    Errors:  what the constructors of the core refuse, with its place.
    """
    model = Model()
    scope = problem.scope
    defined = {line.name for line in problem.lines if line.name}
    found = [introduced(scope, name) for name in run.leaves if name not in defined]
    told: set[str] = set()
    for known in sorted(found, key=lambda one: one.place.start):
        shape = run.sizes.shape(run.leaves[known.name])
        latex = known.latex
        gathered = known.name in run.sampled | scope.samples and shape.cols is not ONE
        if gathered and run.families.get(known.name, known.name) not in told:
            told.add(run.families.get(known.name, known.name))
            if len(latex) == 1 and latex.upper() not in run.leaves:
                latex = latex.upper()
            model.readings.append(
                Phrase("{0}_i is the transpose of row i of a matrix {1}", known.latex, latex)
            )
        leaf = run.symbols[known.name] = named(latex, shape)
        model.declare(leaf)
        name = leaf.symbol.name
        model.places[name] = known.place
        is_setting = stem(known.name) in SETTINGS or known.name in scope.ends
        is_setting = is_setting and known.name in scope.used and shape.is_scalar
        is_setting = is_setting and len(found) > 1 and not problem.quick
        is_setting = is_setting and known.name not in problem.sought
        is_given = known.data or known.name in problem.data | scope.integers
        if is_setting or is_given:
            model.data.add(name)
            if is_setting or known.name in problem.constants | scope.integers:
                model.constants.add(name)
    for line in problem.lines:
        if not line.name:
            continue
        known = scope.known[line.name]
        right = run.build(line.right)
        left = run.symbols[line.name] = named(known.latex, right.shape)
        try:
            model.define(left, right)
        except GradproofError as error:
            raise error.at(known.place) from None
        model.places[line.name] = known.place
    model.readings += run.readings
    return model


def named(latex: str, shape: Shape) -> Expr:
    """The symbol of this spelling."""
    return make_symbol(latex, shape)
