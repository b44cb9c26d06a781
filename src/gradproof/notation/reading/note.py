r"""Notes: which statements declare, define or assume, and the model that they make.

A name is defined the first time it stands on the left. What speaks of derivatives, repeats a name
or moves a parameter is a claim: it is left for `check` and is no part of the model.
"""

from __future__ import annotations

from collections.abc import Iterator

from gradproof.core.dims import Monomial
from gradproof.core.errors import GradproofError, NotationError, Place
from gradproof.core.model import Model
from gradproof.core.phrase import Phrase
from gradproof.notation.reading import forms
from gradproof.notation.reading.apart import (
    before_first,
    beside_the_general,
    examples,
    instance,
    is_counted_out,
    is_general,
    own_definitions,
    own_functions,
    single,
)
from gradproof.notation.reading.assume import (
    Assumption,
    assumptions,
    enter_facts,
    is_side_condition,
)
from gradproof.notation.reading.claims import (
    is_update,
    left_out,
    refuse_exceptions,
    remark_on_update,
    remarks_on_claims,
)
from gradproof.notation.reading.components import Index
from gradproof.notation.reading.data import mark_data, says_columns
from gradproof.notation.reading.declare import (
    declare,
    declare_beside,
    declare_said,
    is_declaration,
    is_row,
    shape_beside,
    shape_said,
)
from gradproof.notation.reading.definitions import (
    Definition,
    definition_in,
    has_derivative,
    holding,
    is_condition,
    is_description,
    is_stack,
)
from gradproof.notation.reading.families import layers_of
from gradproof.notation.reading.gradients import letters_for_gradients
from gradproof.notation.reading.kinds import speaks_of_vectors
from gradproof.notation.reading.layers import (
    claims_of_layers,
    depth_said,
    find_layers,
    repeats,
    runs_backwards,
)
from gradproof.notation.reading.lefts import (
    is_cost,
    may_be_objective,
    obstacle,
    optimised,
    plain_lefts,
)
from gradproof.notation.reading.lost import (
    lost_objective,
    members_aside,
    movable,
    refuse_lost,
)
from gradproof.notation.reading.macros import FUNCTIONS
from gradproof.notation.reading.model import build_model
from gradproof.notation.reading.names import (
    Known,
    Scope,
    normal,
)
from gradproof.notation.reading.raised import settle_raised
from gradproof.notation.reading.ranges import Range, enter_ranges
from gradproof.notation.reading.said import kind_said
from gradproof.notation.reading.solve import OBJECTIVE, Line, Problem, solve
from gradproof.notation.reading.terms import postorder
from gradproof.notation.reading.tree import Reader
from gradproof.notation.reading.unknowns import unknowns_of
from gradproof.notation.reading.unused import enter_uses, refuse_unknown_shapes, refuse_unused
from gradproof.notation.reading.words import words_apart
from gradproof.notation.reading.written import settle_heads
from gradproof.notation.source.dollars import stray_dollar
from gradproof.notation.source.spelling import DEFAULT_WORDS
from gradproof.notation.source.statements import Statement, statements
from gradproof.notation.source.surface import Chain, Name

WORDS = DEFAULT_WORDS | {word for word in FUNCTIONS if len(word) > 2 and word.isalpha()}
OBJECTIVES = ("f", "L", "J", "objective")


class NoteReader:
    """One note on its way to a model."""

    def __init__(self, text: str, name: str) -> None:
        self.scope = Scope(text, name)
        self.reader = Reader(self.scope)
        if (stray := stray_dollar(text)) is not None:
            hint = "Close it, or the formula before it on its line."
            raise NotationError("this $ is never closed", Place(text, *stray, name), hint)
        found = statements(text, name, strict=False, words=WORDS)
        self.statements = plain_lefts(found, self.scope)
        self.last = self.statements[-1] if self.statements else None
        self.definitions: dict[str, Definition] = {}
        self.assumed: list[Statement] = []
        self.declared: dict[str, tuple[Statement, tuple[str, ...]]] = {}
        self.ranges: dict[str, Range] = {}
        self.counts: dict[str, Monomial | None] = {}
        self.aside: set[str] = set()
        self.described: set[str] = set()
        self.remarks: list[Phrase] = []
        self.claims: list[Statement] = []
        self.redefined: list[tuple[str, str, Place]] = []

    def read(self) -> Model:
        """The model of the note.

        Errors:  NotationError, ShapeError, ModelError with a place; LimitError.
        """
        self.indices()
        self.scope.layers = find_layers(self.statements, self.ranges, self.scope)
        if self.scope.layers is not None:
            self.scope.ends.add(self.scope.layers.last.letter)
        for statement in self.statements:
            self.declarations(statement)
        for place, statement in enumerate(self.statements):
            self.introduce(statement)
            following = self.statements[place + 1] if statement is not self.last else None
            if kind := kind_said(statement, self.scope):
                self.scope.said.setdefault(*kind)
            beside, said = shape_beside(statement, following), shape_said(statement)
            if beside is not None:
                row = is_row(statement, following)
                name = declare_beside(*beside, self.scope, row=row)
                self.declared.setdefault(name, (statement, ()))
            elif said is not None and statement.node is not None:
                name = declare_said(statement.node, said, self.scope)
                self.declared.setdefault(name, (statement, ()))
        self.statements = words_apart(self.statements, self.scope)
        self.reader.constants(*(one.node for one in self.statements if one.node is not None))
        self.reader.unknowns = unknowns_of(self.statements, self.scope)
        own_functions(self.reader.unknowns, self.scope, self.scope.known)
        self.remarks += self.reader.unknowns.remarks
        self.scope.plain_calculus = not self.declared and not any(
            one.node is not None and speaks_of_vectors(one.node) for one in self.statements
        )
        for statement in self.statements:
            self.sort(statement)
        for name in claims_of_layers(self.definitions, self.aside, self.scope):
            del self.definitions[name]
            self.aside.add(name)
        self.functions()
        if not self.definitions:
            self.objective()
        for definition in self.definitions.values():
            self.understand(definition)
        self.single_layers()
        lost = members_aside(self.definitions, self.aside, self.scope)
        declared = movable(self.definitions, set(self.declared), self.scope)
        kept, claims = holding(self.definitions, declared, self.aside | lost.keys())
        self.remarks += left_out(kept, self.scope)
        refuse_exceptions(kept, self.scope)
        self.remarks += refuse_lost(kept, claims, self.statements, self.scope)
        self.remarks += remarks_on_claims(claims, self.claims, self.scope)
        lines = [Line(one.term, one.known.name) for one in kept if one.term is not None]
        used = {name for one in kept for name in one.uses}
        ends = [one.known.name for one in kept if one.known.name not in used]
        costs = {n: 5.0 if is_cost(n) else 2.5 for n in ends if is_cost(n) or n[:1] == "C"}
        if kept and is_cost(kept[-1].known.name) and kept[-1].known.name in costs:
            costs[kept[-1].known.name] = OBJECTIVE
        problem = Problem(self.scope, lines, scalars=costs)
        facts = [fact for one in self.assumed for fact in self.facts(one, kept)]
        mark_data(problem, self.declared, self.statements)
        model = self.solved(problem, facts)
        model.redefined = self.redefined
        model.letters = letters_for_gradients(self.statements, self.scope)
        model.layers = layers_of(model, self.scope.layers)
        model.readings += settle_raised(model, self.scope)
        model.obstacle = lost_objective(kept, claims, lost, self.scope)
        model.obstacle = model.obstacle or obstacle(
            model, kept, {n for n in ends if is_cost(n)}, self.scope
        )
        model.obstacle = model.obstacle or self.reader.unknowns.refused(model, self.scope)
        refuse_unused(self.statements, self.declared, self.scope)
        return model

    def solved(self, problem: Problem, facts: list[Assumption]) -> Model:
        """Shapes, then symbols, then facts."""
        defined = list(problem.lines)
        problem.lines = [*defined, *(line for fact in facts for line in fact.lines())]
        run = solve(problem)
        self.remarks += refuse_unknown_shapes(run, self.scope)
        problem.lines = defined
        model = build_model(problem, run)
        enter_facts(model, facts, run, self.declared, self.statements, self.scope)
        model.readings += self.remarks
        return model

    def facts(self, statement: Statement, kept: list[Definition]) -> Iterator[Assumption]:
        """What a statement assumes of symbols that the model has."""
        known = {*self.declared, *(n for one in kept for n in (one.known.name, *one.uses))}
        for fact in assumptions(statement, self.reader):
            if fact.names() <= known:
                yield fact
            else:
                line = statement.place.line
                self.remarks.append(
                    Phrase("the assumption in line {0} speaks of nothing in use", line)
                )

    def indices(self) -> None:
        """The letters that run, with where they end."""
        self.ranges |= enter_ranges(self.statements, self.counts, self.scope)
        for statement in self.statements:
            enter_uses(statement.node, self.scope)

    def declarations(self, statement: Statement) -> None:
        """Enter what a statement declares.

        Errors:  that of a formula that cannot be read at all, or of a declaration.
        """
        node = statement.node
        if node is None and statement.error is not None:
            raise statement.error
        if isinstance(node, Chain) and is_declaration(node) and not self.is_range(node):
            self.need(statement)
            for name, declared in declare(node, self.scope, self.scope, self.counts):
                self.declared.setdefault(name, (statement, declared.properties))
                self.figure(name)

    def introduce(self, statement: Statement) -> None:
        """Enter the name that stands on the left of an equation."""
        node = statement.node
        if not isinstance(node, Chain) or self.is_range(node):
            return
        found = definition_in(statement, self.scope)
        if found is not None and not is_condition(statement):
            self.scope.known.setdefault(found.known.name, found.known)
            self.figure(found.known.name, found.known.latex)

    def is_range(self, node: Chain) -> bool:
        """Whether this says over what an index runs."""
        return isinstance(node.first, Name) and node.first.key in self.ranges

    def figure(self, name: str, latex: str = "") -> None:
        """Remember names such as `z^1`, whose upper script is no power."""
        if "^" in (latex := latex or self.scope.known[name].latex):
            self.scope.figures.add(normal(latex))

    def sort(self, statement: Statement) -> None:
        """Decide what a statement is: a definition, an assumption, or a claim."""
        node = statement.node
        if not isinstance(node, Chain):
            if statement.role == "assume" and node is not None:
                self.assumed.append(statement)
            return
        found = definition_in(statement, self.scope)
        name = found.known.name if found is not None else ""
        if found is None and isinstance(node.first, Name) and node.links[0].right is None:
            sign = node.links[0]
            place = Place(self.scope.document, sign.start, sign.sign_end, self.scope.file)
            message = Phrase("nothing stands behind this {0}", sign.sign)
            raise NotationError(message, place, "Write the right side.")
        if isinstance(node.first, Name) and node.first.key in self.ranges:
            return
        given = statement.role == "assume" and (found is None or name in self.declared)
        if given or (found is None and is_side_condition(statement)):
            if not all(link.sign == "∈" for link in node.links):
                self.need(statement)
                self.assumed.append(statement)
            return
        if found is not None and is_update(found, self.definitions, self.declared):
            self.remarks.append(remark_on_update(found, self.scope))
            return
        if found is None or name in self.definitions or name in self.aside:
            known = self.definitions.get(name)
            if known is None or found is None or known.right != found.right:
                self.claims.append(statement)
            return
        if is_condition(statement):
            return
        if is_description(found.right):
            found.known.data = True
            self.scope.known[name].data = True
            self.described.add(name)
            return
        if (depth := depth_said(found, self.scope)) is not None:
            del self.scope.known[name]
            self.scope.sizes.add(name)
            self.remarks.append(depth)
            return
        is_claim = runs_backwards(found, self.scope) or repeats(found, self.definitions, self.scope)
        if has_derivative(found.right) or is_claim:
            self.aside.add(name)
            self.claims.append(statement)
            return
        if is_stack(found.right):
            return
        self.need(statement)
        self.definitions[name] = found

    def objective(self) -> None:
        r"""Where a note defines nothing, its last formula is the objective: `\min_w \|Xw-y\|^2`."""
        for statement in reversed(self.statements):
            node = optimised(statement.node)
            if node is None or not may_be_objective(node, self.scope):
                continue
            self.need(statement)
            taken = {*self.scope.known, *self.reader.unknowns.symbols}
            name = next(one for one in OBJECTIVES if one not in taken)
            known = Known(name, name, statement.place)
            self.scope.known[name] = known
            self.definitions[name] = Definition(known, node, statement)
            return

    def need(self, statement: Statement) -> None:
        """Refuse a statement that is used but had to be mended."""
        if statement.error is not None:
            raise statement.error

    def functions(self) -> None:
        """Settle what stands with arguments on the left: a function, or a symbol written J(w)."""
        self.redefined += settle_heads(self.definitions, self.statements, self.reader)
        self.remarks += examples(self.definitions, self.reader.unknowns, self.scope)
        own_definitions(self.reader.functions, self.scope)

    def understand(self, definition: Definition) -> None:
        """Read the right side; what goes wrong is kept for when it is needed."""
        before = dict(self.scope.used)
        bound = tuple(Index(one, f"{one}#", None) for one in definition.indices)
        self.reader.bound[:] = bound
        self.scope.values = dict(definition.values)
        self.reader.columnwise = says_columns(definition.statement)
        try:
            definition.term = definition.gathered(self.reader.term(definition.right), bound)
        except GradproofError as error:
            definition.error = error
            self.reader.inside.clear()
            self.scope.used.clear()
            self.scope.used.update(before)
        else:
            definition.uses = {
                str(one.data)
                for one in postorder(definition.term)
                if isinstance(one.form, forms.Leaf)
            }
        self.reader.bound.clear()
        self.scope.values = {}

    def single_layers(self) -> None:
        """What the general layer says of those that stand apart, as far as anything uses it."""
        if self.scope.layers is None or not self.scope.layers.apart:
            return
        waiting = [name for one in self.definitions.values() for name in sorted(one.uses)]
        waiting += before_first(waiting, self.scope)
        found: dict[str, Definition] = {}
        while waiting:
            name = waiting.pop()
            one = instance(name, {**self.definitions, **found}, self.scope)
            if one is not None and name not in self.aside:
                found[name] = one
                self.scope.known[name] = one.known
                self.scope.used.pop(name, None)
                self.understand(one)
                waiting += sorted(one.uses)
        self.definitions = beside_the_general(self.definitions, found, self.scope)
        self.remarks += single(found, self.scope)
        if is_counted_out(self.scope):
            guessed = self.reader.unknowns.remarks
            self.remarks = [one for one in self.remarks if one not in guessed]
            for name in [one for one in self.definitions if is_general(one, self.scope)]:
                del self.definitions[name]


def read_note(text: str, name: str = "") -> Model:
    r"""What a note declares, defines and assumes.

    Errors:  NotationError, ShapeError, ModelError with the place; LimitError.
    >>> model = read_note(r"$A \in \mathbb{R}^{n\times m}$, $x \in \mathbb{R}^m$: $f = \|Ax\|^2$.")
    >>> [str(leaf.shape) for leaf in model.declared.values()], model.objective
    (['n×m', 'm×1'], f)
    """
    return NoteReader(text, name).read()
