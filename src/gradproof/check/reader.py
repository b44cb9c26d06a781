"""From the surface of a formula to terms, by the roles that its letters play."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from gradproof.check.roles import (
    KNOWN,
    Roles,
    base_of,
    bracketed,
    is_transpose,
    key_of,
    offset_letter,
    script_items,
    spelled,
    sup_items,
)
from gradproof.check.terms import (
    ALL,
    AbsOf,
    Big,
    Call,
    Choice,
    Collected,
    Comparison,
    Condition,
    Delta,
    Derivative,
    Differential,
    DotsOf,
    Entries,
    Identity,
    Index,
    Inner,
    Inverse,
    NormOf,
    Number,
    Ones,
    Over,
    Plus,
    Power,
    Symbol,
    Table,
    Term,
    Times,
    Transposed,
    free_letters,
)
from gradproof.notation.source import surface as s
from gradproof.notation.source.surface import Node

RELATIONS = frozenset(("=", "≠", "<", ">", "≤", "≥", "∈"))
GREEDY = frozenset(("trace",))


class Unread(Exception):
    """A part of a formula that has no meaning here; `node` is where."""

    def __init__(self, node: Node, why: str) -> None:
        super().__init__(why)
        self.node, self.why = node, why


class Reader:
    """Terms of the formulas of one note."""

    def __init__(self, roles: Roles) -> None:
        self.roles = roles
        self.gradient_letters = False
        """Whether `dW` is the gradient by W, as in `dW = X^T dZ`."""
        self.aliases: dict[str, str] = {}
        """Functions by other names: σ = tanh."""
        self.hadamard: set[str] = set()
        """Joints that the note declares to be entrywise."""
        self._known: dict[int, Term] = {}

    def read(self, node: Node) -> Term:
        """The term that a formula says.

        Errors:  Unread.
        """
        found = self._known.get(id(node))
        if found is None:
            found = self._read(node)
            self._known[id(node)] = found
        return found

    def _read(self, node: Node) -> Term:
        match node:
            case s.Number():
                return Number(node, node.value)
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

    # --- names and scripts -------------------------------------------------

    def index(self, node: Node) -> Index:
        """An index expression.

        Errors:  Unread.
        """
        if isinstance(node, s.Group) and len(node.items) == 1:
            return self.index(node.items[0])
        if isinstance(node, s.Number) and node.value.denominator == 1:
            return Index("", int(node.value))
        if isinstance(node, s.Slice) or (isinstance(node, s.Name) and node.kind == "mark"):
            return ALL
        if (letter := offset_letter(node)) and isinstance(node, s.Sum):
            number = node.terms[1]
            assert isinstance(number, s.Number)
            sign = -1 if node.signs[1] == "-" else 1
            return Index(letter, sign * int(number.value))
        if word := spelled(node):
            return Index(word)
        raise Unread(node, "this index is not understood")

    def scripted(self, node: Node) -> Term:
        """A name with its scripts: symbol, member, entry, power, transpose."""
        wholes: list[s.Script] = []
        inner = node
        while isinstance(inner, s.Script):
            wholes.append(inner)
            inner = inner.base
        wholes.reverse()
        if not isinstance(inner, s.Name):
            return self.scripted_formula(node, inner, wholes)
        key = key_of(inner)
        if inner.kind == "figure" and key[:1] == "1":
            return self.with_powers(Ones(node, _size_of(wholes)), wholes, node)
        if key in ("I", "I_bb") and not self.roles.lefts["I"]:
            return self.with_powers(Identity(node, _size_of(wholes)), wholes, node)
        if key == "e" and wholes and not self.roles.lefts["e"] and wholes[0].sup is not None:
            if not wholes[0].sub and not any(is_transpose(one) for one in sup_items(wholes[0].sup)):
                return Call(node, "exp", (self.read(wholes[0].sup),))
        if key == "δ" and len(wholes) == 1 and wholes[0].sup is None:
            below = script_items(wholes[0].sub)
            if len(below) == 2 and not self.roles.lefts["δ"]:
                left, right = (self.index(one) for one in below)
                return Delta(node, Condition(left, "=", right))
        name, at, entries = key, [], []
        powers: list[Node] = []
        turned = 0
        for whole in wholes:
            below = script_items(whole.sub)
            more, members, taken = self.below(key, below, bool(at))
            name += more
            at += members
            entries += taken
            for one in sup_items(whole.sup):
                found = self.above(key, one, name)
                if found == "T":
                    turned += 1
                elif isinstance(found, Index):
                    at.append(found)
                elif isinstance(found, str):
                    name += found
                else:
                    powers.append(one)
        symbol: Term = Symbol(node, name, tuple(at), tuple(entries))
        if turned % 2:
            symbol = Transposed(node, symbol)
        for one in powers:
            symbol = self.powered(symbol, one, node)
        return symbol

    def below(
        self, key: str, below: list[Node], layered: bool
    ) -> tuple[str, list[Index], list[Index]]:
        """What a lower script adds: to the name, the place in a family, and the entries."""
        roles = self.roles
        if not below:
            return "", [], []
        if len(below) == 1:
            one = below[0]
            word = spelled(one)
            if isinstance(one, s.Number) and key in roles.sub_family:
                return "", [self.index(one)], []
            if isinstance(one, s.Number) and len(one.text) == 2 and self._has_entries(key):
                return "", [], [Index("", int(one.text[0])), Index("", int(one.text[1]))]
            if isinstance(one, s.Number) and self._has_entries(key) and not self._numbered(key):
                return "", [], [self.index(one)]
            if (
                key in roles.sub_family
                and not layered
                and (word in roles.running | roles.depth or offset_letter(one))
            ):
                return "", [self.index(one)], []
            if (
                word in roles.uppers | roles.sizes
                and self._has_entries(key)
                and not self._numbered(key)
            ):
                return "", [], [self.index(one)]
            if word in roles.running | roles.classes or offset_letter(one) in roles.running:
                return "", [], [self.index(one)]
            if word:
                return "_" + word, [], []
            if offset_letter(one):
                return "", [], [self.index(one)]
            if isinstance(one, s.Name | s.Slice | s.Group):
                return "", [], [self.index(one)]
            raise Unread(one, "this lower script is not understood")
        words = [spelled(one) for one in below]
        counted = roles.running | roles.classes | roles.uppers | roles.sizes | roles.depth
        mixed = not all(
            word in counted or word.isdigit() or offset_letter(one) or isinstance(one, s.Slice)
            or (isinstance(one, s.Name) and one.kind == "mark")
            for word, one in zip(words, below, strict=True)
        )
        if mixed or not any(
            word in roles.running | roles.classes or word.isdigit() or offset_letter(one)
            or isinstance(one, s.Slice)
            for word, one in zip(words, below, strict=True)
        ):
            if all(words) and not any(isinstance(one, s.Slice) for one in below):
                return "_" + "".join(words), [], []
        if key in roles.sub_family and len(below) == 2 and not layered:
            first, second = (self.index(one) for one in below)
            return "", [first], [second]
        return "", [], [self.index(one) for one in below]

    def _has_entries(self, key: str) -> bool:
        """Whether a running letter stands below the name somewhere, as in `x_i`."""
        return any(
            spelled(one) in self.roles.running for below in self.roles.lower[key] for one in below
        )

    def _numbered(self, key: str) -> bool:
        """Whether the note defines `W_1`, so that figures are parts of names."""
        return key in self.roles.left_numbers

    def above(self, key: str, one: Node, name: str) -> str | Index | None:
        """What an upper script is: `T`, a part of the name, an index, or None for a power."""
        roles = self.roles
        if is_transpose(one) and "T" not in roles.offsets:
            return "T"
        inner = bracketed(one)
        if inner is not None:
            word = spelled(inner) or offset_letter(inner)
            if isinstance(inner, s.Number):
                counted = isinstance(one, s.Group) and roles.brackets[one.open] & roles.running
                return (
                    self.index(inner) if key in roles.sup_family and counted else "_" + inner.text
                )
            if word in roles.running | roles.depth or offset_letter(inner):
                return self.index(inner)
            if word:
                return "_" + word
            raise Unread(one, "this upper script is not understood")
        if isinstance(one, s.Name) and one.kind in ("mark", "symbol"):
            return "*"
        if isinstance(one, s.Number) and key in roles.upper_names:
            return self.index(one) if key in roles.sup_family else "_" + one.text
        if isinstance(one, s.Script | s.Name) and key in roles.sup_family:
            word = spelled(one)
            if word in roles.layers | roles.depth:
                return self.index(one)
        if key in roles.sup_family and offset_letter(one) in roles.layers:
            return self.index(one)
        return None

    def powered(self, base: Term, one: Node, node: Node) -> Term:
        """A power; -1 is the inverse, -T that of the transpose."""
        if isinstance(one, s.Sum) and len(one.terms) == 1 and one.signs[0] == "-":
            body = one.terms[0]
            if isinstance(body, s.Number) and body.value == 1:
                return Inverse(node, base)
            if is_transpose(body):
                return Inverse(node, Transposed(node, base))
        if isinstance(one, s.Name) and one.letter in ("⊙", "∘", "odot"):
            raise Unread(one, "this upper script is not understood")
        if isinstance(one, s.Name) and one.kind in ("mark", "symbol"):
            return base
        return Power(node, base, self.read(one))

    def with_powers(self, base: Term, wholes: list[s.Script], node: Node) -> Term:
        for whole in wholes:
            for one in sup_items(whole.sup):
                base = (
                    Transposed(node, base) if is_transpose(one) else self.powered(base, one, node)
                )
        return base

    def scripted_formula(self, node: Node, inner: Node, wholes: list[s.Script]) -> Term:
        """Scripts of a formula: `(AB)^T`, `softmax(z)_i` (by its product), `\\|x\\|_2^2`."""
        if isinstance(inner, s.Norm):
            kind = spelled(wholes[0].sub) if wholes[0].sub is not None else ""
            base: Term = NormOf(node, self.read(inner.body), kind)
        elif isinstance(inner, s.Group) and len(inner.items) != 1:
            raise Unread(node, "scripts of a list")
        elif isinstance(inner, s.Group) and inner.close == "|" and not inner.open:
            raise Unread(node, "a value at a point")
        else:
            base = self.read(inner)
        for whole in wholes:
            if whole.primes:
                raise Unread(node, "a prime of a formula")
            below = [] if isinstance(inner, s.Norm) else script_items(whole.sub)
            if below and all(self._is_index(one) for one in below):
                base = Entries(node, base, tuple(self.index(one) for one in below))
            for one in sup_items(whole.sup):
                if is_transpose(one) and "T" not in self.roles.offsets:
                    base = Transposed(node, base)
                else:
                    base = self.powered(base, one, node)
        return base

    def _is_index(self, one: Node) -> bool:
        word = spelled(one) or offset_letter(one)
        return (
            isinstance(one, s.Slice | s.Number)
            or word in self.roles.running | self.roles.classes
            or (isinstance(one, s.Name) and one.kind == "mark")
        )

    def accented(self, node: s.Accent) -> Term:
        r"""`\hat{x_j}` is `\hat x_j`."""
        if isinstance(node.body, s.Script) and isinstance(base_of(node.body), s.Name):
            base = base_of(node.body)
            assert isinstance(base, s.Name)
            hatted = replace(base, accents=(*base.accents, node.accent))

            def put(one: Node) -> Node:
                return replace(one, base=put(one.base)) if isinstance(one, s.Script) else hatted

            return self.read(put(node.body))
        word = spelled(node.body)
        if word:
            return Symbol(node, f"{word}_{node.accent}")
        raise Unread(node, "an accent over a formula")

    # --- sums and products -------------------------------------------------

    def sum(self, node: s.Sum) -> Term:
        signs = tuple(-1 if sign == "-" else 1 for sign in node.signs)
        if any(sign not in ("", "+", "-") for sign in node.signs):
            raise Unread(node, "a sum with another sign")
        terms = tuple(self.read(one) for one in node.terms)
        return Plus(node, terms, signs)

    def product(self, node: s.Product) -> Term:
        """Factors, with functions and differentials taken together with what they apply to."""
        factors = list(node.factors)
        joints = list(node.joints)
        self._names_with_figures(factors, joints)
        _slash_derivatives(factors, joints)
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
            if beside and isinstance(before, s.Name) and before.letter in ("Δ", "δ"):
                if self.roles.is_prefix(before.letter) and isinstance(base_of(one), s.Name):
                    factors[at - 1 : at + 1] = [_prefixed(before, one)]
                    del joints[at - 1]
                    continue
            word = (
                isinstance(one, s.Name)
                and one.kind == "word"
                and one.letter not in KNOWN
                and text[before.end : one.start + 1].strip() == "{"
            )
            if beside and (word or (figure and one.value.denominator == 1)):
                assert isinstance(before, s.Name)
                place = {"start": before.start, "end": one.end}
                factors[at - 1 : at + 1] = [s.Script(before, one, **place)]
                del joints[at - 1]
            else:
                at += 1

    def operand(self, factors: list[Node], joints: list[str], at: int) -> tuple[Term, int]:
        """The term that begins with factor `at`, and the first factor behind it."""
        node = factors[at]
        base = base_of(node)
        if base is None:
            return self.read(node), at + 1
        key = key_of(base)
        following = factors[at + 1] if at + 1 < len(factors) else None
        joined = following is not None and joints[at] == "juxtaposed"
        if key == "∇":
            return self.gradient(node, factors, joints, at)
        if key in ("d", "D") and joined and isinstance(node, s.Name) and key == "d":
            if not self.roles.lefts["d"] and "d" not in self.roles.sizes:
                return self.differential(node, factors, joints, at)
        if (
            joined
            and base.kind == "figure"
            and isinstance(following, s.Group)
            and _related(following)
        ):
            return self.indicator(node, following), at + 2
        word = self.aliases.get(key, KNOWN.get(key, ""))
        called = self.roles.called.get(key, "")
        group = _opened(following) if joined else None
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
        if group is not None and group.open == "(" and following is group and joined and not called:
            if (entry := self._entry_of(key, group)) is not None:
                return Entries(node, self.read(node), entry), at + 2
        if group is not None and group.open == "[" and following is group and joined:
            if group.items and all(self._is_index(one) for one in group.items):
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
            if left is not None and key_of(left) == key:
                if any(
                    isinstance(n, s.Name) and n.key == inner.base.key for n in s.walk(line.sides[1])
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
        assert isinstance(head, Symbol)
        args = tuple(self.read(one) for one in group.items)
        call: Term = Call(_spanning(node, following), head.name, args, primes, head)
        if power is not None:
            call = Power(node, call, self.read(power), entrywise=True)
        return self._behind(call, following, group)

    def known(
        self, node: Node, word: str, factors: list[Node], joints: list[str], at: int
    ) -> tuple[Term, int]:
        """A function word with its argument, in brackets or behind it."""
        following = factors[at + 1]
        group = _opened(following)
        primes = sum(one.primes for one in s.walk(node) if isinstance(one, s.Script))
        scripts = [one for one in s.walk(node) if isinstance(one, s.Script)]
        power = next((one.sup for one in scripts if one.sup is not None), None)
        if group is not None and group.open in ("(", "[", r"\{", "{"):
            args = tuple(self.read(one) for one in group.items if not _is_option(one))
            if word == "diag" and len(args) == 1:
                free = free_letters(args[0], frozenset(self.roles.running))
                if len(free) == 1 and not isinstance(args[0], Collected):
                    args = (Collected(args[0].node, args[0]),)
            call: Term = Call(_spanning(node, following), word, args, primes, axis=_axis_of(group))
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
        call = Call(_spanning(node, inner[-1]), word, (argument,), primes)
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

    # --- calculus ----------------------------------------------------------

    def gradient(
        self, node: Node, factors: list[Node], joints: list[str], at: int
    ) -> tuple[Term, int]:
        r"""`\nabla_W f`; `\nabla W` is the gradient by W of what is not said."""
        below = node.sub if isinstance(node, s.Script) else None
        order = 1
        if isinstance(node, s.Script) and node.sup is not None:
            if not isinstance(node.sup, s.Number) or node.sup.value != 2:
                raise Unread(node, "this derivative is not understood")
            order = 2
        if at + 1 >= len(factors):
            if below is None:
                raise Unread(node, "∇ of nothing")
            return Derivative(node, None, (self.read(below),), True), at + 1
        of, end = self.operand(factors, joints, at + 1)
        by = self.read(below) if below is not None else self._argument(of)
        if by is None:
            return Derivative(node, None, (of,), True), end
        return Derivative(node, of, (by,) * order, True), end

    def _argument(self, of: Term) -> Term | None:
        """That on which a loss depends, as its definition E(w) says."""
        group = self.roles.left_arguments.get(of.name) if isinstance(of, Symbol) else None
        if group is None or len(group.items) != 1:
            return None
        return self.read(group.items[0])

    def differential(
        self, node: Node, factors: list[Node], joints: list[str], at: int
    ) -> tuple[Term, int]:
        of, end = self.operand(factors, joints, at + 1)
        turned = isinstance(of, Transposed)
        if isinstance(of, Transposed):
            of = of.base
        found: Term = Differential(node, of)
        if self.gradient_letters:
            found = Derivative(node, None, (of,), True)
        return (Transposed(node, found) if turned else found), end

    def fraction(self, node: s.Frac) -> Term:
        """A quotient, or a derivative where both parts begin with ∂ or d."""
        if node.style != "frac":
            raise Unread(node, "a binomial")
        sign = _first_sign(node.num)
        if sign and _first_sign(node.den) in (sign, "∂"):
            return self.derivative(node)
        if sign == "∂":
            order, of = self._numerator(node.num)
            if order == 1 and of is not None:
                return Derivative(node, of, (self.read(node.den),))
        return Over(node, self.read(node.num), self.read(node.den))

    def derivative(self, node: s.Frac) -> Term:
        order, of = self._numerator(node.num)
        by = self._denominator(node.den)
        if len(by) != order:
            raise Unread(node, "the order of this derivative is not clear")
        return Derivative(node, of, tuple(by), total=_first_sign(node.num) == "d")

    def _numerator(self, node: Node) -> tuple[int, Term | None]:
        factors = list(node.factors) if isinstance(node, s.Product) else [node]
        joints = list(node.joints) if isinstance(node, s.Product) else []
        self._names_with_figures(factors, joints)
        head = factors[0]
        order = 1
        if isinstance(head, s.Script):
            if not isinstance(head.sup, s.Number):
                raise Unread(head, "the order of this derivative is not clear")
            order = int(head.sup.value)
        if len(factors) == 1:
            return order, None
        place = {"start": factors[1].start, "end": factors[-1].end}
        rest: Node = factors[1]
        if len(factors) > 2:
            rest = s.Product(tuple(factors[1:]), tuple(joints[1:]), **place)
        return order, self.read(rest)

    def _denominator(self, node: Node) -> list[Term]:
        factors = list(node.factors) if isinstance(node, s.Product) else [node]
        joints = list(node.joints) if isinstance(node, s.Product) else []
        self._names_with_figures(factors, joints)
        found: list[Term] = []
        at = 0
        while at < len(factors):
            base = base_of(factors[at])
            if base is None or base.letter not in ("∂", "d") or at + 1 >= len(factors):
                raise Unread(node, "by what this derivative is taken is not clear")
            term, at = self.operand(factors, joints, at + 1)
            if isinstance(term, Power) and isinstance(term.exponent, Number):
                found += [term.base] * int(term.exponent.value)
            else:
                found.append(term)
        return found

    # --- brackets and big signs --------------------------------------------

    def group(self, node: s.Group) -> Term:
        if node.open == "<" and len(node.items) == 2:
            return Inner(node, self.read(node.items[0]), self.read(node.items[1]))
        if len(node.items) == 1 and node.open == "[" and _is_row(node.items[0]):
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
        for one in _lower_items(node.lower):
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


def _slash_derivatives(factors: list[Node], joints: list[str]) -> None:
    """∂L/∂W in one line is the quotient of ∂L and ∂W."""
    at = 0
    while at < len(joints):
        below = factors[at + 1]
        sign = below.letter if isinstance(below, s.Name) else ""
        if joints[at] != "slash" or sign not in ("∂", "d") or at + 2 >= len(factors):
            at += 1
            continue
        begin = at
        while begin >= 0 and not (
            isinstance(base_of(factors[begin]), s.Name) and base_of(factors[begin]).letter == sign
        ):  # type: ignore[union-attr]
            begin -= 1
        if begin < 0 or begin == at:
            at += 1
            continue
        end = at + 3
        num = _made_product(factors[begin : at + 1], joints[begin:at])
        den = _made_product(factors[at + 1 : end], joints[at + 1 : end - 1])
        whole = s.Frac(num, den, start=num.start, end=den.end)
        factors[begin:end] = [whole]
        del joints[begin : end - 1]
        at = begin


def _made_product(factors: list[Node], joints: list[str]) -> Node:
    if len(factors) == 1:
        return factors[0]
    return s.Product(tuple(factors), tuple(joints), start=factors[0].start, end=factors[-1].end)


def _prefixed(before: s.Name, node: Node) -> Node:
    """ΔW as one name, under whatever scripts."""
    if isinstance(node, s.Script):
        return replace(node, base=_prefixed(before, node.base), start=before.start)
    assert isinstance(node, s.Name)
    return replace(node, letter=before.letter + node.key, accents=(), start=before.start)


def _axis_of(group: s.Group) -> int | None:
    """0 or 1 of `axis=0`."""
    for one in group.items:
        if isinstance(one, s.Chain) and one.first is not None and spelled(one.first) == "axis":
            right = one.links[0].right
            if isinstance(right, s.Number):
                return int(right.value)
    return None


def _is_row(node: Node) -> bool:
    """Whether this is `a_1 ⋯ a_n`, with nothing but dots between two members."""
    return (
        isinstance(node, s.Product)
        and len(node.factors) >= 3
        and all(j == "juxtaposed" for j in node.joints)
        and any(isinstance(one, s.Dots) for one in node.factors[1:-1])
        and all(isinstance(one, s.Dots | s.Frac | s.Name | s.Script) for one in node.factors)
    )


def _spanning(node: Node, last: Node | None) -> Node:
    """A node from one to another."""
    if last is None:
        return node
    return s.Product((node, last), ("juxtaposed",), start=node.start, end=last.end)


def _opened(node: Node | None) -> s.Group | None:
    """The brackets that open here, under scripts."""
    while isinstance(node, s.Script):
        node = node.base
    return node if isinstance(node, s.Group) else None


def _related(group: s.Group) -> bool:
    return len(group.items) == 1 and isinstance(group.items[0], s.Chain)


def _size_of(wholes: list[s.Script]) -> str:
    for whole in wholes:
        if whole.sub is not None:
            return spelled(whole.sub)
    return ""


def _first_sign(node: Node) -> str:
    """∂ or d where a numerator or denominator begins with it."""
    first = node.factors[0] if isinstance(node, s.Product) else node
    base = base_of(first)
    if base is None or base.letter not in ("∂", "d", "𝑑"):
        return ""
    if base.letter == "d" and not isinstance(node, s.Product):
        return "d" if isinstance(first, s.Name) else ""
    return base.letter


def _lower_items(node: Node | None) -> list[Node]:
    if node is None:
        return []
    if isinstance(node, s.Items):
        return list(node.items)
    if isinstance(node, s.Product) and all(isinstance(f, s.Name) for f in node.factors):
        return list(node.factors)
    return [node]


def _is_option(node: Node) -> bool:
    """`axis=0` and the like."""
    return isinstance(node, s.Chain)


__all__ = ["Fraction", "Reader", "Unread"]
