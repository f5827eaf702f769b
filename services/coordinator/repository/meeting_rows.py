"""A meeting as it is stored: times and units open, all that is said sealed under the key of its case."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy.dialects.postgresql import Range

from services.coordinator.domain.meeting import Meeting
from services.coordinator.domain.meeting_values import (
    INDIVID,
    Adjournment,
    Agreement,
    Attendee,
    Cause,
    Change,
    ChangeReason,
    Coming,
    Form,
    Hanvisning,
    Invitation,
    MeetingKind,
    MeetingState,
    Minutes,
    Need,
    Outcome,
    Place,
    Reply,
    Slot,
    Target,
)
from services.coordinator.tables.meetings import InvitationRow, MeetingRow
from shared.sealing import CaseKey

Json = dict[str, Any]


def meeting_values(key: CaseKey, meeting: Meeting) -> Json:
    """Write what may change of a meeting, for its row."""
    agreed = meeting.agreement
    content = {
        "form": meeting.place.form.value,
        "place": meeting.place.text,
        "agenda": meeting.agenda,
        "agreement": agreed and {"agreed_on": agreed.agreed_on.isoformat(), "how": agreed.how},
        "change": meeting.change and _change(meeting.change),
        "written_at": meeting.written_at.isoformat(),
    }
    record = _record(meeting)
    return {
        "during": Range(meeting.slot.starts_at, meeting.slot.ends_at, bounds="[)"),
        "state": meeting.state.value,
        "closed_on": meeting.closed_on,
        "content": key.seal_json("meeting", "content", meeting.id, content),
        "record": record and key.seal_json("meeting", "record", meeting.id, record),
    }


def need_values(key: CaseKey, meeting: Meeting) -> Json:
    """Write what the sender said after the meeting."""
    said = meeting.need
    if said is None:
        return {"need_said_at": None, "need": None}
    sealed = key.seal_json("meeting", "need", meeting.id, {"remains": said.remains})
    return {"need_said_at": said.at, "need": sealed}


def answer_values(key: CaseKey, row_id: object, invitation: Invitation) -> Json:
    """Write where an invitation stands."""
    reply = invitation.reply
    said = reply and {"answer": reply.coming.value, "text": reply.text, "how": reply.how}
    return {
        "fallen_at": invitation.fallen_at,
        "answered_at": reply and reply.at,
        "answer": said and key.seal_json("invitation", "answer", row_id, said),
    }


def to_meeting(key: CaseKey, row: MeetingRow, invitations: Sequence[InvitationRow]) -> Meeting:
    """Read a meeting from its rows."""
    content = key.open_json("meeting", "content", row.id, row.content)
    agreed = content["agreement"]
    minutes, adjournment = _read_record(
        key.open_json("meeting", "record", row.id, row.record) if row.record else None
    )
    lasting = row.during.upper - row.during.lower
    return Meeting(
        id=row.id,
        case_id=row.case_id,
        team=row.team,
        sender=row.sender,
        kind=MeetingKind(row.kind),
        plan_id=row.plan_id,
        slot=Slot(row.during.lower, int(lasting.total_seconds()) // 60),
        place=Place(Form(content["form"]), content["place"]),
        agenda=content["agenda"],
        called_at=row.called_at,
        written_at=datetime.fromisoformat(content["written_at"]),
        invitations=[_invitation(key, found) for found in sorted(invitations, key=_units_first)],
        agreement=agreed and Agreement(date.fromisoformat(agreed["agreed_on"]), agreed["how"]),
        state=MeetingState(row.state),
        closed_on=row.closed_on,
        version=row.version,
        change=content["change"] and _read_change(content["change"]),
        minutes=minutes,
        adjournment=adjournment,
        need=_need(key, row),
    )


def written_at(key: CaseKey, row: MeetingRow) -> datetime:
    """Read when the person's last kallelse to the meeting was written."""
    return datetime.fromisoformat(key.open_json("meeting", "content", row.id, row.content)["written_at"])


def _units_first(row: InvitationRow) -> tuple[bool, str]:
    return row.invited == INDIVID, row.invited


def _change(change: Change) -> Json:
    return {"reason": change.reason.value, "text": change.text, "to_person": change.to_person}


def _read_change(stored: Json) -> Change:
    return Change(ChangeReason(stored["reason"]), stored["text"], stored["to_person"])


def _record(meeting: Meeting) -> Json | None:
    said = meeting.adjournment
    if said is not None:
        return {"cause": said.cause.value, "text": said.text, "to_person": said.to_person}
    minutes = meeting.minutes
    if minutes is None:
        return None
    sent_on = minutes.hanvisning
    return {
        "units": list(minutes.units),
        "attendees": [{"name": a.name, "function": a.function, "unit": a.unit} for a in minutes.attendees],
        "outcome": minutes.outcome.value,
        "hanvisning": sent_on and {"to": sent_on.to.value, "unit": sent_on.unit},
        "note": minutes.note,
    }


def _read_record(stored: Json | None) -> tuple[Minutes | None, Adjournment | None]:
    if stored is None:
        return None, None
    if "cause" in stored:
        return None, Adjournment(Cause(stored["cause"]), stored["text"], stored["to_person"])
    sent_on = stored["hanvisning"]
    minutes = Minutes(
        units=tuple(stored["units"]),
        attendees=tuple(Attendee(**attendee) for attendee in stored["attendees"]),
        outcome=Outcome(stored["outcome"]),
        note=stored["note"],
        hanvisning=sent_on and Hanvisning(Target(sent_on["to"]), sent_on["unit"]),
    )
    return minutes, None


def _need(key: CaseKey, row: MeetingRow) -> Need | None:
    if row.need is None or row.need_said_at is None:
        return None
    return Need(key.open_json("meeting", "need", row.id, row.need)["remains"], row.need_said_at)


def _invitation(key: CaseKey, row: InvitationRow) -> Invitation:
    return Invitation(row.invited, row.fallen_at, _reply(key, row, row.answered_at))


def _reply(key: CaseKey, row: InvitationRow, at: datetime | None) -> Reply | None:
    if row.answer is None or at is None:
        return None
    said = key.open_json("invitation", "answer", row.id, row.answer)
    return Reply(Coming(said["answer"]), at, said["text"], said["how"])
