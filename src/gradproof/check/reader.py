"""From the surface of a formula to terms, by the roles that its letters play."""

from __future__ import annotations

from gradproof.check.factors import Factors
from gradproof.check.reading import RELATIONS, Unread
from gradproof.check.scripts import Scripts
from gradproof.check.slopes import Slopes
from gradproof.check.spellings import spelled
from gradproof.check.surfaces import (
    is_row,
    lower_items,
)
from gradproof.check.terms import (
    AbsOf,
    Big,
    Call,
    Choice,
    Collected,
    Comparison,
    Condition,
    DotsOf,
    Inner,
    NormOf,
    Number,
    Ones,
    Plus,
    Table,
    Term,
    Times,
    free_letters,
)
from gradproof.notation.source import surface as s
from gradproof.notation.source.surface import Node


class Reader(Scripts, Factors, Slopes):
    """Terms of the formulas of one note."""

    def _read(self, node: Node) -> Term:
        match node:
            case s.Number():
                arrow = self.roles.lines.text[node.start : node.end].startswith(r"\vec")
                return Ones(node) if arrow and node.value == 1 else Number(node, node.value)
            case s.Name() | s.Script():
                return self.scripted(node)
            case s.Product():
                return self.product(node)
            case s.Sum():
                return self.sum(node)
            case s.Prefix():
                return Plus(node, (self.read(node.body),), (-1 if node.op == "-" else 1,))
            case s.Frac():
                return self.fraction(node)
            case s.Root():
                if node.degree is not None:
                    raise Unread(node, "a root of another degree")
                return Call(node, "sqrt", (self.read(node.body),))
            case s.Accent():
                return self.accented(node)
            case s.Group():
                return self.group(node)
            case s.Norm():
                return NormOf(node, self.read(node.body))
            case s.Abs():
                return AbsOf(node, self.read(node.body))
            case s.Big():
                return self.big(node)
            case s.Matrix():
                return Table(node, tuple(tuple(self.read(c) for c in row) for row in node.rows))
            case s.Cases():
                return self.cases(node)
            case s.Dots():
                return DotsOf(node)
            case s.Noted():
                return self.read(node.body)
            case s.Items() if len(node.items) == 1:
                return self.read(node.items[0])
        raise Unread(node, "this part is not understood")

    def sum(self, node: s.Sum) -> Term:
        signs = tuple(-1 if sign == "-" else 1 for sign in node.signs)
        if any(sign not in ("", "+", "-") for sign in node.signs):
            raise Unread(node, "a sum with another sign")
        terms = tuple(self.read(one) for one in node.terms)
        return Plus(node, terms, signs)

    def group(self, node: s.Group) -> Term:
        if node.open == "<" and len(node.items) == 2:
            return Inner(node, self.read(node.items[0]), self.read(node.items[1]))
        if len(node.items) == 1 and node.open == "[" and is_row(node.items[0]):
            row = node.items[0]
            assert isinstance(row, s.Product)
            return Table(node, (tuple(self.read(one) for one in row.factors),))
        if len(node.items) == 1 and node.open == "[":
            inner = self.read(node.items[0])
            free = free_letters(inner, frozenset(self.roles.running))
            plain = isinstance(inner, Plus | Times) and len(free) > 1
            return Collected(node, inner) if len(free) == 1 and not plain else inner
        if len(node.items) == 1 and node.open in ("(", r"\{", "{", ""):
            return self.read(node.items[0])
        if node.open == "[" and node.items:
            return Table(node, (tuple(self.read(one) for one in node.items),))
        raise Unread(node, "this list is not understood")

    def big(self, node: s.Big) -> Term:
        if node.op not in ("sum", "prod", "max", "min"):
            raise Unread(node, "this sign is not understood")
        letters: list[str] = []
        conditions: list[Condition] = []
        low: Term | None = None
        high: Term | None = None
        for one in lower_items(node.lower):
            if isinstance(one, s.Chain) and one.first is not None:
                low = self._limits(one, letters, conditions, low)
            else:
                word = spelled(one)
                if not word:
                    raise Unread(one, "over what this runs is not clear")
                letters.append(word)
        if node.upper is not None:
            high = self.read(node.upper)
        if isinstance(node.body, s.Placeholder):
            raise Unread(node, "a sum of nothing")
        return Big(
            node,
            node.op,
            tuple(dict.fromkeys(letters)),
            low,
            high,
            tuple(conditions),
            self.read(node.body),
        )

    def _limits(
        self, one: s.Chain, letters: list[str], conditions: list[Condition], low: Term | None
    ) -> Term | None:
        assert one.first is not None
        names = [one.first] if not isinstance(one.first, s.Items) else list(one.first.items)
        for link in one.links:
            if link.right is None:
                raise Unread(one, "over what this runs is not clear")
            for name in names:
                letter = self.index(name)
                if letter.letter not in letters:
                    letters.append(letter.letter)
                if link.sign == "=":
                    low = self.read(link.right)
                elif link.sign == "∈":
                    pass
                elif link.sign in RELATIONS:
                    conditions.append(Condition(letter, link.sign, self.index(link.right)))
        return low

    def _conditions(self, chain: s.Chain) -> list[Condition | Comparison]:
        """The relations of a chain: of indices, or of values."""
        found: list[Condition | Comparison] = []
        left = chain.first
        for link in chain.links:
            assert left is not None
            if link.right is None:
                break
            try:
                found.append(Condition(self.index(left), link.sign, self.index(link.right)))
            except Unread:
                found.append(Comparison(chain, self.read(left), link.sign, self.read(link.right)))
            left = link.right
        return found

    def cases(self, node: s.Cases) -> Term:
        branches: list[tuple[Term, tuple[Condition | Comparison, ...] | None]] = []
        for row in node.rows:
            found: list[Condition | Comparison] = []
            for one in row.conditions:
                for chain in s.walk(one):
                    if isinstance(chain, s.Chain) and chain.first is not None:
                        right = chain.links[0].right
                        if right is None:
                            continue
                        found += self._conditions(chain)
            branches.append((self.read(row.value), tuple(found) or None))
        return Choice(node, tuple(branches))
