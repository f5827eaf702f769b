"""What the person reads of the follow-ups of her plan: plain Swedish, to her."""

from datetime import date, timedelta

from services.followup.domain.due import LAST_DAYS, overdue_days
from services.followup.domain.follow_up import FollowUp
from services.followup.domain.outcomes import DELMAL_LABELS, OUTCOMES, SUPPORT, Next
from services.followup.domain.record import Record
from services.followup.domain.values import AHEAD, EndedBy, Status
from services.followup.domain.words import Json, ability_text
from shared.days import local_day, long_date
from shared.limits import due_day

VOLUNTARY = (
    "Det är frivilligt att delta. Du kan när som helst återkalla ditt samtycke, helt eller delvis. Logga in och gör det "
    "själv, eller säg till koordinatorn."
)

BEHIND = {
    Status.GENOMFORD: "Uppföljningsmötet har hållits. Koordinatorn skriver nu ner vad ni kom fram till.",
    Status.VANTAR_NY_PLAN: "Din plan är uppföljd. Nu ska du och parterna göra en ny plan. Koordinatorn hör av sig.",
    Status.UPPFOLJD: "Din plan är uppföljd.",
    Status.ERSATT: "Uppföljningen har ersatts, eftersom du har fått en ny plan.",
}


def for_the_person(follow_up: FollowUp, contact: str, today: date) -> Json:
    """Write a follow-up as she reads it: what has been or will be done, whether it is late, and what she can do."""
    return {
        "text": _where_it_stands(follow_up, contact, today),
        "vad_du_kan_gora": VOLUNTARY,
        "kontakt": contact,
        "resultat": result(follow_up.record) if follow_up.record else None,
    }


def result(record: Record) -> Json:
    """Write the result as she reads it."""
    return {
        "huvudresultat": OUTCOMES[record.main].to_person,
        "ovriga_resultat": [OUTCOMES[code].to_person for code in record.secondary],
        "delmal": [
            {
                "id": str(each.delmal_id),
                "status": DELMAL_LABELS[each.status],
                "texter": [text for text in each.texts.values() if text],
            }
            for each in record.delmal
        ],
        "arbetsformaga": {"fore": ability_text(record.before), "efter": ability_text(record.after)},
        "forsorjning": SUPPORT[record.support],
        "dina_ord": record.own_words,
        "fortsattning": _continuation(record),
    }


def for_the_letter(follow_up: FollowUp) -> Json:
    """Write the result as her letter tells it: each delmål by its id, what follows, and the day for that."""
    record = follow_up.record
    assert record is not None, "a letter is written about a record"
    after = record.next
    return {
        "plan_id": str(follow_up.plan.id),
        "held_on": local_day(follow_up.held_at).isoformat() if follow_up.held_at else None,
        "delmal": [
            {
                "id": str(each.delmal_id),
                "status": DELMAL_LABELS[each.status],
                "texts": [text for text in each.texts.values() if text],
            }
            for each in record.delmal
        ],
        "outcomes": [outcome.to_person for outcome in record.outcomes],
        "own_words": record.own_words,
        "after": {
            "kind": after.kind.value,
            "text": after.text,
            "by": day.isoformat() if (day := _day_after(follow_up)) else None,
            "carries_on": [{"what": each.what, "who": each.who} for each in after.carries_on],
        },
    }


def _day_after(follow_up: FollowUp) -> date | None:
    """Return the day for what follows: the new plan, the next follow-up, or the samtycke's last day."""
    assert follow_up.record is not None, "something follows what is recorded"
    assert follow_up.recorded_at is not None, "and that has its time"
    today, after = local_day(follow_up.recorded_at), follow_up.record.next
    match after.kind:
        case Next.NY_PLAN:
            return follow_up.plan_by
        case Next.AVSLUT:
            return today + timedelta(days=LAST_DAYS)
        case Next.HALLS_OPPET:
            return due_day(today, after.months)


def _where_it_stands(follow_up: FollowUp, contact: str, today: date) -> str:
    if follow_up.status in AHEAD:
        late = overdue_days(follow_up.days.due, today, None) > 0
        return f"{_late(follow_up, contact)} {_ahead(follow_up, today)}" if late else _ahead(follow_up, today)
    if follow_up.status is Status.UTGATT:
        why = (
            "ditt samtycke har upphört"
            if follow_up.ended_by is EndedBy.SAMTYCKE
            else "teamets arbete är avslutat"
        )
        return f"Uppföljningen görs inte, eftersom {why}."
    return BEHIND[follow_up.status]


def _late(follow_up: FollowUp, contact: str) -> str:
    return (
        f"Uppföljningen är försenad. Den skulle ha gjorts senast den {long_date(follow_up.days.due)}. Undrar du över det, "
        f"eller vill du ha en ny tid, kan du vända dig till {contact}."
    )


def _ahead(follow_up: FollowUp, today: date) -> str:
    if follow_up.meeting is not None:
        held = long_date(local_day(follow_up.meeting.starts_at))
        return f"Du och parterna är kallade till ett möte den {held}. Då följer ni upp din plan tillsammans."
    if follow_up.days.planned_for < today:
        return "Du får en kallelse till mötet i god tid."
    day = long_date(follow_up.days.planned_for)
    return f"Din plan ska följas upp omkring den {day}. Du får en kallelse till mötet i god tid."


def _continuation(record: Record) -> str:
    after = record.next
    match after.kind:
        case Next.NY_PLAN:
            return f"Du och parterna ska göra en ny plan. {after.text}"
        case Next.AVSLUT:
            carried = "".join(
                f" {each.what.rstrip('.')}: {each.who.rstrip('.')}." for each in after.carries_on
            )
            return f"Teamets arbete med dig är avslutat. {after.text}{carried}"
        case Next.HALLS_OPPET:
            months = "en månad" if after.months == 1 else f"{after.months} månader"
            return f"Ditt ärende hålls öppet. Ni träffas igen om {months}. {after.text}"
