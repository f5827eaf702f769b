"""Each reader reads the golden samples of what it reads: the files, not the writer's classes."""

import json
from uuid import UUID

import pytest

from contracts.build import ROOT
from contracts.build.fixed import CASE, SENDER, TEAM
from services.consent.addressing import foreign_events
from services.consent.addressing.disclosures import AKT_ENDED, CASE_CONCLUDED, DISCLOSURES, MEETING_HELD
from services.coordinator import foreign as coordinator
from services.coordinator.domain import Ending
from services.followup import foreign as followup
from services.referral import foreign as referral
from shared.events import Envelope, Foreign
from shared.inbox import Inbox
from shared.kafka import Received

READERS: list[tuple[str, type[Foreign]]] = [
    (coordinator.CONSENT_GIVEN, coordinator.ConsentGiven),
    (coordinator.ROWS_ENDED, coordinator.RowsEnded),
    (referral.CONSENT_GIVEN, referral.ConsentGiven),
    (referral.ROWS_ENDED, referral.RowsEnded),
    (referral.REFERRAL_RECEIVED, referral.TeamSaid),
    (referral.SUPPLEMENT_REQUESTED, referral.TeamSaid),
    (referral.REFERRAL_TAKEN_UP, referral.TeamSaid),
    (referral.REFERRAL_DECLINED, referral.TeamSaid),
    (referral.AKT_ENDED, referral.TeamSaid),
    *((kind, foreign_events.CaseEvent) for kind in sorted(DISCLOSURES)),
    ("se.finsam.referral.referral_corrected.v1", foreign_events.Correction),
    ("se.finsam.referral.referral_retracted.v1", foreign_events.Retraction),
    (coordinator.FOLLOWUP_SCHEDULED, coordinator.FollowupScheduled),
    (coordinator.FOLLOWUP_RESCHEDULED, coordinator.FollowupRescheduled),
    (coordinator.FOLLOWUP_RECORDED, coordinator.FollowupRecorded),
    (coordinator.CONSENT_EXPIRING, coordinator.ConsentExpiring),
    (coordinator.NEW_PLAN_WANTED, coordinator.NewPlanWanted),
    (coordinator.CASE_CONCLUDED, coordinator.CaseConcluded),
    (followup.CONSENT_GIVEN, followup.ConsentGiven),
    (followup.ROWS_ENDED, followup.RowsEnded),
    (followup.ROWS_SHORTENED, followup.ConsentGiven),
    (followup.PLAN_MADE, followup.PlanInForce),
    (followup.PLAN_CHANGED, followup.PlanInForce),
    (followup.DELMAL_SETTLED, followup.DelmalSettled),
    (followup.MEETING_CALLED, followup.MeetingFact),
    (followup.MEETING_MOVED, followup.MeetingFact),
    (followup.MEETING_CANCELLED, followup.MeetingFact),
    (followup.MEETING_ADJOURNED, followup.MeetingFact),
    (followup.MEETING_HELD, followup.MeetingFact),
    (followup.AKT_ENDED, followup.AktEnded),
    (MEETING_HELD, foreign_events.Meeting),
    (AKT_ENDED, foreign_events.Ended),
    (CASE_CONCLUDED, foreign_events.Ended),
]


@pytest.mark.parametrize(("kind", "reader"), READERS, ids=lambda value: getattr(value, "__module__", value))
def test_a_service_reads_what_another_publishes(kind, reader) -> None:
    read = reader.of(_envelope(kind))

    assert read.subject == CASE
    if "sender" in type(read).model_fields:
        assert (read.sender, read.team) == (SENDER, TEAM)


@pytest.mark.parametrize(
    "path", sorted((ROOT / "samples" / "events").glob("*.json")), ids=lambda path: path.stem
)
def test_every_inbox_takes_every_sample(path) -> None:
    body = path.read_bytes()
    envelope = Envelope.model_validate_json(body)
    topic = f"finsam.{envelope.source.rpartition('/')[2]}.v1"

    readable = Inbox(None, keep_sections=False)._readable(Received(topic, 0, 0, str(CASE).encode(), body))

    assert readable is not None
    assert b"AQAAAA==" not in readable["body"], "an inbox that may not open sections does not keep them"


@pytest.mark.parametrize("kind", sorted(DISCLOSURES))
def test_the_addressees_are_found_in_the_open_fields(kind) -> None:
    disclosure = DISCLOSURES[kind]

    recipients = disclosure.recipients(_envelope(kind).data)

    assert recipients
    assert recipients <= {SENDER, TEAM, "af", "fk"}


def test_how_rows_ended_is_known_by_its_reader() -> None:
    read = coordinator.RowsEnded.of(_envelope(coordinator.ROWS_ENDED))

    assert Ending(read.reason_kind) is Ending.ATERKALLAT


@pytest.mark.parametrize("kind", ["anmalan", "komplettering", "rattelse", "byte_av_handlaggare"])
def test_the_team_reads_the_documents_that_are_for_it(kind) -> None:
    document = json.loads((ROOT / "samples" / "documents" / f"{kind}.json").read_text(encoding="utf-8"))

    assert UUID(document["case_id"]) == CASE
    if kind == "anmalan":
        coordinator.check_anmalan({s["category"]: s["content"] for s in document["sections"]})


def test_the_team_finds_the_person_in_the_anmalan() -> None:
    document = json.loads((ROOT / "samples" / "documents" / "anmalan.json").read_text(encoding="utf-8"))
    (identitet,) = [s["content"] for s in document["sections"] if s["category"] == "identitet"]

    assert coordinator.personal_number(identitet) == "195907142599"


def _envelope(kind: str) -> Envelope:
    return Envelope.model_validate_json((ROOT / "samples" / "events" / f"{kind}.json").read_bytes())
