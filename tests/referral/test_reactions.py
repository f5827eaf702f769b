"""What this service does with what it hears from the team and from the consent service."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from services.referral.reactions import reactions
from services.referral.subscribers import GROUP, SUBSCRIPTIONS
from shared.inbox import Inbox
from shared.kafka import Received
from tests.referral.builders import TEAM, UNIT
from tests.referral.conftest import REVIEWED

pytestmark = pytest.mark.real

CORE = ("handlaggning", "identitet")


class Ear:
    """Plays the other services' topics: numbers each case's events, and has the inbox handle them."""

    def __init__(self, stage) -> None:
        self.stage = stage
        self.inbox = Inbox(stage.parts.sessions, keep_sections=False)
        self.reactions = reactions(stage.parts.referrals, stage.parts.outbox, stage.parts.recipients)
        self.numbers: dict[tuple[str, str], int] = {}

    def event(self, service: str, fact: str, case_id: str, **data: Any) -> Received:
        number = self.numbers[service, case_id] = self.numbers.get((service, case_id), 0) + 1
        kind = f"se.finsam.{service}.{fact}.v1"
        body = {
            "specversion": "1.0",
            "id": str(uuid4()),
            "source": f"/finsam/{service}",
            "type": kind,
            "subject": case_id,
            "time": datetime.now(UTC).isoformat(),
            "datacontenttype": "application/json",
            "dataschema": f"https://finsamteam.example/schema/{kind}.json",
            "partitionkey": case_id,
            "number": number,
            "correlationid": str(uuid4()),
            "data": {**data, "sections": []},
        }
        return Received(f"finsam.{service}.v1", 0, number, case_id.encode(), json.dumps(body).encode())

    async def hear(self, *records: Received) -> None:
        for record in records:
            await self.inbox.receive(record)
        while await self.inbox.handle_next(self.reactions):
            pass

    async def team(self, fact: str, case_id: str, **more: str) -> None:
        await self.hear(self.event("coordinator", fact, case_id, **{"sender": UNIT, "team": TEAM, **more}))

    async def ended(
        self, case_id: str, *pairs: tuple[str, str], kind: str = "aterkallat", whole: bool = False
    ) -> None:
        rows = [a_row(*pair, category) for pair in pairs for category in CORE]
        await self.hear(
            self.event("consent", "rows_ended", case_id, rows=rows, reason_kind=kind, whole=whole)
        )

    async def parked(self) -> list[str]:
        return [
            row["failure"]
            for row in await self.stage.rows("select failure from inbox where parked_at is not null")
        ]


def a_row(source: str, recipient: str, category: str) -> dict[str, str]:
    return {"id": str(uuid4()), "source": source, "recipient": recipient, "category": category}


@pytest.fixture
def ear(stage) -> Ear:
    return Ear(stage)


async def status(stage, ident: str) -> str:
    return (await stage.get(f"/v1/referrals/{ident}")).json()["status"]


class TestTeam:
    @pytest.mark.parametrize(
        ("facts", "expected"),
        [
            (["referral_received"], "mottagen"),
            (["referral_received", "supplement_requested"], "kompletteras"),
            (["referral_received", "referral_taken_up"], "upptagen"),
            (["referral_received", "referral_declined"], "tas_inte_upp"),
        ],
    )
    async def test_moves_the_status(self, stage, ear, facts: list[str], expected: str) -> None:
        ident = await stage.a_sent()
        for fact in facts:
            await ear.team(fact, ident)

        assert await status(stage, ident) == expected

    async def test_taking_up_shares_the_present_text_with_the_parties(self, stage, ear) -> None:
        ident = await stage.a_sent()
        await ear.team("referral_received", ident)
        await ear.team("referral_taken_up", ident)

        submitted, shared = await stage.events(ident)
        assert shared["type"] == "se.finsam.referral.referral_shared.v1"
        assert (shared["number"], shared["data"]["parties"]) == (2, ["fk", "vard-sodermalm"])
        assert "parter" not in shared["opened"]["handlaggning"]
        assert shared["opened"]["identitet"] == submitted["opened"]["identitet"]

    async def test_an_event_delivered_twice_has_one_effect(self, stage, ear) -> None:
        ident = await stage.a_sent()
        record = ear.event("coordinator", "referral_taken_up", ident, sender=UNIT, team=TEAM)
        await ear.hear(record, record)
        await ear.hear(record)

        assert len(await stage.events(ident)) == 2

    async def test_a_party_whose_rows_ended_gets_nothing(self, stage, ear) -> None:
        ident = await stage.a_sent()
        await ear.ended(ident, (UNIT, "vard-sodermalm"), ("vard-sodermalm", TEAM), (TEAM, "vard-sodermalm"))
        await ear.team("referral_taken_up", ident)

        assert (await stage.events(ident))[-1]["data"]["parties"] == ["fk"]

    async def test_a_new_row_after_an_ended_one_lets_the_party_in(self, stage, ear) -> None:
        ident = await stage.a_sent()
        await ear.ended(ident, (UNIT, "fk"))
        rows = [a_row(UNIT, "fk", category) for category in CORE]
        await ear.hear(ear.event("consent", "consent_given", ident, rows=rows, text_id="sv-1"))
        await ear.team("referral_taken_up", ident)

        assert (await stage.events(ident))[-1]["data"]["parties"] == ["fk", "vard-sodermalm"]

    @pytest.mark.parametrize("wrong", [{"sender": "soc-farsta"}, {"team": "team-annan"}])
    async def test_a_fact_of_another_sender_or_team_is_parked(
        self, stage, ear, wrong: dict[str, str]
    ) -> None:
        ident = await stage.a_sent()
        await ear.team("referral_taken_up", ident, **wrong)

        assert await ear.parked() == ["not_ours"]
        assert await status(stage, ident) == "skickad"

    async def test_a_fact_of_an_unknown_case_is_parked(self, ear) -> None:
        await ear.team("referral_received", str(uuid4()))

        assert await ear.parked() == ["not_ours"]

    async def test_a_fact_that_does_not_fit_the_status_is_parked(self, stage, ear) -> None:
        ident = await stage.a_draft()
        await ear.team("referral_taken_up", ident)

        assert await ear.parked() == ["wrong_status"]
        assert await stage.events(ident) == []

    async def test_waits_when_nothing_can_be_sealed(self, stage, ear) -> None:
        ident = await stage.a_sent()
        stage.parts.outbox._sealer.keys._key = None
        stage.consent.down = True
        await ear.inbox.receive(ear.event("coordinator", "referral_taken_up", ident, sender=UNIT, team=TEAM))
        await ear.inbox.handle_next(ear.reactions)

        stage.consent.down = False
        assert await ear.parked() == []
        assert await status(stage, ident) == "skickad"


class TestRowsEnded:
    async def test_a_whole_withdrawal_ends_the_anmalan(self, stage, ear) -> None:
        ident = await stage.a_sent()
        await ear.ended(ident, (UNIT, TEAM), (TEAM, UNIT), whole=True)

        read = (await stage.get(f"/v1/referrals/{ident}")).json()
        assert (read["status"], read["status_text"]) == (
            "samtycke_aterkallat",
            "Avslutad: samtycket är återkallat",
        )
        refused = await stage.post(
            f"/v1/referrals/{ident}/corrections",
            {"changes": {"stadsdel": "farsta"}, "secrecy_review": REVIEWED},
            version=read["version"],
        )
        assert (refused.status_code, refused.json()["code"]) == (409, "consent_ended")
        assert refused.json()["detail"].startswith("Inget mer skickas till teamet.")

    async def test_taking_up_after_a_whole_withdrawal_shares_nothing(self, stage, ear) -> None:
        ident = await stage.a_sent()
        await ear.ended(ident, (UNIT, TEAM), whole=True)
        await ear.team("referral_taken_up", ident)

        assert len(await stage.events(ident)) == 1
        assert await status(stage, ident) == "samtycke_aterkallat"

    @pytest.mark.parametrize("kind", ["utganget", "makulerat"])
    async def test_rows_that_ran_out_stop_sending_and_keep_the_status(self, stage, ear, kind: str) -> None:
        ident = await stage.a_sent()
        await ear.ended(ident, (UNIT, TEAM), kind=kind, whole=True)

        assert await status(stage, ident) == "skickad"
        refused = await stage.post(
            f"/v1/referrals/{ident}/corrections",
            {"changes": {"stadsdel": "farsta"}, "secrecy_review": REVIEWED},
            version=3,
        )
        assert refused.json()["code"] == "consent_ended"

    async def test_a_draft_stays_a_draft(self, stage, ear) -> None:
        ident = await stage.a_draft()
        await ear.ended(ident, (UNIT, TEAM), whole=True)

        assert await status(stage, ident) == "utkast"

    async def test_an_ended_row_never_opens_again(self, stage, ear) -> None:
        ident = await stage.a_sent()
        rows = [a_row(UNIT, "fk", category) for category in CORE]
        ended = ear.event("consent", "rows_ended", ident, rows=rows, reason_kind="aterkallat", whole=False)
        again = ear.event("consent", "consent_given", ident, rows=rows, text_id="sv-1")
        await ear.hear(ended, again)
        await ear.team("referral_taken_up", ident)

        assert (await stage.events(ident))[-1]["data"]["parties"] == ["vard-sodermalm"]

    async def test_rows_of_an_unknown_case_are_kept_without_effect(self, stage, ear) -> None:
        await ear.ended(str(uuid4()), (UNIT, TEAM), whole=True)

        assert await ear.parked() == []

    async def test_a_body_that_is_not_understood_is_parked(self, stage, ear) -> None:
        ident = await stage.a_sent()
        await ear.hear(ear.event("consent", "rows_ended", ident, rows="x", reason_kind="?", whole=False))

        assert await ear.parked() == ["ValidationError"]


def test_both_topics_are_read_in_the_group_of_the_service() -> None:
    assert {(s.topic, s.group) for s in SUBSCRIPTIONS} == {
        ("finsam.consent.v1", GROUP),
        ("finsam.coordinator.v1", GROUP),
    }
