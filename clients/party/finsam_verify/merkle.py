"""The tree of the log (RFC 6962, 2.1): hashes, roots, and the two proofs (RFC 9162, 2.1.3.2 and 2.1.4.2)."""

import hashlib
from collections.abc import Sequence
from typing import Final

HASH_BYTES: Final = 32
EMPTY_ROOT: Final = hashlib.sha256().digest()


def leaf_hash(body: bytes) -> bytes:
    """Return the hash of a leaf; the prefix keeps leaves and inner nodes apart."""
    return hashlib.sha256(b"\x00" + body).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Frontier:
    """A tree that grows: only the roots of its whole subtrees are kept, the largest first."""

    def __init__(self) -> None:
        self._roots: list[bytes] = []
        self.size = 0

    def push(self, leaf: bytes) -> None:
        """Add the hash of the next leaf."""
        self._roots.append(leaf)
        self.size += 1
        closed = self.size
        while closed % 2 == 0:
            right = self._roots.pop()
            self._roots.append(node_hash(self._roots.pop(), right))
            closed //= 2

    def root(self) -> bytes:
        """Return the root of all leaves so far."""
        return fold(self._roots)


def fold(roots: Sequence[bytes]) -> bytes:
    """Return the root above whole subtrees that stand side by side, the largest first."""
    if not roots:
        return EMPTY_ROOT
    root = roots[-1]
    for left in reversed(roots[:-1]):
        root = node_hash(left, root)
    return root


def is_included(leaf: bytes, number: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether the leaf (its hash) stands at `number`, counted from 0, in the tree of `size` leaves with this root."""
    if not 0 <= number < size:
        return False
    place, last, found = number, size - 1, leaf
    for step in path:
        if last == 0:
            return False
        if place % 2 or place == last:
            found = node_hash(step, found)
            while place % 2 == 0 and place:
                place, last = place // 2, last // 2
        else:
            found = node_hash(found, step)
        place, last = place // 2, last // 2
    return last == 0 and found == root


def is_consistent(old: tuple[int, bytes], new: tuple[int, bytes], path: Sequence[bytes]) -> bool:
    """Whether the tree `new` (size, root) begins with the whole of the tree `old`: nothing of it was changed."""
    (size, root), (new_size, new_root) = old, new
    if not 0 <= size <= new_size:
        return False
    if size == new_size:
        return not path and root == new_root
    if size == 0:
        return not path and root == EMPTY_ROOT
    return _grows(old, new, [root, *path] if size & (size - 1) == 0 else list(path))


def _grows(old: tuple[int, bytes], new: tuple[int, bytes], path: Sequence[bytes]) -> bool:
    if not path:
        return False
    place, last = old[0] - 1, new[0] - 1
    while place % 2:
        place, last = place // 2, last // 2
    before = after = path[0]
    for step in path[1:]:
        if last == 0:
            return False
        if place % 2 or place == last:
            before, after = node_hash(step, before), node_hash(step, after)
            while place % 2 == 0 and place:
                place, last = place // 2, last // 2
        else:
            after = node_hash(after, step)
        place, last = place // 2, last // 2
    return last == 0 and (before, after) == (old[1], new[1])
