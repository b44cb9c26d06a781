r"""Slips planted in a right side, one at a time: what people get wrong, in their own text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from tests.check.oracle import Formula, Note

NAME = re.compile(
    r"(?<![\\A-Za-z{(])(?<!\\partial )(?<!\\mathrm\{d\} )(?<!\^)[A-Za-z](?:_\d)?(?![\w^'])"
)
"""A name without scripts, not under ∂ or d, and not the first in brackets."""

MEMBER = re.compile(r"(?:\\delta|[a-zA-Z])\^\{\([lN](?:[+-]1)?\)\}(?!\))")
"""A member of a family that is no argument and not yet transposed."""


def slips(text: str) -> Iterator[tuple[str, str]]:
    """Every slip with the text that it leaves, each text once."""
    seen = {text.replace(" ", "")}
    for kind, made in _slips(text):
        bare = made.replace(" ", "")
        if bare not in seen:
            seen.add(bare)
            yield kind, made


def slips_in_definitions(text: str) -> Iterator[tuple[str, str]]:
    """Every slip in what a note defines, with the whole note, where it has a meaning still."""
    for start, end in Note(text).places:
        for kind, made in slips(text[start:end]):
            changed = text[:start] + made + text[end:]
            try:
                note = Note(changed)
            except ValueError:
                continue
            if note.exists():
                yield kind, changed


def _slips(text: str) -> Iterator[tuple[str, str]]:
    bare = text.lstrip()
    yield "sign", bare[1:] if bare.startswith("-") else "-" + bare
    for found in re.finditer(r"(?<=[\w)}] )[+-](?= )", text):
        flipped = "-" if found.group() == "+" else "+"
        yield "sign", text[: found.start()] + flipped + text[found.end() :]
    if not bare.startswith("-"):
        yield "factor", "2 " + bare
        yield "factor", r"\frac{1}{2} " + bare
    if bare.startswith("2 "):
        yield "factor", bare[2:]
    if r"\frac{1}{m}" in text:
        yield "1/m", text.replace(r"\frac{1}{m}", "", 1)
    for found in re.finditer(r"\^T", text):
        yield "transpose", text[: found.start()] + text[found.end() :]
    for found in NAME.finditer(text):
        yield "transpose", text[: found.end()] + "^T" + text[found.end() :]
    for found in MEMBER.finditer(text):
        turned = f"({found.group()})^T"
        yield "transpose", text[: found.start()] + turned + text[found.end() :]
    for found in re.finditer(r"\\odot", text):
        yield "no Hadamard", text[: found.start()] + text[found.end() :]
        yield (
            "derivative forgotten",
            text[: found.start()] + text[end_of_chain(text, found.end()) :],
        )
    for found in re.finditer("'", text):
        yield "derivative forgotten", text[: found.start()] + text[found.end() :]
    for spans in Formula(text).chains:
        for (a, b), (c, d) in pairwise(spans):
            yield "order", text[:a] + text[c:d] + " " + text[a:b] + text[d:]
    for old, new in (("(l)", "(l-1)"), ("(l+1)", "(l)"), ("(l-1)", "(l)"), ("(N)", "(N-1)")):
        for found in re.finditer(re.escape(old), text):
            yield "index", text[: found.start()] + new + text[found.end() :]
    for old, new in (("_{ij}", "_{ji}"), ("r_i", "r_j"), ("_{ij}", "_{jj}")):
        for found in re.finditer(re.escape(old), text):
            yield "index", text[: found.start()] + new + text[found.end() :]


def end_of_chain(text: str, at: int) -> int:
    """Where the product that begins here ends."""
    depth = 0
    for i in range(at, len(text)):
        if text[i] in "({":
            depth += 1
        elif text[i] in ")}":
            depth -= 1
            if depth < 0:
                return i
        elif depth == 0 and (text[i] in "+-" or text.startswith(r"\odot", i)):
            return i
    return len(text)
