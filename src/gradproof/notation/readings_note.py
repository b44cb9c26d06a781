r"""Notes: which statements declare, define or assume, and the model that they make.

A name is defined the first time it stands on the left. What speaks of derivatives, repeats a name
or moves a parameter is a claim: it is left for `check` and is no part of the model.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from gradproof.core.errors import GradproofError, ModelError
from gradproof.core.model import Model
from gradproof.notation import forms
from gradproof.notation.functions import FUNCTIONS
from gradproof.notation.readings_assume import Assumption, assumptions, enter_facts
from gradproof.notation.readings_base import Defined
from gradproof.notation.readings_data import mark_data
from gradproof.notation.readings_declare import declare, introduce, is_declaration
from gradproof.notation.readings_model import build_model
from gradproof.notation.readings_names import Known, Scope, letters, name_of, normal, spelled
from gradproof.notation.readings_solve import Line, Problem, solve
from gradproof.notation.readings_tree import Reader
from gradproof.notation.statements import Statement, statements
from gradproof.notation.surface import Chain, Dots, Group, Items, Name, Node, Number, Product, walk
from gradproof.notation.terms import Run, Term, postorder

DEFINING = frozenset({"=", ":=", "≜", "≡", "≐"})
DERIVATIVES = frozenset("∂∇")


@dataclass(slots=True)
class Definition:
    """A statement that may define a name: where it stands, and its term once it is read."""

    known: Known
    right: Node
    statement: Statement
    parameters: tuple[Node, ...] = ()
    written: str = ""
    term: Term | None = None
    error: GradproofError | None = None
    uses: set[str] = field(default_factory=set)


class NoteReader:
    """One note on its way to a model."""

    def __init__(self, text: str, name: str) -> None:
        self.scope = Scope(text, name)
        self.reader = Reader(self.scope)
        self.statements = statements(text, name)
        self.definitions: dict[str, Definition] = {}
        self.assumed: list[Statement] = []
        self.declared: dict[str, tuple[Statement, tuple[str, ...]]] = {}
        self.ranges: dict[str, Node] = {}
        self.aside: set[str] = set()
        self.remarks: list[str] = []

    def read(self) -> Model:
        """The model of the note.

        Errors:  NotationError, ShapeError, ModelError with a place; LimitError.
        """
        for statement in self.statements:
            self.introduce(statement)
        for statement in self.statements:
            self.sort(statement)
        self.functions()
        for definition in self.definitions.values():
            self.understand(definition)
        lines = self.ordered()
        problem = Problem(self.scope, [Line(one.term, one.known.name) for one in lines if one.term])
        facts = [fact for one in self.assumed for fact in assumptions(one, self.reader)]
        mark_data(problem, self.declared)
        return self.solved(problem, facts)

    def solved(self, problem: Problem, facts: list[Assumption]) -> Model:
        """Shapes, then symbols, then facts."""
        defined = list(problem.lines)
        problem.lines = [*defined, *(line for fact in facts for line in fact.lines())]
        run = solve(problem)
        self.inferable(problem, run)
        problem.lines = defined
        model = build_model(problem, run)
        enter_facts(model, facts, run, self.declared, self.scope)
        model.readings += self.remarks
        model.readings += self.unused(model)
        return model

    def introduce(self, statement: Statement) -> None:
        """Enter declarations, and the names that stand on the left of an equation."""
        node = statement.node
        if not isinstance(node, Chain):
            return
        if is_declaration(node):
            for name, declared in declare(node, self.scope, self.scope):
                self.declared[name] = (statement, declared.properties)
                self.figure(name)
            return
        if isinstance(node.first, Name) and _is_range(node.links[0].right):
            self.ranges[node.first.key] = node
            return
        found = self.defines(statement)
        if found is not None:
            self.scope.known.setdefault(found.known.name, found.known)
            self.figure(found.known.name, found.known.latex)

    def figure(self, name: str, latex: str = "") -> None:
        """Remember names such as `z^1`, whose upper script is no power."""
        latex = latex or self.scope.known[name].latex
        if "^" in latex:
            self.scope.figures.add(normal(latex))

    def defines(self, statement: Statement) -> Definition | None:
        """The definition that a statement could be: a name, or a name with arguments, and `=`."""
        node = statement.node
        if not isinstance(node, Chain) or node.links[0].sign not in DEFINING:
            return None
        left, right = node.first, node.links[0].right
        if left is None or right is None:
            return None
        if any(isinstance(one, Name) and one.letter in DERIVATIVES for one in walk(left)):
            return None
        parameters: tuple[Node, ...] = ()
        written = ""
        if isinstance(left, Product):
            if len(left.factors) != 2 or left.joints != ("juxtaposed",):
                return None
            left, group = left.factors
            if not isinstance(group, Group) or group.open not in "([" or not _are_names(group):
                return None
            parameters, written = group.items, self.scope.source(group)
        whole = spelled(left)
        if not isinstance(whole.base, Name) or whole.base.kind in ("symbol", "mark", "figure"):
            return None
        if any(part.kind == "prime" for part in whole.parts):
            return None
        try:
            known = introduce(left, self.scope)
        except GradproofError:
            return None
        return Definition(known, right, statement, parameters, written)

    def sort(self, statement: Statement) -> None:
        """Decide what a statement is: a definition, an assumption, or a claim."""
        node = statement.node
        if not isinstance(node, Chain) or is_declaration(node):
            if statement.role == "assume" and node is not None:
                self.assumed.append(statement)
            return
        found = self.defines(statement)
        name = found.known.name if found is not None else ""
        if statement.role == "assume" and (found is None or name in self.declared):
            self.assumed.append(statement)
            return
        if found is None or name in self.definitions:
            return
        if has_derivative(found.right):
            self.aside.add(name)
            return
        self.family(found)
        self.definitions[name] = found

    def family(self, found: Definition) -> None:
        """Refuse a definition for every layer of a network of symbolic depth."""
        node = found.statement.node
        assert isinstance(node, Chain)
        assert node.first is not None
        for part in spelled(node.first).parts:
            for index in letters(part.node) & set(self.ranges):
                raise ModelError(
                    "symbolic depth is not supported yet",
                    self.scope.place(self.ranges[index]),
                    "Write out the layers with numbers, such as W^{(1)} and W^{(2)}.",
                )

    def functions(self) -> None:
        """Settle what stands with arguments on the left: a function, or a symbol written J(w)."""
        for name, found in list(self.definitions.items()):
            if not found.parameters:
                continue
            inside = [name_of(spelled(one).base, spelled(one).parts, self.scope)
                      for one in found.parameters]  # fmt: skip
            names = [one[0] for one in inside if one is not None]
            head = spelled(found.statement.node.first.factors[0])  # pyright: ignore
            is_word = isinstance(head.base, Name) and head.base.letter in FUNCTIONS
            if is_word and not head.parts:
                del self.definitions[name], self.scope.known[name]
            elif self.is_function(found, names):
                del self.definitions[name]
                self.scope.known.pop(name, None)
                self.reader.functions[name] = Defined(tuple(names), found.right)
            else:
                self.reader.called[name] = found.written

    def is_function(self, found: Definition, parameters: list[str]) -> bool:
        """Whether it is called elsewhere with other arguments."""
        for statement in self.statements:
            for node in walk(statement.node) if statement.node else ():
                if not isinstance(node, Product):
                    continue
                for left, right in zip(node.factors, node.factors[1:], strict=False):
                    if isinstance(right, Group) and self.scope.source(right) != found.written:
                        whole = spelled(left)
                        named = name_of(whole.base, whole.parts, self.scope)
                        if named is not None and named[0] == found.known.name:
                            return True
        return False

    def understand(self, definition: Definition) -> None:
        """Read the right side; what goes wrong is said only if the definition is needed."""
        before = dict(self.scope.used)
        try:
            definition.term = self.reader.term(definition.right)
        except GradproofError as error:
            definition.error = error
            self.reader.inside.clear()
            self.reader.bound.clear()
            self.scope.used = before
            return
        definition.uses = {
            str(one.data) for one in postorder(definition.term) if isinstance(one.form, forms.Leaf)
        }

    def ordered(self) -> list[Definition]:
        """The definitions that hold, each behind those that it uses."""
        used: set[str] = set()
        for name, found in list(self.definitions.items()):
            moved = name in found.uses
            repeated = name in self.declared and name in used
            if moved or repeated:
                what = "moves a parameter" if moved else "speaks of a variable that is in use"
                line = self.scope.place(found.right).line
                self.remarks.append(f"line {line}: {found.known.latex} = … {what}: it is a claim")
                del self.definitions[name]
            used |= found.uses
        tainted = True
        while tainted:
            lost = (self.aside - self.declared.keys()) - self.definitions.keys()
            bad = [name for name, one in self.definitions.items() if one.uses & lost]
            for name in bad:
                del self.definitions[name]
                self.aside.add(name)
            tainted = bool(bad)
        placed: dict[str, Definition] = {}
        for name in self.definitions:
            self.place_in_order(name, placed)
        return list(placed.values())

    def place_in_order(self, name: str, placed: dict[str, Definition]) -> None:
        """Put a definition behind those that it uses; one that closes a circle is a claim."""
        stack, path = [(name, False)], list[str]()
        while stack:
            one, ready = stack.pop()
            if ready:
                path.remove(one)
                found = self.definitions.get(one)
                if found is not None and one not in placed:
                    if found.error is not None:
                        raise found.error
                    placed[one] = found
            elif one not in placed and one in self.definitions:
                path.append(one)
                stack.append((one, True))
                for used in sorted(self.definitions[one].uses, reverse=True):
                    if used in path:
                        raise ModelError(
                            f"{self.definitions[used].known.latex} is defined by itself",
                            self.definitions[used].known.place,
                        )
                    stack.append((used, False))

    def inferable(self, problem: Problem, run: Run) -> None:
        """Refuse an undeclared symbol whose shape nothing in the note tells."""
        owners: dict[str, set[str]] = {}
        for name, shape in run.leaves.items():
            for value in run.sizes.shape(shape):
                for letter in value.letters:
                    owners.setdefault(letter, set()).add(name)
        for name in run.leaves:
            if name in self.scope.known or name not in self.scope.used:
                continue
            shape = run.sizes.shape(run.leaves[name])
            known = self.scope.used[name]
            own = {letter for value in shape for letter in value.letters}
            if own and all(owners[one] == {name} and one not in self.scope.sizes for one in own):
                raise ModelError(
                    f"{known.latex} is not declared, and nothing tells its shape",
                    known.place,
                    rf"Declare it, such as ${known.latex} \in \mathbb{{R}}^{{m \times n}}$.",
                )

    def unused(self, model: Model) -> Iterator[str]:
        """Remarks on declared symbols that no definition uses."""
        used = {name for one in self.definitions.values() for name in one.uses}
        for name in self.declared:
            if name in model.declared and name not in used:
                yield f"{model.declared[name].symbol.text} is declared but not used"


def _are_names(group: Group) -> bool:
    return all(isinstance(spelled(one).base, Name) for one in group.items) and bool(group.items)


def _is_range(node: Node | None) -> bool:
    """Whether this is `1, \\dots, N`."""
    return isinstance(node, Items) and any(isinstance(one, Dots) for one in node.items)


def _is_differential(left: Node, joint: str, right: Node) -> bool:
    """Whether two neighbours are `d` and what it is the differential of."""
    is_d = isinstance(left, Name) and left.letter == "d" and left.font in ("", "rm")
    return is_d and joint == "juxtaposed" and not isinstance(right, Number)


def has_derivative(node: Node) -> bool:
    """Whether the formula speaks of derivatives or differentials."""
    for one in walk(node):
        if isinstance(one, Name) and one.letter in DERIVATIVES:
            return True
        if isinstance(one, Product):
            pairs = zip(one.factors, one.joints, one.factors[1:], strict=False)
            if any(_is_differential(*pair) for pair in pairs):
                return True
    return False


def read_note(text: str, name: str = "") -> Model:
    r"""What a note declares, defines and assumes.

    Errors:  NotationError, ShapeError, ModelError with the place; LimitError.
    >>> model = read_note(r"$A \in \mathbb{R}^{n\times m}$, $x \in \mathbb{R}^m$: $f = \|Ax\|^2$.")
    >>> [str(leaf.shape) for leaf in model.declared.values()], model.objective
    (['n×m', 'm×1'], f)
    """
    return NoteReader(text, name).read()
