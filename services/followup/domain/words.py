"""What the parties read of a follow-up: content per data category and source. Plain Swedish (FL 9)."""

from datetime import date
from typing import Any

from services.followup.domain.outcomes import (
    ABILITY_LABELS,
    CATEGORIES,
    DELMAL_LABELS,
    KEPT_OPEN,
    OUTCOMES,
    SUPPORT,
    Next,
)
from services.followup.domain.record import Ability, CarriesOn, Record
from services.followup.domain.values import (
    HANDLAGGNING,
    UPPFOLJNING,
    AnswerKind,
    Meeting,
    MoveReason,
    PartyAnswer,
    Plan,
    Rescheduling,
)
from shared.days import local_day, long_date
from shared.events import Section

Json = dict[str, Any]
ARBETSFORMAGA, FORSORJNING, HALSA = "arbetsformaga", "forsorjning", "halsa"
MOVE_REASONS = {
    MoveReason.INDIVIDEN_SJUK: "Personen är sjuk",
    MoveReason.PART_KAN_INTE: "En part kan inte komma",
    MoveReason.INDIVIDENS_ONSKEMAL: "Personen önskar en annan tid",
    MoveReason.VANTAR_PA_UNDERLAG: "Underlag väntas",
    MoveReason.HELG_ELLER_SEMESTER: "Helg eller semester",
    MoveReason.ANNAT: "Annat skäl",
}
ANSWERS = {
    AnswerKind.BEREDER: "Förbereder uppföljningen",
    AnswerKind.KLAR: "Klar för uppföljningen",
    AnswerKind.HINDER: "Hinder finns",
}


def reminder(due: date, planned_for: date, meeting: Meeting | None, contact: str) -> Json:
    """Write the reminder: what is to come, by when, and what the unit does now. It names the day of a meeting called."""
    day = local_day(meeting.starts_at) if meeting else None
    called = f"Mötet är den {long_date(day)}." if day else "Kallelse till mötet kommer för sig."
    return {
        "senast": due.isoformat(),
        "planerad": planned_for.isoformat(),
        "mote": day.isoformat() if day else None,
        "kontakt": contact,
        "text": f"Den gemensamma planen ska följas upp senast den {long_date(due)}. Förbered er enhets delmål och svara om "
        f"ni förbereder er, är klara eller har hinder. {called} {_questions(contact)}",
    }


def rescheduled(move: Rescheduling, due: date, team: str, contact: str) -> tuple[Section, ...]:
    """Write that the follow-up is planned for another day. That the person is ill is said under `halsa` only."""
    said: Json = {
        "tidigare": move.from_day.isoformat(),
        "planerad": move.to_day.isoformat(),
        "senast": due.isoformat(),
        "kontakt": contact,
        "text": f"Uppföljningen planeras nu till den {long_date(move.to_day)}. Den skulle göras senast den {long_date(due)}. "
        f"{_questions(contact)}",
    }
    reason = {"skal": {"kod": move.reason.value, "text": MOVE_REASONS[move.reason]}}
    if move.reason is MoveReason.INDIVIDEN_SJUK:
        return Section(HANDLAGGNING, team, said), Section(HALSA, team, reason)
    return (Section(HANDLAGGNING, team, said | reason),)


def party_answer(answer: PartyAnswer) -> Json:
    """Write what a party answers, in its own words."""
    return {
        "svar": answer.kind.value,
        "svar_text": ANSWERS[answer.kind],
        "text": answer.text,
        "journalreferens": answer.journal_reference,
    }


def recorded(
    record: Record, plan: Plan, team: str, contact: str, again: date | None = None
) -> tuple[Section, ...]:
    """Write the result: what is general under `uppfoljning`, and each narrower category in its own section.

    `again`: by when a case that is kept open is followed up anew. Why it is, and that care comes first, is told in the
    category of that outcome only.
    """
    said: dict[str, Json] = {UPPFOLJNING: {"kontakt": contact}}
    for category, items in _delmal(record, plan).items():
        said.setdefault(category, {})["delmal"] = items
    for outcome in record.outcomes:
        kind = "huvudresultat" if outcome.code == record.main else "ovriga_resultat"
        coded = {"kod": outcome.code, "text": outcome.label, "art": kind}
        said.setdefault(outcome.category, {}).setdefault("resultat", []).append(coded)
    abilities = {"fore": _ability(record.before), "efter": _ability(record.after)}
    said.setdefault(ARBETSFORMAGA, {})["arbetsformaga"] = abilities
    support = {"kod": record.support, "text": SUPPORT[record.support]}
    said.setdefault(FORSORJNING, {})["forsorjning"] = support
    follows = {
        "kod": record.next.kind.value,
        "text": continuation(record),
        "skal": None if record.next.kind is Next.AVSLUT else record.next.text,
    }
    if again is None:
        told, after = {"fortsattning": follows}, continuation(record)
    else:
        told, after = {"ny_uppfoljning": again.isoformat()}, f"Ny uppföljning senast den {long_date(again)}."
        said.setdefault(OUTCOMES[KEPT_OPEN].category, {})["fortsattning"] = follows
    text = f"Planen är uppföljd. {after} {_questions(contact)}"
    said[UPPFOLJNING] |= {"individens_ord": record.own_words, **told, "text": text}
    return tuple(Section(category, team, content) for category, content in said.items())


def concluded(record: Record, last_day: date, team: str, contact: str) -> tuple[Section, ...]:
    """Write the end: until when the samtycke holds, and who carries on with what, each in its own category."""
    said = {
        "sista_dag": last_day.isoformat(),
        "kontakt": contact,
        "text": f"Teamets arbete är avslutat. Samtycket till samarbetet upphör efter den {long_date(last_day)}. "
        f"{_questions(contact)}",
    }
    going_on = record.next.carries_on
    narrower = {each.category: "" for each in going_on}
    sections = [
        Section(category, team, _carried(text, [each for each in going_on if each.category == category]))
        for category, text in (narrower | {UPPFOLJNING: record.next.text}).items()
    ]
    return Section(HANDLAGGNING, team, said), *sections


def continuation(record: Record) -> str:
    """Say what follows."""
    match record.next.kind:
        case Next.NY_PLAN:
            return "Behovet kvarstår, och en ny gemensam plan ska göras."
        case Next.AVSLUT:
            return "Teamets arbete avslutas."
        case Next.HALLS_OPPET:
            months = "en månad" if record.next.months == 1 else f"{record.next.months} månader"
            return f"Ärendet hålls öppet och följs upp igen om {months}."


def ability_text(ability: Ability) -> str:
    """Say how able to work."""
    label = ABILITY_LABELS[ability.level]
    return label if ability.percent is None else f"{label} ({ability.percent} %)"


def _carried(text: str, going_on: list[CarriesOn]) -> Json:
    rows = [{"vad": each.what, "vem": each.who} for each in going_on]
    sentences = [f"{row['vad'].rstrip('.')}: {row['vem'].rstrip('.')}." for row in rows]
    return {"fortsatter": rows, "text": " ".join([text, *sentences]).strip()}


def _delmal(record: Record, plan: Plan) -> dict[str, list[Json]]:
    sections = {delmal.id: delmal.section for delmal in plan.delmal}
    found: dict[str, list[Json]] = {}
    for result in record.delmal:
        own = sections[result.delmal_id] if sections[result.delmal_id] in CATEGORIES else UPPFOLJNING
        status = {"status": result.status.value, "status_text": DELMAL_LABELS[result.status]}
        texts = {own: "", **result.texts}
        for category, text in texts.items():
            item: Json = {"id": str(result.delmal_id)} | (status if category == own else {})
            found.setdefault(category, []).append(item | ({"text": text} if text else {}))
    return found


def _ability(ability: Ability) -> Json:
    return {"kod": ability.level.value, "procent": ability.percent, "text": ability_text(ability)}


def _questions(contact: str) -> str:
    return f"Frågor besvaras av {contact.strip().rstrip('.')}."
