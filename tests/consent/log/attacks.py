"""What somebody may do to a log: edits of its exported bytes, by who has everything, the signing key included.

`plain`: the leaves are edited and the bundle is signed again. `thorough`: the tree is built anew and its checkpoints are
signed anew as well, so that the bundle agrees with itself: only what a witness has kept tells.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from random import Random

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from finsam_verify.bundle import Bundle, BundleLeaf, Earlier
from finsam_verify.checkpoint import Checkpoint
from finsam_verify.merkle import leaf_hash
from finsam_verify.note import Note, sign

from services.consent.disclosure_log.leaf import LeafBody
from services.consent.domain import tree

Leaves = list[bytes]
Edit = Callable[[Random, Leaves], Leaves]


@dataclass
class Log:
    """A real log: its bundle as exported, the key that signs it, and every checkpoint that was handed out."""

    written: bytes
    private: Ed25519PrivateKey
    kept: list[str]

    @cached_property
    def bundle(self) -> Bundle:
        return Bundle.from_text(Note.read(self.written.decode()).text)

    @property
    def pin(self) -> str:
        return self.bundle.keys[-1].key.fingerprint


def change(random: Random, leaves: Leaves) -> Leaves:
    """Another unit, function, time or commitment, in bytes that are a leaf."""
    place = random.randrange(len(leaves))
    leaf = LeafBody.decode(leaves[place])
    other = random.choice(
        [
            replace(leaf, unit=leaf.unit + "x"),
            replace(leaf, function="läkare"),
            replace(leaf, purpose="granskning"),
            replace(leaf, at=datetime(2020, 1, 1, tzinfo=UTC)),
            replace(leaf, commitment=random.randbytes(32)),
        ]
    )
    return [*leaves[:place], other.encode(), *leaves[place + 1 :]]


def delete(random: Random, leaves: Leaves) -> Leaves:
    """One leaf is gone, and those after it close up."""
    place = random.randrange(len(leaves))
    return leaves[:place] + leaves[place + 1 :]


def insert(random: Random, leaves: Leaves) -> Leaves:
    """A leaf of something that never was, or one twice."""
    place = random.randrange(len(leaves))
    leaf = LeafBody.decode(random.choice(leaves))
    made = replace(leaf, commitment=random.randbytes(32)).encode() if random.random() < 0.5 else leaf.encode()
    return [*leaves[:place], made, *leaves[place:]]


def swap(random: Random, leaves: Leaves) -> Leaves:
    """Two leaves change places."""
    first, second = random.sample(range(len(leaves)), 2)
    if leaves[first] == leaves[second]:
        return delete(random, leaves)
    done = list(leaves)
    done[first], done[second] = done[second], done[first]
    return done


def cut(random: Random, leaves: Leaves) -> Leaves:
    """The end is gone."""
    return leaves[: random.randrange(1, len(leaves))]


def fork(random: Random, leaves: Leaves) -> Leaves:
    """From some place on it is another log, of the same length or longer."""
    place = random.randrange(len(leaves))
    leaf = LeafBody.decode(leaves[place])
    count = len(leaves) - place + random.randrange(3)
    return leaves[:place] + [replace(leaf, commitment=random.randbytes(32)).encode() for _ in range(count)]


def flip(random: Random, leaves: Leaves) -> Leaves:
    """One bit of one leaf."""
    place = random.randrange(len(leaves))
    body = bytearray(leaves[place])
    body[random.randrange(len(body))] ^= 1 << random.randrange(8)
    return [*leaves[:place], bytes(body), *leaves[place + 1 :]]


EDITS: dict[str, Edit] = {
    "change": change,
    "delete": delete,
    "insert": insert,
    "swap": swap,
    "cut": cut,
    "fork": fork,
    "flip": flip,
}


def plain(log: Log, leaves: Leaves) -> bytes:
    """The leaves edited, the bundle signed again."""
    return signed(log, replace(log.bundle, leaves=numbered(leaves)))


def cut_back(log: Log, size: int) -> bytes:
    """The log as it was at an earlier checkpoint, which was truly signed: nothing in it contradicts itself."""
    bundle = log.bundle
    notes = {_point(note).size: note for note in log.kept}
    earlier = [each for each in bundle.earlier if _point(each.note).size < size]
    bodies = [leaf.body or b"" for leaf in bundle.leaves]
    nodes = tree.grown(0, {}, [leaf_hash(body) for body in bodies[:size]])
    told = [Earlier(each.note, _path(nodes, _point(each.note).size, size)) for each in earlier]
    return signed(log, replace(bundle, checkpoint=notes[size], earlier=told, leaves=numbered(bodies[:size])))


def thorough(log: Log, leaves: Leaves) -> bytes:
    """Everything built and signed anew: the bundle agrees with itself."""
    bundle = log.bundle
    nodes = tree.grown(0, {}, [leaf_hash(leaf) for leaf in leaves])
    sizes = [_point(each.note).size for each in bundle.earlier]
    earlier = [
        Earlier(_checkpoint(log, nodes, size), _path(nodes, size, len(leaves)))
        for size in sizes
        if size < len(leaves)
    ]
    made = replace(
        bundle,
        checkpoint=_checkpoint(log, nodes, len(leaves)),
        earlier=earlier,
        leaves=numbered(leaves),
    )
    return signed(log, made)


def signed(log: Log, bundle: Bundle) -> bytes:
    """The bundle under the log's own key."""
    return sign(bundle.text, [(bundle.origin, log.private)]).write().encode()


def numbered(leaves: Leaves) -> list[BundleLeaf]:
    """Leaves in their order."""
    return [BundleLeaf(number, body) for number, body in enumerate(leaves)]


def _checkpoint(log: Log, nodes: dict[tree.Node, bytes], size: int) -> str:
    origin = log.bundle.origin
    text = Checkpoint(origin, size, tree.root_of((0, size), nodes), datetime(2026, 3, 2, tzinfo=UTC)).text
    return sign(text, [(origin, log.private)]).write()


def _path(nodes: dict[tree.Node, bytes], old: int, new: int) -> list[bytes]:
    return [tree.root_of(part, nodes) for part in tree.consistency(old, new)]


def _point(note: str) -> Checkpoint:
    return Checkpoint.from_text(Note.read(note).text)
