"""What words say: other names of functions, entrywise signs, symmetric and diagonal matrices."""

from __future__ import annotations

import re

from gradproof.check.definitions import Definitions, read_or_none
from gradproof.check.lines import EQUAL
from gradproof.check.roles import KNOWN
from gradproof.check.spellings import base_of
from gradproof.check.terms import (
    Call,
    Derivative,
    Symbol,
    Term,
    free_letters,
    inside,
)
from gradproof.notation.source import surface as s

LOSS_LETTERS = frozenset("LJCEFflℓ") | {"L_cal", "J_cal", "E_cal", "Loss", "loss", "Cost", "cost"}
_FACTS = {
    "diagonal": r"diagonal|对角",
    "symmetric": r"symmetric|对称|symétrique|simétric|symmetrisch|positive[- ]definite|正定|SPD"
    r"|covariance matrix|协方差矩阵",
}
_DENIED = (
    r"不(?:一定|必|是)?对称|未必对称|非对称|反对称|skew|block diagonal|非対称|対称とは限らない"
    r"|(?:not|nicht|pas|no|não|need not be)(?: \w+)? +s[iy]m"
)
_ENTRYWISE = (
    r"逐元素|各元素|逐点|按元素|element-?\s?wise|elementwise|要素(?:ごと|積)|Hadamard"
    r"|elemento a elemento|elementweise|entrywise|componentwise"
)
_SIGNS = {"×": "times", "*": "star", "·": "cdot", "∘": "circ", "⊗": "otimes", "∗": "star"}


def facts(found: Definitions) -> None:
    """What the words beside a name or its shape say of the matrix: symmetric, diagonal."""
    previous = ""
    spoken = [(one.node, one) for one in found.lines.remarks]
    spoken += [(line.sides[0], line.statement) for line in found.lines.lines if "∈" in line.signs]
    for node, one in spoken:
        term = read_or_none(found.reader, node) if node is not None else None
        if not isinstance(term, Symbol):
            continue
        words = (one.lead or "")[-30:].rpartition("$")[2] + " " + (one.tail or "")[:30]
        if re.search(_DENIED, words, re.IGNORECASE):
            continue
        about = term.name
        if about in found.roles.sizes | found.roles.uppers and previous:
            about = previous
        previous = term.name
        for fact, pattern in _FACTS.items():
            if re.search(pattern, words, re.IGNORECASE):
                found.facts[about].setdefault(fact, one.formula.start)
    for line in found.lines.lines:
        left, right = line.sides[0], line.sides[1]
        if (
            (
                line.signs[0] in EQUAL
                and isinstance(right, s.Script)
                and right.base == left
                and isinstance(left, s.Name)
            )
            and right.sup is not None
            and isinstance(right.sup, s.Name)
            and right.sup.letter in "T⊤"
        ):
            found.facts[left.key].setdefault("symmetric", line.start)


def lists_from_zero(found: Definitions) -> None:
    """The names of lists whose first entry has the number 0, and of their entries."""
    for line in found.lines.lines:
        for side in line.sides:
            for node in s.walk(side):
                if not isinstance(node, s.Group | s.Items) or len(node.items) < 2:
                    continue
                first = node.items[0]
                if not isinstance(first, s.Script) or first.sub is None:
                    continue
                digits = [one for one in s.walk(first.sub) if isinstance(one, s.Number)]
                base = base_of(first)
                if base is not None and digits and digits[-1].value == 0:
                    found.from_zero.add(base.key)
                    if (left := base_of(line.sides[0])) is not None:
                        found.from_zero.add(left.key)


def fixed_letters(found: Definitions) -> None:
    """Letters that a scalar's definition leaves free are of one fixed entry: −log p_t."""
    roles = found.roles
    for line in found.lines.lines:
        if line.signs[0] not in EQUAL:
            continue
        left, right = (read_or_none(found.reader, side) for side in line.sides[:2])
        if not isinstance(left, Symbol) or left.at or left.entries or right is None:
            continue
        free = free_letters(right, frozenset(roles.running)) - roles.layers - roles.summed
        logged = any(isinstance(one, Call) and one.function == "log" for one in inside(right))
        if not logged and left.name not in LOSS_LETTERS:
            continue
        if (
            free
            and not isinstance(right, Derivative)
            and all(_is_entry_letter(right, letter) for letter in free)
        ):
            roles.classes |= free
            roles.running -= free


def _is_entry_letter(term: Term, letter: str) -> bool:
    return all(
        i.letter != letter for one in inside(term) if isinstance(one, Symbol) for i in one.at
    ) and not any(
        isinstance(one, Symbol) and one.name == letter and not one.entries for one in inside(term)
    )


def aliases(found: Definitions) -> None:
    """Functions by other names: `σ = tanh`, `φ` = logistic in words."""
    for line in found.lines.lines:
        left, right = line.sides[0], line.sides[1]
        if (
            line.signs[0] in EQUAL
            and isinstance(right, s.Name)
            and right.letter in KNOWN
            and isinstance(left, s.Name)
        ):
            found.reader.aliases[left.key] = KNOWN[right.letter]
    for one in found.lines.remarks:
        words = re.match(r"\s*(?:=|is|为|是)\s*(?:the\s+)?([A-Za-z]+)", one.tail or "")
        if isinstance(one.node, s.Name) and words and words.group(1) in KNOWN:
            found.reader.aliases[one.node.key] = KNOWN[words.group(1)]
    called = found.roles.called
    if "σ" in called and "σ" not in found.reader.aliases and not _defines_function(found, "σ"):
        found.reader.aliases["σ"] = "sigmoid"


def declared_joints(found: Definitions) -> None:
    """Signs that the note says to be entrywise products: `× 表示各元素分别相乘`."""
    text = found.lines.text
    for sign, joint in _SIGNS.items():
        spelled_signs = {
            "times": r"\\times",
            "cdot": r"\\cdot",
            "circ": r"\\circ",
            "otimes": r"\\otimes",
            "star": r"\\ast",
        }
        shapes = rf"(?:{re.escape(sign)}|{spelled_signs[joint]})"
        if re.search(
            rf"(?:^|[\s,，、;；(（$`]){shapes}\s*[$`]*[^\n$A-Za-z]{{0,6}}(?:is|denotes|means|表示|代表|为|は)?\s*[^\n$.。]{{0,14}}(?:{_ENTRYWISE})",
            text,
            re.IGNORECASE,
        ):
            found.reader.hadamard.add(joint)


def _defines_function(found: Definitions, key: str) -> bool:
    for line in found.lines.lines:
        left = line.sides[0]
        if (
            isinstance(left, s.Product)
            and isinstance(left.factors[0], s.Name)
            and left.factors[0].key == key
        ):
            return True
    return False


def speaks_of_gradients(found: Definitions) -> bool:
    """Whether `dW = …` means the gradient by W: two such lines, none of them of the loss."""
    heads: list[s.Node] = []
    for line in found.lines.lines:
        left = line.sides[0]
        if isinstance(left, s.Product) and isinstance(left.factors[0], s.Name):
            if left.factors[0].key == "d" and line.signs[0] in EQUAL and len(left.factors) == 2:
                heads.append(left.factors[1])
            elif left.factors[0].key in ("tr", "Tr"):
                return False
    if len(heads) < 2:
        return False
    return not any(isinstance(h, s.Name) and h.key in LOSS_LETTERS | {"y"} for h in heads)
