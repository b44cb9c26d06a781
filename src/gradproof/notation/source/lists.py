r"""How far a relation reaches in a list: `i = 1, \dots, N` is one, and so is `x, y \in S`.

A comma does not say how far a relation reaches. Dots and figures behind a relation continue its
right side; names in front of one are its left side; anything else is an item of its own.
"""

from __future__ import annotations

from dataclasses import replace

from gradproof.notation.source.surface import Chain, Dots, Items, Node, Number, Product


def fold(
    items: list[Node], separators: list[str], leftwards: bool = True
) -> tuple[list[Node], list[str]]:
    """Items and separators, with bare items taken into the relations beside them.

    `leftwards` is false in brackets, where `f(x, y = 1)` has two items.
    """
    if not any(isinstance(item, Chain) for item in items):
        return items, separators
    done: list[Node] = []
    signs: list[str] = []
    at = 0
    while at < len(items):
        if done:
            signs.append(separators[at - 1])
        item = items[at]
        if isinstance(item, Chain):
            stop = _continued(items, separators, at)
            done.append(_reach_right(item, items[at + 1 : stop], separators[at : stop - 1]))
            at = stop
            continue
        stop = at
        while stop < len(items) and not isinstance(items[stop], Chain):
            stop += 1
        chain = items[stop] if stop < len(items) else None
        listed = all(sign == "," for sign in separators[at:stop])
        if leftwards and listed and isinstance(chain, Chain) and chain.first is not None:
            names = (*items[at:stop], chain.first)
            first = Items(names, tuple(separators[at:stop]), start=item.start, end=chain.first.end)
            items[stop] = replace(chain, first=first, start=item.start)
            at = stop
            if done:
                signs.pop()
            continue
        done.extend(items[at:stop])
        signs.extend(separators[at : stop - 1])
        at = stop
    return done, signs


def _continued(items: list[Node], separators: list[str], at: int) -> int:
    """Where the right side of the relation at `at` ends: behind its dots and figures."""
    chain = items[at]
    assert isinstance(chain, Chain)
    stop = at + 1
    if chain.links[-1].right is None:
        return stop
    while stop < len(items) and separators[stop - 1] == ",":
        item = items[stop]
        if isinstance(item, Dots):
            follows = stop + 1 < len(items) and separators[stop] == ","
            stop += 2 if follows and not isinstance(items[stop + 1], Chain) else 1
        elif isinstance(items[stop - 1], Chain | Number) and _counts_on(item):
            stop += 1
        else:
            break
    return stop


def _counts_on(item: Node) -> bool:
    """Whether an item is a figure, or figures with dots such as `2 … N`."""
    dotted = isinstance(item, Product) and any(isinstance(part, Dots) for part in item.factors)
    return isinstance(item, Number) or dotted


def _reach_right(chain: Chain, more: list[Node], separators: list[str]) -> Chain:
    """The chain with these items on its right side too."""
    last = chain.links[-1]
    if not more or last.right is None:
        return chain
    end = more[-1].end
    right = Items((last.right, *more), tuple(separators), start=last.right.start, end=end)
    links = (*chain.links[:-1], replace(last, right=right, end=end))
    return replace(chain, links=links, end=end)
