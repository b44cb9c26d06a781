r"""Left sides of definitions that are no plain names, and the names that they get.

`FL = …`, `D(V\|WH) = …`, `\ln p(w \mid t) = …` and `\min_x f(x) = …` define something too. Such a
left side becomes one name, here and wherever the note repeats it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from gradproof.core.errors import GradproofError, ModelError
from gradproof.core.model import Model
from gradproof.core.phrase import Phrase
from gradproof.notation.reading.definitions import DEFINING, Definition, has_derivative
from gradproof.notation.reading.names import Scope, name_of, spelled, transposes
from gradproof.notation.source.rewrite import with_phrases
from gradproof.notation.source.statements import Statement
from gradproof.notation.source.surface import (
    Big,
    Cases,
    Chain,
    Frac,
    Group,
    Items,
    Matrix,
    Name,
    Node,
    Norm,
    Number,
    Product,
    Script,
    Sum,
    Text,
    walk,
)

NOTATED = re.compile(r"\$|\\[(\[]|\\begin|```\s*math|~~~\s*math")
"""What begins a formula in a note."""
OPTIMA = frozenset({"min", "max", "argmin", "argmax", "inf", "sup"})
LOGARITHMS = frozenset({"log", "ln"})
COSTS = frozenset(("L", "J", "ell", "L_cal", "J_cal", "Loss", "loss", "Cost", "cost"))


def optimised(node: Node | None) -> Node | None:
    """What is behind the sign of a minimum, also where it is the first of several terms."""
    first = next(iter(node.terms)) if isinstance(node, Sum) else node
    if not (isinstance(first, Big) and first.op in OPTIMA):
        return node
    if isinstance(node, Sum):
        return replace(node, terms=(first.body, *node.terms[1:]))
    return first.body


def may_be_objective(node: Node, scope: Scope) -> bool:
    """Whether a formula without a name may be what a note is about: no derivative, no label."""
    formula = isinstance(node, Product | Sum | Script | Norm | Frac | Big | Group)
    return formula and not has_derivative(node) and not _is_label(node, scope)


def _is_label(node: Node, scope: Scope) -> bool:
    """Whether this is only a name, or a shape beside one."""
    if isinstance(node, Product) and "times" in node.joints:
        return True
    whole = spelled(node)
    named = isinstance(whole.base, Name) and name_of(whole.base, whole.parts, scope)
    return bool(named) and not any(map(transposes, whole.parts))


def is_optimum(node: Node | None) -> bool:
    """Whether a formula begins with the sign of a minimum."""
    return optimised(node) is not node


def is_cost(name: str) -> bool:
    """Whether a name is one that losses and objectives go by.

    >>> [is_cost(name) for name in ("L", "L_cal_reg", "FL", "ln_p", "W", "C")]
    [True, True, True, True, False, False]
    """
    stem, _, rest = name.partition("_")
    words = stem, f"{stem}_{rest.partition('_')[0]}"
    return not COSTS.isdisjoint(words) or (len(stem) > 1 and (stem.isupper() or stem in LOGARITHMS))


def plain_lefts(found: list[Statement], scope: Scope) -> list[Statement]:
    """The statements with plain names on the left of every definition."""
    named = _plain_names(found, scope)
    taken = {one for one, _ in named.values()}
    phrases: list[tuple[Node, Node]] = []
    result = list(found)
    for place, one in enumerate(result):
        node = one.node
        if not (isinstance(node, Chain) and node.links[0].sign in DEFINING):
            continue
        left = optimised(node.first)
        if left is None:
            continue
        if left is not node.first:
            result[place] = replace(one, node=replace(node, first=left))
        if node.links[0].right is None or any(left == phrase for phrase, _ in phrases):
            continue
        latex = _latex_of(left, named, scope)
        if latex is None:
            continue
        name = Name(latex, kind="word", latex=latex, start=left.start, end=left.end)
        spelling = name_of(name, (), scope)
        count = 1
        while spelling is not None and spelling[0] in taken:
            count += 1
            name = replace(name, letter=f"{latex}_{count}", latex=f"{latex}_{{{count}}}")
            spelling = name_of(name, (), scope)
        if spelling is not None:
            taken.add(spelling[0])
            phrases.append((left, name))
    if not phrases:
        return result
    return [
        one if one.node is None else replace(one, node=with_phrases(one.node, phrases))
        for one in result
    ]


def _plain_names(found: Iterable[Statement], scope: Scope) -> dict[str, tuple[str, bool]]:
    """The letters that the note introduces by themselves, with their names and if by ∈."""
    result: dict[str, tuple[str, bool]] = {}
    for one in found:
        node = one.node
        if not isinstance(node, Chain) or node.first is None:
            continue
        declares = node.links[0].sign == "∈"
        if not declares and node.links[0].sign not in DEFINING:
            continue
        left = optimised(node.first)
        for item in left.items if isinstance(left, Items) else (left,):
            called = isinstance(item, Product) and len(item.factors) == 2 and _has_names(item)
            head = item.factors[0] if called and isinstance(item, Product) else item
            whole = spelled(head) if head is not None else None
            if whole is None or not isinstance(whole.base, Name):
                continue
            name = name_of(whole.base, whole.parts, scope)
            if name is not None:
                key = scope.source(head).strip() if head is not None else ""
                result.setdefault(key, (name[0], declares))
    return result


def _has_names(item: Product) -> bool:
    """Whether a head has only names in its brackets, as in J(w, b)."""
    group = item.factors[1]
    if not (isinstance(group, Group) and group.open in "([" and group.items):
        return False
    return all(isinstance(spelled(one).base, Name) for one in group.items)


def _latex_of(left: Node, named: dict[str, tuple[str, bool]], scope: Scope) -> str | None:
    """The name that a left side gets, or None if it is a plain one or none at all."""
    if isinstance(left, Sum) and left.signs == ("-",):
        inner = left.terms[0]
        found = _latex_of(inner, named, scope) if isinstance(inner, Product) else None
        is_log = found is not None and found.startswith((r"\log", r"\ln"))
        return r"\mathrm{NLL}" if is_log else None
    if not isinstance(left, Product) or set(left.joints) != {"juxtaposed"}:
        return None
    head, *rest = left.factors
    if isinstance(head, Name) and head.letter in LOGARITHMS:
        inner = rest[0]
        if isinstance(inner, Group) and len(inner.items) == 1 and len(rest) == 1:
            inner = inner.items[0]
            rest = list(inner.factors) if isinstance(inner, Product) else [inner]
        base = spelled(rest[0]).base
        known = scope.source(rest[0]).strip() in named
        if not isinstance(base, Name) or (known and len(rest) == 1) or len(rest) > 2:
            return None
        if len(rest) == 2 and not isinstance(rest[1], Group):
            return None
        return rf"\{head.letter} {scope.source(rest[0]).strip()}"
    letters = [one for one in left.factors if _is_letter(one)]
    word = "".join(one.letter for one in letters if isinstance(one, Name))
    tail = left.factors[len(letters) :]
    if (
        len(letters) > (1 if word.isupper() else 2)
        and tuple(letters) == left.factors[: len(letters)]
        and (not tail or (len(tail) == 1 and isinstance(tail[0], Group)))
        and any(letter not in named for letter in word)
        and not any(named.get(letter, ("", False))[1] for letter in word)
    ):
        return rf"\mathrm{{{word}}}"
    if len(rest) == 1 and isinstance(rest[0], Group) and not _has_names(left):
        base = spelled(head).base
        declared = named.get(scope.source(head).strip(), ("", False))[1]
        if isinstance(base, Name) and base.kind != "symbol" and not declared:
            return scope.source(head).strip() if _is_call(rest[0]) else None
    return None


def _is_letter(node: Node) -> bool:
    """Whether this is a single letter of the Latin alphabet without anything to it."""
    plain = isinstance(node, Name) and node.kind == "letter" and not node.accents
    return plain and isinstance(node, Name) and node.letter.isascii() and node.font in ("", "rm")


def _is_call(group: Group) -> bool:
    r"""Whether brackets hold arguments as in `D(V\|WH)`, `p(y=1 \mid x)`, and no values."""
    if group.open not in "([" or not group.items:
        return False
    for item in group.items:
        plain = item.links[0].right if isinstance(item, Chain) else item
        if isinstance(plain, Number) and isinstance(item, Chain):
            continue
        if plain is None or any(isinstance(one, Sum | Number) for one in walk(plain)):
            return False
    named = [one for one in walk(group) if isinstance(one, Name)]
    return bool(named) and not isinstance(group.items[0], Script)


def obstacle(
    model: Model, kept: Iterable[Definition], costs: set[str], scope: Scope
) -> GradproofError | None:
    """Why the last scalar is not the objective: behind it a formula is unread, or a loss no scalar.

    Where there is no scalar, it is the first formula that is unread.

    Words, tables and the places of minima are no such formulas.
    """
    if not model.definitions and not model.declared and not NOTATED.search(scope.document):
        hint = r"Put formulas between dollars, as in $f = x^T A x$, or give one behind -e."
        return ModelError("this text has no formulas in it", hint=hint)
    scalars = [left for left, _ in model.definitions.values() if left.shape.is_scalar]
    place = model.places.get(scalars[-1].symbol.name) if scalars else None
    start = place.start if place is not None else -1
    for one in sorted(kept, key=lambda found: found.known.place.start):
        if one.known.place.start <= start:
            continue
        if one.error is not None and not _is_talk(one.right):
            return one.error
        name = one.known.name
        found = model.definitions.get(name)
        if (
            place is not None
            and name in costs
            and found is not None
            and not found[0].shape.is_scalar
        ):
            hint = "Declare the shapes of what stands in it, or say of which scalar with --of."
            message = Phrase("{0} is {1}, and no scalar", one.known.latex, found[0].shape)
            return ModelError(message, scope.place(one.right), hint)
    return None


def _is_talk(node: Node) -> bool:
    """Whether this is no formula that has a value: words, a table, where a minimum is."""
    if any(isinstance(one, Cases) for one in walk(node)):
        return False
    return any(
        isinstance(one, Text | Matrix) or (isinstance(one, Big) and one.op in OPTIMA)
        for one in walk(node)
    )
