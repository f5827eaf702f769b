"""The sender takes back what it sent in error: what goes, what holds instead, and the report of who had opened it."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.referral.domain import Referral, Row, Rows, Status, written
from services.referral.domain.retracting import (
    History,
    KeptText,
    Retraction,
    RetractionReason,
    SentFact,
    Taken,
    retract,
)
from services.referral.errors import (
    ConsentEnded,
    FirstTextCarriesOthers,
    RetractedAlready,
    UnknownSentText,
    WrongStatus,
)
from services.referral.events import ReferralShared, Retracted
from tests.referral.builders import BY, NOON, RECIPIENTS, RULES, TEAM, UNIT, a_draft, a_sent
from tests.referral.conftest import REVIEWED
from tests.referral.test_reactions import Ear

SUBMITTED, CORRECTED, SHARED, SHARED_LATER = (UUID(int=n) for n in range(1, 5))
FIRST, SECOND = UUID(int=11), UUID(int=12)
ALL = ("handlaggning", "identitet", "arbetsformaga")


def a_corrected(*, up: bool = False) -> tuple[Referral, History]:
    """An anmälan with one correction; taken up, it was shared before and after that."""
    referral = a_sent()
    before = referral.content
    referral.content = written(before, {"anpassning": "Hörslinga."}, RULES)
    referral.carried = dict.fromkeys(ALL, SUBMITTED) | {"identitet": CORRECTED}
    texts = [
        KeptText(FIRST, "anmalan", before, NOON),
        KeptText(SECOND, "rattelse", referral.content, NOON + timedelta(days=2)),
    ]
    facts = [
        SentFact(SUBMITTED, "referral_submitted", FIRST, ALL, NOON),
        SentFact(CORRECTED, "referral_corrected", SECOND, ("identitet",), NOON + timedelta(days=2)),
    ]
    if up:
        referral.status, referral.shared_with = Status.UPPTAGEN, ("fk", "vard-sodermalm")
        facts.insert(1, SentFact(SHARED, "referral_shared", FIRST, ALL, NOON + timedelta(days=1)))
        facts.append(SentFact(SHARED_LATER, "referral_shared", SECOND, ALL, NOON + timedelta(days=3)))
    return referral, History(facts, texts)


def taken(referral: Referral, history: History, text: UUID | None = None) -> Taken:
    wanted = Retraction(uuid4(), text, RetractionReason.FEL_INNEHALL, BY, NOON + timedelta(days=5))
    return retract(referral, history, wanted, RECIPIENTS[UNIT])


def notices(referral: Referral) -> list[UUID]:
    facts = (publication.fact for publication in referral.publications)
    return [fact.retracts for fact in facts if isinstance(fact, Retracted)]


class TestTheWhole:
    def test_takes_back_every_event_that_carried_anything(self) -> None:
        referral, history = a_corrected(up=True)

        back = taken(referral, history)

        assert back.whole
        assert notices(referral) == [SUBMITTED, SHARED, CORRECTED, SHARED_LATER] == list(back.events)
        assert set(back.texts) == {FIRST, SECOND}
        assert (referral.status, referral.shared_with) == (Status.ATERTAGEN, ())

    def test_is_meant_by_the_first_text_when_nothing_else_stands(self) -> None:
        referral, history = a_corrected()
        gone = KeptText(SECOND, "rattelse", referral.content, NOON, retracted=True)

        assert taken(referral, History(history.facts, [history.texts[0], gone]), FIRST).whole

    def test_is_never_taken_back_by_naming_the_first_text_alone(self) -> None:
        referral, history = a_corrected(up=True)

        with pytest.raises(FirstTextCarriesOthers):
            taken(referral, history, FIRST)

        assert (referral.publications, referral.status) == ([], Status.UPPTAGEN)

    def test_names_ids_and_units_only(self) -> None:
        referral, history = a_corrected(up=True)

        taken(referral, history)

        assert all(publication.sections == () for publication in referral.publications)
        assert "fel_innehall" not in str([p.fact.model_dump_json() for p in referral.publications])

    @pytest.mark.parametrize(
        "status",
        [Status.SAMTYCKE_ATERKALLAT, Status.TAS_INTE_UPP, Status.TILLBAKADRAGEN, Status.AVSLUTAD],
        ids=str,
    )
    def test_is_possible_however_the_case_has_ended(self, status: Status) -> None:
        referral, history = a_corrected()
        referral.status = status

        assert taken(referral, history).whole

    def test_is_refused_of_a_draft_and_a_second_time(self) -> None:
        with pytest.raises(WrongStatus):
            taken(a_draft(), History([], []))
        referral, history = a_corrected()
        taken(referral, history)
        with pytest.raises(RetractedAlready):
            taken(referral, history)

    def test_lets_nothing_more_be_sent_and_heeds_nothing_more(self) -> None:
        referral, history = a_corrected()
        taken(referral, history)

        with pytest.raises(RetractedAlready):
            referral.require(Status.MOTTAGEN)
        assert referral.take_up() is False
        referral.receive()
        assert referral.status is Status.ATERTAGEN


class TestOneVersion:
    def test_lets_the_text_before_hold_again(self) -> None:
        referral, history = a_corrected()

        back = taken(referral, history, SECOND)

        assert (back.events, back.texts, back.whole) == ((CORRECTED,), (SECOND,), False)
        assert referral.content == history.texts[0].content
        assert referral.carried == dict.fromkeys(ALL, SUBMITTED)
        assert referral.status is Status.SKICKAD

    def test_gives_parties_that_had_it_within_the_whole_text_the_one_that_holds(self) -> None:
        referral, history = a_corrected(up=True)

        back = taken(referral, history, SECOND)

        assert back.events == (CORRECTED, SHARED_LATER)
        fact = referral.publications[-1].fact
        assert isinstance(fact, ReferralShared)
        assert fact.parties == ("fk", "vard-sodermalm") == referral.shared_with
        (identitet,) = [s for s in referral.publications[-1].sections if s.category == "identitet"]
        assert "anpassning" not in identitet.content

    def test_but_not_when_the_samtycke_is_gone(self) -> None:
        referral, history = a_corrected(up=True)
        ended = [Row(UNIT, TEAM, category, ended=True) for category in ("identitet", "handlaggning")]
        referral.rows = Rows(tuple(ended))

        taken(referral, history, SECOND)

        assert notices(referral) == [CORRECTED, SHARED_LATER]
        assert len(referral.publications) == 2

    def test_leaves_a_later_text_as_it_stands(self) -> None:
        referral, history = a_corrected()
        third = KeptText(UUID(int=13), "rattelse", referral.content, NOON + timedelta(days=4))

        taken(referral, History(history.facts, [*history.texts, third]), SECOND)

        assert referral.content == third.content

    def test_knows_only_what_was_sent_and_takes_it_once(self) -> None:
        referral, history = a_corrected()
        with pytest.raises(UnknownSentText):
            taken(referral, history, uuid4())
        gone = KeptText(SECOND, "rattelse", referral.content, NOON, retracted=True)
        with pytest.raises(RetractedAlready):
            taken(referral, History(history.facts, [history.texts[0], gone]), SECOND)

    def test_an_ended_samtycke_is_no_hindrance(self) -> None:
        referral, history = a_corrected()
        referral.status = Status.SAMTYCKE_ATERKALLAT
        with pytest.raises(ConsentEnded):
            referral.require(Status.SKICKAD)

        assert taken(referral, history, SECOND).events == (CORRECTED,)


ATTESTED = {"reason": "fel_innehall", "attested": True}


@pytest.mark.real
class TestHttp:
    async def a_corrected(self, stage) -> tuple[str, str]:
        ident, ear = await stage.a_sent(), Ear(stage)
        await ear.team("referral_received", ident)
        change = {"changes": {"anpassning": "KANARIE"}, "secrecy_review": REVIEWED}
        assert (await stage.post(f"/v1/referrals/{ident}/corrections", change, version=4)).status_code == 200
        sent = (await stage.get(f"/v1/referrals/{ident}")).json()["sent"]
        return ident, sent[-1]["id"]

    async def test_takes_one_version_back_and_the_one_before_is_read(self, stage) -> None:
        ident, text = await self.a_corrected(stage)

        answer = await stage.post(f"/v1/referrals/{ident}/retractions", ATTESTED | {"sent": text}, version=5)

        assert answer.status_code == 201, answer.text
        read = (await stage.get(f"/v1/referrals/{ident}")).json()
        assert "anpassning" not in read["content"]
        assert [one["retracted"] for one in read["sent"]] == [False, True]
        submitted, corrected, back = await stage.events(ident)
        assert back["data"]["retracts"] == corrected["id"]
        assert submitted["type"].split(".")[3] == "referral_submitted"
        again = await stage.post(f"/v1/referrals/{ident}/retractions", ATTESTED | {"sent": text}, version=6)
        assert (again.status_code, again.json()["code"]) == (409, "retracted_already")

    async def test_a_correction_after_it_is_about_what_holds(self, stage) -> None:
        ident, text = await self.a_corrected(stage)
        await stage.post(f"/v1/referrals/{ident}/retractions", ATTESTED | {"sent": text}, version=5)

        change = {"changes": {"anpassning": "Hörslinga."}, "secrecy_review": REVIEWED}
        answer = await stage.post(f"/v1/referrals/{ident}/corrections", change, version=6)

        assert answer.status_code == 200, answer.text
        submitted, *_, corrected = await stage.events(ident)
        assert corrected["data"]["corrects"] == submitted["id"]

    async def test_takes_the_whole_back_and_keeps_why_sealed(self, stage) -> None:
        ident, _ = await self.a_corrected(stage)

        answer = await stage.post(
            f"/v1/referrals/{ident}/retractions", ATTESTED | {"reason": "fel_person"}, version=5
        )

        assert answer.json()["status"] == "atertagen"
        assert "makulera" in answer.json()["advice"]
        (row,) = await stage.rows("select row_to_json(retraction)::text as whole from retraction")
        assert "fel_person" not in row["whole"]
        (one,) = (await stage.get(f"/v1/referrals/{ident}/retractions")).json()["retractions"]
        assert (one["reason"], one["whole"], one["function"]) == ("fel_person", True, "socialsekreterare")

    @pytest.mark.parametrize("body", [{"reason": "fel_innehall"}, ATTESTED | {"attested": False}])
    async def test_must_be_attested(self, stage, body: dict[str, Any]) -> None:
        ident = await stage.a_sent()

        assert (await stage.post(f"/v1/referrals/{ident}/retractions", body, version=3)).status_code == 422

    async def test_knows_no_version_of_another_anmalan(self, stage) -> None:
        ident = await stage.a_sent()

        answer = await stage.post(
            f"/v1/referrals/{ident}/retractions", ATTESTED | {"sent": str(uuid4())}, version=3
        )

        assert (answer.status_code, answer.json()["code"]) == (404, "unknown_sent_text")

    async def test_refuses_the_first_version_while_a_later_one_stands(self, stage) -> None:
        ident, _ = await self.a_corrected(stage)
        first = (await stage.get(f"/v1/referrals/{ident}")).json()["sent"][0]["id"]

        refused = await stage.post(
            f"/v1/referrals/{ident}/retractions", ATTESTED | {"sent": first}, version=5
        )

        assert (refused.status_code, refused.json()["code"]) == (409, "first_text_carries_others")
        assert (await stage.get(f"/v1/referrals/{ident}/retractions")).json() == {"retractions": []}

    async def test_another_unit_knows_nothing_of_it(self, stage) -> None:
        ident = await stage.a_sent()
        made = (await stage.post(f"/v1/referrals/{ident}/retractions", ATTESTED, version=3)).json()

        for path in ("retractions", f"retractions/{made['retraction_id']}/report"):
            assert (await stage.get(f"/v1/referrals/{ident}/{path}", "farsta")).status_code == 404
        again = await stage.post(f"/v1/referrals/{ident}/retractions", ATTESTED, version=3, who="farsta")
        assert again.status_code == 404


def a_document(event: str, recipient: str, *, opened: bool = False, gone: bool = True) -> dict[str, Any]:
    opening = {"at": "2026-11-23T10:00:00Z", "unit": recipient, "function": "handläggare", "purpose": "x"}
    return {
        "event_id": str(uuid4()),
        "source_event_id": event,
        "recipient": recipient,
        "recipient_name": recipient.upper(),
        "type": "anmalan",
        "key_destroyed": gone,
        "openings": [opening] if opened else [],
    }


@pytest.mark.real
class TestReport:
    async def retracted(self, stage) -> tuple[str, str, str]:
        ident = await stage.a_sent()
        made = (await stage.post(f"/v1/referrals/{ident}/retractions", ATTESTED, version=3)).json()
        (submitted, _) = await stage.events(ident)
        return ident, made["report"], submitted["id"]

    async def test_says_of_each_recipient_when_it_was_opened_or_that_it_never_was(self, stage) -> None:
        ident, path, event = await self.retracted(stage)
        stage.consent.documents = [
            a_document(event, TEAM, opened=True),
            a_document(event, "fk"),
            a_document(str(uuid4()), "af", opened=True),
        ]

        told = (await stage.get(path)).json()

        assert (told["documents"], told["opened"], told["final"]) == (2, 1, True)
        fk, team = told["recipients"]
        assert (fk["recipient"], fk["documents"][0]["state"]) == ("fk", "aldrig_oppnad")
        assert "nyckeln förstörd" in fk["documents"][0]["text"]
        assert team["documents"][0]["openings"] == [
            {"at": "2026-11-23T10:00:00Z", "unit": TEAM, "function": "handläggare"}
        ]
        purposes = await stage.rows("select purpose from read_log where case_id = :c", c=UUID(ident))
        assert "rapport_om_atertagande" in [row["purpose"] for row in purposes]

    async def test_is_not_final_before_the_exit_has_handled_the_retraction(self, stage) -> None:
        _, path, event = await self.retracted(stage)
        stage.consent.handled = 1
        assert (await stage.get(path)).json()["final"] is False
        stage.consent.documents = [a_document(event, "fk")]
        assert (await stage.get(path)).json()["final"] is False

        stage.consent.handled = 2

        assert (await stage.get(path)).json()["final"] is True
        stage.consent.documents = []
        told = (await stage.get(path)).json()
        assert (told["documents"], told["final"]) == (0, True), (
            "nobody was covered: nothing was ever made of it"
        )

    async def test_says_who_in_the_team_has_read_and_that_others_logs_say_it_of_them(self, stage) -> None:
        ident, path, event = await self.retracted(stage)
        stage.team.reads = [{"at": "2026-11-23T11:00:00Z", "function": "koordinator"}]
        stage.consent.documents = [a_document(event, unit, opened=True) for unit in (TEAM, "fk")]
        stage.consent.documents.append(a_document(event, "af"))

        told = (await stage.get(path)).json()

        readers = {one["recipient"]: (one["read_in_team"], one["readers_text"]) for one in told["recipients"]}
        assert readers[TEAM][0] == stage.team.reads
        assert readers["fk"][0] is None
        assert "mottagarens egen logg" in readers["fk"][1]
        assert readers["af"] == (None, None)
        assert "redan är hämtat kan läsas" in told["final_text"]
        assert stage.team.asked == [ident]

    async def test_asks_nobody_of_the_team_when_it_had_fetched_nothing(self, stage) -> None:
        _, path, event = await self.retracted(stage)
        stage.team.down, stage.consent.documents = True, [a_document(event, TEAM)]

        assert (await stage.get(path)).status_code == 200

    async def test_is_not_guessed_when_the_team_does_not_answer(self, stage) -> None:
        _, path, event = await self.retracted(stage)
        stage.team.down, stage.consent.documents = True, [a_document(event, TEAM, opened=True)]

        refused = await stage.get(path)

        assert (refused.status_code, refused.json()["code"]) == (503, "team_unreachable")

    async def test_says_what_is_still_on_its_way(self, stage) -> None:
        _, path, event = await self.retracted(stage)
        stage.consent.documents = [a_document(event, TEAM, gone=False)]

        told = (await stage.get(path)).json()

        assert told["final"] is False
        assert told["recipients"][0]["documents"][0]["state"] == "pa_vag"

    async def test_is_not_guessed_when_the_log_does_not_answer(self, stage) -> None:
        _, path, _ = await self.retracted(stage)
        stage.consent.down = True

        assert (await stage.get(path)).status_code == 503

    async def test_of_an_unknown_retraction_is_unknown(self, stage) -> None:
        ident, _, _ = await self.retracted(stage)

        assert (await stage.get(f"/v1/referrals/{ident}/retractions/{uuid4()}/report")).status_code == 404
