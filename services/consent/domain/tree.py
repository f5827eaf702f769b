"""Which nodes of the log's tree a new leaf makes, and which ones a root or a proof is built of (RFC 6962, 2.1).

A node is (level, place): it stands over the leaves place · 2^level up to (place + 1) · 2^level, and is stored when
all of them are there. It never changes afterwards. A tree of n leaves is log n such nodes side by side.
"""

from collections.abc import Iterable, Mapping, Sequence

from finsam_verify.merkle import fold, node_hash

Node = tuple[int, int]
"""Level (0: a leaf's hash) and place in it, from 0."""
Stretch = tuple[int, int]
"""Leaves from and including the first number, up to but not including the second."""


def nodes_over(stretch: Stretch) -> list[Node]:
    """Return the stored nodes that stand side by side over a stretch of leaves, the largest first.

    The stretch begins where a tree of its size may begin: RFC 6962 cuts nowhere else.
    """
    start, end = stretch
    nodes: list[Node] = []
    while start < end:
        level = (end - start).bit_length() - 1
        nodes.append((level, start >> level))
        start += 1 << level
    return nodes


def frontier(size: int) -> list[Node]:
    """Return the nodes that the tree of that size is made of."""
    return nodes_over((0, size))


def root_of(stretch: Stretch, hashes: Mapping[Node, bytes]) -> bytes:
    """Return the root over a stretch; raises KeyError for a node that is missing."""
    return fold([hashes[node] for node in nodes_over(stretch)])


def grown(size: int, known: Mapping[Node, bytes], leaves: Iterable[bytes]) -> dict[Node, bytes]:
    """Return every node that these new leaves (their hashes) complete. `known` holds the frontier of `size`."""
    made: dict[Node, bytes] = {}
    for number, leaf in enumerate(leaves, start=size):
        level, place, found = 0, number, leaf
        made[level, place] = found
        while place % 2:
            left: Node = (level, place - 1)
            found = node_hash(made[left] if left in made else known[left], found)
            level, place = level + 1, place // 2
            made[level, place] = found
    return made


def inclusion(number: int, size: int) -> list[Stretch]:
    """Return the stretches whose roots prove that leaf `number` is in the tree of `size`, nearest first (2.1.1)."""
    start, end, path = 0, size, list[Stretch]()
    while end - start > 1:
        middle = start + _split(end - start)
        if number < middle:
            path.append((middle, end))
            end = middle
        else:
            path.append((start, middle))
            start = middle
    return path[::-1]


def consistency(old: int, new: int) -> list[Stretch]:
    """Return the stretches whose roots prove that the tree of `new` begins with that of `old` (2.1.2)."""
    if old in {0, new}:
        return []
    start, end, path = 0, new, list[Stretch]()
    is_whole = True
    while old != end:
        middle = start + _split(end - start)
        if old <= middle:
            path.append((middle, end))
            end = middle
        else:
            path.append((start, middle))
            start, is_whole = middle, False
    if not is_whole:
        path.append((start, end))
    return path[::-1]


def needed(stretches: Sequence[Stretch]) -> list[Node]:
    """Return every stored node that these stretches are built of."""
    return sorted({node for stretch in stretches for node in nodes_over(stretch)})


def _split(width: int) -> int:
    """Return the largest power of two below the width."""
    return 1 << ((width - 1).bit_length() - 1)
