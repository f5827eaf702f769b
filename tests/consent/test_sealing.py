"""Sealing on the real PostgreSQL: who gets which section of an event, under which row."""

import base64
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from finsam_party.errors import RecordInvalid
from finsam_party.record import Part, open_section

from services.consent.addressing.sealing import KekMissing
from services.consent.addressing.wrapping import ROW_KEY
from services.consent.domain.rows import Cell
from services.consent.domain.sealing import Granted, Offered, Plan, plan
from services.consent.key_horizon import KeyHorizon
from shared.events import Envelope
from shared.inbox import Inbox, Permanent
from shared.kafka import Received
from shared.keyrings import ReceivingKeyring
from shared.keys import KeyStoreDown
from tests.consent.builders import REGION, SENDER, TEAM
from tests.consent.exit_world import CORE, HALSA, World, whole_case

HEADER = uuid4()


class TestPlan:
    def test_is_nothing_without_handlaggning_from_the_owner(self) -> None:
        in_force = {Cell(SENDER, TEAM, HALSA): uuid4(), Cell(TEAM, SENDER, "handlaggning"): uuid4()}

        assert plan(TEAM, SENDER, [Offered(SENDER, HALSA)], in_force) is None

    def test_leaves_out_what_no_row_allows(self) -> None:
        halsa = uuid4()
        in_force = {Cell(SENDER, TEAM, "handlaggning"): HEADER, Cell(SENDER, TEAM, HALSA): halsa}

        made = plan(TEAM, SENDER, [Offered(SENDER, "planer"), Offered(SENDER, HALSA)], in_force)

        assert made == Plan(TEAM, HEADER, (Granted(1, halsa),))

    def test_is_nothing_when_only_the_header_would_be_left(self) -> None:
        in_force = {Cell(SENDER, TEAM, "handlaggning"): HEADER}

        assert plan(TEAM, SENDER, [Offered(SENDER, HALSA)], in_force) is None
        assert plan(TEAM, SENDER, [], in_force) == Plan(TEAM, HEADER, ())


async def test_the_team_gets_the_anmalan_and_no_one_else(world: World) -> None:
    case_id = await world.a_case(*whole_case())

    event = await world.submitted(case_id, parties=[REGION])

    (record,) = await world.records(case_id, TEAM)
    assert (record.header.epoch, record.header.sequence) == (1, 1)
    assert await world.records(case_id, REGION) == await world.records(case_id, SENDER) == []
    header, *sections = await world.opened(TEAM, record)
    assert header is not None
    assert header.content == {
        "type": "anmalan",
        "time": event.time.isoformat(),
        "source": SENDER,
        "corrects": None,
    }
    assert [part.category for part in sections if part] == [*CORE, HALSA]
    assert all(part and part.content == {"canary": f"{part.category} {case_id}"} for part in sections)


async def test_a_shared_referral_goes_to_each_party_by_its_own_rows(world: World) -> None:
    case_id = await world.a_case(*whole_case(), "fk", categories=())
    await world.grant(case_id, (SENDER, REGION), categories=[HALSA])
    await world.submitted(case_id, *CORE)

    shared = await world.event(
        "referral_shared",
        case_id,
        [("handlaggning", {"n": 1}), (HALSA, {"n": 2})],
        parties=[REGION, "fk", "af", SENDER],
    )
    await world.react(shared)

    (region,), (fk,) = await world.records(case_id, REGION), await world.records(case_id, "fk")
    assert [part.category for part in await world.opened(REGION, region) if part] == [
        "handlaggning",
        "handlaggning",
        HALSA,
    ]
    assert [part.category for part in await world.opened("fk", fk) if part] == [
        "handlaggning",
        "handlaggning",
    ]
    assert await world.records(case_id, "af") == await world.records(case_id, SENDER) == []
    assert not await world.fetch(
        "select 1 from alias where case_id = :case and recipient = 'af'", case=case_id
    )


async def test_the_teams_facts_go_to_the_sender(world: World) -> None:
    case_id = await world.a_case()
    await world.submitted(case_id)

    for fact in ("referral_received", "supplement_requested", "referral_taken_up", "referral_declined"):
        await world.react(
            await world.event(fact, case_id, [("handlaggning", {"kod": "N01"})], service="coordinator")
        )

    records = await world.records(case_id, SENDER)
    assert [record.header.sequence for record in records] == [1, 2, 3, 4]
    types = [(await world.opened(SENDER, record))[0] for record in records]
    assert [part.content["type"] for part in types if part] == [
        "mottagningsbekraftelse",
        "komplettering_begard",
        "besked_tas_upp",
        "besked_tas_inte_upp",
    ]


@pytest.mark.parametrize(
    ("service", "data", "source"),
    [
        pytest.param("coordinator", {"team": "team-annan"}, None, id="another team"),
        pytest.param("referral", {"sender": "af"}, "af", id="another sender"),
        pytest.param("referral", {}, "fk", id="a section of another unit"),
    ],
)
async def test_an_event_that_speaks_for_another_unit_is_parked(
    world: World, service: str, data: dict[str, str], source: str | None
) -> None:
    case_id = await world.a_case(*whole_case())
    await world.submitted(case_id)
    fact = "referral_received" if service == "coordinator" else "supplement_answered"
    event = await world.event(fact, case_id, [("handlaggning", {})], service=service, source=source, **data)

    with pytest.raises(Permanent):
        await world.react(event)


async def test_nothing_is_sealed_for_a_withheld_case(world: World) -> None:
    case_id = await world.a_case()
    await world.withhold(case_id)

    await world.submitted(case_id)

    assert await world.records(case_id, TEAM) == []


async def test_an_unknown_receiving_key_parks_the_event(world: World) -> None:
    case_id = await world.a_case()
    event = await world.event("referral_submitted", case_id, [("handlaggning", {})])
    event.data["sections"][0]["kid"] = "2020-W01"

    with pytest.raises(Permanent, match="receiving_key_gone"):
        await world.react(event)


async def test_a_section_moved_to_another_event_does_not_open(world: World) -> None:
    case_id = await world.a_case()
    first = await world.event("referral_submitted", case_id, [("handlaggning", {})])
    moved = first.model_copy(update={"id": uuid4()})

    with pytest.raises(Permanent, match="section_unopenable"):
        await world.react(moved)


async def test_a_key_database_that_is_down_leaves_nothing_behind(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = await world.a_case()
    event = await world.event("referral_submitted", case_id, [("handlaggning", {})])

    async def down(*_: object) -> dict[str, bytes]:
        raise KeyStoreDown

    with monkeypatch.context() as patch:
        patch.setattr(type(world.core.keystore), "get_many", down)
        with pytest.raises(KeyStoreDown):
            await world.react(event)
    assert await world.records(case_id, TEAM) == []

    await world.react(event)
    assert [record.header.sequence for record in await world.records(case_id, TEAM)] == [1]


async def test_a_row_in_force_without_its_key_is_an_alarm(world: World) -> None:
    case_id = uuid4()
    rows = await world.grant(case_id, (SENDER, TEAM), categories=CORE)
    await world.core.keystore.destroy(ROW_KEY, [str(rows[SENDER, TEAM, "handlaggning"])])

    with pytest.raises(KekMissing):
        await world.submitted(case_id, *CORE)


async def test_the_key_of_one_section_opens_no_other(world: World) -> None:
    case_id = await world.a_case()
    await world.submitted(case_id)
    (record,) = await world.records(case_id, TEAM)
    answer = await world.release(TEAM, record.header.event_id)
    keys = [base64.b64decode(each["key"]) for each in answer.json()["events"][0]["sections"]]

    for index, key in enumerate(keys):
        for other in range(len(keys)):
            if other != index:
                with pytest.raises(RecordInvalid):
                    open_section(record, other, key)


class TestCorrection:
    async def test_names_each_recipients_own_document(self, world: World) -> None:
        case_id = await world.a_case(*whole_case())
        first = await world.submitted(case_id)
        await world.react(
            await world.event("referral_shared", case_id, [(HALSA, {"n": 1})], parties=[REGION])
        )

        await _correct(world, case_id, first.id)

        for unit in (TEAM, REGION):
            earlier, correction = await world.records(case_id, unit)
            header = (await world.opened(unit, correction))[0]
            assert header is not None
            assert header.content["corrects"] == str(earlier.header.event_id)

    @pytest.mark.parametrize("has_opened", [True, False])
    async def test_is_a_notice_for_who_has_opened_and_lost_its_rows(
        self, world: World, *, has_opened: bool
    ) -> None:
        case_id = await world.a_case(*whole_case())
        first = await world.submitted(case_id)
        await world.react(
            await world.event("referral_shared", case_id, [(HALSA, {"n": 1})], parties=[REGION])
        )
        (shared,) = await world.records(case_id, REGION)
        if has_opened:
            await world.opened(REGION, shared)
        assert (await world.revoke(case_id, kind="party", party=REGION)).status_code == 200

        await _correct(world, case_id, first.id)

        notices = [await world.opened(REGION, each) for each in (await world.records(case_id, REGION))[1:]]
        told = [notice[0].content for notice in notices if notice[0]]
        assert [each["type"] for each in told] == ["stop", "corrected"][: 1 + has_opened]
        if has_opened:
            assert told[1]["document"] == str(shared.header.event_id)
            last = (await world.records(case_id, REGION))[-1]
            assert (last.header.epoch, last.header.sequence) == (2, 1)


class TestRegained:
    async def test_a_correction_goes_to_nobody_who_holds_nothing_that_opens(self, world: World) -> None:
        case_id = await world.a_case(*whole_case())
        first = await world.submitted(case_id)
        await world.react(await _shared(world, case_id))
        assert (await world.revoke(case_id, kind="party", party=REGION)).status_code == 200
        await world.grant(case_id, (SENDER, REGION))

        await _correct(world, case_id, first.id)

        assert [each.content["type"] for each in await _headers(world, case_id, REGION)] == ["stop"]
        assert (await _headers(world, case_id, TEAM))[-1].content["type"] == "rattelse"

    async def test_nor_to_a_party_that_never_got_the_anmalan(self, world: World) -> None:
        case_id = await world.a_case(*whole_case())
        first = await world.submitted(case_id)

        await _correct(world, case_id, first.id)

        assert await world.records(case_id, REGION) == []

    async def test_it_names_the_anmalan_that_came_again(self, world: World) -> None:
        case_id = await world.a_case(*whole_case())
        await world.submitted(case_id)
        shared = await _shared(world, case_id)
        await world.react(shared)
        assert (await world.revoke(case_id, kind="party", party=REGION)).status_code == 200
        await world.grant(case_id, (SENDER, REGION))
        await world.react(await _shared(world, case_id))
        again = (await world.records(case_id, REGION))[-1]

        await _correct(world, case_id, shared.id)

        header = (await _headers(world, case_id, REGION))[-1]
        assert (header.content["type"], header.content["corrects"]) == (
            "rattelse",
            str(again.header.event_id),
        )


async def _shared(world: World, case_id: UUID) -> Envelope:
    return await world.event("referral_shared", case_id, [(HALSA, {"n": 1})], parties=[REGION])


async def _headers(world: World, case_id: UUID, unit: str) -> list[Part]:
    opened = [(await world.opened(unit, each))[0] for each in await world.records(case_id, unit)]
    return [header for header in opened if header]


class TestTakingBack:
    async def test_retraction_takes_the_keys_and_tells_who_had_it(self, world: World) -> None:
        case_id = await world.a_case(*whole_case())
        first = await world.submitted(case_id)
        await world.react(await world.event("supplement_answered", case_id, [("handlaggning", {})]))
        document, other = await world.records(case_id, TEAM)

        await world.react(await world.event("referral_retracted", case_id, retracts=str(first.id)))

        assert await world.opened(TEAM, document) == [None] * 4
        assert None not in await world.opened(TEAM, other)
        notice = (await world.opened(TEAM, (await world.records(case_id, TEAM))[-1]))[0]
        assert notice is not None
        assert (notice.content["type"], notice.content["document"]) == (
            "retracted",
            str(document.header.event_id),
        )

    async def test_erasure_takes_everything_and_nothing_is_sealed_after_it(self, world: World) -> None:
        case_id = await world.a_case()
        await world.submitted(case_id)
        await world.react(await world.event("referral_received", case_id, service="coordinator"))

        await world.react(await world.event("case_erased", case_id))
        await world.react(await world.event("supplement_answered", case_id, [("handlaggning", {})]))

        for unit in (TEAM, SENDER):
            document, notice = await world.records(case_id, unit)
            assert set(await world.opened(unit, document)) == {None}
            told = (await world.opened(unit, notice))[0]
            assert told is not None
            assert told.content["type"] == "erased"


async def _correct(world: World, case_id: UUID, event_id: UUID) -> None:
    event = await world.event(
        "referral_corrected", case_id, [(HALSA, {"n": 2})], parties=[REGION], corrects=str(event_id)
    )
    await world.react(event)


class TestInbox:
    async def test_drops_the_sections_when_the_event_is_handled(self, world: World) -> None:
        case_id = await world.a_case()
        event = await world.event("referral_submitted", case_id, [("handlaggning", {"n": 1})])
        inbox = Inbox(world.core.sessions, keep_sections=True)
        record = Received("finsam.referral.v1", 0, 0, str(case_id).encode(), event.to_bytes())

        await inbox.receive(record)
        await inbox.receive(record)
        while await inbox.handle_next(world.exit.reactions):
            pass
        await inbox.receive(record)
        assert not await inbox.handle_next(world.exit.reactions)

        (row,) = await world.fetch(
            "select body, handled_at from inbox where event_id = :id", id=str(event.id)
        )
        assert row.handled_at is not None
        assert b"sealed" not in bytes(row.body)
        assert len(await world.records(case_id, TEAM)) == 1


class TestKeyHorizon:
    async def test_keeps_a_key_that_an_event_still_waits_for(self, world: World) -> None:
        long_ago = datetime.now(UTC) - timedelta(days=30)
        ring = ReceivingKeyring(world.core.keystore, now=lambda: long_ago)
        kid = (await ring.current()).kid
        body = f'{{"kid":"{kid}"}}'.encode()
        await world.fetch_commit("insert into inbox (topic, key, source, event_id, body) values"
                                 " ('t', 'k', 's', :id, :body)", id=str(uuid4()), body=body)  # fmt: skip
        horizon = KeyHorizon(world.core.sessions, ring)

        assert kid not in await horizon.look(datetime.now(UTC))
        await world.fetch_commit("delete from inbox where topic = 't'")
        assert kid in await horizon.look(datetime.now(UTC))
        assert (await world.exit.receiving.current()).kid != kid
