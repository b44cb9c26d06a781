"""Which statements define a name, and which of them hold: the rest are claims."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from gradproof.core.errors import GradproofError, ModelError
from gradproof.core.layers import Position
from gradproof.core.phrase import Phrase
from gradproof.notation.reading.components import GATHER, Index
from gradproof.notation.reading.declare import introduce
from gradproof.notation.reading.forms import Filled, value_of
from gradproof.notation.reading.kinds import usual
from gradproof.notation.reading.macros import FUNCTIONS
from gradproof.notation.reading.names import (
    Known,
    Part,
    Scope,
    Spelled,
    is_transpose,
    labels_first,
    name_of,
    spelled,
    transposes,
)
from gradproof.notation.reading.terms import Option, Term
from gradproof.notation.source.statements import Statement
from gradproof.notation.source.surface import (
    Big,
    Chain,
    Dots,
    Group,
    Items,
    Matrix,
    Name,
    Node,
    Number,
    Product,
    Script,
    Sum,
    children,
    walk,
)

ASSIGNS = frozenset({"←"})
DEFINING = frozenset({"=", ":=", "≜", "≡", "≐"}) | ASSIGNS
DERIVATIVES = frozenset("∂∇")
INDEX_LETTERS = frozenset("ijknmstpqrc")
FUNCTION_LETTERS = frozenset("fgLJEφϕ")
"""What is a function, or an objective, if it bears a prime."""
DESCRIPTIONS = frozenset(["input", "inputs", "output", "data", "label", "target", "features"])
CONDITION = re.compile(
    r"(?:\b(?:when|if|for|case|unless|wenn|si|quando|se)|当|若|如果|情形|情况|对于)\s*$", re.I
)


@dataclass(slots=True)
class Definition:
    """A statement that may define a name.

    parameters, written: of J(w) = …, as nodes and as it stands.  indices: of ŷ_i = …, by letter.
    uses: the names on the right side, once `term` is read; `error` if it cannot be read.  kinds:
    what a name of this spelling may be.  values: the layer that the letter of the layers stands
    for, in what is said of one layer alone.
    """

    known: Known
    right: Node
    statement: Statement
    parameters: tuple[Node, ...] = ()
    written: str = ""
    indices: tuple[str, ...] = ()
    term: Term | None = None
    error: GradproofError | None = None
    uses: set[str] = field(default_factory=set)
    kinds: list[Option] = field(default_factory=list)
    values: dict[str, Position] = field(default_factory=dict)

    def gathered(self, body: Term, bound: tuple[Index, ...]) -> Term:
        """All components of the left side, of which the right side gives one.

        A zero by itself is one of the shape that the name needs.
        """
        value = value_of(body)
        if value is not None and not value.coefficient and self.kinds and not bound:
            return Term(Filled("zeros", self.kinds), (), body.node)
        return Term(GATHER, (body,), body.node, bound) if bound else body


def is_description(node: Node) -> bool:
    r"""Whether this is a word that says what a symbol is, as in `x = \text{input}`."""
    return isinstance(node, Name) and node.kind == "word" and node.letter.lower() in DESCRIPTIONS


def is_stack(node: Node) -> bool:
    r"""Whether a matrix is written as its rows with dots, which says what they are called."""
    return isinstance(node, Matrix) and any(isinstance(one, Dots) for one in walk(node))


def is_condition(statement: Statement) -> bool:
    """Whether the words around an equation in running text make it a case: `当 k = i 时`."""
    node = statement.node
    right = node.links[0].right if isinstance(node, Chain) else None
    if statement.formula.display or not isinstance(right, Name | Number):
        return False
    tail = statement.tail.lstrip()
    return CONDITION.search(statement.lead) is not None or tail.startswith(("时", "的情"))


def said_first(node: Chain) -> Node | None:
    """The right side of a definition; a word in front of it, as in `L = Loss = …`, is its name.

    Of a square that is written out behind it, `(y - t)^2 = (y - t)^T (y - t)`, the latter tells
    what is squared.
    """
    right = _behind_words(node)
    places = (one for one, link in enumerate(node.links) if link.right is right)
    following = next(places, 0) + 1
    written = node.links[following] if following < len(node.links) else None
    is_square = (
        isinstance(right, Script) and isinstance(right.base, Group) and right.sup is not None
    )
    if is_square and written is not None and written.sign in DEFINING:
        turned = (one.sup for one in walk(written.right or node) if isinstance(one, Script))
        if any(one is not None and is_transpose(one) for one in turned):
            return written.right
    return right


def _behind_words(node: Chain) -> Node | None:
    for place, link in enumerate(node.links[:-1]):
        following = node.links[place + 1]
        if not (isinstance(link.right, Name) and link.right.kind == "word"):
            break
        if link.sign not in DEFINING or following.sign not in DEFINING:
            break
        if following.right is None or is_description(following.right):
            break
        if is_description(link.right) or len(link.right.letter) > 2:
            return following.right
    return node.links[0].right


def definition_in(statement: Statement, scope: Scope) -> Definition | None:
    """The definition that a statement could be: `name = …`, `name(…) = …` or `name_i = …`."""
    node = statement.node
    if not isinstance(node, Chain) or node.links[0].sign not in DEFINING:
        return None
    left, right = node.first, said_first(node)
    if left is None or right is None or speaks_of(left, DERIVATIVES):
        return None
    parameters: tuple[Node, ...] = ()
    written = ""
    if isinstance(left, Product):
        if len(left.factors) != 2 or left.joints != ("juxtaposed",):
            return None
        left, group = left.factors
        if not isinstance(group, Group) or group.open not in "([" or not _are_names(group):
            return None
        parameters, written = group.items, scope.source(group)
    whole = spelled(left)
    if len(whole.parts) > 1:
        whole = labels_first(whole, scope, INDEX_LETTERS & free_letters(right))
    if not isinstance(whole.base, Name) or whole.base.kind in ("symbol", "mark", "figure"):
        return None
    if _is_identity(whole.base, right):
        return None
    if not all(_is_label(part) for part in whole.parts if part.kind != "prime"):
        return None
    if any(part.kind == "prime" for part in whole.parts) and (
        parameters or not _is_primed_name(whole, right, scope)
    ):
        return None
    try:
        known = introduce(left, scope)
    except GradproofError:
        return None
    found = Definition(known, right, statement, parameters, written)
    found.kinds = usual(whole.base, scope)
    indices = component_letters(whole.base, whole.parts, right, scope)
    if indices and not parameters and not scope.is_member(known.name):
        named = name_of(whole.base, whole.parts[:-1], scope)
        if named is not None:
            found.known, found.indices = Known(*named, known.place), indices
            scope.gathered.add(named[0])
    return found


def _is_identity(function: Name, right: Node) -> bool:
    """Whether a known function stands on the right as well: vec(AXB) = (Bᵀ ⊗ A) vec(X)."""
    names = (one for one in walk(right) if isinstance(one, Name))
    return any(one.letter in FUNCTIONS and one.latex == function.latex for one in names)


def _is_label(part: Part) -> bool:
    """Whether a script can belong to a name that is introduced: no transpose, no inverse."""
    if transposes(part):
        return False
    return part.kind == "sub" or isinstance(part.node, Number | Name | Group)


def _is_primed_name(whole: Spelled, right: Node, scope: Scope) -> bool:
    """Whether h' = … names a new state: no transpose as in A' = A, no derivative as in f' = 2x."""
    base = whole.base
    if not isinstance(base, Name) or base.letter in FUNCTION_LETTERS or base.letter in FUNCTIONS:
        return False
    own = [(part.kind, scope.source(part.node)) for part in whole.parts]
    for one in walk(right):
        again = spelled(one)
        said = [(part.kind, scope.source(part.node)) for part in again.parts[: len(own)]]
        if isinstance(one, Script) and one.primes and again.base == base and said == own:
            return False
    return not isinstance(right, Name | Number)


def _are_names(group: Group) -> bool:
    return all(isinstance(spelled(one).base, Name) for one in group.items) and bool(group.items)


def component_letters(
    base: Node, parts: tuple[Part, ...], right: Node, scope: Scope
) -> tuple[str, ...]:
    """The indices of a left side such as ŷ_i, z_{ij} or x^{(i)}, if the right side has them too.

    Letters over which nothing runs may be a part of the name, as in x_t = a_t x_0 + e.
    """
    if not parts or parts[-1].kind == "prime":
        return ()
    node = parts[-1].node
    if isinstance(node, Group) and len(node.items) == 1:
        node = node.items[0]
    elif parts[-1].kind == "sup":
        return ()
    names = node.factors if isinstance(node, Product) else (node,)
    if isinstance(node, Items):
        names = node.items
    found = tuple(one.letter for one in names if isinstance(one, Name) and not one.accents)
    if len(found) != len(names) or len(found) > 2 or not set(found) <= INDEX_LETTERS:
        return ()
    free = free_letters(right, scope)
    taken = scope.sizes | shifted_letters(right, scope)
    if not set(found) <= free or set(found) & taken:
        return ()
    return found if set(found) <= scope.running or _is_indexed(base, found, right, scope) else ()


def _is_indexed(base: Node, letters: tuple[str, ...], right: Node, scope: Scope) -> bool:
    """Whether letters over which nothing runs are indices: of a name that stands without them."""
    own = name_of(base, (), scope)
    scripted = {id(one.base) for one in walk(right) if isinstance(one, Script)}
    if any(one == base and id(one) not in scripted for one in walk(right)):
        return False  # x_t of x
    if own is not None and own[0] in scope.bare | scope.picked:
        return True
    for one in walk(right):
        whole = spelled(one)
        if isinstance(one, Script) and len(whole.parts) == 1:
            named = name_of(whole.base, (), scope)
            letter = {n.letter for n in walk(whole.parts[0].node) if isinstance(n, Name)}
            if letter & set(letters) and named is not None and named[0] in scope.known:
                return True
    return False


def free_letters(node: Node, scope: Scope | None = None) -> set[str]:
    """The letters of subscripts that no sum binds, without those of names in the scope."""
    found: set[str] = set()
    stack: list[tuple[Node, frozenset[str]]] = [(node, frozenset())]
    while stack:
        one, bound = stack.pop()
        if isinstance(one, Big) and one.lower is not None:
            bound |= {n.letter for n in walk(one.lower) if isinstance(n, Name)}
            stack.append((one.body, bound))
            continue
        if isinstance(one, Script) and not _is_name(one, scope):
            for script in (one.sub, one.sup):
                if script is not None:
                    found |= {n.letter for n in walk(script) if isinstance(n, Name)} - bound
        stack += [(part, bound) for part in children(one)]
    return found


def _is_name(node: Script, scope: Scope | None) -> bool:
    """Whether a base with its subscript is a name that the note introduces."""
    if scope is None or node.sub is None:
        return False
    part = Part("sub", node.sub, node.sub.end)
    named = name_of(node.base, (part,), scope) if isinstance(node.base, Name) else None
    return named is not None and named[0] in scope.known


def speaks_of(node: Node, letters: frozenset[str]) -> bool:
    """Whether a symbol among these occurs."""
    return any(isinstance(one, Name) and one.letter in letters for one in walk(node))


def _is_differential(left: Node, joint: str, right: Node) -> bool:
    """Whether two neighbours are `d` and what it is the differential of."""
    is_d = isinstance(left, Name) and left.letter == "d" and left.font in ("", "rm")
    return is_d and joint == "juxtaposed" and not isinstance(right, Number)


def has_derivative(node: Node) -> bool:
    """Whether the formula speaks of derivatives or differentials."""
    if speaks_of(node, DERIVATIVES):
        return True
    for one in walk(node):
        if isinstance(one, Product):
            pairs = zip(one.factors, one.joints, one.factors[1:], strict=False)
            if any(_is_differential(*pair) for pair in pairs):
                return True
    return False


def shifted_letters(node: Node, scope: Scope) -> set[str]:
    """The letters of scripts such as `l-1` and `(i+1)`."""
    found: set[str] = set()
    for one in walk(node):
        if isinstance(one, Script) and not _is_name(one, scope):
            for script in (one.sub, one.sup):
                for inside in walk(script) if script is not None else ():
                    if isinstance(inside, Sum) and isinstance(inside.terms[-1], Number):
                        found |= {n.letter for n in walk(inside) if isinstance(n, Name)}
    return found


def reaches(uses: set[str], name: str, definitions: dict[str, Definition]) -> bool:
    """Whether the names, or what defines them, depend on `name`."""
    stack, seen = list(uses), set[str]()
    while stack:
        one = stack.pop()
        if one == name:
            return True
        if one not in seen:
            seen.add(one)
            if one in definitions:
                stack += definitions[one].uses
    return False


def holding(
    definitions: dict[str, Definition], declared: set[str], aside: set[str]
) -> tuple[list[Definition], list[Definition]]:
    """The definitions that hold, each behind those that it uses, and those that are claims.

    A claim speaks of a derivative, or gives a value to a declared variable that is in use: a new
    one, as in w = w − η g, or one that does not depend on what uses it.

    Errors:  ModelError for a definition that leads back to its name by way of others, or to a name
    that is not declared.
    """
    kept: dict[str, Definition] = {}
    claims: list[Definition] = []
    used: set[str] = set()
    seen: dict[str, Definition] = {}
    for name, found in definitions.items():
        if name in found.uses and name not in declared and len(found.uses) > 1:
            hint = "Declare it, or give the new value a name of its own."
            raise ModelError(
                Phrase("{0} is defined by itself", found.known.latex), found.known.place, hint
            )
        in_circle = reaches(found.uses - {name}, name, seen)
        if in_circle and not (name in found.uses and name in declared):
            hint = "Leave one out: the first formula with a name on its left defines it."
            said = Phrase("{0} is defined by itself, by way of what uses it", found.known.latex)
            raise ModelError(said, found.known.place, hint)
        if name not in found.uses:
            seen[name] = found
        if name in found.uses or (name in declared and name in used):
            claims.append(found)
        else:
            kept[name] = found
            used |= found.uses
    lost = aside - declared - kept.keys()
    while bad := [name for name, one in kept.items() if one.uses & lost]:
        for name in bad:
            claims.append(kept.pop(name))
            lost.add(name)
    return list(_sorted(kept)), claims


def _sorted(definitions: dict[str, Definition]) -> Iterator[Definition]:
    """Every definition behind those that it uses; there are no circles."""
    placed: set[str] = set()
    for start in definitions:
        stack = [(start, False)]
        while stack:
            name, ready = stack.pop()
            if name in placed or name not in definitions:
                continue
            if ready:
                placed.add(name)
                yield definitions[name]
            else:
                stack.append((name, True))
                stack += [(one, False) for one in sorted(definitions[name].uses, reverse=True)]
