"""Samples of what the team and the parties say of meetings, plan and follow-up: made by their owners' own code."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Protocol

from contracts.build.fixed import AT, CASE, NAMES, OFFICE, PARTIES, SENDER, TEAM, event_id
from services.coordinator.domain import Akt, CarriesOn, Closing, Cover, NextStep, Status, meeting_words
from services.coordinator.domain import words_ends as end_words
from services.coordinator.domain.delmal import Delmal, DelmalKind, DelmalState, Responsible, Voice
from services.coordinator.domain.meeting import Meeting
from services.coordinator.domain.meeting_values import (
    INDIVID,
    Adjournment,
    Attendee,
    Cause,
    Change,
    ChangeReason,
    Coming,
    Form,
    Invitation,
    MeetingKind,
    Minutes,
    Need,
    Outcome,
    Place,
    Reply,
    Slot,
)
from services.coordinator.domain.plan import Plan
from services.coordinator.domain.plan_content import sections
from services.coordinator.domain.plan_values import Goal, Handlaggare, Said
from services.coordinator.domain.stops import StopAcknowledgement, StopAnswer, told_to_team
from shared.events import Section

Texts = Mapping[str, Mapping[str, Any]]
Sample = tuple[str, Texts]
"""Whose it is, and its sections by category."""
MET = AT + timedelta(days=21)
MEETING, PLAN, GOAL = event_id(2), event_id(3), event_id(7)
UNITS = frozenset({SENDER, *PARTIES})
COVER = Cover(units=UNITS, categories=dict.fromkeys(UNITS, frozenset({"mote"})))
CLOSING = Closing(
    "U60",
    AT.date(),
    "Personen klarar sig nu själv.",
    [CarriesOn("Kontakt vid behov", "Socialtjänsten"), CarriesOn("Samtalsstöd", "Vårdcentralen", "halsa")],
    MET,
)


class Published(Protocol):
    """What an owner publishes."""

    @property
    def sections(self) -> Iterable[Section]:
        """What it says, by category."""
        ...


def texts_of(published: Sequence[Published]) -> Texts:
    """Return the sections of the last thing published."""
    return {section.category: section.content for section in published[-1].sections}


def team_samples() -> dict[str, Sample]:
    """Return document type → one sample."""
    meetings = {
        "kallelse": {"handlaggning": meeting_words.kallelse(_meeting(), NAMES, OFFICE.contact)},
        **{kind: texts_of(meeting.take_publications()) for kind, meeting in _changed().items()},
    }
    plan, changed = _plan(), _plan()
    changed.version, changed.driver = 2, None
    written = {
        "gemensam_plan": {section.category: section.content for section in sections(plan)},
        "plan_andrad": {section.category: section.content for section in sections(changed)},
    }
    answer = {"svar_fran_part": ("af", _of_delmal())}
    return {kind: (TEAM, texts) for kind, texts in (meetings | written).items()} | answer


def more_samples() -> list[tuple[str, Texts]]:
    """Return what else these documents may hold: the answers about other things, and the koordinator's own end."""
    meeting, said = _meeting(), Reply(Coming.ANNAN_TID, AT)
    meeting.answer("af", said, text="Vi kan först på onsdag.", journal_reference=None)
    call = texts_of(meeting.take_publications())
    held = _held(Outcome.VAGLEDNING)
    held.take_publications()
    held.say_need(Need(remains=True, at=MET), "Behovet är kvar.", "SOC-2026-0001-7")
    stops = [
        StopAcknowledgement("af", answer, MET, lagrum=ground, journal_reference="AF-1")
        for answer, ground in ((StopAnswer.STOPPAT, None), (StopAnswer.BEVARAS, "arkivlagen 3 §"))
    ]
    stopped = [texts_of([said]) for stop in stops if (said := told_to_team(_akt(), stop))]
    answers = [call, texts_of(held.take_publications()), *stopped]
    ended = end_words.avslut(CLOSING, OFFICE.contact)
    return [*(("svar_fran_part", answer) for answer in answers), ("avslut", ended)]


def _akt() -> Akt:
    akt = Akt.receive(CASE, SENDER, OFFICE, "FT-2026-0001", reply_by=date(2026, 11, 9), at=AT)
    akt.take_up(NextStep("Du och parterna kallas till ett möte.", date(2026, 11, 23), OFFICE.contact), at=AT)
    return akt


def _meeting() -> Meeting:
    return Meeting(
        id=MEETING,
        case_id=CASE,
        team=TEAM,
        sender=SENDER,
        kind=MeetingKind.TEAM,
        plan_id=None,
        slot=Slot(MET, 60),
        place=Place(Form.PLATS, "Jobbtorg Stockholm, Provgatan 1"),
        agenda=None,
        called_at=AT,
        written_at=AT,
        invitations=[Invitation(invited) for invited in (SENDER, *PARTIES, INDIVID)],
    )


def _held(outcome: Outcome) -> Meeting:
    meeting = _meeting()
    attendee = Attendee("Anmälare Testperson", "socialsekreterare", SENDER)
    minutes = Minutes((SENDER, "af"), (attendee,), outcome, "Vi gick igenom vad var och en kan göra.")
    meeting.hold(
        minutes, NAMES, COVER, person_present=True, status=Status.TAS_UPP, contact=OFFICE.contact, at=MET
    )
    return meeting


def _changed() -> dict[str, Meeting]:
    moved, cancelled, adjourned = _meeting(), _meeting(), _meeting()
    later = Slot(MET + timedelta(days=1), 60)
    contact = OFFICE.contact
    moved.move(later, moved.place, Change(ChangeReason.INDIVIDEN_SJUK), NAMES, contact=contact, at=AT)
    cancelled.cancel(Change(ChangeReason.KOORDINATORN_KAN_INTE), contact=contact, at=AT)
    adjourned.adjourn(Adjournment(Cause.AJOURNERAT), status=Status.TAS_UPP, contact=contact, at=MET)
    return {
        "kallelse_andrad": moved,
        "kallelse_installd": cancelled,
        "motesanteckning": _held(Outcome.GEMENSAM_PLAN),
        "fraga_om_behov": _held(Outcome.VAGLEDNING),
        "mote_ajournerat": adjourned,
    }


def _plan() -> Plan:
    party = Responsible(DelmalKind.PART, "af", "Handläggare Testperson", "arbetsförmedlare")
    hers = Responsible(DelmalKind.INDIVID)
    delmal = [
        Delmal(event_id(4), GOAL, "Arbetsprövning.", "Två veckor.", party, date(2027, 2, 1), "plan"),
        Delmal(event_id(5), GOAL, "Boka läkartid.", "Tiden är bokad.", hers, date(2027, 1, 15), "halsa"),
    ]
    delmal[1].state = DelmalState.ACCEPTERAT
    return Plan(
        plan_id=PLAN,
        case_id=CASE,
        sender=SENDER,
        team=TEAM,
        number=1,
        meeting_id=MEETING,
        made_on=MET.date(),
        goals=[Goal(GOAL, "Arbeta halvtid till sommaren.")],
        delmal=delmal,
        individens_ord="Jag vill börja med några timmar.",
        driver=Handlaggare(SENDER, "Anmälare Testperson", "socialsekreterare"),
        parties=(SENDER, *PARTIES),
        version=1,
    )


def _of_delmal() -> Texts:
    plan = _plan()
    words, may_tell = "Vi kan erbjuda en plats i februari.", frozenset({"plan"})
    said = Said(Voice.PART, "af", MET, words, "AF-2026-0001", may_tell=may_tell)
    plan.answer(event_id(4), said, accepts=True)
    return texts_of(plan.take_publications())
