"""The team's akt follows what becomes of the samtycke, through the real inbox."""

import json
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.coordinator.domain import Row
from services.coordinator.foreign import CONSENT_TOPIC
from services.coordinator.reactions import reactions
from shared.clock import MovableClock
from shared.inbox import Inbox
from shared.kafka import Received
from tests.coordinator.builders import SENDER, TEAM, cover
from tests.coordinator.fakes import Post, around
from tests.coordinator.test_arrivals import receive, rows, the_akt
from tests.coordinator.test_http import get, post

pytestmark = pytest.mark.real


class ConsentEvents:
    """Facts of the consent service about one case, numbered as they are on its topic."""

    def __init__(self, stage, case_id: UUID) -> None:
        self.case_id = case_id
        self.consent = stage.consent
        self.number = 0
        self.clock = MovableClock(stage.settings.clock_file)
        self.inbox = Inbox(stage.team.sessions, keep_sections=False)
        self.reactions = reactions(stage.team.books, around(stage))

    async def given(self, granted: list[Row]) -> None:
        self.consent.standing.setdefault(self.case_id, set()).update(_to_team(granted))
        await self.tell("consent_given", {"rows": [_row(r) for r in granted], "text_id": "t1"})

    async def ended(self, ended: list[Row], kind: str = "aterkallat", *, whole: bool = False) -> Received:
        self.consent.standing.get(self.case_id, set()).difference_update(_to_team(ended))
        body = {"rows": [_row(r) for r in ended], "reason_kind": kind, "whole": whole}
        return await self.tell("rows_ended", body)

    async def tell(self, fact: str, data: dict[str, Any]) -> Received:
        self.number += 1
        kind = f"se.finsam.consent.{fact}.v1"
        envelope = {
            "specversion": "1.0",
            "id": str(uuid4()),
            "source": "/finsam/consent",
            "type": kind,
            "subject": str(self.case_id),
            "time": self.clock.now().isoformat(),
            "dataschema": f"https://finsamteam.example/schema/{kind}.json",
            "partitionkey": str(self.case_id),
            "number": self.number,
            "correlationid": str(uuid4()),
            "data": {**data, "sections": []},
        }
        record = Received(
            CONSENT_TOPIC, 0, self.number, str(self.case_id).encode(), json.dumps(envelope).encode()
        )
        await self.again(record)
        return record

    async def again(self, record: Received) -> None:
        await self.inbox.receive(record)
        while await self.inbox.handle_next(self.reactions):
            pass


def _to_team(rows: list[Row]) -> set[UUID]:
    return {row.id for row in rows if row.recipient == TEAM}


def _row(row: Row) -> dict[str, str]:
    named = {"id": str(row.id), "source": row.source, "recipient": row.recipient, "category": row.category}
    return named | {"valid_from": "2026-01-01T00:00:00Z", "valid_to": "2027-01-01T00:00:00Z"}


async def a_covered_case(stage) -> tuple[UUID, ConsentEvents, list[Row]]:
    sent = Post()
    events = ConsentEvents(stage, sent.case_id)
    granted = cover()
    await events.given(granted)
    await receive(stage, sent.anmalan())
    return sent.case_id, events, granted


async def status(stage, case_id: UUID) -> str:
    akt = await the_akt(stage, case_id)
    assert akt is not None
    return akt.status


class TestRowsEnded:
    @pytest.mark.parametrize(
        ("kind", "expected"),
        [
            ("aterkallat", "samtycke_aterkallat"),
            ("utganget", "samtycke_utganget"),
            ("makulerat", "samtycke_makulerat"),
        ],
    )
    async def test_whole_closes_the_akt_and_keeps_the_ends_apart(self, stage, kind, expected) -> None:
        case_id, events, granted = await a_covered_case(stage)

        await events.ended(granted, kind, whole=True)

        assert await status(stage, case_id) == expected
        assert (await get(stage, "/v1/akter")).json()["akter"] == []

    async def test_leaves_the_akt_to_be_opened_for_a_stated_purpose_only(self, stage) -> None:
        case_id, events, granted = await a_covered_case(stage)
        await events.ended(granted, whole=True)

        shut = await get(stage, f"/v1/akter/{case_id}")
        unknown = await post(stage, f"/v1/akter/{case_id}/openings", {"purpose": "nyfikenhet"}, version=None)
        opened = await post(stage, f"/v1/akter/{case_id}/openings", {"purpose": "tillsyn"}, version=None)

        assert (shut.status_code, shut.json()["code"]) == (409, "opening_needs_purpose")
        assert unknown.status_code == 422
        assert opened.json()["outcome"] == "U70"
        assert [r.purpose for r in await rows(stage, "select purpose from read_log")] == ["tillsyn"]

    async def test_of_one_basic_row_is_enough_to_close(self, stage) -> None:
        case_id, events, granted = await a_covered_case(stage)

        await events.ended(granted[:1])

        assert await status(stage, case_id) == "samtycke_aterkallat"

    async def test_of_a_party_is_an_open_question(self, stage) -> None:
        case_id, events, _ = await a_covered_case(stage)
        region = cover("vard-sodermalm")
        await events.given(region)

        record = await events.ended(region)
        await events.again(record)

        akt = (await get(stage, f"/v1/akter/{case_id}")).json()
        assert akt["status"] == "inkommen"
        assert [question["party"] for question in akt["questions"]] == ["vard-sodermalm"]

    async def test_of_another_category_leaves_the_akt_alone(self, stage) -> None:
        case_id, events, _ = await a_covered_case(stage)
        health = Row(uuid4(), SENDER, TEAM, "halsa")
        await events.given([health])

        await events.ended([health])

        akt = (await get(stage, f"/v1/akter/{case_id}")).json()
        assert (akt["status"], akt["questions"]) == ("inkommen", [])

    async def test_after_a_new_signature_leaves_the_akt_open(self, stage) -> None:
        case_id, events, granted = await a_covered_case(stage)
        await events.given(cover())

        await events.ended(granted, "utganget")

        assert await status(stage, case_id) == "inkommen"

    async def test_before_the_document_is_handled_closes_the_akt_as_it_opens(self, stage) -> None:
        sent = Post()
        events = ConsentEvents(stage, sent.case_id)
        granted = cover()
        await events.given(granted)
        await stage.arrivals.store(sent.anmalan())

        await events.ended(granted, whole=True)
        await stage.settle()

        assert await status(stage, sent.case_id) == "samtycke_aterkallat"

    async def test_refuses_every_decision_afterwards(self, stage) -> None:
        case_id, events, granted = await a_covered_case(stage)
        await events.ended(granted, whole=True)

        for path, body in (("take-up", {"next_step": "Möte."}), ("decline", {"reason_code": "N01"})):
            answer = await post(stage, f"/v1/akter/{case_id}/{path}", body, version=2)
            assert (answer.status_code, answer.json()["code"]) == (409, "wrong_status")


class TestOtherEvents:
    async def test_have_no_effect(self, stage) -> None:
        case_id, events, _ = await a_covered_case(stage)

        await events.tell("something_new", {"rows": []})

        assert await status(stage, case_id) == "inkommen"
        assert [
            r.failure for r in await rows(stage, "select failure from inbox where handled_at is null")
        ] == []

    async def test_of_wrong_form_are_parked(self, stage) -> None:
        _, events, _ = await a_covered_case(stage)

        await events.tell("rows_ended", {"rows": "all"})

        (parked,) = await rows(stage, "select failure from inbox where parked_at is not null")
        assert parked.failure == "ValidationError"


class TestCategoryThatEnded:
    async def test_is_marked_in_the_akt_and_its_history(self, stage) -> None:
        sent = Post()
        events = ConsentEvents(stage, sent.case_id)
        social = Row(uuid4(), SENDER, TEAM, "sociala")
        await events.given([*cover(), social])
        new = {"category": "sociala", "source": SENDER, "content": {"fritext": {"fragestallning": "Ny."}}}
        await receive(stage, sent.anmalan(), sent.document("rattelse", [new]))
        akt = (await get(stage, f"/v1/akter/{sent.case_id}")).json()
        assert all(part["covered"] and part["note"] is None for part in akt["sections"] + akt["history"])

        await events.ended([social])

        akt = (await get(stage, f"/v1/akter/{sent.case_id}")).json()
        lost = [part for part in akt["sections"] + akt["history"] if not part["covered"]]
        assert [part["category"] for part in lost] == ["sociala", "sociala"]
        assert lost[0]["content"] == new["content"]
        for part in lost:
            assert part["note"] == (
                "Samtycket för kategorin Sociala förhållanden har upphört. Uppgiften finns kvar i teamets akt men får "
                "inte lämnas vidare."
            )

    async def test_is_marked_no_more_when_it_is_given_again(self, stage) -> None:
        case_id, events, _ = await a_covered_case(stage)
        for covered in (False, True):
            row = Row(uuid4(), SENDER, TEAM, "sociala")
            await (events.given([row]) if covered else events.ended([row]))

            akt = (await get(stage, f"/v1/akter/{case_id}")).json()
            assert [s["covered"] for s in akt["sections"] if s["category"] == "sociala"] == [covered]
