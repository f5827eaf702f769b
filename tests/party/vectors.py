"""Makes the test vectors of the wire format: `python -m tests.party.vectors` writes contracts/vectors/record-v1.json."""

import hashlib
import json
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from finsam_party.record import HEADER_BYTES, Entropy, Header, Part, encode

FILE = Path(__file__).parents[2] / "contracts" / "vectors" / "record-v1.json"
SIGNING_SEED = hashlib.sha256(b"finsam test vector signing key").digest()
HEADER = Header(
    alias=UUID("0c6b1f0e-5d0f-4f0c-9a51-3f0f5d1f7a01"),
    event_id=UUID("7d1c1f52-92a4-4d3b-8a2e-5b8a4f1e6c02"),
    epoch=1,
    sequence=1,
    key_id=UUID("e1b7c9a4-03d2-4b61-b7f5-2a6d8c904f03"),
)
DOCUMENT = (
    Part(
        "handlaggning",
        "soc-sodermalm",
        {"type": "anmalan", "time": "2026-11-16T09:30:00Z", "source": "soc-sodermalm", "corrects": None},
    ),
    Part("forsorjning", "soc-sodermalm", {"forsorjning": ["F03"]}),
    Part("identitet", "soc-sodermalm", {"individ": {"namn": "Individ Testperson"}, "stadsdel": "Södermalm"}),
)
STOP = (
    Part(
        "handlaggning",
        "consent",
        {
            "type": "stop",
            "scope": {"all": True, "sources": [], "categories": []},
            "final": True,
            "last_sequence": 2,
            "document": None,
        },
    ),
)


def counted(label: str) -> Entropy:
    """Bytes that anyone can make again: SHA-256 of label and call number, cut to length."""
    calls = 0

    def entropy(size: int) -> bytes:
        nonlocal calls
        calls += 1
        return hashlib.sha256(f"{label}:{calls}".encode()).digest()[:size]

    return entropy


def signing_key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(SIGNING_SEED)


def build() -> dict[str, Any]:
    stop_header = Header(HEADER.alias, UUID("7d1c1f52-92a4-4d3b-8a2e-5b8a4f1e6c04"), 1, 2, HEADER.key_id)
    good = [_case("document", HEADER, DOCUMENT), _case("stop notice", stop_header, STOP)]
    record = bytes.fromhex(good[0]["record"])
    return {
        "format": "FSR1 version 1 suite 1",
        "note": "hex everywhere; refused: records that a reader must refuse before it uses anything of them",
        "signing_public_key": signing_key().public_key().public_bytes_raw().hex(),
        "records": good,
        "refused": [{"name": name, "record": data.hex()} for name, data in _refused(record)],
    }


def _case(name: str, header: Header, parts: tuple[Part, ...]) -> dict[str, Any]:
    sealed = encode(header, parts, signing_key(), entropy=counted(name))
    return {
        "name": name,
        "alias": str(header.alias),
        "event_id": str(header.event_id),
        "epoch": header.epoch,
        "sequence": header.sequence,
        "key_id": str(header.key_id),
        "deks": [dek.hex() for dek in sealed.deks],
        "sections": [
            {"category": part.category, "source": part.source, "content": part.content} for part in parts
        ],
        "record": sealed.data.hex(),
    }


def _refused(record: bytes) -> list[tuple[str, bytes]]:
    unsigned = record[:-64]
    return [
        ("truncated", record[:-1]),
        ("one byte more, signed", _signed(unsigned + b"\0")),
        ("magic FSR2, signed", _signed(b"FSR2" + unsigned[4:])),
        ("version 2, signed", _signed(unsigned[:4] + b"\2" + unsigned[5:])),
        ("suite 2, signed", _signed(unsigned[:5] + b"\2" + unsigned[6:])),
        ("sequence changed", record[:49] + b"\2" + record[50:]),
        ("no sections, signed", _signed(unsigned[: HEADER_BYTES - 1] + b"\0")),
        ("ciphertext changed", record[:200] + bytes([record[200] ^ 1]) + record[201:]),
        ("signature changed", record[:-1] + bytes([record[-1] ^ 1])),
    ]


def _signed(unsigned: bytes) -> bytes:
    return unsigned + signing_key().sign(unsigned)


if __name__ == "__main__":
    FILE.write_text(json.dumps(build(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
