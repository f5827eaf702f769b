"""Letters as the rooms of the coordinator write them: by their own builders, about a published test person."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from services.coordinator.domain import NextStep, Status
from services.coordinator.domain.besked_letter import besked_letter
from services.coordinator.domain.case_letter import case_letter
from services.coordinator.domain.delmal import DelmalState
from services.coordinator.domain.end_letters import concluded, consent_lost, farewell
from services.coordinator.domain.ends import CarriesOn, Closing
from services.coordinator.domain.followup import After, Continuation, DelmalResult, FollowUpResult
from services.coordinator.domain.followup_letter import followup_letter
from services.coordinator.domain.letter import Letter, LetterKind, WrittenLetter
from services.coordinator.domain.meeting import Meeting
from services.coordinator.domain.meeting_letters import adjourned, cancelled, kallelse, moved
from services.coordinator.domain.meeting_values import (
    Adjournment,
    Cause,
    Change,
    ChangeReason,
)
from services.coordinator.domain.meeting_words import when, where
from services.coordinator.domain.next_step import Situation, what_next
from services.coordinator.domain.paper_letters import (
    MISSING,
    besked_to_sender,
    consent_wanted,
    receipt,
    return_letter,
    supplement_wanted,
)
from services.coordinator.domain.plan import Plan
from services.coordinator.domain.plan_words import letter as plan_letter
from services.coordinator.domain.plan_words import to_person as plan_to_person
from services.coordinator.domain.values import Decision, Ending, SupplementRequest
from services.coordinator.domain.words import besked
from services.coordinator.domain.words_next import (
    NINE_STEPS,
    STATUS_TO_PERSON,
    stands,
    to_person,
)
from shared.letters.blocks import Addressee, Block, Table
from tests.coordinator.builders import HEAD
from tests.coordinator.meetings.builders import NAMES as UNITS
from tests.coordinator.meetings.builders import a_meeting, agreed
from tests.coordinator.paper_builders import POST, a_paper
from tests.coordinator.plans import drafts

AT = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)
CASE = UUID("019a0000-0000-7000-8000-000000000001")
HOME = Addressee("Individ Testperson", ("Provgatan 17", "118 20 Stockholm"))
NAMES = UNITS | {
    drafts.JOBBTORG: "Jobbtorg Stockholm",
    "vard-sodermalm": "Region Stockholm, vårdenhet Södermalm",
}
STATES = (DelmalState.ACCEPTERAT, DelmalState.PAGAR, DelmalState.FORESLAGET, DelmalState.AVBOJT)
REQUEST = SupplementRequest("Skicka in det undertecknade samtycket.", ("samtycke",), date(2026, 3, 16), AT)
STEP = NextStep("Du och parterna kallas till ett möte med teamet.", date(2026, 3, 20), HEAD.contact)


def a_letter(*blocks: Block, title: str = "Ett brev", kind: LetterKind = LetterKind.AVSLUT) -> Letter:
    """A letter that no room writes: for what a sheet does with any words."""
    return Letter(CASE, kind, AT, title, blocks)


def written(letter: Letter, addressee: Addressee = HOME) -> WrittenLetter:
    return WrittenLetter(letter, "FT-2026-0001", HEAD, addressee)


def a_besked() -> Letter:
    return besked_letter(CASE, Decision(AT, next_step=STEP), HEAD.contact)


def _meeting() -> Meeting:
    return a_meeting(agreement=agreed())


def a_kallelse() -> Letter:
    return kallelse(_meeting(), NAMES, HEAD.contact, AT)


def a_moved_one() -> Letter:
    meeting = _meeting()
    change = Change(ChangeReason.LOKAL_ELLER_TEKNIK, to_person="Rummet är dubbelbokat")
    return moved(meeting, meeting.slot, change, NAMES, contact=HEAD.contact, at=AT)


def a_cancelled_one() -> Letter:
    return cancelled(_meeting(), Change(ChangeReason.PART_KAN_INTE), HEAD.contact, AT)


def an_adjourned_one() -> Letter:
    return adjourned(_meeting(), Adjournment(Cause.INDIVIDEN_UTEBLEV), HEAD.contact, AT)


def the_plan(delmal: int = 5) -> Plan:
    listed = (
        drafts.a_delmal(),
        drafts.a_delmal(
            what="Förnya läkarintyget och skicka det till Försäkringskassan.",
            how_seen="Intyget har kommit in.",
            responsible=drafts.party("vard-sodermalm", "Läkare Testperson", "läkare"),
        ),
        drafts.a_delmal(
            what="Skriva ner vad som fungerar och vad som tar för mycket kraft.",
            how_seen="Anteckningarna finns med till uppföljningen.",
            responsible=drafts.PERSON_HERSELF,
        ),
        drafts.a_delmal(
            what="Pröva en kurs i föreningens verkstad.",
            how_seen="Fyra träffar är gjorda.",
            responsible=drafts.OUTSIDER,
        ),
        drafts.a_delmal(what="Utreda rätten till aktivitetsersättning.", responsible=drafts.party("af")),
    )
    chosen = tuple(listed[n % len(listed)] for n in range(delmal))
    plan = drafts.a_plan(drafts.a_goal(*chosen))
    for n, one in enumerate(plan.delmal):
        one.state = STATES[n % len(STATES)]
    return plan


def a_plan(delmal: int = 5) -> Letter:
    return plan_letter(the_plan(delmal), NAMES, HEAD.contact, AT, changed=False)


def a_result(kind: After = After.NY_PLAN) -> FollowUpResult:
    plan = the_plan()
    words = ("Nått", "Delvis nått", "Pågår", "Inte nått", "Utgått")
    texts = ((), ("Intyget dröjde.", "Läkaren slutade."), ("Det gick bra.",), (), ())
    results = [
        DelmalResult(one.id, word, text) for one, word, text in zip(plan.delmal, words, texts, strict=True)
    ]
    carries_on = (CarriesOn("arbetsträning två dagar i veckan", "Jobbtorg Stockholm"),)
    return FollowUpResult(
        plan.plan_id, date(2026, 9, 2), results, ("Planen följd, behovet kvarstår", "Studier"),
        "Jag orkar mer nu, men jag behöver fortfarande stöd.",
        Continuation(kind, "Du behöver stöd av flera ett tag till", date(2026, 9, 30), carries_on),
    )  # fmt: skip


def a_followup(kind: After = After.NY_PLAN) -> Letter:
    result, plan = a_result(kind), the_plan()
    for one, told in zip(plan.delmal, result.delmal, strict=True):
        one.id = told.delmal_id
    return followup_letter(plan, result, NAMES, HEAD.contact, AT)


def a_farewell() -> Letter:
    carries_on = (
        CarriesOn("arbetsträning två dagar i veckan", "Jobbtorg Stockholm"),
        CarriesOn("stöd i hemmet", "Södermalms stadsdelsnämnd"),
    )
    closing = Closing("U60", AT.date(), "Vi är klara med det som vi kom överens om", carries_on, AT)
    return farewell(CASE, closing, HEAD.contact)


def a_conclusion() -> Letter:
    return concluded(CASE, a_result(After.AVSLUT), date(2026, 10, 2), HEAD.contact, AT)


def a_lost_one(ending: Ending = Ending.ATERKALLAT) -> Letter:
    return consent_lost(CASE, ending, HEAD.contact, AT)


def a_case_letter() -> Letter:
    seen = Situation(Status.PLAN, AT.date(), "soc-sodermalm", date(2026, 3, 9), AT, plan=())
    coming = what_next(seen)
    steps = zip(NINE_STEPS, stands(seen, coming), strict=True)
    told: dict[str, Any] = {
        "status": Status.PLAN.value,
        "ended": None,
        "status_text": STATUS_TO_PERSON[Status.PLAN],
        "next": {
            "what": to_person(coming, is_hers=False),
            "by": coming.by.isoformat() if coming.by else None,
        },
        "decision": besked(Decision(AT, next_step=STEP), HEAD.contact),
        "steps": [{"step": n, "text": text, "state": state} for n, (text, state) in enumerate(steps, 1)],
        "contact": HEAD.contact,
    }
    plan = plan_to_person(the_plan(), NAMES, HEAD.contact)
    return case_letter(CASE, told, [_read(booked=True), _read(booked=False)], plan, AT)


def _read(*, booked: bool) -> dict[str, Any]:
    """A meeting as she reads it."""
    meeting = _meeting()
    return {
        "when": when(meeting.slot),
        "place": where(meeting.place),
        "state_text": "Mötet är bokat." if booked else "Mötet har hållits.",
        "my_answer_text": "Du har svarat att du kommer." if booked else None,
        "how_to_answer": "Ring." if booked else None,
        "outcome": None if booked else "En gemensam plan görs.",
        "hanvisning": None,
    }


EVERY: dict[str, Callable[[], Letter]] = {
    "besked": a_besked,
    "kallelse": a_kallelse,
    "kallelse_andrad": a_moved_one,
    "kallelse_installd": a_cancelled_one,
    "mote_ajournerat": an_adjourned_one,
    "gemensam_plan": a_plan,
    "uppfoljning": a_followup,
    "uppfoljning_avslut": lambda: a_followup(After.AVSLUT),
    "avslut": a_farewell,
    "avslut_uppfoljning": a_conclusion,
    "avslut_aterkallat": a_lost_one,
    "avslut_utganget": lambda: a_lost_one(Ending.UTGANGET),
    "mitt_arende": a_case_letter,
    "anmalare_mottagning": lambda: receipt(a_paper(), POST, AT),
    "anmalare_samtycke": lambda: consent_wanted(a_paper(), list(MISSING), REQUEST, POST),
    "anmalare_komplettering": lambda: supplement_wanted(a_paper(), REQUEST, POST),
    "anmalare_besked": lambda: besked_to_sender(a_paper(), Decision(AT, next_step=STEP), POST),
    "anmalare_retur": lambda: return_letter(CASE, date(2026, 3, 2), AT, POST),
}
"""Every letter that the coordinator writes, by its builder."""


def of_every_kind() -> dict[str, Letter]:
    return {name: build() for name, build in EVERY.items()}


def a_table(rows: int = 4) -> Letter:
    """A letter with a table as wide and as long as a test wants it."""
    row = (
        "Läkarintyget förnyas och skickas till Försäkringskassan",
        "Region Stockholm, vårdenhet Södermalm",
        "31 mars 2026",
        "Intyget har kommit in",
    )
    header = ("Delmål", "Ansvarig", "Senast", "Så ser vi att det är klart")
    return a_letter(Table(header, (row,) * rows), title="En tabell")
