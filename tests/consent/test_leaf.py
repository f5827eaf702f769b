"""Leaves of the disclosure log: canonical bytes that say one thing, and only what they may."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.consent.disclosure_log.leaf import Disclosed, Ground, LeafBody, LeafMalformed
from tests.consent.builders import NOON, REGION, SENDER, TEAM
from tests.consent.conftest import LawClock
from tests.consent.exit_world import HALSA, World, whole_case

LEAF = LeafBody(REGION, "socialsekreterare", "handlaggning", Ground.ROW, NOON, b"c" * 32)
WHAT = Disclosed(UUID(int=1), REGION, UUID(int=2), 3, "halsa", SENDER, UUID(int=4))
PERSON_TOKEN = "person.195907142599"
KEY = b"k" * 32


@given(
    st.builds(
        LeafBody,
        st.text(max_size=60),
        st.text(max_size=60),
        st.text(max_size=60),
        st.sampled_from(Ground),
        st.just(NOON),
        st.binary(min_size=32, max_size=32),
    )
)
def test_what_is_written_reads_back(leaf: LeafBody) -> None:
    assert LeafBody.decode(leaf.encode()) == leaf


@pytest.mark.parametrize("position", range(len(LEAF.encode()) - 32))
def test_a_changed_byte_is_malformed_or_says_something_else(position: int) -> None:
    body = bytearray(LEAF.encode())
    body[position] ^= 1

    try:
        assert LeafBody.decode(bytes(body)) != LEAF
    except LeafMalformed:
        return


@pytest.mark.parametrize(
    "body", [b"", b"FSL1", LEAF.encode()[:-1], LEAF.encode() + b"\0", b"FSL2" + LEAF.encode()[4:]]
)
def test_other_bytes_are_no_leaf(body: bytes) -> None:
    with pytest.raises(LeafMalformed):
        LeafBody.decode(body)


@pytest.mark.parametrize(
    "other",
    [
        replace(WHAT, case_id=UUID(int=9)),
        replace(WHAT, recipient=TEAM),
        replace(WHAT, event_id=UUID(int=9)),
        replace(WHAT, index=4),
        replace(WHAT, category="planer"),
        replace(WHAT, source=TEAM),
        replace(WHAT, row_id=None),
    ],
)
def test_the_commitment_binds_every_field_and_the_key(other: Disclosed) -> None:
    assert other.commitment(KEY) != WHAT.commitment(KEY) != WHAT.commitment(b"x" * 32)


async def test_a_leaf_stands_before_the_answer_and_commits_to_what_was_released(world: World) -> None:
    case_id = await world.a_case()
    await world.submitted(case_id)
    (record,) = await world.records(case_id, TEAM)

    await world.opened(TEAM, record)
    await world.opened(TEAM, record)

    leaves = await world.fetch(
        "select l.body, l.index, s.category, s.source, s.row_id from leaf l"
        " join delivery_section s on s.event_id = l.event_id and s.index = l.index where l.case_id = :case",
        case=case_id,
    )
    key = await world.core.keystore.get("log", str(case_id))
    assert len(leaves) == 8
    for leaf in leaves:
        body = LeafBody.decode(bytes(leaf.body))
        what = Disclosed(
            case_id, TEAM, record.header.event_id, leaf[1], leaf.category, leaf.source, leaf.row_id
        )
        assert body.commitment == what.commitment(key)
        assert (body.unit, body.function, body.purpose, body.ground) == (
            TEAM,
            "socialsekreterare",
            "handlaggning",
            Ground.ROW,
        )
        assert str(case_id).encode() not in bytes(leaf.body)


class TestDisclosures:
    async def test_count_each_section_once(self, world: World) -> None:
        case_id = await world.a_case()
        await world.submitted(case_id)
        (record,) = await world.records(case_id, TEAM)
        await world.opened(TEAM, record)
        await world.opened(TEAM, record)

        response = await _disclosures(world, case_id)

        rows = response.json()
        assert [row["category"] for row in rows] == ["handlaggning", "identitet", "handlaggning", "halsa"]
        assert {(row["type"], row["recipient"], row["source"], row["ground"]) for row in rows} == {
            ("anmalan", TEAM, SENDER, "row")
        }

    async def test_show_a_notice_as_control(self, world: World) -> None:
        case_id = await world.a_case()
        await world.submitted(case_id)
        await world.revoke(case_id)
        await world.opened(TEAM, (await world.records(case_id, TEAM))[-1])

        (row,) = (await _disclosures(world, case_id)).json()

        assert (row["ground"], row["row_id"], row["type"]) == ("control", None, "stop")

    @pytest.mark.parametrize(
        ("token", "status"),
        [
            pytest.param("person.194704052399", 404, id="another person"),
            pytest.param(f"handlaggare.{SENDER}", 404, id="no reviewer"),
            pytest.param("logggranskare.af", 404, id="a reviewer of a unit outside"),
            pytest.param(f"logggranskare.{TEAM}", 200, id="the recipient's reviewer"),
            pytest.param(f"logggranskare.{SENDER}", 200, id="the registering unit's reviewer"),
        ],
    )
    async def test_are_for_the_person_and_reviewers(self, world: World, token: str, status: int) -> None:
        case_id = await world.a_case()
        await world.submitted(case_id)
        await world.opened(TEAM, (await world.records(case_id, TEAM))[0])

        assert (await _disclosures(world, case_id, token)).status_code == status

    async def test_of_an_unknown_case_are_not_found(self, world: World) -> None:
        assert (await _disclosures(world, uuid4())).status_code == 404


class TestTheTimeOfADisclosure:
    """It is the law's: what was said at a meeting and what was sent before and after it stand in one order."""

    async def test_is_the_law_s_time_at_which_the_row_was_looked_at(
        self, world: World, clock: LawClock
    ) -> None:
        case_id = await world.a_case()
        await world.submitted(case_id)
        clock.at = NOON + timedelta(hours=3)

        await world.opened(TEAM, (await world.records(case_id, TEAM))[0])

        told = (await _disclosures(world, case_id)).json()
        assert {datetime.fromisoformat(each["at"]) for each in told} == {clock.at}


class TestMyReads:
    """The person sees each opening of a document once per time, whoever opened it: a screen or a system."""

    async def reads(self, world: World, case_id: UUID) -> list[dict[str, Any]]:
        answer = await world.client.get("/v1/my/reads", headers={"Authorization": f"Bearer {PERSON_TOKEN}"})
        assert answer.status_code == 200
        return [read for read in answer.json()["reads"] if read["case_id"] == str(case_id)]

    async def test_show_every_opening_on_a_screen_or_by_a_system(self, world: World, clock: LawClock) -> None:
        case_id = await world.a_case(*whole_case())
        await world.submitted(case_id)
        await world.react(await world.event("referral_shared", case_id, [(HALSA, {})], parties=[REGION]))
        (anmalan,), (shared,) = await world.records(case_id, TEAM), await world.records(case_id, REGION)
        await world.opened(TEAM, anmalan)
        clock.at += timedelta(seconds=1)
        await world.opened(TEAM, anmalan)
        clock.at += timedelta(seconds=1)  # at one and the same moment the order would be chance
        await world.release(REGION, shared.header.event_id, token=f"machine.{REGION}.release")

        seen = await self.reads(world, case_id)

        assert [(each["unit"], each["function"], each["purpose"], each["document"]) for each in seen] == [
            (TEAM, "socialsekreterare", "handlaggning", "anmalan"),
            (TEAM, "socialsekreterare", "handlaggning", "anmalan"),
            (REGION, "system", "handlaggning", "anmalan_delad"),
        ]
        assert all(each["unit_name"] for each in seen)

    async def test_stand_in_order_of_time_with_what_was_read_here(self, world: World) -> None:
        case_id = await world.a_case()
        await world.submitted(case_id)
        staff = {"Authorization": f"Bearer handlaggare.{SENDER}"}
        await world.client.get(f"/v1/cases/{case_id}/rows", headers=staff)
        await world.opened(TEAM, (await world.records(case_id, TEAM))[0])
        await world.client.get(f"/v1/cases/{case_id}/rows", headers=staff)

        seen = await self.reads(world, case_id)

        assert sorted(each["document"] or "" for each in seen) == ["", "", "anmalan"]
        assert sorted(each["at"] for each in seen) == [each["at"] for each in seen]

    async def test_hold_what_staff_asked_about_withdrawals_and_aliases(self, world: World) -> None:
        case_id = await world.a_case()
        await world.submitted(case_id)
        done = (await world.revoke(case_id)).json()["id"]
        for token in (f"handlaggare.{SENDER}", PERSON_TOKEN, "handlaggare.af"):
            await world.client.get(f"/v1/revocations/{done}", headers={"Authorization": f"Bearer {token}"})
        for token in (f"koordinator.{TEAM}", "handlaggare.af"):
            await world.client.get(
                "/v1/aliases", params={"case_id": str(case_id)}, headers={"Authorization": f"Bearer {token}"}
            )

        seen = await self.reads(world, case_id)

        assert [(each["unit"], each["purpose"]) for each in seen] == [
            (SENDER, "återkallelse"),
            (TEAM, "den egna enhetens beteckning"),
        ]


async def _disclosures(world: World, case_id: UUID, token: str = PERSON_TOKEN) -> httpx2.Response:
    return await world.client.get(
        f"/v1/cases/{case_id}/disclosures", headers={"Authorization": f"Bearer {token}"}
    )
