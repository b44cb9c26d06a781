"""Names with their scripts: indices, layers, powers, transposes, or parts of the name."""

from __future__ import annotations

from dataclasses import replace

from gradproof.check.reading import Reading, Unread
from gradproof.check.spellings import (
    base_of,
    bracketed,
    entrywise_exponent,
    is_transpose,
    offset_letter,
    script_items,
    spelled,
    sup_items,
)
from gradproof.check.surfaces import (
    size_of,
)
from gradproof.check.terms import (
    Call,
    Condition,
    Delta,
    Entries,
    Identity,
    Index,
    Inverse,
    NormOf,
    Ones,
    Power,
    Symbol,
    Term,
    Transposed,
)
from gradproof.notation.source import surface as s
from gradproof.notation.source.surface import Node


class Scripts(Reading):
    """Names with their scripts: indices, layers, powers, transposes, or parts of the name."""

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
        key = inner.key
        if inner.kind == "figure" and key[:1] == "1":
            return self.with_powers(Ones(node, size_of(wholes)), wholes, node)
        if key in ("I", "I_bb") and not self.roles.lefts["I"]:
            return self.with_powers(Identity(node, size_of(wholes)), wholes, node)
        if (
            key == "e"
            and wholes
            and not self.roles.lefts["e"]
            and wholes[0].sup is not None
            and not wholes[0].sub
            and not any(is_transpose(one) for one in sup_items(wholes[0].sup))
        ):
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
            word in counted
            or word.isdigit()
            or offset_letter(one)
            or isinstance(one, s.Slice)
            or (isinstance(one, s.Name) and one.kind == "mark")
            for word, one in zip(words, below, strict=True)
        )
        if (
            (
                mixed
                or not any(
                    word in roles.running | roles.classes
                    or word.isdigit()
                    or offset_letter(one)
                    or isinstance(one, s.Slice)
                    for word, one in zip(words, below, strict=True)
                )
            )
            and all(words)
            and not any(isinstance(one, s.Slice) for one in below)
        ):
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
        if (exponent := entrywise_exponent(one)) is not None:
            return Power(node, base, self.read(exponent), entrywise=True)
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
