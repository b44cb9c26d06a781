"""Quotients: entry by entry, or with an inverse as MATLAB has it; σ and softmax by their names."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from gradproof.core.algebra import hadamard, matmul, negative, reciprocal, spread
from gradproof.core.dims import Shape
from gradproof.core.expr import Expr, postorder
from gradproof.core.phrase import Phrase
from gradproof.notation.reading.lifting import Lifted, quotient, refuse
from gradproof.notation.reading.terms import Form, Run, Term, join, kind
from gradproof.ops.elementwise import SIGMOID
from gradproof.ops.matrix import INVERSE
from gradproof.ops.probability import SOFTMAX


class Quotient(Form):
    """a / b, entry by entry where b is no scalar; rows and columns broadcast.

    `data`: `entrywise` if that is literal; `right` if A / B is A B⁻¹ where it can be, as in MATLAB;
    `whole` if b is all of a product such as xᵀz; `followed` if a factor stands behind b.
    """

    SHOWN: ClassVar[Phrase] = Phrase("{0} is read entry by entry")

    def infer(self, term: Term, args: list[Shape], run: Run) -> Shape:
        if term.data == "whole":
            upper, lower = (run.source(one.node) for one in term.args)
            run.note(Phrase("{0} is read as ({1})/({2})", run.source(term.node), upper, lower))
        if kind(args[1]) == "scalar":
            return args[0]
        if term.data == "right" and kind(args[1]) == "matrix" and kind(args[0]) != "scalar":
            mark = run.sizes.mark()
            if run.sizes.unify(*args[1]) and run.sizes.unify(args[0].cols, args[1].rows):
                run.note(
                    Phrase("{0} is read with the inverse, as in MATLAB", run.source(term.node))
                )
                run.decisions[id(term)] = "right"
                run.penalty(term, 1)
                return args[0]
            run.sizes.undo(mark)
        if term.data == "followed":
            written = run.source(term.args[1].node)
            run.clash(
                term,
                Phrase("whether {0} alone stands below the line, or what follows as well", written),
                "Put brackets around what stands below the line.",
                term.args[1].node,
            )
        target = join(args, run.sizes)
        if target is None:
            shown = run.shown(*args)
            run.clash(
                term,
                Phrase("a quotient of {0} and {1}", shown[0], shown[1]),
                "A quotient is taken entry by entry; for an inverse write A^{-1}.",
            )
        if term.data != "entrywise":
            run.penalty(term, 2)
            run.note(self.SHOWN.of(run.source(term.node)))
        return target

    def build(self, term: Term, args: list[Expr], run: Run) -> Expr:
        upper, lower = args
        if run.decisions.get(id(term)) == "right":
            return matmul(upper, INVERSE(lower))
        if lower.shape.is_scalar and upper.shape.is_scalar:
            return named_quotient(hadamard(upper, reciprocal(lower)))
        if lower.shape.is_scalar:
            return named_quotient(matmul(reciprocal(lower), upper))
        target = run.shape(term)
        return named_quotient(hadamard(spread(upper, target), spread(reciprocal(lower), target)))

    def lift(self, term: Term, args: list[Lifted], run: Run) -> Lifted:
        if run.decisions.get(id(term)) == "right":
            raise refuse("an inverse")
        found = quotient(args[0], args[1], run.shape(term), run.counts())
        return replace(found, expr=named_quotient(found.expr))


def named_quotient(expr: Expr) -> Expr:
    """The quotient by its name, if it is the sigmoid or the softmax of something."""
    for inside in dict.fromkeys(one.args[0] for one in postorder(expr) if one.op == "exp"):
        for row, argument in ((SIGMOID, negative(inside)), (SIGMOID, inside), (SOFTMAX, inside)):
            assert row.definition is not None
            if argument.shape == expr.shape and expr.same(row.definition(argument)):
                return row(argument)
    return expr


QUOTIENT = Quotient()
