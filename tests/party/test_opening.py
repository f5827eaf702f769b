"""What becomes of a release answer."""

import base64
from typing import Any
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from finsam_party import Control, Document, Gone, Refused
from finsam_party.errors import RecordInvalid
from finsam_party.opening import open_record
from finsam_party.record import Header, Part, decode, encode
from finsam_party.release import ReleasedEvent

HEADER = Header(uuid4(), uuid4(), 1, 1, uuid4())
TOP = {"type": "anmalan", "time": "2026-11-16T09:30:00Z", "source": "soc-sodermalm", "corrects": None}


def opened(top: dict[str, Any], statuses: tuple[str, ...] = ("key",), status: str = "ok") -> object:
    parts = [Part("handlaggning", "soc-sodermalm", top)]
    parts += [Part("halsa", "fk", {"n": number}) for number in range(1, len(statuses))]
    sealed = encode(HEADER, parts, Ed25519PrivateKey.generate())
    sections = [
        {"index": index, "status": each, "key": base64.b64encode(dek).decode() if each == "key" else None}
        for index, (each, dek) in enumerate(zip(statuses, sealed.deks, strict=True))
    ]
    answer = {"id": str(HEADER.event_id), "status": status, "sections": sections}
    return open_record(decode(sealed.data), ReleasedEvent.model_validate(answer))


@pytest.mark.parametrize(
    ("statuses", "status", "kind"),
    [
        (("key", "key"), "ok", Document),
        (("key", "gone"), "ok", Document),
        (("gone", "gone"), "ok", Gone),
        (("gone", "key"), "ok", Gone),
        (("gone",), "gone", Gone),
        (("refused", "refused"), "ok", Refused),
        (("gone",), "refused", Refused),
    ],
)
def test_the_header_section_decides(statuses: tuple[str, ...], status: str, kind: type) -> None:
    assert type(opened(TOP, statuses, status)) is kind


@pytest.mark.parametrize("name", ["stop", "corrected", "retracted", "erased"])
def test_control_notices_are_told_by_their_type(name: str) -> None:
    notice = opened({"type": name, "document": str(HEADER.event_id)})
    assert isinstance(notice, Control)
    assert (notice.type, notice.document, notice.final) == (name, HEADER.event_id, False)


@pytest.mark.parametrize(
    "top",
    [
        {},
        {**TOP, "type": ""},
        {**TOP, "type": 7},
        {**TOP, "time": "yesterday"},
        {**TOP, "time": "2026-11-16T09:30:00"},
        {**TOP, "corrects": "that one"},
        {"type": "stop", "scope": {"all": "perhaps"}},
        {"type": "stop", "document": "that one"},
    ],
)
def test_a_header_section_that_says_nothing_sensible_is_refused(top: dict[str, Any]) -> None:
    with pytest.raises(RecordInvalid, match="header_section"):
        opened(top)


def test_fields_that_are_not_known_yet_are_passed_over() -> None:
    document = opened({**TOP, "more": 1})
    assert isinstance(document, Document)
