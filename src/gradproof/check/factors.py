"""Products: what is applied to what, and what is only multiplied."""

from __future__ import annotations

from gradproof.check.reading import GREEDY, Reading, Unread
from gradproof.check.roles import KNOWN
from gradproof.check.spellings import base_of, is_transpose, script_items, sup_items
from gradproof.check.surfaces import (
    axis_of,
    is_option,
    opened,
    prefixed,
    related,
    slash_derivatives,
    spanning,
)
from gradproof.check.terms import (
    Call,
    Collected,
    Comparison,
    Condition,
    Delta,
    Derivative,
    Entries,
    Index,
    Over,
    Power,
    Symbol,
    Term,
    Times,
    Transposed,
    free_letters,
)
from gradproof.notation.source import surface as s
from gradproof.notation.source.surface import Node


class Factors(Reading):
    """Products: what is applied to what, and what is only multiplied."""

    def product(self, node: s.Product) -> Term:
        """Factors, with functions and differentials taken together with what they apply to."""
        factors = list(node.factors)
        joints = list(node.joints)
        self._names_with_figures(factors, joints)
        slash_derivatives(factors, joints)
        terms: list[Term] = []
        kept: list[str] = []
        at = 0
        while at < len(factors):
            term, after = self.operand(factors, joints, at)
            terms.append(term)
            if after < len(factors):
                kept.append(joints[after - 1])
            at = after
        self._operators(terms, kept)
        if len(terms) == 1:
            return terms[0]
        return self._quotients(node, terms, kept)

    def _operators(self, terms: list[Term], joints: list[str]) -> None:
        r"""`\frac{\partial}{\partial x} f` is the derivative of f."""
        for at in range(len(terms) - 2, -1, -1):
            one = terms[at]
            if isinstance(one, Derivative) and one.of is None and not one.gradient:
                end = at + 1
                while end < len(joints) and joints[end] == "juxtaposed":
                    end += 1
                of = self._flat(one.node, terms[at + 1 : end + 1], joints[at + 1 : end])
                terms[at : end + 1] = [Derivative(one.node, of, one.by, total=one.total)]
                del joints[at:end]

    def _quotients(self, node: Node, terms: list[Term], joints: list[str]) -> Term:
        """Divisions by `/`: what stands behind, up to the next joint, is below."""
        for at, joint in enumerate(joints):
            if joint in ("slash", "div", "dotslash", "oslash"):
                end = at + 1
                while end < len(joints) and joints[end] == "juxtaposed":
                    end += 1
                top = self._flat(node, terms[: at + 1], joints[:at])
                bottom = self._flat(node, terms[at + 1 : end + 1], joints[at + 1 : end])
                whole = Over(node, top, bottom)
                if end == len(joints):
                    return whole
                return self._quotients(node, [whole, *terms[end + 1 :]], joints[end:])
        return self._flat(node, terms, joints)

    def _flat(self, node: Node, terms: list[Term], joints: list[str]) -> Term:
        return terms[0] if len(terms) == 1 else Times(node, tuple(terms), tuple(joints))

    def _names_with_figures(self, factors: list[Node], joints: list[str]) -> None:
        """`b1` is `b_1`, and `Y{pred}` is `Y_{pred}`."""
        text = self.roles.lines.text
        at = 1
        while at < len(factors):
            one, before = factors[at], factors[at - 1]
            letter = isinstance(before, s.Name) and before.kind == "letter"
            beside = letter and joints[at - 1] == "juxtaposed"
            figure = isinstance(one, s.Number) and before.end == one.start
            if (
                beside
                and isinstance(before, s.Name)
                and before.letter in ("Δ", "δ")
                and self.roles.is_prefix(before.letter)
                and isinstance(base_of(one), s.Name)
            ):
                factors[at - 1 : at + 1] = [prefixed(before, one)]
                del joints[at - 1]
                continue
            word = (
                isinstance(one, s.Name)
                and one.kind == "word"
                and one.letter not in KNOWN
                and text[before.end : one.start + 1].strip() == "{"
            )
            if beside and (
                word or (isinstance(one, s.Number) and figure and one.value.denominator == 1)
            ):
                assert isinstance(before, s.Name)
                factors[at - 1 : at + 1] = [s.Script(before, one, start=before.start, end=one.end)]
                del joints[at - 1]
            else:
                at += 1

    def operand(self, factors: list[Node], joints: list[str], at: int) -> tuple[Term, int]:
        """The term that begins with factor `at`, and the first factor behind it."""
        node = factors[at]
        base = base_of(node)
        if base is None:
            return self.read(node), at + 1
        key = base.key
        following = factors[at + 1] if at + 1 < len(factors) else None
        joined = following is not None and joints[at] == "juxtaposed"
        if key == "∇":
            return self.gradient(node, factors, joints, at)
        if (
            key in ("d", "D")
            and joined
            and isinstance(node, s.Name)
            and key == "d"
            and not self.roles.lefts["d"]
            and ("d" not in self.roles.sizes or self.roles.writes_differentials())
        ):
            return self.differential(node, factors, joints, at)
        if (
            joined
            and base.kind == "figure"
            and isinstance(following, s.Group)
            and related(following)
        ):
            return self.indicator(node, following), at + 2
        word = self.aliases.get(key, KNOWN.get(key, ""))
        called = self.roles.called.get(key, "") if base.kind != "figure" else ""
        group = opened(following) if joined else None
        if word and key not in self.roles.lefts_as_values() and base.kind != "symbol":
            if joined and following is not None:
                return self.known(node, word, factors, joints, at)
        elif called == "written" and group is not None and group.open == "(":
            shown = self.roles.left_arguments.get(key)
            if shown is not None and shown != group and len(shown.items) == len(group.items):
                return self.applied(node, following, group), at + 2
            term = self.scripted(node)
            return self._behind(term, following, group), at + 2
        elif called == "function" and group is not None and group.open in "([":
            return self.applied(node, following, group), at + 2
        if (
            group is not None
            and group.open == "("
            and following is group
            and joined
            and not called
            and (entry := self._entry_of(key, group)) is not None
        ):
            return Entries(node, self.read(node), entry), at + 2
        if (
            group is not None
            and group.open == "["
            and following is group
            and joined
            and group.items
            and all(self._is_index(one) for one in group.items)
        ):
            return Entries(
                node, self.read(node), tuple(self.index(one) for one in group.items)
            ), at + 2
        return self.read(node), at + 1

    def _entry_of(self, key: str, group: s.Group) -> tuple[Index, ...] | None:
        """The entry that `P(z_i)` means where P is said to be a function of z."""
        inner = group.items[0] if len(group.items) == 1 else None
        if (
            not isinstance(inner, s.Script)
            or not isinstance(inner.base, s.Name)
            or inner.sup is not None
        ):
            return None
        below = script_items(inner.sub)
        if len(below) != 1 or not self._is_index(below[0]):
            return None
        for line in self.roles.lines.lines:
            left = base_of(line.sides[0])
            if (
                left is not None
                and left.key == key
                and any(
                    isinstance(n, s.Name) and n.key == inner.base.key for n in s.walk(line.sides[1])
                )
            ):
                return (self.index(below[0]),)
        return None

    def _behind(self, term: Term, following: Node | None, group: s.Group) -> Term:
        """Scripts behind the brackets: `J(w)^2`."""
        if following is group or following is None:
            return term
        wholes: list[s.Script] = []
        inner = following
        while isinstance(inner, s.Script):
            wholes.append(inner)
            inner = inner.base
        wholes.reverse()
        for whole in wholes:
            below = script_items(whole.sub)
            if below:
                term = Entries(following, term, tuple(self.index(one) for one in below))
            for one in sup_items(whole.sup):
                term = (
                    Transposed(following, term)
                    if is_transpose(one)
                    else self.powered(term, one, following)
                )
        return term

    def applied(self, node: Node, following: Node | None, group: s.Group) -> Term:
        """f(x), f'(x), f_i(x)_j."""
        primes = sum(one.primes for one in s.walk(node) if isinstance(one, s.Script))
        head = self.scripted(node)
        power: Node | None = None
        while isinstance(head, Power | Transposed):
            power = head.exponent.node if isinstance(head, Power) else power
            head = head.base
        if not isinstance(head, Symbol):
            raise Unread(node, "this part is not understood")
        args = tuple(self.read(one) for one in group.items)
        call: Term = Call(spanning(node, following), head.name, args, primes, head)
        if power is not None:
            call = Power(node, call, self.read(power), entrywise=True)
        return self._behind(call, following, group)

    def known(
        self, node: Node, word: str, factors: list[Node], joints: list[str], at: int
    ) -> tuple[Term, int]:
        """A function word with its argument, in brackets or behind it."""
        following = factors[at + 1]
        group = opened(following)
        primes = sum(one.primes for one in s.walk(node) if isinstance(one, s.Script))
        scripts = [one for one in s.walk(node) if isinstance(one, s.Script)]
        power = next((one.sup for one in scripts if one.sup is not None), None)
        if group is not None and group.open in ("(", "[", r"\{", "{"):
            args = tuple(self.read(one) for one in group.items if not is_option(one))
            if word == "diag" and len(args) == 1:
                free = free_letters(args[0], frozenset(self.roles.running))
                if len(free) == 1 and not isinstance(args[0], Collected):
                    args = (Collected(args[0].node, args[0]),)
            call: Term = Call(spanning(node, following), word, args, primes, axis=axis_of(group))
            if power is not None and not is_transpose(power):
                call = Power(node, call, self.read(power), entrywise=True)
            return self._behind(call, following, group), at + 2
        end = at + 2
        if word in GREEDY:
            while end < len(factors) and joints[end - 1] == "juxtaposed":
                end += 1
        inner = factors[at + 1 : end]
        if len(inner) == 1:
            argument, end = self.operand(factors, joints, at + 1)
        else:
            place = {"start": inner[0].start, "end": inner[-1].end}
            argument = self.product(
                s.Product(tuple(inner), tuple(joints[at + 1 : end - 1]), **place)
            )
        call = Call(spanning(node, inner[-1]), word, (argument,), primes)
        if power is not None:
            call = Power(node, call, self.read(power), entrywise=True)
        return call, end

    def indicator(self, node: Node, group: s.Group) -> Term:
        """1(i = j), 1{z > 0}."""
        inner = group.items[0]
        if (
            isinstance(inner, s.Chain)
            and inner.first is not None
            and inner.links[0].right is not None
        ):
            link = inner.links[0]
            right = link.right
            assert right is not None
            try:
                left_index, right_index = self.index(inner.first), self.index(right)
            except Unread:
                left_index = right_index = Index("")
            letters = self.roles.running
            if left_index.letter in letters or (right_index.letter in letters):
                return Delta(node, Condition(left_index, link.sign, right_index))
            return Comparison(node, self.read(inner.first), link.sign, self.read(right))
        raise Unread(group, "this indicator is not understood")
