"""Documents to the team: stored once, put into the akt in order, and a bad one stops nothing else."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import text, update

from services.coordinator.arrivals import TeamSequences
from services.coordinator.tables import AktRow, ArrivalRow
from shared.events import Section
from shared.sections import SealedSection, open_section
from tests.coordinator.builders import SENDER, TEAM
from tests.coordinator.fakes import Post

pytestmark = pytest.mark.real


async def rows(stage, statement: str, **values):
    async with stage.team.sessions() as session:
        return (await (await session.connection()).execute(text(statement), values)).all()


async def the_akt(stage, case_id: UUID) -> AktRow | None:
    async with stage.team.sessions() as session:
        return await session.get(AktRow, case_id)


async def published(stage, case_id: UUID) -> list[dict]:
    found = await rows(
        stage, "select body from outbox where key = :key order by id", key=str(case_id).encode()
    )
    return [json.loads(row.body) for row in found]


async def receive(stage, *items) -> None:
    for item in items:
        await stage.arrivals.store(item)
    await stage.settle()


class TestAnmalan:
    async def test_opens_an_akt_and_confirms_in_one_transaction(self, stage) -> None:
        post = Post()

        await receive(stage, post.anmalan())

        akt = await the_akt(stage, post.case_id)
        assert akt is not None
        assert (akt.team, akt.sender, akt.status, akt.version) == (TEAM, SENDER, "inkommen", 1)
        assert akt.number == f"FT-{akt.received_at.year}-0001"
        (event,) = await published(stage, post.case_id)
        assert event["type"] == "se.finsam.coordinator.referral_received.v1"
        assert event["data"]["sender"] == SENDER
        sealed = SealedSection.model_validate(event["data"]["sections"][0])
        assert (sealed.category, sealed.source) == ("handlaggning", TEAM)
        opened = open_section(stage.consent.pair, sealed, event_id=UUID(event["id"]), case_id=post.case_id)
        assert json.loads(opened)["aktnummer"] == akt.number

    async def test_is_kept_sealed_and_the_arrival_forgotten(self, stage) -> None:
        post = Post()

        await receive(stage, post.anmalan("KANARIE-TEXT"))

        parts = await rows(
            stage, "select source, category, content from part where case_id = :c", c=post.case_id
        )
        assert {(p.source, p.category) for p in parts} == {
            (SENDER, "identitet"),
            (SENDER, "handlaggning"),
            (SENDER, "sociala"),
        }
        assert not any(b"KANARIE" in bytes(part.content) for part in parts)
        (arrival,) = await rows(stage, "select state, body from arrival")
        assert tuple(arrival) == ("handled", None)

    async def test_stored_twice_has_one_effect(self, stage) -> None:
        post = Post()
        item = post.anmalan()

        await receive(stage, item)
        await receive(stage, item, item)

        assert len(await published(stage, post.case_id)) == 1
        assert len(await rows(stage, "select 1 from part")) == 3

    async def test_moves_the_sequence_with_the_arrival(self, stage) -> None:
        post = Post()
        sequences = TeamSequences(stage.team.sessions)
        item = post.anmalan()
        assert await sequences.get(post.alias, 1) == 0

        await stage.arrivals.store(item)

        assert await sequences.get(post.alias, 1) == 1
        await sequences.put(item.sequence)
        assert await sequences.get(post.alias, 1) == 1

    async def test_numbers_follow_without_gap(self, stage) -> None:
        for _ in range(3):
            await receive(stage, Post().anmalan())

        numbers = [row.number[-4:] for row in await rows(stage, "select number from akt order by number")]
        assert numbers == ["0001", "0002", "0003"]


class TestLaterDocuments:
    async def test_a_komplettering_goes_back_to_be_assessed(self, stage) -> None:
        post = Post()
        await receive(stage, post.anmalan())
        answer = [{"category": "halsa", "source": SENDER, "content": {"fritext": {"svar": "Till mars."}}}]

        await receive(stage, post.document("komplettering", answer))

        akt = await the_akt(stage, post.case_id)
        assert akt is not None
        assert (akt.status, akt.version) == ("bedomning", 2)

    async def test_are_handled_in_the_order_of_their_sequence(self, stage) -> None:
        post = Post()
        first, second = post.anmalan(), post.document("rattelse", [])

        await receive(stage, second)
        # Without its anmälan a rattelse cannot be understood; the client never yields a gap, so this is parked.
        assert [tuple(r) for r in await rows(stage, "select state, failure from arrival")] == [
            ("parked", "AktMissing")
        ]
        await receive(stage, first)

        assert await the_akt(stage, post.case_id) is not None

    async def test_control_notices_are_noted_and_change_nothing(self, stage) -> None:
        post = Post()
        await receive(
            stage, post.anmalan(), *(post.control(t) for t in ("corrected", "retracted", "erased", "stop"))
        )

        kinds = [r.kind for r in await rows(stage, "select kind from notice order by at, kind")]
        akt = await the_akt(stage, post.case_id)
        assert sorted(kinds) == ["corrected", "erased", "retracted", "stop"]
        assert akt is not None
        assert akt.status == "inkommen"

    async def test_what_could_not_be_opened_is_kept_as_a_fact(self, stage) -> None:
        post = Post()

        await receive(stage, post.gone(), post.refused())

        found = await rows(stage, "select type, state, body from arrival order by sequence")
        assert [tuple(row) for row in found] == [("gone", "gone", None), ("refused", "gone", None)]


class TestBadDocument:
    @pytest.mark.parametrize(
        "sections",
        [
            pytest.param([], id="empty"),
            pytest.param(
                [{"category": "identitet", "source": SENDER, "content": {"individ": 7}}], id="wrong form"
            ),
            pytest.param(
                [
                    {"category": "handlaggning", "source": SENDER, "content": {}},
                    {
                        "category": "identitet",
                        "source": SENDER,
                        "content": {"individ": {"namn": "Individ Testperson", "personnummer": "x"}},
                    },
                ],
                id="no personnummer",
            ),
        ],
    )
    async def test_is_parked_while_other_cases_flow(self, stage, sections) -> None:
        bad, good = Post(), Post()

        await receive(stage, bad.document("anmalan", sections), good.anmalan())

        assert await the_akt(stage, bad.case_id) is None
        assert await the_akt(stage, good.case_id) is not None
        (parked,) = await rows(stage, "select failure, body from arrival where state = 'parked'")
        assert parked.failure == "ValidationError"
        assert parked.body is not None

    async def test_holds_the_later_documents_of_its_own_case_only(self, stage) -> None:
        bad = Post()

        await receive(
            stage, bad.document("anmalan", []), bad.document("komplettering", []), bad.control("stop")
        )

        states = {r.type: r.state for r in await rows(stage, "select type, state from arrival")}
        assert states == {"anmalan": "parked", "komplettering": "waiting", "stop": "handled"}

    async def test_of_unknown_type_is_parked(self, stage) -> None:
        post = Post()

        await receive(stage, post.anmalan(), post.document("kallelse", []))

        assert [
            r.failure for r in await rows(stage, "select failure from arrival where state = 'parked'")
        ] == ["UnknownDocument"]

    async def test_without_a_case_or_a_record_is_an_alarm_and_data(self, stage) -> None:
        post = Post()

        await receive(stage, post.document("anmalan", [], case_id=None), post.unreadable())

        found = await rows(stage, "select id, state, failure from arrival order by failure")
        assert [(r.state, r.failure) for r in found] == [("parked", "no_case_id"), ("parked", "signature")]
        assert found[1].id == "record:0:7"

    async def test_that_lost_identitet_to_a_revocation_is_gone_not_wrong(self, stage) -> None:
        post = Post()
        left = [{"category": "handlaggning", "source": SENDER, "content": {"dnr": "1"}}]

        await receive(stage, post.document("anmalan", left, gone=(1,)))

        assert [r.state for r in await rows(stage, "select state from arrival")] == ["gone"]


class TestFailingEffect:
    async def test_leaves_nothing_behind_and_is_tried_again(self, stage, monkeypatch) -> None:
        post, other = Post(), Post()
        stage_fact = stage.team.outbox.stage

        async def breaks(session, fact, sections: list[Section]):
            if fact.subject == post.case_id:
                raise RuntimeError
            return await stage_fact(session, fact, sections)

        monkeypatch.setattr(stage.team.outbox, "stage", breaks)
        await receive(stage, post.anmalan(), other.anmalan())
        assert await the_akt(stage, post.case_id) is None
        assert await the_akt(stage, other.case_id) is not None
        (waiting,) = await rows(stage, "select attempts, failure from arrival where state = 'waiting'")
        assert tuple(waiting) == (1, "RuntimeError")

        monkeypatch.setattr(stage.team.outbox, "stage", stage_fact)
        await due(stage)
        await stage.settle()

        akt = await the_akt(stage, post.case_id)
        assert akt is not None
        assert akt.number.endswith("0002")

    async def test_is_parked_in_the_end(self, stage, monkeypatch) -> None:
        post = Post()

        async def breaks(*_):
            raise RuntimeError

        monkeypatch.setattr(stage.team.outbox, "stage", breaks)
        await receive(stage, post.anmalan())
        for _ in range(7):
            await due(stage)
            await stage.settle()

        (parked,) = await rows(stage, "select state, attempts from arrival")
        assert tuple(parked) == ("parked", 8)

    async def test_waits_without_end_while_the_consent_service_is_away(self, stage) -> None:
        from shared.sections import ReceivingKeyUnavailable

        post = Post()

        async def breaks(*_):
            raise ReceivingKeyUnavailable

        stage.worker._prepare = breaks
        await stage.arrivals.store(post.anmalan())

        for _ in range(9):
            await due(stage)
            await stage.settle()
        (waiting,) = await rows(stage, "select state, attempts from arrival")
        assert tuple(waiting) == ("waiting", 0)


async def test_what_another_process_has_in_hand_is_left_to_it(stage) -> None:
    post = Post()
    looked, go_on = asyncio.Event(), asyncio.Event()

    async def stands_still() -> None:
        looked.set()
        await go_on.wait()

    stage.worker._prepare = stands_still
    await stage.arrivals.store(post.anmalan())
    working = asyncio.create_task(stage.worker.handle_next())
    await looked.wait()
    async with stage.team.sessions.begin() as session:
        connection = await session.connection()
        await connection.execute(text("select id from arrival for update"))
        go_on.set()
        await asyncio.wait_for(working, 5)
        await connection.execute(text("update arrival set state = 'handled', body = null"))

    assert await the_akt(stage, post.case_id) is None, "it put the same document into the akt once more"
    assert [r.attempts for r in await rows(stage, "select attempts from arrival")] == [0]


async def due(stage) -> None:
    async with stage.team.sessions.begin() as session:
        await session.exec(update(ArrivalRow).values(next_at=datetime.now(UTC) - timedelta(seconds=1)))
