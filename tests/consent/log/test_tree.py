"""Tree, proofs and notes: the published vectors, every small tree, and what is not a proof."""

import hashlib
from itertools import pairwise

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from finsam_verify.checkpoint import Checkpoint, KeyLink, Turn, follows, signed_checkpoint
from finsam_verify.encoding import Malformed
from finsam_verify.merkle import EMPTY_ROOT, Frontier, is_consistent, is_included, leaf_hash, node_hash
from finsam_verify.note import LogKey, Note, sign

from services.consent.domain import tree
from tests.consent.builders import NOON

# The leaves and roots of the reference tests of Certificate Transparency.
LEAVES = [
    bytes.fromhex(leaf)
    for leaf in (
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
    )
]  # fmt: skip
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
MANY = 70
HASHES = [leaf_hash(str(number).encode()) for number in range(MANY)]
NODES = tree.grown(0, {}, HASHES)


def plain_root(hashes: list[bytes]) -> bytes:
    """The definition, as RFC 6962 2.1 writes it."""
    if len(hashes) < 2:
        return hashes[0] if hashes else hashlib.sha256().digest()
    split = 1 << ((len(hashes) - 1).bit_length() - 1)
    return node_hash(plain_root(hashes[:split]), plain_root(hashes[split:]))


def root(size: int) -> bytes:
    return plain_root(HASHES[:size])


@pytest.mark.parametrize("size", range(1, 9))
def test_a_tree_has_the_published_root(size: int) -> None:
    grown = Frontier()
    for leaf in LEAVES[:size]:
        grown.push(leaf_hash(leaf))

    nodes = tree.grown(0, {}, [leaf_hash(leaf) for leaf in LEAVES[:size]])

    assert grown.root().hex() == tree.root_of((0, size), nodes).hex() == ROOTS[size - 1]


def test_an_empty_tree_has_the_root_of_nothing() -> None:
    assert Frontier().root() == EMPTY_ROOT == plain_root([])


def test_a_tree_grown_in_any_steps_is_the_same_tree() -> None:
    for steps in ((0, 1, 2, 70), (0, 3, 4, 5, 64, 70), tuple(range(MANY + 1))):
        made: dict[tree.Node, bytes] = {}
        for start, end in pairwise(steps):
            known = {node: made[node] for node in tree.frontier(start)}
            made |= tree.grown(start, known, HASHES[start:end])
        assert made == NODES


def test_every_leaf_of_every_small_tree_is_proved_and_no_other() -> None:
    for size in range(1, MANY):
        for number in range(size):
            path = [tree.root_of(part, NODES) for part in tree.inclusion(number, size)]
            assert is_included(HASHES[number], number, size, path, root(size))
            assert not is_included(HASHES[number], number, size, path, root(size + 1))
            assert not is_included(
                HASHES[number], number, size, [*path, path[-1] if path else b""], root(size)
            )
            assert not path or not is_included(HASHES[number], number, size, path[:-1], root(size))
            assert not is_included(HASHES[(number + 1) % MANY], number, size, path, root(size))


def test_every_small_tree_is_proved_to_begin_with_every_smaller_one() -> None:
    for new in range(MANY):
        for old in range(new + 1):
            path = [tree.root_of(part, NODES) for part in tree.consistency(old, new)]
            assert is_consistent((old, root(old)), (new, root(new)), path)
            assert not is_consistent((old, b"x" * 32), (new, root(new)), path)
            assert old == 0 or not is_consistent((old, root(old)), (new, b"x" * 32), path)
            assert not is_consistent((old, root(old)), (new, root(new)), [*path, b"x" * 32])
            assert not path or not is_consistent((old, root(old)), (new, root(new)), path[:-1])


def test_a_smaller_tree_does_not_continue_a_larger_one() -> None:
    assert not is_consistent((5, root(5)), (4, root(4)), [])


KEY = Ed25519PrivateKey.from_private_bytes(b"1" * 32)
NEXT = Ed25519PrivateKey.from_private_bytes(b"2" * 32)
NAME = "finsamteam.example/log"


def named(private: Ed25519PrivateKey) -> LogKey:
    return LogKey(NAME, private.public_key().public_bytes_raw())


def a_note(size: int, private: Ed25519PrivateKey, name: str = NAME) -> str:
    return sign(Checkpoint(NAME, size, root(size), NOON).text, [(name, private)]).write()


class TestNotes:
    def test_read_back_what_was_signed(self) -> None:
        found = signed_checkpoint(a_note(7, KEY), [KeyLink(named(KEY), 0, None)])

        assert found == Checkpoint(NAME, 7, root(7), NOON)

    def test_name_a_key_as_c2sp_does(self) -> None:
        """The key of Go's sum database, which is published in this form."""
        line = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"

        assert LogKey.from_line(line).line == line

    @pytest.mark.parametrize("position", range(len(a_note(7, KEY).encode())))
    def test_a_flipped_bit_anywhere_is_no_signed_checkpoint(self, position: int) -> None:
        changed = bytearray(a_note(7, KEY).encode())
        changed[position] ^= 1 << position % 8

        try:
            found = signed_checkpoint(changed.decode(), [KeyLink(named(KEY), 0, None)])
        except (Malformed, UnicodeDecodeError):
            return
        assert found is None

    def test_another_name_or_key_signs_nothing(self) -> None:
        links = [KeyLink(named(KEY), 0, None)]

        assert signed_checkpoint(a_note(7, NEXT), links) is None
        assert signed_checkpoint(a_note(7, KEY, "finsamteam.example/annan"), links) is None

    def test_a_key_signs_from_its_turn_on_and_the_older_one_until_then(self) -> None:
        turn = sign(Turn(NAME, 5, named(NEXT), NOON).text, [(NAME, KEY)])
        links = [KeyLink(named(KEY), 0, None), KeyLink(named(NEXT), 5, turn)]

        assert follows(links[1], links[0])
        signed = {
            (size, name): signed_checkpoint(a_note(size, private), links) is not None
            for size in (4, 5, 6)
            for name, private in (("old", KEY), ("new", NEXT))
        }
        assert signed == {
            (4, "old"): True, (4, "new"): False, (5, "old"): True, (5, "new"): True, (6, "old"): False, (6, "new"): True,
        }  # fmt: skip

    def test_a_key_that_nobody_vouches_for_does_not_follow(self) -> None:
        before, by_itself = KeyLink(named(KEY), 0, None), Turn(NAME, 5, named(NEXT), NOON)

        assert not follows(KeyLink(named(NEXT), 5, None), before)
        assert not follows(KeyLink(named(NEXT), 5, sign(by_itself.text, [(NAME, NEXT)])), before)
        assert not follows(KeyLink(named(NEXT), 4, sign(by_itself.text, [(NAME, KEY)])), before)

    @pytest.mark.parametrize(
        "text", ["", "a\nb\n", "a\n07\n", "a\n7\nxx\n2026\n", "a\n7\n" + "A" * 44 + "\n"]
    )
    def test_other_texts_are_no_checkpoint(self, text: str) -> None:
        with pytest.raises(Malformed):
            Checkpoint.from_text(text)

    @pytest.mark.parametrize("note", ["", "a\n", "a\n\n", "a\n\n\u2014 b c\n", "a\n\n\u2014 b AAAA\n"])
    def test_other_texts_are_no_note(self, note: str) -> None:
        with pytest.raises(Malformed):
            Note.read(note)
