"""A meeting discloses by being held: a leaf for each unit that sat there, on the row that allowed it then."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.consent.disclosure_log.leaf import Disclosed, Ground, LeafBody
from shared.inbox import Permanent
from tests.consent.api import PERSON_TOKEN
from tests.consent.builders import NOON, REGION, SENDER, TEAM
from tests.consent.exit_world import CORE, World, whole_case

HELD = NOON - timedelta(hours=2)


async def a_meeting_case(world: World) -> UUID:
    case_id = await world.a_case(*whole_case(), categories=("mote",))
    await world.submitted(case_id, *CORE)
    return case_id


async def held(world: World, case_id: UUID, *units: str, **data: Any) -> None:
    event = await world.event(
        "meeting_held",
        case_id,
        [("mote", {"anteckning": "x"})],
        service="coordinator",
        parties=units,
        **{"held_at": HELD.isoformat(), **data},
    )
    await world.react(event)


async def heard(world: World, case_id: UUID) -> list[dict[str, Any]]:
    answer = await world.client.get(
        f"/v1/cases/{case_id}/disclosures", headers={"Authorization": f"Bearer {PERSON_TOKEN}"}
    )
    return [row for row in answer.json() if row["type"] == "mote"]


async def row_of(world: World, case_id: UUID, unit: str) -> str:
    query = (
        "select id from consent_row where case_id = :case and source = :team and recipient = :unit"
        " and category = 'mote'"
    )
    (row,) = await world.fetch(query, case=case_id, team=TEAM, unit=unit)
    return str(row.id)


async def test_each_unit_present_has_a_leaf_on_its_row_at_the_time_of_the_meeting(world: World) -> None:
    case_id = await a_meeting_case(world)

    await held(world, case_id, REGION, SENDER, TEAM)

    rows = await heard(world, case_id)
    assert {row["recipient"] for row in rows} == {REGION, SENDER}, "what the team says is its own"
    for row in rows:
        assert (row["category"], row["ground"], row["source"]) == ("mote", "row", TEAM)
        assert row["row_id"] == await row_of(world, case_id, row["recipient"])
        assert row["at"] == HELD.isoformat().replace("+00:00", "Z")
        assert (row["unit"], row["function"]) == (row["recipient"], "deltagare i mötet")
    assert len({row["event_id"] for row in rows}) == 2


async def test_the_leaf_has_the_logs_canonical_bytes(world: World) -> None:
    case_id = await a_meeting_case(world)

    await held(world, case_id, REGION)

    (row,) = await world.fetch(
        "select l.body, l.event_id, l.index, s.row_id from leaf l join spoken s on s.id = l.event_id"
        " where l.case_id = :case",
        case=case_id,
    )
    leaf = LeafBody.decode(bytes(row.body))
    what = Disclosed(case_id, REGION, row.event_id, row.index, "mote", TEAM, row.row_id)
    key = await world.core.keystore.get("log", str(case_id))
    assert (leaf.ground, leaf.at, leaf.purpose) == (Ground.ROW, HELD, "mote")
    assert leaf.commitment == what.commitment(key)


async def test_the_note_is_a_document_beside_it_and_opens_by_its_own_row(world: World) -> None:
    case_id = await a_meeting_case(world)

    await held(world, case_id, REGION)

    (record,) = await world.records(case_id, REGION)
    assert [part.category for part in await world.opened(REGION, record) if part] == ["handlaggning", "mote"]
    assert len(await heard(world, case_id)) == 1, "opening the note is another disclosure, of another type"


async def test_a_presence_noted_after_the_case_has_ended_is_a_leaf_and_no_document(world: World) -> None:
    """No note follows, though the rows go on for their last days: not even an empty one."""
    case_id = await a_meeting_case(world)

    event = await world.event(
        "meeting_held",
        case_id,
        [],
        service="coordinator",
        parties=[REGION, SENDER],
        held_at=HELD.isoformat(),
    )
    await world.react(event)

    assert {row["recipient"] for row in await heard(world, case_id)} == {REGION, SENDER}
    assert await world.records(case_id, REGION) == await world.records(case_id, SENDER) == []


class TestWithoutARow:
    async def test_a_unit_that_was_withdrawn_before_stands_as_spoken(self, world: World) -> None:
        """The koordinator is refused to record it where the withdrawal is known; here it overtakes the fact."""
        case_id = await a_meeting_case(world)
        await world.revoke(case_id, kind="category", party=REGION, category="mote")

        await held(world, case_id, REGION, held_at=(NOON + timedelta(minutes=1)).isoformat())

        (row,) = await heard(world, case_id)
        assert (row["ground"], row["row_id"], row["recipient"]) == ("muntligt", None, REGION)
        assert await world.records(case_id, REGION) == [], "and the note is not sealed"

    async def test_a_row_that_ended_after_the_meeting_was_its_ground(self, world: World) -> None:
        case_id = await a_meeting_case(world)
        row_id = await row_of(world, case_id, REGION)
        await world.revoke(case_id, kind="party", party=REGION)

        await held(world, case_id, REGION)

        (row,) = await heard(world, case_id)
        assert (row["ground"], row["row_id"]) == ("row", row_id)

    @pytest.mark.parametrize("held_at", [NOON - timedelta(days=31), NOON + timedelta(days=31)])
    async def test_a_row_of_another_time_is_no_ground(self, world: World, held_at: Any) -> None:
        case_id = await a_meeting_case(world)

        await held(world, case_id, REGION, held_at=held_at.isoformat())

        assert [row["ground"] for row in await heard(world, case_id)] == ["muntligt"]

    async def test_a_row_to_another_unit_or_in_another_case_is_no_ground(self, world: World) -> None:
        await a_meeting_case(world)
        case_id = uuid4()
        await world.grant(case_id, (SENDER, TEAM), (TEAM, SENDER), (REGION, TEAM), categories=(*CORE, "mote"))
        await world.submitted(case_id, *CORE)

        await held(world, case_id, REGION)

        assert [row["ground"] for row in await heard(world, case_id)] == ["muntligt"]


async def test_what_was_said_before_the_mark_of_protection_stands_in_the_log(world: World) -> None:
    case_id = await a_meeting_case(world)
    await world.withhold(case_id)

    await held(world, case_id, REGION)

    assert [row["recipient"] for row in await heard(world, case_id)] == [REGION]
    assert await world.records(case_id, REGION) == []


async def test_a_meeting_with_the_team_and_the_person_alone_leaves_no_leaf(world: World) -> None:
    case_id = await a_meeting_case(world)

    await held(world, case_id)

    assert await heard(world, case_id) == []


async def test_a_meeting_of_another_team_leaves_nothing(world: World) -> None:
    case_id = await a_meeting_case(world)

    with pytest.raises(Permanent):
        await held(world, case_id, REGION, team="team-annan")

    assert await heard(world, case_id) == []


async def test_an_erased_case_gets_no_leaf(world: World) -> None:
    case_id = await a_meeting_case(world)
    await world.react(await world.event("case_erased", case_id))

    await held(world, case_id, REGION)

    assert await heard(world, case_id) == []
