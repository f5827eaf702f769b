"""The search that the promise 'no personal data at rest' stands on finds what it must find."""

import base64
import gzip
import json
from pathlib import Path
from urllib.parse import quote

import pytest
from kafka.record.memory_records import MemoryRecordsBuilder

from deploy.canaries.search import Canaries

SECRET = "Hälsan är sköra ord, sa Testperson på Ågatan"
WAYS = {
    "plain": lambda s: s.encode(),
    "decomposed": lambda s: __import__("unicodedata").normalize("NFD", s).encode(),
    "utf-16 le": lambda s: s.encode("utf-16-le"),
    "utf-16 be": lambda s: s.encode("utf-16-be"),
    "latin-1": lambda s: s.encode("latin-1"),
    "hex": lambda s: s.encode().hex().encode(),
    "percent": lambda s: quote(s).encode(),
    "json": lambda s: json.dumps({"a": s}).encode(),
    "base64 at 0": lambda s: base64.b64encode(s.encode() + b"tail"),
    "base64 at 1": lambda s: base64.b64encode(b"x" + s.encode() + b"tail"),
    "base64 at 2": lambda s: base64.b64encode(b"xy" + s.encode() + b"tail"),
    "base64url at 2": lambda s: base64.urlsafe_b64encode(b"xy" + s.encode() + b"tail"),
}


@pytest.mark.parametrize("way", WAYS)
def test_the_search_finds_a_canary_in_this_form(way: str, tmp_path: Path) -> None:
    (tmp_path / "file.bin").write_bytes(b"\x00\x01noise" * 50 + WAYS[way](SECRET) + b"more noise")

    assert Canaries([SECRET]).in_tree(tmp_path)


def test_the_search_finds_a_canary_across_the_border_of_two_blocks(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("deploy.canaries.search.BLOCK", 64)
    (tmp_path / "file.bin").write_bytes(b"." * 50 + SECRET.encode() + b"." * 50)

    assert Canaries([SECRET]).in_tree(tmp_path)


def test_the_search_finds_a_canary_behind_a_hole(tmp_path: Path) -> None:
    with (tmp_path / "sparse.bin").open("wb") as file:
        file.seek(50_000_000)
        file.write(SECRET.encode())

    assert Canaries([SECRET]).in_tree(tmp_path)


def test_the_search_finds_a_canary_in_a_file_name(tmp_path: Path) -> None:
    (tmp_path / "195907142599.txt").write_text("")

    assert Canaries(["195907142599"]).in_tree(tmp_path)


@pytest.mark.parametrize("part", ["value", "key", "header"])
def test_the_search_finds_a_canary_in_a_compressed_kafka_segment(part: str, tmp_path: Path) -> None:
    secret = SECRET.encode()
    builder = MemoryRecordsBuilder(magic=2, compression_type=1, batch_size=1 << 20)
    builder.append(
        timestamp=1,
        key=secret if part == "key" else b"key",
        value=(secret if part == "value" else b"") + b"padding " * 200,
        headers=[("h", secret)] if part == "header" else [],
    )
    builder.close()
    segment = tmp_path / "00000000000000000000.log"
    segment.write_bytes(bytes(builder.buffer()))

    assert secret not in segment.read_bytes(), "the case is only worth something if the raw file hides it"
    assert Canaries([SECRET]).in_tree(tmp_path)


def test_the_search_stays_silent_when_nothing_is_there(tmp_path: Path) -> None:
    (tmp_path / "file.bin").write_bytes(gzip.compress(b"nothing of interest" * 1000))

    assert Canaries([SECRET, "195907142599"]).in_tree(tmp_path) == []
