r"""Products: which of the possible meanings of a joint fits, and which grouping.

Juxtaposition is scalar times anything or the matrix product. `\cdot`, `*` and `\times` are that
too, and besides the dot product of two vectors or the entrywise product, where nothing else fits.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from gradproof.core.algebra import hadamard, inner, kron, matmul, reciprocal, spread, transpose
from gradproof.core.dims import ONE, SCALAR, Monomial, Shape
from gradproof.core.errors import ShapeError
from gradproof.core.expr import Expr
from gradproof.core.phrase import Phrase
from gradproof.notation.reading.groupings import LOOSE, Chain, groupings
from gradproof.notation.reading.lifting import Lifted, entrywise, multiplied, plain, refuse, turned
from gradproof.notation.reading.meanings import HINT, SEVERAL, STARS, UNUSUAL, Pair, fits, meet
from gradproof.notation.reading.terms import Clash, Form, Run, Star, Term, kind, postorder

LABELS = frozenset(("y", "t"))
"""The letters of labels."""
ADVICE_ENTRYWISE = (
    r"Write x^T y for the inner product, x y^T for the outer one, x \odot y for the entrywise one."
)


@dataclass(slots=True)
class Solved:
    """A grouping that fits: the chain with the meaning of every joint, and its shape."""

    chain: Chain
    pieces: list[list[int | Solved]]
    meanings: list[list[str]]
    shape: Shape
    pairs: list[Pair] = field(default_factory=list)


class Misfit(Exception):
    """Two neighbours that do not go together."""

    def __init__(self, joint: str, left: Shape, right: Shape, span: tuple[int, int, int]) -> None:
        super().__init__(joint)
        self.joint, self.left, self.right, self.span = joint, left, right, span


class Product(Form):
    """Factors with joints between them; `data` is (joints, whether all joints bind equally)."""

    def infer(self, term: Term, args: list[Shape], run: Run) -> Shape:
        joints, level = _joints(term)
        first: Misfit | None = None
        found = list(groupings(joints, level=level))
        ways = [(chain, broad) for broad in (False, True) for chain in found]
        usual = ways[0][0]
        broadcasts = False
        for chain, broad in ways:
            mark = run.sizes.mark()
            try:
                solved = solve(chain, args, run, term)
            except Misfit as misfit:
                run.sizes.undo(mark)
                first = first or misfit
                continue
            if not broad and any(pair.broadcasts for pair in solved.pairs):
                run.sizes.undo(mark)
                broadcasts = broadcasts or chain == usual
                continue
            if chain != usual and not broadcasts:
                run.note(
                    Phrase(
                        "{0} is read as {1}", run.source(term.node), self.shown(chain, term, run)
                    )
                )
            for pair in solved.pairs:
                self._remark(term, pair, run)
            _weigh_bars(term, args, run)
            if kind(solved.shape) == "column" and _is_label_of_number(term, args, run):
                run.penalty(term, 4)
            run.decisions[id(term)] = solved
            return solved.shape
        assert first is not None
        return self._refuse(term, first, run)

    def _remark(self, term: Term, pair: Pair, run: Run) -> None:
        if pair.joint in SEVERAL and pair.meaning == "hadamard":
            if pair.broadcasts and _chains(pair, run):
                said = Phrase("{0} may be the matrix product or the entrywise product")
                run.unsupported(term, said.of(run.source(term.node)), HINT)
            if pair.joint == "starred":
                run.note(Phrase("{0} is read as the entrywise product", run.source(term.node)))
        if pair.is_odd and pair.meaning in UNUSUAL:
            if (pair.joint, pair.meaning) != ("cdot", "dot"):
                run.note(UNUSUAL[pair.meaning].of(run.source(term.node)))
            run.penalty(term, 0.5)
        if pair.broadcasts and "column" in (kind(pair.left), kind(pair.right)):
            run.penalty(term, 2)
        if pair.joint in STARS and kind(pair.left) == kind(pair.right) == "matrix":
            run.stars.append(
                Star(term, pair.place, pair.joint, pair.meaning, pair.left, pair.right)
            )

    def _refuse(self, term: Term, misfit: Misfit, run: Run) -> Shape:
        left, right = run.shown(misfit.left, misfit.right)
        start, middle, end = misfit.span
        first, last = term.args[start].node.start, term.args[end].node.end
        place = type(run.place(term.node))(run.document, first, last, run.name)
        texts = [
            run.document[term.args[a].node.start : term.args[b].node.end].strip()
            for a, b in ((start, middle), (middle + 1, end))
        ]
        if misfit.joint in LOOSE:
            what = Phrase("an entrywise product of {0} and {1}", left, right)
            advice = "An entrywise product takes two of one shape."
        else:
            what = Phrase("a product of {0} and {1}", left, right)
            vectors = kind(misfit.left) == kind(misfit.right) != "matrix"
            advice = ADVICE_ENTRYWISE if vectors else "The inner sizes must agree."
        sides = _cut(texts[0]), left, _cut(texts[1]), right
        hint = Phrase("{0} is {1}, {2} is {3}. {4}", *sides, Phrase(advice))
        raise Clash(term, ShapeError(what, place, hint), run)

    def shown(self, chain: Chain, term: Term, run: Run) -> str:
        """The product as it is written, with the brackets of a grouping."""
        text = ""
        for place, one in enumerate(chain.operands):
            if isinstance(one, int):
                part = run.source(term.args[one].node)
            else:
                part = self.shown(one, term, run)
                part = f"({part})" if len(one.operands) > 1 and len(chain.operands) > 1 else part
            if place:
                start = _last(chain.operands[place - 1])
                between = run.document[term.args[start].node.end : term.args[start + 1].node.start]
                text += f" {between.strip('{} ')} " if between.strip("{} ()") else " "
            text += part
        return text

    def build(self, term: Term, args: list[Expr], run: Run) -> Expr:
        solved = run.decisions[id(term)]
        assert isinstance(solved, Solved)
        return assemble(solved, args)

    def lift(self, term: Term, args: list[Lifted], run: Run) -> Lifted:
        solved = run.decisions[id(term)]
        assert isinstance(solved, Solved)
        return lifted_product(solved, args, run.counts())


def _chains(pair: Pair, run: Run) -> bool:
    """Whether the matrix product of two neighbours has a meaning as well."""
    return run.sizes.resolve(pair.left.cols) is run.sizes.resolve(pair.right.rows)


def _weigh_bars(term: Term, args: list[Shape], run: Run) -> None:
    """|A| between vectors or matrices, as in xᵀ|A|x, is likelier a matrix than a determinant."""
    for place, arg in enumerate(term.args):
        if run.decisions.get(id(arg)) == "det":
            sides = [one for one in (place - 1, place + 1) if 0 <= one < len(args)]
            beside = [one for one in sides if kind(args[one]) != "scalar"]
            if len(beside) == 2:
                run.penalty(term, 1.5)
            elif beside:
                run.note(Phrase("{0} is read as the determinant", run.source(arg.node)))


def _is_label_of_number(term: Term, args: list[Shape], run: Run) -> bool:
    """Whether a label y, t, 1 − y stands beside one computed number: it is a number then itself."""
    rest = [(one, shape) for one, shape in zip(term.args, args, strict=True) if one.args]
    labels = [one for one in term.args if _is_label(one)]
    if len(labels) != 1 or not rest:
        return False
    others = [shape for one, shape in zip(term.args, args, strict=True) if one is not labels[0]]
    whole = [shape for shape in others if kind(shape) != "scalar"]
    beside = [one for one, _ in rest if one is not labels[0]]
    names = {one.data for one in postorder(labels[0]) if isinstance(one.data, str)}
    if any(one.data in names for part in beside for one in postorder(part)):
        return False
    return bool(beside) and (not whole or (whole[0].rows is ONE and whole[-1].cols is ONE))


def _is_label(term: Term) -> bool:
    """Whether the term is y or t, or a sum of such and numbers."""
    if term.args:
        leaves = [one for one in term.args if isinstance(one.data, str)]
        figures = [one for one in term.args if isinstance(one.data, Monomial)]
        both = len(leaves) + len(figures) == len(term.args) and len(leaves) == 1
        return both and _is_label(leaves[0])
    return isinstance(term.data, str) and term.data.partition("_")[0] in LABELS


def _cut(text: str) -> str:
    text = " ".join(text.split())
    text += "}" * (text.count("{") - text.count("}"))
    return text if len(text) <= 30 else text[:29] + "…"


def _last(one: int | Chain) -> int:
    return one if isinstance(one, int) else _last(one.operands[-1])


def _first(one: int | Chain) -> int:
    return one if isinstance(one, int) else _first(one.operands[0])


def _joints(term: Term) -> tuple[tuple[str, ...], bool]:
    assert isinstance(term.data, tuple)
    return term.data


def solve(chain: Chain, args: list[Shape], run: Run, term: Term) -> Solved:
    """The meanings of all joints of a grouping; Misfit if two neighbours do not go together.

    A piece that does not go with the next one may still be a scalar by itself, as in X wᵀx.
    """
    pairs: list[Pair] = []
    pieces: list[list[int | Solved]] = []
    meanings: list[list[str]] = []
    shapes: list[Shape] = []
    spans: list[tuple[int, int]] = []
    waiting: list[Misfit] = []
    for place, operand in enumerate(chain.operands):
        if isinstance(operand, int):
            part, shape = operand, args[operand]
        else:
            part = solve(operand, args, run, term)
            shape = part.shape
            pairs += part.pairs
        span = _first(operand), _last(operand)
        joint = chain.joints[place - 1] if place else ""
        if pieces:
            barred = run.barred.get((id(term), spans[-1][1]), "")
            found = meet(joint, shapes[-1], shape, run, barred)
            if found is not None:
                meaning, result = found
                pairs.append(Pair(meaning, joint, shapes[-1], shape, spans[-1][1]))
                pieces[-1].append(part)
                meanings[-1].append(meaning)
                shapes[-1] = result
                spans[-1] = spans[-1][0], span[1]
                continue
            waiting.append(Misfit(joint, shapes[-1], shape, (spans[-1][0], spans[-1][1], span[1])))
            if joint != "juxtaposed":
                raise waiting[0]
        pieces.append([part])
        meanings.append([])
        shapes.append(shape)
        spans.append(span)
    return Solved(chain, pieces, meanings, _whole(shapes, waiting, run), pairs)


def _whole(shapes: list[Shape], waiting: list[Misfit], run: Run) -> Shape:
    """The shape of the pieces together: all but one may be scalars, the rest must chain."""
    rest = [shape for shape in shapes if kind(shape) != "scalar"]
    if not rest:
        return SCALAR
    whole = rest[0]
    for shape in rest[1:]:
        found = fits("matmul", whole, shape, run)
        if found is None:
            raise waiting[0]
        whole = found
    return whole


def assemble(solved: Solved, args: list[Expr]) -> Expr:
    """The expression of a solved grouping."""
    built: list[Expr] = []
    for piece, meanings in zip(solved.pieces, solved.meanings, strict=True):
        values = [args[one] if isinstance(one, int) else assemble(one, args) for one in piece]
        factors = [values[0]]
        entries: list[Expr] = []
        for meaning, value in zip(meanings, values[1:], strict=True):
            if meaning == "hadamard" and entries and entries[0].shape == value.shape:
                entries.append(value)
                continue
            factors, entries = [hadamard(*entries)] if entries else factors, []
            if meaning == "matmul":
                factors.append(value)
            elif meaning == "scale":
                factors = [_product(factors), value]
            elif meaning == "hadamard" and (whole := _product(factors)).shape == value.shape:
                entries = [whole, value]
            else:
                factors = [combine(meaning, _product(factors), value)]
        built.append(hadamard(*entries) if entries else _product(factors))
    scalars = [one for one in built if one.shape.is_scalar]
    return _product([*scalars, *(one for one in built if not one.shape.is_scalar)])


def _product(factors: list[Expr]) -> Expr:
    return factors[0] if len(factors) == 1 else matmul(*factors)


def lifted_product(solved: Solved, args: list[Lifted], sizes: dict[str, Monomial]) -> Lifted:
    """All components of a solved grouping."""
    built: list[Lifted] = []
    for piece, meanings in zip(solved.pieces, solved.meanings, strict=True):
        values = [
            args[one] if isinstance(one, int) else lifted_product(one, args, sizes)
            for one in piece
        ]  # fmt: skip
        if set(meanings) <= {"scale", "matmul"}:
            built += sorted(values, key=_is_scalar)
            continue
        whole = values[0]
        for meaning, value in zip(meanings, values[1:], strict=True):
            whole = _lifted_pair(meaning, whole, value, sizes)
        built.append(whole)
    built.sort(key=_is_scalar)
    whole = built[0]
    for value in built[1:]:
        whole = multiplied(whole, value, sizes)
    return whole


def _is_scalar(value: Lifted) -> bool:
    return value.is_scalar


def _lifted_pair(
    meaning: str, left: Lifted, right: Lifted, sizes: dict[str, Monomial]
) -> Lifted:  # fmt: skip
    if not left.indices and not right.indices and meaning not in ("scale", "matmul"):
        return plain(combine(meaning, left.expr, right.expr))
    match meaning:
        case "scale" | "matmul":
            return multiplied(left, right, sizes)
        case "dot" | "turned":
            return multiplied(turned(left), right, sizes)
        case "hadamard" | "divide":
            cell = left.cell if right.is_scalar else right.cell
            how = hadamard if meaning == "hadamard" else _divided
            return entrywise([left, right], cell, sizes, how)
        case _:
            raise refuse("this product")


def _divided(left: Expr, right: Expr) -> Expr:
    return hadamard(left, reciprocal(right))


def combine(meaning: str, left: Expr, right: Expr) -> Expr:
    """left ∘ right for a meaning that is no matrix product."""
    match meaning:
        case "dot":
            column = left.shape.cols is ONE
            return matmul(transpose(left), right) if column else matmul(left, transpose(right))
        case "turned":
            return matmul(transpose(left), right)
        case "inner":
            return inner(left, right)
        case "kron":
            return kron(left, right)
    target = Shape(
        right.shape.rows if left.shape.rows is ONE else left.shape.rows,
        right.shape.cols if left.shape.cols is ONE else left.shape.cols,
    )
    if meaning == "divide":
        return hadamard(spread(left, target), spread(reciprocal(right), target))
    return hadamard(spread(left, target), spread(right, target))


class Dot(Form):
    """`dot(A, B)` of NumPy: the inner product of two vectors, else the matrix product."""

    arity = (2,)

    def infer(self, term: Term, args: list[Shape], run: Run) -> Shape:
        found = meet("at", args[0], args[1], run)
        if found is None:
            left, right = run.shown(*args)
            run.clash(
                term, Phrase("a product of {0} and {1}", left, right), "The inner sizes must agree."
            )
        run.decisions[id(term)], shape = found
        return shape

    def build(self, term: Term, args: list[Expr], run: Run) -> Expr:
        meaning = str(run.decisions[id(term)])
        return (
            matmul(*args) if meaning in ("scale", "matmul") else combine(meaning, args[0], args[1])
        )


PRODUCT = Product()
