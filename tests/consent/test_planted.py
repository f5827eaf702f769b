"""Two faults of the sealing itself, planted: what the checks of single-use keys and of bound keys would see."""

import base64
from functools import partial
from typing import Any

import pytest
from finsam_party.errors import RecordInvalid
from finsam_party.record import encode, open_section

from services.consent.addressing import records, wrapping
from shared.unopenable import Unopenable
from tests.consent.builders import TEAM
from tests.consent.exit_world import World


async def keys_of(world: World, event_id: Any) -> list[bytes]:
    """What a release hands out for a record; none when it fails."""
    try:
        answer = await world.release(TEAM, event_id)
    except Unopenable:  # over a socket this is a 500, and nothing leaves
        return []
    (event,) = answer.json()["events"]
    return [base64.b64decode(each["key"]) for each in event.get("sections", ()) if "key" in each]


def opens(record: Any, index: int, key: bytes) -> bool:
    try:
        open_section(record, index, key)
    except RecordInvalid:
        return False
    return True


@pytest.mark.parametrize("planted", [False, True], ids=["as it is", "planted: one key for the case"])
async def test_a_key_once_given_opens_no_record_that_was_still_unread_at_the_withdrawal(
    world: World, monkeypatch: pytest.MonkeyPatch, planted: bool
) -> None:
    if planted:
        monkeypatch.setattr(records, "encode", partial(encode, entropy=bytes))
    case_id = await world.a_case()
    await world.submitted(case_id)
    await world.react(await world.event("supplement_answered", case_id, [("handlaggning", {"n": 1})]))
    first, unread = await world.records(case_id, TEAM)
    kept = await keys_of(world, first.header.event_id)
    await world.revoke(case_id)

    assert kept
    opened = [
        index for index in range(len(unread.sections)) if any(opens(unread, index, key) for key in kept)
    ]
    assert bool(opened) == planted


@pytest.mark.parametrize("planted", [False, True], ids=["as it is", "planted: bound to nothing"])
async def test_a_wrapped_key_that_was_put_in_another_place_is_not_handed_out(
    world: World, monkeypatch: pytest.MonkeyPatch, planted: bool
) -> None:
    if planted:
        monkeypatch.setattr(wrapping, "_place", lambda *_: b"")
    case_id = await world.a_case()
    await world.submitted(case_id, "handlaggning")
    await world.react(await world.event("supplement_answered", case_id, [("handlaggning", {"n": 1})]))
    first, second = await world.records(case_id, TEAM)
    await world.fetch_commit(
        "update delivery_section s set wrapped_dek = o.wrapped_dek from delivery_section o"
        " where s.event_id = :first and o.event_id = :second and o.index = s.index and o.row_id = s.row_id",
        first=first.header.event_id,
        second=second.header.event_id,
    )

    handed_out = await keys_of(world, first.header.event_id)

    assert any(opens(second, index, key) for index in range(2) for key in handed_out) == planted
