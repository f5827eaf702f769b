"""Samples of what the followup service says: made by its own code."""

from datetime import date, timedelta

from contracts.build.fixed import CASE, OFFICE, PARTIES, SENDER, TEAM, event_id
from contracts.build.team_samples import MET, PLAN, Sample, Texts, texts_of
from services.followup.domain import (
    Ability,
    AnswerKind,
    Calendar,
    CarriesOn,
    Continuation,
    Cover,
    Delmal,
    DelmalResult,
    FollowUp,
    Meeting,
    MoveReason,
    NoticeKind,
    PartyAnswer,
    Plan,
    Record,
    Rescheduling,
    Status,
    Step,
)
from services.followup.domain.outcomes import AbilityLevel, DelmalStatus, Next

DUE, CONTACT = date(2027, 5, 24), OFFICE.contact
HELD = MET + timedelta(days=182)
UNITS = frozenset({SENDER, *PARTIES})
COVER = Cover(asked=UNITS, covered=UNITS)
ENDED = Continuation(
    Next.AVSLUT,
    "Personen arbetar halvtid.",
    (CarriesOn("Handledning", "Arbetsgivaren"), CarriesOn("Behandling", "Vårdenhet Södermalm", "halsa")),
)
KEPT_OPEN = Continuation(Next.HALLS_OPPET, "Behandlingen behöver bli klar först.", months=3)


def followup_samples() -> dict[str, Sample]:
    """Return document type → one sample."""
    recorded, concluded = _recorded("U10", ENDED)
    said = {
        "paminnelse_uppfoljning": _reminder(),
        "uppfoljning_flyttad": _rescheduled(MoveReason.INDIVIDEN_SJUK),
        "uppfoljning": recorded,
        "avslut": concluded,
    }
    return {kind: (TEAM, texts) for kind, texts in said.items()}


def more_samples() -> list[tuple[str, Texts]]:
    """Return what else these documents may hold."""
    follow_up = _follow_up()
    follow_up.reminded = frozenset({"af"})
    follow_up.answer(PartyAnswer("af", AnswerKind.HINDER, "Vi saknar handläggare.", None, MET), COVER)
    answer = texts_of(follow_up.take_publications())
    return [
        ("svar_fran_part", answer),
        ("uppfoljning_flyttad", _rescheduled(MoveReason.PART_KAN_INTE)),
        ("paminnelse_uppfoljning", _reminder(Meeting(event_id(7), HELD))),
        ("uppfoljning", _recorded("U40", KEPT_OPEN)[0]),
    ]


def _follow_up() -> FollowUp:
    delmal = (
        Delmal(event_id(4), "part", "af", date(2027, 2, 1), "plan"),
        Delmal(event_id(5), "individ", None, date(2027, 1, 15), "halsa"),
    )
    plan = Plan(PLAN, 1, 1, MET.date(), SENDER, tuple(sorted(UNITS)), delmal)
    return FollowUp(event_id(6), CASE, TEAM, SENDER, plan, Calendar(MET.date(), DUE, DUE))


def _reminder(meeting: Meeting | None = None) -> Texts:
    follow_up = _follow_up()
    if meeting is not None:
        follow_up.call(meeting)
    step = Step(NoticeKind.PAMINNELSE_42, MET, DUE.isoformat(), follow_up.plan.units)
    follow_up.carry_out(step, COVER, CONTACT, MET)
    return texts_of(follow_up.take_publications())


def _rescheduled(reason: MoveReason) -> Texts:
    follow_up = _follow_up()
    follow_up.reschedule(Rescheduling(DUE, date(2027, 5, 31), reason, None, MET), COVER, CONTACT)
    return texts_of(follow_up.take_publications())


def _recorded(main: str, follows: Continuation) -> tuple[Texts, Texts]:
    follow_up = _follow_up()
    follow_up.status, follow_up.held_at = Status.GENOMFORD, HELD
    results = (
        DelmalResult(event_id(4), DelmalStatus.NATT, {"uppfoljning": "Arbetsprövningen gick bra."}),
        DelmalResult(event_id(5), DelmalStatus.DELVIS, {"halsa": "Behandlingen pågår."}),
    )
    record = Record(
        delmal=results,
        main=main,
        secondary=("U35",),
        before=Ability(AbilityLevel.SAKNAR),
        after=Ability(AbilityLevel.DELVIS, 50),
        support="FORS_ARBETE",
        own_words="Jag orkar mer nu.",
        next=follows,
    )
    follow_up.write_record(record, COVER, CONTACT, next_id=event_id(8), at=HELD)
    published = follow_up.take_publications()
    return texts_of(published[:1]), texts_of(published)
