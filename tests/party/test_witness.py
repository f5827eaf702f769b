"""A client that keeps the log's checkpoints finds a log that was changed, cut or signed by somebody else."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from finsam_party.errors import LogForked
from finsam_party.outage import Outage
from finsam_party.witness import Kept, Witness
from finsam_verify.checkpoint import Checkpoint, Turn
from finsam_verify.encoding import to_base64
from finsam_verify.kept import read_kept
from finsam_verify.merkle import leaf_hash
from finsam_verify.note import LogKey, sign

from services.consent.domain import tree

NAME = "finsamteam.example/utlamnanden"
AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
OLD, NEW = Ed25519PrivateKey.from_private_bytes(b"1" * 32), Ed25519PrivateKey.from_private_bytes(b"2" * 32)


class Token:
    async def bearer(self) -> str:
        return "token"

    def forget(self) -> None: ...


class FakeLog:
    """A log as its service tells it; the test does to it what its owner could."""

    def __init__(self, leaves: int = 7) -> None:
        self.leaves = [leaf_hash(str(number).encode()) for number in range(leaves)]
        self.keys: list[tuple[Ed25519PrivateKey, int, str | None]] = [(OLD, 0, None)]
        self.away = False

    def answer(self, request: httpx2.Request) -> httpx2.Response:
        if self.away:
            return httpx2.Response(503)
        name = request.url.path.removeprefix("/v1/log/")
        if name == "keys":
            return httpx2.Response(200, json={"keys": [self._key(*key) for key in self.keys]})
        if name == "checkpoint":
            return httpx2.Response(200, json={"note": self.note()}) if self.leaves else httpx2.Response(404)
        old, new = int(request.url.params["from"]), int(request.url.params["to"])
        path = [to_base64(self.root(part)) for part in tree.consistency(old, new)]
        return httpx2.Response(200, json={"path": path})

    def root(self, part: tree.Stretch) -> bytes:
        return tree.root_of(part, tree.grown(0, {}, self.leaves))

    def note(self) -> str:
        size, private = len(self.leaves), self.keys[-1][0]
        at = AT + timedelta(minutes=size)
        return sign(Checkpoint(NAME, size, self.root((0, size)), at).text, [(NAME, private)]).write()

    def turn(self, *, by: Ed25519PrivateKey | None = OLD) -> None:
        size = len(self.leaves)
        turn = sign(Turn(NAME, size, named(NEW), AT).text, [(NAME, by)]).write() if by else None
        self.keys.append((NEW, size, turn))

    @staticmethod
    def _key(private: Ed25519PrivateKey, size: int, turn: str | None) -> dict[str, Any]:
        key = named(private)
        return {"line": key.line, "fingerprint": key.fingerprint, "from_size": size, "turn": turn}


def named(private: Ed25519PrivateKey) -> LogKey:
    return LogKey(NAME, private.public_key().public_bytes_raw())


@pytest.fixture
def fake() -> FakeLog:
    return FakeLog()


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return tmp_path / "seen.jsonl"


@pytest.fixture
def witness(fake: FakeLog, kept: Path) -> Witness:
    return make(fake, kept)


def make(fake: FakeLog, kept: Path, pin: str = "") -> Witness:
    http = httpx2.AsyncClient(transport=httpx2.MockTransport(fake.answer))
    return Witness("http://consent", Kept(kept), Token(), http, pin)  # pyright: ignore[reportArgumentType]


def sizes(kept: Path) -> list[int]:
    return [int(note.split("\n")[1]) for note in read_kept(kept.read_text(encoding="utf-8"))]


async def test_keeps_each_checkpoint_of_a_log_that_grows(fake: FakeLog, witness: Witness, kept: Path) -> None:
    for _ in range(4):
        await witness.look()
        fake.leaves.append(leaf_hash(b"more"))
    await witness.look()
    await witness.look()

    assert sizes(kept) == [7, 8, 9, 10, 11]


async def test_goes_on_after_a_restart(fake: FakeLog, witness: Witness, kept: Path) -> None:
    await witness.look()
    fake.leaves.append(leaf_hash(b"more"))

    await make(fake, kept).look()

    assert sizes(kept) == [7, 8]


async def test_has_nothing_to_keep_of_an_empty_log(kept: Path) -> None:
    assert await make(FakeLog(0), kept).look() is None
    assert not _written(kept)


def _written(kept: Path) -> bool:
    return kept.exists()


def _write_over(kept: Path) -> None:
    kept.write_text("nonsens\n", encoding="utf-8")


def _change(fake: FakeLog) -> None:
    fake.leaves[2] = leaf_hash(b"other")


def _fork(fake: FakeLog) -> None:
    fake.leaves[5:] = [leaf_hash(b"other")] * 4


def _cut(fake: FakeLog) -> None:
    fake.leaves.pop()


def _empty(fake: FakeLog) -> None:
    fake.leaves.clear()


def _sign_by_another(fake: FakeLog) -> None:
    fake.keys = [(NEW, 0, None)]


def _unvouched(fake: FakeLog) -> None:
    fake.turn(by=None)


def _vouched_by_itself(fake: FakeLog) -> None:
    fake.turn(by=NEW)


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (_change, "forked"),
        (_fork, "forked"),
        (_cut, "cut"),
        (_empty, "gone"),
        (_sign_by_another, "other_key"),
        (_unvouched, "key_without_word"),
        (_vouched_by_itself, "key_without_word"),
    ],
)
async def test_finds_what_the_log_s_owner_may_do(
    fake: FakeLog, witness: Witness, kept: Path, edit: Callable[[FakeLog], None], code: str
) -> None:
    await witness.look()
    edit(fake)

    for _ in range(2):
        with pytest.raises(LogForked) as forked:
            await witness.look()
        assert forked.value.code == code
    assert sizes(kept) == [7], "what was seen is not given up"


async def test_follows_a_key_that_the_older_one_has_named(
    fake: FakeLog, witness: Witness, kept: Path
) -> None:
    await witness.look()
    fake.turn()
    fake.leaves.append(leaf_hash(b"more"))

    await witness.look()

    assert sizes(kept) == [7, 8]


async def test_believes_no_other_key_than_the_pinned_one(fake: FakeLog, kept: Path) -> None:
    assert await make(fake, kept, named(OLD).fingerprint).look()
    with pytest.raises(LogForked) as forked:
        await make(fake, kept, named(NEW).fingerprint).look()
    assert forked.value.code == "not_the_pinned_key"


async def test_an_outage_is_no_fork(fake: FakeLog, witness: Witness) -> None:
    await witness.look()
    fake.away = True

    with pytest.raises(Outage):
        await witness.look()


async def test_a_file_that_somebody_has_written_over_is_said(
    fake: FakeLog, witness: Witness, kept: Path
) -> None:
    await witness.look()
    _write_over(kept)

    with pytest.raises(LogForked) as forked:
        await witness.look()
    assert forked.value.code == "kept_file"
